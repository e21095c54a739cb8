"""The source of finops_cli as syntax trees, and what a name in it stands for."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from fnmatch import fnmatch
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

REPOSITORY = Path(__file__).resolve().parents[2]
PACKAGE = REPOSITORY / "finops_cli"


@dataclass(frozen=True)
class Module:
    """One file of finops_cli. `path` is relative to the package: `cli/main.py`."""

    path: str
    source: str

    @property
    def tree(self) -> ast.Module:
        return _parsed(self.source)

    def lies_in(self, patterns: Iterable[str]) -> bool:
        """Whether the file is one of `patterns`; `cli/*` takes in all below cli."""
        return any(fnmatch(self.path, pattern) for pattern in patterns)


@cache
def _parsed(source: str) -> ast.Module:
    return ast.parse(source)


@cache
def modules() -> tuple[Module, ...]:
    """Every Python file of finops_cli, in order of paths."""
    files = sorted(PACKAGE.rglob("*.py"))
    return tuple(
        Module(file.relative_to(PACKAGE).as_posix(), file.read_text(encoding="utf-8"))
        for file in files
    )


def imported(module: Module) -> Iterator[tuple[str, int]]:
    """(dotted name, line) of each absolute import, lazy ones and those for typing included."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from ((f"{node.module}.{alias.name}", node.lineno) for alias in node.names)


def used(module: Module) -> Iterator[tuple[str, int]]:
    """(full dotted name, line) of every name that is read: `dt.date.today` after
    `import datetime as dt` is `datetime.date.today`."""
    known = dict(_names(module.tree))
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Name | ast.Attribute):
            dotted = _dotted(node)
            if dotted:
                head, _, rest = dotted.partition(".")
                full = known.get(head, head)
                yield (f"{full}.{rest}" if rest else full), node.lineno


def _names(tree: ast.Module) -> Iterator[tuple[str, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                name = alias.asname or alias.name.partition(".")[0]
                yield name, alias.name if alias.asname else name
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for alias in node.names:
                yield alias.asname or alias.name, f"{node.module}.{alias.name}"


def _dotted(node: ast.expr) -> str | None:
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        above = _dotted(node.value)
        return f"{above}.{node.attr}" if above else None
    return None
