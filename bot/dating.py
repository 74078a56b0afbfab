"""Which of two articles is the newer one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from bot.answers import Quote
from index.model import Dated


def in_time(quotes: Sequence[Quote], dates: Mapping[str, Dated]) -> list[Quote]:
    """The quotes from the newest article to the oldest, those of one article as they stand in it.

    An undated article stands where it is known to be later than another; those of which nothing is known come last.
    """
    order = newest_first([quote.article.article_id for quote in quotes], dates)
    return sorted(quotes, key=lambda quote: (order.index(quote.article.article_id), quote.span))


def newest_first(article_ids: Sequence[str], dated: Mapping[str, Dated]) -> list[str]:
    """The articles, newest first; those of which nothing is known come last, ties keep their order.

    One known to be later than another comes before it, even where neither has a date.
    """
    left = list(dict.fromkeys(article_ids))
    newer = {one: {other for other in left if other != one and _is_later(other, one, dated)} for one in left}
    days = {one: _estimate(dated[one]) for one in left}
    for _ in left:
        # Newer than a dated one, by however many steps: not older than its day.
        days = {
            one: max(days[one], *(days[other] for other in left if one in newer[other]), dt.date.min) for one in left
        }
    ordered: list[str] = []
    while left:
        free = [one for one in left if newer[one].isdisjoint(left)]
        chosen = max(free or left, key=lambda one: days[one])
        ordered.append(chosen)
        left.remove(chosen)
    return ordered


def _is_later(one: str, other: str, dated: Mapping[str, Dated]) -> bool:
    first, second = dated[one], dated[other]
    start, end = first.published or first.earliest, second.published or second.latest
    if start is not None and end is not None and start > end:
        return True
    return other in first.later_than and one not in second.later_than


def _estimate(dated: Dated) -> dt.date:
    """The day to sort by among articles whose order is open."""
    return dated.published or dated.earliest or dated.latest or dt.date.min
