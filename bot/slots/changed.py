"""The one small change that makes a near miss: a "not", an opposite word, another figure, somebody else."""

from __future__ import annotations

import re

from bot.agreement import agreement
from bot.answers import AnswerType, Concept, Query
from bot.lexicon import is_role
from bot.mentions import MONTH, WEEKDAY, MentionType, mentions
from bot.question import DAY, is_held
from bot.slots.articles import folded_text, terms_around, title_terms
from bot.slots.kinds import is_new
from index.memory import per_snapshot
from index.patterns import regex
from index.snapshot import Snapshot

# "Engine failure" denies nothing.
_NOT = regex(r"\b(?:not|never|no|none|nobody|nothing|nowhere|without|nor|neither|cannot)\b|n['’]t\b", re.IGNORECASE)
# Those who live tell of those who died.
_HOW_MANY_OF = regex(r"\bhow many of\b|\b(?:which|what) (?:share|part|percentage|proportion) of\b", re.IGNORECASE)
# Of one digit it may stand in a word.
_FIGURE = regex(r"(?<![\w.,:-])\d[\d,.]*\d(?![\w-])")
_COMMA = re.compile(r"(?<=\d),(?=\d)")
_AUXILIARY = r"(?:did|does|do|has|have|had|is|are|was|were|will|can|could|would)"
# "The Norvik border" is not Norvik, nor is "Norvik's".
_DOES = regex(
    rf"^\W*(?:(?i:and|but|so) )?(?i:{_AUXILIARY})(?:n[’']t)? (?P<who>[A-ZÀ-Þ][\w-]*(?: [A-ZÀ-Þ][\w-]*)*)(?![\w’'-])"
)


_TIME = regex(rf"(?:{MONTH}|{WEEKDAY})")
_NAMED = frozenset({MentionType.PERSON, MentionType.PLACE, MentionType.ORGANISATION, MentionType.NAME})
# Their answers are names themselves, in lines that need not have those of the question; for counts see `harm`.
_OF_OTHER_NAMES = frozenset({AnswerType.PERSON, AnswerType.PLACE, AnswerType.ORGANISATION, AnswerType.NUMBER})
# So much of what is said of a name, and at least so many words, make a line on another name one about that.
_SHARE, _FEWEST = 0.6, 2
_LONGEST_SHORT = 4


def says_contrary(query: Query, sentence_id: int, snapshot: Snapshot) -> bool:
    """Whether the sentence lacks the question's "not", or has the opposite of one of its words in its place."""
    # Reasons are told in words of their own: "why is he not in the team" by "he was left out".
    found = agreement(query, sentence_id, snapshot)
    is_denied = query.answer_type is not AnswerType.REASON and _NOT.search(query.undated or query.text)
    is_opposed = found["opposed"] and not _HOW_MANY_OF.search(query.text)
    return bool(is_opposed or (found["denial_lacking"] and is_denied))


def has_other_figure(query: Query, sentence_id: int, snapshot: Snapshot) -> bool:
    """Whether a figure that the question takes for granted stands nowhere in the sentence's article."""
    asked = DAY.sub(" ", query.undated or query.text)
    figures = [_COMMA.sub("", match.group()) for match in _FIGURE.finditer(asked)]
    article_id = snapshot.sentence(sentence_id).article_id
    return bool(figures) and any(one not in _without_commas(article_id, snapshot) for one in figures)


@per_snapshot(maxsize=512)
def _without_commas(article_id: str, snapshot: Snapshot) -> str:
    """The text of an article, with figures as figures of the question are compared."""
    return _COMMA.sub("", folded_text(article_id, snapshot))


def tells_of_others(query: Query, sentence_id: int, snapshot: Snapshot) -> bool:
    """Whether neither the sentence nor the one before it names whom a yes-or-no question is about."""
    asked = _DOES.match(query.text) if query.answer_type is AnswerType.YES_NO else None
    if asked is None:
        return False
    names = [c for c in query.concepts if c.name and asked.start("who") <= c.span.start < asked.end("who")]
    held = terms_around(sentence_id, 1, 0, snapshot)
    return bool(names) and not any(is_held(concept, held) for concept in names)


def names_others(query: Query, sentence_id: int, snapshot: Snapshot) -> bool:
    """Whether the sentence says of another name what is asked of one that neither it nor those beside it have.

    "Norvik was relegated" is no answer to "Why was Torland relegated?".
    """
    if query.answer_type in _OF_OTHER_NAMES:
        return False
    here = {token.term for token in snapshot.tokens_of(sentence_id)}
    said = [is_held(c, here) for c in query.concepts if not c.name and c.weight >= 1]
    if len(said) < _FEWEST or sum(said) < _SHARE * len(said):
        return False
    names = [c for c in query.concepts if c.term not in query.speaker and _is_typed_name(c, query)]
    if not names or any(is_held(concept, here) for concept in names):
        return False
    held = terms_around(sentence_id, 1, 1, snapshot) | title_terms(sentence_id, snapshot)
    if any(is_held(concept, held) for concept in names):
        return False
    text = snapshot.text_of(snapshot.sentence(sentence_id))
    return any(mention.kind in _NAMED and is_new(query, text, mention) for mention in mentions(text))


def _is_typed_name(concept: Concept, query: Query) -> bool:
    """Whether a word was typed as a name, and is no short form, office or day."""
    word = concept.span.of(query.text)
    is_short = word.isupper() and len(word) <= _LONGEST_SHORT
    is_large = concept.name and word[0].isupper() and concept.span.start > 0 and word in query.question
    return is_large and not (is_short or is_role(word) or _TIME.match(word))
