"""The compiled price book: its cells never overlap, nothing cached is free, and names find their entry."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from finops_cli.prices.matching import Match, book_date, find

ROOM = Path(__file__).parents[2] / "finops_cli" / "prices"
GOLDEN = Path(__file__).parents[3] / "shared" / "reference" / "golden_prices.csv"
TIERS = ("batch", "flex", "priority", "fast")
TOKENS = (
    "input_tokens",
    "cache_read_tokens",
    "cache_write_tokens",
    "cache_write_1h_tokens",
    "output_tokens",
)
RATES = ("input_usd", "read_usd", "write_usd", "write_1h_usd", "output_usd")
Row = dict[str, Any]


@pytest.fixture(scope="module")
def book() -> dict[tuple[int, str], list[Row]]:
    found: dict[tuple[int, str], list[Row]] = {}
    for row in pq.read_table(ROOM / "book.parquet").to_pylist():
        found.setdefault((row["price_id"], row["tier"]), []).append(row)
    return found


def rows_at(rows: list[Row], when: datetime, total: int) -> list[Row]:
    minute = when.hour * 60 + when.minute
    return [
        row
        for row in rows
        if row["from_date"] <= when.date() < row["to_date"]
        and row["from_minute"] <= minute < row["to_minute"]
        and row["min_input"] <= total <= row["max_input"]
    ]


def moments(rows: list[Row]) -> Iterator[tuple[datetime, int]]:
    """A moment and size at the start of every row and just before it."""
    for row in rows:
        first = max(row["from_date"], date(2000, 1, 1))
        when = datetime(first.year, first.month, first.day, tzinfo=UTC)
        for minute in (row["from_minute"], row["to_minute"] - 1):
            moment = when.replace(hour=minute // 60, minute=minute % 60)
            yield moment, row["min_input"]
            yield moment, max(0, row["min_input"] - 1)


def test_no_call_meets_two_prices(book: dict[tuple[int, str], list[Row]]) -> None:
    for key, rows in book.items():
        for when, total in moments(rows):
            assert len(rows_at(rows, when, total)) <= 1, (key, when, total)


def test_cached_input_is_free_only_where_input_is(book: dict[tuple[int, str], list[Row]]) -> None:
    for rows in book.values():
        for row in rows:
            if row["input_usd"] > 0:
                assert row["write_usd"] > 0
                assert row["write_1h_usd"] > 0


def test_the_book_says_of_which_day_it_is() -> None:
    assert date.fromisoformat(book_date()) >= date(2026, 11, 24)


@pytest.mark.parametrize(
    ("provider", "model", "status"),
    [
        ("openai", "gpt-4o", "exact"),
        ("OpenAI ", " GPT-4o", "exact"),
        (None, "gpt-4o", "exact"),
        ("litellm", "openai/gpt-4o", "exact"),
        ("azure", "gpt-4o", "fallback"),
        ("a-gateway-of-our-own", "gpt-4o", "fallback"),
        ("openai", "gpt-4o-2099-01-01", "fallback"),
        ("openai", "anthropic/claude-sonnet-4.6", "fallback"),
        ("azure", "prod-chat-eu", "unpriced"),
        ("ollama", "gpt-oss-120b", "unpriced"),
        ("openai", "llama-3-70b", "unpriced"),
        ("openai", "", "unpriced"),
        (None, None, "unpriced"),
    ],
)
def test_a_name_finds_its_price_as_far_as_it_goes(
    provider: str | None, model: str | None, status: str
) -> None:
    assert find(provider, model).status == status


def test_a_dated_model_with_a_price_of_its_own_keeps_it() -> None:
    assert find("openai", "gpt-4o-2024-05-13") != find("openai", "gpt-4o")


def test_a_fine_tune_is_never_its_base_model() -> None:
    assert find("openai", "ft:gpt-4o-2024-08-06:acme::x") != find("openai", "gpt-4o-2024-08-06")


@pytest.mark.skipif(not GOLDEN.exists(), reason="the golden prices are not on this machine")
def test_golden_prices_to_the_last_digit(book: dict[tuple[int, str], list[Row]]) -> None:
    wrong = []
    for case in csv.DictReader(GOLDEN.open(encoding="utf-8")):
        cost, status = priced(book, case)
        want = Decimal(case["expected_usd"]) if case["expected_usd"] else None
        if cost != want or status != case["expected_status"]:
            wrong.append((case["case"], cost, status, want, case["expected_status"]))
    assert wrong == []


def priced(
    book: dict[tuple[int, str], list[Row]], case: dict[str, str]
) -> tuple[Decimal | None, str]:
    """A call's price by the rules of matching, tiers and context size."""
    text = case["date"] if "T" in case["date"] else f"{case['date']}T00:00:00Z"
    when = datetime.fromisoformat(text.replace("Z", "+00:00")).astimezone(UTC)
    tokens = [int(case[name] or 0) for name in TOKENS]
    match = find(case["provider"], case["model"])
    tier = case["service_tier"] if case["service_tier"] in TIERS else "standard"
    row, status = chosen(book, match, tier, when, sum(tokens[:4]))
    if row is None:
        return None, "unpriced"
    cost = sum((n * row[rate] for n, rate in zip(tokens, RATES, strict=True)), Decimal(0))
    return (cost, status) if cost <= 999_999 else (None, "unpriced")


def chosen(
    book: dict[tuple[int, str], list[Row]], match: Match, tier: str, when: datetime, total: int
) -> tuple[Row | None, str]:
    if match.price_id is None:
        return None, "unpriced"
    rows = rows_at(book.get((match.price_id, tier), []), when, total)
    if tier == "standard" or (rows and match.status == "exact"):
        return (rows[0] if rows else None), match.status
    standard = rows_at(book.get((match.price_id, "standard"), []), when, total)
    return (standard[0] if standard else None), "tier_missing"
