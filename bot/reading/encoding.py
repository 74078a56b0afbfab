"""Question and window to the model's input: word pieces, with a mark before each sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from tokenizers import Tokenizer

from index.model import Span

# Word pieces at most of a question, a title and a sentence; longer ones are cut.
QUESTION, TITLE, SENTENCE = 48, 12, 96
# Ids of the vocabulary: what opens the input, what divides it, what stands before each sentence.
_OPEN, _DIVIDE, _MARK = 101, 102, 1


@dataclass(frozen=True, slots=True)
class Pieces:
    """A text as word pieces: their ids, and each one's span in the text."""

    ids: tuple[int, ...]
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Encoded:
    """One row of the model's input. `marks` are the places of the sentence marks; a sentence's first piece follows."""

    ids: list[int]
    types: list[int]
    marks: list[int]


@lru_cache(maxsize=20_000)
def pieces(text: str, most: int) -> Pieces:
    """The first `most` word pieces of the text."""
    found = _tokenizer().encode(text, add_special_tokens=False)
    return Pieces(tuple(found.ids[:most]), tuple(Span(*span) for span in found.offsets[:most]))


def encode(question: Pieces, title: Pieces, sentences: Sequence[Pieces]) -> Encoded:
    """[open] question [divide] title [mark] sentence [mark] sentence … [divide]"""
    ids = [_OPEN, *question.ids, _DIVIDE]
    asked = len(ids)
    ids += title.ids
    marks = []
    for sentence in sentences:
        marks.append(len(ids))
        ids += [_MARK, *sentence.ids]
    ids.append(_DIVIDE)
    return Encoded(ids, [0] * asked + [1] * (len(ids) - asked), marks)


def alone(text: Pieces) -> list[int]:
    """[open] text [divide]"""
    return [_OPEN, *text.ids, _DIVIDE]


@lru_cache(maxsize=1)
def _tokenizer() -> Tokenizer:
    text = files("bot.reading").joinpath("tokenizer.json").read_text(encoding="utf-8")
    tokenizer = Tokenizer.from_str(text)
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer
