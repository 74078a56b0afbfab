"""How sure the bot is that its first sentence answers: a logistic model over the best candidates (weights.json)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from bot.answers import AnswerType, Query
from bot.features import NAMES as FEATURES
from bot.matching import Matches

Floats = NDArray[np.float64]

# Features of the best sentence that are taken over as they are.
_TAKEN = (
    "cover",
    "cover_synonyms",
    "cover_rest",
    "cover_near",
    "near_synonyms",
    "cover_local",
    "cover_beyond",
    "bm25",
    "rarest",
    "names",
    "pairs",
    "density",
    "article",
    "gap",
    "wanted_near",
    "wanted_absent",
    "counted",
    "length",
    "opening",
)
NAMES = (
    *_TAKEN,
    "score",  # the linear model's score of the best sentence
    "lead_second",  # by how much it beats the second, and the tenth
    "lead_tenth",
    "unseen",  # share of the question's weight that no sentence of the corpus has
    "lacking",  # share of the weight of the heaviest concept that neither the best sentence nor its surroundings have
    "concepts",  # log of the number of concepts
    "named",  # the question has a name
    "yes_no",
    "reason",
    "other",
)


def row(query: Query, matches: Matches, rows: Floats, scores: Floats) -> Floats:
    """The model's input, columns as in NAMES, from the candidates best first. There is at least one candidate."""
    best = rows[0]
    values = {name: float(best[FEATURES.index(name)]) for name in _TAKEN}
    weight = max(1e-9, float(matches.idf.sum()))
    seen = matches.strength.any(axis=1)
    values |= {
        "score": float(scores[0]),
        "lead_second": float(scores[0] - scores[1]) if len(scores) > 1 else 0.0,
        "lead_tenth": float(scores[0] - scores[min(9, len(scores) - 1)]),
        "unseen": float(matches.idf[~seen].sum()) / weight,
        "lacking": float(matches.idf.max(initial=0.0)) / weight * (1 - values["rarest"]),
        "concepts": float(np.log1p(len(query.concepts))),
        "named": float(any(concept.name for concept in query.concepts)),
        "yes_no": float(query.answer_type is AnswerType.YES_NO),
        "reason": float(query.answer_type is AnswerType.REASON),
        "other": float(query.answer_type is AnswerType.OTHER),
    }
    return np.array([values[name] for name in NAMES])


def confidence(inputs: Floats, learned: dict[str, float]) -> float:
    """Probability in [0, 1] that the best sentence answers."""
    total = learned["bias"] + sum(learned[name] * value for name, value in zip(NAMES, inputs.tolist(), strict=True))
    return float(1 / (1 + np.exp(-np.clip(total, -30, 30))))
