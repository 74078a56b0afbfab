"""Answers as a fragment of HTML: a figure for each quote, with its source as the caption."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from bot.answers import Answer, Quote
from bot.citations.reference import cited, linkable, standing, told
from bot.citations.texts import printable
from bot.wording import own_title


def html(question: str, answer: Answer) -> str:
    """The question as a heading, what is answered, and every quote that the answer rests on."""
    return "\n".join(_lines(question, answer)) + "\n"


def page(title: str, body: str) -> str:
    """A whole document around fragments."""
    head = f'<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n<title>{_text(title)}</title>'
    return f"{head}\n{body}</html>\n"


def _lines(question: str, answer: Answer) -> Iterator[str]:
    yield f"<h2>{_text(' '.join(question.split()))}</h2>"
    if answer.query.read_as:
        yield f"<p>Read as: {_text(answer.query.read_as)}</p>"
    yield from (f"<p>{_text(line)}</p>" for line in told(answer))
    for quote in cited(answer):
        url = linkable(quote.article)
        cite = f' cite="{_text(url)}"' if url else ""
        yield f"<figure>\n<blockquote{cite}>{_text(quote.text)}</blockquote>"
        yield f"<figcaption>{_source(quote)}</figcaption>\n</figure>"


def _source(quote: Quote) -> str:
    title, url = own_title(quote.article), linkable(quote.article)
    named = f"<cite>{_text(title)}</cite>" if title else ""
    if url:
        named = f'<a href="{_text(url)}">{named or _text(url)}</a>'
    return " · ".join([*([named] if named else []), *map(_text, standing(quote))])


def _text(text: str) -> str:
    return escape(printable(text))
