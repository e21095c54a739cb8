"""Runs that no call names: each call names the one before it, and the first of them names the run.

Followed when calls are read and not when they are kept: the call before may come later, from another file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from finops_cli.sqltext import fill, load, string
from finops_cli.store.settle import one

if TYPE_CHECKING:
    from finops_cli.store.gateway import Connection

_ROUNDS = 32
"""Each round doubles the steps taken; more are left only of calls that continue one another in a circle."""


def calls_in_runs(connection: Connection) -> str:
    """The relation of the calls held, where each without a run is in the run that its chain leads to."""
    from finops_cli.readers import READERS

    spaces = ", ".join({string(reader.id_space): "" for reader in READERS if reader.is_chained})
    open_ends = f"run_id is null and parent_id is not null and id_space in ({spaces})"
    if not spaces or not one(connection, f"select count(*) from raw_calls where {open_ends}"):
        return "raw_calls"
    connection.execute(fill("store/chains.sql", spaces=spaces))
    for _ in range(_ROUNDS):
        connection.execute(load("store/chains_further.sql"))
        connection.execute("drop table chains; alter table chains_further rename to chains")
        if not one(connection, "select count(*) from chains where is_open"):
            break
    return (
        "(select raw_calls.* replace (coalesce(raw_calls.run_id, chains.root) as run_id) from raw_calls "
        "left join chains on raw_calls.id_space = chains.id_space and raw_calls.call_id = chains.call_id)"
    )
