"""Figures of a reader alone, on groups that training did not see."""

from __future__ import annotations

import random
from collections.abc import Sequence

import torch

from bot.evaluation import auroc, exact, f1
from bot.reading.encoding import SENTENCE
from reader.batches import Row, batch, cached, row
from reader.groups import RIGHT, Group, Passage
from reader.network import END, RANK, START, STATED, Reader

_MOST_PIECES = 16  # of a short answer
_PASSAGES = 9  # of a question


def measure(reader: Reader, groups: Sequence[Group], device: torch.device, limit: int) -> dict[str, float | None]:
    """Of at most `limit` groups: right sentence first and in the first three of its passages' centres, the right
    words exactly and F1 given the right sentence, and AUROC of answerability against unanswerable questions."""
    reader.eval()
    chosen = random.Random(1).sample(list(groups), min(limit, len(groups)))
    first, three, exactly, overlap = [], [], [], []
    sure: list[tuple[float, bool]] = []
    for group in chosen:
        rows = [row(group.question, passage, None) for passage in group.passages[:_PASSAGES]]
        made = batch([rows])
        with torch.no_grad(), torch.autocast(device.type, dtype=torch.bfloat16):
            logits = reader(made.ids.to(device), made.types.to(device), made.mask.to(device)).float().cpu()
        at = [logits[number, r.encoded.marks[r.centre]] for number, r in enumerate(rows)]
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


def _said(passage: Passage, held: Row, logits: torch.Tensor) -> tuple[str, str] | None:
    """The words marked in the right sentence, and those that should be."""
    if passage.answer is None or held.answered < 0:
        return None
    number, start, end = passage.answer
    low = held.encoded.marks[held.answered] + 1
    spans = cached(passage.sentences[number], SENTENCE).spans
    first, last = best_span(logits[low : low + len(spans), START], logits[low : low + len(spans), END])
    text = passage.sentences[number]
    return text[spans[first].start : spans[last].end], text[start:end]


def _mean(values: Sequence[float]) -> float | None:
    return round(sum(values) / len(values), 4) if values else None


def best_span(start: torch.Tensor, end: torch.Tensor) -> tuple[int, int]:
    """First and last place of the best run of at most 16 pieces."""
    table = start[:, None] + end[None, :]
    table = table.masked_fill(
        torch.ones_like(table).tril(-1).bool() | torch.ones_like(table).triu(_MOST_PIECES).bool(), -1e9
    )
    best = int(table.argmax())
    return divmod(best, len(end))
