"""Names of a question that the article of a sentence never mentions: it can't answer about them."""

from __future__ import annotations

import re

from bot.answers import AnswerType, Concept, Query
from bot.lexicon import is_role, is_role_word
from bot.mentions import MONTH, WEEKDAY
from bot.names import POSSESSIVE
from bot.slots.articles import folded_text, holds_term, occurrences
from bot.slots.kinds import PEOPLE
from index.analysis import fold, terms
from index.memory import per_snapshot
from index.patterns import regex
from index.snapshot import Snapshot

# Shorter names are parts of others' names.
_SHORTEST = 4
# How much there is of something is told by a measure, how many times by an ordinal.
_HOW_MANY = regex(r"\bhow many (?!times\b)", re.IGNORECASE)
# Told by a sign or a short form too: "$5", "5 km".
_SIGNED = frozenset(
    terms(
        "dollar euro pound yen rupee cent percent degree kilometre kilometer metre meter centimetre mile foot inch yard"
        " kilogram gram tonne litre liter hour minute second"
    )
)
_BEFORE = regex(r"(?<!^)(?<![.:?!\n] )\b(?!(?:The|An?|In|On|At)\b)[A-ZÀ-Þ][\w]{1,40} $")
_FIRST = regex(r"(?P<first>[A-ZÀ-Þ][\w’'-]+) $")
_LONGEST_NAME = 60  # characters
_LAST_NAME = regex(r" ([A-ZÀ-Þ][\w-]+)")
_AFTER = regex(r"-[A-ZÀ-Þ]")
_DESCRIBING = regex(r"[-‑][a-z]+$")
_DAY = re.compile(rf"(?:{MONTH}|{WEEKDAY})s?", re.IGNORECASE)


def names_stranger(query: Query, sentence_id: int, snapshot: Snapshot) -> bool:
    """Whether a name of the question, in whatever spelling, stands nowhere in the sentence's article."""
    return any(
        concept.name
        and len(word := concept.span.of(query.text)) >= _SHORTEST
        and not (is_role(word) or is_role_word(word) or _DAY.fullmatch(word) or _is_small(word, query.text))
        and not _is_mentioned(concept, query.text, sentence_id, snapshot)
        for concept in query.concepts
    )


def counts_unknown(query: Query, _: int, snapshot: Snapshot) -> bool:
    """Whether a number of something is asked for of which no article has a word, nor one that stands for it."""
    is_count = query.answer_type is AnswerType.NUMBER and _HOW_MANY.search(query.text)
    if not is_count or query.focus in _SIGNED | PEOPLE:
        return False
    counted = [concept for concept in query.concepts if concept.term == query.focus]
    phrases = [phrase for concept in counted for phrase, _ in concept.alternatives]
    return bool(phrases) and not any(all(snapshot.ranker.knows(term) for term in phrase) for phrase in phrases)


def _is_small(word: str, asked: str) -> bool:
    """Whether a word is typed small where others are typed large: "green" is no party then."""
    return word.islower() and asked[1:] != asked[1:].lower()


def _is_mentioned(concept: Concept, asked: str, sentence_id: int, snapshot: Snapshot) -> bool:
    word = concept.span.of(asked)
    # Of "Low-Varga" both stand in one name, in the question as well.
    is_half = _AFTER.match(asked, concept.span.end) is not None
    article_id = snapshot.sentence(sentence_id).article_id
    if not is_half and _stands_in_names(POSSESSIVE.sub("", word), article_id, snapshot):
        return False
    if any(all(holds_term(t, sentence_id, snapshot) for t in phrase) for phrase, _ in concept.alternatives):
        return True
    last = _LAST_NAME.match(asked, concept.span.end)
    if last and _is_called_by_it(word, last[1], article_id, snapshot):
        return True
    if len(parts := word.replace("‑", "-").split("-")) > 1 and all(len(part) >= _SHORTEST for part in parts):
        return all(_stands(part, sentence_id, snapshot) for part in parts)  # "the Norvik-Torland talks"
    # "Norvik-led" tells of Norvik.
    return _stands(_DESCRIBING.sub("", word), sentence_id, snapshot)


def _is_called_by_it(first: str, last: str, article_id: str, snapshot: Snapshot) -> bool:
    """Whether an article has the last name, and with it no first one but this."""
    before = _first_names(last, article_id, snapshot)
    return bool(before) and before <= {first, ""}


@per_snapshot(maxsize=512)
def _first_names(last: str, article_id: str, snapshot: Snapshot) -> frozenset[str]:
    """What stands before a last name in an article; "" where it stands alone."""
    text = snapshot.article(article_id).text
    found = (_FIRST.search(text, max(0, start - _LONGEST_NAME), start) for start, _ in occurrences(last, text))
    return frozenset(match["first"] if match else "" for match in found)


def _stands(word: str, sentence_id: int, snapshot: Snapshot) -> bool:
    # "Norvikan" tells of Norvik.
    stem = fold(POSSESSIVE.sub("", word))[:-1]
    article_id = snapshot.sentence(sentence_id).article_id
    return stem in fold(snapshot.article(article_id).title) or stem in folded_text(article_id, snapshot)


@per_snapshot(maxsize=512)
def _stands_in_names(word: str, article_id: str, snapshot: Snapshot) -> bool:
    """Whether an article has a name only as a part of longer ones: `France` of "Agence France-Presse"."""
    article = snapshot.article(article_id)
    text = f"{article.title}\n{article.text}"
    found = list(occurrences(word, text))
    return bool(found) and all(
        _BEFORE.search(text, max(0, start - _LONGEST_NAME), start) and _AFTER.match(text, end) for start, end in found
    )
