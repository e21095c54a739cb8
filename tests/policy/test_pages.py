"""The template and the reference page tell of every key, and only of keys that are."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest

from finops_cli.policy import Policy
from finops_cli.policy.outline import Block, blocks
from finops_cli.policy.reference import reference
from finops_cli.policy.tables import Many, Section, Table, settings_of
from finops_cli.policy.template import template

from .conftest import Loaded

LIVE = re.sub(r"(?m)^# ?", "", template())
FIXED = [block for block in blocks() if block.keys]


def _header(block: Block) -> str:
    return block.header or "root"


def test_the_template_as_it_is_says_nothing(loaded: Loaded) -> None:
    assert loaded(template()) == Policy()


def test_the_template_with_every_line_live_is_valid(loaded: Loaded) -> None:
    policy = loaded(LIVE)
    assert policy.envelopes[0].name == "support_triage"
    assert policy.tags.aliases == Policy().tags.aliases
    assert policy.ingest.fields == {"meta.squad": "team_id"}


@pytest.mark.parametrize("block", [block for block in FIXED if block.stands], ids=_header)
def test_any_one_key_of_a_standing_table_may_be_made_live(loaded: Loaded, block: Block) -> None:
    for key in block.keys:
        loaded(f"{block.header}\n{key.line()}\n")
        loaded(f"{block.header}\n{key.line(default_first=True)}\n")


def test_every_table_that_is_declared_stands_in_the_outline() -> None:
    declared = {name for block in FIXED for name in (key.name for key in block.keys)}
    for section in _sections(Policy):
        tables = {name for name, known in settings_of(section).items() if _is_table(known.kind)}
        assert {part.name for part in fields(section)} <= declared | tables


def _is_table(kind: object) -> bool:
    return isinstance(kind, Section | Many | Table)


def _sections(of: type) -> Iterator[type]:
    yield of
    for known in settings_of(of).values():
        kind = known.kind.of if isinstance(known.kind, Table) else known.kind
        if isinstance(kind, Section | Many):
            yield from _sections(kind.of)


@pytest.mark.parametrize("block", FIXED, ids=_header)
def test_every_key_is_in_the_template_and_on_the_page(block: Block) -> None:
    for key in block.keys:
        assert f"{key.name} = " in template()
        assert f"| `{key.name}` |" in reference()
        assert key.about.meaning.endswith(".")
        assert key.about.example is not None


@pytest.mark.parametrize("example", re.findall(r"```toml\n(.*?)```", reference(), re.DOTALL))
def test_every_example_of_the_page_is_valid(loaded: Loaded, example: str) -> None:
    assert tomllib.loads(example)
    loaded(example)


def test_the_page_is_current(repository: Path) -> None:
    page = repository / "docs" / "configuration.md"
    assert page.read_text(encoding="utf-8") == reference(), "run `make docs`"


def test_the_page_shows_every_default() -> None:
    page = reference()
    assert "| `target_share` | a share from 0 to 1 | `0.90` |" in page
    assert "| `monthly_cap_usd` | US dollars, more than 0 | required |" in page
    assert "| `max_steps` | a whole number from 1 | no cap |" in page
