"""A progress bar with the rate of rows, on a terminal only and on stderr only."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID


class FileProgress:
    """Counts files and rows; silent where stderr is no terminal."""

    def __init__(self, label: str, files: int, *, quiet: bool) -> None:
        self.rows = 0
        self.bar: Progress | None = None
        if sys.stderr.isatty() and not quiet and files:
            self.bar, self.task = _bar(label, files)

    def __enter__(self) -> FileProgress:
        if self.bar:
            self.bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.bar:
            self.bar.stop()

    def advance(self, rows: int) -> None:
        """One more file is done."""
        self.rows += rows
        if self.bar:
            elapsed = self.bar.tasks[0].elapsed or 0
            rate = f"{self.rows / elapsed / 1000:,.0f}k rows/s" if elapsed else ""
            self.bar.update(self.task, advance=1, rate=rate)


def _bar(label: str, files: int) -> tuple[Progress, TaskID]:
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    bar = Progress(
        TextColumn("Reading {task.description}", markup=False),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f}%"),
        MofNCompleteColumn(),
        TextColumn("files  {task.fields[rate]}"),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
    )
    return bar, bar.add_task(label, total=files, rate="")
