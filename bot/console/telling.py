"""What commands say in words: the state of the index, the verdict on a quote, what spoke for a line."""

from __future__ import annotations

from collections.abc import Iterable

from bot.checks.checking import check
from bot.checks.passages import MayShow
from bot.checks.wording import check_text
from bot.console.session import Session
from bot.engine import annotated
from bot.explanation import explanation
from index.snapshot import Snapshot


def status_text(session: Session, facts: Iterable[str]) -> str:
    """What is indexed, how old it is, and how answers are made; `facts` are further lines."""
    snapshot = session.live.snapshot()
    newest = snapshot.dates.newest
    lines = [
        f"{snapshot.totals.articles} articles, {snapshot.totals.sentences} sentences, snapshot {snapshot.snapshot_id}",
        f"newest article: {f'{newest.day} {newest:%b %Y}' if newest else 'none is dated'}",
        "the articles changed after the index was built; run: talks index build"
        if session.live.is_stale()
        else "the index is up to date",
        *facts,
    ]
    if session.as_of:
        lines.append(f"answers are as of {session.as_of}; /as-of off ends that")
    return "\n".join(lines)


def verdict(pasted: str, snapshot: Snapshot, may_show: MayShow) -> str:
    """Whether a pasted quote is in the articles. Raises QuoteError for what can't be looked up."""
    return check_text(check(pasted, snapshot, annotate=lambda quote: annotated(quote, snapshot), may_show=may_show))


def why(question: str, session: Session) -> str:
    """What spoke for each of the best lines."""
    live = session.live
    return explanation(question, live.snapshot(), as_of=session.period, reading=live.reading())
