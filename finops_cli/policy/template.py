"""The commented finops.toml that `finops init` writes, made from the typed objects.

Prose begins with `##`, keys with `#`: taking one `#` from every line makes all keys live and
leaves the prose a comment. Headers of tables stand without `#` where an empty table changes
nothing, so that a key needs only its own `#` taken away.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from finops_cli.policy.outline import Block, Key, blocks

_WIDTH = 78
_HEAD = (
    "finops.toml: what finops holds calls to. Every key stands here, commented out, with its "
    "default, or with an example where it has none. Take the # away from what you want to change; "
    "a key that is set replaces its default whole. Paths start at the folder of this file."
)


def template() -> str:
    """The text of a new finops.toml. As it is, it says nothing: the defaults hold."""
    lines = [*_prose(_HEAD)]
    for block in blocks():
        lines += ["", *_block(block)]
    return "\n".join(lines) + "\n"


def _block(block: Block) -> Iterator[str]:
    if block.header:
        yield from _prose(block.meaning)
        yield block.header if block.stands else f"# {block.header}"
    for key in block.keys:
        yield from _key(key, block)
    yield from (f"# {entry}" for entry in block.entries)


def _key(key: Key, block: Block) -> Iterator[str]:
    line = key.line(default_first=block.stands)
    if key.about.instead_of:
        yield from _prose(f"{key.about.meaning} Instead of {key.about.instead_of}: {line}")
    else:
        yield from _prose(f"{key.about.meaning} {_without(key, line)}".rstrip())
        yield f"# {line}"


def _without(key: Key, line: str) -> str:
    """What holds without the key, unless the line below says so itself."""
    if key.required:
        return "Required."
    shown_below = line == f"{key.name} = {key.without}"
    return f"Without it: {key.without}." if key.without and not shown_below else ""


def _prose(text: str) -> list[str]:
    return textwrap.wrap(
        text,
        _WIDTH,
        initial_indent="## ",
        subsequent_indent="## ",
        break_long_words=False,
        break_on_hyphens=False,
    )
