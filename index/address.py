"""Where an index is: a folder, or an alias in an OpenSearch cluster with what it takes to get in.

    https://node1:9200,node2:9200/talks

Nodes with commas between them, then the alias (default: talks). Secrets are settings of their own and never shown.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from index.errors import TalksError

# Settings of the cluster with their defaults.
DEFAULTS = {
    "TALKS_CLUSTER_USER": "",
    "TALKS_CLUSTER_PASSWORD": "",
    "TALKS_CLUSTER_API_KEY": "",
    "TALKS_CLUSTER_CA": "",
    "TALKS_CLUSTER_SHARDS": "2",
    "TALKS_CLUSTER_REPLICAS": "1",
    "TALKS_CLUSTER_DEADLINE": "4",
    "TALKS_CLUSTER_FOLDER": "var/cluster",
}
_URL = re.compile(r"(?P<scheme>https?)://(?P<nodes>[^/@\s]+)/?(?P<alias>[a-z0-9][a-z0-9_-]{0,80})?/?")
_ALIAS = "talks"


@dataclass(frozen=True, slots=True)
class Address:
    """An alias in a cluster. `folder` is where its articles are prepared; a request may take `deadline_s` seconds."""

    nodes: tuple[str, ...]
    alias: str = _ALIAS
    user: str = ""
    password: str = field(default="", repr=False)
    api_key: str = field(default="", repr=False)
    ca: str = ""
    shards: int = 2
    replicas: int = 1
    deadline_s: float = 4.0
    folder: Path = Path("var/cluster")

    def __str__(self) -> str:
        scheme = self.nodes[0].split("://", 1)[0]
        return f"{scheme}://{','.join(node.split('://', 1)[1] for node in self.nodes)}/{self.alias}"


Where = Path | Address


def is_address(text: str) -> bool:
    """Whether the setting names a cluster."""
    return text.lower().startswith(("http://", "https://"))


def where_of(text: str, settings: Mapping[str, str]) -> Where:
    """The folder or cluster that TALKS_INDEX names. Raises TalksError naming the setting that is wrong.

    >>> str(where_of("http://127.0.0.1:9201,127.0.0.1:9202", {}))
    'http://127.0.0.1:9201,127.0.0.1:9202/talks'
    """
    if not is_address(text):
        return Path(text)
    parts = _URL.fullmatch(text)
    nodes = _nodes(parts["scheme"], parts["nodes"]) if parts else ()
    if parts is None or not nodes:
        hint = "https://node1:9200,node2:9200/talks; user and password are TALKS_CLUSTER_USER and _PASSWORD"
        raise TalksError(f"TALKS_INDEX: is no address of a cluster (secrets are not shown); write it as {hint}")
    found = DEFAULTS | dict(settings)
    ca = found["TALKS_CLUSTER_CA"]
    if ca and not Path(ca).is_file():
        raise TalksError(f"TALKS_CLUSTER_CA: {ca}: no such file; name the file of the cluster's certificate authority")
    if found["TALKS_CLUSTER_USER"] and found["TALKS_CLUSTER_API_KEY"]:
        raise TalksError("TALKS_CLUSTER_USER and TALKS_CLUSTER_API_KEY: a cluster takes one login; set one of them")
    return Address(
        nodes,
        parts["alias"] or _ALIAS,
        found["TALKS_CLUSTER_USER"],
        found["TALKS_CLUSTER_PASSWORD"],
        found["TALKS_CLUSTER_API_KEY"],
        ca,
        int(_number("TALKS_CLUSTER_SHARDS", found, 1, 1000)),
        int(_number("TALKS_CLUSTER_REPLICAS", found, 0, 10)),
        _number("TALKS_CLUSTER_DEADLINE", found, 0.1, 600),
        Path(found["TALKS_CLUSTER_FOLDER"]),
    )


def _nodes(scheme: str, listed: str) -> tuple[str, ...]:
    """The addresses of the nodes; none where one of them has no host, or a port that there is not."""
    nodes = tuple(f"{scheme}://{node}" for node in listed.split(",") if node)
    try:
        return nodes if all(urlsplit(node).hostname and urlsplit(node).port != 0 for node in nodes) else ()
    except ValueError:
        return ()


def _number(name: str, settings: Mapping[str, str], least: float, most: float) -> float:
    try:
        value = float(settings[name])
    except ValueError:
        value = float("nan")
    if not least <= value <= most:
        raise TalksError(
            f"{name}: {settings[name]!r} is no number from {least:g} to {most:g}; correct it in the environment or .env"
        )
    return value
