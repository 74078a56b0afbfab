"""The live index of a cluster, found by its alias."""

from __future__ import annotations

import hashlib
import threading
import time
from typing import Any

from index.address import Address
from index.analysis import ANALYSER_VERSION
from index.cluster.about import about_of
from index.cluster.documents import id_of
from index.cluster.errors import ClusterError, GoneError
from index.cluster.library import Library
from index.cluster.part import Part
from index.cluster.schema import FORMAT
from index.cluster.transport import Transport, transport
from index.errors import SnapshotError

REMEDY = "run: talks index build"
# The alias is looked at again after so many seconds.
_LOOK_EVERY = 1.0
# And may take so long, where an earlier look is known.
_LOOK_S = 0.5

_lock = threading.Lock()
_looked: dict[Address, tuple[float, str | None]] = {}


def current_id(address: Address) -> str | None:
    """The id of the live snapshot as of a moment ago; None when nothing was ever published there."""
    with _lock:
        looked, found = _looked.get(address, (0.0, None))
        if looked and time.monotonic() < looked + _LOOK_EVERY:
            return found
    try:
        live = live_index(transport(address), within_s=_LOOK_S if looked else None)
        found = str(live[1].get("snapshot", "")) if live else None
    except ClusterError:
        if not looked:
            raise
        # What was seen last serves on, if the cluster can: asking it will tell.
    with _lock:
        _looked[address] = (time.monotonic(), found)
    return found


def forget(address: Address) -> None:
    """The next look at the alias is taken at once."""
    with _lock:
        _looked.pop(address, None)


def live_index(cluster: Transport, within_s: float | None = None) -> tuple[str, dict[str, Any]] | None:
    """Name of the index behind the alias, and what its mapping says of it, in one answer; None without an alias."""
    try:
        # Every node knows it; the one that manages the cluster may be busy, or gone.
        found = cluster.ask("GET", f"/{cluster.address.alias}/_mapping", within_s=within_s, local="true")
    except GoneError:
        return None
    metas = {name: one["mappings"].get("_meta", {}) for name, one in found.items()}
    if cluster.address.alias in found or not all(meta.get("snapshot") for meta in metas.values()):
        raise SnapshotError(f"{cluster.address}: that alias is in use for something else; name another in TALKS_INDEX")
    if len(metas) > 1:
        shown = ", ".join(sorted(metas))
        raise SnapshotError(f"{cluster.address}: the alias shows several indices ({shown}); leave it to one of them")
    return metas.popitem()


def open_live(address: Address) -> Part:
    """The live snapshot. Raises SnapshotError when there is none, or another version of the program made it."""
    cluster = transport(address)
    live = live_index(cluster)
    if live is None:
        raise SnapshotError(f"{address}: no index there; {REMEDY}")
    name, meta = live
    try:
        about = about_of(meta)
    except (KeyError, TypeError) as error:
        raise SnapshotError(f"{address}: {name} is no index of this program ({error}); {REMEDY}") from None
    for kind, found, expected in (("format", about.format, FORMAT), ("analyser", about.analyser, ANALYSER_VERSION)):
        if found != expected:
            raise SnapshotError(f"{address}: {name} has {kind} {found}, expected {expected}; {REMEDY}")
    return Part(Library(cluster, name, about))


def verify(address: Address) -> Part:
    """The live snapshot after every article's document was read and compared with its hash.

    Raises SnapshotError naming the first fault.
    """
    part = open_live(address)
    about, library = part.about, part.library
    ids, sentences = [], 0
    for one, source in library.documents():
        if (
            id_of(source["stored"]) != one
            or hashlib.sha256(source["stored"]["text"].encode()).hexdigest() not in (source["stored"]["record"])
        ):
            raise SnapshotError(f"{address}: the document {one} is damaged; {REMEDY} --anew")
        ids.append(one)
        sentences += len(source["stored"]["rows"])
    if (len(ids), sentences, checksum(ids)) != (about.articles, about.sentences, about.checksum):
        raise SnapshotError(f"{address}: {len(ids)} of {about.articles} articles are there; {REMEDY} --anew")
    return part


def checksum(doc_ids: list[str]) -> str:
    """One hash of all articles' documents, whatever their order."""
    return hashlib.sha256("\n".join(sorted(doc_ids)).encode()).hexdigest()
