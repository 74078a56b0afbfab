"""Which sentences are worth fetching: their own scores with a share of their neighbours' and of their article's."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

# The shares that bot.selection gives them; here they only decide what it gets to see.
_NEIGHBOUR, _ARTICLE = 0.3, 0.6
# Hits whose neighbours are looked up at most.
_LIFTED = 400


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
    beside: Sequence[SentenceHit] = (),
) -> list[SentenceHit]:
    """The k best of those that may answer, then the best of every kind, for what stands beside them.

    `treated` says how well an article as a whole treats of what is asked, in [0, 1]; `beside` are further sentences
    whose scores are known. Ties keep the cluster's order.
    """
    mixed = _mixed([*beside, *every, *answering], treated)
    return [*sorted(answering, key=mixed, reverse=True)[:k], *every[:k]]


def may_be_lifted(
    answering: Sequence[SentenceHit],
    every: Sequence[SentenceHit],
    treated: Mapping[str, float],
    k: int,
    *,
    lowest: float,
    needed: int,
) -> list[tuple[str, int]]:
    """The neighbours, as document and number, that were not found and may lift a hit among the `needed` best.

    They score `lowest` at most. Of hits that are among the k best without them none is named.
    """
    found = [*every, *answering]
    mixed = _mixed(found, treated)
    order = sorted(answering, key=mixed, reverse=True)
    if len(order) <= max(k, needed):
        return []
    least, lifted = mixed(order[needed - 1]), _mixed(found, treated, lowest)
    known = {(hit.doc_id, hit.number) for hit in found}
    hits = [hit for hit in order[k:] if lifted(hit) > least]
    sides = ((hit.doc_id, hit.number + step) for hit in hits[:_LIFTED] for step in (-1, 1))
    return [side for side in sides if side[1] >= 0 and side not in known]


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
