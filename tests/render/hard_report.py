"""One small report with every value that ever broke a format, shared by the tests of render."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

from finops_cli.report import (
    ColumnSpec,
    Measure,
    Report,
    Row,
    Section,
    Sentence,
    Trust,
    Window,
)

LONG = "a_workflow_whose_name_somebody_made_from_a_whole_sentence_about_it"
ESCAPE = "\x1b[31mred\x1b[0m \u202egnp.exe"
MARKUP = "[bold]b|c[/] `x` <b>&\nnext"

COLUMNS = (
    ColumnSpec("workflow_name", "workflow as judged", "text", "workflow", priority=0),
    ColumnSpec("cost_usd", "cost of the priced calls", "usd", "cost", priority=0, adds_up=True),
    ColumnSpec("cost_share", "part of all cost", "share", "share", priority=2, adds_up=True),
    ColumnSpec("change_usd", "against before", "usd", "change", adds_up=True, signed=True),
    ColumnSpec("runs", "distinct runs", "count", priority=3),
    ColumnSpec("cost_per_run_usd", "cost of a run", "usd", "$/run", priority=4),
    ColumnSpec("worst_multiple", "worst day against the median", "multiple", "×", priority=5),
    ColumnSpec("steps_per_run", "calls of a run", "number", "steps", priority=5),
    ColumnSpec("latency_ms", "median latency", "ms", "latency", priority=7),
    ColumnSpec("worst_day", "day of the highest cost", "day", "worst day", priority=6),
    ColumnSpec("last_at", "last call", "instant", "last", priority=8),
    ColumnSpec("flagged", "above twice its median", "flag", priority=6),
    ColumnSpec("daily", "cost of each day", "series", priority=9),
    ColumnSpec("drivers", "what drove it", "object", priority=1),
    ColumnSpec("input_tokens", "fresh input", "tokens", priority=None),
)


def row(name: str | None, cost: Decimal | None, change: Decimal | None, **more: object) -> Row:
    """A row of the hard report; what is not given is null."""
    share = None if cost is None else cost / TOTAL
    filled = {"workflow_name": name, "cost_usd": cost, "cost_share": share, "change_usd": change}
    return {**filled, **more}  # type: ignore[dict-item]


TOTAL = Decimal("8250.003333333333")

ROWS: tuple[Row, ...] = (
    row(
        LONG,
        Decimal("7410.925000000000"),
        Decimal("3120.445"),
        runs=41230,
        cost_per_run_usd=Decimal("0.179745938"),
        worst_multiple=Decimal("3.65"),
        steps_per_run=Decimal("11.8"),
        latency_ms=1234,
        worst_day=date(2026, 11, 18),
        last_at=datetime(2026, 11, 23, 14, 3, 22, 500000, UTC),
        flagged=True,
        daily=[Decimal("1.5"), None, Decimal(3), Decimal(0), Decimal("12.25")],
        drivers={"runs_multiple": Decimal("1.20"), "steps_per_run_multiple": None},
        input_tokens=9007199254740993,
    ),
    row(
        "=1+1",
        Decimal("839.075"),
        Decimal("-88.125"),
        runs=0,
        steps_per_run=12,
        worst_multiple=Decimal("0.04"),
    ),
    row(
        MARKUP,
        Decimal(0),
        Decimal("-1.00"),
        runs=1,
        cost_per_run_usd=Decimal("0E-12"),
        flagged=False,
    ),
    row(
        ESCAPE,
        Decimal("0.003333333333"),
        Decimal("0.000431"),
        runs=3,
        cost_per_run_usd=Decimal("0.000431"),
    ),
    row("客服分流", None, None, runs=None, daily=[None, Decimal(1)]),
    row(
        None,
        Decimal("0E-12"),
        Decimal(0),
        cost_per_run_usd=Decimal("NaN"),
        worst_multiple=Decimal("Infinity"),
    ),
)


def rest(kept: int) -> Row | None:
    """The sum of the rows after the first `kept`."""
    cut = ROWS[kept:]
    if not cut:
        return None
    cost = sum((r["cost_usd"] for r in cut if isinstance(r["cost_usd"], Decimal)), Decimal(0))
    change = sum((r["change_usd"] for r in cut if isinstance(r["change_usd"], Decimal)), Decimal(0))
    return row(None, cost, change, runs=4)


TRUST = Trust(
    files=2,
    read_rows=8812,
    calls=8740,
    duplicate_rows=31,
    revised_rows=13,
    quarantined_rows=28,
    twin_rows=3,
    zero_cost_calls=1,
    scope_calls=8581,
    cost_usd=TOTAL,
    logged_cost_usd=Decimal("8134.503286666667"),
    computed_cost_usd=Decimal("115.500046666666"),
    unpriced_calls=312,
    assumed_production_calls=34,
    left_out_environments={"staging": 120, "sand|box\x1b[2J": 39},
    price_book_date=date(2026, 11, 20),
)

REPORT = Report(
    name="burn",
    title="Burn by workflow",
    source="finops.duckdb",
    window=Window(date(2026, 11, 1), date(2026, 11, 23), date(2026, 11, 23), "Europe/Berlin"),
    scope={"environment": "production", "filters": ["team_id=search"], "by": ["workflow_name"]},
    summary={
        "runs": 41234,
        "cost_usd": TOTAL,
        "change_usd": Decimal("3031.320431"),
        "prior_usd": None,
    },
    columns=COLUMNS,
    rows=ROWS,
    trust=TRUST,
    headline=(
        Sentence(
            "{cost} month to date    {change} ({share}) against before    {mark} above its plan",
            {
                "cost": Measure(TOTAL, "usd"),
                "change": Measure(Decimal("3031.320431"), "usd", signed=True),
                "share": Measure(Decimal("0.3693"), "share", signed=True),
            },
            verdict=False,
        ),
        Sentence(
            "most of it {who}, {lag} a call",
            {"who": Measure(ESCAPE, "text"), "lag": Measure(850, "ms")},
        ),
    ),
    sections=(
        Section(
            "Where it comes from",
            (
                ColumnSpec("subject", "key or agent", "text", priority=0),
                ColumnSpec("cost_usd", "its cost", "usd", "untagged spend", priority=0),
                ColumnSpec("lacks", "tags it lacks", "text"),
            ),
            (
                {
                    "subject": "key alias-7",
                    "cost_usd": Decimal("48.10"),
                    "lacks": "cost_center, intent",
                },
                {"subject": "agent @all", "cost_usd": Decimal("0.0000004319"), "lacks": None},
            ),
            Sentence("{mark} both are tagged since", verdict=True),
        ),
    ),
    next_steps=(
        Sentence("finops explain --month says why {who} climbed.", {"who": Measure(LONG, "text")}),
        Sentence("finops burn --month --by team_id asks whose it is."),
    ),
    total=row(
        None,
        TOTAL,
        Decimal("3031.320431"),
        runs=41234,
        daily=[Decimal("1.5"), Decimal(1), Decimal(3)],
    ),
    rest=rest,
    limit=4,
    empty="No calls cost anything.",
)
