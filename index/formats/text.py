"""Plain text: .txt and .md files, and how bytes become text. Never guesses an encoding: that would misquote."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from typing import BinaryIO

from index.formats.found import MAX_TEXT, Fault, Found, UnreadableError, whole

# No text holds these; a terminal may obey them.
_CONTROL = bytes(set(range(32)) - set(b"\t\n\f\r"))
_CONTROLS = dict.fromkeys(_CONTROL)
# The longer marks first: UTF-32 begins as UTF-16 does.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip
_BINARY = "binary, not text (holds control characters)"


def read_text(file: BinaryIO) -> Iterator[Found | Fault]:
    """A text file is one article, its bytes as they are."""
    yield Found(decode(whole(file, MAX_TEXT)))


def decode(data: bytes) -> str:
    """The text of bytes: UTF-8, or what a byte order mark says. Raises UnreadableError with the reason."""
    if not data.strip():
        raise UnreadableError("empty")
    encoding = marked(data)
    if encoding != "utf-8":
        return checked(_decoded(data, encoding))
    if data.translate(None, _CONTROL) != data:
        raise UnreadableError(_BINARY)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise UnreadableError(
            f"not UTF-8 (byte 0x{data[error.start]:02x} in line {line}); convert it: iconv -f LATIN1 -t UTF-8"
        ) from None
    return _not_empty(text)


def marked(data: bytes) -> str:
    """The encoding that a byte order mark names; UTF-8 without one."""
    return next((encoding for mark, encoding in _MARKS if data.startswith(mark)), "utf-8")


def _decoded(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        raise UnreadableError(f"its byte order mark says {encoding.upper()}, but it is not") from None


def checked(text: str) -> str:
    """The text. Raises UnreadableError when it is empty, too long or holds control characters."""
    if len(text) > MAX_TEXT:
        raise UnreadableError(f"{len(text) / 1e6:.1f} million characters; an article has at most {MAX_TEXT / 1e6:.0f}")
    if text.translate(_CONTROLS) != text:
        raise UnreadableError(_BINARY)
    try:
        text.encode()
    except UnicodeEncodeError:
        raise UnreadableError("holds halves of characters (lone surrogates)") from None
    return _not_empty(text)


def _not_empty(text: str) -> str:
    if not text.strip("\ufeff \t\r\n\f"):
        raise UnreadableError("empty")
    return text
