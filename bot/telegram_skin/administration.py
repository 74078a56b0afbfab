"""What admins may do: index anew, add and remove articles, see the counts."""

from __future__ import annotations

import contextlib
import json
import logging
import math
import time
from pathlib import Path

from telegram import Message, Update
from telegram.error import TelegramError

from bot.finding import find_article
from bot.telegram_skin import sending
from bot.telegram_skin.addressing import talk_of
from bot.telegram_skin.building import Builder, Built
from bot.telegram_skin.keyboards import Act, Press, yes_or_no
from bot.telegram_skin.phrases import Phrases
from bot.telegram_skin.pieces import Piece, clipped, words
from bot.telegram_skin.service import Service, memory
from bot.telegram_skin.store import HELD_FOR, Held
from index import intake
from index.errors import TalksError
from index.files import SUFFIXES
from index.model import Article

log = logging.getLogger(__name__)

REMOVAL = "removal"
_NOTICED_WITHIN = 10.0  # seconds until everybody else who watches the index has seen a build
_NAMED = 10  # files left out that are named


class Administration:
    """Handlers for admins; others never get here."""

    def __init__(self, service: Service, builder: Builder) -> None:
        self._service = service
        self._builder = builder

    async def reindex(self, update: Update, _: object) -> None:
        """Builds the index anew and says how it goes, all in one message."""
        message, phrases = _message(update), self._phrases(update)
        if self._builder.is_busy.locked():
            await sending.reply(message, words(phrases.say("reindex_busy")))
            return
        await self._rebuild(message, phrases)

    async def how_to_add(self, update: Update, _: object) -> None:
        phrases = self._phrases(update)
        text = phrases.say("add_how", suffixes=", ".join(SUFFIXES))
        await sending.reply(_message(update), words(text))

    async def add(self, update: Update, _: object) -> None:
        """Takes the file that an admin sent into the articles and indexes it."""
        message, phrases = _message(update), self._phrases(update)
        document = message.document
        assert document is not None  # the handler's filter asks for it
        folder, shown = self._service.places.articles, clipped(document.file_name or "?", 200)
        try:
            name = intake.accepted(folder, document.file_name, document.file_size or 0)
            data = await (await document.get_file()).download_as_bytearray()
            async with self._builder.is_busy:
                path = await self._service.work(intake.add, folder, name, bytes(data))
        except (intake.IntakeError, TelegramError) as error:
            reason = error.message if isinstance(error, TelegramError) else str(error)
            await sending.reply(message, words(phrases.say("add_refused", file=shown, reason=reason)))
            return
        log.info("event=added file=%r bytes=%d", name, len(data))
        await self._rebuild(message, phrases, added=path)

    async def remove(self, update: Update, _: object) -> None:
        """Asks whether an article is to be removed."""
        message, phrases = _message(update), self._phrases(update)
        name = "".join((message.text or "").split(maxsplit=1)[1:])
        if not name:
            await sending.reply(message, words(phrases.say("remove_how")))
            return
        snapshot = await self._service.work(self._service.live.serving)
        try:
            article = find_article(snapshot, name)
        except TalksError as error:
            await sending.reply(message, words(clipped(str(error))))
            return
        file = intake.file_of(self._service.places.articles, article.file)
        together = sum(_stands_in(other, file) for other in snapshot.articles())
        talk = talk_of(message)
        held = await self._service.store.hold(REMOVAL, talk.chat, talk.person, json.dumps(file))
        await sending.reply(message, _removal(article, file, together, phrases), yes_or_no(held, phrases))

    async def decided(self, message: Message, press: Press, held: Held, phrases: Phrases) -> None:
        """Removes the article, or keeps it; the buttons go."""
        file = json.loads(held.content)
        await self._service.store.let_go(press.held)
        if press.act is not Act.YES or held.person not in self._service.settings.telegram_admins:
            await self._show(message, words(phrases.say("kept", file=clipped(file, 200))))
            return
        try:
            async with self._builder.is_busy:
                await self._service.work(intake.remove, self._service.places.articles, file)
        except intake.IntakeError as error:
            await self._show(message, words(clipped(str(error))))
            return
        log.info("event=removed file=%r", file)
        await self._show(message, words(phrases.say("removed", file=clipped(file, 200))))
        await self._rebuild(message, phrases)

    async def stats(self, update: Update, _: object) -> None:
        """Counts since the start."""
        service, counts = self._service, await self._service.store.counts()
        metrics = service.metrics
        text = self._phrases(update).say(
            "stats",
            uptime=_span(time.time() - service.started),
            **{name: metrics.counts[name] for name in ("answered", "abstained", "failed", "throttled")},
            p50=round(1000 * metrics.percentile(0.5)),
            p95=round(1000 * metrics.percentile(0.95)),
            days=round(HELD_FOR / 86_400),
            memory=round(memory() / 1e6),
            **counts,
        )
        await sending.reply(_message(update), words(text))

    async def _rebuild(self, message: Message, phrases: Phrases, added: Path | None = None) -> None:
        """Builds in a child process; one message under `message` tells how far it is and what came of it."""
        service = self._service
        bot, chat = message.get_bot(), message.chat_id
        async with self._builder.is_busy:
            service.building_for = (chat, math.inf)
            shown = await sending.reply(message, words(phrases.say("reindexing")))

            async def tell(done: int, total: int) -> None:
                text = phrases.say("reindex_progress", done=done, total=total)
                with contextlib.suppress(TelegramError):  # the build goes on, whoever is told of it
                    await sending.edit(bot, chat, shown, words(text))

            built = await self._builder.build(tell)
            snapshot = await service.work(service.newest)
            service.building_for = (chat, time.monotonic() + _NOTICED_WITHIN)
            outcome = self._outcome(built, snapshot.snapshot_id, phrases)
            if added is not None:
                is_in = any(_stands_in(article, added.name) for article in snapshot.articles())
                if not is_in:
                    await service.work(added.unlink, True)
                outcome = _added(built, added.name, is_in, phrases).then(outcome, gap="\n")
        log.info("event=reindexed snapshot=%s error=%r", snapshot.snapshot_id, built.error)
        if not await sending.edit(bot, chat, shown, outcome):
            await sending.reply(message, outcome)

    def _outcome(self, built: Built, serving: str, phrases: Phrases) -> Piece:
        if built.error:
            return words(phrases.say("reindex_failed", reason=clipped(built.error)))
        report = built.report
        text = phrases.say(
            "reindexed",
            articles=report["articles"],
            sentences=report["sentences"],
            seconds=f"{built.seconds:.1f}",
            snapshot=serving,
        )
        lines = [text]
        for file, reason in report["skipped"][:_NAMED]:
            lines.append(clipped(phrases.say("left_out", file=clipped(file, 120), reason=clipped(reason, 200)), 330))
        if more := len(report["skipped"]) - _NAMED:
            lines += [phrases.say("left_out_more", count=more)] if more > 0 else []
        return words("\n".join(lines))

    async def _show(self, message: Message, piece: Piece) -> None:
        await sending.edit(message.get_bot(), message.chat_id, message.message_id, piece)

    def _phrases(self, update: Update) -> Phrases:
        return self._service.phrases(update.effective_user)


def _added(built: Built, file: str, is_in: bool, phrases: Phrases) -> Piece:
    if is_in:
        return words(phrases.say("added", file=file))
    reasons = [reason for name, reason in built.report.get("skipped", []) if name == file]
    reason = clipped("; ".join(reasons) or built.error or "it has no article", 500)
    return words(phrases.say("add_refused", file=file, reason=reason))


def _stands_in(article: Article, file: str) -> bool:
    """Whether the article is in the file of the articles folder, an archive's members among it."""
    return article.file == file or article.file.startswith(f"{file}/")


def _removal(article: Article, file: str, together: int, phrases: Phrases) -> Piece:
    """What goes when an article is removed: its file, with all that it holds."""
    shown, title = clipped(file, 200), clipped(article.title, 200)
    lines = [phrases.say("remove_confirm", file=shown, title=title, folder=intake.REMOVED)]
    if file != article.file:
        lines.insert(0, phrases.say("remove_archive", article=clipped(article.file, 200), file=shown))
    if together > 1:
        lines.append(phrases.say("remove_several", count=together))
    return words("\n".join(lines))


def _span(seconds: float) -> str:
    minutes = int(seconds // 60)
    days, rest = divmod(minutes, 1440)
    hours, minutes = divmod(rest, 60)
    return f"{days} d {hours} h {minutes} min" if days else f"{hours} h {minutes} min"


def _message(update: Update) -> Message:
    assert update.message is not None  # every handler's filter asks for it
    return update.message
