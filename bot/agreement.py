"""How far a sentence says what a question takes for granted, beyond having its words.

Most near misses are made of an answered question by one small change: a "not", another figure, another name, the
opposite of a word (Rajpurkar et al., "Know What You Don't Know", ACL 2018, table 2). Each is looked for here.
"""

from __future__ import annotations

import re
from collections.abc import Set

from bot.answers import AnswerType, Query
from bot.lexicon import contraries, opposites
from bot.question import CLOSE, is_held
from index.analysis import analyse, terms
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
_LASTS = regex(r"last(?:s|ed)?\W*$", re.IGNORECASE)
# "It cost 30 lives" tells of the dead.
_LIVES = regex(r"\b(?:cost|claim\w*|took|tak\w+|los[st]\w*|loss of|\d[\d,]*)(?: [\w’'-]+){0,3}? lives\b", re.IGNORECASE)
_LIVE = frozenset(terms("lives"))
_HOW = regex(r"\bhow $", re.IGNORECASE)
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
    facing = held - _LIVE if _LIVES.search(text) else held
    typed = query.undated or query.text
    asked = analyse(typed)
    told = {concept.span for concept in query.concepts if is_held(concept, held, CLOSE)}
    lacking = [token for token in asked if token.term not in held and token.span not in told]
    yes_no = query.answer_type is AnswerType.YES_NO
    return {
        "denial_lacking": float(not yes_no and bool(_DENIED.search(typed)) and not _DENYING.search(text)),
        "opposed": float(
            not yes_no and sum(_has_opposite(t.term, facing) and not _is_measured(t, typed) for t in lacking)
        ),
        "figures_lacking": float(sum(any(c.isdigit() for c in t.span.of(typed)) for t in lacking)),
        "capitals_lacking": float(sum(_is_capital(token, typed) for token in lacking)),
    }


def is_contrary(query: Query, sentence_id: int, snapshot: Snapshot) -> bool:
    """Whether the sentence says the contrary of what the question takes for granted."""
    found = agreement(query, sentence_id, snapshot)
    return bool(found["denial_lacking"] or found["opposed"])


def _has_opposite(term: str, held: Set[str]) -> bool:
    return not held.isdisjoint(opposites(term) | contraries(term))


def _is_measured(token: Token, typed: str) -> bool:
    """Whether the word only asks for a measure: "how far" is told of what is near too; so does "did it last"."""
    return _HOW.search(typed, 0, token.span.start) is not None or _LASTS.match(typed, token.span.start) is not None


def _is_capital(token: Token, typed: str) -> bool:
    """Whether the word begins with a capital that is not the question's first letter."""
    return token.span.start > 0 and typed[token.span.start].isupper()
