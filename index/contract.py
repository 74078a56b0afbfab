"""What `talks index … --json` prints: keys are stable."""

from __future__ import annotations

from pydantic import BaseModel


class SkippedJson(BaseModel):
    """A file or record left out, and why."""

    file: str
    reason: str


class RenamedJson(BaseModel):
    """An article whose text stayed and whose id changed."""

    before: str
    after: str


class BuildJson(BaseModel):
    """What `talks index build`, `add`, `remove` and `watch` print with --json: article ids, and what was left out."""

    snapshot: str
    articles: int
    sentences: int
    added: list[str]
    changed: list[str]
    removed: list[str]
    renamed: list[RenamedJson]
    skipped: list[SkippedJson]
    seconds: float


class StatusJson(BaseModel):
    """What `talks index status --json` prints; files that came, changed or went since, and what was left out."""

    snapshot: str
    articles: int
    sentences: int
    terms: int
    newest: str | None
    stale: bool
    added: list[str]
    changed: list[str]
    removed: list[str]
    skipped: list[SkippedJson]
    path: str
