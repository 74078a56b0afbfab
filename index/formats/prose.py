"""Lines that a page or a mail client broke, joined to paragraphs again."""

from __future__ import annotations

import re
from collections.abc import Iterator

# A line ends its paragraph when it ends a sentence and is this much shorter than the usual line.
_SHORT = 0.75
_ENDS = re.compile(r"[.?!:…][\"'”’»)\]]*$")
_BULLET = re.compile(r"(?:[-*•–·‣◦▪●]|\(?\d{1,3}[.)])\s")
_BROKEN = re.compile(r"([^\W\d_]+)-$")
_FIRST_WORD = re.compile(r"[^\W\d_]+")


def paragraphs(text: str) -> Iterator[str]:
    """The paragraphs of wrapped text, each on one line.

    A word broken at a line's end loses its hyphen only where the text has it unbroken elsewhere.

    >>> list(paragraphs("The minis-\\nter spoke of the cease-\\nfire.\\n\\nA minister left."))
    ['The minister spoke of the cease-fire.', 'A minister left.']
    """
    words = {word.casefold() for word in re.findall(r"[^\W\d_]+", text)}
    lines = [" ".join(line.split()) for line in text.splitlines()]
    lengths = sorted(len(line) for line in lines if line)
    usual = lengths[len(lengths) * 9 // 10] if lengths else 0
    current = ""
    for line in lines:
        if not line or (current and _BULLET.match(line)):
            if current:
                yield current
            current = ""
        current = _joined(current, line, words) if line else ""
        if current and len(line) < _SHORT * usual and _ENDS.search(line):
            yield current
            current = ""
    if current:
        yield current


def _joined(before: str, line: str, words: set[str]) -> str:
    if not before:
        return line
    broken, rest = _BROKEN.search(before), _FIRST_WORD.match(line)
    if broken and rest and line[0].islower():
        whole = (broken[1] + rest[0]).casefold()
        return before[:-1] + line if whole in words else before + line
    return f"{before} {line}"
