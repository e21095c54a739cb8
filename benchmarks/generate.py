"""Writes a large, realistic agent log for benchmarks: seeded, so every run gives the same bytes.

    generate.py OUT --lines N [--days D] [--seed S] [--nested] [--dirty] [--too-long]

Flat lines (about 550 bytes, 22 keys) carry tags that hang together through sixty workflows, as
tags do in practice; `--nested` writes `usage` and `metadata` objects and a `messages` text instead.
`--dirty` damages 0.8 % of the lines, one quarantine reason after the other, and repeats 1.5 % of
the others: exact repeats and revisions of an id. stdout gets the true counts as one JSON object.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections import Counter, deque
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

LAST_DAY = datetime(2026, 11, 20, tzinfo=UTC)
WORKFLOWS = 60
VARIANTS = 60  # tag spellings of one workflow, so about 3,600 combinations in all
OPEN_RUNS = 512
BAD_SHARE = 0.008
REPEAT_SHARE = 0.015
REPEAT_DELAY = 500  # lines between an original and its repeat
# provider, model, then 10^-9 USD per token: fresh input, cache read, output
MODELS = [
    ("openai", "gpt-4o-mini", 150, 75, 600),
    ("openai", "gpt-5-mini", 250, 25, 2_000),
    ("openai", "gpt-5", 1_250, 125, 10_000),
    ("openai", "gpt-4.1", 2_000, 500, 8_000),
    ("anthropic", "claude-sonnet-4-5-20250929", 3_000, 300, 15_000),
    ("anthropic", "claude-haiku-4-5-20251001", 1_000, 100, 5_000),
    ("google", "gemini-2.5-flash", 300, 30, 2_500),
]
TEAMS = [
    "search",
    "support",
    "growth",
    "platform",
    "finance",
    "logistics",
    "legal",
    "people",
]
VERBS = [
    "triage",
    "review",
    "draft",
    "rank",
    "extract",
    "summarize",
    "classify",
    "answer",
]
NOUNS = [
    "tickets",
    "contracts",
    "invoices",
    "listings",
    "changes",
    "leads",
    "claims",
    "articles",
]
TEXT = "the order of a customer was sent late and support asks which refund rule applies now"


class Engine(NamedTuple):
    """A model as it is logged, with its price in 10^-9 USD per token."""

    text: str
    fresh: int
    cached: int
    output: int


class Run(NamedTuple):
    """What all steps of one run share; `depth` steps are left when it opens."""

    run_id: str
    who: str
    tags: str
    engines: list[Engine]
    depth: int


class Call(NamedTuple):
    """One line's parts; the numbers are JSON text, so that a bad line can hold anything."""

    call_id: str
    at: str  # text, or the bare words null and true
    run: Run
    step: int
    engine: str
    fresh: str
    cached: str
    output: str
    cost: str
    latency: str
    status: str
    text: str


def main() -> int:
    options = _parser().parse_args()
    rng = random.Random(options.seed)
    layout = _nested if options.nested else _flat
    made = _calls(rng, options.lines, options.days, options.nested)
    counts: Counter[str] = Counter()
    stained = random.Random(options.seed + 1)  # dirt leaves the calls of the clean twin unchanged
    lines = _dirty(stained, made, layout, counts) if options.dirty else _clean(made, layout, counts)
    with Path(options.out).open("wb", buffering=1 << 20) as out:
        out.writelines(lines)
        if options.too_long:
            out.write(_too_long(counts))
    print(json.dumps(_summary(counts), indent=1))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("out", help="file to write")
    parser.add_argument("--lines", type=int, required=True, help="lines before repeats")
    parser.add_argument("--days", type=int, default=7, help="days, the last is 2026-11-20")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--nested", action="store_true", help="usage and metadata objects")
    parser.add_argument("--dirty", action="store_true", help="0.8 %% bad, 1.5 %% repeated lines")
    parser.add_argument("--too-long", action="store_true", help="a last line of over 64 MiB")
    return parser


def _summary(counts: Counter[str]) -> dict[str, object]:
    names = ["read_rows", "calls", "duplicate_rows", "revised_rows", "skipped_rows"]
    reasons = {k.removeprefix("bad "): n for k, n in sorted(counts.items()) if k[:4] == "bad "}
    totals: dict[str, object] = {name: counts[name] for name in names}
    totals["quarantined_rows"] = sum(reasons.values())
    totals["reasons"] = reasons
    totals["cost_usd"] = f"{Decimal(counts['nano_usd']).scaleb(-9):f}"
    return totals


# ---- calls -----------------------------------------------------------------------------------


def _calls(rng: random.Random, lines: int, days: int, texts: bool) -> Iterator[Call]:
    """Lines in order of time; each takes the next step of one of the open runs."""
    workflows = [_workflow(rng, n) for n in range(WORKFLOWS)]
    pool = [_messages(rng) for _ in range(256)] if texts else [""]
    runs = [_run(rng, workflows) for _ in range(OPEN_RUNS)]
    steps = [0] * OPEN_RUNS
    for number, at in enumerate(_times(rng, lines, days)):
        bits = rng.getrandbits(64)
        slot = bits % OPEN_RUNS
        yield _call(number, at, runs[slot], steps[slot], bits >> 9, pool)
        steps[slot] += 1
        if steps[slot] >= runs[slot].depth:
            runs[slot], steps[slot] = _run(rng, workflows), 0


def _call(number: int, at: str, run: Run, step: int, bits: int, pool: list[str]) -> Call:
    engine = run.engines[0 if bits & 3 else 1]
    fresh = 200 + (bits >> 2 & 4095) + 350 * step
    cached = (bits >> 14 & 2047) if bits >> 25 & 1 else 0
    failed = bits >> 26 & 63 == 0
    output = 0 if failed else 20 + (bits >> 32 & 1023)
    nano = fresh * engine.fresh + cached * engine.cached + output * engine.output
    return Call(
        f"call-{number:09x}{bits >> 45 & 1023:03x}", at, run, step + 1, engine.text,
        str(fresh), str(cached), str(output), f"{nano // 10**9}.{nano % 10**9:09d}",
        str(180 + 9 * output + (bits >> 42 & 255)), "error" if failed else "ok",
        pool[(bits >> 50) % len(pool)],
    )  # fmt: skip


def _times(rng: random.Random, lines: int, days: int) -> Iterator[str]:
    """Ascending instants, more of them in office hours and on weekdays."""
    start = LAST_DAY - timedelta(days=days - 1)
    hours = [start + timedelta(hours=n) for n in range(24 * days)]
    weights = [(3 if 8 <= h.hour < 18 else 1) * (1 if h.weekday() > 4 else 2) for h in hours]
    total, done, given = sum(weights), 0, 0
    for hour, weight in zip(hours, weights, strict=True):
        done += weight
        count = lines * done // total - given
        given += count
        prefix = hour.strftime("%Y-%m-%dT%H:")
        for n in range(count):
            seconds, ms = divmod(3_600_000 * n // count + rng.getrandbits(5) % 32, 1000)
            yield f"{prefix}{min(seconds, 3599) // 60:02d}:{seconds % 60:02d}.{ms:03d}Z"


# ---- workflows and their tags ----------------------------------------------------------------


class Workflow(NamedTuple):
    agents: list[str]
    keys: list[str]
    variants: list[str]
    engines: list[Engine]
    depth: int
    flaw: float


def _workflow(rng: random.Random, number: int) -> Workflow:
    team, verb = TEAMS[number % 8], VERBS[number // 8]
    noun = NOUNS[(number * 3 + number // 8) % 8]
    tags: dict[str, str | None] = {
        "team_id": team, "cost_center": f"cc-{4000 + 10 * (number % 8)}",
        "product": f"{team}-suite", "feature_id": f"{noun}-{verb}",
        "workflow_name": f"{team}_{verb}_{noun}", "environment": "production",
        "intent": "production",
    }  # fmt: skip
    return Workflow(
        agents=[f"{verb}-{noun}-v{n}" for n in range(1, 2 + number % 4)],
        keys=[f"key-{team}-{n:02d}" for n in range(1, 3)],
        variants=[json.dumps(tags)[1:-1]] + [_variant(rng, tags) for _ in range(VARIANTS - 1)],
        engines=[_engine(*m) for m in rng.sample(MODELS, 2)],
        depth=1 + number % 12,
        flaw=0.05 + 0.5 * rng.random() ** 2,
    )


def _engine(provider: str, model: str, fresh: int, cached: int, output: int) -> Engine:
    return Engine(f'"provider": "{provider}", "model": "{model}"', fresh, cached, output)


def _variant(rng: random.Random, tags: dict[str, str | None]) -> str:
    """The tags as a careless service sends them: another environment, an alias, something lost."""
    out = dict(tags)
    out["environment"] = rng.choice(
        ["production"] * 4 + ["prod", "Production", "live", "staging", "stg", "sandbox", None]
    )
    out["intent"] = rng.choice(["production"] * 4 + ["prod", "exploration", "explore", None, ""])
    for name in ["team_id", "cost_center", "feature_id", "workflow_name"]:
        if rng.random() < 0.2:
            out[name] = rng.choice([None, None, "", "unknown", "n/a", "TBD", " - "])
    out["product"] = rng.choice([tags["product"], tags["product"], "default", None])
    return json.dumps(out)[1:-1]


def _run(rng: random.Random, workflows: list[Workflow]) -> Run:
    flow = workflows[int(WORKFLOWS * rng.random() ** 2)]  # few workflows make most of the calls
    flawed = rng.random() < flow.flaw
    who = (
        f'"agent_id": "{flow.agents[int(rng.random() * len(flow.agents))]}", '
        f'"user_id": "user-{int(900 * rng.random() ** 2):04d}", '
        f'"key_id": "{flow.keys[int(rng.random() * 2)]}"'
    )
    tags = flow.variants[int(VARIANTS * rng.random() ** 2) if flawed else 0]
    depth = 1 + int(2 * flow.depth * rng.random())
    return Run(f"run-{rng.getrandbits(48):012x}", who, tags, flow.engines, depth)


def _messages(rng: random.Random) -> str:
    prompts = [" ".join(rng.choices(TEXT.split(), k=k)) for k in (34, 74)]
    roles = zip(("system", "user"), prompts, strict=True)
    return json.dumps([{"role": role, "content": text} for role, text in roles])


# ---- layouts ---------------------------------------------------------------------------------


def _flat(c: Call) -> bytes:
    return (
        f'{{"id": "{c.call_id}", "timestamp": {_quoted(c.at)}, "run_id": "{c.run.run_id}", '
        f'"step": {c.step}, {c.run.who}, {c.run.tags}, {c.engine}, "input_tokens": {c.fresh}, '
        f'"cache_read_tokens": {c.cached}, "output_tokens": {c.output}, "cost_usd": {c.cost}, '
        f'"latency_ms": {c.latency}, "status": "{c.status}"}}\n'
    ).encode()


def _nested(c: Call) -> bytes:
    return (
        f'{{"id": "{c.call_id}", "timestamp": {_quoted(c.at)}, "run_id": "{c.run.run_id}", '
        f'"step": {c.step}, {c.run.who}, {c.engine}, "usage": {{"input_tokens": {c.fresh}, '
        f'"cache_read_input_tokens": {c.cached}, "output_tokens": {c.output}}}, '
        f'"metadata": {{{c.run.tags}}}, "messages": {c.text}, "cost_usd": {c.cost}, '
        f'"latency_ms": {c.latency}, "status": "{c.status}"}}\n'
    ).encode()


def _quoted(text: str) -> str:
    return text if text in ("null", "true") else f'"{text}"'


# ---- dirt ------------------------------------------------------------------------------------

Layout = Callable[[Call], bytes]


def _clean(calls: Iterator[Call], layout: Layout, counts: Counter[str]) -> Iterator[bytes]:
    nano = lines = 0
    for call in calls:
        lines += 1
        nano += int(call.cost.replace(".", ""))
        yield layout(call)
    counts.update(read_rows=lines, calls=lines, nano_usd=nano)


def _dirty(
    rng: random.Random, calls: Iterator[Call], layout: Layout, counts: Counter[str]
) -> Iterator[bytes]:
    """Damages some lines and repeats some others, each repeat a while after its original."""
    due: deque[tuple[int, bytes]] = deque()
    nano = number = 0
    for number, call in enumerate(calls):
        while due and due[0][0] <= number:
            yield due.popleft()[1]
        chance = rng.random()
        if chance < BAD_SHARE:
            yield _damaged(rng, call, layout, counts)
            continue
        if chance < BAD_SHARE + REPEAT_SHARE:
            due.append((number + REPEAT_DELAY, _repeat(rng, call, layout, counts)))
        nano += int(call.cost.replace(".", ""))
        yield layout(call)
    yield from (line for _, line in due)
    bad = sum(n for k, n in counts.items() if k.startswith("bad "))
    repeats = counts["duplicate_rows"] + counts["revised_rows"]
    counts.update(read_rows=number + 1 + repeats, calls=number + 1 - bad, nano_usd=nano)


def _repeat(rng: random.Random, call: Call, layout: Layout, counts: Counter[str]) -> bytes:
    """The line that says a call again: the same, the same respelled, or a revision that loses."""
    kind = rng.randrange(6)
    if kind < 4 or call.output == "0":  # equal outputs would leave the winner to a hash
        counts["duplicate_rows"] += 1
        respelled = call._replace(fresh=f'"{call.fresh}"', output=f"{call.output}.0")
        return layout(respelled if kind == 3 else call)
    counts["revised_rows"] += 1  # an early, shorter account of the same call, arriving late
    return layout(call._replace(output="0", cost="0.000001", latency="1"))


def _damaged(rng: random.Random, call: Call, layout: Layout, counts: Counter[str]) -> bytes:
    reasons = list(DAMAGE)
    reason = reasons[sum(n for k, n in counts.items() if k.startswith("bad ")) % len(reasons)]
    counts[f"bad {reason}"] += 1
    return DAMAGE[reason](rng, call, layout)


def _with(field: str, values: list[str]) -> Callable[[random.Random, Call, Layout], bytes]:
    def damage(rng: random.Random, call: Call, layout: Layout) -> bytes:
        changed: dict[str, Any] = {field: rng.choice(values)}
        return layout(call._replace(**changed))

    return damage


def _cut(rng: random.Random, call: Call, layout: Layout) -> bytes:
    return layout(call)[: rng.randrange(20, 200)] + b"\n"


def _not_an_object(rng: random.Random, _call: Call, _layout: Layout) -> bytes:
    return rng.choice([b"[1, 2]\n", b"42\n", b'"text"\n', b"null\n"])


def _bad_encoding(_rng: random.Random, call: Call, layout: Layout) -> bytes:
    return layout(call).replace(b'"agent_id": "', b'"agent_id": "\xff')


def _no_usage(_rng: random.Random, call: Call, layout: Layout) -> bytes:
    return layout(call._replace(fresh="null", cached="null", output="null", cost="null"))


DAMAGE: dict[str, Callable[[random.Random, Call, Layout], bytes]] = {
    "not_json": _cut,
    "not_an_object": _not_an_object,
    "bad_encoding": _bad_encoding,
    "no_timestamp": _with("at", ["null", ""]),
    "bad_timestamp": _with("at", ["yesterday", "2026-13-45T10:00:00Z", "true"]),
    "timestamp_out_of_range": _with("at", ["2014-12-31T23:59:59Z", "2126-01-01T00:00:00Z"]),
    "negative_tokens": _with("fresh", ["-1", "-2500"]),
    "tokens_not_a_number": _with("output", ['"many"', "true", "12.5", '"1_000"', "[3]"]),
    "tokens_out_of_range": _with("fresh", ["10000000001", "1e15"]),
    "bad_cost": _with("cost", ['"free"', "-0.01", "1000000", "true"]),
    "no_usage": _no_usage,
}


def _too_long(counts: Counter[str]) -> bytes:
    counts["bad too_long"] += 1
    counts["read_rows"] += 1
    return b'{"id": "too-long", "messages": "' + b"x" * (64 << 20) + b'"}\n'


if __name__ == "__main__":
    sys.exit(main())
