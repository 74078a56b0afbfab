"""Questions in, answers out: as a reply, as a change of an earlier reply, or under a button."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from weakref import WeakValueDictionary

from telegram import InlineKeyboardMarkup, Message, Update
from telegram.error import BadRequest

from bot.answers import Answer, Answered, Reason
from bot.conversation import Turn
from bot.engine import turn
from bot.state import AwayError
from bot.telegram_skin import sending
from bot.telegram_skin.addressing import person_of, question_of, talk_of
from bot.telegram_skin.inbox import Inbox
from bot.telegram_skin.kept import keep
from bot.telegram_skin.keyboards import questions, under_answer
from bot.telegram_skin.layout import first_messages
from bot.telegram_skin.phrases import Phrases
from bot.telegram_skin.pieces import Piece, words
from bot.telegram_skin.service import Found, Service
from bot.telegram_skin.store import Reply, Talk

log = logging.getLogger(__name__)

# What is held for buttons: an answer, or texts to ask.
ANSWER, EXAMPLES = "answer", "examples"


class Asking:
    """Handlers of questions."""

    def __init__(self, service: Service, inbox: Inbox) -> None:
        self._service = service
        self._inbox = inbox
        # One question of a conversation after the other, so that "And there?" finds what came before.
        self._locks: WeakValueDictionary[Talk, asyncio.Lock] = WeakValueDictionary()

    async def question(self, update: Update, _: object) -> None:
        """A question or an edited one, in private or in a group."""
        message = update.effective_message
        assert message is not None  # the handlers' filters ask for it
        question = question_of(message)
        if question is not None:
            await self.ask(message, question, update)

    async def ask(self, message: Message, question: str, update: Update) -> None:
        """Answers a message, or changes the answer that it has."""
        talk = talk_of(message)
        lock = self._locks.setdefault(talk, asyncio.Lock())
        async with lock, self._service.store.conversation(talk):
            earlier = await self._service.store.reply(message.chat_id, message.message_id)
            # Taken up after a crash between the answer and the note that the question was dealt with.
            if earlier and earlier.is_whole and not update.edited_message:
                return
            async with sending.typing(message):
                pieces, keyboard = await self._answered(message, question, talk)
                own = time.perf_counter() - self._inbox.arrived(update)
                self._service.metrics.answered_in(own)
                log.info("event=handed_over chat=%s own_ms=%.1f", message.chat.type, own * 1000)
                await self._deliver(message, pieces, keyboard, earlier.sent if earlier else ())

    async def ask_anew(self, message: Message, question: str, phrases: Phrases, person: int) -> None:
        """Answers an example question that somebody tapped; the question stands above its answer."""
        talk = Talk(message.chat_id, talk_of(message).thread, person)
        async with sending.typing(message):
            found, before = await self._find(question, talk)
            pieces, keyboard = await self._rendered(found, phrases, talk, before, asked=question)
            for number, piece in enumerate(pieces, start=1):
                await sending.reply(message, piece, keyboard if number == len(pieces) else None)

    async def not_text(self, update: Update, _: object) -> None:
        """A picture, a sticker, a voice message: one friendly line."""
        message = update.effective_message
        assert message is not None
        phrases = self._service.phrases(message.from_user)
        await sending.reply(message, words(phrases.say("only_text")))

    async def how(self, phrases: Phrases) -> Piece:
        """The short help, with an example that the articles answer."""
        examples = await self._service.work(self._service.examples)
        text = phrases.say("how", example=examples[0]) if examples else phrases.say("how_without_example")
        return words(text)

    async def _answered(
        self, message: Message, question: str, talk: Talk
    ) -> tuple[list[Piece], InlineKeyboardMarkup | None]:
        phrases = self._service.phrases(message.from_user)
        if not question.strip():
            return [await self.how(phrases)], None
        found, before = await self._find(question, talk)
        if not isinstance(found.answer, Answered) and found.answer.reason is Reason.EMPTY:
            return [await self.how(phrases)], None
        return await self._rendered(found, phrases, talk, before)

    async def _find(self, question: str, talk: Talk) -> tuple[Found, Turn | None]:
        service = self._service
        before = await service.store.turn(talk)
        found = await service.work(service.find, question, before)
        outcome = "answered" if isinstance(found.answer, Answered) else "abstained"
        service.metrics.count(outcome)
        if found.answer.was_read:
            service.metrics.count("read")
        log.info("event=answer status=%s read=%s snapshot=%s", outcome, found.answer.was_read, found.answer.snapshot_id)
        if (kept := turn(found.answer, before)) is not None:
            await service.store.note_turn(talk, kept)
        return found, before

    async def _rendered(
        self, found: Found, phrases: Phrases, talk: Talk, before: Turn | None, asked: str = ""
    ) -> tuple[list[Piece], InlineKeyboardMarkup]:
        """The answer's messages, and the buttons under the last of them."""
        may_keep = self._service.settings.telegram_keep_questions
        question = found.answer.query.question if may_keep else None
        context = before.question if before and may_keep else None
        content = keep(found.answer, question=question, context=context, asked=asked, stale=found.stale)
        held = await self._service.store.hold(ANSWER, talk.chat, talk.person, content)
        pieces = first_messages(found.answer, phrases, found.snapshot, stale=found.stale, asked=asked)
        return pieces, await self._choices(found.answer, talk) or under_answer(held, found.answer, phrases)

    async def _choices(self, answer: Answer, talk: Talk) -> InlineKeyboardMarkup | None:
        """Where the bot asks whom a question means: a button for each name, which answers as if it had been typed."""
        if isinstance(answer, Answered) or answer.reason is not Reason.AMBIGUOUS:
            return None
        held = await self._service.store.hold(EXAMPLES, talk.chat, talk.person, json.dumps(answer.query.names))
        return questions(held, answer.query.names)

    async def _deliver(
        self, message: Message, pieces: list[Piece], keyboard: InlineKeyboardMarkup | None, sent: tuple[int, ...]
    ) -> None:
        """Brings the messages under a question in line with `pieces`; `sent` are those that are there already."""
        bot, chat = message.get_bot(), message.chat_id
        now: list[int] = []
        for number, piece in enumerate(pieces):
            buttons = keyboard if number + 1 == len(pieces) else None
            if number < len(sent) and await sending.edit(bot, chat, sent[number], piece, buttons):
                now.append(sent[number])
            else:
                now.append(await sending.reply(message, piece, buttons))
            note = Reply((*now, *sent[number + 1 :]), is_whole=number + 1 == len(pieces))
            await self._note(message, note)
        for surplus in sent[len(pieces) :]:
            try:
                await bot.delete_message(chat, surplus)
            except BadRequest as error:
                log.info("event=not_deleted error=%s", error.message)
        if len(sent) > len(pieces):
            await self._note(message, Reply(tuple(now), is_whole=True))

    async def _note(self, message: Message, reply: Reply) -> None:
        """Keeps what was sent. Where that fails the answer stands all the same, and is not to be sent again."""
        try:
            await self._service.store.note_reply(message.chat_id, message.message_id, person_of(message), reply)
        except AwayError as error:
            log.warning("event=not_noted error=%s", error)
