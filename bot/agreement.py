"""How far a sentence says what a question takes for granted, beyond having its words.

Most near misses are made of an answered question by one small change: a "not", another figure, another name, the
opposite of a word (Rajpurkar et al., "Know What You Don't Know", ACL 2018, table 2). Each is looked for here.
"""

from __future__ import annotations

import re
from collections.abc import Set

from bot.answers import AnswerType, Query
from bot.event_days import apart_from_day
from bot.lexicon import contraries, opposites
from bot.question import CLOSE, is_held
from index.analysis import analysed, terms
from index.memory import per_snapshot
from index.model import Token
from index.patterns import regex
from index.snapshot import Snapshot

NAMES = (
    "denial_lacking",  # the question has a "not", and the sentence nothing of that kind
    "opposed",  # words of the question whose opposite the sentence has, and not the word; answers yes or no
    "figures_lacking",  # figures of the question that the sentence has not
    "capitals_lacking",  # words with a capital in the question that the sentence has not
)
_DENIES = r"not|never|no|none|nobody|nothing|nowhere|without|nor|neither|cannot|fail\w*|lack\w*"
_DENIED = regex(rf"\b(?:{_DENIES})\b|n['’]t\b", re.IGNORECASE)
_HOW = regex(r"\bhow $", re.IGNORECASE)
_LAST = frozenset(terms("last"))
# "How long did it last": a verb, and no opposite of "first".
_LASTS = regex(r"\bhow long\b.*(?<!\bthe)(?<!\bits) $", re.IGNORECASE)
_LIVES_LOST = regex(
    r"\b(?:cost|claim|t[ao]k|took|los[et]|loss|price|toll|\d)\w*\b[^.;]*\blives\b|\blives (?:were |was )?lost\b",
    re.IGNORECASE,
)
_LIVE = frozenset(terms("live lives"))
_ENDS = frozenset(terms("free freed release released end ended reopen reopened resume resumed"))
# Who bought it is told by whom it was sold to, who was beaten by who won.
_NAMES = frozenset({AnswerType.PERSON, AnswerType.ORGANISATION, AnswerType.PLACE, AnswerType.OTHER})
_TO_OR_FROM = regex(r"\b(?:to|from|by|against|with)\b")
_DEALS = frozenset(
    terms("sell sold buy bought purchase lend lent borrow borrowed send sent receive received win won lose lost beat")
)
# In other words: "refused to send" is "did not send".
_DENYING = regex(
    rf"\b(?:{_DENIES}|unable|refus\w*|reject\w*|declin\w*|den(?:y|ies|ied|ying|ial)|prevent\w*|avoid\w*|except|unlike"
    r"|rather than|instead|hardly|scarcely)\b|n['’]t\b",
    re.IGNORECASE,
)


@per_snapshot(maxsize=1 << 10)
def agreement(query: Query, sentence_id: int, snapshot: Snapshot) -> dict[str, float]:
    """The numbers by name: counts, but `denial_lacking` 0 or 1."""
    text = snapshot.text_of(snapshot.sentence(sentence_id))
    held = {token.term for token in snapshot.tokens_of(sentence_id)}
    typed = query.undated or query.text
    asked = apart_from_day(query, analysed(typed), sentence_id, snapshot)
    told = {concept.span for concept in query.concepts if is_held(concept, held, CLOSE)}
    against = held - _beside_the_point(query, text)
    lacking = [token for token in asked if token.term not in held and token.span not in told]
    yes_no = query.answer_type is AnswerType.YES_NO
    return {
        "denial_lacking": float(not yes_no and bool(_DENIED.search(typed)) and not _DENYING.search(text)),
        "opposed": float(
            not yes_no and sum(_has_opposite(t.term, against) and not _is_measured(t, typed) for t in lacking)
        ),
        "figures_lacking": float(sum(any(c.isdigit() for c in t.span.of(typed)) for t in lacking)),
        "capitals_lacking": float(sum(_is_capital(token, typed) for token in lacking)),
    }


def is_contrary(query: Query, sentence_id: int, snapshot: Snapshot) -> bool:
    """Whether the sentence says the contrary of what the question takes for granted."""
    found = agreement(query, sentence_id, snapshot)
    return bool(found["denial_lacking"] or found["opposed"])


def _beside_the_point(query: Query, text: str) -> frozenset[str]:
    """Terms of a sentence that are no opposites in what is asked."""
    found = _LIVE if _LIVES_LOST.search(text) else frozenset[str]()
    if query.answer_type is AnswerType.DURATION:
        found |= _ENDS  # "freed after 200 days" tells how long somebody was held
    if query.answer_type in _NAMES and _TO_OR_FROM.search(text):
        found |= _DEALS
    return found


def _has_opposite(term: str, held: Set[str]) -> bool:
    return not (held.isdisjoint(opposites(term)) and held.isdisjoint(contraries(term)))


def _is_measured(token: Token, typed: str) -> bool:
    """Whether the word only asks for a measure: "how far" is told of what is near too."""
    lasts = token.term in _LAST and _LASTS.search(typed, 0, token.span.start)
    return bool(lasts) or _HOW.search(typed, 0, token.span.start) is not None


def _is_capital(token: Token, typed: str) -> bool:
    """Whether the word begins with a capital that is not the question's first letter."""
    return token.span.start > 0 and typed[token.span.start].isupper()
