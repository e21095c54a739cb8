"""`finops init`: a commented finops.toml in this folder, never over one that is there."""

from __future__ import annotations

from pathlib import Path

from finops_cli.cli.options import Options
from finops_cli.cli.output import replacing, write_stdout
from finops_cli.errors import UsageError


def init(options: Options) -> None:
    """Write the template. Raises UsageError where a finops.toml exists."""
    from finops_cli.policy.template import template

    path = Path(options.config or "finops.toml")
    if path.exists():
        raise UsageError(f"{path}: exists already; nothing was written")
    with replacing(path) as temporary:
        temporary.write_text(template(), encoding="utf-8")
    write_stdout(f"Wrote {path}: every key with its meaning and default.\n".encode())
