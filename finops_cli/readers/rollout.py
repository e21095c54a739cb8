"""The lines of Codex rollouts in their order: which of them are calls, and of which session.

A rollout tells running totals, repeats them, and may begin with lines that were copied from a parent.
Text is never decoded: of a line only what is named here is looked at.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

import msgspec

from finops_cli.readers.flat import NOTHING, OTHER, count, instant, text

_BUCKETS = {
    "input": "input_tokens",
    "cached": "cached_input_tokens",
    "written": "cache_write_input_tokens",
    "output": "output_tokens",
    "reasoning": "reasoning_output_tokens",
}
_PAUSE = timedelta(seconds=1)
Usage = dict[str, int]


class _Line(msgspec.Struct):
    timestamp: object = None
    type: object = None
    payload: msgspec.Raw = msgspec.Raw(b"null")


class _Meta(msgspec.Struct):
    id: object = None
    session_id: object = None
    forked_from_id: object = None
    timestamp: object = None
    cwd: object = None
    originator: object = None
    cli_version: object = None
    source: object = None
    agent_role: object = None
    agent_nickname: object = None
    model_provider: object = None
    git: object = None


class _Turn(msgspec.Struct):
    cwd: object = None
    model: object = None
    effort: object = None


class _Event(msgspec.Struct):
    type: object = None
    info: object = None


_LINE = msgspec.json.Decoder(_Line)
_META = msgspec.json.Decoder(_Meta)
_TURN = msgspec.json.Decoder(_Turn)
_EVENT = msgspec.json.Decoder(_Event)
_WRITE = msgspec.json.Encoder()


def followed(lines: Iterable[bytes]) -> Iterator[bytes]:
    """One line of JSON for each line: a flat call, another record, or nothing where it is no JSON."""
    session = _Session(_Meta(), None)
    for written in lines:
        try:
            line = _LINE.decode(written)
        except (msgspec.DecodeError, RecursionError):
            yield NOTHING
            continue
        try:
            session, call = _next(session, line)
        except msgspec.ValidationError:  # the payload is no object: another kind of record
            call = None
        yield _WRITE.encode(call) + b"\n" if call else OTHER


def _next(session: _Session, line: _Line) -> tuple[_Session, dict[str, Any] | None]:
    """The session after a line, and the call that the line is."""
    if line.type == "session_meta":
        meta = _META.decode(line.payload)
        return (session if session.goes_on(meta, line) else _Session(meta, line)), None
    if (begun := session.again) and session.is_written_again(line):
        session = _Session(session.meta, begun)
    session.latest = line.timestamp
    is_copied = session.is_copied(line)
    if line.type == "turn_context":
        session.turn = _TURN.decode(line.payload)
    elif line.type == "event_msg" and b"token_count" in bytes(line.payload):
        event = _EVENT.decode(line.payload)
        if event.type == "token_count" and isinstance(event.info, dict):
            return session, session.call(event.info, line.timestamp, is_copied=is_copied)
    return session, None


class _Session:
    """One session: what its head said, the running total, and how far lines are its parent's."""

    def __init__(self, meta: _Meta, line: _Line | None) -> None:
        self.meta, self.turn = meta, _Turn()
        self.calls, self.total = 0, dict[str, int]()
        self.id = text(meta.id) or text(meta.session_id)
        stamp = instant(line.timestamp) if line else None
        self.began = instant(meta.timestamp) or stamp
        self.before = stamp  # the instant of the line before
        self.at_head = line is not None  # nothing but session_meta lines so far
        self.copies = bool(meta.forked_from_id)  # whether lines are still its parent's
        self.kept_times: bool | None = None  # whether copied lines kept their times
        self.ancestors = set[str | None]()
        self.latest: object = None  # the time of the last line
        self.again: _Line | None = None  # its own session_meta, met once more

    def goes_on(self, meta: _Meta, line: _Line) -> bool:
        """Whether a further session_meta belongs to this session: its own again, or a copied one."""
        other = text(meta.id) or text(meta.session_id)
        if self.id is not None and other == self.id:
            self.again = line if not self.at_head else None
            return True
        if self.at_head:
            self.copies = True
            self.ancestors.add(other)
            self._learn(line)
            return True
        return self.is_copied(line) and other in self.ancestors

    def is_written_again(self, line: _Line) -> bool:
        """Whether time goes back after its own session_meta: the same rollout, put behind itself."""
        self.again, at, latest = None, instant(line.timestamp), instant(self.latest)
        return at is not None and latest is not None and at < latest

    def is_copied(self, line: _Line) -> bool:
        """Whether a line was copied from the parent; the first that was not ends the copy."""
        if not self.copies:
            self.at_head = False
            return False
        stamp = self._learn(line)
        self.at_head = False
        if stamp is None:
            return True
        if self.kept_times:
            self.copies = self.began is not None and stamp < self.began
        else:
            self.copies = self.before is not None and stamp - self.before < _PAUSE
        self.before = stamp
        return self.copies

    def _learn(self, line: _Line) -> datetime | None:
        """The instant of a line; the first after the head tells whether copies kept their times."""
        stamp = instant(line.timestamp)
        if self.kept_times is None and stamp and self.began:
            self.kept_times = stamp < self.began
        if self.at_head and stamp:
            self.before = stamp if line.type == "session_meta" else self.before
        return stamp

    def call(
        self, info: Mapping[str, Any], at: object, *, is_copied: bool
    ) -> dict[str, Any] | None:
        """The call that a token count stands for; None where it is none or the parent's."""
        total, last = info.get("total_token_usage"), info.get("last_token_usage")
        if not isinstance(total, dict):
            return self._call_without_total(last, at, is_copied=is_copied)
        now, before = _counts(total), self.total
        if now is None:
            return None if is_copied else self._flat(_raw(total), at)
        self.total = now
        if is_copied or now == before:
            return None
        grown = {name: now[name] - before[name] for name in now} if before else {}
        if not grown or min(grown.values()) < 0:
            return self._billed(last if isinstance(last, dict) else total, at)
        return self._numbered(grown, at)

    def _call_without_total(
        self, last: object, at: object, *, is_copied: bool
    ) -> dict[str, Any] | None:
        if not isinstance(last, dict):
            return None
        grown = _counts(last)
        if grown is not None:
            self.total = {name: self.total.get(name, 0) + grown[name] for name in grown}
        return None if is_copied else self._billed(last, at)

    def _billed(self, usage: Mapping[str, Any], at: object) -> dict[str, Any] | None:
        counts = _counts(usage)
        return self._flat(_raw(usage), at) if counts is None else self._numbered(counts, at)

    def _numbered(self, counts: Usage, at: object) -> dict[str, Any] | None:
        if not counts["input"] and not counts["output"]:
            return None
        self.calls += 1
        return self._flat(counts, at)

    def _flat(self, counts: Mapping[str, object], at: object) -> dict[str, Any]:
        git = self.meta.git if isinstance(self.meta.git, dict) else {}
        return {
            "id": f"{self.id}:{self.calls}" if self.id else None,
            "at": at,
            "run": self.id,
            "agent": _agent(self.meta),
            "provider": text(self.meta.model_provider),
            "model": text(self.turn.model),
            "cwd": text(self.turn.cwd) or text(self.meta.cwd),
            "branch": text(git.get("branch")),
            "originator": text(self.meta.originator),
            "cli_version": text(self.meta.cli_version),
            "effort": text(self.turn.effort),
            **counts,
        }


def _agent(meta: _Meta) -> str:
    source = meta.source.get("subagent") if isinstance(meta.source, dict) else None
    spawned = source.get("thread_spawn") if isinstance(source, dict) else None
    spawned = spawned if isinstance(spawned, dict) else {}
    said = (meta.agent_role, meta.agent_nickname, source)
    inside = (spawned.get("agent_role"), spawned.get("agent_nickname"))
    return next(filter(None, map(text, (*said, *inside))), "main")


def _counts(usage: Mapping[str, Any]) -> Usage | None:
    """The counts of a usage object; None where one of them is no count."""
    found = {name: count(usage.get(theirs)) for name, theirs in _BUCKETS.items()}
    known = {name: value for name, value in found.items() if value is not None and value >= 0}
    return known if len(known) == len(found) else None


def _raw(usage: Mapping[str, Any]) -> dict[str, object]:
    """The counts as logged, to be refused."""
    return {name: usage.get(theirs) for name, theirs in _BUCKETS.items()}
