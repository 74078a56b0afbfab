"""A snapshot that was built in a folder, into a cluster: a fresh index, filled, checked, and shown by one swap.

Each article's document is named by the hash of what it holds, so what is there already stays: the index before is
cloned and only what differs is written, and a build that was cut short goes on where it stopped.
"""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from dataclasses import asdict
from itertools import count, pairwise
from typing import Any

import numpy as np

from index.address import Address
from index.analysing import Progress
from index.analysis import ANALYSER_VERSION
from index.cluster import schema
from index.cluster.about import About
from index.cluster.documents import Document, Json, Source
from index.cluster.errors import ClusterError
from index.cluster.filling import There, add, bulk, indexed, listed, remove
from index.cluster.opening import checksum, forget, live_index
from index.cluster.transport import Transport, transport, until
from index.snapshot import SNAPSHOT_ID, Snapshot

# Copies are waited for so long before the swap; then the cluster serves from one copy and goes on copying.
_COPIES_S = 120.0


def ship(snapshot: Snapshot, address: Address, progress: Progress | None = None, *, anew: bool = False) -> str:
    """Publishes the snapshot under the address's alias; the name of its index.

    Either all of it is there, checked, and the alias shows it, or the alias shows what it showed before.
    """
    cluster = transport(address)
    live = live_index(cluster)
    target = f"{address.alias}-{snapshot.snapshot_id}"
    if live is not None and live[0].startswith(target):
        if not anew and live[1].get("format") == schema.FORMAT and live[1].get("analyser") == ANALYSER_VERSION:
            return live[0]
        target += "-again" if live[0] == target else ""
    source = Source(snapshot)
    wanted = list(source.documents())
    there = _prepared(cluster, target, None if anew else live)
    orders = _orders(wanted, there)
    if orders is None:  # no room between two neighbours, or another order: as if nothing had been there
        cluster.manage("DELETE", f"/{target}")
        there = _prepared(cluster, target, None)
        orders = [float(number) for number in range(len(wanted))]
    stay = {one.doc_id for one in wanted}
    remove(cluster, target, {doc_id: one for doc_id, one in there.items() if doc_id not in stay})
    new = {one.number: order for one, order in zip(wanted, orders, strict=True) if one.doc_id not in there}
    if new:
        add(cluster, target, wanted, source.stored(), new, progress)
    about = _about(snapshot, wanted, _names(cluster, target, snapshot), _routings(cluster, target))
    _check(cluster, target, about)
    _publish(cluster, target, about, live[0] if live else None)
    return target


def _prepared(cluster: Transport, target: str, live: tuple[str, Json] | None) -> dict[str, There]:
    """Makes the index, or finds it begun; the documents of articles that are in it."""
    if target not in _ours(cluster):
        same = live is not None and live[1].get("format") == schema.FORMAT
        if live is None or not same or live[1].get("analyser") != ANALYSER_VERSION:
            body = {"settings": schema.settings(cluster.address.shards), "mappings": schema.mappings()}
            cluster.manage("PUT", f"/{target}", body)
            return {}
        # A clone shares the files of its source: it costs next to nothing, and the source stays as it is.
        changed = {"index.number_of_replicas": 0, "index.blocks.write": None, "index.refresh_interval": "-1"}
        cluster.manage("PUT", f"/{live[0]}/_clone/{target}", {"settings": changed}, wait_for_active_shards="all")
    else:
        # Begun before, or shown before: in both cases it is to hold just this.
        cluster.manage("PUT", f"/{target}/_settings", {"index": {"blocks": {"write": False}}})
    cluster.manage("POST", f"/{target}/_refresh")
    return dict(listed(cluster, target))


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
    # What is deleted is counted with the rest until it is merged away.
    cluster.manage("POST", f"/{target}/_forcemerge", only_expunge_deletes="true")
    cluster.manage("POST", f"/{target}/_refresh")
    body = {
        "size": 0,
        "query": {"term": {"kind": "sentence"}},
        "track_total_hits": True,
        "aggs": {"tokens": {"sum": {"field": "tokens"}}},
    }
    found = cluster.manage("POST", f"/{target}/_search", body)
    ids = [doc_id for doc_id, _ in listed(cluster, target)]
    sentences, tokens = found["hits"]["total"]["value"], int(found["aggregations"]["tokens"]["value"])
    if (len(ids), sentences, tokens, checksum(ids)) != (about.articles, about.sentences, about.tokens, about.checksum):
        counted = f"{len(ids)} articles, {sentences} sentences, not {about.articles} and {about.sentences}"
        raise ClusterError(
            f"{cluster.address}: {target} is not what was sent ({counted}); run: talks index build --anew"
        )


def _publish(cluster: Transport, target: str, about: About, before: str | None) -> None:
    """Shows the index under the alias, in one step, and removes what is older than the one before."""
    address = cluster.address
    cluster.manage("PUT", f"/{target}/_mapping", {"_meta": asdict(about)})
    finished = {"number_of_replicas": address.replicas, "refresh_interval": "1s"}
    cluster.manage("PUT", f"/{target}/_settings", {"index": {**finished, "blocks": {"write": True}}})
    until(_COPIES_S if address.replicas else 0.0, lambda: _is_copied(cluster, target))
    swap: list[Any] = [{"add": {"index": target, "alias": address.alias}}]
    if before is not None and before != target:
        swap.append({"remove": {"index": before, "alias": address.alias}})
    cluster.manage("POST", "/_aliases", {"actions": swap})
    forget(address)
    # The one before stays for who reads from it still.
    for one in _ours(cluster) - {target, before}:
        cluster.manage("DELETE", f"/{one}")


def _ours(cluster: Transport) -> set[str]:
    """The indices that bear a name this program gives: the alias may begin other people's names too."""
    alias = cluster.address.alias
    found = cluster.manage("GET", f"/_cat/indices/{alias}-*", format="json", h="index")
    pattern = re.compile(rf"{alias}-{SNAPSHOT_ID.pattern}(?:-again)?")
    return {one["index"] for one in found if pattern.fullmatch(one["index"])}


def _is_copied(cluster: Transport, index: str) -> bool:
    health = cluster.manage("GET", f"/_cluster/health/{index}")
    # With fewer nodes than copies there is nothing to wait for.
    few = health["number_of_data_nodes"] <= cluster.address.replicas
    return bool(few or health["status"] == "green")
