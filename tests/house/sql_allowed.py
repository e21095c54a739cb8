"""What metric SQL may be made of: nodes and functions that DuckDB and Spark were seen to agree on.

An allow-list, because a translator is silently wrong about several others. To admit one more, run
it on both engines over nulls, ties, zeros and odd letters, and compare types and digits too.
"""

from __future__ import annotations

from sqlglot import exp

_STATEMENTS = (
    exp.Select, exp.Union, exp.Except, exp.Intersect, exp.Subquery, exp.With, exp.CTE, exp.From,
    exp.Join, exp.Lateral, exp.Where, exp.Group, exp.GroupingSets, exp.Rollup, exp.Having,
    exp.Qualify, exp.Order, exp.Ordered, exp.Limit, exp.Distinct, exp.Exists, exp.In,
)  # fmt: skip
_NAMES = (
    exp.Table, exp.TableAlias, exp.Alias, exp.Column, exp.Identifier, exp.Star, exp.Placeholder,
    exp.Literal, exp.Boolean, exp.Null, exp.Var, exp.Tuple, exp.Paren, exp.Bracket, exp.Interval,
    exp.DataType, exp.DataTypeParam,
)  # fmt: skip
_OPERATORS = (
    exp.And, exp.Or, exp.Not, exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.Is,
    exp.Between, exp.NullSafeEQ, exp.NullSafeNEQ, exp.Like, exp.Escape, exp.Add, exp.Sub, exp.Mul,
    exp.Div, exp.IntDiv, exp.Mod, exp.Neg, exp.DPipe, exp.Case, exp.If, exp.Cast,
)  # fmt: skip
_AGGREGATES = (exp.Sum, exp.Count, exp.Min, exp.Max, exp.GroupConcat, exp.Filter)
_WINDOWS = (
    exp.Window, exp.WindowSpec, exp.RowNumber, exp.Rank, exp.PercentRank, exp.Lag, exp.Lead,
)  # fmt: skip
_FUNCTIONS = (
    exp.Coalesce, exp.Nullif, exp.Greatest, exp.Least, exp.Abs, exp.Ceil, exp.Floor, exp.Round,
    exp.Sqrt, exp.Lower, exp.Upper, exp.Trim, exp.Substring, exp.SplitPart, exp.Replace, exp.Chr,
    exp.Levenshtein, exp.RegexpReplace, exp.MD5, exp.SHA2, exp.DateDiff, exp.TimestampTrunc,
    exp.DateTrunc, exp.Extract,
)  # fmt: skip

ALLOWED: frozenset[type[exp.Expr]] = frozenset(
    (*_STATEMENTS, *_NAMES, *_OPERATORS, *_AGGREGATES, *_WINDOWS, *_FUNCTIONS)
)

TYPES = frozenset({
    exp.DType.BIGINT, exp.DType.BOOLEAN, exp.DType.DATE, exp.DType.DECIMAL, exp.DType.DOUBLE,
    exp.DType.INT, exp.DType.TIMESTAMP, exp.DType.VARCHAR, exp.DType.TEXT,
})  # fmt: skip

_RANKED = "number the rows with row_number() and pick one: `(95 * n + 99) // 100` for p95"
_FIRST = (
    "`row_number() … = 1` with a unique last key: equal values and nulls are picked differently"
)
_IN_PYTHON = "the report does that in Python: the last digit differs between engines"
_RELATION = "join a small relation that the runner hands in"

# What people reach for first, and what to write in its place.
INSTEAD: dict[type[exp.Expr], str] = {
    exp.Avg: "a sum and a count; the report forms the quotient (types differ between engines)",
    exp.Median: _RANKED,
    exp.Quantile: _RANKED,
    exp.ApproxQuantile: _RANKED,
    exp.PercentileCont: f"{_RANKED}; it would silently become approximate",
    exp.PercentileDisc: f"{_RANKED}; it would silently become approximate",
    exp.ArgMax: _FIRST,
    exp.ArgMin: _FIRST,
    exp.AnyValue: _FIRST,
    exp.First: _FIRST,
    exp.Last: _FIRST,
    exp.ArrayAgg: "rows, folded by the report: the order inside is silently dropped",
    exp.TryCast: "readers have typed the columns; try_cast belongs to sql/readers",
    exp.Ln: _IN_PYTHON,
    exp.Log: _IN_PYTHON,
    exp.Exp: _IN_PYTHON,
    exp.Pow: _IN_PYTHON,
    exp.DayOfWeek: "`date_diff('day', date '2026-01-05', day) % 7`, Monday 0",
    exp.DayOfWeekIso: "`date_diff('day', date '2026-01-05', day) % 7`, Monday 0",
    exp.AtTimeZone: "join `offsets(from_utc, until_utc, offset_seconds)`: engines differ in zones",
    exp.GenerateSeries: f"{_RELATION}: `calendar(day)`",
    exp.Values: _RELATION,
    exp.Explode: _RELATION,
    exp.Unnest: _RELATION,
    exp.CountIf: "`count(*) filter (where …)`",
    exp.UserDefinedFunction: "a macro is DuckDB's alone: write a view",
}
