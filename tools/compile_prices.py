"""Compile the price book: list prices of genai-prices as one small table, and its rules of matching.

    python tools/compile_prices.py [FOLDER]      # default: finops_cli/prices

Writes book.parquet (one row per price, tier, UTC days, minutes of the day and context size; USD per
token, inheritance resolved) and matching.json (provider and model clauses, in the list's own order).
The package is asked, not re-coded: every cell is what `ModelInfo.get_prices` answers there. It is a
build-time tool; finops never imports genai-prices. The same package gives the same bytes.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from importlib.metadata import version
from itertools import count, pairwise
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq
from genai_prices import types as t
from genai_prices.data import providers

BUILT = date(2026, 11, 24)
"""The day whose prices the book knows; raised together with the pin of genai-prices."""
FIRST, LAST = date(1, 1, 1), date(9999, 12, 31)
DAY_MINUTES, MOST_INPUT = 1440, 2**62
TIERS: dict[str, tuple[dict[str, str], ...]] = {
    "standard": ({},),
    "batch": ({"processing": "batch"},),
    "flex": ({"service_tier": "flex"},),
    "priority": ({"service_tier": "priority"}, {"service_tier": "fast"}),
    "fast": ({"service_tier": "fast"}, {"speed": "fast"}),
}
_STEP = Decimal("1e-12")


class Rates(NamedTuple):
    """USD per token, and per request."""

    input_usd: Decimal
    read_usd: Decimal
    write_usd: Decimal
    write_1h_usd: Decimal
    output_usd: Decimal
    request_usd: Decimal


class Cell(NamedTuple):
    """Where a set of rates holds: half open in days and minutes, inclusive in input tokens."""

    from_date: date
    to_date: date
    from_minute: int
    to_minute: int
    min_input: int
    max_input: int
    rates: Rates


def main(folder: Path) -> None:
    """Write both files and say their sizes."""
    rows: list[tuple[Any, ...]] = []
    lists = []
    ids = count()
    for provider in providers:
        models = []
        for model in provider.models:
            price_id = next(ids)
            models.append({"id": model.id, "price_id": price_id, "match": clause(model.match)})
            rows += rows_of(price_id, provider.id, model)
        lists.append(
            {
                "id": provider.id,
                "match": clause(provider.provider_match),
                "models_match": clause(provider.model_match),
                "fallback": list(provider.fallback_model_providers or ()),
                "models": models,
            }
        )
    write_book(folder / "book.parquet", rows)
    about = {"source": f"genai-prices {version('genai-prices')}", "date": BUILT.isoformat()}
    text = json.dumps({**about, "providers": lists}, separators=(",", ":"), sort_keys=True)
    (folder / "matching.json").write_text(text + "\n", encoding="utf-8")
    sys.stdout.write(f"{len(rows):,} rows, {sum(len(p['models']) for p in lists):,} models\n")


def clause(match: Any) -> Any:
    """A clause of matching as JSON: ["equals", text], ["or", clause, …]; None where there is none."""
    if match is None:
        return None
    name = type(match).__name__.removeprefix("Clause").lower()
    if name in ("or", "and"):
        return [name, *(clause(part) for part in getattr(match, f"{name}_"))]
    name = {"startswith": "starts_with", "endswith": "ends_with"}.get(name, name)
    return [name, getattr(match, name)]


def rows_of(price_id: int, provider: str, model: t.ModelInfo) -> Iterator[tuple[Any, ...]]:
    """All rows of one entry, merged where neighbours agree."""
    for tier, contexts in TIERS.items():
        for cell in merged(cells(model, contexts)):
            yield (price_id, provider, model.id, tier, *cell[:6], *cell.rates)


def cells(model: t.ModelInfo, contexts: tuple[dict[str, str], ...]) -> Iterator[Cell]:
    """Every cell in which the entry has rates for one of the contexts."""
    dates, minutes = list(pairwise(cut_dates(model))), list(pairwise(cut_minutes(model)))
    for from_date, to_date in dates:
        for from_minute, to_minute in minutes:
            instant = datetime.combine(from_date, time(), UTC) + timedelta(minutes=from_minute)
            context = next((c for c in contexts if not c or offered(model, c, instant)), None)
            if context is None:
                continue
            prices = model.get_prices(instant, context or None)
            for low, high in pairwise(cut_inputs(prices)):
                if rates := resolved(prices, low):
                    yield Cell(from_date, to_date, from_minute, to_minute, low, high - 1, rates)


def offered(model: t.ModelInfo, context: dict[str, str], instant: datetime) -> bool:
    """Whether a variant for exactly this kind of request is in force."""
    return any(
        variant.when == context
        and (variant.constraint is None or variant.constraint.active(instant))
        for variant in model.price_variants or ()
    )


def constraints(model: t.ModelInfo) -> Iterator[Any]:
    """Constraints of prices and variants."""
    if not isinstance(model.prices, t.ModelPrice):
        yield from (price.constraint for price in model.prices)
    yield from (variant.constraint for variant in model.price_variants or ())


def cut_dates(model: t.ModelInfo) -> list[date]:
    """Days at which something changes, with both ends of time."""
    starts = (c.start_date for c in constraints(model) if isinstance(c, t.StartDateConstraint))
    return sorted({FIRST, LAST, *starts})


def cut_minutes(model: t.ModelInfo) -> list[int]:
    """Minutes of the day at which something changes, with both ends of the day."""
    bounds: set[int] = {0, DAY_MINUTES}
    for constraint in constraints(model):
        if isinstance(constraint, t.TimeOfDateConstraint):
            for moment in (constraint.start_time, constraint.end_time):
                bounds.add(moment.hour * 60 + moment.minute)
    return sorted(bounds)


def cut_inputs(prices: t.ModelPrice) -> list[int]:
    """Input sizes at which a tier begins, with both ends."""
    starts = {0, MOST_INPUT}
    for price in vars(prices).values():
        if isinstance(price, t.TieredPrices):
            starts |= {tier.start + 1 for tier in price.tiers}
    return sorted(starts)


def at(price: Any, total: int) -> Decimal | None:
    """A price for a request of `total` input tokens: that of the highest tier it exceeds."""
    if not isinstance(price, t.TieredPrices):
        return price
    reached = [tier for tier in price.tiers if total > tier.start]
    return max(reached, key=lambda tier: tier.start).price if reached else price.base


def resolved(prices: t.ModelPrice, total: int) -> Rates | None:
    """Rates with inheritance resolved; None for an entry that has prices, but none for tokens."""
    known = {name: price for name, price in vars(prices).items() if price is not None}

    def rate(*names: str) -> Decimal:
        found = next((at(known[name], total) for name in names if name in known), None)
        return per(found, 1_000_000)

    if known and not {"input_mtok", "output_mtok"} & known.keys():
        return None
    write = ("cache_write_mtok", "input_mtok")
    return Rates(
        rate("input_mtok"),
        rate("cache_read_mtok", "input_mtok"),
        rate(*write),
        rate("cache_write_1h_mtok", *write),
        rate("output_mtok"),
        per(at(known.get("requests_kcount"), total), 1000),
    )


def per(price: Decimal | None, units: int) -> Decimal:
    """A price per many units as a price of one, half up at 12 decimals."""
    exact = Decimal(price or 0) / units
    return exact.quantize(_STEP, rounding=ROUND_HALF_UP)


def merged(found: Iterable[Cell]) -> list[Cell]:
    """Cells whose neighbour in days carries equal rates become one."""
    by_place: dict[tuple[int, int, int, int], list[Cell]] = {}
    for cell in found:
        by_place.setdefault(cell[2:6], []).append(cell)
    whole: list[Cell] = []
    for place in by_place.values():
        kept: list[Cell] = []
        for cell in sorted(place):
            if kept and kept[-1].to_date == cell.from_date and kept[-1].rates == cell.rates:
                kept[-1] = kept[-1]._replace(to_date=cell.to_date)
            else:
                kept.append(cell)
        whole += kept
    return sorted(whole)


def write_book(path: Path, rows: list[tuple[Any, ...]]) -> None:
    """The table as Parquet."""
    money = pa.decimal128(18, 12)
    schema = pa.schema(
        [
            ("price_id", pa.int32()),
            ("provider", pa.string()),
            ("model", pa.string()),
            ("tier", pa.string()),
        ]
        + [("from_date", pa.date32()), ("to_date", pa.date32())]
        + [("from_minute", pa.int16()), ("to_minute", pa.int16())]
        + [("min_input", pa.int64()), ("max_input", pa.int64())]
        + [(name, money) for name in Rates._fields]
    )
    columns = [
        pa.array(column, kind.type)
        for column, kind in zip(zip(*rows, strict=True), schema, strict=True)
    ]
    pq.write_table(pa.Table.from_arrays(columns, schema=schema), path, compression="zstd")


if __name__ == "__main__":
    main(
        Path(sys.argv[1])
        if len(sys.argv) > 1
        else Path(__file__).parent.parent / "finops_cli" / "prices"
    )
