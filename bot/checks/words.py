"""A text as words that can be compared: what copying changes is folded away, what changes the wording stays."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from itertools import takewhile

from index.model import Span

_APOSTROPHES = "'’‘ʼ‛`´′"
_LINE_BREAKS = "\n\r\v\f\x85\u2028\u2029"
_DOUBLE_QUOTES = '"„‟〝〞＂″'
# A changed currency or percent sign changes the statement, so these are compared as words are.
_SYMBOLS = "%‰&@/\\§"
_NO_SYMBOLS = "|~"
_VARIATION_SELECTORS = range(0xFE00, 0xFE10)
# Scripts that put no blanks between words: each character is compared for itself.
_UNSPACED = (
    range(0x0E00, 0x0F00),
    range(0x1000, 0x10A0),
    range(0x1780, 0x1800),
    range(0x3040, 0x3100),
    range(0x3400, 0xA000),
    range(0xF900, 0xFB00),
    range(0x20000, 0x40000),
)
# Over shapes (see _shape): a signed number with its groups and decimals, a word with inner apostrophes, a
# character of an unspaced script with its marks, a symbol.
_WORD = re.compile(
    r"""(?:(?<![^ n"'(])-(?=0))?(?:0{1,3}(?:[,' i]0{3})+(?!0)|0+)(?:\.0+)*|a(?:i{0,3}(?:'i?)?a)*|cm*|s"""
)
_OF_WORDS, _BLANK = "a0cms", " ni"
_NOT_DIGITS = re.compile(r"[^\d.]")
_SOME_DOTS = re.compile(r"\.{3,}")
_DASHES = re.compile(r"-{2,}")
_BLANKS = re.compile("[ ni]+")
_POSSESSIVE = re.compile(r".+('[sS])$")
_WITHOUT_BLANKS = str.maketrans({" ": None, "n": None, "i": None, "'": '"'})
_LIGATURES = {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0xFB00, 0xFB07)}


def _shape(character: str) -> str:
    """One character for the class: a letter, 0 digit, c unspaced, m its mark, s symbol, blank, n line break,
    i invisible, ' " - for all their glyphs; any other mark is itself."""
    code, category = ord(character), unicodedata.category(character)
    if character in _APOSTROPHES:
        return "'"
    if character in _LINE_BREAKS:
        return "n"
    if character.isspace():
        return " "
    if category in ("Cf", "Cc") or code in _VARIATION_SELECTORS:
        return "i"
    if category == "Pd" or character == "−":
        return "-"
    if category in ("Pi", "Pf") or character in _DOUBLE_QUOTES:
        return '"'
    if category == "Nd":
        return "0"
    if character in _SYMBOLS or (category in ("Sc", "Sm", "So") and character not in _NO_SYMBOLS):
        return "s"
    if category[0] in "PS":
        return character
    if any(code in script for script in _UNSPACED):
        return "m" if unicodedata.combining(character) else "c"
    return "a"


class _Shapes(dict[int, str]):
    """The shape of every code point met so far, for str.translate: one character each, so spans stay."""

    def __missing__(self, code: int) -> str:
        self[code] = shape = _shape(chr(code))
        return shape


_SHAPES = _Shapes()


@dataclass(frozen=True, slots=True)
class Words:
    """The N words of a text: parallel tuples.

    keys: what has to be equal, without letter case. exact: the same with letter case. spans: in `text`. numbers:
    whether it is written in digits. gaps: the marks before each word without blanks, quote marks and dashes in
    one glyph each, an ellipsis as `…`; nothing before the first. `shape` has one class for each character.
    """

    text: str
    shape: str
    keys: tuple[str, ...]
    exact: tuple[str, ...]
    spans: tuple[Span, ...]
    numbers: tuple[bool, ...]
    gaps: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.keys)

    def span(self, first: int, last: int) -> Span:
        """The span of words first to last (half-open), with the brackets around them; empty where there are none."""
        if first == last:
            at = self.spans[first - 1].end if first else 0
            return Span(at, at)
        start, end = self.spans[first].start, self.spans[last - 1].end
        if self.shape[start - 1 : start] in ("(", "[") and self.shape[end : end + 1] in (")", "]"):
            return Span(start - 1, end + 1)
        return Span(start, end)

    def gap_span(self, at: int) -> Span:
        """Where the marks before word `at` stand, without the blanks around them."""
        return _trimmed(self.shape, self.spans[at - 1].end, self.spans[at].start)

    def has_line_break(self, at: int) -> bool:
        """Whether a line ends before word `at`."""
        return "n" in self.shape[self.spans[at - 1].end : self.spans[at].start]


@lru_cache(maxsize=256)
def words(text: str) -> Words:
    """The words of a text in reading order.

    >>> words("Israel’s toll: 67 139 – or “67,139”…").keys
    ('israel', "'s", 'toll', '67139', 'or', '67139')
    """
    shape = text.translate(_SHAPES)
    exact: list[str] = []
    spans: list[Span] = []
    numbers: list[bool] = []
    for match in _WORD.finditer(shape):
        start, end = match.span()
        is_number = shape[start] in "0-"
        form = _number(text[start:end], shape[start]) if is_number else _form(text[start:end])
        # The possessive apart, so that "Hamas" is found in "Hamas’s".
        if possessive := _POSSESSIVE.match(form):
            mark = shape.rindex("'", start, end)
            exact += [form[: possessive.start(1)], possessive[1]]
            spans += [Span(start, mark), Span(mark, end)]
            numbers += [False, False]
            continue
        exact.append(form)
        spans.append(Span(start, end))
        numbers.append(is_number)
    keys = tuple(form.lower() if form.isascii() else _folded(form) for form in exact)
    gaps = [_gap(shape, spans, numbers, at) if at else "" for at in range(len(spans))]
    return Words(text, shape, keys, tuple(exact), tuple(spans), tuple(numbers), tuple(gaps))


def _number(surface: str, shape: str) -> str:
    return ("-" if shape == "-" else "") + _NOT_DIGITS.sub("", surface)


def _form(surface: str) -> str:
    """The word without what copying may change in it: apostrophe glyphs, normal form, ligatures, the invisible."""
    if surface.isascii() and surface.isalpha():
        return surface
    composed = unicodedata.normalize("NFC", surface.translate(_LIGATURES))
    shapes = composed.translate(_SHAPES)
    return "".join(
        "'" if shape == "'" else character for character, shape in zip(composed, shapes, strict=True) if shape != "i"
    )


def _folded(form: str) -> str:
    return unicodedata.normalize("NFC", form.casefold())


def _gap(shape: str, spans: list[Span], numbers: list[bool], at: int) -> str:
    gap = shape[spans[at - 1].end : spans[at].start]
    if gap in (" ", ""):
        return ""
    # "3, 5" are two numbers and "3,5" may be one, so here the blank counts.
    if numbers[at - 1] and numbers[at] and _BLANKS.sub(" ", gap) == ", ":
        return ", "
    marks = gap.translate(_WITHOUT_BLANKS)
    if not marks.isascii():
        marks = unicodedata.normalize("NFKC", marks)
    return _SOME_DOTS.sub("…", _DASHES.sub("-", marks))


def widened(pasted: Words, at: tuple[int, int], article: Words, there: tuple[int, int]) -> Span:
    """The span of words `there` (half-open) of the article, with those marks around it that stand around words `at`
    of the pasted text too."""
    start, end = article.spans[there[0]].start, article.spans[there[1] - 1].end
    pasted_start, pasted_end = pasted.spans[at[0]].start, pasted.spans[at[1] - 1].end
    before = zip(reversed(pasted.shape[:pasted_start]), reversed(article.shape[:start]), strict=False)
    start -= sum(1 for _ in takewhile(_alike, before))
    after = zip(pasted.shape[pasted_end:], article.shape[end:], strict=False)
    end += sum(1 for _ in takewhile(_alike, after))
    return _trimmed(article.shape, start, end)


def _alike(pair: tuple[str, str]) -> bool:
    """Whether two shapes are the same mark or both blank."""
    one, other = pair
    if one in _OF_WORDS:
        return False
    return one == other or (one in _BLANK and other in _BLANK) or (one in "'\"" and other in "'\"")


def _trimmed(shape: str, start: int, end: int) -> Span:
    while start < end and shape[start] in _BLANK:
        start += 1
    while start < end and shape[end - 1] in _BLANK:
        end -= 1
    return Span(start, end)
