"""A question word alone after an answer: "when?", "to whom?", "why is that?", "who says so?"."""

from __future__ import annotations

import re

from bot.conversation.parts import BE, DO, Parts, parts
from bot.conversation.turn import Turn
from bot.mentions import MentionType, mentions
from bot.word_classes import class_of
from index.patterns import regex

_OPENING = r"(?:(?:and|but|so|ok|okay|then)[ ,]+)?"
_ASKING = (
    r"(?:(?:to|by|from|for|with|of|about|on|in|at|since|until|till|over|against)"
    r" (?:whom?|what|when|where|which)(?: \w+)?"
    r"|when|where|why|how|how (?:long|often|soon|come|far|much|many|old)|whom?"
    r"|(?:who|where|when) else|whose|which|which (?!is\b|are\b)\w+"
    r"|what (?:time|day|date|year|month|place|city|country|for|else))"
)
_LENT = r"(?: (?:exactly|precisely|then|though))?"
_THAT = r"(?:that|this|it|so)"
_BARE = regex(
    rf"^{_OPENING}(?P<asking>{_ASKING}){_LENT}"
    rf"(?: (?:is|was|were|are|did|does|do|has|had) {_THAT}(?: (?:be|so|happen|happened|happening))?)?\s*[?.!]*$",
    re.IGNORECASE,
)
_SAYS = r"(?:says|said|claims|claimed|reports|reported|tells|told|stated|states|counts|counted)"
_WHO_SAYS = regex(
    rf"^{_OPENING}(?P<who>who(?: else)?|which \w+|whoever) (?:has )?(?P<says>{_SAYS})(?: us)?(?: {_THAT})?\s*[?.!]*$"
    r"|^(?:and )?(?:according to whom?|says who"
    r"|(?:what(?:'s| is) )?(?:the |your )?sources?(?: (?:for|of) (?:that|this|it))?)"
    r"\s*[?.!]*$",
    re.IGNORECASE,
)
_QUOTATION = regex(r"“[^”]*”")
_QUOTED = regex(r"[“”\"]")
# A longer answer is no part of a question.
_MAX_WORDS = 20


def says_so(question: str, before: Turn) -> str | None:
    """Who says what was answered, asked in full words; None for another question."""
    asked, earlier = _WHO_SAYS.match(question), parts(before.question)
    if asked is None or earlier is None:
        return None
    opening = f"{asked['who'] or 'Who'} {asked['says'] or 'says'}"
    opening = opening[0].upper() + opening[1:]
    short = _short(before)
    if quoted := _QUOTATION.search(earlier.rest):
        return f"{opening} {quoted.group()}?"
    if earlier.noun and earlier.is_subject:
        said = " ".join(filter(None, (_figure(before), earlier.noun, earlier.aux, earlier.rest)))
    elif not earlier.aux and short:
        said = f"{short} {earlier.rest}"
    elif said := _object(earlier, short):
        return f"{opening} {said}?"
    else:
        return f"{opening} so ({earlier.rest})?"
    return f"{opening} that {said}?"


def asked_in_full(question: str, before: Turn) -> str | None:
    """A question word alone with the words of the earlier question; None for another question."""
    bare, earlier = _BARE.match(question), parts(before.question)
    if bare is None:
        return None
    asking = bare["asking"]
    asking = asking[0].upper() + asking[1:]
    if earlier is None:
        return f"{asking} ({before.question.rstrip(' ?')})?"
    full = _full(asking, earlier, before)
    return f"{' '.join(full.split())}?"


def _full(asking: str, earlier: Parts, before: Turn) -> str:
    short, word = _short(before), asking.lower()
    told = f"{asking} ({_told(earlier, short)})"
    if earlier.noun and word == "who" and earlier.is_subject:
        return f"{asking} {earlier.aux} {earlier.rest}"
    if word == "who else" and earlier.asking.lower() == "who" and earlier.is_subject:
        return f"{asking} {earlier.aux} {earlier.rest}"
    if not earlier.aux or word.startswith(("how many", "how much", "which", "whose", "who", "how come", "what else")):
        return f"{asking} {earlier.aux} {earlier.rest}" if _takes_whom(word, earlier) else told
    if earlier.noun:
        counted = (earlier.noun, earlier.rest) if earlier.is_subject else (earlier.rest, earlier.noun)
        return f"{asking} {earlier.aux} {' '.join(counted)}"
    if earlier.is_subject:
        return f"{asking} {earlier.aux} {short} {earlier.rest}" if short else told
    # What was asked for is known now: "When did she say …".
    return f"{asking} {earlier.aux.lower()} {_with_object(earlier, _object(earlier, short))}"


def _object(earlier: Parts, short: str) -> str:
    """The answer to what somebody did, or in quotation marks to what they said; empty for other questions."""
    if earlier.aux.lower() not in DO or earlier.asking.lower() not in ("what", "who", "whom"):
        return ""
    has_said = any(class_of(word) == "said" for word in earlier.rest.split())
    return f"“{short}”" if has_said and short and not _QUOTED.search(short) else short


def _with_object(earlier: Parts, known: str) -> str:
    """The rest of a question with what was done or said, behind the verb of saying or at the end."""
    words = earlier.rest.split()
    said = next((i for i, word in enumerate(words, start=1) if class_of(word) == "said"), len(words))
    return " ".join(filter(None, (*words[:said], known, *words[said:])))


def _takes_whom(word: str, earlier: Parts) -> bool:
    return word == "whom" and bool(earlier.aux) and not earlier.is_subject


def _told(earlier: Parts, short: str) -> str:
    """What the earlier question and its answer say together."""
    if earlier.noun:
        return " ".join(
            filter(None, (earlier.noun, earlier.rest) if earlier.is_subject else (earlier.rest, earlier.noun))
        )
    if earlier.is_subject:
        return " ".join(filter(None, (short, earlier.aux, earlier.rest)))
    return " ".join(filter(None, (earlier.rest, earlier.aux if earlier.aux.lower() in BE else "", short)))


def _short(before: Turn) -> str:
    """The short answer where it is short enough to be part of a question."""
    short = (before.short_answer or "").strip(" ,.;:")
    return short if len(short.split()) <= _MAX_WORDS else ""


def _figure(before: Turn) -> str:
    """The number in the short answer, as it stands there."""
    short = before.short_answer or ""
    return next((m.span.of(short) for m in mentions(short) if m.kind is MentionType.NUMBER), "")
