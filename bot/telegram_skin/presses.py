"""Buttons: every press is answered, whoever pressed and however old the button is."""

from __future__ import annotations

import json
import logging
import time
from dataclasses import dataclass

from telegram import CallbackQuery, Message, Update
from telegram.error import BadRequest

from bot.answers import Answer
from bot.state import AwayError
from bot.telegram_skin import sending
from bot.telegram_skin.administration import REMOVAL, Administration
from bot.telegram_skin.asking import ANSWER, EXAMPLES, Asking
from bot.telegram_skin.commands import SOURCES
from bot.telegram_skin.feedback import voted
from bot.telegram_skin.kept import KeptAnswer
from bot.telegram_skin.keyboards import Act, Press, pager, pressed, under_answer
from bot.telegram_skin.layout import context_view, first_messages, ladder_view, more_page, num_pages, source_view
from bot.telegram_skin.lists import sources_page
from bot.telegram_skin.phrases import Phrases
from bot.telegram_skin.pieces import Piece
from bot.telegram_skin.service import Service
from bot.telegram_skin.store import Held, Vote

log = logging.getLogger(__name__)

# Telegram shows at most so many characters.
_LONGEST_HINT = 200


@dataclass(frozen=True, slots=True)
class Pressed:
    """A press that may go ahead: what it is on, by whom."""

    query: CallbackQuery
    message: Message
    press: Press
    held: Held
    phrases: Phrases


class Presses:
    """Handlers of buttons."""

    def __init__(self, service: Service, asking: Asking, administration: Administration) -> None:
        self._service = service
        self._asking = asking
        self._administration = administration

    async def press(self, update: Update, _: object) -> None:
        query = update.callback_query
        assert query is not None  # the handler takes no other updates
        self._service.metrics.count("presses")
        phrases = self._service.phrases(query.from_user)
        try:
            await self._pressed(query, phrases)
        except AwayError as error:
            log.warning("event=press_not_done error=%s", error)
            await _told(query, phrases.label("state_away"), loud=True)

    async def _pressed(self, query: CallbackQuery, phrases: Phrases) -> None:
        press = pressed(query.data)
        held = await self._service.store.held(press.held) if press else None
        if press is None or held is None or not isinstance(query.message, Message):
            await _told(query, phrases.label("expired"), loud=True)
        elif held.person != query.from_user.id:
            await _told(query, phrases.label("not_yours"), loud=True)
        else:
            await self._go(Pressed(query, query.message, press, held, phrases))

    async def _go(self, pressed: Pressed) -> None:
        on_kind = {
            ANSWER: self._on_answer,
            SOURCES: self._on_sources,
            EXAMPLES: self._on_example,
            REMOVAL: self._on_removal,
        }
        await on_kind[pressed.held.kind](pressed)

    async def _on_answer(self, pressed: Pressed) -> None:
        kept = KeptAnswer.model_validate_json(pressed.held.content)
        answer = await self._service.work(self._service.restore, kept)
        if pressed.press.act in (Act.RIGHT, Act.WRONG):
            await self._vote(pressed, kept, answer)
            return
        if answer is None:
            await _told(pressed.query, pressed.phrases.label("withdrawn"), loud=True)
            return
        await _told(pressed.query)
        piece, page = self._view(pressed, kept, answer)
        act = pressed.press.act
        keyboard = under_answer(pressed.press.held, answer, pressed.phrases, act, page)
        bot = pressed.message.get_bot()
        await sending.edit(bot, pressed.message.chat_id, pressed.message.message_id, piece, keyboard)

    def _view(self, pressed: Pressed, kept: KeptAnswer, answer: Answer) -> tuple[Piece, int]:
        """What the message shows next, and the page of it."""
        phrases = pressed.phrases
        match pressed.press.act:
            case Act.MORE:
                page = min(max(pressed.press.number, 1), max(1, num_pages(answer)))
                return more_page(answer, page, phrases), page
            case Act.CONTEXT:
                return context_view(answer, self._service.live.serving(), phrases), 0
            case Act.LADDER:
                return ladder_view(answer, phrases), 0
            case Act.SOURCE:
                return source_view(answer, phrases), 0
            case _:
                snapshot = self._service.live.serving()
                # The buttons are under the last of an answer's messages; the ones before it still stand.
                return first_messages(answer, phrases, snapshot, stale=kept.stale, asked=kept.asked)[-1], 0

    async def _vote(self, pressed: Pressed, kept: KeptAnswer, answer: Answer | None) -> None:
        is_right = pressed.press.act is Act.RIGHT
        if answer is None:
            await _told(pressed.query, pressed.phrases.label("withdrawn"), loud=True)
            return
        vote = Vote(
            pressed.press.held, is_right, kept.question, kept.context, kept.snapshot_id, voted(answer), time.time()
        )
        await self._service.store.vote(pressed.query.from_user.id, vote)
        log.info("event=vote right=%s", is_right)
        await _told(pressed.query, pressed.phrases.label("thanks_right" if is_right else "thanks_wrong"))

    async def _on_sources(self, pressed: Pressed) -> None:
        await _told(pressed.query)
        snapshot = await self._service.work(self._service.live.serving)
        listed = await self._service.work(sources_page, snapshot, pressed.press.number, pressed.phrases)
        keyboard = pager(pressed.press.held, listed.page, listed.pages, pressed.phrases)
        bot = pressed.message.get_bot()
        await sending.edit(bot, pressed.message.chat_id, pressed.message.message_id, listed.piece, keyboard)

    async def _on_example(self, pressed: Pressed) -> None:
        await _told(pressed.query)
        questions = json.loads(pressed.held.content)
        question = questions[min(pressed.press.number, len(questions) - 1)]
        await self._asking.ask_anew(pressed.message, question, pressed.phrases, pressed.held.person)

    async def _on_removal(self, pressed: Pressed) -> None:
        await _told(pressed.query)
        await self._administration.decided(pressed.message, pressed.press, pressed.held, pressed.phrases)


async def _told(query: CallbackQuery, text: str | None = None, *, loud: bool = False) -> None:
    """Answers the press, so that its button stops waiting."""
    try:
        await query.answer(text[:_LONGEST_HINT] if text else None, show_alert=loud)
    except BadRequest as error:
        # Telegram takes answers for some seconds only; what the button does is done anyway.
        log.info("event=press_too_old error=%s", error.message)
