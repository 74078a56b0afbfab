"""Files of records: each line of a .jsonl file and each row of a .csv file is one article. Read record by record."""

from __future__ import annotations

import codecs
import csv
import datetime as dt
import io
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, BinaryIO

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, field_validator

from index.formats.found import MAX_TEXT, Fault, Found, UnreadableError, one_line
from index.formats.text import decode, marked

# JSON may write a character in six bytes.
_MAX_LINE = 6 * MAX_TEXT
_HEAD = 4096  # bytes that are looked at to tell what a file is
# What the columns of a table may be called.
_COLUMNS = {
    "id": ("id", "article_id", "guid"),
    "text": ("text", "body", "content", "article"),
    "title": ("title", "headline"),
    "published": ("published", "date", "published_at", "pubdate"),
    "url": ("url", "link"),
    "publisher": ("publisher", "source"),
}


class Metadata(BaseModel):
    """What a person says of an article beside its text: a sidecar file or the fields of a record."""

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


class _Record(Metadata):
    """One article of a file of records."""

    id: str = Field(min_length=1)
    text: Annotated[str, StringConstraints(strip_whitespace=False)]  # never changed


def read_json_lines(file: BinaryIO) -> Iterator[Found | Fault]:
    """Each line is one article: id, text and perhaps title, published, url, publisher."""
    stream = _utf8(file)
    number = seen = 0
    while raw := stream.readline(_MAX_LINE + 1):
        number += 1
        if len(raw) > _MAX_LINE:
            while raw and not raw.endswith(b"\n"):
                raw = stream.readline(_MAX_LINE)
            seen += 1
            yield Fault(f"line {number}: longer than the {_MAX_LINE / 1e6:.0f} MB that a line may have")
        elif line := raw.strip():
            seen += 1
            yield _record(f"line {number}", line)
    if not seen:
        raise UnreadableError("empty")


def read_csv(file: BinaryIO) -> Iterator[Found | Fault]:
    """Each row is one article; the first row names the columns: text and perhaps id, title, date, url, source."""
    stream = _utf8(file)
    head = stream.peek(_HEAD)[:_HEAD]
    if not head.strip():
        raise UnreadableError("empty")
    csv.field_size_limit(MAX_TEXT)
    lines = io.TextIOWrapper(stream, encoding="utf-8", newline="")
    names = head.split(b"\n", 1)[0].decode("utf-8", "replace")
    rows = csv.reader(lines, delimiter=max(",;\t", key=names.count))
    number = 1
    try:
        columns = _columns(next(rows))
        for number, row in enumerate(rows, start=2):
            if row:
                values = {name: row[i] for name, i in columns.items() if i < len(row) and row[i].strip()}
                yield _record(f"row {number}", {"id": f"#{number}"} | values)
    except UnicodeDecodeError:
        yield Fault(f"after row {number}: not UTF-8; convert it: iconv -f LATIN1 -t UTF-8")
    except csv.Error as error:
        yield Fault(f"after row {number}: {error}")


def _columns(header: list[str]) -> dict[str, int]:
    given = [name.strip().casefold() for name in header]
    found = {field: given.index(name) for field, names in _COLUMNS.items() for name in reversed(names) if name in given}
    if "text" not in found:
        raise UnreadableError(f"its first row names no column {' or '.join(_COLUMNS['text'])}")
    return found


def _record(where: str, given: bytes | Mapping[str, Any]) -> Found | Fault:
    try:
        record = _Record.model_validate_json(given) if isinstance(given, bytes) else _Record.model_validate(dict(given))
    except ValidationError as error:
        return Fault(f"{where}: {fault_of(error)}")
    try:
        if len(record.text) > MAX_TEXT:
            raise UnreadableError(f"longer than {MAX_TEXT / 1e6:.0f} million characters")
        decode(record.text.encode())
    except UnreadableError as error:
        return Fault(f"{where}: {record.id}: {error}")
    title, url, publisher = one_line(record.title), record.url or None, record.publisher or None
    return Found(record.text, key=record.id, title=title, published=record.published, url=url, publisher=publisher)


def fault_of(error: ValidationError) -> str:
    """What is wrong with a record's first faulty field, and what to do about it."""
    first = error.errors(include_url=False)[0]
    kind, field = first["type"], ".".join(str(part) for part in first["loc"])
    if kind == "json_invalid":
        return f"no JSON ({first['ctx']['error']}); write one object on the line, such as {_EXAMPLE}"
    if not field:
        return f"no object; write one on the line, such as {_EXAMPLE}"
    return f"{field}: {next((told for start, told in _PLAIN.items() if kind.startswith(start)), first['msg'])}"


# By how pydantic's name of a fault begins.
_PLAIN = {
    "missing": "missing; add it",
    "string_too_short": "empty; write something, or leave the record out",
    "string_type": "no text; put it in quotation marks",
    "date": "no date; write it as YYYY-MM-DD, such as 2024-02-14",
    "value_error": "holds control characters; take them out",
}
_EXAMPLE = '{"id": "n1", "text": "It rained."}'


def _utf8(file: BinaryIO) -> io.BufferedReader[Any]:
    """The file's bytes as UTF-8 without a byte order mark, whichever encoding that mark names."""
    raw: Any = file
    stream: io.BufferedReader[Any] = raw if isinstance(raw, io.BufferedReader) else io.BufferedReader(raw)
    head = stream.peek(4)[:4]
    encoding = marked(head)
    if encoding != "utf-8":
        stream = io.BufferedReader(_Recoded(stream, encoding))
        head = stream.peek(3)[:3]
    if head.startswith(codecs.BOM_UTF8):
        stream.read(len(codecs.BOM_UTF8))
    return stream


class _Recoded(io.RawIOBase):
    """A file in one encoding read as UTF-8."""

    def __init__(self, file: BinaryIO, encoding: str) -> None:
        self._text = codecs.getreader(encoding)(file)
        self._name = encoding

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        try:
            data = self._text.read(len(buffer) // 4, len(buffer) // 4).encode()
        except UnicodeError:
            raise UnreadableError(f"its byte order mark says {self._name.upper()}, but it is not") from None
        buffer[: len(data)] = data
        return len(data)
