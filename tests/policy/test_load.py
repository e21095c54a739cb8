"""What a finops.toml says is what the policy holds."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

from finops_cli.policy import load_policy
from finops_cli.policy.model import (
    AgentOverride,
    Destination,
    Envelope,
    Match,
    OutcomeRule,
    TagException,
    Topic,
)

from .conftest import EXAMPLE, Loaded


def test_every_table_of_the_example_is_read() -> None:
    policy = load_policy(EXAMPLE)
    assert policy.timezone == "Europe/Berlin"
    assert policy.tags.allowed["team_id"] == ("search", "support", "growth")
    assert policy.exploration.users == {"ana": Decimal("120.00")}
    assert policy.owners == {"dana": Destination(webhook="https://hooks.example/dana")}
    assert policy.notify.cc == ("finance",)
    assert policy.agents.overrides == {
        "code_review_bot": AgentOverride(max_steps=25, max_daily_spend_usd=Decimal("150.00"))
    }
    assert policy.outcomes["support_triage"] == OutcomeRule(
        metric="resolved ticket", success="status == 'resolved'"
    )
    assert policy.prices.multiplier == {"openai": Decimal("0.92")}
    assert policy.prices.models == {"azure/my-deployment": "gpt-4o"}
    assert policy.models.premium == ("gpt-5", "claude-opus-*")
    assert policy.topics == (
        Topic(match=Match({"tags.intent_label": "billing*"}), topic="billing"),
    )
    assert policy.ingest.fields == {"meta.squad": "team_id"}


def test_an_exception_keeps_its_day() -> None:
    assert load_policy(EXAMPLE).tags.exceptions == (
        TagException(
            match=Match({"workflow_name": "legacy_ocr"}),
            tags=("cost_center",),
            owner="dana",
            reason="migration to the gateway",
            expires=date(2026, 12, 31),
        ),
    )


def test_an_envelope_is_named_after_its_workflow_or_its_patterns(loaded: Loaded) -> None:
    policy = loaded(
        """
        [[envelopes]]
        workflow = "support_triage"
        monthly_cap_usd = 1800
        [[envelopes]]
        match = { topic = "billing" }
        monthly_cap_usd = 300.00
        [[envelopes]]
        name = "drafts"
        workflow = "sales_drafts"
        monthly_cap_usd = 20
        """
    )
    assert [envelope.name for envelope in policy.envelopes] == [
        "support_triage",
        "billing",
        "drafts",
    ]
    assert policy.envelopes[0] == Envelope(
        workflow="support_triage",
        monthly_cap_usd=Decimal(1800),
        alert_share=Decimal("0.80"),
        at_100="approval",
    )


def test_an_envelope_says_which_calls_it_takes_however_it_is_written() -> None:
    one = Envelope(workflow="ocr", monthly_cap_usd=Decimal(1))
    other = Envelope(match=Match({"workflow_name": "ocr"}), monthly_cap_usd=Decimal(1))
    assert one.applies_to == other.applies_to == {"workflow_name": "ocr"}


def test_money_and_shares_are_exactly_what_is_written(loaded: Loaded) -> None:
    policy = loaded("[tags]\ntarget_share = 0.1\n[sandbox]\ndaily_cap_usd = 0.000000000001")
    assert policy.tags.target_share == Decimal("0.1")
    assert policy.sandbox.daily_cap_usd == Decimal("1E-12")


def test_a_whole_number_is_money_and_a_share_too(loaded: Loaded) -> None:
    policy = loaded("[tags]\ntarget_share = 1\n[sandbox]\ndaily_cap_usd = 5")
    assert policy.tags.target_share == Decimal(1)
    assert policy.sandbox.daily_cap_usd == Decimal(5)


def test_a_key_that_is_set_replaces_its_default_whole(loaded: Loaded) -> None:
    policy = loaded('[tags]\nrequired = ["team_id"]\nplaceholders = ["todo"]')
    assert policy.tags.required == ("team_id",)
    assert policy.tags.placeholders == ("todo",)


def test_aliases_of_a_tag_replace_its_built_in_ones_and_no_others(loaded: Loaded) -> None:
    aliases = loaded('[tags.aliases]\nenvironment = { p = "production" }').tags.aliases
    assert aliases["environment"] == {"p": "production"}
    assert aliases["intent"]["explore"] == "exploration"


def test_placeholders_and_aliases_are_kept_without_case(loaded: Loaded) -> None:
    tags = loaded(
        '[tags]\nplaceholders = ["N/A ", ""]\n[tags.aliases]\nintent = { PROD = "Production" }'
    ).tags
    assert tags.placeholders == ("n/a", "")
    assert tags.aliases["intent"] == {"prod": "Production"}


def test_alternatives_are_kept_without_spaces(loaded: Loaded) -> None:
    policy = loaded('[tags]\nrequired = [" product | feature_id "]')
    assert policy.tags.required == ("product|feature_id",)


def test_an_exception_may_name_one_of_two_alternatives(loaded: Loaded) -> None:
    policy = loaded(
        """
        [[tags.exceptions]]
        match = { agent_id = "ocr-*" }
        tags = ["product", "feature_id", "intent"]
        expires = 2026-12-31
        """
    )
    assert policy.tags.exceptions[0].tags == ("product|feature_id", "intent")


def test_names_with_dots_need_no_quotes(loaded: Loaded) -> None:
    policy = loaded(
        """
        [prices.models]
        azure.gpt-4.1 = "gpt-4.1"
        [ingest.fields]
        meta.squad = "team_id"
        [[topics]]
        match = { tags.label = "b*" }
        topic = "b"
        """
    )
    assert policy.prices.models == {"azure.gpt-4.1": "gpt-4.1"}
    assert policy.ingest.fields == {"meta.squad": "team_id"}
    assert policy.topics[0].match.fields == {"tags.label": "b*"}


def test_a_field_of_the_log_may_become_a_column_a_spelling_or_a_tag(loaded: Loaded) -> None:
    fields = loaded(
        """
        [ingest.fields]
        a = "call_id"
        b = "prompt_tokens"
        c = "region"
        d = "tags.team_idd"
        e = "call_id"
        """
    ).ingest.fields
    assert fields == {
        "a": "call_id",
        "b": "prompt_tokens",
        "c": "region",
        "d": "team_idd",
        "e": "call_id",
    }


def test_paths_start_at_the_folder_of_the_config(tmp_path: Path) -> None:
    config = tmp_path / "finops.toml"
    config.write_text('store = "logs/f.duckdb"\n[prices]\nfile = "/prices/mine.csv"')
    policy = load_policy(config)
    assert policy.store == tmp_path / "logs" / "f.duckdb"
    assert policy.prices.file == Path("/prices/mine.csv")


def test_an_empty_list_of_premium_models_is_not_no_list(loaded: Loaded) -> None:
    assert loaded("[models]\npremium = []").models.premium == ()


def test_a_weekday_may_be_written_large(loaded: Loaded) -> None:
    assert loaded('[exploration]\nresets = "Sunday"').exploration.resets == "sunday"


def test_envelopes_of_owners_that_no_table_names_are_fine(loaded: Loaded) -> None:
    text = '[[envelopes]]\nworkflow = "a"\nowner = "nobody"\nmonthly_cap_usd = 1'
    assert loaded(text).envelopes[0].owner == "nobody"


def test_windows_newlines_and_a_byte_order_mark_are_no_fault(tmp_path: Path) -> None:
    config = tmp_path / "finops.toml"
    config.write_bytes(b'\xef\xbb\xbftimezone = "UTC"\r\n[review]\r\ncycle_days = 7\r\n')
    assert load_policy(config).review.cycle_days == 7
