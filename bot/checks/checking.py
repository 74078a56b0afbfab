"""Is a pasted quote in the articles: found word for word, changed, or absent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import pairwise

from bot.answers import Quote, Role
from bot.checks.alignment import nearest_passage, weight
from bot.checks.cues import Cue
from bot.checks.differences import Difference, Omission, compare, cut_cues, cut_start
from bot.checks.passages import MayShow, Passage, verbatim
from bot.checks.words import Words, widened, words
from bot.encodable import encodable
from bot.question import STOP_TERMS
from index.analysis import analyse, terms
from index.errors import TalksError
from index.model import Article, Span, Token
from index.sentences import line_of, line_starts
from index.snapshot import Snapshot

MAX_CHARACTERS = 10_000
MAX_PLACES = 200
NO_WORD = "There is no word to look for."
_MIN_WORDS = 3
# Share of the pasted words, function words counting less, that a passage must have to be shown as the one meant.
_MIN_SHARE = 0.5
_MIN_WEIGHT = 1.25
# From so many words on it is worth saying that added words stand elsewhere.
_MIN_ELSEWHERE = 4
_CANDIDATES = 12

Annotate = Callable[[Quote], Quote]


class QuoteError(TalksError):
    """The pasted text can't be checked."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the pasted text stands.

    variants: letter case and punctuation that differ. omissions: what its ellipses leave out. cut: negations,
    conditions and hedges of the same sentence just outside it.
    """

    quote: Quote
    variants: tuple[Difference, ...] = ()
    omissions: tuple[Omission, ...] = ()
    cut: tuple[Cue, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """The pasted text stands in the articles word for word, at every place; those without variants first.

    `more`: there may be more than these MAX_PLACES; a text so common was not looked for any further.
    """

    pasted: str
    places: tuple[Place, ...]
    snapshot_id: str
    more: bool = False


@dataclass(frozen=True, slots=True)
class Changed:
    """A passage has other words or numbers than the pasted text: `differences`, in order, never empty."""

    pasted: str
    passage: Place
    differences: tuple[Difference, ...]
    snapshot_id: str


@dataclass(frozen=True, slots=True)
class Absent:
    """No passage reads so. `nearest` is a line that shares rare words and is not the quote; `missing_words` are
    pasted words that no article has; `reason` is set when there was nothing to look for."""

    pasted: str
    nearest: Quote | None
    missing_words: tuple[str, ...]
    snapshot_id: str
    reason: str | None = None


Outcome = Found | Changed | Absent


def check(
    text: str, snapshot: Snapshot, *, annotate: Annotate | None = None, may_show: MayShow = lambda _: True
) -> Outcome:
    """Whether the text stands in the articles, up to what copying changes without changing words.

    `annotate` adds to a quote who says it and what else is known. An article that `may_show` refuses counts as not
    there. Raises QuoteError for more than MAX_CHARACTERS.
    """
    if len(text) > MAX_CHARACTERS:
        size = f"the pasted text has {len(text):,} characters, at most {MAX_CHARACTERS:,} can be checked"
        raise QuoteError(f"{size}; paste the quote alone")
    text = encodable(text)
    return _Check(words(text), snapshot.sharing(terms(text)), annotate, may_show).outcome()


@dataclass(frozen=True, slots=True)
class _Check:
    """One pasted text against one snapshot."""

    pasted: Words
    snapshot: Snapshot
    annotate: Annotate | None
    may_show: MayShow

    def outcome(self) -> Outcome:
        if not self.pasted.keys:
            return self._absent(NO_WORD)
        passages = self._verbatim(self.pasted, MAX_PLACES)
        judged = [self._judged(passage) for passage in passages[:MAX_PLACES]] or self._nearest()
        places = [one for one in judged if isinstance(one, Place)]
        changed = [one for one in judged if isinstance(one, Changed)]
        if places:
            places.sort(key=lambda place: len(place.variants) > 0)
            more = len(passages) >= MAX_PLACES
            return Found(self.pasted.text, tuple(places), self.snapshot.snapshot_id, more)
        return min(changed, key=lambda one: len(one.differences)) if changed else self._absent()

    def _verbatim(self, pasted: Words, limit: int) -> list[Passage]:
        return verbatim(pasted, self.snapshot, self.may_show, limit)

    def _nearest(self) -> list[Place | Changed]:
        """The passage that has enough of the pasted words to be the one meant, if any."""
        total = weight(self.pasted)
        passage = nearest_passage(self.pasted, self.snapshot, self.may_show) if len(self.pasted) >= _MIN_WORDS else None
        if passage is None or passage.share * total < _MIN_WEIGHT:
            return []
        judged = self._judged(passage)
        differences = judged.differences if isinstance(judged, Changed) else ()
        elsewhere = [words(quote.text) for difference in differences for quote in difference.elsewhere]
        share = passage.share + sum(map(weight, elsewhere)) / total
        count = sum(block.size for block in passage.blocks) + sum(map(len, elsewhere))
        return [judged] if share >= _MIN_SHARE and count > _MIN_SHARE * len(self.pasted) else []

    def _judged(self, passage: Passage) -> Place | Changed:
        """The place, or what differs there."""
        text, blocks = passage.source.words, passage.blocks
        comparison = compare(self.pasted, passage)
        differences = tuple(self._located(difference) for difference in comparison.differences)
        if cut := cut_start(self.pasted, passage):
            differences = (cut, *differences)
        span = text.span(passage.first, passage.last)
        if (passage.first, passage.last) == (blocks[0].article, blocks[-1].article + blocks[-1].size):
            whole = blocks[0].pasted, blocks[-1].pasted + blocks[-1].size
            span = widened(self.pasted, whole, text, (passage.first, passage.last))
        if differences:
            span = Span(min(span.start, differences[0].span.start), max(span.end, differences[-1].span.end))
        quote = self._quote(passage.source.article, span, tuple(d.span for d in differences if d.article))
        cut_off = tuple(cue for cue in cut_cues(passage) if not any(_within(cue.span, d.span) for d in differences))
        if len(self.pasted) < _MIN_WORDS:
            cut_off = ()
        place = Place(quote, comparison.variants, comparison.omissions, cut_off)
        return Changed(self.pasted.text, place, differences, self.snapshot.snapshot_id) if differences else place

    def _located(self, difference: Difference) -> Difference:
        """The difference with the places where its pasted words, or each sentence of them, do stand."""
        added = words(difference.pasted)
        if len(added) < _MIN_ELSEWHERE:
            return difference
        cuts = [0, *(at for at, gap in enumerate(added.gaps) if set(gap) & set(".!?")), len(added)]
        whole = [words(added.span(0, len(added)).of(added.text))]
        parts = [words(added.span(*part).of(added.text)) for part in pairwise(cuts)]
        for pieces in (whole, parts):
            found = [self._verbatim(piece, 1) for piece in pieces if len(piece) >= _MIN_ELSEWHERE]
            first = [passages[0] for passages in found if passages]
            if first:
                spans = [(p.source.article, p.source.words.span(p.first, p.last)) for p in first]
                return replace(difference, elsewhere=tuple(self._quote(*place) for place in spans))
        return difference

    def _absent(self, reason: str | None = None) -> Absent:
        ranker, text = self.snapshot.ranker, self.pasted.text
        content = [term for term in terms(text) if term not in STOP_TERMS]
        nearest = None
        for hit in ranker.rank(content, _CANDIDATES):
            sentence = self.snapshot.sentence(hit.sentence_id)
            article = self.snapshot.article(sentence.article_id)
            if self.may_show(article):
                nearest = self._quote(article, sentence.span)
                break
        return Absent(text, nearest, _missing_words(text, self.snapshot), self.snapshot.snapshot_id, reason)

    def _quote(self, article: Article, span: Span, highlights: tuple[Span, ...] = ()) -> Quote:
        line = line_of(line_starts(article.text), span.start)
        quote = Quote(article, span, line, 0.0, highlights, role=Role.RELATED)
        return self.annotate(quote) if self.annotate else quote


def _within(inner: Span, outer: Span) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end


def _missing_words(text: str, snapshot: Snapshot) -> tuple[str, ...]:
    """Words of the text, as typed and each once, that no article has in any form."""
    unknown = [t for t in analyse(text) if t.term not in STOP_TERMS and not snapshot.ranker.knows(t.term)]
    # Of a hyphenated word its part says more than the whole, which starts or ends with it and comes after it.
    starts: dict[int, Token] = {}
    ends: dict[int, Token] = {}
    for token in unknown:
        starts.setdefault(token.span.start, token)
        ends.setdefault(token.span.end, token)
    parts = [t for t in unknown if starts[t.span.start] is t and ends[t.span.end] is t]
    return tuple(dict.fromkeys(token.span.of(text) for token in parts))
