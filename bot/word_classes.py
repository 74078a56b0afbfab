"""Rough classes of words and of what stands between them, from their surface alone."""

from __future__ import annotations

import re
from functools import lru_cache

from bot.lexicon import is_nationality, is_role, speech_verbs
from index.analysis import is_irregular

_CLOSED = {
    word: name
    for name, words in {
        "det": "the a an this that these those its his her their our my your some any each every another no all both",
        "prep": "of in on at by for from with about into over under between among against during without within through"
        " across behind beyond near toward towards upon via per onto off around above below along amid inside outside"
        " throughout",
        "to": "to",
        "and": "and or nor",
        "but": "but yet while whereas although though if because since unless until when where after before as than so",
        "wh": "who whom whose which that what how why",
        "pron": "i you he she it we they me him us them himself herself itself themselves there one someone anyone"
        " everyone nothing something anything everything none",
        "be": "is are was were be been being am 's isn't aren't wasn't weren't it's i'm",
        "aux": "do does did has have had will would can could should may might must shall don't doesn't didn't won't"
        " wouldn't can't couldn't hasn't haven't hadn't i've i'll",
        "neg": "not never",
        "adv": "also only just even still already now then here very more most less least too often usually however"
        " later first again almost about quite rather well much many up down out back away together",
        "numw": "two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty sixty hundred"
        " thousand million billion dozen half several few",
    }.items()
    for word in words.split()
}
_SUFFIXES = tuple(
    (name, re.compile(pattern))
    for name, pattern in (
        ("ing", r"...ing$"),
        ("ed", r"..ed$"),
        ("ly", r"..ly$"),
        ("ion", r"(?:tion|sion|ment|ness|ity|ance|ence|ism|ship|ure|age|ology|graphy)s?$"),
        ("adj", r"(?:ous|al|ive|able|ible|ic|ful|less|ary|ish|ian|ese|ant|ent)$"),
        ("er", r"...(?:er|or|ist|eer)s?$"),
        ("est", r"...est$"),
        ("s", r"..[^s]s$"),
    )
)


@lru_cache(maxsize=1 << 15)
def class_of(word: str, first: bool = False) -> str:
    """The class of a word as it stands; `first` when it opens the sentence, where a capital says nothing."""
    low = word.casefold().replace("’", "'")
    if low in _CLOSED:
        return _CLOSED[low]
    if low[0].isdigit() or low[0] in "$£€¥₹":
        if low[0] in "$£€¥₹":
            return "money"
        if re.fullmatch(r"(?:1\d|20)\d\d", low):
            return "year"
        return "num" if low[-1].isdigit() else "pct" if low[-1] == "%" else "numx"
    if len(word) > 1 and word.isupper():
        return "CAPS"
    if word[0].isupper() and not first:
        return "Nat" if is_nationality(word) else "Cap"
    if low in speech_verbs():
        return "said"
    if is_irregular(low):
        return "irr"
    if is_role(low):
        return "role"
    for name, pattern in _SUFFIXES:
        if pattern.search(low):
            return name
    return "First" if first else "x"


@lru_cache(maxsize=1 << 12)
def gap_class(gap: str) -> str:
    """The class of what stands between two words: `_` for a blank alone."""
    bare = gap.strip()
    if not bare:
        return "_" if gap else ""
    for name, signs in (('"', '"“”„«»'), ("(", "(["), (")", ")]"), (";", ";:"), ("—", "—–"), (",", ",")):
        if any(sign in bare for sign in signs):
            return name
    if bare in ("'s", "’s"):
        return "'"
    if bare[0] in "-‐‑":
        return "-" if gap == bare else "—"
    if bare[0] in ".?!":
        return "."
    return "o"
