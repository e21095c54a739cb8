"""Azure API Management: rows of ApiManagementGatewayLlmLog, alone or joined with the gateway's log.

Recognised by: `PromptTokens`, `CompletionTokens`, `DeploymentName` and `CorrelationId`, as rows (JSON,
CSV of the portal) or as the query API's tables of columns and rows.
Tokens: `PromptTokens` includes cached ones and `CompletionTokens` reasoning, but the table has a column
for neither (Microsoft Learn, table reference): all input counts as fresh, so that a computed cost is an
upper bound.
Skipped: rows without a count above 0: pieces of messages (`SequenceNumber` 1 and up), failed calls.
Never selected: `RequestMessages`, `ResponseMessages`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from finops_cli.readers.interface import Reader
from finops_cli.readers.labelled import most
from finops_cli.readers.phrases import any_bought, first, fixed_reading, pairs, refusal
from finops_cli.sqltext import ident

_PORTAL_TIME = "TimeGenerated [UTC]"
_TEXT = (
    "TimeGenerated CorrelationId DeploymentName ModelName PromptTokens CompletionTokens Region ApiId "
    "_SubscriptionId ApimSubscriptionId ProductId UserId TotalTime ResponseCode"
).split()
_MARKS = frozenset({"PromptTokens", "CompletionTokens", "DeploymentName", "CorrelationId"})


def recognise(records: Sequence[Mapping[str, object]]) -> bool:
    """Whether most records are rows of the table."""
    return most(records, lambda record: record.keys() >= _MARKS)


_TIMED = {
    "logged_at": first("TimeGenerated", ident(_PORTAL_TIME)),
}
# The portal writes `11/2/2026, 8:15:30.123 AM`, month first, in UTC.
_PARSED = {
    "portal_time": "try_strptime(logged_at, ['%m/%d/%Y, %I:%M:%S.%g %p', '%m/%d/%Y, %I:%M:%S %p'])",
}
FIELDS = {
    "call_id": "CorrelationId",
    "time_text": "coalesce(cast(portal_time as varchar) || '+00', logged_at)",
    "user_id": "UserId",
    "key_id": "ApimSubscriptionId",
    "product": "nullif(ProductId, '')",
    "pairs": pairs(
        {name: name for name in ("DeploymentName", "Region", "ApiId", "_SubscriptionId")}
    ),
    "provider": "'azure'",
    "model": first("ModelName", "DeploymentName"),
    "input_text": "PromptTokens",
    "output_text": "CompletionTokens",
    "is_call": any_bought("PromptTokens", "CompletionTokens"),
    "latency_text": "TotalTime",
    "status": "ResponseCode",
    "error_type": refusal("ResponseCode"),
}

AZURE_APIM = Reader(
    name="azure_apim",
    title="Azure API Management LLM log",
    id_space="azure_apim",
    recognise=recognise,
    reading=fixed_reading((*_TEXT, _PORTAL_TIME), (), FIELDS, (_TIMED, _PARSED)),
    envelope=("tables",),
    looks_for="Azure API Management",
)
