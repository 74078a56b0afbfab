"""Names and words as people type them, matched to those that the index knows.

A transliteration key brings spellings of one name together (Younis, Yunis; al-Hayya, Hayyah); typing errors are
mended only for words that neither the articles nor the word tables know, and never silently.
"""

from __future__ import annotations

import re

from bot.lexicon import is_known_word, known_words
from index.analysis import fold, term_of
from index.memory import per_snapshot
from index.snapshot import Snapshot

# Similarities in [0, 100]. Equal keys may differ more in spelling, unless they hold one consonant alone.
_SAME_KEY, _SHORT_KEY, _NAME, _WORD = 75, 78, 84, 84
_SHORTEST = 4

# What a name ends in that owns something: "Norvik's", "the Harts'".
POSSESSIVE = re.compile(r"['’]s?$")
_DIGRAPHS = (("ch", "sh"), ("kh", "k"), ("gh", "g"), ("ph", "f"), ("dj", "j"), ("q", "k"), ("c", "k"), ("z", "s"))
_ARTICLE = re.compile(r"^(?:al|el|ul|ash|as|an|ad|at|ar)-")


def key(name: str) -> str:
    """The transliteration key: consonants in one spelling, every run of vowels (w and y too) as one mark.

    >>> key("Younis") == key("Yunes"), key("Sinwar") == key("Sinouar"), key("Rafah") == key("Rafa")
    (True, True, True)
    >>> key("Iran") == key("Iraq")
    False
    """
    text = _ARTICLE.sub("", fold(name))
    for written, plain in _DIGRAPHS:
        text = text.replace(written, plain)
    text = re.sub(r"[^a-z]", "", text)
    text = re.sub(r"h+$|(?<=[aeiouwy])h(?=[^aeiouwy]|$)", "", text)
    text = re.sub(r"[aeiouwy]+", "*", text)
    return re.sub(r"(.)\1+", r"\1", text).rstrip("*")


def similarity(one: str, other: str) -> float:
    """How alike two names are written, in [0, 100]: twice the longest common subsequence over both lengths.

    >>> similarity("al-Hayya", "al-Hayyah"), similarity("Ann", "Bob")
    (94.11764705882354, 0.0)
    """
    a, b = fold(one), fold(other)
    # rapidfuzz's `ratio`, whose import costs a start more than any pair of names.
    row = [0] * (len(b) + 1)
    for letter in a:
        diagonal = 0
        for j, same in enumerate(b, start=1):
            above = row[j]
            row[j] = diagonal + 1 if letter == same else max(above, row[j - 1])
            diagonal = above
    return 200 * row[-1] / (len(a) + len(b)) if a or b else 100.0


@per_snapshot(maxsize=1)
def _by_key(snapshot: Snapshot) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for term, spelling in snapshot.names.items():
        found.setdefault(key(spelling), []).append(term)
    return {k: tuple(terms) for k, terms in found.items()}


@per_snapshot(maxsize=1)
def _spellings(snapshot: Snapshot) -> dict[str, str]:
    return {term: fold(spelling) for term, spelling in snapshot.names.items()}


@per_snapshot(maxsize=4096)
def variants(term: str, snapshot: Snapshot) -> tuple[str, ...]:
    """Other terms of the index that spell the same name."""
    spelling = snapshot.names.get(term)
    if spelling is None:
        return ()
    folded, enough = fold(spelling), _enough(key(spelling))
    same = (other for other in _by_key(snapshot)[key(spelling)] if other != term)
    return tuple(other for other in same if similarity(folded, _spellings(snapshot)[other]) >= enough)


def _enough(name_key: str) -> float:
    consonants = len(name_key.replace("*", ""))
    return _SAME_KEY if consonants > 1 else _SHORT_KEY if consonants == 1 else 100


@per_snapshot(maxsize=4096)
def corrected(word: str, term: str, snapshot: Snapshot) -> str | None:
    """The name or word of the index that a word, unknown as typed, most likely is; None when there is none."""
    from rapidfuzz import fuzz, process  # only words that are not known as typed need it

    folded = fold(word)
    if len(folded) < _SHORTEST or not folded.isalpha() or is_known_word(term):
        return None
    same_key = {other: _spellings(snapshot)[other] for other in _by_key(snapshot).get(key(word), ())}
    best = process.extractOne(folded, same_key, scorer=fuzz.ratio, score_cutoff=_enough(key(word)))
    if best is None and len(folded) > _SHORTEST:
        best = process.extractOne(folded, _spellings(snapshot), scorer=fuzz.ratio, score_cutoff=_NAME)
    if best is not None:
        return snapshot.names[best[2]]
    if len(folded) > _SHORTEST + 1:
        # The tables hold nouns in the singular.
        for typed, ending in ((folded, ""), (folded.removesuffix("s"), "s")):
            plain = process.extract(typed, known_words(), scorer=fuzz.ratio, score_cutoff=_WORD, limit=5)
            # "proper" is a word of its own and no "property" cut short.
            found = (w for w, _, _ in plain if not w.startswith(typed) and snapshot.ranker.knows(term_of(w)))
            if (best_word := next(found, None)) is not None:
                return best_word + ending
    return None


_SAME_PERSON = 70.0


def is_same_person(one: str, other: str) -> bool:
    """Whether two names may be spellings of one person's."""
    a, b = key(one.split()[-1]), key(other.split()[-1])
    return a == b and similarity(one, other) >= _SAME_PERSON
