"""The acts of saying in a sentence: verb, subject, who was told."""

from __future__ import annotations

from collections.abc import Iterable

from bot.lexicon import is_nationality
from bot.speech.commas import by_commas
from bot.speech.phrases import head_of, is_plural, noun_phrase, phrase_after, plausible
from bot.speech.readings import Act, Said
from bot.speech.tokens import Range, Tokens, is_media, noun_class
from bot.speech.verbs import ASKING, INVERTIBLE, NEVER_INVERTED, SAYING, VERBS
from bot.speech.verdicts import complement_of, ends_there, is_other, says_something, stands_off
from bot.speech.weighing import weighed
from bot.speech.words import (
    AUDIENCES,
    BE,
    BEFORE_TIME,
    BREAK,
    DASHES,
    DET,
    HAVE,
    LETTERS,
    MASK,
    MEDIA_WORDS,
    MODAL,
    MONTHS,
    OPEN_CLAUSES,
    PREP,
    PRONOUNS,
    SELF,
    STOP,
    TIME,
    VERBISH,
)


def find_acts(t: Tokens, masked: str, lead: Range | None) -> list[Said]:
    """The acts of saying that stand behind the sentence, those within another's words left out."""
    found: list[Act] = []
    named = -1  # last token of a phrase that "according to" names
    for v in range(t.first, len(t)):
        low = t.low[v]
        act: Act | None = None
        if v <= named:
            continue
        if low in ("quoted", "cited"):
            act = _quoted(t, v)
        elif low == "according" and t.at(v + 1) == "to":
            phrase = phrase_after(t, v + 2, wide=True)
            act = Act(v, phrase, outer=True, according=True) if phrase else None
            named = phrase[1] if phrase else v
        elif low in VERBS and t.word[v].islower():
            act = _act(t, v, found, lead)
        elif low in SAYING and not found and lead is not None:
            act = _participle(t, v, lead)
        if act is not None:
            found.append(act)
    return weighed(t, masked, found)


def _participle(t: Tokens, v: int, lead: Range) -> Act | None:
    """`The group sent a plea saying …`: the sentence's subject says it."""
    before = t.at(v - 1)
    introduced = before in (",", "by") or before in LETTERS or noun_class(before)
    if lead[1] >= v or t.at(v + 1) in SELF or not introduced or not plausible(t, lead, strict=True):
        return None
    return Act(v, lead, to=_told(t, v) if t.low[v] == "telling" else None)


def _quoted(t: Tokens, v: int) -> Act | None:
    """`X was quoted as saying by Y`, `X was quoted by Y as saying`, `Y quoted X as saying`."""
    saying = next((k for k in range(v + 2, v + 13) if t.at(k) == "saying" and t.at(k - 1) == "as"), None)
    if saying is None:
        return None
    i = v - 1
    while t.at(i) in BE or t.at(i) in HAVE or t.is_adverb(i):
        i -= 1
    before = by_commas(t, i) if t.at(i) == "," else noun_phrase(t, i)
    if t.any_in(BE, i + 1, v - 1):
        by = saying if t.at(saying + 1) == "by" else v
        via = phrase_after(t, by + 2, wide=False) if t.at(by + 1) == "by" else None
        return Act(v, before, outer=True, via=via) if before else None
    after = phrase_after(t, v + 1, wide=False)
    return Act(v, after, outer=True, via=before) if after and before and after[1] < saying else None


def _act(t: Tokens, v: int, earlier: list[Act], lead: Range | None) -> Act | None:
    """The act of saying whose verb is token v, or None when nobody says anything there."""
    i = _before_verb(t, v)
    if i is None or i < t.first or t.low[i] in PREP or t.low[i] in DET:
        return None
    phrase = _inverted(t, v, i)
    inverted = phrase is not None
    phrase = phrase or _subject_before(t, i, earlier, lead)
    if phrase is None or (not inverted and t.at(phrase[0] - 1) in OPEN_CLAUSES | SAYING | {"told"}):
        return None
    to = _told(t, v) if t.low[v] in ("told", "tell", "tells", "asked", "asks") else None
    after = phrase[1] if inverted else to[1] if to else v
    outer = inverted or (stands_off(t, phrase[0]) and ends_there(t, after))
    complement = complement_of(t, to[1] if to and t.low[v] in ASKING else v)
    if is_other(t, v, phrase, complement, outer) or not says_something(t, v, phrase, complement, outer):
        return None
    if to is None and not inverted:
        later = next((k for k in range(v + 1, len(t)) if t.low[k] == "telling" and t.low[k - 1] == ","), None)
        to = _told(t, later) if later is not None else None  # "X said …, telling Y: …"
    return Act(v, phrase, outer=outer, to=to)


def _before_verb(t: Tokens, v: int) -> int | None:
    """Index of the token before a verb, less adverbs, auxiliaries and times; None when it is negated or passive."""
    i = v - 1
    while i >= t.first:
        low = t.low[i]
        if low == "to" and t.at(i - 1) == "on" and t.at(i - 2) in ("went", "goes"):
            i -= 3  # "went on to say"
        elif (low in MODAL and not t.is_month(i)) or low in BE or low.endswith("n't"):
            return None
        elif low in HAVE or t.is_adverb(i) or (low in ("both", "all", "each") and t.at(i - 1) in PRONOUNS):
            i -= 1
        elif low in TIME or t.is_month(i) or (low[0].isdigit() and t.at(i - 1) in MONTHS):
            i -= 1
            while t.at(i) in BEFORE_TIME or t.at(i) in MONTHS or t.at(i) in TIME:
                if t.low[i] == "the" and t.at(i - 1) not in PREP:
                    break
                i -= 1
        else:
            break
    return i


def _inverted(t: Tokens, v: int, i: int) -> Range | None:
    """The subject after a verb (`"…," said Jane Doe of Boston`), if one stands there and a clause does not follow."""
    if t.low[i] == MASK:
        if t.low[v] in NEVER_INVERTED:
            return None
    elif not (t.low[v] in INVERTIBLE and (t.low[i] == "," or t.low[i] in DASHES)):
        return None
    phrase = phrase_after(t, v + 1, wide=False)
    if phrase is None or t.at(phrase[1] + 1) in VERBISH | VERBS:
        return None
    if phrase[1] > phrase[0] and t.is_participle(phrase[1]):
        phrase = phrase[0], phrase[1] - 1
    phrase = _apposed_name(t, phrase) or phrase
    return phrase if t.low[phrase[0]] in ("he", "she", "they") or plausible(t, phrase, strict=True) else None


def _apposed_name(t: Tokens, phrase: Range) -> Range | None:
    """The name behind an office and a comma: `said Banting's lawyer, Jane Doe.`"""
    if t.is_name(phrase[1]) or t.at(phrase[1] + 1) != "," or noun_class(t.low[phrase[1]]) != "person":
        return None
    name = phrase_after(t, phrase[1] + 2, wide=False)
    is_whole = name is not None and all(t.is_name(k) for k in range(name[0], name[1] + 1))
    return name if name and is_whole and (name[1] + 1 >= len(t) or t.low[name[1] + 1] in BREAK) else None


def _subject_before(t: Tokens, i: int, earlier: list[Act], lead: Range | None) -> Range | None:
    """The subject that ends at or before token i."""
    low = t.low[i]
    if low == ",":
        return by_commas(t, i)
    if low in DASHES or low == ")":
        marks: Iterable[str] = DASHES if low in DASHES else "("
        opening = next((k for k in range(i - 1, t.first, -1) if t.low[k] in marks), None)
        return noun_phrase(t, opening - 1) if opening is not None else None
    if low in ("and", "but", "then"):
        return earlier[-1].subject if earlier and not earlier[-1].outer else lead
    if low not in ("who", "which", "that"):
        phrase = noun_phrase(t, i)
        if phrase is None or t.at(phrase[0] - 1) != ",":
            return phrase
        # "Ann Low, director of the fund said": the second comma is missing.
        apposed = phrase[0] == head_of(t, phrase) and noun_class(t.low[phrase[0]]) == "person"
        found = by_commas(t, phrase[0] - 1) if apposed and not is_plural(t, phrase) else None
        return found if found is not None and t.is_name(found[1]) else phrase
    before = i - 1 if t.at(i - 1) != "," else i - 2
    phrase = noun_phrase(t, before)
    if phrase is None or not plausible(t, phrase, strict=True):
        return None
    # "The prosecution accepted evidence that indicated": the last noun is meant.
    verb = next((k for k in range(before, phrase[0], -1) if t.is_participle(k)), before)
    return (verb + 1, before) if verb < before else phrase


def _told(t: Tokens, v: int) -> Range | None:
    """Who is told, after `told` or `telling`, if it is a name or a noun for people or a body."""
    best = -1
    for k in range(v + 1, min(len(t), v + 9)):
        low = t.low[k]
        if low in BREAK or low in STOP or low in TIME or low in ("him", "her", "them", "me", "us"):
            break
        if low in DET and k > v + 1:
            break
        if best >= 0 and is_media(t.word[best]) and t.word[best].isupper() and low not in MEDIA_WORDS:
            break
        if t.speaks(k) or low in AUDIENCES or low in MEDIA_WORDS:
            best = k
        elif best >= 0 and not t.low[best].endswith("'s") and not is_nationality(t.low[best]):
            break
    if best < 0:
        return None
    if not t.is_name(best) and t.at(best + 1) == "of":
        phrase = phrase_after(t, best + 2, wide=False)
        best = phrase[1] if phrase and t.is_name(phrase[1]) else best
    if t.low[best].endswith("'s"):
        best += 1  # CNN's "Larry King Live"
        if t.at(best) != MASK:
            return None
    if t.at(best + 1) == "(" and t.at(best + 3) == ")":
        best += 3
    return v + 1, best
