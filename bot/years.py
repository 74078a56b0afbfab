"""The year of an event that the best line dates by month and day alone, from another line of the candidates' articles.

"When did the war start?": one line has "the Oct. 7 incursion that triggered the war", another "the attack in 2023".
Neither date is put into the other's quote: both lines are shown.
"""

from __future__ import annotations

import re

from bot.answers import AnswerType, Query
from bot.lexicon import synonyms
from bot.mentions import MONTH
from bot.selection import Selection
from bot.short_answers import ShortAnswer
from index.analysis import analyse, terms
from index.model import Kind, Span, Token
from index.patterns import regex
from index.snapshot import Snapshot

_DAY = regex(rf"{MONTH} \d{{1,2}}(?:st|nd|rd|th)?|\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {MONTH}")
_EVENT = regex(
    r"(?:attacks?|assault|incursion|invasion|raids?|massacre|elections?|vote|earthquake|floods?|hurricane|storm|crash"
    r"|explosion|blast|bombings?|shootings?|accident|disaster|sinking|strikes?|coup|fire|outbreak|operation)\b"
)
# One paper's attack is another's incursion.
_ASSAULTS = terms("attack assault incursion invasion raid massacre operation")
_YEAR = regex(r"(?<![\w,.])(?:19|20)\d\d(?![\w%]|[.,]\d)")


def year_line(
    query: Query, sentence_id: int, found: ShortAnswer | None, selection: Selection, snapshot: Snapshot
) -> int | None:
    """A line that gives the year of the event dated in that sentence; None where it has its year or none is told.

    Only the candidates' articles are looked through: others tell of other attacks and other storms.
    """
    if query.answer_type is not AnswerType.TIME or found is None:
        return None
    sentence = snapshot.sentence(sentence_id)
    text = snapshot.article(sentence.article_id).text
    day = _DAY.search(text, found.span.start, min(sentence.span.end, found.span.end + 8))
    if day is None or _YEAR.search(snapshot.text_of(sentence)):
        return None
    event = _EVENT.match(text, day.end() + 1)
    if event is None:
        return None
    names = {t.term for t in snapshot.tokens_of(sentence_id) if t.term in snapshot.names}
    numbers = snapshot.article_numbers
    near = set(numbers[[sentence_id, *selection.ids.tolist()]].tolist())
    for term in _terms_of(event.group()):
        for i in snapshot.ranker.posting(term)[0].tolist() if snapshot.ranker.knows(term) else ():
            if i != sentence_id and int(numbers[i]) in near and _dates(i, term, names, snapshot):
                return int(i)
    return None


def _terms_of(word: str) -> list[str]:
    """The event's term, then those that may stand for it."""
    own = [token.term for token in analyse(word)][:1]
    others = [other.terms[0] for other in synonyms(tuple(own)) if len(other.terms) == 1]
    return list(dict.fromkeys([*own, *others, *(_ASSAULTS if own[0] in _ASSAULTS else ())]))


def _dates(sentence_id: int, term: str, names: set[str], snapshot: Snapshot) -> bool:
    """Whether a sentence has a year in the same clause as the event, and one of the names."""
    sentence = snapshot.sentence(sentence_id)
    if sentence.kind is not Kind.SENTENCE:
        return False
    text, tokens = snapshot.text_of(sentence), snapshot.tokens_of(sentence_id)
    year = _YEAR.search(text)
    if year is None or names.isdisjoint(token.term for token in tokens):
        return False
    return any(_is_near(token, year, text, sentence.span) for token in tokens if token.term == term)


def _is_near(token: Token, year: re.Match[str], text: str, span: Span) -> bool:
    start, end = sorted((token.span.end - span.start, year.start()))
    return end - start < 60 and not re.search(r"[,.;:]", text[start:end])
