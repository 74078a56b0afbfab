"""Where sentences live, in one place for the whole program: a folder, or a cluster where the setting is an address.

Only what is asked here knows which of the two it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from index import files, snapshot
from index.address import Address, Where
from index.errors import TalksError
from index.snapshot import Snapshot

if TYPE_CHECKING:
    from index.analysing import Progress
    from index.build import Report
    from index.cluster.acceptance import Verdict


def folder_of(where: Where) -> Path:
    """The folder of an index, or the one that a cluster's articles are prepared in."""
    return where.folder if isinstance(where, Address) else where


def current_id(where: Where) -> str | None:
    """The id of the live snapshot; None when nothing was ever published there."""
    if isinstance(where, Address):
        _needs_client()
        from index.cluster.opening import current_id as id_in_cluster

        return id_in_cluster(where)
    return snapshot.current_id(where)


def built_at(where: Where) -> float:
    """When the live snapshot was published, in seconds since 1970."""
    if isinstance(where, Address):
        from index.cluster.opening import open_live

        return open_live(where).about.built
    return (where / snapshot.CURRENT).stat().st_mtime


def load(where: Where) -> Snapshot:
    """Opens the live snapshot. Raises TalksError when there is none, it is damaged or can't be reached."""
    if isinstance(where, Address):
        _needs_client()
        from index.cluster.opening import open_live

        return open_live(where)
    return snapshot.load(where)


def verify(where: Where) -> Snapshot:
    """The live snapshot after every article was checked. Raises TalksError naming the first fault."""
    if isinstance(where, Address):
        _needs_client()
        from index.cluster.opening import verify as verify_cluster

        return verify_cluster(where)
    return snapshot.verify(where)


def build(
    paths: Sequence[Path],
    where: Where,
    progress: Progress | None = None,
    *,
    anew: bool = False,
    whole: bool = False,
) -> Report:
    """Reads the articles under the paths and publishes a snapshot of them; see index.build."""
    if isinstance(where, Address):
        current_id(where)  # whoever can't get in is told so before hours of work, not after
    from index.build import build as build_folder

    report = build_folder(paths, folder_of(where), progress, anew=anew, whole=whole)
    if isinstance(where, Address):
        from index.cluster.shipping import ship

        ship(snapshot.load(where.folder), where, progress, anew=anew)
    return report


def contract(where: Where) -> Iterator[Verdict]:
    """Whether a cluster does what an index in it needs, point by point. Raises TalksError where it is none."""
    if not isinstance(where, Address):
        raise TalksError(f"{where}: no address of a cluster; write it as https://node1:9200,node2:9200")
    _needs_client()
    from index.cluster.acceptance import contract as contract_of

    return contract_of(where)


def _needs_client() -> None:
    """Raises TalksError where the cluster's client is not installed."""
    if find_spec("opensearchpy") is None:
        raise TalksError("an index in a cluster needs its client; run: pip install 'talks[cluster]'")


def sources(where: Where) -> list[Path]:
    """The paths the live snapshot was built from; empty when that is not known."""
    return files.sources(folder_of(where))


def is_stale(where: Where, found: Snapshot) -> bool:
    """Whether the articles changed since the index was built, as far as this machine knows."""
    folder = folder_of(where)
    if isinstance(where, Address):
        if not files.sources(folder):
            return False  # the articles are elsewhere: no need to ask for all their names
        if snapshot.current_id(folder) != found.snapshot_id:
            return True  # another machine has published since, or the last build did not come to its end
        found = snapshot.load(folder)
    return files.is_stale(folder, found.files)
