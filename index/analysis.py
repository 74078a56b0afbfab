"""Text to tokens: one analyser for questions and sentences.

Terms are folded (case, diacritics, quotes), rid of possessives and stemmed. A hyphenated word gives its
parts and the joined whole, so that `al-Hayya`, `al Hayya` and `alhayya` meet.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from functools import lru_cache

import snowballstemmer

from index.model import Span, Token
from index.tables import table_lines

# Part of every snapshot id: raise it whenever the same text gives other terms, dates or ladders.
ANALYSER_VERSION = 1

_APOSTROPHES = "'’ʼ‘`´"
_WORD = rf"[^\W\d_][\w\u0300-\u036f]*(?:[{_APOSTROPHES}][^\W\d_][\w\u0300-\u036f]*)*"
_NUMBER = r"\d{1,3}(?:[\u00a0\u202f\u2009]\d{3})+(?!\d)|\d+(?:[.,]\d+)*[^\W\d_]*"
_DOTTED = rf"(?:(?:[^\W\d_]\.){{2,}}(?:[^\W\d_](?!\w))?|[^\W\d_]\.[^\W\d_](?!\w))(?:[{_APOSTROPHES}]s\b)?"
# "per cent" comes before word, which would take "per" alone.
_TOKEN = re.compile(rf"(?P<percent>%|\b[Pp]er cent\b)|(?P<dotted>{_DOTTED})|(?P<number>{_NUMBER})|(?P<word>{_WORD})")
_HYPHENS = "-‐‑‒–"
_GROUPED = re.compile(r"(?<=\d)[,\u00a0\u202f\u2009](?=\d{3}(?!\d))")
_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th)$")
# Apostrophes go first: NFKD would make a blank of the acute accent.
_LETTERS = str.maketrans(
    dict.fromkeys(_APOSTROPHES, "'")
    | {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ß": "ss", "ı": "i", "æ": "ae", "œ": "oe"}
)
_CONTRACTION = re.compile(rf"[{_APOSTROPHES}](?:s|re|ve|ll|d|m|t)$")
_MONTHS = {m[:3]: m for m in "january february march april june july august october november december".split()}
_MONTHS |= {"sept": "september", "sep": "september"}
_ABBREVIATED = re.compile(r"(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)$", re.IGNORECASE)


def fold(text: str) -> str:
    """Lower case without diacritics; the length may change.

    >>> fold("Erdoğan’s Łódź")
    "erdogan's lodz"
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
        # Few characters differ: looking at each of a whole article's would take ten times as long.
        text = text.translate({ord(c): None for c in set(text) if unicodedata.combining(c)})
    return text.casefold().replace("`", "'")


@lru_cache(maxsize=1)
def _irregular() -> dict[str, str]:
    return dict(line.split() for line in table_lines("index", "irregular.txt"))


def is_irregular(word: str) -> bool:
    """Whether the word is an irregular form such as `led` or `children`."""
    return fold(word) in _irregular()


_stemmer = snowballstemmer.stemmer("english")
_stemming = threading.Lock()  # a stemmer holds the word it works on: two threads would mix theirs


@lru_cache(maxsize=1 << 17)
def term_of(surface: str) -> str:
    """The term of one word as it stands in a text; empty when nothing is left of it.

    >>> [term_of(w) for w in ("Hamas’s", "led", "delegations", "U.S.", "US", "us", "67,139", "Oct")]
    ['hama', 'lead', 'deleg', 'usa', 'usa', 'us', '67139', 'octob']
    """
    if surface[0].isdigit():
        return _ORDINAL.sub("", fold(_GROUPED.sub("", surface))).replace(" ", "")
    bare = _CONTRACTION.sub("", surface)
    if bare in ("US", "USA") or bare.upper() in ("U.S.", "U.S", "U.S.A.", "U.S.A"):
        return "usa"  # else "the U.S." and the pronoun "us" would be one term
    if _ABBREVIATED.match(surface):
        return _stem(_MONTHS[fold(surface)])
    # Blanks: NFKD takes some Arabic and Greek signs apart into a blank and a mark.
    word = _CONTRACTION.sub("", fold(surface)).replace("'", "").replace(".", "").replace(" ", "")
    return _stem(_irregular().get(word, word))


def _stem(word: str) -> str:
    # The stemmer's words are lower-case Latin; anything else is its own term.
    if not word.isascii():
        return word
    with _stemming:
        return str(_stemmer.stemWord(word))


def analyse(text: str, offset: int = 0) -> list[Token]:
    """The tokens of a text in reading order, with half-open code-point spans in it, or where it begins at an offset.

    >>> [t.term for t in analyse("al-Hayya: 85% of the cease-fire")]
    ['al', 'hayya', 'alhayya', '85', 'percent', 'of', 'the', 'ceas', 'fire', 'ceasefir']
    """
    tokens: list[Token] = []
    chain: list[re.Match[str]] = []
    for match in _TOKEN.finditer(text):
        start = match.start()
        if chain and not (start == chain[-1].end() + 1 and text[start - 1] in _HYPHENS):
            _join(chain, tokens, offset)
            chain = []
        if match.lastgroup == "percent":
            tokens.append(Token("percent", Span(offset + start, offset + match.end())))
            continue
        term = term_of(match.group())
        if term:
            tokens.append(Token(term, Span(offset + start, offset + match.end())))
            chain.append(match)
    _join(chain, tokens, offset)
    return tokens


@lru_cache(maxsize=256)
def analysed(text: str) -> tuple[Token, ...]:
    """What `analyse` gives, remembered: for a question or a title, which every candidate is held against."""
    return tuple(analyse(text))


def _join(chain: list[re.Match[str]], tokens: list[Token], offset: int) -> None:
    """Adds the joined form of a hyphenated word of two or three parts."""
    if 2 <= len(chain) <= 3 and not chain[0].group()[0].isdigit():
        term = term_of("".join(m.group() for m in chain))
        if term:
            tokens.append(Token(term, Span(offset + chain[0].start(), offset + chain[-1].end())))


def terms(text: str) -> list[str]:
    """The terms of a text in reading order."""
    return [token.term for token in analyse(text)]
