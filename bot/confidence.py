"""How sure the bot is that its first sentence answers: two logistic models over the best candidates (weights.json).

One tells whether the articles treat the matter at all, the other whether the fact asked for is stated. A question off
the topic fails the first; a near miss, with the right names around a missing fact, fails the second.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.agreement import NAMES as AGREEMENT
from bot.agreement import agreement
from bot.answers import AnswerType, Query, Reason
from bot.features import NAMES as FEATURES
from bot.selection import Selection
from bot.slots import Slot, slot
from bot.slots.articles import around
from bot.slots.counted import may_count
from bot.slots.marks import NAMES as MARKS
from bot.slots.marks import marks
from index.snapshot import Snapshot

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
    "wanted_near",
    "wanted_absent",
    "counted",
    "length",
)
# Sentences of an index of a few stories, and of a library.
_STORIES, _LIBRARY = 600, 1200
# What the check finds misleading never answers over a few stories, where a near miss costs most. In a library it finds
# a right line in twenty misleading and a near miss in seven; there the learned odds, which know it, may outweigh it.
_FLAWED = {"threshold": 1.0, "threshold_library": 0.3}
# Candidates in which what is asked for is looked for.
_LOOKED_AT = 3
NAMES = (
    *_TAKEN,
    "score",  # the linear model's score of the best sentence
    "lead_second",  # by how much it beats the second, and the tenth
    "lead_tenth",
    "empty_all",  # what is asked for can stand neither in the best sentence nor in the two after it
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
    *AGREEMENT,
    *MARKS,
)


def row(query: Query, selection: Selection, snapshot: Snapshot) -> Floats:
    """The model's input, columns as in NAMES. There is at least one candidate."""
    matches, rows, scores = selection.matches, selection.rows, selection.scores
    sentence_id = int(selection.ids[0])
    slots = [slot(query, int(i), snapshot) for i in selection.ids[:_LOOKED_AT]]
    best = rows[0]
    values = {name: float(best[FEATURES.index(name)]) for name in _TAKEN}
    weight = max(1e-9, float(matches.idf.sum()))
    seen = matches.seen
    beside = matches.strength[:, around(sentence_id, 1, 1, snapshot)].any(axis=1)
    here = matches.strength[:, sentence_id] > 0
    heavy = np.array([concept.weight >= 1 for concept in query.concepts])
    names = np.array([concept.name for concept in query.concepts])
    counts = query.answer_type in (AnswerType.NUMBER, AnswerType.DURATION) and query.focus is not None
    values |= {
        "score": float(scores[0]),
        "lead_second": float(scores[0] - scores[1]) if len(scores) > 1 else 0.0,
        "lead_tenth": float(scores[0] - scores[min(9, len(scores) - 1)]),
        "empty_all": float(max(slots) is Slot.EMPTY),
        "uncounted": float(
            counts and not best[FEATURES.index("counted")] and not may_count(query, sentence_id, snapshot)
        ),
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
    }
    values |= agreement(query, sentence_id, snapshot)
    values |= marks(query, sentence_id, snapshot)
    return np.array([values[name] for name in NAMES])


@dataclass(frozen=True, slots=True)
class Confidence:
    """Two probabilities in [0, 1]: that the articles treat the matter, and that the best sentence states the fact.

    `value` is the probability that the best sentence answers. `least_on_topic` and `least_stated` are learned: below
    them nothing is answered, see `least`. Below `least_flawed` neither is it from a sentence that the check finds
    misleading.
    """

    on_topic: float
    stated: float
    value: float
    least_on_topic: float
    least_stated: float
    least_flawed: float

    @property
    def doubt(self) -> Reason | None:
        """Why not to answer, or None."""
        if self.on_topic < self.least_on_topic:
            return Reason.OFF_TOPIC
        return Reason.NOT_STATED if self.stated < self.least_stated else None


def confidence(inputs: Floats, learned: dict[str, dict[str, float]], sentences: int) -> Confidence:
    """Both probabilities, from `row`, the learned models `on_topic` and `stated`, and how many sentences there are."""
    values = dict(zip(NAMES, inputs.tolist(), strict=True))
    on_topic, stated = (probability(values, learned[name]) for name in ("on_topic", "stated"))
    return Confidence(on_topic, stated, on_topic * stated, *limits(learned, sentences))


def limits(learned: Mapping[str, Mapping[str, float]], sentences: int) -> tuple[float, float, float]:
    """The least values of a Confidence in an index of so many sentences."""
    on_topic, stated, flawed = (least(one, sentences) for one in (learned["on_topic"], learned["stated"], _FLAWED))
    return on_topic, stated, flawed


def least(learned: Mapping[str, float], sentences: int) -> float:
    """The probability below which nothing is answered from an index of so many sentences.

    It is learned for a few stories and for a library, and goes over from one to the other by the log of the size: the
    more is written, the likelier it is that what somebody asks is told.
    """
    share = np.log(max(1, sentences) / _STORIES) / np.log(_LIBRARY / _STORIES)
    few, many = learned["threshold"], learned["threshold_library"]
    return float(few + (many - few) * np.clip(share, 0, 1))


def probability(inputs: Mapping[str, float], learned: Mapping[str, float]) -> float:
    """One logistic model: its weights by name, and its bias."""
    total = learned["bias"] + sum(learned[name] * value for name, value in inputs.items())
    return float(1 / (1 + np.exp(-np.clip(total, -30, 30))))
