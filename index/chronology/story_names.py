"""The capitalised names of an article, folded, so that two articles on one story can be told from two stories.

Countries and their adjectives are one name (`Israeli` is `israel`), words of every institution are none.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

from index.analysis import fold
from index.countries import countries
from index.patterns import regex

_TOKEN = regex(r"[A-Z\u00c0-\u00de\u0100-\u017f](?:[\w&]|[-‑'’.](?=\w))*")
_APOSTROPHE = regex(r"['’]s?$")
# What stands before a word that may be capitalised as the first of its sentence or line only.
_OPENING = regex(r"(?:^|[.?!:;…][\"'”’)]*\s+|\n\s*|[\"“‘(\[]|[-–—] )$")
_JOINED = regex(r" |-")
# Words that name no story: offices, institutions, the calendar, and function words in headlines.
_GENERIC = frozenset(
    """
    a about according afp after agency all although an and another any ap apr april army as at attorney aug
    august bbc before both but by capital captain chief cmdr cnn colonel commander committee council court dec
    december department despite director dr during each east eastern epa even feb february first for forces
    foreign former friday from gen general gov government had has have he health her his how however i if in
    interior international into it its jan january judge jul july jun june justice king labour last local many
    mar march may meanwhile military minister ministry monday more most mr mrs ms my nation national news no
    north northern not nov november now oct october of officer official officials on one only or other our over
    party people photo police president press prime reported republic reuters saturday secretary security
    senator senior sep sept september sergeant service she since so some south southern spokesman spokesperson
    spokeswoman state states still strip such sunday territories territory than thank that the their then there
    these they this those three thursday to today tuesday two under united until war was we wednesday were
    western what when where which while who why will with would yes yesterday you
""".split()
)


@lru_cache(maxsize=1)
def _countries() -> dict[str, str]:
    """Folded names and adjectives of countries to the country's first name."""
    return {fold(word): one.names[0] for one in countries() for word in (*one.names, *one.adjectives)}


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
    """The single-word names of an article: all of them, its four most frequent, and those of its first sentence."""

    all: frozenset[str]
    top: frozenset[str]
    lead: frozenset[str] = frozenset()

    def shares_story(self, other: StoryNames) -> bool:
        """Whether so many names are in both that the two articles tell one story: four, one of them no country."""
        shared = self.all & other.all
        return len(shared) >= 4 and any(not is_common(name) for name in shared)

    def shares_subject(self, other: StoryNames) -> bool:
        """Whether they tell one story and a name that is frequent in both is no country's: not two earthquakes."""
        return self.shares_story(other) and any(not is_common(name) for name in self.top & other.top)

    def tells_of(self, war: StoryNames) -> bool:
        """Whether it is about the war that the other article is about, not one that mentions it beside its own.

        Half of their frequent names are the same, and two of them are in its first sentence.
        """
        shared = self.top & war.top
        return 2 * len(shared) >= len(self.top | war.top) and len(self.lead & war.top) >= 2

    def likeness(self, other: StoryNames) -> float:
        """The share of the frequent names but countries' that both have, from 0 to 1."""
        specific = {name for name in self.top | other.top if not is_common(name)}
        return sum(name in self.top and name in other.top for name in specific) / max(1, len(specific))


_TOP = 4


def story_names(text: str, lead: str = "") -> StoryNames:
    """The names of an article with that first sentence: words with a capital inside a sentence."""
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
    top = frozenset(name for count, name in ranked if count <= least)
    found = (_folded(match.group()) for match in _TOKEN.finditer(lead))
    return StoryNames(frozenset(counts), top, frozenset(name for name in found if name in counts))


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
