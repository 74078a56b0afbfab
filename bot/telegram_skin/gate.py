"""Who is let in: allowed groups, and nobody faster than a person reads."""

from __future__ import annotations

import logging
import math
import time
from collections import OrderedDict
from dataclasses import dataclass

from telegram import Chat, Message, Update
from telegram.error import TelegramError
from telegram.ext import ApplicationHandlerStop

from bot.telegram_skin import sending
from bot.telegram_skin.addressing import is_for_bot
from bot.telegram_skin.pieces import words
from bot.telegram_skin.service import Service

log = logging.getLogger(__name__)

_REMEMBERED = 10_000  # people


@dataclass(slots=True)
class Allowance:
    """What somebody may still send: `left` at the moment `at`; `is_told` once they were asked to wait."""

    left: float
    at: float
    is_told: bool = False


class Throttle:
    """So many messages a minute a person: a full bucket at first, filled up again evenly."""

    def __init__(self, per_minute: int) -> None:
        self._most = float(per_minute)
        self._people: OrderedDict[int, Allowance] = OrderedDict()

    def take(self, person: int, now: float) -> Allowance:
        """The person's allowance after one more message; it is refused when `left` is below 0."""
        allowance = self._people.setdefault(person, Allowance(self._most, now))
        self._people.move_to_end(person)
        if len(self._people) > _REMEMBERED:
            self._people.popitem(last=False)
        allowance.left = min(self._most, allowance.left + (now - allowance.at) * self._most / 60)
        allowance.at = now
        if allowance.left >= 1:
            allowance.left -= 1
            allowance.is_told = False
            return Allowance(allowance.left, now)
        refused = Allowance(allowance.left - 1, now, allowance.is_told)
        allowance.is_told = True
        return refused

    def seconds_to_wait(self, allowance: Allowance) -> int:
        return max(1, math.ceil(-allowance.left * 60 / self._most))


class Gate:
    """The first handler of every update."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._limit = service.settings.telegram_messages_per_minute
        self._throttle = Throttle(self._limit)

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
        allowance = self._throttle.take(person.id, time.monotonic())
        if allowance.left < 0:
            await self._slow_down(update, allowance)
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

    async def _slow_down(self, update: Update, allowance: Allowance) -> None:
        """Asks for patience, once; what follows meanwhile is not answered."""
        self._service.metrics.count("throttled")
        phrases = self._service.phrases(update.effective_user)
        text = phrases.say("slow_down", limit=self._limit, seconds=self._throttle.seconds_to_wait(allowance))
        if isinstance(update.effective_message, Message) and not allowance.is_told:
            await sending.reply(update.effective_message, words(text))
