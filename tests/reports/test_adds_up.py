"""What a metric says of its sums holds, and the same calls give the same bytes in any order."""

from __future__ import annotations

import itertools
import subprocess
import sys
import tomllib
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from finops_cli.policy.model import Policy
from finops_cli.reports.inquiry import Inquiry
from finops_cli.reports.metric import metric
from finops_cli.scope import Scope
from finops_cli.store.source import StoreSource
from finops_cli.store.store import open_store
from tests.cli.running import run

if TYPE_CHECKING:
    from collections.abc import Iterator

METRICS = sorted(
    file.stem for file in (Path(__file__).parents[2] / "sql" / "metrics").glob("*.sql")
)
REPORTS = ["coverage", "burn", "top-agents", "outliers"]
PARAMETERS: dict[str, Any] = {"cut": 5, "floor": Decimal("0.01")}
TOTALS = """
    select sum(calls), sum(cost_usd), sum(unpriced_calls), sum(input_tokens),
           sum(cache_read_tokens), sum(cache_write_tokens), sum(output_tokens),
           sum(case when is_tagged then calls else 0 end),
           coalesce(sum(case when is_tagged then cost_usd end), 0)
    from call_groups where is_in_window
"""
NAMES = (
    "calls cost_usd unpriced_calls input_tokens cache_read_tokens cache_write_tokens "
    "output_tokens tagged_calls tagged_cost_usd"
).split()


def adds_up(name: str) -> Any:
    """The names of the columns that add up, or the sentence that says why none does."""
    lines = (Path(__file__).parents[2] / "sql" / "metrics" / f"{name}.sql").read_text().splitlines()
    head = itertools.takewhile(lambda line: line.startswith("--"), lines)
    return tomllib.loads("\n".join(line.removeprefix("--").strip() for line in head))["adds_up"]


@pytest.fixture(scope="module")
def logs(tmp_path_factory: pytest.TempPathFactory, repository: Path) -> Path:
    """A folder of three dirty logs that partly repeat each other, and the store of them."""
    folder = tmp_path_factory.mktemp("logs")
    for seed in (3, 4):
        command = [sys.executable, str(repository / "benchmarks" / "generate.py")]
        command += [str(folder / f"{seed}.jsonl"), "--lines", "500", "--seed", str(seed), "--dirty"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    lines = (folder / "3.jsonl").read_bytes().splitlines(keepends=True)
    (folder / "5.jsonl").write_bytes(b"".join(lines[100:300]))
    assert run("ingest", ".", "-q", "--store", "s.duckdb", folder=folder).code == 0
    return folder


@pytest.fixture
def inquiry(logs: Path, request: pytest.FixtureRequest) -> Iterator[Inquiry]:
    """Every production call of the store, ready for the metric of the test."""
    with open_store(logs / "s.duckdb", write=False, patience=1) as connection:
        source = StoreSource(connection, "s.duckdb")
        scope = Scope(by=("workflow_name", "status"))
        asked = [request.getfixturevalue("name")]
        latest = datetime.now(UTC)
        yield Inquiry.open(source, scope, Policy(), asked, latest, history=True)


@pytest.mark.parametrize("name", [name for name in METRICS if isinstance(adds_up(name), list)])
def test_rows_add_up_to_their_scope(name: str, inquiry: Inquiry) -> None:
    parameters = {one: PARAMETERS[one] for one in metric(name).parameters}
    rows = inquiry.ask(name, **parameters)
    row = inquiry.source.connection.execute(TOTALS).fetchone()
    totals = dict(zip(NAMES, row or (), strict=True))
    if name == "left_out":
        read = inquiry.source.counts().calls
        totals = {"calls": read - totals["calls"]}
    for column in adds_up(name):
        found = sum((one[column] for one in rows if one[column] is not None), Decimal(0))
        assert found == totals[column], column


@pytest.mark.parametrize("name", [name for name in METRICS if isinstance(adds_up(name), str)])
def test_what_does_not_add_up_says_why(name: str) -> None:
    assert len(adds_up(name).split()) >= 3


@pytest.mark.parametrize("report", REPORTS)
def test_every_order_of_files_gives_the_same_bytes(logs: Path, report: str) -> None:
    files = sorted(path.name for path in logs.glob("*.jsonl"))
    said = {
        run(report, *order, "--week", "--format", "json", folder=logs).out
        for order in [files, files, files[::-1], [*files[1:], *files]]
    }
    assert len(said) == 1
    assert '"calls": 0' not in said.pop()


@pytest.mark.parametrize("report", REPORTS)
def test_files_and_store_say_the_same(logs: Path, report: str) -> None:
    files = sorted(path.name for path in logs.glob("*.jsonl"))
    told = [
        run(report, *names, "--week", "--format", "json", folder=logs).json()
        for names in (files, ["--store", "s.duckdb"])
    ]
    for one in told:
        one["scope"].pop("source")
    assert told[0] == told[1]


@pytest.mark.parametrize("report", ["burn", "coverage"])
@pytest.mark.parametrize("by", ["workflow_name", "day", "agent_id,team_id", "tags.squad"])
def test_the_rows_sum_to_the_summary(logs: Path, report: str, by: str) -> None:
    said = run(report, "3.jsonl", "4.jsonl", "--by", by, "--format", "json", folder=logs).json()
    for name in ("calls", "cost_usd", "tagged_calls", "tagged_cost_usd"):
        if name in said["rows"][0]:
            found = sum((row[name] or 0 for row in said["rows"]), Decimal(0))
            assert found == said["summary"][name], name
