"""Invented articles as indexes, for tests that look at single sentences."""

from __future__ import annotations

from pathlib import Path

from index.build import build
from index.snapshot import Snapshot, load


def index_story(text: str, folder: Path) -> Snapshot:
    """The index of one article with that text."""
    (folder / "story.txt").write_text(text, encoding="utf-8")
    build([folder / "story.txt"], folder / "index")
    return load(folder / "index")


def sentence_id(words: str, story: Snapshot) -> int:
    """The first sentence that holds the words."""
    return next(i for i in range(story.num_sentences) if words in story.text_of(story.sentence(i)))
