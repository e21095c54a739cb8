"""Hypothesis strategies for generic logs: clean, odd, bad and repeated lines, and whole files.

A `Fact` says what a call is; `spelled` writes it down in one of the ways that a generic log may
use, so that all lines of one fact are the same content. `files()` gives lists of files, each a list
of lines:

    @given(files())
    def test_any_log(logs): paths = write(logs, folder); ...
"""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

if TYPE_CHECKING:
    from collections.abc import Callable

    from hypothesis.strategies import DrawFn, SearchStrategy

Row = dict[str, Any]
Line = bytes
FIRST = datetime(2026, 11, 6, tzinfo=UTC)
LAST = datetime(2026, 11, 20, 23, 59, 59, tzinfo=UTC)
TAG_VALUES: dict[str, list[str | None]] = {
    "team_id": ["search", "support", "Search", "unknown", None],
    "cost_center": ["cc-1", "cc-2", "4711", "N/A", " cc-1 ", None],
    "product": ["shop", None],
    "feature_id": ["rerank", "tbd", None],
    "workflow_name": ["support_triage", "code_review", "größe·1", '=1+1,"x"', "-", None],
    "environment": ["production", "prod", " PROD ", "staging", "stg", "sandbox", "default", None],
    "intent": ["production", "exploration", "explore", "", None],
}
FULLY_TAGGED = {name: values[0] for name, values in TAG_VALUES.items()}
AGENTS = ["triage", "reviewer", "ranker", "naïve\x1b[31m", None]


@dataclass(frozen=True)
class Fact:
    """A call as it happened; token counts are disjoint."""

    call_id: str | None
    at: datetime
    run_id: str | None
    step: int | None
    agent: str | None
    user: str | None
    key: str | None
    tags: tuple[tuple[str, str | None], ...]
    squad: str | None
    provider: str | None
    model: str | None
    fresh: int
    cached: int
    output: int
    cost: Decimal | None
    latency_ms: int | None
    status: str


# ---- facts -----------------------------------------------------------------------------------


def instants() -> SearchStrategy[datetime]:
    """To the millisecond; often at midnight, where days meet."""
    naive = st.datetimes(FIRST.replace(tzinfo=None), LAST.replace(tzinfo=None))
    edges = st.builds(
        lambda day, seconds: FIRST + timedelta(days=day, seconds=seconds),
        st.integers(1, 14),
        st.sampled_from([-1, 0, 1, 3600]),
    )
    return st.one_of(naive.map(lambda t: t.replace(microsecond=0, tzinfo=UTC)), edges)


def costs() -> SearchStrategy[Decimal]:
    """From fractions of a cent to a day's budget."""
    return st.one_of(
        st.integers(1, 4000).map(lambda cents: Decimal(cents).scaleb(-2)),
        st.integers(1, 10**9).map(lambda nano: Decimal(nano).scaleb(-9)),
        st.sampled_from([Decimal("1E-7"), Decimal("0.000000000001"), Decimal(123456)]),
    )


def tags() -> SearchStrategy[tuple[tuple[str, str | None], ...]]:
    """Fully tagged, or each tag in any state."""
    any_state = st.fixed_dictionaries({n: st.sampled_from(v) for n, v in TAG_VALUES.items()})
    full = st.just(FULLY_TAGGED)
    return st.one_of(full, full, any_state).map(lambda found: tuple(found.items()))


def facts(call_id: str | None) -> SearchStrategy[Fact]:
    """A call with this id (None: its log writes none)."""
    return st.builds(
        Fact,
        call_id=st.just(call_id),
        at=instants(),
        run_id=st.sampled_from(["run-1", "run-2", "run-3", "run-4", None]),
        step=st.one_of(st.none(), st.integers(1, 9)),
        agent=st.sampled_from(AGENTS),
        user=st.sampled_from(["ana", "ben", None]),
        key=st.sampled_from(["key-a", "key-b", None]),
        tags=tags(),
        squad=st.sampled_from(["red", "blue", None, None]),
        provider=st.sampled_from(["openai", "anthropic", None]),
        model=st.sampled_from(["gpt-5", "claude-sonnet-4-5", None]),
        fresh=st.integers(0, 50_000),
        cached=st.sampled_from([0, 0, 1, 900, 40_000]),
        output=st.integers(0, 2_000),
        cost=st.one_of(costs(), costs(), costs(), st.none()),
        latency_ms=st.one_of(st.none(), st.integers(0, 90_000)),
        status=st.sampled_from(["ok", "ok", "ok", "error"]),
    )


# ---- spellings -------------------------------------------------------------------------------


@st.composite
def spelled(draw: DrawFn, fact: Fact) -> Row:
    """The fact as a row; whatever is drawn, it is the same call."""
    row: Row = {}
    _put(draw, row, ["id", "call_id", "request_id", "uuid"], fact.call_id)
    times = ["ts", "time", "timestamp", "created_at", "start_time", "startTime", "started_at"]
    row[draw(st.sampled_from([*times, "@timestamp"]))] = draw(st.sampled_from(times_of(fact.at)))
    _put(draw, row, ["run_id", "trace_id", "session_id", "conversation_id"], fact.run_id)
    _put(draw, row, ["step", "step_index"], fact.step)
    _put(draw, row, ["agent", "agent_id", "agent_name"], fact.agent)
    _put(draw, row, ["user", "user_id", "end_user"], fact.user)
    _put(draw, row, ["key_id", "api_key_alias"], fact.key)
    _put(draw, row, ["provider", "vendor"], fact.provider)
    _put(draw, row, ["model", "model_name", "model_id"], fact.model)
    _put(draw, row, ["latency_ms", "duration_ms", "latency"], fact.latency_ms)
    row |= draw(_tags_of(fact)) | draw(_tokens_of(fact)) | draw(st.sampled_from(_statuses(fact)))
    _put(draw, row, ["cost", "cost_usd", "spend", "total_cost", "response_cost"], fact.cost)
    return row


def _put(draw: DrawFn, row: Row, names: list[str], value: Any) -> None:
    """One of the names; what is missing is left out, null or empty."""
    name = draw(st.sampled_from(names))
    if value is None:
        row |= draw(st.sampled_from([{}, {name: None}, {name: ""}]))
    elif isinstance(value, int | Decimal):
        row[name] = draw(st.sampled_from([value, str(value)]))
    else:
        row[name] = value


def times_of(at: datetime) -> list[Any]:
    """One instant of a whole second in every form that the reader accepts."""
    seconds = int(at.timestamp())
    berlin, delhi = timezone(timedelta(hours=1)), timezone(timedelta(hours=5, minutes=30))
    texts = [at.strftime(form) for form in ("%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%d %H:%M:%S")]
    texts += [at.strftime(form) for form in ("%Y-%m-%dT%H:%M:%S.000Z", "%Y%m%dT%H%M%SZ")]
    texts += [at.astimezone(zone).isoformat() for zone in (berlin, delhi)]
    return [*texts, seconds, seconds * 10**3, seconds * 10**6, seconds * 10**9, str(seconds)]


def _statuses(fact: Fact) -> list[Row]:
    if fact.status == "ok":
        fine = [{"status": word} for word in ("ok", "success", "completed", "stop", 200, None)]
        return [{}, {"status_code": 200}, *fine]
    return [{"status": "error"}, {"status": 429}, {"status_code": 500}]


@st.composite
def _tags_of(draw: DrawFn, fact: Fact) -> Row:
    """At top level or in a box of any shape; one tag more that has no column."""
    named = {name: value for name, value in fact.tags if value is not None}
    extra = {"squad": fact.squad} if fact.squad else {}
    empty = {n: None for n, v in fact.tags if v is None and draw(st.booleans())}
    if draw(st.booleans()):
        return named | empty | ({"metadata": extra} if extra else {})
    box = draw(st.sampled_from(["tags", "metadata", "labels", "attributes"]))
    return {box: draw(st.sampled_from(_box_shapes(named | extra)))}


def _box_shapes(entries: dict[str, str]) -> list[Any]:
    shapes: list[Any] = [entries, [{"key": n, "value": v} for n, v in entries.items()]]
    if all(value == value.strip() for value in entries.values()):
        shapes.append([f"{name}:{value}" for name, value in entries.items()])
    return shapes


@st.composite
def _tokens_of(draw: DrawFn, fact: Fact) -> Row:
    """Flat or as a usage object, cache inside or outside the input as the names say."""
    fresh, cached, output = (_number(draw, n) for n in (fact.fresh, fact.cached, fact.output))
    whole = _number(draw, fact.fresh + fact.cached)
    outside = {"input_tokens": fresh, "cache_read_input_tokens": cached, "output_tokens": output}
    inside = {"prompt_tokens": whole, "completion_tokens": output}
    shapes: list[Row] = [
        outside,
        {"tokens_in": fresh, "cache_read_tokens": cached, "tokens_out": output},
        inside | {"cached_tokens": cached},
        {"usage": outside},
        {"usage": inside | {"prompt_tokens_details": {"cached_tokens": cached}}},
        {"usage": {"input_tokens": whole, "output_tokens": output,
                   "input_tokens_details": {"cached_tokens": cached}}},
    ]  # fmt: skip
    return draw(st.sampled_from(shapes))


def _number(draw: DrawFn, count: int) -> Any:
    return draw(st.sampled_from([count, str(count), float(count)]))


# ---- lines -----------------------------------------------------------------------------------


def as_line(row: Row) -> Line:
    """JSON text with costs as exact numbers."""
    exact = {n: _Exact(v) if isinstance(v, Decimal) else v for n, v in row.items()}
    return json.dumps(exact, ensure_ascii=False).encode()


class _Exact(float):
    """A number that json writes as the decimal it was made from."""

    def __new__(cls, value: Decimal) -> _Exact:
        made = super().__new__(cls, value)
        made.text = str(value)
        return made

    text: str

    def __repr__(self) -> str:
        return self.text


def lines_of(fact: Fact) -> SearchStrategy[Line]:
    """The fact on a line, in any spelling."""
    return spelled(fact).map(as_line)


def clean_lines(call_id: str | None = None) -> SearchStrategy[Line]:
    return facts(call_id).flatmap(lines_of)


ODD: dict[str, Row] = {
    "cached_over_prompt": {"prompt_tokens": 110, "cached_tokens": 5383, "completion_tokens": 7},
    "zero_cost": {"input_tokens": 10, "cost": 0},
    "zero_of_all": {"input_tokens": 0, "output_tokens": 0},
    "cost_alone": {"cost": 0.25},
    "most_tokens": {"input_tokens": 10**10, "cost": 1},
    "most_money": {"output_tokens": 1, "cost": 999_999},
    "many_digits": {"input_tokens": 1, "cost": 0.0030359999999999996},
    "naive_time_with_tab": {"ts": "2026-11-20T08:00:00\t", "input_tokens": 5, "cost": 1},
    "numeric_names": {"agent_id": 12, "team_id": 4711, "input_tokens": 5, "cost": 1},
}


def odd_lines() -> SearchStrategy[Line]:
    """Lines that are calls although they look unlikely."""
    rows = st.sampled_from(sorted(ODD)).map(lambda name: {"ts": "2026-11-20T08:00:00Z"} | ODD[name])
    twice = b'{"ts": "2026-11-20", "cost": 1, "agent": "a", "agent": "b", "cost": 2}'
    return st.one_of(rows.map(as_line), st.just(twice))


BAD_VALUES: dict[str, list[Row]] = {
    "no_timestamp": [{"ts": None}, {"ts": ""}],
    "bad_timestamp": [{"ts": t} for t in ("yesterday", "2026-13-45T10:00:00Z", True, "infinity")],
    "timestamp_out_of_range": [{"ts": t} for t in ("2014-12-31T23:59:59Z", 5, 4_102_444_800_000)],
    "negative_tokens": [{"input_tokens": -1}, {"output_tokens": "-5"}],
    "tokens_not_a_number": [{"output_tokens": t} for t in ("many", True, 12.5, "1_000", "0x1F")],
    "tokens_out_of_range": [{"input_tokens": 10**10 + 1}, {"output_tokens": "1e15"}],
    "bad_cost": [{"cost": c} for c in ("free", -0.01, 1_000_000, True, "$1.00")],
    "no_usage": [{"input_tokens": None, "output_tokens": "", "cost": None}],
}
BAD_BYTES: dict[str, list[Callable[[Line], Line]]] = {
    "not_json": [lambda line: line[:-9], lambda line: line + b"}", lambda _: b"{"],
    "not_an_object": [lambda _: b"[1, 2]", lambda _: b"42", lambda _: b"null"],
    "bad_encoding": [lambda line: line.replace(b'"ok"', b'"\xff"')],
}


@st.composite
def bad_lines(draw: DrawFn, reason: str | None = None) -> Line:
    """A line that goes to quarantine, for `reason` or any."""
    wanted = reason or draw(st.sampled_from([*BAD_VALUES, *BAD_BYTES]))
    row: Row = {"ts": "2026-11-20T08:00:00Z", "input_tokens": 3, "output_tokens": 4, "cost": 1}
    row["status"] = "ok"
    if wanted in BAD_VALUES:
        return as_line(row | draw(st.sampled_from(BAD_VALUES[wanted])))
    return draw(st.sampled_from(BAD_BYTES[wanted]))(as_line(row))


# ---- files -----------------------------------------------------------------------------------


@st.composite
def files(draw: DrawFn, *, most_files: int = 3, most_lines: int = 25) -> list[list[Line]]:
    """Files whose lines repeat calls in other spellings, revise them, lack ids, are odd or bad.

    No two revisions of one id are equally complete, so the winner never hangs on a hash, and no
    two files are equal, so it does not matter whether a known file is read again."""
    ids = [f"call-{n}" for n in range(draw(st.integers(1, 12)))]
    known = [draw(facts(call_id)) for call_id in [*ids, None, None]]
    kinds = st.one_of(
        st.sampled_from(known).flatmap(lines_of),
        st.sampled_from(known).flatmap(lines_of),
        st.tuples(st.sampled_from(known), st.integers(1, 3)).flatmap(_revision),
        clean_lines(),
        odd_lines(),
        bad_lines(),
        st.sampled_from([b"", b"   ", b"\t\r"]),
    )
    one = st.lists(kinds, max_size=most_lines)
    return draw(st.lists(one, min_size=1, max_size=most_files, unique_by=tuple))


def _revision(drawn: tuple[Fact, int]) -> SearchStrategy[Line]:
    fact, times = drawn
    return lines_of(replace(fact, output=fact.output + 17 * times))


def write(logs: list[list[Line]], folder: Path, *, packed: bool = False) -> list[Path]:
    """Writes each list of lines as one file, gzipped or not."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for number, lines in enumerate(logs):
        content = b"".join(line + b"\n" for line in lines)
        path = folder / f"log-{number}.jsonl{'.gz' if packed else ''}"
        path.write_bytes(gzip.compress(content, mtime=0) if packed else content)
        paths.append(path)
    return paths
