"""The one door to DuckDB: every connection is made here, with what reading logs safely needs.

No extension is ever fetched, nothing is printed to stdout, sessions are in UTC, paths are escaped
(DuckDB reads them as globs), memory is limited, and what spills goes to a folder of its own.
"""

from __future__ import annotations

import atexit
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from finops_cli.sqltext import string

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    Connection = DuckDBPyConnection
else:
    Connection = Any

MEMORY_LIMIT = "660MiB"
"""DuckDB overshoots its limit by up to 180 MiB while it reads; the promise is 1 GiB.

Not less: it writes a table on two threads only where half of this holds 4 MiB for each column and
thread, and a call has 40 columns; at 600 MiB staging fell back to one thread and took twice as long.
"""

MAX_ROW_BYTES = 64 * 1024 * 1024
"""The longest row that is read; a longer one is quarantined as too_long."""


def engine() -> Any:
    """The DuckDB module, imported on first use.

    The extension module starts in a third of the time of the package, whose Python half is not
    needed here; where a version lacks it the package does the same.
    """
    from importlib import import_module

    try:
        return import_module("_duckdb")
    except ImportError:  # pragma: no cover - other builds of DuckDB
        return import_module("duckdb")


def spill_folder() -> Path:
    """A fresh folder for what exceeds memory, removed when the program ends."""
    folder = Path(tempfile.mkdtemp(prefix="finops-spill-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def connect(
    database: Path | None = None, *, read_only: bool = False, timezone: str = "UTC"
) -> Connection:
    """Open `database` (None: in memory), ready to read logs.

    `timezone` is that of times without an offset. Raises the engine's IOException where the file
    is held by another process or is no database.
    """
    module = engine()
    connection: Connection = module.connect(
        str(database) if database else ":memory:",
        read_only=read_only,
        config={
            "memory_limit": MEMORY_LIMIT,
            "temp_directory": str(spill_folder()),
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "allow_community_extensions": "false",
        },
    )
    # Set after connecting: in the config it would look for the ICU extension on the network.
    connection.execute(f"SET TimeZone = {string(timezone)}")
    connection.execute("SET enable_progress_bar = false")
    return connection


def lock_down(connection: Connection) -> None:
    """Leave nothing but queries over what is already open: for text that a user wrote."""
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")


def exact_path(path: Path | str) -> str:
    """`path` as an SQL string that names this file alone, whatever brackets it holds."""
    return string("".join(f"[{char}]" if char in "*?[" else char for char in str(path)))
