"""Who says a sentence, resolved across its neighbours, and how firmly.

Every name comes verbatim from the article; only the words that join them are ours. Where the text leaves it open
nobody is named.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.speech.hedging import hedges
from bot.speech.openings import Openings
from bot.speech.scare import is_scare
from bot.speech.voices import worded
from index.memory import per_snapshot
from index.model import Span
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


@per_snapshot(maxsize=1 << 12)
def attribute(sentence_id: int, snapshot: Snapshot) -> Attribution:
    """The attribution of a sentence. Headings and metadata have none."""
    context = Openings(snapshot, snapshot.sentence(sentence_id))
    at = context.at(sentence_id)
    if at is None:
        return Attribution(None, (), None, False)
    voices = context.voices(at)[:_MAX_VOICES]
    phrases = [worded(voice, voices[0].said.part) for voice in voices]
    return Attribution(
        "; ".join(dict.fromkeys(phrases)) or None,
        hedges(at.reading.text),
        context.antecedent(at),
        is_scare(at.reading),
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


@per_snapshot(maxsize=1 << 12)
def spoken(sentence_id: int, snapshot: Snapshot) -> tuple[Spoken, ...]:
    """The acts of saying that stand in a sentence, in its order; those of its neighbours left out."""
    sentence = snapshot.sentence(sentence_id)
    context = Openings(snapshot, sentence)
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


@per_snapshot(maxsize=1 << 12)
def voices_of(sentence_id: int, snapshot: Snapshot) -> tuple[str, ...]:
    """The names of those who speak a sentence, also where only a neighbour tells."""
    context = Openings(snapshot, snapshot.sentence(sentence_id))
    at = context.at(sentence_id)
    return tuple(voice.who.name for voice in context.voices(at)) if at is not None else ()


_MAX_VOICES = 3
