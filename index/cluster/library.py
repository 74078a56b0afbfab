"""One published index of a cluster: its articles as they are needed, and figures over all of them."""

from __future__ import annotations

import hashlib
import math
import threading
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from index.bm25 import K1
from index.cluster import queries
from index.cluster.documents import Json, Stored, stored_of
from index.cluster.mixing import SentenceHit, best_mixed, may_be_beaten
from index.cluster.transport import Transport
from index.dates import Written
from index.errors import SnapshotError
from index.scope import Totals, Wanted

# Articles kept in memory, and terms whose counts are.
_ARTICLES, _TERMS = 4_096, 200_000
# Sentences that a question brings in, chosen from so many, or more where many are alike; articles of a running total.
HITS, _RANKED, _FURTHER, _RUNGS = 60, 200, 800, 100
# Hits whose ladders are followed: as many as the engine looks at.
_FOLLOWED = 24
_PAGE, _LISTED = 100, 5_000
# rank-bm25's floor for words that stand in over half of all sentences.
_EPSILON = 0.25
REMEDY = "run: talks index build --anew"


@dataclass(frozen=True, slots=True)
class About:
    """What an index says of itself; see shipping. `mean_idf` and `tokens` are of all its terms and sentences.

    `routings` are values that lead to each of its shards.
    """

    snapshot: str
    format: int
    analyser: int
    articles: int
    sentences: int
    tokens: int
    terms: int
    mean_idf: float
    newest: int
    names: int
    checksum: str
    built: float
    routings: tuple[str, ...]


class Library:
    """Reads one index by its own name, so that everything comes from it, whatever is published meanwhile."""

    def __init__(self, transport: Transport, index: str, about: About) -> None:
        self.transport, self.index, self.about = transport, index, about
        self.totals = Totals(about.articles, about.sentences, about.sentences / max(1, about.articles))
        self.mean_length = about.tokens / max(1, about.sentences)
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, Stored] = OrderedDict()
        self._doc_ids: dict[str, str] = {}
        self._counts: dict[str, tuple[int, int]] = {}

    def count(self, term: str) -> tuple[int, int]:
        """How many sentences, and how many articles, hold the term."""
        found = self._counts.get(term)
        if found is None:
            self.expect((term,))
            found = self._counts[term]
        return found

    def expect(self, terms: Iterable[str]) -> None:
        """Counts what is not counted yet, all in one trip."""
        missing = [term for term in dict.fromkeys(terms) if term not in self._counts]
        if not missing:
            return
        if len(self._counts) > _TERMS:
            self._counts = {}
        found = self.transport.ask("POST", "/_mtermvectors", queries.counts(missing, self.index, self.about.routings))
        sums = {term: [0, 0] for term in missing}
        for shard in found["docs"]:
            for at, name in enumerate(("terms", "vocabulary")):
                for term, statistics in shard["term_vectors"].get(name, {"terms": {}})["terms"].items():
                    sums[term][at] += statistics.get("doc_freq", 0)
        self._counts |= {term: (sentences, articles) for term, (sentences, articles) in sums.items()}

    def idf(self, term: str) -> float:
        """rank-bm25's inverse document frequency; 0 for a term no sentence holds."""
        holding, _ = self.count(term)
        if not holding:
            return 0.0
        idf = math.log(self.about.sentences - holding + 0.5) - math.log(holding + 0.5)
        return idf if idf >= 0 else _EPSILON * self.about.mean_idf

    def around(self, wanted: Wanted, when: Written | None) -> list[Stored]:
        """The articles that hold the best sentences, and other figures of their running totals, in reading order."""
        self.expect(term for _, phrases in wanted for phrase, _ in phrases for term in phrase)
        if not any(worth > 0 for _, phrases in wanted for _, worth in phrases):
            return []
        best = self._best(wanted, when)
        found = {stored.doc_id: stored for stored in self.fetch(list(dict.fromkeys(hit.doc_id for hit in best)))}
        ladders = {key for hit in best[:_FOLLOWED] for key in hit.ladders}
        if ladders:
            body = queries.articles({"terms": {"ladders": sorted(ladders)}}, k=_RUNGS)
            found |= {one.doc_id: one for one in self.matching(body)}
        # The engine weighs the words of the sentences that it looks at.
        self.expect(term for hit in best[:_FOLLOWED] for term in found[hit.doc_id].terms[hit.number].split())
        return sorted(found.values(), key=lambda one: one.order)

    def _best(self, wanted: Wanted, when: Written | None) -> list[SentenceHit]:
        """The sentences that the engine will find best, by the figures that it ranks by."""

        def boost_of(term: str, worth: float) -> float:
            return queries.boost(worth, self.count(term)[0], self.about.sentences)

        def ranked(k: int, *filters: Json) -> Json:
            return queries.best(wanted, k, boost_of, *filters)

        may = [queries.answering(), *([queries.written(when)] if when else [])]
        every, treating, *written = self._hits(
            [ranked(_RANKED), queries.treating(wanted, _RANKED), *([ranked(_RANKED, *may)] if when else [])]
        )
        # What an article that alone held everything would score. Whether Lucene's scores have the factor k1 + 1 depends
        # on its version; both kinds of scores have it, or neither has.
        alone = len(wanted) * (K1 + 1) * math.log(1 + (self.about.articles - 0.5) / 1.5)
        treated = {hit["_id"]: hit["sort"][0] / alone for hit in treating}
        seen = [_hit(one) for one in every]
        answering = [_hit(one) for one in written[0]] if when else [hit for hit in seen if hit.answers]
        if len(every) == _RANKED and may_be_beaten(answering, seen[-1].score, treated, _FOLLOWED):
            # Many are alike: neighbours and articles decide.
            among = {"terms": {"article": sorted(treated)}}
            further, there = self._hits([ranked(_FURTHER, *may), ranked(_FURTHER, among, *may)])
            found = {(hit.doc_id, hit.number): hit for hit in map(_hit, [*further, *there])}
            answering = sorted(found.values(), key=lambda hit: -hit.score)
        return best_mixed(answering, seen, treated, HITS)

    def _hits(self, bodies: list[Json]) -> list[list[Json]]:
        return [one["hits"]["hits"] for one in self.transport.search(self.index, bodies)]

    def has(self, when: Written) -> bool:
        """Whether any article was written then."""
        return bool(self.matching(queries.articles(queries.written(when), k=1)))

    def sharing(self, terms: Sequence[str], k: int) -> list[Stored]:
        """The articles with all of the terms, and those of the sentences with the most, in reading order."""
        self.expect(terms)
        known = sorted({term for term in terms if self.count(term)[0]}, key=lambda term: self.count(term)[0])
        found: dict[str, Stored] = {}
        if len(known) == len(set(terms)):
            found = {one.doc_id: one for one in self.matching(queries.articles(*queries.holding_all(known), k=k))}
        near = self.around([(term, [((term,), max(self.idf(term), 0.0))]) for term in known], None)
        found |= {one.doc_id: one for one in near}
        return sorted(found.values(), key=lambda one: one.order)

    def holding(self, term: str, k: int) -> list[Stored]:
        """The first k articles that hold the term."""
        return self.matching(queries.articles(*queries.holding_all([term]), k=k))

    def days(self) -> Iterator[tuple[str, int, int, int]]:
        """For each article in reading order its id, day, and first and last day, as ordinals."""
        fields = ("article_id", "published", "earliest", "latest")
        body = {**queries.articles(k=_LISTED, source=False), "docvalue_fields": list(fields)}
        for hits in self.transport.pages(self.index, body, _LISTED):
            for hit in hits:
                article_id, *days = (hit["fields"][name][0] for name in fields)
                yield article_id, *days

    def matching(self, body: Json) -> list[Stored]:
        """The articles that a search of articles brings."""
        hits = self.transport.search(self.index, [body])[0]["hits"]["hits"]
        return [self._keep(stored_of(hit["_id"], hit["_source"])) for hit in hits]

    def fetch(self, doc_ids: Sequence[str]) -> list[Stored]:
        """The articles of these documents. Raises SnapshotError when one is not there."""
        with self._lock:
            kept = {one: self._kept[one] for one in doc_ids if one in self._kept}
            for one in kept:
                self._kept.move_to_end(one)
        missing = [one for one in doc_ids if one not in kept]
        for doc_id, source in self.transport.fetch(self.index, missing).items():
            kept[doc_id] = self._keep(stored_of(doc_id, source))
        if len(kept) < len(set(doc_ids)):
            raise SnapshotError(f"{self.index}: {len(set(doc_ids)) - len(kept)} articles are gone; {REMEDY}")
        return [kept[one] for one in doc_ids]

    def of_articles(self, article_ids: Sequence[str]) -> list[Stored]:
        """The articles with these ids, in reading order. Raises KeyError for an unknown one."""
        unknown = sorted({one for one in article_ids if one not in self._doc_ids})
        if unknown:
            self.matching(queries.articles({"terms": {"article_id": unknown}}, k=len(unknown)))
        found = self.fetch([self._doc_ids[one] for one in dict.fromkeys(article_ids)])
        return sorted(found, key=lambda one: one.order)

    def stored_text(self, article_id: str) -> str:
        """The article's text, fetched anew and checked against its hash.

        Raises SnapshotError when it is not the text that was indexed.
        """
        if article_id not in self._doc_ids:
            self.of_articles([article_id])
        doc_id = self._doc_ids[article_id]
        source = self.transport.fetch(self.index, [doc_id]).get(doc_id)
        if source is not None:
            one = stored_of(doc_id, source)
            if hashlib.sha256(one.text).hexdigest() == one.record.sha256:
                return one.text.decode()
        raise SnapshotError(f"{self.index}: the stored text of {article_id} is damaged; {REMEDY}")

    def documents(self) -> Iterator[tuple[str, Json]]:
        """The documents of all articles in reading order, each with its id."""
        for hits in self.transport.pages(self.index, queries.articles(k=_PAGE), _PAGE):
            yield from ((hit["_id"], hit["_source"]) for hit in hits)

    def articles(self) -> Iterator[Stored]:
        """All articles in reading order."""
        return (stored_of(*document) for document in self.documents())

    def names(self) -> list[bytes]:
        """The lines of all names; see Snapshot.names."""
        ids = [f"names-{i}" for i in range(self.about.names)]
        found = self.transport.fetch(self.index, ids)
        if len(found) < len(ids):
            raise SnapshotError(f"{self.index}: its names are damaged; {REMEDY}")
        return [line.encode() for one in ids for line in found[one]["stored"]["lines"]]

    def _keep(self, stored: Stored) -> Stored:
        with self._lock:
            self._doc_ids[stored.record.article_id] = stored.doc_id
            self._kept[stored.doc_id] = stored
            while len(self._kept) > _ARTICLES:
                _, old = self._kept.popitem(last=False)
                self._doc_ids.pop(old.record.article_id, None)
        return stored


def _hit(found: Json) -> SentenceHit:
    fields = found["fields"]
    return SentenceHit(
        fields["article"][0],
        fields["n"][0],
        found["sort"][0],
        bool(fields["answers"][0]),
        tuple(fields.get("ladders", ())),
    )


def about_of(meta: dict[str, Any]) -> About:
    """What an index's mapping says of it. Raises KeyError or TypeError when it is not one of ours."""
    return About(**{name: meta[name] for name in About.__slots__} | {"routings": tuple(meta["routings"])})
