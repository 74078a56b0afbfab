"""Learns the numbers of bot/reading/weights.json: python -m reader.combine DATA [--out FILE]

How the model's reading joins the linear score, and how sure the answer is. Learned on what the model was not trained
on: the documents held out of wiki, the news, the two calibration articles of wiki_unanswerable, the invented articles
of bench/ with their near misses, and the held-out stories of our own training questions in an index of their own.

order: softmax regression over order.NAMES against the right sentences; glance: the same over what is known before
anything is read. What is read goes by the glance that is there already.
on_topic, stated: logistic models over certainty.NAMES; the first tells answered questions from those whose document is
not in the index, the second from near misses. Thresholds lose a set share of the answered questions over few stories.
first: the same of the first sentence being right, over what is answered.
right: a logistic model of the chain of these three, over all questions.
span: when the marked words are right, a logistic model of their log probability.

Figures printed come from models fitted without the half of the documents that they are measured on.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bench.learn import ROOT, Example, Kind, adam, fit_ranking, hits, tell, thresholds
from bot import confidence as without
from bot.agreement import NAMES as AGREEMENT
from bot.evaluation import auroc, calibration_error
from bot.reading import certainty
from bot.reading.order import GLANCE, LINEAR
from bot.reading.order import NAMES as ORDER
from bot.reading.reader import Reader
from bot.selection import Selection
from reader.asked import Asked, sets
from reader.lessons import TOLD

Floats = NDArray[np.float64]
# Answered questions that each threshold may lose, and of which sets. What is off the topic is far from everything that
# anybody asked about a few stories: the least of all these is the bar.
LOST = {"on_topic": (0.0, ("invented", *TOLD)), "stated": (0.075, ("invented",))}
# Words marked count as right from this F1 with what a person marked.
_RIGHT_WORDS = 0.6
# What each model of certainty tells the answered from, in which sets.
CERTAINTY = {
    "on_topic": (Kind.ABSENT, tuple((name, f"{name} absent") for name in ("wiki", "news", "own_reports"))),
    "stated": (
        Kind.NEAR_MISS,
        tuple((name, name) for name in ("invented", "wiki_unanswerable", *TOLD)),
    ),
}
# What speaks against an answer.
_AGAINST = {"empty", *AGREEMENT}
_RANK = ORDER.index("rank")
_MOST_STATED = certainty.NAMES.index("most_stated")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--out", type=Path, default=ROOT / "bot" / "reading" / "weights.json")
    parser.add_argument("--limit", type=int, help="questions of each set at most")
    options = parser.parse_args()
    reader = Reader()
    asked = {name: list(found) for name, found in sets(options.data, reader, options.limit)}
    order = learn_order(asked)
    found = {"glance": learn_glance(asked), "order": order, **learn_certainty(asked, order), "span": learn_words(asked)}
    options.out.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


def learn_order(asked: dict[str, list[Asked]]) -> dict[str, float]:
    """Weights of ORDER; the linear score's own order and the model's are printed beside the joint one."""
    names = [n for n in asked if "absent" not in n]

    def fit(fold: int | None) -> Floats:
        groups = [(1.0, [Example(a.table, a.right, False) for a in asked[n] if a.fold != fold]) for n in names]
        return fit_ranking(groups)

    for name in names:
        for title, pick in (("linear", LINEAR), ("near", ORDER.index("near")), ("model", _RANK), ("joint", None)):
            first = three = 0.0
            answerable = [a for a in asked[name] if a.kind is Kind.ANSWERED]
            for fold in (0, 1):
                part = [Example(a.table, a.right, False) for a in answerable if a.fold == fold]
                one = np.eye(len(ORDER))
                share = fit(fold) if pick is None else one[pick] + 20.0 * (pick == _RANK) * one[ORDER.index("read")]
                first += hits(part, share, 1) * len(part)
                three += hits(part, share, 3) * len(part)
            count = max(1, len(answerable))
            tell(f"{name:18} {title:7} first {first / count:.3f}, first three {three / count:.3f} of {count}")
    return {name: round(float(value), 4) for name, value in zip(ORDER, fit(None), strict=True)}


def learn_glance(asked: dict[str, list[Asked]]) -> dict[str, float]:
    """Weights of GLANCE."""
    columns = [ORDER.index(name) for name in GLANCE]
    rows = [[Example(a.table[:, columns], a.right, False) for a in asked[n]] for n in asked if "absent" not in n]
    found = fit_ranking([(1.0, examples) for examples in rows])
    return {name: round(float(value), 4) for name, value in zip(GLANCE, found, strict=True)}


def learn_certainty(asked: dict[str, list[Asked]], order: dict[str, float]) -> dict[str, dict[str, float]]:
    """Both models, each with its threshold."""
    share = np.array([order[name] for name in ORDER])
    inputs = {name: [(_inputs(a, share), a) for a in rows] for name, rows in asked.items()}
    found = {}
    for model, (against, parts) in CERTAINTY.items():
        sides = [
            (
                [(x, a) for x, a in inputs[yes] if a.kind is Kind.ANSWERED],
                [(x, a) for x, a in inputs[no] if a.kind is against],
            )
            for yes, no in parts
        ]
        folds = [_fit(sides, fold) for fold in (0, 1)]
        for (_, name), side in zip(parts, sides, strict=True):
            both = [(x, a) for rows in side for x, a in rows]
            joint = auroc([(chance(x, folds[a.fold]), a.kind is Kind.ANSWERED) for x, a in both])
            alone = auroc([(float(x[_MOST_STATED]), a.kind is Kind.ANSWERED) for x, a in both])
            linear = auroc([(getattr(a.before, model), a.kind is Kind.ANSWERED) for _, a in both])
            tell(f"{model} {name}: AUROC {joint:.3f}, model alone {alone:.3f}, without {linear:.3f} over {len(both)}")
        found[model] = _fit(sides, None)
        lost, stories = LOST[model]
        few, many = (
            [chance(x, found[model]) for name in names for x, a in inputs[name] if a.kind is Kind.ANSWERED]
            for names in (stories, ("wiki",))
        )
        found[model] |= thresholds(few, many, lost)
        missed = [chance(x, found[model]) for x, a in inputs["invented"] if a.kind is Kind.NEAR_MISS]
        refused = sum(value < found[model]["threshold"] for value in missed) / len(missed)
        tell(f"{model}: threshold {found[model]['threshold']} refuses {refused:.2f} of the invented near misses")
    firsts = [[(x, _is_right(a, share)) for x, a in rows if a.kind is Kind.ANSWERED] for rows in inputs.values()]
    found["first"] = _logistic(firsts)
    rights = [[(_chain(x, found), _is_right(a, share)) for x, a in rows] for rows in inputs.values()]
    found["right"] = fit_logistic(rights, ("chain",))
    scored = [(chance(x, found["right"], ("chain",)), bool(y)) for rows in rights for x, y in rows]
    tell(f"right: calibration error {calibration_error(scored):.3f} over {len(scored)}")
    return found


def _chain(inputs: Floats, found: dict[str, dict[str, float]]) -> Floats:
    return np.array([certainty.chain(chance(inputs, found[name]) for name in certainty.PARTS)])


def _is_right(asked: Asked, share: Floats) -> float:
    """1.0 when the first sentence in the joint order is right."""
    return float(asked.right[int(np.argmax(asked.table @ share))])


def _fit(
    sides: Sequence[tuple[list[tuple[Floats, Asked]], list[tuple[Floats, Asked]]]], fold: int | None
) -> dict[str, float]:
    """The logistic model of the answered against the others, without one fold of the documents."""
    groups = [
        [(x, float(a.kind is Kind.ANSWERED)) for x, a in rows if a.fold != fold] for side in sides for rows in side
    ]
    return _logistic(groups)


def _logistic(groups: Sequence[Sequence[tuple[Floats, float]]]) -> dict[str, float]:
    """Weights of certainty.NAMES; what speaks for an answer never counts against it.

    By the way its questions were written a set may say otherwise: near misses that repeat the article's words.
    """
    kept = np.ones(len(certainty.NAMES))
    while True:
        found = fit_logistic([[(x * kept, y) for x, y in rows] for rows in groups], certainty.NAMES)
        wrong = np.array([found[name] * (-1 if name in _AGAINST else 1) < 0 for name in certainty.NAMES])
        if not wrong.any():
            return found
        kept[wrong] = 0.0


def chance(inputs: Floats, model: dict[str, float], names: Sequence[str] = certainty.NAMES) -> float:
    return without.probability(dict(zip(names, inputs.tolist(), strict=True)), model)


def _inputs(asked: Asked, share: Floats) -> Floats:
    scores = asked.table @ share
    order = np.argsort(-scores, kind="stable")
    selection = Selection(
        asked.ids[order],
        asked.rows[order],
        scores[order],
        asked.found.matches,
        asked.table[order, LINEAR],
        None,
        asked.reads,
    )
    return certainty.inputs(asked.before, selection, asked.table[order], asked.agreed[order[0]])


def fit_logistic(groups: Sequence[Sequence[tuple[Floats, float]]], names: Sequence[str]) -> dict[str, float]:
    """Weights by name with a bias; every group counts the same."""
    table = np.array([x for rows in groups for x, _ in rows])
    target = np.array([y for rows in groups for _, y in rows])
    share = np.concatenate([np.full(len(rows), 1 / len(rows)) for rows in groups if rows])
    share /= share.sum()
    centre, spread = table.mean(axis=0), table.std(axis=0) + 1e-6
    scaled = np.column_stack([(table - centre) / spread, np.ones(len(table))])

    def gradient(weights: Floats) -> Floats:
        expected = 1 / (1 + np.exp(-(scaled @ weights)))
        return np.asarray(scaled.T @ ((expected - target) * share) + 1e-3 * weights)

    found = adam(gradient, scaled.shape[1], 800, 0.05)
    slopes = found[:-1] / spread
    learned = {name: round(float(value), 4) for name, value in zip(names, slopes, strict=True)}
    learned["bias"] = round(float(found[-1] - slopes @ centre), 4)
    return learned


def learn_words(asked: dict[str, list[Asked]]) -> dict[str, float]:
    """When the words marked in a right sentence are right."""
    for name, rows in asked.items():
        if held := [a.words for a in rows if a.words]:
            _, exactly, overlap = np.mean(held, axis=0)
            tell(f"{name}: words exact {exactly:.3f}, F1 {overlap:.3f} of {len(held)}")
    groups = [
        [(np.array([a.words[0]]), float(a.words[2] >= _RIGHT_WORDS)) for a in rows if a.words]
        for rows in asked.values()
    ]
    return fit_logistic([g for g in groups if g], ("sure",))


if __name__ == "__main__":
    main()
