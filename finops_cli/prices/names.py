"""Names that logs use for providers, and which list of the price book each means."""

from __future__ import annotations

import re
from typing import Literal

Kind = Literal["known", "missing", "unknown", "self_hosted"]

_ALIASES = {
    "azure": "azure azure_openai azure.ai.openai azure.ai.inference azure_ai microsoft.foundry",
    "aws": "aws bedrock aws.bedrock amazon-bedrock amazon bedrock_converse anthropic_bedrock",
    "google": "google gemini vertex_ai vertex vertex_ai_beta gcp.gemini gcp.vertex_ai gcp.gen_ai google_genai "
    "google-gla google-vertex google-vertex-anthropic vertex_ai-anthropic_models google_ai_studio",
    "mistral": "mistral mistralai mistral_ai",
    "x-ai": "x-ai xai x_ai grok",
    "openai": "openai open_ai",
    "anthropic": "anthropic claude",
    "openrouter": "openrouter open_router",
    "together": "together together_ai togetherai together-ai",
    "fireworks": "fireworks fireworks_ai fireworksai",
    "groq": "groq",
    "deepseek": "deepseek deepseek_ai deepseek-ai",
    "cohere": "cohere cohere_chat",
    "perplexity": "perplexity perplexity_ai",
    "cerebras": "cerebras",
    "cloudflare": "cloudflare workers-ai cloudflare_workers_ai",
    "databricks": "databricks",
    "moonshotai": "moonshotai moonshot moonshot_ai",
    "minimax": "minimax",
    "zai": "zai z-ai z.ai",
    "zhipuai": "zhipuai zhipu zhipu_ai",
    "novita": "novita novita_ai",
    "voyageai": "voyageai voyage voyage_ai",
    "meta": "meta meta_llama",
    "github-copilot": "github-copilot copilot github_copilot",
}
GATEWAYS = frozenset(
    "litellm litellm_proxy portkey helicone custom cloudflare-ai-gateway kong gateway".split()
)
SELF_HOSTED = frozenset(
    "ollama ollama_chat vllm hosted_vllm lm_studio lmstudio llama.cpp llamacpp localai sglang tgi".split()
)
_API = re.compile(r"\.(chat|completions?|responses|messages|embeddings?|generative-ai)$")


def _letters(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name)


_LISTS = {_letters(alias): listed for listed, names in _ALIASES.items() for alias in names.split()}
_GATEWAY_LETTERS = frozenset(map(_letters, GATEWAYS))
_HOSTED_LETTERS = frozenset(map(_letters, SELF_HOSTED))


def provider_of(logged: str | None) -> tuple[Kind, str]:
    """What a logged provider is, and its list where that is known."""
    name = _API.sub("", (logged or "").strip().lower())
    letters = _letters(name)
    if not letters or letters in _GATEWAY_LETTERS:
        return "missing", ""
    if letters in _HOSTED_LETTERS:
        return "self_hosted", ""
    if letters in _LISTS:
        return "known", _LISTS[letters]
    return ("known", name) if name in _OTHER_LISTS else ("unknown", "")


def vendor_prefix(segment: str) -> str | None:
    """The list that a leading segment of a model name speaks of."""
    kind, listed = provider_of(segment)
    return listed if kind == "known" else None


_OTHER_LISTS = frozenset(
    "arcee avian baseten cursor doubleword elevenlabs modal openai-decisions ovhcloud quicksilverpro "
    "typesafe huggingface_cerebras huggingface_fireworks-ai huggingface_groq huggingface_hyperbolic "
    "huggingface_nebius huggingface_novita huggingface_nscale huggingface_ovhcloud huggingface_publicai "
    "huggingface_sambanova huggingface_together".split()
)
"""Lists that logs name as the book does."""
