"""What each format gives: text that quotes are slices of, where it stands, and the format's own metadata."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from index.build import build
from index.choosing import read
from index.errors import SnapshotError
from index.model import Article, Place, PublishedBasis
from index.snapshot import load, verify
from tests.index.documents import docx, epub, package, page, pdf, rss

Write = Callable[[str, str | bytes], Path]

ARRIVED = "A delegation arrived in Cairo on Sunday, the ministry said in a statement to reporters."
LASTS = "The talks & the visits will last three days, two officials told the state news agency."


def articles(folder: Path) -> list[Article]:
    """What was read; nothing may have been left out."""
    reading = read([folder])
    assert reading.skipped == []
    return reading.articles


def test_a_web_page_is_its_article_without_what_stands_around_it(folder: Path, write: Write) -> None:
    """Title, date, address and site come from the page's head; navigation and footers are left out."""
    head = (
        '<title>Talks resume - Example News</title><meta property="og:title" content="Talks resume in Cairo">'
        '<meta property="article:published_time" content="2024-02-14T10:00:00Z">'
        '<meta property="og:site_name" content="Example News"><link rel="canonical" href="https://example.org/talks">'
    )
    data = write("talks.html", page([ARRIVED, LASTS], head)).read_bytes()
    (article,) = articles(folder)
    assert article.text == f"{ARRIVED}\n{LASTS}"
    assert (article.article_id, article.title, article.place) == ("talks", "Talks resume in Cairo", Place.PARAGRAPH)
    assert (article.published, article.published_basis) == (dt.date(2024, 2, 14), PublishedBasis.SUPPLIED)
    assert (article.url, article.publisher) == ("https://example.org/talks", "Example News")
    assert article.original == hashlib.sha256(data).hexdigest()


def test_a_web_page_without_a_date_has_none(folder: Path, write: Write) -> None:
    """A day that the text happens to name is not the day of publication."""
    write("talks.html", page([ARRIVED, "They had met on 3 March 2021 in Doha, before the last round of talks began."]))
    assert articles(folder)[0].published is None


def test_a_web_page_is_read_in_the_encoding_that_it_names(folder: Path, write: Write) -> None:
    """Latin-1 is named by many old pages, and a wrong guess would be a misquote."""
    head = '<meta charset="iso-8859-1">'
    write("talks.html", page([ARRIVED.replace("Cairo", "a café")], head).encode("cp1252"))
    assert "a café" in articles(folder)[0].text


def test_a_pdf_file_is_read_page_by_page(folder: Path, write: Write) -> None:
    """Lines that the page broke are joined, pages stay apart, and a quote's place is its page."""
    first = ["A delegation arrived in Cairo on Sunday, the minis-", "try said in a statement. The ministry gave no"]
    write("talks.pdf", pdf([[*first, "details."], ["It ended on Monday."]], title="Talks"))
    (article,) = articles(folder)
    assert article.text == (
        "A delegation arrived in Cairo on Sunday, the ministry said in a statement. The ministry gave no details."
        "\fIt ended on Monday."
    )
    assert (article.title, article.place, article.published) == ("Talks", Place.PAGE, None)


def test_the_place_of_a_quote_is_its_page_or_paragraph(folder: Path, write: Write, tmp_path: Path) -> None:
    """What the index stores of each sentence counts pages or paragraphs from 1."""
    write("a.pdf", pdf([["It began on Sunday."], ["It went on. It ended."]]))
    write("b.docx", docx(["It rained.", "It snowed."]))
    build([folder], tmp_path / "index")
    snapshot = load(tmp_path / "index")
    placed = [(snapshot.text_of(s), s.line) for i in range(snapshot.num_sentences) for s in [snapshot.sentence(i)]]
    assert placed == [
        ("It began on Sunday.", 1), ("It went on.", 2), ("It ended.", 2), ("It rained.", 1), ("It snowed.", 2),
    ]  # fmt: skip
    assert [a.place for a in snapshot.articles()] == [Place.PAGE, Place.PARAGRAPH]


def test_the_day_of_publication_in_a_pdf_is_read_and_that_of_its_making_is_not(folder: Path, write: Write) -> None:
    """A report printed anew years later keeps its date."""
    xmp = (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:CreateDate="2026-01-01T00:00:00Z">'
        "<dc:date><rdf:Seq><rdf:li>2024-02-14</rdf:li></rdf:Seq></dc:date></rdf:Description></rdf:RDF></x:xmpmeta>"
    )
    write("talks.pdf", pdf([["It ended on Monday."]], xmp=xmp))
    assert articles(folder)[0].published == dt.date(2024, 2, 14)


def test_a_word_document_is_its_paragraphs_without_what_was_deleted(folder: Path, write: Write) -> None:
    """What the document reads as, tables included; field codes and deleted words are not part of it."""
    body = (
        "<w:p><w:r><w:t>It </w:t></w:r><w:del><w:r><w:delText>never </w:delText></w:r></w:del>"
        "<w:r><w:instrText>PAGE</w:instrText><w:t>ended.</w:t></w:r></w:p>"
        "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>Killed</w:t><w:tab/><w:t>12</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
    )
    write("talks.docx", docx([ARRIVED, LASTS], title="Talks in Cairo", body=body))
    (article,) = articles(folder)
    assert article.text.split("\n") == [ARRIVED, LASTS, "It ended.", "Killed 12"]
    assert (article.title, article.place) == ("Talks in Cairo", Place.PARAGRAPH)


def test_a_book_is_its_chapters_in_reading_order(folder: Path, write: Write) -> None:
    """The spine decides, not the names; names of HTML's own characters are read."""
    told = "<dc:title>The Talks</dc:title><dc:date>2024-02-14</dc:date><dc:publisher>Example Press</dc:publisher>"
    first = "<html><body><h1>One</h1><p>It began&nbsp;here.</p></body></html>"
    chapters = {"z.xhtml": first, "a.xhtml": page([LASTS])}
    write("talks.epub", epub(chapters, told))
    (article,) = articles(folder)
    assert article.text.startswith("One\nIt began here.\n")
    assert LASTS in article.text.split("\n")
    assert (article.title, article.published, article.publisher) == (
        "The Talks", dt.date(2024, 2, 14), "Example Press",
    )  # fmt: skip


def test_a_mail_is_its_text_with_its_head_as_metadata(folder: Path, write: Write) -> None:
    """Lines that a mail client broke are joined; subject, day sent and sender are title, date and publisher."""
    head = "From: Example News <news@example.org>\r\nDate: Wed, 14 Feb 2024 23:30:00 -0500\r\n"
    head += "Subject: =?utf-8?q?Tal=C3=BCks?=\r\n"
    text = "A delegation arrived in Cairo on Sunday,\r\nthe ministry said.\r\n\r\nIt ended.\r\n"
    write("talks.eml", f"{head}Content-Type: text/plain; charset=utf-8\r\n\r\n{text}")
    (article,) = articles(folder)
    assert article.text == "A delegation arrived in Cairo on Sunday, the ministry said.\nIt ended."
    assert (article.title, article.publisher, article.published) == ("Talüks", "Example News", dt.date(2024, 2, 14))


def test_a_mail_of_html_is_its_paragraphs(folder: Path, write: Write) -> None:
    """Newsletters often have no other text."""
    head = "From: news@example.org\nSubject: Talks\nContent-Type: text/html; charset=iso-8859-1\n"
    write("talks.eml", (head + f"\n{page([ARRIVED, 'A café.'])}").encode("latin-1"))
    assert articles(folder)[0].text.split("\n")[1:3] == [ARRIVED, "A café."]


def test_every_entry_of_a_feed_is_an_article(folder: Path, write: Write) -> None:
    """An entry keeps its id when others come before it; day and address are its own, the publisher the feed's."""
    one = "<title>One</title><link>https://example.org/1</link><guid>g1</guid>"
    one += f"<description>&lt;p&gt;{ARRIVED}&lt;/p&gt;</description>"
    two = "<title>Two</title><guid>g2</guid><pubDate>Wed, 14 Feb 2024 10:00:00 GMT</pubDate>"
    two += "<description>It ended.</description>"
    write("news.rss", rss([one, two]))
    first, second = articles(folder)
    assert (first.text, first.title, first.url, first.publisher) == (
        ARRIVED, "One", "https://example.org/1", "Example News",
    )  # fmt: skip
    assert second.published == dt.date(2024, 2, 14)
    write("news.rss", rss(["<title>New</title><guid>g3</guid><description>It rained.</description>", one, two]))
    assert [a.article_id for a in articles(folder)][1:] == [first.article_id, second.article_id]


def test_the_rows_of_a_table_are_articles(folder: Path, write: Write) -> None:
    """Columns go by their usual names; text over several lines stays as it is."""
    write("news.csv", 'ID;Headline;Date;Body\r\nn1;Talks;2024-02-14;"It began.\nIt ended."\r\n;;;It rained.\r\n')
    first, second = articles(folder)
    assert (first.article_id, first.title, first.text) == ("n1", "Talks", "It began.\nIt ended.")
    assert first.published == dt.date(2024, 2, 14)
    assert (second.article_id, second.text) == ("news#3", "It rained.")


def test_an_archive_gives_the_articles_of_all_its_members(folder: Path, write: Write) -> None:
    """Each goes by its path, and is read as it would be outside."""
    write("news.zip", package({"b/talks.txt": "It began.", "a.docx": docx([ARRIVED]), ".hidden/x.txt": "No."}))
    assert [(a.article_id, a.file, a.text) for a in articles(folder)] == [
        ("news/a", "news.zip/a.docx", ARRIVED), ("news/b/talks", "news.zip/b/talks.txt", "It began."),
    ]  # fmt: skip


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "utf-32"])
@pytest.mark.parametrize("name", ["a.txt", "a.jsonl", "a.csv"])
def test_a_byte_order_mark_says_what_the_encoding_is(folder: Path, write: Write, name: str, encoding: str) -> None:
    """Some programs save so; nothing has to be guessed."""
    contents = {"a.txt": "A café.", "a.jsonl": '{"id": "n", "text": "A café."}', "a.csv": "text\nA café.\n"}
    write(name, contents[name].encode(encoding))
    assert articles(folder)[0].text.lstrip("\ufeff") == "A café."


def test_a_sidecar_wins_over_what_the_format_says(folder: Path, write: Write) -> None:
    """A person knows better."""
    write("a.docx", docx([ARRIVED], title="Document1"))
    write("a.meta.toml", 'title = "Talks in Cairo"')
    assert articles(folder)[0].title == "Talks in Cairo"


@pytest.mark.parametrize(("suffix", "package_name"), [("html", "trafilatura"), ("pdf", "pypdf"), ("rss", "feedparser")])
def test_a_missing_extra_is_named_with_the_line_that_installs_it(
    folder: Path, write: Write, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, suffix: str, package_name: str
) -> None:
    """The rest is indexed, and the message can be followed."""
    (tmp_path / "shadow").mkdir()
    (tmp_path / "shadow" / f"{package_name}.py").write_text("raise ImportError", encoding="utf-8")
    monkeypatch.setattr("index.formats.sandbox._ROOT", tmp_path / "shadow")
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[2]))
    write(f"a.{suffix}", "x")
    write("b.txt", "It ended.")
    reading = read([folder])
    assert [a.article_id for a in reading.articles] == ["b"]
    ((file, reason),) = [(s.file, s.reason) for s in reading.skipped]
    assert file == f"a.{suffix}"
    assert package_name in reason
    assert "pip install 'talks[" in reason


def test_originals_are_kept_by_hash_as_long_as_a_snapshot_needs_them(
    folder: Path, write: Write, tmp_path: Path
) -> None:
    """A damaged copy is found by verify and mended by a build; one that nothing needs any more goes."""
    index = tmp_path / "index"
    path = write("a.docx", docx([ARRIVED]))
    build([folder], index)
    (article,) = load(index).articles()
    assert article.original is not None
    kept = index / "originals" / article.original
    assert kept.read_bytes() == path.read_bytes()
    kept.write_bytes(b"x")
    with pytest.raises(SnapshotError, match="the original of a is missing or damaged"):
        verify(index)
    build([folder], index)
    assert verify(index).num_articles == 1
    path.unlink()
    for text in ("It ended.", "It rained.", "It snowed."):
        write("b.txt", text)
        build([folder], index)
    assert not kept.exists()
