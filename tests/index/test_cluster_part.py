"""A part of a cluster's index says of the whole what the whole index in a folder says: the far side is played here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import cycle
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bot.answers import Abstained, Answer
from bot.confidence import NAMES, row
from bot.engine import answer, consider
from bot.evaluation import read_questions
from bot.matching import match
from bot.question import read_question
from bot.selection import select
from index.build import build
from index.cluster import part
from index.cluster.documents import Source, Stored, lines_of, stored_of
from index.cluster.library import Library
from index.cluster.part import Part
from index.cluster.shipping import _about
from index.snapshot import Snapshot, load
from tests.index.conftest import REPOSITORY, Write

Json = dict[str, Any]
QUESTION = "Which language commended the envoys before the harbour conference?"
ANSWERING = "The language of the envoys before the harbour conference was Slovene.\n"


class Far:
    """What a cluster with one shard answers to the requests of a part, found in the whole index."""

    def __init__(self, whole: Snapshot) -> None:
        self.searched = 0
        self.sentences = [set(line.split()) for line in whole.ranker.bags()]
        self.articles: dict[int, Counter[str]] = {}
        for number, terms in zip(whole.article_numbers.tolist(), self.sentences, strict=True):
            self.articles.setdefault(number, Counter()).update(terms)

    def ask(self, method: str, path: str, body: Json) -> Json:
        """How many sentences, and articles, hold each of some terms."""
        assert (method, path) == ("POST", "/_mtermvectors")
        asked = body["docs"][0]["doc"]["terms"].split()
        counted = {
            "terms": {term: sum(one[term] for one in self.articles.values()) for term in asked},
            "vocabulary": {term: sum(term in one for one in self.articles.values()) for term in asked},
        }
        held = {
            name: {"terms": {term: {"doc_freq": count} for term, count in found.items() if count}}
            for name, found in counted.items()
        }
        return {"docs": [{"term_vectors": held}]}

    def search(self, _: str, bodies: Sequence[Json]) -> list[Json]:
        """Whether a sentence holds all terms of one of some phrases."""
        self.searched += len(bodies)
        return [{"hits": {"hits": [{}] * self._holds(body["query"]["bool"]["filter"][1])}} for body in bodies]

    def _holds(self, query: Json) -> int:
        phrases = [{one["term"]["terms"] for one in phrase["bool"]["filter"]} for phrase in query["bool"]["should"]]
        return int(any(phrase <= terms for phrase in phrases for terms in self.sentences))


def part_of(whole: Snapshot, wanted: Iterable[int]) -> tuple[Part, Far]:
    """The part with these articles, and who answers for the rest."""
    source = Source(whole)
    documents = list(source.documents())
    articles = (
        lines_of(document.doc_id, holds, float(document.number))[0]
        for document, holds in zip(documents, source.stored(), strict=True)
    )
    stored = [stored_of(document.doc_id, article) for document, article in zip(documents, articles, strict=True)]
    far = Far(whole)
    names = dict(line.decode().split("\t") for line in whole.name_lines)
    about = _about(whole, documents, 0, ("0",))
    library = Library(far, "talks-1", about)  # type: ignore[arg-type]
    return Part(library, [stored[number] for number in wanted], names), far


@pytest.mark.parametrize(
    ("other", "searched"),
    [
        ("The paper praised the ferry.\n", 0),
        ("Readers came to pay tribute to the ferry.\n", 1),
        ("Readers pay for it. A tribute was printed.\n", 1),
        ("Nothing of the kind is told.\n", 0),
    ],
)
def test_what_stands_elsewhere_alone_is_not_called_unknown(
    other: str, searched: int, write: Write, folder: Path, tmp_path: Path
) -> None:
    """A word that only articles outside the part hold, by a synonym, doubts the answer no more than in a folder."""
    write("0.txt", ANSWERING)
    write("1.txt", other)
    for number, words in zip(range(2, 20), cycle(("A ferry left.\n", "It rained.\n"))):
        write(f"{number}.txt", words)
    build([folder], tmp_path / "index")
    whole = load(tmp_path / "index")
    piece, far = part_of(whole, [whole._numbers["0"]])
    query = read_question(QUESTION, whole)
    assert match(query, piece).seen.tolist() == match(query, whole).seen.tolist()
    assert far.searched == searched
    doubts = [dict(zip(NAMES, row(query, select(query, one), one).tolist(), strict=True)) for one in (piece, whole)]
    for name in ("unseen", "unseen_any", "uncovered", "lacking"):
        assert doubts[0][name] == pytest.approx(doubts[1][name])


def test_a_question_needs_nothing_but_its_candidates_articles(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same answer, silence and confidence from the articles of the best sentences and their running totals."""
    build([REPOSITORY / "bench" / "articles"], tmp_path / "index")
    whole = load(tmp_path / "index")
    nothing, _ = part_of(whole, ())
    every, _ = part_of(whole, range(whole.num_articles))

    def needed(*_: object) -> list[Stored]:
        found = consider(question, whole).selection
        ids: list[int] = found.ids.tolist()
        best = int(np.argmax(found.matches.total))  # of every kind and day
        rungs = [rung for i in ids for rung in whole.ladders.get(i, ())]
        numbers = whole.article_numbers[[*ids, best, *rungs]]
        return [every._stored[number] for number in sorted(set(numbers.tolist()))]

    monkeypatch.setattr(part, "around", needed)
    monkeypatch.setattr(Part, "has_written", lambda _, written: whole.has_written(written))
    for name in ("news_dev", "missing_dev"):
        for question in [one.question for one in read_questions(REPOSITORY / f"bench/questions/{name}.jsonl")]:
            assert said(answer(question, nothing)) == said(answer(question, whole)), question


def said(answer: Answer) -> object:
    """All that an answer says; its numbers to the last digits but one."""
    quotes = answer.related if isinstance(answer, Abstained) else answer.quotes
    short = answer.reason if isinstance(answer, Abstained) else answer.short_answer
    shown = [(q.article.article_id, q.span, q.role, q.speaker, q.highlights, round(q.score, 9)) for q in quotes]
    return short, round(answer.confidence, 9), shown
