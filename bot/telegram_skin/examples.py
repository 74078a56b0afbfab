"""Example questions made from the articles at hand: only those that the articles do answer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from bot import engine
from bot.answers import Answered
from bot.mentions import MentionType, mentions
from bot.speech.speakers import attribute
from bot.wording import EXAMPLES
from index.model import Sentence, Span
from index.snapshot import Snapshot

# The newest articles looked at, and the questions of a kind that are tried.
_ARTICLES, _TRIED = 12, 8
_SENTENCES = 60  # at the top of each
_KINDS = ("number", "statement", "person", "place")
# "104 people had been killed": what can be asked for with "How many".
_COUNTED = re.compile(
    r"\b\d[\d,]* (?P<who>[A-Za-z]+s|people|children|men|women) "
    r"(?P<verb>(?:were|are|(?:had|have) been) [a-z]+ed)\b"
)
_ASKED = {MentionType.PERSON: "Who is {name}?", MentionType.PLACE: "What happened in {name}?"}


def example_questions(snapshot: Snapshot, k: int = 3) -> tuple[str, ...]:
    """Up to `k` questions of different kinds that the newest articles answer; always the same for a snapshot."""
    candidates = list(_candidates(snapshot))
    found: list[str] = []
    told: set[str] = set()
    for kind in _KINDS:
        for _, question, article_id in islice((c for c in candidates if c[0] == kind), _TRIED):
            home = _answered_by(question, snapshot)
            # A figure may stand in a newer article than the one that the question was made from.
            if home is not None and home not in told and (home == article_id or kind == "number"):
                found.append(question)
                told.add(home)
                break
    found += [question for question in EXAMPLES if question not in found and _answered_by(question, snapshot)]
    return tuple(found[:k])


def newest(snapshot: Snapshot, k: int) -> list[str]:
    """The ids of the newest articles; the undated ones come last, ties keep reading order."""
    dates = snapshot.dates
    order = (-dates.published).argsort(kind="stable")
    ids = list(dates)
    return [ids[i] for i in order[:k].tolist()]


def _candidates(whole: Snapshot) -> Iterator[tuple[str, str, str]]:
    """Kind, question and article, a few from each of the newest articles."""
    for article_id in newest(whole, _ARTICLES):
        snapshot = whole.of_articles([article_id])
        kinds: dict[str, str] = {}
        for sentence in snapshot.sentences_around(article_id, Span(0, 0), _SENTENCES):
            if snapshot.answerable[sentence.sentence_id]:
                for kind, question in _questions(sentence, snapshot):
                    kinds.setdefault(kind, question)
        yield from ((kind, question, article_id) for kind, question in kinds.items())


def _questions(sentence: Sentence, snapshot: Snapshot) -> Iterator[tuple[str, str]]:
    text = snapshot.text_of(sentence)
    counted = _COUNTED.search(text)
    if counted:
        yield "number", f"How many {counted['who']} {counted['verb']}?"
    speaker = attribute(sentence.sentence_id, snapshot).speaker or ""
    for mention in mentions(text):
        name = mention.span.of(text)
        if " " not in name and mention.kind is MentionType.PERSON:
            continue
        if mention.kind is MentionType.PERSON and name in speaker:
            yield "statement", f"What did {name} say?"
        if mention.kind in _ASKED:
            yield mention.kind.value, _ASKED[mention.kind].format(name=name)


def _answered_by(question: str, snapshot: Snapshot) -> str | None:
    """The article that the first quote of the answer is from; None where there is no answer."""
    answer = engine.answer(question, snapshot)
    return answer.quotes[0].article.article_id if isinstance(answer, Answered) else None
