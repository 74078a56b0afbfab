"""Who or what the opening words of a sentence refer to: "He", "the group", "that day"."""

from __future__ import annotations

import re

from bot.lexicon import is_person_word, is_place_name
from bot.speech.context import CAPITAL, OWNERS, Context
from bot.speech.nearby import At
from bot.speech.voices import Who
from bot.speech.words import MASK, PRONOUNS
from index.analysis import fold
from index.model import Span
from index.patterns import regex

_POSSESSIVE = regex(r"(?:But |And |Meanwhile, )?(His|Her) [a-z]")
_EXPLETIVE = regex(
    r"[Ii]t (?:\w+ly )?(?:also )?(?:is|was|'s|has been|had been|will be|would be|may be|could be|remains|comes|came"
    r"|seems|seemed|appears|appeared|took|takes|emerged|follows|followed|means|meant|turns|turned|all|makes|made|happened)\b|[Ii]t's"
)
_STATE = regex(
    r"[Ii]t (?:\w+ )?(?:is|was|remains|remained|stays|stayed|has been|will be) (?:\w+ )?(?:closed|shut|open|sealed)\b"
)
_OPENED = regex(
    r"\b(?:open|close|shut|reopen|seal)(?:s|d|ed|ing)? (?:off |down )?(?:the|its|their|his|her|this|that|a) "
    r"((?:[\w’'-]+ )?\w+)(?= (?:to|for|in|on|with|at|after|and|until|by)\b|[,.])"
)
_ROLE = regex(
    r"\bthe ((?:[A-Z][\w.-]* )+(?:[Pp]resident|[Pp]rime [Mm]inister|[Cc]hancellor|[Kk]ing|[Pp]remier))\b(?! [A-Z])"
)
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?"
_DAY = regex(rf"\b(?:{_MONTH} \d{{1,2}}|\d{{1,2}} {_MONTH})(?:,? \d{{4}})?\b")
_THEN = regex(r"^(?:Since|Until|By|Before) then\b|\b(?:that|the same) (?:day|night|morning|afternoon|evening)\b")
_EVENT = regex(
    rf"((?:{CAPITAL}|[Tt]he )[^,;:.{MASK}]{{0,60}}?\b(?:attack|assault|raid|strike|bombing|invasion|incursion"
    r"|offensive|massacre|shooting|crash|earthquake|storm|hurricane|flood|election|vote|referendum|coup|explosion|fire|riot|war"
    rf"|landing|launch|ceremony|wedding|funeral|match|game|final)s?\b(?: (?:on|in|at|of) [^,;:.{MASK}]{{1,40}}?)?)"
    r" (?:resulted|killed|left|caused|began|took|was|were|has|had|came|ended|destroyed|led|triggered|followed)\b"
)
_OF_THEM = regex(
    r"\b(?:\d[\d,]*|one|two|three|four|five|six|seven|eight|nine|ten|half|most|some|many|all|several|dozens) of them\b",
    re.IGNORECASE,
)
# What a government or an army did: told as a whole in the sentence before.
_THESE = regex(
    r"\b[Tt]hese (?:measures|steps|moves|actions|acts|restrictions|changes|efforts|attacks|strikes|operations)\b"
)
_MAIN = regex(r".+?(?=, (?:which|who|where|when|while)\b|\W*$)")
_LONGEST = 22  # words
_COUNTED = regex(
    r"((?:Around|About|Some|At least|More than|Nearly|Almost|Up to|Over|An estimated|\d|[A-Z][a-z]+ (?:hundred|thousand"
    rf"|dozen)|Two|Three|Four|Five|Six|Seven|Eight|Nine|Ten|Dozens|Hundreds|Thousands)[^,;:{MASK}]*?)"
    r" (?:are|were|is|was|have|has|had|will|would|remain|remained)\b"
)


class Openings(Context):
    """The context of a sentence that also tells what its opening words refer to."""

    def antecedent(self, at: At) -> str | None:
        """Who or what the opening words of a sentence refer to."""
        if at.reading.only_quoted:
            return None
        return self._opening(at) or self._reference(at)

    def _opening(self, at: At) -> str | None:
        reading, span = at.reading, at.reading.lead
        possessive = _POSSESSIVE.match(reading.masked)
        if possessive is not None:
            span = Span(*possessive.span(1))
            who = self._pronoun(at, span, OWNERS[fold(possessive[1])], None)
            return who.name if who is not None else None
        if span is None:
            return None
        low = fold(span.of(reading.text))
        if low == "it" and _STATE.match(reading.masked, span.start):
            return self._opened(at)
        if low == "it" and _EXPLETIVE.match(reading.masked, span.start):
            return None
        if low in PRONOUNS:
            said = next((said for said in reading.said if said.subject == span), None)
            who = self._pronoun(at, span, low, said)
            return who.name if who is not None else None
        who = self._anaphor(at, span)
        if who is None or fold(who.name) == low:
            return None
        others = self._other_roles(at, span) if who.kind == "person" else []
        return "; ".join(dict.fromkeys([who.name, *others]))

    def _opened(self, at: At) -> str | None:
        """What `it remains closed` means: the one thing that the sentence before opens or closes."""
        things = {f"the {m[1]}" for other in self.before(at, 1) for m in _OPENED.finditer(other.reading.masked)}
        return things.pop() if len(things) == 1 else None

    def _other_roles(self, at: At, lead: Span) -> list[str]:
        """Names of the other office holders a sentence mentions by office alone (`the US President`)."""
        roles = [match[1] for match in _ROLE.finditer(at.reading.masked, lead.end)]
        found = [self._named_role(at, role.split()) or self._dropped_role(at, role) for role in roles]
        return [who.name for who in found if who is not None]

    def _dropped_role(self, at: At, role: str) -> Who | None:
        """`US Donald Trump` for `the US President`: the country stands before the name, the office was left out."""
        country = role.split()[0]
        if not is_place_name(country):
            return None
        pattern = re.compile(rf"\b{re.escape(country)} ({CAPITAL}[\w’'-]+ {CAPITAL}[\w’'-]+)")
        found = {name for other in self.before(at, 5) for name in pattern.findall(other.reading.masked)}
        names = [name for name in found if is_person_word(name.split()[0])]
        return self._who(names[0]) if len(names) == 1 else None

    def _reference(self, at: At) -> str | None:
        """What `Since then`, `that day` and `of them` go back to, from the sentence before."""
        masked = at.reading.masked
        for earlier in self.before(at, 1):
            if _THEN.search(masked):
                days = _DAY.findall(earlier.reading.text)
                event = _EVENT.match(earlier.reading.text)
                return days[-1] if days else event[1] if event is not None else None
            if _OF_THEM.search(masked):
                counted = _COUNTED.match(earlier.reading.masked)
                return counted[1] if counted is not None and len(counted[1].split()) <= _LONGEST else None
            if _THESE.search(masked):
                told = _MAIN.match(earlier.reading.masked)
                return told[0] if told is not None and len(told[0].split()) <= _LONGEST else None
        return None
