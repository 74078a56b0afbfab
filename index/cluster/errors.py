"""What a cluster can do wrong. Never a shorter answer: an error that says what to do."""

from __future__ import annotations

from index.errors import ReplacedError, TalksError


class ClusterError(TalksError):
    """A cluster refused, did not answer in time, or answered in part."""


class GoneError(ClusterError, ReplacedError):
    """The index that was read from has been replaced and removed since."""
