"""Running totals of the same thing in different articles: the rungs of a ladder in time."""

from __future__ import annotations

from functools import lru_cache

from bot.chronology.growing_figures import Figure, Series
from bot.chronology.stories import read_stories
from index.snapshot import Snapshot


@lru_cache(maxsize=4)
def ladders(snapshot: Snapshot) -> dict[int, tuple[int, ...]]:
    """For each sentence that holds a running total, the sentences with totals of the same thing, itself among them."""
    stories = read_stories(snapshot)
    figures = [figure for story in stories for figure in story.figures]
    series = Series(figures)
    group = {_place(figure): {_place(figure)} for figure in figures}
    for figure in figures:
        for other in series.lower(figure):
            one, two = group[_place(figure)], group[_place(other)]
            if one is not two:
                one |= two
                for place in two:
                    group[place] = one
    found: dict[tuple[int, int], list[int]] = {}
    for figure in figures:
        wanted = {str(figure.total.low), f"{figure.total.low:,}", str(figure.total.high), f"{figure.total.high:,}"}
        for sentence in snapshot.sentences_of(stories[figure.article].article_id):
            if sentence.line == figure.line and any(number in snapshot.text_of(sentence) for number in wanted):
                found.setdefault(_place(figure), []).append(sentence.sentence_id)
    return {
        sentence_id: tuple(sorted({i for other in group[place] for i in found.get(other, ())}))
        for place, sentence_ids in found.items()
        for sentence_id in sentence_ids
    }


def _place(figure: Figure) -> tuple[int, int]:
    return figure.article, figure.line
