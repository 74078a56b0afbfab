"""An analysed question to the sentences that may answer it."""

from __future__ import annotations

from bot.answers import Query
from index.model import Hit, Kind
from index.snapshot import Snapshot


def choose(query: Query, snapshot: Snapshot, k: int) -> list[Hit]:
    """The k best sentences for the question; headings, captions and metadata never answer."""
    hits = snapshot.ranker.rank(query.terms, 4 * k)
    sentences = [hit for hit in hits if snapshot.sentence(hit.sentence_id).kind is Kind.SENTENCE]
    return [Hit(hit.sentence_id, hit.score, rank) for rank, hit in enumerate(sentences[:k], start=1)]
