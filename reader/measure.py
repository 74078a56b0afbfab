"""Figures of a reader alone, on groups that training did not see."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

import numpy as np
import torch
from numpy.typing import NDArray

from bot.evaluation import auroc, exact, f1
from bot.reading.encoding import SENTENCE
from bot.reading.model import Model
from bot.reading.reader import best_run
from reader.batches import Row, batch, cached, row
from reader.groups import RIGHT, Group, Passage
from reader.network import END, RANK, START, STATED, Reader

Logits = NDArray[np.float32]
# Encoded windows to the logits of each, places × 4.
LogitsOf = Callable[[Sequence[Row]], list[Logits]]
_PASSAGES = 9  # of a question


def measure(logits_of: LogitsOf, groups: Sequence[Group], limit: int) -> dict[str, float | None]:
    """Of at most `limit` groups: right sentence first and in the first three of its passages' centres, the right
    words exactly and F1 given the right sentence, and AUROC of answerability against unanswerable questions."""
    chosen = random.Random(1).sample(list(groups), min(limit, len(groups)))
    first, three, exactly, overlap = [], [], [], []
    sure: list[tuple[float, bool]] = []
    for group in chosen:
        rows = [row(group.question, passage, None) for passage in group.passages[:_PASSAGES]]
        logits = logits_of(rows)
        at = [found[r.encoded.marks[r.centre]] for found, r in zip(logits, rows, strict=True)]
        sure.append((max(float(a[STATED]) for a in at), group.answerable))
        if not group.answerable:
            continue
        right = [
            rows[n].labels[rows[n].centre] == RIGHT for n in sorted(range(len(at)), key=lambda n: -float(at[n][RANK]))
        ]
        first.append(float(right[0]))
        three.append(float(any(right[:3])))
        said = _said(group.passages[0], rows[0], logits[0])
        if said is not None:
            exactly.append(exact(*said))
            overlap.append(f1(*said))
    return {
        "first": _mean(first),
        "three": _mean(three),
        "exact": _mean(exactly),
        "f1": _mean(overlap),
        "auroc": auroc(sure),
    }


def by_network(reader: Reader, device: torch.device) -> LogitsOf:
    """The logits of a network being trained, in full precision."""

    def logits(rows: Sequence[Row]) -> list[Logits]:
        reader.eval()
        made = batch([[rows]])
        with torch.no_grad():
            found = reader(made.ids.to(device), made.types.to(device), made.mask.to(device)).float().cpu().numpy()
        return list(found)

    return logits


def by_model(model: Model) -> LogitsOf:
    """The logits of the file that bot/ runs."""
    return lambda rows: [model.logits(r.encoded.ids, r.encoded.types) for r in rows]


def _said(passage: Passage, held: Row, logits: Logits) -> tuple[str, str] | None:
    """The words marked in the right sentence, and those that should be."""
    if passage.answer is None or held.answered < 0:
        return None
    number, start, end = passage.answer
    low = held.encoded.marks[held.answered] + 1
    spans = cached(passage.sentences[number], SENTENCE).spans
    first, last, _ = best_run(logits[low : low + len(spans), START], logits[low : low + len(spans), END])
    text = passage.sentences[number]
    return text[spans[first].start : spans[last].end], text[start:end]


def _mean(values: Sequence[float]) -> float | None:
    return round(sum(values) / len(values), 4) if values else None
