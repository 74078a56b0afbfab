"""Errors: one line for the person, the details in the log and in the admins' chat, secrets in neither."""

from __future__ import annotations

import logging
import secrets
import time
import traceback
from collections.abc import Callable, Iterable
from typing import Any

from telegram import Bot, Message, Update
from telegram.error import Conflict, Forbidden, InvalidToken, TelegramError
from telegram.ext import CallbackContext

from bot.telegram_skin import sending
from bot.telegram_skin.phrases import Phrases, phrases
from bot.telegram_skin.pieces import LIMIT, Piece, clipped, words
from bot.telegram_skin.service import Service

log = logging.getLogger(__name__)

# Admins hear of errors at most so often, in seconds: a broken disk would else send hundreds.
_TELL_EVERY = 30.0


class Reporter:
    """The application's error handler."""

    def __init__(self, service: Service, redacting: Redacting) -> None:
        self._service = service
        self._redacting = redacting
        self._told_at = float("-inf")

    async def on_error(self, update: object, context: CallbackContext[Any, Any, Any, Any]) -> None:
        """Logs the details under a short number and gives that number to the person who asked."""
        error = context.error
        if error is None:
            return
        message = update.effective_message if isinstance(update, Update) else None
        if not isinstance(update, Update) and isinstance(error, TelegramError):
            self._poll_failed(error)
            return
        if isinstance(error, Forbidden):
            log.info("event=not_welcome error=%s", error)  # blocked by the person, or out of the group
            return
        reference = secrets.token_hex(3)
        self._service.metrics.count("failed")
        details = self._redacting.without(_texts_of(update), "".join(traceback.format_exception(error)))
        log.error("event=failed reference=%s error=%s\n%s", reference, type(error).__name__, details.rstrip())
        await self._tell_person(update, message, reference)
        await self._tell_admins(context.bot, reference, details)

    def _poll_failed(self, error: TelegramError) -> None:
        # The next poll follows by itself.
        if isinstance(error, Conflict):
            log.error("event=second_copy advice='another program polls with this token: stop one of the two'")
        else:
            log.warning("event=poll_failed error=%r", error)

    async def _tell_person(self, update: object, message: Message | None, reference: str) -> None:
        if not isinstance(update, Update):
            return
        text = self._service.phrases(update.effective_user).say("failed", reference=reference)
        try:
            if update.callback_query is not None:
                await update.callback_query.answer(text[:200], show_alert=True)
            elif isinstance(message, Message):
                await sending.reply(message, words(text))
        except TelegramError as second:
            log.error("event=unanswered reference=%s error=%r", reference, second)

    async def _tell_admins(self, bot: Bot, reference: str, details: str) -> None:
        if time.monotonic() - self._told_at < _TELL_EVERY:
            return
        self._told_at = time.monotonic()
        last = details.rstrip().rsplit("\n", 1)[-1]

        def told(phrases: Phrases) -> Piece:
            head = words(phrases.say("admin_error", reference=reference, error=last))
            # The end says most; what stands before it is in the log.
            tail = words(clipped(details[-(LIMIT - head.units) // 2 :], LIMIT - head.units - 10)).within("pre")
            return head.then(tail)

        await tell_admins(bot, self._service, told)


async def tell_admins(bot: Bot, service: Service, told: Callable[[Phrases], Piece], but: int = 0) -> None:
    """Sends to the admins' chat, or to every admin in their language where none is set, leaving out the chat `but`.

    One who can't be reached is only logged.
    """
    settings = service.settings
    chats = [settings.telegram_admin_chat] if settings.telegram_admin_chat else settings.telegram_admins
    for chat in chats:
        if chat == but:
            continue
        try:
            await sending.send(bot, chat, told(phrases(service.languages.get(chat))))
        except TelegramError as error:
            log.warning("event=admin_not_told chat=%s error=%s", chat, error)


class Redacting(logging.Formatter):
    """Log lines, tracebacks included, without the secret part of the token."""

    def __init__(self, token: str) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")
        self._secret = token.partition(":")[2] or token

    def format(self, record: logging.LogRecord) -> str:
        return self.without((), super().format(record))

    def without(self, texts: Iterable[str], line: str) -> str:
        """The line without the secret and without these texts."""
        for text in (self._secret, *texts):
            line = line.replace(text, "…").replace(repr(text)[1:-1], "…")
        return line


def _texts_of(update: object) -> list[str]:
    """What a person wrote, whole and word by word where a word is long: an error may quote either."""
    if not isinstance(update, Update):
        return []
    message = update.effective_message
    whole = (message.text if isinstance(message, Message) else None) or ""
    query = update.inline_query.query if update.inline_query else ""
    return [text for text in (whole, whole.partition(" ")[2], query) if len(text) > 3]


def set_up_logging(redacting: Redacting, level: str) -> None:
    """Log lines on stderr; `level` is the bot's own, libraries never say more than at INFO."""
    chosen = logging.getLevelNamesMapping()[level]
    handler = logging.StreamHandler()
    handler.setFormatter(redacting)
    # The command itself reports a refused token, in one line.
    handler.addFilter(lambda record: not (record.exc_info and isinstance(record.exc_info[1], InvalidToken)))
    logging.basicConfig(level=max(chosen, logging.INFO), handlers=[handler], force=True)
    logging.getLogger("bot").setLevel(chosen)
    # It logs what it can't read, and that may be what somebody wrote.
    logging.getLogger("telegram.ext.Updater").addFilter(_without_data)
    # At INFO it logs the address of every call, and the token is part of it.
    logging.getLogger("httpx").setLevel(logging.WARNING)


def _without_data(record: logging.LogRecord) -> bool:
    if record.args and "data" in str(record.msg):
        record.args = ("…",) * len(record.args)
    return True
