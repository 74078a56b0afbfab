"""The terms of a question, as a search in numpy needs them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from operator import itemgetter
from typing import Any

from numpy.typing import NDArray

from index.layout import Layout, columns_of
from index.vocabulary import Vocabulary

# A term as a question weighs it: its number; how much is read for its postings; its weight, with its idf; the most that
# it adds to a sentence; its packed postings, or its counts by place where it is a column; whether it is one. A plain
# tuple, as one with names takes several times the code, which the caches lack when a question comes.
Term = tuple[int, int, float, float, NDArray[Any], bool]

# Terms that are kept at hand.
_MOST_KNOWN = 4_096

_weight = itemgetter(2)


class Terms:
    """The terms of an index by name."""

    def __init__(self, vocabulary: Vocabulary, layout: Layout, idf: memoryview, bounds: memoryview) -> None:
        self._vocabulary, self._idf, self._bounds = vocabulary, idf, bounds
        self._offsets, self._postings = layout.offsets.data, layout.postings
        self._columns, self._num_sentences = columns_of(layout), layout.num_sentences
        self._known: dict[str, Term] = {}

    def weighed(self, weights: Mapping[str, float]) -> list[Term]:
        """The known terms, in the order in which a score is summed up."""
        known, found = self._known, []
        for name, weight in weights.items():
            term = known.get(name) or self.find(name)
            if term is None:
                continue
            if weight != 1.0:
                number, size, idf, bound, cells, is_column = term
                term = number, size, weight * idf, weight * bound, cells, is_column
            found.append(term)
        # One order for every way of ranking: sums of the same numbers in another one differ in their last bits.
        found.sort(key=_weight, reverse=True)
        return found

    def find(self, name: str) -> Term | None:
        """A term that is asked for once, None where no sentence holds it. It is kept: words are asked for again."""
        number = self._vocabulary.number(name)
        if number < 0 or math.isnan(idf := self._idf[number]):  # no sentence holds it any more
            return None
        bound, first, last = idf * self._bounds[number], self._offsets[number], self._offsets[number + 1]
        term: Term
        if first < last:
            term = number, last - first, idf, bound, self._postings[first:last], False
        else:
            term = number, self._num_sentences, idf, bound, self._columns[number], True
        if len(self._known) == _MOST_KNOWN:
            self._known.clear()
        self._known[name] = term
        return term
