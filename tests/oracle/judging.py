"""What a tag means once aliases, placeholders and allowed values are applied (methods.md)."""

from __future__ import annotations

from datetime import date
from fnmatch import fnmatchcase
from typing import NamedTuple
from zoneinfo import ZoneInfo

from tests.oracle.config import SCHEMA_TAGS, Config, TagException
from tests.oracle.generic import Call

PRESENT, MISSING, PLACEHOLDER, INVALID = "present", "missing", "placeholder", "invalid"
COLUMNS = ["agent_id", "user_id", "key_id", "provider", "model", "status"]


class Judged(NamedTuple):
    """A tag's state, and its value as groups and filters see it (null: as good as missing)."""

    state: str
    value: str | None


class Judge:
    """Looks at calls with one configuration, in one timezone."""

    def __init__(self, config: Config, timezone: str | None = None) -> None:
        self.config = config
        self.zone = ZoneInfo(timezone or config.timezone)
        self.placeholders = {word.strip().lower() for word in config.placeholders}

    def day(self, call: Call) -> date:
        return call.started_at.astimezone(self.zone).date()

    def tag(self, name: str, raw: str | None) -> Judged:
        if raw is None:
            return Judged(MISSING, None)
        value = raw.strip()
        aliases = {k.lower(): v for k, v in self.config.aliases.get(name, {}).items()}
        value = aliases.get(value.lower(), value)
        if value.lower() in self.placeholders:
            return Judged(PLACEHOLDER, None)
        if not value:
            return Judged(MISSING, None)
        allowed = self.config.allowed.get(name)
        if allowed is None:
            return Judged(PRESENT, value)
        listed = next((word for word in allowed if word.lower() == value.lower()), None)
        return Judged(PRESENT, listed) if listed is not None else Judged(INVALID, value)

    def tag_of(self, call: Call, name: str) -> Judged:
        raw = getattr(call, name) if name in SCHEMA_TAGS else dict(call.tags).get(name)
        return self.tag(name, raw)

    def value(self, call: Call, name: str) -> str | None:
        """A field of `--by` and `--filter`, as judged."""
        if name in COLUMNS:
            return str(text) if (text := getattr(call, name)) is not None else None
        if name == "day":
            return self.day(call).isoformat()
        if name == "topic":
            return self.topic(call)
        return self.tag_of(call, name.removeprefix("tags.")).value

    def topic(self, call: Call) -> str | None:
        return next((t.topic for t in self.config.topics if self.matches(call, t.match)), None)

    def matches(self, call: Call, wanted: dict[str, str]) -> bool:
        return all(
            (value := self.value(call, name)) is not None and fnmatchcase(value, pattern)
            for name, pattern in wanted.items()
        )

    # ---- required tags -----------------------------------------------------------------------

    def requirement(self, call: Call, required: str) -> str:
        """The state of a requirement such as `product|feature_id`: that of its best tag."""
        names = [name.removeprefix("tags.") for name in required.split("|")]
        states = {self.tag_of(call, name).state for name in names}
        return next(s for s in (PRESENT, INVALID, PLACEHOLDER, MISSING) if s in states)

    def excepted(self, call: Call, required: str) -> bool:
        return any(self._covers(exception, call, required) for exception in self.config.exceptions)

    def _covers(self, exception: TagException, call: Call, required: str) -> bool:
        named = {required, *required.split("|")} & set(exception.tags)
        in_time = self.day(call) < exception.expires
        return bool(named) and in_time and self.matches(call, exception.match)

    def lacks(self, call: Call) -> list[str]:
        """Requirements that are neither met nor excepted; a call without any is tagged."""
        return [
            required
            for required in self.config.required
            if self.requirement(call, required) != PRESENT and not self.excepted(call, required)
        ]

    # ---- environments ------------------------------------------------------------------------

    def environment(self, call: Call) -> Judged:
        return self.tag_of(call, "environment")

    def is_production(self, call: Call) -> bool:
        """Not explicitly another environment."""
        state, value = self.environment(call)
        if value is not None and value.lower() in {word.lower() for word in self.config.sandbox}:
            return False
        return state != PRESENT or (value or "").lower() == "production"

    def in_environment(self, call: Call, wanted: str) -> bool:
        name = (self.tag("environment", wanted).value or wanted).lower()
        if name == "all":
            return True
        if name == "production":
            return self.is_production(call)
        return (self.environment(call).value or "").lower() == name
