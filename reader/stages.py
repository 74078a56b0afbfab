"""The stages of training, one after another, and which groups each is about.

Each begins with the weights of another, with a fresh optimiser, and ends at a rate near nothing. Weights that come from
one start make a mean that is better than either (model soups, Wortsman et al., ICML 2022), from which one may go on.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from reader.groups import Group


@dataclass(frozen=True, slots=True)
class Part:
    """Which groups of a set: answerable or not, asked by people or made of other questions (None is both), and of those
    the share."""

    answerable: bool | None = None
    made: bool | None = None
    share: float = 1.0


@dataclass(frozen=True, slots=True)
class Stage:
    """`start` is the key of the stage that it goes on from, empty for the pretrained encoder. `pairs` is the share of
    the loss that puts an answered question above a near miss; with it the two about one passage stand in one batch."""

    name: str
    parts: Mapping[str, tuple[Part, ...]]
    rate: float
    start: str = ""
    pairs: float = 0.0
    passes: int = 1

    @property
    def key(self) -> str:
        return f"{self.start}-{self.name}" if self.start else self.name


@dataclass(frozen=True, slots=True)
class Mean:
    """The mean of what earlier stages and means ended with, by share."""

    key: str
    shares: Mapping[str, float]


_WHOLE, _ASKED = (Part(),), (Part(made=False),)
_STORIES = ("own_wiki", "own_wiki_unanswerable", "own_stories")
_ALIKE = (*_STORIES, "wiki_unanswerable")

STAGES: tuple[Stage | Mean, ...] = (
    # Everything once; reviews and posts are for variety.
    Stage(
        "wide", dict.fromkeys(("wiki", "wiki_unanswerable", *_STORIES, "reddit", "amazon_reviews"), _WHOLE), rate=1.2e-4
    ),
    # What is like the questions of readers, near misses beside what is answered.
    Stage(
        "close",
        dict.fromkeys(_ALIKE, _WHOLE) | {"wiki": (Part(answerable=True, share=0.6), Part(answerable=False, share=0.5))},
        rate=6e-5,
        start="wide",
        pairs=0.7,
    ),
    # At last only what people asked: near misses that were made have ways of their own, by which they are told too
    # easily.
    Stage(
        "asked",
        dict.fromkeys(_ALIKE, _ASKED) | {"wiki": (Part(answerable=True, share=0.25),)},
        rate=5e-5,
        start="wide-close",
        pairs=0.7,
    ),
    # The same at greater length without the stage between: the mean of two ways is better than either.
    Stage(
        "asked",
        dict.fromkeys(_ALIKE, _ASKED) | {"wiki": (Part(answerable=True, share=0.6),)},
        rate=7e-5,
        start="wide",
        pairs=0.7,
        passes=2,
    ),
    Mean("mean", {"wide-close-asked": 2, "wide-asked": 3}),
    # Longer reports, each answered question beside a near miss about the same sentences, and some of the rest, so that
    # it is not forgotten.
    Stage(
        "reports",
        {
            "own_reports": _ASKED,
            "own_stories": (Part(made=False, share=0.5),),
            "own_wiki": (Part(made=False, share=0.4),),
            "own_wiki_unanswerable": (Part(made=False, share=0.5),),
            "wiki_unanswerable": (Part(made=False, share=0.4),),
            "wiki": (Part(answerable=True, share=0.2),),
        },
        rate=5e-5,
        start="mean",
        pairs=0.7,
        passes=2,
    ),
    # What training ends with: what the reports taught is not kept at the cost of the rest.
    Mean("reader", {"mean-reports": 2, "mean": 1}),
)


def groups_of(stage: Stage, seen: Mapping[str, Sequence[Group]], rng: random.Random) -> list[Group]:
    """What the stage is trained on, of the groups of each set that training may see."""
    return [g for name, parts in stage.parts.items() for part in parts for g in _chosen(part, seen[name], rng)]


def _chosen(part: Part, groups: Iterable[Group], rng: random.Random) -> list[Group]:
    fitting = [g for g in groups if part.answerable in (None, g.answerable) and part.made in (None, bool(g.change))]
    return rng.sample(fitting, round(part.share * len(fitting)))


def in_pairs(groups: Sequence[Group], rng: random.Random) -> list[list[Group]]:
    """Every group once, by ones and twos in random order; twos are a question that is answered and, right behind it, a
    near miss about the same passage, else about the same document, where there is one."""
    order = rng.sample(groups, len(groups))
    answered = [g for g in order if g.answerable]
    missed = [g for g in order if not g.answerable]
    found: list[list[Group]] = []
    for places in (_passage, _document):
        by_place: dict[str, list[Group]] = {}
        for group in answered:
            for place in places(group):
                by_place.setdefault(place, []).append(group)
        taken: set[int] = set()
        for group in missed:
            free = (g for place in places(group) for g in by_place.get(place, ()) if id(g) not in taken)
            partner = next(free, None)
            if partner is not None:
                taken |= {id(partner), id(group)}
                found.append([partner, group])
        answered = [g for g in answered if id(g) not in taken]
        missed = [g for g in missed if id(g) not in taken]
    found += [[g] for g in (*answered, *missed)]
    rng.shuffle(found)
    return found


def _passage(group: Group) -> tuple[str, ...]:
    """The sentences of the first passage, its centre first."""
    passage = group.passages[0]
    return passage.sentences[passage.centre], *passage.sentences


def _document(group: Group) -> tuple[str, ...]:
    return (group.passages[0].title,)
