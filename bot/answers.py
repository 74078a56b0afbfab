"""The nouns of answering: a question as analysed, quotes, and the two outcomes."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from index.model import Article, Span


class AnswerType(StrEnum):
    """The kind of thing a question asks for."""

    PERSON = "person"
    ORGANISATION = "organisation"
    PLACE = "place"
    TIME = "time"
    DURATION = "duration"
    NUMBER = "number"
    MONEY = "money"
    PERCENT = "percent"
    REASON = "reason"
    MANNER = "manner"
    DEFINITION = "definition"
    STATEMENT = "statement"  # what somebody said
    YES_NO = "yes_no"
    OTHER = "other"


# Told by a figure.
FIGURES = frozenset({AnswerType.NUMBER, AnswerType.MONEY, AnswerType.PERCENT})


class Reason(StrEnum):
    """Why there is no answer. The skins put it in words."""

    OFF_TOPIC = "off_topic"  # no sentence comes near
    NOT_STATED = "not_stated"  # the names are there, the fact is not
    OPINION = "opinion"
    FORECAST = "forecast"
    EMPTY = "empty"
    TOO_LONG = "too_long"
    LANGUAGE = "language"  # not asked in the articles' language
    AMBIGUOUS = "ambiguous"  # a follow-up that may mean one of several
    COURTESY = "courtesy"  # a greeting or thanks
    TOO_EARLY = "too_early"  # no article is known to be written by the day asked about
    WITHDRAWN = "withdrawn"  # the lines stand in articles that are gone since


class Role(StrEnum):
    """Why a quote is shown."""

    ANSWER = "answer"
    EARLIER = "earlier"
    DISAGREES = "disagrees"
    RELATED = "related"


@dataclass(frozen=True, slots=True)
class Concept:
    """One content word of a question, and what can stand for it in a sentence.

    `alternatives` maps phrases of one or more terms to a weight in (0, 1], the typed term at 1. `weight` is below
    1 for words that say little, `name` says that it looks like a proper name, `span` where it was typed.
    """

    term: str
    span: Span
    alternatives: tuple[tuple[tuple[str, ...], float], ...]
    weight: float = 1.0
    name: bool = False

    def __hash__(self) -> int:
        # Of what tells one from another: results are remembered by concept, and all its wordings take long to hash.
        return hash((self.term, self.span))


@dataclass(frozen=True, slots=True)
class Query:
    """A question as analysed. `read_as` is set when it was not taken as typed.

    `terms` are those that can find a sentence, in order, each once; `focus` is the noun that says what is asked
    for or counted (`city` in "which city", `hostag` in "how many hostages"), if any; `speaker` are the terms of
    who is asked about in "what did X say"; `left` are further questions of the message, which are not answered; `cased`
    is the reading with capitals at its names, where it was typed without any; `undated` is it without the words that
    say when, where those choose the articles.
    """

    question: str
    read_as: str | None
    terms: tuple[str, ...]
    answer_type: AnswerType
    as_of: dt.date | None = None
    names: tuple[str, ...] = ()
    concepts: tuple[Concept, ...] = ()
    focus: str | None = None
    speaker: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    cased: str | None = None
    undated: str | None = None

    def __hash__(self) -> int:
        # As in Concept.
        return hash((self.question, self.read_as, self.answer_type))

    @property
    def text(self) -> str:
        """The question as it is analysed: terms and concepts are spans in it."""
        return self.cased or self.read_as or self.question


@dataclass(frozen=True, slots=True)
class Read:
    """What the reading model makes of one sentence.

    rank: compares sentences of one question. stated: log odds that the sentence states what is asked. span: the words
    that answer, in the article's text; `sure` is their log probability among the runs of words of the sentence.
    """

    rank: float
    stated: float
    span: Span
    sure: float


@dataclass(frozen=True, slots=True)
class Quote:
    """A verbatim slice of an article: `span`, `highlights` and `short_answer` are spans in its text.

    `speaker` and `antecedent` ("He" is …) are for our own line, never put into the quote. `dated` says how an
    article's date was worked out, where it was.
    """

    article: Article
    span: Span
    line: int
    score: float
    highlights: tuple[Span, ...] = ()
    short_answer: Span | None = None
    speaker: str | None = None
    role: Role = Role.ANSWER
    antecedent: str | None = None
    dated: str = ""

    @property
    def text(self) -> str:
        return self.span.of(self.article.text)


@dataclass(frozen=True, slots=True)
class Answered:
    """Quotes, best first: the first `answering` of them answer, the rest come next. `short_answer` may be None.

    `is_likely` says that the short answer is likely enough to stand alone before a person; `variants` are other
    spellings of it, `note` a line in our own words that the quotes need ("Sources differ"). `was_read` says whether
    the reading model took part.
    """

    query: Query
    short_answer: str | None
    quotes: tuple[Quote, ...]
    snapshot_id: str
    confidence: float
    variants: tuple[str, ...] = ()
    note: str | None = None
    is_likely: bool = True
    answering: int = 1
    was_read: bool = False


@dataclass(frozen=True, slots=True)
class Abstained:
    """Chosen silence. `related` lines do not answer; `missing_terms` are words no article has.

    `was_read`: as in Answered.
    """

    query: Query
    reason: Reason
    related: tuple[Quote, ...]
    missing_terms: tuple[str, ...]
    snapshot_id: str
    confidence: float
    was_read: bool = False


Answer = Answered | Abstained
