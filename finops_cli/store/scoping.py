"""From groups to groups in scope: tags judged, exceptions applied, environment and filters chosen."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from finops_cli.call import TAGS
from finops_cli.policy.model import Policy
from finops_cli.scope import Days, Filter, Scope
from finops_cli.sqltext import load, string
from finops_cli.store.relations import create_relations, extra_tags, plain, set_scope

if TYPE_CHECKING:
    from finops_cli.store.gateway import Connection

_UNTAGGED, _NONE = "(untagged)", "(none)"


def scope_groups(connection: Connection, scope: Scope, policy: Policy, days: Days) -> None:
    """Make scoped_groups, left_out_groups, patterns, call_groups and the facts over raw_groups."""
    create_relations(connection, policy)
    set_scope(connection, scope, days)
    _table(connection, "tag_values", "staging/tag_values.sql")
    _view(connection, "judged_groups", "staging/judged_groups.sql")
    _judge_scope(connection, scope, policy)
    _table(connection, "patterns", "staging/patterns.sql")
    _view(connection, "call_groups", "staging/call_groups.sql")


def agent_facts(connection: Connection, days: Days) -> None:
    """The facts about agents' days, and `calendar`: the days that medians of the window can reach."""
    _view(connection, "agent_days", "facts/agent_days.sql")
    row = connection.execute("select min(day) from call_groups").fetchone()
    first = row[0] if row and row[0] else days.since
    connection.execute("create or replace temp table calendar (day date, has_data boolean)")
    connection.execute(
        "insert into calendar select cast(day as date), day >= $first "
        "from (select unnest(generate_series($start, $last, interval 1 day)) as day)",
        {"first": first, "start": days.since - timedelta(days=10), "last": days.until},
    )
    _table(connection, "agent_spine", "facts/agent_spine.sql")
    _view(connection, "agent_medians", "facts/agent_medians.sql")
    _table(connection, "agent_baselines", "facts/agent_baselines.sql")
    _view(connection, "agent_labels", "facts/agent_labels.sql")
    _view(connection, "agent_worst_days", "facts/agent_worst_days.sql")


def _view(connection: Connection, name: str, file: str) -> None:
    connection.execute(f"create or replace temp view {name} as {load(file)}")


def _table(connection: Connection, name: str, file: str) -> None:
    connection.execute(f"create or replace temp table {name} as {load(file)}")


def _judge_scope(connection: Connection, scope: Scope, policy: Policy) -> None:
    """`judged_scope`: every group with its cost, excuses, group values, and whether it is in scope."""
    environment, values = _environment(scope, policy)
    clauses = ["true"]
    for number, one in enumerate(scope.filters):
        clauses.append(_filter_sql(one, f"f{number}"))
        if one.value:
            values[f"f{number}"] = _as_judged(one, policy)
    excused = "cast(0 as bigint)"
    joined = ""
    if policy.tags.exceptions:
        _view(connection, "group_exceptions", "staging/group_exceptions.sql")
        excused = "coalesce(group_exceptions.excused_bits, 0)"
        joined = "left join group_exceptions on judged_groups.group_id = group_exceptions.group_id"
    connection.execute(
        "create or replace temp table judged_scope as select judged_groups.*, "
        f"{_cost()} as cost_usd, {_extra_signature(policy)} as extra_signature, "
        f"{excused} as excused_bits, {by_values(scope.by)} as by_values, "
        f"({environment}) as is_in_environment from judged_groups {joined} "
        f"where {' and '.join(_same_field_together(scope.filters, clauses))}",
        values,
    )
    for name, condition in (("scoped_groups", ""), ("left_out_groups", "not ")):
        connection.execute(
            f"create or replace temp view {name} as select * exclude (is_in_environment) "
            f"from judged_scope where {condition}is_in_environment"
        )


def _cost() -> str:
    return (
        "case when logged_cost_usd is null and computed_cost_usd is null then null "
        "else cast(coalesce(logged_cost_usd, 0) + coalesce(computed_cost_usd, 0) as decimal(38, 12)) end"
    )


def _environment(scope: Scope, policy: Policy) -> tuple[str, dict[str, object]]:
    """Production takes in whatever is not explicitly another environment."""
    wanted = _alias("environment", scope.environment, policy).lower()
    if wanted == "all":
        return "true", {}
    if wanted != "production":
        return "coalesce(lower(environment) = $environment, false)", {"environment": wanted}
    sandboxes = ", ".join(string(name.lower()) for name in policy.sandbox.environments) or "''"
    return (
        "(environment_state > 0 or lower(environment) = $environment) "
        f"and coalesce(lower(environment) not in ({sandboxes}), true)",
        {"environment": wanted},
    )


def _alias(tag: str, value: str, policy: Policy) -> str:
    """A value as the policy judges it: trimmed, alias applied, allowed spelling."""
    trimmed = value.strip()
    renamed = policy.tags.aliases.get(tag, {}).get(trimmed.lower(), trimmed)
    allowed = {name.lower(): name for name in policy.tags.allowed.get(tag, ())}
    return allowed.get(renamed.lower(), renamed)


def _as_judged(one: Filter, policy: Policy) -> str:
    return _alias(one.field, one.value, policy) if one.field in TAGS else one.value


def field_sql(name: str) -> str:
    """A field of --filter and --by over judged_groups; names outside the schema come from the tags."""
    if name == "day":
        return "cast(day as varchar)"
    if name != "topic" and not name.startswith("tags."):
        return name
    value = f"trim(extras[{string(plain(name))}])"
    return f"(case when lower({value}) in (select name from tag_placeholders) then null else {value} end)"


def _filter_sql(one: Filter, parameter: str) -> str:
    field = field_sql(one.field)
    if not one.value:
        return f"{field} is {'not ' if one.negated else ''}null"
    return f"{field} is {'' if one.negated else 'not '}distinct from ${parameter}"


def _same_field_together(filters: tuple[Filter, ...], clauses: list[str]) -> list[str]:
    """Equalities of one field are alternatives; everything else must hold at once."""
    together: dict[str, list[str]] = {}
    rest = [clauses[0]]
    for one, clause in zip(filters, clauses[1:], strict=True):
        if one.negated:
            rest.append(clause)
        else:
            together.setdefault(one.field, []).append(clause)
    return rest + [f"({' or '.join(group)})" for group in together.values()]


def by_values(by: tuple[str, ...]) -> str:
    """The group's values as a list of texts; what is missing has a name as well."""
    if not by:
        return "cast([] as varchar[])"
    parts = []
    for name in by:
        tagged = name in TAGS or name == "topic" or name.startswith("tags.")
        parts.append(f"coalesce({field_sql(name)}, '{_UNTAGGED if tagged else _NONE}')")
    return f"[{', '.join(parts)}]"


def _extra_signature(policy: Policy) -> str:
    """States of required tags outside the schema, base 4."""
    parts = ["cast(0 as bigint)"]
    for position, name in enumerate(extra_tags(policy)):
        value = f"extras[{string(name)}]"
        parts.append(
            f"case when {value} is null then 1 when lower(trim({value})) in "
            f"(select name from tag_placeholders) then 2 else 0 end * {4**position}"
        )
    return " + ".join(parts)


def needs_day(scope: Scope, policy: Policy, window_is_cut: bool) -> bool:
    """Whether groups must tell their day: windows, exceptions that expire, --by day."""
    return window_is_cut or bool(policy.tags.exceptions) or "day" in scope.by


def wanted_keys(scope: Scope, policy: Policy) -> tuple[set[str], list[str]]:
    """Raw keys and names of the tags map that filters, grouping, exceptions and policy ask for."""
    names = {one.field for one in scope.filters} | set(scope.by)
    for exception in policy.tags.exceptions:
        names |= set(exception.match.fields)
    extras = [plain(name) for name in names if name == "topic" or name.startswith("tags.")]
    keys = {name for name in names if name not in TAGS and plain(name) not in extras}
    return keys, list(dict.fromkeys([*sorted(extras), *extra_tags(policy)]))
