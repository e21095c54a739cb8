"""Every mistake in mistakes.txt gets exactly the message that stands below it.

A case is a sentence after `# `, a finops.toml, `>2`, and what stderr shows after `finops: `.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from finops_cli.errors import ConfigError
from finops_cli.policy import load_policy

from .conftest import Complaint

_CASE = re.compile(
    r"(?ms)^# (?P<sentence>[^\n]+)\n(?P<config>.*?)\n>2\n(?P<stderr>.*?)\n(?=\n# |\Z)"
)
CASES = {
    case["sentence"]: (case["config"], case["stderr"])
    for case in _CASE.finditer(Path(__file__).with_name("mistakes.txt").read_text(encoding="utf-8"))
}


@pytest.mark.parametrize("sentence", CASES)
def test_a_mistake_is_named_with_its_line(complaint: Complaint, sentence: str) -> None:
    config, stderr = CASES[sentence]
    assert complaint(config + "\n") == stderr


def test_all_cases_are_read() -> None:
    text = Path(__file__).with_name("mistakes.txt").read_text(encoding="utf-8")
    assert len(CASES) == text.count("\n>2\n") > 100


def test_the_line_counts_from_the_top_of_the_file(complaint: Complaint) -> None:
    text = "# one\n\n[tags]\n\n[[envelopes]]\n# two\nworkflow = 'a'\nmonthly_cap_usd = '1'"
    assert complaint(text).startswith("finops.toml:8: [[envelopes]] monthly_cap_usd is a string")


def test_a_webhook_is_never_repeated(complaint: Complaint) -> None:
    assert "secret" not in complaint('[owners.dana]\nwebhook = "hooks.example/secret"')


def test_text_that_is_not_utf8_has_its_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("finops.toml").write_bytes('[owners.ana]\ncommand = "für"\n'.encode("latin-1"))
    with pytest.raises(ConfigError) as caught:
        load_policy(Path("finops.toml"))
    assert caught.value.message == "finops.toml:2: not UTF-8 text"
    assert caught.value.hints == ("Save the file as UTF-8.",)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        (".", ".: cannot be read: Is a directory"),
        ("gone.toml", "gone.toml: cannot be read: No such file or directory"),
        ("a\0b", "a?b: cannot be read: embedded null byte"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ConfigError) as caught:
        load_policy(Path(name))
    assert caught.value.message == message


def test_a_huge_file_is_no_config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("finops.toml").write_bytes(b"#" * (1 << 20) + b"\n")
    with pytest.raises(ConfigError, match=r"finops\.toml: over 1 MiB is no config"):
        load_policy(Path("finops.toml"))


def test_a_config_above_the_current_folder_is_named_in_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "below").mkdir()
    (tmp_path / "finops.toml").write_text("x = 1")
    monkeypatch.chdir(tmp_path / "below")
    with pytest.raises(ConfigError) as caught:
        load_policy(tmp_path / "finops.toml")
    assert caught.value.file == str(tmp_path / "finops.toml")


@pytest.mark.parametrize(
    "text",
    [
        "x = " + "[" * 5_000,
        "x = " + "{ a = " * 5_000,
        "a" + ".a" * 5_000 + " = 1",
        "[tags]\n" + "x = " + "9" * 5_000,
        "[review]\ncycle_days = 0x" + "f" * 5_000,
        "[check]\nmax_unpriced_share = 1e99999999999999999999",
        "[check]\nmax_unpriced_share = -1e-999999999",
        "[sandbox]\ndaily_cap_usd = 1e999999",
        "[tags.allowed]\nintent = " + "[" * 150 + "]" * 150,
        'timezone = "' + "a" * 5_000 + '"',
        'timezone = "a\\u0000b"',
        'timezone = "\U0001f600"',
        "[tags]\n" + "k" * 5_000 + " = 1",
        "\n".join(f"[[envelopes]]\nworkflow = '{n}'\nmonthly_cap_usd = 1" for n in range(1_001)),
    ],
    ids=str.__len__,
)
def test_what_is_far_from_any_config_is_refused_too(complaint: Complaint, text: str) -> None:
    assert len(complaint(text)) < 400
