"""What a command stands on: the policy, the place of the store, the source of its calls."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from finops_cli.cli import clock, diagnostics
from finops_cli.cli.options import Options
from finops_cli.errors import DataError, UsageError, nearest

if TYPE_CHECKING:
    from finops_cli.policy.model import Policy
    from finops_cli.store.files import Found
    from finops_cli.store.gateway import Connection
    from finops_cli.store.source import Source


@dataclass(frozen=True, slots=True)
class Session:
    """One command's options, policy and store."""

    options: Options
    policy: Policy
    config: Path | None
    store: Path
    timezone: str
    latest: datetime

    @property
    def patience(self) -> float:
        """Seconds to wait for a store that another process holds."""
        return 30.0 if self.options.lock_timeout is None else self.options.lock_timeout


def begin(options: Options, environ: Mapping[str, str]) -> Session:
    """Read the config and settle where the store is. Raises ConfigError, UsageError."""
    from finops_cli.policy import find_config, load_policy

    diagnostics.Voice.quiet, diagnostics.Voice.verbose = options.quiet, options.verbose
    config = find_config(options.config, environ, Path.cwd())
    policy = load_policy(config)
    latest = clock.now() + timedelta(days=1)
    return Session(
        options,
        policy,
        config,
        _store_path(options, environ, policy, config),
        _timezone(options.timezone, policy),
        latest,
    )


def _store_path(
    options: Options, environ: Mapping[str, str], policy: Policy, config: Path | None
) -> Path:
    said = options.store or environ.get("FINOPS_STORE")
    if said:
        return Path(said)
    if policy.store:
        return policy.store
    if config:
        return config.parent / "finops.duckdb"
    from platformdirs import user_data_path

    return user_data_path("finops", appauthor=False) / "finops.duckdb"


def _timezone(said: str | None, policy: Policy) -> str:
    if said is None:
        return policy.timezone
    from zoneinfo import ZoneInfo, available_timezones

    try:
        ZoneInfo(said)
    except (ValueError, OSError, LookupError):
        close = nearest(said, sorted(available_timezones()))
        hint = f"Did you mean {close}?" if close else "Names are those of IANA: Europe/Berlin."
        raise UsageError(f"--timezone {said}: no such timezone", hint) from None
    return said


@contextmanager
def source_of(session: Session, names: Sequence[str]) -> Iterator[Source]:
    """The calls of the named files, or of the store where none is named.

    Raises DataError where a named file cannot be read or there is nothing to read.
    """
    if names:
        with files_source(session, names) as source:
            yield source
        return
    from finops_cli.store.source import StoreSource
    from finops_cli.store.store import open_store

    with open_store(session.store, write=False, patience=session.patience) as connection:
        yield StoreSource(connection, session.store.name)


@contextmanager
def files_source(session: Session, names: Sequence[str]) -> Iterator[Source]:
    """The calls of files alone, in memory."""
    from finops_cli.store.files_source import FilesSource
    from finops_cli.store.gateway import connect
    from finops_cli.store.store import explained, prepare

    found = found_files(session, names)
    if found.refused:
        raise found.refused[0]
    if not found.files:
        raise DataError(f"{label_of(names)}: nothing to read", *_what_was_there(found))
    connection = connect(timezone=session.policy.ingest.timezone)
    try:
        prepare(connection, f"{session.latest:%Y-%m-%d %H:%M:%S}+00")
        with explained(Path(label_of(names))):
            yield FilesSource(
                connection,
                found.files,
                label_of(names),
                session.policy.ingest.fields,
                session.options.at,
                _as_typed(names),
            )
    finally:
        connection.close()


def found_files(session: Session, names: Sequence[str]) -> Found:
    """The log files behind the names; says which others were passed over."""
    from finops_cli.store.files import find

    found = find(names, session.options.format_in, session.policy.ingest.fields)
    diagnostics.files_passed_over(found.passed_over)
    return found


def _what_was_there(found: Found) -> list[str]:
    if found.empty:
        return [f"All {len(found.empty)} files are empty." if found.empty[1:] else "It is empty."]
    return ["Name log files, a folder that holds some, or - for standard input."]


def _as_typed(names: Sequence[str]) -> str:
    """The files for the command that a report suggests next; many of them only as a word."""
    import shlex

    return f" {shlex.join(names)}" if len(names) <= 3 else " FILES"


def label_of(names: Sequence[str]) -> str:
    """How a report names its files."""
    shown = [Path(name).name or name if name != "-" else "standard input" for name in names]
    return ", ".join(shown) if len(shown) <= 2 else f"{shown[0]} and {len(shown) - 1} more"


def prepared(connection: Connection, session: Session) -> None:
    """Macros and limits of reading, for a connection that ingests."""
    from finops_cli.store.store import prepare

    prepare(connection, f"{session.latest:%Y-%m-%d %H:%M:%S}+00")
