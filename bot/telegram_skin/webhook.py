"""The addresses that the settings name: the Bot API server's, and the one that Telegram sends updates to."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from urllib.parse import urlsplit

from bot.settings import Settings, SettingsError, web_host
from bot.state import Shared

_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where Telegram sends updates to, and the secret it sends with them."""

    url: str
    path: str
    secret: str


def host_of(address: str, name: str) -> str:
    """The host of an address. Raises SettingsError naming the setting where it is none of the web."""
    host = web_host(address)
    if host is None:
        raise SettingsError(f"{name} is no http:// or https:// address; correct it in the environment or .env")
    return host


def webhook_of(settings: Settings) -> Webhook | None:
    """The webhook to set; None for long polling. Raises SettingsError for a wrong address or secret."""
    url = settings.telegram_webhook_url
    if not url:
        return None
    host_of(url, "TELEGRAM_WEBHOOK_URL")
    given = settings.telegram_webhook_secret
    if given is None and isinstance(settings.state(), Shared):
        raise SettingsError("TELEGRAM_WEBHOOK_SECRET is not set; processes that share a state need the same one")
    secret = given.get_secret_value() if given else secrets.token_urlsafe(32)
    if not _SECRET.fullmatch(secret):
        raise SettingsError("TELEGRAM_WEBHOOK_SECRET: 1 to 256 of A-Z a-z 0-9 _ -; correct it in .env")
    return Webhook(url, urlsplit(url).path.strip("/"), secret)
