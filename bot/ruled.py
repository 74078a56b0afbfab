"""The short answer of a sentence: by rule where the kind of question says which words those are, else as learned.

The rules come first where a learned span is often wrong and a person sees it at once: who said it, what was said, who
somebody is, which of several figures counts what is asked for.
"""

from __future__ import annotations

from collections.abc import Callable

from bot.answers import AnswerType, Query, Read
from bot.figures import asked_figure, is_denied
from bot.mentions import MentionType, mentions
from bot.persons import doer, listed, only_name, place_told, role_of
from bot.question import STOP_TERMS
from bot.reading.words import marked
from bot.sayings import said_by, words_said
from bot.short_answers import ShortAnswer
from bot.short_answers import short_answer as learned
from index.analysis import analyse
from index.memory import per_snapshot
from index.model import Span
from index.snapshot import Snapshot

# How sure an answer by rule is: such rules are right about so often on questions that were not looked at.
_SURE = 0.8
_TIMES = frozenset({MentionType.DATE, MentionType.DURATION})
_COUNTS = frozenset({*_TIMES, MentionType.NUMBER, MentionType.PERCENT, MentionType.MONEY})
_NEVER = {
    AnswerType.PERSON: _COUNTS,
    AnswerType.PLACE: _COUNTS,
    AnswerType.ORGANISATION: _COUNTS,
    AnswerType.OTHER: _TIMES,
    AnswerType.DEFINITION: _TIMES,
}
_LEAD = 2  # words such as "on" and "at the"
_Rule = Callable[[Query, int, Span, Snapshot], Span | None]
# Each gets the learned span, and gives another one or None where it has nothing better.
_RULES: tuple[_Rule, ...] = (said_by, words_said, role_of, asked_figure, listed, place_told, doer, only_name)


@per_snapshot(maxsize=256)
def short_answer(query: Query, sentence_id: int, read: Read | None, snapshot: Snapshot) -> ShortAnswer | None:
    """The best short answer in the sentence; None when it has no word. `read` is what the reading model made of it."""
    found = marked(query, read, sentence_id, snapshot) if read else learned(query, sentence_id, snapshot)
    if found is None:
        return None
    for rule in _RULES:
        span = rule(query, sentence_id, found.span, snapshot)
        if span is not None:
            return ShortAnswer(span, found.score, max(found.sure, _SURE))
    text = snapshot.article(snapshot.sentence(sentence_id).article_id).text
    if is_denied(query, sentence_id, found.span, snapshot) or _is_of_other_kind(query, found.span.of(text)):
        return None
    return found


def _is_of_other_kind(query: Query, words: str) -> bool:
    """Whether the words are nothing but what never answers such a question: "which hospital" and "on Monday"."""
    never = _NEVER.get(query.answer_type, frozenset())
    found = [mention.span for mention in mentions(words) if mention.kind in never]
    rest = [t for t in analyse(words) if not any(s.start <= t.span.start < s.end for s in found)]
    return bool(found) and len(rest) <= _LEAD and all(token.term in STOP_TERMS for token in rest)
