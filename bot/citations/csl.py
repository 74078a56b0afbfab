"""References as CSL-JSON, which Zotero, pandoc and others read."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from bot.answers import Quote
from bot.citations.reference import Reference, references
from bot.citations.texts import printable


def csl_json(quotes: Iterable[Quote]) -> str:
    """A JSON list of items, an article each."""
    items = [_item(reference) for reference in references(quotes)]
    return json.dumps(items, ensure_ascii=False, indent=2) + "\n"


def _item(reference: Reference) -> dict[str, Any]:
    article = reference.article
    item: dict[str, Any] = {"id": reference.key, "type": "webpage" if reference.url else "document"}
    if reference.title:
        item["title"] = printable(reference.title)
    if article.publisher:
        item["publisher"] = printable(article.publisher)
    if reference.url:
        item["URL"] = printable(reference.url)
    if day := article.published:
        item["issued"] = {"date-parts": [[day.year, day.month, day.day]]}
        if reference.is_about:
            item["issued"]["circa"] = True
    item["note"] = printable(reference.note)
    item["annote"] = printable(reference.quoted)
    return item
