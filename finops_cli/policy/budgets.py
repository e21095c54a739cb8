"""[sandbox], [exploration], [[envelopes]], [agents]: what may be spent, by whom, and when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from finops_cli.policy.kinds import AMOUNT, CAP, Choice, Share, Text, Whole, Words
from finops_cli.policy.match import Match
from finops_cli.policy.tables import Fields, Section, Table, setting

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
DOWNGRADE, APPROVAL = "downgrade", "approval"


@dataclass(frozen=True, slots=True, kw_only=True)
class SandboxPolicy:
    """The one place where tags may be missing, and it is cheap."""

    environments: tuple[str, ...] = setting(
        Words(),
        "Environments that are sandboxes; their calls need no tags.",
        default=("sandbox",),
    )
    daily_cap_usd: Decimal | None = setting(
        CAP,
        "What one user may spend there a day, in US dollars.",
        Decimal("5.00"),
        default=None,
        unset="no cap",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplorationPolicy:
    """Credit of each user for calls with intent `exploration`; premium models are allowed."""

    weekly_credit_usd: Decimal | None = setting(
        CAP,
        "Credit of each user a week, in US dollars.",
        Decimal("50.00"),
        default=None,
        unset="no credit",
    )
    resets: str = setting(
        Choice(WEEKDAYS), "The weekday on which the credit starts anew.", default="monday"
    )
    users: Mapping[str, Decimal] = setting(
        Table(CAP, "user"),
        "Users whose weekly credit differs, in US dollars.",
        {"ana": Decimal("120.00")},
        default=dict,
        unset="all alike",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """What one workflow, or the calls of one match, may spend in a calendar month."""

    workflow: str | None = setting(
        Text(),
        "The workflow whose production calls count. Either this or `match`.",
        "support_triage",
        default=None,
    )
    match: Match | None = setting(
        Fields(),
        "Which calls count, where they are not one workflow. Either this or `workflow`.",
        {"topic": "billing"},
        default=None,
        instead_of="workflow",
    )
    name: str = setting(
        Text(),
        "What reports and decisions call it.",
        "support_triage",
        default="",
        unset="the workflow, or the patterns of `match`",
    )
    owner: str | None = setting(
        Text(),
        "Who is told; a name in `[owners]`.",
        "dana",
        default=None,
        unset="the default destination",
    )
    monthly_cap_usd: Decimal = setting(
        CAP, "Cap of the calendar month, in US dollars.", Decimal("1800.00")
    )
    alert_share: Decimal = setting(
        Share(), "Share of the cap from which its owner is told.", default=Decimal("0.80")
    )
    at_100: str = setting(
        Choice((DOWNGRADE, APPROVAL)),
        "What follows when the cap is reached: `downgrade` routes to the model in `route_to`, "
        "`approval` asks for `finops decide approve`.",
        DOWNGRADE,
        default=APPROVAL,
    )
    route_to: str | None = setting(
        Text(),
        "The model to route to; `downgrade` needs it.",
        "gpt-4o-mini",
        default=None,
        unset="no route",
    )

    def __post_init__(self) -> None:
        if not self.name:
            object.__setattr__(self, "name", "+".join(self.applies_to.values()))

    @property
    def applies_to(self) -> Mapping[str, str]:
        """Field → pattern of the calls that count, however the envelope was written."""
        if self.match:
            return self.match.fields
        return {"workflow_name": self.workflow or ""}


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentOverride:
    """What holds for one agent in place of the values for all."""

    max_steps: int | None = setting(
        Whole(), "Steps of one run.", 25, default=None, unset="as for all agents"
    )
    max_daily_spend_usd: Decimal | None = setting(
        CAP,
        "Cap a day over all environments, in US dollars.",
        Decimal("150.00"),
        default=None,
        unset="as for all agents",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentPolicy:
    """What one agent may do without being looked at."""

    max_steps: int | None = setting(
        Whole(),
        "Steps after which a run should have stopped.",
        12,
        default=None,
        unset="no cap",
    )
    outlier_floor_usd: Decimal = setting(
        AMOUNT,
        "A day of an agent below this, in US dollars, is never an outlier.",
        default=Decimal("5.00"),
    )
    max_daily_spend_usd: Decimal | None = setting(
        CAP,
        "Cap of each agent a day over all environments, in US dollars.",
        Decimal("40.00"),
        default=None,
        unset="no cap",
    )
    overrides: Mapping[str, AgentOverride] = setting(
        Table(Section(AgentOverride), "agent"),
        "Agents for whom other values hold.",
        "code_review_bot",
        default=dict,
        unset="all alike",
    )
