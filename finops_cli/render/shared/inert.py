"""Text from logs is data: here it loses the power to do anything but be read.

A log is written by whoever calls the model, so a tag may hold escape codes that repaint the
terminal, marks that reverse the reading order, a formula for the spreadsheet, HTML or a pipe.
"""

from __future__ import annotations

import re
import unicodedata

_JOINERS = "\u200c\u200d"
"""Format characters that Persian, Indic scripts and emoji need, and that cannot reorder text."""

_ACTIVE = {"Cc", "Cf", "Cs", "Zl", "Zp"}
"""Controls, invisible format marks (bidi overrides, zero width), lone surrogates, line breaks."""

_ASCII = str.maketrans(
    {"·": "-", "–": "-", "—": "-", "…": "...", "×": "x", "✗": "x", "✓": "ok", "→": "->", "’": "'"}
)
"""What our own words use; anything else outside ASCII is shown by its code."""

_FORMULA = "=+-@＝＋－＠"
"""Spreadsheets take a cell that starts so for a formula; Japanese ones the wide forms as well."""


def line(text: str, unicode: bool = True) -> str:
    """`text` on one line of a terminal: what would act becomes visible (`␛`, `\\u202e`)."""
    return _visible(text, unicode=unicode)


def cell(text: str) -> str:
    """`text` as a CSV or XLSX cell: as above, but line breaks and tabs kept; never a formula."""
    shown = _visible(text, kept="\n\t")
    starts = text[:1]
    acts = starts in _FORMULA or unicodedata.category(starts) == "Cc" if starts else False
    return f"'{shown}" if acts else shown


def markdown(text: str, unicode: bool = True) -> str:
    """`text` inside a Markdown line or table cell: no markup, no HTML, no link, one line."""
    shown = line(re.sub(r"[\r\n\t]+", " ", text), unicode)
    shown = re.sub(r"[\\`*\[\]|~$]|(?<![^\W_])_|_(?![^\W_])", r"\\\g<0>", shown)
    shown = shown.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return re.sub(r"(?i)(www)\.|://", _unlinked, shown)


def storable(text: str) -> str:
    """`text` as it is, but for lone surrogates, which UTF-8 cannot hold."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def _unlinked(found: re.Match[str]) -> str:
    """An address that Markdown shows and does not turn into a link."""
    return rf"{found[1]}\." if found[1] else r"\://"


def _visible(text: str, kept: str = "", unicode: bool = True) -> str:
    if text.isascii() and text.isprintable():
        return text
    shown = "".join(
        _picture(char, unicode) if _acts(char) and char not in kept else char for char in text
    )
    return (
        shown if unicode else shown.translate(_ASCII).encode("ascii", "backslashreplace").decode()
    )


def _acts(char: str) -> bool:
    return unicodedata.category(char) in _ACTIVE and char not in _JOINERS


def _picture(char: str, unicode: bool) -> str:
    """The visible stand-in of a character that acts: Unicode's control picture, or its code."""
    code = ord(char)
    if unicode and code < 0x20:
        return chr(0x2400 + code)
    if unicode and code == 0x7F:
        return "␡"
    return char.encode("ascii", "backslashreplace").decode() if code > 0x7E else f"\\x{code:02x}"
