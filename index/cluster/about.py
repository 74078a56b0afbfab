"""What an index in a cluster says of itself, in its mapping."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class About:
    """What an index says of itself; see shipping. `mean_idf` and `tokens` are of all its terms and sentences.

    `routings` are values that lead to each of its shards.
    """

    snapshot: str
    format: int
    analyser: int
    articles: int
    sentences: int
    tokens: int
    terms: int
    mean_idf: float
    newest: int
    names: int
    checksum: str
    built: float
    routings: tuple[str, ...]


def about_of(meta: dict[str, Any]) -> About:
    """What an index's mapping says of it. Raises KeyError or TypeError when it is not one of ours."""
    return About(**{name: meta[name] for name in About.__slots__} | {"routings": tuple(meta["routings"])})
