"""What a snapshot's folder says of itself: its manifest, and a record an article. Plain JSON, checked as it is read."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, TypeVar

from index.model import Article, Place, PublishedBasis

FORMAT = 8
MANIFEST = "manifest.json"


_Record = TypeVar("_Record", "FileCheck", "Manifest")


@dataclass(frozen=True, slots=True)
class FileCheck:
    """Size in bytes and SHA-256 of one file of a snapshot."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What manifest.json says of the snapshot and its files.

    `base` is empty, or the id of the snapshot that this one is stored as an addition to.
    Checked by hand: pydantic would be a quarter of a one-shot answer, and this is the one file without a checksum.
    """

    format: int
    analyser: int
    snapshot_id: str
    base: str
    num_articles: int
    num_sentences: int
    num_terms: int
    files: dict[str, FileCheck]

    @classmethod
    def of(cls, data: bytes) -> Manifest:
        """Raises ValueError, TypeError or KeyError unless every field is there and of its type."""
        manifest = _checked(cls, json.loads(data))
        return replace(manifest, files={name: _checked(FileCheck, check) for name, check in manifest.files.items()})


_TYPES = {"int": int, "str": str, "dict[str, FileCheck]": dict}


def _checked(kind: type[_Record], found: Any) -> _Record:
    """The record of a JSON object whose fields have their types; a truth value is no number."""
    values = {field.name: found[field.name] for field in fields(kind)}
    for field in fields(kind):
        if type(values[field.name]) is not _TYPES[str(field.type)]:
            raise TypeError(f"{field.name} is {values[field.name]!r}"[:80])
    return kind(**values)


@dataclass(frozen=True, slots=True)
class ArticleRecord:
    """One line of articles.jsonl: metadata, and the SHA-256 of the text."""

    article_id: str
    file: str
    title: str
    url: str | None
    publisher: str | None
    published: dt.date | None
    published_basis: PublishedBasis
    place: Place
    original: str | None
    also_in: tuple[str, ...]
    sha256: str

    @classmethod
    def of(cls, line: bytes) -> ArticleRecord:
        """Raises ValueError, TypeError or KeyError for a line that is no record."""
        found = json.loads(line)
        found["published"] = dt.date.fromisoformat(found["published"]) if found["published"] else None
        found["published_basis"] = PublishedBasis(found["published_basis"])
        found["place"] = Place(found["place"])
        found["also_in"] = tuple(found["also_in"])
        return cls(**found)

    def with_text(self, text: str) -> Article:
        """The article whose record this is."""
        told = {field.name: getattr(self, field.name) for field in fields(self) if field.name != "sha256"}
        return Article(**told, text=text)

    @classmethod
    def line_of(cls, article: Article, sha256: str) -> bytes:
        """The line of an article whose text has that SHA-256."""
        record = {field.name: getattr(article, field.name) for field in fields(cls) if field.name != "sha256"}
        record |= {
            "published": article.published.isoformat() if article.published else None,
            "published_basis": article.published_basis.value,
            "place": article.place.value,
        }
        return json.dumps(record | {"sha256": sha256}, ensure_ascii=False).encode() + b"\n"


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file in hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
