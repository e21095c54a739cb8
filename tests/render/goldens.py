"""The golden files of the hard report; `python -m tests.render.goldens` writes them anew.

Read the difference before committing it: these bytes are what users see.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from finops_cli.render import View, renderer
from finops_cli.report import Report
from tests.render.hard_report import REPORT

FOLDER = Path(__file__).parent / "golden"
NOTHING = replace(REPORT, rows=(), sections=(), total=None, next_steps=(), headline=())

GOLDENS: dict[str, tuple[Report, View]] = {
    "report.txt": (REPORT, View("table")),
    "report_80.txt": (REPORT, View("table", width=80)),
    "report_80_colour.txt": (REPORT, View("table", width=80, colour=True)),
    "report_80_ascii.txt": (REPORT, View("table", width=80, unicode=False)),
    "report_160.txt": (REPORT, View("table", width=160)),
    "report_empty.txt": (NOTHING, View("table", width=80)),
    "report.md": (REPORT, View("markdown")),
    "report.json": (REPORT, View("json")),
    "report_limit_2.json": (REPORT, View("json", limit=2)),
    "report.jsonl": (REPORT, View("jsonl")),
    "report.csv": (REPORT, View("csv")),
}


def made(name: str) -> bytes:
    """The bytes that the code gives now."""
    report, view = GOLDENS[name]
    return renderer(view.format).render(report, view).data


if __name__ == "__main__":
    for each in GOLDENS:
        (FOLDER / each).write_bytes(made(each))
