"""What can stand where the cursor is: commands, articles, dates, and names that the index knows."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from itertools import islice

from bot.console.commands import COMMANDS
from index.analysis import fold
from index.memory import per_snapshot
from index.snapshot import Snapshot

_MOST = 50
_WORD = re.compile(r"[^\W_][\w’'.-]*\Z")


def candidates(before: str, snapshot: Snapshot) -> tuple[int, list[str]]:
    """How many characters before the cursor are to be replaced, and by what, best first."""
    if before.startswith("/"):
        name, blank, rest = before.partition(" ")
        if not blank:
            return len(name), [command for command in COMMANDS if command.startswith(name)]
        match name:
            case "/show":
                return len(rest), list(islice(_articles(rest, snapshot), _MOST))
            case "/as-of":
                return len(rest), [day for day in _days(snapshot) if day.startswith(rest)][:_MOST]
            case "/timeline" | "/why":
                pass  # a question follows
            case _:
                return 0, []
    word = _WORD.search(before)
    return (len(word.group()), _names(word.group(), snapshot)) if word else (0, [])


def _articles(typed: str, snapshot: Snapshot) -> Iterator[str]:
    """Ids and files that start so, then ids whose title has it."""
    folded = fold(typed)
    for article in snapshot.articles():
        for name in dict.fromkeys((article.article_id, article.file)):
            if fold(name).startswith(folded):
                yield name
                break
        else:
            if typed and folded in fold(article.title):
                yield article.article_id


def _days(snapshot: Snapshot) -> list[str]:
    """The days of the dated articles, newest first."""
    days = {dated.published for dated in snapshot.dates.values() if dated.published}
    return [day.isoformat() for day in sorted(days, reverse=True)]


def _names(typed: str, snapshot: Snapshot) -> list[str]:
    """Names that begin with the word, in alphabetical order."""
    known = _known(snapshot)
    folded = fold(typed)
    first = bisect_left(known, (folded,))
    found = (name for key, name in islice(known, first, first + _MOST) if key.startswith(folded))
    return [name for name in found if name != typed]


@per_snapshot(1)
def _known(snapshot: Snapshot) -> list[tuple[str, str]]:
    """Every name, sorted as it is looked up."""
    return sorted({(fold(name), name) for name in snapshot.names.values()})
