"""Measures `finops` against the bare query and against other tools: `make bench`.

    run.py [--lines N] [--repeats R] [--ten] [--json FILE] [--folder F]

Logs of N lines (default 1 M) are generated: clean, dirty (0.8 % bad, 1.5 % repeated lines), nested.
Before anything is timed, `finops` has to count them as they were made. Then whole processes take
turns for R rounds: their start, imports, configuration and rendering included. A ratio is the
median of the rounds' ratios. `--ten` measures 10 M lines too, without the peers, in 3 rounds.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import tempfile
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from benchmarks.measure import Case, answer, measure, progress
from benchmarks.plan import Logs, everything, large

HERE = Path(__file__).resolve().parent
DAYS = 21  # so that weeks have a week before them and agents a baseline
MEMORY_GOAL_MIB = 1024


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the table: a case, or the memory of all of them."""

    what: str
    seconds: float | None
    least: float | None
    ratio: float | None
    against: str
    goal: str
    met: bool | None
    mib: float | None
    note: str = ""


def main() -> int:
    """Generate, check, measure, print. A missed goal is said, and fails nothing."""
    options = _parser().parse_args()
    with tempfile.TemporaryDirectory(prefix="finops-bench-", dir=options.folder) as name:
        folder = Path(name)
        found = {options.lines: _measured(options.lines, options.repeats, folder, ten=False)}
        if options.ten:
            found[10 * options.lines] = _measured(10 * options.lines, 3, folder, ten=True)
    for lines, table in found.items():
        print(_heading(lines, 3 if lines != options.lines else options.repeats))
        print(_table(table))
    if options.json:
        options.json.write_text(json.dumps(_as_json(found, options.repeats), indent=1) + "\n")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--lines", type=int, default=1_000_000, help="lines of a log (1 M)")
    parser.add_argument("--repeats", type=int, default=5, help="rounds (5)")
    parser.add_argument("--ten", action="store_true", help="ten times the lines as well")
    parser.add_argument("--json", type=Path, help="write the figures here, too")
    parser.add_argument("--folder", type=Path, help="where the temporary folder is made")
    return parser


# ---- one size --------------------------------------------------------------------------------


def _measured(lines: int, rounds: int, folder: Path, *, ten: bool) -> list[Line]:
    logs = Logs(folder, _finops())
    for kind in ("clean", "dirty") if ten else ("clean", "dirty", "nested"):
        progress(f"generating {lines:,} lines, {kind}")
        made = json.loads(answer(_generator(logs.path(kind), lines, kind), HERE.parent))
        progress(f"checking the counts, {kind}")
        _check(logs, kind, made)
    cases = large(logs) if ten else everything(logs)
    measure(cases, rounds, folder)
    return _lines(cases)


def _finops() -> list[str]:
    """The `finops` beside this Python, else the module."""
    script = Path(sys.executable).with_name("finops")
    return [str(script)] if script.exists() else [sys.executable, "-m", "finops_cli.cli.main"]


def _generator(path: Path, lines: int, kind: str) -> list[str]:
    more = [] if kind == "clean" else [f"--{kind}"]
    command = [sys.executable, str(HERE / "generate.py"), str(path), "--lines", str(lines)]
    return [*command, "--days", str(DAYS), *more]


def _check(logs: Logs, kind: str, made: dict[str, Any]) -> None:
    """A fast wrong answer is worth nothing: every count and the cost are those that were made."""
    asked = [*logs.finops, "coverage", str(logs.path(kind)), "--environment", "all"]
    trust = json.loads(answer([*asked, "--format", "json"], logs.folder), parse_float=Decimal)[
        "trust"
    ]
    counts = [name for name in made if name.endswith(("_rows", "calls"))]
    wrong = [
        f"{name} {trust[name]}, not {made[name]}" for name in counts if trust[name] != made[name]
    ]
    if Decimal(trust["cost_usd"]) != Decimal(made["cost_usd"]):
        wrong.append(f"cost_usd {trust['cost_usd']}, not {made['cost_usd']}")
    if wrong:
        sys.exit(f"\nfinops counts the {kind} log wrongly: {'; '.join(wrong)}")


# ---- figures ---------------------------------------------------------------------------------


def _lines(cases: list[Case]) -> list[Line]:
    named = {case.name: case for case in cases}
    lines = [_line(case, named) for case in cases]
    ours = max(case.mib for case in cases if case.name.startswith("finops"))
    met = ours <= MEMORY_GOAL_MIB
    goal = f"≤ {MEMORY_GOAL_MIB:,} MiB"
    return [*lines, Line("peak memory of finops", None, None, None, "", goal, met, ours)]


def _line(case: Case, named: dict[str, Case]) -> Line:
    if case.failed:
        behind = f"slower than {case.behind}" if case.behind else ""
        return Line(case.name, None, None, None, "", behind, None, case.mib, case.failed)
    unit = named.get(case.against)
    ratio = case.times(unit) if unit else None
    goal, met = _judged(case, ratio, named)
    return Line(case.name, case.median, case.least, ratio, case.against, goal, met, case.mib)


def _judged(case: Case, ratio: float | None, named: dict[str, Case]) -> tuple[str, bool | None]:
    if case.at_most is not None and ratio is not None:
        return f"≤ {case.at_most:g}×", ratio <= case.at_most
    if case.seconds is not None:
        return f"≤ {case.seconds:g} s", case.median <= case.seconds
    if case.behind:
        return f"slower than {case.behind}", case.times(named[case.behind]) > 1
    return "", None


def _heading(lines: int, rounds: int) -> str:
    rounds_text = f"{rounds} round{'s' if rounds != 1 else ''}"
    small = "" if lines >= 1_000_000 else "; goals are for 1,000,000 lines and more"
    machine = f"{os.cpu_count()} cores, Python {platform.python_version()}"
    return f"\n{lines:,} lines, {rounds_text}, {machine}{small}\n"


_HEADS = ("what", "seconds", "least", "ratio", "against", "goal", "met", "MiB")


def _table(lines: list[Line]) -> str:
    """The table, as Markdown that reads in a terminal as well."""
    rows = [_HEADS, *(_cells(line) for line in lines)]
    widths = [max(len(row[n]) for row in rows) for n in range(len(_HEADS))]
    right = {1, 2, 3, 7}
    drawn = [
        "| " + " | ".join(_padded(row[n], widths[n], n in right) for n in range(len(row))) + " |"
        for row in rows
    ]
    rule = "|".join(
        "-" * (width + 1) + (":" if n in right else "-") for n, width in enumerate(widths)
    )
    return "\n".join([drawn[0], f"|{rule}|", *drawn[1:]])


def _cells(line: Line) -> tuple[str, ...]:
    met = {True: "yes", False: "no", None: ""}[line.met]
    return (
        line.what,
        "fails" if line.note else _figure(line.seconds, 2),
        _figure(line.least, 2),
        f"{line.ratio:.2f}×" if line.ratio is not None else "",
        line.against,
        line.goal,
        met,
        _figure(line.mib, 0),
    )


def _figure(value: float | None, places: int) -> str:
    return "" if value is None else f"{value:,.{places}f}"


def _padded(text: str, width: int, right: bool) -> str:
    return text.rjust(width) if right else text.ljust(width)


def _as_json(found: dict[int, list[Line]], rounds: int) -> dict[str, Any]:
    tables = {
        str(lines): [
            {
                "what": line.what,
                "median_s": line.seconds,
                "min_s": line.least,
                "ratio": line.ratio,
                "against": line.against,
                "goal": line.goal,
                "met": line.met,
                "peak_mib": line.mib,
                "note": line.note,
            }
            for line in table
        ]
        for lines, table in found.items()
    }
    return {
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "rounds": rounds,
        "lines": tables,
    }


if __name__ == "__main__":
    sys.exit(main())
