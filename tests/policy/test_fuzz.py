"""Whatever a finops.toml holds: it is read, or a ConfigError says why not."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from hypothesis import example, given, settings
from hypothesis import strategies as st

from finops_cli.errors import ConfigError
from finops_cli.policy import Policy, load_policy
from finops_cli.policy.template import template

from .conftest import EXAMPLE

SEEDS = [EXAMPLE.read_bytes(), template().replace("\n# ", "\n").encode()]
PIECES = [
    *(b"[", b"]", b"[[", b"]]", b"{", b"}", b'"', b"'", b'"""', b"'''", b"=", b".", b",", b"#"),
    *(b"\n", b"\r\n", b"\r", b"\0", b"\xff", b"\xc3\xa9", b"\\", b"\\u0000", b"\x1b[31m"),
    *(b"nan", b"-inf", b"1e999", b"0x7f", b"-1", b"true", b"2026-12-31", b"07:32:00", b"[]"),
    *(b"{}", b'""', b'"*"', b"tags", b"[tags]\n", b"[[envelopes]]\n", b"workflow", b"expires"),
]
Mutation = tuple[int, int, bytes]
_MUTATIONS = st.lists(
    st.tuples(st.integers(0, 4_000), st.integers(0, 40), st.sampled_from(PIECES) | st.binary()),
    max_size=6,
)
_DISPLACED = st.lists(st.integers(0, 100), max_size=6)


def _mutated(seed: bytes, mutations: list[Mutation]) -> bytes:
    """The seed with a few stretches of it replaced."""
    for start, length, piece in mutations:
        seed = seed[: start % len(seed)] + piece + seed[start % len(seed) + length :]
    return seed


def _without_lines(seed: bytes, gone: list[int]) -> bytes:
    """The seed with some lines moved to its end, under another table."""
    lines = seed.split(b"\n")
    moved = {number % len(lines) for number in gone}
    kept = [line for number, line in enumerate(lines) if number not in moved]
    return b"\n".join((*kept, *(lines[number] for number in moved)))


def _read_or_refused(text: bytes) -> Policy | None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "finops.toml")
        path.write_bytes(text)
        return _policy(lambda: load_policy(path))


def _policy(load: Callable[[], Policy]) -> Policy | None:
    try:
        return load()
    except ConfigError as error:
        refused = error
    assert refused.problem
    assert all(text.isprintable() for text in (refused.message, *refused.hints))
    assert refused.line is None or refused.line > 0
    return None


@given(st.sampled_from(SEEDS), _MUTATIONS)
@example(SEEDS[0], [])
@settings(max_examples=1_000)
def test_a_mutated_config_is_read_or_refused(seed: bytes, mutations: list[Mutation]) -> None:
    _read_or_refused(_mutated(seed, mutations))


@given(st.sampled_from(SEEDS), _DISPLACED)
@settings(max_examples=300)
def test_a_config_with_displaced_lines_is_read_or_refused(seed: bytes, gone: list[int]) -> None:
    _read_or_refused(_without_lines(seed, gone))


@given(st.binary(max_size=200))
def test_bytes_that_are_no_config_are_refused(text: bytes) -> None:
    _read_or_refused(text)


_KEYS = st.sampled_from(["store", "timezone", "tags", "agents", "envelopes", "owners", "topics"])
_VALUES = st.sampled_from(
    [
        *("1", "1.5", "nan", "true", '""', '"x"', "[]", "[1]", "[[]]", "{}", "{ x = 1 }", "[{}]"),
        *("2026-12-31", "07:32:00", "{ required = 3 }", "[{ workflow = [] }]", "{ x.y = {} }"),
    ]
)


@given(st.dictionaries(_KEYS, _VALUES))
def test_any_value_at_any_key_is_read_or_refused(values: dict[str, str]) -> None:
    _read_or_refused("\n".join(f"{key} = {value}" for key, value in values.items()).encode())
