"""Articles as a build analyses and publishes them, without files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from index.entries import Entry, entry_of
from index.model import Article
from index.publish import Analysed, Contents, drafted, publish
from index.updating import update


def analysed(articles: Sequence[Article]) -> Analysed:
    """What a full build stores of the articles."""
    return update([entry_of(article) for article in articles], _text, None, None)[0]


def publish_articles(index: Path, articles: Sequence[Article]) -> str:
    """Publishes the articles as a build does, without files to read."""
    draft = drafted(Contents.of(articles), analysed(articles))
    publish(index, draft)
    return draft.snapshot_id


def _text(entry: Entry) -> str:
    return entry.article.text
