"""Which concepts of a question stand in which sentences, and how strongly: dense arrays over one snapshot."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.answers import Query
from bot.event_days import event_day, is_its_day
from bot.question import VARIANT
from index.bm25 import K1, B
from index.scope import Wanted
from index.snapshot import Snapshot

Floats = NDArray[np.float64]
_Weighed = list[tuple[float, list[tuple[tuple[str, ...], float]]]]


@dataclass(frozen=True, slots=True)
class Matches:
    """C concepts of a question against N sentences.

    strength[c, s]: BM25 share of the concept in the sentence, 0 where neither it nor a synonym stands there.
    exact[c, s]: the same for the typed term alone. idf[c]: weight of the concept. counts[c, a]: sentences of an
    article that hold it. article[a]: BM25 of the whole article, and title[a]: share of the question's weight that
    its title covers, both in [0, 1]. seen[c]: any sentence holds the concept, among all articles there are.
    """

    strength: Floats
    exact: Floats
    idf: Floats
    counts: Floats
    article: Floats
    title: Floats
    seen: NDArray[np.bool_]

    @property
    def total(self) -> Floats:
        """Sum of the shares of every sentence."""
        return np.asarray(self.strength.sum(axis=0))


def match(query: Query, snapshot: Snapshot) -> Matches:
    """How the question's concepts match every sentence of the snapshot."""
    strength = np.zeros((len(query.concepts), snapshot.num_sentences))
    exact = np.zeros_like(strength)
    idf = np.zeros(len(query.concepts))
    weighed = _weighed(query, snapshot)
    for c, (concept, (weight, phrases)) in enumerate(zip(query.concepts, weighed, strict=True)):
        idf[c] = weight
        for phrase, worth in phrases:
            sentences, share = _share(snapshot, phrase)
            strength[c, sentences] = np.maximum(strength[c, sentences], worth * share)
            if phrase == (concept.term,):
                exact[c, sentences] = worth * share
    _add_days(query, strength, snapshot)
    counts = _article_counts(exact, snapshot)
    treated = _article_scores(query, counts, snapshot)
    seen = snapshot.stand(_phrases(query, weighed), np.asarray(strength.any(axis=1)))
    return Matches(strength, exact, idf, counts, treated, _title_cover(query, idf, snapshot), seen)


def wanted(query: Query, snapshot: Snapshot) -> Wanted:
    """What sentences are looked for by: for each concept the phrases that articles have, and what each is worth."""
    return _phrases(query, _weighed(query, snapshot))


def _phrases(query: Query, weighed: _Weighed) -> Wanted:
    return [(concept.term, phrases) for concept, (_, phrases) in zip(query.concepts, weighed, strict=True)]


def _weighed(query: Query, snapshot: Snapshot) -> _Weighed:
    """For each concept its weight, and the phrases that articles have, each with what it is worth in a sentence."""
    ranker = snapshot.ranker
    snapshot.expect(term for concept in query.concepts for phrase, _ in concept.alternatives for term in phrase)
    unseen = math.log(2 * snapshot.totals.sentences + 1)
    found = []
    for concept in query.concepts:
        own = max(ranker.idf(concept.term), 0.0) if ranker.knows(concept.term) else None
        best, phrases = 0.0, []
        for phrase, weight in concept.alternatives:
            known = [ranker.idf(term) for term in phrase if ranker.knows(term)]
            if len(known) < len(phrase):
                continue
            # A rare synonym of a common word must not outweigh the word itself.
            worth = sum(known) / len(known) if own is None else min(own, sum(known) / len(known))
            best = max(best, worth)
            phrases.append((phrase, weight * worth))
        # A word no article has weighs as much as the rarest.
        idf = (best or unseen) if own is None else own
        found.append((idf * concept.weight, phrases))
    return found


def _add_days(query: Query, strength: Floats, snapshot: Snapshot) -> None:
    """Lets sentences that tell of an event hold the day that it goes by."""
    found = event_day(query)
    if found is None:
        return
    days, events = (
        [c for c, concept in enumerate(query.concepts) if span.start <= concept.span.start < span.end]
        for span in (found.day, found.event)
    )
    for sentence_id in np.flatnonzero(strength[events].any(axis=0)).tolist():
        if is_its_day(query, sentence_id, snapshot):
            strength[days, sentence_id] = np.maximum(strength[days, sentence_id], VARIANT)


def _share(snapshot: Snapshot, phrase: tuple[str, ...]) -> tuple[NDArray[np.intp], Floats]:
    """Sentences that hold every term of the phrase, and BM25's saturated count of the first."""
    sentences, share = snapshot.ranker.shares(phrase[0])
    for term in phrase[1:]:
        there = np.isin(sentences, snapshot.ranker.posting(term)[0], assume_unique=True)
        sentences, share = sentences[there], share[there]
    return sentences.astype(np.intp), share


def _article_counts(exact: Floats, snapshot: Snapshot) -> Floats:
    counts = np.zeros((len(exact), snapshot.num_articles))
    for c, row in enumerate(exact):
        counts[c] = np.bincount(snapshot.article_numbers[row > 0], minlength=snapshot.num_articles)
    return counts


def _article_scores(query: Query, counts: Floats, snapshot: Snapshot) -> Floats:
    """BM25 over whole articles, each concept counted once a sentence, in [0, 1].

    Divided by what an article that alone held everything would score, so that words which all articles share
    prefer none of them.
    """
    totals = snapshot.totals
    norm = K1 * (1 - B + B * snapshot.article_lengths / max(1.0, totals.article_length))
    holding = snapshot.holding([concept.term for concept in query.concepts], counts)
    rarity = np.log(1 + (totals.articles - holding + 0.5) / (holding + 0.5))
    alone = math.log(1 + (totals.articles - 0.5) / 1.5)
    # Added up word by word: what a matrix product gives depends in its last bit on how many articles there are.
    total = (rarity[:, None] * (counts * (K1 + 1) / (counts + norm))).sum(axis=0)
    return np.asarray(total / max(1e-9, len(counts) * alone * (K1 + 1)))


def _title_cover(query: Query, idf: Floats, snapshot: Snapshot) -> Floats:
    titles = snapshot.title_terms
    cover = np.zeros(snapshot.num_articles)
    for c, concept in enumerate(query.concepts):
        for number in titles.get(concept.term, ()):
            cover[number] += idf[c]
    return cover / max(1e-9, float(idf.sum()))
