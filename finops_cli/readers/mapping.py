"""[ingest.fields] on top of a named format: their name gives our field, before the format's own."""

from __future__ import annotations

from collections.abc import Mapping

from finops_cli.readers.spellings import field_of
from finops_cli.sqltext import ident, string


def mapped_fields(
    fields: Mapping[str, str], mapped: Mapping[str, str], columns: Mapping[str, str]
) -> tuple[dict[str, str], dict[str, str]]:
    """The fields with what `mapped` (theirs to ours) adds, and the columns to read besides."""
    merged, more = dict(fields), dict[str, str]()
    for theirs, ours in mapped.items():
        value = _value(theirs, columns, more)
        name = field_of(ours)
        if name:
            merged[name] = f"coalesce({value}, {merged.get(name, 'null')})"
        else:
            pair = f"[{{'key': {string(ours)}, 'value': {value}}}]"
            merged["pairs"] = f"list_concat({merged.get('pairs', '[]')}, {pair})"
    return merged, more


def _value(theirs: str, columns: Mapping[str, str], more: dict[str, str]) -> str:
    """SQL for one of their names; a dotted one reaches into an object."""
    root, *path = theirs.split(".")
    kind = columns.get(root) or more.setdefault(root, "JSON" if path else "VARCHAR")
    if not path:
        return ident(root) if kind == "VARCHAR" else f"({ident(root)} ->> '$')"
    inside = ident(root) if kind == "JSON" else f"try_cast({ident(root)} as json)"
    return f"(unstringed({inside}) ->> {string('$' + ''.join('.' + ident(s) for s in path))})"
