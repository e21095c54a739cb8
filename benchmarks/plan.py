"""What is measured, in which order, and which goal it has. The goals are those of docs/performance.md."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measure import Case

HERE = Path(__file__).resolve().parent
BARE = "bare query, clean"
PEERS = ("orjson", "polars", "pyarrow")


@dataclass(frozen=True, slots=True)
class Logs:
    """The generated logs, the stores that are written beside them, and how `finops` is called."""

    folder: Path
    finops: list[str]

    def path(self, kind: str) -> Path:
        """The log of that kind."""
        return self.folder / f"{kind}.jsonl"

    def store(self, name: str) -> Path:
        """A store, or what the bare CREATE TABLE AS writes."""
        return self.folder / f"{name}.duckdb"

    def fresh(self, name: str) -> Callable[[], None]:
        """Removes that store, so that the next command writes a new one."""
        store = self.store(name)

        def remove() -> None:
            for path in (store, store.with_suffix(".duckdb.wal")):
                path.unlink(missing_ok=True)

        return remove

    def command(self, *words: str) -> list[str]:
        """A `finops` command line."""
        return [*self.finops, *words]

    def script(self, name: str, *words: str) -> list[str]:
        """A script of this folder, as its own process."""
        return [sys.executable, str(HERE / f"{name}.py"), *words]


def everything(logs: Logs) -> list[Case]:
    """All that is measured of 1 M lines."""
    return [
        Case("finops --help", logs.command("--help"), seconds=0.2),
        *_coverage(logs, at_most=1.5),
        *_reports_on_files(logs),
        *_peers(logs),
        *_ingest(logs, "clean", "table", 2),
        *_again(logs),
        *_reports_from_the_store(logs),
        *_ingest(logs, "dirty", "table", 3),
        *_ingest(logs, "nested", "nested", None),
    ]


def large(logs: Logs) -> list[Case]:
    """What is measured of 10 M lines."""
    return [
        *_coverage(logs, at_most=1.3),
        *_ingest(logs, "clean", "table", 2),
        *_again(logs),
        *_reports_from_the_store(logs),
        *_ingest(logs, "dirty", "table", 3),
    ]


def _coverage(logs: Logs, at_most: float) -> list[Case]:
    clean, dirty = str(logs.path("clean")), str(logs.path("dirty"))
    return [
        Case(BARE, logs.script("bare", "shares", clean)),
        Case("finops coverage, clean", logs.command("coverage", clean), BARE, at_most),
        Case("bare query, dirty", logs.script("bare", "shares", dirty), BARE),
        Case("finops coverage, dirty", logs.command("coverage", dirty), BARE, 3),
    ]


def _reports_on_files(logs: Logs) -> list[Case]:
    clean = str(logs.path("clean"))
    return [
        Case(f"finops {name}, clean", logs.command(name, clean), BARE)
        for name in ("burn", "top-agents", "outliers")
    ]


def _peers(logs: Logs) -> list[Case]:
    return [
        Case(
            f"{peer}, {kind}",
            logs.script("peers", peer, str(logs.path(kind))),
            BARE,
            behind=f"finops coverage, {kind}",
            may_fail=kind == "dirty",
        )
        for peer in PEERS
        for kind in ("clean", "dirty")
    ]


def _ingest(logs: Logs, kind: str, how: str, at_most: float | None) -> list[Case]:
    log, bare, store = str(logs.path(kind)), f"bare-{kind}", f"store-{kind}"
    unit = f"bare table, {kind}"
    return [
        Case(
            unit,
            logs.script("bare", how, log, str(logs.store(bare))),
            before=logs.fresh(bare),
        ),
        Case(
            f"finops ingest, {kind}",
            logs.command("ingest", log, "--store", str(logs.store(store))),
            unit,
            at_most,
            before=logs.fresh(store),
        ),
    ]


def _again(logs: Logs) -> list[Case]:
    store, log = str(logs.store("store-clean")), str(logs.path("clean"))
    command = logs.command("ingest", log, "--store", store)
    return [Case("finops ingest, same file again", command, "finops ingest, clean", 0.3)]


def _reports_from_the_store(logs: Logs) -> list[Case]:
    questions = (
        "coverage",
        "burn --month",
        "burn --by team_id,workflow_name",
        "top-agents --week",
        "outliers --week",
    )
    store = str(logs.store("store-clean"))
    return [
        Case(f"finops {asked}, store", logs.command(*asked.split(), "--store", store))
        for asked in questions
    ]
