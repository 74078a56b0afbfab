"""What an answer looks like in Telegram: the first messages, and the views behind its buttons."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import assert_never

from bot.abstention import MAX_LENGTH
from bot.answers import Abstained, Answer, Answered, Query, Quote, Reason, Role
from bot.dating import in_time
from bot.telegram_skin.phrases import Phrases, catalogue
from bot.telegram_skin.pieces import LIMIT, OWN_LINE, Piece, clipped, fitting, packed, utf16_length, words
from bot.telegram_skin.quotes import around, block, own_title, when, where
from bot.wording import why_not
from index.model import Dated
from index.snapshot import Snapshot

# Quotes shown first and on every further page.
SHOWN = 3
_CONTEXT = 4  # lines on each side behind the button; one beside the first quote at once


def first_messages(
    answer: Answer, phrases: Phrases, snapshot: Snapshot | None = None, *, stale: bool = False, asked: str = ""
) -> list[Piece]:
    """The answer with its first quotes, in as few messages as hold it; no quote is ever cut.

    `snapshot` gives the lines around the best quote, `stale` says that the articles changed since the index was
    built, `asked` is the question where the message replies to none.
    """
    head = words(clipped(asked)).within("b").then(_read(answer.query, phrases), gap="\n")
    last = words(phrases.say("stale")).within("i") if stale else Piece()
    match answer:
        case Answered():
            head = head.then(_short(answer, phrases), gap="\n").then(_note(answer, phrases), gap="\n")
            blocks = _first_blocks(answer, phrases, snapshot)
            return packed(head, [*blocks, last] if stale else blocks)
        case Abstained():
            head = head.then(words(clipped(_why_not(answer, phrases))), gap="\n").then(last)
            label = words(phrases.say("related"))
            return packed(head, _blocks(answer.related[:SHOWN], phrases, label), label)
        case _:
            assert_never(answer)


def shown_quotes(answer: Answer) -> tuple[Quote, ...]:
    """The quotes of an answer, or the related lines of a silence."""
    return answer.quotes if isinstance(answer, Answered) else answer.related


def num_pages(answer: Answer) -> int:
    """Pages of further quotes behind the first ones."""
    return max(0, -(-(len(shown_quotes(answer)) - SHOWN) // SHOWN))


def more_page(answer: Answer, page: int, phrases: Phrases) -> Piece:
    """One message with further quotes. Pages count from 1."""
    start = page * SHOWN
    quotes = shown_quotes(answer)[start : start + SHOWN]
    head = words(phrases.say("page", page=page + 1, pages=num_pages(answer) + 1))
    if isinstance(answer, Abstained):
        head = words(phrases.say("related")).then(head, gap="\n")
    elif start >= answer.answering:
        head = words(phrases.say("next_best")).then(head, gap="\n")
    # Three long ones share the room, so that the page stays one message.
    room = (LIMIT - head.units - 2) // max(1, len(quotes)) - 2
    whole = packed(head, _blocks(quotes, phrases))
    return whole[0] if len(whole) == 1 else fitting(head, (block(quote, phrases, room) for quote in quotes))


def context_view(answer: Answer, snapshot: Snapshot, phrases: Phrases) -> Piece:
    """What stands around the quotes shown first, in one message."""
    quotes = shown_quotes(answer)[:SHOWN]
    room = LIMIT // max(1, len(quotes)) - OWN_LINE // 2
    parts = []
    for quote in quotes:
        head = words(clipped(phrases.say("context_of", where=where(quote, phrases)), OWN_LINE // 2 - 4))
        folded = around(quote, snapshot, _CONTEXT, room)
        parts.append(head.then(folded if folded.plain else block(quote, phrases, room), gap="\n"))
    return fitting(Piece(), parts)


def has_ladder(answer: Answer) -> bool:
    """Whether the answer changed over time or differs between articles."""
    return isinstance(answer, Answered) and any(
        quote.role in (Role.EARLIER, Role.DISAGREES) for quote in answer.quotes[: answer.answering]
    )


def ladder_view(answer: Answer, phrases: Phrases) -> Piece:
    """Every dated value of the answer, newest first, in one message."""
    rungs = answer.quotes[: answer.answering] if isinstance(answer, Answered) else ()
    return _in_time(rungs, words(phrases.say("ladder_head")), phrases)


def timeline(quotes: Sequence[Quote], dates: Mapping[str, Dated], question: str, phrases: Phrases) -> Piece:
    """Quotes on one question from the newest article to the oldest, in one message.

    An undated article stands where it is known to be later than another; those of which nothing is known come last.
    """
    return _in_time(in_time(quotes, dates), words(clipped(phrases.say("timeline_of", question=question))), phrases)


def source_view(answer: Answer, phrases: Phrases) -> Piece:
    """Where each of the first quotes comes from and how its date is known, in one message."""
    return fitting(Piece(), (_origin(quote, phrases) for quote in shown_quotes(answer)[:SHOWN]))


def _first_blocks(answer: Answered, phrases: Phrases, snapshot: Snapshot | None) -> list[Piece]:
    label = words(phrases.say("next_best"))
    quotes = answer.quotes[:SHOWN]
    blocks = list(_blocks(quotes, phrases, label))
    if blocks and snapshot is not None and snapshot.snapshot_id == answer.snapshot_id:
        with_context = blocks[0].then(around(quotes[0], snapshot, 1), gap="\n")
        blocks[0] = with_context if with_context.units <= LIMIT else blocks[0]
    if 0 < answer.answering < len(blocks):
        blocks[answer.answering] = label.then(blocks[answer.answering])
    return blocks


def _blocks(quotes: Sequence[Quote], phrases: Phrases, label: Piece | None = None) -> Iterator[Piece]:
    room = LIMIT - (label.units + 2 if label else 0)
    return (block(quote, phrases, room) for quote in quotes)


def _read(query: Query, phrases: Phrases) -> Piece:
    """How the question was read, and which further ones were not."""
    read = words(clipped(phrases.say("read_as", question=query.read_as))) if query.read_as else Piece()
    left = words(clipped(phrases.say("left_over", questions=" ".join(query.left)))) if query.left else Piece()
    return read.then(left, gap="\n")


def _short(answer: Answered, phrases: Phrases) -> Piece:
    if answer.short_answer is None or not answer.is_likely:
        return Piece()
    whole = answer.short_answer
    if answer.variants:
        whole = phrases.say("also_spelled", answer=whole, variants=", ".join(answer.variants))
    # A short answer is quoted too, so it is never cut: the quote below has it highlighted.
    return words(whole).within("b") if 0 < utf16_length(whole) <= OWN_LINE else Piece()


def _note(answer: Answered, phrases: Phrases) -> Piece:
    """The answer's note in the user's language, where the catalogue has it."""
    if not answer.note:
        return Piece()
    key = next((key for key, texts in catalogue().items() if texts["en"] == answer.note), None)
    return words(phrases.say(key) if key else clipped(answer.note))


def _why_not(answer: Abstained, phrases: Phrases) -> str:
    """Why there is no answer, and the words no article has."""
    key = f"reason_{answer.reason.value}"
    # A question in another language is answered in that language, whatever the user's client speaks.
    if answer.reason is Reason.LANGUAGE or not phrases.has(key):
        return why_not(answer)
    text = phrases.say(key, length=MAX_LENGTH, names=phrases.label("or").join(answer.query.names))
    if answer.missing_terms:
        text += "\n" + phrases.say("missing_words", words=", ".join(answer.missing_terms))
    return text


def _in_time(quotes: Sequence[Quote], head: Piece, phrases: Phrases) -> Piece:
    room = (LIMIT - head.units - 2) // max(1, len(quotes)) - 2
    whole = packed(head, (_rung(quote, phrases, LIMIT) for quote in quotes))
    return whole[0] if len(whole) == 1 else fitting(head, (_rung(quote, phrases, room) for quote in quotes))


def _rung(quote: Quote, phrases: Phrases, room: int) -> Piece:
    """Date and value in bold over the quote."""
    date = when(quote.article, phrases)
    value = quote.short_answer.of(quote.article.text) if quote.short_answer else ""
    head = words(f"{date} · {phrases.isolated(value)}" if 0 < len(value) <= 100 else date).within("b")
    return head.then(block(replace(quote, role=Role.ANSWER), phrases, room - head.units - 1), gap="\n")


def _origin(quote: Quote, phrases: Phrases) -> Piece:
    """All that is known of where a quote comes from, a line each."""
    article = quote.article
    title = own_title(article) or article.title
    lines = [words(clipped(title, 300)).within("b")] if title else []
    lines.append(words(clipped(where(quote, phrases), 400)))
    lines.append(words(phrases.say("source_published", when=when(article, phrases))))
    if quote.dated:
        lines.append(words(clipped(phrases.say("source_why", reason=quote.dated), 600)))
    if quote.speaker:
        lines.append(words(clipped(phrases.say("source_speaker", speaker=quote.speaker), 300)))
    if article.publisher:
        lines.append(words(clipped(phrases.say("source_publisher", publisher=article.publisher), 300)))
    if article.url:
        lines.append(words(phrases.say("open_article")).linked(article.url))
    whole = Piece()
    for line in lines:
        whole = whole.then(line, gap="\n")
    return whole
