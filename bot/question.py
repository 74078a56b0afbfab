"""A question as typed to a question as analysed: what is asked for, and which words can find it."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import replace
from functools import lru_cache

from bot.answers import AnswerType, Concept, Query
from bot.casing import with_capitals
from bot.lexicon import is_organisation_noun, is_place_noun, is_role, opposites, synonyms
from bot.mentions import MONTH
from bot.names import POSSESSIVE, corrected, variants
from index.analysis import analyse, is_irregular, term_of, terms
from index.model import Span, Token
from index.snapshot import Snapshot

_STOP_WORDS = """
a about after again all also am an and any are aren as at be because been before being between both but by can
could couldn did didn do does doesn doing don down during each few for from further had hadn has hasn have haven
having he her here hers herself him himself his how i if in into is isn it its itself just let may me might more
most must my myself no nor not now of off on once only or other our out over own please same shall she should
so some such tell than that the their them themselves then there these they this those through to too under until
up us very was wasn we were weren what whats when whens where wheres which while who whom whos whose why whys will
with won would wouldn you your yours hows upon within without among onto per via whether ever much many according
""".split()
STOP_TERMS = frozenset(term for word in _STOP_WORDS for term in terms(word))
# Words that say what kind of answer is wanted but stand in no answer; they count for little.
_WEAK_TERMS = frozenset(
    term
    for word in (
        "say said tell told name named call called type kind many much happen happened known mean thing people"
        " one get got"
    ).split()
    for term in terms(word)
)
# How nouns are written in chats.
_CHAT = {
    "ppl": "people",
    "gov": "government",
    "govt": "government",
    "pres": "president",
    "pics": "pictures",
    "mins": "minutes",
    "hrs": "hours",
    "yrs": "years",
}
DAY = re.compile(rf"\b(?:{MONTH} \d{{1,2}}|\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {MONTH})\b", re.IGNORECASE)
_THAT_DAY = tuple(terms("that day"))
# Words of the asking: what answers says them rarely.
_IDLE = (
    re.compile(r"\b(?P<idle>(?:take|takes|took|taken|taking) place)\b", re.IGNORECASE),
    re.compile(r"\b(?:where|when) (?:is|are|was|were|will)\b.* (?P<idle>held)\b", re.IGNORECASE),
    re.compile(r"\bhow (?P<idle>long)\b", re.IGNORECASE),
    re.compile(r"\bhow long\b.* (?P<idle>last(?:s|ed|ing)?|takes?|taken|took)\b", re.IGNORECASE),
)
# Nothing else is asked than the name, or how something is: "what is the weather like in Velmo".
_NAMING = re.compile(
    r"\bwh?at(?:['’]?s| is| was| are| were)\b.* (?P<last>called|named|known as)\s*\??$"
    r"|\bwh?at(?:['’]?s| is| was| are| were) the (?P<first>names?) of\b"
    r"|\bwh?at(?:['’]?s| is| was| are| were| does| did)\b.* (?P<how>like)(?= (?:in|at|on|for|now|today)\b|\W*$)",
    re.IGNORECASE,
)
WEAK = 0.5
VARIANT, CLOSE, RELATED = 0.9, 0.6, 0.35
_MAX_PHRASE = 3
# So many at most keep a question quick.
_MAX_ALTERNATIVES = 24

_NUMERIC_NOUN = (
    r"(?:number|toll|count|total|population|amount|size|height|length|depth|width|weight|speed|score|temperature"
    r"|distance|capacity|magnitude|figure|tally|level)"
)
# Before such a noun: "what has increased the speed" asks for no number, "the name of the count" for a name.
_NO_NUMBER = r"(?:do|does|did|has|have|had|can|could|will|would|names?|whose)"
# What is paid, owed or earned, and rates that are given in percent.
_SUM = (
    r"(?:money|cash|compensation|pay|wages?|salar(?:y|ies)|debts?|funds|funding|ransom|rent|income|revenues?|profits?|bail"
    r"|damages|fees?|fines?|subsid(?:y|ies)|loans?|grants?|pensions?|bonus(?:es)?)"
)
_IN_PERCENT = (
    r"(?:unemployment|inflation|turnout|tariffs?|(?:interest|tax|growth|birth|mortality|vacancy) rates?|sales tax)"
)
_SAY = (
    r"(?:say|said|saying|tell|told|claim|claimed|warn|warned|call|called|argue|argued|announce|announced|describe"
    r"|described|promised?|vow|vowed|pledged?|think|thought|ask|asked|comment|commented|liken|likened|accuse|accused|characteri[sz]ed?|write|wrote|written|tweet|tweeted|post|posted)"
)
_AUXILIARY = r"(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|may|might|must)"
_UNIT = r"(?:years|months|weeks|days|hours|minutes|seconds|decades|centuries)"
_OFFICE = r"(?:person|man|woman|leader|president|minister|author|officer|official)"
_TYPES: tuple[tuple[AnswerType, re.Pattern[str]], ...] = tuple(
    (kind, re.compile("|".join(patterns)))
    for kind, patterns in (
        (
            AnswerType.STATEMENT,
            (
                rf"\bwhat (?:did|does|do|has|have|had) .*\b{_SAY}\b",
                r"\bwhat (?:was|is|were) .*\b(?:saying|telling|claiming|warning)\b",
                r"\bhow (?:did|does|do|has|have) .*\b(?:describe|characteri[sz]e|rate|call)d?\b",
            ),
        ),
        (
            AnswerType.REASON,
            (
                r"\bwhy\b",
                r"\bwhat (?:caused|causes|led to|prompted|triggered)\b",
                r"\bwhat (?:is|was|were|are) the (?:reasons?|causes?)\b",
                r"\bfor what reason\b",
                r"\bhow come\b",
            ),
        ),
        (
            AnswerType.PERCENT,
            (
                r"\b(?:what|which) (?:\w+ )?(?:percentage|percent|per cent|share|proportion|fraction)\b",
                r"\bhow (?:large|big) a (?:share|proportion)\b",
                rf"\b(?:what|how (?:high|low|big|large|steep|much)) (?:is|was|are|were) .*\b{_IN_PERCENT}\b",
            ),
        ),
        (
            AnswerType.MONEY,
            (
                r"\bhow much money\b|\bhow much (?:more |less |extra )?(?:do|does|did|will|would) .*"
                r" (?:cost|charge|pay|earn|spend|owe|sell for|fetch)\b",
                r"\bhow much (?:was|were|is|are) .*(?:paid|worth|fined)\b",
                rf"\bhow much (?:more |less |extra )?(?:[\w’'-]+ ){{0,2}}{_SUM}\b",
                r"\b(?:price|cost|salary|budget|fine|revenue|worth) (?:of|was|is|did|does)\b",
                r"\bhow expensive\b",
                r"\bwhat (?:price|sum|amount of money)\b",
            ),
        ),
        (
            AnswerType.DURATION,
            (
                rf"\bhow long\b|\bhow many (?:\w+ )?{_UNIT}\b",
                r"\bfor how (?:long|many)\b|\bhow much time\b",
                r"\bhow old\b|\bwhat age\b",
            ),
        ),
        (
            AnswerType.NUMBER,
            (
                r"\bhow (?:many|much|tall|high|deep|far|big|large|fast|heavy|wide|often|hot|cold|strong)\b",
                rf"\b(?:what|which) (?:(?:is|was|are|were) )?(?:the |a )?(?:(?!{_NO_NUMBER}\b)[\w’'-]+ ){{0,3}}"
                rf"{_NUMERIC_NOUN}\b",
                r"\bwhat (?:is|was) the (?:\w+ )?area of the\b",
            ),
        ),
        (
            AnswerType.TIME,
            (
                # "When it rains, what happens?" and "Is it needed when it rains?" ask for no time.
                rf"^(?!when\b[^?]*, (?:\w+ )?(?:what|who|where|which|how|why)\b)(?!{_AUXILIARY} )"
                r"(?:(?!what|who|where|which|how|why)[^?])*\bwhen\b|\bwhen\s*\??$",
                r"\bsince when\b|\bhow (?:recently|soon|late|early)\b",
                r"\b(?:which|what) (?:\w+ )?(?:(?:day|date|year|month|time|decade)s?|centur(?:y|ies)|era|season)\b",
            ),
        ),
        (AnswerType.PLACE, (r"^(?:(?!what|who|when|which|how|why)[^?])*\bwhere\b|\bwhere\s*\??$",)),
        (
            AnswerType.PERSON,
            (
                r"^(?:(?!what|when|where|which|how|why)[^?])*\bwho(?:m|se)?\b|\bwho\s*\??$",
                r"\bwhat (?:man|woman|person)\b",
                rf"\b(?:the|a) names? of (?:the )?{_OFFICE}\b",
            ),
        ),
        (AnswerType.MANNER, (r"\bhow\b",)),
        (
            AnswerType.DEFINITION,
            (
                r"^what (?:is|are|was|were) (?:an? |the )?[\w’'-]+(?: [\w’'-]+)?\s*\??$",
                r"\bwhat does .* (?:mean|stand for)\b|\bdefin(?:e|ition)\b",
            ),
        ),
    )
)
# Asked after a noun that `which` or `what` names, so that "which city" wins over "how" further on.
_LATE_TYPES = 2
_YES_NO = re.compile(rf"^(?:and |but |so )?{_AUXILIARY}(?:n[’']t)? ")
_NOUN_WORDS = (
    r"((?:(?!(?:did|do|does|is|are|was|were|has|have|had|will|would|can|could|should|may|might)\b)[\w’'-]+\s*){1,4})"
)
_WHICH = re.compile(rf"\b(?:which|what)\s+{_NOUN_WORDS}")
_COUNTED = re.compile(
    r"\bhow (?:many|much) (?:of (?:the |its |their |his |her |(?:[\w-]+ ){0,3}[\w-]+(?:['’]s|s['’]) )?)?"
    rf"(?:more |other )?{_NOUN_WORDS}"
)
_NUMBER_OF = re.compile(r"\b(?:number|count|share|percentage|proportion|total|amount) of ([\w’'-]+(?: [\w’'-]+)?)")
_SPEAKER = re.compile(
    rf"\b(?:did|does|do|has|have|had|was|were|is) (.+?)(?: (?:ever|publicly|reportedly|also))? {_SAY}\b",
    re.IGNORECASE,
)


def read_question(
    question: str,
    snapshot: Snapshot,
    read_as: str | None = None,
    dropped: Sequence[Span] = (),
) -> Query:
    """The analysed question; names and words that the index does not know as typed are mended.

    `read_as` is a reading already made of it (a follow-up in full words); it is analysed in place of the question.
    Words in the spans `dropped` (of what is analysed) say when, and find no sentence.
    """
    text = cased = with_capitals(read_as or question, snapshot)
    mended = _mended(text, snapshot)
    text = mended or text
    tokens = [t for t in analyse(text) if mended or not any(d.start <= t.span.start < d.end for d in dropped)]
    found = dict.fromkeys(token.term for token in tokens)
    naming = _naming_terms(text)
    content = tuple(term for term in found if term not in STOP_TERMS and term not in naming)
    answer_type, focus = _answer_type(text)
    concepts = _concepts(text, tokens, set(content or found), snapshot)
    concepts = tuple(_with_that_day(c) if tells_day(c, text) else c for c in concepts)
    if answer_type is AnswerType.YES_NO:
        concepts = tuple(_with_opposites(concept) for concept in concepts)
    return Query(
        question,
        mended or read_as,
        content or tuple(found),
        answer_type,
        concepts=concepts,
        focus=focus,
        speaker=_speaker(text, answer_type),
        names=tuple(concept.span.of(text) for concept in concepts if concept.name),
        cased=None if mended or cased in (read_as, question) else cased,
        undated=_without(text, dropped) if dropped and not mended else None,
    )


def _without(text: str, dropped: Sequence[Span]) -> str:
    for span in sorted(dropped, key=lambda s: -s.start):
        after = text[span.end :].lstrip(" ,")
        text = text[: span.start].rstrip(" ,") + (" " if after[:1].isalnum() else "") + after
    return text.strip()


def _naming_terms(question: str) -> frozenset[str]:
    match = _NAMING.search(question)
    return frozenset(terms(match["last"] or match["first"] or match["how"])) if match else frozenset()


def _with_that_day(concept: Concept) -> Concept:
    """A line after the one that dates an event may tell of it as "that day"."""
    return replace(concept, alternatives=(*concept.alternatives, (_THAT_DAY, VARIANT)))


def _with_opposites(concept: Concept) -> Concept:
    """Whether something happened is also answered by a line that denies it."""
    more = tuple(((term,), RELATED) for term in sorted(opposites(concept.term)))
    return replace(concept, alternatives=(*concept.alternatives, *more))


def tells_day(concept: Concept, text: str) -> bool:
    """Whether a concept of the text is part of a day: `October` of "October 7"."""
    return any(match.start() <= concept.span.start < match.end() for match in DAY.finditer(text))


def is_held(concept: Concept, held: Set[str], least: float = 0.0) -> bool:
    """Whether the terms hold the concept in one of its wordings that weigh so much."""
    return any(weight >= least and held >= set(phrase) for phrase, weight in concept.alternatives)


@lru_cache(maxsize=1 << 10)
def close_terms(concept: Concept) -> frozenset[str]:
    """The concept's term and the single terms near interchangeable with it."""
    return frozenset(phrase[0] for phrase, weight in concept.alternatives if len(phrase) == 1 and weight >= CLOSE)


@lru_cache(maxsize=64)
def focus_terms(query: Query) -> frozenset[str]:
    """The noun asked for or counted, and single words near interchangeable with it."""
    for concept in query.concepts:
        if concept.term == query.focus:
            # "How many prisoners for the 48 hostages": those are no prisoners.
            return close_terms(concept) - {other.term for other in query.concepts if other is not concept}
    return frozenset({query.focus} if query.focus else ())


def _mended(question: str, snapshot: Snapshot) -> str | None:
    """The question with unknown words replaced by the names or words they most likely are; None if none is."""
    text = question
    for token in reversed(analyse(question)):
        if not snapshot.ranker.knows(token.term) and token.term not in STOP_TERMS:
            bare = POSSESSIVE.sub("", token.span.of(question))
            better = _CHAT.get(bare.casefold()) or corrected(bare, token.term, snapshot)
            if better:
                text = text[: token.span.start] + better + text[token.span.start + len(bare) :]
    return text if text != question else None


def spelled_out(question: str) -> str:
    """The question with "is" and "are" in full after an asking word.

    >>> spelled_out("what's the toll, and whos counting?")
    'what is the toll, and who is counting?'
    """
    question = re.sub(r"\b(what|who|where|when|why|how)['’]?s\b", r"\1 is", question, flags=re.IGNORECASE)
    return re.sub(r"\b(what|who|where|when|why|how)['’]re\b", r"\1 are", question, flags=re.IGNORECASE)


def _answer_type(question: str) -> tuple[AnswerType, str | None]:
    """What kind of thing is asked for, and the noun that names it."""
    lowered = spelled_out(" ".join(question.casefold().replace("’", "'").split()))
    focus = _focus(lowered)
    for kind, pattern in _TYPES[:-_LATE_TYPES]:
        if pattern.search(lowered):
            return kind, focus
    if focus is not None and (which := _WHICH.search(lowered)):
        noun = _noun_phrase(which.group(1))
        if is_role(noun):
            return AnswerType.PERSON, focus
        if is_place_noun(noun):
            return AnswerType.PLACE, focus
        if is_organisation_noun(noun):
            return AnswerType.ORGANISATION, focus
    for kind, pattern in _TYPES[-_LATE_TYPES:]:
        if pattern.search(lowered):
            return kind, focus
    return (AnswerType.YES_NO if _YES_NO.match(lowered) else AnswerType.OTHER), focus


def _focus(lowered: str) -> str | None:
    for pattern in (_COUNTED, _NUMBER_OF, _WHICH):
        if match := pattern.search(lowered):
            words = _noun_phrase(match.group(1)).split()
            if words:
                # "how many states call": the first plural is what is counted.
                plural = (word for word in words if word.endswith("s") or word in _PLURALS)
                return term_of(next(plural, words[-1]) if pattern is not _WHICH else words[-1]) or None
    return None


_PLURALS = frozenset({"people", "children", "men", "women"})


def _noun_phrase(words: str) -> str:
    """The words up to the first that can't belong to the noun: a function word or a past form."""
    kept: list[str] = []
    for word in words.split():
        if term_of(word) in STOP_TERMS or (kept and (word.endswith("ed") or is_irregular(word))):
            break
        kept.append(word)
    return " ".join(kept)


def _speaker(question: str, answer_type: AnswerType) -> tuple[str, ...]:
    match = _SPEAKER.search(question) if answer_type is AnswerType.STATEMENT else None
    return tuple(t for t in terms(match.group(1)) if t not in STOP_TERMS) if match else ()


def _names(question: str) -> list[Span]:
    """Capitalised words after the first; all words when everything is typed in lower case are none."""
    spans = []
    for match in re.finditer(r"(?<![\w’'])(?:[a-z]{2}-)?[A-ZÀ-Þ][\w’'-]*", question):
        if match.start() > 0 or match.group().isupper():
            spans.append(Span(match.start(), match.end()))
    return spans


def _concepts(question: str, tokens: list[Token], content: set[str], snapshot: Snapshot) -> tuple[Concept, ...]:
    """The content words with what can stand for them, alone or as a part of a known phrase."""
    names = _names(question)
    alternatives: list[dict[tuple[str, ...], float]] = [{(token.term,): 1.0} for token in tokens]
    for start in range(len(tokens)):
        for size in range(1, min(_MAX_PHRASE, len(tokens) - start) + 1):
            for other in synonyms(tuple(token.term for token in tokens[start : start + size])):
                weight = CLOSE if other.close else RELATED
                for found in alternatives[start : start + size]:
                    found[other.terms] = max(weight, found.get(other.terms, 0.0))
    idle = [Span(*match.span("idle")) for pattern in _IDLE for match in pattern.finditer(question)]
    concepts: dict[str, Concept] = {}
    for token, found in zip(tokens, alternatives, strict=True):
        if token.term not in content:
            continue
        for other_spelling in variants(token.term, snapshot):
            found[(other_spelling,)] = VARIANT
        named = token.term in snapshot.names or any(name.start <= token.span.start < name.end for name in names)
        best = sorted(found.items(), key=lambda pair: -pair[1])[:_MAX_ALTERNATIVES]
        weight = WEAK if token.term in _WEAK_TERMS or any(i.start <= token.span.start < i.end for i in idle) else 1.0
        concepts.setdefault(token.term, Concept(token.term, token.span, tuple(best), weight, named))
    return tuple(concepts.values())
