"""The nouns of the index: spans, articles, sentences, tokens, hits."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class PublishedBasis(StrEnum):
    """How an article's date is known."""

    STATED = "stated"  # written in the text
    SUPPLIED = "supplied"  # given beside the text: a sidecar, a field, or the file's own metadata
    INFERRED = "inferred"  # worked out by a general rule; always labelled
    UNKNOWN = "unknown"


class Kind(StrEnum):
    """What a span of an article is. Only sentences answer questions."""

    SENTENCE = "sentence"
    HEADING = "heading"
    CAPTION = "caption"
    METADATA = "metadata"


class Place(StrEnum):
    """What the numbered parts of an article's text are, for saying where a quote stands."""

    LINE = "line"  # of the file itself
    PARAGRAPH = "paragraph"  # of text extracted from a file: a line of it
    PAGE = "page"  # of text extracted from a file: what a form feed ends

    @property
    def end_mark(self) -> str:
        return "\f" if self is Place.PAGE else "\n"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Half-open range [start, end) in code points.

    >>> Span(1, 3).of("abcd")
    'bc'
    """

    start: int
    end: int

    def of(self, text: str) -> str:
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Article:
    """One published text. `text` is the decoded file, field of a record, or what was extracted; never changed.

    `file` is the path relative to the articles folder (and within an archive), `title` may be empty,
    `published` is None exactly when `published_basis` is unknown. `place` says what its parts are called.
    `original` is the SHA-256 of the file that the text was extracted from; None for text files. `also_in` are the ids
    of articles with the same text, or nearly, which are not indexed themselves.
    """

    article_id: str
    file: str
    title: str
    text: str
    url: str | None = None
    publisher: str | None = None
    published: dt.date | None = None
    published_basis: PublishedBasis = PublishedBasis.UNKNOWN
    place: Place = Place.LINE
    original: str | None = None
    also_in: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Dated:
    """When an article was written: `published` and its basis, bounds, and why.

    `earliest` and `latest` hold also for an undated article; None where nothing is known, the day itself for a
    stated or supplied date. `reason` is one sentence for a person. `later_than` are articles that a toll shows to
    be older than this one, whether their dates are known or not.
    """

    published: dt.date | None
    basis: PublishedBasis
    earliest: dt.date | None
    latest: dt.date | None
    reason: str
    later_than: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Unit:
    """A span of one article with its kind, as the splitter returns it."""

    span: Span
    kind: Kind


@dataclass(frozen=True, slots=True)
class Sentence:
    """A unit with its place in the snapshot. `line` counts the article's places from 1; holds no text."""

    sentence_id: int
    article_id: str
    span: Span
    line: int
    kind: Kind


@dataclass(frozen=True, slots=True)
class Token:
    """An occurrence of a term; the span says where it stands in the analysed text."""

    term: str
    span: Span


class Hit(NamedTuple):
    """A ranked sentence. Bigger scores are better; ranks count from 1."""

    sentence_id: int
    score: float
    rank: int
