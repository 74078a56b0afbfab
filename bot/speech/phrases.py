"""Noun phrases around a verb: where they begin and end, and whether they can speak."""

from __future__ import annotations

from bot.lexicon import is_nationality, is_place_name
from bot.speech.tokens import Range, Tokens, noun_class
from bot.speech.verbs import SAYING, VERBS
from bot.speech.words import (
    ARTICLES,
    BEFORE_TIME,
    BOUND,
    BREAK,
    DET,
    EARLY,
    MANNER_NOUNS,
    MANNER_PREP,
    MASK,
    MONTHS,
    OPENERS,
    PLURALS,
    PREP,
    PRONOUNS,
    PUNCTUATION,
    SOMEONE,
    STOP,
    TIME,
    VERBISH,
)


def noun_phrase(t: Tokens, last: int) -> Range | None:
    """The noun phrase that ends at token `last`, prepositional parts and lists included."""
    phrase = _phrase_before(t, last)
    return _whole(t, phrase) if phrase is not None else None


def _phrase_before(t: Tokens, last: int) -> Range | None:
    """The noun phrase that ends at token `last`, up to the comma before it."""
    if last < t.first or t.low[last] in PUNCTUATION or t.low[last] == MASK:
        return None
    if t.low[last] in PRONOUNS and not (t.low[last] == "others" and t.at(last - 1) == "and"):
        return last, last
    first = last
    while first > t.first:
        low = t.low[first - 1]
        if low in BREAK or low in SAYING or (low == "and" and not _joins(t, first - 1)):
            break
        first -= 1
    if t.is_participle(first) and t.at(first - 1) in PRONOUNS:
        return None  # "the crash that killed the princess told"
    if last > first and t.is_participle(last) and noun_class(t.low[last - 1]):
        last -= 1  # "a poll released"
    return _trimmed(t, first, last)


def _joins(t: Tokens, k: int) -> bool:
    """Whether the `and` at k joins two noun phrases rather than two clauses."""
    i = k - 1
    if not (t.speaks(i) or t.at(i) in PRONOUNS):
        return False
    while i >= t.first and t.low[i] not in PUNCTUATION and t.low[i] != MASK and t.low[i] not in BOUND:
        low, before = t.low[i], t.at(i - 1)
        if low in VERBISH or low in VERBS:
            return False
        if low in ARTICLES and before.isalpha() and before not in STOP | DET | OPENERS:
            return False
        i -= 1
    return k - i <= 9


def _trimmed(t: Tokens, first: int, last: int) -> Range | None:
    """The noun phrase without what belongs to the verb: adverbs, times, introductory phrases, "in a statement"."""
    while first <= last:
        low = t.low[first]
        if low in OPENERS or low == "and" or low in TIME or low in EARLY or t.is_adverb(first):
            first += 1
        elif low in PREP:
            first = _after_phrase(t, first, last)
        else:
            break
    for k in range(first + 1, last):
        if t.low[k] in MANNER_PREP and t.any_in(MANNER_NOUNS, k + 1, last):
            last = k - 1
            break
    for k in range(last, first, -1):
        # "the video the ministry released": an article after a noun starts another phrase.
        if t.low[k] in ARTICLES and t.low[k - 1] not in PREP | DET | {"and"}:
            first = k
            break
    if first > last:
        return None
    cut = next((k for k in range(last - 1, first, -1) if t.low[k] in PREP), None)
    if cut is not None and t.low[cut] != "of" and noun_class(t.low[last]) and not t.speaks(head_of(t, (first, last))):
        first = cut + 1  # "the latest between the rulers, who said"
    return first, last


def _after_phrase(t: Tokens, first: int, last: int) -> int:
    """Index after the prepositional phrase at `first`; past `last` when its end can't be told."""
    for k in range(first + 1, last + 1):
        low, before = t.low[k], t.low[k - 1]
        if before in TIME and low not in TIME and not low[0].isdigit():
            return k
        if before[0].isdigit() and t.at(k - 2) in MONTHS:
            return k
        if k == first + 1:
            continue
        if low in ARTICLES and before not in PREP | DET | {"and"}:
            return k
        if t.word[k - 1][0].isupper() and t.word[k][0].islower() and low not in PREP | {"and"}:
            return k
    return last + 1


def _whole(t: Tokens, phrase: Range) -> Range:
    """The phrase with what a comma cuts off it: `the Austin, Texas, company`, `neighbours, friends and police`."""
    first, last = phrase
    if t.at(first - 1) != ",":
        return phrase
    if t.at(first - 3) == "," and t.is_name(first - 2) and t.is_name(first - 4) and t.low[first] not in DET:
        left = _phrase_before(t, first - 4)
        if left is not None and t.low[left[0]] in ("the", "a", "an") and left[1] - left[0] <= 2:
            return left[0], last
    kind = noun_class(t.low[last])
    comma = first - 1
    while "and" in t.low[first:last] and t.at(comma) == "," and _may_list(t, comma - 1, kind):
        left = _phrase_before(t, comma - 1)
        if left is None or left[1] - left[0] > 4:
            break
        first, comma = left[0], left[0] - 1
    return first, last


def _may_list(t: Tokens, k: int, kind: str) -> bool:
    """Whether the word may end an item of a list whose last item is of that kind."""
    return noun_class(t.at(k)) == kind and (t.is_name(k) or kind != "")


def head_of(t: Tokens, phrase: Range) -> int:
    """Index of the last word before the first preposition or participle (`a statement issued by the company`)."""
    for k in range(phrase[0] + 1, phrase[1] + 1):
        low = t.low[k]
        if low in PREP and not (low == "of" and t.low[k - 1] in DET):  # "one of the officers"
            return k - 1
        follows = t.low[k + 1] if k < phrase[1] else ""
        if low.endswith("ed") and noun_class(t.low[k - 1]) and (follows in PREP or follows in TIME or not follows):
            return k - 1
    return phrase[1]


def plausible(t: Tokens, phrase: Range, strict: bool) -> bool:
    """Whether a noun phrase may speak: a name, a person, a body or a paper; unless strict anything with an article."""
    first, last = phrase
    if last - first >= 16:
        return False
    head = head_of(t, phrase)
    low = t.low[head]
    if first == last and low in PRONOUNS:
        return low in ("he", "she", "they", "it", "who", "which", "that") or (low == "others" and not strict)
    if low in TIME or low in MONTHS or low[0].isdigit() or low.endswith(("'s", "s'")):
        return False
    if is_nationality(low) and not is_place_name(low):
        return first < head and t.low[first] in DET
    if t.is_name(head):
        return True
    kind = noun_class(low)
    if kind:
        # A lone "company" is the end of a phrase whose start was not found.
        alone = first == head and not low.endswith(("s", "men")) and low not in PLURALS
        return not alone or (not strict and kind == "person")
    if t.any_in(SOMEONE, first, head - 1):
        return True
    if strict or low in VERBS or t.is_adverb(head) or low.endswith("ing"):
        return False
    return (t.low[first] in DET and not low.endswith("ed")) or low.endswith("s")


def is_plural(t: Tokens, phrase: Range) -> bool:
    head = t.low[head_of(t, phrase)]
    ending = head.endswith("men") or (head.endswith("s") and not head.endswith(("ss", "'s", "us")))
    return ending or head in PLURALS or "and" in t.low[slice(*phrase)]


def phrase_after(t: Tokens, first: int, wide: bool) -> Range | None:
    """The noun phrase that starts at `first`; a wide one takes in all prepositional parts but times."""
    if t.at(first) in PRONOUNS:
        return (first, first) if not wide and t.low[first] in ("he", "she", "they") else None
    k = first
    while k < len(t) and not _ends_phrase(t, k, k == first, wide):
        k += 1
    return (first, k - 1) if k > first else None


def _ends_phrase(t: Tokens, k: int, opens: bool, wide: bool) -> bool:
    """Whether a noun phrase that has come as far as token k ends before it."""
    low, before, follows = t.low[k], t.at(k - 1), t.at(k + 1)
    if low == MASK:
        return not (wide and not opens and before in DET and follows.isalpha())  # a "Dear Customer" e-mail
    if low in PREP:
        return not _goes_on(t, k, wide)
    if low in BREAK and not (wide and low == "to"):
        return True
    if low == "and":
        return not (t.speaks(k + 1) or follows in DET)
    if not wide and (low in TIME or (low in BEFORE_TIME - {"the"} and (follows in TIME or follows in PREP))):
        return True
    if t.is_adverb(k) and not opens and not (wide and follows.endswith("ed")):
        return True
    return low in ARTICLES and not opens and before not in PREP | DET | {"and", "citing"}


def _goes_on(t: Tokens, k: int, wide: bool) -> bool:
    """Whether the preposition at k belongs to the noun phrase before it."""
    low, follows = t.low[k], t.at(k + 1)
    if not follows or follows in TIME or follows in MONTHS or follows in BEFORE_TIME - {"the", "that"}:
        return False
    if low == "at" and follows in ("a", "an"):
        return False
    if low in MANNER_PREP | {"from", "for"} and t.any_in(TIME | MANNER_NOUNS, k + 1, k + 3):
        return False
    if wide:
        return low not in ("after", "during", "since", "despite", "without", "through", "until")
    return low in ("of", "from", "for", "with", "at")
