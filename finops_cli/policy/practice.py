"""[outcomes], [prices], [review], [check], [models], [ingest]: how figures are read and judged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from finops_cli.policy.kinds import FACTOR, FilePath, Share, Text, Whole, Words, Zone
from finops_cli.policy.tables import Table, setting


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeRule:
    """By what one workflow's runs are judged."""

    metric: str = setting(
        Text(),
        "What counts as done, in words; routes are changed only where one was chosen before.",
        "resolved ticket",
    )
    success: str | None = setting(
        Text(),
        "Condition over the columns of the outcomes file.",
        "status == 'resolved'",
        default=None,
        unset="resolved, accepted, merged, success, succeeded, passed, completed, true, 1",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class PricePolicy:
    """Prices that differ from the lists."""

    file: Path | None = setting(
        FilePath(),
        "CSV of contract prices with the columns provider, model, kind (input, cache_read, "
        "cache_write, cache_write_1h, output), usd_per_mtok, from, to.",
        "contract_prices.csv",
        default=None,
        unset="list prices",
    )
    multiplier: Mapping[str, Decimal] = setting(
        Table(FACTOR, "provider", dotted=True),
        "Per provider the factor on its list prices, a discount or a mark-up.",
        {"openai": Decimal("0.92")},
        default=dict,
        unset="1 for all",
    )
    models: Mapping[str, str] = setting(
        Table(Text(), "model", dotted=True),
        "Names that no list knows, each with the model whose prices hold.",
        {"azure/my-deployment": "gpt-4o"},
        default=dict,
        unset="names as logged",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewPolicy:
    """The rhythm of reviews."""

    cycle_days: int = setting(Whole(), "Days of one cycle of outcomes.", default=14)


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckPolicy:
    """Limits of `finops check`."""

    max_coverage_drop_share: Decimal = setting(
        Share(),
        "How far tag coverage may fall against a baseline.",
        default=Decimal("0.05"),
    )
    max_unpriced_share: Decimal = setting(
        Share(), "Share of calls that may have no price.", default=Decimal("0.05")
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelPolicy:
    """Which models count as premium."""

    premium: tuple[str, ...] | None = setting(
        Words("a list of model names"),
        "Premium models; `*` stands for any text.",
        ("gpt-5", "claude-opus-*"),
        default=None,
        unset="models with an output list price of $10 per million tokens or more",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class IngestPolicy:
    """How logs are read."""

    max_quarantine_share: Decimal = setting(
        Share(),
        "Share of lines that may be refused before a command exits 3.",
        default=Decimal("0.01"),
    )
    timezone: str = setting(Zone(), "Time zone of times without an offset.", default="UTC")
    fields: Mapping[str, str] = setting(
        Table(Text("the name of a column or tag"), "field of the log", dotted=True),
        "For home-made logs: their field, dots reaching into objects, = our column or tag.",
        {"meta.squad": "team_id"},
        default=dict,
        unset="the common spellings",
    )
