"""What is asked of a cluster, as OpenSearch's query language has it."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from itertools import accumulate
from typing import Any

from index.dates import Then, Written
from index.scope import Wanted

Json = dict[str, Any]

# A cluster takes 1,024 in one search if nobody allowed it more; a few are not words.
_CLAUSES = 1_000


def bounded(wanted: Wanted, most: int = _CLAUSES) -> Wanted:
    """What is wanted, without the phrases worth least where all are more clauses than a cluster takes."""
    phrases = sorted(((worth, len(phrase)) for _, ways in wanted for phrase, worth in ways), reverse=True)
    clauses = list(accumulate(length for _, length in phrases))
    if not clauses or clauses[-1] <= most:
        return wanted
    least = phrases[bisect_right(clauses, most)][0]  # worth this much, or less, is too much
    return [(term, [(phrase, worth) for phrase, worth in ways if worth > least]) for term, ways in wanted]


def best(wanted: Wanted, k: int, boost_of: Callable[[str, float], float], *filters: Json) -> Json:
    """The k sentences that score best by what is wanted, among those that pass the filters.

    A thing counts by its best phrase alone, as in the engine. `boost_of(term, worth)` is what a term's BM25 is to be
    multiplied by, so that it is worth that much.
    """
    things = [
        {"dis_max": {"queries": [_phrase(phrase, worth, boost_of) for phrase, worth in phrases if worth > 0]}}
        for _, phrases in wanted
        if any(worth > 0 for _, worth in phrases)
    ]
    return {
        "size": k,
        "_source": False,
        "track_total_hits": False,
        "docvalue_fields": ["article", "n", "answers", "ladders"],
        # Every copy of a shard must cut ties at the same place: in reading order, as the engine does.
        "sort": [{"_score": "desc"}, {"place": "asc"}],
        "query": {
            "bool": {
                "should": things,
                "minimum_should_match": 1,
                "filter": [{"term": {"kind": "sentence"}}, *filters],
            }
        },
    }


def _phrase(phrase: Sequence[str], worth: float, boost_of: Callable[[str, float], float]) -> Json:
    scored = {"term": {"terms": {"value": phrase[0], "boost": boost_of(phrase[0], worth)}}}
    if len(phrase) == 1:
        return scored
    return {"bool": {"must": [scored], "filter": [{"term": {"terms": term}} for term in phrase[1:]]}}


def boost(worth: float, holding: int, num_sentences: int) -> float:
    """What Lucene's BM25 of a term is to be multiplied by to be worth that much instead of its own idf."""
    idf = math.log(1 + (num_sentences - holding + 0.5) / (holding + 0.5))
    return worth / max(idf, 1e-6)


def any_with(phrases: Sequence[Sequence[str]]) -> Json:
    """One sentence that holds all terms of one of the phrases."""
    ways = [{"bool": {"filter": [{"term": {"terms": term}} for term in phrase]}} for phrase in phrases]
    sentence = {"term": {"kind": "sentence"}}
    return {
        "size": 1,
        "_source": False,
        "track_total_hits": False,
        "query": {"bool": {"filter": [sentence, {"bool": {"should": ways, "minimum_should_match": 1}}]}},
    }


def treating(wanted: Wanted, k: int) -> Json:
    """The k articles that treat best of what is asked about, by the BM25 of whole articles."""
    things = [{"term": {"vocabulary": term}} for term, _ in wanted]
    return {
        "size": k,
        "_source": False,
        "track_total_hits": False,
        "sort": [{"_score": "desc"}, {"order": "asc"}],
        "query": {"bool": {"should": things, "minimum_should_match": 1, "filter": [{"term": {"kind": "article"}}]}},
    }


def answering() -> Json:
    """Only what may answer: headings, captions and metadata never do."""
    return {"term": {"answers": True}}


def written(when: Written) -> Json:
    """Only what was written then; 0 stands for a day that is not known."""
    first, last = when.days
    dated = {"range": {"published": {"gte": max(first, 1), "lte": last}}}
    if when.then is Then.SURELY:
        return dated
    if when.then is Then.BEFORE_END:
        return {"range": {"latest": {"gte": 1, "lte": last}}}
    bounded = [
        {"term": {"published": 0}},
        {"range": {"earliest": {"gte": 1, "lte": last}}},
        {"range": {"latest": {"gte": first}}},
    ]
    return {"bool": {"should": [dated, {"bool": {"filter": bounded}}], "minimum_should_match": 1}}


def counts(terms: Sequence[str], index: str, routings: Sequence[str]) -> Json:
    """In how many sentences, and in how many articles, each shard has each term: looked up, nothing is searched."""
    line = " ".join(terms)
    return _looked_up(index, {"terms": line, "vocabulary": line}, "term_statistics", routings)


def lengths(index: str, routings: Sequence[str]) -> Json:
    """How many tokens each shard counts in all its sentences together."""
    return _looked_up(index, {"terms": "a"}, "field_statistics", routings)


def _looked_up(index: str, fields: Mapping[str, str], statistics: str, routings: Sequence[str]) -> Json:
    """Statistics of fields, and of their terms, in each shard."""
    names = ("term_statistics", "field_statistics", "offsets", "positions", "payloads")
    wanted = {name: name == statistics for name in names}
    document = {"_index": index, "doc": dict(fields), "fields": list(fields), **wanted}
    return {"docs": [document | {"routing": routing} for routing in routings]}


def articles(*filters: Json, k: int, source: bool = True) -> Json:
    """The first k articles in reading order that pass the filters."""
    return {
        "size": k,
        "_source": source,
        "track_total_hits": False,
        "sort": [{"order": "asc"}],
        "query": {"bool": {"filter": [{"term": {"kind": "article"}}, *filters]}},
    }


def newest(*filters: Json, k: int) -> Json:
    """The k articles written last that pass the filters; those of an unknown day last."""
    return {**articles(*filters, k=k), "sort": [{"published": "desc"}, {"order": "asc"}]}


def holding_all(terms: Sequence[str]) -> list[Json]:
    """Only articles that hold every one of the terms."""
    return [{"term": {"vocabulary": term}} for term in terms]
