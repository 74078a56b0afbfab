"""A sentence as words and marks, quotations masked, and what class of noun a word is."""

from __future__ import annotations

import re
from functools import lru_cache

from bot.lexicon import is_role
from bot.speech.words import (
    ADVERBS,
    BODIES,
    COMMON,
    DASHES,
    DET,
    MASK,
    MEDIA_WORDS,
    MONTHS,
    NOT_ADVERBS,
    PAPERS,
    PEOPLE,
    PUNCTUATION,
)
from index.analysis import fold
from index.model import Span

_ABBREVIATED = (
    "Mr|Mrs|Ms|Dr|Rep|Reps|Sen|Sens|Gov|Gen|Lt|Col|Capt|Sgt|Maj|St|Jr|Sr|Rev|Prof|Adm|Cmdr|Cpl|Det|Supt|Hon|Insp"
    "|Pvt|Spc|Inc|Corp|Co|Ltd|No|Jan|Feb|Mar|Apr|Aug|Sept?|Oct|Nov|Dec|vs"
)
_TOKEN = re.compile(
    rf"{MASK}+|(?:{_ABBREVIATED})\.|(?:[A-Z]\.)+(?:[A-Z](?!\w))?(?:-\w+)*"
    r"|[^\W_](?:\w|[.'’&/‑-](?=\w)|,(?=\d))*(?:['’](?=\s))?|--+|(?<=\s)-(?=\s)|[—–,;:()\[\].?!]"
)
_ARABIC = re.compile(r"(?:al|el|as|ash|an|ad|ar|at|az)[-‑][A-Z]")  # al-Sisi
SEAT = re.compile(r"[RDI]-")  # "Rep. Ann Low, R-Ohio, said"


@lru_cache(maxsize=1 << 14)
def noun_class(word: str) -> str:
    """`person`, `body` or `paper` for a noun that can speak, in singular or plural; else empty.

    >>> noun_class("Officials"), noun_class("ministry"), noun_class("records"), noun_class("table")
    ('person', 'body', 'paper', '')
    """
    low = fold(word).removesuffix("'s").removesuffix("'")
    forms = [low]
    if low.endswith("ies"):
        forms.append(low[:-3] + "y")
    if low.endswith("men"):
        forms.append(low[:-3] + "man")
    if low.endswith("s"):
        forms += [low[:-1], low[:-2]]
    for name, nouns in (("person", PEOPLE), ("body", BODIES), ("paper", PAPERS)):
        if any(form in nouns for form in forms):
            return name
    return "person" if any(len(form) > 3 and is_role(form) for form in forms) else ""


def is_media(phrase: str) -> bool:
    """Whether a phrase names a news outlet.

    >>> is_media("the BBC"), is_media("Egyptian media"), is_media("the ministry")
    (True, True, False)
    """
    return any(word.lower() in MEDIA_WORDS for word in re.findall(r"[\w-]+", phrase))


def _is_adverb(low: str) -> bool:
    return low in ADVERBS or (low.endswith("ly") and len(low) > 4 and low not in NOT_ADVERBS)


Range = tuple[int, int]  # first and last token


class Tokens:
    """The words and marks of a masked sentence; `low` is their lower case, a quotation is MASK.

    `first` is the index of the first word after a dateline (`CAIRO, Egypt (CNN) --`).
    """

    __slots__ = ("end", "first", "low", "start", "word")

    def __init__(self, masked: str) -> None:
        matches = list(_TOKEN.finditer(masked))
        self.word = [m.group() if m.group()[0] != MASK else MASK for m in matches]
        self.low = [w.lower().replace("’", "'") for w in self.word]
        self.start = [m.start() for m in matches]
        self.end = [m.end() for m in matches]
        self.first = self._after_dateline()

    def _after_dateline(self) -> int:
        for i, low in enumerate(self.low[:16]):
            if low in DASHES or (low == ":" and self.word[0].isupper()):
                before = [w for w in self.word[:i] if w not in PUNCTUATION]
                capital = bool(before) and all(w[0].isupper() or w[0].isdigit() for w in before)
                placed = self.word[0].isupper() or "," in self.word[:i] or "(" in self.word[:i]
                return i + 1 if capital and placed and self.low[0] not in DET else 0
        return 0

    def __len__(self) -> int:
        return len(self.word)

    def at(self, i: int) -> str:
        """The token in lower case; empty outside the sentence."""
        return self.low[i] if self.first <= i < len(self.low) else ""

    def span(self, phrase: Range) -> Span:
        return Span(self.start[phrase[0]], self.end[phrase[1]])

    def is_name(self, i: int) -> bool:
        """Whether the token is capitalised and not only because it starts the sentence."""
        if not self.first <= i < len(self.word):
            return False
        word = self.word[i]
        if not word[0].isupper():
            return _ARABIC.match(word) is not None
        starts = i == self.first or self.low[i - 1] in (":", ".", "?", "!")
        return not (starts and (self.low[i] in COMMON or _is_adverb(self.low[i])))

    def is_adverb(self, i: int) -> bool:
        return _is_adverb(self.at(i)) and not self.is_name(i)

    def is_participle(self, i: int) -> bool:
        return self.at(i).endswith("ed") and not self.is_name(i)

    def is_month(self, i: int) -> bool:
        return self.at(i) in MONTHS and self.word[i][0].isupper()  # "may" is a verb

    def speaks(self, i: int) -> bool:
        """Whether the token is a name or a noun that can speak."""
        return self.is_name(i) or noun_class(self.at(i)) != ""

    def any_in(self, words: frozenset[str], first: int, last: int) -> bool:
        return any(low in words for low in self.low[max(first, 0) : last + 1])
