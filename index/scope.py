"""How much of an index a snapshot holds: all of it, or in a cluster what one question needs.

Whoever answers asks for a part by these methods and goes on with what comes back. Sentence and article numbers belong
to that part; figures over all articles are asked for by name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from index.dates import Written
    from index.snapshot import Snapshot

# For each thing asked about its own term, and the phrases that stand for it, each with its worth in a sentence.
Wanted = Sequence[tuple[str, Sequence[tuple[tuple[str, ...], float]]]]


@dataclass(frozen=True, slots=True)
class Totals:
    """Figures over all articles of an index. `article_length` is the mean number of sentences."""

    articles: int
    sentences: int
    article_length: float


def totals_of(snapshot: Snapshot) -> Totals:
    """The totals of a snapshot that holds everything."""
    lengths = snapshot.article_lengths
    return Totals(snapshot.num_articles, snapshot.num_sentences, float(lengths.mean()) if len(lengths) else 0.0)


class Whole:
    """What a snapshot that holds everything says to those who ask for a part."""

    snapshot_id: str

    @property
    def scope(self) -> str:
        """Names the part: equal where sentence numbers mean the same."""
        return self.snapshot_id

    def expect(self, terms: Iterable[str]) -> None:
        """Says that these terms will be asked about; one trip instead of many, where there are trips."""

    def around(self, wanted: Callable[[], Wanted], written: Written | None, also: Sequence[str] = ()) -> Self:
        """The part that a question is answered from; `written` says of when, where that matters.

        It holds the articles of the ids in `also` too.
        """
        del wanted, written, also
        return self

    def of_articles(self, article_ids: Sequence[str]) -> Self:
        """The part that holds these articles. Raises KeyError for an unknown one."""
        del article_ids
        return self

    def sharing(self, terms: Sequence[str]) -> Self:
        """The part that holds the articles with most of these terms, among them every one with all."""
        del terms
        return self

    def stand(self, wanted: Wanted, here: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """For each thing whether any sentence of all articles holds it; `here` says it of those held here."""
        del wanted
        return here

    def holding(self, terms: Sequence[str], counts: NDArray[np.float64]) -> NDArray[np.float64]:
        """For each term in how many of all articles it stands; `counts[t, a]` says how often in those held here."""
        del terms
        return np.asarray(np.count_nonzero(counts, axis=1), dtype=np.float64)
