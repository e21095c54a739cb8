"""Options declared once: every command that shares them shows and reads them alike."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Annotated, Any

import typer

_WHICH, _LOOKS, _WHERE = "Which calls", "How it is shown", "Where things are"


@dataclass(slots=True)
class Options:
    """Every shared option, as given."""

    since: str | None = None
    until: str | None = None
    day: bool = False
    week: bool = False
    month: bool = False
    as_of: str | None = None
    timezone: str | None = None
    environment: str = "production"
    filter: list[str] = field(default_factory=list)
    by: str | None = None
    cost_basis: str = "auto"
    format_in: str | None = None
    at: str | None = None
    reprice: bool = False
    limit: int | None = None
    format: str | None = None
    output: Path | None = None
    store: str | None = None
    config: str | None = None
    lock_timeout: float | None = None
    quiet: bool = False
    verbose: bool = False
    no_color: bool = False


def _option(panel: str, text: str, *names: str, **more: Any) -> Any:
    return typer.Option(*names, help=text, rich_help_panel=panel, **more)


_SHARED: dict[str, tuple[Any, Any]] = {
    "since": (
        str | None,
        _option(
            _WHICH,
            "First day: 2026-11-07, 7d, 2w, yesterday, last-week, last-month.",
            "--since",
            metavar="D",
        ),
    ),
    "until": (str | None, _option(_WHICH, "Last day, inclusive.", "--until", metavar="D")),
    "day": (bool, _option(_WHICH, "The as-of day.", "--day")),
    "week": (bool, _option(_WHICH, "The seven days that end on the as-of day.", "--week")),
    "month": (bool, _option(_WHICH, "Its calendar month to date.", "--month")),
    "as_of": (
        str | None,
        _option(
            _WHICH,
            "The day that windows end on; default: the latest day of any call.",
            "--as-of",
            metavar="D",
        ),
    ),
    "timezone": (
        str | None,
        _option(
            _WHICH,
            "IANA name for cutting days; default: the config's, else UTC.",
            "--timezone",
            metavar="Z",
        ),
    ),
    "environment": (
        str,
        _option(
            _WHICH,
            "production (whatever is not explicitly another), all, or a name.",
            "--environment",
            metavar="E",
        ),
    ),
    "filter": (
        list[str],
        _option(_WHICH, "k=v or k!=v, repeatable; k= means missing.", "--filter", metavar="K=V"),
    ),
    "by": (
        str | None,
        _option(
            _WHICH,
            "Group by these fields: any tag, agent_id, user_id, key_id, provider, model, status, day, tags.NAME.",
            "--by",
            metavar="A,B",
        ),
    ),
    "cost_basis": (
        str,
        _option(_WHICH, "auto, logged or computed.", "--cost-basis", metavar="BASIS"),
    ),
    "reprice": (bool, _option(_WHICH, "From the store: the newest price book.", "--reprice")),
    "format_in": (
        str | None,
        _option(
            _WHICH, "Format of the files, when recognition errs.", "--format-in", metavar="NAME"
        ),
    ),
    "at": (str | None, _option(_WHICH, "The day of rows without a time.", "--at", metavar="DAY")),
    "limit": (
        int | None,
        _option(_LOOKS, "Rows shown; 0 shows all.", "--limit", min=0, metavar="N"),
    ),
    "format": (
        str | None,
        _option(
            _LOOKS,
            "table, json, jsonl, csv, markdown, parquet or xlsx.",
            "--format",
            metavar="NAME",
        ),
    ),
    "output": (
        Path | None,
        _option(
            _LOOKS,
            "Write a file; its extension picks the format.",
            "-o",
            "--output",
            metavar="FILE",
        ),
    ),
    "no_color": (bool, _option(_LOOKS, "No colours.", "--no-color")),
    "store": (
        str | None,
        _option(_WHERE, "The DuckDB file of ingested calls.", "--store", metavar="PATH"),
    ),
    "config": (str | None, _option(_WHERE, "The finops.toml to use.", "--config", metavar="PATH")),
    "lock_timeout": (
        float | None,
        _option(
            _WHERE, "Seconds to wait for a store in use (30).", "--lock-timeout", min=0, metavar="S"
        ),
    ),
    "quiet": (bool, _option(_WHERE, "Say nothing but errors beside the answer.", "--quiet", "-q")),
    "verbose": (bool, _option(_WHERE, "Say more on stderr.", "--verbose", "-v")),
}
_ANYWHERE = ("store", "config", "lock_timeout", "quiet", "verbose", "no_color")
_OUTPUT = ("limit", "format", "output")
_INPUT = ("format_in", "at")
_DEFAULTS = {one.name: getattr(Options(), one.name) for one in fields(Options)}

REPORT = tuple(_SHARED)
INGEST = (*_INPUT, "format", "output", *_ANYWHERE)
LISTING = (*_INPUT, *_OUTPUT, "timezone", *_ANYWHERE)
GLOBAL = _ANYWHERE


def shares(*names: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Give a command the named options; it receives them as `options`, its own parameters as they are.

    Options given before the command hold where they are not given after it.
    """

    def decorate(command: Callable[..., None]) -> Callable[..., None]:
        signature = inspect.signature(command, eval_str=True)
        own = [p for p in signature.parameters.values() if p.name not in ("options", "context")]
        shared = [_parameter(name) for name in names]
        context = inspect.Parameter(
            "context", inspect.Parameter.KEYWORD_ONLY, annotation=typer.Context
        )
        own = [p.replace(kind=inspect.Parameter.KEYWORD_ONLY) for p in own]

        @functools.wraps(command)
        def run(context: typer.Context, **given: Any) -> None:
            root = context.find_root()
            options = gathered({name: given.pop(name) for name in names}, root.obj)
            if context is root:
                root.obj = options
            command(options=options, **given)

        parameters = [context, *own, *shared]
        run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
        run.__annotations__ = {p.name: p.annotation for p in parameters}
        return run

    return decorate


def _parameter(name: str) -> inspect.Parameter:
    kind, option = _SHARED[name]
    default = [] if name == "filter" else _DEFAULTS[name]
    return inspect.Parameter(
        name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=Annotated[kind, option]
    )


def gathered(given: dict[str, Any], before: Options | None) -> Options:
    """Options after the command win over those before it."""
    options = Options(**given)
    for name in _ANYWHERE:
        if before and getattr(options, name) == _DEFAULTS[name]:
            setattr(options, name, getattr(before, name))
    return options
