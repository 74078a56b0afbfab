"""Who says a sentence, resolved across its neighbours, and how firmly.

Every name comes verbatim from the article; only the words that join them are ours. Where the text leaves it open
nobody is named.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from bot.lexicon import SpeechClass, is_nationality, is_person_word, is_place_name, is_role, speech_verbs
from bot.speech.attribution import MASK, PRONOUNS, SOURCES, Reading, Said, is_media, noun_class, quotations, read
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
    context = _Context(snapshot, snapshot.sentence(sentence_id))
    at = context.at(sentence_id)
    if at is None:
        return Attribution(None, (), None, False)
    voices = context.voices(at)[:_MAX_VOICES]
    phrases = [_phrase(voice, voices[0].said.part) for voice in voices]
    return Attribution(
        "; ".join(dict.fromkeys(phrases)) or None,
        hedges(at.reading.text),
        context.antecedent(at),
        _is_scare(at.reading),
    )


@dataclass(frozen=True, slots=True)
class Spoken:
    """One act of saying in a sentence: who, as resolved, and the spans of subject and verb in the article.

    `outer` says that the subject stands after the words (`…, X said`); `quoted` are the sentence's quotations.
    """

    who: str
    subject: Span
    verb: Span
    outer: bool
    quoted: tuple[Span, ...]


def spoken(sentence_id: int, snapshot: Snapshot) -> tuple[Spoken, ...]:
    """The acts of saying that stand in a sentence, in its order; those of its neighbours left out."""
    sentence = snapshot.sentence(sentence_id)
    context = _Context(snapshot, sentence)
    at = context.at(sentence_id)
    if at is None:
        return ()

    def placed(span: Span) -> Span:
        return Span(span.start + sentence.span.start, span.end + sentence.span.start)

    quoted = tuple(placed(span) for span in at.reading.quotations)
    return tuple(
        Spoken(voice.who.name, placed(voice.said.subject), placed(voice.said.verb), voice.said.outer, quoted)
        for voice in context.voices(at)
        if not voice.inherited and voice.text is at.reading.text
    )


def voices_of(sentence_id: int, snapshot: Snapshot) -> tuple[str, ...]:
    """The names of those who speak a sentence, also where only a neighbour tells."""
    context = _Context(snapshot, snapshot.sentence(sentence_id))
    at = context.at(sentence_id)
    return tuple(voice.who.name for voice in context.voices(at)) if at is not None else ()


_MAX_VOICES = 3
# How many sentences back somebody may have been named, an office, the group of `the group`, the body of `it`.
_REACH, _ROLE_REACH, _GROUP_REACH, _BODY_REACH = 12, 30, 3, 4
_MAX_DEPTH = 10  # of pronouns that lead to pronouns
_PARAGRAPH = 6_000  # a paragraph may be the whole of a long text: this much before and after a sentence is read
_NAMES_IN, _MOST_NAMED = 100_000, 300  # of a very long article this much is searched for full names


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


@dataclass(frozen=True, slots=True)
class _At:
    """A sentence as read, and how many references led to it."""

    i: int
    reading: Reading
    depth: int = 0


class _Context:
    """The sentences around one sentence of an article, read as they are needed."""

    def __init__(self, snapshot: Snapshot, sentence: Sentence) -> None:
        self._snapshot = snapshot
        self._article_id = sentence.article_id
        self._text = snapshot.article(sentence.article_id).text
        self._sentences: dict[int, Sentence | None] = {sentence.sentence_id: sentence}
        self._readings: dict[int, Reading | None] = {}
        self._voices: dict[int, tuple[_Voice, ...]] = {}

    def sentence(self, i: int) -> Sentence | None:
        """Sentence i if it is one of this article."""
        if i not in self._sentences:
            inside = 0 <= i < self._snapshot.num_sentences
            sentence = self._snapshot.sentence(i) if inside else None
            ours = sentence is not None and sentence.article_id == self._article_id
            self._sentences[i] = sentence if ours else None
        return self._sentences[i]

    def at(self, i: int, depth: int = 0) -> _At | None:
        """Sentence i as read; None outside the article, for headings and metadata."""
        if i not in self._readings:
            sentence = self.sentence(i)
            self._readings[i] = None
            if sentence is not None and sentence.kind not in (Kind.HEADING, Kind.METADATA):
                span = sentence.span
                self._readings[i] = read(span.of(self._text), _cut(self._quotations(span), span))
        reading = self._readings[i]
        return _At(i, reading, depth) if reading is not None else None

    def _quotations(self, span: Span) -> list[Span]:
        """The quotations of the paragraph that holds the span, with spans in the article."""
        start = max(self._text.rfind("\n", 0, span.start) + 1, span.start - _PARAGRAPH)
        end = self._text.find("\n", span.end)
        end = min(len(self._text) if end < 0 else end, span.end + _PARAGRAPH)
        return [Span(start + quoted.start, start + quoted.end) for quoted in quotations(self._text[start:end])]

    def before(self, at: _At, reach: int) -> Iterator[_At]:
        """Up to `reach` sentences before that one, nearest first; headings and captions are passed over."""
        for k in range(at.i - 1, at.i - 1 - reach, -1):
            sentence = self.sentence(k)
            if sentence is None:
                return
            earlier = self.at(k, at.depth + 1)
            if earlier is not None and sentence.kind is Kind.SENTENCE:
                yield earlier

    # Voices

    def voices(self, at: _At) -> tuple[_Voice, ...]:
        """Who speaks in a sentence, those whom nothing names left out."""
        if at.i in self._voices:
            return self._voices[at.i]
        if at.depth > _MAX_DEPTH:
            return ()
        self._voices[at.i] = ()  # a pronoun that leads back here stays open
        found: tuple[_Voice, ...] = ()
        if at.reading.said:
            found = tuple(voice for said in at.reading.said if (voice := self._voice(at, said)) is not None)
        elif at.reading.only_quoted:
            found = self._neighbours(at)
        self._voices[at.i] = found
        return found

    def _voice(self, at: _At, said: Said) -> _Voice | None:
        text = at.reading.text
        who = self.resolve(at, said.subject, said)
        if said.report is None:
            return _Voice(who, said, text) if who is not None else None
        report = self._reporter(at, said.report, who)
        if who is None:
            return _Voice(report, said.report, text) if report is not None else None
        return _Voice(who, said, text, report if report is None or report.name != who.name else None)

    def _reporter(self, at: _At, report: Said, who: _Who | None) -> _Who | None:
        """Who passes on what `who` says; `his website` stays as it is when it is `who`'s."""
        phrase = report.subject.of(at.reading.text)
        owner = _OWNERS.get(fold(phrase.split()[0]))
        if owner is not None and who is not None and _agrees(owner, who):
            return _Who(phrase, "paper")
        return self.resolve(at, report.subject, report)

    def _neighbours(self, at: _At) -> tuple[_Voice, ...]:
        """Who speaks a sentence that is a quotation alone: whoever speaks the rest of it or stands beside it."""
        sentence = self.sentence(at.i)
        if sentence is None:
            return ()
        start, line = sentence.span.start, sentence.line
        end = next((q.end for q in self._quotations(sentence.span) if q.start <= start < q.end), start)
        for k in range(at.i + 1, at.i + 7):  # the same quotation goes on
            following = self.sentence(k)
            if following is None or following.span.start >= end:
                break
            if beside := self._beside(k, at, following.line):
                return beside
        for k in (at.i - 1, at.i + 1):
            if beside := self._beside(k, at, line):
                return beside
        for earlier in self.before(at, 1):
            whole = tuple(voice for voice in self.voices(earlier) if not voice.said.part)
            return _inherited(tuple(voice for voice in whole if voice.said.outer)[-1:] or whole[:1])
        return ()

    def _beside(self, k: int, at: _At, line: int) -> tuple[_Voice, ...]:
        """The voices of sentence k if it stands in that line; quotations alone count before the sentence only."""
        sentence, other = self.sentence(k), self.at(k, at.depth + 1)
        if sentence is None or other is None or sentence.line != line:
            return ()
        if other.reading.said or (other.reading.only_quoted and k < at.i):
            return _inherited(self.voices(other))
        return ()

    # Names

    def resolve(self, at: _At, span: Span, said: Said | None = None) -> _Who | None:
        """Whom a noun phrase of a sentence means; None for a pronoun that nothing resolves."""
        phrase = span.of(at.reading.text)
        low = fold(phrase)
        first, _, rest = low.partition(" ")
        if low in PRONOUNS:
            return self._pronoun(at, span, low, said)
        inline = _inline(phrase, _opens(at.reading.masked[: span.start]))
        if first in _OWNERS and rest:
            # Whose agent speaks at the end is told in the sentence itself, if anywhere.
            owner = self._pronoun(at, span, _OWNERS[first], replace(said, outer=False) if said is not None else None)
            return self._who(f"{owner.name}'s {phrase.split(' ', 1)[1]}" if owner else inline)
        if first in ("the", "this", "that"):
            return self._anaphor(at, span) or self._who(inline)
        full = full_name(phrase, self._until(at)) if not rest and not noun_class(phrase) else None
        return self._who(full or inline)

    def _until(self, at: _At) -> str:
        """The article up to the end of a sentence: who is named later may be somebody else."""
        sentence = self.sentence(at.i)
        return self._text[: sentence.span.end] if sentence is not None else self._text

    def _who(self, phrase: str) -> _Who:
        return _Who(phrase, self._kind(phrase), _gender(phrase))

    def _kind(self, phrase: str) -> str:
        head, words = _head_words(phrase)
        last = words[-1]
        if is_place_name(head) or (last.isupper() and len(last) > 1 and len(words) <= 2):
            return "body"
        kind = noun_class(last)
        if not last[0].isupper() or (kind and len(words) > 1 and kind != "person"):
            if kind != "person":
                return kind
            if fold(last) in _COLLECTIVE or last.lower().endswith("s"):
                return "people"
            return "source" if fold(last) in SOURCES else "person"
        capital = [word for word in words if word[0].isupper()]
        if any(map(is_person_word, capital)) or any(noun_class(word) == "person" for word in words[:-1]):
            return "person"
        if words[0].lower() in ("the", "a", "an") or any(map(noun_class, words)):
            return "body"
        if len(words) == 1 and (fold(last) in _FEMALE or is_person_word(last)):
            return "person"
        if len(words) == 1:
            return "person" if _full_names(last, self._text[:_NAMES_IN]) else ""
        return "person" if 2 <= len(capital) <= 4 and not any(map(is_nationality, words)) else ""

    def _lead(self, at: _At) -> list[_Who]:
        """Whom the subject that a sentence starts with means, if it has one."""
        lead = at.reading.lead
        who = self.resolve(replace(at, depth=at.depth + 1), lead) if lead is not None else None
        return [who] if who is not None else []

    def _pronoun(self, at: _At, span: Span, pronoun: str, said: Said | None) -> _Who | None:
        """Whom he, she, it or they means. What is said after the words (`…, she said`) looks to the last speaker."""
        if pronoun not in ("he", "she", "it", "they") or at.depth > _MAX_DEPTH:
            return None
        reading = at.reading
        outer = said is not None and said.outer and not _leads_with_speech(reading)
        if not outer and reading.lead is not None and reading.lead.end <= span.start:
            for who in (*self._lead(at), *self._only_person(reading, span.start, pronoun)):
                if _agrees(pronoun, who):
                    return who
        if pronoun in ("he", "she"):
            return self._last_person(at, pronoun, said is not None)
        for earlier in self.before(at, _BODY_REACH if said is not None else 1):
            for who in (*(voice.who for voice in self.voices(earlier)), *self._lead(earlier)):
                if _agrees(pronoun, who):
                    return who
        return None

    def _only_person(self, reading: Reading, until: int, pronoun: str) -> list[_Who]:
        """The one person the pronoun may mean among those named before that place in a sentence."""
        people: dict[str, _Who] = {}
        for match in _NAME.finditer(reading.masked, 0, until):
            name = _POSSESSION.sub("", _bare(match.group()))
            who = self._who(full_name(name, self._text) or name) if name else None
            if who is not None and who.kind == "person" and _agrees(pronoun, who):
                people[who.name] = who
        return list(people.values()) if len(people) == 1 else []

    def _last_person(self, at: _At, pronoun: str, speaks: bool) -> _Who | None:
        """The last person who spoke or was a sentence's subject before that sentence."""
        for earlier in self.before(at, _REACH):
            reading = earlier.reading
            if reading.only_quoted:
                continue
            spoken = [who for voice in reversed(self.voices(earlier)) for who in self._turn(earlier, voice)]
            led = self._lead(earlier)
            candidates = [*spoken, *led] if speaks else [*led, *spoken]
            if earlier.i == at.i - 1 and not _THIRD[pronoun].search(reading.masked):
                only = self._only_person(reading, len(reading.masked), pronoun)
                # Who speaks was rarely just an object; then at least the gender has to be sure.
                candidates += [who for who in only if not speaks or (who.gender and _has_given_name(who.name))]
            for who in candidates:
                if _agrees(pronoun, who):
                    return who
        return None

    def _turn(self, at: _At, voice: _Voice) -> list[_Who]:
        """Who may speak next after a voice: whom it asked or who passed it on, then itself."""
        to = voice.said.to
        before = voice.report
        if to is not None and voice.text is at.reading.text and voice.said.verb.of(voice.text).startswith("ask"):
            before = self.resolve(replace(at, depth=at.depth + 1), to)
        return [before, voice.who] if before is not None else [voice.who]

    def _anaphor(self, at: _At, span: Span) -> _Who | None:
        """Whom `the group`, `the same source`, `the Israeli prime minister` mean, if an earlier sentence names them."""
        match = _ANAPHOR.fullmatch(span.of(at.reading.text))
        if match is None or at.depth > _MAX_DEPTH:
            return None
        noun, modifiers = match["noun"], match["modifiers"].split()
        low = fold(noun)
        if low in SOURCES:
            return self._last_source(at, low, modifiers)
        if low in _GROUPS:
            return self._group(at, span, low)
        if noun_class(low) == "body":
            return self._fuller(at, low) if not modifiers else None
        if is_role(low):
            return self._named_role(at, [*modifiers, noun])
        return None

    def _last_source(self, at: _At, noun: str, modifiers: list[str]) -> _Who | None:
        """The unnamed source that spoke last, of the same number and with the same adjectives."""
        wanted = "people" if noun.endswith("s") else "source"
        for earlier in self.before(at, _REACH):
            for voice in self.voices(earlier):
                words = voice.who.name.split()
                source = any(fold(word) in SOURCES for word in words)
                if voice.who.kind == wanted and source and all(word in words for word in modifiers):
                    return voice.who
        return None

    def _group(self, at: _At, span: Span, noun: str) -> _Who | None:
        """The name that `the group` stands for: `group NAME`, or the last institution that spoke or was a subject."""
        named = re.compile(
            rf"\b{re.escape(noun)}s? ({_CAPITAL}[\w’'&-]*(?: (?:(?:and|of|for|the) )*{_CAPITAL}[\w’'&-]*)*)"
        )
        earlier = list(self.before(at, _GROUP_REACH))
        for other in earlier:
            if names := named.findall(other.reading.masked):
                return _Who(names[-1], "body")
        lead = at.reading.lead
        own = lead is not None and lead.end < span.start
        candidates = self._institutions(at) if own else []
        for other in earlier:
            candidates += [*(voice.who for voice in self.voices(other)), *self._institutions(other)]
        for who in candidates:
            if who.kind in ("body", "") and who.name[0].isupper() and not is_place_name(who.name):
                return who
        return self._fuller(at, noun)

    def _institutions(self, at: _At) -> list[_Who]:
        """The subject of a sentence, or the name that it belongs to (`Hamas’s delegation`)."""
        lead = at.reading.lead
        owner = _OWNER.match(lead.of(at.reading.text)) if lead is not None else None
        return [self._who(owner[1])] if owner is not None else self._lead(at)

    def _fuller(self, at: _At, noun: str) -> _Who | None:
        """The fuller name of `the military` from an earlier sentence: `the Israeli military`."""
        tail = rf"(?: of (?:the )?{_CAPITAL}[\w-]+)?"
        pattern = re.compile(rf"((?:{_CAPITAL}[\w.&’'-]* ){{1,4}}(?:[a-z]+ )?)((?i:{re.escape(noun)})\b{tail})")
        for earlier in self.before(at, _REACH):
            for match in pattern.finditer(earlier.reading.text):
                name = _bare(match[1].strip())
                if name[:1].isupper():
                    article = "" if any(map(_POSSESSION.search, name.split())) else "the "
                    return _Who(f"{article}{name} {match[2]}", "body")
        return None

    def _named_role(self, at: _At, words: list[str]) -> _Who | None:
        """The person who holds an office (`Israeli prime minister`) by an earlier sentence; None when two may."""
        role = rf"(?i:{re.escape(' '.join(words))})"
        before = re.compile(rf"\b{role} ({_FULL_NAME})")
        after = re.compile(
            rf"({_FULL_NAME}), (?:an? |the |who is (?:the |an? ))?(?:[\w’'-]+ ){{0,3}}?{role}"
            r"(?=[,.;]| (?:for|of|at|with|in) )"
        )
        names: list[str] = []
        for earlier in self.before(at, _ROLE_REACH):
            found = before.findall(earlier.reading.masked) + after.findall(earlier.reading.masked)
            bare = [_POSSESSION.sub("", _bare(name)) for name in found]
            names += [full_name(name, self._text) or name for name in bare if name]
            if names and len(words) > 1:
                break
        return self._who(names[0]) if len(set(names)) == 1 else None

    # What a sentence opens with

    def antecedent(self, at: _At) -> str | None:
        """Who or what the opening words of a sentence refer to."""
        if at.reading.only_quoted:
            return None
        return self._opening(at) or self._reference(at)

    def _opening(self, at: _At) -> str | None:
        reading, span = at.reading, at.reading.lead
        possessive = _POSSESSIVE.match(reading.masked)
        if possessive is not None:
            span = Span(*possessive.span(1))
            who = self._pronoun(at, span, _OWNERS[fold(possessive[1])], None)
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

    def _opened(self, at: _At) -> str | None:
        """What `it remains closed` means: the one thing that the sentence before opens or closes."""
        things = {f"the {m[1]}" for other in self.before(at, 1) for m in _OPENED.finditer(other.reading.masked)}
        return things.pop() if len(things) == 1 else None

    def _other_roles(self, at: _At, lead: Span) -> list[str]:
        """Names of the other office holders a sentence mentions by office alone (`the US President`)."""
        roles = [match[1] for match in _ROLE.finditer(at.reading.masked, lead.end)]
        found = [self._named_role(at, role.split()) or self._dropped_role(at, role) for role in roles]
        return [who.name for who in found if who is not None]

    def _dropped_role(self, at: _At, role: str) -> _Who | None:
        """`US Donald Trump` for `the US President`: the country stands before the name, the office was left out."""
        country = role.split()[0]
        if not is_place_name(country):
            return None
        pattern = re.compile(rf"\b{re.escape(country)} ({_CAPITAL}[\w’'-]+ {_CAPITAL}[\w’'-]+)")
        found = {name for other in self.before(at, 5) for name in pattern.findall(other.reading.masked)}
        names = [name for name in found if is_person_word(name.split()[0])]
        return self._who(names[0]) if len(names) == 1 else None

    def _reference(self, at: _At) -> str | None:
        """What `Since then`, `that day` and `of them` go back to, from the sentence before."""
        masked = at.reading.masked
        for earlier in self.before(at, 1):
            if _THEN.search(masked):
                days = _DAY.findall(earlier.reading.text)
                event = _EVENT.match(earlier.reading.text)
                return days[-1] if days else event[1] if event is not None else None
            if _OF_THEM.search(masked):
                counted = _COUNTED.match(earlier.reading.masked)
                return counted[1] if counted is not None and len(counted[1].split()) <= 22 else None
        return None


_OWNERS = {"his": "he", "her": "she", "its": "it", "their": "they"}
_CAPITAL = r"[A-ZÀ-ÖØ-ÞĀ-Ž]"
_FULL_NAME = (
    rf"{_CAPITAL}[\w’'.-]+(?: (?:(?:al|el|bin|ibn|abu|de|del|van|von|der|da|di|la|le)[ -])?{_CAPITAL}[\w’'-]+){{0,3}}"
)
_NAME = re.compile(rf"(?<![\w-]){_FULL_NAME}(?:['’]s?)?")
_OWNER = re.compile(rf"({_CAPITAL}[\w-]+(?: {_CAPITAL}[\w-]+)*)['’]s? ")
_POSSESSION = re.compile(r"['’]s?$")
_THIRD = {"he": re.compile(r"\b[Hh](?:e|is|im)\b"), "she": re.compile(r"\b(?:[Ss]he|[Hh]er)\b")}
_GROUPS = frozenset(
    """group movement organization organisation party company firm airline network charity club team faction militia
    union""".split()
)
_COLLECTIVE = frozenset(
    "couple family jury side party majority pair team staff crew police people men women children".split()
)
_ANAPHOR = re.compile(r"(?:[Tt]he|[Tt]his|[Tt]hat) (?:same )?(?P<modifiers>(?:[\w.’'-]+ ){0,3})(?P<noun>[\w-]+)")
_POSSESSIVE = re.compile(r"(?:But |And |Meanwhile, )?(His|Her) [a-z]")
_EXPLETIVE = re.compile(
    r"[Ii]t (?:\w+ly )?(?:also )?(?:is|was|'s|has been|had been|will be|would be|may be|could be|remains|comes|came"
    r"|seems|seemed|appears|appeared|took|takes|emerged|follows|followed|means|meant|turns|turned|all|makes|made|happened)\b|[Ii]t's"
)
_STATE = re.compile(
    r"[Ii]t (?:\w+ )?(?:is|was|remains|remained|stays|stayed|has been|will be) (?:\w+ )?(?:closed|shut|open|sealed)\b"
)
_OPENED = re.compile(
    r"\b(?:open|close|shut|reopen|seal)(?:s|d|ed|ing)? (?:off |down )?(?:the|its|their|his|her|this|that|a) "
    r"((?:[\w’'-]+ )?\w+)(?= (?:to|for|in|on|with|at|after|and|until|by)\b|[,.])"
)
_ROLE = re.compile(
    r"\bthe ((?:[A-Z][\w.-]* )+(?:[Pp]resident|[Pp]rime [Mm]inister|[Cc]hancellor|[Kk]ing|[Pp]remier))\b(?! [A-Z])"
)
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?"
_DAY = re.compile(rf"\b(?:{_MONTH} \d{{1,2}}|\d{{1,2}} {_MONTH})(?:,? \d{{4}})?\b")
_THEN = re.compile(r"^(?:Since|Until|By|Before) then\b|\b(?:that|the same) (?:day|night|morning|afternoon|evening)\b")
_EVENT = re.compile(
    rf"((?:{_CAPITAL}|[Tt]he )[^,;:.{MASK}]{{0,60}}?\b(?:attack|assault|raid|strike|bombing|invasion|incursion"
    r"|offensive|massacre|shooting|crash|earthquake|storm|hurricane|flood|election|vote|referendum|coup|explosion|fire|riot|war"
    rf"|landing|launch|ceremony|wedding|funeral|match|game|final)s?\b(?: (?:on|in|at|of) [^,;:.{MASK}]{{1,40}}?)?)"
    r" (?:resulted|killed|left|caused|began|took|was|were|has|had|came|ended|destroyed|led|triggered|followed)\b"
)
_OF_THEM = re.compile(
    r"\b(?:\d[\d,]*|one|two|three|four|five|six|seven|eight|nine|ten|half|most|some|many|all|several|dozens) of them\b",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    r"((?:Around|About|Some|At least|More than|Nearly|Almost|Up to|Over|An estimated|\d|[A-Z][a-z]+ (?:hundred|thousand"
    rf"|dozen)|Two|Three|Four|Five|Six|Seven|Eight|Nine|Ten|Dozens|Hundreds|Thousands)[^,;:{MASK}]*?)"
    r" (?:are|were|is|was|have|has|had|will|would|remain|remained)\b"
)


def _cut(spans: list[Span], sentence: Span) -> tuple[Span, ...]:
    """The parts of the spans that lie in the sentence, with spans in its text."""
    start = sentence.start
    inside = [Span(max(s.start, start) - start, min(s.end, sentence.end) - start) for s in spans]
    return tuple(span for span in inside if span.start < span.end)


def _inherited(voices: tuple[_Voice, ...]) -> tuple[_Voice, ...]:
    return tuple(replace(voice, inherited=True) for voice in voices)


def _leads_with_speech(reading: Reading) -> bool:
    """Whether the verb right after the sentence's subject is one of saying (`Obama spoke of growth, he said, …`)."""
    rest = reading.masked[reading.lead.end :].split(maxsplit=1) if reading.lead is not None else []
    return bool(rest) and speech_verbs().get(rest[0], SpeechClass.HEDGE) is not SpeechClass.HEDGE


def _has_given_name(name: str) -> bool:
    first = fold(name.split()[0]).rstrip(".")
    return " " in name and is_person_word(first) and first not in _TITLES


def _agrees(pronoun: str, who: _Who) -> bool:
    """Whether the pronoun may stand for them; an unknown gender agrees with both."""
    if pronoun in ("he", "she"):
        return who.kind in ("person", "source") and who.gender in ("", {"he": "m", "she": "f"}[pronoun])
    if pronoun == "it":
        return who.kind in ("body", "paper", "") and " and " not in who.name
    return who.kind in ("people", "source") or " and " in who.name


# Names and genders

# Of common given names those not listed here are a man's; some may be either.
_MALE = frozenset(
    """he his mr sir king prince father dad son brother uncle grandfather husband fiance boyfriend man boy spokesman
    congressman businessman chairman policeman fisherman priest bishop pope imam actor gunman lord sheikh""".split()
)
_FEMALE = frozenset(
    """she her mrs ms miss madam dame queen princess mother mom daughter sister aunt grandmother wife widow fiancee
    girlfriend woman girl spokeswoman congresswoman businesswoman chairwoman policewoman actress lady duchess nun
    abigail adriana agnes aisha alexandra alice alicia alina alison amanda amara amina amy ana anastasia angela angelina
    anita ann anna anne annette annie astrid audrey barbara beatrice beth betty beverly brenda bridget camilla camille
    carla carmen carol caroline catherine cecilia charlotte cheryl christina christine cindy claire clara claudia
    condoleezza cristina cynthia daniela daria deborah debra denise diana diane donna dorothy eileen elena elisabeth
    elizabeth ella ellen emily emma erica erika esther eva evelyn farah fatima fatma fiona florence frances francesca
    georgia gina gloria grace hannah heather heidi helen helena hilary hillary ingrid irene irina isabel isabella ivana
    jacinda jane janet janice jennifer jenny jessica jill joan joanna joyce judith judy julia julie karen karin kate
    katherine kathleen kathryn kathy katie kimberly kristen laura lauren lea leah leila linda lindsey lisa liz louise
    lucia lucy lydia lynn madeleine magda margaret maria mariam marie marilyn marina marta martha martina mary maureen
    maya megan melanie melissa mercedes mia michelle miriam monica nadia nancy naomi natalia natalie natasha nicole nina
    nora olga olivia pamela patricia paula penny petra priya rachel rebecca rita roberta rosa rosemary ruth sabrina
    sally salma samantha sandra sara sarah sharon sheila shirley simone sofia sonia sophia sophie stella stephanie sue
    susan suzanne sylvia tamar tanya tara tatiana teresa theresa tina ursula valentina valeria valerie vanessa vera
    veronica vicky victoria virginia vivian wendy yasmin yolanda yvonne zainab zeynep zoe""".split()
)
_EITHER = frozenset(
    """abu akira amal andrea ariel ashley avi chen chris dana dr gov jackie jamie jan jean jesse jin jordan jun kay
    kelly kim kyle lee leslie lin marion max mei milan morgan nicola nikita noam prof rep rev robin ryan sam sen shane
    tracy wang wei xi yan zhang gen col lt maj capt sgt saint""".split()
)
_TITLES = frozenset("mr mrs ms miss dr prof sen rep gov gen col lt capt sgt maj rev".split())
# What names of offices end with before the name of a person.
_OFFICES = frozenset(
    """affairs state states defense defence security homeland interior foreign justice treasury commerce education
    energy health national international african european asian general internal external relations""".split()
)
_LINKS = frozenset("al bin ibn abu de del van von der da di la".split())
_FUNCTION_WORDS = frozenset(
    """the a an in on at by for from but and as it he she they we this that these those after before when while if to
    with its his her their our there however since during of or so some many most all one two i you also both each every
    no not such under until what where which who why how meanwhile earlier later according although though because
    despite watch see read hear even instead once still then yet asked yes monday tuesday wednesday thursday friday
    saturday sunday""".split()
)


def _head_words(phrase: str) -> tuple[str, list[str]]:
    """The phrase up to its first preposition, and the words of that after its last possessive."""
    head = re.split(r",? (?:of|in|on|at|from|with|for|by|to|who|based|citing|and) ", phrase)[0]
    return head, re.split(r"['’]s? (?=\w)", head)[-1].split() or [phrase]


@lru_cache(maxsize=1 << 12)
def _gender(phrase: str) -> str:
    """m or f by the first word that tells; a name after other words is a surname and tells nothing."""
    words = _head_words(phrase)[1]
    for word in words[:-1] if len(words) > 1 and words[-1][0].isupper() else words:
        low = fold(word).rstrip(".")
        if low in _FEMALE:
            return "f"
        if low in _MALE or (word[0].isupper() and is_person_word(word) and low not in _EITHER):
            return "m"
    return ""


def full_name(surname: str, text: str) -> str | None:
    """The one full name that ends in that surname somewhere in the text; None for none or several.

    >>> full_name("Doe", "Prime Minister Jane Doe left. Doe will be back.")
    'Jane Doe'
    """
    acronym = surname.isupper() and len(surname) > 1
    if not surname[:1].isupper() or acronym or " " in surname or is_place_name(surname) or is_nationality(surname):
        return None
    names = _full_names(surname, text[:_NAMES_IN])
    longest = max(names, key=len, default=None)
    if longest is None or not all(longest.endswith(name) for name in names):
        return None
    # The commonest form, the one with a known given name first: a longer one may start with a stray capital.
    return max(names, key=lambda name: (is_person_word(name.split()[0]), names[name], len(name)))


@lru_cache(maxsize=1 << 8)
def _full_names(surname: str, text: str) -> dict[str, int]:
    """The full names that end in the surname, with how often each stands in the text."""
    found: dict[str, int] = {}
    place = -1
    for _ in range(_MOST_NAMED):
        place = _find(surname, text, place + 1)
        if place < 0:
            break
        given: list[str] = []
        for word in reversed(text[max(0, place - 60) : place].rpartition("\n")[2].split(" ")[:-1][-4:]):
            if word not in _LINKS and not (word[:1].isupper() and _is_given(word)):
                break
            given.insert(0, word)
        while given and given[0].islower():
            given.pop(0)
        if given:
            name = " ".join([*given, surname])
            found[name] = found.get(name, 0) + 1
    return found


def _find(name: str, text: str, start: int) -> int:
    """Where the name next stands as a word of its own; -1 for nowhere."""
    place = text.find(name, start)
    while place >= 0:
        end = place + len(name)
        if text[end : end + 1] != "-" and not text[end : end + 1].isalnum() and text[place - 1 : place] == " ":
            return place
        place = text.find(name, end)
    return -1


def _is_given(word: str) -> bool:
    """Whether a capitalised word before a surname may be a given name: no office, country or institution."""
    if not re.fullmatch(r"[\w.’'-]+", word):
        return False
    if is_person_word(word):
        return fold(word).rstrip(".") not in _TITLES
    if (len(word) > 2 and (word.isupper() or word[-1] == ".")) or word.endswith(("'s", "’s")):
        return False
    if fold(word) in _OFFICES or fold(word) in _FUNCTION_WORDS:
        return False
    return not (is_nationality(word) or is_place_name(word) or noun_class(word) or is_role(word))


def _bare(name: str) -> str:
    """A capitalised run without the function words at its start; empty when nothing is left."""
    words = name.split()
    while words and fold(words[0]) in _FUNCTION_WORDS:
        words.pop(0)
    return " ".join(words)


# Our own line

_DETERMINERS = frozenset(
    """a an the some many several both all most another other no one two three four five this these those at his her
    their its our half dozens hundreds thousands""".split()
)
_ADJECTIVES = frozenset(
    """hospital government court health city state local army military company school security rescue aid fire prison
    medical diplomatic intelligence law defense defence senior top former foreign family campaign emergency""".split()
)
_CLAIMS = re.compile(r"(?:claim|alleg|insist|contend|assert|den[iy])\w*")


def _opens(before: str) -> bool:
    """Whether nothing but a dateline stands before a phrase."""
    bare = before.rstrip()
    return not bare or bare.endswith(("--", "—", "–", " -", ":"))


def _inline(phrase: str, opens: bool) -> str:
    """A phrase for the middle of a line: the capital that only the sentence's start gave it goes."""
    first, _, rest = phrase.partition(" ")
    low = first.lower()
    plural = noun_class(first.rstrip(",")) != "" and low.rstrip(",").endswith(("s", "police"))
    common = (plural or low in _ADJECTIVES) and not rest[:1].isupper()
    acronym = first.isupper() and low != "a"
    return low + phrase[len(first) :] if opens and not acronym and (low in _DETERMINERS or common) else phrase


def _phrase(voice: _Voice, part: bool) -> str:
    """The voice in words of our own line around the article's names; `part` says that the paper speaks too."""
    said, text, name = voice.said, voice.text, voice.who.name
    verb = said.verb.of(text)
    if said.report is None and fold(verb) in ("reported", "reports") and is_media(name):
        name += "' report" if name.endswith("s") else "'s report"
    parts = [name]
    if said.to is not None:
        parts.append(f"to {said.to.of(text)}")
    parts += [manner.of(text)[0].lower() + manner.of(text)[1:] for manner in said.manner]
    if said.via is not None:
        parts.append(f"quoted by {said.via.of(text)}")
    if said.citing is not None:
        parts.append(f"citing {said.citing.of(text)}")
    if voice.report is not None and said.report is not None:
        to = f" {said.report.to.of(text)}" if said.report.to is not None else ""
        how = f"as {voice.report.name} {said.report.verb.of(text)}{to}"
        parts.append(f"according to {voice.report.name}" if said.report.according else how)
    notes = [verb] if _CLAIMS.fullmatch(verb) and not voice.inherited else []
    notes += ["in part"] if part and said.part and not voice.inherited else []
    return ", ".join(parts) + (f" ({', '.join(notes)})" if notes else "")


# Hedges

# Left out of the tables of the lexicon: plain futures, and words that are mostly nouns or acts.
_NO_HEDGE = frozenset(
    """will forecast forecasts forecasting estimate estimates estimating guess guesses hope hopes hoped hoping appear
    appeared appearing expects anticipates suspect suspects""".split()
) | {"about to", "is due to", "are due to", "was due to"}
_DOUBT = re.compile(
    r"(?:claim|alleg|purport|suspect|believ|think|thought|suppos|ostens|so-called|self-styled|accus|insinuat|specul)"
)
_MORE_HEDGES = frozenset(
    """reportedly;is reported to;are reported to;was reported to;were reported to;is said to;are said to;was said to
    ;were said to;quoted as saying;rumoured;rumored;unconfirmed;if;unless;only when;only if;provided that
    ;on condition that;allegedly;alleged;potential;purported;appeared to;appear;as if;hoped to;hopes to;hope to
    ;hoping to;at least""".replace("\n", "")
    .replace("    ", "")
    .split(";")
)
_HEDGE_WORD = re.compile(r"[^\W\d_][\w-]*")
_IT_SAID = re.compile(
    r"\b(?:it|he|she|they) (?:said|says|claimed|claims|say)(?= (?:was|were|is|are|had|has|showed|shows|would|could)\b)"
)
_NOT_WITHOUT = re.compile(r"(?:\b(?:not|no|never|cannot)|n['’]t) [^.;]{0,120}?\b(without|until)\b")


@lru_cache(maxsize=1)
def _hedge_phrases() -> dict[str, tuple[str, ...]]:
    """Hedges by their first word, longest first."""
    phrases = set(_MORE_HEDGES)
    for phrase, kind in speech_verbs().items():
        doubts = kind is SpeechClass.HEDGE or (kind is SpeechClass.CLAIM and _DOUBT.match(phrase))
        if doubts and phrase not in _NO_HEDGE:
            phrases.add(phrase)
    table: dict[str, list[str]] = {}
    for phrase in sorted(phrases, key=lambda p: (-len(p), p)):
        table.setdefault(phrase.split()[0], []).append(phrase)
    return {first: tuple(found) for first, found in table.items()}


@lru_cache(maxsize=1 << 12)
def hedges(text: str) -> tuple[str, ...]:
    """The words of a sentence that keep it from being a plain fact, as they stand there, each once.

    >>> hedges("He would reportedly resign if asked.")
    ('would', 'reportedly', 'if')
    """
    found = [Span(*match.span()) for match in _IT_SAID.finditer(text)]
    if "without" in text or "until" in text:
        found += [Span(*match.span(1)) for match in _NOT_WITHOUT.finditer(text)]
    end = 0
    for match in _HEDGE_WORD.finditer(text):
        start, word = match.span()[0], match.group()
        if start < end or (word == "May" and start > 0):
            continue
        for phrase in _hedge_phrases().get(word.lower(), ()):
            until = start + len(phrase)
            if text[start:until].lower() == phrase and not text[until : until + 1].isalnum():
                found.append(Span(start, until))
                end = until
                break
    whole = [span for span in found if not any(o != span and o.start <= span.start <= span.end <= o.end for o in found)]
    return tuple(dict.fromkeys(span.of(text) for span in sorted(whole)))


# Scare quotes

_GOVERNED = re.compile(
    r"(?:\b(?:say|said|says|saying|told|tells|added|adds|asked|wrote|call|called|calls|calling|dubbed|describ\w+|label\w*"
    r"|branded|termed|as|like|was|is|were|are|been|be|being|became|mostly|very|so|too|that|have|has|had|seem\w*|appear\w*"
    r"|feels?|felt|express\w*|considered?|him|her|it|them|themselves|himself)(?: (?:an?|the))?|[:,])$",
    re.IGNORECASE,
)
# Before a few words of what somebody said: "to “coordinate”", "without a “credible plan”".
_FRAGMENT = re.compile(r"\b(?:to|an?|will|would|can|could|must|should|may|might|not)$", re.IGNORECASE)
_NO_NOUN = re.compile(
    r"\b(?:is|are|was|were|be|been|to|not|can|could|will|would|must|should|have|has|had|i|we|you|he|they|it)\b"
    r"|^(?:at|in|on|for|with|from|by|of)\b|[?!]$",
    re.IGNORECASE,
)


def _is_scare(reading: Reading) -> bool:
    """Whether every quotation of the sentence is a noun phrase of a few words that nobody is quoted as saying."""
    if not reading.quotations or reading.only_quoted:
        return False
    first = reading.quotations[0]
    if first.start == 0 and first.of(reading.text)[:-1].endswith((",", "?", "!")):
        return False  # "“OK,” I said"
    return all(_is_set_apart(reading, span) for span in reading.quotations)


def _is_set_apart(reading: Reading, span: Span) -> bool:
    quoted = span.of(reading.text)
    inner = quoted[1:-1].strip(" ,.")
    num_words = len(inner.split())
    whole = quoted[0] in "\"“‘'«„" and quoted[-1] in "\"”’'»“"
    if not whole or not 1 <= num_words <= 4 or _NO_NOUN.search(inner):
        return False
    before = reading.masked[: span.start].rstrip()
    if not reading.said:
        return num_words <= 3 or re.search(r"\b(?:an?|the|this|that|so-called)$", before) is not None
    spoken = any(0 <= min(said.subject.start, said.verb.start) - span.end <= 3 for said in reading.said)
    return before != "" and not spoken and not _GOVERNED.search(before) and not _FRAGMENT.search(before)
