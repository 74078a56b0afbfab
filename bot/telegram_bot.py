"""The Telegram skin: long polling; a question in a private chat or a group is answered as a reply."""

from __future__ import annotations

import asyncio
import logging
import re
import secrets
import time
from collections import OrderedDict
from typing import Any
from urllib.parse import urlsplit

from telegram import LinkPreviewOptions, Message, MessageEntity, Update
from telegram.constants import ParseMode
from telegram.error import BadRequest, Forbidden, InvalidToken, TelegramError
from telegram.ext import (
    AIORateLimiter,
    Application,
    CallbackContext,
    CommandHandler,
    Defaults,
    MessageHandler,
    filters,
)

from bot.answers import Answer, Answered
from bot.conversation import Turn
from bot.engine import turn
from bot.live import Live
from bot.settings import Settings, SettingsError
from bot.telegram_html import messages, plain, sources
from bot.wording import EXAMPLES

App = Application[Any, Any, Any, Any, Any, Any]
Context = CallbackContext[Any, Any, Any, Any]

log = logging.getLogger(__name__)

COMMANDS = (
    ("ask", "Ask a question, also in a group"),
    ("sources", "List the articles"),
    ("new", "Forget the conversation so far"),
    ("help", "What this bot does, with example questions"),
)
ABOUT = """I answer questions about {articles} news articles with the lines that say so, word for word, \
each with its file, line and date. When no line answers, I say that.

Try:
{examples}

/sources lists the articles. In a group, mention me, reply to me, or use /ask."""
HOW = 'Send a question, for example "{example}"; /help says more.'
FORGOTTEN = "Forgotten: the next question stands on its own."
# Seconds after which a question no longer leans on the one before, and conversations kept at most.
FORGET_AFTER, MAX_CONVERSATIONS = 1800.0, 10_000
ONLY_TEXT = "I can only read text. Please write the question as a message."
FAILED = "Something went wrong here. Please try again; if it happens again, report the number {reference}."


def run(live: Live, settings: Settings) -> None:
    """Serves Telegram until SIGTERM or SIGINT. Raises SettingsError when the token is missing or refused."""
    token = settings.telegram_bot_token.get_secret_value().strip() if settings.telegram_bot_token else ""
    if not token:
        raise SettingsError(
            "TELEGRAM_BOT_TOKEN is not set; get a token from @BotFather and put it into .env: TELEGRAM_BOT_TOKEN=…"
        )
    api = urlsplit(settings.telegram_api_url)
    if api.scheme not in ("http", "https") or not api.hostname:
        raise SettingsError("TELEGRAM_API_URL is no http:// or https:// address; correct it in the environment or .env")
    _set_up_logging(token, settings.talks_log_level)
    application = build(live, token, settings.telegram_api_url)
    log.info("event=starting api=%s", api.hostname)
    try:
        application.run_polling(allowed_updates=["message"], bootstrap_retries=-1)
    except InvalidToken:
        # Its own message spells out the token.
        raise SettingsError(
            f"TELEGRAM_BOT_TOKEN: {api.hostname} does not know it; copy it again from @BotFather into .env"
        ) from None
    log.info("event=stopped")


def build(live: Live, token: str, api_url: str) -> App:
    """The application with all its handlers, not yet started."""
    base = api_url.rstrip("/")
    application = (
        Application.builder()
        .token(token)
        .base_url(f"{base}/bot")
        .base_file_url(f"{base}/file/bot")
        .defaults(Defaults(link_preview_options=LinkPreviewOptions(is_disabled=True)))
        .concurrent_updates(True)
        .rate_limiter(AIORateLimiter(max_retries=3))
        .post_init(_register_commands)
        .build()
    )
    conversation = Conversation(live)
    # Without it handlers also fire on edited messages, and an edit would be answered as a new question.
    new = filters.UpdateType.MESSAGE
    private, group = new & filters.ChatType.PRIVATE, new & filters.ChatType.GROUPS
    application.add_handlers(
        [
            CommandHandler(["start", "help"], conversation.help, new),
            CommandHandler("sources", conversation.sources, new),
            CommandHandler("ask", conversation.ask, new),
            CommandHandler("new", conversation.new, new),
            MessageHandler(new & filters.COMMAND, conversation.unknown_command),
            MessageHandler(private & filters.TEXT, conversation.text),
            MessageHandler(group & filters.TEXT, conversation.group_text),
            MessageHandler(private & ~filters.StatusUpdate.ALL, conversation.not_text),
        ]
    )
    application.add_error_handler(_on_error)
    return application


class Conversation:
    """What the bot says to each kind of message."""

    def __init__(self, live: Live) -> None:
        self._live = live
        self._turns: OrderedDict[tuple[int, int], tuple[float, Turn]] = OrderedDict()

    async def new(self, update: Update, _: Context) -> None:
        self._turns.pop(_speaker(_message(update)), None)
        await _reply(_message(update), FORGOTTEN)

    async def help(self, update: Update, _: Context) -> None:
        articles = (await asyncio.to_thread(self._live.snapshot)).num_articles
        examples = "\n".join(f"• {example}" for example in EXAMPLES)
        await _reply(_message(update), ABOUT.format(articles=articles, examples=examples))

    async def sources(self, update: Update, context: Context) -> None:
        page = int(context.args[0]) if context.args and re.fullmatch(r"[0-9]{1,6}", context.args[0]) else 1
        for text in await asyncio.to_thread(lambda: sources(self._live.snapshot(), page)):
            await _reply(_message(update), text)

    async def ask(self, update: Update, _: Context) -> None:
        question = (_message(update).text or "").split(maxsplit=1)[1:]
        await self._answer(_message(update), "".join(question))

    async def text(self, update: Update, _: Context) -> None:
        await self._answer(_message(update), _message(update).text or "")

    async def group_text(self, update: Update, _: Context) -> None:
        question = _addressed(_message(update))
        if question is not None:
            await self._answer(_message(update), question)

    async def not_text(self, update: Update, _: Context) -> None:
        await _reply(_message(update), ONLY_TEXT)

    async def unknown_command(self, update: Update, _: Context) -> None:
        message = _message(update)
        command = (message.text or "").split()[0]
        # A group may have other bots: a command without a name may be theirs.
        if message.chat.type == message.chat.PRIVATE or _is_name(command.partition("@")[2], message):
            await _reply(message, f"{command[:64]}: no such command. {HOW.format(example=EXAMPLES[0])}")

    async def _answer(self, message: Message, question: str) -> None:
        if not question.strip():
            await _reply(message, HOW.format(example=EXAMPLES[0]))
            return
        log.debug("event=question text=%r", question)
        started = time.perf_counter()
        answer = await asyncio.to_thread(self._live.answer, question, before=self._before(message))
        self._remember(message, turn(answer))
        outcome = "answered" if isinstance(answer, Answered) else "abstained"
        milliseconds = (time.perf_counter() - started) * 1000
        log.info("event=answer chat=%s status=%s elapsed_ms=%.1f", message.chat.type, outcome, milliseconds)
        await _reply_answer(message, answer)

    def _before(self, message: Message) -> Turn | None:
        """The turn before of the same person in the same chat, unless it is too long ago."""
        when, before = self._turns.get(_speaker(message), (0.0, None))
        return before if time.monotonic() - when < FORGET_AFTER else None

    def _remember(self, message: Message, latest: Turn) -> None:
        self._turns[_speaker(message)] = (time.monotonic(), latest)
        self._turns.move_to_end(_speaker(message))
        if len(self._turns) > MAX_CONVERSATIONS:
            self._turns.popitem(last=False)


def _speaker(message: Message) -> tuple[int, int]:
    """Who talks where: nobody's conversation leaks into another's."""
    return message.chat.id, message.from_user.id if message.from_user else 0


async def _reply_answer(message: Message, answer: Answer) -> None:
    """Sends every message of the answer; one whose markup Telegram refuses goes out as plain text."""
    for markup, text in zip(messages(answer), plain(answer), strict=True):
        try:
            await _reply(message, markup, ParseMode.HTML)
        except BadRequest as error:
            if "can't parse entities" not in error.message.casefold():
                raise
            log.warning("event=markup_refused error=%s", error.message)
            await _reply(message, text)


async def _reply(message: Message, text: str, parse_mode: ParseMode | None = None) -> None:
    # The question may be deleted before its answer is sent.
    await message.reply_text(text, parse_mode=parse_mode, do_quote=True, allow_sending_without_reply=True)


def _message(update: Update) -> Message:
    assert update.message is not None  # every handler's filter asks for it
    return update.message


def _addressed(message: Message) -> str | None:
    """The question when a group message mentions the bot or replies to it; None when it is meant for others."""
    text = message.text or ""
    found = message.parse_entities([MessageEntity.MENTION]).values()
    mentions = [mention for mention in found if _is_name(mention[1:], message)]
    for mention in mentions:
        text = re.sub(rf"{re.escape(mention)}\b", " ", text)
    earlier = message.reply_to_message
    # In a forum every message of a topic replies to the message that opened it.
    sender = earlier.from_user if earlier and not earlier.forum_topic_created else None
    is_reply = sender is not None and sender.id == message.get_bot().id
    return text.strip() if mentions or is_reply else None


def _is_name(name: str, message: Message) -> bool:
    return name.casefold() == message.get_bot().username.casefold()


async def _register_commands(application: App) -> None:
    log.info("event=started bot=%s", application.bot.name)
    try:
        await application.bot.set_my_commands(COMMANDS)
    except TelegramError as error:
        # The menu is a convenience; questions are answered without it.
        log.warning("event=commands_not_set error=%s", error)


async def _on_error(update: object, context: Context) -> None:
    """Logs the details under a short number and gives that number to the person who asked."""
    error = context.error
    message = update.effective_message if isinstance(update, Update) else None
    if message is None and isinstance(error, TelegramError):
        log.warning("event=poll_failed error=%r", error)  # the next poll follows by itself
        return
    if isinstance(error, Forbidden):
        log.info("event=not_welcome error=%s", error)  # blocked by the person, or out of the group: nobody to tell
        return
    reference = secrets.token_hex(3)
    log.error("event=failed reference=%s error=%r", reference, error, exc_info=error)
    if message is None:
        return
    try:
        await _reply(message, FAILED.format(reference=reference))
    except TelegramError as second:
        log.error("event=unanswered reference=%s error=%r", reference, second)


class Redacting(logging.Formatter):
    """Log lines, tracebacks included, without the secret part of the token."""

    def __init__(self, token: str) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")
        self._secret = token.partition(":")[2] or token

    def format(self, record: logging.LogRecord) -> str:
        return super().format(record).replace(self._secret, "…")


def _set_up_logging(token: str, level: str) -> None:
    """Log lines on stderr; `level` is the bot's own, libraries never say more than at INFO."""
    chosen = logging.getLevelNamesMapping()[level]
    handler = logging.StreamHandler()
    handler.setFormatter(Redacting(token))
    # The command itself reports a refused token, in one line.
    handler.addFilter(lambda record: not (record.exc_info and isinstance(record.exc_info[1], InvalidToken)))
    logging.basicConfig(level=max(chosen, logging.INFO), handlers=[handler], force=True)
    logging.getLogger("bot").setLevel(chosen)
    # At INFO it logs the address of every call, and the token is part of it.
    logging.getLogger("httpx").setLevel(logging.WARNING)
