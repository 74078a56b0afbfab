"""Sending and editing: never refused for its markup, never lost on a bad line, never in the way of a stop."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable
from typing import Any

from telegram import Bot, InlineKeyboardMarkup, Message, ReplyParameters
from telegram.constants import ChatAction, ParseMode
from telegram.error import BadRequest, ChatMigrated, Conflict, Forbidden, InvalidToken, NetworkError, TelegramError
from telegram.ext import AIORateLimiter

from bot.telegram_skin.pieces import Piece

log = logging.getLogger(__name__)

# Seconds before each further try of a call that the network or the server failed; about two minutes in all.
_PAUSES = (0.2, 0.5, 1.0, 2.0, 4.0, 8.0, 15.0, 30.0, 30.0, 30.0)
# Tries for calls that are worth nothing later.
_QUICK = 2
# A person sees that the bot is typing when an answer takes longer than this, and again before Telegram ends it.
_TYPING_AFTER, _TYPING_AGAIN = 0.5, 4.5
_MOST_TYPING = 30
_typing: set[asyncio.Task[None]] = set()
# Worth no wait: the limiter would hold up every answer until Telegram takes these again.
_UNHURRIED = frozenset({"setMyCommands", "sendChatAction"})
_REFUSED = ("can't parse", "entit", "unsupported url", "button_data_invalid", "too long")
_GONE = ("message to edit not found", "message can't be edited", "message_id_invalid")


class Patient(AIORateLimiter):
    """The library's limiter, which waits out 429, plus further tries when a call was lost on the way."""

    def __init__(self, per_second: int) -> None:
        # Twenty a minute in one group is Telegram's own limit too.
        super().__init__(overall_max_rate=per_second, group_max_rate=20 if per_second else 0, max_retries=8)
        self._is_over = asyncio.Event()

    def give_up(self) -> None:
        """No further tries: the bot is about to stop, and what is not sent will be taken up at the next start."""
        self._is_over.set()

    async def process_request(
        self,
        callback: Callable[..., Any],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: int | None,
    ) -> Any:
        if endpoint in _UNHURRIED:
            return await callback(*args, **kwargs)
        lasting = endpoint.startswith(("send", "edit", "delete"))
        pauses = _PAUSES if lasting else _PAUSES[:_QUICK]
        for pause in (*pauses, None):
            try:
                return await super().process_request(callback, args, kwargs, endpoint, data, rate_limit_args)
            except (BadRequest, ChatMigrated, Conflict, Forbidden, InvalidToken):
                raise
            except NetworkError as error:
                if pause is None or self._is_over.is_set():
                    raise
                log.warning("event=call_failed method=%s again_in=%.1f error=%r", endpoint, pause, error)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._is_over.wait(), pause)
        return None


async def reply(message: Message, piece: Piece, keyboard: InlineKeyboardMarkup | None = None) -> int:
    """Replies to a message; the id of what was sent."""
    # The question may be deleted before its answer is sent.
    to = ReplyParameters(message.message_id, allow_sending_without_reply=True)
    thread = message.message_thread_id if message.is_topic_message else None
    return await send(message.get_bot(), message.chat_id, piece, keyboard, thread=thread, to=to)


async def send(
    bot: Bot,
    chat: int,
    piece: Piece,
    keyboard: InlineKeyboardMarkup | None = None,
    *,
    thread: int | None = None,
    to: ReplyParameters | None = None,
) -> int:
    """Sends a message; as plain text where Telegram refuses its markup. The id of what was sent."""

    async def attempt(text: str, mode: ParseMode | None) -> Message:
        return await bot.send_message(
            chat, text, parse_mode=mode, reply_markup=keyboard, message_thread_id=thread, reply_parameters=to
        )

    sent: Message = await _marked_or_plain(piece, attempt)
    return sent.message_id


async def edit(bot: Bot, chat: int, message: int, piece: Piece, keyboard: InlineKeyboardMarkup | None = None) -> bool:
    """Changes a message. False when it is not there to be changed."""

    async def attempt(text: str, mode: ParseMode | None) -> Message | bool:
        return await bot.edit_message_text(
            text, chat_id=chat, message_id=message, parse_mode=mode, reply_markup=keyboard
        )

    try:
        await _marked_or_plain(piece, attempt)
    except BadRequest as error:
        reason = error.message.casefold()
        if "not modified" in reason:
            return True  # pressed twice, or edited to the same words
        if any(sign in reason for sign in _GONE):
            return False
        raise
    return True


async def _marked_or_plain(piece: Piece, attempt: Callable[[str, ParseMode | None], Any]) -> Any:
    try:
        return await attempt(piece.html, ParseMode.HTML)
    except BadRequest as error:
        if not any(sign in error.message.casefold() for sign in _REFUSED):
            raise
        log.warning("event=markup_refused error=%s", error.message)
    return await attempt(piece.plain, None)


@contextlib.asynccontextmanager
async def typing(message: Message) -> AsyncIterator[None]:
    """Shows that the bot is typing for as long as the block takes, once it takes long."""

    async def show() -> None:
        await asyncio.sleep(_TYPING_AFTER)
        # With so many waiting it is the bot that is slow: signs of life would make it slower.
        while len(_typing) <= _MOST_TYPING:
            with contextlib.suppress(TelegramError):
                await message.reply_chat_action(ChatAction.TYPING)
            await asyncio.sleep(_TYPING_AGAIN)

    task = asyncio.create_task(show())
    _typing.add(task)
    task.add_done_callback(_typing.discard)
    try:
        yield
    finally:
        task.cancel()
