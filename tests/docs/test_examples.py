"""What the documents tell a reader to type works: beside a sample log, as a new user."""

from __future__ import annotations

import re
import shutil
import tomllib
from pathlib import Path

import pytest

from finops_cli.cli.manual import Command, commands, run

REPOSITORY = Path(__file__).resolve().parents[2]
STORE = "team.duckdb"
GATED = 1  # the samples stay under the target that the examples ask for


def _commands_of(page: str) -> list[str]:
    """The `finops …` lines of a page's indented blocks, comments and pipes aside."""
    text = (REPOSITORY / page).read_text(encoding="utf-8")
    lines = re.findall(r"^    (finops [^\n]*)$", text, re.MULTILINE)
    return [part.strip() for line in lines for part in line.partition(" #")[0].split("&&")]


EXAMPLES = [
    *(command.example for command in commands()),
    *_commands_of("README.md"),
    *_commands_of("docs/guide.md"),
]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with logs under the names that the documents use, and a store."""
    folder = tmp_path_factory.mktemp("desk")
    log = REPOSITORY / "sample_logs" / "agents.jsonl"
    (folder / "logs").mkdir()
    for name in ("yesterday.jsonl", "agents.jsonl", "logs/agents.jsonl"):
        shutil.copy(log, folder / name)
    assert run("finops ingest logs/", folder, FINOPS_STORE=STORE).code == 0
    return folder


@pytest.mark.parametrize("command", commands(), ids=lambda command: command.name)
def test_every_command_has_an_example_of_itself(command: Command) -> None:
    assert re.match(rf"finops {command.name}\b", command.example)


@pytest.mark.parametrize("line", dict.fromkeys(EXAMPLES))
def test_an_example_runs(line: str, desk: Path) -> None:
    (desk / "finops.toml").unlink(missing_ok=True)
    done = run(line, desk, FINOPS_STORE=STORE)
    assert done.code == (GATED if "--fail-under" in line else 0), done.stderr


def test_the_crontab_line_writes_its_report(desk: Path) -> None:
    line = re.findall(
        r"^15 5 \* \* \*  (.*)$", (REPOSITORY / "README.md").read_text(), re.MULTILINE
    )
    guide = re.findall(
        r"^15 5 \* \* \*  (.*)$", (REPOSITORY / "docs/guide.md").read_text(), re.MULTILINE
    )
    assert line == guide
    _, ingest, report = line[0].split(" && ")
    assert run(ingest.partition(" >")[0], desk, FINOPS_STORE=STORE).code == 0
    done = run(report.replace(r"$(date +\%F)", "2026-11-21"), desk, FINOPS_STORE=STORE)
    assert done.code == 0, done.stderr
    assert (
        (desk / "coverage-2026-11-21.md").read_text(encoding="utf-8").startswith("## Tag coverage")
    )


@pytest.mark.parametrize("page", ["README.md", "docs/guide.md"])
def test_configuration_that_a_page_shows_is_valid(page: str, desk: Path) -> None:
    text = (REPOSITORY / page).read_text(encoding="utf-8")
    for shown in re.findall(r"```toml\n(.*?)```", text, re.DOTALL):
        assert tomllib.loads(shown)
        (desk / "shown.toml").write_text(shown, encoding="utf-8")
        done = run("finops --config shown.toml coverage yesterday.jsonl", desk)
        assert done.code == 0, done.stderr
