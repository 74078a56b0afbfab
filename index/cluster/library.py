"""One published index of a cluster: its articles as they are needed, and figures over all of them."""

from __future__ import annotations

import hashlib
import math
import threading
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence

from index.cluster import queries
from index.cluster.about import About
from index.cluster.documents import Json, Stored, stored_of
from index.cluster.transport import Transport
from index.dates import Written
from index.errors import SnapshotError
from index.scope import Totals

# Articles kept in memory, and terms whose counts are.
_ARTICLES, _TERMS = 4_096, 200_000
_PAGE, _LISTED = 100, 5_000
# rank-bm25's floor for words that stand in over half of all sentences.
_EPSILON = 0.25
REMEDY = "run: talks index build --anew"


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
        return self._counted([term])[term] if found is None else found

    def expect(self, terms: Iterable[str]) -> None:
        """Counts what is not counted yet, all in one trip."""
        missing = [term for term in dict.fromkeys(terms) if term not in self._counts]
        if missing:
            self._counted(missing)

    def _counted(self, missing: Sequence[str]) -> dict[str, tuple[int, int]]:
        """The counts of these terms, kept for later too; another thread may drop what is kept at any time."""
        if len(self._counts) > _TERMS:
            self._counts = {}
        found = self.transport.ask("POST", "/_mtermvectors", queries.counts(missing, self.index, self.about.routings))
        sums = {term: [0, 0] for term in missing}
        for shard in found["docs"]:
            for at, name in enumerate(("terms", "vocabulary")):
                for term, statistics in shard["term_vectors"].get(name, {"terms": {}})["terms"].items():
                    sums[term][at] += statistics.get("doc_freq", 0)
        counts = {term: (sentences, articles) for term, (sentences, articles) in sums.items()}
        self._counts.update(counts)
        return counts

    def idf(self, term: str) -> float:
        """rank-bm25's inverse document frequency; 0 for a term no sentence holds."""
        holding, _ = self.count(term)
        if not holding:
            return 0.0
        idf = math.log(self.about.sentences - holding + 0.5) - math.log(holding + 0.5)
        return idf if idf >= 0 else _EPSILON * self.about.mean_idf

    def has(self, when: Written) -> bool:
        """Whether any article was written then."""
        return bool(self.matching(queries.articles(queries.written(when), k=1)))

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

    def hits(self, *bodies: Json) -> list[list[Json]]:
        """What each of some searches brings, best first."""
        return [one["hits"]["hits"] for one in self.transport.search(self.index, bodies)]

    def matching(self, *bodies: Json) -> list[Stored]:
        """The articles that some searches of articles bring."""
        return [self._keep(stored_of(hit["_id"], hit["_source"])) for hits in self.hits(*bodies) for hit in hits]

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
