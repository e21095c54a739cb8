"""Each third-party package has one home, so a new version of it is a change in one place."""

from __future__ import annotations

import sys
import tomllib
from typing import TYPE_CHECKING

import pytest

from tests.house.code import REPOSITORY, Module, imported, modules

if TYPE_CHECKING:
    from collections.abc import Iterator

# package -> files of finops_cli that may import it (for types too). A package that is not here
# may not be imported at all: name its home first, and the reason where it needs a second one.
HOMES: dict[str, tuple[str, ...]] = {
    "duckdb": ("store/gateway.py",),
    "_duckdb": ("store/gateway.py",),
    "typer": ("cli/*",),
    "click": ("cli/*",),  # typer's own exceptions and contexts are click's
    "rich": ("render/*", "cli/progress.py"),
    "xlsxwriter": ("render/xlsx.py",),
    "msgspec": ("policy/*", "readers/rollout.py", "readers/gemini_sessions.py"),
    "pyarrow": (
        "render/parquet.py",
        "store/gateway.py",  # results as tables
        "store/relations.py",  # small relations: prices, required tags, offsets
        "store/stream.py",  # readers that need state hand over batches
        "readers/head.py",  # a format that was parsed in Python goes back as a table
    ),
    "polars": ("store/frames.py", "readers/*", "render/parquet.py"),
    "platformdirs": ("cli/*", "store/place.py"),
}
WITHOUT_IMPORT = {"tzdata"}  # zoneinfo finds it by itself


def strangers(module: Module) -> Iterator[str]:
    """Imports of packages that have no home in this file."""
    for name, line in imported(module):
        package = name.partition(".")[0]
        if package in sys.stdlib_module_names or package in {"finops_cli", "__future__"}:
            continue
        homes = HOMES.get(package, ())
        if not module.lies_in(homes):
            lives = f"lives in {', '.join(homes)}" if homes else "has no home in HOMES"
            yield f"{module.path}:{line} imports {package}, which {lives}"


@pytest.mark.parametrize("module", modules(), ids=lambda module: module.path)
def test_packages_are_imported_only_at_home(module: Module) -> None:
    assert list(strangers(module)) == []


def test_every_dependency_has_a_home() -> None:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())["project"]
    packages = {entry.split(">")[0].strip() for entry in project["dependencies"]}
    assert packages - WITHOUT_IMPORT <= set(HOMES)


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("reports/burn.py", "import duckdb"),
        ("reports/burn.py", "def ask():\n    from duckdb import connect"),
        ("store/load.py", "import _duckdb as engine"),
        ("render/table.py", "from typer import echo"),
        ("cli/burn.py", "from rich.table import Table"),
        ("cli/burn.py", "import pandas"),
    ],
)
def test_an_import_away_from_home_is_found(path: str, source: str) -> None:
    assert len(list(strangers(Module(path, source)))) == 1


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("store/gateway.py", "import _duckdb"),
        ("render/shared/width.py", "from rich.cells import cell_len"),
        ("reports/burn.py", "import datetime, decimal\nfrom finops_cli.report import Report"),
    ],
)
def test_an_import_at_home_passes(path: str, source: str) -> None:
    assert list(strangers(Module(path, source))) == []
