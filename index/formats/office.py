"""Word documents (.docx): a zip file of XML, read with what Python brings along."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from index.formats.found import Fault, Found, UnreadableError, one_line
from index.formats.hardened_xml import parse
from index.formats.packages import open_package, unpack
from index.formats.text import checked
from index.model import Place

# Their text is no part of the document as it reads: deleted words, field codes, what old programs show instead.
_SILENT = frozenset(("del", "instrText", "Fallback", "delText", "moveFrom"))


def read_docx(file: BinaryIO) -> Iterator[Found | Fault]:
    """The document's paragraphs, a line each, and its title.

    No date: its own dates tell when the file was made, not when the article was published.
    """
    with open_package(file) as package:
        text = "\n".join(_paragraphs(unpack(package, "word/document.xml")))
        title = _title(unpack(package, "docProps/core.xml")) if "docProps/core.xml" in package.namelist() else None
    if not text:
        raise UnreadableError("no text in it")
    yield Found(checked(text), Place.PARAGRAPH, title=title)


def _paragraphs(document: bytes) -> list[str]:
    found: list[str] = []
    current: list[str] = []
    texts = silent = 0

    def opened(name: str, _: dict[str, str]) -> None:
        nonlocal texts, silent
        silent += name in _SILENT
        texts += name == "t"
        if name in ("tab", "br", "cr"):
            current.append(" ")
        elif name == "noBreakHyphen":
            current.append("-")

    def closed(name: str) -> None:
        nonlocal texts, silent
        silent -= name in _SILENT
        texts -= name == "t"
        if name == "p":
            if line := " ".join("".join(current).split()):
                found.append(line)
            current.clear()

    def said(text: str) -> None:
        if texts and not silent:
            current.append(text)

    parse(document, opened, closed, said)
    return found


def _title(core: bytes) -> str | None:
    title: list[str] = []
    inside = False

    def opened(name: str, _: dict[str, str]) -> None:
        nonlocal inside
        inside = name == "title"

    def closed(_: str) -> None:
        nonlocal inside
        inside = False

    try:
        parse(core, opened, closed, lambda text: title.append(text) if inside else None)
    except UnreadableError:
        return None  # the text is worth more than its title
    return one_line("".join(title))
