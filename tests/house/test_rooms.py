"""Every room is known to the import contracts, and every folder of tests mirrors a room."""

from __future__ import annotations

import tomllib
from pathlib import Path

from tests.house.code import PACKAGE, REPOSITORY

TESTS = REPOSITORY / "tests"

# Folders of tests that mirror no room of finops_cli, and why.
OTHER_HOUSES = {
    "house": "the house itself: borders, sizes, owners",
    "docs": "the pages that finops_cli/docs.py writes, and those that people write",
    "oracle": "counts everything a second time, from the documents alone",
    "sql": "mirrors sql/ at the root of the repository",
    "errors": "one runnable case for every error; docs/errors.md is made from them",
    "packaging": "the wheel and the commands of the repository",
}


def rooms() -> set[str]:
    """Folders of finops_cli that hold code, as paths relative to it."""
    return {
        file.parent.relative_to(PACKAGE).as_posix()
        for file in PACKAGE.rglob("*.py")
        if file.parent != PACKAGE
    }


def folders_of_tests() -> set[Path]:
    """Folders below tests/ that hold test files, as paths relative to it."""
    found = {file.parent.relative_to(TESTS) for file in TESTS.rglob("test_*.py")}
    return found - {Path()}


def test_every_folder_of_tests_mirrors_a_room() -> None:
    strange = [
        folder.as_posix()
        for folder in folders_of_tests()
        if folder.parts[0] not in OTHER_HOUSES and not (PACKAGE / folder).is_dir()
    ]
    assert strange == []


def test_every_room_has_tests() -> None:
    tested = {folder.parts[0] for folder in folders_of_tests()}
    assert {room.partition("/")[0] for room in rooms()} - tested == set()


def test_every_room_is_a_package() -> None:
    assert [room for room in rooms() if not (PACKAGE / room / "__init__.py").is_file()] == []


def test_every_room_and_noun_stands_in_an_import_contract() -> None:
    settings = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))
    named = str(settings["tool"]["importlinter"])
    inside = {file.stem for file in PACKAGE.glob("*.py")} - {"__init__", "__main__"}
    inside |= {room.partition("/")[0] for room in rooms()}
    assert [name for name in sorted(inside) if f"finops_cli.{name}" not in named] == []
