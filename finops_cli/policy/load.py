"""Finds finops.toml and reads it. Whatever is wrong with it is a ConfigError, nothing else."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from finops_cli.errors import ConfigError
from finops_cli.policy.model import Policy
from finops_cli.policy.place import Document, Place
from finops_cli.policy.rules import settle
from finops_cli.policy.tables import Section
from finops_cli.policy.toml_text import key_text

FILE_NAME = "finops.toml"
VARIABLE = "FINOPS_CONFIG"
_MOST_BYTES = 1 << 20
_KEYS = re.compile(r"\('.*\)")
_NAME = re.compile(r"'([^']*)'")
_QUOTES = 'Text stands in quotes, dates and numbers do not: owner = "dana"'
_IN_OUR_WORDS = {
    "Invalid value": ("this is no value", _QUOTES),
    "Cannot overwrite a value": ("a key is given twice", ""),
    "Unterminated string": ("a string has no closing quote", ""),
}
_AT = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")


def find_config(explicit: str | None, environ: Mapping[str, str], start: Path) -> Path | None:
    """The config that holds: `--config` > FINOPS_CONFIG > finops.toml walking up from `start`.

    None where there is none. Raises ConfigError for a named file that does not exist.
    """
    for given, source in ((explicit, "--config"), (environ.get(VARIABLE), VARIABLE)):
        if given:
            return _named(given, source)
    return _walk_up(start)


def load_policy(path: Path | None) -> Policy:
    """The policy in the file, or the defaults without one.

    Raises ConfigError with the line of the first fault: unreadable file, TOML syntax, unknown
    keys, wrong types and values, then what only several keys together show.
    """
    if path is None:
        return Policy()
    document = Document(_shown(path), path.parent, _text(path))
    place = Place(document)
    return settle(Section(Policy).read(_parsed(document), place), place)


def _named(given: str, source: str) -> Path:
    path = Path(given)
    if not _exists(path):
        hint = f"{source} names it; finops init writes a new one."
        raise ConfigError(_shown(path), None, "no such config file", hint)
    return path


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):  # a folder that may not be entered, a NUL in the name
        return False


def _walk_up(start: Path) -> Path | None:
    here = start.absolute()
    for folder in (here, *here.parents):
        try:
            if (folder / FILE_NAME).is_file():
                return folder / FILE_NAME
        except OSError:  # a folder that may not be entered holds no config for us
            continue
    return None


def _shown(path: Path) -> str:
    """The name for messages: relative where the file lies below the current folder."""
    try:
        name = str(path.relative_to(Path.cwd()))
    except (OSError, ValueError):
        name = str(path)
    return "".join(char if char.isprintable() else "?" for char in name)


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(_MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = os.strerror(error.errno or 0) if isinstance(error, OSError) else str(error)
        raise ConfigError(_shown(path), None, f"cannot be read: {reason}") from error
    if len(data) > _MOST_BYTES:
        raise ConfigError(_shown(path), None, "over 1 MiB is no config")
    return _decoded(data, path)


def _decoded(data: bytes, path: Path) -> str:
    """The text with plain newlines; a byte order mark, which Windows editors write, is dropped."""
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        hint = "Save the file as UTF-8."
        raise ConfigError(_shown(path), line, "not UTF-8 text", hint) from error


def _parsed(document: Document) -> dict[str, Any]:
    import tomllib

    try:
        return tomllib.loads(document.text, parse_float=_exact)
    except RecursionError as error:
        raise ConfigError(document.name, None, "nested too deeply") from error
    except ValueError as error:  # TOML's own errors, and integers beyond Python's limit
        raise _syntax_error(str(error), document) from error


def _exact(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation as error:  # an exponent beyond any use
        raise ValueError(f"Number out of range: {text[:20]}") from error


def _plain(message: str) -> str:
    """A message of tomllib inside a sentence; its tuple of keys as the header it stands for."""
    found = _KEYS.search(message)
    if found:
        names = ".".join(key_text(name) for name in _NAME.findall(found.group()))
        message = f"{message[: found.start()]}[{names}]{message[found.end() :]}"
    return (message[:1].lower() + message[1:]).replace("namespace", "table")


def _syntax_error(message: str, document: Document) -> ConfigError:
    """tomllib's message in our words, with its place moved to the front."""
    found = _AT.search(message)
    said = message[: found.start()] if found else message
    words, hint = _IN_OUR_WORDS.get(said, (_plain(said), ""))
    problem = f"not valid TOML: {words}"
    if not found:
        return ConfigError(document.name, None, problem, hint)
    if not found[1]:
        last = document.text.rstrip().count("\n") + 1
        return ConfigError(document.name, last, f"{problem} (end of the file)", hint)
    return ConfigError(document.name, int(found[1]), f"{problem} (column {found[2]})", hint)
