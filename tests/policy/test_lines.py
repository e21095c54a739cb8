"""The line of every key, however TOML lets it be written."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
import tomlkit
from hypothesis import given
from hypothesis import strategies as st

from finops_cli.policy.lines import Path, key_lines, line_of

from .conftest import EXAMPLE

TEXT = '''\
# a comment with [brackets] and = signs
store = "a # no comment"   # [tags]
"quo\\u0074ed" . 'literal key' = 1
text = """
[not.a.table]
no = "key" \\""" still
"""""
raw = \'\'\'
[[neither]]
\'\'\'

[ a . "b.c" ]
list = [
  1, # one, two
  "]", # three
  [ 4,
    { deep = 5, "x y" = { z = 6 } } ],
]
inline = { p.q = 1, r = [ { s = 2 } ] }
[[many]]
first = 1
[many.below]
x = 1979-05-27T07:32:00Z
[[many]]
first = 2
[[many.inner]]
[[many.inner]]
y = -inf
'''


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("store",), 2),
        (("quoted",), 3),
        (("quoted", "literal key"), 3),
        (("text",), 4),
        (("raw",), 8),
        (("a",), 12),
        (("a", "b.c"), 12),
        (("a", "b.c", "list"), 13),
        (("a", "b.c", "list", 0), 14),
        (("a", "b.c", "list", 1), 15),
        (("a", "b.c", "list", 2, 0), 16),
        (("a", "b.c", "list", 2, 1, "deep"), 17),
        (("a", "b.c", "list", 2, 1, "x y", "z"), 17),
        (("a", "b.c", "inline", "p", "q"), 19),
        (("a", "b.c", "inline", "r", 0, "s"), 19),
        (("many", 0), 20),
        (("many", 0, "first"), 21),
        (("many", 0, "below", "x"), 23),
        (("many", 1), 24),
        (("many", 1, "first"), 25),
        (("many", 1, "inner", 0), 26),
        (("many", 1, "inner", 1, "y"), 28),
    ],
)
def test_a_key_has_the_line_on_which_it_is_written(path: Path, line: int) -> None:
    tomllib.loads(TEXT)
    assert line_of(TEXT, path) == line


def test_a_key_that_is_not_there_has_the_line_of_its_table() -> None:
    assert line_of(TEXT, ("many", 1, "expires")) == 24
    assert line_of(TEXT, ("nothing",)) is None


def _paths(value: Any, path: Path = ()) -> Iterator[Path]:
    """The paths of all values, tables and array elements of a parsed document."""
    if path:
        yield path
    for step, below in _steps(value):
        yield from _paths(below, (*path, step))


def _steps(value: Any) -> Iterable[tuple[str | int, Any]]:
    if isinstance(value, dict):
        return value.items()
    return enumerate(value) if isinstance(value, list) else ()


def test_every_key_of_the_example_is_found() -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    assert set(_paths(tomllib.loads(text))) - set(key_lines(text)) == set()


_KEYS = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)
_LEAVES = st.booleans() | st.integers(-9, 9) | st.text('a"\\\n#[]{},= ', max_size=8)
_TREES = st.recursive(
    _LEAVES,
    lambda below: st.lists(below, max_size=3) | st.dictionaries(_KEYS, below, max_size=3),
    max_leaves=12,
)


@given(st.dictionaries(_KEYS, _TREES, max_size=4))
def test_every_key_of_any_document_is_found(document: dict[str, Any]) -> None:
    text = tomlkit.dumps(document)
    assert set(_paths(tomllib.loads(text))) <= set(key_lines(text))


@given(st.text("ab\"'\\\n#[]{},=. 1", max_size=40))
def test_text_that_is_no_toml_misleads_but_never_breaks(text: str) -> None:
    key_lines(text)
