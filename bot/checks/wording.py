"""A checked quote for a person, as plain text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import assert_never

from bot.answers import Quote
from bot.checks.checking import Absent, Changed, Found, Outcome, Place
from bot.checks.cues import Cue, Mark
from bot.checks.differences import Difference, Kind, Omission
from bot.wording import source

_MAX_PLACES = 5
_MARKS = {
    Mark.NUMBER: "a number",
    Mark.NEGATION: "a negation",
    Mark.CONDITION: "a condition",
    Mark.HEDGE: "a hedge",
    Mark.BOUND: "how exact a number is",
    Mark.SENTENCE_BREAK: "where a sentence ends",
    Mark.ACCENTS: "accents alone",
    Mark.LETTER_CASE: "letter case",
    Mark.PUNCTUATION: "punctuation",
}


def check_text(outcome: Outcome) -> str:
    """The verdict, then the lines it rests on, then what differs."""
    match outcome:
        case Found():
            return "\n".join(_found(outcome))
        case Changed():
            return "\n".join(_changed(outcome))
        case Absent():
            return "\n".join(_absent(outcome))
        case _:
            assert_never(outcome)


def _found(found: Found) -> Iterator[str]:
    best, count = found.places[0], len(found.places)
    marks = [_MARKS[mark] for mark in dict.fromkeys(mark for variant in best.variants for mark in variant.marks)]
    but = f"; {' and '.join(marks)} differ{'s' if len(marks) == 1 else ''}" if marks else ""
    omitting = ", with words left out at the ellipsis" if best.omissions else ""
    least = "at least " if found.more else ""
    places = f", at {least}{count} places" if count > 1 else ""
    yield f"Found word for word{omitting}{places}{but}."
    for place in found.places[:_MAX_PLACES]:
        yield ""
        yield from _quote(place.quote)
        yield from notes(place)
    if count > _MAX_PLACES:
        yield f"\n  and {least}{count - _MAX_PLACES} more places."


def _changed(changed: Changed) -> Iterator[str]:
    count = len(changed.differences)
    differ = f"{count} difference{'s' if count > 1 else ''}"
    found = {mark for difference in changed.differences for mark in difference.marks}
    touching = f" ({_listed(mark for mark in Mark if mark in found)})" if found else ""
    yield f"Not in the articles as pasted: {differ}{touching}. The article reads:"
    yield ""
    yield from _quote(changed.passage.quote)
    yield ""
    yield from differences(changed)


def _absent(absent: Absent) -> Iterator[str]:
    yield absent.reason or "Not in the articles."
    if absent.missing_words:
        yield f"No article has the word: {', '.join(absent.missing_words)}."
    if absent.nearest is not None:
        yield from ("", "The nearest line, which is not the quote:", "")
        yield from _quote(absent.nearest)


def differences(changed: Changed) -> Iterator[str]:
    """A line for each word that differs, and where what was added stands."""
    for difference in changed.differences:
        yield f"  {_difference(difference)}"
        yield from (f"    stands at {_at(quote)}" for quote in difference.elsewhere)
    yield from notes(changed.passage)


def notes(place: Place) -> Iterator[str]:
    """A line for each thing that a reader should know of a passage: letter case, omissions, what was cut off."""
    yield from (f"  {_difference(variant)}" for variant in place.variants)
    yield from (f"  {_omission(omission)}" for omission in place.omissions)
    if place.cut:
        yield f"  beside it, in the same sentence: {_cues(place.cut)}"


def _quote(quote: Quote) -> Iterator[str]:
    # A blank line inside a quote over two paragraphs stays a blank line.
    yield from (f"  {line}".rstrip() for line in quote.text.split("\n"))
    yield f"  {_at(quote)}"


def _at(quote: Quote) -> str:
    return f"{source(quote)} · characters {quote.span.start} to {quote.span.end}"


def _difference(difference: Difference) -> str:
    pasted, article = (_on_one_line(text) for text in (difference.pasted, difference.article))
    marks = f" ({_listed(difference.marks)})" if difference.marks else ""
    match difference.kind:
        case Kind.REPLACED:
            return f"pasted «{pasted}», the article has «{article}»{marks}"
        case Kind.ADDED:
            return f"added «{pasted}»{marks}"
        case Kind.LEFT_OUT:
            return f"left out «{article}»{marks}"
        case _:
            assert_never(difference.kind)


def _omission(omission: Omission) -> str:
    holding = f"; among it {_cues(omission.cues)}" if omission.cues else ""
    crossing = "; what stands around it is in different sentences" if omission.crosses_sentence else ""
    return f"left out at the ellipsis «{_on_one_line(omission.text)}»{holding}{crossing}"


def _cues(cues: Iterable[Cue]) -> str:
    return ", ".join(f"«{cue.text}» ({_MARKS[cue.mark]})" for cue in cues)


def _listed(marks: Iterable[Mark]) -> str:
    return ", ".join(_MARKS[mark] for mark in marks)


def _on_one_line(text: str) -> str:
    return " ".join(text.split())
