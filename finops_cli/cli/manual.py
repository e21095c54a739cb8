"""The manual's half that only the command line knows: each command's help, and real screens.

Imported by `make docs` and by tests, never by a command.
"""

from __future__ import annotations

import contextlib
import inspect
import io
import os
import sys
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

import typer.main

from finops_cli.cli.main import app, main

WIDTH = 80
_OWN = "Options"
_EXAMPLE = "Example:"


@dataclass(frozen=True, slots=True)
class Printed:
    """What one command line printed, and its exit code."""

    stdout: bytes
    stderr: str
    code: int

    @property
    def text(self) -> str:
        """stdout as text."""
        return self.stdout.decode()


@dataclass(frozen=True, slots=True)
class Command:
    """One command of the live tree."""

    name: str
    panel: str
    says: str
    example: str
    usage: str
    panels: dict[str, list[tuple[str, str]]]  # panel -> (spelling, meaning) of each option


def commands() -> list[Command]:
    """Every command, panel by panel as in `finops --help`."""
    tree: Any = typer.main.get_command(app)
    declared = {one.name: _arguments(one.callback) for one in app.registered_commands}
    return [_command(name, one, declared[name]) for name, one in tree.commands.items()]


def global_options() -> dict[str, list[tuple[str, str]]]:
    """What may stand before any command."""
    tree: Any = typer.main.get_command(app)
    return _panels(tree.params, {})


def _arguments(callback: Any) -> dict[str, str]:
    """What is said of each argument where it is declared: not every version hands it on."""
    marks = {
        parameter.name: getattr(parameter.annotation, "__metadata__", (None,))[0]
        for parameter in inspect.signature(callback).parameters.values()
    }
    return {name: str(getattr(mark, "help", None) or "") for name, mark in marks.items()}


def _command(name: str, one: Any, said: dict[str, str]) -> Command:
    says, _, example = (one.help or "").partition(_EXAMPLE)
    arguments = [p for p in one.params if p.param_type_name == "argument"]
    shown = " ".join(p.metavar or f"[{p.name.upper()}]" for p in arguments)
    return Command(
        name=name,
        panel=str(one.rich_help_panel),
        says=" ".join(says.split()),
        example=" ".join(example.split()),
        usage=f"finops {name} [OPTIONS] {shown}".rstrip(),
        panels=_panels(one.params, said),
    )


def _panels(params: Sequence[Any], said: dict[str, str]) -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for param in params:
        if param.param_type_name == "argument":
            entry = (param.metavar or f"[{param.name.upper()}]", said[param.name])
            found.setdefault("Arguments", []).append(entry)
        else:
            entry = (_spelling(param), _meaning(param))
            found.setdefault(param.rich_help_panel or _OWN, []).append(entry)
    return found


def _spelling(param: Any) -> str:
    short = sorted(param.opts, key=len)
    return ", ".join(short) + ("" if param.is_flag or not param.metavar else f" {param.metavar}")


def _meaning(param: Any) -> str:
    text = str(param.help or "")
    plain = isinstance(param.default, str) and param.default
    return f"{text} Default: {param.default}." if plain else text


def help_text(command: Command) -> str:
    """Usage and every option at a fixed width, whatever the terminal."""
    lines = [command.usage]
    for panel, options in command.panels.items():
        lines += ["", panel, *_listed(options)]
    return "\n".join(lines)


def _listed(options: Sequence[tuple[str, str]]) -> Iterator[str]:
    widest = max(len(spelling) for spelling, _ in options)
    for spelling, meaning in options:
        indent = " " * (widest + 4)
        first = f"  {spelling.ljust(widest)}  "
        yield textwrap.fill(
            meaning,
            WIDTH,
            initial_indent=first,
            subsequent_indent=indent,
            break_on_hyphens=False,
            break_long_words=False,
        )


def run(line: str, folder: Path, **environment: str) -> Printed:
    """Run a command line such as `finops burn --month` in `folder`, at 80 columns.

    No variable of whoever runs it reaches the command but HOME and PATH.
    """
    import shlex

    words = shlex.split(line)
    kept = {name: os.environ[name] for name in ("HOME", "PATH", "TMPDIR") if name in os.environ}
    variables = kept | {"COLUMNS": str(WIDTH)} | environment
    out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True)
    errors = io.StringIO()
    with (
        mock.patch.dict(os.environ, variables, clear=True),
        mock.patch.object(sys, "argv", words),
        contextlib.chdir(folder),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(errors),
    ):
        code = _ended()
    out.flush()
    assert isinstance(out.buffer, io.BytesIO)
    return Printed(out.buffer.getvalue(), errors.getvalue(), code)


def _ended() -> int:
    try:
        main()
    except SystemExit as left:
        return left.code if isinstance(left.code, int) else 1
    return 0
