"""Reader: recognises a log format by its content and says how its fields become canonical calls.

A reader is a mapping from the columns it reads (all text, so that a wrong value is seen and not
lost) to the fields below; sql/readers/canonical.sql makes calls of them, the same for every format.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from finops_cli.call import TAGS

FIELDS: Mapping[str, str] = {
    "call_id": "cast(null as varchar)",
    "time_text": "cast(null as varchar)",
    **dict.fromkeys(("run_id", "step_text", "parent_id"), "cast(null as varchar)"),
    **dict.fromkeys(("agent_id", "user_id", "key_id"), "cast(null as varchar)"),
    **dict.fromkeys(TAGS, "cast(null as varchar)"),
    # (key, value) pairs of the tag boxes; later ones win
    "pairs": 'cast([] as struct("key" varchar, "value" varchar)[])',
    **dict.fromkeys(
        ("provider", "model", "route_reason", "tool_name", "service_tier"), "cast(null as varchar)"
    ),
    **dict.fromkeys(
        (
            "input_text",
            "cache_read_text",
            "cache_write_text",
            "cache_write_1h_text",
            "output_text",
            "reasoning_text",
        ),
        "cast(null as varchar)",
    ),
    # whether the input counts include cache reads and writes (tested on the row as well),
    # and whether the writes include those of the 1-hour cache
    **dict.fromkeys(("reads_inside", "writes_inside", "writes_total"), "false"),
    "cost_text": "cast(null as varchar)",
    "is_free": "false",  # the row says why it cost nothing
    "is_call": "cast(null as boolean)",  # false: a record that is no billable call; null: unsaid
    "is_other": "false",  # another kind of record: skipped, whatever a call would need; never null
    **dict.fromkeys(
        ("latency_text", "ttft_text", "status", "error_type", "prompt_text", "tool_args_text"),
        "cast(null as varchar)",
    ),
    "is_unusual": "false",  # the sample of the file did not show this shape: read again with care
    "shown_id": "cast(null as varchar)",  # the id as the sample's shape finds it
}
"""Every field a reader can give, with what stands for it where a format has none."""


@dataclass(frozen=True, slots=True)
class Shape:
    """Which top-level keys a sample of a file shows, and which of them in every record.

    `None` for `keys` stands for "anything may come": every spelling is read.
    """

    keys: frozenset[str] | None = None
    always: frozenset[str] = frozenset()

    def may_have(self, key: str) -> bool:
        """Whether the key was seen, or anything may come."""
        return self.keys is None or key in self.keys


ANYTHING = Shape()


@dataclass(frozen=True, slots=True)
class Reading:
    """How one format in one shape is read: its columns, the steps that derive more, its fields."""

    columns: Mapping[str, str]  # name in the file -> VARCHAR or JSON
    fields: Mapping[str, str]  # field -> SQL over the columns
    derived: tuple[Mapping[str, str], ...] = ()  # each step adds columns to the one before
    own_names: tuple[str, ...] = TAGS  # pairs that are no tags of their own


@dataclass(frozen=True, slots=True)
class Reader:
    """One log format. `recognise` looks at a few parsed records.

    `unfold` is for formats whose calls are not one record each (sessions, running totals): it turns
    the file's bytes into lines of JSON, one a record, which `reading` then maps like any other.
    `follow` is for lines that need what earlier ones said: it is given a file's lines and returns one
    line of JSON for each, so that a refused line keeps its number; documents still go to `unfold`.
    `rank` is SQL over the columns of a call: of rows with one id the greatest rank stands, before
    completeness is compared.
    """

    name: str
    title: str
    id_space: str
    recognise: Callable[[Sequence[Mapping[str, object]]], bool]
    reading: Callable[[Shape, Mapping[str, str]], Reading]
    envelope: tuple[str, ...] = ()  # keys that hold the records of a page document
    looks_for: str = ""  # said when nothing was recognised
    unfold: Callable[[BinaryIO, str], Iterator[bytes]] | None = None
    is_chained: bool = False  # a call without a run belongs to the run of the call it continues
    follow: Callable[[Iterable[bytes]], Iterator[bytes]] | None = None
    rank: str = "0"
    repeats: bool = False  # most ids stand in several rows: one reading is cheaper than two scans

    @property
    def is_stateful(self) -> bool:
        """Whether a record means nothing without those before it, so that no engine can scan the file."""
        return self.unfold is not None or self.follow is not None
