"""Pages cannot drift: what is made from code is current, and all that lives has its place in them."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote

import pytest

from finops_cli import docs
from finops_cli.cli.manual import Command, commands
from finops_cli.readers import READERS
from finops_cli.readers.interface import Reader
from finops_cli.reports.metric import Metric

REPOSITORY = Path(__file__).resolve().parents[2]
WRITTEN = [
    *sorted(REPOSITORY.glob("*.md")),
    *sorted((REPOSITORY / "docs").rglob("*.md")),
    *sorted((REPOSITORY / "sample_logs").glob("*.md")),
]
_LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")
_FENCE = re.compile(r"^```.*?^```", re.DOTALL | re.MULTILINE)


def _page(name: str) -> str:
    return (REPOSITORY / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", docs.PAGES)
def test_a_generated_page_is_current(name: str) -> None:
    assert _page(name) == docs.PAGES[name](), "run `make docs`"


@pytest.mark.parametrize("command", commands(), ids=lambda command: command.name)
def test_every_command_is_in_the_reference_with_all_its_options(command: Command) -> None:
    page = _page("docs/reference/commands.md")
    section = page.partition(f"### `finops {command.name}`\n")[2].partition("\n##")[0]
    assert command.says
    assert command.says in section
    for options in command.panels.values():
        for spelling, meaning in options:
            assert spelling in section
            assert meaning, f"{spelling} says nothing"


@pytest.mark.parametrize("metric", docs.metrics(), ids=lambda metric: metric.name)
def test_every_column_of_a_metric_is_in_the_reference(metric: Metric) -> None:
    section = _page("docs/reference/metrics.md").partition(f"## `{metric.name}`\n")[2]
    section = section.partition("\n## ")[0]
    assert metric.question in section
    for column in metric.columns:
        assert f"| `{column}` |" in section


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.name)
def test_every_reader_answers_the_four_questions(reader: Reader) -> None:
    title, answers = docs.described(reader)
    assert title.endswith(".")
    assert tuple(answers) == docs.HEADINGS
    assert all(answers.values())


@pytest.mark.parametrize("page", WRITTEN, ids=lambda page: page.relative_to(REPOSITORY).as_posix())
def test_links_resolve(page: Path) -> None:
    text = _FENCE.sub("", page.read_text(encoding="utf-8"))
    for target in _LINK.findall(text):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = unquote(target).partition("#")
        file = page.parent / path if path else page
        assert file.exists(), target
        if anchor:
            assert anchor in _anchors(file.read_text(encoding="utf-8")), target


def _anchors(text: str) -> set[str]:
    """The anchors that GitHub makes of headings."""
    headings = re.findall(r"^#+ (.*)$", _FENCE.sub("", text), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", each.lower()).replace(" ", "-") for each in headings}


def test_pages_name_no_machine() -> None:
    for page in WRITTEN:
        found = re.findall(r"/(?:home|root|tmp|work|Users)/\S*", page.read_text(encoding="utf-8"))
        assert found == [], page.name
