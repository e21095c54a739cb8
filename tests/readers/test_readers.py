"""Every reader says the same four things of itself, and the tuple knows every reader."""

from __future__ import annotations

import importlib
import re
from pathlib import Path
from types import ModuleType

import pytest

import finops_cli.readers
from finops_cli.readers import READERS, reader_named
from finops_cli.readers.interface import ANYTHING, FIELDS, Reader

HEADINGS = ["Recognised by:", "Tokens:", "Skipped:", "Never selected:"]
FOLDER = Path(finops_cli.readers.__file__).parent


def modules() -> dict[str, ModuleType]:
    """Every module of the folder that makes a reader, by its name."""
    names = sorted(path.stem for path in FOLDER.glob("*.py") if path.stem != "__init__")
    sources = {name: (FOLDER / f"{name}.py").read_text(encoding="utf-8") for name in names}
    making = [name for name, text in sources.items() if re.search(r"= Reader\($", text, re.M)]
    return {name: importlib.import_module(f"finops_cli.readers.{name}") for name in making}


def test_folder_and_tuple_agree() -> None:
    made = {
        value
        for module in modules().values()
        for value in vars(module).values()
        if isinstance(value, Reader)
    }
    assert {reader.name for reader in made} == {reader.name for reader in READERS}
    assert len({reader.name for reader in READERS}) == len(READERS)


def test_the_generic_reader_is_asked_last() -> None:
    assert READERS[-1].name == "generic"


@pytest.mark.parametrize("name", modules())
def test_a_reader_says_four_things(name: str) -> None:
    text = modules()[name].__doc__ or ""
    places = [text.find(f"\n{heading}") for heading in HEADINGS]
    assert -1 not in places, f"{name}: one of {HEADINGS} is missing"
    assert places == sorted(places)


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.name)
def test_a_reader_gives_known_fields_and_answers_to_its_name(reader: Reader) -> None:
    assert set(reader.reading(ANYTHING, {}).fields) <= set(FIELDS)
    assert reader_named(reader.name) is reader
