"""The words of a sentence that keep it from being a plain fact."""

from __future__ import annotations

import re
from functools import lru_cache

from bot.lexicon import SpeechClass, speech_verbs
from index.model import Span

# Left out of the tables of the lexicon: plain futures, and words that are mostly nouns or acts.
_NO_HEDGE = frozenset(
    """will forecast forecasts forecasting estimate estimates estimating guess guesses hope hopes hoped hoping appear
    appeared appearing expects anticipates suspect suspects""".split()
) | {"about to", "is due to", "are due to", "was due to"}
_DOUBT = re.compile(
    r"(?:claim|alleg|purport|suspect|believ|think|thought|suppos|ostens|so-called|self-styled|accus|insinuat|specul)"
)
_MORE_HEDGES = frozenset(
    """reportedly;is reported to;are reported to;was reported to;were reported to;is said to;are said to;was said to
    ;were said to;quoted as saying;rumoured;rumored;unconfirmed;if;unless;only when;only if;provided that
    ;on condition that;allegedly;alleged;potential;purported;appeared to;appear;as if;hoped to;hopes to;hope to
    ;hoping to;at least""".replace("\n", "")
    .replace("    ", "")
    .split(";")
)
_HEDGE_WORD = re.compile(r"[^\W\d_][\w-]*")
_IT_SAID = re.compile(
    r"\b(?:it|he|she|they) (?:said|says|claimed|claims|say)(?= (?:was|were|is|are|had|has|showed|shows|would|could)\b)"
)
_NOT_WITHOUT = re.compile(r"(?:\b(?:not|no|never|cannot)|n['’]t) [^.;]{0,120}?\b(without|until)\b")


@lru_cache(maxsize=1)
def _hedge_phrases() -> dict[str, tuple[str, ...]]:
    """Hedges by their first word, longest first."""
    phrases = set(_MORE_HEDGES)
    for phrase, kind in speech_verbs().items():
        doubts = kind is SpeechClass.HEDGE or (kind is SpeechClass.CLAIM and _DOUBT.match(phrase))
        if doubts and phrase not in _NO_HEDGE:
            phrases.add(phrase)
    table: dict[str, list[str]] = {}
    for phrase in sorted(phrases, key=lambda p: (-len(p), p)):
        table.setdefault(phrase.split()[0], []).append(phrase)
    return {first: tuple(found) for first, found in table.items()}


@lru_cache(maxsize=1 << 12)
def hedges(text: str) -> tuple[str, ...]:
    """The words of a sentence that keep it from being a plain fact, as they stand there, each once.

    >>> hedges("He would reportedly resign if asked.")
    ('would', 'reportedly', 'if')
    """
    found = [Span(*match.span()) for match in _IT_SAID.finditer(text)]
    if "without" in text or "until" in text:
        found += [Span(*match.span(1)) for match in _NOT_WITHOUT.finditer(text)]
    end = 0
    for match in _HEDGE_WORD.finditer(text):
        start, word = match.span()[0], match.group()
        if start < end or (word == "May" and start > 0):
            continue
        for phrase in _hedge_phrases().get(word.lower(), ()):
            until = start + len(phrase)
            if text[start:until].lower() == phrase and not text[until : until + 1].isalnum():
                found.append(Span(start, until))
                end = until
                break
    whole = [span for span in found if not any(o != span and o.start <= span.start <= span.end <= o.end for o in found)]
    return tuple(dict.fromkeys(span.of(text) for span in sorted(whole)))
