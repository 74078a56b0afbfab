"""Words a statement must not lose: negations, conditions, hedges, and what bounds a number."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.checks.words import Words
from index.model import Span


class Mark(StrEnum):
    """What a difference touches."""

    NUMBER = "number"
    NEGATION = "negation"
    CONDITION = "condition"
    HEDGE = "hedge"
    BOUND = "bound"
    SENTENCE_BREAK = "sentence_break"
    ACCENTS = "accents"
    LETTER_CASE = "letter_case"
    PUNCTUATION = "punctuation"


@dataclass(frozen=True, slots=True)
class Cue:
    """A negation, condition, hedge or bound, and where it stands in its text."""

    mark: Mark
    text: str
    span: Span

    @property
    def meaning(self) -> str:
        """What it has to be compared by: "don't" and "cannot" negate as "not" does."""
        key = self.text.casefold()
        return "not" if key == "cannot" or key.endswith(_NOT) else key


_NOT = ("n't", "n’t")
_NEGATIONS = (
    "not no never nor neither none nobody nothing nowhere cannot without hardly scarcely deny denies denied denying"
)
_CONDITIONS = "if unless whether provided assuming only except until"
_HEDGES = """
would could may might should allegedly alleged reportedly reported claim claims claimed claiming apparently purportedly
purported supposedly supposed perhaps possibly possible probably probable likely unlikely potential potentially
suspected presumed presumably believed seems seem seemed appears appear appeared suggests suggested expected
so-called mostly partly partially almost seemingly arguably
"""
# Before a number only: elsewhere "about" and "than" hedge nothing.
_BOUNDS = "least most about around approximately roughly nearly almost than estimated some"
_CUES = {
    word: mark
    for mark, listed in (
        (Mark.NEGATION, _NEGATIONS),
        (Mark.CONDITION, _CONDITIONS),
        (Mark.HEDGE, _HEDGES),
    )
    for word in listed.split()
}
_BOUND_WORDS = frozenset(_BOUNDS.split())
_ONES = """
zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
eighteen nineteen
"""
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_VALUES = {word: str(value) for value, word in enumerate(_ONES.split())}
_VALUES |= {word: str(10 * tens) for tens, word in enumerate(_TENS.split(), start=2)}
_AMOUNTS = frozenset(
    "hundred hundreds thousand thousands million millions billion billions trillion trillions dozen dozens half quarter"
    " twice double triple first second third fourth fifth sixth seventh eighth ninth tenth".split()
)
_NEGATING = ("un", "in", "im", "dis", "non", "ir", "il")


def value(words: Words, at: int) -> str | None:
    """The number a word states, `seven` as `7`; None when it states none."""
    key = words.keys[at]
    if words.numbers[at]:
        return key
    return _VALUES.get(key) or (key if key in _AMOUNTS else None)


def cues(words: Words, first: int, last: int) -> tuple[Cue, ...]:
    """The cues among the words first to last, in reading order."""
    found = []
    for at in range(first, last):
        mark = _mark(words, at)
        if mark is not None:
            span = words.spans[at]
            found.append(Cue(mark, span.of(words.text), span))
    return tuple(found)


def _mark(words: Words, at: int) -> Mark | None:
    key = words.keys[at]
    if key.endswith("n't"):
        return Mark.NEGATION
    if key in _BOUND_WORDS and any(value(words, i) is not None for i in range(at + 1, min(at + 3, len(words)))):
        return Mark.BOUND
    if words.exact[at] == "May":  # the month
        return None
    if key == "so" and words.keys[at + 1 : at + 2] == ("called",):
        return Mark.HEDGE
    return _CUES.get(key)


def is_negation_of(one: str, other: str) -> bool:
    """Whether one word is the other with a negating prefix.

    >>> is_negation_of("willing", "unwilling")
    True
    """
    short, long = sorted((one, other), key=len)
    return len(short) > 3 and any(long == prefix + short for prefix in _NEGATING)
