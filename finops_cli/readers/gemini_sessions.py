"""Messages of Gemini CLI sessions as flat records, each with what the head of its session says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import BinaryIO

import msgspec

from finops_cli.readers.documents import members
from finops_cli.readers.flat import NOTHING, OTHER, count, text

_BUCKETS = ("input", "output", "cached", "thoughts", "tool")


class _Record(msgspec.Struct, rename="camel"):
    session_id: object = None
    project_hash: object = None
    kind: object = None
    id: object = None
    timestamp: object = None
    type: object = None
    model: object = None
    tokens: object = None


_RECORD = msgspec.json.Decoder(_Record)
_VALUE = msgspec.json.Decoder()
_WRITE = msgspec.json.Encoder()
_REFUSED = (msgspec.DecodeError, RecursionError)
_HEAD = ("sessionId", "projectHash", "kind")


def followed(lines: Iterable[bytes]) -> Iterator[bytes]:
    """One line of JSON for each line: a flat call, another record, or nothing where it is no JSON."""
    head = _Record()
    for line in lines:
        try:
            record = _RECORD.decode(line)
        except _REFUSED:
            yield NOTHING
            continue
        if record.session_id is not None and record.type is None:
            head = record
        yield _flat(record, head) if _is_call(record) else OTHER


def unfolded(stream: BinaryIO, name: str) -> Iterator[bytes]:
    """One line of JSON for each message; those that stand before their session's head wait for it."""
    head, waiting = _Record(), list[_Record | None]()
    for key, written in members(stream, name, "messages"):
        if not key:  # the end of a session
            yield from (_line(record, head) for record in waiting)
            head, waiting = _Record(), []
        elif key == "messages" and written != "null":
            record = _message(written)
            if head.session_id is None or head.project_hash is None:
                waiting.append(record)
            else:
                yield _line(record, head)
        elif key in _HEAD:
            head = _with(head, key, _VALUE.decode(written))


def _with(head: _Record, key: str, value: object) -> _Record:
    said = {"sessionId": "session_id", "projectHash": "project_hash", "kind": "kind"}
    return msgspec.structs.replace(head, **{said[key]: value})


def _message(written: str) -> _Record | None:
    try:
        return _RECORD.decode(written)
    except _REFUSED:
        return None


def _line(record: _Record | None, head: _Record) -> bytes:
    if record is None:
        return NOTHING
    return _flat(record, head) if _is_call(record) else OTHER


def _is_call(record: _Record) -> bool:
    """Whether a message is an answer with a count; one that is no number counts, to be refused."""
    tokens = record.tokens
    if record.type != "gemini" or not isinstance(tokens, dict):
        return False
    return any(count(tokens.get(name)) != 0 for name in _BUCKETS)


def _flat(record: _Record, head: _Record) -> bytes:
    assert isinstance(record.tokens, dict)
    call = {
        "id": record.id,
        "at": record.timestamp,
        "run": text(head.session_id),
        "agent": text(head.kind) or "main",
        "model": text(record.model),
        "project": text(head.project_hash),
        **{name: record.tokens.get(name) for name in (*_BUCKETS, "total")},
    }
    return _WRITE.encode(call) + b"\n"
