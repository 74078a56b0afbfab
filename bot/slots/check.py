"""The check itself: which rule looks at a sentence, by what the question asks for."""

from __future__ import annotations

import re

from bot.agreement import is_contrary
from bot.answers import AnswerType, Concept, Query
from bot.mentions import Mention, mentions
from bot.names import key
from bot.offices import office_before
from bot.question import CLOSE, is_held
from bot.slots import counted, named
from bot.slots.articles import terms_around
from bot.slots.attributes import is_unasked, is_untold
from bot.slots.changed import has_other_figure, names_others, says_contrary, tells_of_others
from bot.slots.days import is_on_other_day
from bot.slots.harm import miscounts
from bot.slots.kinds import Flaw, Slot
from bot.slots.offices import is_other_office
from bot.slots.owners import is_of_another, is_of_nobody_here
from bot.slots.predicates import lacks_predicate
from bot.slots.premises import is_elsewhere, is_unreal
from bot.slots.strangers import counts_unknown, names_stranger
from bot.speech.speakers import attribute, spoken
from bot.speech.verbs import VERBS
from index.analysis import terms
from index.memory import per_snapshot
from index.patterns import regex
from index.snapshot import Snapshot

_BECAUSE = regex(
    r"\b(?:because|due|since|so|order to|result|owing|thanks|after|caus\w+|led to|leading|reason\w*|amid|following"
    r"|aimed|for(?! (?:\w+ ){0,3}(?:second|minute|hour|day|week|month|year|decade)s?\b)|by|as|to \w+|if|over|blam\w+"
    r"|accus\w+|fear\w*|prompt\w+|trigger\w+|object\w+|mean\w*"
    r"|from|with|would)\b",
    re.IGNORECASE,
)
_SURELY_BECAUSE = regex(
    r"\b(?:because|due to|owing to|thanks to|so that|in order to|as a result|caused? by|caus\w+|led to|leading to"
    r"|reasons?|amid|following|aimed at|blam\w+|prompt\w+|trigger\w+|fear\w+|after \w+|in response|on the grounds"
    r"|in protest|for (?:allegedly |reportedly )?\w+ing|over (?:the|his|her|its|their|an?|allegations?|claims?))\b",
    re.IGNORECASE,
)


_NEAR = 60  # characters
_AROUND = 2  # sentences
_TALKS = "talks"  # those who hold them say nothing by it
# "The secretary of state" states nothing.
_NOUN = regex(r"\b(?:of|the|an?|its|his|her|their|this|any|no) $", re.IGNORECASE)
_THAT = regex(r"\b(?:that|he|she|it|they|we|i)\b|[“\"]", re.IGNORECASE)
# "She called it a farce": what "it" is stands further up.
_QUOTED = regex(r"“[^”]*”?|\"[^\"]*\"?")
_POINTS_BACK = regex(r"\b(?:it|its|this|that|these|those|them|they|such)\b", re.IGNORECASE)
_ABOUT = regex(r"\b(?:about|on|of|regarding|concerning)\b", re.IGNORECASE)
_FLAWS = (
    (Flaw.ANOTHER, is_of_another),
    (Flaw.ANOTHER, is_other_office),
    (Flaw.UNREAL, is_unreal),
    (Flaw.UNTOLD, is_untold),
    (Flaw.UNASKED, is_unasked),
    (Flaw.UNASKED, lacks_predicate),
    (Flaw.NOBODY, is_of_nobody_here),
    (Flaw.NOBODY, names_stranger),
    (Flaw.MISCOUNTS, miscounts),
    (Flaw.OTHERS, counts_unknown),
    (Flaw.OTHER_DAY, is_on_other_day),
    (Flaw.CONTRARY, says_contrary),
    (Flaw.OTHERS, has_other_figure),
    (Flaw.OTHERS, tells_of_others),
    (Flaw.OTHERS, names_others),
    (Flaw.ELSEWHERE, is_elsewhere),
)


@per_snapshot(maxsize=1 << 10)
def flaws(query: Query, sentence_id: int, snapshot: Snapshot) -> frozenset[Flaw]:
    """Why the sentence can't answer, whatever kind of thing stands in it."""
    return frozenset(flaw for flaw, has in _FLAWS if has(query, sentence_id, snapshot))


@per_snapshot(maxsize=1 << 10)
def slot(query: Query, sentence_id: int, snapshot: Snapshot) -> Slot:
    """Whether the sentence can hold what the question asks for."""
    if flaws(query, sentence_id, snapshot):
        return Slot.EMPTY
    text = snapshot.text_of(snapshot.sentence(sentence_id))
    found = mentions(text)
    if named.asks_name(query):
        return named.name(query, text, found)
    return _by_type(query, sentence_id, text, found, snapshot)


# What such a sentence gives is another side's, or counts others: worse than no answer.
_MISLEADING = frozenset(set(Flaw) - {Flaw.UNREAL, Flaw.ELSEWHERE, Flaw.UNTOLD})


def is_misleading(query: Query, sentence_id: int, snapshot: Snapshot) -> bool:
    """Whether an answer from the sentence would be about somebody or something else than is asked."""
    if not _MISLEADING.isdisjoint(flaws(query, sentence_id, snapshot)):
        return True
    exact = query.answer_type is AnswerType.NUMBER or counted.asks_age(query) or counted.asks_clock(query)
    exact = exact or named.asks_leader(query) or named.asks_commander(query)
    exact = exact or query.answer_type in (AnswerType.PLACE, AnswerType.STATEMENT)
    exact = exact or (named.asks_name(query) and named.asks_somebodys(query))
    return exact and slot(query, sentence_id, snapshot) is Slot.EMPTY


def lacks_words_alone(query: Query, sentence_id: int, snapshot: Snapshot) -> bool:
    """Whether all that speaks against the sentence is that it has no word for what is asked of its subject."""
    return flaws(query, sentence_id, snapshot) == {Flaw.UNASKED}


def is_told(query: Query, sentence_id: int, snapshot: Snapshot) -> bool:
    """Whether the sentence surely answers: it is a word of the one asked about, or says nearly all that is asked."""
    if slot(query, sentence_id, snapshot) is not Slot.FILLED or is_contrary(query, sentence_id, snapshot):
        return False
    if query.answer_type is AnswerType.STATEMENT:
        return bool(query.speaker) and _is_on_topic(query, sentence_id, snapshot, 0)
    held = {token.term for token in snapshot.tokens_of(sentence_id)}
    asked = [concept for concept in query.concepts if concept.weight >= 1]
    lacking = sum(not is_held(concept, held, CLOSE) for concept in asked)
    return lacking <= 1 < len(asked) - lacking


def _by_type(query: Query, sentence_id: int, text: str, found: tuple[Mention, ...], snapshot: Snapshot) -> Slot:
    if counted.asks_clock(query):
        return counted.time(query, text, found)
    if counted.asks_age(query):
        return counted.duration(query, text, found)
    match query.answer_type:
        case AnswerType.NUMBER:
            return counted.number(query, sentence_id, text, found, snapshot)
        case AnswerType.MONEY | AnswerType.PERCENT:
            return counted.amount(query, found)
        case AnswerType.DURATION:
            return counted.duration(query, text, found)
        case AnswerType.TIME:
            return counted.time(query, text, found)
        case AnswerType.PERSON:
            return named.someone(query, text, found)
        case AnswerType.ORGANISATION:
            return named.organisation(query, text, found)
        case AnswerType.PLACE:
            return named.place(query, text, found)
        case AnswerType.REASON:
            return Slot.FILLED if _SURELY_BECAUSE.search(text) else Slot.OPEN if _BECAUSE.search(text) else Slot.EMPTY
        case AnswerType.STATEMENT:
            return _said(query, sentence_id, snapshot)
        case _:
            return named.which(query, text, found)


def _said(query: Query, sentence_id: int, snapshot: Snapshot) -> Slot:
    """Whether the one asked about speaks the sentence."""
    if not query.speaker:
        return Slot.OPEN
    said = attribute(sentence_id, snapshot)
    article = snapshot.article(snapshot.sentence(sentence_id).article_id)
    subjects = [act.subject for act in spoken(sentence_id, snapshot)]
    offices = [office_before(article.text, subject) for subject in subjects]
    own = [span.of(article.text) for span in (*subjects, *filter(None, offices))]
    who = set(terms(" ".join(filter(None, (said.speaker, said.antecedent, *own)))))
    keys = {key(term) for term in who}
    wanted = [c for c in query.concepts if c.term in query.speaker]
    held = [is_held(c, who, CLOSE) or key(c.term) in keys for c in wanted]
    if not held:
        return Slot.OPEN
    if not any(held):
        return Slot.OPEN if said.speaker is None and _may_say(wanted, sentence_id, snapshot) else Slot.EMPTY
    if _is_on_topic(query, sentence_id, snapshot, 1):
        return Slot.FILLED
    text = _QUOTED.sub(" ", snapshot.text_of(snapshot.sentence(sentence_id)))
    is_about = _POINTS_BACK.search(text) and _is_on_topic(query, sentence_id, snapshot, _AROUND)
    return Slot.OPEN if is_about else Slot.EMPTY


def _may_say(wanted: list[Concept], sentence_id: int, snapshot: Snapshot) -> bool:
    """Whether the one asked about stands near a verb of saying, though nobody is sure to speak."""
    sentence = snapshot.sentence(sentence_id)
    text = snapshot.text_of(sentence)
    words = re.finditer(r"[a-z]+", text)
    said = (m.start() for m in words if m.group() in VERBS and m.group() != _TALKS)
    verbs = [start + sentence.span.start for start in said if not _NOUN.search(text, 0, start)]
    places = [t.span.start for t in snapshot.tokens_of(sentence_id) if any(t.term == c.term for c in wanted)]
    offset = sentence.span.start
    # "said separately that he had met Norvik": who is told of does not speak.
    return any(
        0 < verb - place < _NEAR
        or (0 < place - verb < _NEAR and not _THAT.search(text[verb - offset : place - offset]))
        for place in places
        for verb in verbs
    )


def _is_on_topic(query: Query, sentence_id: int, snapshot: Snapshot, reach: int) -> bool:
    """Whether a word of what the speaker is asked about stands so many sentences off at most, or in the title."""
    match = _ABOUT.search(query.text)
    topic = [c for c in query.concepts if match and c.span.start >= match.end() and c.term not in query.speaker]
    held = terms_around(sentence_id, reach, reach, snapshot)
    if reach == _AROUND:
        held.update(terms(snapshot.article(snapshot.sentence(sentence_id).article_id).title))
    return not topic or any(is_held(concept, held) for concept in topic)
