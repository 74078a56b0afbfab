"""Who speaks in a sentence, and whom its phrases and pronouns mean."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.lexicon import SpeechClass, is_nationality, is_person_word, is_place_name, is_role, speech_verbs
from bot.names import POSSESSIVE
from bot.speech.nearby import At, Nearby
from bot.speech.people import FEMALE, NAMES_IN, TITLES, bare_name, full_name, full_names, gender_of, head_words
from bot.speech.readings import Reading, Said
from bot.speech.tokens import noun_class
from bot.speech.voices import Voice, Who, as_inherited, opens_line, within_line
from bot.speech.words import PRONOUNS, SOURCES
from index.analysis import fold
from index.model import Sentence, Span
from index.patterns import regex
from index.snapshot import Snapshot

# How many sentences back somebody may have been named, an office, the group of `the group`, the body of `it`.
_REACH, _ROLE_REACH, _GROUP_REACH, _BODY_REACH = 12, 30, 3, 4
_MAX_DEPTH = 10  # of pronouns that lead to pronouns
OWNERS = {"his": "he", "her": "she", "its": "it", "their": "they"}
CAPITAL = r"[A-ZÀ-ÖØ-ÞĀ-Ž]"
_FULL_NAME = (
    rf"{CAPITAL}[\w’'.-]{{1,60}}"
    rf"(?: (?:(?:al|el|bin|ibn|abu|de|del|van|von|der|da|di|la|le)[ -])?{CAPITAL}[\w’'-]{{1,60}}){{0,3}}"
)
_NAME = regex(rf"(?<![\w-]){_FULL_NAME}(?:['’]s?)?")
_OWNER = regex(rf"({CAPITAL}[\w-]+(?: {CAPITAL}[\w-]+)*)['’]s? ")
_THIRD = {"he": regex(r"\b[Hh](?:e|is|im)\b"), "she": regex(r"\b(?:[Ss]he|[Hh]er)\b")}
_GROUPS = frozenset(
    """group movement organization organisation party company firm airline network charity club team faction militia
    union""".split()
)
_COLLECTIVE = frozenset(
    "couple family jury side party majority pair team staff crew police people men women children".split()
)
_ANAPHOR = regex(r"(?:[Tt]he|[Tt]his|[Tt]hat) (?:same )?(?P<modifiers>(?:[\w.’'-]+ ){0,3})(?P<noun>[\w-]+)")


def _leads_with_speech(reading: Reading) -> bool:
    """Whether the verb right after the sentence's subject is one of saying (`Obama spoke of growth, he said, …`)."""
    rest = reading.masked[reading.lead.end :].split(maxsplit=1) if reading.lead is not None else []
    return bool(rest) and speech_verbs().get(rest[0], SpeechClass.HEDGE) is not SpeechClass.HEDGE


def _has_given_name(name: str) -> bool:
    first = fold(name.split()[0]).rstrip(".")
    return " " in name and is_person_word(first) and first not in TITLES


def _agrees(pronoun: str, who: Who) -> bool:
    """Whether the pronoun may stand for them; an unknown gender agrees with both."""
    if pronoun in ("he", "she"):
        return who.kind in ("person", "source") and who.gender in ("", {"he": "m", "she": "f"}[pronoun])
    if pronoun == "it":
        return who.kind in ("body", "paper", "") and " and " not in who.name
    return who.kind in ("people", "source") or " and " in who.name


class Context(Nearby):
    """The voices of an article's sentences, each resolved across its neighbours."""

    def __init__(self, snapshot: Snapshot, sentence: Sentence) -> None:
        super().__init__(snapshot, sentence)
        self._voices: dict[int, tuple[Voice, ...]] = {}
        self._leads: dict[tuple[int, int], list[Who]] = {}

    def voices(self, at: At) -> tuple[Voice, ...]:
        """Who speaks in a sentence, those whom nothing names left out."""
        if at.i in self._voices:
            return self._voices[at.i]
        if at.depth > _MAX_DEPTH:
            return ()
        self._voices[at.i] = ()  # a pronoun that leads back here stays open
        found: tuple[Voice, ...] = ()
        if at.reading.said:
            found = tuple(voice for said in at.reading.said if (voice := self._voice(at, said)) is not None)
        elif at.reading.only_quoted:
            found = self._neighbours(at)
        self._voices[at.i] = found
        return found

    def _voice(self, at: At, said: Said) -> Voice | None:
        text = at.reading.text
        who = self.resolve(at, said.subject, said)
        if said.report is None:
            return Voice(who, said, text, told=self._told(at, said, who)) if who is not None else None
        report = self._reporter(at, said.report, who)
        if who is None:
            return Voice(report, said.report, text) if report is not None else None
        return Voice(who, said, text, report if report is None or report.name != who.name else None)

    def _told(self, at: At, said: Said, who: Who) -> str:
        """To whom `the source` goes on speaking: whom it told when it was introduced; empty where that is open."""
        match = _ANAPHOR.fullmatch(said.subject.of(at.reading.text))
        if match is None or said.to is not None or fold(match["noun"]) not in SOURCES:
            return ""
        for earlier in self.before(at, 1):
            for voice in self.voices(earlier):
                if voice.who.name == who.name and voice.said.to is not None:
                    return voice.said.to.of(voice.text)
        return ""

    def _reporter(self, at: At, report: Said, who: Who | None) -> Who | None:
        """Who passes on what `who` says; `his website` stays as it is when it is `who`'s."""
        phrase = report.subject.of(at.reading.text)
        owner = OWNERS.get(fold(phrase.split()[0]))
        if owner is not None and who is not None and _agrees(owner, who):
            return Who(phrase, "paper")
        return self.resolve(at, report.subject, report)

    def _neighbours(self, at: At) -> tuple[Voice, ...]:
        """Who speaks a sentence that is a quotation alone: whoever speaks the rest of it or stands beside it."""
        sentence = self.sentence(at.i)
        if sentence is None:
            return ()
        start, line = sentence.span.start, sentence.line
        end = next((q.end for q in self.quotations_of(sentence.span) if q.start <= start < q.end), start)
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
            return as_inherited(tuple(voice for voice in whole if voice.said.outer)[-1:] or whole[:1])
        return ()

    def _beside(self, k: int, at: At, line: int) -> tuple[Voice, ...]:
        """The voices of sentence k if it stands in that line; quotations alone count before the sentence only."""
        sentence, other = self.sentence(k), self.at(k, at.depth + 1)
        if sentence is None or other is None or sentence.line != line:
            return ()
        if other.reading.said or (other.reading.only_quoted and k < at.i):
            return as_inherited(self.voices(other))
        return ()

    # Names

    def resolve(self, at: At, span: Span, said: Said | None = None) -> Who | None:
        """Whom a noun phrase of a sentence means; None for a pronoun that nothing resolves."""
        phrase = span.of(at.reading.text)
        low = fold(phrase)
        first, _, rest = low.partition(" ")
        if low in PRONOUNS:
            return self._pronoun(at, span, low, said)
        inline = within_line(phrase, opens_line(at.reading.masked[: span.start]))
        if first in OWNERS and rest:
            # Whose agent speaks at the end is told in the sentence itself, if anywhere.
            owner = self._pronoun(at, span, OWNERS[first], replace(said, outer=False) if said is not None else None)
            return self._who(f"{owner.name}'s {phrase.split(' ', 1)[1]}" if owner else inline)
        if first in ("the", "this", "that"):
            return self._anaphor(at, span) or self._who(inline)
        full = full_name(phrase, self._until(at)) if not rest and not noun_class(phrase) else None
        return self._who(full or inline)

    def _until(self, at: At) -> str:
        """The article up to the end of a sentence: who is named later may be somebody else."""
        sentence = self.sentence(at.i)
        return self._text[: sentence.span.end] if sentence is not None else self._text

    def _who(self, phrase: str) -> Who:
        return Who(phrase, self._kind(phrase), gender_of(phrase))

    def _kind(self, phrase: str) -> str:
        head, words = head_words(phrase)
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
        if len(words) == 1 and (fold(last) in FEMALE or is_person_word(last)):
            return "person"
        if len(words) == 1:
            return "person" if full_names(last, self._text[:NAMES_IN]) else ""
        return "person" if 2 <= len(capital) <= 4 and not any(map(is_nationality, words)) else ""

    def _lead(self, at: At) -> list[Who]:
        """Whom the subject that a sentence starts with means, if it has one."""
        # Looked up again, each "He" of twenty in a row would ask all those before it what they mean.
        key = at.i, at.depth
        if key not in self._leads:
            lead = at.reading.lead
            who = self.resolve(replace(at, depth=at.depth + 1), lead) if lead is not None else None
            self._leads[key] = [who] if who is not None else []
        return self._leads[key]

    def _pronoun(self, at: At, span: Span, pronoun: str, said: Said | None) -> Who | None:
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

    def _only_person(self, reading: Reading, until: int, pronoun: str) -> list[Who]:
        """The one person the pronoun may mean among those named before that place in a sentence."""
        people: dict[str, Who] = {}
        for match in _NAME.finditer(reading.masked, 0, until):
            name = POSSESSIVE.sub("", bare_name(match.group()))
            who = self._who(full_name(name, self._text) or name) if name else None
            if who is not None and who.kind == "person" and _agrees(pronoun, who):
                people[who.name] = who
        return list(people.values()) if len(people) == 1 else []

    def _last_person(self, at: At, pronoun: str, speaks: bool) -> Who | None:
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

    def _turn(self, at: At, voice: Voice) -> list[Who]:
        """Who may speak next after a voice: whom it asked or who passed it on, then itself."""
        to = voice.said.to
        before = voice.report
        if to is not None and voice.text is at.reading.text and voice.said.verb.of(voice.text).startswith("ask"):
            before = self.resolve(replace(at, depth=at.depth + 1), to)
        return [before, voice.who] if before is not None else [voice.who]

    def _anaphor(self, at: At, span: Span) -> Who | None:
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

    def _last_source(self, at: At, noun: str, modifiers: list[str]) -> Who | None:
        """The unnamed source that spoke last, of the same number and with the same adjectives."""
        wanted = "people" if noun.endswith("s") else "source"
        for earlier in self.before(at, _REACH):
            for voice in self.voices(earlier):
                words = voice.who.name.split()
                source = any(fold(word) in SOURCES for word in words)
                if voice.who.kind == wanted and source and all(word in words for word in modifiers):
                    return voice.who
        return None

    def _group(self, at: At, span: Span, noun: str) -> Who | None:
        """The name that `the group` stands for: `group NAME`, or the last institution that spoke or was a subject."""
        named = re.compile(
            rf"\b{re.escape(noun)}s? ({CAPITAL}[\w’'&-]*(?: (?:(?:and|of|for|the) )*{CAPITAL}[\w’'&-]*)*)"
        )
        earlier = list(self.before(at, _GROUP_REACH))
        for other in earlier:
            if names := named.findall(other.reading.masked):
                return Who(names[-1], "body")
        lead = at.reading.lead
        own = lead is not None and lead.end < span.start
        candidates = self._institutions(at) if own else []
        for other in earlier:
            candidates += [*(voice.who for voice in self.voices(other)), *self._institutions(other)]
        for who in candidates:
            if who.kind in ("body", "") and who.name[0].isupper() and not is_place_name(who.name):
                return who
        return self._fuller(at, noun)

    def _institutions(self, at: At) -> list[Who]:
        """The subject of a sentence, or the name that it belongs to (`Hamas’s delegation`)."""
        lead = at.reading.lead
        owner = _OWNER.match(lead.of(at.reading.text)) if lead is not None else None
        return [self._who(owner[1])] if owner is not None else self._lead(at)

    def _fuller(self, at: At, noun: str) -> Who | None:
        """The fuller name of `the military` from an earlier sentence: `the Israeli military`."""
        tail = rf"(?: of (?:the )?{CAPITAL}[\w-]+)?"
        pattern = re.compile(rf"((?:{CAPITAL}[\w.&’'-]* ){{1,4}}(?:[a-z]+ )?)((?i:{re.escape(noun)})\b{tail})")
        for earlier in self.before(at, _REACH):
            for match in pattern.finditer(earlier.reading.text):
                name = bare_name(match[1].strip())
                if name[:1].isupper():
                    article = "" if any(map(POSSESSIVE.search, name.split())) else "the "
                    return Who(f"{article}{name} {match[2]}", "body")
        return None

    def _named_role(self, at: At, words: list[str]) -> Who | None:
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
            bare = [POSSESSIVE.sub("", bare_name(name)) for name in found]
            names += [full_name(name, self._text) or name for name in bare if name]
            if names and len(words) > 1:
                break
        return self._who(names[0]) if len(set(names)) == 1 else None
