"""Calls to groups: one SELECT for every source, grouped by the raw columns that a question judges."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from finops_cli.call import TAGS
from finops_cli.readers.project import REDACTED
from finops_cli.sqltext import string
from finops_cli.store.days import day_sql

KEY_TYPES = {
    "day": "date",
    "run_id": "varchar",
    "agent_id": "varchar",
    "user_id": "varchar",
    "key_id": "varchar",
    "provider": "varchar",
    "model": "varchar",
    "status": "varchar",
}
MEASURES = (
    "calls",
    "run_calls",
    "logged_calls",
    "logged_cost_usd",
    "zero_cost_calls",
    "input_tokens",
    "cache_read_tokens",
    "cache_write_tokens",
    "cache_write_1h_tokens",
    "output_tokens",
)
_TOKENS = MEASURES[-5:]


@dataclass(frozen=True, slots=True)
class Grouping:
    """What a question needs of the calls beside their tags.

    `keys` ⊆ KEY_TYPES; `extras` are names in the tags map; `tokens` whether token sums are read.
    """

    keys: frozenset[str] = frozenset()
    extras: tuple[str, ...] = ()
    tokens: bool = False
    timezone: str = "UTC"
    latest: datetime = datetime(2100, 1, 1)

    def asked_keys(self) -> dict[str, str]:
        """Group columns that the question asks for, by name: tags as logged, then its keys."""
        columns = {tag: tag for tag in TAGS} | {key: key for key in KEY_TYPES if key in self.keys}
        if "day" in self.keys:
            columns["day"] = day_sql("started_at", self.timezone, self.latest)
        if self.extras:
            columns["extras"] = _extras(self.extras)
        return columns

    def key_expressions(self, *, hide_keys: bool = False) -> dict[str, str]:
        """Every group column by name: those asked for, NULL for the others.

        With `hide_keys` what looks like key material is hashed here, once a group and not once a row.
        """
        asked, kept = self.asked_keys(), REDACTED if hide_keys else {}
        columns = {tag: kept.get(tag, tag) for tag in TAGS}
        for key, kind in KEY_TYPES.items():
            columns[key] = kept.get(key, key) if key in asked else f"cast(null as {kind})"
        columns["extras"] = "extras" if self.extras else _extras(())
        columns["price_key"] = "cast(null as varchar)"
        return columns

    def measure_expressions(self, good: str = "true") -> dict[str, str]:
        """Sums over the rows for which `good` holds."""
        when = "" if good == "true" else f" filter (where {good})"
        sums = {
            "calls": f"count(*){when}",
            "run_calls": f"count(run_id){when}" if "run_id" in self.keys else "0",
            "logged_calls": f"count(logged_cost_usd){when}",
            "logged_cost_usd": f"cast(sum(logged_cost_usd){when} as decimal(38, 12))",
            "zero_cost_calls": f"count(*) filter (where zero_cost and {good})",
        }
        for name in _TOKENS:
            sums[name] = f"cast(coalesce(sum({name}){when}, 0) as bigint)" if self.tokens else "0"
        return sums

    def select(
        self,
        relation: str,
        *,
        good: str = "true",
        more: Mapping[str, str] | None = None,
        hide_keys: bool = False,
    ) -> str:
        """Groups of `relation`, with `more` aggregates of the caller.

        Only what is asked for is grouped by: a constant key would still be hashed on every row.
        """
        asked, more = self.asked_keys(), more or {}
        inner = asked | self.measure_expressions(good) | dict(more)
        listed = ", ".join(f"{sql} as {name}" for name, sql in inner.items())
        by = ", ".join(str(number) for number in range(1, len(asked) + 1))
        keys = ", ".join(
            f"{sql} as {name}" for name, sql in self.key_expressions(hide_keys=hide_keys).items()
        )
        return (
            f"select {', '.join([keys, *MEASURES, *more])} "
            f"from (select {listed} from {relation} group by {by})"
        )


def _extras(names: tuple[str, ...]) -> str:
    """The wanted names of the tags map, as a map; null-valued where a call lacks them."""
    kind = "map(varchar, varchar)"
    if not names:
        return f"cast(null as {kind})"
    keys = ", ".join(string(name) for name in names)
    values = ", ".join(f"tags[{string(name)}]" for name in names)
    return f"cast(map([{keys}], [{values}]) as {kind})"


def regrouped(relation: str, grouping: Grouping) -> str:
    """Groups of groups: parts that carry the same keys become one; those that cancel out vanish."""
    keys = list(grouping.key_expressions())
    sums = []
    for name in MEASURES:
        total = f"sum({name})"
        if name == "logged_cost_usd":
            total = f"case when sum(logged_calls) > 0 then cast(sum({name}) as decimal(38, 12)) end"
        else:
            total = f"cast({total} as bigint)"
        sums.append(f"{total} as {name}")
    by = ", ".join(str(number) for number in range(1, len(keys) + 1))
    return f"select {', '.join([*keys, *sums])} from {relation} group by {by} having sum(calls) > 0"


def negated() -> str:
    """The measures with their signs turned, to take rows out of their groups."""
    return ", ".join(f"-{name} as {name}" for name in MEASURES)
