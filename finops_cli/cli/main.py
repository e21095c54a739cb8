"""The `finops` command: its tree, and the one way out."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from finops_cli import __version__
from finops_cli.cli import diagnostics
from finops_cli.cli.misuse import Misuse, misuse
from finops_cli.cli.options import GLOBAL, INGEST, LISTING, REPORT, Options, shares
from finops_cli.errors import FinopsError

_LOGS, _TAGS, _ENVELOPES, _AGENTS, _OUTCOMES, _EXPLAIN, _SHARE = (
    "Get logs in",
    "1 Tags",
    "2 Envelopes",
    "3 Loops and agents",
    "4 Outcomes",
    "Explain and plan",
    "Share and automate",
)
_EPILOG = (
    "Examples:  finops coverage yesterday.jsonl   ·   "
    "finops ingest logs/ && finops top-agents --week"
)

app = typer.Typer(
    name="finops",
    help="What do our LLM agents cost, who spends it, and is it worth it? Answers from exported logs, offline.",
    epilog=_EPILOG,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
Files = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[FILES]...",
        help="Log files, folders, globs, or - for standard input; the store if none.",
        show_default=False,
    ),
]
Logs = Annotated[
    list[str],
    typer.Argument(metavar="LOGS...", help="Log files, folders, globs, or - for standard input."),
]


class _Leave(Exception):
    """Carries an exit code past the context managers."""

    def __init__(self, code: int) -> None:
        self.code = code


def leave(code: int) -> None:
    """End the command with this exit code."""
    raise _Leave(code)


def _version(asked: bool) -> None:
    if asked:
        from finops_cli.cli.output import write_stdout

        write_stdout(f"finops {__version__}\n".encode())
        raise typer.Exit


@app.callback()
@shares(*GLOBAL)
def _before(
    options: Options,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Say the version.")
    ] = False,
) -> None:
    """Options before the command hold for it as well."""


@app.command("ingest", rich_help_panel=_LOGS)
@shares(*INGEST)
def _ingest(options: Options, logs: Logs) -> None:
    """Load exported logs into the store; safe to repeat.

    Example: finops ingest logs/
    """
    from finops_cli.cli.ingest import ingest

    ingest(logs, options)


@app.command("quarantine", rich_help_panel=_LOGS)
@shares(*LISTING)
def _quarantine(options: Options, files: Files = None) -> None:
    """List the lines that were refused, and why.

    Example: finops quarantine yesterday.jsonl
    """
    from finops_cli.cli.quarantine import quarantine

    quarantine(files or [], options)


@app.command("doctor", rich_help_panel=_LOGS)
@shares("format_in", *GLOBAL)
def _doctor(
    options: Options,
    file: Annotated[
        str | None, typer.Argument(help="A log file to explain.", show_default=False)
    ] = None,
) -> None:
    """Check the set-up, or explain how a file is read.

    Example: finops doctor yesterday.jsonl
    """
    from finops_cli.cli.doctor import doctor

    doctor(file, options)


@app.command("init", rich_help_panel=_LOGS)
@shares(*GLOBAL)
def _init(options: Options) -> None:
    """Write a commented finops.toml here.

    Example: finops init
    """
    from finops_cli.cli.init import init

    init(options)


@app.command("coverage", rich_help_panel=_TAGS)
@shares(*REPORT)
def _coverage(
    options: Options,
    files: Files = None,
    trend: Annotated[bool, typer.Option("--trend", help="One row a day.")] = False,
    offenders: Annotated[
        bool, typer.Option("--offenders", help="The keys, agents and workflows behind it.")
    ] = False,
    fail_under: Annotated[
        str | None, typer.Option("--fail-under", metavar="P", help="Exit 1 below this percentage.")
    ] = None,
) -> None:
    """Tell whether production spend can be attributed.

    Example: finops coverage yesterday.jsonl --fail-under 90
    """
    from finops_cli.cli.reports import coverage

    coverage(files or [], options, trend, offenders, fail_under)


@app.command("burn", rich_help_panel=_ENVELOPES)
@shares(*REPORT)
def _burn(options: Options, files: Files = None) -> None:
    """Show which workflow burns the money.

    Example: finops burn --month --by team_id,workflow_name -o burn.parquet
    """
    from finops_cli.cli.reports import burn

    burn(files or [], options)


@app.command("top-agents", rich_help_panel=_AGENTS)
@shares(*REPORT)
def _top_agents(options: Options, files: Files = None) -> None:
    """Rank the ten costliest agents, for the Friday review.

    Example: finops top-agents --week
    """
    from finops_cli.cli.reports import top_agents

    top_agents(files or [], options)


@app.command("outliers", rich_help_panel=_AGENTS)
@shares(*REPORT)
def _outliers(options: Options, files: Files = None) -> None:
    """Flag agents above twice their own seven-day median.

    Example: finops outliers --day
    """
    from finops_cli.cli.reports import outliers

    outliers(files or [], options)


@app.command("export", rich_help_panel=_SHARE)
@shares(*LISTING)
def _export(options: Options, files: Files = None) -> None:
    """Write the calls as read, one by one.

    Example: finops export logs/ -o calls.parquet
    """
    from finops_cli.cli.export import export

    export(files or [], options)


def main() -> None:
    """Run the command; every way out is here."""
    sys.exit(_code(sys.argv[1:] or ["--help"]))


def _code(arguments: list[str]) -> int:  # noqa: C901, PLR0911 - one way out, every way named
    try:
        # typer turns Ctrl-C into the value 130, and --version and --help into 0
        if app(arguments, prog_name="finops", standalone_mode=False) == diagnostics.INTERRUPTED:
            raise KeyboardInterrupt
    except _Leave as left:
        return left.code
    except FinopsError as wrong:
        return diagnostics.error(wrong)
    except typer.Exit as left:
        return left.exit_code
    except (KeyboardInterrupt, typer.Abort):
        return diagnostics.interrupted()
    except Misuse as wrong:
        return diagnostics.error(misuse(wrong))
    except BrokenPipeError:
        return _reader_left()
    except Exception as wrong:  # noqa: BLE001 - a fault of ours, said in a sentence all the same
        return _failed(wrong)
    return diagnostics.OK


def _failed(wrong: Exception) -> int:
    """Ctrl-C while the engine was at work, which it tells by an error of its own; else our fault."""
    if type(wrong).__name__ == "InterruptException" or str(wrong) == "Query interrupted":
        return diagnostics.interrupted()
    return diagnostics.fault(wrong)


def _reader_left() -> int:
    """The reader of our pipe has gone: nothing more to say, and no complaint at shutdown."""
    import os

    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return diagnostics.OK


if __name__ == "__main__":
    main()
