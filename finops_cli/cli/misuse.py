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
    message = re.split(r"\.? \(?Did you mean", message)[0].rstrip(".")
    context = getattr(wrong, "ctx", None)
    word = message.split("'")[1] if message.count("'") >= 2 else ""
    names = _names(context, commands="command" in message)
    close = None if word in names else nearest(word, names)
    path = context.command_path if context else "finops"
    return UsageError(
        message[:1].lower() + message[1:],
        f"Did you mean {close}?" if close else f"{path} --help lists what there is.",
    )


def _names(context: Any, *, commands: bool) -> list[str]:
    """The commands, or the options of the command at hand."""
    command = getattr(context, "command", None)
    if commands:
        return list(getattr(command, "commands", {}))
    options = (name for each in getattr(command, "params", ()) for name in each.opts)
    return [name for name in options if name.startswith("-")]
