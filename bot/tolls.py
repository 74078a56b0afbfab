"""Running totals: the lines that give one toll at several times, whatever words they use."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import pairwise

import numpy as np

from bot.answers import Query
from bot.lexicon import synonyms
from bot.selection import Selection
from bot.slots import Slot, slot
from bot.slots.harm import asks_toll
from index.chronology.periods import number_of
from index.chronology.totals import running_count
from index.model import Dated
from index.patterns import regex
from index.snapshot import Snapshot

# Lines so much lower in score still belong to the ladder.
_REACH = 5.0
# One toll grows less than that from one line to the next.
_GROWTH = 3.0
_WEEKDAY = r"(?:Satur|Sun|Mon|Tues|Wednes|Thurs|Fri)day"
# What happened in a day or a night is no running total.
_ONE_DAY = regex(
    r"\b(?:overnight|since dawn|in (?:the )?(?:past|last) (?:24|48) hours|that day|yesterday"
    rf"|(?:since|on|late|early) {_WEEKDAY}|(?:killed|died|dead|injured|wounded|arrested) {_WEEKDAY})\b",
    re.IGNORECASE,
)
# When it was told, or up to when it counts.
_AS_OF = regex(
    rf"\b(?:as of|by|until|up to|(?:said|announced|reported|confirmed|told [\w ]{{1,30}})(?: on)?) {_WEEKDAY}",
    re.IGNORECASE,
)
_STILL = regex(r"\b(?:still|remain\w*|so far|to date)\b", re.IGNORECASE)
_COUNT = regex(r"\d[\d,.\u00a0\u202f]*\d|\d")


def is_one_day(sentence_id: int, snapshot: Snapshot) -> bool:
    """Whether the sentence tells of one day or night."""
    text = snapshot.text_of(snapshot.sentence(sentence_id))
    return bool(_ONE_DAY.search(_AS_OF.sub("", text))) and not _STILL.search(text)


def running_total(query: Query, selection: Selection, snapshot: Snapshot, dated: Mapping[str, Dated]) -> list[int]:
    """The ladder of the best candidate that stands on one; a day's count is no answer to a question for all.

    A line alone where the best one that counts more than a day stands on none; empty where every line does.

    Another ladder joins it when one of its lines holds every name of the question, or when its totals fit between the
    others in time and size: the articles may word one toll too differently for the index to see it.
    """
    if _ONE_DAY.search(query.text):
        return []
    found = _first(query, selection, snapshot)
    if not found or found[0] not in snapshot.ladders:
        return found
    held = selection.matches.strength > 0
    names = np.array([c.name for c in query.concepts], dtype=np.bool_)
    ids = selection.ids.tolist()
    for ladder in dict.fromkeys(snapshot.ladders[i] for i in ids if i in snapshot.ladders):
        fits = [i for i in ladder if slot(query, i, snapshot) is not Slot.EMPTY]
        named = names.any() and any(held[names, i].all() for i in fits)
        if named or (fits and _grows([*found, *fits], snapshot, dated)):
            found += fits
    may = selection.allowed
    return [i for i in dict.fromkeys(found) if may is None or may[snapshot.article_numbers[i]]]


def _first(query: Query, selection: Selection, snapshot: Snapshot) -> list[int]:
    for sentence_id, score in zip(selection.ids.tolist(), selection.linear.tolist(), strict=True):
        if score < selection.linear[0] - _REACH:
            continue
        if slot(query, sentence_id, snapshot) is Slot.FILLED:
            if sentence_id in snapshot.ladders:
                return [i for i in snapshot.ladders[sentence_id] if slot(query, i, snapshot) is not Slot.EMPTY]
            if not is_one_day(sentence_id, snapshot):
                return [sentence_id] if asks_toll(query) else []
    return []


def _grows(ids: list[int], snapshot: Snapshot, dated: Mapping[str, Dated]) -> bool:
    """Whether the lines may tell one toll: about one name, never falling in time, never leaping."""
    totals = sorted((value, i) for i in dict.fromkeys(ids) if (value := _total(i, snapshot)))
    shared = frozenset.intersection(*(names_in(i, snapshot) for _, i in totals)) if totals else frozenset()
    if not shared:
        return False
    for (low, one), (high, other) in pairwise(totals):
        first, second = (dated[snapshot.sentence(i).article_id].published for i in (one, other))
        if high > _GROWTH * low or (first and second and first > second):
            return False
    return True


def _total(sentence_id: int, snapshot: Snapshot) -> int:
    match = running_count(snapshot.text_of(snapshot.sentence(sentence_id)))
    groups = match.groupdict() if match else {}
    count = next((value for name, value in groups.items() if name.startswith("count") and value), "")
    return number_of(count) if _COUNT.search(count) else 0


def names_in(sentence_id: int, snapshot: Snapshot) -> frozenset[str]:
    """The names of a sentence as terms, each with what stands for it: Israel and Israeli are one."""
    names = {token.term for token in snapshot.tokens_of(sentence_id) if token.term in snapshot.names}
    other = {o.terms[0] for name in names for o in synonyms((name,)) if o.close and len(o.terms) == 1}
    return frozenset(names | other)
