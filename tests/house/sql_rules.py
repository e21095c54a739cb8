"""How an allowed node must be written: each rule says what is wrong, or nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from sqlglot import exp

from tests.house.sql_allowed import TYPES

Check = Callable[[Any], str | None]
Rule = TypeVar("Rule", bound=Check)

RULES: dict[type[exp.Expr], list[Check]] = {}

# Last words of names that no order may end in: rows can be equal in them.
NOT_UNIQUE = {"usd", "tokens", "share", "multiple", "ms", "at", "calls", "runs", "steps", "days"}
# Last words of names that hold days or times.
_TIMES = {"day", "date", "at", "on", "utc", "start", "end", "since", "until"}

_WHOLE = "a double becomes whole by ceil or floor: casts round here and cut there"
_TEXT = "a double has no text of its own: 1e-07 or 1.0E-7"
_FROM_DOUBLE = {
    exp.DType.DECIMAL: "a double never becomes money: 1.005 rounds to 1.00 or 1.01",
    exp.DType.BIGINT: _WHOLE,
    exp.DType.INT: _WHOLE,
    exp.DType.VARCHAR: _TEXT,
    exp.DType.TEXT: _TEXT,
}


def rule(*kinds: type[exp.Expr]) -> Callable[[Rule], Rule]:
    """Hold the decorated function against every node of these kinds."""

    def hold(check: Rule) -> Rule:
        for kind in kinds:
            RULES.setdefault(kind, []).append(check)
        return check

    return hold


def is_double(node: exp.Expr | None) -> bool:
    """Whether the text itself shows a DOUBLE."""
    match node:
        case exp.Cast():
            return bool(node.to.this == exp.DType.DOUBLE)
        case exp.Paren() | exp.Neg() | exp.Nullif() | exp.Coalesce() | exp.Abs():
            return is_double(node.this)
        case exp.Add() | exp.Sub() | exp.Mul() | exp.Div():
            return is_double(node.this) or is_double(node.expression)
        case exp.Sqrt():
            return True
    return False


def is_never_zero(node: exp.Expr) -> bool:
    """Whether the text itself shows that a divisor is not zero (null is well)."""
    match node:
        case exp.Literal():
            return not node.is_string and float(node.name) != 0
        case exp.Nullif():
            return node.expression.is_number and float(node.expression.name) == 0
        case exp.Cast() | exp.Paren() | exp.Neg():
            return is_never_zero(node.this)
    return False


def last_word(node: exp.Expr | None) -> str:
    """The last word of a column's or parameter's name: `cost_usd` gives `usd`."""
    named = isinstance(node, exp.Column | exp.Placeholder)
    return str(node.name).lower().rpartition("_")[2] if node and named else ""


def _cast_above(node: exp.Expr) -> exp.DataType | None:
    above = node.parent
    while isinstance(above, exp.Filter | exp.Window | exp.Coalesce | exp.Paren):
        above = above.parent
    return above.to if type(above) is exp.Cast else None


@rule(exp.Sum)
def sums_have_a_type(node: exp.Sum) -> str | None:
    if is_double(node.this):
        return "no sum of doubles: its last digits depend on the order of the rows"
    to = _cast_above(node)
    if to is None or to.sql() not in {"DECIMAL(38, 12)", "BIGINT"}:
        return "write cast(sum(…) as decimal(38, 12)) or as bigint: engines widen differently"
    return None


@rule(exp.Cast)
def casts_mean_the_same(node: exp.Cast) -> str | None:
    if node.to.this not in TYPES:
        return f"no cast to {node.to.sql().lower()}"
    return _FROM_DOUBLE.get(node.to.this) if is_double(node.this) else None


@rule(exp.Round)
def only_decimals_are_rounded(node: exp.Round) -> str | None:
    return "round a double in Python, where it is shown" if is_double(node.this) else None


@rule(exp.Div)
def divisions_are_of_doubles(node: exp.Div) -> str | None:
    if not (is_double(node.this) and is_double(node.expression)):
        return "write cast(a as double) / nullif(cast(b as double), 0): decimals divide differently"
    return divisors_are_not_zero(node)


@rule(exp.IntDiv, exp.Mod)
def divisors_are_not_zero(node: exp.Expr) -> str | None:
    if is_never_zero(node.args["expression"]):
        return None
    return "nullif(…, 0) around the divisor: x / 0 is infinite on one engine, an error on the other"


@rule(exp.Sub)
def days_are_not_subtracted(node: exp.Sub) -> str | None:
    if node.expression.find(exp.Interval) or node.this.find(exp.Interval):
        return "no interval subtraction: `day - 7`, or date_diff('day', a, b)"
    if last_word(node.this) in _TIMES and last_word(node.expression) in _TIMES:
        return "write date_diff('day', a, b): a difference of dates is an interval elsewhere"
    return None


@rule(exp.Interval)
def intervals_are_literal(node: exp.Interval) -> str | None:
    if not isinstance(node.this, exp.Literal):
        return "an interval is a literal: `n * interval 1 second`, or `day + n`"
    long = node.unit is not None and node.unit.name.upper() in {"DAY", "WEEK", "MONTH", "YEAR"}
    if long and isinstance(node.parent, exp.Add) and _cast_above(node.parent) is None:
        return "write cast(day + interval 1 day as date): it is a timestamp here and a date there"
    return None


@rule(exp.DateDiff)
def differences_are_in_days(node: exp.DateDiff) -> str | None:
    return None if node.text("unit").upper() == "DAY" else "date_diff counts days and nothing else"


@rule(exp.TimestampTrunc, exp.DateTrunc)
def truncated_times_are_cast(node: exp.Expr) -> str | None:
    to = _cast_above(node)
    if to is not None and to.this == exp.DType.DATE:
        return None
    return "write cast(date_trunc('month', day) as date)"


@rule(exp.Extract)
def only_hours_are_extracted(node: exp.Extract) -> str | None:
    return None if node.name.upper() == "HOUR" else "extract gives hours and nothing else"


@rule(exp.Bracket)
def brackets_hold_keys(node: exp.Bracket) -> str | None:
    numbers = [key for key in node.expressions if not (key.is_string or type(key) is exp.Column)]
    return "brackets look up a map's key; a list's position raises or is null" if numbers else None


@rule(exp.RegexpReplace)
def replacements_are_global(node: exp.RegexpReplace) -> str | None:
    modifiers = node.args.get("modifiers")
    return None if modifiers and "g" in modifiers.name else "regexp_replace needs 'g'"


@rule(exp.Like)
def patterns_have_no_backslash(node: exp.Like) -> str | None:
    return "escape with `escape '!'`, not a backslash" if "\\" in node.expression.name else None


@rule(exp.GroupConcat)
def texts_are_joined_in_order(node: exp.GroupConcat) -> str | None:
    return None if node.find(exp.Order) else "string_agg needs its order by"
