"""The oracle on the worked cases of methods.md, and on what ingest.md says of single lines."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.oracle.api import (
    Config,
    Reading,
    Scope,
    TagException,
    burn,
    coverage,
    outliers,
    read_generic,
    top_agents,
    view,
)
from tests.oracle.scope import cost_of

if TYPE_CHECKING:
    from collections.abc import Sequence

Row = dict[str, Any]
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
TODAY = date(2026, 11, 20)
TAGGED: Row = {
    "team_id": "search",
    "cost_center": "4711",
    "product": "shop",
    "workflow_name": "rerank",
    "environment": "production",
    "intent": "production",
}


def line(**changes: Any) -> Row:
    row: Row = {"ts": f"{TODAY}T08:00:00Z", "input_tokens": 10, "output_tokens": 5, "cost_usd": 1}
    return row | changes


@pytest.fixture
def read(tmp_path: Path) -> Any:
    """Reads lists of rows (or of raw lines), each list as one file."""

    def reading(*files: list[Any], config: Config | None = None) -> Reading:
        paths = []
        for number, rows in enumerate(files):
            lines = [row if isinstance(row, bytes) else json.dumps(row).encode() for row in rows]
            paths.append(tmp_path / f"{number}.jsonl")
            paths[-1].write_bytes(b"".join(line + b"\n" for line in lines))
        return read_generic(paths, config or Config(), NOW)

    return reading


def spent(agent: str, costs: Sequence[str | int]) -> list[Row]:
    """One call a day with these costs, the last one on TODAY."""
    days = [TODAY - timedelta(days=n) for n in reversed(range(len(costs)))]
    pairs = zip(days, costs, strict=True)
    return [
        line(ts=f"{d}T08:00:00Z", agent=agent, cost_usd=c, run_id=f"{d}") for d, c in pairs if c
    ]


# ---- coverage --------------------------------------------------------------------------------


def ten_calls() -> list[Row]:
    rows = [line(**TAGGED) for _ in range(6)]
    rows.append(line(**TAGGED | {"intent": None}))
    rows.append(line(**TAGGED | {"team_id": "unknown"}))
    rows.append(line(**TAGGED | {"environment": "prod"}))
    return [*rows, line()]


def test_coverage_of_the_worked_case(read: Any) -> None:
    report = coverage(view(read(ten_calls())))
    assert report["summary"] == {
        "calls": 10,
        "tagged_calls": 7,
        "coverage_share": Decimal("0.7"),
        "cost_usd": 10,
        "tagged_cost_usd": 7,
        "cost_coverage_share": Decimal("0.7"),
        "target_share": Decimal("0.9"),
        "verdict": "fix_tagging_first",
    }
    rows = {row["tag"]: row for row in report["rows"]}
    assert rows["intent"]["missing_calls"] == 2
    assert rows["team_id"]["missing_calls"] == 1
    assert rows["team_id"]["placeholder_calls"] == 1
    assert report["trust"]["assumed_production_calls"] == 1


def test_an_exception_covers_calls_before_it_expires(read: Any) -> None:
    reading = read([line(**TAGGED | {"cost_center": "n/a"})])
    for expires, tagged in [(TODAY, 0), (TODAY + timedelta(days=1), 1)]:
        exception = TagException({"workflow_name": "rerank"}, ["cost_center"], expires)
        report = coverage(view(reading, config=Config(exceptions=[exception])))
        assert report["summary"]["tagged_calls"] == tagged
        assert report["rows"][1]["placeholder_calls"] == 1
        assert report["rows"][1]["excepted_calls"] == tagged


def test_a_value_outside_the_list_is_invalid_and_counts_as_production(read: Any) -> None:
    config = Config(allowed={"environment": ["Production", "staging"]})
    names = ["production", "prodd", "STAGING", "sandbox", None]
    look = view(read([line(**TAGGED | {"environment": name}) for name in names]), config=config)
    trust = coverage(look)["trust"]
    assert len(look.calls) == 3
    assert trust["assumed_production_calls"] == 2
    assert trust["left_out_environments"] == {"staging": 1, "sandbox": 1}


def test_each_untagged_call_goes_to_one_source(read: Any) -> None:
    untagged = TAGGED | {"intent": "tbd"}
    rows = [line(key_id="k1", **untagged)] * 3 + [line(key_id="k1", **TAGGED)] * 3
    rows += [line(key_id="k2", agent="a", **untagged)] + [
        line(key_id="k2", agent="b", **TAGGED)
    ] * 2
    rows += [line(**untagged)] + [line(**TAGGED)] * 9
    found = coverage(view(read(rows)), show_offenders=True)["rows"]
    assert [(r["kind"], r["subject"], r["calls"], r["lacks"]) for r in found] == [
        ("key", "k1", 3, "intent"),
        ("agent", "a", 1, "intent"),
        ("workflow", "rerank", 1, "intent"),
    ]


# ---- outliers and top agents -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("history", "today", "verdict"),
    [
        ([10] * 7, "20.00", None),
        ([10] * 7, "20.01", "outlier"),
        ([0, 0, 0, 9, 10, 10, 11], "18.00", None),
        ([0, 0, 0, 9, 10, 10, 11], "18.01", "outlier"),
        ([1] * 7, "4.99", None),
        ([1] * 4, "5.00", "outlier"),
        ([1] * 3, "5.00", "no_baseline"),
    ],
)
def test_outliers_at_the_boundary(
    read: Any, history: list[int], today: str, verdict: str | None
) -> None:
    rows = spent("a", [*history, today]) + spent("other", [1] * (len(history) + 1))
    found = outliers(view(read(rows), Scope(window="day")))["rows"]
    assert [row["verdict"] for row in found] == ([verdict] if verdict else [])


def test_the_figures_of_an_outlier(read: Any) -> None:
    report = outliers(view(read(spent("a", [10] * 7 + ["20.01"])), Scope(window="day")))
    row = report["rows"][0]
    assert (row["multiple"], row["excess_usd"], row["median_7d_usd"]) == (
        Decimal("2.001"),
        Decimal("10.01"),
        10,
    )
    assert row["drivers"] == {
        "runs_multiple": 1,
        "steps_per_run_multiple": 1,
        "tokens_per_step_multiple": 1,
        "usd_per_token_multiple": Decimal("2.001"),
    }
    assert report["summary"]["excess_usd"] == Decimal("10.01")


def test_three_high_days_are_a_new_level(read: Any) -> None:
    rows = spent("a", [1] * 7 + [6, 6, 6])
    found = outliers(view(read(rows), Scope(window="week")))["rows"]
    assert [(r["day"].day, r["verdict"]) for r in found] == [
        (18, "outlier"),
        (19, "outlier"),
        (20, "level_shift"),
    ]


def test_top_agents_are_ranked_and_calls_without_one_are_not(read: Any) -> None:
    rows = spent("a", [10] * 7 + [30]) + spent("b", [100]) + [line(cost_usd=7)]
    report = top_agents(view(read(rows), Scope(window="day")))
    assert [(r["rank"], r["agent_id"], r["cost_usd"]) for r in report["rows"]] == [
        (1, "b", 100),
        (2, "a", 30),
        (None, "(none)", 7),
    ]
    assert report["rows"][1]["worst_multiple"] == 3
    assert report["summary"]["flagged_agents"] == 1
    assert report["summary"]["cost_usd"] == 137


# ---- burn and windows ------------------------------------------------------------------------


def test_burn_against_the_window_before(read: Any) -> None:
    rows = [
        line(ts=f"2026-11-{day:02d}T08:00:00Z", workflow_name=w, cost_usd=c, run_id=r)
        for day, w, c, r in [(12, "x", 1, "1"), (13, "gone", 2, "2"), (18, "x", 4, "3"),
                             (20, "x", 8, "3"), (20, "y", 1, None)]
    ]  # fmt: skip
    report = burn(view(read(rows), Scope(since="2026-11-17")))
    found = [(r["workflow_name"], r["cost_usd"], r["change_usd"]) for r in report["rows"]]
    assert found == [("x", 12, 12), ("y", 1, 1), ("gone", 0, -2)]
    x = report["rows"][0]
    assert (x["runs"], x["steps_per_run"], x["cost_per_run_usd"]) == (1, 2, 12)
    assert x["daily"] == [0, 4, 0, 8]
    assert report["summary"]["prior_cost_usd"] == 2
    assert burn(view(read(rows), Scope(window="month")))["summary"]["prior_cost_usd"] is None


@pytest.mark.parametrize(
    ("scope", "since", "until"),
    [
        (Scope(window="day"), "2026-11-20", "2026-11-20"),
        (Scope(window="week"), "2026-11-14", "2026-11-20"),
        (Scope(window="month"), "2026-11-01", "2026-11-20"),
        (Scope(since="7d"), "2026-11-18", "2026-11-24"),
        (Scope(since="2w", as_of=TODAY), "2026-11-07", "2026-11-20"),
        (Scope(since="last-week"), "2026-11-16", "2026-11-22"),
        (Scope(since="last-month"), "2026-10-01", "2026-10-31"),
        (Scope(since="20261107"), "2026-11-07", "2026-11-20"),
        (Scope(since="2026-11-07", until="yesterday"), "2026-11-07", "2026-11-23"),
    ],
)
def test_windows(read: Any, scope: Scope, since: str, until: str) -> None:
    window = view(read([line()]), scope).window
    assert [day.isoformat() for day in window] == [since, until]


def test_the_month_before_gives_its_first_days(read: Any) -> None:
    look = view(read([line()]), Scope(window="month", as_of=date(2026, 3, 31)))
    assert look.prior() == (date(2026, 2, 1), date(2026, 2, 28))


def test_days_are_cut_in_the_timezone(read: Any) -> None:
    look = view(read([line(ts="2026-11-20T23:30:00Z")]), Scope(timezone="Europe/Berlin"))
    assert look.as_of == date(2026, 11, 21)


def test_filters_compare_values_as_judged(read: Any) -> None:
    rows = [line(environment=e, agent="a") for e in ("prod", "live", None, "unknown", "staging")]
    reading = read(rows)
    for word, calls in [
        ("environment=prod", 2),
        ("environment=", 2),
        ("environment!=production", 3),
        ("agent_id!=a", 0),
    ]:
        assert len(view(reading, Scope(environment="all", filters=[word])).calls) == calls


# ---- reading ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b'{"ts": ', "not_json"),
        (b"[1]", "not_an_object"),
        (b"null", "not_an_object"),
        (b'{"agent": "\xff"}', "bad_encoding"),
        (b"{}", "no_timestamp"),
        (b'{"ts": ""}', "no_timestamp"),
        (b'{"ts": true}', "bad_timestamp"),
        (b'{"ts": "yesterday"}', "bad_timestamp"),
        (b'{"ts": "2014-12-31T23:59:59Z"}', "timestamp_out_of_range"),
        (b'{"ts": 5}', "timestamp_out_of_range"),
        (b'{"ts": "2026-11-25T13:00:00Z"}', "timestamp_out_of_range"),
        (b'{"ts": "2026-11-20", "input_tokens": -1}', "negative_tokens"),
        (b'{"ts": "2026-11-20", "input_tokens": true}', "tokens_not_a_number"),
        (b'{"ts": "2026-11-20", "input_tokens": "1_000"}', "tokens_not_a_number"),
        (b'{"ts": "2026-11-20", "input_tokens": 1.5}', "tokens_not_a_number"),
        (b'{"ts": "2026-11-20", "input_tokens": NaN}', "tokens_not_a_number"),
        (b'{"ts": "2026-11-20", "input_tokens": 10000000001}', "tokens_out_of_range"),
        (b'{"ts": "2026-11-20", "cost": "free"}', "bad_cost"),
        (b'{"ts": "2026-11-20", "cost": -1}', "bad_cost"),
        (b'{"ts": "2026-11-20", "cost": 999999.01}', "bad_cost"),
        (b'{"ts": "2026-11-20", "model": "gpt-5"}', "no_usage"),
    ],
)
def test_reasons(read: Any, raw: bytes, reason: str) -> None:
    reading = read([raw])
    assert [refusal.reason for refusal in reading.refusals] == [reason]


@pytest.mark.parametrize(
    ("changes", "buckets"),
    [
        ({"input_tokens": "123", "output_tokens": 12.0}, (123, 0, 0, 12)),
        ({"input_tokens": 100, "cached_tokens": 40}, (100, 40, 0, 5)),
        ({"input_tokens": None, "prompt_tokens": 100, "cached_tokens": 40}, (60, 40, 0, 5)),
        ({"input_tokens": None, "prompt_tokens": 110, "cached_tokens": 5383}, (110, 5383, 0, 5)),
        ({"input_tokens": "", "tokens_in": 7}, (7, 0, 0, 5)),
        ({"input_tokens": 100, "input_tokens_details": {"cached_tokens": 30}}, (70, 30, 0, 5)),
        (
            {
                "input_tokens": None,
                "output_tokens": None,
                "usage": {
                    "prompt_tokens": 100,
                    "completion_tokens": 9,
                    "prompt_tokens_details": {"cached_tokens": 30, "cache_write_tokens": 20},
                },
            },
            (50, 30, 20, 9),
        ),
        (
            {"input_tokens": None, "prompt_tokens": 100, "cache_write_tokens": 20},
            (100, 0, 20, 5),
        ),
        ({"input_tokens": None, "output_tokens": None}, (0, 0, 0, 0)),
    ],
)
def test_buckets_are_disjoint(read: Any, changes: Row, buckets: tuple[int, ...]) -> None:
    (call,) = read([line(**changes)]).calls
    found = (call.input_tokens, call.cache_read_tokens, call.cache_write_tokens)
    assert (*found, call.output_tokens) == buckets


@pytest.mark.parametrize(
    "ts",
    [
        "2026-11-20T08:00:00Z",
        "2026-11-20 08:00:00",
        "2026-11-20T10:00:00+02:00",
        "20261120T080000Z",
        1_795_161_600,
        "1795161600",
        1_795_161_600_000,
        1_795_161_600_000_000,
        1_795_161_600_000_000_000,
    ],
)
def test_an_instant_in_every_spelling(read: Any, ts: str | int) -> None:
    (call,) = read([line(ts=ts)]).calls
    assert call.started_at == datetime(2026, 11, 20, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    "box",
    [
        {"metadata": {"team_id": "search", "squad": 7}},
        {"tags": ["team_id:search", "squad:7"]},
        {"labels": [{"key": "team_id", "value": "search"}, {"key": "squad", "value": "7"}]},
        {"attributes": {"team_id": "search", "squad": "7", "prompt_text": "secret"}},
        {"team_id": "search", "tags": {"team_id": "other", "squad": "7"}},
    ],
)
def test_boxes(read: Any, box: Row) -> None:
    (call,) = read([line(**box)]).calls
    assert (call.team_id, call.tags) == ("search", (("squad", "7"),))


def test_a_zero_cost_with_tokens_is_none(read: Any) -> None:
    reading = read([line(cost_usd=0), line(cost_usd=0, input_tokens=0, output_tokens=0)])
    assert [call.logged_cost_usd for call in reading.calls] == [None, 0]
    assert reading.counts["zero_cost_calls"] == 1


def test_the_first_of_equal_keys_stands(read: Any) -> None:
    (call,) = read([b'{"ts": "2026-11-20", "agent": "a", "agent": "b", "cost": 1}']).calls
    assert call.agent_id == "a"


def test_the_most_complete_revision_wins(read: Any) -> None:
    full, early = line(id="x", output_tokens=9), line(id="x", output_tokens=2)
    reading = read([early, full, full], [early])
    assert [call.output_tokens for call in reading.calls] == [9]
    assert reading.counts["revised_rows"] == 1
    assert reading.counts["duplicate_rows"] == 2


def test_equal_ids_of_two_providers_are_two_calls(read: Any) -> None:
    assert read([line(id="x", provider="a"), line(id="x", provider="b")]).counts["calls"] == 2


def test_lines_without_an_id_are_a_union_of_multisets(read: Any) -> None:
    reading = read([line(), line(), b"  "], [line(), line(), line(), line(cost_usd=2)])
    assert reading.counts["calls"] == 4
    assert reading.counts["duplicate_rows"] == 2
    assert reading.counts["twin_rows"] == 2


def test_gzip_is_the_same(tmp_path: Path, read: Any) -> None:
    reading = read(ten_calls())
    packed = tmp_path / "packed"
    packed.write_bytes(gzip.compress((tmp_path / "0.jsonl").read_bytes()))
    assert read_generic([packed], now=NOW).calls == reading.calls


# ---- other witnesses -------------------------------------------------------------------------


@pytest.mark.parametrize("layout", ["--dirty", "--nested"])
def test_the_generator_knows_the_same_truth(repository: Path, tmp_path: Path, layout: str) -> None:
    script, out = repository / "benchmarks" / "generate.py", tmp_path / "log.jsonl"
    options = [str(out), "--lines", "2000", "--dirty", layout]
    done = subprocess.run([sys.executable, str(script), *options], capture_output=True, check=True)
    truth = json.loads(done.stdout)
    reading = read_generic([out], now=NOW)
    assert reading.reasons() == truth["reasons"]
    counts = {name: truth[name] for name in truth if name in reading.counts}
    assert {name: reading.counts[name] for name in counts} == counts
    assert cost_of(reading.calls) == Decimal(truth["cost_usd"])


def test_the_samples_tell_their_story(repository: Path) -> None:
    reading = read_generic([repository / "sample_logs" / "agents.jsonl"], now=NOW)
    summary = coverage(view(reading))["summary"]
    assert summary["verdict"] == "fix_tagging_first"
    assert Decimal("0.7") < summary["coverage_share"] < Decimal("0.8")
    found = outliers(view(reading, Scope(window="day")))["rows"]
    assert [(r["agent_id"], r["verdict"]) for r in found] == [
        ("triage-v2", "outlier"),
        ("voice-pilot", "no_baseline"),
    ]
    assert found[0]["multiple"] > 3
    refused = reading.counts["quarantined_rows"]
    assert (refused, reading.counts["revised_rows"], reading.counts["duplicate_rows"]) == (5, 1, 12)


def test_generic_twins_are_the_same_calls(repository: Path) -> None:
    twins = repository / "sample_logs" / "twins"
    reading = read_generic([twins / "generic.jsonl", twins / "generic_usage.jsonl"], now=NOW)
    assert reading.counts["calls"] == reading.counts["duplicate_rows"] == 10
