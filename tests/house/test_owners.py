"""One owner each for stdout, stderr, exit codes, the clock, the environment, chance, the network.

A report is a pure function of calls, configuration and as-of day: whoever looks at a clock, a
variable or a coin inside it gives other bytes for the same input.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from tests.house.code import REPOSITORY, Module, modules, used

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True)
class Owned:
    """Names (and all below them) that only `owners` may read."""

    what: str
    names: tuple[str, ...]
    owners: tuple[str, ...]


OWNED = (
    Owned(
        "the standard streams",
        ("print", "sys.stdout", "sys.stderr", "sys.__stdout__", "sys.__stderr__"),
        ("cli/diagnostics.py", "cli/output.py", "cli/progress.py", "cli/main.py"),
    ),
    Owned(
        "exit codes",
        ("sys.exit", "os._exit", "exit", "quit", "SystemExit", "typer.Exit", "typer.Abort"),
        ("cli/*",),
    ),
    Owned("typer's own output", ("typer.echo", "typer.secho", "click.echo", "click.secho"), ()),
    Owned(
        "the clock",
        (
            "datetime.datetime.now",
            "datetime.datetime.today",
            "datetime.datetime.utcnow",
            "datetime.date.today",
            "time.time",
            "time.time_ns",
            "time.localtime",
            "time.gmtime",
        ),
        ("cli/clock.py",),
    ),
    Owned("the environment", ("os.environ", "os.environb", "os.getenv"), ("cli/*",)),
    Owned("chance", ("random", "secrets", "uuid", "os.urandom"), ()),
    Owned(
        "the network and other programs",
        ("socket", "urllib.request", "http.client", "smtplib", "subprocess", "os.system"),
        ("cli/notify.py",),
    ),
)

_SQL_CLOCK = re.compile(
    r"\b(now|today|random|uuid|gen_random_uuid|get_current_timestamp)\s*\("
    r"|\bcurrent_(date|time|timestamp)\b",
    re.IGNORECASE,
)


def trespasses(module: Module) -> Iterator[str]:
    """Uses of what belongs to another file."""
    names = list(used(module))
    for owned in OWNED:
        if module.lies_in(owned.owners):
            continue
        for name, line in names:
            if any(name == mine or name.startswith(f"{mine}.") for mine in owned.names):
                yield f"{module.path}:{line} uses {name}; {owned.what}: {owned.owners or 'nobody'}"


def sql_without_comments(text: str) -> str:
    """`text` without `--` comments (one inside a string goes too: good enough to find words)."""
    return re.sub(r"--.*", "", text)


@pytest.mark.parametrize("module", modules(), ids=lambda module: module.path)
def test_what_has_an_owner_is_left_to_it(module: Module) -> None:
    assert list(trespasses(module)) == []


def test_sql_has_neither_clock_nor_chance() -> None:
    found = [
        str(file.relative_to(REPOSITORY))
        for file in sorted((REPOSITORY / "sql").rglob("*.sql"))
        if _SQL_CLOCK.search(sql_without_comments(file.read_text(encoding="utf-8")))
    ]
    assert found == []


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("reports/burn.py", "print('x')"),
        ("render/csv.py", "import sys\nsys.stdout.write('x')"),
        ("render/csv.py", "from sys import stderr as err\nerr.write('x')"),
        ("store/lock.py", "import sys\nsys.exit(4)"),
        ("store/lock.py", "raise SystemExit(4)"),
        ("reports/burn.py", "import datetime as dt\ndt.date.today()"),
        ("reports/burn.py", "from datetime import datetime\ndatetime.now(UTC)"),
        ("cli/burn.py", "from datetime import date\ndate.today()"),
        ("cli/burn.py", "from time import time\ntime()"),
        ("policy/load.py", "import os\nos.environ['FINOPS_CONFIG']"),
        ("policy/load.py", "from os import getenv\ngetenv('FINOPS_CONFIG')"),
        ("reports/burn.py", "import random\nrandom.random()"),
        ("prices/book.py", "from urllib.request import urlopen\nurlopen('x')"),
        ("cli/burn.py", "import typer\ntyper.echo('x')"),
    ],
)
def test_a_trespass_is_found(path: str, source: str) -> None:
    assert list(trespasses(Module(path, source)))


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("cli/diagnostics.py", "import sys\nsys.stderr.write('x')"),
        ("cli/clock.py", "from datetime import datetime\ndatetime.now(UTC)"),
        ("cli/main.py", "import os\nos.environ.get('NO_COLOR')"),
        ("reports/burn.py", "from datetime import date\ndate(2026, 1, 1)"),
        ("store/lock.py", "import time\ntime.monotonic()\ntime.sleep(1)"),
        ("reports/burn.py", "self.random = 1"),
    ],
)
def test_honest_code_passes(path: str, source: str) -> None:
    assert list(trespasses(Module(path, source))) == []
