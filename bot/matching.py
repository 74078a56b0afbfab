"""Which concepts of a question stand in which sentences, and how strongly: dense arrays over one snapshot."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.answers import Query
from index.bm25 import K1, B
from index.snapshot import Snapshot

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Matches:
    """C concepts of a question against N sentences.

    strength[c, s]: BM25 share of the concept in the sentence, 0 where neither it nor a synonym stands there.
    exact[c, s]: the same for the typed term alone. idf[c]: weight of the concept. counts[c, a]: sentences of an
    article that hold it. article[a]: BM25 of the whole article, and title[a]: share of the question's weight that
    its title covers, both in [0, 1].
    """

    strength: Floats
    exact: Floats
    idf: Floats
    counts: Floats
    article: Floats
    title: Floats

    @property
    def total(self) -> Floats:
        """Sum of the shares of every sentence."""
        return np.asarray(self.strength.sum(axis=0))


def match(query: Query, snapshot: Snapshot) -> Matches:
    """How the question's concepts match every sentence of the snapshot."""
    ranker = snapshot.ranker
    num_concepts = len(query.concepts)
    strength = np.zeros((num_concepts, snapshot.num_sentences))
    exact = np.zeros_like(strength)
    idf = np.zeros(num_concepts)
    unseen = math.log(2 * snapshot.num_sentences + 1)
    for c, concept in enumerate(query.concepts):
        own = max(ranker.idf(concept.term), 0.0) if ranker.knows(concept.term) else None
        for phrase, weight in concept.alternatives:
            known = [ranker.idf(term) for term in phrase if ranker.knows(term)]
            if len(known) < len(phrase):
                continue
            # A rare synonym of a common word must not outweigh the word itself.
            worth = sum(known) / len(known) if own is None else min(own, sum(known) / len(known))
            if own is None:
                idf[c] = max(idf[c], worth)
            sentences, share = _share(snapshot, phrase)
            strength[c, sentences] = np.maximum(strength[c, sentences], weight * worth * share)
            if phrase == (concept.term,):
                exact[c, sentences] = weight * worth * share
        if own is not None:
            idf[c] = own
        elif not idf[c]:
            idf[c] = unseen  # a word no article has weighs as much as the rarest
        idf[c] *= concept.weight
    counts = _article_counts(exact, snapshot)
    return Matches(strength, exact, idf, counts, _article_scores(counts, snapshot), _title_cover(query, idf, snapshot))


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


def _article_scores(counts: Floats, snapshot: Snapshot) -> Floats:
    """BM25 over whole articles, each concept counted once a sentence, in [0, 1].

    Divided by what an article that alone held everything would score, so that words which all articles share
    prefer none of them.
    """
    lengths = snapshot.article_lengths
    norm = K1 * (1 - B + B * lengths / max(1.0, float(lengths.mean())))
    holding = np.count_nonzero(counts, axis=1)
    rarity = np.log(1 + (snapshot.num_articles - holding + 0.5) / (holding + 0.5))
    alone = math.log(1 + (snapshot.num_articles - 0.5) / 1.5)
    total = rarity @ (counts * (K1 + 1) / (counts + norm))
    return np.asarray(total / max(1e-9, len(counts) * alone * (K1 + 1)))


def _title_cover(query: Query, idf: Floats, snapshot: Snapshot) -> Floats:
    titles = snapshot.title_terms
    cover = np.zeros(snapshot.num_articles)
    for c, concept in enumerate(query.concepts):
        for number in titles.get(concept.term, ()):
            cover[number] += idf[c]
    return cover / max(1e-9, float(idf.sum()))
