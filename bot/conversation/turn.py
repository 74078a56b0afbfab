"""What a conversation remembers."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Turn:
    """What a conversation remembers of the question before: as read, its short answer, and whether that is a person."""

    question: str
    short_answer: str | None = None
    is_person: bool = False
