"""Quotation marks that set words apart and quote nobody."""

from __future__ import annotations

import re

from bot.speech.readings import Reading
from index.model import Span

_GOVERNED = re.compile(
    r"(?:\b(?:say|said|says|saying|told|tells|added|adds|asked|wrote|call|called|calls|calling|dubbed|describ\w+|label\w*"
    r"|branded|termed|as|like|was|is|were|are|been|be|being|became|mostly|very|so|too|that|have|has|had|seem\w*|appear\w*"
    r"|feels?|felt|express\w*|considered?|him|her|it|them|themselves|himself)(?: (?:an?|the))?|[:,])$",
    re.IGNORECASE,
)
# Before a few words of what somebody said: "to “coordinate”", "without a “credible plan”".
_FRAGMENT = re.compile(r"\b(?:to|an?|will|would|can|could|must|should|may|might|not)$", re.IGNORECASE)
_NO_NOUN = re.compile(
    r"\b(?:is|are|was|were|be|been|to|not|can|could|will|would|must|should|have|has|had|i|we|you|he|they|it)\b"
    r"|^(?:at|in|on|for|with|from|by|of)\b|[?!]$",
    re.IGNORECASE,
)


def is_scare(reading: Reading) -> bool:
    """Whether every quotation of the sentence is a noun phrase of a few words that nobody is quoted as saying."""
    if not reading.quotations or reading.only_quoted:
        return False
    first = reading.quotations[0]
    if first.start == 0 and first.of(reading.text)[:-1].endswith((",", "?", "!")):
        return False  # "“OK,” I said"
    return all(_is_set_apart(reading, span) for span in reading.quotations)


def _is_set_apart(reading: Reading, span: Span) -> bool:
    quoted = span.of(reading.text)
    inner = quoted[1:-1].strip(" ,.")
    num_words = len(inner.split())
    whole = quoted[0] in "\"“‘'«„" and quoted[-1] in "\"”’'»“"
    if not whole or not 1 <= num_words <= 4 or _NO_NOUN.search(inner):
        return False
    before = reading.masked[: span.start].rstrip()
    if not reading.said:
        return num_words <= 3 or re.search(r"\b(?:an?|the|this|that|so-called)$", before) is not None
    spoken = any(0 <= min(said.subject.start, said.verb.start) - span.end <= 3 for said in reading.said)
    return before != "" and not spoken and not _GOVERNED.search(before) and not _FRAGMENT.search(before)
