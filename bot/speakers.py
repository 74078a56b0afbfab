"""Who says a sentence, resolved across its neighbours, and how firmly.

Every name comes verbatim from the article; only the words that join them are ours. Where the text leaves it open
nobody is named.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from bot.attribution import MASK, PRONOUNS, SOURCES, Reading, Said, is_media, noun_class, quotations, read
from bot.lexicon import SpeechClass, is_nationality, is_person_word, is_place_name, is_role, speech_verbs
from index.analysis import fold
from index.model import Kind, Sentence, Span
from index.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who stands behind a sentence, as phrases for our own line.

    `speaker` is None when the paper speaks itself or nobody can be named; `hedges` are slices of the sentence that
    must not be lost; `antecedent` is who or what the sentence's opening words ("He", "the group") refer to; `scare`
    says that its quotation marks set words apart and quote nobody.
    """

    speaker: str | None
    hedges: tuple[str, ...]
    antecedent: str | None
    scare: bool


def attribute(sentence_id: int, snapshot: Snapshot) -> Attribution:
    """The attribution of a sentence. Headings and metadata have none."""
    sentence = snapshot.sentence(sentence_id)
    if sentence.kind in (Kind.HEADING, Kind.METADATA):
        return Attribution(None, (), None, False)
    context = _Context(snapshot, sentence)
    reading = context.reading(sentence_id)
    assert reading is not None
    voices = context.voices(sentence_id)
    return Attribution(
        "; ".join(dict.fromkeys(_phrase(voice) for voice in voices[:3])) or None,
        hedges(reading.text),
        context.antecedent(sentence_id),
        _is_scare(reading),
    )


_HE = frozenset({"he", "his", "him", "himself"})
_SHE = frozenset({"she", "her", "herself"})
_MALE = frozenset(
    """mr sir king prince father dad son brother uncle grandfather husband fiance boyfriend man boy spokesman
    congressman businessman chairman policeman fisherman priest bishop pope imam actor gunman lord sheikh
    ahmad ahmed alan albert alexander ali andrew anthony antonio ariel ben benjamin bernard bill boris brian bruce
    carlos charles chris christopher daniel david dennis dmitry donald douglas ed eduardo edward emmanuel eric ehud
    fernando francis francois frank fred gary george gerald giovanni gordon greg hamid hans harold harry hassan henry
    hugh hugo ian ibrahim isaac ivan jack jacob james jason javier jean jeff jeffrey jeremy jerry jim joe joel john
    johnny jonathan jorge jose joseph josh juan julian justin keith ken kenneth kevin khalid khalil larry lee leon luis
    manuel marco mario mark martin matt matthew michael miguel mike mohamed mohammed muhammad nathan nelson nicholas
    nick nicolas oliver omar oscar osama patrick paul pedro peter philip pierre rafael ralph ray raymond recep ricardo
    richard robert roberto rodrigo roger ron ronald roy ryan sam samuel scott sean sergei shinzo simon stephen steve
    steven stuart ted terry thomas tim timothy tom tony vicente victor viktor vladimir volodymyr walter wayne
    william yahya yasser yitzhak yossi yusuf zac zachary barack antony narendra""".split()
)
_FEMALE = frozenset(
    """mrs ms miss madam dame queen princess mother mom daughter sister aunt grandmother wife widow fiancee girlfriend
    woman girl spokeswoman congresswoman businesswoman chairwoman policewoman actress lady duchess nun
    abigail aisha alice alison amanda amy ana andrea angela anita ann anna anne annie barbara beatrice beth betty
    beverly brenda camilla carla carmen carol caroline catherine charlotte cheryl christina christine cindy clara
    claire claudia condoleezza cristina cynthia dana deborah debra denise diana diane donna dorothy elena elizabeth
    ellen emily emma eva evelyn fatima fiona florence frances gina gloria grace hannah heather helen hillary irene
    isabel jacinda jane janet janice jean jennifer jenny jessica jill joan joanna joyce judith judy julia julie karen
    kate katherine kathleen kathy katie kelly kim kimberly laura lauren leila linda lisa liz louise lucy madeleine
    margaret maria marie marilyn marina martha mary maureen megan melanie melissa mercedes michelle monica nadia nancy
    naomi natalie natasha nicole nina olga olivia pamela patricia paula priya rachel rebecca rita roberta rosa ruth
    sally samantha sandra sara sarah sharon sheila shirley simone sofia sonia sophie stephanie susan suzanne sylvia
    tania teresa theresa tina tracy ursula valerie vanessa vera veronica victoria virginia wendy yvonne zoe""".split()
)
_CHOICE_OF_REACH = 12


@dataclass(frozen=True, slots=True)
class _Who:
    """Somebody named in the article. `kind` is person, people, source, body, paper, or empty when unknown."""

    name: str
    kind: str
    gender: str = ""  # m, f or empty


@dataclass(frozen=True, slots=True)
class _Voice:
    """One who speaks in a sentence, with the act (its spans are in `text`) and who passed it on."""

    who: _Who
    said: Said
    text: str
    report: _Who | None = None
    inherited: bool = False


class _Context:
    """The sentences around one sentence of an article, read as they are needed."""

    def __init__(self, snapshot: Snapshot, sentence: Sentence) -> None:
        self._snapshot = snapshot
        self._article_id = sentence.article_id
        self._text = snapshot.article(sentence.article_id).text
        self._voices: dict[int, tuple[_Voice, ...]] = {}

    def sentence(self, i: int) -> Sentence | None:
        """Sentence i if it is one of this article."""
        if not 0 <= i < self._snapshot.num_sentences:
            return None
        sentence = self._snapshot.sentence(i)
        return sentence if sentence.article_id == self._article_id else None

    def reading(self, i: int) -> Reading | None:
        """Sentence i as read; None outside the article, for headings and metadata."""
        sentence = self.sentence(i)
        if sentence is None or sentence.kind in (Kind.HEADING, Kind.METADATA):
            return None
        span = sentence.span
        return read(span.of(self._text), _cut(self._quotations(span), span))

    def _quotations(self, span: Span) -> list[Span]:
        """The quotations of the paragraph that holds the span, with spans in the article."""
        # A paragraph may be the whole of a long text: this much of it is enough.
        start = max(self._text.rfind("\n", 0, span.start) + 1, span.start - _PARAGRAPH)
        end = self._text.find("\n", span.end)
        end = min(len(self._text) if end < 0 else end, span.end + _PARAGRAPH)
        return [Span(start + first, start + last) for first, last, _ in quotations(self._text[start:end])]

    def before(self, i: int, reach: int) -> Iterator[tuple[int, Reading]]:
        """Up to `reach` sentences before i, nearest first."""
        for k in range(i - 1, max(-1, i - 1 - reach), -1):
            if self.sentence(k) is None:
                return
            reading = self.reading(k)
            if reading is not None and self._snapshot.sentence(k).kind is Kind.SENTENCE:
                yield k, reading

    # Voices

    def voices(self, i: int, depth: int = 0) -> tuple[_Voice, ...]:
        """Who speaks in sentence i, those whom nothing names left out."""
        if i in self._voices:
            return self._voices[i]
        reading = self.reading(i)
        if reading is None or depth > 10:
            return ()
        self._voices[i] = ()  # a pronoun that leads back here stays open
        found: tuple[_Voice, ...]
        if reading.said:
            found = tuple(v for said in reading.said if (v := self._voice(i, reading, said, depth)) is not None)
        else:
            found = self._neighbours(i, depth) if reading.only_quoted else ()
        self._voices[i] = found
        return found

    def _voice(self, i: int, reading: Reading, said: Said, depth: int) -> _Voice | None:
        who = self.resolve(i, reading, said.subject, depth, said)
        report = self.resolve(i, reading, said.report.subject, depth, said.report) if said.report else None
        if who is None:
            return _Voice(report, replace(said.report, report=None), reading.text) if report and said.report else None
        return _Voice(who, said, reading.text, report)

    def _neighbours(self, i: int, depth: int) -> tuple[_Voice, ...]:
        """Who speaks a sentence that is a quotation alone: whoever speaks the rest of it or stands beside it."""
        sentence = self.sentence(i)
        assert sentence is not None
        ends = [q.end for q in self._quotations(sentence.span) if q.start <= sentence.span.start < q.end]
        for k in range(i + 1, i + 7):  # the same quotation goes on
            following = self.sentence(k)
            if following is None or not ends or following.span.start >= ends[0]:
                break
            if self._has_voice(k):
                return _inherited(self.voices(k, depth + 1))
        before, after = self.sentence(i - 1), self.sentence(i + 1)
        if before is not None and before.line == sentence.line and self._speaks(i - 1):
            return _inherited(self.voices(i - 1, depth + 1))
        if after is not None and after.line == sentence.line and self._has_voice(i + 1):
            return _inherited(self.voices(i + 1, depth + 1))
        for k, _ in self.before(i, 3):
            if self._speaks(k):
                return _inherited(self.voices(k, depth + 1)[-1:])
            break
        return ()

    def _has_voice(self, i: int) -> bool:
        reading = self.reading(i)
        return reading is not None and bool(reading.said)

    def _speaks(self, i: int) -> bool:
        reading = self.reading(i)
        return reading is not None and (bool(reading.said) or reading.only_quoted)

    # Names

    def resolve(self, i: int, reading: Reading, span: Span, depth: int, said: Said | None = None) -> _Who | None:
        """Whom a noun phrase of sentence i means; None for a pronoun that nothing resolves."""
        phrase = span.of(reading.text)
        low = fold(phrase)
        first, _, rest = low.partition(" ")
        if low in PRONOUNS:
            return self._pronoun(i, reading, span, depth, said)
        if first in ("his", "her", "their", "its") and rest:
            owner = self._owner(i, reading, span, first, depth, said)
            own = phrase.split(" ", 1)[1]
            return self._who(f"{owner.name}'s {own}") if owner else self._who(_inline(phrase, span.start == 0))
        found = self._anaphor(i, reading, span, depth) if first in ("the", "this", "that") else None
        if found is None and " " not in phrase:
            full = full_name(phrase, self._text[: self._end(i)])
            found = self._who(full) if full else None
        return found or self._who(_inline(phrase, not reading.masked[: span.start].strip()))

    def _end(self, i: int) -> int:
        sentence = self.sentence(i)
        return sentence.span.end if sentence else 0

    def _who(self, phrase: str) -> _Who:
        return _Who(phrase, self._kind(phrase), _gender(phrase))

    def _kind(self, phrase: str) -> str:
        head = re.split(r",? (?:of|in|on|at|from|with|for|by|to|who|based|citing|and) ", phrase)[0]
        words = head.split()
        last = words[-1]
        if is_place_name(head) or (last.isupper() and len(last) > 1 and len(words) <= 2):
            return "body"
        capital = [word for word in words if word[0].isupper()]
        named = bool(capital) and last[0].isupper()
        kind = noun_class(last)
        if not named or (kind and len(words) > 1 and kind != "person"):
            if kind == "person":
                plural = last.lower().endswith("s") or last.lower() in ("police", "people", "men", "women", "children")
                return "people" if plural else "source" if fold(last) in SOURCES else "person"
            return kind
        if any(is_person_word(word) for word in capital) or any(noun_class(w) == "person" for w in words[:-1]):
            return "person"
        if words[0].lower() in ("the", "a", "an") or any(noun_class(word) for word in words):
            return "body"
        if len(words) == 1:
            return "person" if full_name(last, self._text) else ""
        return "person" if 2 <= len(capital) <= 4 and not any(is_nationality(w) for w in words) else ""

    def _owner(self, i: int, reading: Reading, span: Span, pronoun: str, depth: int, said: Said | None) -> _Who | None:
        subject = {"his": "he", "her": "she", "their": "they", "its": "it"}[pronoun]
        return self._pronoun(i, reading, span, depth, said, subject)

    def _pronoun(
        self, i: int, reading: Reading, span: Span, depth: int, said: Said | None, word: str | None = None
    ) -> _Who | None:
        """Whom he, she, it or they means. What is said after the words (`…, she said`) looks to the last speaker."""
        low = word or fold(span.of(reading.text))
        if low not in ("he", "she", "it", "they") or depth > 10:
            return None
        if not (said is not None and said.outer) and reading.lead is not None and reading.lead.end <= span.start:
            lead = self.resolve(i, reading, reading.lead, depth + 1)
            if lead is not None and _agrees(low, lead):
                return lead
            owner = self._only_person(reading, span.start, low)
            if owner is not None:
                return owner
        if low in ("he", "she"):
            return self._last_person(i, low, depth, said is not None)
        reach = 4 if said is not None else 1
        return self._last_other(i, low, depth, reach)

    def _only_person(self, reading: Reading, until: int, pronoun: str) -> _Who | None:
        """The one person named before that place in a sentence; None for none or several."""
        people = {}
        for match in _NAME.finditer(reading.masked, 0, until):
            name = re.sub(r"['’]s?$", "", _bare(match.group()))
            who = self._who(full_name(name, self._text) or name) if name else None
            if who is not None and who.kind == "person" and _agrees(pronoun, who):
                people[who.name] = who
        return next(iter(people.values())) if len(people) == 1 else None

    def _last_person(self, i: int, pronoun: str, depth: int, speaks: bool) -> _Who | None:
        """The last person who spoke or was a sentence's subject before sentence i."""
        for k, reading in self.before(i, _CHOICE_OF_REACH):
            if reading.only_quoted:
                continue
            spoken = [voice.who for voice in self.voices(k, depth + 1)]
            lead = self.resolve(k, reading, reading.lead, depth + 1) if reading.lead else None
            led = [lead] if lead is not None else []
            for who in [*spoken, *led] if speaks else [*led, *spoken]:
                if _agrees(pronoun, who):
                    return who
            if not speaks and k == i - 1:
                only = self._only_person(reading, len(reading.masked), pronoun)
                if only is not None:
                    return only
        return None

    def _last_other(self, i: int, pronoun: str, depth: int, reach: int) -> _Who | None:
        """The last institution (it) or the last people or source (they) that spoke or was a subject."""
        for k, reading in self.before(i, reach):
            spoken = [voice.who for voice in self.voices(k, depth + 1)]
            lead = self.resolve(k, reading, reading.lead, depth + 1) if reading.lead else None
            for who in [*spoken, *([lead] if lead is not None else [])]:
                if _agrees(pronoun, who):
                    return who
        return None

    def _anaphor(self, i: int, reading: Reading, span: Span, depth: int) -> _Who | None:
        """Whom `the group`, `the same source`, `the Israeli prime minister` mean, when an earlier sentence names them."""
        phrase = span.of(reading.text)
        match = _ANAPHOR.fullmatch(phrase)
        if match is None:
            return None
        noun, modifiers = match["noun"], match["modifiers"].split()
        low = fold(noun)
        if low in SOURCES:
            return self._last_source(i, depth)
        if low in _GROUPS:
            return self._group(i, reading, span, low, depth)
        kind = noun_class(low)
        if kind == "body":
            return self._fuller(i, low)
        if is_role(low) or is_role(" ".join([*modifiers, low])[-30:]):
            return self._named_role(i, [*modifiers, noun])
        return None

    def _last_source(self, i: int, depth: int) -> _Who | None:
        for k, _ in self.before(i, _CHOICE_OF_REACH):
            for voice in self.voices(k, depth + 1):
                if voice.who.kind == "source" or (voice.who.kind == "people" and "official" in voice.who.name):
                    return voice.who
        return None

    def _group(self, i: int, reading: Reading, span: Span, noun: str, depth: int) -> _Who | None:
        """The name that `the group` stands for: `group NAME`, or the last institution that spoke or was a subject."""
        pattern = re.compile(rf"\b{re.escape(noun)}s? ((?:[A-Z][\w’'&-]*)(?: (?:(?:and|of|for|the) )*[A-Z][\w’'&-]*)*)")
        earlier = list(self.before(i, 3))
        for _, other in earlier:
            named = [m[1] for m in pattern.finditer(other.masked)]
            if named:
                return _Who(named[-1], "body")
        own = [(i, reading)] if reading.masked[: span.start].strip(MASK + " ,") else []
        for k, other in [*own, *earlier]:
            until = span.start if k == i else len(other.masked)
            spoken = [voice.who for voice in self.voices(k, depth + 1)] if k != i else []
            for who in [*spoken, *self._institutions(k, other, until, depth)]:
                if who.kind in ("body", "") and who.name[0].isupper() and not is_place_name(who.name):
                    return who
        return self._fuller(i, noun)

    def _institutions(self, k: int, reading: Reading, until: int, depth: int) -> list[_Who]:
        """The subject of a sentence, or the name that it belongs to (`Hamas’s delegation`)."""
        if reading.lead is None or reading.lead.start >= until:
            return []
        phrase = reading.lead.of(reading.text)
        owner = re.match(r"([A-Z][\w-]+(?: [A-Z][\w-]+)*)['’]s? ", phrase)
        if owner is not None:
            return [self._who(owner[1])]
        found = self.resolve(k, reading, reading.lead, depth + 1)
        return [found] if found is not None else []

    def _fuller(self, i: int, noun: str) -> _Who | None:
        """The fuller name of `the military` from an earlier sentence: `the Israeli military`."""
        pattern = re.compile(rf"\b((?:[A-Z][\w.&’'-]* )+(?:[a-z]+ )?)({re.escape(noun)})\b", re.IGNORECASE)
        strict = re.compile(r"(?:[A-Z][\w.&’'-]* )+(?:[a-z]+ )?$")
        for _, reading in self.before(i, _CHOICE_OF_REACH):
            for match in pattern.finditer(reading.text):
                own = strict.search(match[1])
                if own is None:
                    continue
                name = _bare(own.group().strip())
                if name and name[0].isupper():
                    return _Who(f"the {name} {match[2]}", "body")
        return None

    def _named_role(self, i: int, words: list[str]) -> _Who | None:
        """The person who holds an office (`Israeli prime minister`) by an earlier sentence; None when two may."""
        role = re.escape(" ".join(words))
        before = re.compile(rf"\b{role} ({_FULL_NAME})", re.IGNORECASE)
        after = re.compile(
            rf"({_FULL_NAME}), (?:an? |the |who is (?:the |an? ))?(?:[\w’'-]+ ){{0,3}}?{role}\b", re.IGNORECASE
        )
        names: list[str] = []
        for _, reading in self.before(i, 30):
            for pattern in (before, after):
                for match in pattern.finditer(reading.masked):
                    name = _bare(match[1])
                    if name and name[0].isupper() and re.fullmatch(_FULL_NAME, name):
                        names.append(full_name(name, self._text) or name if " " not in name else name)
            if names and len(words) > 1:
                break
        return self._who(names[0]) if len(set(names)) == 1 else None

    # Openings

    def antecedent(self, i: int) -> str | None:
        """Who or what the opening words of sentence i refer to."""
        reading = self.reading(i)
        if reading is None or reading.only_quoted:
            return None
        opening = self._opening(i, reading)
        return opening or self._reference(i, reading)

    def _opening(self, i: int, reading: Reading) -> str | None:
        span = reading.lead
        possessive = _POSSESSIVE.match(reading.masked)
        if possessive is not None:
            span = Span(*possessive.span(1))
            word = {"his": "he", "her": "she"}[fold(possessive[1])]
            who = self._pronoun(i, reading, span, 0, None, word)
            return who.name if who is not None else None
        if span is None:
            return None
        phrase = span.of(reading.text)
        low = fold(phrase)
        if low in PRONOUNS:
            if low == "it" and _EXPLETIVE.match(reading.masked, span.start):
                return None
            said = next((s for s in reading.said if s.subject == span), None)
            who = self._pronoun(i, reading, span, 0, said)
            return who.name if who is not None else None
        if not low.startswith(("the ", "this ", "that ")):
            return None
        who = self._anaphor(i, reading, span, 0)
        if who is None or fold(who.name) == low:
            return None
        others = self._other_roles(i, reading, span) if who.kind == "person" else []
        return "; ".join(dict.fromkeys([who.name, *others]))

    def _other_roles(self, i: int, reading: Reading, lead: Span) -> list[str]:
        """Names of the other office holders a sentence mentions by office alone (`the US President`)."""
        found = []
        for match in _ROLE.finditer(reading.masked, lead.end):
            who = self._named_role(i, match[1].split()) or self._dropped_role(i, match[1])
            if who is not None:
                found.append(who.name)
        return found

    def _dropped_role(self, i: int, role: str) -> _Who | None:
        """`US Donald Trump` for `the US President`: the country stands before the name, the office was left out."""
        country = role.split()[0]
        if not is_place_name(country):
            return None
        pattern = re.compile(rf"\b{re.escape(country)} ([A-Z][\w’'-]+ [A-Z][\w’'-]+)")
        names = {m[1] for _, reading in self.before(i, 5) for m in pattern.finditer(reading.masked)}
        names = {name for name in names if is_person_word(name.split()[0])}
        return self._who(names.pop()) if len(names) == 1 else None

    def _reference(self, i: int, reading: Reading) -> str | None:
        """What `Since then`, `that day` and `of them` go back to, from the sentence before."""
        earlier = next(iter(self.before(i, 1)), None)
        if earlier is None:
            return None
        text = earlier[1].text
        if _THEN.search(reading.masked):
            days = list(_DAY.finditer(text))
            if days:
                return days[-1].group()
            event = _EVENT.match(text)
            return event[1] if event is not None else None
        if _OF_THEM.search(reading.masked):
            counted = _COUNTED.match(earlier[1].masked)
            return counted[1] if counted is not None and len(counted[1].split()) <= 22 else None
        return None


_PARAGRAPH = 6_000
_CAPITAL = r"[A-ZÀ-ÖØ-ÞĀ-Ž]"
_FULL_NAME = (
    rf"{_CAPITAL}[\w’'.-]+(?: (?:(?:al|el|bin|ibn|abu|de|del|van|von|der|da|di|la|le)[ -])?{_CAPITAL}[\w’'-]+){{0,3}}"
)
_NAME = re.compile(rf"(?<![\w-]){_FULL_NAME}(?:['’]s?)?")
_GROUPS = frozenset(
    "group movement organization organisation party company firm airline network charity club team faction militia union".split()
)
_ANAPHOR = re.compile(r"(?:[Tt]he|[Tt]his|[Tt]hat) (?:same )?(?P<modifiers>(?:[\w.’'-]+ ){0,3})(?P<noun>[\w-]+)")
_POSSESSIVE = re.compile(r"(?:But |And |Meanwhile, )?(His|Her) [a-z]")
_EXPLETIVE = re.compile(
    r"[Ii]t (?:\w+ly )?(?:(?:also )?(?:is|was|'s|has been|had been|will be|would be|may be|could be|remains|comes|came|seems|seemed"
    r"|appears|appeared|took|takes|emerged|follows|followed|means|meant|turns|turned|all|makes|made|happened))\b|[Ii]t's"
)
_ROLE = re.compile(
    r"\bthe ((?:[A-Z][\w.-]* )+(?:[Pp]resident|[Pp]rime [Mm]inister|[Cc]hancellor|[Kk]ing|[Pp]remier))\b(?! [A-Z])"
)
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?"
_DAY = re.compile(rf"\b(?:{_MONTH} \d{{1,2}}|\d{{1,2}} {_MONTH})(?:,? \d{{4}})?\b")
_THEN = re.compile(r"^(?:Since|Until|By|Before) then\b|\b(?:that|the same) (?:day|night|morning|afternoon|evening)\b")
_EVENT = re.compile(
    rf"((?:{_CAPITAL}|[Tt]he )[^,;:.{MASK}]{{0,60}}?\b(?:attack|assault|raid|strike|bombing|invasion|incursion|offensive"
    rf"|massacre|shooting|crash|earthquake|storm|hurricane|flood|election|vote|referendum|coup|explosion|fire|riot|war"
    rf"|landing|launch|ceremony|wedding|funeral|match|game|final)s?\b(?: (?:on|in|at|of) [^,;:.{MASK}]{{1,40}}?)?)"
    r" (?:resulted|killed|left|caused|began|took|was|were|has|had|came|ended|destroyed|led|triggered|claimed|followed)\b"
)
_OF_THEM = re.compile(
    r"\b(?:\d[\d,]*|one|two|three|four|five|six|seven|eight|nine|ten|half|most|some|many|all|several|dozens) of them\b",
    re.I,
)
_COUNTED = re.compile(
    rf"((?:Around|About|Some|At least|More than|Nearly|Almost|Up to|Over|An estimated|\d|[A-Z][a-z]+ (?:hundred|thousand|dozen)"
    rf"|Two|Three|Four|Five|Six|Seven|Eight|Nine|Ten|Dozens|Hundreds|Thousands)[^,;:{MASK}]*?)"
    r" (?:are|were|is|was|have|has|had|will|would|remain|remained)\b"
)


def _cut(spans: list[Span], sentence: Span) -> tuple[Span, ...]:
    """The parts of the spans that lie in the sentence, with spans in its text."""
    start = sentence.start
    inside = [Span(max(s.start, start) - start, min(s.end, sentence.end) - start) for s in spans]
    return tuple(span for span in inside if span.start < span.end)


def _agrees(pronoun: str, who: _Who) -> bool:
    if pronoun in ("he", "she"):
        gender = {"he": "m", "she": "f"}[pronoun]
        return who.kind in ("person", "source") and who.gender in ("", gender)
    if pronoun == "it":
        return who.kind in ("body", "paper", "") and " and " not in who.name
    return who.kind in ("people", "source") or " and " in who.name


@lru_cache(maxsize=1 << 12)
def _gender(phrase: str) -> str:
    for word in re.findall(r"\w+", fold(phrase)):
        if word in _MALE or word in _HE:
            return "m"
        if word in _FEMALE or word in _SHE:
            return "f"
    return ""


@lru_cache(maxsize=1 << 12)
def _full_names(surname: str, text: str) -> tuple[str, ...]:
    pattern = re.compile(
        rf"((?:{_CAPITAL}[\w’'.-]* (?:(?:al|bin|ibn|abu|de|del|van|von|der|da|di|la)[ -])?){{1,3}}){re.escape(surname)}\b(?!-)"
    )
    found: dict[str, None] = {}
    for match in pattern.finditer(text):
        given: list[str] = []
        for word in reversed(match[1].split()):
            if not _is_given(word) and not (given and word.islower()):
                break
            given.insert(0, word)
        if given and given[0][0].isupper():
            found[" ".join([*given, surname])] = None
    return tuple(found)


def _is_given(word: str) -> bool:
    """Whether a capitalised word before a surname may be a given name: no office, country, institution or opening word."""
    if is_person_word(word):
        return fold(word).rstrip(".") not in (
            "mr",
            "mrs",
            "ms",
            "miss",
            "dr",
            "prof",
            "sen",
            "rep",
            "gov",
            "gen",
            "col",
            "lt",
            "capt",
            "sgt",
            "maj",
            "rev",
        )
    if (
        word.islower()
        or word.endswith("'s")
        or (len(word) > 2 and word.isupper())
        or word.endswith(".")
        and len(word) > 2
    ):
        return word in ("al", "bin", "ibn", "abu", "de", "del", "van", "von", "der", "da", "di", "la")
    return not (is_nationality(word) or is_place_name(word) or noun_class(word) or _bare(word) == "" or is_role(word))


def full_name(surname: str, text: str) -> str | None:
    """The one full name that ends in that surname somewhere in the text; None for none or several.

    >>> full_name("Doe", "Prime Minister Jane Doe left. Doe will be back.")
    'Jane Doe'
    """
    if (
        not surname[:1].isupper()
        or (surname.isupper() and len(surname) > 1)
        or is_place_name(surname)
        or is_nationality(surname)
    ):
        return None
    names = _full_names(surname, text[:100_000])
    longest = max(names, key=len, default=None)
    return longest if longest and all(longest.endswith(name) for name in names) else None


def _bare(name: str) -> str:
    """A capitalised run without the function words at its start; empty when nothing is left."""
    words = name.split()
    while words and fold(words[0]) in _FUNCTION_WORDS:
        words.pop(0)
    return " ".join(words)


_FUNCTION_WORDS = frozenset(
    """the a an in on at by for from but and as it he she they we this that these those after before when while if to with
    its his her their our there however since during of or so some many most all one two i you also both each every no
    not such under until what where which who why how meanwhile earlier later according although though because despite
    even instead once still then yet asked yes monday tuesday wednesday thursday friday saturday sunday""".split()
)
_DETERMINERS = frozenset(
    """a an the some many several both all most another other no one two three four five this these those at his her
    their its our half dozens hundreds thousands local officials""".split()
)


def _inline(phrase: str, opens: bool) -> str:
    """A phrase for the middle of a line: the capital that only the sentence's start gave it goes."""
    first, _, rest = phrase.partition(" ")
    low = first.lower()
    following = rest[:1]
    common = noun_class(first) and (low.endswith("s") or low == "police") and not following.isupper()
    if opens and not first.isupper() | (len(first) == 1 and low != "a") and (low in _DETERMINERS or common):
        return low + phrase[len(first) :]
    if opens and low == "a":
        return low + phrase[1:]
    return phrase


_CLAIMS = re.compile(r"(?:claim|alleg|insist|contend|assert|den[iy])\w*")


def _phrase(voice: _Voice) -> str:
    """The voice in words of our own line around the article's names."""
    said, text, name = voice.said, voice.text, voice.who.name
    if said.report is None and fold(said.verb.of(text)) in ("reported", "reports") and is_media(name):
        name += "' report" if name.endswith("s") else "'s report"
    parts = [name]
    if said.to is not None:
        parts.append(f"to {said.to.of(text)}")
    for manner in said.manner:
        words = manner.of(text)
        parts.append(words[0].lower() + words[1:])
    if said.via is not None:
        parts.append(f"quoted by {said.via.of(text)}")
    if said.citing is not None:
        parts.append(f"citing {said.citing.of(text)}")
    if voice.report is not None and said.report is not None:
        verb = said.report.verb.of(text)
        by = f"according to {voice.report.name}" if said.report.according else f"as {voice.report.name} {verb}"
        parts.append(by)
    verb = said.verb.of(text)
    notes = [verb] if _CLAIMS.fullmatch(verb) and not voice.inherited else []
    notes += ["in part"] if said.part and not voice.inherited else []
    return ", ".join(parts) + (f" ({', '.join(notes)})" if notes else "")


def _inherited(voices: tuple[_Voice, ...]) -> tuple[_Voice, ...]:
    return tuple(replace(voice, inherited=True) for voice in voices)


# What is left out of the tables of the lexicon: plain futures and words that are mostly nouns or acts.
_NO_HEDGE = frozenset(
    """will forecast forecasts forecasting estimate estimates estimating guess guesses hope hopes plan to appear appeared
    appearing expects tends to about to hoped hoping anticipates set to""".split()
) | {"is due to", "are due to", "was due to", "about to"}
_FIRM = re.compile(
    r"(?:claim|alleg|purport|suspect|believ|think|thought|suppos|ostens|so-called|self-styled|accus|insinuat|specul)"
)
_MORE_HEDGES = (
    "reportedly", "is reported to", "are reported to", "was reported to", "were reported to", "is said to", "are said to",
    "was said to", "were said to", "quoted as saying", "rumoured", "rumored", "unconfirmed", "if", "unless", "only when",
    "only if", "provided that", "on condition that", "allegedly", "alleged", "potential", "purported", "appeared to",
    "appear", "as if", "hoped to", "hopes to", "hope to", "hoping to", "at least",
)  # fmt: skip


@lru_cache(maxsize=1)
def _hedge_phrases() -> dict[str, tuple[str, ...]]:
    """Hedges by their first word, longest first."""
    phrases = {p for p, kind in speech_verbs().items() if kind is SpeechClass.HEDGE and p not in _NO_HEDGE}
    phrases |= {p for p, kind in speech_verbs().items() if kind is SpeechClass.CLAIM and _FIRM.match(p)}
    table: dict[str, list[str]] = {}
    for phrase in sorted(phrases | set(_MORE_HEDGES), key=lambda p: (-len(p), p)):
        table.setdefault(phrase.split()[0], []).append(phrase)
    return {first: tuple(found) for first, found in table.items()}


_HEDGE_WORD = re.compile(r"[^\W\d_][\w-]*")
_IT_SAID = re.compile(
    r"\b(?:it|he|she|they) (?:said|says|claimed|claims|say)(?= (?:was|were|is|are|had|has|showed|shows|would|could)\b)"
)
_NOT_WITHOUT = re.compile(r"(?:\b(?:not|no|never|cannot)|n['’]t) [^.;]{0,120}?\b(without|until)\b")


def hedges(text: str) -> tuple[str, ...]:
    """The words of a sentence that keep it from being a plain fact, as they stand there, each once.

    >>> hedges("He would reportedly resign if asked.")
    ('would', 'reportedly', 'if')
    """
    found: list[Span] = [Span(*m.span()) for m in _IT_SAID.finditer(text)]
    found += [Span(*m.span(1)) for m in _NOT_WITHOUT.finditer(text)]
    low = text.lower()
    end = 0
    for match in _HEDGE_WORD.finditer(low):
        start = match.start()
        if start < end or (match.group() == "may" and text[start] == "M"):
            continue
        for phrase in _hedge_phrases().get(match.group(), ()):
            end = start + len(phrase)
            if low.startswith(phrase, start) and not low[end : end + 1].isalnum():
                found.append(Span(start, end))
                break
        else:
            end = match.end()
    inner = [
        span for span in found if not any(o != span and o.start <= span.start and span.end <= o.end for o in found)
    ]
    return tuple(dict.fromkeys(span.of(text) for span in sorted(inner)))


_GOVERNED = re.compile(
    r"(?:\b(?:say|said|says|saying|told|tells|added|adds|asked|wrote|call|called|calls|calling|dubbed|describ\w+|label\w*|branded"
    r"|termed|as|like|was|is|were|are|been|be|being|became|mostly|very|so|too|that|him|her|it|them|themselves|himself)"
    r"(?: (?:an?|the))?|[:,])$",
    re.IGNORECASE,
)
_VERB_INSIDE = re.compile(
    r"\b(?:is|are|was|were|be|been|to|not|can|could|will|would|must|should|have|has|had|i|we|you|he|they|it)\b", re.I
)


def _is_scare(reading: Reading) -> bool:
    """Whether every quotation of the sentence is a few words set apart: a noun phrase that nobody is quoted as saying."""
    if not reading.quotations or reading.only_quoted:
        return False
    return all(_is_set_apart(reading, span) for span in reading.quotations)


def _is_set_apart(reading: Reading, span: Span) -> bool:
    inner = span.of(reading.text)[1:-1].strip(" ,.")
    words = inner.split()
    marked = span.of(reading.text)[0] in "\"“‘'«„" and span.of(reading.text)[-1] in "\"”’'»“"
    if not marked or not 1 <= len(words) <= 4 or inner.endswith(("?", "!")) or _VERB_INSIDE.search(inner):
        return False
    before = reading.masked[: span.start].rstrip()
    governed = _GOVERNED.search(before) is not None
    if reading.said:
        return bool(before) and not governed
    return len(words) <= 3 or re.search(r"\b(?:an?|the|this|that|so-called)$", before) is not None
