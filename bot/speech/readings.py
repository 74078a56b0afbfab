"""What a sentence says of who says it."""

from __future__ import annotations

from dataclasses import dataclass

from bot.speech.tokens import Range
from index.model import Span


@dataclass(frozen=True, slots=True)
class Said:
    """One act of saying: who, with which verb.

    `part` says that it covers only a part of the sentence, `outer` that it stands after what it covers (`…, X said`).
    `via` is who quotes the subject, `citing` whom the subject cites, `to` who was told, `manner` where or how ("on
    Telegram"); `report` is the act that passes this one on ("…, the BBC reported").
    """

    verb: Span
    subject: Span
    part: bool = False
    outer: bool = False
    according: bool = False
    via: Span | None = None
    citing: Span | None = None
    to: Span | None = None
    manner: tuple[Span, ...] = ()
    report: Said | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """A sentence as read. `masked` is its text with quotations blotted out, of the same length.

    `quotations` are spans with their marks, cut at the sentence's ends; `only_quoted` says that nothing else is there;
    `lead` is the subject that the sentence starts with, if one was found.
    """

    text: str
    masked: str
    quotations: tuple[Span, ...]
    only_quoted: bool
    said: tuple[Said, ...]
    lead: Span | None


@dataclass(frozen=True, slots=True)
class Act:
    """An act of saying in tokens, before acts are weighed against one another."""

    verb: int
    subject: Range
    outer: bool = False
    according: bool = False
    via: Range | None = None
    to: Range | None = None

    @property
    def start(self) -> int:
        return min(self.subject[0], self.verb)
