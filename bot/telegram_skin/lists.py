"""Lists of articles, and the verdict on a pasted quote."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import assert_never

from bot import engine
from bot.answers import Quote
from bot.checks.checking import Absent, Changed, Found, Outcome, Place
from bot.checks.passages import MayShow
from bot.checks.wording import check_text, differences, notes
from bot.compose import with_date
from bot.telegram_skin.examples import newest
from bot.telegram_skin.phrases import Phrases
from bot.telegram_skin.pieces import LIMIT, Piece, clipped, fitting, words
from bot.telegram_skin.quotes import block, name_of, when
from index.model import Article, Kind, Span
from index.snapshot import Snapshot

PAGE, _LATEST, _PLACES = 10, 4, 3
_OPENING = 20  # units at the top of an article


@dataclass(frozen=True, slots=True)
class Listed:
    """One page of a list. Pages count from 1."""

    piece: Piece
    page: int
    pages: int


def sources_page(snapshot: Snapshot, page: int, phrases: Phrases) -> Listed:
    """One page of the articles: title, file, date; pages outside are clamped."""
    dates = snapshot.dates
    ids = list(dates)
    pages = max(1, -(-len(ids) // PAGE))
    page = min(max(page, 1), pages)
    head = phrases.say("sources_head", articles=len(ids))
    if pages > 1:
        head += " · " + phrases.say("page", page=page, pages=pages)
    shown = ids[(page - 1) * PAGE : page * PAGE]
    entries = [_entry(with_date(snapshot.article(i), dates[i]), phrases) for i in shown]
    return Listed(fitting(words(head), entries), page, pages)


def latest(snapshot: Snapshot, phrases: Phrases, may_show: MayShow) -> Piece:
    """The newest articles that may be shown, each with the line it opens with."""
    blocks = []
    for article_id in newest(snapshot, _LATEST):
        opening = _opening(snapshot, article_id)
        if opening is not None and may_show(opening.article):
            blocks.append(block(engine.annotated(opening, snapshot), phrases, LIMIT // _LATEST - 40))
    return fitting(words(phrases.say("latest_head")), blocks)


def checked(outcome: Outcome, phrases: Phrases) -> Piece:
    """The verdict on a pasted quote, the lines it rests on, and what differs."""
    match outcome:
        case Found():
            blocks = [_place(place, phrases) for place in outcome.places[:_PLACES]]
            return fitting(_verdict(outcome, "check_found", phrases), blocks)
        case Changed():
            head = _verdict(outcome, "check_changed", phrases)
            told = _told(differences(outcome), 1500)
            room = LIMIT - head.units - told.units - 10
            return head.then(block(outcome.passage.quote, phrases, room)).then(told)
        case Absent():
            head = _verdict(outcome, "check_absent", phrases)
            if outcome.nearest is None:
                return head
            head = head.then(words(phrases.say("check_nearest")))
            return head.then(block(outcome.nearest, phrases, LIMIT - head.units - 2))
        case _:
            assert_never(outcome)


def _verdict(outcome: Outcome, key: str, phrases: Phrases) -> Piece:
    """The verdict as the console words it, in another language the short form of the catalogue."""
    told = check_text(outcome).split("\n\n", 1)[0] if phrases.language == "en" else phrases.say(key)
    return words(clipped(told)).within("b")


def _place(place: Place, phrases: Phrases) -> Piece:
    told = _told(notes(place), 1000)
    return block(place.quote, phrases, LIMIT - 2100).then(told, gap="\n")


def _told(lines: Iterator[str], units: int) -> Piece:
    return words(clipped("\n".join(line.strip() for line in lines), units))


def _entry(article: Article, phrases: Phrases) -> Piece:
    name = words(phrases.line(phrases.isolated(clipped(name_of(article), 150)))).linked(article.url)
    file = phrases.isolated(clipped(article.file, 120))
    return name.then(words(phrases.line(f"{file} · {when(article, phrases)}")), gap="\n")


def _opening(snapshot: Snapshot, article_id: str) -> Quote | None:
    """The first sentence of an article, past headings and captions."""
    article = snapshot.article(article_id)
    for unit in snapshot.sentences_around(article_id, Span(0, 0), _OPENING):
        if unit.kind is Kind.SENTENCE:
            return Quote(article, unit.span, unit.line, 0.0)
    return None
