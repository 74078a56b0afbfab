"""Candidate sentences read by the model: how well each answers, and the words in it that do."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.answers import Read
from bot.reading.embeddings import Embeddings
from bot.reading.encoding import QUESTION, SENTENCE, TITLE, Pieces, encode, pieces
from bot.reading.model import END, RANK, START, STATED, Model
from bot.reading.similar import Similar
from bot.reading.windows import Window, windows
from index.model import Span
from index.patterns import regex
from index.snapshot import Snapshot

# Word pieces of a short answer at most.
MOST_PIECES = 24
_CACHED = 256
_DATELINE = regex(r"[A-Z][A-Z .,'’/-]{2,40}(?: \([\w /]{2,30}\))? ?[-–—] ")


class Reader:
    """Loaded once and shared by threads; the same question over the same snapshot is read once."""

    def __init__(self, model: Model | None = None, kept: Path | None = None) -> None:
        """`kept` is the file that the sentences' embeddings are kept in, if any."""
        self._model = model or Model()
        self.embeddings = Embeddings(self._model, kept)
        self._lock = threading.Lock()
        self._known: OrderedDict[tuple[str, str, Window], Mapping[int, Read]] = OrderedDict()

    def similar(self, question: str, snapshot: Snapshot) -> Similar | None:
        """How near the index's sentences are to the question in meaning; None where there are too many of them."""
        return self.embeddings.similar(question, snapshot)

    def read(self, question: str, candidates: Sequence[int], snapshot: Snapshot) -> dict[int, Read]:
        """The candidates and the sentences beside them, by sentence id."""
        found: dict[int, Read] = {}
        for window in windows(candidates, snapshot, lambda i: len(_sentence(i, snapshot).ids) + 1):
            for sentence_id, read in self._window(question, window, snapshot).items():
                found.setdefault(sentence_id, read)
        return found

    def _window(self, question: str, window: Window, snapshot: Snapshot) -> Mapping[int, Read]:
        key = (question, snapshot.scope, window)
        with self._lock:
            if key in self._known:
                self._known.move_to_end(key)
                return self._known[key]
        read = self._run(question, window, snapshot)
        with self._lock:
            self._known[key] = read
            if len(self._known) > _CACHED:
                self._known.popitem(last=False)
        return read

    def _run(self, question: str, window: Window, snapshot: Snapshot) -> Mapping[int, Read]:
        held = [_sentence(i, snapshot) for i in window]
        title = snapshot.article(snapshot.sentence(window[0]).article_id).title
        row = encode(pieces(question, QUESTION), pieces(title, TITLE), held)
        logits = self._model.logits(row.ids, row.types)
        found = {}
        for sentence_id, mark, sentence in zip(window, row.marks, held, strict=True):
            at = logits[mark + 1 : mark + 1 + len(sentence.ids)]
            past = _past_dateline(snapshot.text_of(snapshot.sentence(sentence_id)), sentence)
            first, last, sure = best_run(at[past:, START], at[past:, END])
            first, last = first + past, last + past
            offset = snapshot.sentence(sentence_id).span.start
            span = Span(offset + sentence.spans[first].start, offset + sentence.spans[last].end)
            found[sentence_id] = Read(float(logits[mark, RANK]), float(logits[mark, STATED]), span, sure)
        return found


def best_run(start: NDArray[np.float32], end: NDArray[np.float32]) -> tuple[int, int, float]:
    """First and last place of the likeliest run of at most MOST_PIECES places, and its log probability.

    The probability is that of a run under a softmax over all such runs (their start and end logits summed).
    """
    table = start[:, None].astype(np.float64) + end[None, :]
    places = np.arange(len(start))
    behind = places[None, :] - places[:, None]
    table[(behind < 0) | (behind >= MOST_PIECES)] = -np.inf
    best = int(table.argmax())
    top = float(table.max())
    first, last = divmod(best, len(end))
    return first, last, -float(np.log(np.exp(table - top).sum()))


def _past_dateline(text: str, sentence: Pieces) -> int:
    """Place of the first piece behind a line's "AGENCY - " or "CITY (Agency) — ", which answers nothing; else 0."""
    match = _DATELINE.match(text)
    behind = (i for i, span in enumerate(sentence.spans) if match and span.start >= match.end())
    return next(behind, 0)


def _sentence(sentence_id: int, snapshot: Snapshot) -> Pieces:
    return pieces(snapshot.text_of(snapshot.sentence(sentence_id)), SENTENCE)
