"""What holds without a config, and that it costs next to nothing."""

from __future__ import annotations

import subprocess
import sys
from decimal import Decimal
from pathlib import Path

from finops_cli.policy import Policy, load_policy


def test_without_a_file_the_built_in_defaults_hold() -> None:
    assert load_policy(None) == Policy()


def test_an_empty_file_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "finops.toml").write_text("")
    assert load_policy(tmp_path / "finops.toml") == Policy()


def test_the_tag_schema_is_required_by_default() -> None:
    tags = Policy().tags
    assert tags.required == (
        "team_id",
        "cost_center",
        "product|feature_id",
        "workflow_name",
        "environment",
        "intent",
    )
    assert tags.placeholders == (
        *("", "unknown", "none", "null", "n/a"),
        *("undefined", "default", "tbd", "-"),
    )
    assert tags.target_share == Decimal("0.90")


def test_environment_and_intent_have_aliases_by_default() -> None:
    assert Policy().tags.aliases == {
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


def test_shares_days_and_floors_have_defaults() -> None:
    policy = Policy()
    assert policy.sandbox.environments == ("sandbox",)
    assert policy.agents.outlier_floor_usd == Decimal("5.00")
    assert policy.review.cycle_days == 14
    assert policy.check.max_coverage_drop_share == Decimal("0.05")
    assert policy.check.max_unpriced_share == Decimal("0.05")
    assert policy.ingest.max_quarantine_share == Decimal("0.01")
    assert policy.ingest.timezone == policy.timezone == "UTC"


def test_no_cap_credit_owner_or_topic_exists_until_configured() -> None:
    policy = Policy()
    nothing = (
        policy.sandbox.daily_cap_usd,
        policy.exploration.weekly_credit_usd,
        policy.agents.max_steps,
        policy.agents.max_daily_spend_usd,
        policy.models.premium,
        policy.notify.command,
        policy.store,
        *(*policy.envelopes, *policy.topics, *policy.tags.exceptions),
        *(*policy.owners, *policy.tags.allowed, *policy.outcomes, *policy.agents.overrides),
    )
    assert set(nothing) == {None}


def test_one_policy_does_not_share_its_tables_with_the_next() -> None:
    assert Policy().tags.aliases["intent"] is not Policy().tags.aliases["intent"]
    assert Policy().owners is not Policy().owners


def test_the_defaults_need_no_parser() -> None:
    heavy = ("tomllib", "zoneinfo", "msgspec", "pydantic", "duckdb")
    code = f"import sys, finops_cli.policy as p; p.load_policy(None); \
print([name for name in {heavy!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
