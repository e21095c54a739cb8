"""`finops`: offline analytics of LLM inference logs, for teams that run agents."""

__version__ = "0.1.0"
