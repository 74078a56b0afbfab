"""The words of a line that decide a yes or no: "remains closed to lorries", "partially lifted weeks ago"."""

from __future__ import annotations

from collections.abc import Sequence

from bot.answers import AnswerType, Query
from bot.fitting import may_be_untold
from bot.lexicon import opposites
from bot.question import STOP_TERMS, close_terms
from index.analysis import analyse
from index.model import Span, Token
from index.patterns import regex
from index.snapshot import Snapshot

# What stands before the word that decides, and belongs to it: auxiliaries, denials, hedges.
_GROUP = regex(
    r"(?:(?<![\w’'-])(?:(?:is|are|was|were|has|have|had|do|does|did|would|could|should|will|can|must|may|might)(?:n[’']t)?"
    r"|can[’']t|won[’']t|be|been|being|to|not|never|no longer|yet|still|already|now|also|again|just|almost"
    r"|remain(?:s|ed)?|stay(?:s|ed)?|kept|bec[ao]me|look(?:s|ed)?|seem(?:s|ed)?|appear(?:s|ed)?|said|reported|believed|expected"
    r"|understood|thought|alleged|supposed|likely|unlikely|set|due|\w+ly)\s+)+$",
)
# Told by itself in a short answer: "was lifted" is "lifted", "was not lifted" stays.
_BARE = regex(r"^(?:(?:is|are|was|were|has|have|had|be|been|being)\s+)+(?!not\b|never\b|no longer\b)")
# "Pressure grew on Velmo to open it" says nothing of whether it is open.
_ASKED = regex(r"^to\s+$")
_END = regex(
    r"[,;:!?()–—]|\.(?!\d)|\s(?:but|while|as|although|though|because|after|when|which|who|if|unless"
    r"|and (?=(?:that|he|she|it|they|we|has|have|had|is|are|was|were|will|would|said)\b))\b"
)
_QUOTES = ' \t\n"“”‘'
_LONGEST = 9  # words behind the one that decides


def decided(query: Query, sentence_id: int, snapshot: Snapshot) -> Span | None:
    """For yes or no the predicate of the line with its denial and its hedges; None where no verb leads to a word asked.

    The last of the words asked for tells what is asked: the first are what it is asked about.
    """
    if query.answer_type is not AnswerType.YES_NO:
        return None
    sentence = snapshot.sentence(sentence_id)
    text = snapshot.text_of(sentence)
    tokens = analyse(text)
    for concept in reversed(query.concepts):
        wanted = close_terms(concept) | opposites(concept.term)
        for token in tokens if not concept.name else ():
            group = _GROUP.search(text, 0, token.span.start) if token.term in wanted else None
            if group is None or _ASKED.match(group[0]) or may_be_untold(text, token.span.end):
                continue
            words = text[group.start() : _end(text, token.span.end, tokens)].rstrip()
            if words.endswith(_QUOTES) and sum(map(words.count, _QUOTES)) % 2:
                words = words[:-1]
            bare = _BARE.match(words)
            start = sentence.span.start + group.start()
            return Span(start + (bare.end() if bare else 0), start + len(words))
    return None


def _end(text: str, start: int, tokens: Sequence[Token]) -> int:
    """Where the clause ends, or before it with the last main word of as many as a short answer has."""
    stop = _END.search(text, start)
    end = stop.start() if stop else len(text)
    inside = [token for token in tokens if start <= token.span.start < end]
    if len(inside) <= _LONGEST:
        return end
    main = [token.span.end for token in inside[:_LONGEST] if token.term not in STOP_TERMS]
    return main[-1] if main else start
