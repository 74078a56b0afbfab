"""Writes bot/lexicon/groups.txt from the tables a person edits: python -m bench.lexicon."""

from __future__ import annotations

from pathlib import Path

from bot.lexicon import compiled_groups

TARGET = Path(__file__).parent.parent / "bot" / "lexicon" / "groups.txt"


def main() -> None:
    """Compiles synonyms.txt and the countries."""
    TARGET.write_text(compiled_groups(), encoding="utf-8")


if __name__ == "__main__":
    main()
