"""[tags] and [[topics]]: which tags calls must carry, and how their values are judged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from finops_cli.policy.kinds import Day, Requirements, Share, Text, Words
from finops_cli.policy.match import Match
from finops_cli.policy.tables import Fields, Many, Table, setting

REQUIRED = (
    "team_id",
    "cost_center",
    "product|feature_id",
    "workflow_name",
    "environment",
    "intent",
)
PLACEHOLDERS = ("", "unknown", "none", "null", "n/a", "undefined", "default", "tbd", "-")
ALIASES: Mapping[str, dict[str, str]] = {
    "environment": {
        "prod": "production",
        "prd": "production",
        "live": "production",
        "stg": "staging",
        "stage": "staging",
    },
    "intent": {
        "prod": "production",
        "explore": "exploration",
        "experiment": "exploration",
    },
}


def default_aliases() -> dict[str, dict[str, str]]:
    """A fresh copy: a policy's own table may not change another's."""
    return {tag: dict(aliases) for tag, aliases in ALIASES.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class TagException:
    """Calls that may lack some tags, for a time."""

    match: Match = setting(
        Fields(),
        "Which calls: every field must fit its pattern; `*` stands for any text.",
        {"workflow_name": "legacy_ocr"},
    )
    tags: tuple[str, ...] = setting(
        Words("a list of required tags", least=1),
        "Required tags that these calls may lack, as they stand in `required`.",
        ("cost_center",),
    )
    owner: str | None = setting(
        Text(), "Who answers for the exception.", "dana", default=None, unset="nobody"
    )
    reason: str | None = setting(
        Text(),
        "Why it is granted.",
        "migration to the gateway",
        default=None,
        unset="none stated",
    )
    expires: date = setting(
        Day(),
        "The first day on which it no longer holds; no exception without an end.",
        date(2026, 12, 31),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class TagPolicy:
    """Which tags every production call must carry."""

    required: tuple[str, ...] = setting(
        Requirements(),
        "Tags that a call must carry to be tagged. `a|b` is met by either.",
        default=REQUIRED,
    )
    placeholders: tuple[str, ...] = setting(
        Words(folded=True, may_be_empty=True),
        "Values that count as missing. Case and outer spaces are ignored.",
        default=PLACEHOLDERS,
    )
    target_share: Decimal = setting(
        Share(),
        "Share of calls that must be tagged; below it the verdict is `fix_tagging_first`.",
        default=Decimal("0.90"),
    )
    allowed: Mapping[str, tuple[str, ...]] = setting(
        Table(Words(least=1), "tag"),
        "Per tag the values that are valid, case ignored; for a value outside them the nearest "
        "is suggested. A tag without an entry may have any value.",
        {
            "environment": ("production", "staging", "sandbox"),
            "intent": ("exploration", "production"),
            "team_id": ("search", "support", "growth"),
        },
        default=dict,
        unset="any value is valid",
    )
    aliases: Mapping[str, Mapping[str, str]] = setting(
        Table(Table(Text(), "alias", folded=True), "tag", base=ALIASES),
        "Per tag other spellings of its values, read before judging. A tag that is set here "
        "loses its built-in aliases, the other tags keep theirs.",
        default=default_aliases,
        unset="the built-in ones below",
    )
    exceptions: tuple[TagException, ...] = setting(
        Many(TagException),
        "Calls that may lack some tags until a date.",
        default=(),
        unset="no exceptions",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """A name for calls that belong together though no workflow says so."""

    match: Match = setting(
        Fields(),
        "Which calls: every field must fit its pattern; `*` stands for any text.",
        {"tags.intent_label": "billing*"},
    )
    topic: str = setting(
        Text(), "The topic of these calls; the first entry that fits wins.", "billing"
    )
