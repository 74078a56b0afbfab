"""What a question takes for granted, and a sentence that tells it only as wished, planned, conditional or denied.

"Why did Egypt open its border?" is not answered by "pressure has grown on Egypt to open its border".
"""

from __future__ import annotations

import re

from bot.answers import AnswerType, Query
from bot.question import close_terms
from bot.slots.kinds import asked_text
from index.model import Token
from index.snapshot import Snapshot

_TAKEN = frozenset({AnswerType.REASON, AnswerType.TIME, AnswerType.MANNER, AnswerType.PLACE})
_HAPPENED = re.compile(r"\b(?:why|when|how|where) (?:did|was|were|has|have|had)\b", re.IGNORECASE)
# Before a word of the question: it asks about the wish or the denial itself.
_ASKED_SO = re.compile(
    r"\b(?:to|not|n[’']t|never|without|before|if|would|could|should|might|will|from) (?:\w+ )?$", re.IGNORECASE
)
_MODAL = re.compile(
    r"(?:\b(?:would|could|should|might|may|must|shall|will|won[’']t|cannot|can|can[’']t|not|never|without|nor)|n[’']t)"
    r"(?: (?:be|have|been|ever|yet|even|also|only|\w+ly))* $",
    re.IGNORECASE,
)
_INFINITIVE = re.compile(r"\bto (?:\w+ly )?$", re.IGNORECASE)
# After these what follows "to" did happen.
_DID = re.compile(
    r"\b(?:beg[aiu]n|start\w*|continu\w+|manag\w+|help\w*|forc\w+|led|had|came|come|went|got|used|proceeded|able|order"
    r"|moved|chose|happened|decided|voted|agreed|return\w*) (?:[\w’'-]+ ){0,3}?to (?:\w+ly )?$",
    re.IGNORECASE,
)
_IF = re.compile(r"\b(?:if|once|until|unless|only when|when|before|as soon as)\b[^,.;]*$", re.IGNORECASE)
_PAST = re.compile(r"(?:ed|[aou]ng|own|ught|ent|eft|aid|ook|ame|ave|oke|old|ade|ost|ed)$")


def is_unreal(query: Query, sentence_id: int, snapshot: Snapshot) -> bool:
    """Whether the sentence tells what the question takes for a fact only as something that may be or is not."""
    asked = asked_text(query)
    if query.answer_type not in _TAKEN or not _HAPPENED.search(asked):
        return False
    sentence = snapshot.sentence(sentence_id)
    text, offset = snapshot.text_of(sentence), sentence.span.start
    tokens = snapshot.tokens_of(sentence_id)
    for concept in query.concepts:
        if concept.name or concept.span.of(asked).endswith("ing") or _ASKED_SO.search(asked, 0, concept.span.start):
            continue
        held = [token for token in tokens if token.term in close_terms(concept)]
        if held and all(_is_open(token, text, offset) for token in held):
            return True
    return False


def _is_open(token: Token, text: str, offset: int) -> bool:
    start, end = token.span.start - offset, token.span.end - offset
    word, before = text[start:end], text[:start]
    if _MODAL.search(before):
        return True
    if _INFINITIVE.search(before):
        return not _DID.search(before)
    return word.endswith("s") and not word.endswith("ss") and bool(_IF.search(before)) and not _PAST.search(word)
