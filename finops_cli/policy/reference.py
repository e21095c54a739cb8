"""docs/configuration.md, written from the typed objects: every key, type, default and example."""

from __future__ import annotations

from collections.abc import Iterator

from finops_cli.policy.outline import Block, Key, blocks

_INTRODUCTION = """\
# Configuration: `finops.toml`

Everything works without a configuration; then the defaults on this page hold. `finops init`
writes a `finops.toml` in which every key stands, commented out.

This page is made from the code (`make docs`): do not edit it.

## Where it is looked for

The first of these that is there counts; they are never merged:

1. `--config PATH`
2. the environment variable `FINOPS_CONFIG`
3. `finops.toml` in the current folder or the nearest folder above it
4. the built-in defaults

A file that 1 or 2 names must exist.

## How it is read

- TOML in UTF-8. Relative paths start at the folder of `finops.toml`, wherever a command runs.
- Money and shares are kept exactly as written, with at most 12 decimals. Shares go from 0 to 1.
- A key that is set replaces its default whole. `[tags.aliases]` does so tag by tag.
- Names and values are trimmed. In a pattern `*` stands for any text.
- Names with dots may stand in quotes or without them: `"meta.squad"` is `meta.squad`.
- An unknown key, a wrong type or a value that makes no sense ends the command with exit code 2
  and a message that names the key, its line and the nearest valid name:

```
finops: finops.toml:14: unknown key "requird" in [tags]
  Did you mean "required"?
```
"""


def reference() -> str:
    """The page as Markdown."""
    pages = ("\n".join(_page(block)) for block in blocks() if block.keys or block.free)
    return "\n".join((_INTRODUCTION, *pages))


def _page(block: Block) -> Iterator[str]:
    yield f"## `{block.title}`" if block.title else "## Before the first table"
    yield from ("", block.meaning, "")
    yield from ("| key | type | default | meaning |", "|---|---|---|---|")
    if block.free:
        yield _row(f"*{block.free.noun}*", block.free.of.expects, block.unset, "as above")
    yield from (_key_row(key) for key in block.keys)
    yield from ("", "```toml", *_example(block), "```", "")


def _key_row(key: Key) -> str:
    default = f"`{key.without}`" if key.default is not None else key.without or "–"
    return _row(f"`{key.name}`", key.about.kind.expects, default, key.about.meaning)


def _row(*cells: str) -> str:
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def _example(block: Block) -> Iterator[str]:
    if block.header:
        yield block.header
    for key in block.keys:
        if not key.about.instead_of:
            yield key.line()
    yield from block.entries
    for key in block.keys:
        if key.about.instead_of:
            yield f"# or, instead of {key.about.instead_of}: {key.line()}"
