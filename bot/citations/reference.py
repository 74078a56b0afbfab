"""What a citation is made of: the article as it is known, and the lines quoted from it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.answers import Abstained, Answer, Answered, Quote
from bot.citations.texts import printable
from bot.wording import own_title, short, when, where, why_not
from index.model import Article, PublishedBasis

_UNFIT = re.compile(r"[^A-Za-z0-9_.-]+")
_BASIS = {
    PublishedBasis.STATED: "date stated in the text",
    PublishedBasis.SUPPLIED: "date supplied with the article",
    PublishedBasis.INFERRED: "date inferred",
    PublishedBasis.UNKNOWN: "undated",
}


@dataclass(frozen=True, slots=True)
class Reference:
    """An article with the quotes taken from it; `key` is unique among the references of one list."""

    key: str
    article: Article
    quotes: tuple[Quote, ...]

    @property
    def title(self) -> str:
        return own_title(self.article)

    @property
    def url(self) -> str:
        """The article's address; empty where it has none that may be followed."""
        return linkable(self.article)

    @property
    def is_about(self) -> bool:
        """Whether the date is worked out and not given."""
        return self.article.published_basis is PublishedBasis.INFERRED

    @property
    def note(self) -> str:
        """Where the text was read from, and how its date is known."""
        basis = _BASIS[self.article.published_basis]
        # The reason of a date that was supplied says no more than that.
        if self.article.published_basis is not PublishedBasis.SUPPLIED:
            reason = next((quote.dated for quote in self.quotes if quote.dated), "")
            basis += f": {reason}" if reason else ""
        return f"read from {self.article.file}; {basis}"

    @property
    def quoted(self) -> str:
        """The lines quoted, each with its place and who says so."""
        return "; ".join(
            f"{quote.article.place.value} {quote.line}: “{' '.join(printable(quote.text).split())}”"
            + (f" ({quote.speaker})" if quote.speaker else "")
            for quote in self.quotes
        )


def references(quotes: Iterable[Quote]) -> list[Reference]:
    """One reference an article, in the order in which the articles first appear, each line once."""
    found: dict[str, dict[tuple[int, int], Quote]] = {}
    for quote in quotes:
        found.setdefault(quote.article.article_id, {})[quote.span.start, quote.span.end] = quote
    keys: list[str] = []
    for article_id in found:
        wished = _UNFIT.sub("-", article_id).strip("-") or "article"
        number, key = 1, wished
        while key.lower() in map(str.lower, keys):
            number += 1
            key = f"{wished}-{number}"
        keys.append(key)
    lines = [tuple(held.values()) for held in found.values()]
    return [Reference(key, held[0].article, held) for key, held in zip(keys, lines, strict=True)]


def linkable(article: Article) -> str:
    """The article's address where it is one of the web; else empty."""
    url = article.url or ""
    return url if url.lower().startswith(("http://", "https://")) else ""


def cited(answer: Answer) -> tuple[Quote, ...]:
    """The lines that an answer rests on; none of a silence, whose lines do not answer."""
    return answer.quotes[: answer.answering] if isinstance(answer, Answered) else ()


def told(answer: Answer) -> Sequence[str]:
    """What is said above the quotes: the short answer and a note, or why there is no answer."""
    if isinstance(answer, Abstained):
        return why_not(answer).split("\n")
    return [line for line in (short(answer), answer.note) if line]


def standing(quote: Quote) -> list[str]:
    """What a quote's source line says after the title: publisher, file and line, date, speaker."""
    parts = [quote.article.publisher or "", where(quote), when(quote.article), quote.speaker or ""]
    return [part for part in parts if part]
