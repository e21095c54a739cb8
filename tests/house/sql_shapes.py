"""How a statement must be built: names, orders, joins, windows. Rules as in sql_rules."""

from __future__ import annotations

from sqlglot import exp

from tests.house.sql_rules import NOT_UNIQUE, last_word, rule


@rule(exp.Star)
def stars_are_only_counted(node: exp.Star) -> str | None:
    return None if isinstance(node.parent, exp.Count) else "name the columns, no `*`"


@rule(exp.Alias)
def nulls_have_a_type(node: exp.Alias) -> str | None:
    return "write cast(null as varchar)" if isinstance(node.this, exp.Null) else None


@rule(exp.Table)
def tables_have_names(node: exp.Table) -> str | None:
    named = isinstance(node.this, exp.Identifier) and node.name.isidentifier()
    return None if named else "read a relation by name: functions that read belong to sql/readers"


@rule(exp.In)
def membership_is_of_a_relation(node: exp.In) -> str | None:
    query = node.args.get("query")
    if query is None or query.find(exp.From):
        return None
    return "`in (select 'a')` is read as a typed literal elsewhere: list the values"


@rule(exp.Placeholder)
def parameters_have_names(node: exp.Placeholder) -> str | None:
    return None if node.this else "a parameter has a name: $since"


@rule(exp.Column)
def lists_are_passed_through(node: exp.Column) -> str | None:
    """The one list is `by_values`, the values of --by; engines differ in all that looks into it."""
    through = (exp.Select, exp.Alias, exp.Group, exp.Ordered, exp.EQ, exp.Case, exp.If)
    if node.name != "by_values" or isinstance(node.parent, through):
        return None
    return "by_values is passed through as it is: the report looks into it"


@rule(exp.Union)
def columns_meet_by_position(node: exp.Union) -> str | None:
    return "no union by name" if node.args.get("by_name") else None


@rule(exp.With)
def nothing_is_recursive(node: exp.With) -> str | None:
    return "no recursion: it ends at 100 levels elsewhere" if node.args.get("recursive") else None


@rule(exp.CTE)
def nothing_is_materialized(node: exp.CTE) -> str | None:
    return "no `materialized`" if node.args.get("materialized") is not None else None


@rule(exp.Join)
def joins_are_plain(node: exp.Join) -> str | None:
    method = str(node.args.get("method") or "").lower()
    return f"no {method} join" if method else None


@rule(exp.Group)
def groups_name_their_keys(node: exp.Group) -> str | None:
    return "name the keys, no `group by all`" if node.args.get("all") else None


@rule(exp.WindowSpec)
def frames_exclude_nothing(node: exp.WindowSpec) -> str | None:
    return "no `exclude` in a frame: it is silently dropped" if node.args.get("exclude") else None


@rule(exp.Window)
def windows_are_ordered(node: exp.Window) -> str | None:
    if isinstance(node.this, exp.Count) and node.find(exp.Distinct):
        return "no count(distinct …) over"
    if not isinstance(node.this, exp.RowNumber | exp.Lag | exp.Lead):
        return None
    return order_is_total(node.args.get("order"))


@rule(exp.Limit)
def limits_cut_an_order(node: exp.Limit) -> str | None:
    ordered = node.parent.args.get("order") if node.parent else None
    return None if ordered else "a limit needs an order by"


def order_is_total(order: exp.Expr | None) -> str | None:
    """Rows that are equal in the last key come in any order: it has to be a unique one."""
    if order is None:
        return "order by a unique last key"
    last = order.expressions[-1].this
    if not isinstance(last, exp.Column) or last_word(last) in NOT_UNIQUE:
        return f"the order ends in `{last.sql('duckdb')}`; end it in a unique key"
    return None


def is_one_row(query: exp.Expr) -> bool:
    """Whether the text itself shows an answer of one row: aggregates without groups."""
    if not isinstance(query, exp.Select) or query.args.get("group"):
        return False
    return any(
        found.parent_select is query and not _is_window(found)
        for column in query.selects
        for found in column.find_all(exp.AggFunc)
    )


def _is_window(node: exp.Expr) -> bool:
    above = node.parent
    return isinstance(above, exp.Window) or (
        isinstance(above, exp.Filter) and isinstance(above.parent, exp.Window)
    )


def answer_is_ordered(statement: exp.Expr) -> str | None:
    """A metric's rows have one order on every engine."""
    if is_one_row(statement):
        return None
    wrong = order_is_total(statement.args.get("order"))
    return f"the final select: {wrong}" if wrong else None
