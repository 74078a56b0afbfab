"""The stages of training, one after another, and which groups each is about.

Each begins with the weights of the one before, with a fresh optimiser, and ends at a rate near nothing. Weights that
come from one start make a mean that is better than either (model soups, Wortsman et al., ICML 2022).
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from reader.groups import Group
from reader.lessons import OWN


@dataclass(frozen=True, slots=True)
class Part:
    """Which groups of a set: answerable or not (None is both), and of those the share."""

    answerable: bool | None = None
    share: float = 1.0


@dataclass(frozen=True, slots=True)
class Stage:
    """`pairs` is the share of the loss that puts an answered question above a near miss; with it the two about one
    passage stand in one batch."""

    name: str
    parts: Mapping[str, tuple[Part, ...]]
    rate: float
    pairs: float = 0.0


_WHOLE = (Part(),)

STAGES = (
    # Everything once; reviews and posts are for variety.
    Stage("wide", dict.fromkeys(("wiki", "wiki_unanswerable", *OWN, "reddit", "amazon_reviews"), _WHOLE), rate=1.2e-4),
    # What is like the questions of readers, near misses beside what is answered.
    Stage(
        "close",
        dict.fromkeys((*OWN, "wiki_unanswerable"), _WHOLE)
        | {"wiki": (Part(answerable=True, share=0.6), Part(answerable=False, share=0.5))},
        rate=6e-5,
        pairs=0.7,
    ),
)
# What training ends with: a mean of what the stages ended with, by share.
MEAN = {"wide": 1, "close": 3}


def groups_of(stage: Stage, seen: Mapping[str, Sequence[Group]], rng: random.Random) -> list[Group]:
    """What the stage is trained on, of the groups of each set that training may see."""
    return [g for name, parts in stage.parts.items() for part in parts for g in _chosen(part, seen[name], rng)]


def _chosen(part: Part, groups: Iterable[Group], rng: random.Random) -> list[Group]:
    fitting = [g for g in groups if part.answerable in (None, g.answerable)]
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
