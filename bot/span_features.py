"""What speaks for a run of words as the short answer: named features of where it starts, where it ends, what it holds.

The score of a span is a sum over its first word, its last word, the words inside, the gaps between them, and a few
facts about the whole, so that all spans of a sentence are scored at little more than the cost of its words.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from bot.mentions import MentionType, mentions
from bot.question_form import Form
from bot.word_classes import class_of, gap_class
from index.model import Span, Token
from index.snapshot import Snapshot

# Words of a sentence that are looked at; a text without sentences may be endless.
MAX_WORDS = 200
# Words of a short answer.
MAX_LENGTH = 16

_WORD = re.compile(
    r"(?:[A-Z]\.){2,}|[$£€¥₹]?\d+(?:[.,:]\d+)*(?:[^\W\d_]+(?:['’][^\W\d_]+)?)?[%°]?"
    r"|[$£€¥₹#@]?\w+(?:(?:[.,'’&/·]|(?<!\d)[-‐‑])\w+)*"
)
_POSSESSIVE = re.compile(r"(?<=\w)['’]s$")
# Gaps that a clause runs across.
_SMOOTH = frozenset({"_", "-", "'"})
_DISTANCES = (0, 1, 2, 3, 3, 5, 5, 5, 8, 8, 8, 8, 8)
_FAR = 13

Names = list[str]
ROLES = ("start", "end", "inside", "gap")


@dataclass(frozen=True, slots=True)
class Surface:
    """The n words of a sentence with what is known of them whatever is asked.

    `words`: spans in the sentence. `gaps`: n + 1 classes of what stands before, between and after the words. `start`,
    `end`, `inside`, `gap`: names of features of each word as the first, the last, any word of a span, and any but the
    first. `whole`: first word, last word and kind of each mention.
    """

    words: tuple[Span, ...]
    classes: tuple[str, ...]
    gaps: tuple[str, ...]
    start: tuple[Names, ...]
    end: tuple[Names, ...]
    inside: tuple[Names, ...]
    gap: tuple[Names, ...]
    whole: tuple[tuple[int, int, MentionType], ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """The surface of a sentence with the names of features that depend on the question, a list a word."""

    surface: Surface
    start: list[Names]
    end: list[Names]
    inside: list[Names]

    def by_role(self) -> tuple[list[Names], ...]:
        """All names of each word, for each of ROLES."""
        known = self.surface
        pairs = ((known.start, self.start), (known.end, self.end), (known.inside, self.inside))
        return (*([a + b for a, b in zip(one, other, strict=True)] for one, other in pairs), list(known.gap))


def fact_names() -> list[str]:
    """Names of what is told of whole spans: their length, then the kind of mention that they are."""
    return [f"len={length}" for length in range(1, MAX_LENGTH + 1)] + [f"is={kind.value}" for kind in MentionType]


def split_words(text: str) -> tuple[Span, ...]:
    """The first words of a text: figures with their sign, names with their hyphens, without possessives.

    >>> [w.of("Hamas’s $1.5m for al-Hayya (U.N.)") for w in split_words("Hamas’s $1.5m for al-Hayya (U.N.)")]
    ['Hamas', '$1.5m', 'for', 'al-Hayya', 'U.N.']
    """
    words = []
    for match in _WORD.finditer(text):
        possessive = _POSSESSIVE.search(match.group())
        words.append(Span(match.start(), match.start() + possessive.start() if possessive else match.end()))
        if len(words) == MAX_WORDS:
            break
    return tuple(words)


@lru_cache(maxsize=1 << 10)
def surface(text: str) -> Surface:
    """The words of a sentence and what is known of them whatever is asked."""
    words = split_words(text)
    forms = [text[w.start : w.end] for w in words]
    low = ["^", "^", *(form.casefold() for form in forms), "$", "$"]
    classes = ["^", "^", *(class_of(form, i == 0) for i, form in enumerate(forms)), "$", "$"]
    gaps = ["^" + gap_class(text[: words[0].start])] if words else ["^"]
    gaps += [gap_class(text[a.end : b.start]) for a, b in pairwise(words)]
    gaps.append("$" + gap_class(text[words[-1].end :]) if words else "$")
    whole = _whole(text, words)
    opened, closed = _tags(whole, len(words))
    start, end, inside, gap = [], [], [], []
    for i, (form, kind) in enumerate(zip(low[2:-2], classes[2:-2], strict=True)):
        before, after = gaps[i], gaps[i + 1]
        previous, following = classes[i + 1], classes[i + 3]
        start.append([
            f"w={form}", f"p={low[i + 1] if before == '_' else before}", f"c={kind}", f"g={before}", f"t={opened[i]}",
            f"cc={previous}{before}{kind}", f"ccc={classes[i]},{previous}{before}", f"pp={low[i]},{low[i + 1]}",
        ])  # fmt: skip
        end.append([
            f"w={form}", f"n={low[i + 3] if after == '_' else after}", f"c={kind}", f"g={after}", f"t={closed[i]}",
            f"cc={kind}{after}{following}", f"ccc={after}{following},{classes[i + 4]}",
        ])  # fmt: skip
        inside.append([f"w={form}", f"c={kind}", f"t={opened[i]}"])
        gap.append([f"g={before}", f"w={form}"])
    kept = tuple(classes[2:-2])
    return Surface(words, kept, tuple(gaps), tuple(start), tuple(end), tuple(inside), tuple(gap), whole)


def _whole(text: str, words: tuple[Span, ...]) -> tuple[tuple[int, int, MentionType], ...]:
    """First word, last word and kind of each mention that holds a word."""
    found = []
    starts, ends = [word.start for word in words], [word.end for word in words]
    for mention in mentions(text):
        first, behind = bisect_right(ends, mention.span.start), bisect_left(starts, mention.span.end)
        if first < behind:
            found.append((first, behind - 1, mention.kind))
    return tuple(found)


def _tags(whole: tuple[tuple[int, int, MentionType], ...], n: int) -> tuple[list[str], list[str]]:
    """For each word the kind of its mention: with + if it starts before the word; with + if it ends after it."""
    opened, closed = ["O"] * n, ["O"] * n
    for first, last, kind in whole:
        if kind is not MentionType.QUOTATION:
            name = kind.value + "s" * (kind is MentionType.NAME and last > first)
            for i in range(first, last + 1):
                opened[i] = name + "+" * (i > first)
                closed[i] = name + "+" * (i < last)
    return opened, closed


def lay_out(form: Form, sentence_id: int, snapshot: Snapshot) -> Layout:
    """The features of every word of the sentence for the question."""
    sentence = snapshot.sentence(sentence_id)
    known = surface(snapshot.text_of(sentence))
    words, classes, gaps, n = known.words, known.classes, known.gaps, len(known.words)
    tokens = snapshot.tokens_of(sentence_id)
    places = _places(tokens, words, sentence.span.start)
    hits = _hits(form, tokens, places, n)
    said = [("new" if hit is None else form.roles[hit[0]] + "~" * (hit[1] < 1)) for hit in hits]
    rarity = _rarity(tokens, places, n, snapshot)
    left, right = _nearest(form, hits, gaps, 1), _nearest(form, hits, gaps, -1)
    near_left, near_right = _closeness(form, hits)
    start, end, inside = [], [], []
    for i in range(n):
        role, distance, breaks = left[i]
        previous, before = (said[i - 1], classes[i - 1]) if i else ("^", "^")
        start.append([
            f"h={previous}{gaps[i]}", f"ho={said[i]}", f"l={role},{distance}", f"lg={role},{breaks}",
            f"lp={role},{distance},{before}", f"near={int(6 * near_left[i])}", f"at={min(i, 6)}",
        ])  # fmt: skip
        role, distance, breaks = right[i]
        following, after = (said[i + 1], classes[i + 1]) if i + 1 < n else ("$", "$")
        end.append([
            f"h={gaps[i + 1]}{following}", f"ho={said[i]}", f"r={role},{distance}", f"rg={role},{breaks}",
            f"rn={role},{distance},{after}", f"near={int(6 * near_right[i])}",
        ])  # fmt: skip
        hit = hits[i]
        weight = f"new={int(5 * rarity[i])}" if hit is None else f"asked={int(10 * form.shares[hit[0]] * hit[1])}"
        inside.append([f"h={said[i]}", weight])
    return Layout(known, start, end, inside)


def _places(tokens: tuple[Token, ...], words: tuple[Span, ...], offset: int) -> list[int]:
    """For each token the number of the word it starts in, or of the next one; len(words) behind the last."""
    places, at = [], 0
    for token in tokens:
        start = token.span.start - offset
        while at < len(words) and words[at].end <= start:
            at += 1
        while at > 0 and words[at - 1].end > start:  # a joined hyphenated token starts before its last part
            at -= 1
        places.append(at)
    return places


def _hits(form: Form, tokens: tuple[Token, ...], places: list[int], n: int) -> list[tuple[int, float] | None]:
    """For each word the concept of the question that it stands for, and how closely."""
    found: list[tuple[int, float] | None] = [None] * n
    for t, token in enumerate(tokens):
        for phrase, number, weight in form.phrases.get(token.term, ()):
            size = len(phrase)
            if size > 1 and tuple(x.term for x in tokens[t : t + size]) != phrase:
                continue
            for place in places[t : t + size]:
                best = found[place] if place < n else None
                if place < n and (best is None or best[1] < weight):
                    found[place] = (number, weight)
    return found


def _rarity(tokens: tuple[Token, ...], places: list[int], n: int, snapshot: Snapshot) -> list[float]:
    """For each word its idf as a share of the largest there is, in [0, 1]."""
    most = math.log(snapshot.totals.sentences + 1)
    found = [0.0] * n
    for token, place in zip(tokens, places, strict=True):
        if place < n:
            found[place] = max(found[place], min(snapshot.ranker.idf(token.term) / most, 1.0))
    return found


def _nearest(
    form: Form, hits: list[tuple[int, float] | None], gaps: tuple[str, ...], step: int
) -> list[tuple[str, int, int]]:
    """For each word the role, distance and punctuation (up to 2) of the nearest match before (step 1) or after it."""
    n = len(hits)
    found = [("no", 0, 0)] * n
    last, role, breaks = -1, "", 0
    for i in range(n) if step > 0 else range(n - 1, -1, -1):
        breaks += gaps[i if step > 0 else i + 1] not in _SMOOTH
        if last >= 0:
            distance = abs(i - last) - 1
            found[i] = (role, _DISTANCES[distance] if distance < _FAR else _FAR, min(breaks, 2))
        if (hit := hits[i]) is not None:
            last, role, breaks = i, form.roles[hit[0]], 0
    return found


def _closeness(form: Form, hits: list[tuple[int, float] | None]) -> tuple[list[float], list[float]]:
    """For each word how much of the question stands before it and after it, less the farther away; in [0, 1]."""
    sides = []
    for found in (hits, hits[::-1]):
        last: dict[int, tuple[int, float]] = {}
        side = []
        for i, hit in enumerate(found):
            side.append(sum([worth / (3 + i - at) for at, worth in last.values()]))
            if hit is not None:
                last[hit[0]] = (i, 4 * form.shares[hit[0]] * hit[1])
        sides.append(side)
    return sides[0], sides[1][::-1]
