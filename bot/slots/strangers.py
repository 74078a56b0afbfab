"""Names of a question that the article of a sentence never mentions: it can't answer about them."""

from __future__ import annotations

import re

import numpy as np

from bot.answers import Concept, Query
from bot.lexicon import is_role, is_role_word
from bot.mentions import MONTH, WEEKDAY
from index.analysis import fold
from index.snapshot import Snapshot

# Shorter names are parts of others' names.
_SHORTEST = 4
_DAY = re.compile(rf"(?:{MONTH}|{WEEKDAY})s?", re.IGNORECASE)


def names_stranger(query: Query, sentence_id: int, snapshot: Snapshot) -> bool:
    """Whether a name of the question, in whatever spelling, stands nowhere in the sentence's article."""
    return any(
        concept.name
        and len(word := concept.span.of(query.text)) >= _SHORTEST
        and not (is_role(word) or is_role_word(word) or _DAY.fullmatch(word))
        and not _is_mentioned(concept, word, sentence_id, snapshot)
        for concept in query.concepts
    )


def _is_mentioned(concept: Concept, word: str, sentence_id: int, snapshot: Snapshot) -> bool:
    number = snapshot.article_numbers[sentence_id]
    first, behind = np.searchsorted(snapshot.article_numbers, [number, number + 1])

    def holds(term: str) -> bool:
        sentences = snapshot.ranker.posting(term)[0]
        return bool(np.searchsorted(sentences, first) < np.searchsorted(sentences, behind))

    if any(all(holds(term) for term in phrase) for phrase, _ in concept.alternatives):
        return True
    # "Norvikan" tells of Norvik.
    article = snapshot.article(snapshot.sentence(sentence_id).article_id)
    return fold(re.sub(r"['’]s?$", "", word))[:-1] in fold(f"{article.title}\n{article.text}")
