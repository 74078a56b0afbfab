"""Files to articles: each file is read by its format's reader, and one bad file never stops the rest."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from pydantic import ValidationError

from index.files import sidecars
from index.formats.found import Fault, Found, UnreadableError
from index.formats.records import Metadata, fault_of
from index.formats.registry import FORMATS, reader_of
from index.formats.sandbox import Sandbox
from index.manifest import sha256_of
from index.model import Article, Kind, PublishedBasis
from index.sentences import leading_date, units_of

# A title made of an article's first words is cut here, at a word.
_TITLE_LENGTH = 80


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file or record that was left out, and why."""

    file: str
    reason: str


def read_file(path: Path, name: str, sandbox: Sandbox) -> list[Article | Skipped]:
    """The articles of one file, or why it has none. `name` is its path relative to the articles folder."""
    suffix = path.suffix.lower()
    try:
        name.encode()
        if path.is_dir():
            os.scandir(path).close()  # raises for a folder that can't be read
            return [Skipped(name, "a link to a folder is not followed; name the folder itself")]
        if suffix not in FORMATS:
            return [Skipped(name, f"{path.suffix or 'no suffix'}: not a known article format")]
        if not path.is_file():
            return [Skipped(name, "not a plain file (a broken link?)")]
        return list(_plain(path, name) if FORMATS[suffix].is_plain else _extracted(path, name, sandbox))
    except UnreadableError as error:
        return [Skipped(name, str(error))]
    except OSError as error:
        return [Skipped(name, f"can't be read: {error.strerror}")]
    except UnicodeEncodeError:
        shown = name.encode("utf-8", "backslashreplace").decode()
        return [Skipped(shown, "the file's name is not UTF-8; rename it")]


def _plain(path: Path, name: str) -> Iterator[Article | Skipped]:
    with path.open("rb") as file:
        yield from _articles(path, name, reader_of(path.suffix.lower())(file))


def _extracted(path: Path, name: str, sandbox: Sandbox) -> Iterator[Article | Skipped]:
    before = sha256_of(path)
    found = list(_articles(path, name, sandbox.read(path, path.suffix.lower())))
    if sha256_of(path) != before:
        raise UnreadableError("changed while it was read; build again")
    for item in found:
        yield replace(item, original=before) if isinstance(item, Article) else item


def _articles(path: Path, name: str, items: Iterable[Found | Fault]) -> Iterator[Article | Skipped]:
    """Articles of what a reader found, with what their sidecars say."""
    for item in items:
        file = f"{name}/{item.member}" if item.member else name
        if isinstance(item, Fault):
            yield Skipped(file, item.reason)
        elif item.key or item.member:
            yield _article(item, file, Metadata())
        else:
            said, skipped = _said_beside(path, name)
            yield from skipped
            yield _article(item, file, said)


def _said_beside(path: Path, name: str) -> tuple[Metadata, list[Skipped]]:
    """What the file's sidecar says, and what is wrong with it."""
    for sidecar in sidecars(path):
        if sidecar.is_file():
            said = _sidecar(sidecar)
            if isinstance(said, Metadata):
                return said, []
            file = Path(name).with_name(sidecar.name).as_posix()
            return Metadata(), [Skipped(file, f"{said}; the article is indexed without it")]
    return Metadata(), []


def _sidecar(path: Path) -> Metadata | str:
    """What a sidecar says of its article, or why it can't be used."""
    import tomllib  # compiles many patterns, and most articles have no sidecar

    try:
        return Metadata.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except ValidationError as error:
        return fault_of(error)
    except (OSError, ValueError) as error:
        return f"not readable: {error}"


def _article(found: Found, file: str, said: Metadata) -> Article:
    stem = PurePosixPath(file)
    # An archive's own suffix goes too: news.zip/talks.txt is news/talks.
    parts = [part[: -len(".zip")] if part.lower().endswith(".zip") else part for part in stem.parent.parts]
    article_id = PurePosixPath(*parts, stem.stem if stem.suffix else stem.name).as_posix()
    if found.key:
        article_id = article_id + found.key if found.key.startswith("#") else found.key
    published, basis = said.published or found.published, PublishedBasis.SUPPLIED
    if published is None:
        stated = leading_date(found.text)
        published, basis = (stated[0], PublishedBasis.STATED) if stated else (None, PublishedBasis.UNKNOWN)
    return Article(
        article_id,
        file,
        said.title or found.title or first_words(found.text),
        found.text,
        said.url or found.url or None,
        said.publisher or found.publisher or None,
        published,
        basis,
        found.place,
    )


def first_words(text: str) -> str:
    """What stands for a missing title: the first heading or the first words of the first sentence."""
    for unit in units_of(text[:4000]):
        if unit.kind in (Kind.SENTENCE, Kind.HEADING):
            words = " ".join(unit.span.of(text).lstrip("#").split())
            if len(words) <= _TITLE_LENGTH:
                return words
            return words[:_TITLE_LENGTH].rsplit(" ", 1)[0].rstrip(",;:–—- ") + " …"
    return ""
