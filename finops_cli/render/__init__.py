"""Renderers: one file a format. To add one, write its file and name it in RENDERERS."""

from __future__ import annotations

from pathlib import PurePath

from finops_cli.errors import UsageError, nearest
from finops_cli.render import csv_, json_, jsonl, markdown, parquet, table, xlsx
from finops_cli.render.interface import Rendered, Renderer, View

RENDERERS: tuple[Renderer, ...] = (
    table.RENDERER,
    json_.RENDERER,
    jsonl.RENDERER,
    csv_.RENDERER,
    markdown.RENDERER,
    parquet.RENDERER,
    xlsx.RENDERER,
)
"""Their modules are light: rich, pyarrow and xlsxwriter load when they first render."""

__all__ = ["RENDERERS", "Rendered", "Renderer", "View", "by_extension", "names", "renderer"]


def names() -> tuple[str, ...]:
    """Every format's name, in the order in which help shows them."""
    return tuple(each.name for each in RENDERERS)


def renderer(name: str) -> Renderer:
    """The renderer called `name`. Raises UsageError, with the nearest name, where there is none."""
    for each in RENDERERS:
        if each.name == name:
            return each
    near = nearest(name, names())
    hint = f'Did you mean "{near}"?' if near else ""
    raise UsageError(f"--format {name}: no such format", hint, f"Formats: {', '.join(names())}")


def by_extension(path: str | PurePath) -> Renderer:
    """The renderer for a file's extension, its case ignored. Raises UsageError where none fits."""
    suffix = PurePath(path).suffix.lower()
    for each in RENDERERS:
        if suffix in each.extensions:
            return each
    known = ", ".join(each.extensions[0] for each in RENDERERS)
    what = f'the extension "{suffix}" is no known format' if suffix else "no extension"
    raise UsageError(f"-o {path}: {what}", f"Known: {known}; or say --format NAME.")
