"""Which sentences are worth fetching: their own scores with a share of their neighbours' and of their article's."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
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
    answering: Sequence[SentenceHit],
    every: Sequence[SentenceHit],
    treated: Mapping[str, float],
    k: int,
    *,
    lowest: float = 0.0,
    needed: int = 24,
) -> list[SentenceHit]:
    """The k best of those that may answer, and up to k more, then the best of every kind, for what stands beside them.

    More where a neighbour that was not found, scoring `lowest` at most, may lift one among the `needed` best. `treated`
    says how well an article as a whole treats of what is asked, in [0, 1]. Ties keep the cluster's order.
    """
    mixed = _mixed([*every, *answering], treated)
    order = sorted(answering, key=mixed, reverse=True)
    best, rest = order[:k], order[k:]
    if rest and len(order) >= needed:
        least, lifted = mixed(order[needed - 1]), _mixed([*every, *answering], treated, lowest)
        best += [hit for hit in rest if lifted(hit) > least][:k]
    return [*best, *every[:k]]


def may_be_beaten(hits: Sequence[SentenceHit], lowest: float, treated: Mapping[str, float], k: int) -> bool:
    """Whether a sentence that was not found, scoring `lowest` at most, may belong among the k best of the hits."""
    if len(hits) < k:
        return True
    mixed = _mixed(hits, treated)
    return lowest * (1 + _NEIGHBOUR) + _ARTICLE > sorted(map(mixed, hits), reverse=True)[k - 1]


def _mixed(
    hits: Sequence[SentenceHit], treated: Mapping[str, float], unknown: float = 0.0
) -> Callable[[SentenceHit], float]:
    """The score of a hit with the shares of its neighbours, scoring `unknown` if they are no hits, and its article."""
    scores = {(hit.doc_id, hit.number): hit.score for hit in hits}

    def mixed(hit: SentenceHit) -> float:
        beside = max(scores.get((hit.doc_id, hit.number + step), unknown) for step in (-1, 1))
        return hit.score + _NEIGHBOUR * beside + _ARTICLE * treated.get(hit.doc_id, 0.0)

    return mixed
