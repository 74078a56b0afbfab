"""Articles of a large snapshot that are gone: what goes with them, found without touching what is there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence, Set
from dataclasses import dataclass

import numpy as np

from index.analysing import Progress
from index.base import Base
from index.crew import analyse_articles
from index.distinct import without
from index.matching import Matched
from index.merging import Numbers
from index.spellings import Spellings, add_up, changed


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """Files and articles that are gone, by their numbers in the large snapshot, ascending.

    spellings: theirs, see index.spellings. fewer: for some terms there, by number, how many of their sentences held it.
    """

    files: Sequence[int]
    articles: Numbers
    spellings: Sequence[bytes]
    fewer: Numbers


NOTHING = Withdrawn((), np.empty(0, np.int64), (), np.empty((0, 2), np.int64))


def withdraw(base: Base, matched: Matched, before: Withdrawn, progress: Progress | None) -> tuple[Withdrawn, Set[str]]:
    """What is gone now, and the terms whose spellings are others than before; of what was known, nothing is analysed.

    Raises ValueError when an article to be looked at is damaged.
    """
    articles = np.array(matched.articles, dtype=np.int64)
    came, more = _told(base, without(articles, before.articles), progress)
    returned, less = _told(base, without(before.articles, articles), progress)
    spellings = changed(before.spellings, came, returned)
    fewer = Counter(dict(before.fewer.tolist()))
    fewer.update(more)
    fewer.subtract(less)
    rows = np.array(sorted((+fewer).items()), dtype=np.int64).reshape(-1, 2)
    return Withdrawn(matched.files, articles, spellings, rows), came.keys() | returned.keys()


def _told(base: Base, numbers: Numbers, progress: Progress | None) -> tuple[Spellings, Counter[int]]:
    """The spellings of some articles, and for each of their terms the number of their sentences that hold it."""
    spellings: Spellings = {}
    frequencies: Counter[int] = Counter()
    for chunk in analyse_articles([base.article(number) for number in numbers.tolist()], progress):
        add_up(spellings, chunk.spellings)
        postings = chunk.part.postings
        found = map(base.vocabulary.number, postings.terms)
        frequencies.update(dict(zip(found, np.diff(postings.offsets).tolist(), strict=True)))
    return spellings, frequencies
