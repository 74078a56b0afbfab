"""What the Telegram bot needs, from the environment or .env; .env.example lists all settings."""

from __future__ import annotations

from functools import lru_cache
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.places import STATE, written
from bot.state import State, state_of
from index.errors import TalksError


def web_host(address: str) -> str | None:
    """The host of an http:// or https:// address; None for anything else.

    >>> web_host("https://api.telegram.org"), web_host("http://[")
    ('api.telegram.org', None)
    """
    try:
        parts = urlsplit(address)
        return parts.hostname if parts.scheme in ("http", "https") else None
    except ValueError:  # brackets that hold no address
        return None


class SettingsError(TalksError):
    """A setting is missing or wrong."""


# Read by the validator below, not as JSON.
_Numbers = Annotated[tuple[int, ...], NoDecode]


class Settings(BaseSettings):
    """Every setting but those of `places`, with its default. The environment wins over .env."""

    model_config = SettingsConfigDict(env_file=".env", env_file_encoding="utf-8", extra="ignore", env_ignore_empty=True)

    talks_state: str = STATE
    talks_state_user: str = ""
    talks_state_password: SecretStr | None = None
    talks_state_ca: str = ""
    talks_state_deadline: float = Field(default=2, gt=0, le=60)
    talks_log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    telegram_bot_token: SecretStr | None = None
    telegram_api_url: str = "https://api.telegram.org"
    telegram_admins: _Numbers = ()
    telegram_admin_chat: int | None = None
    telegram_allowed_chats: _Numbers = ()
    telegram_max_age_minutes: float = Field(default=15, gt=0)
    telegram_messages_per_minute: int = Field(default=100, ge=1)
    telegram_sends_per_second: int = Field(default=30, ge=0)
    telegram_keep_questions: bool = False
    telegram_watch: bool = False
    telegram_webhook_url: str = ""
    telegram_webhook_secret: SecretStr | None = None
    telegram_webhook_listen: str = "127.0.0.1"
    telegram_webhook_port: int = Field(default=8443, ge=1, le=65535)
    telegram_monitor_port: int = Field(default=0, ge=0, le=65535)

    def state(self) -> State:
        """Where the state is kept. Raises StateError naming the setting that is wrong."""
        password = self.talks_state_password.get_secret_value() if self.talks_state_password else ""
        return state_of(
            self.talks_state,
            user=self.talks_state_user,
            password=password,
            ca=self.talks_state_ca,
            deadline_s=self.talks_state_deadline,
        )

    @field_validator("telegram_admins", "telegram_allowed_chats", mode="before")
    @classmethod
    def _listed(cls, value: object) -> object:
        """Numbers with commas between them."""
        return value.replace(",", " ").split() if isinstance(value, str) else value


@lru_cache(maxsize=1)
def settings() -> Settings:
    """The settings of this process. Raises TalksError naming the setting that is wrong, or a .env that is no text."""
    written()
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0]).upper() if first["loc"] else "settings"
        raise SettingsError(f"{name}: {first['msg']}; correct it in the environment or .env") from None
