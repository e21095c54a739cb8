"""Files to calls: what is counted once, what is a repeat, what is refused (ingest.md)."""

from __future__ import annotations

import gzip
import json
from collections import Counter, defaultdict
from dataclasses import astuple, dataclass, field, fields, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from tests.oracle.config import DEFAULT, Config
from tests.oracle.generic import Call, read_line
from tests.oracle.numbers import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Key = tuple[object, ...]


@dataclass(frozen=True)
class Refusal:
    file: str
    line: int
    reason: str


@dataclass
class Reading:
    """All that was read. `ties` are ids whose winner only a content key decides."""

    calls: list[Call]
    counts: dict[str, int]
    refusals: list[Refusal] = field(default_factory=list)
    ties: int = 0

    def reasons(self) -> Counter[str]:
        return Counter(refusal.reason for refusal in self.refusals)


def read_generic(
    paths: Iterable[Path | str], config: Config = DEFAULT, now: datetime | None = None
) -> Reading:
    """Reads generic JSON Lines, plain or gzipped, as one set of FILES."""
    now = now or datetime.now(UTC)
    refusals: list[Refusal] = []
    rows: dict[Key, list[Call]] = defaultdict(list)
    files = [Path(path) for path in paths]
    for file in files:
        for key, call in _keyed(_calls_of(file, config, now, refusals)):
            rows[key].append(call)
    return _judged(len(files), rows, refusals)


def lines_of(content: bytes) -> Iterator[tuple[int, bytes]]:
    """(line number, line) of every line that is a row: blank lines are none."""
    for number, line in enumerate(content.removeprefix(b"\xef\xbb\xbf").split(b"\n"), start=1):
        if line.strip():
            yield number, line


def _calls_of(file: Path, config: Config, now: datetime, refusals: list[Refusal]) -> Iterator[Call]:
    content = file.read_bytes()
    if content[:2] == b"\x1f\x8b":
        content = gzip.decompress(content)
    for number, line in lines_of(content):
        try:
            yield read_line(line, config, now)
        except Refused as refused:
            refusals.append(Refusal(file.name, number, refused.reason))


def _keyed(calls: Iterable[Call]) -> Iterator[tuple[Key, Call]]:
    """The key of each call of one file: its id, or its content and which of its equals it is."""
    seen: Counter[Call] = Counter()
    for call in calls:
        if call.call_id is not None:
            yield ("id", call.provider, call.call_id), call
            continue
        content = replace(call, latency_ms=None, ttft_ms=None)
        seen[content] += 1
        yield ("content", content, seen[content]), call


def _judged(files: int, rows: dict[Key, list[Call]], refusals: list[Refusal]) -> Reading:
    winners = [(key, max(equals, key=_completeness)) for key, equals in rows.items()]
    calls = sorted((call for _, call in winners), key=lambda c: (c.started_at, c.call_id or ""))
    read = sum(map(len, rows.values()))
    distinct = sum(len(set(equals)) for equals in rows.values())
    counts = {
        "files": files,
        "read_rows": read + len(refusals),
        "calls": len(calls),
        "duplicate_rows": read - distinct,
        "revised_rows": distinct - len(rows),
        "skipped_rows": 0,
        "quarantined_rows": len(refusals),
        "twin_rows": sum(key[0] == "content" and key[-1] != 1 for key in rows),
        "zero_cost_calls": sum(call.zero_cost for call in calls),
    }
    return Reading(calls, counts, refusals, ties=sum(map(_tied, rows.values())))


def _completeness(call: Call) -> tuple[int, datetime, int, str]:
    """Of revisions the greatest of these wins. The last part stands for the content key."""
    return (*_visible_completeness(call), json.dumps(astuple(call), default=str))


def _visible_completeness(call: Call) -> tuple[int, datetime, int]:
    values = [getattr(call, f.name) for f in fields(call) if f.name not in ("tags", "zero_cost")]
    filled = sum(value is not None for value in values) + len(call.tags)
    return call.output_tokens, call.started_at, filled


def _tied(equals: list[Call]) -> bool:
    best = max(map(_visible_completeness, equals))
    return len({call for call in equals if _visible_completeness(call) == best}) > 1
