"""Which sentences are worth fetching: their own scores with a share of their neighbours' and of their article's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

# The shares that bot.selection gives them; here they only decide what it gets to see.
_NEIGHBOUR, _ARTICLE = 0.3, 0.6


@dataclass(frozen=True, slots=True)
class SentenceHit:
    """A sentence that a cluster found: its article's document, its number in the article, its score and ladders.

    `answers` is false for headings, captions and metadata.
    """

    doc_id: str
    number: int
    score: float
    answers: bool = True
    ladders: tuple[str, ...] = ()


def best_mixed(
    answering: Sequence[SentenceHit], every: Sequence[SentenceHit], treated: Mapping[str, float], k: int
) -> list[SentenceHit]:
    """The k best of those that may answer, then the best of every kind, for what stands beside them.

    `treated` says how well an article as a whole treats of what is asked, in [0, 1]. Ties keep the cluster's order.
    """
    scores = {(hit.doc_id, hit.number): hit.score for hit in (*every, *answering)}

    def mixed(hit: SentenceHit) -> float:
        beside = max(scores.get((hit.doc_id, hit.number + step), 0.0) for step in (-1, 1))
        return hit.score + _NEIGHBOUR * beside + _ARTICLE * treated.get(hit.doc_id, 0.0)

    best = sorted(answering, key=mixed, reverse=True)[:k]
    return [*best, *every[:k]]
