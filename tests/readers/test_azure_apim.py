"""Azure API Management: pieces of messages are no calls, times of the portal, tables of the query API."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.readers.samples import SAMPLES, lines, one, read

if TYPE_CHECKING:
    from pathlib import Path

ONE = {
    "TimeGenerated": "2026-11-12T08:00:00.123Z",
    "CorrelationId": "c-1",
    "SequenceNumber": 0,
    "DeploymentName": "rooms-prod",
    "ModelName": "gpt-4.1-2025-04-14",
    "PromptTokens": 900,
    "CompletionTokens": 60,
    "RequestMessages": None,
    "Region": "West Europe",
    "Type": "ApiManagementGatewayLlmLog",
    "TenantId": "tenant",
    "CallerIpAddress": "198.51.100.4",
}
PIECE = ONE | {
    "SequenceNumber": 1,
    "DeploymentName": "",
    "ModelName": "",
    "PromptTokens": None,
    "CompletionTokens": None,
    "RequestMessages": "canary",
}


def test_pieces_of_messages_are_skipped(tmp_path: Path) -> None:
    got = read(lines(tmp_path, PIECE, ONE, PIECE | {"SequenceNumber": 2}))
    assert (got.counts["calls"], got.counts["skipped_rows"], got.refused) == (1, 2, [])
    assert "canary" not in str(got.calls)


def test_a_failed_call_without_counts_is_skipped(tmp_path: Path) -> None:
    got = read(
        lines(
            tmp_path, ONE, ONE | {"CorrelationId": "c-2", "PromptTokens": 0, "CompletionTokens": 0}
        )
    )
    assert (got.counts["calls"], got.counts["skipped_rows"]) == (1, 1)


def test_the_deployment_is_the_model_only_where_there_is_none(tmp_path: Path) -> None:
    assert one(tmp_path, ONE)["model"] == "gpt-4.1-2025-04-14"
    assert one(tmp_path, ONE | {"ModelName": ""})["model"] == "rooms-prod"


def test_only_the_named_columns_become_tags(tmp_path: Path) -> None:
    call = one(tmp_path, ONE | {"ApiId": "", "_SubscriptionId": "s"})
    assert call["tags"] == {
        "DeploymentName": "rooms-prod",
        "Region": "West Europe",
        "_SubscriptionId": "s",
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("11/2/2026, 8:15:30.123 AM", "2026-11-02T08:15:30.123000"),
        ("11/2/2026, 12:00:01.000 PM", "2026-11-02T12:00:01"),
        ("11/2/2026, 12:00:01 AM", "2026-11-02T00:00:01"),
        ("2026-11-02T14:00:00.4567899Z", "2026-11-02T14:00:00.456789"),
    ],
)
def test_times_of_the_portal_are_utc_month_first(tmp_path: Path, text: str, expected: str) -> None:
    assert one(tmp_path, ONE | {"TimeGenerated": text})["started_at"] == expected


def test_the_key_is_a_subscription_and_a_joined_status_counts(tmp_path: Path) -> None:
    call = one(tmp_path, ONE | {"ApimSubscriptionId": "bots", "ResponseCode": 500, "UserId": ""})
    assert (call["key_id"], call["status"], call["error_type"]) == ("bots", "error", "500")
    assert "user_id" not in call


def test_tables_of_the_query_api_are_rows(tmp_path: Path) -> None:
    columns = [{"name": name, "type": "string"} for name in ONE]
    table = {
        "name": "PrimaryResult",
        "columns": columns,
        "rows": [[*ONE.values()], [*PIECE.values()]],
    }
    path = tmp_path / "answer.json"
    for indent in (None, 1):
        path.write_text(json.dumps({"tables": [table]}, indent=indent), encoding="utf-8")
        got = read(path)
        assert (got.counts["read_rows"], got.counts["skipped_rows"]) == (2, 1)
        assert got.calls["c-1"] == one(tmp_path, ONE)


def test_bytes_of_the_portal_are_read_with_mark_and_crlf() -> None:
    data = (SAMPLES / "azure_apim.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    assert b"\r\n" in data
    assert "made up" not in str(read(SAMPLES / "azure_apim.csv").calls)
