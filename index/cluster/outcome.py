"""What came of a request: whole or not, whether another try may do better, and what is told where none did."""

from __future__ import annotations

from typing import Any

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
from index.cluster.trust import untrusted

# What a request may end in.
FAULTS = (ConnectionError, TransportError, SerializationError)
# A cluster that is busy, starts, or has just lost a node answers so.
_AGAIN = (429, 502, 503, 504)
_GONE = "index_not_found_exception"
# Nobody may write: its disks are full, or somebody closed it. It has the status of a login that does not reach so far.
_BLOCKED = "cluster_block_exception"


class PartError(Exception):
    """An answer of a part of the cluster. `may_pass` says whether another try may bring all of it."""

    def __init__(self, told: str, *, may_pass: bool = True) -> None:
        super().__init__(told)
        self.may_pass = may_pass


class _NotThereError(Exception):
    """One of several requests sent together asked an index that is gone."""


class RefusedError(ClusterError):
    """The cluster understood and refused; asking again brings nothing else. `kind` is its name for the reason."""

    def __init__(self, told: str, kind: str) -> None:
        super().__init__(told)
        self.kind = kind


NOT_WHOLE = (PartError, _NotThereError)


def whole(answer: Any) -> Any:
    """The answer. Raises one of NOT_WHOLE when shards did not answer, did not in time, or an item of it failed."""
    if not isinstance(answer, dict):
        return answer
    for one in (answer, *answer.get("responses", ())):
        if "error" in one and "responses" not in one:
            raise _failed("a search failed", one)
        if one.get("timed_out") is True:
            raise PartError("a search ran out of time")
        _check_shards(one)
    for one in answer.get("docs", ()):
        if "error" in one:
            raise _failed("a document could not be fetched", one)
    return answer


def _check_shards(answer: Any) -> None:
    shards = answer.get("_shards") or {}
    missing = shards.get("failed") or 0
    if "hits" in answer:
        # A shard of which no copy is there has not failed: it is only not among those that answered. Elsewhere all
        # copies are counted, and one that is not there yet is nothing to wait for.
        missing = max(missing, shards.get("total", 0) - shards.get("successful", shards.get("total", 0)))
    if missing:
        raise PartError(f"{missing} of {shards['total']} shards did not answer")


def _failed(what: str, one: Any) -> Exception:
    """What to raise for an item with an error."""
    kind = _kind(one["error"])
    if kind == _GONE:
        return _NotThereError(kind)
    status = one.get("status", 503)
    return PartError(f"{what} ({kind})", may_pass=status in _AGAIN or status >= 500)


def may_pass(error: Exception) -> bool:
    """Whether another node, or the same one a moment later, may do better."""
    if isinstance(error, (AuthenticationException, AuthorizationException, SSLError, SerializationError)):
        return False
    if isinstance(error, PartError):
        return error.may_pass
    return isinstance(error, ConnectionError) or getattr(error, "status_code", None) in _AGAIN


def is_silence(error: Exception) -> bool:
    """Whether nobody answered, in time or at all."""
    return isinstance(error, ConnectionError) and not isinstance(error, SSLError)


def told(address: Address, error: Exception, within: float) -> ClusterError:
    """The error that people see: where, what is wrong, what to do."""
    if isinstance(error, PartError):
        return ClusterError(f"{address}: {error}; nothing is answered from a part: see GET _cluster/health")
    if isinstance(error, (AuthenticationException, AuthorizationException)) and error.error != _BLOCKED:
        remedy = "set TALKS_CLUSTER_USER and TALKS_CLUSTER_PASSWORD, or TALKS_CLUSTER_API_KEY"
        return ClusterError(f"{address}: refused the login ({error.status_code}); {remedy}")
    if isinstance(error, SSLError):
        return ClusterError(f"{address}: {untrusted(str(error.error))}")
    if isinstance(error, (NotFoundError, _NotThereError)):
        why = _reason(error) if isinstance(error, NotFoundError) else str(error)
        return GoneError(f"{address}: the index is gone ({why}); run: talks index build")
    if isinstance(error, ConnectionError):
        return ClusterError(f"{address}: no node answered within {within:g} s; start it or correct TALKS_INDEX")
    if isinstance(error, TransportError):
        said = f"{address}: {_reason(error)} (status {error.status_code}); see GET _cluster/health"
        return ClusterError(said) if may_pass(error) else RefusedError(said, str(error.error))
    return ClusterError(f"{address}: answered what is no JSON; is it an OpenSearch cluster? correct TALKS_INDEX")


def _kind(error: Any) -> str:
    """The name of an error's first cause: that a search failed says less than why."""
    causes = error.get("root_cause") if isinstance(error, dict) else None
    cause = causes[0] if causes else error
    return str(cause.get("type", cause)) if isinstance(cause, dict) else str(cause)


def _reason(error: TransportError) -> str:
    """What the cluster says, in one line."""
    info = error.info
    if isinstance(info, dict) and isinstance(info.get("error"), dict):
        causes = info["error"].get("root_cause") or [info["error"]]
        return _line(f"{causes[0].get('type')}: {causes[0].get('reason')}")
    return _line(str(error.error))


def _line(text: str) -> str:
    return " ".join(text.split())[:200]
