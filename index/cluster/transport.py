"""Requests to a cluster: on another node where one fails, until a deadline, and whole or not at all."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from opensearchpy import OpenSearch
from opensearchpy.exceptions import (
    AuthenticationException,
    AuthorizationException,
    ConnectionError,  # noqa: A004 - the library's name
    NotFoundError,
    SerializationError,
    SSLError,
    TransportError,
)

from index.address import Address
from index.cluster.errors import ClusterError, GoneError
from index.cluster.trust import check_authority, untrusted

Json = dict[str, Any]

# It logs each failed attempt with a traceback; what comes of them is told by an error.
logging.getLogger("opensearch").setLevel(logging.ERROR)

# A cluster that is busy, starts, or has just lost a node answers so.
_AGAIN = (429, 502, 503, 504)
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
        while True:
            left = ends - time.monotonic()
            timeout = min(left, max(within * _SHARE, 0.1))
            try:
                return _whole(
                    self._client.transport.perform_request(
                        method, path, params=dict(params), body=data, headers=headers, timeout=timeout
                    )
                )
            except (ConnectionError, TransportError, SerializationError, PartError) as error:
                if not _may_pass(error):
                    raise self._told(error, within) from error
                if time.monotonic() + pause >= ends:
                    raise self._told(error, within) from error
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
            hits = self.manage("POST", f"/{index}/_search", {**body, "size": size, **more})["hits"]["hits"]
            if hits:
                yield hits
            if len(hits) < size:
                return
            after = hits[-1]["sort"]

    def _told(self, error: Exception, within: float) -> ClusterError:
        address = self.address
        if isinstance(error, PartError):
            return ClusterError(f"{address}: {error}; nothing is answered from a part: see GET _cluster/health")
        if isinstance(error, (AuthenticationException, AuthorizationException)):
            remedy = "set TALKS_CLUSTER_USER and TALKS_CLUSTER_PASSWORD, or TALKS_CLUSTER_API_KEY"
            return ClusterError(f"{address}: refused the login ({error.status_code}); {remedy}")
        if isinstance(error, SSLError):
            return ClusterError(f"{address}: {untrusted(str(error.error))}")
        if isinstance(error, NotFoundError):
            return GoneError(f"{address}: the index is gone ({_reason(error)}); run: talks index build")
        if isinstance(error, ConnectionError):
            return ClusterError(f"{address}: no node answered within {within:g} s; start it or correct TALKS_INDEX")
        if isinstance(error, TransportError):
            return ClusterError(f"{address}: {_reason(error)} (status {error.status_code}); see GET _cluster/health")
        return ClusterError(f"{address}: answered what is no JSON; is it an OpenSearch cluster? correct TALKS_INDEX")


class PartError(Exception):
    """An answer of a part of the cluster."""


def _may_pass(error: Exception) -> bool:
    """Whether another node, or the same one a moment later, may do better."""
    if isinstance(error, (AuthenticationException, AuthorizationException, SSLError, SerializationError)):
        return False
    return isinstance(error, (ConnectionError, PartError)) or getattr(error, "status_code", None) in _AGAIN


def _whole(answer: Any) -> Any:
    """The answer. Raises PartError when shards did not answer, did not in time, or an item of it failed."""
    for one in (answer, *answer.get("responses", ())) if isinstance(answer, dict) else ():
        if "error" in one and "responses" not in one:
            raise PartError(f"a search failed ({_kind(one['error'])})")
        if one.get("timed_out") is True:
            raise PartError("a search ran out of time")
        shards = one.get("_shards") or {}
        # A copy that is not there yet counts neither as failed nor as successful.
        if shards.get("failed"):
            raise PartError(f"{shards['failed']} of {shards['total']} shards did not answer")
    for one in answer.get("docs", ()) if isinstance(answer, dict) else ():
        if "error" in one:
            raise PartError(f"a document could not be fetched ({_kind(one['error'])})")
    return answer


def _kind(error: Any) -> str:
    return str(error.get("type", error)) if isinstance(error, dict) else str(error)


def _reason(error: TransportError) -> str:
    """What the cluster says, in one line."""
    info = error.info
    if isinstance(info, dict) and isinstance(info.get("error"), dict):
        causes = info["error"].get("root_cause") or [info["error"]]
        return f"{causes[0].get('type')}: {causes[0].get('reason')}"[:200] if causes else _kind(info["error"])
    return str(error.error)[:200]


@cache
def transport(address: Address) -> Transport:
    """The transport of an address, one a process."""
    return Transport(address)


def until(seconds: float, done: Callable[[], bool]) -> bool:
    """Whether it came true within so many seconds."""
    ends = time.monotonic() + seconds
    while not done():
        if time.monotonic() >= ends:
            return False
        time.sleep(0.2)
    return True
