"""The short answer of a sentence: by rule where the kind of question says which words those are, else as learned.

The rules come first where a learned span is often wrong and a person sees it at once: who said it, what was said, who
somebody is, which of several figures counts what is asked for.
"""

from __future__ import annotations

from collections.abc import Callable

from bot.answers import AnswerType, Query, Read
from bot.circumstances import opening_time, reason_told, time_told
from bot.figures import age, asked_figure, figure_meant, is_denied, lasting, measured, part_asked, ranked, tally
from bot.fitting import fits
from bot.holders import doer, doer_before_aside, holder
from bot.mentions import MentionType, mentions
from bot.persons import defined, listed, only_name, place_told, place_whole, role_of, went_to
from bot.reading.words import marked
from bot.sayings import is_unsaid, said_by, words_said
from bot.short_answers import ShortAnswer
from bot.short_answers import short_answer as learned
from bot.verdicts import decided
from index.memory import per_snapshot
from index.model import Span
from index.snapshot import Snapshot

# How sure an answer by rule is: such rules are right about so often on questions that were not looked at.
_SURE = 0.8
_Rule = Callable[[Query, int, Span, Snapshot], Span | None]
# Each gets the learned span, and gives another one or None where it has nothing better. Words that the reading model
# marked are left alone from this certainty on: measured on kept-out documents, lists, places and doers by rule lose
# more than they mend unless the model was at a loss.
_RULES: tuple[tuple[_Rule, float], ...] = (
    (said_by, 1.0),
    (words_said, 1.0),
    (role_of, 1.0),
    (holder, 1.0),
    (figure_meant, 1.0),
    (part_asked, 1.0),
    (tally, 1.0),
    (age, 1.0),
    (ranked, 1.0),
    (measured, 1.0),
    (asked_figure, 1.0),
    (lasting, 1.0),
    (defined, 1.0),
    (listed, 0.5),
    (went_to, 0.5),
    (place_told, 0.5),
    (reason_told, 0.5),
    (opening_time, 1.0),
    (time_told, 1.0),
    (doer_before_aside, 0.5),
    (doer, 0.5),
    (only_name, 1.0),
    (place_whole, 1.0),
)


@per_snapshot(maxsize=256)
def short_answer(query: Query, sentence_id: int, read: Read | None, snapshot: Snapshot) -> ShortAnswer | None:
    """The best short answer in the sentence; None when it has no word. `read` is what the reading model made of it."""
    found = marked(query, read, sentence_id, snapshot) if read else learned(query, sentence_id, snapshot)
    if found is None:
        return None
    for rule, most in _RULES:
        span = rule(query, sentence_id, found.span, snapshot) if read is None or found.sure < most else None
        if span is not None:
            return ShortAnswer(span, found.score, max(found.sure, _SURE))
    sentence = snapshot.sentence(sentence_id)
    inside = Span(found.span.start - sentence.span.start, found.span.end - sentence.span.start)
    if is_unsaid(query, sentence_id, snapshot) and not _names_somebody(query, found.span, sentence_id, snapshot):
        return None
    if not is_denied(query, sentence_id, found.span, snapshot) and fits(query, snapshot.text_of(sentence), inside):
        return found
    span = decided(query, sentence_id, snapshot)
    return ShortAnswer(span, found.score, max(found.sure, _SURE)) if span else None


def _names_somebody(query: Query, span: Span, sentence_id: int, snapshot: Snapshot) -> bool:
    """Whether the words name a person or body, where one is asked for: somebody whose saying was not made out."""
    words = span.of(snapshot.article(snapshot.sentence(sentence_id).article_id).text)
    kinds = (MentionType.PERSON, MentionType.NAME, MentionType.ORGANISATION)
    return query.answer_type is AnswerType.PERSON and any(m.kind in kinds for m in mentions(words))
