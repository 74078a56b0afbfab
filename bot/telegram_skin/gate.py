"""Who is let in: allowed groups, and nobody faster than a person reads."""

from __future__ import annotations

import logging

from telegram import Chat, Message, Update
from telegram.error import TelegramError
from telegram.ext import ApplicationHandlerStop

from bot.telegram_skin import sending
from bot.telegram_skin.addressing import is_for_bot
from bot.telegram_skin.pieces import words
from bot.telegram_skin.service import Service
from bot.telegram_skin.throttle import Refusal

log = logging.getLogger(__name__)


class Gate:
    """The first handler of every update."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._limit = service.settings.telegram_messages_per_minute

    async def pass_on(self, update: Update, _: object) -> None:
        """Lets the update through to its handler, or ends it here."""
        chat = update.effective_chat
        if chat is not None and not self._is_allowed(chat):
            await self._leave(update, chat)
            raise ApplicationHandlerStop
        if update.effective_user is None or not is_for_bot(update):
            return
        person = update.effective_user
        if person.id in self._service.settings.telegram_admins:
            self._service.languages[person.id] = person.language_code
        if refusal := await self._service.store.take(person.id, self._limit):
            await self._slow_down(update, refusal)
            raise ApplicationHandlerStop

    def _is_allowed(self, chat: Chat) -> bool:
        allowed = self._service.settings.telegram_allowed_chats
        return not allowed or chat.type == Chat.PRIVATE or chat.id in allowed

    async def _leave(self, update: Update, chat: Chat) -> None:
        member = update.my_chat_member
        if member is not None and member.new_chat_member.status in (member.new_chat_member.LEFT, "kicked"):
            return  # it is out already
        log.info("event=left chat=%s reason=not_allowed", chat.id)
        try:
            await chat.leave()
        except TelegramError as error:
            log.info("event=not_left chat=%s error=%s", chat.id, error)

    async def _slow_down(self, update: Update, refusal: Refusal) -> None:
        """Asks for patience, once; what follows meanwhile is not answered."""
        self._service.metrics.count("throttled")
        phrases = self._service.phrases(update.effective_user)
        text = phrases.say("slow_down", limit=self._limit, seconds=refusal.seconds)
        if isinstance(update.effective_message, Message) and not refusal.is_told:
            await sending.reply(update.effective_message, words(text))
