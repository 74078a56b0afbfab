"""Who blames whom: where the articles tell of a quarrel, each side's line is shown, in the articles' order."""

from __future__ import annotations

import re

from bot.answers import AnswerType, Query
from bot.selection import Selection
from bot.speech.speakers import attribute
from index.analysis import terms
from index.model import Kind
from index.snapshot import Snapshot

_ASKS_BLAME = re.compile(
    r"\bblam\w+|\bfault\b|\bresponsib\w+|\bhold(?:ing|s)? up\b|\bheld up\b|\bobstacles?\b|\bblock(?:s|ing|ed)?\b"
    r"|\bstall\w*|\bdeadlock\w*|\bsticking points?\b|\bin the way\b"
    r"|\bderail\w*|\bstuck\b|\bstumbling\b|\baccus\w+ each",
    re.IGNORECASE,
)
_BLAMES = frozenset(terms("blame accuse"))
_ASKED = frozenset({AnswerType.REASON, AnswerType.OTHER, AnswerType.PERSON, AnswerType.ORGANISATION})
_MOST = 5


def blame_lines(query: Query, selection: Selection, snapshot: Snapshot) -> list[int]:
    """The lines of one candidate's article in which its sides blame each other; none where fewer than two sides do."""
    if query.answer_type not in _ASKED or not _ASKS_BLAME.search(query.text):
        return []
    numbers = snapshot.article_numbers
    near = {int(numbers[i]) for i in selection.ids.tolist()}
    sides: dict[int, list[int]] = {}
    for term in sorted(_BLAMES):
        if snapshot.ranker.knows(term):
            for i in snapshot.ranker.posting(term)[0].tolist():
                if int(numbers[i]) in near and snapshot.sentence(i).kind is Kind.SENTENCE:
                    sides.setdefault(int(numbers[i]), []).append(i)
    quarrels = {number: sorted(set(lines)) for number, lines in sides.items() if _speakers(lines, snapshot) > 1}
    treated = selection.matches.article
    best = max(quarrels, key=lambda number: (treated[number], -number), default=None)
    return quarrels[best][:_MOST] if best is not None else []


def _speakers(lines: list[int], snapshot: Snapshot) -> int:
    return len({speaker for i in lines if (speaker := attribute(i, snapshot).speaker)})
