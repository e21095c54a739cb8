"""The log formats `finops` reads, most particular first; the generic reader is asked last."""

from finops_cli.readers.generic import GENERIC
from finops_cli.readers.interface import Reader
from finops_cli.readers.litellm_spendlogs import LITELLM_SPENDLOGS
from finops_cli.readers.litellm_standard_payload import LITELLM_STANDARD_PAYLOAD
from finops_cli.readers.openai_batch import OPENAI_BATCH
from finops_cli.readers.openai_chat import OPENAI_CHAT
from finops_cli.readers.openai_responses import OPENAI_RESPONSES

READERS: tuple[Reader, ...] = (
    LITELLM_STANDARD_PAYLOAD,
    LITELLM_SPENDLOGS,
    OPENAI_BATCH,
    OPENAI_CHAT,
    OPENAI_RESPONSES,
    GENERIC,
)


def reader_named(name: str) -> Reader | None:
    """The reader of that name."""
    return next((reader for reader in READERS if reader.name == name), None)
