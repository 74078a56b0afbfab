"""Indexes what changes in the articles folder while the bot runs, where the settings ask for it."""

from __future__ import annotations

import logging

from telegram import Bot

from bot.telegram_skin.building import Builder
from bot.telegram_skin.phrases import Phrases
from bot.telegram_skin.pieces import Piece, clipped, words
from bot.telegram_skin.reporting import tell_admins
from bot.telegram_skin.service import Service
from index.errors import TalksError
from index.home import folder_of
from index.watching import changes_beside

log = logging.getLogger(__name__)


async def follow(service: Service, builder: Builder, bot: Bot) -> None:
    """Builds after each burst of changes, until it is cancelled; a build that fails is told to the admins.

    The newer index is taken up, and told of, like that of any other build.
    """
    places = service.places
    try:
        async for _ in changes_beside([places.articles], folder_of(places.index)):
            async with builder.is_busy:
                # What /add and /remove changed is indexed by them.
                if not await service.work(service.live.is_stale):
                    continue
                built = await builder.build(_tell_nobody)
            log.info("event=followed snapshot=%s error=%r", built.report.get("snapshot"), built.error)
            if built.error:
                await _tell_failed(service, bot, built.error)
    except TalksError as error:
        log.error("event=not_following error=%s", error)


async def _tell_nobody(_done: int, _total: int) -> None:
    """Nobody waits for this build."""


async def _tell_failed(service: Service, bot: Bot, reason: str) -> None:
    def told(phrases: Phrases) -> Piece:
        return words(phrases.say("reindex_failed", reason=clipped(reason)))

    await tell_admins(bot, service, told)
