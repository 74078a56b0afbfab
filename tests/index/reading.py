"""Articles as a build analyses and publishes them, without files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from index.entries import Entry, entry_of
from index.model import Article
from index.publish import Contents, publish
from index.updating import Updated, update


def analysed(articles: Sequence[Article]) -> Updated:
    """What a full build stores of the articles."""
    return update([entry_of(article) for article in articles], _text, None, None)


def publish_articles(index: Path, articles: Sequence[Article]) -> str:
    """Publishes the articles as a build does, without files to read."""
    return publish(index, Contents.of(articles), analysed(articles).analysed)


def _text(entry: Entry) -> str:
    return entry.article.text
