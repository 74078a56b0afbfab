"""The passage that has most of the pasted words in their order, when none has all of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from bot.checks.passages import Block, MayShow, Passage, ReadArticle, read_article, word_at
from bot.checks.words import Words
from bot.question import STOP_TERMS
from index.analysis import term_of, terms
from index.snapshot import Snapshot

_CANDIDATES = 12
_FUNCTION_WORD = 0.25
# What leaving out article words between two blocks costs, in pasted words: each of them, the end of a sentence
# among them, and at most. A "the" that stands far from the rest is not part of the passage.
_FAR, _NEAR, _SENTENCE, _MAX_COST = 0.2, 0.08, 1.0, 3.0
# Words beside a passage that are looked at again when pasted words at its edge are not in it.
_SLACK = 6


@dataclass(frozen=True, slots=True)
class _Aligner:
    """The pasted words with their weights, ready to be aligned with stretches of articles."""

    matcher: SequenceMatcher[str]
    weights: list[float]

    def best_run(self, source: ReadArticle, first: int, last: int, skip_cost: float) -> Passage | None:
        """The run of equal blocks within words first to last that is worth most; None without an equal word."""
        self.matcher.set_seq1(source.words.keys[first:last])
        blocks = [Block(first + m.a, m.b, m.size) for m in self.matcher.get_matching_blocks() if m.size]
        best = worth = 0.0
        begin, chosen = 0, (0, 0)
        for i, block in enumerate(blocks):
            if i:
                end = blocks[i - 1].article + blocks[i - 1].size
                other_sentence = source.sentence(end - 1) != source.sentence(block.article)
                worth -= min(skip_cost * (block.article - end) + _SENTENCE * other_sentence, _MAX_COST)
            if worth <= 0:
                begin, worth = i, 0.0
            worth += sum(self.weights[block.pasted : block.pasted + block.size])
            if worth > best:
                best, chosen = worth, (begin, i + 1)
        run = tuple(blocks[slice(*chosen)])
        if not run:
            return None
        return Passage(source, run[0].article, run[-1].article + run[-1].size, run, best / sum(self.weights))


def weight(pasted: Words) -> float:
    """What the words count for: 1 each, and less for function words."""
    return sum(map(_weight, pasted.keys))


def _weight(key: str) -> float:
    return _FUNCTION_WORD if term_of(key) in STOP_TERMS or key == "'s" else 1.0


def nearest_passage(pasted: Words, snapshot: Snapshot, may_show: MayShow) -> Passage | None:
    """The passage with the greatest share, the better ranked of equal ones; None when no word is shared.

    It begins and ends with the words that stand where the pasted text has others, within their sentences.
    """
    # Words that fill a long text would cost seconds; unless rare, they then only match beside others.
    matcher: SequenceMatcher[str] = SequenceMatcher(None, autojunk=True)  # from 200 words on
    matcher.set_seq2(pasted.keys)
    aligner = _Aligner(matcher, [_weight(key) for key in pasted.keys])
    best: Passage | None = None
    for source, first, last in _stretches(pasted, snapshot, may_show):
        found = aligner.best_run(source, first, last, _FAR)
        if found is None:
            continue
        # Again over the passage alone: at first a "the" far before may have been taken for the one beside it.
        before, after = _unmatched(found, pasted)
        near_first = max(0, found.first - (before + _SLACK if before else 0))
        near_last = found.last + (after + _SLACK if after else 0)
        found = aligner.best_run(source, near_first, near_last, _NEAR) or found
        if best is None or found.share > best.share:
            best = found
    return best and _with_edges(best, pasted)


def _stretches(pasted: Words, snapshot: Snapshot, may_show: MayShow) -> Iterator[tuple[ReadArticle, int, int]]:
    """The sentences that share terms with the pasted text, best first, with its length of words on either side."""
    read: dict[str, ReadArticle] = {}
    for hit in snapshot.ranker.rank(terms(pasted.text), _CANDIDATES):
        sentence = snapshot.sentence(hit.sentence_id)
        if sentence.article_id not in read:
            article = snapshot.article(sentence.article_id)
            if not may_show(article):
                continue
            read[sentence.article_id] = read_article(article, snapshot)
        source = read[sentence.article_id]
        first = max(0, word_at(source.words, sentence.span.start) - len(pasted))
        yield source, first, word_at(source.words, sentence.span.end) + len(pasted)


def _unmatched(passage: Passage, pasted: Words) -> tuple[int, int]:
    """How many pasted words come before the first and after the last block."""
    last = passage.blocks[-1]
    return passage.blocks[0].pasted, len(pasted) - last.pasted - last.size


def _with_edges(passage: Passage, pasted: Words) -> Passage:
    before, after = _unmatched(passage, pasted)
    first = max(passage.first - before, passage.source.sentence(passage.first)[0])
    last = min(passage.last + after, passage.source.sentence(passage.last - 1)[1])
    return replace(passage, first=first, last=last)
