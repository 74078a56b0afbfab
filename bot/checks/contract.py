"""The JSON form of `talks check`; its keys are stable."""

from __future__ import annotations

from typing import Literal, assert_never

from pydantic import BaseModel

from bot.answers import Quote
from bot.checks.checking import Absent, Changed, Found, Outcome, Place
from bot.checks.cues import Cue
from bot.checks.differences import Difference, Omission
from bot.contract import LineJson, standing


class CueJson(BaseModel):
    """A negation, condition, hedge or bound of the article, with its span there."""

    mark: str
    text: str
    start: int
    end: int


class DifferenceJson(BaseModel):
    """Pasted words (span in the pasted text) against the article's (span in the article); either may be empty."""

    kind: Literal["replaced", "added", "left_out"]
    marks: list[str]
    pasted: str
    pasted_start: int
    pasted_end: int
    article: str
    start: int
    end: int
    elsewhere: list[LineJson] = []


class OmissionJson(BaseModel):
    """What an ellipsis in the pasted text leaves out."""

    text: str
    start: int
    end: int
    cues: list[CueJson]
    crosses_sentence: bool


class PlaceJson(LineJson):
    """Where the pasted text stands: variants are letter case and punctuation, cut stands just outside it."""

    variants: list[DifferenceJson]
    omissions: list[OmissionJson]
    cut: list[CueJson]


class CheckJson(BaseModel):
    """One checked text: `places` when found, `passage` and `differences` when changed, `nearest` when absent.

    `more`: `count` places were listed and there may be others.
    """

    text: str
    status: Literal["found", "changed", "absent"]
    reason: str | None = None
    count: int = 0
    more: bool = False
    places: list[PlaceJson] = []
    passage: PlaceJson | None = None
    differences: list[DifferenceJson] = []
    nearest: LineJson | None = None
    missing_words: list[str] = []
    snapshot: str
    elapsed_ms: float


def to_check_json(outcome: Outcome, elapsed_ms: float) -> CheckJson:
    """The outcome in the contract's form."""
    checked = CheckJson(
        text=outcome.pasted, status="absent", snapshot=outcome.snapshot_id, elapsed_ms=round(elapsed_ms, 3)
    )
    match outcome:
        case Found():
            checked.status = "found"
            checked.places = [_place(place) for place in outcome.places]
            checked.count, checked.more = len(checked.places), outcome.more
        case Changed():
            checked.status = "changed"
            checked.passage = _place(outcome.passage)
            checked.differences = _differences(outcome.differences)
        case Absent():
            checked.reason = outcome.reason
            checked.nearest = _line(outcome.nearest) if outcome.nearest else None
            checked.missing_words = list(outcome.missing_words)
        case _:
            assert_never(outcome)
    return checked


def _line(quote: Quote) -> LineJson:
    return LineJson(**standing(quote))


def _place(place: Place) -> PlaceJson:
    return PlaceJson(
        **standing(place.quote),
        variants=_differences(place.variants),
        omissions=[_omission(omission) for omission in place.omissions],
        cut=_cues(place.cut),
    )


def _differences(differences: tuple[Difference, ...]) -> list[DifferenceJson]:
    return [
        DifferenceJson(
            kind=d.kind.value,
            marks=[mark.value for mark in d.marks],
            pasted=d.pasted,
            pasted_start=d.pasted_span.start,
            pasted_end=d.pasted_span.end,
            article=d.article,
            start=d.span.start,
            end=d.span.end,
            elsewhere=[_line(quote) for quote in d.elsewhere],
        )
        for d in differences
    ]


def _omission(omission: Omission) -> OmissionJson:
    return OmissionJson(
        text=omission.text,
        start=omission.span.start,
        end=omission.span.end,
        cues=_cues(omission.cues),
        crosses_sentence=omission.crosses_sentence,
    )


def _cues(cues: tuple[Cue, ...]) -> list[CueJson]:
    return [CueJson(mark=c.mark.value, text=c.text, start=c.span.start, end=c.span.end) for c in cues]
