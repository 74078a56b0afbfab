"""Files to articles. A reader is a function from a file's bytes to articles; one bad file never stops the rest."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, field_validator

from index.files import list_files, sidecars
from index.model import Article, Kind, PublishedBasis
from index.sentences import leading_date, split

# A title made of an article's first words is cut here, at a word.
_TITLE_LENGTH = 80
# No text holds these; a terminal may obey them.
_CONTROL = bytes(set(range(32)) - set(b"\t\n\f\r"))
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_UTF16_REASON = "UTF-16, not UTF-8; convert it: iconv -f UTF-16 -t UTF-8"


class Metadata(BaseModel):
    """What a person says of an article beside its text: a sidecar file or JSON fields."""

    model_config = ConfigDict(extra="ignore", str_strip_whitespace=True)

    title: str | None = None
    published: dt.date | None = None
    url: str | None = None
    publisher: str | None = None

    @field_validator("id", "title", "url", "publisher", check_fields=False)
    @classmethod
    def _one_line(cls, value: str | None) -> str | None:
        """One line without control characters, which a terminal may obey."""
        line = value and " ".join(value.split())
        if line and any(c < " " or "\x7f" <= c <= "\x9f" for c in line):
            raise ValueError("holds control characters")
        return line


class JsonArticle(Metadata):
    """One line of a JSON lines file."""

    id: str = Field(min_length=1)
    text: Annotated[str, StringConstraints(strip_whitespace=False)]  # never changed


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file or record that was left out, and why."""

    file: str
    reason: str


@dataclass(slots=True)
class Reading:
    """What came of reading some paths: articles in reading order, and what was left out."""

    articles: list[Article] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)


def read(paths: Iterable[Path]) -> Reading:
    """Reads files and directory trees in name order.

    Articles with the same text as an earlier one, and ids used twice, are left out and named.
    Raises ArticlesError when a path does not exist.
    """
    reading = Reading()
    seen_ids: dict[str, str] = {}
    seen_texts: dict[str, str] = {}
    for root in paths:
        for path, name in list_files(root):
            for item in _read_file(path, name):
                match item:
                    case Skipped():
                        reading.skipped.append(item)
                    case Article():
                        _keep(item, reading, seen_ids, seen_texts)
    return reading


def _read_file(path: Path, name: str) -> list[Article | Skipped]:
    """The articles of one file, or why it has none."""
    reader = _READERS.get(path.suffix.lower())
    try:
        name.encode()
        if path.is_dir():
            os.scandir(path).close()  # raises for a folder that can't be read
            return [Skipped(name, "a link to a folder is not followed; name the folder itself")]
        if reader is None:
            return [Skipped(name, f"{path.suffix or 'no suffix'}: not a known article format")]
        if not path.is_file():
            return [Skipped(name, "not a plain file (a broken link?)")]
        return list(reader(path, name))
    except OSError as error:
        return [Skipped(name, f"can't be read: {error.strerror}")]
    except UnicodeEncodeError:
        shown = name.encode("utf-8", "backslashreplace").decode()
        return [Skipped(shown, "the file's name is not UTF-8; rename it")]


def _keep(article: Article, reading: Reading, seen_ids: dict[str, str], seen_texts: dict[str, str]) -> None:
    digest = hashlib.sha256(article.text.strip().encode()).hexdigest()
    if digest in seen_texts:
        reading.skipped.append(Skipped(article.file, f"{article.article_id}: same text as {seen_texts[digest]}"))
        return
    if article.article_id in seen_ids and not article.file.lower().endswith(".jsonl"):
        # talks.txt and talks.md are two articles: the second goes by its full name.
        article = replace(article, article_id=article.file)
    if article.article_id in seen_ids:
        other = seen_ids[article.article_id]
        reason = f"id {article.article_id} is already used by {other}; rename one of them"
        reading.skipped.append(Skipped(article.file, reason))
        return
    seen_ids[article.article_id] = article.file
    seen_texts[digest] = article.article_id
    reading.articles.append(article)


def _read_text(path: Path, name: str) -> Iterator[Article | Skipped]:
    """A .txt or .md file is one article."""
    text = _decode(path.read_bytes())
    if isinstance(text, _Fault):
        yield Skipped(name, text.reason)
        return
    metadata = Metadata()
    for sidecar in sidecars(path):
        if sidecar.is_file():
            said = _sidecar(sidecar)
            if isinstance(said, Metadata):
                metadata = said
            else:
                reason = f"{said.reason}; the article is indexed without it"
                yield Skipped(Path(name).with_name(sidecar.name).as_posix(), reason)
            break
    yield _article(Path(name).with_suffix("").as_posix(), name, text, metadata)


def _read_json_lines(path: Path, name: str) -> Iterator[Article | Skipped]:
    """Each line of a .jsonl file is one article: id, text and perhaps title, published, url, publisher."""
    data = path.read_bytes().removeprefix(b"\xef\xbb\xbf")
    if not data.strip() or data.startswith(_UTF16):
        yield Skipped(name, _UTF16_REASON if data.strip() else "empty")
        return
    for number, raw in enumerate(data.split(b"\n"), start=1):
        line = raw.strip()
        if not line:
            continue
        try:
            record = JsonArticle.model_validate_json(line)
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(part) for part in first["loc"])
            yield Skipped(name, f"line {number}: {where + ': ' if where else ''}{first['msg']}")
            continue
        text = _decode(record.text.encode())
        if isinstance(text, _Fault):
            yield Skipped(name, f"line {number}: {record.id}: {text.reason}")
            continue
        yield _article(record.id, name, record.text, record)


# The door for further formats: a suffix of index.files and its reader.
_READERS: dict[str, Callable[[Path, str], Iterator[Article | Skipped]]] = {
    ".txt": _read_text,
    ".md": _read_text,
    ".jsonl": _read_json_lines,
}


@dataclass(frozen=True, slots=True)
class _Fault:
    reason: str


def _decode(data: bytes) -> str | _Fault:
    """The text of a file, or why it is none. Never guesses an encoding: a wrong guess is a misquote."""
    if not data.strip():
        return _Fault("empty")
    if data.startswith(_UTF16):
        return _Fault(_UTF16_REASON)
    if data.translate(None, _CONTROL) != data:
        return _Fault("binary, not text (holds control characters)")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return _Fault(
            f"not UTF-8 (byte 0x{data[error.start]:02x} in line {line}); convert it: iconv -f LATIN1 -t UTF-8"
        )
    return text if text.strip("\ufeff \t\r\n") else _Fault("empty")


def _sidecar(path: Path) -> Metadata | _Fault:
    """What a sidecar says of its article, or why it can't be used."""
    import tomllib  # compiles many patterns, and most articles have no sidecar

    try:
        return Metadata.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except ValidationError as error:
        first = error.errors()[0]
        return _Fault(f"{first['loc'][0]}: {first['msg']}")
    except (OSError, ValueError) as error:
        return _Fault(f"not readable: {error}")


def _article(article_id: str, file: str, text: str, metadata: Metadata) -> Article:
    title = metadata.title or first_words(text)
    article = Article(article_id, file, title, text, url=metadata.url or None, publisher=metadata.publisher or None)
    prefix = leading_date(text)
    if metadata.published is not None:
        return replace(article, published=metadata.published, published_basis=PublishedBasis.SUPPLIED)
    if prefix is not None:
        return replace(article, published=prefix[0], published_basis=PublishedBasis.STATED)
    return article


def first_words(text: str) -> str:
    """What stands for a missing title: the first heading or the first words of the first sentence."""
    for unit in split(text[:4000]):
        if unit.kind in (Kind.SENTENCE, Kind.HEADING):
            words = " ".join(unit.span.of(text).lstrip("#").split())
            if len(words) <= _TITLE_LENGTH:
                return words
            return words[:_TITLE_LENGTH].rsplit(" ", 1)[0].rstrip(",;:–—- ") + " …"
    return ""
