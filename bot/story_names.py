"""The capitalised names of an article, folded, so that two articles on one story can be told from two stories.

Countries and their adjectives are one name (`Israeli` is `israel`), words of every institution are none.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from index.analysis import fold

_TOKEN = re.compile(r"[A-Z\u00c0-\u00de\u0100-\u017f](?:[\w&]|[-‑'’.](?=\w))*")
_APOSTROPHE = re.compile(r"['’]s?$")
# What stands before a word that may be capitalised as the first of its sentence or line only.
_OPENING = re.compile(r"(?:^|[.?!:;…][\"'”’)]*\s+|\n\s*|[\"“‘(\[]|[-–—] )$")
_JOINED = re.compile(r" |-")
# Words that name no story: offices, institutions, the calendar, and function words in headlines.
_GENERIC = frozenset(
    """a about according after all although an and another any army as at attorney before both but by capital captain chief cmdr
    colonel commander committee council court department despite director dr during each east eastern even first for foreign
    former forces from gen general gov government had has have he health her his how however i if in interior international
    into it its judge justice king labour last local many meanwhile military minister ministry more most mr mrs ms my
    nation national news no north northern not now of officer official officials on one only or other our over party
    people photo police president press prime reported republic sergeant secretary security senator senior service she since
    so some south southern spokesman spokeswoman spokesperson state states still strip such territories territory than
    thank that the their then there these they this those three to today two under united until war was we were west
    western what when where which while who why will with would yes yesterday you agency afp ap bbc cnn epa reuters
    monday tuesday wednesday thursday friday saturday sunday jan january feb february mar march apr april may jun june
    jul july aug august sep sept september oct october nov november dec december""".split()
)


@lru_cache(maxsize=1)
def _countries() -> dict[str, str]:
    """Folded names and adjectives of countries to the country's first name."""
    lines = files("bot.lexicon").joinpath("countries.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return {fold(word): row[0].split("|")[0] for row in rows for word in (*row[0].split("|"), *row[1].split("|"))}


@lru_cache(maxsize=1)
def _common_names() -> frozenset[str]:
    return frozenset(_countries().values())


def is_common(name: str) -> bool:
    """Whether the name is a country's: half of all stories share one of those."""
    return name in _common_names()


@lru_cache(maxsize=1 << 16)
def _folded(token: str) -> str:
    word = _APOSTROPHE.sub("", fold(token)).rstrip(".")
    return _countries().get(word, "" if word in _GENERIC or len(word) < 2 else word)


@dataclass(frozen=True, slots=True)
class StoryNames:
    """The single-word names of an article: all of them, and its up to four most frequent ones."""

    all: frozenset[str]
    top: frozenset[str]

    def shares_story(self, other: StoryNames) -> bool:
        """Whether so many names are in both that the two articles tell one story: four, one of them no country."""
        shared = self.all & other.all
        return len(shared) >= 4 and any(not is_common(name) for name in shared)


_TOP = 4


def story_names(text: str) -> StoryNames:
    """The names of an article: words with a capital inside a sentence."""
    counts: Counter[str] = Counter()
    opening: Counter[str] = Counter()
    for match in _TOKEN.finditer(text):
        name = _folded(match.group())
        if name:
            is_opening = _OPENING.search(text, max(0, match.start() - 4), match.start()) is not None
            (opening if is_opening and not is_common(name) else counts)[name] += 1
    for name, count in opening.items():
        if name in counts:
            counts[name] += count
    ranked = sorted((-count, name) for name, count in counts.items() if count >= 2)
    # All with as many as the fourth.
    least = ranked[min(_TOP, len(ranked)) - 1][0] if ranked else 0
    return StoryNames(frozenset(counts), frozenset(name for count, name in ranked if count <= least))


def names_in(sentence: str, known: StoryNames) -> frozenset[str]:
    """The names in a sentence of that article, words that follow each other as one ("halcyon bay").

    >>> sorted(names_in("Israel’s war on the Gaza Strip killed Ann Low", StoryNames(frozenset(["ann"]), frozenset())))
    ['ann low', 'gaza', 'israel']
    """
    return frozenset(name for name, _ in placed_names(sentence, known))


def placed_names(sentence: str, known: StoryNames) -> list[tuple[str, int]]:
    """As `names_in`, each with where it begins, in order."""
    found: list[tuple[str, int]] = []
    end = -1
    for match in _TOKEN.finditer(sentence):
        name = _folded(match.group())
        opening = _OPENING.search(sentence, max(0, match.start() - 4), match.start()) is not None
        if not name or (opening and not is_common(name) and name not in known.all):
            end = -1
            continue
        follows = end >= 0 and _JOINED.fullmatch(sentence, end, match.start())
        if follows and not is_common(name) and not is_common(found[-1][0]):
            found[-1] = (f"{found[-1][0]} {name}", found[-1][1])
        else:
            found.append((name, match.start()))
        end = match.end() if not match.group().endswith(("'s", "’s")) else -1
    return found
