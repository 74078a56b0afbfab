"""Citations: whatever an article holds, what is pasted reads as the article does, and nothing is made up."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Sequence
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import bibtexparser
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from bot.answers import Answered, AnswerType, Query, Quote
from bot.citations.bibtex import bibtex
from bot.citations.csl import csl_json
from bot.citations.formats import citation, conversation
from bot.citations.html import html
from bot.citations.markdown import markdown
from bot.citations.names import Format
from bot.citations.texts import printable
from bot.live import Live
from index.model import Article, PublishedBasis, Span

TEXTS = st.text(st.characters(), min_size=1, max_size=60) | st.text(
    st.sampled_from("\\{}[]()<>&*_`~^#%$@!|+-=.\"'/: \n\t\r\x1b1a"), min_size=1, max_size=40
)
BASES = {basis: None if basis is PublishedBasis.UNKNOWN else dt.date(2024, 2, 14) for basis in PublishedBasis}
# What the commands of bot.citations.bibtex stand for.
COMMANDS = {
    r"\textbackslash{}": "\\", r"\textbraceleft{}": "{", r"\textbraceright{}": "}", r"\textasciitilde{}": "~",
    r"\textasciicircum{}": "^",
} | {f"\\{mark}": mark for mark in "$&%#_"}  # fmt: skip
COMMAND = re.compile("|".join(map(re.escape, COMMANDS)))


def quote_of(text: str, **known: Any) -> Quote:
    article = Article("a", "a.txt", known.pop("title", ""), text, **known)
    return Quote(article, Span(0, len(text)), 1, 1.0, speaker="Ann Lee")


def answer_of(*quotes: Quote) -> Answered:
    return Answered(Query("Who?", None, (), AnswerType.OTHER), None, quotes, "0", 1.0, answering=len(quotes))


def words(text: str) -> list[str]:
    return printable(text).split()


class Shown(HTMLParser):
    """The text of a page by the element it stands in, and the elements themselves."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.texts: dict[str, str] = {}

    def handle_starttag(self, tag: str, _: Sequence[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        tag = self.tags[-1] if self.tags else ""
        self.texts[tag] = self.texts.get(tag, "") + data


def read(page: str) -> Shown:
    shown = Shown()
    shown.feed(page)
    shown.close()
    return shown


@given(TEXTS)
def test_html_shows_any_quote_as_it_is(text: str) -> None:
    shown = read(html("Who?", answer_of(quote_of(text))))
    assert shown.tags == ["h2", "figure", "blockquote", "figcaption"]
    assert shown.texts.get("blockquote", "").split() == words(text)


@given(TEXTS)
def test_markdown_shows_any_quote_as_it_is(text: str) -> None:
    """Read by a Markdown parser there is one block of quoted text, and no other markup in it."""
    page = MarkdownIt().render(markdown("Who?", answer_of(quote_of(text))))
    shown = read(page)
    assert set(shown.tags) <= {"h2", "blockquote", "p"}
    quoted = re.search(r"<blockquote>(.*?)</blockquote>", page, re.DOTALL)
    found = "".join(read(quoted[1]).texts.values()) if quoted else ""
    assert "".join(found.split()) == "".join(words(text))


@given(TEXTS, TEXTS)
def test_bibtex_holds_any_quote_and_title_as_they_are(text: str, title: str) -> None:
    """Read by a BibTeX parser, with TeX's commands taken back."""
    entries = bibtexparser.loads(bibtex([quote_of(text, title=f"Of {title}")])).entries
    assert len(entries) == 1
    assert entries[0]["ID"] == "a"

    def plain(field: str) -> list[str]:
        return COMMAND.sub(lambda found: COMMANDS[found.group()], entries[0].get(field, "")).split()

    assert plain("annotation") == f"line 1: “{' '.join(words(text))}” (Ann Lee)".split()
    assert plain("title") in (words(f"Of {title}"), [])


@given(TEXTS)
def test_csl_json_holds_any_quote_as_it_is(text: str) -> None:
    (item,) = json.loads(csl_json([quote_of(text)]))
    assert item["annote"].split() == f"line 1: “{' '.join(words(text))}” (Ann Lee)".split()


@pytest.mark.parametrize("basis", PublishedBasis)
def test_a_date_is_given_with_its_basis_and_never_made_up(basis: PublishedBasis) -> None:
    """A worked out date is marked as such, and an undated article has no date field at all."""
    reason = "supplied with the article" if basis is PublishedBasis.SUPPLIED else "line 2 bears it"
    quote = replace(quote_of("It ended.", published=BASES[basis], published_basis=basis), dated=reason)
    (item,), entry = json.loads(csl_json([quote])), bibtex([quote])
    if basis is PublishedBasis.UNKNOWN:
        assert "issued" not in item
        assert "date = " not in entry
        assert "undated" in item["note"]
        return
    about = basis is PublishedBasis.INFERRED
    assert item["issued"]["date-parts"] == [[2024, 2, 14]]
    assert item["issued"].get("circa", False) is about
    assert f"date = {{2024-02-14{'~' if about else ''}}}" in entry
    assert item["note"].count(basis.value) == 1


def test_what_is_not_known_is_left_out() -> None:
    """No author, no publisher, no address, and no title that is only the text's first words."""
    text = "A Hamas delegation was expected in the Egyptian capital."
    (item,) = json.loads(csl_json([quote_of(text, title="A Hamas delegation was expected …")]))
    assert set(item) == {"id", "type", "note", "annote"}
    entry = bibtex([quote_of(text)])
    assert re.findall(r"^  (\w+) = ", entry, re.MULTILINE) == ["note", "annotation"]


def test_what_is_known_is_given() -> None:
    """Title, publisher and address, in every format; an address of another kind is no link."""
    known = {"title": "Talks resume", "publisher": "Example News", "url": "https://example.org/a_b?c=1&d={2}"}
    quote = quote_of("It ended.", **known)
    (item,) = json.loads(csl_json([quote]))
    assert (item["type"], item["title"], item["publisher"]) == ("webpage", "Talks resume", "Example News")
    assert item["URL"] == known["url"]
    assert "url = {https://example.org/a_b?c=1&d=%7B2%7D}" in bibtex([quote])
    assert "[Talks resume](https://example.org/a_b?c=1&d=%7B2%7D) · Example News · a.txt, line 1" in markdown(
        "Who?", answer_of(quote)
    )
    assert '<a href="https://example.org/a_b?c=1&amp;d={2}"><cite>Talks resume</cite></a>' in html(
        "Who?", answer_of(quote)
    )
    script = quote_of("It ended.", **(known | {"url": "javascript:alert(1)"}))
    for text in (bibtex([script]), csl_json([script]), markdown("?", answer_of(script)), html("?", answer_of(script))):
        assert "javascript" not in text


def test_an_article_cited_twice_is_one_reference(live: Live) -> None:
    """Across a whole conversation, with all its lines; keys stay unique when ids differ in marks alone."""
    asked = ["Who heads the Israeli delegation?", "who led Hamas's delegation?"]
    exchanges = [(question, live.answer(question)) for question in asked]
    items = json.loads(conversation(exchanges, Format.CSL_JSON))
    ids = [item["id"] for item in items]
    assert ids == list(dict.fromkeys(ids))
    assert "line 3: " in items[0]["annote"]
    assert "line 4: " in items[0]["annote"]
    alike = [Quote(Article(name, name, "", "It ended."), Span(0, 9), 1, 1.0) for name in ("a b", "a-b", "A b", "?")]
    assert re.findall(r"^@misc{(.*),$", bibtex(alike), re.MULTILINE) == ["a-b", "a-b-2", "A-b-3", "article"]


def test_a_silence_cites_nothing(live: Live) -> None:
    """Related lines do not answer: they are in no citation, and the reason is told where there is room for words."""
    silent = live.answer("How much will the humanitarian city cost?")
    assert citation(silent, Format.BIBTEX) == ""
    assert json.loads(citation(silent, Format.CSL_JSON)) == []
    assert "The articles do not say." in citation(silent, Format.MARKDOWN)
    assert "blockquote" not in citation(silent, Format.HTML)


def test_a_conversation_is_a_whole_page(live: Live) -> None:
    """Every question in order."""
    exchanges = [(question, live.answer(question)) for question in ("Who led the delegation?", "<b>?")]
    page = conversation(exchanges, Format.HTML)
    assert page.startswith("<!doctype html>")
    assert re.findall("<h2>(.*)</h2>", page) == ["Who led the delegation?", "&lt;b&gt;?"]
