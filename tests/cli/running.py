"""Runs `finops` and says what came out: in this process, or as the real command."""

from __future__ import annotations

import contextlib
import io
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest import mock

from finops_cli.cli import main

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

FINOPS = Path(sys.executable).with_name("finops")


@dataclass(frozen=True)
class Ran:
    """Exit code, stdout and stderr of one run."""

    code: int
    out: str
    err: str

    def json(self) -> Any:
        """stdout as JSON, every number exact."""
        return json.loads(self.out, parse_float=Decimal)


def clean_environment(folder: Path, more: Mapping[str, str] | None = None) -> dict[str, str]:
    """What a run inherits: no setting of the person who runs the tests."""
    home = str(folder / ".home")
    return {
        "PATH": os.pathsep.join([str(FINOPS.parent), "/usr/bin", "/bin"]),
        "HOME": home,
        "XDG_DATA_HOME": f"{home}/data",
        "LANG": "C.UTF-8",
    } | dict(more or {})


def run(*arguments: str, folder: Path, env: Mapping[str, str] | None = None) -> Ran:
    """`finops ARGUMENTS` in this process, as a pipe would see it."""
    raw = io.BytesIO()
    out = io.TextIOWrapper(raw, encoding="utf-8", write_through=True)
    err = io.StringIO()
    with (
        contextlib.chdir(folder),
        mock.patch.dict(os.environ, clean_environment(folder, env), clear=True),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
        _no_input(),
    ):
        code = main._code(list(arguments))
    out.flush()
    return Ran(code, raw.getvalue().decode(errors="surrogateescape"), err.getvalue())


@contextlib.contextmanager
def _no_input() -> Iterator[None]:
    with mock.patch.object(sys, "stdin", io.TextIOWrapper(io.BytesIO())):
        yield


def shell(line: str, folder: Path, env: Mapping[str, str] | None = None) -> Ran:
    """A line of a shell that runs the real command."""
    done = subprocess.run(
        ["/bin/sh", "-c", line],
        cwd=folder,
        env=clean_environment(folder, env),
        capture_output=True,
        stdin=subprocess.DEVNULL,
        timeout=120,
        check=False,
    )
    return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())
