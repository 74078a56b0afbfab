"""Which reader reads which suffix, and what it needs."""

from __future__ import annotations

import importlib
from dataclasses import dataclass

from index.formats.found import Reader, UnreadableError


@dataclass(frozen=True, slots=True)
class Format:
    """How files with a suffix are read. `extra` names the extra that brings `package`; empty when none is needed.

    `is_plain`: read here; all others hold structures that strangers made, and are read in a process with limits.
    """

    module: str
    reader: str
    extra: str = ""
    package: str = ""
    is_plain: bool = False


_HTML = Format("html", "read_html", "html", "trafilatura")
_FEED = Format("feeds", "read_feed", "feeds", "feedparser")
# The door for further formats.
FORMATS = {
    ".txt": Format("text", "read_text", is_plain=True),
    ".md": Format("text", "read_text", is_plain=True),
    ".jsonl": Format("records", "read_json_lines", is_plain=True),
    ".csv": Format("records", "read_csv"),
    ".html": _HTML,
    ".htm": _HTML,
    ".xhtml": _HTML,
    ".pdf": Format("pdf", "read_pdf", "pdf", "pypdf"),
    ".docx": Format("office", "read_docx"),
    ".epub": Format("books", "read_epub"),
    ".eml": Format("mail", "read_mail"),
    ".rss": _FEED,
    ".atom": _FEED,
    ".xml": _FEED,
    ".zip": Format("archives", "read_archive"),
}
SUFFIXES = frozenset(FORMATS)


def is_plain(suffix: str) -> bool:
    """Whether files with the suffix are read without a process of their own."""
    return suffix in FORMATS and FORMATS[suffix].is_plain


def reader_of(suffix: str) -> Reader:
    """The reader of a suffix in SUFFIXES. Raises UnreadableError naming the extra that is not installed."""
    chosen = FORMATS[suffix]
    if chosen.package:
        try:
            importlib.import_module(chosen.package)
        except ImportError:
            install = f"pip install 'talks[{chosen.extra}]' (or run: make formats)"
            raise UnreadableError(f"{suffix} files need {chosen.package}; install it: {install}") from None
    reader: Reader = getattr(importlib.import_module(f"index.formats.{chosen.module}"), chosen.reader)
    return reader
