"""The one writer of stderr and the one table of exit codes. A notice is a function named after what it tells."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import date

from finops_cli.errors import FinopsError

OK, GATE_FAILED, USAGE, DATA, BUSY, INTERRUPTED = 0, 1, 2, 3, 4, 130


class Voice:
    """What stderr may say: `quiet` leaves only errors, `verbose` adds details."""

    quiet = False
    verbose = False


def _write(text: str) -> None:
    """A line on stderr after what stdout has to say, so that both keep their order in a pipe."""
    try:
        sys.stdout.flush()
    except (BrokenPipeError, ValueError):
        pass
    sys.stderr.write(shown(text) + "\n")
    sys.stderr.flush()


def shown(text: str) -> str:
    """Text without control characters: names of files come from outside."""
    return "".join(c if c.isprintable() or c == "\n" else f"\\x{ord(c):02x}" for c in text)


def note(text: str) -> None:
    """Something worth knowing that is no error."""
    if not Voice.quiet:
        _write(f"finops: {text}")


def detail(text: str) -> None:
    """Something only --verbose asks for."""
    if Voice.verbose:
        _write(f"finops: {text}")


def error(wrong: FinopsError) -> int:
    """Say an error with its hints; its exit code."""
    _write("\n".join([f"finops: {wrong.message}", *(f"  {hint}" for hint in wrong.hints)]))
    return wrong.exit_code


def fault(wrong: Exception) -> int:
    """Something we did not foresee. The trace is for --verbose alone."""
    if Voice.verbose:
        import traceback

        _write("".join(traceback.format_exception(wrong)))
    first = str(wrong).strip().split("\n", 1)[0]
    _write(
        f"finops: a fault of finops itself ({type(wrong).__name__}: {first})\n"
        "  Nothing was written. --verbose shows where; please report it with the command you ran."
    )
    return DATA


def interrupted() -> int:
    """Ctrl-C: what was asked for is there whole or not at all."""
    note("interrupted; nothing half-written")
    return INTERRUPTED


def columns_left_out(names: Sequence[str]) -> None:
    """A narrow terminal dropped columns."""
    if names:
        note(f"{', '.join(names)} left out: the terminal is too narrow (a pipe or -o holds all)")


def files_passed_over(names: Sequence[str]) -> None:
    """Files of a folder that are no logs."""
    if names:
        plural = "file was" if len(names) == 1 else "files were"
        note(f"{len(names):,} {plural} passed over: no log format recognised")
        for name in names:
            detail(f"passed over: {name}")


def data_are_old(as_of: date, today: date) -> None:
    """The latest call is over two days old, so windows end in the past."""
    if (today - as_of).days > 2:
        note(f"the data end on {as_of}, {(today - as_of).days} days ago; windows end there")


def too_many_refused(quarantined: int, read: int, allowed: str) -> None:
    """More lines than allowed were quarantined; the answer stands, but is less than the log."""
    note(
        f"{quarantined:,} of {read:,} rows were quarantined, more than the allowed {allowed}; "
        "finops doctor FILE says why"
    )


def gate_failed(text: str) -> None:
    """A threshold was missed."""
    _write(f"finops: {text}")


def half_line_left(name: str) -> None:
    """A file that is still being written."""
    note(f"{name}: the last line is not complete yet and was left for the next ingest")
