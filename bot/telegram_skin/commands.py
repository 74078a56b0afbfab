"""Commands that everybody may give."""

from __future__ import annotations

import base64
import json
import re
from typing import Any

from telegram import Message, MessageEntity, Update
from telegram.ext import CallbackContext

from bot import engine
from bot.answers import Answered
from bot.checks.checking import QuoteError, check
from bot.telegram_skin import sending
from bot.telegram_skin.addressing import command_of, replied_text, talk_of
from bot.telegram_skin.asking import EXAMPLES, Asking
from bot.telegram_skin.keyboards import pager, questions
from bot.telegram_skin.layout import timeline
from bot.telegram_skin.lists import checked, latest, sources_page
from bot.telegram_skin.phrases import Phrases
from bot.telegram_skin.pieces import Piece, clipped, words
from bot.telegram_skin.service import Service
from bot.telegram_skin.store import HELD_FOR, TURN_FOR

Context = CallbackContext[Any, Any, Any, Any]

SOURCES = "sources"


class Commands:
    """Handlers of commands."""

    def __init__(self, service: Service, asking: Asking) -> None:
        self._service = service
        self._asking = asking

    async def start(self, update: Update, context: Context) -> None:
        """The introduction, or the question that a link https://t.me/BOT?start=… carries."""
        message = _message(update)
        question = linked_question(context.args[0]) if context.args else ""
        if question:
            await self._asking.ask(message, question, update)
        else:
            await self.help(update, context)

    async def help(self, update: Update, _: Context) -> None:
        """What the bot does, with example questions to tap."""
        message, phrases = _message(update), self._phrases(update)
        service = self._service
        examples = await service.work(service.examples)
        talk = talk_of(message)
        held = await service.store.hold(EXAMPLES, talk.chat, talk.person, json.dumps(examples))
        articles = (await service.work(service.live.serving)).totals.articles
        about = words(phrases.say("about", articles=articles))
        await sending.reply(message, about, questions(held, examples))

    async def sources(self, update: Update, context: Context) -> None:
        """A page of the articles, with buttons to the others."""
        message, phrases = _message(update), self._phrases(update)
        page = int(context.args[0]) if context.args and re.fullmatch(r"[0-9]{1,6}", context.args[0]) else 1
        snapshot = await self._service.work(self._service.live.serving)
        listed = await self._service.work(sources_page, snapshot, page, phrases)
        talk = talk_of(message)
        held = await self._service.store.hold(SOURCES, talk.chat, talk.person, "")
        await sending.reply(message, listed.piece, pager(held, listed.page, listed.pages, phrases))

    async def latest(self, update: Update, _: Context) -> None:
        """The newest articles with the lines they open with."""
        service = self._service
        snapshot = await service.work(service.live.serving)
        piece = await service.work(latest, snapshot, self._phrases(update), service.may_show(snapshot))
        await sending.reply(_message(update), piece)

    async def check(self, update: Update, _: Context) -> None:
        """Whether a quote, typed or replied to, is in the articles."""
        message, phrases = _message(update), self._phrases(update)
        pasted = _rest(message) or replied_text(message) or _own_reply(message)
        if not pasted:
            await sending.reply(message, words(phrases.say("check_how")))
            return
        async with sending.typing(message):
            await sending.reply(message, await self._service.work(self._checked, pasted, phrases))

    async def timeline(self, update: Update, _: Context) -> None:
        """The lines on a question, or on the one before, in order of time."""
        message, phrases, service = _message(update), self._phrases(update), self._service
        question = _rest(message)
        before = await service.store.turn(talk_of(message))
        if not question and before is None:
            await sending.reply(message, words(phrases.say("timeline_how")))
            return
        question = question or (before.question if before else "")
        async with sending.typing(message):
            found = await service.work(service.find, question)
        if not isinstance(found.answer, Answered):
            await self._asking.ask(message, question, update)
        else:
            await sending.reply(message, timeline(found.answer.quotes, found.snapshot.dates, question, phrases))

    async def status(self, update: Update, _: Context) -> None:
        """When the index was built, what it holds, and whether the articles changed since."""
        phrases, service = self._phrases(update), self._service
        snapshot = await service.work(service.live.serving)
        newest = snapshot.dates.newest
        text = phrases.say(
            "status",
            built=service.built(),
            articles=snapshot.totals.articles,
            sentences=snapshot.totals.sentences,
            newest=newest.isoformat() if newest else phrases.label("none_dated"),
            snapshot=snapshot.snapshot_id,
            freshness=phrases.label("fresh_stale" if await service.work(service.is_stale) else "fresh"),
        )
        await sending.reply(_message(update), words(text))

    async def new(self, update: Update, _: Context) -> None:
        """Forgets the conversation."""
        await self._service.store.forget_turn(talk_of(_message(update)))
        await sending.reply(_message(update), words(self._phrases(update).say("forgotten")))

    async def privacy(self, update: Update, _: Context) -> None:
        """What is kept about a person."""
        phrases = self._phrases(update)
        keeps = self._service.settings.telegram_keep_questions
        votes = phrases.label("votes_with_question" if keeps else "votes_without_question")
        text = phrases.say("privacy", minutes=round(TURN_FOR / 60), days=round(HELD_FOR / 86_400), votes=votes)
        await sending.reply(_message(update), words(text))

    async def forget(self, update: Update, _: Context) -> None:
        """Erases all that is kept about a person."""
        await self._service.store.erase(talk_of(_message(update)).person)
        await sending.reply(_message(update), words(self._phrases(update).say("erased")))

    async def unknown(self, update: Update, _: Context) -> None:
        """A command that there is not: the short help, unless it may be another bot's."""
        message, phrases = _message(update), self._phrases(update)
        command = (message.text or "").split()[0]
        # A group may have other bots: a command without a name may be theirs.
        if message.chat.type != message.chat.PRIVATE and ("@" not in command or not (command_of(message) or ("",))[0]):
            return
        told = words(phrases.say("unknown_command", command=clipped(command, 64)))
        await sending.reply(message, told.then(await self._asking.how(phrases), gap=" "))

    def _checked(self, pasted: str, phrases: Phrases) -> Piece:
        snapshot = self._service.live.serving()
        may_show = self._service.may_show(snapshot)
        try:
            outcome = check(pasted, snapshot, annotate=lambda q: engine.annotated(q, snapshot), may_show=may_show)
        except QuoteError as error:
            return words(clipped(str(error)))
        return checked(outcome, phrases)

    def _phrases(self, update: Update) -> Phrases:
        return self._service.phrases(update.effective_user)


def linked_question(payload: str) -> str:
    """The question that a link carries: base64url of its UTF-8, or its words with _ between them.

    >>> linked_question("Who_led_the_delegation")
    'Who led the delegation'
    >>> linked_question("V2hvIGxlZCB0aGUgZGVsZWdhdGlvbj8")
    'Who led the delegation?'
    """
    try:
        text = base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)).decode("utf-8")
    except ValueError:
        text = ""
    # Words may by chance be base64 too; what they decode to is no line of words then.
    if " " in text and text.isprintable():
        return text
    return re.sub(r"[_-]+", " ", payload).strip()


def _message(update: Update) -> Message:
    assert update.message is not None  # every handler's filter asks for it
    return update.message


def _rest(message: Message) -> str:
    return "".join((message.text or "").split(maxsplit=1)[1:])


def _own_reply(message: Message) -> str:
    """The first quote in the bot's own message that is replied to."""
    earlier = message.reply_to_message
    found = earlier.parse_entities([MessageEntity.BLOCKQUOTE]) if earlier and earlier.text else {}
    return next(iter(found.values()), "")
