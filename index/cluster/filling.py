"""Articles written into an index and removed from it, so that what is cut short can be gone on with."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from index.analysing import Progress
from index.cluster.documents import Document, Json, lines_of
from index.cluster.errors import ClusterError
from index.cluster.transport import Transport

# Of one bulk request.
_ARTICLES, _BYTES, _ACTIONS = 200, 4_000_000, 10_000
_TRIES, _PAUSE = 8, 0.25
_PAGE = 5_000

# The lines of a bulk request for one document: two to write it, one to remove it.
Action = tuple[Json, ...]


@dataclass(frozen=True, slots=True)
class There:
    """An article's document in the index: where it stands in reading order, and its number of sentences."""

    order: float
    sentences: int


def listed(cluster: Transport, index: str) -> Iterator[tuple[str, There]]:
    """The ids of all articles' documents in reading order, and where they stand."""
    body = {
        "query": {"term": {"kind": "article"}},
        "sort": [{"order": "asc"}],
        "_source": ["order", "sentences"],
        "track_total_hits": False,
    }
    for hits in cluster.pages(index, body, _PAGE):
        for hit in hits:
            yield hit["_id"], There(float(hit["_source"]["order"]), int(hit["_source"]["sentences"]))


def remove(cluster: Transport, target: str, gone: Mapping[str, There]) -> None:
    """Removes articles. Their own documents go last: by them, what is cut short is found again."""
    for doc_id, one in gone.items():
        bulk(cluster, target, [_deleted(f"{doc_id}-{i}") for i in range(one.sentences)])
        bulk(cluster, target, [_deleted(doc_id)])


def add(
    cluster: Transport,
    target: str,
    wanted: Sequence[Document],
    stored: Iterable[Json],
    new: Mapping[int, float],
    progress: Progress | None,
) -> None:
    """Writes the articles with these numbers, each at its place in reading order."""
    articles: list[Action] = []
    sentences: list[Action] = []
    size = done = 0
    for document, holds in zip(wanted, stored, strict=True):
        order = new.get(document.number)
        if order is None:
            continue
        done += 1
        article, held = lines_of(document.doc_id, holds, order)
        articles.append(indexed(article))
        sentences += map(indexed, held)
        size += 4 * len(holds["text"])
        if len(articles) >= _ARTICLES or size >= _BYTES or done == len(new):
            # An article after its sentences: where it is, they are.
            bulk(cluster, target, sentences)
            bulk(cluster, target, articles)
            articles, sentences, size = [], [], 0
            if progress is not None:
                progress(done, len(new))


def indexed(document: Json) -> Action:
    """Writes a document."""
    return {"index": {"_id": document["_id"]}}, {name: value for name, value in document.items() if name != "_id"}


def _deleted(doc_id: str) -> Action:
    return ({"delete": {"_id": doc_id}},)


def bulk(cluster: Transport, index: str, actions: Iterable[Action]) -> None:
    """Does all of it; what a busy cluster puts off is sent again. Raises ClusterError when it refuses."""
    every = iter(actions)
    # A single article may have more sentences than a node takes at once.
    while some := list(islice(every, _ACTIONS)):
        _send(cluster, index, some)


def _send(cluster: Transport, index: str, left: list[Action]) -> None:
    """Does some actions in one request, and in further ones what is put off."""
    put_off = ""
    for attempt in range(_TRIES):
        if not left:
            return
        if attempt:
            time.sleep(_PAUSE * 2 ** (attempt - 1))
        answer = cluster.manage("POST", f"/{index}/_bulk", [line for action in left for line in action])
        reasons = [_put_off(cluster, item) for item in answer["items"]]
        left = [action for action, reason in zip(left, reasons, strict=True) if reason]
        put_off = next(filter(None, reasons), "")
    if left:
        raise ClusterError(
            f"{cluster.address}: takes no documents ({put_off}); the old index still serves; run: talks index build"
        )


def _put_off(cluster: Transport, item: Json) -> str:
    """Why an action is to be sent again, empty when it is done. Raises ClusterError when it was refused."""
    (outcome,) = item.values()
    reason = str(outcome.get("error", {}).get("reason", outcome))[:200]
    if outcome["status"] in (429, 503):
        return reason
    if outcome["status"] >= 300 and not (outcome["status"] == 404 and "delete" in item):
        raise ClusterError(f"{cluster.address}: refused a document: {reason}; the old index still serves")
    return ""
