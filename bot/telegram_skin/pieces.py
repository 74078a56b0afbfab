"""Texts as Telegram HTML, and how they go together into messages that Telegram takes."""

from __future__ import annotations

import html
from collections.abc import Iterable
from dataclasses import dataclass

from bot.encodable import encodable

# Telegram takes 4,096 UTF-16 units a message, counted in the text as shown, after the markup is parsed.
LIMIT = 4095
# Our own lines end here, so that a long file name or question never pushes a quote out.
OWN_LINE = 1000
_LONGEST_URL = 2000


@dataclass(frozen=True, slots=True)
class Piece:
    """A text as Telegram HTML, and as the plain text that stands there once the HTML is parsed."""

    html: str = ""
    plain: str = ""

    def then(self, other: Piece, gap: str = "\n\n") -> Piece:
        """Both pieces with a gap between them; an empty piece leaves no gap."""
        if not self.plain or not other.plain:
            return other if other.plain else self
        return Piece(f"{self.html}{gap}{other.html}", f"{self.plain}{gap}{other.plain}")

    def within(self, tag: str, attributes: str = "") -> Piece:
        """The piece in one element; the plain text stays."""
        return Piece(f"<{tag}{attributes}>{self.html}</{tag}>", self.plain) if self.plain else self

    def linked(self, url: str | None) -> Piece:
        """The piece as a link, where the address is one that Telegram follows."""
        if not url or not url.startswith(("http://", "https://")) or len(url) > _LONGEST_URL:
            return self
        # Half a surrogate pair can't be sent, and no address holds blanks or control characters.
        if not url.isprintable() or " " in url:
            return self
        return self.within("a", f' href="{html.escape(url, quote=True)}"')

    @property
    def units(self) -> int:
        return utf16_length(self.plain)


def words(text: str) -> Piece:
    """Text as it is, made encodable."""
    whole = encodable(text)
    return Piece(html.escape(whole, quote=False), whole)


def joined(pieces: Iterable[Piece], gap: str = "\n\n") -> Piece:
    """The pieces one after the other."""
    whole = Piece()
    for piece in pieces:
        whole = whole.then(piece, gap)
    return whole


def packed(head: Piece, blocks: Iterable[Piece], label: Piece | None = None) -> list[Piece]:
    """Head and blocks in as few messages as hold them; the label stands above the blocks of every message."""
    label = label or Piece()
    done, current, is_labelled = [], head, False
    for block in blocks:
        grown = current.then(block if is_labelled else label.then(block))
        if grown.units > LIMIT and current.plain:
            done.append(current)
            grown = label.then(block)
        current, is_labelled = grown, True
    return [*done, current]


def fitting(head: Piece, blocks: Iterable[Piece]) -> Piece:
    """Head and as many of the first blocks as one message holds."""
    return packed(head, blocks)[0]


def clipped(text: str, units: int = OWN_LINE) -> str:
    """Our own words, cut to so many UTF-16 units; never used on a quote."""
    # Half as many code points fit whatever they are.
    return text if utf16_length(text) <= units else f"{text[: units // 2 - 1]}…"


def utf16_length(text: str) -> int:
    """Length in UTF-16 units, as Telegram counts.

    >>> utf16_length("a😀")
    3
    """
    return len(text) + sum(character > "\uffff" for character in text)
