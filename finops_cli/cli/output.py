"""The one writer of stdout and of files that a user asked for."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from finops_cli.cli import diagnostics
from finops_cli.errors import DataError, UsageError
from finops_cli.render.interface import View
from finops_cli.report import Report


def view(
    name: str, limit: int | None, to_file: bool, colour: bool, environ: Mapping[str, str]
) -> View:
    """How the answer looks: a terminal's width and colours, nothing of either in a pipe or a file."""
    terminal = sys.stdout.isatty() and not to_file
    allowed = colour and "NO_COLOR" not in environ and environ.get("TERM") != "dumb"
    return View(
        format=name,
        limit=limit,
        width=None if to_file else _width(terminal, environ),
        colour=terminal and allowed,
        unicode=to_file or "utf" in (sys.stdout.encoding or "").lower(),
    )


def _width(terminal: bool, environ: Mapping[str, str]) -> int | None:
    said = environ.get("COLUMNS", "")
    if said.isdigit() and int(said) > 0:
        return int(said)
    return os.get_terminal_size(sys.stdout.fileno()).columns if terminal else None


def deliver(report: Report, name: str | None, path: Path | None, look: View) -> None:
    """Render the report to stdout, or into a file that appears whole or not at all."""
    from finops_cli.render import renderer

    chosen = renderer(look.format)
    if chosen.binary and path is None and sys.stdout.isatty():
        raise UsageError(f"--format {look.format}: not for a terminal", "-o FILE writes a file.")
    rendered = chosen.render(report, look)
    diagnostics.columns_left_out(rendered.dropped)
    if path is None:
        write_stdout(rendered.data)
    else:
        with replacing(path) as temporary:
            temporary.write_bytes(rendered.data)


def write_stdout(data: bytes) -> None:
    """Bytes to stdout, as they are."""
    sys.stdout.flush()
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A temporary name beside `path` that takes its place when all went well; else nothing changes."""
    folder = path.parent
    if not folder.is_dir():
        raise UsageError(f"-o {path}: the folder {folder} does not exist")
    if path.is_dir():
        raise UsageError(f"-o {path}: that is a folder")
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=folder)
        os.close(handle)
    except OSError as wrong:
        raise _unwritable(path, wrong) from wrong
    temporary = Path(name)
    try:
        yield temporary
        _settle(temporary, path)
    except OSError as wrong:
        raise _unwritable(path, wrong) from wrong
    finally:
        temporary.unlink(missing_ok=True)


def _settle(temporary: Path, path: Path) -> None:
    with temporary.open("rb") as file:
        os.fsync(file.fileno())
    umask = os.umask(0)
    os.umask(umask)
    temporary.chmod(0o666 & ~umask)
    temporary.replace(path)


def _unwritable(path: Path, wrong: OSError) -> DataError:
    return DataError(f"-o {path}: {(wrong.strerror or str(wrong)).lower()}; nothing was written")
