"""An article as documents of a cluster: one of its own, named by the hash of all that it holds, and one a sentence.

The article's document is what is read, whole; the sentences' are what is ranked, and hold terms but no text.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice, pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.manifest import ArticleRecord
from index.model import Kind
from index.snapshot import KINDS, Snapshot

Json = dict[str, Any]
Found = tuple[NDArray[np.intp], NDArray[np.uint16]]

_SENTENCE = KINDS.index(Kind.SENTENCE)
# Sentences of an article lie so close together in reading order.
_PLACES = 1 << 20


@dataclass(frozen=True, slots=True)
class Document:
    """An article's document: its id, its article's number in the snapshot that it was made from, and its day."""

    doc_id: str
    number: int
    published: int


@dataclass(frozen=True)
class Stored:
    """An article as it came out of a cluster. Sentences count from 0 in the article.

    order: sorts articles in reading order. rows: a sentence each: start, end, line, kind. days: as in dates.npy.
    rungs: (sentence, ladder) of each running total.
    """

    doc_id: str
    order: float
    record: ArticleRecord
    line: bytes
    text: bytes
    rows: NDArray[np.int32]
    terms: Sequence[str]
    days: tuple[int, int, int, int]
    reason: bytes
    rungs: Sequence[tuple[int, str]]

    @cached_property
    def lengths(self) -> NDArray[np.uint16]:
        """The tokens of each sentence."""
        return np.array([line.count(" ") + 1 if line else 0 for line in self.terms], dtype=np.uint16)

    @cached_property
    def postings(self) -> Mapping[str, Found]:
        """For each term the sentences that hold it, and how often each does."""
        found: dict[str, dict[int, int]] = {}
        for i, line in enumerate(self.terms):
            for term in line.split():
                there = found.setdefault(term, {})
                there[i] = there.get(i, 0) + 1
        return {
            term: (np.array([*there], dtype=np.intp), np.array([*there.values()], dtype=np.uint16))
            for term, there in found.items()
        }


def stored_of(doc_id: str, source: Mapping[str, Any]) -> Stored:
    """The article of a document."""
    stored = source["stored"]
    line = stored["record"].encode()
    return Stored(
        doc_id,
        float(source["order"]),
        ArticleRecord.of(line),
        line,
        stored["text"].encode(),
        np.array(stored["rows"], dtype=np.int32).reshape(-1, 4),
        stored["terms"],
        tuple(stored["days"]),
        stored["reason"].encode(),
        [(int(i), str(key)) for i, key in stored["rungs"]],
    )


def id_of(stored: Mapping[str, Any]) -> str:
    """The id of an article's document: 32 hexadecimal digits that depend on everything that it stores."""
    data = json.dumps(stored, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(data.encode()).hexdigest()[:32]


class Source:
    """An embedded snapshot as documents, made one after the other: all together they may not fit into memory."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._rungs = _rungs(snapshot)
        self._firsts = np.searchsorted(snapshot.sentence_rows[:, 0], np.arange(snapshot.num_articles + 1)).tolist()

    def documents(self) -> Iterator[Document]:
        """The documents of all articles, in reading order."""
        for number, stored in enumerate(self.stored()):
            yield Document(id_of(stored), number, stored["days"][0])

    def stored(self) -> Iterator[Json]:
        """What is stored of each article, in reading order."""
        bags = self._snapshot.ranker.bags()
        for number, (first, last) in enumerate(pairwise(self._firsts)):
            yield self._stored(number, first, last, list(islice(bags, last - first)))

    def _stored(self, number: int, first: int, last: int, terms: list[str]) -> Json:
        record, days, reason = self._snapshot.stored_lines(number)
        return {
            "record": record.decode(),
            "text": self._snapshot.text_bytes(number).decode(),
            "rows": self._snapshot.sentence_rows[first:last, 1:].tolist(),
            "terms": terms,
            "days": days,
            "reason": reason.decode(),
            "rungs": [[i - first, self._rungs[i]] for i in range(first, last) if i in self._rungs],
        }


def _rungs(snapshot: Snapshot) -> dict[int, str]:
    """For each sentence with a running total the name of its ladder, which depends on all its rungs."""
    names: dict[tuple[int, ...], str] = {}
    for ladder in snapshot.ladders.values():
        if ladder not in names:
            rungs = [(s.article_id, s.span.start) for s in map(snapshot.sentence, ladder)]
            names[ladder] = hashlib.sha256(repr(rungs).encode()).hexdigest()[:16]
    return {sentence_id: names[ladder] for sentence_id, ladder in snapshot.ladders.items()}


def lines_of(doc_id: str, stored: Json, order: float) -> tuple[Json, list[Json]]:
    """What is indexed for an article: its own document, and those of its sentences, ids included."""
    record = json.loads(stored["record"])
    published, _, earliest, latest = stored["days"]
    rungs = dict(stored["rungs"])
    days = {"published": published, "earliest": earliest, "latest": latest}
    article = {
        "_id": doc_id,
        "kind": "article",
        "order": order,
        "article_id": record["article_id"],
        "file": record["file"],
        "sentences": len(stored["rows"]),
        # Each term as often as there are sentences that hold it.
        "vocabulary": " ".join(term for line in stored["terms"] for term in sorted(set(line.split()))),
        "ladders": sorted(set(rungs.values())),
        **days,
        "stored": stored,
    }
    sentences = [
        {
            "_id": f"{doc_id}-{i}",
            "kind": "sentence",
            "article": doc_id,
            "n": i,
            "place": order + i / _PLACES,
            "terms": terms,
            "tokens": terms.count(" ") + 1 if terms else 0,
            "answers": row[3] == _SENTENCE,
            **({"ladders": [rungs[i]]} if i in rungs else {}),
            **days,
        }
        for i, (row, terms) in enumerate(zip(stored["rows"], stored["terms"], strict=True))
    ]
    return article, sentences
