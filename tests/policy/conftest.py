"""A config from text, and the message about what is wrong with one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from finops_cli.errors import ConfigError
from finops_cli.policy import Policy, load_policy

Loaded = Callable[[str], Policy]
Complaint = Callable[[str], str]
EXAMPLE = Path(__file__).with_name("example.toml")


@pytest.fixture
def loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Loaded:
    """The policy of a finops.toml with the given text, in the current folder."""
    monkeypatch.chdir(tmp_path)

    def load(text: str) -> Policy:
        Path("finops.toml").write_text(text, encoding="utf-8")
        return load_policy(Path("finops.toml"))

    return load


@pytest.fixture
def complaint(loaded: Loaded) -> Complaint:
    """The message about a finops.toml with the given text, its hints indented as on stderr."""

    def complain(text: str) -> str:
        with pytest.raises(ConfigError) as caught:
            loaded(text)
        return "\n  ".join((caught.value.message, *caught.value.hints))

    return complain
