"""`finops quarantine`: which lines were refused, and why; never what they hold."""

from __future__ import annotations

import os
from collections.abc import Sequence

from finops_cli.cli.options import Options
from finops_cli.cli.output import deliver, view
from finops_cli.cli.reports import format_name
from finops_cli.cli.session import begin, source_of
from finops_cli.reports.quarantine import quarantine as report_on


def quarantine(files: Sequence[str], options: Options) -> None:
    """List the refused lines of the files, or of everything in the store."""
    look = format_name(options)
    session = begin(options, os.environ)
    with source_of(session, files) as source:
        report = report_on(source, session.timezone)
        to_file = options.output is not None
        shown = view(look, options.limit, to_file, not options.no_color, os.environ)
        deliver(report, look, options.output, shown)
