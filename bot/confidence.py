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
_SLOTS = frozenset({"person", "organisation", "place", "time", "duration", "number", "money", "percent", "statement"})
NAMES = (
    *_TAKEN,
    "score",  # the linear model's score of the best sentence
    "lead_second",  # by how much it beats the second, and the tenth
    "lead_tenth",
    "slot",  # how surely the best sentence holds something new of the kind asked for; 1 where no kind is
    "uncounted",  # a number of something is asked for, and no number stands before that noun
    "off_focus",  # the noun asked for is not there
    "uncovered",  # share of the concepts that neither the best sentence nor its neighbours hold
    "name_missing",  # a name of the question is not there
    "mended",  # the question was not taken as typed
    "unseen_any",  # a word of the question is in no sentence, nor is a synonym
    "unseen",  # share of the question's weight that no sentence of the corpus has
    "lacking",  # share of the weight of the heaviest concept that neither the best sentence nor its surroundings have
    "concepts",  # log of the number of concepts
    "named",  # the question has a name
    "yes_no",
    "reason",
    "other",
)


def row(query: Query, matches: Matches, sentence_id: int, rows: Floats, scores: Floats) -> Floats:
    """The model's input, columns as in NAMES, from the candidates best first; `sentence_id` is the best one."""
    best = rows[0]
    values = {name: float(best[FEATURES.index(name)]) for name in _TAKEN}
    weight = max(1e-9, float(matches.idf.sum()))
    seen = matches.strength.any(axis=1)
    beside = matches.strength[:, max(0, sentence_id - 1) : sentence_id + 2].any(axis=1)
    here = matches.strength[:, sentence_id] > 0
    heavy = np.array([concept.weight >= 1 for concept in query.concepts])
    names = np.array([concept.name for concept in query.concepts])
    kind = query.answer_type.value
    counts = query.answer_type in (AnswerType.NUMBER, AnswerType.DURATION) and query.focus is not None
    values |= {
        "score": float(scores[0]),
        "lead_second": float(scores[0] - scores[1]) if len(scores) > 1 else 0.0,
        "lead_tenth": float(scores[0] - scores[min(9, len(scores) - 1)]),
        "slot": float(best[FEATURES.index(kind)]) if kind in _SLOTS else 1.0,
        "uncounted": float(counts and not best[FEATURES.index("counted")]),
        "off_focus": float(query.focus is not None and not best[FEATURES.index("focus")]),
        "uncovered": float((heavy & ~beside).sum() / max(1, heavy.sum())),
        "name_missing": float((names & ~here).sum() / max(1, names.sum())),
        "mended": float(query.read_as is not None),
        "unseen_any": float((heavy & ~seen).any()),
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
