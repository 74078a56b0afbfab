"""Subjects behind commas: appositions and relative clauses passed over."""

from __future__ import annotations

from bot.lexicon import is_nationality, is_person_word, is_place_name
from bot.speech.phrases import head_of, noun_phrase, plausible
from bot.speech.tokens import SEAT, Range, Tokens, noun_class
from bot.speech.verbs import VERBS
from bot.speech.words import APPOSED, BOUND, BREAK, DASHES, DET, MASK, OPENERS, PREP, RELATIVE, STOP, TIME


def core_of(t: Tokens, i: int) -> Range | None:
    """The noun phrase that starts at i, up to its last name or noun that can speak."""
    best = -1
    loose = t.low[i] in DET  # after an article any adjective may stand
    for k in range(i + 1 if loose else i, min(len(t), i + 9)):
        low = t.low[k]
        if low in BREAK or low in STOP or (low in DET and k > i + 1):
            break
        if t.speaks(k):
            best = k
            loose = low.endswith(("'s", "s'")) or is_nationality(low)
        elif not loose or low in VERBS or (k == i and not t.word[k][0].isupper()):
            break
    if best < 0 or t.low[best].endswith(("'s", "s'")) or is_nationality(t.low[best]):
        return None
    follows = t.at(best + 1)
    if t.low[i] in DET and t.is_name(best) and follows.isalpha() and t.word[best + 1].islower():
        # "The Hamas incursion": a noun that can't speak follows the name.
        return (i, best) if follows in VERBS | STOP or follows.endswith("ed") else None
    return i, best


def by_commas(t: Tokens, comma: int) -> Range | None:
    """The subject left of the parts that commas set off before a verb (`Smith, 45, of Boston, said`)."""
    best: Range | None = None
    for part in _parts(t, comma):
        phrase = _clause_subject(t, part)
        low = t.low[part[0]]
        if phrase is not None and phrase[0] == part[0] and low not in DET and _is_person(t, phrase):
            return phrase
        intro = low in PREP or low in OPENERS or low in TIME
        if phrase is not None and not (best is not None and intro):
            best = phrase
        if not _sets_off(t, part):
            break
    return best


def _parts(t: Tokens, comma: int) -> list[Range]:
    """What stands between the commas before that one, nearest first, up to another mark and at most six."""
    parts: list[Range] = []
    end = comma
    for k in range(comma - 1, t.first - 2, -1):
        boundary = k < t.first or t.low[k] in (";", ":", ".", MASK) or t.low[k] in DASHES
        if boundary or t.low[k] == ",":
            if end - 1 >= k + 1:
                parts.append((k + 1, end - 1))
            end = k
            if boundary or len(parts) > 5:
                break
    return parts


def _is_person(t: Tokens, phrase: Range) -> bool:
    """Whether the phrase ends with a name that an office or a given name marks as a person's."""
    head = head_of(t, phrase)
    words = range(phrase[0], head + 1)
    marked = any(noun_class(t.low[k]) == "person" or is_person_word(t.word[k]) for k in words)
    return marked and t.is_name(head) and noun_class(t.low[head]) == ""


def _clause_subject(t: Tokens, part: Range) -> Range | None:
    """The noun phrase that a part between commas ends with, if it may be the subject of a verb after it."""
    low = t.low[part[0]]
    if low in RELATIVE or low[0].isdigit() or SEAT.match(t.word[part[0]]) or (low in PREP and part[0] != t.first):
        return None
    phrase = noun_phrase(t, part[1])
    if phrase is None or phrase[0] < part[0] or not plausible(t, phrase, strict=True):
        return None
    return phrase


def _sets_off(t: Tokens, part: Range) -> bool:
    """Whether the part may be an apposition or a relative clause, so that the subject stands left of it."""
    first, word = t.low[part[0]], t.word[part[0]]
    if first in APPOSED or first in PREP or first[0].isdigit() or first.endswith(("ing", "ed")) or SEAT.match(word):
        return True
    if word[0].islower() and first not in BOUND:
        return True
    # "Paul Smith of Dayton, Ohio, said"
    return part[0] == part[1] or is_place_name(" ".join(t.word[part[0] : part[1] + 1]))
