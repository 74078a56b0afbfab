"""Which articles of a cluster a question is answered from."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from index.bm25 import K1
from index.cluster import queries
from index.cluster.documents import Json, Stored
from index.cluster.library import Library
from index.cluster.mixing import SentenceHit, best_mixed, may_be_beaten, may_be_lifted
from index.dates import Written
from index.scope import Wanted

# Sentences that a question brings in, chosen from so many, or more where many are alike; articles of a running total,
# the newest.
_HITS, _RANKED, _FURTHER, _RUNGS = 60, 200, 800, 100
# Sentences that the engine looks at.
_LOOKED_AT = 24


def around(library: Library, wanted: Wanted, when: Written | None) -> list[Stored]:
    """The articles that hold the best sentences, and other figures of their running totals, in reading order."""
    library.expect(term for _, phrases in wanted for phrase, _ in phrases for term in phrase)
    if not any(worth > 0 for _, phrases in wanted for _, worth in phrases):
        return []
    best = _best(library, wanted, when)
    found = {one.doc_id: one for one in library.fetch([hit.doc_id for hit in best])}
    ladders = dict.fromkeys(key for hit in best for key in hit.ladders)
    if ladders:
        # One by one: a long ladder must not crowd out another.
        rungs = library.matching(*(queries.newest({"term": {"ladders": key}}, k=_RUNGS) for key in ladders))
        found |= {one.doc_id: one for one in rungs}
    # The engine weighs the words of the sentences that it looks at.
    library.expect(term for hit in best[:_LOOKED_AT] for term in found[hit.doc_id].terms[hit.number].split())
    return _ordered(found.values())


def stand(library: Library, wanted: Wanted, asked: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """For each thing asked about whether any sentence of the index holds it; False for the others.

    A sentence that holds a rare word by a distant synonym alone may score too low to be fetched, and there it is.
    """
    found = np.zeros_like(asked)
    together: dict[int, Sequence[Sequence[str]]] = {}
    for i in np.flatnonzero(asked).tolist():
        phrases = [phrase for phrase, worth in wanted[i][1] if worth > 0]
        # A term that is known stands somewhere; of several, each may in a sentence of its own.
        found[i] = any(len(phrase) == 1 and library.count(phrase[0])[0] for phrase in phrases)
        if phrases and not found[i]:
            together[i] = phrases
    if together:
        hits = library.hits(*map(queries.any_with, together.values()))
        found[list(together)] = [bool(some) for some in hits]
    return found


def sharing(library: Library, terms: Sequence[str], k: int) -> list[Stored]:
    """The articles with all of the terms, and those of the sentences with the most, in reading order."""
    library.expect(terms)
    known = sorted({term for term in terms if library.count(term)[0]}, key=lambda term: library.count(term)[0])
    near = around(library, [(term, [((term,), max(library.idf(term), 0.0))]) for term in known], None)
    found = {one.doc_id: one for one in near}
    if len(known) == len(set(terms)):
        found |= {one.doc_id: one for one in library.matching(queries.articles(*queries.holding_all(known), k=k))}
    return _ordered(found.values())


def _best(library: Library, wanted: Wanted, when: Written | None) -> list[SentenceHit]:
    """The sentences that the engine will find best, by the figures that it ranks by."""

    def boost_of(term: str, worth: float) -> float:
        return queries.boost(worth, library.count(term)[0], library.about.sentences)

    sought = queries.bounded(wanted)

    def ranked(k: int, *filters: Json) -> Json:
        return queries.best(sought, k, boost_of, *filters)

    may = [queries.answering(), *([queries.written(when)] if when else [])]
    every, treating, *written = library.hits(
        ranked(_RANKED), queries.treating(wanted, _RANKED), *([ranked(_RANKED, *may)] if when else [])
    )
    # What an article that alone held everything would score. Whether Lucene's scores have the factor k1 + 1 depends
    # on its version; both kinds of scores have it, or neither has.
    alone = len(wanted) * (K1 + 1) * math.log(1 + (library.about.articles - 0.5) / 1.5)
    treated = {hit["_id"]: hit["sort"][0] / alone for hit in treating}
    seen = [_hit(one) for one in every]
    answering = [_hit(one) for one in written[0]] if when else [hit for hit in seen if hit.answers]
    if len(every) == _RANKED and may_be_beaten(answering, seen[-1].score, treated, _LOOKED_AT):
        # Many are alike: neighbours and articles decide.
        among = {"terms": {"article": sorted(treated)}}
        further, there = library.hits(ranked(_FURTHER, *may), ranked(_FURTHER, among, *may))
        found = {(hit.doc_id, hit.number): hit for hit in map(_hit, [*further, *there])}
        answering = sorted(found.values(), key=lambda hit: -hit.score)
    lowest = seen[-1].score if len(every) == _RANKED else 0.0
    sides = may_be_lifted(answering, seen, treated, _HITS, lowest=lowest, needed=_LOOKED_AT)
    beside: list[SentenceHit] = []
    if sides:
        ids = {"ids": {"values": sorted({f"{doc_id}-{number}" for doc_id, number in sides})}}
        beside = [_hit(one) for one in library.hits(ranked(len(sides), ids))[0]]
    return best_mixed(answering, seen, treated, _HITS, beside)


def _hit(found: Json) -> SentenceHit:
    fields = found["fields"]
    return SentenceHit(
        fields["article"][0],
        fields["n"][0],
        found["sort"][0],
        bool(fields["answers"][0]),
        tuple(fields.get("ladders", ())),
    )


def _ordered(articles: Iterable[Stored]) -> list[Stored]:
    """In reading order."""
    return sorted(articles, key=lambda one: one.order)
