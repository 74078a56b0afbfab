"""Which of several figures in a sentence counts what is asked for: the one in whose stretch the question's words stand.

"A total of 251 hostages were taken, of whom 49 are still being held": asked for those held it is 49.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import pairwise

from bot.answers import AnswerType, Query
from bot.lexicon import opposites
from bot.mentions import BOUND, Mention, MentionType, mentions
from bot.question import STOP_TERMS, close_terms, is_held
from bot.slots.counted import asks_age, is_age, measure_asked, ranked_at
from bot.slots.counted import counting as counting_figures
from bot.slots.harm import counts_other_harm
from index.analysis import terms
from index.model import Span, Token
from index.snapshot import Snapshot

_KINDS = frozenset({MentionType.NUMBER, MentionType.PERCENT})
_OF = re.compile(
    r" of (?:the |an estimated |about |around |some |its |their "
    r"|(?:the )?(?P<whose>[\w.’'-]+(?: [\w.’'-]+)?)['’]s? )?$",
    re.IGNORECASE,
)
_YEARS_OLD = re.compile(r"(\d{1,3})[- ]years?[- ]old")
_NUMBER = r"(?:\d[\d.,]*\d|\d|\b(?:no|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve))"
_TALLY = re.compile(
    rf"(?<![\w.,])(?P<more>{_NUMBER})(?: (?:votes?|percent|per cent|points?|goals?)|%)? to (?P<less>{_NUMBER})\b%?"
)
_VOTES = re.compile(r"\b(?:vot\w+|ballot|result|score\w*)\b", re.IGNORECASE)
_COUNTS = re.compile(r"\b(?:how (?:many|much)|what (?:percentage|share|proportion))\b", re.IGNORECASE)
_MARGIN = re.compile(r"\bby how (?:many|much)\b", re.IGNORECASE)
_VOTED = re.compile(r"\bvoted\b|\bvote (?:for|against|to)\b", re.IGNORECASE)
_TALLIED = frozenset({AnswerType.NUMBER, AnswerType.PERCENT, AnswerType.MANNER, AnswerType.OTHER})
_AGAINST = re.compile(r"\b(?:against|oppos\w+|reject\w*|defeat\w*|den(?:y|ied)|refus\w+)\b", re.IGNORECASE)

_SCORE = re.compile(r"(?<![\d-])\d{1,3}[-–]\d{1,3}(?![\d-])")
_MEANT = re.compile(
    r"^\W*what(?:['’]s| is| are| was| were| does| do| did) (?:the )?(?:figure |number )?(?P<figure>\d(?:[\d.,]*\d)?)"
    r"(?: (?:mean|stand for|refer to|count))?\W*$",
    re.IGNORECASE,
)
_NOUNS = re.compile(r"(?: [\w’'-]+){1,3}")


def figure_meant(query: Query, sentence_id: int, _given: Span, snapshot: Snapshot) -> Span | None:
    """For "what is 1,250" the figure with the noun that it counts: "more than 1,250 injuries"."""
    asked = _MEANT.match(query.text)
    if asked is None:
        return None
    exact = re.compile(rf"(?<![\d.,]){re.escape(asked['figure'])}$")
    sentence = snapshot.sentence(sentence_id)
    text, offset = snapshot.text_of(sentence), sentence.span.start
    for mention in mentions(text):
        if mention.kind not in _KINDS or not exact.search(mention.span.of(text)):
            continue
        end = mention.span.end
        behind = _NOUNS.match(text, end)
        for word in re.finditer(r" ([\w’'-]+)", behind.group() if behind else ""):
            if set(terms(word[1])) <= STOP_TERMS:
                break
            end = mention.span.end + word.end()
        return Span(_bounded(mention.span, text, offset).start, end + offset)
    return None


def asked_figure(query: Query, sentence_id: int, given: Span, snapshot: Snapshot) -> Span | None:
    """The figure whose stretch holds more of what is said in the question than that of the learned answer."""
    if query.answer_type is not AnswerType.NUMBER:
        return None
    sentence = snapshot.sentence(sentence_id)
    text, offset = snapshot.text_of(sentence), sentence.span.start
    figures = [m for m in mentions(text) if m.kind in _KINDS]
    now = next((i for i, m in enumerate(figures) if _overlaps(m.span, given, offset)), None)
    if now is not None and counts_other_harm(query, text[figures[now].span.end :]):
        others = [m.span for m in figures if not counts_other_harm(query, text[m.span.end :])]
        return _bounded(others[0], text, offset) if others else None
    if query.focus is None:
        return None
    counting = tuple(m for m in counting_figures(query, sentence_id, snapshot) if not _is_score(text, m.span))
    if now is not None and counting and _is_score(text, figures[now].span):
        return _bounded(counting[0].span, text, offset)
    if now is not None and counting and is_age(text, figures[now].span):
        return _bounded(counting[0].span, text, offset)
    countable = set(counting)
    able = [i for i, m in enumerate(figures) if m in countable and i != now]
    if now is None or not able:
        return None
    tokens = snapshot.tokens_of(sentence_id)
    held = [_held(query, here) for here in _terms_behind(figures, tokens, offset)]
    best = max(able, key=lambda i: held[i])
    if held[best] <= held[now] or _is_of(figures, now, text) or _is_of(figures, best, text):
        return None
    return _bounded(figures[best].span, text, offset)


def part_asked(query: Query, sentence_id: int, given: Span, snapshot: Snapshot) -> Span | None:
    """Of "240 of the bank's 340 branches" the part where something is said of them, and else the whole."""
    if query.answer_type is not AnswerType.NUMBER or query.focus is None:
        return None
    sentence = snapshot.sentence(sentence_id)
    text, offset = snapshot.text_of(sentence), sentence.span.start
    figures = [m.span for m in mentions(text) if m.kind in _KINDS]
    countable = {m.span for m in counting_figures(query, sentence_id, snapshot)}
    for part, every in pairwise(figures):
        between = _OF.fullmatch(text[part.end : every.start])
        # "35 of about 3,000 patients" has no whole of its own.
        if between is None or between["whose"] is None or every not in countable:
            continue
        if not (_overlaps(part, given, offset) or _overlaps(every, given, offset)):
            continue
        owner = set(terms(between["whose"]))
        said = [c for c in query.concepts if not c.name and c.term != query.focus and c.weight >= 1]
        is_part = any(owner.isdisjoint(close_terms(c)) for c in said)
        return _bounded(part if is_part else every, text, offset)
    return None


def tally(query: Query, sentence_id: int, given: Span, snapshot: Snapshot) -> Span | None:
    """Of "27 votes to 24" both sides, or for "how many voted for it" one, where the learned span is in it."""
    if query.answer_type not in _TALLIED or not _VOTES.search(query.text):
        return None
    sentence = snapshot.sentence(sentence_id)
    text, offset = snapshot.text_of(sentence), sentence.span.start
    found = next((m for m in _TALLY.finditer(text) if _overlaps(Span(*m.span()), given, offset)), None)
    if found is None:
        return None
    start, end = found.span()
    if _COUNTS.search(query.text) and not _MARGIN.search(query.text):
        if not _VOTED.search(query.text):
            return None
        # More did what the sentence tells.
        is_same = bool(_AGAINST.search(query.text)) == bool(_AGAINST.search(text, 0, start))
        start, end = found.span("more" if is_same else "less")
    return Span(start + offset, end + offset)


def age(query: Query, sentence_id: int, given: Span, snapshot: Snapshot) -> Span | None:
    """For "how old" the figure alone where the learned span has it: of "a 34-year-old nurse" the 34."""
    if not asks_age(query):
        return None
    sentence = snapshot.sentence(sentence_id)
    offset = sentence.span.start
    spans = (Span(*match.span(1)) for match in _YEARS_OLD.finditer(snapshot.text_of(sentence)))
    span = next((span for span in spans if _overlaps(span, given, offset)), None)
    return Span(span.start + offset, span.end + offset) if span else None


def ranked(query: Query, sentence_id: int, _given: Span, snapshot: Snapshot) -> Span | None:
    """For "how many trips" the ordinal with the noun where no figure counts it: "his fifth trip"."""
    if query.answer_type is not AnswerType.NUMBER or query.focus is None:
        return None
    found = ranked_at(query, sentence_id, snapshot)
    offset = snapshot.sentence(sentence_id).span.start
    if found is None or counting_figures(query, sentence_id, snapshot):
        return None
    return Span(found.start + offset, found.end + offset)


def measured(query: Query, sentence_id: int, given: Span, snapshot: Snapshot) -> Span | None:
    """For "how high" the one figure with a unit of length, where the learned span is another."""
    told = measure_asked(query.text) if query.answer_type is AnswerType.NUMBER else None
    if told is None:
        return None
    sentence = snapshot.sentence(sentence_id)
    text, offset = snapshot.text_of(sentence), sentence.span.start
    found = []
    for mention in mentions(text):
        unit = told.match(text, mention.span.end + 1) if mention.kind is MentionType.NUMBER else None
        if unit is not None:
            found.append(Span(_bounded(mention.span, text, offset).start, unit.end() + offset))
    if len(found) != 1 or (given.start < found[0].end and found[0].start < given.end):
        return None
    return found[0]


def lasting(query: Query, sentence_id: int, given: Span, snapshot: Snapshot) -> Span | None:
    """For "how long" the length of time that stands before what it is asked of: "a 60-day truce"."""
    if query.answer_type is not AnswerType.DURATION:
        return None
    sentence = snapshot.sentence(sentence_id)
    text, offset = snapshot.text_of(sentence), sentence.span.start
    wanted = {term for c in query.concepts if not c.name for term in close_terms(c)}
    starts = {token.span.start - offset for token in snapshot.tokens_of(sentence_id) if token.term in wanted}
    spans = [m.span for m in mentions(text) if m.kind is MentionType.DURATION]
    beside = [s for s in spans if s.end + 1 in starts]
    if len(beside) != 1 or _overlaps(beside[0], given, offset):
        return None
    return Span(beside[0].start + offset, beside[0].end + offset)


def is_denied(query: Query, sentence_id: int, given: Span, snapshot: Snapshot) -> bool:
    """Whether the figure given stands in a stretch that says the opposite: the living for the dead."""
    if query.answer_type is not AnswerType.NUMBER:
        return False
    sentence = snapshot.sentence(sentence_id)
    text, offset = snapshot.text_of(sentence), sentence.span.start
    figures = [m for m in mentions(text) if m.kind in _KINDS]
    now = next((i for i, m in enumerate(figures) if _overlaps(m.span, given, offset)), None)
    if now is None:
        return False
    here = _terms_behind(figures, snapshot.tokens_of(sentence_id), offset)[now]
    said = [c for c in query.concepts if not c.name and c.term != query.focus and opposites(c.term)]
    return any(here.isdisjoint(close_terms(c)) and not here.isdisjoint(opposites(c.term)) for c in said)


def _terms_behind(figures: list[Mention], tokens: tuple[Token, ...], offset: int) -> list[set[str]]:
    """For each figure its stretch: the terms from it up to the next one."""
    starts = [m.span.start + offset for m in figures]
    found: list[set[str]] = [set() for _ in figures]
    for token in tokens:
        if (number := bisect_right(starts, token.span.start)) > 0:
            found[number - 1].add(token.term)
    return found


def _held(query: Query, here: set[str]) -> int:
    """How many of the words that say what is asked, names and the noun counted apart, a stretch holds."""
    said = [c for c in query.concepts if not c.name and c.term != query.focus and c.weight >= 1]
    return sum(is_held(concept, here) for concept in said)


def _is_of(figures: list[Mention], i: int, text: str) -> bool:
    """Whether a figure is a part of the next one, or the whole of the one before: "130 of an estimated 250"."""
    pairs = [(i, i + 1), (i - 1, i)]
    return any(
        a >= 0 and b < len(figures) and _OF.fullmatch(text[figures[a].span.end : figures[b].span.start]) is not None
        for a, b in pairs
    )


def _is_score(text: str, span: Span) -> bool:
    """Whether a figure is one side of a score: "3-2"."""
    return any(m.start() <= span.start < m.end() for m in _SCORE.finditer(text))


def _overlaps(span: Span, given: Span, offset: int) -> bool:
    return span.start + offset < given.end and given.start < span.end + offset


def _bounded(span: Span, text: str, offset: int) -> Span:
    """The figure as a span of the article, with the words that say how exact it is."""
    bound = BOUND.match(text, span.start)
    start = span.start if bound is None else bound.start()
    return Span(start + offset, span.end + offset)
