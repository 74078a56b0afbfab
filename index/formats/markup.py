"""Paragraphs of HTML that is all content: a book's chapter, a mail, an entry of a feed."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from index.formats.found import UnreadableError
from index.formats.text import marked

_BLOCKS = frozenset(
    """address article aside blockquote body br caption center dd div dl dt fieldset figcaption figure footer form h1 h2
    h3 h4 h5 h6 header hr html li main nav ol option p pre section table tbody td tfoot th thead tr ul""".split()
)
_SILENT = frozenset("script style head template noscript title svg math".split())
_CHARSET = re.compile(rb"(?:charset|encoding)\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
_HEAD = 4096  # bytes in which a page names its encoding
# What browsers take these names for.
_ALIASES = {"iso-8859-1": "windows-1252", "latin1": "windows-1252", "latin-1": "windows-1252", "ascii": "windows-1252"}
_ALIASES |= {"us-ascii": "windows-1252"}


class _Paragraphs(HTMLParser):
    """Collects the text between the beginnings and ends of blocks."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self._current: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        if tag in _SILENT:
            self._silent += 1
        elif tag in _BLOCKS:
            self.flush()

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        if tag in _BLOCKS:
            self.flush()

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag in _BLOCKS:
            self.flush()

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._current.append(data)

    def flush(self) -> None:
        if text := " ".join("".join(self._current).split()):
            self.found.append(text)
        self._current.clear()


def paragraphs_of(markup: str) -> list[str]:
    """The text of each block, on one line each.

    >>> paragraphs_of("<h1>Talks</h1><p>They <b>resumed</b>&nbsp;&amp; ended.<script>x</script></p>")
    ['Talks', 'They resumed & ended.']
    """
    parser = _Paragraphs()
    parser.feed(markup)
    parser.close()
    parser.flush()
    return parser.found


def decode_markup(data: bytes) -> str:
    """The text of a page in the encoding that it names itself; UTF-8 when it names none.

    Raises UnreadableError when it is in neither.
    """
    encoding = marked(data)
    if encoding == "utf-8":
        named = _CHARSET.search(data[:_HEAD])
        encoding = named[1].decode("ascii").lower() if named else "utf-8"
        encoding = "utf-8-sig" if encoding in ("utf-8", "utf8") else _ALIASES.get(encoding, encoding)
    try:
        return data.decode(encoding)
    except (LookupError, UnicodeError):
        shown = encoding.removesuffix("-sig").upper()
        raise UnreadableError(f"its text is not {shown}, the encoding of this page; save it again as UTF-8") from None
