"""Runs whole processes and says what each took: seconds by the wall clock, and its peak memory."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median


@dataclass(frozen=True, slots=True)
class Run:
    """One process: how long it took, its largest resident set, and how it ended."""

    seconds: float
    mib: float
    code: int
    said: str


@dataclass(slots=True)
class Case:
    """A command to measure, and what it is held against.

    `against` names the case whose time is the unit of `ratio`; a goal of `at_most` times that, of
    `seconds` in all, or `behind` that case (a peer that should be the slower one).
    """

    name: str
    command: Sequence[str]
    against: str = ""
    at_most: float | None = None
    seconds: float | None = None
    behind: str = ""
    before: Callable[[], None] = lambda: None
    may_fail: bool = False
    runs: list[Run] = field(default_factory=list)

    @property
    def failed(self) -> str:
        """What it said when it did not end well; empty where every run did."""
        return next((run.said or f"exit {run.code}" for run in self.runs if run.code), "")

    @property
    def median(self) -> float:
        """Median seconds."""
        return median(run.seconds for run in self.runs)

    @property
    def least(self) -> float:
        """The fastest run's seconds."""
        return min(run.seconds for run in self.runs)

    @property
    def mib(self) -> float:
        """Peak memory of the hungriest run, MiB."""
        return max(run.mib for run in self.runs)

    def times(self, other: Case) -> float:
        """Median of the ratios round by round: what slows one round slows both."""
        pairs = zip(self.runs, other.runs, strict=True)
        return median(mine.seconds / theirs.seconds for mine, theirs in pairs)


def measure(cases: Sequence[Case], rounds: int, folder: Path) -> None:
    """Run every case once a round, in order, so that a slow minute falls on all of them."""
    for number in range(1, rounds + 1):
        for case in cases:
            progress(f"round {number} of {rounds}: {case.name}")
            case.before()
            case.runs.append(run(case.command, folder))
            if case.failed and not case.may_fail:
                sys.exit(f"\n{case.name}: {' '.join(case.command)}\n{case.failed}")
    progress("")


def progress(text: str) -> None:
    """One line on a terminal, written over the one before; nothing elsewhere."""
    if sys.stderr.isatty():
        print(f"\r\033[K{text}", end="", file=sys.stderr, flush=True)


def run(command: Sequence[str], folder: Path) -> Run:
    """One process in `folder`, with no settings of whoever measures; its output is thrown away."""
    with tempfile.TemporaryFile() as errors:
        started = time.perf_counter()
        process = subprocess.Popen(
            command, cwd=folder, env=environment(folder), stdout=subprocess.DEVNULL, stderr=errors
        )
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        errors.seek(0)
        said = errors.read().decode(errors="replace").strip().splitlines()
    unit = 1024**2 if sys.platform == "darwin" else 1024  # of ru_maxrss: bytes there, KiB elsewhere
    return Run(seconds, usage.ru_maxrss / unit, process.returncode, said[-1] if said else "")


def answer(command: Sequence[str], folder: Path) -> str:
    """What one process prints. Ends the benchmark where it fails."""
    done = subprocess.run(
        command, cwd=folder, env=environment(folder), capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.exit(f"{' '.join(command)}\n{done.stderr}")
    return done.stdout


def environment(folder: Path) -> dict[str, str]:
    """PATH and a home without settings."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "TMPDIR") if name in os.environ}
    return kept | {"HOME": str(folder)}
