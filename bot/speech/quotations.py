"""The quotations of a paragraph, by their marks."""

from __future__ import annotations

import re
from functools import lru_cache

from index.model import Span

_MARK = re.compile(r"[\"“”«»„]|(?<!\w)['‘](?=\w)|['’](?!\w)")
_SINGLE_MAX = 400  # a single mark that closes farther away was an apostrophe


@lru_cache(maxsize=1 << 12)
def quotations(line: str) -> tuple[Span, ...]:
    """The outermost quotations of a paragraph, marks included.

    An unclosed one runs to the end: news leaves a quotation open when the next paragraph goes on with it.

    >>> [span.of('"It is," he said. "Yes') for span in quotations('"It is," he said. "Yes')]
    ['"It is,"', '"Yes']
    """
    found: list[Span] = []
    start = -1
    single = False
    for match in _MARK.finditer(line):
        mark, place = match.group(), match.start()
        opening = _is_opening(line, place)
        if mark in "'‘’":
            if start < 0 and opening:
                start, single = place, True
            elif single and not opening:
                if place - start <= _SINGLE_MAX:
                    found.append(Span(start, place + 1))
                start, single = -1, False
            continue
        if single:  # the single mark was an apostrophe
            start, single = -1, False
        if start < 0 and opening:
            start = place
        elif start < 0:
            if not found and mark in '"”' and not line[place - 1 : place].isdigit():
                found.append(Span(0, place + 1))  # the opening mark is missing, or in the paragraph before
        elif opening and mark == '"' and line[start:place].rstrip().endswith((".", "?", "!", ",")):
            found.append(Span(start, place))  # the old one was never closed
            start = place
        elif not opening or mark == '"':
            found.append(Span(start, place + 1))
            start = -1
    if start >= 0 and not single:
        found.append(Span(start, len(line)))
    return tuple(found)


def _is_opening(line: str, place: int) -> bool:
    """Whether the mark there opens a quotation by what stands on its two sides."""
    mark, before, after = line[place], line[place - 1 : place], line[place + 1 : place + 2]
    if mark in "'‘’":
        return mark != "’" and after.isalnum() and not before.isalnum()
    return mark in "“«„" or (mark == '"' and (not before or before in " \t([—–-/'‘\u00a0") and bool(after.strip()))
