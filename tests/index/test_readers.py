"""Files to articles: what is read, and how its date is known."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from index.choosing import read
from index.errors import ArticlesError
from index.files import SUFFIXES, is_article_file
from index.formats.registry import FORMATS
from index.model import PublishedBasis

Write = Callable[[str, str | bytes], Path]


def test_txt_and_md_files_become_articles_with_their_bytes_unchanged(folder: Path, write: Write) -> None:
    """Line ends, blanks, curly quotes and a byte order mark stay: a quote is a slice of the file."""
    text = "\ufeff  Talks “resumed”\r\n\r\n\tin Cairo \n"
    write("talks.txt", text)
    write("deep/er/rafah.md", "# Rafah\n\nIt remains closed.\n")
    reading = read([folder])
    assert [(a.article_id, a.file) for a in reading.articles] == [
        ("deep/er/rafah", "deep/er/rafah.md"),
        ("talks", "talks.txt"),
    ]
    assert reading.articles[1].text == text
    assert reading.articles[0].title == "Rafah"
    assert reading.skipped == []


def test_the_seeds_are_five_articles_of_which_two_state_their_date(seeds: Path) -> None:
    """A leading ` date YYYY-MM-DD` is a stated date; without it the date is unknown, never guessed."""
    articles = read([seeds]).articles
    assert [(a.published, a.published_basis.value) for a in articles] == [
        (None, "unknown"),
        (dt.date(2025, 7, 7), "stated"),
        (None, "unknown"),
        (None, "unknown"),
        (dt.date(2024, 2, 14), "stated"),
    ]
    assert all(a.text == (seeds / a.file).read_bytes().decode() for a in articles)


def test_a_leading_date_is_no_part_of_the_title(folder: Path, write: Write) -> None:
    """First words stand in for a missing title, without the ` date` prefix."""
    write("a.txt", " date 2024-02-14 A Hamas delegation was expected in Cairo.\n")
    (article,) = read([folder]).articles
    assert article.title == "A Hamas delegation was expected in Cairo."


def test_a_day_that_does_not_exist_is_no_date(folder: Path, write: Write) -> None:
    """` date 2024-02-31` states nothing."""
    write("a.txt", " date 2024-02-31 It ended.")
    (article,) = read([folder]).articles
    assert (article.published, article.published_basis) == (None, PublishedBasis.UNKNOWN)


def test_a_long_first_sentence_makes_a_title_cut_at_a_word(folder: Path, write: Write) -> None:
    """A title of first words ends at a word and says that it was cut."""
    write(
        "a.txt", "A delegation, led by deputy Hamas leader Khalil al-Hayya, has arrived in the Egyptian capital, Cairo."
    )
    (article,) = read([folder]).articles
    assert article.title == "A delegation, led by deputy Hamas leader Khalil al-Hayya, has arrived in the …"


def test_json_lines_become_one_article_each(folder: Path, write: Write) -> None:
    """Every field arrives; the text is not stripped, for spans count from its first character."""
    rows = [
        {"id": "n1", "title": "Talks", "text": " \n Talks resumed. \n", "published": "2025-07-07", "url": "http://a/b"},
        {"id": "n2", "text": "date 2024-02-14 It ended.", "publisher": "AFP", "unknown": 1},
    ]
    write("news.jsonl", "\ufeff" + "\n\n".join(json.dumps(row) for row in rows) + "\n")
    first, second = read([folder]).articles
    assert (first.article_id, first.file, first.title, first.url) == ("n1", "news.jsonl", "Talks", "http://a/b")
    assert first.text == " \n Talks resumed. \n"
    assert (first.published, first.published_basis) == (dt.date(2025, 7, 7), PublishedBasis.SUPPLIED)
    assert (second.publisher, second.published_basis) == ("AFP", PublishedBasis.STATED)


@pytest.mark.parametrize("sidecar", ["a.meta.toml", "a.txt.meta.toml"])
def test_a_sidecar_supplies_what_the_text_does_not_say(folder: Path, write: Write, sidecar: str) -> None:
    """NAME.meta.toml gives title, date, address and publisher, and is no article itself."""
    write("a.txt", "Officials are meeting in Egypt on Monday.")
    write(sidecar, 'title = "Talks in Egypt"\npublished = 2025-10-06\nurl = "http://a/b"\npublisher = "AFP"\n')
    reading = read([folder])
    (article,) = reading.articles
    assert (article.title, article.url, article.publisher) == ("Talks in Egypt", "http://a/b", "AFP")
    assert (article.published, article.published_basis) == (dt.date(2025, 10, 6), PublishedBasis.SUPPLIED)
    assert reading.skipped == []


def test_a_supplied_title_is_one_line(folder: Path, write: Write) -> None:
    """A line break in a title would break the header it stands in."""
    write("a.txt", "It ended.")
    write("a.meta.toml", 'title = "Talks\\n  in Egypt"')
    assert read([folder]).articles[0].title == "Talks in Egypt"


def test_two_files_of_one_name_with_different_suffixes_are_two_articles(folder: Path, write: Write) -> None:
    """The second goes by its full name, so that neither is lost."""
    write("talks.md", "One.")
    write("talks.txt", "Two.")
    reading = read([folder])
    assert [a.article_id for a in reading.articles] == ["talks", "talks.txt"]
    assert reading.skipped == []


@pytest.mark.parametrize(
    "name", ["two\nlines.txt", " spaced  out .txt", "Łódź—مفاوضات.txt", "a'b\"c\\d.txt", "UPPER.TXT"]
)
def test_unusual_file_names_are_read(folder: Path, write: Write, name: str) -> None:
    """Line breaks, blanks, quotes and letters of any script in a name do no harm."""
    write(name, "It ended.")
    (article,) = read([folder]).articles
    assert (article.file, article.article_id) == (name, name[:-4])


def test_articles_come_in_name_order_whatever_the_order_of_writing(folder: Path, write: Write) -> None:
    """Reading order decides ties and the snapshot's id, so it can't be the disk's."""
    for name in ("c.txt", "a.txt", "b/z.txt", "b.txt"):
        write(name, f"Article {name}.")
    expected = [path.relative_to(folder).as_posix() for path in sorted(folder.rglob("*.txt"))]
    assert [a.file for a in read([folder]).articles] == expected
    assert set(expected) == {"a.txt", "b.txt", "b/z.txt", "c.txt"}


def test_hidden_files_are_left_alone(folder: Path, write: Write) -> None:
    """Editors' and version control's files are no articles and need no mention."""
    write(".draft.txt", "Not yet.")
    write(".git/config.txt", "Not at all.")
    reading = read([folder])
    assert (reading.articles, reading.skipped) == ([], [])


def test_a_single_file_can_be_named(write: Write) -> None:
    """A path may be a file; its article goes by the file's own name."""
    (article,) = read([write("deep/a.txt", "It ended.")]).articles
    assert (article.article_id, article.file) == ("a", "a.txt")


def test_a_missing_path_is_an_error_that_says_what_to_do(tmp_path: Path) -> None:
    """Nothing is indexed by mistake when a folder is misspelt."""
    with pytest.raises(ArticlesError, match=r"nowhere: no such file or folder; set TALKS_ARTICLES"):
        read([tmp_path / "nowhere"])


def test_only_plain_files_with_known_suffixes_are_article_files(folder: Path, write: Write) -> None:
    """A folder named like an article is none."""
    (folder / "folder.txt").mkdir()
    paths = (write("a.MD", "x"), write("a.jpg", "x"), folder / "folder.txt", folder / "gone.txt")
    assert [is_article_file(path) for path in paths] == [True, False, False, False]


def test_every_article_file_has_its_reader() -> None:
    """What counts as an article when the index may be stale is what a build reads."""
    assert set(SUFFIXES) == set(FORMATS)
