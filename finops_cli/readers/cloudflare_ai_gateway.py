"""Cloudflare AI Gateway logs: objects one a line, or pages of the API.

Recognised by: `tokens_in`, `tokens_out`, `cached`, `provider` and `created_at`.
Tokens: the log does not say what `tokens_in` includes and has no cache or reasoning split, so all of it
is fresh input; `cost` is Cloudflare's own estimate ("based on the number of tokens") or custom.
What the gateway's cache answered (`cached`) cost 0, a real zero. `step` is a place in a list of
fallbacks, no step of a run.
Skipped: failures without counts; records that bought nothing.
Never selected: `request`, `response`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from finops_cli.readers.interface import Reader
from finops_cli.readers.labelled import OWN_NAMES, labelled_fields, most
from finops_cli.readers.phrases import (
    any_bought,
    entries_of,
    fixed_reading,
    is_true,
    none_logged,
    refused,
)

_TEXT = (
    "id created_at provider model tokens_in tokens_out cost duration cached success status_code"
).split()
_MARKS = frozenset({"tokens_in", "tokens_out", "cached", "provider", "created_at"})
_AMOUNTS = ("tokens_in", "tokens_out", "cost")


def recognise(records: Sequence[Mapping[str, object]]) -> bool:
    """Whether most records carry the five fields that only this log has together."""
    return most(records, lambda record: record.keys() >= _MARKS)


_UNPACKED = {
    "tagged": entries_of("metadata"),
    "is_hit": is_true("cached"),
    "is_failure": "case when success is null then "
    f"{refused('status_code')} else not {is_true('success')} end",
}
FIELDS = {
    **labelled_fields(),
    "call_id": "id",
    "time_text": "created_at",
    "provider": "provider",
    "model": "model",
    "input_text": "tokens_in",
    "output_text": "tokens_out",
    "cost_text": "case when is_hit and usd_fault(cost) is null then '0' else cost end",
    "is_free": "is_hit",
    "is_call": f"case when {none_logged(*_AMOUNTS)} and not is_hit "
    "then case when is_failure then false end "
    f"else {any_bought(*_AMOUNTS)} or is_failure or is_hit end",
    "latency_text": "duration",
    "status": "case when is_failure then 'error' else 'ok' end",
    "error_type": "case when is_failure then status_code end",
}

CLOUDFLARE_AI_GATEWAY = Reader(
    name="cloudflare_ai_gateway",
    title="Cloudflare AI Gateway logs",
    id_space="cloudflare_ai_gateway",
    recognise=recognise,
    reading=fixed_reading(_TEXT, ("metadata",), FIELDS, (_UNPACKED,), OWN_NAMES),
    envelope=("result",),
    looks_for="Cloudflare AI Gateway",
)
