"""A snapshot that was built in a folder, into a cluster: a fresh index, filled, checked, and shown by one swap.

Each article's document is named by the hash of what it holds, so what is there already stays: the index before is
cloned and only what differs is written, and a build that was cut short goes on where it stopped.
"""

from __future__ import annotations

import time
from collections.abc import Sequence, Set
from dataclasses import asdict
from itertools import count, pairwise

import numpy as np

from index.address import Address
from index.analysing import Progress
from index.analysis import ANALYSER_VERSION
from index.cluster import schema
from index.cluster.about import About
from index.cluster.documents import Document, Json, Source
from index.cluster.errors import ClusterError
from index.cluster.filling import There, add, bulk, indexed, listed, remove
from index.cluster.indices import is_readable, ours, prepared, set_copies, settle_counts, swap
from index.cluster.opening import checksum, forget, live_index
from index.cluster.transport import Transport, transport
from index.snapshot import Snapshot

# So many sentences are written in the time that it takes until what was deleted is merged away.
_SMALL = 50_000


def ship(
    snapshot: Snapshot,
    address: Address,
    progress: Progress | None = None,
    *,
    anew: bool = False,
    small: int = _SMALL,
) -> str:
    """Publishes the snapshot under the address's alias; the name of its index.

    Either all of it is there, checked, and the alias shows it, or the alias shows what it showed before. Where articles
    go, one of at most `small` sentences is written anew.
    """
    cluster = transport(address)
    live = live_index(cluster)
    target = f"{address.alias}-{snapshot.snapshot_id}"
    if live is not None and live[0].startswith(target):
        if not anew and is_readable(live[1]):
            set_copies(cluster, live[0])
            return live[0]
        target += "-again" if live[0] == target else ""
    if anew and target in ours(cluster):
        cluster.manage("DELETE", f"/{target}")  # what is in it may be what was found to be damaged
    source = Source(snapshot)
    wanted = list(source.documents())
    stay = {one.doc_id for one in wanted}
    cloned = not anew and _is_worth_cloning(cluster, live, stay, is_small=snapshot.num_sentences <= small)
    there = prepared(cluster, target, live if cloned else None)
    orders = _orders(wanted, there)
    if orders is None:  # no room between two neighbours, or another order: as if nothing had been there
        cluster.manage("DELETE", f"/{target}")
        there = prepared(cluster, target, None)
        orders = [float(number) for number in range(len(wanted))]
    remove(cluster, target, {doc_id: one for doc_id, one in there.items() if doc_id not in stay})
    new = {one.number: order for one, order in zip(wanted, orders, strict=True) if one.doc_id not in there}
    if new:
        add(cluster, target, wanted, source.stored(), new, progress)
    about = _about(snapshot, wanted, _names(cluster, target, snapshot), _routings(cluster, target))
    _check(cluster, target, about)
    settle_counts(cluster, target, about)
    _publish(cluster, target, about, live[0] if live else None)
    return target


def _is_worth_cloning(cluster: Transport, live: tuple[str, Json] | None, stay: Set[str], *, is_small: bool) -> bool:
    """Whether writing what differs is quicker than writing all: where something goes, that is waited for."""
    if live is None or not is_readable(live[1]):
        return False
    return not is_small or all(doc_id in stay for doc_id, _ in listed(cluster, live[0]))


def _orders(wanted: Sequence[Document], there: dict[str, There]) -> list[float] | None:
    """A place in reading order for each article, those that are there keeping theirs; None when that can't be."""
    orders = [there[one.doc_id].order if one.doc_id in there else None for one in wanted]
    kept = [i for i, order in enumerate(orders) if order is not None]
    bounds = [-1, *kept, len(orders)]
    placed: list[float] = []
    for left, right in pairwise(bounds):
        low = orders[left] if left >= 0 else None
        high = orders[right] if right < len(orders) else None
        between = right - left - 1
        first = low if low is not None else (high - between - 1 if high is not None else -1.0)
        last = high if high is not None else first + between + 1
        step = (last - first) / (between + 1)
        placed += [first + step * (i + 1) for i in range(between)]
        placed += [last] if right < len(orders) else []
    return placed if all(a < b for a, b in pairwise(placed)) else None


def _names(cluster: Transport, target: str, snapshot: Snapshot) -> int:
    """Writes the names; how many documents they are."""
    lines = [line.decode() for line in snapshot.name_lines]
    parts = [lines[i : i + schema.NAMES_A_DOCUMENT] for i in range(0, len(lines), schema.NAMES_A_DOCUMENT)]
    for number, part in enumerate(parts):
        document = {"_id": f"names-{number}", "kind": "names", "stored": {"lines": part}}
        bulk(cluster, target, [indexed(document)])
    return len(parts)


def _routings(cluster: Transport, target: str) -> tuple[str, ...]:
    """A value that leads to each shard."""
    found: dict[int, str] = {}
    settings = cluster.manage("GET", f"/{target}/_settings")[target]["settings"]["index"]
    for value in map(str, count()):
        if len(found) == int(settings["number_of_shards"]):
            break
        (copies,) = cluster.manage("GET", f"/{target}/_search_shards", routing=value)["shards"]
        found.setdefault(int(copies[0]["shard"]), value)
    return tuple(found[shard] for shard in sorted(found))


def _about(snapshot: Snapshot, wanted: Sequence[Document], num_names: int, routings: tuple[str, ...]) -> About:
    holding = snapshot.ranker.document_frequencies()
    idf = np.log(snapshot.num_sentences - holding + 0.5) - np.log(holding + 0.5)
    return About(
        snapshot=snapshot.snapshot_id,
        format=schema.FORMAT,
        analyser=ANALYSER_VERSION,
        articles=len(wanted),
        sentences=snapshot.num_sentences,
        tokens=snapshot.ranker.num_tokens,
        terms=snapshot.num_terms,
        mean_idf=float(idf.mean()) if len(idf) else 0.0,
        newest=max((one.published for one in wanted), default=0),
        names=num_names,
        checksum=checksum([one.doc_id for one in wanted]),
        built=time.time(),
        routings=routings,
    )


def _check(cluster: Transport, target: str, about: About) -> None:
    """Raises ClusterError unless the index holds what it should: counts, tokens, and every article's document."""
    cluster.manage("POST", f"/{target}/_refresh")
    body = {
        "size": 0,
        "query": {"term": {"kind": "sentence"}},
        "track_total_hits": True,
        "aggs": {"tokens": {"sum": {"field": "tokens"}}},
    }
    found = cluster.manage("POST", f"/{target}/_search", body, allow_partial_search_results="false")
    ids = [doc_id for doc_id, _ in listed(cluster, target)]
    sentences, tokens = found["hits"]["total"]["value"], int(found["aggregations"]["tokens"]["value"])
    if (len(ids), sentences, tokens, checksum(ids)) != (about.articles, about.sentences, about.tokens, about.checksum):
        counted = f"{len(ids)} articles, {sentences} sentences, not {about.articles} and {about.sentences}"
        raise ClusterError(
            f"{cluster.address}: {target} is not what was sent ({counted}); run: talks index build --anew"
        )


def _publish(cluster: Transport, target: str, about: About, before: str | None) -> None:
    """Shows the index under the alias, with what it says of itself and with its copies."""
    cluster.manage("PUT", f"/{target}/_mapping", {"_meta": asdict(about)})
    cluster.manage("PUT", f"/{target}/_settings", {"index": {"refresh_interval": "1s", "blocks": {"write": True}}})
    set_copies(cluster, target)
    swap(cluster, target, before)
    forget(cluster.address)
