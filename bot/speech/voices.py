"""Who speaks in a sentence, in words of our own line around the names of the article."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from bot.speech.readings import Said
from bot.speech.tokens import is_media, noun_class
from index.analysis import fold


@dataclass(frozen=True, slots=True)
class Who:
    """Somebody named in the article. `kind` is person, people, source, body, paper, or empty when unknown."""

    name: str
    kind: str
    gender: str = ""  # m, f or empty


@dataclass(frozen=True, slots=True)
class Voice:
    """One who speaks in a sentence, with the act (its spans are in `text`) and who passed it on.

    `told` is to whom, where only a sentence before says so.
    """

    who: Who
    said: Said
    text: str
    report: Who | None = None
    inherited: bool = False
    told: str = ""


def as_inherited(voices: tuple[Voice, ...]) -> tuple[Voice, ...]:
    return tuple(replace(voice, inherited=True) for voice in voices)


_DETERMINERS = frozenset(
    """a an the some many several both all most another other no one two three four five this these those at his her
    their its our half dozens hundreds thousands""".split()
)
_ADJECTIVES = frozenset(
    """hospital government court health city state local army military company school security rescue aid fire prison
    medical diplomatic intelligence law defense defence senior top former foreign family campaign emergency""".split()
)
_CLAIMS = re.compile(r"(?:claim|alleg|insist|contend|assert|den[iy])\w*")


def opens_line(before: str) -> bool:
    """Whether nothing but a dateline stands before a phrase."""
    bare = before.rstrip()
    return not bare or bare.endswith(("--", "—", "–", " -", ":"))


def within_line(phrase: str, opens: bool) -> str:
    """A phrase for the middle of a line: the capital that only the sentence's start gave it goes."""
    first, _, rest = phrase.partition(" ")
    low = first.lower()
    plural = noun_class(first.rstrip(",")) != "" and low.rstrip(",").endswith(("s", "police"))
    common = (plural or low in _ADJECTIVES) and not rest[:1].isupper()
    acronym = first.isupper() and low != "a"
    return low + phrase[len(first) :] if opens and not acronym and (low in _DETERMINERS or common) else phrase


def worded(voice: Voice, part: bool) -> str:
    """The voice in words of our own line around the article's names; `part` says that the paper speaks too."""
    said, text, name = voice.said, voice.text, voice.who.name
    verb = said.verb.of(text)
    if said.report is None and fold(verb) in ("reported", "reports") and is_media(name):
        name += "' report" if name.endswith("s") else "'s report"
    parts = [name]
    if said.to is not None or voice.told:
        parts.append(f"to {said.to.of(text) if said.to is not None else voice.told}")
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
