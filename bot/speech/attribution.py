"""One sentence read for who says it: quotation marks, acts of saying, their subjects. Surface rules of news English.

Quotations are masked first, so that a verb inside one never counts. All spans are in the sentence's text.
"""

from __future__ import annotations

from functools import lru_cache

from bot.speech.acts import find_acts
from bot.speech.lead import find_lead
from bot.speech.readings import Reading
from bot.speech.tokens import Tokens
from bot.speech.words import MASK
from index.model import Span


@lru_cache(maxsize=1 << 13)
def read(text: str, quoted: tuple[Span, ...]) -> Reading:
    """The reading of a sentence whose quotations are at `quoted`. The same text gives the same reading.

    >>> reading = read("Rain fell, police said.", ())
    >>> [said.subject.of(reading.text) for said in reading.said]
    ['police']
    """
    masked = text
    for span in quoted:
        masked = masked[: span.start] + MASK * (span.end - span.start) + masked[span.end :]
    tokens = Tokens(masked)
    only = bool(quoted) and not any(word[0].isalnum() for word in tokens.word)
    if only or not 0 < len(tokens) <= _MAX_TOKENS:
        return Reading(text, masked, quoted, only, (), None)
    lead = find_lead(tokens)
    lead_span = tokens.span(lead) if lead else None
    return Reading(text, masked, quoted, only, tuple(find_acts(tokens, masked, lead)), lead_span)


_MAX_TOKENS = 300  # what is longer is no sentence of prose, and the rules look both ways from every verb
