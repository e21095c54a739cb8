"""Policy, scope and prices as the small relations that SQL joins."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from finops_cli.call import TAGS
from finops_cli.policy.model import Policy
from finops_cli.scope import Days, Scope
from finops_cli.sqltext import load

if TYPE_CHECKING:
    from finops_cli.store.gateway import Connection


def create_relations(connection: Connection, policy: Policy) -> None:
    """Tables tag_aliases, tag_placeholders, tag_allowed, required_tags, exceptions…, prices."""
    connection.execute(load("store/relations.sql"))
    tags = policy.tags
    _rows(
        connection,
        "tag_aliases",
        (
            (tag, name.strip().lower(), value)
            for tag, names in tags.aliases.items()
            for name, value in names.items()
        ),
    )
    _rows(connection, "tag_placeholders", ((name.lower(),) for name in set(tags.placeholders)))
    _rows(
        connection,
        "tag_allowed",
        (
            (tag, value.strip().lower(), value)
            for tag, values in tags.allowed.items()
            for value in values
        ),
    )
    _rows(connection, "required_tags", _required(policy))
    _exceptions(connection, policy)


def extra_tags(policy: Policy) -> list[str]:
    """Required tags outside the schema, in order: they come from the tags map."""
    names = (tag for requirement in policy.tags.required for tag in requirement.split("|"))
    return list(dict.fromkeys(plain(name) for name in names if plain(name) not in TAGS))


def plain(name: str) -> str:
    """`tags.squad` is the tag `squad`."""
    return name.removeprefix("tags.")


def _required(policy: Policy) -> Iterator[tuple[Any, ...]]:
    """(requirement, tag, is_extra, place, bit): place is 4^position in the signature."""
    extras = extra_tags(policy)
    for number, requirement in enumerate(policy.tags.required):
        for tag in map(plain, requirement.split("|")):
            is_extra = tag not in TAGS
            position = extras.index(tag) if is_extra else TAGS.index(tag)
            yield requirement, tag, is_extra, 4**position, 2**number


def _exceptions(connection: Connection, policy: Policy) -> None:
    required = policy.tags.required
    for number, exception in enumerate(policy.tags.exceptions):
        _rows(connection, "exceptions", [(number, exception.expires)])
        fields = exception.match.fields.items()
        _rows(
            connection,
            "exception_fields",
            ((number, name, plain(name), like(pattern)) for name, pattern in fields),
        )
        bits = (
            2**place
            for place, requirement in enumerate(required)
            if requirement in exception.tags or set(requirement.split("|")) & set(exception.tags)
        )
        _rows(connection, "exception_tags", ((number, bit) for bit in bits))


def like(pattern: str) -> str:
    """A pattern in which `*` stands for any text, for LIKE with escape '!'."""
    for char in "!%_":
        pattern = pattern.replace(char, "!" + char)
    return pattern.replace("*", "%")


def set_scope(connection: Connection, scope: Scope, days: Days) -> None:
    """The one row of `scope`, and the days of `calendar` around the window."""
    connection.execute("delete from scope")
    _rows(
        connection,
        "scope",
        [
            (
                days.since,
                days.until,
                days.prior_since,
                days.prior_until,
                days.as_of,
                scope.cost_basis,
            )
        ],
    )


def _rows(connection: Connection, table: str, rows: Iterable[tuple[Any, ...]]) -> None:
    """All rows in one statement: what is small should cost little."""
    listed = list(rows)
    if not listed:
        return
    marks = "(" + ", ".join("?" for _ in listed[0]) + ")"
    values = [value for row in listed for value in row]
    connection.execute(f"insert into {table} values {', '.join([marks] * len(listed))}", values)
