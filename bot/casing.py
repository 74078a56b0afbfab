"""Capitals for a question typed in lower case throughout: the rules for names look at them."""

from __future__ import annotations

import re

from bot.lexicon import is_known_word, is_nationality, is_place_name, is_role_word
from bot.names import POSSESSIVE
from bot.word_classes import class_of
from index.analysis import analyse
from index.model import Token
from index.snapshot import Snapshot

# Endings of common words beside those of word_classes.
_PLAIN = re.compile(r"(?:most|wards?|wise|like|some|man|men|woman|women|folk)$")
# Before these "us" is the country, where no verb or preposition takes it as the pronoun.
_BEFORE_US = frozenset("the a by which what did do is and".split())


def with_capitals(question: str, snapshot: Snapshot) -> str:
    """The question with capitals at the names in it, if it has none at all; of the same length."""
    if question != question.lower() or not question.isascii():
        return question
    tokens = analyse(question)
    text = question
    for before, token in zip([None, *tokens], tokens, strict=False):
        word = token.span.of(question)
        if (better := _capital(question, token, before, snapshot)) is not None and len(better) == len(word):
            text = text[: token.span.start] + better + text[token.span.end :]
    return text


def _is_in_place_name(question: str, token: Token) -> bool:
    """Whether the word and the one before or after it are a place's name: "west bank"."""
    before, after = question[: token.span.start].split(), question[token.span.end :].split()
    word = token.span.of(question)
    pairs = ([before[-1], word] if before else [], [word, after[0]] if after else [])
    return any(pair[0] != "the" and is_place_name(" ".join(pair).rstrip("?.!,")) for pair in pairs if pair)


def _capital(question: str, token: Token, before: Token | None, snapshot: Snapshot) -> str | None:
    word = token.span.of(question)
    bare = POSSESSIVE.sub("", word)
    rest = word[len(bare) :]
    if bare == "us":
        return "US" + rest if before is not None and before.term in _BEFORE_US else None
    if is_place_name(bare) or is_nationality(bare) or _is_in_place_name(question, token):
        return bare.capitalize() + rest
    if is_role_word(bare) and question[token.span.start - 1 : token.span.start] != "-":
        return None  # "President" stands so before a name alone
    if token.term in snapshot.names:
        known = snapshot.names[token.term]
        return (known if known.lower() == bare else bare.capitalize()) + rest
    # A word that neither the articles nor the word tables know is a name unless its ending is a common word's.
    is_plain = not bare.isalpha() or class_of(bare) != "x" or _PLAIN.search(bare) or is_known_word(token.term)
    return None if is_plain or snapshot.ranker.knows(token.term) else bare.capitalize() + rest
