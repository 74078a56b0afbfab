"""The menus of commands that Telegram shows: one for each scope and language."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from telegram import (
    Bot,
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    BotCommandScopeDefault,
)
from telegram.error import TelegramError

from bot.telegram_skin.phrases import LANGUAGES, Phrases

log = logging.getLogger(__name__)

_EVERYBODY = ("ask", "sources", "latest", "check", "timeline", "status", "new", "privacy", "forget", "help")
_IN_GROUPS = ("ask", "sources", "latest", "check", "timeline", "new", "help")
_ADMINS = ("reindex", "add", "remove", "stats")


async def register_commands(bot: Bot, admins: Sequence[int]) -> None:
    """A menu for each scope and language; without it everything still works."""
    scopes: list[tuple[BotCommandScope, tuple[str, ...]]] = [
        (BotCommandScopeDefault(), _EVERYBODY),
        (BotCommandScopeAllPrivateChats(), _EVERYBODY),
        (BotCommandScopeAllGroupChats(), _IN_GROUPS),
        *((BotCommandScopeChat(admin), (*_EVERYBODY, *_ADMINS)) for admin in admins),
    ]
    for language in LANGUAGES:
        for scope, names in scopes:
            menu = [BotCommand(name, Phrases(language).label(f"menu_{name}")) for name in names]
            try:
                # Without a language: the menu of everybody whose language has none of its own.
                code = None if language == "en" else language
                await bot.set_my_commands(menu, scope=scope, language_code=code)
            except TelegramError as error:
                log.warning("event=commands_not_set scope=%s error=%s", scope.type, error)
