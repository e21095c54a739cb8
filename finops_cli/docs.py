"""Writes the pages that are made from code and SQL: `make docs`. A test holds them to be current.

Reference pages are whole files; in README.md only what stands between two markers is replaced:
`<!-- screen: finops burn --month -->` … `<!-- end -->`.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from finops_cli.call import CALL
from finops_cli.cli import manual
from finops_cli.policy.reference import reference
from finops_cli.readers import READERS
from finops_cli.readers.interface import Reader
from finops_cli.reports.metric import Metric, metric
from finops_cli.sqltext import sql_folder

REPOSITORY = Path(__file__).resolve().parent.parent
HEADINGS = ("Recognised by", "Tokens", "Skipped", "Never selected")
_MADE = "This page is made from the code (`make docs`): do not edit it."
_SCREEN = re.compile(r"(<!-- screen: (finops [^\n]*?) -->\n).*?(<!-- end -->)", re.DOTALL)
_FORMATS = re.compile(r"(<!-- formats -->\n).*?(<!-- end -->)", re.DOTALL)


def main() -> None:
    """Write every page."""
    for name, text in pages().items():
        path = REPOSITORY / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def pages() -> dict[str, str]:
    """Every generated page by its path in the repository, and the README with its screens."""
    return {name: page() for name, page in PAGES.items()}


# ---- reference -------------------------------------------------------------------------------


def commands_page() -> str:
    """docs/reference/commands.md: every command, option and example of the live tree."""
    parts = ["# Commands", _MADE, _BEFORE, _fenced(_global_help())]
    panel = ""
    for command in manual.commands():
        if command.panel != panel:
            panel = command.panel
            parts.append(f"## {panel}")
        parts += [f"### `finops {command.name}`", command.says]
        if command.example:
            parts.append(f"Example: `{command.example}`")
        parts.append(_fenced(manual.help_text(command)))
    return _page(parts)


_BEFORE = (
    "These may stand before any command, as in `finops --store team.duckdb burn`, or after it. "
    "What the shared options mean in full is in the [guide](../guide.md); exit codes are in the "
    "[README](../../README.md#exit-codes)."
)


def _global_help() -> str:
    everywhere = manual.Command(
        "", "", "", "", "finops [OPTIONS] COMMAND [ARGS]...", manual.global_options()
    )
    return manual.help_text(everywhere)


def metrics() -> list[Metric]:
    """Every metric of sql/metrics, by name."""
    names = sorted(path.stem for path in (sql_folder() / "metrics").glob("*.sql"))
    return [metric(name) for name in names]


def metrics_page() -> str:
    """docs/reference/metrics.md: question, grain and columns, from the SQL files themselves."""
    parts = ["# Metrics", _MADE, _METRICS]
    for one in metrics():
        parts += [
            f"## `{one.name}`",
            f"**{one.question}** Grain: {one.grain}. [SQL](../../sql/metrics/{one.name}.sql)",
            _table(("column", "meaning"), ((f"`{k}`", v) for k, v in one.columns.items())),
        ]
    return _page(parts)


_METRICS = (
    "Each metric is one SQL file that answers one question. Reports are made of them: a report "
    "forms quotients (shares, multiples, cost per run) from their columns, once, as decimals."
)


def formats_page() -> str:
    """docs/reference/formats.md: what each reader says of its format."""
    listed = (
        (f"[{one.title}](#{one.name})", f"`{one.name}`", f"`{one.id_space}`") for one in READERS
    )
    parts = ["# Formats", _MADE, _FORMATS_HEAD, _table(("format", "`--format-in`", "ids"), listed)]
    for one in READERS:
        title, answers = described(one)
        parts += [f"## {one.name}", title]
        parts.append("\n".join(f"- **{heading}:** {text}" for heading, text in answers.items()))
    return _page(parts)


_FORMATS_HEAD = (
    "A file's format is recognised by its content, never by its name; `--format-in NAME` overrides. "
    "Files may be plain, `.gz`, `.zst` or `.bz2`. Equal ids in one id space are one call, whichever "
    "file or format they come from. `finops doctor FILE` says how a file is read."
)


def described(reader: Reader) -> tuple[str, Mapping[str, str]]:
    """The first sentence of a reader's module, and its text under each of the four headings."""
    import importlib

    text = importlib.import_module(f"finops_cli.readers.{reader.name}").__doc__ or ""
    start, *rest = re.split(rf"^({'|'.join(HEADINGS)}):", text, flags=re.MULTILINE)
    answers = dict(zip(rest[::2], (" ".join(part.split()) for part in rest[1::2]), strict=True))
    return " ".join(start.split()), answers


def call_page() -> str:
    """docs/reference/call.md: the canonical call, the row that every format becomes."""
    rows = ((f"`{c.name}`", c.sql_type, c.meaning, "yes" if c.content else "") for c in CALL)
    return _page(
        ["# The call", _MADE, _CALL, _table(("column", "type", "meaning", "content"), rows)]
    )


_CALL = (
    "One row is one billable model call, whatever the format was; `finops export` writes these "
    "columns. The token columns are disjoint, but `reasoning_tokens`, which lie inside "
    "`output_tokens`. Two rows of one id that agree in every *content* column are duplicates; where "
    "they differ, the most complete stands and the others count as revised."
)


# ---- README ----------------------------------------------------------------------------------


def readme() -> str:
    """README.md with its screens and its table of formats as they are now."""
    text = (REPOSITORY / "README.md").read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copytree(REPOSITORY / "sample_logs", folder / "sample_logs")
        text = _SCREEN.sub(lambda found: _screened(found, folder), text)
    listed = _table(("format", "`--format-in`"), ((one.title, f"`{one.name}`") for one in READERS))
    return _FORMATS.sub(lambda found: f"{found[1]}\n{listed}\n\n{found[2]}", text)


def _screened(found: re.Match[str], folder: Path) -> str:
    printed = manual.run(found[2], folder, FINOPS_STORE="finops.duckdb")
    shown = _SECONDS.sub("in 0.4 s", printed.text).strip("\n")
    return f"{found[1]}```\n$ {found[2]}\n{shown}\n```\n{found[3]}"


_SECONDS = re.compile(r"in \d+\.\d s\b")
"""The one thing on a screen that no two runs share."""


# ---- Markdown --------------------------------------------------------------------------------


def _page(parts: list[str]) -> str:
    return "\n\n".join(parts) + "\n"


def _fenced(text: str) -> str:
    return f"```\n{text}\n```"


def _table(heads: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> str:
    lines = [heads, tuple("---" for _ in heads), *rows]
    return "\n".join("| " + " | ".join(map(_cell, line)) + " |" for line in lines)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


PAGES: Mapping[str, Callable[[], str]] = {
    "docs/reference/commands.md": commands_page,
    "docs/reference/metrics.md": metrics_page,
    "docs/reference/formats.md": formats_page,
    "docs/reference/call.md": call_page,
    "docs/configuration.md": reference,
    "README.md": readme,
}

if __name__ == "__main__":
    main()
