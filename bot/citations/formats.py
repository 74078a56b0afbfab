"""The formats by their names: one answer, or a whole conversation, in any of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from bot.answers import Answer
from bot.citations.bibtex import bibtex
from bot.citations.csl import csl_json
from bot.citations.html import html, page
from bot.citations.markdown import markdown
from bot.citations.names import Format
from bot.citations.reference import cited

_ANSWERS: Mapping[Format, Callable[[str, Answer], str]] = {Format.MARKDOWN: markdown, Format.HTML: html}


def citation(answer: Answer, form: Format) -> str:
    """The answer in that format; references of a silence are none."""
    return _joined([(answer.query.question, answer)], form)


def conversation(exchanges: Sequence[tuple[str, Answer]], form: Format) -> str:
    """Questions and answers in order; as references, each cited article once."""
    body = _joined(exchanges, form)
    if form is Format.HTML:
        return page("Conversation", body)
    return f"# Conversation\n\n{body}" if form is Format.MARKDOWN else body


def _joined(exchanges: Sequence[tuple[str, Answer]], form: Format) -> str:
    if form in _ANSWERS:
        return "\n".join(_ANSWERS[form](question, answer) for question, answer in exchanges)
    quotes = [quote for _, answer in exchanges for quote in cited(answer)]
    return bibtex(quotes) if form is Format.BIBTEX else csl_json(quotes)
