"""Books (.epub): a zip file of web pages in the order of the book's spine."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO
from urllib.parse import unquote

from index.formats.found import Fault, Found, UnreadableError, day, one_line
from index.formats.hardened_xml import parse, refuse_entities
from index.formats.markup import decode_markup, paragraphs_of
from index.formats.packages import open_package, unpack
from index.formats.text import checked
from index.model import Place

_TOLD = ("title", "date", "publisher")


@dataclass(slots=True)
class _Book:
    """What the package document says: metadata, files by id, and ids in reading order."""

    told: dict[str, str] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    spine: list[str] = field(default_factory=list)


def read_epub(file: BinaryIO) -> Iterator[Found | Fault]:
    """The book's paragraphs, a line each; title, date of publication and publisher from its package document."""
    with open_package(file) as package:
        root = _root(unpack(package, "META-INF/container.xml"))
        book = _book(unpack(package, root))
        lines: list[str] = []
        for chapter in book.spine:
            if chapter in book.files:
                name = posixpath.normpath(posixpath.join(posixpath.dirname(root), unquote(book.files[chapter])))
                page = unpack(package, name)
                refuse_entities(page)
                lines += paragraphs_of(decode_markup(page))
    if not lines:
        raise UnreadableError("no text in it")
    told = book.told
    yield Found(
        checked("\n".join(lines)),
        Place.PARAGRAPH,
        title=one_line(told.get("title")),
        published=day(told.get("date")),
        publisher=one_line(told.get("publisher")),
    )


def _root(container: bytes) -> str:
    found: list[str] = []

    def opened(name: str, attributes: dict[str, str]) -> None:
        if name == "rootfile" and "full-path" in attributes:
            found.append(attributes["full-path"])

    parse(container, opened, lambda _: None, lambda _: None)
    if not found:
        raise UnreadableError("damaged: it does not say where the book is")
    return found[0]


def _book(document: bytes) -> _Book:
    book = _Book()
    inside = ""

    def opened(name: str, attributes: dict[str, str]) -> None:
        nonlocal inside
        inside = name if name in _TOLD and name not in book.told else ""
        if name == "item" and "id" in attributes and "href" in attributes:
            book.files[attributes["id"]] = attributes["href"]
        elif name == "itemref" and "idref" in attributes:
            book.spine.append(attributes["idref"])

    def closed(_: str) -> None:
        nonlocal inside
        inside = ""

    def said(text: str) -> None:
        if inside:
            book.told[inside] = book.told.get(inside, "") + text

    parse(document, opened, closed, said)
    return book
