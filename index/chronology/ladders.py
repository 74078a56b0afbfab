"""Running totals of the same thing in different articles: the rungs of a ladder in time."""

from __future__ import annotations

from collections.abc import Sequence

from index.chronology.growing_figures import Figure, Series


def ladders(figures: Sequence[Figure], series: Series) -> list[tuple[int, ...]]:
    """The sentences that hold running totals, those of the same thing together; each in reading order."""
    group = {figure.sentence_id: {figure.sentence_id} for figure in figures}
    for figure in figures:
        for other in series.lower(figure):
            one, two = group[figure.sentence_id], group[other.sentence_id]
            if one is not two:
                if len(one) < len(two):  # or a long ladder would be gone over again for each rung
                    one, two = two, one
                one |= two
                for sentence_id in two:
                    group[sentence_id] = one
    return sorted({tuple(sorted(rungs)) for rungs in group.values()})
