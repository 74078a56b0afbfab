"""The stages of training, one after another, and which groups each is about.

Each begins with the mean of earlier ones' weights, with a fresh optimiser, and ends at a rate near nothing. Weights
that come from one start and are trained on differently make a mean that is better at both (model soups, Wortsman et
al., ICML 2022): one stage alone tells near misses best, another paraphrased questions.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from reader.groups import OWN, Group
from reader.near_misses import Change

ASKED = ""  # the `change` of a question that somebody asked


@dataclass(frozen=True, slots=True)
class Part:
    """Which groups of a set: answerable or not, made how (None is every way), and of those the share."""

    answerable: bool | None = None
    changes: tuple[str, ...] | None = None
    share: float = 1.0


@dataclass(frozen=True, slots=True)
class Stage:
    """`start` gives earlier stages and their shares in the mean; nothing is the pretrained encoder.

    `steps` ends a stage before its groups do, None goes through all. `pairs` is the share of the loss that puts an
    answered question above a near miss, and with it the two about one passage stand in one batch.
    """

    name: str
    parts: Mapping[str, tuple[Part, ...]]
    rate: float
    start: Mapping[str, float]
    steps: int | None = None
    pairs: float = 0.0


_EVERY = (Part(),)
_ASKED = (Part(changes=(ASKED,)),)
_BY_NAME = (ASKED, Change.NAME.value)

STAGES = (
    # The easiest near misses alone, which differ by a name. Reviews and posts are for variety.
    Stage(
        "wide",
        {"wiki": (Part(changes=_BY_NAME),), "wiki_unanswerable": (Part(changes=_BY_NAME),)}
        | dict.fromkeys(("reddit", "amazon_reviews"), (Part(changes=_BY_NAME, share=1 / 2),)),
        rate=1.2e-4,
        start={},
        steps=1500,
    ),
    Stage(
        "made",
        {"wiki": _EVERY, "wiki_unanswerable": _EVERY}
        | dict.fromkeys(("reddit", "amazon_reviews"), (Part(share=1 / 8),)),
        rate=6e-5,
        start={"wide": 1},
        steps=1055,
    ),
    Stage(
        "tempting",
        {
            "wiki_unanswerable": (Part(), Part(answerable=False, changes=(ASKED,))),
            "wiki": (Part(answerable=True, share=0.48), Part(answerable=False, share=0.6)),
            **dict.fromkeys(("reddit", "amazon_reviews"), (Part(share=0.13),)),
        },
        rate=5e-5,
        start={"made": 1},
        steps=500,
    ),
    Stage(
        "own",
        {**dict.fromkeys((*OWN, "wiki_unanswerable"), _EVERY)}
        | {"wiki": (Part(answerable=True, share=0.23), Part(answerable=False, share=0.14))}
        | dict.fromkeys(("reddit", "amazon_reviews"), (Part(share=0.03),)),
        rate=5e-5,
        start={"tempting": 1},
        steps=500,
    ),
    Stage(
        "asked",
        {**dict.fromkeys((*OWN, "wiki_unanswerable"), _ASKED)}
        | {"wiki": (Part(answerable=True, share=0.3),)}
        | dict.fromkeys(("reddit", "amazon_reviews"), (Part(share=0.01),)),
        rate=5e-5,
        start={"own": 1},
    ),
    Stage(
        "pairs",
        {**dict.fromkeys((*OWN, "wiki_unanswerable"), _ASKED)}
        | {"wiki": (Part(answerable=True, share=0.18),)}
        | dict.fromkeys(("reddit", "amazon_reviews"), (Part(share=0.005),)),
        rate=5e-5,
        start={"made": 1, "asked": 2},
        pairs=0.7,
    ),
)
# The shipped weights: a mean of what the stages ended with.
SHIPPED = {"made": 1, "pairs": 3}


def groups_of(stage: Stage, seen: Mapping[str, Sequence[Group]], rng: random.Random) -> list[Group]:
    """What the stage is trained on, of the groups of each set that training may see."""
    return [g for name, parts in stage.parts.items() for part in parts for g in _chosen(part, seen[name], rng)]


def _chosen(part: Part, groups: Iterable[Group], rng: random.Random) -> list[Group]:
    fitting = [
        g
        for g in groups
        if part.answerable in (None, g.answerable) and (part.changes is None or g.change in part.changes)
    ]
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
