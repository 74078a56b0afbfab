"""How sure the bot is with the model's help: logistic models over the linear ones and what was read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

from bot.agreement import NAMES as AGREEMENT
from bot.confidence import Confidence, limits, probability
from bot.reading.order import NAMES as RANKED
from bot.reading.order import learned
from bot.selection import Selection

Floats = NDArray[np.float64]
_UNSURE, _MOST_LEAD, _LEAST = -5.0, 10.0, 1e-6
# The articles treat the matter; then they state the fact; then the first sentence is one that does.
PARTS = ("on_topic", "stated", "first")
NAMES = (
    "on_topic",  # log odds of the models without reading
    "stated",
    "best_stated",  # the model's log odds that the first sentence states it
    "most_stated",  # and the highest of all that were read
    "sure",  # log probability of the first sentence's words
    "lead",  # by how much it beats the second
    "rank",
    "near",  # in meaning, 0 where unknown
    "empty",
    "filled",
    *AGREEMENT,
)


def inputs(before: Confidence, selection: Selection, table: Floats, agreed: Mapping[str, float]) -> Floats:
    """The models' input, columns as in NAMES.

    `before` is the confidence without reading; `selection` and `table` (columns as order.NAMES) are in the new order,
    and `agreed` is how the first sentence agrees with the question.
    """
    first = dict(zip(RANKED, table[0].tolist(), strict=True))
    stated = [read.stated for read in selection.reads.values()]
    scores = selection.scores
    return np.array(
        [
            log_odds(before.on_topic),
            log_odds(before.stated),
            first["stated"] if first["read"] else min(stated),
            max(stated),
            first["sure"] if first["read"] else _UNSURE,
            min(float(scores[0] - scores[1]), _MOST_LEAD) if len(scores) > 1 else _MOST_LEAD,
            first["rank"],
            first["near"],
            first["empty"],
            first["filled"],
            *(agreed[name] for name in AGREEMENT),
        ]
    )


def confidence(inputs: Floats, sentences: int) -> Confidence:
    """The probabilities from `inputs`, and that of a right first sentence; the limits for so many sentences."""
    values = dict(zip(NAMES, inputs.tolist(), strict=True))
    parts = {name: probability(values, learned()[name]) for name in PARTS}
    value = probability({"chain": chain(parts.values())}, learned()["right"])
    return Confidence(parts["on_topic"], parts["stated"], value, *limits(learned(), sentences))


def chain(chances: Iterable[float]) -> float:
    """Log probability that all hold, each given those before it.

    >>> round(chain([0.5, 0.5]), 3)
    -1.386
    """
    return float(sum(np.log(max(chance, _LEAST)) for chance in chances))


def log_odds(chance: float) -> float:
    """ln(p / (1 - p)), between -10 and 10."""
    kept = min(max(chance, 4.5e-5), 1 - 4.5e-5)
    return float(np.log(kept / (1 - kept)))
