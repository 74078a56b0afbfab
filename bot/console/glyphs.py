"""Texts made safe to show: an article's control characters must not command the terminal."""

from __future__ import annotations

import re

# C0, DEL and C1 controls but line feed and tab.
_CONTROL = re.compile(r"\r(?=\n)|[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def visible(text: str) -> str:
    """The text with control characters as their pictures; as long as it was, so that spans still fit.

    >>> visible("a\\x1b[2Jb")
    'a␛[2Jb'
    """
    return _CONTROL.sub(_picture, text)


def _picture(found: re.Match[str]) -> str:
    code = ord(found.group())
    if found.group() == "\r" and found.string[found.end() : found.end() + 1] == "\n":
        return " "  # a line end of Windows
    return chr(0x2400 + code) if code < 0x20 else "␡" if code == 0x7F else "�"
