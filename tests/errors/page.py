"""docs/errors.md from the cases beside this file, which state what the program really says.

python -m tests.errors.page    writes the page
"""

from __future__ import annotations

from pathlib import Path

from tests.cli.cases import Case, Step, parsed

ERRORS = Path(__file__).parent
PAGE = ERRORS.parent.parent / "docs" / "errors.md"
_HEAD = """\
# Errors

What `finops` says when something is wrong: what, where, and what to do next, on stderr, in one to
three lines. Each of these runs as a test (`tests/errors/`), and this page is written from them by
`python -m tests.errors.page`.

| code | meaning |
| --- | --- |
| 1 | a gate failed |
| 2 | wrong usage or wrong config |
| 3 | data: missing, cut, unrecognised, no calls left, or too many lines refused |
| 4 | the store is in use by another process |
| 130 | interrupted; nothing half-written |
"""
_TITLES = {
    "usage": "Usage",
    "config": "Configuration",
    "data": "Files and stores",
}


def cases(topic: str) -> list[Case]:
    """The cases of one file."""
    return parsed((ERRORS / f"{topic}.test").read_text(encoding="utf-8"))


def page() -> str:
    """The text of docs/errors.md."""
    parts = [_HEAD]
    for topic, title in _TITLES.items():
        parts.append(f"## {title}\n")
        for case in cases(topic):
            parts.append(f"### {case.sentence.partition(': ')[2].capitalize()}\n")
            parts += [_entry(step) for step in case.steps if step.err and step.code]
    return "\n".join(parts)


def _entry(step: Step) -> str:
    said = "\n".join(line for line in step.err if line)
    return f"```console\n$ {step.command}\n{said}\n```\n\nExit code {step.code}.\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
