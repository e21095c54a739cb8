"""Which finops.toml counts."""

from __future__ import annotations

from pathlib import Path

import pytest

from finops_cli.errors import ConfigError
from finops_cli.policy import find_config


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder `a/b` below a folder with a finops.toml."""
    (tmp_path / "a" / "b").mkdir(parents=True)
    for name in ("finops.toml", "given.toml", "variable.toml"):
        (tmp_path / name).touch()
    monkeypatch.chdir(tmp_path / "a" / "b")
    return tmp_path


def test_the_option_wins(tree: Path) -> None:
    environ = {"FINOPS_CONFIG": "../../variable.toml"}
    assert find_config("../../given.toml", environ, tree) == Path("../../given.toml")


def test_the_variable_comes_next(tree: Path) -> None:
    environ = {"FINOPS_CONFIG": "../../variable.toml"}
    assert find_config(None, environ, tree) == Path("../../variable.toml")


def test_an_empty_variable_says_nothing(tree: Path) -> None:
    assert find_config(None, {"FINOPS_CONFIG": ""}, tree) == tree / "finops.toml"


def test_else_it_is_looked_for_upwards(tree: Path) -> None:
    assert find_config(None, {}, tree / "a" / "b") == tree / "finops.toml"


def test_the_nearest_one_counts(tree: Path) -> None:
    (tree / "a" / "finops.toml").touch()
    assert find_config(None, {}, tree / "a" / "b") == tree / "a" / "finops.toml"


def test_a_folder_of_that_name_is_none(tree: Path) -> None:
    (tree / "a" / "finops.toml").mkdir()
    assert find_config(None, {}, tree / "a" / "b") == tree / "finops.toml"


def test_without_any_there_is_none(tmp_path: Path) -> None:
    assert find_config(None, {}, Path(tmp_path.anchor)) is None


@pytest.mark.parametrize(
    ("explicit", "environ", "source"),
    [
        ("nope.toml", {}, "--config"),
        (None, {"FINOPS_CONFIG": "nope.toml"}, "FINOPS_CONFIG"),
    ],
)
def test_a_named_file_must_exist(
    tree: Path, explicit: str | None, environ: dict[str, str], source: str
) -> None:
    with pytest.raises(ConfigError) as caught:
        find_config(explicit, environ, tree)
    assert caught.value.message == "nope.toml: no such config file"
    assert caught.value.hints == (f"{source} names it; finops init writes a new one.",)


def test_a_name_that_no_file_can_have_is_no_such_file(tree: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        find_config("a\0b", {}, tree)
    assert caught.value.message == "a?b: no such config file"
