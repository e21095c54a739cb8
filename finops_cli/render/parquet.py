"""Parquet: the rows typed and exact, and the rest of the answer as file metadata.

Money is DECIMAL(38,12), a series a list of it, an object its JSON text, since its keys vary by row.
Shares, multiples and numbers are quotients and thus DOUBLE.
"""

from __future__ import annotations

import io
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from finops_cli.render.interface import Rendered, Renderer, View
from finops_cli.render.json_ import about, others
from finops_cli.render.shared.inert import storable
from finops_cli.render.shared.plain import to_json
from finops_cli.render.shared.rounding import half_up
from finops_cli.render.shared.rows import for_machines
from finops_cli.report import ColumnSpec, Report, Row, Unit, Value

if TYPE_CHECKING:
    import pyarrow as pa

METADATA = b"finops.report"
"""The key under which the file holds the JSON document without its rows."""

_MONEY = Decimal("0.000000000001")


def render(report: Report, view: View) -> Rendered:
    """A Parquet file; the same report gives the same bytes with the same pyarrow."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    body = for_machines(report, view)
    schema = pa.schema(
        [pa.field(column.name, _type(column.unit)) for column in body.columns],
        metadata={METADATA: to_json({**about(report), **others(body)}).encode()},
    )
    arrays = [_array(column, body.rows, schema.field(column.name).type) for column in body.columns]
    sink = io.BytesIO()
    pq.write_table(pa.Table.from_arrays(arrays, schema=schema), sink, compression="zstd")
    return Rendered(sink.getvalue())


def _type(unit: Unit) -> pa.DataType:
    import pyarrow as pa

    money = pa.decimal128(38, 12)
    types: dict[Unit, pa.DataType] = {
        **dict.fromkeys(("count", "tokens", "ms", "ordinal"), pa.int64()),
        **dict.fromkeys(("share", "multiple", "number"), pa.float64()),
        "usd": money,
        "day": pa.date32(),
        "instant": pa.timestamp("us", tz="UTC"),
        "flag": pa.bool_(),
        "series": pa.list_(money),
    }
    return types.get(unit, pa.string())


def _array(column: ColumnSpec, rows: tuple[Row, ...], kind: pa.DataType) -> pa.Array:
    import pyarrow as pa

    return pa.array([_typed(row.get(column.name), column.unit) for row in rows], kind)


def _typed(value: Value, unit: Unit) -> Any:
    """What pyarrow takes for a unit; NaN and infinity are unknown."""
    if value is None or (isinstance(value, Decimal) and not value.is_finite()):
        return None
    if unit == "series" and isinstance(value, (list, tuple)):
        return [_typed(each, "usd") for each in value]
    if isinstance(value, (int, Decimal)) and not isinstance(value, bool):
        return _number(value, unit)
    if isinstance(value, datetime) and value.tzinfo is None:
        return value.replace(tzinfo=UTC)
    if unit in ("text", "object") and not isinstance(value, str):
        return storable(to_json(value).strip('"') if unit == "text" else to_json(value))
    return storable(value) if isinstance(value, str) else value


def _number(value: int | Decimal, unit: Unit) -> Any:
    if unit == "usd":
        return half_up(Decimal(value), _MONEY)
    if unit in ("share", "multiple", "number"):
        return float(value)
    return str(value) if unit in ("text", "object") else int(value)


RENDERER = Renderer("parquet", (".parquet", ".pq"), render, binary=True)
