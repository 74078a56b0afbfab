"""How documents are indexed: terms come analysed, and are ranked by BM25 with our parameters."""

from __future__ import annotations

from typing import Any

from index.analysis import ANALYSER_VERSION
from index.bm25 import K1, B

Json = dict[str, Any]

# Raise it when documents change their form.
FORMAT = 1
# Names that begin with a capital, lines a document.
NAMES_A_DOCUMENT = 5_000


def settings(shards: int) -> Json:
    """The settings of an index that is being filled: nobody reads it, so nothing is refreshed or copied."""
    return {
        "index": {
            "number_of_shards": shards,
            "number_of_replicas": 0,
            "refresh_interval": "-1",
            "codec": "best_compression",
            "merge.policy.expunge_deletes_allowed": 0,
            "similarity": {"talks": {"type": "BM25", "k1": K1, "b": B}},
        }
    }


def mappings() -> Json:
    """The fields. Terms are not kept in a sentence's source: its article has them, and they are looked for alone."""
    number = {"type": "integer"}
    word = {"type": "keyword"}
    return {
        "dynamic": "strict",
        # By this one that was begun is known again; what else it says of itself comes when it is whole.
        "_meta": {"format": FORMAT, "analyser": ANALYSER_VERSION},
        "_source": {"excludes": ["terms", "vocabulary"]},
        "properties": {
            "kind": word,
            "article": word,
            "n": {"type": "integer", "index": False},
            "tokens": {"type": "integer", "index": False},
            "answers": {"type": "boolean"},
            "terms": {"type": "text", "analyzer": "whitespace", "similarity": "talks", "index_options": "freqs"},
            "vocabulary": {"type": "text", "analyzer": "whitespace", "similarity": "talks", "index_options": "freqs"},
            "order": {"type": "double"},
            "place": {"type": "double", "index": False},
            "article_id": word,
            "file": word,
            "sentences": {"type": "integer", "index": False},
            "ladders": word,
            "published": number,
            "earliest": number,
            "latest": number,
            "stored": {"type": "object", "enabled": False},
        },
    }
