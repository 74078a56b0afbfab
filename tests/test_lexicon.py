"""The word tables: compiled as edited, and what they link."""

from __future__ import annotations

from importlib.resources import files

import pytest

from bot.lexicon import compiled_groups, is_role, synonyms
from index.analysis import terms


def test_the_compiled_groups_are_those_of_the_tables() -> None:
    """After an edit of the tables, `python -m bench.lexicon` writes them again."""
    stored = files("bot.lexicon").joinpath("groups.txt").read_text(encoding="utf-8")
    assert stored == compiled_groups()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("captive", "hostage"), ("Israeli", "Israel"), ("premier", "prime minister"), ("led", "headed")],
)
def test_near_interchangeable_words_are_linked(typed: str, meant: str) -> None:
    """As terms, so inflected forms are linked too."""
    assert tuple(terms(meant)) in {other.terms for other in synonyms(tuple(terms(typed)))}


def test_unknown_words_have_no_synonyms() -> None:
    """Nothing is made up for a word that no table holds."""
    assert synonyms(("zyzzyva",)) == ()


@pytest.mark.parametrize(
    ("text", "expected"), [("the prime minister ", True), ("CIA Director ", True), ("the table ", False), ("", False)]
)
def test_roles_end_a_text(text: str, expected: bool) -> None:
    """An office just before a name marks a person."""
    assert is_role(text) is expected
