"""What a question takes for granted, and a sentence that tells it only as wished, planned, conditional or denied.

"Why did Egypt open its border?" is not answered by "pressure has grown on Egypt to open its border".
"""

from __future__ import annotations

import re

from bot.answers import AnswerType, Query
from bot.question import close_terms, is_held
from bot.slots.articles import terms_about, terms_around
from index.analysis import terms
from index.model import Token
from index.patterns import regex
from index.snapshot import Snapshot

_TAKEN = frozenset({AnswerType.REASON, AnswerType.TIME, AnswerType.MANNER, AnswerType.PLACE})
_HAPPENED = regex(r"\b(?:why|when|how|where) (?:did|was|were|has|have|had)\b", re.IGNORECASE)
_COUNTS_DONE = regex(
    r"\bhow many\b(?!.*\b(?:would|will|could|should|might|may)\b).*\b(?:did|were|was|have been|has been)\b", re.I
)
_STATE = regex(r"\W*(?:and |but |so )?(?:is|are|was|were) ", re.IGNORECASE)
_WHOSE_DEED = regex(r"\b[Ww]h(?:ere|en) (?:did|does|do|has|have|will|is|was) (?:the )?((?:[A-ZÀ-Þ][\w’'-]* )+)")
_PRONOUN = regex(
    r"\b(?:[Hh]e|[Ss]he|[Tt]hey|[Hh]is|[Hh]er|[Tt]heir|him|them|[Ww]ho|[Ii]|[Ww]e)\b|^(?:It|Its|The|This)\b"
)
# Before a word of the question: it asks about the wish or the denial itself.
_ASKED_SO = regex(
    r"\b(?:to|not|n[’']t|never|without|before|if|would|could|should|might|will|from) (?:\w+ )?$", re.IGNORECASE
)
_MODAL = regex(
    r"(?:\b(?:would|could|should|might|may|must|shall|will|won[’']t|cannot|can|can[’']t|not|never|without|nor)|n[’']t)"
    r"(?: (?:be|have|been|ever|yet|even|also|only|\w+ly))* $",
    re.IGNORECASE,
)
# "Would see Norvik release the hostages"
_WOULD_SEE = regex(
    r"\b(?:would|could|might|may|should|will) (?:see|mean|let|make|have|involve|require|include)"
    r" (?:[\w’'-]+ ){1,3}$",
    re.IGNORECASE,
)
# "Not until 1984" it did happen.
_NOT_UNTIL = regex(r"\bnot (?:[\w’'-]+ ){0,5}until\b", re.IGNORECASE)
_INFINITIVE = regex(r"\bto (?:\w+ly )?$", re.IGNORECASE)
# After these what follows "to" did happen.
_DID = regex(
    r"\b(?:first|second|third|last|only|youngest|oldest|beg[aiu]n|start\w*|continu\w+|manag\w+|help\w*|forc\w+|led|had|came|come|went|got|used|proceeded|able|order"
    r"|moved|chose|happened|decided|voted|agreed|return\w*) (?:[\w’'-]+ ){0,3}?to (?:\w+ly )?$",
    re.IGNORECASE,
)
# "Why did Norvik leave": the verb after a name; "when did the war start": the subject.
# Verbs of which the line need not have one: that something began or was held is told in many ways.
_LIGHT = frozenset(term for word in ("start begin serve hold occur happen").split() for term in terms(word))
_SUBJECT = regex(
    r"\b[Ww]h(?:y|en) (?:did (?:the )?(?:[A-ZÀ-Þ][\w’'-]* )+"
    r"|(?:did|was|is|were|has) the (?=[a-z]+ [a-z]+\W*$))([a-z]+)\b"
)
_IF = regex(r"\b(?:if|once|until|unless|only when|when|before|as soon as)\b[^,.;]*$", re.IGNORECASE)
_UNLESS = regex(r"\b(?:if|unless|provided)\b[^,.;]*$", re.IGNORECASE)
_PAST = regex(r"(?:ed|[aou]ng|own|ught|ent|eft|aid|ook|ame|ave|oke|old|ade|ost|ed)$")


def is_unreal(query: Query, sentence_id: int, snapshot: Snapshot) -> bool:
    """Whether the sentence tells what the question takes for a fact only as something that may be or is not."""
    asked = query.text
    counts = query.answer_type is AnswerType.NUMBER and _COUNTS_DONE.search(asked)
    asks_state = query.answer_type is AnswerType.YES_NO and _STATE.match(asked) is not None
    if not counts and not asks_state and (query.answer_type not in _TAKEN or not _HAPPENED.search(asked)):
        return False
    sentence = snapshot.sentence(sentence_id)
    text, offset = snapshot.text_of(sentence), sentence.span.start
    tokens = snapshot.tokens_of(sentence_id)
    for concept in query.concepts:
        if concept.name or concept.span.of(asked).endswith("ing") or _ASKED_SO.search(asked, 0, concept.span.start):
            continue
        wordings = close_terms(concept)
        held = [token for token in tokens if token.term in wordings]
        open_so = _is_only_meant if asks_state else _is_open
        if held and all(open_so(token, text, offset, concept.span.of(asked)) for token in held):
            # How something is done may be told as what is done for it: "as a means to challenge the union".
            return query.answer_type is not AnswerType.MANNER or not _is_only_meant(held[0], text, offset, "")
    return False


def is_elsewhere(query: Query, sentence_id: int, snapshot: Snapshot) -> bool:
    """Whether the sentence and those beside it lack whom or what the question takes for granted.

    That is, for why, when and how something happened, what was done by those named, or the subject itself.
    """
    asked = query.text
    match = _SUBJECT.search(asked)
    doer = _WHOSE_DEED.search(asked)
    if query.answer_type not in _TAKEN or not (match or doer):
        return False
    first = [c for c in query.concepts if match and match.start(1) <= c.span.start < match.end(1) and not c.name][:1]
    first = [c for c in first if c.term not in _LIGHT]
    if query.answer_type is AnswerType.REASON:
        first += [c for c in query.concepts if c.name]
    elif doer and _lacks_doer(query, doer.span(1), sentence_id, snapshot):
        return True
    held = terms_around(sentence_id, 1, 1, snapshot)
    held.update(terms(snapshot.article(snapshot.sentence(sentence_id).article_id).title))
    return not all(is_held(concept, held) for concept in first)


def _lacks_doer(query: Query, place: tuple[int, int], sentence_id: int, snapshot: Snapshot) -> bool:
    """Whether the sentence lacks the name of whom the question tells something, and no pronoun stands for it."""
    names = [c for c in query.concepts if c.name and place[0] <= c.span.start < place[1]][-1:]
    text = snapshot.text_of(snapshot.sentence(sentence_id))
    held = terms_about(sentence_id, snapshot) if _PRONOUN.search(text) else terms_around(sentence_id, 0, 0, snapshot)
    return not all(is_held(concept, held) for concept in names)


def _is_only_meant(token: Token, text: str, offset: int, _: str) -> bool:
    """Whether a word stands as what is to be done: "pressure to open its border" tells of no open border."""
    before = text[: token.span.start - offset]
    return _INFINITIVE.search(before) is not None and not _DID.search(before)


def _is_open(token: Token, text: str, offset: int, typed: str) -> bool:
    """Whether a word stands as what may be or is not. One that ends in "s" also in the question is a noun's plural."""
    start, end = token.span.start - offset, token.span.end - offset
    word, before = text[start:end], text[:start]
    if _NOT_UNTIL.search(text):
        return False
    if _MODAL.search(before) or _WOULD_SEE.search(before):
        return True
    if _INFINITIVE.search(before):
        return not _DID.search(before)
    if word.endswith("ed") and _UNLESS.search(before):
        return True  # "a strike unless the detainees were released"
    is_verb = word.endswith("s") and not word.endswith("ss") and word != typed
    return is_verb and bool(_IF.search(before)) and not _PAST.search(word)
