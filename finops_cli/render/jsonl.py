"""JSON Lines: the rows only, one object a line."""

from __future__ import annotations

from finops_cli.render.interface import Rendered, Renderer, View
from finops_cli.render.json_ import projected
from finops_cli.render.shared.plain import to_json
from finops_cli.render.shared.rows import for_machines
from finops_cli.report import Report


def render(report: Report, view: View) -> Rendered:
    """UTF-8; every object has the same keys in the same order."""
    rows = for_machines(report, view).rows
    return Rendered(
        "".join(f"{to_json(projected(row, report.columns))}\n" for row in rows).encode()
    )


RENDERER = Renderer("jsonl", (".jsonl", ".ndjson"), render, holds_trust=False)
