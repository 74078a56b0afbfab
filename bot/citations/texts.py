"""Texts that any file may hold."""

from __future__ import annotations

import re

# Control characters but line feed and tab, halves of surrogate pairs, and what is no character.
_NONE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


def printable(text: str) -> str:
    """The text with line feeds for every line end, and U+FFFD for what markup can't hold."""
    return _NONE.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))
