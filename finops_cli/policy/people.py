"""[owners] and [notify]: who is told, and how a message reaches them."""

from __future__ import annotations

from dataclasses import dataclass

from finops_cli.policy.kinds import Text, WebAddress, Words
from finops_cli.policy.tables import setting


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """Where one owner's messages go."""

    webhook: str | None = setting(
        WebAddress(),
        "Address to which the message is posted.",
        "https://hooks.example/dana",
        default=None,
        unset="nothing is posted",
    )
    command: str | None = setting(
        Text(),
        "Command that gets the message on its standard input.",
        "mail -s finops dana@example.com",
        default=None,
        unset="no command",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class NotifyPolicy:
    """The default destination, for owners without an entry of their own."""

    webhook: str | None = setting(
        WebAddress(),
        "Address to which messages are posted.",
        "https://hooks.example/finops",
        default=None,
        unset="standard output",
    )
    command: str | None = setting(
        Text(),
        "Command that gets messages on its standard input.",
        "mail -s finops finance@example.com",
        default=None,
        unset="standard output",
    )
    cc: tuple[str, ...] = setting(
        Words("a list of owners"),
        "Owners who are told as well as the owner, never instead.",
        ("finance",),
        default=(),
        unset="nobody else",
    )
