"""Inline mode: `@bot question` in any chat offers the top quotes, each sends itself formatted."""

from __future__ import annotations

import hashlib
import logging
import time
from collections import OrderedDict
from dataclasses import dataclass

from telegram import (
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    Update,
)
from telegram.constants import ParseMode
from telegram.error import BadRequest

from bot.answers import Abstained, Answered
from bot.telegram_skin.layout import first_messages
from bot.telegram_skin.phrases import Phrases
from bot.telegram_skin.pieces import LIMIT, Piece, clipped, words
from bot.telegram_skin.quotes import block, source_line
from bot.telegram_skin.service import Service

log = logging.getLogger(__name__)

PAGE = 5
_TOP, _CACHED, _CACHE_SECONDS = 15, 500, 60
_TITLE, _DESCRIPTION = 120, 240


@dataclass(frozen=True, slots=True)
class Offer:
    """One result: what is seen in the list, and what it sends."""

    title: str
    description: str
    content: Piece


class Inline:
    """Handler of inline queries."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._cache: OrderedDict[tuple[str, str, str, int], list[Offer]] = OrderedDict()

    async def query(self, update: Update, _: object) -> None:
        query = update.inline_query
        assert query is not None  # the handler takes no other updates
        self._service.metrics.count("inline")
        phrases = self._service.phrases(query.from_user)
        start = int(query.offset) if query.offset.isdecimal() else 0
        snapshot_id, offers = await self._service.work(self.offers, " ".join(query.query.split()), phrases)
        shown = offers[start : start + PAGE]
        later = str(start + PAGE) if start + PAGE < len(offers) else ""
        results = [article_of(offer, f"{snapshot_id}{query.query}{start + i}") for i, offer in enumerate(shown)]
        button = InlineQueryResultsButton(phrases.label("inline_private"), start_parameter="start")
        try:
            # Personal: the words around the quotes are in the person's language.
            await query.answer(results, cache_time=_CACHE_SECONDS, is_personal=True, next_offset=later, button=button)
        except BadRequest as error:
            # The person typed on meanwhile; the next query is on its way.
            log.info("event=query_too_old error=%s", error.message)

    def offers(self, question: str, phrases: Phrases) -> tuple[str, list[Offer]]:
        """Snapshot and offers for a question, or example questions for none. For a thread."""
        snapshot_id = self._service.live.serving().snapshot_id
        # For a minute only: an article may be withdrawn meanwhile.
        key = (snapshot_id, question.casefold(), phrases.language, int(time.monotonic() / _CACHE_SECONDS))
        offers = self._cache.get(key)
        if offers is None:
            offers = self._cache[key] = self._found(question, phrases) if question else self._examples(phrases)
            while len(self._cache) > _CACHED:
                self._cache.popitem(last=False)
        return snapshot_id, offers

    def _examples(self, phrases: Phrases) -> list[Offer]:
        offers = []
        for question in self._service.examples():
            found = self._service.find(question, None, 1)
            content = first_messages(found.answer, phrases, asked=question)[0]
            offers.append(Offer(question, phrases.label("inline_example"), content))
        return offers

    def _found(self, question: str, phrases: Phrases) -> list[Offer]:
        answer = self._service.find(question, None, _TOP).answer
        head = words(clipped(question)).within("b")
        match answer:
            case Abstained():
                content = first_messages(answer, phrases, asked=question)[0]
                title = content.plain.split("\n")[1 + bool(answer.query.read_as) + bool(answer.query.left)]
                return [Offer(title, "", content)]
            case Answered():
                offers = []
                for quote in answer.quotes:
                    words_found = quote.short_answer.of(quote.article.text) if quote.short_answer else quote.text
                    content = head.then(block(quote, phrases, LIMIT - head.units - 2))
                    line = f"{quote.text} {source_line(quote, phrases).plain}"
                    offers.append(Offer(words_found, line, content))
                return offers


def article_of(offer: Offer, key: str) -> InlineQueryResultArticle:
    content = InputTextMessageContent(offer.content.html, parse_mode=ParseMode.HTML)
    identifier = hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()[:32]
    title = clipped(words(offer.title).plain, _TITLE) or "?"
    return InlineQueryResultArticle(
        identifier, title, content, description=clipped(words(offer.description).plain, _DESCRIPTION)
    )
