"""What is typed in place of a question: "death toll?", "how many dead", "Norvikan deaths", "Velmo mayor",
"workers laid off in Velmo?", "port open again?"."""

from __future__ import annotations

import re

from bot.abstention import is_question
from bot.lexicon import is_nationality, is_role, is_role_word
from bot.slots.kinds import SOMEBODY
from index.patterns import regex

_NEW = r"(?P<new>(?:latest|current|newest|most recent|updated|final) )?"
_TOLL = regex(
    rf"^(?:show me |give me |tell me )?(?:the |a )?{_NEW}(?P<whose>[\w’'-]+(?: [\w’'-]+)? )??"
    r"(?:total |overall |official )?"
    r"(?:death )?toll(?P<rest> (?:in|of|on|from|for|as|by|at|so) .+?)?\W*$",
    re.IGNORECASE,
)
_DEAD = r"(?:dead|deaths|killed|died|fatalities|casualties|kills)"
_HURT = r"(?:injured|wounded|hurt|injuries)"
_COUNT = regex(
    rf"^(?:the )?(?:how many|number(?: of)?|total)(?: of)?(?: people)? (?:(?P<dead>{_DEAD})|(?P<hurt>{_HURT}))"
    r"(?P<rest> (?:in|on|by|since|so|at|from|as|during) .+?)?\W*$",
    re.IGNORECASE,
)
_LEADING = regex(r"^(?:show me |give me |tell me )?(?:the |a )?", re.IGNORECASE)
_OF = regex(r" (?:of|at|for) ", re.IGNORECASE)
_LONGEST, _BODY = 6, 3  # words
_WHOSE = regex(
    rf"^(?P<side>[\w-]+) (?:(?P<dead>{_DEAD})|(?P<hurt>{_HURT}))(?P<rest> (?:in|on|since|so) .+?)?\W*$", re.I
)
# "Hostages freed so far?"; "talks held in Velmo?" asks for no number.
_DONE = regex(
    r"^(?P<before>(?:[\w’'-]+ ){0,2}?)(?P<counted>[\w-]{3,}) (?:laid|left|sent|lost|shot|found|freed|killed|injured"
    r"|wounded|hurt|missing|dead|aboard|rescued|arrested|detained|evacuated|displaced|released|moved|shut|built|destroyed"
    r"|damaged|paid|made|trapped|deployed|fired|dismissed|treated|infected|vaccinated|deported|sunk|hit|cut)"
    r"(?: (?:so far|in|on|at|by|from|since|during|off|out|up|down|to|over|under|with|after|before|per|each|every|today"
    r"|there|near)\b.*)?\?\s*$"
)
_THINGS = regex(
    r"(?:hostages|prisoners|detainees|civilians|migrants|refugees|captives|bodies|trucks|houses|homes|buildings|schools"
    r"|shops|branches|planes|drones|missiles|rockets|jobs|cars|vessels|boats|ships|miners)",
    re.IGNORECASE,
)
_LEADING_OUT = regex(
    r"\b(?:any|all|no|some|both|most|the|those|these|more|first|last|other|let[’']s|\w+ed|says?|said|claims?|not)\b",
    re.I,
)
_PLURAL = regex(r"(?<![aius’'])s $")
# "Port open again?"
_STATE = regex(
    r"^(?!(?:reasons?|dates?|times?|costs?|causes?|ok|not|so|why) )(?P<what>(?:the )?(?:[\w’'-]+ ){1,3}?)"
    r"(?:open|closed|shut|alive|safe|ready|legal|finished|available)"
    r"(?: (?:for|to|in|at|on|from|again|now|yet|still|already|after)\b.*)?\s*\?\s*$",
    re.IGNORECASE,
)
_FINITE = regex(
    r"\b(?:is|are|was|were|be|been|do|does|did|has|have|had|will|would|can|could|should|may|might|must|isn|aren|wasn"
    r"|weren|don|doesn|didn|hasn|haven|won|who|what|which|when|where|why|how|whose|whom|whether|if|says?|said|kept|keeps?"
    r"|made)\b|\bit[’']?s\b",
    re.IGNORECASE,
)


def _many(text: str) -> bool:
    """Whether the text tells of people or things to which something was done, and no more."""
    match = _DONE.match(text)
    if match is None or _LEADING_OUT.search(match["before"]) or match["before"] != match["before"].lower():
        return False
    counted = match["counted"]
    is_plural = counted.endswith("s") or counted.lower() in ("people", "men", "women", "children", "police")
    return is_plural and bool(_THINGS.fullmatch(counted) or SOMEBODY.fullmatch(counted))


def _office(text: str) -> str | None:
    """The text as an office and whose it is: "Velmo's mayor", "leader of the union"; None where it is none."""
    words = _LEADING.sub("", text).rstrip(" ?.!")
    office, *bodies = _OF.split(words)
    is_short = 2 <= len(words.split()) <= _LONGEST and all(len(body.split()) <= _BODY for body in bodies)
    if not is_short or not is_role(office) or is_question(words):
        return None
    # A bare "deputy prime minister" is nobody's.
    is_owned = len(office) < len(words) or not all(is_role_word(word) for word in words.split())
    return words if is_owned else None


def spelled_as_question(text: str) -> str | None:
    """The question meant by a bare noun or a count without its noun; None where there is none to guess.

    >>> [spelled_as_question(text) for text in ("death toll?", "how many dead in Velmo", "who leads?")]
    ['What is the death toll?', 'How many people have been killed in Velmo?', None]
    >>> [spelled_as_question(text) for text in ("miners freed so far?", "port open again?", "talks held in Velmo?")]
    ['How many miners freed so far?', 'Is port open again?', None]
    """
    text = text.strip()
    if match := _TOLL.match(text):
        new = f"{match['new'].strip()} ".replace("final", "latest") if match["new"] else ""
        place = f" in {match['whose'].strip()}" if match["whose"] and not match["rest"] else ""
        side = (match["whose"] or "").strip()
        if is_nationality(side):
            return f"How many {side}s have been killed{match['rest'] or ''}?"
        return f"What is the {new}death toll{place}{match['rest'] or ''}?"
    if match := _COUNT.match(text):
        return f"How many people have been {'killed' if match['dead'] else 'injured'}{match['rest'] or ''}?"
    if office := _office(text):
        return f"Who is the {office}?"
    if not _FINITE.search(text):
        if _many(text):
            return f"How many {text.rstrip(' ?.!')}?"
        if match := _STATE.match(text):
            return f"{'Are' if _PLURAL.search(match['what']) else 'Is'} {text.rstrip(' ?.!')}?"
    match = _WHOSE.match(text)
    if match and is_nationality(match["side"]):
        return f"How many {match['side']}s have been {'killed' if match['dead'] else 'injured'}{match['rest'] or ''}?"
    return None
