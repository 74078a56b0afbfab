"""The bot's account: whether Telegram, or the Bot API server set, knows the token."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from http import HTTPStatus
from http.client import HTTPException
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

from bot.doctor.findings import Finding, note, ok, problem
from bot.settings import web_host

_TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]{30,}")
_TIMEOUT_S = 10
_COPY = "copy it again from @BotFather into .env: TELEGRAM_BOT_TOKEN=…"
_REFUSED = (HTTPStatus.UNAUTHORIZED, HTTPStatus.NOT_FOUND)


def account(token: str, api_url: str) -> Iterator[Finding]:
    """What getMe says. The token is in no finding."""
    host = web_host(api_url)
    if host is None:
        yield problem("telegram", "TELEGRAM_API_URL is no http:// or https:// address", "correct it in .env")
    elif not token:
        yield note(
            "telegram", "no token is set; only talks telegram needs one", "put it into .env: TELEGRAM_BOT_TOKEN=…"
        )
    elif not _TOKEN.fullmatch(token):
        yield problem("telegram", "TELEGRAM_BOT_TOKEN does not look like a token (digits, a colon, letters)", _COPY)
    else:
        yield _asked(f"{api_url.rstrip('/')}/bot{token}/getMe", host)


def _asked(address: str, host: str) -> Finding:
    try:
        with urlopen(address, timeout=_TIMEOUT_S) as reply:
            return ok("telegram", f"{host} knows the token as @{json.load(reply)['result']['username']}")
    except HTTPError as error:
        if error.code in _REFUSED:
            return problem("telegram", f"{host} does not know the token", _COPY)
        return problem("telegram", f"{host} answers {error.code}", "try again later, or correct TELEGRAM_API_URL")
    except (URLError, TimeoutError, ConnectionError, HTTPException) as error:
        # Its reason, for the error itself may name the address with the token.
        reason = getattr(error, "reason", None) or type(error).__name__
        remedy = "check the network and a proxy, or correct TELEGRAM_API_URL in .env"
        return problem("telegram", f"{host} can't be reached ({reason})", remedy)
    except (ValueError, KeyError, TypeError):
        return problem("telegram", f"{host} is no Bot API server", "correct TELEGRAM_API_URL in .env")
