"""Sizes to feel: what is large is listed as a warning, what is too large fails.

Feel: a Python file 250 lines, a function 30 (its docstring aside), an SQL file 80 (its front matter
aside). Limit: 400, 60 and 120: beyond them a reader has lost the thread.
"""

from __future__ import annotations

import ast
import warnings
from typing import TYPE_CHECKING

import pytest

from tests.house.code import REPOSITORY, Module, modules
from tests.house.front_matter import body

if TYPE_CHECKING:
    from collections.abc import Iterator

FILE, FUNCTION, SQL = "Python file", "function", "SQL file"
FEEL = {FILE: 250, FUNCTION: 30, SQL: 80}
LIMIT = {FILE: 400, FUNCTION: 60, SQL: 120}


def function_sizes(module: Module) -> Iterator[tuple[str, int]]:
    """(place, lines) of every function; signature and body count, its docstring does not."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if ast.get_docstring(node, clean=False) is not None:
                first = node.body[0]
                lines -= (first.end_lineno or first.lineno) - first.lineno + 1
            yield f"{module.path}:{node.lineno} {node.name}", lines


def sizes(kind: str) -> Iterator[tuple[str, int]]:
    """(place, lines) of everything of one kind in the repository."""
    if kind == FILE:
        yield from ((module.path, len(module.source.splitlines())) for module in modules())
    elif kind == FUNCTION:
        for module in modules():
            yield from function_sizes(module)
    else:
        for file in sorted((REPOSITORY / "sql").rglob("*.sql")):
            place = str(file.relative_to(REPOSITORY))
            yield place, len(body(file.read_text(encoding="utf-8")).strip().splitlines())


@pytest.mark.parametrize("kind", LIMIT)
def test_nothing_is_too_large(kind: str) -> None:
    found = sorted(sizes(kind), key=lambda size: -size[1])
    large = [f"{place}: {lines} lines" for place, lines in found if lines > FEEL[kind]]
    if large:
        listed = "\n  ".join(large)
        warnings.warn(f"{kind} over {FEEL[kind]} lines:\n  {listed}", stacklevel=1)
    assert [f"{place}: {lines}" for place, lines in found if lines > LIMIT[kind]] == []


def test_a_docstring_is_no_length() -> None:
    source = 'def f() -> int:\n    """One.\n\n    Two.\n    """\n    return 1\n'
    assert list(function_sizes(Module("a.py", source))) == [("a.py:1 f", 2)]
