"""Generic log: one record a call, in any mixture of the common spellings.

Recognised by: a time and a count, cost, model or usage object under one of their usual names; the
reader of last resort, so every named format is asked before it.
Tokens: `prompt_tokens` INCLUDES cache reads, and writes where `prompt_tokens_details` names them;
`input_tokens` and `tokens_in` EXCLUDE every cache count at their own level and include those of
`input_tokens_details`. Cached tokens that exceed the input lie outside it (prompt 110, cached 5,383).
Skipped: nothing; a record without any count or cost is quarantined as no_usage.
Never selected: text. `messages`, `prompt`, `input` and tool arguments are read inside a hash alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from finops_cli.call import TAGS
from finops_cli.readers.interface import Reader, Reading, Shape
from finops_cli.readers.spellings import SPELLINGS, field_of
from finops_cli.readers.unread import unread
from finops_cli.sqltext import ident, string

BOXES = ("tags", "metadata", "labels", "attributes")
INPUT_DETAILS = ("prompt_tokens_details", "input_tokens_details")
OUTPUT_DETAILS = ("completion_tokens_details", "output_tokens_details")
NESTED = ("usage", *BOXES, *INPUT_DETAILS, *OUTPUT_DETAILS)
_WRITES_IN_DETAILS = ("cache_write_tokens", "cache_creation_tokens")
_GUARDED_BOXES = ("usage", *BOXES, *INPUT_DETAILS)
_GUARDED = ("call_id", "time_text", "input_text", "output_text", "cost_text")


def recognise(records: Sequence[Mapping[str, object]]) -> bool:
    """Whether any record has a time, a count, a cost, a model or a usage under a usual name."""
    if unread(records):
        return False
    times = set(SPELLINGS["time_text"])
    bodies = {"usage"}.union(*(SPELLINGS[name] for name in ("input_text", "output_text")))
    bodies = bodies.union(*(SPELLINGS[name] for name in ("cost_text", "model", "cache_read_text")))
    return any(times & record.keys() or bodies & record.keys() for record in records)


class _Columns:
    """The columns that a shape can have, as SQL; remembers which of them are read."""

    def __init__(self, shape: Shape, mapped: Mapping[str, str]) -> None:
        self.shape, self.mapped = shape, mapped
        self.read: dict[str, str] = {}

    def text(self, name: str) -> str:
        """A top-level value as text."""
        kind = self.read.setdefault(name, "JSON" if name in NESTED else "VARCHAR")
        return ident(name) if kind == "VARCHAR" else f"({ident(name)} ->> '$')"

    def inside(self, name: str, *path: str) -> str:
        """A value inside the object `name`, as text."""
        self.read[name] = "JSON"
        steps = "".join("." + ident(step) for step in path)
        return f"({ident(name)} ->> {string('$' + steps)})"

    def present(self, names: Iterable[str]) -> list[str]:
        """Those of `names` that the file shows; all of them where it shows none."""
        names = tuple(names)
        seen = [name for name in names if self.shape.may_have(name)]
        return seen or list(names)

    def logged_as(self, target: str) -> list[str]:
        """Expressions of what [ingest.fields] maps to `target`; a dotted name reaches inside."""
        found = []
        for theirs, ours in self.mapped.items():
            if (field_of(ours) or ours) != target:
                continue
            head, *path = theirs.split(".")
            found.append(self.text(theirs) if not path else self.inside(head, *path))
        return found


def reading(shape: Shape, mapped: Mapping[str, str]) -> Reading:
    """The columns and fields of a generic log; `mapped` is [ingest.fields], their name to ours."""
    at = _Columns(shape, mapped)
    for ours in mapped:  # a mapped object must be read as JSON before anything reads it as text
        if "." in ours:
            at.read[ours.split(".")[0]] = "JSON"
    fields = {
        name: _first([*at.logged_as(name), *map(at.text, at.present(spellings))])
        for name, spellings in SPELLINGS.items()
    }
    fields |= _tokens(at)
    fields |= _tags(at)
    fields["is_unusual"] = _unusual(at)
    return Reading(
        columns=at.read, fields=fields, own_names=(*TAGS, *_extra_targets(mapped, own=True))
    )


def _first(expressions: Iterable[str]) -> str:
    found = list(dict.fromkeys(expressions))
    if not found:
        return "cast(null as varchar)"
    return found[0] if len(found) == 1 else f"coalesce({', '.join(found)})"


def _has(at: _Columns, name: str) -> bool:
    return at.shape.may_have(name)


def _tokens(at: _Columns) -> dict[str, str]:
    """The counts at top level, then in their details, then in `usage`, and what includes what."""
    fields: dict[str, str] = {}
    details = [box for box in INPUT_DETAILS if _has(at, box)]
    usage = _has(at, "usage")

    def flat(name: str) -> list[str]:
        top = [*at.logged_as(name), *map(at.text, at.present(SPELLINGS[name]))]
        return top + [at.inside("usage", key) for key in SPELLINGS[name] if usage]

    def detailed(boxes: Iterable[str], keys: Iterable[str]) -> list[str]:
        boxes, keys = tuple(boxes), tuple(keys)
        top = [at.inside(box, key) for box in boxes if _has(at, box) for key in keys]
        return top + [at.inside("usage", box, key) for box in boxes if usage for key in keys]

    reads_within = detailed(INPUT_DETAILS, ("cached_tokens",))
    writes_within = detailed(INPUT_DETAILS, _WRITES_IN_DETAILS)
    for name in ("input_text", "output_text", "cache_write_1h_text"):
        fields[name] = _first(flat(name))
    fields["cache_read_text"] = _first(flat("cache_read_text") + reads_within)
    fields["cache_write_text"] = _first(flat("cache_write_text") + writes_within)
    reasoning = detailed(OUTPUT_DETAILS, ("reasoning_tokens",))
    fields["reasoning_text"] = _first(flat("reasoning_text") + reasoning)
    by_prompt = _counted_by_prompt(at, usage)
    if usage or details:
        flat_reads, flat_writes = _first(flat("cache_read_text")), _first(flat("cache_write_text"))
        fields["reads_inside"] = f"({by_prompt} or {flat_reads} is null)"
        fields["writes_inside"] = (
            f"({_first(writes_within)} is not null and ({by_prompt} or {flat_writes} is null))"
        )
    else:
        fields["reads_inside"] = by_prompt
    return fields


def _counted_by_prompt(at: _Columns, usage: bool) -> str:
    """Whether the input count that stands is a `prompt_tokens`, which includes cache reads."""
    cases = []
    for name in (*at.logged_as("input_text"),):
        cases.append((name, "false"))
    for spelling in at.present(SPELLINGS["input_text"]):
        cases.append((at.text(spelling), str(spelling == "prompt_tokens").lower()))
    if usage:
        for spelling in SPELLINGS["input_text"]:
            cases.append((at.inside("usage", spelling), str(spelling == "prompt_tokens").lower()))
    if len({answer for _, answer in cases}) == 1:
        return cases[0][1]
    whens = " ".join(f"when {value} is not null then {answer}" for value, answer in cases)
    return f"(case {whens} else false end)"


def _extra_targets(mapped: Mapping[str, str], own: bool = False) -> list[str]:
    """Targets of [ingest.fields] that are tags outside the schema (or, `own`, their plain sources)."""
    if own:
        return [theirs.split(".")[-1] for theirs in mapped if theirs.split(".")[0] in BOXES]
    return [ours for ours in mapped.values() if field_of(ours) is None]


def _tags(at: _Columns) -> dict[str, str]:
    """Schema tags at top level before the boxes, and the pairs of all boxes, first box last."""
    boxes = [box for box in BOXES if _has(at, box)]
    fields = {}
    for box in boxes:
        at.read[box] = "JSON"
    for tag in TAGS:
        logged = [*at.logged_as(tag), at.text(tag)]
        fields[tag] = _first(logged + [_boxed(box, tag) for box in boxes])
    pairs = [f"entries({ident(box)})" for box in reversed(boxes)]
    for extra in dict.fromkeys(_extra_targets(at.mapped)):
        value = _first(at.logged_as(extra))
        pairs.append(f"[{{'key': {string(extra)}, 'value': {value}}}]")
    if pairs:
        lists = [
            f"case when {ident(b)} is not null then entries({ident(b)}) else [] end"
            for b in reversed(boxes)
        ]
        fields["pairs"] = "list_concat(" + ", ".join([*lists, *pairs[len(boxes) :], "[]"]) + ")"
    return fields


def _boxed(box: str, tag: str) -> str:
    """A tag inside a box: straight from an object, else from its list of pairs."""
    name, path = ident(box), string("$." + ident(tag))
    return (
        f"case when json_type({name}) = 'OBJECT' then {name} ->> {path} "
        f"when {name} is not null then entry(entries({name}), {string(tag)}) end"
    )


def _unusual(at: _Columns) -> str:
    """Rows whose shape the sample did not show: a field it always had is missing, or a box is new."""
    if at.shape.keys is None:
        return "false"
    doubts = []
    for name in _GUARDED:
        seen = [key for key in SPELLINGS[name] if key in at.shape.keys]
        if seen and any(key in at.shape.always for key in seen):
            doubts.append(f"{_first(map(at.text, seen))} is null")
    for box in _GUARDED_BOXES:
        if box not in at.shape.keys:
            at.read[box] = "JSON"
            doubts.append(f"{ident(box)} is not null")
    return " or ".join(doubts) or "false"


GENERIC = Reader(
    name="generic",
    title="generic JSON lines, JSON array, CSV or Parquet",
    id_space="generic",
    recognise=recognise,
    reading=reading,
    envelope=("data", "calls", "records", "logs", "items"),
    looks_for="generic JSON lines",
)
