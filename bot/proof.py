"""The last check before anything is sent: every quote is a slice of the stored article."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

from bot.answers import Abstained, Answer, Answered, Quote, Reason
from index.errors import SnapshotError
from index.files import is_present
from index.snapshot import Snapshot

log = logging.getLogger(__name__)


def prove(answer: Answer, snapshot: Snapshot, sources: list[Path]) -> Answer:
    """The answer with only those quotes that are slices of the stored bytes, read anew and compared.

    A quote is also dropped when its article's file is gone from the folder it was read from.
    """
    match answer:
        case Abstained():
            return replace(answer, related=_proved(answer.related, snapshot, sources))
        case Answered():
            quotes = _proved(answer.quotes, snapshot, sources)
            if quotes == answer.quotes:
                return answer
            if not quotes:
                return Abstained(answer.query, Reason.WITHDRAWN, (), (), answer.snapshot_id, 0.0)
            best = quotes[0]
            short = best.short_answer.of(best.article.text) if best.short_answer else None
            kept = sum(quote in quotes for quote in answer.quotes[: answer.answering])
            return replace(answer, quotes=quotes, short_answer=short, answering=kept)


def _proved(quotes: tuple[Quote, ...], snapshot: Snapshot, sources: list[Path]) -> tuple[Quote, ...]:
    # Several quotes of one long article read and hash it once.
    stored_text = cache(snapshot.stored_text)
    return tuple(quote for quote in quotes if _is_proved(quote, stored_text, sources))


def _is_proved(quote: Quote, stored_text: Callable[[str], str], sources: list[Path]) -> bool:
    article = quote.article
    try:
        stored = stored_text(article.article_id)
    except (SnapshotError, KeyError) as error:
        log.error("event=quote_refused article=%s error=%s", article.article_id, error)
        return False
    spans = (quote.span, *quote.highlights)
    if any(not span.of(stored) or span.of(stored) != span.of(article.text) for span in spans):
        log.error("event=quote_refused article=%s span=%s", article.article_id, quote.span)
        return False
    if _is_withdrawn(article.file, sources):
        log.warning("event=quote_withheld article=%s reason=withdrawn", article.article_id)
        return False
    return True


def _is_withdrawn(file: str, sources: list[Path]) -> bool:
    """Whether the file is gone though its folder is still there (an index may travel without its articles)."""
    present = [root for root in sources if root.exists()]
    if not present or len(present) < len(sources):
        return False
    return not any(is_present(root, file) for root in present)
