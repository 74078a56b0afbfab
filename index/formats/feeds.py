"""Saved RSS and Atom feeds, with feedparser (the extra `feeds`): every entry is an article."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
from collections.abc import Iterator
from typing import Any, BinaryIO

from index.formats.found import MAX_FILE, Fault, Found, UnreadableError, one_line, whole
from index.formats.hardened_xml import refuse_entities
from index.formats.markup import paragraphs_of
from index.formats.text import checked
from index.model import Place


def read_feed(file: BinaryIO) -> Iterator[Found | Fault]:
    """The entries, a paragraph a line; title, day, address from each, publisher from the feed's title."""
    import feedparser

    data = whole(file, MAX_FILE // 4)
    refuse_entities(data)
    # As a file object: a string would be taken for an address and fetched.
    feed = feedparser.parse(io.BytesIO(data), sanitize_html=False, resolve_relative_uris=False)
    if not feed.entries:
        raise UnreadableError("no entry in it; not an RSS or Atom feed?")
    for number, entry in enumerate(feed.entries, start=1):
        try:
            yield _article(entry, one_line(feed.feed.get("title")))
        except UnreadableError as error:
            yield Fault(f"entry {number}: {error}")


def _article(entry: Any, publisher: str | None) -> Found:
    contents = [content.get("value", "") for content in entry.get("content", [])] or [entry.get("summary", "")]
    title, url = one_line(" ".join(paragraphs_of(entry.get("title", "")))), one_line(entry.get("link"))
    text = checked("\n".join(line for content in contents for line in paragraphs_of(content)))
    when = entry.get("published_parsed") or entry.get("updated_parsed")
    # Feeds drop old entries at their end: an entry's number would change, its own name does not.
    name = entry.get("id") or url or f"{title}\n{text}"
    key = "#" + hashlib.sha256(name.encode("utf-8", "replace")).hexdigest()[:8]
    published = dt.date(*when[:3]) if when else None
    return Found(text, Place.PARAGRAPH, key, title=title, published=published, url=url, publisher=publisher)
