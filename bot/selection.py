"""An analysed question to the sentences that may answer it, best first."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from bot.answers import Query
from bot.features import NAMES, features
from bot.matching import Floats, Matches, match
from index.ranker import top_hits
from index.snapshot import Snapshot

# Sentences that BM25 hands to the linear model; more gain next to nothing.
POOL = 40
# A neighbour's and the article's share in BM25's first choice.
_NEIGHBOUR, _ARTICLE = 0.3, 0.6


@dataclass(frozen=True, slots=True)
class Selection:
    """Candidates of one question, best first: sentence ids, feature rows (columns as features.NAMES), scores."""

    ids: NDArray[np.intp]
    rows: Floats
    scores: Floats
    matches: Matches


@lru_cache(maxsize=1)
def weights() -> dict[str, dict[str, float]]:
    """The learned numbers of weights.json; bench/learn.py writes them."""
    loaded: dict[str, dict[str, float]] = json.loads(files("bot").joinpath("weights.json").read_text(encoding="utf-8"))
    return loaded


def select(query: Query, snapshot: Snapshot) -> Selection:
    """The candidates for the question; empty when no sentence holds a word of it or a synonym."""
    matches = match(query, snapshot)
    ids = candidates(matches, snapshot)
    rows = features(query, matches, ids, snapshot)
    learned = weights()["selection"]
    scores = rows @ np.array([learned[name] for name in NAMES])
    order = np.argsort(-scores, kind="stable")
    return Selection(ids[order], rows[order], scores[order], matches)


def candidates(matches: Matches, snapshot: Snapshot) -> NDArray[np.intp]:
    """The sentences worth a closer look, ascending: the best by BM25 with some of neighbours and article."""
    total = matches.total
    numbers = snapshot.article_numbers
    beside = np.zeros_like(total)
    if len(total) > 1:
        same = numbers[1:] == numbers[:-1]
        beside[1:] = total[:-1] * same
        beside[:-1] = np.maximum(beside[:-1], total[1:] * same)
    mixed = total + _NEIGHBOUR * beside + _ARTICLE * matches.article[numbers]
    among = np.flatnonzero((mixed > 0) & snapshot.answerable)
    hits = top_hits(mixed, among, POOL)
    return np.array(sorted(hit.sentence_id for hit in hits), dtype=np.intp)
