"""What the Telegram skin sends: answers as Telegram's HTML and as the plain text that HTML shows, lists of articles."""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import assert_never

from bot.answers import Abstained, Answer, Answered, Query, Quote
from bot.wording import NEXT, RELATED, reading, short, source, when, why_not
from index.snapshot import Snapshot

# Telegram takes 4,096 UTF-16 units a message, counted in the text as shown, after the markup is parsed.
LIMIT = 4095
# Our own lines end here, so that a long file name or question never pushes a quote out.
OWN_LINE = 1000
PAGE = 25  # articles
TOO_LONG = "The line found is too long for a Telegram message; it stands here:"


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

    def within(self, tag: str) -> Piece:
        """The piece in one element; the plain text stays."""
        return Piece(f"<{tag}>{self.html}</{tag}>", self.plain)


def messages(answer: Answer) -> list[str]:
    """The answer as Telegram HTML, in as few messages as hold it; no quote is ever cut."""
    return [piece.html for piece in _pieces(answer)]


def plain(answer: Answer) -> list[str]:
    """The same messages without markup: the n-th shows the text of the n-th of `messages`."""
    return [piece.plain for piece in _pieces(answer)]


def sources(snapshot: Snapshot, page: int) -> list[str]:
    """Plain messages that list one page of the articles: title, file, date. Pages count from 1; others are clamped."""
    pages = max(1, -(-snapshot.num_articles // PAGE))
    page = min(max(page, 1), pages)
    shown = islice(snapshot.articles(), (page - 1) * PAGE, page * PAGE)
    entries = ["\n".join(filter(None, [article.title, f"{article.file} · {when(article)}"])) for article in shown]
    if not entries:
        entries = ["Put articles into the articles folder and run: talks index build"]
    if page < pages:
        entries.append(f"More: /sources {page + 1}")
    heading = f"{snapshot.num_articles} articles" + (f", page {page} of {pages}" if pages > 1 else "")
    return [piece.plain for piece in _packed(Piece(), _words(heading), [_words(_clipped(entry)) for entry in entries])]


def utf16_length(text: str) -> int:
    """Length in UTF-16 units, as Telegram counts.

    >>> utf16_length("a😀")
    3
    """
    return len(text) + sum(character > "\uffff" for character in text)


def _pieces(answer: Answer) -> list[Piece]:
    match answer:
        case Answered():
            words = short(answer)
            # A short answer is quoted too, so it is never cut: the quote below has it highlighted.
            bold = _words(words).within("b") if 0 < utf16_length(words) <= OWN_LINE else Piece()
            head = _read(answer.query).then(bold, gap="\n").then(_words(answer.note or ""), gap="\n")
            blocks = list(_quote_blocks(answer.quotes, LIMIT - utf16_length(f"{NEXT}\n\n")))
            if answer.answering < len(blocks):
                blocks[answer.answering] = _words(NEXT).then(blocks[answer.answering])
            return _packed(head, Piece(), blocks)
        case Abstained():
            head = _read(answer.query).then(_words(_clipped(why_not(answer))), gap="\n")
            label = _words(RELATED)
            room = LIMIT - utf16_length(f"{RELATED}\n\n")
            return _packed(head, label, _quote_blocks(answer.related, room))
        case _:
            assert_never(answer)


def _read(query: Query) -> Piece:
    return _words(_clipped("\n".join(reading(query))))


def _packed(head: Piece, label: Piece, blocks: Iterable[Piece]) -> list[Piece]:
    """Head and blocks in messages that fit; the label stands above the blocks of every message."""
    done, current, is_labelled = [], head, False
    for block in blocks:
        grown = current.then(block if is_labelled else label.then(block))
        if utf16_length(grown.plain) > LIMIT:
            done.append(current)
            grown = label.then(block)
        current, is_labelled = grown, True
    return [*done, current]


def _quote_blocks(quotes: tuple[Quote, ...], room: int) -> Iterator[Piece]:
    """Each quote over its source line; the source line alone, with a word why, when both need more than `room`."""
    for quote in quotes:
        origin = _words(f"— {_clipped(source(quote))}")
        block = _quoted(quote).within("blockquote").then(origin, gap="\n")
        yield block if utf16_length(block.plain) <= room else _words(TOO_LONG).then(origin, gap="\n")


def _quoted(quote: Quote) -> Piece:
    """The slice itself, with its highlights in bold."""
    text, markup, position = quote.article.text, [], quote.span.start
    for span in sorted(quote.highlights):
        # Overlapping highlights would nest or repeat text.
        if position <= span.start < span.end <= quote.span.end:
            markup += [_escaped(text[position : span.start]), "<b>", _escaped(span.of(text)), "</b>"]
            position = span.end
    return Piece("".join([*markup, _escaped(text[position : quote.span.end])]), quote.text)


def _words(text: str) -> Piece:
    return Piece(_escaped(text), text)


def _escaped(text: str) -> str:
    return html.escape(text, quote=False)


def _clipped(text: str) -> str:
    """Our own words, cut to OWN_LINE units; never used on a quote."""
    # Half as many code points fit whatever they are.
    return text if utf16_length(text) <= OWN_LINE else f"{text[: OWN_LINE // 2]}…"
