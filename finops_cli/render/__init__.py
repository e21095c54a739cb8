"""Renderers: one file a format. To add one, write its file and name it in every()."""

from __future__ import annotations

from importlib import import_module
from pathlib import PurePath

from finops_cli.errors import UsageError, nearest
from finops_cli.render.interface import Rendered, Renderer, View

_MODULES = {
    "table": "table",
    "json": "json_",
    "jsonl": "jsonl",
    "csv": "csv_",
    "markdown": "markdown",
    "parquet": "parquet",
    "xlsx": "xlsx",
}
"""Format and module, in the order in which help shows them; a module loads when it is asked for."""

__all__ = ["Rendered", "Renderer", "View", "by_extension", "every", "names", "renderer"]


def every() -> tuple[Renderer, ...]:
    """All renderers."""
    return tuple(renderer(name) for name in _MODULES)


def names() -> tuple[str, ...]:
    """Every format's name, in the order in which help shows them."""
    return tuple(_MODULES)


def renderer(name: str) -> Renderer:
    """The renderer called `name`. Raises UsageError, with the nearest name, where there is none."""
    if name in _MODULES:
        found: Renderer = import_module(f"finops_cli.render.{_MODULES[name]}").RENDERER
        return found
    near = nearest(name, names())
    hint = f'Did you mean "{near}"?' if near else ""
    raise UsageError(f"--format {name}: no such format", hint, f"Formats: {', '.join(names())}")


def by_extension(path: str | PurePath) -> Renderer:
    """The renderer for a file's extension, its case ignored. Raises UsageError where none fits."""
    suffix = PurePath(path).suffix.lower()
    for each in every():
        if suffix in each.extensions:
            return each
    known = ", ".join(each.extensions[0] for each in every())
    what = f'the extension "{suffix}" is no known format' if suffix else "no extension"
    raise UsageError(f"-o {path}: {what}", f"Known: {known}; or say --format NAME.")
