"""The lines on a question in order of time, and the figures they give, so that a change can be drawn."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.answers import FIGURES, Answered, Quote
from bot.dating import in_time
from index.model import Dated

_FIGURE = re.compile(
    r"(?P<currency>[$€£¥₪])?\s?(?P<digits>\d{1,3}(?:[,\u00a0\u202f ]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    r"(?:\s?(?P<scale>thousand|million|billion|trillion)\b)?(?:\s?(?P<percent>%|per ?cent\b|percentage points?\b))?",
    re.IGNORECASE,
)
_SCALES = {"thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of a line: as written, its value, and what it counts in: a currency, "%", or "" for a bare number."""

    written: str
    value: float
    unit: str


@dataclass(frozen=True, slots=True)
class Rung:
    """A line with the figure that answers in it, if it has one."""

    quote: Quote
    figure: Figure | None = None


@dataclass(frozen=True, slots=True)
class Timeline:
    """The lines on a question, as read, newest first; those of which no time is known come last."""

    question: str
    rungs: tuple[Rung, ...]


def timeline(answer: Answered, dates: Mapping[str, Dated]) -> Timeline:
    """The lines that answer, in order of time; where a single one does, all that were found."""
    quotes = answer.quotes[: answer.answering] if answer.answering > 1 else answer.quotes
    asks_figure = answer.query.answer_type in FIGURES
    rungs = tuple(Rung(quote, figure(quote) if asks_figure else None) for quote in in_time(quotes, dates))
    return Timeline(answer.query.read_as or answer.query.question, rungs)


def change(answer: Answered) -> tuple[Rung, ...]:
    """The answering lines with their figures, in the answer's order, where the figure changes; else none."""
    if answer.query.answer_type not in FIGURES:
        return ()
    return comparable(tuple(Rung(quote, figure(quote)) for quote in answer.quotes[: answer.answering]))


def comparable(rungs: Sequence[Rung]) -> tuple[Rung, ...]:
    """The rungs whose figures can stand beside the first one's; none unless at least two of them differ."""
    given = [(rung, rung.figure) for rung in rungs if rung.figure]
    alike = [(rung, one) for rung, one in given if one.unit == given[0][1].unit]
    return tuple(rung for rung, _ in alike) if len({one.value for _, one in alike}) > 1 else ()


def figure(quote: Quote) -> Figure | None:
    """The first figure in the words that answer; None where they are not written in digits.

    >>> from bot.answers import Quote
    >>> from index.model import Article, Span
    >>> text = "It cost about $1.5 million."
    >>> figure(Quote(Article("a", "a.txt", "", text), Span(0, 27), 1, 1.0, short_answer=Span(8, 26)))
    Figure(written='$1.5 million', value=1500000.0, unit='$')
    """
    found = _FIGURE.search(quote.short_answer.of(quote.article.text)) if quote.short_answer else None
    if found is None:
        return None
    value = float(re.sub(r"[^\d.]", "", found["digits"])) * _SCALES.get((found["scale"] or "").lower(), 1)
    return Figure(found.group().strip(), value, found["currency"] or ("%" if found["percent"] else ""))
