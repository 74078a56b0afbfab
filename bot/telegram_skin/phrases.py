"""The catalogue of fixed strings: every line the bot says by itself, in the languages of phrases.toml."""

from __future__ import annotations

import tomllib
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from index.tables import table

LANGUAGES = ("en", "ar", "he", "fr", "es")
_RIGHT_TO_LEFT = frozenset({"ar", "he"})
# Codes that Telegram's clients send for the same language.
_ALIASES = {"iw": "he"}
# A mark that makes a line run from right to left, and the isolates that keep what is put into it from turning around.
_RLM, _FSI, _PDI = "\u200f", "\u2068", "\u2069"
_TURNING = frozenset({"R", "AL", "RLE", "RLO", "RLI", "LRE", "LRO", "LRI", "FSI", "PDF", "PDI"})


@lru_cache(maxsize=1)
def catalogue() -> dict[str, dict[str, str]]:
    """For every key its string in each language."""
    return tomllib.loads(table("bot.telegram_skin", "phrases.toml"))


@dataclass(frozen=True, slots=True)
class Phrases:
    """The fixed strings in one language."""

    language: str

    @property
    def is_right_to_left(self) -> bool:
        return self.language in _RIGHT_TO_LEFT

    def has(self, key: str) -> bool:
        return key in catalogue()

    def say(self, key: str, **values: str | int | float) -> str:
        """The string with its values filled in. Each line of a right-to-left language is marked as such."""
        text = catalogue()[key][self.language]
        return self.line(text.format(**{name: self.isolated(value) for name, value in values.items()}))

    def line(self, text: str) -> str:
        """Our own words in the language's direction; other text is put through `isolated` first."""
        if not self.is_right_to_left:
            return text
        return "\n".join(_RLM + line if line and not line.startswith(_RLM) else line for line in text.split("\n"))

    def label(self, key: str) -> str:
        """The bare string, for a button or a menu."""
        return catalogue()[key][self.language]

    def isolated(self, value: str | int | float) -> str:
        """A value for use inside a line; isolated where it could turn the line around, or the line it."""
        text = str(value)
        turns = self.is_right_to_left or any(unicodedata.bidirectional(c) in _TURNING for c in text)
        # A closing mark in the text itself would end the isolate early.
        return f"{_FSI}{text.replace(_PDI, '')}{_PDI}" if turns and text else text


@lru_cache(maxsize=64)
def phrases(language_code: str | None) -> Phrases:
    """The strings for a user's language code; English where it is not known.

    >>> phrases("fr-CA").language, phrases("iw").language, phrases("tlh").language
    ('fr', 'he', 'en')
    """
    code = (language_code or "").split("-")[0].lower()
    code = _ALIASES.get(code, code)
    return Phrases(code if code in LANGUAGES else "en")
