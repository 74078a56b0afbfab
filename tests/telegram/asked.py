"""What several journeys ask, and how they look at what comes back."""

from __future__ import annotations

from tests.telegram.server import Call

LED = "Who headed Hamas's delegation that arrived on Sunday in Egypt?"
LINE = "Hamas’s delegation, headed by Khalil al-Hayyah, arrived on Sunday in Egypt, the group said in a statement."
KILLED = "How many people were killed?"


def quotes(call: Call) -> list[str]:
    return [text for kind, text in call.entities if kind == "blockquote"]


def of_kind(call: Call, kind: str) -> list[str]:
    return [text for entity, text in call.entities if entity == kind]
