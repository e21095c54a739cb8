"""SQL fragments made from the Call's schema: lists of columns, equal contents, the content key."""

from __future__ import annotations

from finops_cli.call import CALL

STORED_EXTRAS = (("id_space", "VARCHAR"), ("occurrence", "INTEGER"), ("zero_cost", "BOOLEAN"))
"""Kept beside the Call: whose ids these are, which of equal lines without an id, a disbelieved $0."""

CONTENT = tuple(column.name for column in CALL if column.content)
_TIMINGS = ("latency_ms", "ttft_ms")


def call_columns(prefix: str = "") -> str:
    """All columns of a stored call but the place it came from, in order."""
    names = [column.name for column in CALL if column.name not in ("source_id", "line_number")]
    names += [name for name, _ in STORED_EXTRAS]
    return ", ".join(prefix + name for name in names)


def table_columns() -> str:
    """Column definitions of raw_calls."""
    pairs = [(column.name, column.sql_type) for column in CALL] + list(STORED_EXTRAS)
    return ", ".join(f"{name} {kind}" for name, kind in pairs)


def same_content(left: str, right: str) -> str:
    """Whether two rows say the same in every content column."""
    return " and ".join(f"{left}.{name} is not distinct from {right}.{name}" for name in CONTENT)


def content_text(prefix: str = "", *, timings: bool = True) -> str:
    """The versioned canonical text of a row's content; a hash of it is stable for ever."""
    names = [name for name in CONTENT if timings or name not in _TIMINGS]
    parts = [f"coalesce({_as_text(prefix, name)}, chr(1))" for name in names]
    return "'v1' || " + " || chr(31) || ".join(parts)


def _as_text(prefix: str, name: str) -> str:
    """A column as text; the tags in an order and form of our own, not the engine's."""
    if name != "tags":
        return f"cast({prefix}{name} as varchar)"
    pairs = f"list_transform(map_entries({prefix}tags), lambda e: e.key || chr(29) || e.value)"
    return f"array_to_string({pairs}, chr(30))"


def content_key(prefix: str = "") -> str:
    """A 64-bit key of a row's content."""
    return f"md5_number_lower({content_text(prefix)})"


def filled(prefix: str = "") -> str:
    """How many content columns and tags a row fills."""
    columns = " + ".join(f"({prefix}{n} is not null)::integer" for n in CONTENT if n != "tags")
    return f"{columns} + coalesce(cardinality({prefix}tags), 0)"
