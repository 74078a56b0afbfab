"""Which lines answer together: the same figure at other times, the same person, both sides of a quarrel."""

from __future__ import annotations

import heapq
import re
from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from bot.answers import FIGURES, AnswerType, Query
from bot.blame import blame_lines
from bot.dating import newest_first
from bot.lexicon import is_role, opposites
from bot.mentions import MentionType, mentions
from bot.names import is_same_person
from bot.persons import holds_office
from bot.ruled import short_answer
from bot.selection import Selection
from bot.slots import Flaw, Slot, flaws, is_misleading, slot
from bot.slots.articles import around
from bot.slots.harm import asks_toll
from bot.tolls import is_one_day, names_in, running_total
from index.model import Dated
from index.snapshot import Snapshot

# A line belongs to the same ladder as the best one when the linear model scores it at most so much lower; more when
# the latest is asked for or who holds an office, and for lines on the person who answers.
_RUNG, _WIDE, _STATE, _PERSON = 1.5, 3.0, 4.0, 5.0
_MOST = 5
# By how much a line that can't answer falls, and by how much worse one may be that names a place where none is named.
_WEAKER, _PLACED = 2.0, 1.5
_NEAR = 2  # sentences
_LADDER = frozenset(
    {
        AnswerType.NUMBER,
        AnswerType.MONEY,
        AnswerType.PERCENT,
        AnswerType.PLACE,
        AnswerType.PERSON,
        AnswerType.DURATION,
        AnswerType.YES_NO,
    }
)
# What lasts, is left or is done again and again has another answer each time.
_ONGOING = re.compile(r"\b(?:has|have|is|are|still|remain\w*|left|now|latest)\b", re.IGNORECASE)
_BUT = re.compile(r"(?:But|However|Yet|Still|Instead)\b")
_HOLDER = re.compile(r"\bwho(?:['’]s| is| are| leads?| heads?| runs?)\b", re.IGNORECASE)

Bools = NDArray[np.bool_]


def asks_holder(query: Query) -> bool:
    """Whether the question asks who holds an office or leads something now."""
    asked = query.text
    return query.answer_type is AnswerType.PERSON and _HOLDER.search(asked) is not None


def asks_office(query: Query) -> bool:
    """Whether the question asks who holds a named office now: "who is the president"."""
    asked = query.text
    return asks_holder(query) and any(is_role(c.span.of(asked)) for c in query.concepts)


def rungs(
    query: Query, selection: Selection, snapshot: Snapshot, dated: Mapping[str, Dated], *, latest: bool
) -> list[int]:
    """The sentences that answer as the best one does, newest first; the best one alone where nothing joins it."""
    if blamed := blame_lines(query, selection, snapshot):
        return blamed
    ids: list[int] = selection.ids.tolist()
    if query.answer_type is AnswerType.YES_NO and (denied := _denial(query, ids[0], snapshot)):
        return [*denied, ids[0]]
    if query.answer_type not in _LADDER or slot(query, ids[0], snapshot) is Slot.EMPTY:
        return ids[:1]
    found = running_total(query, selection, snapshot, dated) if query.answer_type in FIGURES else []
    first = found[0] if found else ids[0]
    if query.answer_type is AnswerType.PLACE and slot(query, first, snapshot) is Slot.OPEN:
        first = _stated_place(query, first, selection, snapshot)
    if not found or first not in snapshot.ladders:
        ongoing = _ONGOING.search(query.text) is not None
        counts = query.answer_type in FIGURES and query.focus is not None
        reach = _STATE if ongoing and counts else _WIDE if latest or asks_office(query) or counts else _RUNG
        found = _alike(query, first, selection, snapshot, reach)
    people = _same_person_lines(query, found, selection, snapshot)
    whole = [i for i in people if _holds_as_much(query, i, found[0], selection)]
    found = _newest_first([*found, *whole], snapshot, dated)
    return found + [i for i in people if i not in whole]


def left_over(query: Query, chosen: list[int], selection: Selection, snapshot: Snapshot) -> Iterator[int]:
    """The other candidates by score, looked at as they are taken; what can't answer, or counts one day, comes last."""
    rest = [i for i in selection.ids.tolist() if i not in chosen]
    if slot(query, chosen[0], snapshot) is Slot.EMPTY:
        denial = _denial(query, chosen[0], snapshot)
        yield from denial
        yield from (i for i in rest if i not in denial)
        return
    total = asks_toll(query) and not is_one_day(chosen[0], snapshot)

    def is_weak(i: int) -> bool:
        return slot(query, i, snapshot) is Slot.EMPTY or (total and is_one_day(i, snapshot))

    if total and len(chosen) > 1:
        # Below a toll another side's, or that of a day, would be taken for it.
        yield from (i for i in rest if not is_weak(i))
        return
    scores = dict(zip(selection.ids.tolist(), selection.scores.tolist(), strict=True))
    counts_now = query.answer_type in FIGURES and _ONGOING.search(query.text) is not None

    def fall(i: int) -> tuple[bool, float]:
        weak = is_weak(i)
        # Another count than is asked for stands below all that may answer.
        return weak and counts_now and is_misleading(query, i, snapshot), _WEAKER * weak - scores[i]

    fallen: list[tuple[bool, float, int, int]] = []
    for i in sorted(rest, key=lambda i: -scores[i]):
        # None of those still to come stands before these.
        while fallen and fallen[0][:2] < (False, -scores[i]):
            yield heapq.heappop(fallen)[-1]
        heapq.heappush(fallen, (*fall(i), rest.index(i), i))
    while fallen:
        yield heapq.heappop(fallen)[-1]


def _stated_place(query: Query, first: int, selection: Selection, snapshot: Snapshot) -> int:
    """The best line, or the next that is hardly worse and names a place where something is."""
    scores = dict(zip(selection.ids.tolist(), selection.scores.tolist(), strict=True))
    near = (i for i in scores if scores[i] >= scores[first] - _PLACED)
    return next((i for i in near if slot(query, i, snapshot) is Slot.FILLED), first)


def _denial(query: Query, first: int, snapshot: Snapshot) -> list[int]:
    """The line that takes back what the first one tells as wished or planned only: "But it remains closed"."""
    after = first + 1
    if Flaw.UNREAL not in flaws(query, first, snapshot) or after >= snapshot.num_sentences:
        return []
    same = snapshot.sentence(after).article_id == snapshot.sentence(first).article_id
    return [after] if same and _BUT.match(snapshot.text_of(snapshot.sentence(after))) else []


def _newest_first(ids: list[int], snapshot: Snapshot, dated: Mapping[str, Dated]) -> list[int]:
    order = newest_first([snapshot.sentence(i).article_id for i in ids], dated)
    return sorted(ids, key=lambda i: order.index(snapshot.sentence(i).article_id))


def _said(query: Query) -> Bools:
    """Which concepts say what is asked, without the noun counted."""
    return np.array([c.weight >= 1 and c.term != query.focus for c in query.concepts], dtype=np.bool_)


def _alike(query: Query, first: int, selection: Selection, snapshot: Snapshot, reach: float) -> list[int]:
    """A line and those of which the same is said; names may stand in a neighbouring sentence."""
    ids, scores = selection.ids.tolist(), selection.linear
    names = np.array([c.name for c in query.concepts], dtype=np.bool_)
    held = selection.matches.strength > 0
    needed = held[:, first] & _said(query)
    if query.answer_type is AnswerType.YES_NO:
        # Whoever is asked about accepted or rejected something else: that is told too.
        needed &= np.array([c.name or bool(opposites(c.term)) for c in query.concepts], dtype=np.bool_)
    found = [first]
    lowest = scores[ids.index(first)] - reach
    total = asks_toll(query) and not is_one_day(first, snapshot)
    enough = Slot.OPEN if query.answer_type is AnswerType.YES_NO else Slot.FILLED
    for sentence_id, score in zip(ids, scores.tolist(), strict=True):
        if len(found) == _MOST:
            break
        if score < lowest or sentence_id == first or (total and _is_other_toll(sentence_id, first, snapshot)):
            continue
        # Whose president it is must stand beside the president.
        reached = 0 if asks_holder(query) else _NEAR
        near = held[:, around(sentence_id, reached, reached, snapshot)].any(axis=1) & names
        same = bool(needed.any()) and bool((held[:, sentence_id] | near | ~needed).all())
        if asks_office(query) and not holds_office(query, snapshot.text_of(snapshot.sentence(sentence_id))):
            continue
        if same and slot(query, sentence_id, snapshot) >= enough:
            found.append(sentence_id)
    return found


def _same_person_lines(query: Query, lines: list[int], selection: Selection, snapshot: Snapshot) -> list[int]:
    """Further lines that name the person who answers, however spelled, and say something of what is asked."""
    read = selection.reads.get(lines[0])
    found = short_answer(query, lines[0], read, snapshot) if query.answer_type is AnswerType.PERSON else None
    if found is None:
        return []
    person = found.span.of(snapshot.article(snapshot.sentence(lines[0]).article_id).text)
    said = np.array([c.weight >= 1 and not c.name for c in query.concepts], dtype=np.bool_)
    held = selection.matches.strength > 0
    more = []
    for sentence_id, score in zip(selection.ids.tolist(), selection.linear.tolist(), strict=True):
        text = snapshot.text_of(snapshot.sentence(sentence_id))
        near = score >= selection.linear[0] - _PERSON
        tells = (near and held[said, sentence_id].any()) or (asks_holder(query) and _tells_office(text, person))
        if sentence_id not in lines and tells and _named(text, person):
            more.append(sentence_id)
    return more[:_MOST]


def _is_other_toll(sentence_id: int, first: int, snapshot: Snapshot) -> bool:
    """Whether a line counts one day, or names nobody whom the first one names."""
    return is_one_day(sentence_id, snapshot) or names_in(sentence_id, snapshot).isdisjoint(names_in(first, snapshot))


def _holds_as_much(query: Query, sentence_id: int, first: int, selection: Selection) -> bool:
    """Whether a line says all of what the first one says of the question, and that is more than names."""
    held = selection.matches.strength > 0
    needed = held[:, first] & _said(query)
    names = np.array([c.name for c in query.concepts], dtype=np.bool_)
    return bool((needed & ~names).any() and (held[:, sentence_id] | ~needed).all())


def _named(text: str, person: str) -> list[int]:
    """Where a text names that person."""
    people = (m.span for m in mentions(text) if m.kind is MentionType.PERSON)
    return [span.start for span in people if is_same_person(span.of(text), person)]


def _tells_office(text: str, person: str) -> bool:
    """Whether an office stands before that person's name."""
    return any(is_role(text[:start]) for start in _named(text, person))
