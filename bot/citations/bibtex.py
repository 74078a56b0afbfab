"""References as BibTeX entries (biblatex's fields); an article that is cited several times is one entry."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from urllib.parse import quote as percent_encoded

from bot.answers import Quote
from bot.citations.reference import Reference, references
from bot.citations.texts import printable

# Braces as commands: BibTeX counts those behind a backslash too.
_COMMANDS = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
} | {mark: f"\\{mark}" for mark in "$&%#_"}
_MARKS = re.compile("[" + re.escape("".join(_COMMANDS)) + "]")


def bibtex(quotes: Iterable[Quote]) -> str:
    """The entries, a blank line between them; empty without quotes."""
    return "\n".join(_entry(reference) for reference in references(quotes))


def _entry(reference: Reference) -> str:
    fields = (f"  {name} = {{{value}}},\n" for name, value in _fields(reference))
    return f"@{'online' if reference.url else 'misc'}{{{reference.key},\n{''.join(fields)}}}\n"


def _fields(reference: Reference) -> Iterator[tuple[str, str]]:
    article = reference.article
    if reference.title:
        yield "title", escaped(reference.title)
    if article.publisher:
        yield "organization", escaped(article.publisher)
    if reference.url:
        # \url takes an address as it is, but no braces and blanks.
        yield "url", percent_encoded(reference.url, safe="/:?#[]@!$&'()*+,;=%~-._")
    if article.published:
        # "~" is biblatex's "about".
        yield "date", f"{article.published.isoformat()}{'~' if reference.is_about else ''}"
    yield "note", escaped(reference.note)
    yield "annotation", escaped(reference.quoted)


def escaped(text: str) -> str:
    """The text on one line so that TeX sets it as it is.

    >>> escaped("50% of {a_b}")
    '50\\\\% of \\\\textbraceleft{}a\\\\_b\\\\textbraceright{}'
    """
    return _MARKS.sub(lambda mark: _COMMANDS[mark.group()], " ".join(printable(text).split()))
