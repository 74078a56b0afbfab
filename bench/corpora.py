"""`python -m bench.corpora SENTENCES OUT.jsonl [PATH …]`: made-up articles of any number, always the same.

They are written after free texts: the repo's articles and those at the paths (.txt files, or JSON lines with a "text").
A sentence is a real one whose content words were exchanged, so its length, function words and punctuation are real.
Content words come from four places, each with a share: the sentence itself, the article so far (words come in bursts),
the text that the article is made after (words of one subject meet), and all words, by Zipf's law, with a tail of
invented names and numbers, so that the vocabulary grows by Heaps' law as in real text.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

ROOT = Path(__file__).parent.parent
_SENTENCE_END = re.compile(r"(?<=[.!?])[\"”’')]*\s+|\n+")
_TOKEN = re.compile(r"(\W*)(\w(?:.*\w)?)?(\W*)", re.DOTALL)
_SHORTEST, _LONGEST = 4, 70
_PER_ARTICLE = 25
# A word in more than this share of the sentences is one of the language, not of a subject.
_FUNCTION = 0.004
# Shares of the sources of a content word: itself, the article so far, its subject, all words.
_SHARES = (0.32, 0.10, 0.20, 0.38)
# Zipf's law with two slopes (Ferrer i Cancho and Solé, 2001): the tail falls faster, or the vocabulary would explode.
_HEAD, _TAIL, _KNEE = 1.0, 1.35, 8_000
_NUM_WORDS = 4_000_000
_SYLLABLES = [
    c + v for c in "b ch d f g h j k l m n p r s sh t v w z kr st tr".split() for v in "a e i o u ai ou".split()
]

Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Patterns:
    """Free text as numbers. One row a token: its word, what stands before and after it, whether it tells a subject.

    `sentences` are the first tokens of each sentence and the end, `subjects` the first sentences of each text and the
    end. `words` are all that stand in the text, content words by falling frequency; `num_content` of them.
    """

    words: Sequence[str]
    num_content: int
    affixes: Sequence[str]
    word: Numbers
    before: Numbers
    after: Numbers
    sentences: Numbers
    subjects: Numbers


def patterns(texts: Sequence[str]) -> Patterns:
    """The patterns of some texts."""
    subjects, sentences, tokens = [0], [0], list[tuple[str, str, str]]()
    for text in texts:
        for sentence in _SENTENCE_END.split(text):
            found = [match.groups("") for match in map(_TOKEN.fullmatch, sentence.split()) if match and match[2]]
            if _SHORTEST <= len(found) <= _LONGEST:
                tokens += [(a, b, c) for a, b, c in found[:-1]] + [(found[-1][0], found[-1][1], ".")]
                sentences.append(len(tokens))
        if len(sentences) - 1 > subjects[-1]:
            subjects.append(len(sentences) - 1)
    counts = Counter(core for _, core, _ in tokens)
    folded = Counter[str]()
    for core, count in counts.items():
        folded[core.lower()] += count
    common = {core for core in counts if folded[core.lower()] > _FUNCTION * len(sentences)}
    content = sorted(counts.keys() - common, key=lambda core: (-counts[core], core))
    words = content + sorted(common)
    number = {core: i for i, core in enumerate(words)}
    affixes = sorted({affix for before, _, after in tokens for affix in (before, after)})
    place = {affix: i for i, affix in enumerate(affixes)}
    return Patterns(
        words,
        len(content),
        affixes,
        word=np.array([number[core] for _, core, _ in tokens]),
        before=np.array([place[before] for before, _, _ in tokens]),
        after=np.array([place[after] for _, _, after in tokens]),
        sentences=np.array(sentences),
        subjects=np.array(subjects),
    )


def articles(num_sentences: int, texts: Sequence[str]) -> Iterator[list[str]]:
    """The sentences of each made-up article, so many in all."""
    known = patterns(texts)
    rng = np.random.default_rng(20_241)
    zipf = _zipf(_NUM_WORDS)
    left = num_sentences
    while left > 0:
        count = min(left, int(rng.integers(_PER_ARTICLE // 2, 2 * _PER_ARTICLE)))
        yield _article(known, count, rng, zipf)
        left -= count


def _zipf(num_words: int) -> NDArray[np.float64]:
    """The share of all words up to each rank."""
    rank = np.arange(1, num_words + 1, dtype=np.float64)
    share = np.where(rank < _KNEE, rank**-_HEAD, _KNEE ** (_TAIL - _HEAD) * rank**-_TAIL)
    total: NDArray[np.float64] = np.cumsum(share)
    total /= total[-1]
    return total


def _article(known: Patterns, count: int, rng: np.random.Generator, zipf: NDArray[np.float64]) -> list[str]:
    subject = int(rng.integers(len(known.subjects) - 1))
    first, last = known.subjects[subject : subject + 2].tolist()
    # Half of the sentences are of the subject's text, the others of any.
    chosen = np.where(
        rng.random(count) < 0.5, rng.integers(first, last, count), rng.integers(0, len(known.sentences) - 1, count)
    )
    starts, lengths = known.sentences[chosen], known.sentences[chosen + 1] - known.sentences[chosen]
    rows = np.concatenate([np.arange(s, s + n) for s, n in zip(starts.tolist(), lengths.tolist(), strict=True)])
    word = known.word[rows].copy()
    slots = np.flatnonzero(word < known.num_content)
    around = known.word[known.sentences[first] : known.sentences[last]]
    around = around[around < known.num_content]
    kept = word[slots]
    source = np.searchsorted(np.cumsum(_SHARES[:-1]), rng.random(len(slots)), side="right")
    drawn = np.searchsorted(zipf, rng.random(len(slots)))
    drawn[drawn >= known.num_content] += len(known.words) - known.num_content
    topical = around[rng.integers(0, max(1, len(around)), len(slots))] if len(around) else kept
    new = np.select([source == 0, source == 2, source == 3], [kept, topical, drawn], 0)
    # A word of the article so far: where it was itself taken up, the one before that.
    back = (np.arange(len(slots)) * rng.random(len(slots))).astype(np.int64)
    repeated = source == 1
    if len(slots):
        new[repeated] = np.where(source[back[repeated]] == 1, kept[back[repeated]], new[back[repeated]])
    word[slots] = new
    text = [_spelled(known, w) for w in word.tolist()]
    before, after, affixes = known.before[rows].tolist(), known.after[rows].tolist(), known.affixes
    parts = [affixes[b] + t + affixes[a] for b, t, a in zip(before, text, after, strict=True)]
    ends = np.cumsum(lengths).tolist()
    sentences = [" ".join(parts[end - n : end]) for end, n in zip(ends, lengths.tolist(), strict=True)]
    return [sentence[0].upper() + sentence[1:] for sentence in sentences]


def _spelled(known: Patterns, word: int) -> str:
    """The word of that number; beyond the known ones come invented names and numbers."""
    if word < len(known.words):
        return known.words[word]
    rest = word - len(known.words)
    if rest % 8 == 0:
        return f"{rest // 8:,}"
    name = ""
    while rest or not name:
        rest, syllable = divmod(rest, len(_SYLLABLES))
        name += _SYLLABLES[syllable]
    return name.capitalize() if word % 2 else name


def texts_of(paths: Sequence[Path]) -> list[str]:
    """The repo's articles, and those of the paths."""
    texts = [p.read_text(encoding="utf-8") for p in sorted([*ROOT.glob("seeds/*.txt"), *ROOT.glob("bench/articles/*")])]
    for path in paths:
        whole = path.read_text(encoding="utf-8")
        texts += [json.loads(line)["text"] for line in whole.splitlines()] if path.suffix == ".jsonl" else [whole]
    return texts


def lines(num_sentences: int, texts: Sequence[str]) -> Iterator[str]:
    """Made-up articles as JSON lines."""
    for number, sentences in enumerate(articles(num_sentences, texts)):
        yield json.dumps({"id": f"made-{number:06}", "title": "", "text": "\n".join(sentences)}, ensure_ascii=False)


def main(num_sentences: int, out: Path, paths: Sequence[Path]) -> None:
    """Writes the articles."""
    with out.open("w", encoding="utf-8") as file:
        file.writelines(f"{line}\n" for line in lines(num_sentences, texts_of(paths)))


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]), [Path(arg) for arg in sys.argv[3:]])
