"""What is left out of the index is named with a reason, and the rest is read."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from index.choosing import read
from index.errors import ArticlesError

Write = Callable[[str, str | bytes], Path]

GOOD = "Hamas accepted some elements of the US peace plan."


@pytest.fixture(autouse=True)
def _good_article(write: Write) -> None:
    write("good.txt", GOOD)


def skipped(folder: Path) -> list[tuple[str, str]]:
    """What was left out of the folder; the good article must be there all the same."""
    reading = read([folder])
    assert GOOD in [article.text for article in reading.articles]
    return [(s.file, s.reason) for s in reading.skipped]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"Fine.\nCaf\xe9 closed.", "not UTF-8 (byte 0xe9 in line 2); convert it: iconv -f LATIN1 -t UTF-8"),
        (b"\xff\xfeI\x00t\xd8", "its byte order mark says UTF-16, but it is not"),
        ("It ended.".encode("utf-16-be"), "binary, not text (holds control characters)"),
        (b"%PDF-1.7\x00\x01\x02", "binary, not text (holds control characters)"),
        (b"\x1b[2J It ended.", "binary, not text (holds control characters)"),
        (b"", "empty"),
        (b" \r\n\t\n", "empty"),
        (b"\xef\xbb\xbf\n", "empty"),
        (b"It ended.\xed\xa0\x80", "not UTF-8 (byte 0xed in line 1); convert it: iconv -f LATIN1 -t UTF-8"),
    ],
)
@pytest.mark.parametrize("suffix", ["txt", "md"])
def test_a_file_that_is_no_utf8_text_is_named(
    folder: Path, write: Write, suffix: str, content: bytes, reason: str
) -> None:
    """A guessed encoding would be a misquote, so none is guessed."""
    write(f"bad.{suffix}", content)
    assert skipped(folder) == [(f"bad.{suffix}", reason)]


@pytest.mark.parametrize("name", ["picture.jpg", "archive.tar.gz", "README"])
def test_an_unknown_format_is_named(folder: Path, write: Write, name: str) -> None:
    """A file without a reader is not passed over in silence."""
    write(name, "x")
    suffix = Path(name).suffix or "no suffix"
    assert skipped(folder) == [(name, f"{suffix}: not a known article format")]


def test_the_same_text_twice_is_indexed_once(folder: Path, write: Write) -> None:
    """A copy would crowd out other answers; white space around it makes no other text."""
    write("later.txt", f"\n{GOOD}\n")
    assert skipped(folder) == [("later.txt", "later: same text as good")]


def test_the_same_file_under_two_paths_is_indexed_once(folder: Path) -> None:
    """Overlapping paths are harmless."""
    reading = read([folder, folder / "good.txt"])
    assert len(reading.articles) == 1
    assert [s.reason for s in reading.skipped] == ["good: same text as good"]


def test_an_id_used_twice_in_json_lines_is_named(folder: Path, write: Write) -> None:
    """The first record keeps the id; the others are not renamed behind the user's back."""
    write("news.jsonl", "".join(f'{{"id": "n1", "text": "Text {i}."}}\n' for i in range(3)))
    reason = "id n1 is already used by news.jsonl; rename one of them"
    assert skipped(folder) == [("news.jsonl", reason), ("news.jsonl", reason)]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (
            b"{not json",
            "line 2: no JSON (key must be a string at line 1 column 2); write one object on the line, such as",
        ),
        (b'["n2", "text"]', "line 2: no object; write one on the line, such as"),
        (b'{"id": "n2"}', "line 2: text: missing; add it"),
        (b'{"text": "No id."}', "line 2: id: missing; add it"),
        (b'{"id": " ", "text": "Blank id."}', "line 2: id: empty; write something"),
        (b'{"id": "n2", "text": 5}', "line 2: text: no text; put it in quotation marks"),
        (b'{"id": "n2", "text": " \\n"}', "line 2: n2: empty"),
        (b'{"id": "n2", "text": "a\\u0000b"}', "line 2: n2: binary, not text (holds control characters)"),
        (b'{"id": "n2", "text": "a", "title": "\\u001b[2J"}', "line 2: title: holds control characters; take them out"),
        (
            b'{"id": "n2", "text": "a", "published": "14 February"}',
            "line 2: published: no date; write it as YYYY-MM-DD",
        ),
        (b'{"id": "n2", "text": "Caf\xe9"}', "line 2: no JSON (invalid unicode code point"),
        (b'{"id": "n2", "text": "\\ud800"}', "line 2: no JSON (unexpected end of hex escape"),
    ],
)
def test_a_faulty_json_line_is_named_and_its_neighbours_are_read(
    folder: Path, write: Write, line: bytes, reason: str
) -> None:
    """The line's number and what is wrong with it are said; the lines around it are articles."""
    write("news.jsonl", b'{"id": "n1", "text": "One."}\n' + line + b'\n{"id": "n3", "text": "Three."}\n')
    ((file, said),) = skipped(folder)
    assert file == "news.jsonl"
    assert said.startswith(reason)
    assert [a.article_id for a in read([folder]).articles] == ["good", "n1", "n3"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"\n \n", "empty"),
    ],
)
def test_a_json_lines_file_without_a_line_is_named_once(
    folder: Path, write: Write, content: bytes, reason: str
) -> None:
    """A file that gives nothing is not passed over in silence, nor named once a line."""
    write("news.jsonl", content)
    assert skipped(folder) == [("news.jsonl", reason)]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b'title = "unclosed', "not readable: "),
        (b"title = 5", "title: no text; put it in quotation marks"),
        (b'published = "last Monday"', "published: no date; write it as YYYY-MM-DD"),
        (b"published = 2024", "published: no date; write it as YYYY-MM-DD"),
        (b'title = "Caf\xe9"', "not readable: "),
        (b'title = "\\u001b[2J"', "title: holds control characters; take them out"),
    ],
)
@pytest.mark.parametrize("sidecar", ["good.meta.toml", "good.txt.meta.toml"])
def test_a_faulty_sidecar_is_named_and_its_article_is_indexed_without_it(
    folder: Path, write: Write, sidecar: str, content: bytes, reason: str
) -> None:
    """The file named is the one to mend, and the article is not lost with it."""
    write(sidecar, content)
    ((file, said),) = skipped(folder)
    assert file == sidecar
    assert said.startswith(reason)
    assert said.endswith("; the article is indexed without it")


def test_a_loop_of_links_ends_and_is_named(folder: Path) -> None:
    """Links to folders are not followed, so a folder that holds itself is read once."""
    (folder / "again").symlink_to(folder, target_is_directory=True)
    (folder / "self.txt").symlink_to(folder / "self.txt")
    assert skipped(folder) == [
        ("again", "a link to a folder is not followed; name the folder itself"),
        ("self.txt", "not a plain file (a broken link?)"),
    ]


def test_broken_links_pipes_and_folders_named_like_articles_do_no_harm(folder: Path) -> None:
    """A pipe would block its reader for ever; it is named instead of opened."""
    (folder / "broken.txt").symlink_to(folder / "gone.txt")
    (folder / "folder.txt").mkdir()
    os.mkfifo(folder / "pipe.txt")
    reason = "not a plain file (a broken link?)"
    assert skipped(folder) == [("broken.txt", reason), ("pipe.txt", reason)]


def test_a_link_to_a_file_is_read(folder: Path, tmp_path: Path) -> None:
    """A linked article is an article."""
    (tmp_path / "elsewhere.txt").write_text("Talks resumed.", encoding="utf-8")
    (folder / "linked.txt").symlink_to(tmp_path / "elsewhere.txt")
    assert [a.article_id for a in read([folder]).articles] == ["good", "linked"]


def test_a_file_name_that_is_not_utf8_is_named(folder: Path) -> None:
    """Such a name can't be stored; the reason can be printed."""
    try:
        (folder / os.fsdecode(b"caf\xe9.txt")).write_text("It ended.", encoding="utf-8")
    except OSError:
        pytest.skip("this file system takes only UTF-8 names")
    ((file, reason),) = skipped(folder)
    assert file.encode() == b"caf\\udce9.txt"
    assert reason == "the file's name is not UTF-8; rename it"


def test_files_and_folders_without_permission_are_named(as_plain_user: Path) -> None:
    """What the user may not read is said, whether a file, its sidecar or a folder."""
    for name in ("a.txt", "b.txt", "closed/c.txt", "good.txt"):
        (as_plain_user / name).parent.mkdir(exist_ok=True)
        (as_plain_user / name).write_text(GOOD if name == "good.txt" else f"Article {name}.", encoding="utf-8")
    (as_plain_user / "b.meta.toml").write_text('title = "B"', encoding="utf-8")
    for name in ("a.txt", "b.meta.toml", "closed"):
        (as_plain_user / name).chmod(0)
    found = skipped(as_plain_user)
    assert [(file, reason.split(";")[0][:30]) for file, reason in found] == [
        ("a.txt", "can't be read: Permission deni"),
        ("b.meta.toml", "not readable: [Errno 13] Permi"),
        ("closed", "can't be read: Permission deni"),
    ]


def test_a_root_without_permission_is_an_error_that_says_so(as_plain_user: Path) -> None:
    """An unreadable folder is not taken for an empty one."""
    as_plain_user.chmod(0)
    with pytest.raises(ArticlesError, match="can't be read; set its permissions"):
        read([as_plain_user])
