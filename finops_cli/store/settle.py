"""What rows come to: under which key each stands, who of equal ids is the call, what is repeated.

Works on the tables `staged` (rows as read), raw_calls and revisions (what is held).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from finops_cli.readers import READERS
from finops_cli.sqltext import fill, load, string
from finops_cli.store.columns import call_columns, content_key, content_text, filled, same_content

if TYPE_CHECKING:
    from finops_cli.store.gateway import Connection


@dataclass(frozen=True, slots=True)
class Outcome:
    """New calls, rows that say what is known, and rows that say something else of a known id."""

    calls: int
    duplicate_rows: int
    revised_rows: int


def key_rows(connection: Connection, *, per_file: str = "", files: str = "") -> None:
    """`incoming`: the good rows under their ids; only rows without one need a copy with a key.

    Equal rows are numbered within each file: where `staged` holds several, `per_file` is the column
    that names a row's, and `files` joins the relation that has it to `nameless`.
    """
    if not one(connection, load("store/nameless.sql")):
        connection.execute(
            f"create or replace temp view incoming as select {call_columns()}, rowid as ordinal from staged "
            "where reason is null and not skipped"
        )
        return
    connection.execute(
        fill(
            "store/incoming.sql",
            columns=call_columns(),
            nameless_text=content_text(timings=False),
            per_file=f", {per_file}" if per_file else "",
            files=f" {files}" if files else "",
            nameless_columns=call_columns().replace("call_id", "content_call_id as call_id"),
        )
    )
    connection.execute("create or replace temp view incoming as select * from keyed")


def find_rivals(connection: Connection) -> None:
    """`contested` and `settled`: rows that meet a row of the same id, and who of them stands."""
    connection.execute(fill("store/contested.sql", same_content=same_content("fresh", "known")))
    connection.execute(
        fill(
            "store/settled.sql",
            columns=call_columns(),
            known_columns=call_columns("known."),
            content_key=content_key(),
            known_content_key=content_key("known."),
            filled=filled(),
            known_filled=filled("known."),
            rank=_rank(),
        )
    )


def _rank() -> str:
    """What the formats say of rows that no other row of the same id may replace."""
    ranked = {reader.id_space: reader.rank for reader in READERS if reader.rank != "0"}
    cases = (f"when {string(space)} then {rank}" for space, rank in sorted(ranked.items()))
    return f"case id_space {' '.join(cases)} else 0 end" if ranked else "0"


def outcome(connection: Connection) -> Outcome:
    """Count what `incoming` came to."""
    row = connection.execute(load("store/counts.sql")).fetchone()
    assert row
    incoming, contested, same, new_calls, new_contents = row
    rivals = contested - same
    return Outcome(
        calls=incoming - contested + new_calls,
        duplicate_rows=same + rivals - new_contents,
        revised_rows=new_contents - new_calls,
    )


def one(connection: Connection, sql: str) -> int:
    """The one number that a query returns."""
    row = connection.execute(sql).fetchone()
    return int(row[0]) if row else 0
