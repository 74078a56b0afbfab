"""Answers in Markdown (CommonMark): quotes as block quotes, each over its source."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import quote as percent_encoded

from bot.answers import Answer, Quote
from bot.citations.reference import cited, linkable, standing, told
from bot.citations.texts import printable
from bot.wording import own_title

# An underscore inside a word marks nothing.
_MARKS = re.compile(r"[\\`*\[\]<>&~|$!]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])")
# At the start of a line these open a heading, a list, a rule or an underline.
_OPENS = re.compile(r"^(?:[#+=-]|\d+(?=[.)]))")
_INDENT = re.compile(r"^[ \t]+")


def markdown(question: str, answer: Answer) -> str:
    """The question as a heading, what is answered, and every quote that the answer rests on."""
    return "\n".join(_lines(question, answer)) + "\n"


def _lines(question: str, answer: Answer) -> Iterator[str]:
    yield f"## {escaped(' '.join(question.split()))}"
    if answer.query.read_as:
        yield from ("", f"Read as: {escaped(answer.query.read_as)}")
    for line in told(answer):
        yield from ("", escaped(line))
    for quote in cited(answer):
        yield ""
        yield from (f"> {line}".rstrip() for line in escaped(quote.text).split("\n"))
        yield from ("", f"— {_source(quote)}")


def escaped(text: str) -> str:
    """The text so that Markdown shows it as it is, line by line.

    >>> escaped("1. *a* <b>")
    '1\\\\. \\\\*a\\\\* \\\\<b\\\\>'
    """
    return "\n".join(_escaped_line(line) for line in printable(text).split("\n"))


def _escaped_line(line: str) -> str:
    # Blanks at the start would make a block of code of the line.
    indent = _INDENT.match(line)
    blanks = "".join(f"&#{ord(c)};" for c in indent.group()) if indent else ""
    text = _MARKS.sub(r"\\\g<0>", line[indent.end() if indent else 0 :])
    opens = _OPENS.match(text)
    if opens and not blanks:
        number = opens.group()
        text = f"{number}\\{text[len(number) :]}" if number[0].isdigit() else f"\\{text}"
    return blanks + text


def _source(quote: Quote) -> str:
    title, url = own_title(quote.article), linkable(quote.article)
    parts = [escaped(" ".join(part.split())) for part in standing(quote)]
    if title:
        named = escaped(" ".join(title.split()))
        return " · ".join([f"[{named}]({_address(url)})" if url else named, *parts])
    return " · ".join([*parts, *([f"<{_address(url)}>"] if url else [])])


def _address(url: str) -> str:
    return percent_encoded(url, safe="/:?#@!$&'*+,;=%~-._")
