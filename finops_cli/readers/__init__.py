"""The log formats `finops` reads, most particular first; the generic reader is asked last."""

from finops_cli.readers.anthropic_messages import ANTHROPIC_MESSAGES
from finops_cli.readers.azure_apim import AZURE_APIM
from finops_cli.readers.bedrock_invocation import BEDROCK_INVOCATION
from finops_cli.readers.claude_code import CLAUDE_CODE
from finops_cli.readers.cloudflare_ai_gateway import CLOUDFLARE_AI_GATEWAY
from finops_cli.readers.codex import CODEX
from finops_cli.readers.gemini_cli import GEMINI_CLI
from finops_cli.readers.generic import GENERIC
from finops_cli.readers.helicone import HELICONE
from finops_cli.readers.interface import Reader
from finops_cli.readers.kong_ai import KONG_AI
from finops_cli.readers.litellm_spendlogs import LITELLM_SPENDLOGS
from finops_cli.readers.litellm_standard_payload import LITELLM_STANDARD_PAYLOAD
from finops_cli.readers.openai_batch import OPENAI_BATCH
from finops_cli.readers.openai_chat import OPENAI_CHAT
from finops_cli.readers.openai_responses import OPENAI_RESPONSES
from finops_cli.readers.opencode import OPENCODE
from finops_cli.readers.openrouter import OPENROUTER
from finops_cli.readers.portkey import PORTKEY
from finops_cli.readers.vertex_gemini import VERTEX_GEMINI

READERS: tuple[Reader, ...] = (
    OPENCODE,
    GEMINI_CLI,
    CODEX,
    CLAUDE_CODE,
    LITELLM_STANDARD_PAYLOAD,
    LITELLM_SPENDLOGS,
    BEDROCK_INVOCATION,
    OPENAI_BATCH,
    OPENAI_CHAT,
    OPENAI_RESPONSES,
    HELICONE,
    OPENROUTER,
    PORTKEY,
    CLOUDFLARE_AI_GATEWAY,
    KONG_AI,
    AZURE_APIM,
    ANTHROPIC_MESSAGES,
    VERTEX_GEMINI,
    GENERIC,
)


def reader_named(name: str) -> Reader | None:
    """The reader of that name."""
    return next((reader for reader in READERS if reader.name == name), None)
