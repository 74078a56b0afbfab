"""Replies laid out for a terminal: wrapped to its width, the words that answer lit up, sources aligned and dim."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import assert_never

from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.text import Text

from bot.answers import Abstained, Answer, Answered, Quote
from bot.console.bars import rows
from bot.console.glyphs import visible
from bot.console.plain import article_head, article_lines, source_rows, timeline_head
from bot.timeline import Rung, Timeline, change, comparable
from bot.wording import NEXT, RELATED, reading, related_by, short, when, where, why_not
from index.model import Article
from index.snapshot import Snapshot

ANSWER, DIM = "bold green", "dim"
# Longer lines than this are hard to read; sources may be wider.
_MEASURE = 100
_GAP = 3  # cells between the parts of a source
# Quotes are numbered for /context and /copy.
_INDENT = 4
# The first column of a line that has two.
_COLUMN = re.compile(r"\s*\S.*?\s{2,}(?=\S)")


class TerminalPage:
    """Lays replies out on a rich console, which knows the width and whether colours are wanted."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def answer(self, answer: Answer) -> None:
        for line in reading(answer.query):
            self._words(line, DIM)
        match answer:
            case Answered():
                self._answered(answer)
            case Abstained():
                self._words(why_not(answer))
                if answer.related:
                    self._words(f"\n{RELATED}", DIM)
                    self._quotes(answer.related)
            case _:
                assert_never(answer)

    def timeline(self, timeline: Timeline) -> None:
        self._words(timeline_head(timeline), DIM)
        self._bars(comparable(timeline.rungs))
        self._quotes([rung.quote for rung in timeline.rungs])

    def article(self, article: Article, line: int | None, around: int) -> None:
        numbered = article_lines(article, line, around)
        self._words(article_head(article), DIM)
        for row in numbered:
            text = Text(f"{'>' if row.is_asked else ' '}{row.number:>5}  ", DIM)
            self._hanging(text, Text(visible(row.text), "bold" if row.is_asked else ""))

    def sources(self, snapshot: Snapshot) -> None:
        found = source_rows(snapshot)
        widths = [max(cell_len(row[i]) for row in found) for i in (0, 1)]
        if sum(widths) + 2 * _GAP + 20 <= self._width:
            for name, date, title in found:
                head = Text(set_cell_size(name, widths[0] + 2)).append(set_cell_size(date, widths[1] + 2), DIM)
                self._hanging(head, Text(visible(title)))
            return
        for name, date, title in found:
            self._words(visible(name), "bold")
            self._words(f"{date} · {visible(title)}", DIM, indent=2)

    def say(self, text: str) -> None:
        for line in map(visible, text.split("\n")):
            column = _COLUMN.match(line)
            # What stands in a column of its own is wrapped in it, if that leaves room.
            head = column.group() if column and len(column.group()) <= self._width // 2 else ""
            head = head or " " * (len(line) - len(line.lstrip()))
            self._hanging(Text(head), Text(line[len(head) :]))

    def _answered(self, answer: Answered) -> None:
        if words := short(answer):
            self._words(words, ANSWER)
        if answer.note:
            self._words(answer.note)
        self._bars(change(answer))
        self._quotes(answer.quotes[: answer.answering])
        if rest := answer.quotes[answer.answering :]:
            self._words(f"\n{NEXT}", DIM)
            self._quotes(rest, first=answer.answering + 1)

    def _bars(self, rungs: Sequence[Rung]) -> None:
        is_unicode = self._console.encoding.startswith("utf")
        found = rows(rungs, min(self._width, _MEASURE) - _INDENT, is_unicode=is_unicode)
        if found:
            self._console.print()
        for row in found:
            line = Text(" " * _INDENT).append(row.date, DIM).append(f"  {row.figure}  ", "bold")
            self._console.print(line.append(row.bar, "green"), overflow="fold", no_wrap=True)

    def _quotes(self, quotes: Sequence[Quote], first: int = 1) -> None:
        parts = [_source(quote) for quote in quotes]
        for number, (quote, part) in enumerate(zip(quotes, parts, strict=True), start=first):
            self._console.print()
            self._hanging(Text(f"{number:>2}  ", DIM), lit(quote))
            for line in self._aligned(part, parts):
                self._words(line, DIM, indent=_INDENT, measure=self._width)

    def _aligned(self, part: tuple[str, ...], parts: Sequence[tuple[str, ...]]) -> Iterator[str]:
        """A source in columns that are the same for all sources; on two lines or more where they are too wide."""
        widths = [max((cell_len(one[i]) for one in parts if len(one) > i), default=0) for i in range(3)]
        room = self._width - _INDENT
        if sum(widths) + 2 * _GAP <= room:
            yield _row(part, widths)
        elif widths[0] + _GAP + widths[1] <= room:
            yield _row(part[:2], widths)
            yield from part[2:]
        else:
            yield from part

    def _hanging(self, head: Text, body: Text, measure: int = _MEASURE) -> None:
        """The body wrapped beside its head, further lines below its first word."""
        indent = head.cell_len
        width = max(10, min(self._width, measure) - indent)
        lines = [line for part in body.split("\n", allow_blank=True) for line in part.wrap(self._console, width)]
        for number, line in enumerate(lines or [Text()]):
            # Into a text without a style of its own, which what follows would take on.
            whole = Text().append_text(head if number == 0 else Text(" " * indent)).append_text(line)
            whole.rstrip()  # nobody wants to copy blanks
            self._console.print(whole, no_wrap=True, overflow="ignore", crop=False)

    def _words(self, text: str, style: str = "", *, indent: int = 0, measure: int = _MEASURE) -> None:
        self._hanging(Text(" " * indent), Text(visible(text), style), measure)

    @property
    def _width(self) -> int:
        return self._console.width


def lit(quote: Quote) -> Text:
    """The quote, verbatim but for control characters; the words that answer are lit, those of the question bold."""
    text = Text(visible(quote.text))
    style = ANSWER if quote.short_answer else "bold"
    for span in quote.highlights:
        text.stylize(style, span.start - quote.span.start, span.end - quote.span.start)
    return text


def _source(quote: Quote) -> tuple[str, ...]:
    """Place, date, and where known who says so and how the quote relates to the first."""
    said = " · ".join(related_by(quote))
    return (where(quote), when(quote.article), *([said] if said else []))


def _row(part: tuple[str, ...], widths: Sequence[int]) -> str:
    gap = " " * _GAP
    padded = (one + " " * (width - cell_len(one)) for one, width in zip(part, widths, strict=False))
    return gap.join(padded).rstrip()
