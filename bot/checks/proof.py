"""Which articles a checked quote may come from: those whose quotes pass the proof that answers pass."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from bot.answers import Abstained, AnswerType, Query, Quote, Reason
from bot.checks.passages import MayShow
from bot.proof import prove
from index.model import Article, Span
from index.snapshot import Snapshot


def proved_articles(snapshot: Snapshot, sources: list[Path]) -> MayShow:
    """Whether an article's stored bytes are those that were indexed and its file was not withdrawn."""
    nothing_asked = Query("", None, (), AnswerType.OTHER)

    @cache
    def may_show(article: Article) -> bool:
        whole = Quote(article, Span(0, len(article.text)), 1, 0.0)
        shown = Abstained(nothing_asked, Reason.EMPTY, (whole,), (), snapshot.snapshot_id, 0.0)
        return prove(shown, snapshot, sources) == shown

    return may_show
