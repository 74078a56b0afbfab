"""Which store the settings name."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from bot.settings import Settings, SettingsError
from bot.telegram_skin.file_store import FileStore
from bot.telegram_skin.store import Store, Vote


def token_of(settings: Settings) -> str:
    """The bot's token. Raises SettingsError when there is none."""
    token = settings.telegram_bot_token.get_secret_value().strip() if settings.telegram_bot_token else ""
    if not token:
        raise SettingsError(
            "TELEGRAM_BOT_TOKEN is not set; get a token from @BotFather and put it into .env: TELEGRAM_BOT_TOKEN=…"
        )
    return token


def open_store(settings: Settings) -> Store:
    """The store, which may still be away. Raises TalksError when it can't be used at all."""
    state = settings.state()
    if isinstance(state, Path):
        return FileStore(state)
    try:
        from bot.shared_server import SharedServer
    except ImportError:
        raise SettingsError(f"TALKS_STATE: {state} needs a package; run: pip install 'talks[shared]'") from None
    from bot.telegram_skin.shared_store import SharedStore

    return SharedStore(SharedServer(state), token_of(settings).partition(":")[0])


async def kept_votes(settings: Settings) -> Sequence[Vote]:
    """All votes, oldest first. Raises TalksError when they can't be read, or there is no such file."""
    state = settings.state()
    if isinstance(state, Path) and not state.exists():
        raise SettingsError(f"{state}: no such file; it is made by talks telegram, or set TALKS_STATE")
    store = open_store(settings)
    try:
        return await store.votes()
    finally:
        await store.close()
