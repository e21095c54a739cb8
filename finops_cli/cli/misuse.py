"""What the parser refuses, in our words: lower case, with the nearest name and where help is."""

from __future__ import annotations

import re
from typing import Any

import typer

from finops_cli.errors import UsageError, nearest

Misuse: type[Exception] = typer.BadParameter.__bases__[0]
"""What the parser raises for anything wrong on the command line."""


def misuse(wrong: Any) -> UsageError:
    """The error for a `Misuse`."""
    message = str(wrong.format_message()).strip()
    message = re.split(r"\.? \(?(?:Did you mean|Possible options)", message)[0].rstrip(".")
    if refused := re.fullmatch(
        r"Invalid value for '(--\S+)': '?(.*?)'? is not .* range.*", message
    ):
        return _no_number(refused[1], refused[2], getattr(wrong, "param", None))
    context = getattr(wrong, "ctx", None)
    quoted = re.search(r"'([^']+)'|: (-\S+)$", message)
    word = (quoted[1] or quoted[2]) if quoted else ""
    names = _names(context, commands="command" in message)
    close = None if word in names else nearest(word, names)
    path = context.command_path if context else "finops"
    return UsageError(
        message[:1].lower() + message[1:],
        f"Did you mean {close}?" if close else f"{path} --help lists what there is.",
    )


def _no_number(option: str, given: str, parameter: Any) -> UsageError:
    """A number that is none, or too small; every number of the command line starts at 0."""
    whole = "int" in str(getattr(getattr(parameter, "type", None), "name", "int"))
    return UsageError(f"{option} {given}: give a {'whole ' * whole}number, 0 or more")


def _names(context: Any, *, commands: bool) -> list[str]:
    """The commands, or the options of the command at hand."""
    command = getattr(context, "command", None)
    if commands:
        return list(getattr(command, "commands", {}))
    options = (name for each in getattr(command, "params", ()) for name in each.opts)
    return [name for name in options if name.startswith("-")]
