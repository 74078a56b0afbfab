"""The indices that bear an alias's name: which are ours, one made or found begun, and shown by a swap."""

from __future__ import annotations

import re
from typing import Any

from index.analysis import ANALYSER_VERSION
from index.cluster import queries, schema
from index.cluster.about import About
from index.cluster.documents import Json
from index.cluster.errors import ClusterError
from index.cluster.filling import There, listed
from index.cluster.outcome import RefusedError
from index.cluster.transport import Transport, until
from index.snapshot import SNAPSHOT_ID

# Copies are waited for so long before the swap; then the cluster serves from one copy and goes on copying.
_COPIES_S = 120.0
# What was deleted is merged away at the speed of the disks: this long, and an archive would have been written anew.
_MERGED_S = 3600.0
_THERE_ALREADY = "resource_already_exists_exception"


def is_readable(meta: Json) -> bool:
    """Whether an index that says this of itself was made as this program makes and reads them."""
    return meta.get("format") == schema.FORMAT and meta.get("analyser") == ANALYSER_VERSION


def prepared(cluster: Transport, target: str, live: tuple[str, Json] | None) -> dict[str, There]:
    """Makes the index, a clone of the live one if that is given, or finds it begun; the articles' documents in it."""
    begun = target in ours(cluster)
    if begun and not is_readable(_meta(cluster, target)):
        # Another version of the program began it, and its documents have another form.
        cluster.manage("DELETE", f"/{target}")
        begun = False
    if begun:
        # Begun before, or shown before: in both cases it is to hold just this.
        cluster.manage("PUT", f"/{target}/_settings", {"index": {"blocks": {"write": False}}})
    elif live is None:
        body = {"settings": schema.settings(cluster.address.shards), "mappings": schema.mappings()}
        _make(cluster, f"/{target}", body)
        return {}
    else:
        # A clone shares the files of its source: it costs next to nothing, and the source stays as it is.
        changed = {"index.number_of_replicas": 0, "index.blocks.write": None, "index.refresh_interval": "-1"}
        _make(cluster, f"/{live[0]}/_clone/{target}", {"settings": changed}, wait_for_active_shards="all")
    cluster.manage("POST", f"/{target}/_refresh")
    return dict(listed(cluster, target))


def _make(cluster: Transport, path: str, body: Json, **params: Any) -> None:
    """Makes an index. Where the first of two attempts was late but did it, the second finds it there."""
    try:
        cluster.manage("PUT", path, body, **params)
    except RefusedError as error:
        if error.kind != _THERE_ALREADY:
            raise


def _meta(cluster: Transport, index: str) -> Json:
    """What an index's mapping says of it."""
    found: Json = cluster.manage("GET", f"/{index}/_mapping")[index]["mappings"].get("_meta", {})
    return found


def ours(cluster: Transport) -> set[str]:
    """The indices that bear a name this program gives: the alias may begin other people's names too."""
    alias = cluster.address.alias
    found = cluster.manage("GET", f"/_cat/indices/{alias}-*", format="json", h="index")
    pattern = re.compile(rf"{alias}-{SNAPSHOT_ID.pattern}(?:-again)?")
    return {one["index"] for one in found if pattern.fullmatch(one["index"])}


def settle_counts(cluster: Transport, target: str, about: About) -> None:
    """Waits until words are counted in what the index holds alone: what was deleted counts until it is merged away.

    OpenSearch keeps it half a minute for copies that might need it. Raises ClusterError when that does not end.
    """

    def is_settled() -> bool:
        if _num_tokens(cluster, target, about) == about.tokens:
            return True
        cluster.manage("POST", f"/{target}/_flush")
        cluster.manage("POST", f"/{target}/_forcemerge", only_expunge_deletes="true", wait_for_completion="false")
        cluster.manage("POST", f"/{target}/_refresh")
        return False

    if not until(_MERGED_S, is_settled, every_s=1.0):
        raise ClusterError(
            f"{cluster.address}: what was deleted from {target} is not merged away after {_MERGED_S:.0f} s; "
            "see GET _tasks, then run: talks index build --anew"
        )


def _num_tokens(cluster: Transport, index: str, about: About) -> int:
    """The tokens of all sentences as they are counted for ranking."""
    found = cluster.manage("POST", "/_mtermvectors", queries.lengths(index, about.routings))
    fields = (shard["term_vectors"].get("terms", {}) for shard in found["docs"])
    return sum(max(0, field.get("field_statistics", {}).get("sum_ttf", 0)) for field in fields)


def set_copies(cluster: Transport, index: str) -> None:
    """As many copies as the settings say, waited for where there are nodes for them."""
    cluster.manage("PUT", f"/{index}/_settings", {"index": {"number_of_replicas": cluster.address.replicas}})
    until(_COPIES_S if cluster.address.replicas else 0.0, lambda: _is_copied(cluster, index))


def _is_copied(cluster: Transport, index: str) -> bool:
    health = cluster.manage("GET", f"/_cluster/health/{index}")
    # With fewer nodes than copies there is nothing to wait for.
    few = health["number_of_data_nodes"] <= cluster.address.replicas
    return bool(few or health["status"] == "green")


def swap(cluster: Transport, target: str, before: str | None) -> None:
    """Shows the index under the alias, in one step, and removes what is older than the one before."""
    alias = cluster.address.alias
    actions: list[Any] = [{"add": {"index": target, "alias": alias}}]
    if before is not None and before != target:
        actions.append({"remove": {"index": before, "alias": alias}})
    cluster.manage("POST", "/_aliases", {"actions": actions})
    # The one before stays for who reads from it still.
    for one in ours(cluster) - {target, before}:
        cluster.manage("DELETE", f"/{one}")
