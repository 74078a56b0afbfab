"""`talks index contract URL`: whether a cluster does everything that answering from it rests on.

Works on an alias of its own, which it removes again; what else is in the cluster is left alone.
"""

from __future__ import annotations

import math
import secrets
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from index.address import Address
from index.bm25 import K1
from index.build import build
from index.cluster import queries
from index.cluster.errors import ClusterError, GoneError
from index.cluster.opening import current_id, forget, live_index, open_live, verify
from index.cluster.part import Part
from index.cluster.shipping import ship
from index.cluster.transport import Transport, transport
from index.errors import TalksError
from index.snapshot import Snapshot, load

# Scores come as single-precision numbers, and Lucene keeps lengths above 40 words roughly.
_CLOSE = 1e-3
_ALIAS = "talks-contract"


@dataclass(frozen=True, slots=True)
class Verdict:
    """One point of the list: what it is, and what was wrong; empty where nothing was."""

    point: str
    fault: str


@dataclass(frozen=True, slots=True)
class _Trial:
    """The articles in a folder, and the same in the cluster."""

    address: Address
    cluster: Transport
    folder: Path
    embedded: Snapshot
    part: Part


def contract(given: Address) -> Iterator[Verdict]:
    """The verdict on each point, as it is found."""
    address = replace(given, alias=f"{_ALIAS}-{secrets.token_hex(4)}")
    cluster = transport(address)
    with tempfile.TemporaryDirectory() as folder:
        try:
            yield from _all(address, cluster, Path(folder))
        finally:
            remove(cluster)


def _all(address: Address, cluster: Transport, folder: Path) -> Iterator[Verdict]:
    articles = folder / "articles"
    articles.mkdir()
    for name, text in _ARTICLES.items():
        (articles / name).write_text(text, encoding="utf-8")
    build([articles], folder / "index")
    embedded = load(folder / "index")
    fault = _fault(lambda: _shipped(embedded, address))
    yield Verdict("an index is made, filled, checked and shown under an alias", fault)
    if fault:
        return
    trial = _Trial(address, cluster, folder, embedded, open_live(address))
    for point, check in _POINTS:
        yield Verdict(point, _fault(lambda check=check: check(trial)))  # type: ignore[misc]


def _fault(check: Callable[[], str]) -> str:
    try:
        return check()
    except TalksError as error:
        return str(error)


def _shipped(embedded: Snapshot, address: Address) -> str:
    ship(embedded, address)
    return "" if current_id(address) == embedded.snapshot_id else "the alias does not show it"


def _whole(trial: _Trial) -> str:
    verify(trial.address)
    return ""


def _counts(trial: _Trial) -> str:
    postings = trial.embedded.ranker
    words = postings.postings.terms
    trial.part.expect(words)
    wrong = [term for term in words if trial.part.library.count(term)[0] != len(postings.posting(term)[0])]
    return f"sentences with {wrong[0]!r} are not counted right" if wrong else ""


def _scores(trial: _Trial) -> str:
    """Lucene's BM25 with our idf must be ours but for one factor: the boosts rest on it."""
    ranker, about = trial.embedded.ranker, trial.part.about
    factors = set()
    for term in ranker.postings.terms:
        worth = max(ranker.idf(term), 0.1)
        body = queries.best(
            [(term, [((term,), worth)])],
            about.sentences,
            lambda one, value: queries.boost(value, trial.part.library.count(one)[0], about.sentences),
        )
        found = trial.cluster.search(trial.part.library.index, [body])[0]["hits"]["hits"]
        given = sorted(hit["sort"][0] for hit in found)
        own = sorted((worth * ranker.shares(term)[1]).tolist())
        if len(given) != len(own):
            return f"{term!r} finds {len(given)} sentences, not {len(own)}"
        factors |= {b / a for a, b in zip(given, own, strict=True)}
    # Newer versions of Lucene leave k1 + 1 out.
    if any(all(math.isclose(one, factor, rel_tol=_CLOSE) for one in factors) for factor in (1.0, K1 + 1)):
        return ""
    return f"scores are {1 / max(factors):.3f} to {1 / min(factors):.3f} times ours: is another similarity set?"


def _texts(trial: _Trial) -> str:
    for article in trial.embedded.articles():
        if trial.part.stored_text(article.article_id) != article.text:
            return f"{article.article_id} reads otherwise"
        there = trial.part.of_articles([article.article_id])
        mine, theirs = trial.embedded.sentences_of(article.article_id), there.sentences_of(article.article_id)
        if [(s.span, s.line, s.kind) for s in mine] != [(s.span, s.line, s.kind) for s in theirs]:
            return f"{article.article_id} has other sentences"
    order = [article.article_id for article in trial.part.articles()]
    return "" if order == [a.article_id for a in trial.embedded.articles()] else "the articles are in another order"


def _changed(trial: _Trial) -> str:
    """One article comes, one goes: the index before is cloned, and serves until the swap."""
    articles = trial.folder / "articles"
    (articles / "a-new.txt").write_text("The ferry Vessla reached Port Anders on Sunday.\n", encoding="utf-8")
    (articles / "harbour.txt").unlink()
    build([articles], trial.folder / "index")
    before = trial.part.library.index
    newer = load(trial.folder / "index")
    ship(newer, trial.address, small=0)
    if trial.part.stored_text("harbour") != trial.embedded.stored_text("harbour"):
        return f"{before} does not serve any more for who reads from it"
    live = live_index(trial.cluster)
    if live is None or live[1]["snapshot"] != newer.snapshot_id:
        return "the alias was not swapped"
    part = verify(trial.address)
    if fault := _counts(replace(trial, embedded=newer, part=part)):
        return fault
    ids = [article.article_id for article in part.articles()]
    return "" if ids == [article.article_id for article in newer.articles()] else f"it holds {ids}"


def _in_part(trial: _Trial) -> str:
    """An index that is gone is an error with the remedy, never an empty answer."""
    try:
        trial.cluster.search(f"{trial.address.alias}-none", [queries.treating([("ferry", [])], 1)])
    except ClusterError:
        return ""
    return "what is not there answers"


_POINTS: tuple[tuple[str, Callable[[_Trial], str]], ...] = (
    ("every article is stored as it was sent", _whole),
    ("terms are counted to the last sentence", _counts),
    ("sentences score by BM25 with our parameters", _scores),
    ("texts and sentences come back as they were, in reading order", _texts),
    ("a changed set of articles is swapped in, and the one before serves until then", _changed),
    ("what can't be answered is an error", _in_part),
)
_ARTICLES = {
    "harbour.txt": "The harbour of Port Anders\n\nThe harbour was closed on Monday. Two ferries, the Vessla and the "
    "Norna, waited outside. The harbour master, Lena Brandt, said the storm had torn a buoy loose.\n",
    "storm.txt": "date 2024-02-14\nA storm reached Port Anders on Wednesday. It tore 14 roofs from houses. Nobody "
    "was hurt. The ferry Norna, which carries 400 people, stayed in the harbour until Thursday.\n",
    "vote.md": "# A vote on the bridge\n\nThe council voted for the bridge, 12 to 9. Mayor Ola Renn said: “We will "
    "build it.” The bridge costs 40 million crowns and replaces the ferry.\n",
}


def remove(cluster: Transport) -> None:
    """Removes the indices that were built under the alias of the cluster's address."""
    for _ in range(3):
        try:
            live = cluster.manage("GET", f"/_cat/indices/{cluster.address.alias}-*", format="json", h="index")
            for one in live:
                cluster.manage("DELETE", f"/{one['index']}")
        except GoneError:
            continue
        break
    forget(cluster.address)
