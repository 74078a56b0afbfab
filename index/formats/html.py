"""Saved web pages, with trafilatura (the extra `html`), which finds the article in the page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

from index.formats.found import MAX_FILE, Fault, Found, UnreadableError, day, one_line, whole
from index.formats.markup import decode_markup
from index.formats.text import checked
from index.model import Place

# Larger pages take seconds and are generated lists, not articles.
_MAX_PAGE = MAX_FILE // 4


def read_html(file: BinaryIO) -> Iterator[Found | Fault]:
    """The article of a page, a paragraph a line; title, date, address and site as the page's head tells them."""
    from trafilatura import bare_extraction

    page = decode_markup(whole(file, _MAX_PAGE))
    try:
        found: Any = bare_extraction(
            page,
            fast=True,
            include_comments=False,
            with_metadata=True,
            # Without the search for anything like a date: a date is never guessed.
            date_extraction_params={"extensive_search": False, "original_date": True},
        )
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        raise UnreadableError(f"not readable as a web page: {error}") from None
    if found is None or not (found.text or "").strip():
        raise UnreadableError("no article found in this page")
    yield Found(
        checked("\n".join(line.strip() for line in found.text.splitlines() if line.strip())),
        Place.PARAGRAPH,
        title=one_line(found.title),
        published=day(found.date),
        url=one_line(found.url),
        publisher=one_line(found.sitename),
    )
