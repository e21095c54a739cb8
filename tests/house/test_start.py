"""`finops --help` answers at once: heavy packages are imported by the function that needs them."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

HEAVY = ("_duckdb", "duckdb", "polars", "pyarrow", "msgspec", "xlsxwriter", "pydantic", "numpy")

_PROGRAM = """
import contextlib, io, json, sys
sys.argv = ["finops", *json.loads(sys.argv[1])]
with contextlib.redirect_stdout(io.TextIOWrapper(io.BytesIO(), encoding="utf-8")) as shown:
    try:
        from finops_cli.cli.main import main
        code = main()
    except SystemExit as end:
        code = end.code
shown.flush()
text = shown.buffer.getvalue().decode()
print(json.dumps({"code": code or 0, "shown": text, "loaded": sorted(sys.modules)}))
"""


def run(*arguments: str) -> dict[str, object]:
    """What one fresh process showed, how it ended and which modules it had loaded by then."""
    command = [sys.executable, "-c", _PROGRAM, json.dumps(arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    answer: dict[str, object] = json.loads(done.stdout)
    return answer


@pytest.mark.parametrize("arguments", [("--help",), ("coverage", "--help"), ("--version",)])
def test_help_loads_nothing_heavy(arguments: tuple[str, ...]) -> None:
    answer = run(*arguments)
    assert answer["code"] == 0
    loaded = answer["loaded"]
    assert isinstance(loaded, list)
    assert [package for package in HEAVY if package in loaded] == []


@pytest.mark.parametrize("module", ["report", "errors", "call", "scope", "policy"])
def test_the_nouns_load_nothing_heavy(module: str) -> None:
    program = f"import sys, json, finops_cli.{module}; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60
    )
    heavy = [package for package in HEAVY if package in json.loads(done.stdout)]
    assert [package for package in heavy if (module, package) != ("policy", "msgspec")] == []
