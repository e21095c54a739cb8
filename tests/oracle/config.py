"""The part of finops.toml that the oracle knows, with the defaults of the contract."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

SCHEMA_TAGS = [
    "team_id",
    "cost_center",
    "product",
    "feature_id",
    "workflow_name",
    "environment",
    "intent",
]


def _default_aliases() -> dict[str, dict[str, str]]:
    environment = dict.fromkeys(("prod", "prd", "live"), "production")
    environment |= dict.fromkeys(("stg", "stage"), "staging")
    intent = {"prod": "production", "explore": "exploration", "experiment": "exploration"}
    return {"environment": environment, "intent": intent}


@dataclass(frozen=True)
class TagException:
    """`[[tags.exceptions]]`: matching calls may lack `tags` on days before `expires`."""

    match: dict[str, str]
    tags: list[str]
    expires: date


@dataclass(frozen=True)
class Topic:
    match: dict[str, str]
    topic: str


@dataclass(frozen=True)
class Config:
    timezone: str = "UTC"
    required: list[str] = field(
        default_factory=lambda: [
            "team_id",
            "cost_center",
            "product|feature_id",
            "workflow_name",
            "environment",
            "intent",
        ]
    )
    placeholders: list[str] = field(
        default_factory=lambda: [
            "",
            "unknown",
            "none",
            "null",
            "n/a",
            "undefined",
            "default",
            "tbd",
            "-",
        ]
    )
    target_share: Decimal = Decimal("0.90")
    allowed: dict[str, list[str]] = field(default_factory=dict)
    aliases: dict[str, dict[str, str]] = field(default_factory=_default_aliases)
    exceptions: list[TagException] = field(default_factory=list)
    sandbox: list[str] = field(default_factory=lambda: ["sandbox"])
    topics: list[Topic] = field(default_factory=list)
    outlier_floor_usd: Decimal = Decimal("5.00")
    naive_timezone: str = "UTC"  # ingest.timezone
    fields: dict[str, str] = field(default_factory=dict)  # ingest.fields: their name = ours


DEFAULT = Config()
