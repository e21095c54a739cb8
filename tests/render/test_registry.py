"""The door of the room: which formats there are, and that it opens quickly."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

import finops_cli.render as room
from finops_cli.errors import UsageError
from finops_cli.render import View, by_extension, every, names, renderer
from tests.render.hard_report import REPORT

HEAVY = ("rich", "pyarrow", "xlsxwriter", "polars", "duckdb", "jinja2")


def test_folder_and_tuple_agree() -> None:
    files = sorted(Path(str(room.__file__)).parent.glob("*.py"))
    kinds = [file.stem for file in files if file.stem not in ("__init__", "interface")]
    found = [import_module(f"finops_cli.render.{kind}").RENDERER for kind in kinds]
    assert sorted(each.name for each in found) == sorted(names())
    assert [kind.rstrip("_") for kind in kinds] == [each.name for each in found]


def test_importing_the_room_loads_nothing_heavy(repository: Path) -> None:
    code = f"import finops_cli.render, sys; print([m for m in {HEAVY} if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=repository
    )
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("name", ["json", "jsonl", "csv", "markdown"])
def test_a_light_format_loads_nothing_heavy(name: str, repository: Path) -> None:
    code = (
        "import sys; from tests.render.hard_report import REPORT\n"
        f"from finops_cli.render import View, renderer\nrenderer('{name}').render(REPORT, View())\n"
        f"print([m for m in {HEAVY} if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=repository
    )
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("path", "name"),
    [("a.json", "json"), ("b/c.MD", "markdown"), ("x.y.parquet", "parquet"), ("d.ndjson", "jsonl")],
)
def test_the_extension_picks_the_format(path: str, name: str) -> None:
    assert by_extension(path).name == name


@pytest.mark.parametrize("path", ["report", "report.docx", "csv"])
def test_an_unknown_extension_is_a_usage_error_that_lists_the_known(path: str) -> None:
    with pytest.raises(UsageError) as caught:
        by_extension(path)
    assert ".parquet" in caught.value.hints[0]


def test_an_unknown_format_is_a_usage_error_with_the_nearest_name() -> None:
    with pytest.raises(UsageError, match="no such format") as caught:
        renderer("markdwon")
    assert caught.value.hints[0] == 'Did you mean "markdown"?'


def test_no_two_formats_share_a_name_or_an_extension() -> None:
    extensions = [extension for each in every() for extension in each.extensions]
    assert len(set(extensions)) == len(extensions)
    assert len(set(names())) == len(every())


@pytest.mark.parametrize("each", every(), ids=lambda each: each.name)
def test_the_same_report_gives_the_same_bytes(each: room.Renderer) -> None:
    first, second = (each.render(REPORT, View(each.name)).data for _ in range(2))
    assert first == second


@pytest.mark.parametrize("each", every(), ids=lambda each: each.name)
def test_what_holds_the_trust_names_what_was_quarantined_and_unpriced(each: room.Renderer) -> None:
    data = each.render(REPORT, View(each.name)).data
    if each.holds_trust and not each.binary:
        assert b"quarantined" in data
        assert b"312" in data
