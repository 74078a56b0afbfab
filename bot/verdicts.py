"""The words of a line that decide a yes or no: "remains closed to lorries", "partially lifted weeks ago".

A predicate without its denial, its condition or its subject says the contrary of the line. So words are given only
where all of these are plain: a finite verb leads to the word asked for without a gap, its subject is asked about, and
nothing before or behind denies it, supposes it or takes it back. Else there are none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.answers import AnswerType, Concept, Query
from bot.fitting import may_be_untold
from bot.lexicon import opposites
from bot.question import STOP_TERMS, close_terms
from index.analysis import analyse
from index.model import Span, Token
from index.patterns import regex
from index.snapshot import Snapshot

_FINITE = (
    r"(?:(?:is|are|was|were|has|have|had|do|does|did|would|could|should|will|can|must|may|might)(?:n[’']t)?"
    r"|cannot|can[’']t|won[’']t|remains?|remained|stays?|stayed|kept|became|becomes)"
)
# What stands before the word that decides, and belongs to it: auxiliaries, denials, hedges.
_GROUP = regex(
    rf"(?<![\w’'-]){_FINITE}\s+(?:(?:be|been|being|to|have|not|never|no longer|yet|still|already|now|also|again|just"
    r"|almost|even|well|soon|going|so far|said|reported|believed|expected|understood|thought|alleged|supposed|likely"
    r"|unlikely|set|due|\w+ly)\s+)*$"
)
# Told by itself in a short answer: "was lifted" is "lifted", "was not lifted" stays.
_BARE = regex(r"^(?:(?:is|are|was|were|has|have|had|been|being)\s+)+(?!.*\b(?:not|never|no longer|n[’']t)\b)")
# Before a clause that is denied, feared, wished for or not yet so.
_DENIED = regex(
    r"\b(?:no|none|nobody|nothing|neither|nor|never|without|until|till|once|before|instead|avoid\w*|escap\w*|fear\w*"
    r"|reject\w*|dismiss\w*|ruled out|false\w*|untrue|lied?|lies|claim\w*|rumou?r\w*|demand\w*|insist\w*|urg\w+"
    r"|hop(?:es?|ed|ing)|want\w*|wish\w*|call\w* for|threat\w*|warn\w*|pledg\w*|promis\w*|vow\w*|suppos\w*|suggest\w*"
    r"|(?-i:could|would|might|should|may)|prevent\w*|stop\w*|refus\w*|fail\w*)\b|^\W*(?:had|were|should)\b",
    re.IGNORECASE,
)
_BOUNDARY = regex(
    r"[,;:–—(]?\s*\b(?:who|which|that|after|as|while|and|but|because|when|where|since|said|says|told \w+)\b|[,;:–—(]"
)
_RELATIVE = regex(r"\b(?:which|who|that)\W*$")
_PREPOSITION = regex(
    r"\s(?:to|near|of|in|at|on|over|under|with|from|by|for|about|between|behind|into|against|across)\s"
)
_PRONOUN = regex(r"\b(?:it|they|he|she|we|this|these)\s*$", re.IGNORECASE)
# After these the predicate is not all that is said.
_GOES_ON = regex(r"\W*(?:if|unless|but|although|though|until|then|except|only|while|whereas|yet)\b", re.IGNORECASE)
_END = regex(
    r"[,;:!?()–—]|\.(?=\s+[A-ZÀ-Þ“\"]|\W*$)|\s(?:but|while|as|although|though|because|after|when|which|who|if|unless"
    r"|until|and (?=(?:that|he|she|it|they|we|has|have|had|is|are|was|were|will|would|said)\b))\b"
)
# A quotation that ends behind the word began before it.
_QUOTES = ('"', "”")
_LONGEST = 9  # words behind the one that decides


def decided(query: Query, sentence_id: int, snapshot: Snapshot) -> Span | None:
    """For yes or no the predicate of the line with its denial and its hedges; None where that is not plain.

    The last of the words asked for tells what is asked: those before are what it is asked about.
    """
    if query.answer_type is not AnswerType.YES_NO:
        return None
    sentence = snapshot.sentence(sentence_id)
    text = snapshot.text_of(sentence)
    tokens = analyse(text)
    for concept in reversed([c for c in query.concepts if not c.name]):
        wanted = close_terms(concept) | opposites(concept.term)
        for token in tokens:
            span = _predicate(query, concept, text, token.span, tokens) if token.term in wanted else None
            if span is not None:
                return Span(sentence.span.start + span.start, sentence.span.start + span.end)
    return None


def _predicate(query: Query, concept: Concept, text: str, word: Span, tokens: Sequence[Token]) -> Span | None:
    """The predicate that the word belongs to, if it is plain."""
    group = _GROUP.search(text, 0, word.start)
    if group is None or may_be_untold(text, word.end) or _DENIED.search(text, 0, group.start()):
        return None
    if not _is_asked_about(query, concept, text, group.start(), tokens):
        return None
    end = _end(text, word.end, tokens)
    if end is None:
        return None
    words = text[group.start() : end]
    bare = _BARE.match(words)
    return Span(group.start() + (bare.end() if bare else 0), group.start() + len(words.rstrip()))


def _is_asked_about(query: Query, predicate: Concept, text: str, verb: int, tokens: Sequence[Token]) -> bool:
    """Whether the verb's subject is something that the question asks about, or a pronoun."""
    bounds = [match.end() for match in _BOUNDARY.finditer(text, 0, verb)]
    start = bounds[-1] if bounds else 0
    subject = text[start:verb]
    if _PRONOUN.search(subject):
        return True
    about = [c for c in query.concepts if c is not predicate]
    if not subject.strip(" ,"):
        # "The ban, which was lifted": the clause before has it.
        start, verb = (bounds[-2] if len(bounds) > 1 else 0), start
        about = [c for c in about if not c.name] if _RELATIVE.search(text, 0, verb) else []
        return any(_holds(c, start, verb, tokens) for c in about)
    place = _PREPOSITION.search(subject)
    head = start + (place.start() if place else len(subject.rstrip()))
    heads = [token for token in tokens if start <= token.span.start and token.span.end <= head]
    last = heads[-1].span.start if heads else head
    return any(_holds(c, last, head, tokens) for c in about)


def _holds(concept: Concept, start: int, end: int, tokens: Sequence[Token]) -> bool:
    wanted = close_terms(concept)
    return any(token.term in wanted for token in tokens if start <= token.span.start and token.span.end <= end)


def _end(text: str, start: int, tokens: Sequence[Token]) -> int | None:
    """Where the clause ends, or before it with the last main word of as many as a short answer has.

    None where more of it must be said: a condition, what took it back, another verb.
    """
    stop = _END.search(text, start)
    end = stop.start() if stop else len(text)
    if stop and _GOES_ON.match(text, stop.start()):
        return None
    rest = text[start:end]
    if re.search(rf"(?<![\w’'-]){_FINITE}(?![\w’'-])", rest) or rest.rstrip().endswith(("only", "except")):
        return None
    for mark in _QUOTES:
        at = rest.find(mark)
        opened = rest.find("“") if mark == "”" else -1
        if at >= 0 and (rest.count(mark) % 2 if mark == '"' else not 0 <= opened < at):
            end = start + at
            rest = text[start:end]
    inside = [token for token in tokens if start <= token.span.start < end]
    if len(inside) <= _LONGEST:
        return end
    main = [token.span.end for token in inside[:_LONGEST] if token.term not in STOP_TERMS]
    end = main[-1] if main else start
    return end + (text[end] in _QUOTES and text.count(text[end], start, end + 1) % 2 == 0)
