"""Whether what looks like a verb of saying says something here."""

from __future__ import annotations

from bot.speech.phrases import head_of, is_plural, plausible
from bot.speech.tokens import Range, Tokens, is_media, noun_class
from bot.speech.verbs import (
    ACTS,
    ASKING,
    BASE,
    BEFORE_THAT,
    CLAIMED,
    NOUNS,
    PLAIN,
    QUOTING_ONLY,
    SHOWING,
    THINKING,
    VERBS,
)
from bot.speech.words import BOUND, BRIDGES, DASHES, HAVE, MASK, PREP, PRONOUNS, PUNCTUATION, TIME, VERBISH


def stands_off(t: Tokens, first: int) -> bool:
    """Whether a comma, a dash or a quotation stands before the token."""
    before = t.at(first - 1)
    return before in (",", MASK) or before in DASHES


def ends_there(t: Tokens, after: int) -> bool:
    """Whether nothing that was said follows the token: a mark, a time, a phrase or the end."""
    low = t.at(after + 1)
    if low in ("that", "of") or low in PRONOUNS:
        return False
    if low in PREP or low in TIME:
        return "that" not in t.low[after + 2 : after + 14] and t.at(after + 2) not in ("least", "most")
    marks = not low or low in PUNCTUATION or low == MASK
    return marks or low in BOUND or t.is_adverb(after + 1) or low.endswith("ing")


def complement_of(t: Tokens, v: int) -> str:
    """What follows a verb: that, quote, clause, noun, end or other."""
    first = t.at(v + 1)
    if first == "," and t.at(v + 2) == MASK:
        return "quote"
    if not first or first in (".", ",", "?", "!", ";", ")"):
        return "end"
    if first in ("and", "or"):
        return "other"
    # Times and short phrases may stand between: "noted in a statement on Monday that".
    for k in range(v + 1, min(len(t), v + 12)):
        low = t.low[k]
        if low == MASK and (k == v + 1 or first in BRIDGES or t.low[v] in ACTS):
            return "quote"
        if low in ("which", "who", "whom"):
            return "other"
        if low in ("that", ":", "whether", "if", "how", "why"):
            return "that"
        if low in PRONOUNS or low == "there":
            return "clause"
        if k == v + 1 and low not in PREP and low not in TIME and not t.is_adverb(k):
            ahead = t.low[k : k + 8]
            ahead = ahead[: ahead.index(",")] if "," in ahead else ahead
            return "clause" if any(x in VERBISH and x != "to" for x in ahead) else "noun"
    return "other"


def is_other(t: Tokens, v: int, phrase: Range, complement: str, outer: bool) -> bool:
    """Whether what looks like a verb of saying is a noun, a participle, or says nothing here."""
    verb, before, follows = t.low[v], t.at(v - 1), t.at(v + 1)
    if verb in NOUNS:
        if not outer and (complement not in ("that", "quote", "clause") or follows in VERBS | VERBISH):
            return True
        opens = phrase == (t.first, t.first)  # "Initial reports that"
        if opens and not noun_class(t.low[t.first]) and not t.word[t.first].isupper():
            return True
    finite = before in HAVE or t.is_adverb(v - 1) or verb.startswith(("call", "apolog"))
    passive = follows == "by" or (verb in ACTS and follows in ("of", "as", "with", "for", "from"))
    if passive and not finite and t.at(v + 2) and not (follows == "by" and t.at(v + 2).endswith("ing")):
        return True  # "a man accused of theft", but "she countered by saying"
    if verb in BASE and before != "to" and not is_plural(t, phrase):
        return True
    return verb.startswith("insist") and follows == "on"


def says_something(t: Tokens, v: int, phrase: Range, complement: str, outer: bool) -> bool:
    """Whether verb, subject and what follows make an act of saying."""
    verb, follows = t.low[v], t.at(v + 1)
    tells = verb in ("told", "tell", "tells")
    loose = tells or verb in ("said", "says", "say")  # what follows these is a clause, whatever it looks like
    if not plausible(t, phrase, strict=verb not in PLAIN or (complement == "noun" and not loose)):
        return False
    if verb.startswith("claim") and complement == "noun":
        return t.any_in(CLAIMED, v + 1, v + 2)
    if verb in PLAIN:
        return not (tells and (not follows or follows in PUNCTUATION or follows in PREP))  # "it finally told"
    if verb in ACTS:
        return _is_act(t, v, phrase)
    head = t.low[head_of(t, phrase)]
    if verb in SHOWING:
        return complement in ("that", "clause") and noun_class(head) != ""
    if verb in BEFORE_THAT:
        return complement in ("that", "quote") or (outer and MASK in t.low)
    if verb in ASKING:
        return complement in ("that", "quote") or outer
    if outer or complement in ("that", "quote", "clause"):
        return True
    if verb in ("reported", "reports", "report"):
        return noun_class(head) != "" or is_media(head)
    return complement == "noun" and verb in THINKING


def _is_act(t: Tokens, v: int, phrase: Range) -> bool:
    """Whether a verb such as `called`, `described` or `accused` says something here."""
    verb, follows = t.low[v], t.at(v + 1)
    if verb.startswith("call"):
        if follows == MASK:
            return t.at(phrase[0] - 1) == "what"  # else "a group called “…”"
        return MASK in t.low[v + 1 : v + 7] or follows in ("for", "on")
    if verb.startswith("describ"):
        return "as" in t.low[v + 1 : v + 32] or MASK in t.low[v + 1 : v + 8]
    return verb not in QUOTING_ONLY or MASK in t.low[v + 1 : v + 9]
