"""How terms are written, counted over all articles: which are names, and how a name is usually spelled.

Kept as lines `term TAB surface TAB count …`, sorted, so that a change touches the lines of its own terms alone.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set

# A term written with a capital this often is a name.
_NAME_SHARE = 0.7
_POSSESSIVE = re.compile(r"['’]s?$")

Spellings = dict[str, Counter[str]]


def add_up(found: Spellings, more: Spellings) -> None:
    """Counts more spellings in."""
    for term, counts in more.items():
        found.setdefault(term, Counter()).update(counts)


def read_back(lines: Iterable[bytes]) -> Spellings:
    """What the lines say."""
    return {line.split(b"\t", 1)[0].decode(): Counter(_counts(line)) for line in lines}


def changed(lines: Sequence[bytes], added: Mapping[str, Counter[str]], gone: Mapping[str, Counter[str]]) -> list[bytes]:
    """The lines after some spellings came and others went."""
    found = {term: Counter(counts) for term, counts in added.items()}
    for term, counts in gone.items():
        found.setdefault(term, Counter()).subtract(counts)
    if not lines:
        return [_line(term, counts) for term, counts in sorted(found.items())]
    result = list(lines)
    for term in sorted(found, reverse=True):  # from the end: earlier places stay
        place, held = _place(result, term)
        counts = Counter(_counts(result[place])) if held else Counter()
        counts.update(found[term])
        counts = +counts
        result[place : place + held] = [_line(term, counts)] if counts else []
    return result


def changed_names(lines: Sequence[bytes], spellings: Sequence[bytes], terms: Set[str]) -> list[bytes]:
    """The lines `term TAB spelling` of all names after the spellings of those terms changed."""
    if not lines:
        return [line for line in map(_name, spellings) if line]
    result = list(lines)
    for term in sorted(terms, reverse=True):
        place, held = _place(result, term)
        where, known = _place(spellings, term)
        name = _name(spellings[where]) if known else b""
        result[place : place + held] = [name] if name else []
    return result


def changed_among(
    spellings: bytes,
    names: bytes,
    written: tuple[Sequence[bytes], Sequence[bytes]],
    patch: Sequence[bytes],
    terms: Set[str],
) -> list[bytes]:
    """What the spellings that came and those that went change about the names, as `patched` takes it.

    spellings, names: the lines of what was there, in one. written: those that came and those that went. patch: what
    changed before, which stays but for these terms.
    """
    added, gone = written
    found = {line.split(b"\t", 1)[0]: line for line in patch}
    for term in terms:
        key = term.encode()
        counts = Counter(_counts(_line_in(spellings, key) or key))
        counts.update(_counts_of(added, term))
        counts.subtract(_counts_of(gone, term))
        counts = +counts
        name = _name(_line(term, counts)) if counts else b""
        found.pop(key, None)
        if name != _line_in(names, key):
            found[key] = name or key + b"\t"
    return [found[key] for key in sorted(found)]


def _line_in(lines: bytes, term: bytes) -> bytes:
    """The term's line among sorted ones; empty when it has none."""
    low, high = 0, len(lines)
    while low < high:
        start = lines.rfind(b"\n", low, (low + high) // 2) + 1 or low
        end = lines.index(b"\n", start)
        found = lines[start:end].split(b"\t", 1)[0]
        if found == term:
            return lines[start:end]
        low, high = (end + 1, high) if found < term else (low, start)
    return b""


def patched(lines: Sequence[bytes], patch: Sequence[bytes]) -> list[bytes]:
    """The lines of names after some changed; in the patch, one without a spelling is no name any more."""
    result = list(lines)
    for line in patch:
        term, _, spelling = line.partition(b"\t")
        place, held = _place(result, term.decode())
        result[place : place + held] = [line] if spelling else []
    return result


def _name(line: bytes) -> bytes:
    """The line of a name; empty when the term is mostly written small."""
    term = line.split(b"\t", 1)[0].decode()
    written = _counts(line)
    capital = sum(count for surface, count in written.items() if surface[0].isupper())
    if capital < _NAME_SHARE * sum(written.values()) or term[0].isdigit():
        return b""
    best = max(written, key=lambda surface: (surface[0].isupper(), written[surface], surface))
    return f"{term}\t{_POSSESSIVE.sub('', best)}".encode()


def _line(term: str, counts: Mapping[str, int]) -> bytes:
    return "\t".join([term, *(f"{surface}\t{counts[surface]}" for surface in sorted(counts))]).encode()


def _counts(line: bytes) -> dict[str, int]:
    _, *rest = line.decode().split("\t")
    return {surface: int(count) for surface, count in zip(rest[::2], rest[1::2], strict=True)}


def _counts_of(lines: Sequence[bytes], term: str) -> dict[str, int]:
    """How the term is written by its line among sorted ones; nothing when it has none."""
    place, held = _place(lines, term)
    return _counts(lines[place]) if held else {}


def _place(lines: Sequence[bytes], term: str) -> tuple[int, bool]:
    """Where the term's line is or belongs, and whether it is there. UTF-8 sorts as the terms do."""
    key = term.encode()
    place = bisect_left(lines, key, key=lambda line: line.split(b"\t", 1)[0])
    return place, place < len(lines) and lines[place].split(b"\t", 1)[0] == key
