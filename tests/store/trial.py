"""What a trial of reading or storing does: write a log, run `finops` on it, look at what came of it."""

from __future__ import annotations

import json
import subprocess
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from tests.cli.running import FINOPS, Ran, clean_environment, run

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

Row = dict[str, Any]
AT = "2026-11-20T08:00:00Z"
FATES = ("calls", "duplicate_rows", "revised_rows", "skipped_rows", "quarantined_rows")
COUNTS = ("read_rows", *FATES)
REPORTS = ("coverage", "burn", "top-agents", "outliers")
PLACE = ("source_id", "line_number")


def finops(
    *arguments: str,
    folder: Path,
    stdin: bytes = b"",
    env: Mapping[str, str] | None = None,
    timeout: float = 120,
) -> Ran:
    """The installed command in a process of its own; whatever happens it shows no traceback."""
    done = subprocess.run(
        [str(FINOPS), *arguments],
        cwd=folder,
        env=clean_environment(folder, env),
        input=stdin,
        capture_output=True,
        timeout=timeout,
        check=False,
    )
    out = done.stdout.decode(errors="surrogateescape")
    return sound(Ran(done.returncode, out, done.stderr.decode(errors="surrogateescape")))


def inside(*arguments: str, folder: Path) -> Ran:
    """The same in this process, for many cases."""
    return sound(run(*arguments, folder=folder))


def sound(ran: Ran) -> Ran:
    """Neither a traceback nor a fault of finops itself."""
    said = ran.out + ran.err
    assert "Traceback" not in said, said
    assert "a fault of finops itself" not in said, said
    return ran


def row(**changes: Any) -> Row:
    """A call that nothing is wrong with, with changes."""
    return {"id": "a", "ts": AT, "input_tokens": 10, "output_tokens": 5, "cost": 1.5} | changes


def line(**changes: Any) -> bytes:
    """Such a call as a line, without its newline."""
    return json.dumps(row(**changes), ensure_ascii=False).encode()


def as_lines(lines: Iterable[bytes | Row]) -> bytes:
    """A file of lines, each with its newline."""
    return b"".join(
        (one if isinstance(one, bytes) else json.dumps(one).encode()) + b"\n" for one in lines
    )


def records(ran: Ran) -> list[Row]:
    """stdout as JSON lines, every number exact."""
    return [json.loads(text, parse_float=Decimal) for text in ran.out.splitlines()]


def calls_of(*names: str, folder: Path) -> list[Row]:
    """The canonical calls of some files, or of the store, without the place they came from."""
    ran = inside("export", *names, folder=folder)
    assert ran.code == 0, ran.err
    return [{n: v for n, v in call.items() if n not in PLACE} for call in records(ran)]


def refusals_of(*names: str, folder: Path) -> list[tuple[str, int, str]]:
    """(file, line, reason) of what was quarantined in some files, or in the store."""
    ran = inside("quarantine", *names, "--format", "json", folder=folder)
    assert ran.code == 0, ran.err
    return [(one["file"], one["line"], one["reason"]) for one in ran.json()["rows"]]


def ingested(*names: str, folder: Path) -> Row:
    """Counts of an ingest in total, once they are seen to add up per file and in total."""
    ran = inside("ingest", *names, "--format", "json", folder=folder)
    assert ran.code in (0, 3), ran.err
    told: Row = ran.json()
    for counted in (*told["rows"], told["trust"]):
        assert_adds_up(counted)
    summary: Row = told["summary"]
    return {name: summary[name] for name in COUNTS}


def trust_of(*names: str, folder: Path) -> Row:
    """The trust block of files, or of the store."""
    ran = inside(
        "coverage", *names, "--environment", "all", "--since", "2015-01-01", "--until", "2026-12-31",
        "--format", "json", folder=folder,
    )  # fmt: skip
    assert ran.code in (0, 3), ran.err
    trust: Row = ran.json()["trust"]
    assert_adds_up(trust)
    return trust


def assert_adds_up(counted: Mapping[str, Any]) -> None:
    """Every row that was read has exactly one fate."""
    assert counted["read_rows"] == sum(counted[fate] for fate in FATES), counted
