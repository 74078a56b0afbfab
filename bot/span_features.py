"""What speaks for a run of words as the short answer: named features of where it starts, ends, and holds.

A span's score is a sum over its first word, its last word, the words inside, the gaps inside, its length and a few
pairs of both ends, so that every span of a sentence is scored at the cost of its words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from bot.answers import Query
from bot.mentions import MentionType, mentions
from bot.word_classes import class_of, gap_class
from index.model import Span, Token
from index.snapshot import Snapshot

# Words looked at; what stands behind them in a text without sentences can't be a short answer.
MAX_WORDS = 200
_WORD = re.compile(
    r"(?:[A-Z]\.){2,}|[$£€¥₹]?\d+(?:[.,:]\d+)*(?:[^\W\d_]+(?:['’][^\W\d_]+)?)?[%°]?|[$£€¥₹#@]?\w+(?:(?:[.,'’&/·]|(?<!\d)[-‐‑])\w+)*"
)
_POSSESSIVE = re.compile(r"(?<=\w)['’]s$")
_AUX = frozenset("do does did has have had will would can could should may might must".split())
_BE = frozenset("is are was were".split())
_WH = frozenset("what which who whom whose when where why how".split())
_TAILS = frozenset("for with of in as to about by from on at into like after against out through over under".split())
_DISTANCES = (0, 1, 2, 3, 5, 8, 13)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as the short answer needs it.

    `groups`: the kinds of question it belongs to, each with its own weights. `phrases`: what stands for a concept,
    by its first term: the terms, the concept's number and the weight. `shares`: each concept's share of the
    question's weight. `roles`: where in the question each concept stands.
    """

    groups: tuple[str, ...]
    phrases: dict[str, list[tuple[tuple[str, ...], int, float]]]
    shares: tuple[float, ...]
    roles: tuple[str, ...]


@dataclass(slots=True)
class Layout:
    """The words of a sentence and the names of their features, one list a word.

    `words`: spans in the sentence. `pairs`: for each kind of pair the symbol of every word as a start and as an end.
    `amounts`: numbers instead of names. `whole`: spans (first word, last word) that are a mention, with their names.
    """

    words: list[Span]
    start: list[list[str]] = field(default_factory=list)
    end: list[list[str]] = field(default_factory=list)
    inside: list[list[str]] = field(default_factory=list)
    gap: list[list[str]] = field(default_factory=list)
    amounts: dict[str, list[float]] = field(default_factory=dict)
    pairs: dict[str, tuple[list[str], list[str]]] = field(default_factory=dict)
    whole: list[tuple[int, int, str]] = field(default_factory=list)


def form_of(question: str) -> tuple[str, str]:
    """The shape of a question and the preposition it ends on, if any.

    >>> form_of("Who led the delegation?"), form_of("What did they vote for?")
    (('who-verb', ''), ('what-aux', 'for'))
    """
    words = re.findall(r"[\w’'-]+", question.casefold())
    tail = words[-1] if words and words[-1] in _TAILS else ""
    at = next((i for i, word in enumerate(words) if word in _WH), None)
    if at is None:
        return ("yes-no" if words and words[0] in _AUX | _BE else "none"), tail
    if at == len(words) - 1:
        return f"{words[at]}-last", tail
    wh, after = words[at], words[at + 1]
    if wh in ("when", "where", "why"):
        return f"{wh}-be" if after in _BE else wh, tail
    if wh == "how":
        return (
            f"how-{after}"
            if after in ("many", "much", "long", "old")
            else "how"
            if after in _AUX | _BE
            else "how-other"
        ), tail
    kind = "who" if wh in ("who", "whom") else "whose" if wh == "whose" else "what"
    if words[-1] in ("do", "doing", "done", "happen", "happened", "happens"):
        return f"{kind}-do", tail
    if any(word in ("name", "named", "called", "names", "known") for word in words):
        return f"{kind}-name", tail
    if after in _BE:
        return f"{kind}-be", tail
    if after in _AUX:
        return f"{kind}-aux", tail
    if kind == "who":
        return "who-verb", tail
    for word in words[at + 1 : at + 6]:
        if word in _AUX:
            return f"{kind}-noun-aux", tail
        if word in _BE:
            return f"{kind}-noun-be", tail
    verb = class_of(after) in ("ed", "irr") or (class_of(after) == "s" and not after.endswith("ss"))
    return (f"{kind}-verb" if verb else f"{kind}-noun"), tail


def read_asked(query: Query, snapshot: Snapshot) -> Asked:
    """The question with the weight of its words in this snapshot."""
    form, tail = form_of(query.question)
    groups = ["*", query.answer_type.value, form]
    if tail:
        groups.append(f"tail={tail}")
    if query.focus:
        groups.append(f"focus={query.focus}")
    phrases: dict[str, list[tuple[tuple[str, ...], int, float]]] = {}
    weights = []
    for number, concept in enumerate(query.concepts):
        for phrase, weight in concept.alternatives:
            phrases.setdefault(phrase[0], []).append((phrase, number, weight))
        idf = snapshot.ranker.idf(concept.term) if snapshot.ranker.knows(concept.term) else 8.0
        weights.append(max(idf, 0.1) * concept.weight)
    total = sum(weights) or 1.0
    wh = re.search(r"\b(?:what|which|who|whom|whose|when|where|why|how)\b", query.question.casefold())
    begins = wh.start() if wh else 0
    after = [n for n, c in enumerate(query.concepts) if c.span.start > begins and c.term != query.focus]
    roles = []
    for n, concept in enumerate(query.concepts):
        if concept.term == query.focus:
            role = "focus"
        elif n not in after:
            role = "pre"
        elif len(after) == 1:
            role = "only"
        else:
            role = "first" if n == after[0] else "last" if n == after[-1] else "mid"
        roles.append(role + ("-name" if concept.name else ""))
    return Asked(tuple(groups), phrases, tuple(w / total for w in weights), tuple(roles))


def split_words(text: str) -> list[Span]:
    """The words of a sentence: figures with their sign, names with their hyphens, no possessive."""
    words = []
    for match in _WORD.finditer(text):
        end = match.end()
        if poss := _POSSESSIVE.search(match.group()):
            end = match.start() + poss.start()
        words.append(Span(match.start(), end))
        if len(words) == MAX_WORDS:
            break
    return words


def _hits(asked: Asked, tokens: tuple[Token, ...], words: list[Span], offset: int) -> list[tuple[int, float] | None]:
    """For each word the concept that it stands for, and how closely."""
    found: list[tuple[int, float] | None] = [None] * len(words)
    places = []
    at = 0
    for token in tokens:
        start = token.span.start - offset
        while at < len(words) and words[at].end <= start:
            at += 1
        # A joined hyphenated token starts before the last of its parts.
        while at > 0 and words[at - 1].end > start:
            at -= 1
        places.append(at)
    for t, token in enumerate(tokens):
        for phrase, number, weight in asked.phrases.get(token.term, ()):
            if len(phrase) > 1 and tuple(x.term for x in tokens[t : t + len(phrase)]) != phrase:
                continue
            for k in range(t, t + len(phrase)):
                place = places[k]
                if place < len(words):
                    before = found[place]
                    if before is None or before[1] < weight:
                        found[place] = (number, weight)
    return found


def _bucket(distance: int) -> int:
    return next((d for d in reversed(_DISTANCES) if distance >= d), 0)


def lay_out(query: Query, asked: Asked, sentence_id: int, snapshot: Snapshot) -> Layout:
    """The features of every word of the sentence."""
    sentence = snapshot.sentence(sentence_id)
    text = snapshot.text_of(sentence)
    offset = sentence.span.start
    words = split_words(text)
    n = len(words)
    out = Layout(words)
    if not n:
        return out
    tokens = snapshot.tokens_of(sentence_id)
    hits = _hits(asked, tokens, words, offset)
    low = [text[w.start : w.end].casefold() for w in words]
    cls = [class_of(text[w.start : w.end], first=i == 0) for i, w in enumerate(words)]
    gaps = ["^" + gap_class(text[: words[0].start])]
    gaps += [gap_class(text[a.end : b.start]) for a, b in zip(words, words[1:])]
    gaps.append("$" if n < MAX_WORDS else "_")
    tail = gap_class(text[words[-1].end :])
    if tail not in (".", "_", ""):
        gaps[-1] = "$" + tail
    # mention tags
    tag_b = ["O"] * n
    tag_e = ["O"] * n
    for m in mentions(text):
        inside = [i for i, w in enumerate(words) if w.start < m.span.end and m.span.start < w.end]
        if not inside:
            continue
        a, b = inside[0], inside[-1]
        out.whole.append((a, b, f"is={m.kind.value}"))
        if m.kind is MentionType.QUOTATION:
            continue
        for i in inside:
            tag_b[i] = m.kind.value + ("+" if i > a else "")
            tag_e[i] = m.kind.value + ("+" if i < b else "")
    idf = [0.0] * n
    at = 0
    for token in tokens:
        start = token.span.start - offset
        while at < n and words[at].end <= start:
            at += 1
        if at < n and words[at].start <= start:
            idf[at] = max(idf[at], min(max(snapshot.ranker.idf(token.term), 0.0), 9.0))
    # match proximity
    left: list[tuple[str, int, int]] = []
    last: tuple[int, int] | None = None
    commas = 0
    for i in range(n):
        if gaps[i] not in ("_", "-", "'"):
            commas += 1
        left.append((asked.roles[last[1]], i - last[0] - 1, min(commas, 2)) if last else ("no", 0, 0))
        if hit := hits[i]:
            last = (i, hit[0])
            commas = 0
    right: list[tuple[str, int, int]] = [("no", 0, 0)] * n
    last = None
    commas = 0
    for j in range(n - 1, -1, -1):
        if gaps[j + 1] not in ("_", "-", "'"):
            commas += 1
        if last:
            right[j] = (asked.roles[last[1]], last[0] - j - 1, min(commas, 2))
        if hit := hits[j]:
            last = (j, hit[0])
            commas = 0
    near_l = [0.0] * n
    near_r = [0.0] * n
    for number, share in enumerate(asked.shares):
        places = [(i, h[1]) for i, h in enumerate(hits) if h and h[0] == number]
        for i in range(n):
            near_l[i] += share * max((w / (1 + (i - k - 1) / 4) for k, w in places if k < i), default=0.0)
            near_r[i] += share * max((w / (1 + (k - i - 1) / 4) for k, w in places if k > i), default=0.0)
    out.amounts = {
        "start:near": near_l,
        "end:near": near_r,
        "start:early": [1 / (1 + i / 4) for i in range(n)],
        "inside:asked": [asked.shares[h[0]] * h[1] if h else 0.0 for h in hits],
        "inside:new": [0.0 if hits[i] else idf[i] / 9 for i in range(n)],
        "inside:word": [1.0] * n,
    }
    hit_name = ["n" if h is None else asked.roles[h[0]] + ("~" if h[1] < 1 else "") for h in hits]
    for i in range(n):
        w, c, g = low[i], cls[i], gaps[i]
        p, cp = (low[i - 1], cls[i - 1]) if i else ("^", "^")
        cpp = cls[i - 2] if i > 1 else "^"
        pp = low[i - 2] if i > 1 else "^"
        lr, ld, lc = left[i]
        db = _bucket(ld)
        hp = hit_name[i - 1] if i else "^"
        out.start.append(
            [
                f"w={w}",
                f"p={p}" if g == "_" else f"p={g}",
                f"c={c}",
                f"g={g}",
                f"cc={cp}{g}{c}",
                f"ccc={cpp},{cp}{g}",
                f"t={tag_b[i]}",
                f"tp={cp}{g}{tag_b[i]}",
                f"pp={pp},{p}",
                f"h={hp}{g}",
                f"ho={hit_name[i]}",
                f"l={lr},{db}",
                f"lg={lr},{lc}",
                f"lp={lr},{db},{cp}",
                f"hc={hp}{g}{c}",
                f"wp={p}{g}{c}",
            ]
        )
        g = gaps[i + 1]
        nx, cn = (low[i + 1], cls[i + 1]) if i + 1 < n else ("$", "$")
        cnn = cls[i + 2] if i + 2 < n else "$"
        rr, rd, rc = right[i]
        db = _bucket(rd)
        hn = hit_name[i + 1] if i + 1 < n else "$"
        out.end.append(
            [
                f"w={w}",
                f"n={nx}" if g == "_" else f"n={g}",
                f"c={c}",
                f"g={g}",
                f"cc={c}{g}{cn}",
                f"ccc={g}{cn},{cnn}",
                f"t={tag_e[i]}",
                f"tn={tag_e[i]}{g}{cn}",
                f"h={g}{hn}",
                f"ho={hit_name[i]}",
                f"r={rr},{db}",
                f"rg={rr},{rc}",
                f"rn={rr},{db},{cn}",
                f"hc={c}{g}{hn}",
                f"wn={c}{g}{nx}",
            ]
        )
        out.inside.append([f"w={w}", f"c={c}", f"h={hit_name[i]}", f"t={tag_b[i]}"])
        out.gap.append([f"g={gaps[i]}", f"cc={cls[i - 1] if i else '^'}{gaps[i]}{c}"])
    out.pairs = {
        "gg": (gaps[:n], gaps[1:]),
        "pn": (["^", *cls[:-1]], [*cls[1:], "$"]),
        "se": (cls, cls),
        "lr": ([f"{a}{min(_bucket(b), 3)}" for a, b, _ in left], [f"{a}{min(_bucket(b), 3)}" for a, b, _ in right]),
        "cn": (cls, [*cls[1:], "$"]),
        "pe": (["^", *cls[:-1]], cls),
    }
    return out
