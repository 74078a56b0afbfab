"""A quote as a block, the line below it, and what stands around it."""

from __future__ import annotations

from bot import wording
from bot.answers import Quote, Role
from bot.telegram_skin.phrases import Phrases
from bot.telegram_skin.pieces import LIMIT, OWN_LINE, Piece, clipped, utf16_length, words
from index.errors import SnapshotError
from index.model import Article, Kind, PublishedBasis, Span
from index.snapshot import Snapshot

_ROLES = {Role.EARLIER: "role_earlier", Role.DISAGREES: "role_disagrees"}
_WHEN = {
    PublishedBasis.STATED: "when_stated",
    PublishedBasis.SUPPLIED: "when_supplied",
    PublishedBasis.INFERRED: "when_inferred",
    PublishedBasis.UNKNOWN: "when_unknown",
}


def block(quote: Quote, phrases: Phrases, room: int = LIMIT) -> Piece:
    """The quote over its source line; the source line alone, with a word why, when both need more than `room` units."""
    origin = source_line(quote, phrases)
    whole = quoted(quote).within("blockquote").then(origin, gap="\n")
    return whole if whole.units <= room else words(phrases.say("too_long_line")).then(origin, gap="\n")


def quoted(quote: Quote) -> Piece:
    """The slice itself, with its highlights in bold."""
    text, markup, position = quote.article.text, [], quote.span.start
    for span in sorted(quote.highlights):
        # Overlapping highlights would nest or repeat text.
        if position <= span.start < span.end <= quote.span.end:
            markup += [words(text[position : span.start]).html, words(span.of(text)).within("b").html]
            position = span.end
    return Piece("".join([*markup, words(text[position : quote.span.end]).html]), quote.text)


def where(quote: Quote, phrases: Phrases) -> str:
    """File and line of a quote; for text extracted from a file its page or paragraph."""
    return phrases.say(f"where_{quote.article.place.value}", file=quote.article.file, line=quote.line)


def source_line(quote: Quote, phrases: Phrases) -> Piece:
    """Title where the article has one, file and line, date with basis, speaker; linked to the article's address."""
    article = quote.article
    title = own_title(article)
    standing = where(quote, phrases)
    if title:
        standing = f"{phrases.isolated(title)} · {standing}"
    details = [when(article, phrases)]
    if quote.speaker:
        details.append(phrases.isolated(quote.speaker))
    elif quote.antecedent:
        details.append(phrases.say("about_whom", name=quote.antecedent))
    if quote.role in _ROLES:
        details.append(phrases.say(_ROLES[quote.role]))
    dash = words(phrases.line("— "))
    linked = words(clipped(standing)).linked(article.url)
    line = Piece(f"{dash.html}{linked.html}", f"{dash.plain}{linked.plain}")
    return line.then(words(clipped(" · ".join(details))), gap=" · ")


def when(article: Article, phrases: Phrases) -> str:
    """The article's date with how it is known; in words of the language, or as year, month and day."""
    date = article.published
    shown = "" if date is None else f"{date.day} {date:%b %Y}" if phrases.language == "en" else date.isoformat()
    return phrases.say(_WHEN[article.published_basis], date=shown)


def own_title(article: Article) -> str:
    """The title that the article was given, or its headline, cut where it is very long."""
    return clipped(wording.own_title(article), 300)


def name_of(article: Article) -> str:
    """What to call an article in a list: its title, else its first words, else its file."""
    return clipped(article.title or article.file, 300)


def around(quote: Quote, snapshot: Snapshot, reach: int, room: int = OWN_LINE) -> Piece:
    """The quote with up to `reach` lines before and after it, one slice of the article, folded.

    Fewer lines where they need more than `room` units; empty where the article has nothing around the quote.
    """
    try:
        near = snapshot.sentences_around(quote.article.article_id, quote.span, reach)
        stored = snapshot.stored_text(quote.article.article_id)
    except (KeyError, SnapshotError):
        return Piece()
    units = [s for s in near if s.kind is not Kind.METADATA]
    inside = [i for i, s in enumerate(units) if s.span.start < quote.span.end and quote.span.start < s.span.end]
    if not inside:
        return Piece()
    text = quote.article.text
    for lines in range(reach, 0, -1):
        first, last = units[max(0, inside[0] - lines)], units[min(len(units) - 1, inside[-1] + lines)]
        span = Span(min(first.span.start, quote.span.start), max(last.span.end, quote.span.end))
        # Proved like the quote itself: the stored bytes, read anew.
        if span != quote.span and utf16_length(span.of(text)) <= room and span.of(stored) == span.of(text):
            return words(span.of(text)).within("blockquote", " expandable")
    return Piece()
