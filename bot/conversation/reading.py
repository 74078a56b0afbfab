"""Which way a follow-up is read in full words."""

from __future__ import annotations

import re

from bot.conversation.clipped import asked_in_full, says_so
from bot.conversation.corrections import corrected
from bot.conversation.exchange import ABOUT, counted_as, exchanged, is_state
from bot.conversation.parts import AUX, is_person, names, thing, topic
from bot.conversation.pronouns import HE, IT, THEY, is_owned, named, replaced
from bot.conversation.turn import Turn
from index.patterns import regex
from index.snapshot import Snapshot

_ELLIPSIS = regex(r"^(?:and what about|and|but|what about|how about|or|also|then)\b[\s,]*", re.IGNORECASE)
_WH = regex(r"\b(?:who|whom|whose|what|which|when|where|why|how)\b", re.IGNORECASE)
_OF_THEM = regex(
    r"^(?:and )?how many (?:of (?:them|those|these) )?(?:are|were|is|was) (?P<what>[\w’'-]+)\s*\??$", re.IGNORECASE
)
_HOW_MANY = regex(r"^(?:and )?how many (?P<what>\w[\w’'-]+(?: \w[\w’'-]+)?)\s*\??$", re.IGNORECASE)
_HOW_MANY_ARE = regex(
    rf"^(?:and |but )?how many (?P<aux>{AUX} (?:been |being |still )?)?(?P<state>[\w’'-]+)\s*\??$", re.IGNORECASE
)
_ELSE = regex(r"\b(?:else|another|others?|same|instead|too|exactly)\b", re.IGNORECASE)


def read_as(question: str, before: Turn, snapshot: Snapshot) -> str | None:
    """The question in full words, or None where it stands on its own."""
    chosen = question.strip(" ?.!")
    if HE.search(before.question) and before.short_answer is None and _is_person_alone(chosen, snapshot):
        # The bot asked whom "he" means.
        return HE.sub(lambda m: named(m, chosen), before.question, count=1)
    for reading in (
        says_so(question, before),
        asked_in_full(question, before),
        corrected(question, before, snapshot),
        _clipped(question, before, snapshot),
        replaced(question, before, snapshot),
    ):
        if reading is not None:
            return reading
    return _with_topic(question, before, snapshot)


def _clipped(question: str, before: Turn, snapshot: Snapshot) -> str | None:
    """ "And Israel's?", "injured?", "how many of them are women?": the earlier question with a part exchanged."""
    if (stated := _HOW_MANY_ARE.match(question)) and is_state(stated["state"]):
        return counted_as(stated["aux"] or "", stated["state"], before)
    of_them = _OF_THEM.match(question) or _HOW_MANY.match(question)
    if of_them and not is_state(of_them["what"]):
        return exchanged(of_them["what"], before, snapshot)
    opened = _ELLIPSIS.sub("", question).strip()
    if _WH.search(opened):
        return None
    return exchanged(opened, before, snapshot, leans=opened != question.strip())


def _with_topic(question: str, before: Turn, snapshot: Snapshot) -> str | None:
    """The question with what the earlier one was about behind it, where it leans on that and names nothing for it."""
    words = question.strip(" ?.!").lower().split()
    is_about = bool(words) and len(words) < 3 and words[-1] in ABOUT
    leans = is_about or _ELLIPSIS.search(question) is not None or _ELSE.search(question) is not None
    leans = leans or (any(sign.search(question) for sign in (IT, THEY)) and not is_owned(question, snapshot))
    if not leans:
        return None
    about = (thing(before.question) if IT.search(question) else None) or topic(before.question, question)
    # One word tells too little of what is meant.
    if about is None or (len(about.split()) < 2 and not about[0].isupper()):
        return None
    return f"{question.rstrip(' ?')} ({about})?"


def _is_person_alone(words: str, snapshot: Snapshot) -> bool:
    """Whether a reply is a person's name and nothing else."""
    return names(words, snapshot) == [words] and is_person(words, snapshot)
