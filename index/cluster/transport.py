"""Requests to a cluster: on another node where one fails, until a deadline, and whole or not at all."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from opensearchpy import OpenSearch

from index.address import Address
from index.cluster.outcome import FAULTS, NOT_WHOLE, is_silence, may_pass, told, whole
from index.cluster.trust import check_authority

Json = dict[str, Any]

# It logs each failed attempt with a traceback; what comes of them is told by an error.
logging.getLogger("opensearch").setLevel(logging.ERROR)

# An attempt takes this share of the deadline at most, so that another node gets its turn.
_SHARE = 0.34
_FIRST_PAUSE, _LONGEST_PAUSE = 0.05, 5.0
_ADMIN_S = 60.0


class Transport:
    """One cluster's nodes; safe to share between threads."""

    def __init__(self, address: Address) -> None:
        self.address = address
        if address.ca:
            check_authority(address.ca)
        self._client = OpenSearch(
            list(address.nodes),
            http_auth=(address.user, address.password) if address.user else None,
            headers={"Authorization": f"ApiKey {address.api_key}"} if address.api_key else None,
            ca_certs=address.ca or None,
            verify_certs=True,
            max_retries=0,
            retry_on_timeout=True,  # with no retries: the next attempt takes another node
            dead_timeout=2,
            http_compress=True,
            pool_maxsize=16,
        )

    def ask(self, method: str, path: str, body: Any = None, *, within_s: float | None = None, **params: Any) -> Any:
        """The cluster's answer to one request. Raises ClusterError when no node gives a whole one in time.

        A list as body is sent as JSON lines.

        `within_s` seconds (default: the address's deadline) are shared by the attempts.
        """
        within = within_s or self.address.deadline_s
        ends, pause = time.monotonic() + within, _FIRST_PAUSE
        data = "".join(f"{json.dumps(line)}\n" for line in body) if isinstance(body, list) else body
        headers = {"content-type": "application/x-ndjson"} if isinstance(body, list) else None
        said: Exception | None = None
        while True:
            left = ends - time.monotonic()
            timeout = min(left, max(within * _SHARE, 0.1))
            try:
                return whole(
                    self._client.transport.perform_request(
                        method, path, params=dict(params), body=data, headers=headers, timeout=timeout
                    )
                )
            except (*FAULTS, *NOT_WHOLE) as error:
                # A last attempt that has no time left says nothing of what those before it met.
                said = said if said is not None and is_silence(error) else error
                if not may_pass(error) or time.monotonic() + pause >= ends:
                    raise told(self.address, said, within) from said
            time.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE)

    def manage(self, method: str, path: str, body: Any = None, **params: Any) -> Any:
        """As `ask`, for what may take a cluster longer: making, cloning, counting."""
        return self.ask(method, path, body, within_s=max(_ADMIN_S, self.address.deadline_s), **params)

    def search(self, index: str, bodies: Sequence[Mapping[str, Any]]) -> list[Json]:
        """The answers to some searches of an index, scored by the figures of all shards together."""
        head = {"index": index, "search_type": "dfs_query_then_fetch", "allow_partial_search_results": False}
        lines = [line for body in bodies for line in (head, body)]
        found: list[Json] = self.ask("POST", "/_msearch", lines)["responses"]
        return found

    def fetch(self, index: str, ids: Sequence[str]) -> dict[str, Json]:
        """The sources of the documents with these ids, those that are there."""
        if not ids:
            return {}
        found = self.ask("POST", f"/{index}/_mget", {"ids": list(ids)})["docs"]
        return {one["_id"]: one["_source"] for one in found if one.get("found")}

    def pages(self, index: str, body: Mapping[str, Any], size: int) -> Iterator[list[Json]]:
        """All hits of a search that is sorted by something no two documents share, a page at a time."""
        after: list[Any] | None = None
        while True:
            more = {"search_after": after} if after else {}
            asked = {**body, "size": size, **more}
            found = self.manage("POST", f"/{index}/_search", asked, allow_partial_search_results="false")
            hits = found["hits"]["hits"]
            if hits:
                yield hits
            if len(hits) < size:
                return
            after = hits[-1]["sort"]


@cache
def transport(address: Address) -> Transport:
    """The transport of an address, one a process."""
    return Transport(address)


def until(seconds: float, done: Callable[[], bool], *, every_s: float = 0.2) -> bool:
    """Whether it came true within so many seconds; looked at again and again."""
    ends = time.monotonic() + seconds
    while not done():
        if time.monotonic() >= ends:
            return False
        time.sleep(every_s)
    return True
