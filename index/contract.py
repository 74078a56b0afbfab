"""What `talks index … --json` prints: keys are stable."""

from __future__ import annotations

from pydantic import BaseModel


class SkippedJson(BaseModel):
    """A file or record left out, and why."""

    file: str
    reason: str


class BuildJson(BaseModel):
    """What `talks index build --json` prints."""

    snapshot: str
    articles: int
    sentences: int
    skipped: list[SkippedJson]
    seconds: float


class StatusJson(BaseModel):
    """What `talks index status --json` prints."""

    snapshot: str
    articles: int
    sentences: int
    terms: int
    newest: str | None
    stale: bool
    path: str
