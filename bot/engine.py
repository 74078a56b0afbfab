"""Question and snapshot to answer. Pure: no files, clock or environment."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace

from bot import confidence
from bot.abstention import is_question, is_remark, questions, refusal, unmarked
from bot.answers import Abstained, Answer, Answered, AnswerType, Query, Quote, Reason, Role
from bot.compose import compose, with_date
from bot.confidence import Confidence
from bot.conversation import Turn, read_as, whom
from bot.matching import wanted
from bot.question import is_held, read_question
from bot.reading.order import NEAREST, Reading, wording
from bot.reading.reread import reread
from bot.selection import Selection, select, weights
from bot.shorthand import spelled_as_question
from bot.slots import is_misleading, is_told, lacks_words_alone
from bot.slots.articles import terms_around
from bot.speech.speakers import attribute
from bot.time_words import Asked, How, period_asked
from index.analysis import terms
from index.chronology.periods import Period
from index.dates import Then, Written
from index.snapshot import Snapshot

_RELATED = 3
# Confidence at most in an answer to what is not asked of the articles, such as an opinion.
_REFUSED = 0.05
# From here on what the reading model makes of a line outweighs that the question's words are not in it.
_EVEN = 0.5


@dataclass(frozen=True, slots=True)
class Considered:
    """A question with everything that its answer is made from, and the part of the index that it is found in.

    `sure` is None when no sentence matches at all.
    """

    snapshot: Snapshot
    query: Query
    asked: Asked
    selection: Selection
    sure: Confidence | None


def consider(
    question: str,
    snapshot: Snapshot,
    *,
    before: Turn | None = None,
    as_of: Period | None = None,
    reading: Reading | None = None,
) -> Considered:
    """The question read, its candidates ranked, by the reading model too if there is one, and the confidence."""
    first, *left = questions(unmarked(question))
    snapshot.expect(terms(first))
    full = spelled_as_question(first) or (read_as(first, before, snapshot) if before else None)
    full = full or (first if first != question else None)
    asked = Asked(How.AS_OF, as_of) if as_of else period_asked(full or first, snapshot.dates.newest)
    query = read_question(question, snapshot, full, () if asked.event else asked.spans)
    query = replace(query, left=tuple(left))
    written = _written(asked, snapshot)
    whole = snapshot
    similar = None
    if reading is not None:
        try:
            similar = reading.similar(wording(query), whole)
        except TimeoutError:
            reading = None
    near = dict.fromkeys(article_id for article_id, _ in similar.nearest(NEAREST)) if similar else ()
    snapshot = whole.around(lambda: wanted(query, whole), written, tuple(near))
    selection = select(query, snapshot, written.among(snapshot.dates) if written else None)
    if not len(selection.ids):
        return Considered(snapshot, query, asked, selection, None)
    sure = confidence.confidence(confidence.row(query, selection, snapshot), weights(), whole.totals.sentences)
    if reading is not None:
        # Too late, the selection stands as it is.
        with suppress(TimeoutError):
            selection, sure = reread(query, selection, sure, reading, similar, snapshot)
    return Considered(snapshot, query, asked, selection, sure)


def answer(
    question: str,
    snapshot: Snapshot,
    *,
    before: Turn | None = None,
    top: int = 3,
    as_of: Period | None = None,
    reading: Reading | None = None,
) -> Answer:
    """The answer of this snapshot with at most `top` quotes; the same arguments give the same answer.

    `before` is the turn before in the same conversation; a question that leans on it is read in full words. `as_of`
    asks for the state at a period's end, whatever the question says. `reading` is the reading model, if it takes part.
    """
    refused = refusal(question)
    if refused in (Reason.EMPTY, Reason.TOO_LONG, Reason.COURTESY):
        return Abstained(_unread(question), refused, (), (), snapshot.snapshot_id, 0.0)
    if before and len(meant := whom(question, before, snapshot)) > 1:
        asked = replace(_unread(question), names=meant)
        return Abstained(asked, Reason.AMBIGUOUS, (), (), snapshot.snapshot_id, 0.0)
    too_early = as_of is not None and _is_before_all(as_of, snapshot)
    considered = consider(question, snapshot, before=before, as_of=as_of, reading=reading)
    snapshot, query, selection, sure = considered.snapshot, considered.query, considered.selection, considered.sure
    if sure is None:
        return _abstained(query, refused or Reason.OFF_TOPIC, (), snapshot, 0.0)
    latest = considered.asked.how is How.LATEST
    composed = compose(query, selection, snapshot, snapshot.dates, latest=latest, top=top)
    reason = refused or (
        Reason.TOO_EARLY if too_early else _doubt(query, selection, sure, snapshot, composed.is_quarrel)
    )
    if reason is not None:
        value = min(sure.value, _REFUSED) if refused else sure.value
        related = composed.quotes[:_RELATED]
        silent = _abstained(query, reason, related, snapshot, value, was_read=bool(selection.reads))
        # Of another language nothing was read but names and numbers.
        return replace(silent, query=replace(query, read_as=None)) if reason is Reason.LANGUAGE else silent
    return Answered(
        query,
        composed.short_answer,
        composed.quotes,
        snapshot.snapshot_id,
        sure.value,
        composed.variants,
        composed.note,
        composed.is_likely,
        composed.answering,
        was_read=bool(selection.reads),
    )


def annotated(quote: Quote, snapshot: Snapshot) -> Quote:
    """A quote with its article's date, worked out where it is not given, and who says it."""
    snapshot = snapshot.of_articles([quote.article.article_id])
    article = with_date(quote.article, snapshot.dates[quote.article.article_id])
    speakers = (
        attribute(sentence.sentence_id, snapshot).speaker
        for sentence in snapshot.sentences_of(article.article_id)
        if sentence.span.start < quote.span.end and quote.span.start < sentence.span.end
    )
    return replace(quote, article=article, speaker="; ".join(dict.fromkeys(filter(None, speakers))) or None)


def turn(answer: Answer, before: Turn | None = None) -> Turn | None:
    """What a conversation keeps of an answer for the next question: still the turn before, where nothing was asked."""
    if isinstance(answer, Abstained) and answer.reason in (Reason.COURTESY, Reason.EMPTY):
        return before
    read = answer.query.text
    short = answer.short_answer if isinstance(answer, Answered) else None
    return Turn(read, short, answer.query.answer_type is AnswerType.PERSON)


def _doubt(query: Query, selection: Selection, sure: Confidence, snapshot: Snapshot, is_quarrel: bool) -> Reason | None:
    """Why the best sentence had better not answer, or None."""
    first = int(selection.ids[0])
    is_strange = _is_strange(query, selection, snapshot)
    silence = Reason.OFF_TOPIC if is_strange else Reason.NOT_STATED
    # To the reading model other words than those asked may say the same.
    is_understood = bool(selection.reads) and sure.stated >= _EVEN
    match sure.doubt:
        case Reason.OFF_TOPIC:
            return Reason.OFF_TOPIC
        case Reason.NOT_STATED:
            if not is_quarrel and not is_told(query, first, snapshot):
                return silence
        case _:
            if _is_unasked(query, snapshot) or (is_strange and not is_understood):
                return Reason.OFF_TOPIC
    if sure.stated >= sure.least_flawed or not is_misleading(query, first, snapshot):
        return None
    return None if is_understood and lacks_words_alone(query, first, snapshot) else silence


def _is_unasked(query: Query, snapshot: Snapshot) -> bool:
    """Whether a message is no question, names nobody and has words that no article has."""
    if is_question(query.question) or any(concept.name for concept in query.concepts):
        return False
    return not all(snapshot.ranker.knows(concept.term) for concept in query.concepts)


def _is_strange(query: Query, selection: Selection, snapshot: Snapshot) -> bool:
    """Whether half of what is asked stands in no article, and the best sentence and those beside it hold one word."""
    asked = [(c, seen) for c, seen in zip(query.concepts, selection.matches.seen, strict=True) if c.weight >= 1]
    unseen = sum(not seen for _, seen in asked)
    if not unseen or unseen * 2 < len(asked):
        return False
    held = terms_around(int(selection.ids[0]), 1, 1, snapshot)
    return sum(is_held(concept, held) for concept, _ in asked) <= 1


def _abstained(
    query: Query,
    reason: Reason,
    related: tuple[Quote, ...],
    snapshot: Snapshot,
    sure: float,
    *,
    was_read: bool = False,
) -> Abstained:
    text = query.read_as or query.question  # as typed
    # Abuse is not repeated.
    unknown = (c for c in query.concepts if not snapshot.ranker.knows(c.term) and not is_remark(text))
    missing = tuple(c.span.of(text) for c in unknown)
    shown = tuple(replace(quote, role=Role.RELATED, highlights=(), short_answer=None) for quote in related)
    return Abstained(query, reason, shown, missing, snapshot.snapshot_id, sure, was_read)


def _unread(question: str) -> Query:
    return Query(question, None, (), AnswerType.OTHER)


def _is_before_all(period: Period, snapshot: Snapshot) -> bool:
    """Whether some article is dated, and none is known to be written by the period's end."""
    if snapshot.dates.newest is None:
        return False
    return not any(snapshot.has_written(Written(then, period)) for then in (Then.BEFORE_END, Then.MAYBE))


def _written(asked: Asked, snapshot: Snapshot) -> Written | None:
    """Which articles may answer a question about a period; None when the period excludes none or all of them."""
    if asked.period is None:
        return None
    # What happened then is told later too: only what was surely written then is asked alone.
    ways = [Then.SURELY] if asked.event else [Then.MAYBE]
    if asked.how is How.AS_OF and not asked.event:
        ways.append(Then.BEFORE_END)
    return next((one for one in (Written(way, asked.period) for way in ways) if snapshot.has_written(one)), None)
