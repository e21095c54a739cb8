"""Policy: finops.toml as typed, validated objects. `Policy()` is what holds without a config.

Money and shares are Decimal, as written; dates are `datetime.date`. Nothing here imports a parser.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from finops_cli.policy.budgets import (
    AgentOverride,
    AgentPolicy,
    Envelope,
    ExplorationPolicy,
    SandboxPolicy,
)
from finops_cli.policy.kinds import FilePath, Zone
from finops_cli.policy.match import Match
from finops_cli.policy.people import Destination, NotifyPolicy
from finops_cli.policy.practice import (
    CheckPolicy,
    IngestPolicy,
    ModelPolicy,
    OutcomeRule,
    PricePolicy,
    ReviewPolicy,
)
from finops_cli.policy.tables import Many, Section, Setting, Table, setting
from finops_cli.policy.tagging import TagException, TagPolicy, Topic

__all__ = [
    "AgentOverride",
    "AgentPolicy",
    "CheckPolicy",
    "Destination",
    "Envelope",
    "ExplorationPolicy",
    "IngestPolicy",
    "Match",
    "ModelPolicy",
    "NotifyPolicy",
    "OutcomeRule",
    "Policy",
    "PricePolicy",
    "ReviewPolicy",
    "SandboxPolicy",
    "TagException",
    "TagPolicy",
    "Topic",
]


def _section(of: type, meaning: str) -> Any:
    """A section that is always there, with its own defaults."""
    return field(default_factory=of, metadata={"setting": Setting(Section(of), meaning)})


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """Everything that finops.toml can say."""

    store: Path | None = setting(
        FilePath(),
        "The DuckDB file that holds what was ingested.",
        "finops.duckdb",
        default=None,
        unset="finops.duckdb beside finops.toml",
    )
    timezone: str = setting(
        Zone(), "Time zone in which days are cut.", "Europe/Berlin", default="UTC"
    )
    tags: TagPolicy = _section(TagPolicy, "Tags that every production call must carry.")
    sandbox: SandboxPolicy = _section(
        SandboxPolicy, "The one place where tags may be missing, and it is cheap."
    )
    exploration: ExplorationPolicy = _section(
        ExplorationPolicy, "Credit of each user for exploring; premium models are allowed."
    )
    owners: Mapping[str, Destination] = setting(
        Table(Section(Destination), "owner"),
        "Where each owner is told; without an entry `[notify]` holds.",
        "dana",
        default=dict,
    )
    notify: NotifyPolicy = _section(NotifyPolicy, "Where messages go by default.")
    envelopes: tuple[Envelope, ...] = setting(
        Many(Envelope),
        "One per production workflow: what it may spend in a calendar month. "
        "No two may take the same calls.",
        default=(),
    )
    agents: AgentPolicy = _section(AgentPolicy, "What an agent may do without being looked at.")
    outcomes: Mapping[str, OutcomeRule] = setting(
        Table(Section(OutcomeRule), "workflow"),
        "By what each workflow's runs are judged.",
        "support_triage",
        default=dict,
    )
    prices: PricePolicy = _section(PricePolicy, "Prices that differ from the lists.")
    review: ReviewPolicy = _section(ReviewPolicy, "The rhythm of reviews.")
    check: CheckPolicy = _section(CheckPolicy, "Limits of `finops check`.")
    models: ModelPolicy = _section(ModelPolicy, "Which models count as premium.")
    topics: tuple[Topic, ...] = setting(
        Many(Topic),
        "Undifferentiated chat gets a topic before it gets an envelope. The first that fits wins.",
        default=(),
    )
    ingest: IngestPolicy = _section(IngestPolicy, "How logs are read.")
