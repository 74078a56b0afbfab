"""What speaks for a sentence: a row of numbers for each candidate, combined by learned weights (weights.json).

Most features are shares of the question's weight (idf summed over its concepts), so that they compare between
questions and corpora.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from bot.answers import AnswerType, Query
from bot.matching import Floats, Matches
from bot.mentions import ORDINAL, Mention, MentionType, mentions
from bot.nearness import Spread
from bot.question import focus_terms
from index.memory import per_snapshot
from index.model import Span, Token
from index.snapshot import Snapshot

# Sentences on either side that count as surroundings.
_REACH = 4

# What answers a kind of question, and how surely.
_WANTED: dict[AnswerType, dict[MentionType, float]] = {
    AnswerType.PERSON: {MentionType.PERSON: 1.0, MentionType.NAME: 0.6, MentionType.ORGANISATION: 0.4},
    AnswerType.ORGANISATION: {MentionType.ORGANISATION: 1.0, MentionType.NAME: 0.6},
    AnswerType.PLACE: {MentionType.PLACE: 1.0, MentionType.NAME: 0.5, MentionType.ORGANISATION: 0.2},
    AnswerType.TIME: {MentionType.DATE: 1.0, MentionType.DURATION: 0.3},
    AnswerType.DURATION: {MentionType.DURATION: 1.0, MentionType.NUMBER: 0.4, MentionType.DATE: 0.3},
    AnswerType.NUMBER: {
        MentionType.NUMBER: 1.0,
        MentionType.PERCENT: 0.7,
        MentionType.MONEY: 0.7,
        MentionType.DURATION: 0.4,
    },
    AnswerType.MONEY: {MentionType.MONEY: 1.0, MentionType.NUMBER: 0.5, MentionType.PERCENT: 0.5},
    AnswerType.PERCENT: {MentionType.PERCENT: 1.0, MentionType.NUMBER: 0.5},
    AnswerType.STATEMENT: {MentionType.QUOTATION: 1.0},
}
_FIGURES = frozenset({MentionType.NUMBER, MentionType.DURATION, MentionType.MONEY, MentionType.PERCENT})
_REASON = re.compile(
    r"\b(?:because|due to|since|so that|in order to|as a result|owing to|thanks to|after|caused?|causing|led to"
    r"|leading to|resulted|resulting|reasons?|amid|following|aimed at|to \w+|for \w+ing|by \w+ing)\b"
)
_SAID = re.compile(
    r"\b(?:said|says|say|told|tells|according to|added|wrote|warned|called|calling|described|claimed|announced|insisted"
    r"|argued|stated|confirmed|accus\w+|denied|asked|replied|vow\w+|urged|declared|reported)\b"
)
_PRONOUN = re.compile(r"^[“\"‘']?(?:he|she|it|they|this|these|that|those|his|her|their|its)\b", re.IGNORECASE)
_MANNER = re.compile(r"\b(?:by \w+ing|through|using|via|with|by means of|\w+ly)\b")
_DEFINING = re.compile(
    r"^(?:,? (?:which |who )?(?:is|are|was|were) (?:an?|the|one)\b|, (?:an?|the) |,? also known as| \(|,? or | — )"
)

NAMES = (
    "cover",  # share of the question's weight that the sentence holds
    "cover_synonyms",  # what synonyms add to it
    "bm25",  # BM25 share per weight
    "rarest",  # the heaviest concept of the question is there
    "names",  # share of the question's names there
    "cover_previous",
    "cover_next",
    "cover_near",  # share held by the sentence and its surroundings together
    "near_synonyms",  # what synonyms add to it
    "cover_beyond",  # share of what the sentence lacks that its surroundings hold
    "article",
    "title",
    "lead",  # cover, if it is the first sentence of its article
    "position",  # cover, less the further down its article it stands
    "length",  # log of its tokens
    "short",  # fewer than eight tokens
    "pronoun",  # starts with he, it, they …
    "asks",  # ends with a question mark
    "density",  # share of the tokens in the tightest window that are matches
    "pairs",  # neighbouring words of the question stand close together, in order
    "early",  # share of matches among the first ten tokens
    "focus",  # the noun asked for or counted is there
    "counted",  # a number stands just before the noun counted
    "cover_rest",  # cover without the question's names: what is said of them
    "cover_local",  # cover with words weighted by how rare they are in this article
    "follows",  # it starts with a pronoun, times what the previous sentence covers
    "person",  # for each kind asked for: 1 if something new of it is there, a part where it only may be
    "organisation",
    "place",
    "time",
    "duration",
    "number",
    "money",
    "percent",
    "statement",
    "wanted_near",  # closeness of what is asked for to a match
    "wanted_absent",  # a kind is asked for, and nothing of it is there
    "reason",
    "said",
    "speaker",  # the one asked about stands beside a verb of saying
    "quoted",  # a quotation is there though none is asked for
    "definition",  # the thing asked about is followed by "is a", "which was" or an apposition
    "manner",
    "time_shared",  # a date of the question is there
    "figures",  # numbers there though no number is asked for
    "gap",  # how far its BM25 sum is below the best of all sentences
)
_COLUMN = {name: column for column, name in enumerate(NAMES)}


def features(query: Query, matches: Matches, ids: NDArray[np.intp], snapshot: Snapshot) -> Floats:
    """The feature rows of the sentences `ids`, columns as in NAMES."""
    columns = _surroundings(query, matches, ids, snapshot)
    rows = np.zeros((len(ids), len(NAMES)))
    for name, values in columns.items():
        rows[:, _COLUMN[name]] = values
    asked = {concept.term for concept in query.concepts}
    for i, sentence_id in enumerate(ids.tolist()):
        for name, value in _inside(query, asked, int(sentence_id), snapshot).items():
            rows[i, _COLUMN[name]] = value
    rows[:, _COLUMN["follows"]] = rows[:, _COLUMN["pronoun"]] * rows[:, _COLUMN["cover_previous"]]
    return rows


def _surroundings(query: Query, matches: Matches, ids: NDArray[np.intp], snapshot: Snapshot) -> dict[str, Floats]:
    """What follows from the arrays alone, for all candidates at once."""
    weight = max(1e-9, float(matches.idf.sum()))
    share = matches.idf / weight
    held, held_exact = (_held(found, matches) for found in (matches.strength, matches.exact))
    here, here_exact = held[:, ids], held_exact[:, ids]
    around, previous, following = _around(held_exact, ids, snapshot)
    around_any, _, _ = _around(held, ids, snapshot)
    near = np.maximum(here_exact, around)
    total = matches.strength[:, ids].sum(axis=0)
    best = float(matches.total.max(initial=0.0))
    numbers = snapshot.article_numbers[ids]
    first = np.searchsorted(snapshot.article_numbers, numbers)
    # Within its article a word that stands everywhere says little.
    local = np.log1p(snapshot.article_lengths[numbers] / (1 + matches.counts[:, numbers]))
    names = np.array([concept.name for concept in query.concepts], dtype=np.bool_)
    return {
        "cover": share @ here_exact,
        "cover_synonyms": share @ (here - here_exact),
        "bm25": matches.exact[:, ids].sum(axis=0) / weight,
        "cover_rest": (share * ~names) @ here,
        "cover_local": (local * here).sum(axis=0) / np.maximum(local.sum(axis=0), 1e-9),
        "rarest": here[int(np.argmax(matches.idf))] if len(share) else np.zeros(len(ids)),
        "names": here[names].mean(axis=0) if names.any() else np.zeros(len(ids)),
        "cover_previous": share @ previous,
        "cover_next": share @ following,
        "cover_near": share @ near,
        "near_synonyms": share @ (np.maximum(here, around_any) - near),
        "cover_beyond": (share @ (near - here_exact)) / np.maximum(share @ (1 - here_exact), 0.05),
        "article": matches.article[numbers],
        "title": matches.title[numbers],
        "lead": (ids == first) * (share @ here),
        "position": (share @ here) / (1 + (ids - first) / 5),
        "gap": (best - total) / max(best, 1e-9),
    }


def _held(strength: Floats, matches: Matches) -> Floats:
    """How far a sentence holds each concept, in [0, 1]: BM25 shares exceed the idf in short sentences."""
    return np.minimum(strength / np.maximum(matches.idf, 1e-9)[:, None], 1.0)


def _around(held: Floats, ids: NDArray[np.intp], snapshot: Snapshot) -> tuple[Floats, Floats, Floats]:
    """For each candidate the best of its surroundings, the previous and the next sentence, per concept."""
    numbers = snapshot.article_numbers
    around = np.zeros((len(held), len(ids)))
    sides: dict[int, Floats] = {}
    for step in (*range(-_REACH, 0), *range(1, _REACH + 1)):
        beside = ids + step
        inside = (beside >= 0) & (beside < len(numbers))
        beside = np.clip(beside, 0, len(numbers) - 1)
        inside &= numbers[beside] == numbers[ids]
        values = held[:, beside] * inside
        sides[step] = values
        # Farther sentences say less about this one.
        around = np.maximum(around, values * (1 - 0.12 * (abs(step) - 1)))
    return around, sides[-1], sides[1]


def _inside(query: Query, asked: set[str], sentence_id: int, snapshot: Snapshot) -> dict[str, float]:
    """What follows from the words of one sentence."""
    sentence = snapshot.sentence(sentence_id)
    text = snapshot.text_of(sentence)
    tokens = snapshot.tokens_of(sentence_id)
    places = _places(sentence_id, snapshot)
    at = sorted(i for term in asked for i in places.get(term, ()))
    focus = focus_terms(query)
    row = {
        "length": float(np.log1p(len(tokens))),
        "short": float(len(tokens) < 8),
        "pronoun": float(_PRONOUN.match(text) is not None),
        "asks": float(text.rstrip("”\"’'").endswith("?")),
        "density": _density(at),
        "pairs": _pairs(query, places),
        "early": sum(i < 10 for i in at) / len(at) if at else 0.0,
        "focus": float(any(term in places for term in focus)),
    }
    offset = sentence.span.start
    found = mentions(text)
    row |= _typed(query, text, found, tokens, at, offset)
    kind = query.answer_type
    if kind is AnswerType.REASON:
        row["reason"] = float(_REASON.search(text) is not None)
    if kind is AnswerType.MANNER:
        row["manner"] = float(_MANNER.search(text) is not None)
    if kind is AnswerType.STATEMENT:
        row["said"] = float(_SAID.search(text) is not None)
        row["speaker"] = _speaker(query, text, tokens, offset)
    elif any(m.kind is MentionType.QUOTATION for m in found):
        row["quoted"] = 1.0
    if kind in (AnswerType.DEFINITION, AnswerType.PERSON):
        row["definition"] = float(any(_DEFINING.match(text[tokens[i].span.end - offset :]) for i in at))
    return row


def _density(at: list[int]) -> float:
    """Matches per token in the tightest window that holds all of them; 0 with fewer than two."""
    return len(at) / (at[-1] - at[0] + 1) if len(at) > 1 else 0.0


@per_snapshot(maxsize=1 << 14)
def _places(sentence_id: int, snapshot: Snapshot) -> Mapping[str, Sequence[int]]:
    """For each term of the sentence the numbers of its tokens."""
    places: dict[str, list[int]] = {}
    for i, token in enumerate(snapshot.tokens_of(sentence_id)):
        places.setdefault(token.term, []).append(i)
    return places


def _pairs(query: Query, places: Mapping[str, Sequence[int]]) -> float:
    """Share of neighbouring content words of the question that stand within three tokens here, in order."""
    wanted = len(query.terms) - 1
    held = [(places[x], places[y]) for x, y in pairwise(query.terms) if x in places and y in places]
    close = sum(any(0 < b - a <= 3 for a in one for b in other) for one, other in held)
    return close / wanted if wanted > 0 else 0.0


def _typed(
    query: Query, text: str, found: tuple[Mention, ...], tokens: tuple[Token, ...], at: list[int], offset: int
) -> dict[str, float]:
    """Evidence that something of the kind asked for is there, and how near it stands to a match."""
    wanted = _WANTED.get(query.answer_type)
    row: dict[str, float] = {}
    if query.answer_type is AnswerType.TIME or any(m.kind is MentionType.DATE for m in mentions(query.text)):
        dates = Spread(m.span for m in found if m.kind is MentionType.DATE)
        starts = (tokens[i].span.start - offset for i in at)
        row["time_shared"] = float(any(dates.overlaps(Span(start, start + 1)) for start in starts))
    if wanted is None:
        row["figures"] = float(any(m.kind in _FIGURES for m in found))
        return row
    there = [m for m in found if m.kind in wanted]
    matched = Spread(_in_sentence(tokens[i], offset) for i in (at if there else ()))
    asked = {tokens[i].term for i in at}
    figures = any(m.kind in _FIGURES for m in there)
    rest = Spread(_in_sentence(t, offset) for t in (tokens if figures else ()) if t.term not in asked)
    new = [m for m in there if _is_new(m, matched, rest)]
    row[query.answer_type.value] = max((wanted[m.kind] for m in new), default=0.0)
    row["wanted_absent"] = float(not new)
    if new and matched:
        gap = min(matched.gap(m.span) for m in new)
        row["wanted_near"] = 1 / (1 + gap / 12)
    if query.focus is not None and MentionType.NUMBER in wanted:
        focus = focus_terms(query)
        nouns = Spread(_in_sentence(t, offset) for t in tokens if t.term in focus)
        ends = [m.span.end for m in new] + [match.end() for match in ORDINAL.finditer(text)]
        row["counted"] = float(any(nouns.starts_in(end, end + 26) for end in ends))
    return row


def _in_sentence(token: Token, offset: int) -> Span:
    return Span(token.span.start - offset, token.span.end - offset)


def _is_new(mention: Mention, matched: Spread, rest: Spread) -> bool:
    """Whether a mention says more than the question does: a figure may stand beside the unit asked for."""
    span = mention.span
    if mention.kind in _FIGURES:
        return rest.starts_in(span.start, span.end)
    return not matched.overlaps(span)


def _speaker(query: Query, text: str, tokens: tuple[Token, ...], offset: int) -> float:
    """Share of the speaker's words that stand within 60 characters of a verb of saying."""
    if not query.speaker:
        return 0.0
    verbs = [match.start() for match in _SAID.finditer(text)]
    near = {t.term for t in tokens if any(abs(t.span.start - offset - verb) < 60 for verb in verbs)}
    return sum(term in near for term in query.speaker) / len(query.speaker)
