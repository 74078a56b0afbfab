"""Nothing is sent that is not in the stored articles."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from pathlib import Path

from bot import engine
from bot.answers import Abstained, Answered
from bot.contract import to_json
from bot.live import Live
from bot.proof import prove
from bot.wording import where
from index.build import build
from index.model import Span
from index.snapshot import Snapshot
from tests.index.documents import docx, package

QUESTION = "who led Hamas's delegation?"


def answered(seeds: Snapshot) -> Answered:
    answer = engine.answer(QUESTION, seeds)
    assert isinstance(answer, Answered)
    return answer


def test_a_true_quote_passes(seeds: Snapshot) -> None:
    """What the engine quotes is what is stored."""
    answer = answered(seeds)
    assert prove(answer, seeds, []) == answer


def test_an_altered_quote_is_dropped(seeds: Snapshot) -> None:
    """A quote whose text differs from the stored bytes is never sent."""
    answer = answered(seeds)
    first, *rest = answer.quotes
    text = first.article.text.replace(first.text, first.text.replace("Hamas", "Fatah"))
    forged = replace(first, article=replace(first.article, text=text))
    assert first.text != forged.text
    proved = prove(replace(answer, quotes=(forged, *rest)), seeds, [])
    assert isinstance(proved, Answered)
    assert proved.quotes == tuple(rest)


def test_next_best_lines_do_not_move_up_to_answers(seeds: Snapshot) -> None:
    """When an answering line is dropped, the lines that only come next are still labelled so."""
    answer = answered(seeds)
    assert 1 <= answer.answering < len(answer.quotes)
    first, *rest = answer.quotes
    beyond = replace(first, span=Span(10**6, 10**6 + 5), highlights=(), short_answer=None)
    proved = prove(replace(answer, quotes=(beyond, *rest)), seeds, [])
    assert isinstance(proved, Answered)
    assert proved.answering == answer.answering - 1


def test_a_span_outside_the_article_is_dropped(seeds: Snapshot) -> None:
    """Spans beyond the text quote nothing."""
    answer = answered(seeds)
    beyond = replace(answer.quotes[0], span=Span(10**6, 10**6 + 5), highlights=(), short_answer=None)
    assert isinstance(prove(replace(answer, quotes=(beyond,)), seeds, []), Abstained)


def test_quotes_of_a_deleted_article_are_withheld(tmp_path: Path, seeds: Snapshot) -> None:
    """A file that is gone from its folder is no longer quoted, even before the next build."""
    articles = tmp_path / "articles"
    articles.mkdir()
    for article in seeds.articles():
        (articles / article.file).write_bytes(article.text.encode())
    build([articles], tmp_path / "index")
    live = Live(tmp_path / "index")
    before = live.answer(QUESTION, top=10)
    assert isinstance(before, Answered)
    gone = before.quotes[0].article.file
    (articles / gone).unlink()
    after = live.answer(QUESTION, top=10)
    assert isinstance(after, Answered)
    assert gone not in {quote.article.file for quote in after.quotes}
    assert live.is_stale()


def test_an_index_may_travel_without_its_articles(tmp_path: Path, seeds: Snapshot) -> None:
    """Where the whole articles folder is absent, the stored text is proof enough."""
    articles = tmp_path / "articles"
    articles.mkdir()
    for article in seeds.articles():
        (articles / article.file).write_bytes(article.text.encode())
    build([articles], tmp_path / "index")
    shutil.rmtree(articles)
    assert isinstance(Live(tmp_path / "index").answer(QUESTION), Answered)


def test_text_extracted_from_a_file_is_quoted_with_its_paragraph(tmp_path: Path, seeds: Snapshot) -> None:
    """Also when the file is in an archive, which is there as long as the archive is."""
    articles = tmp_path / "articles"
    articles.mkdir()
    texts = {article.article_id: article.text.splitlines() for article in seeds.articles()}
    (articles / "news.zip").write_bytes(package({f"{name}.docx": docx(lines) for name, lines in texts.items()}))
    build([articles], tmp_path / "index")
    live = Live(tmp_path / "index")
    answer = live.answer(QUESTION)
    assert isinstance(answer, Answered)
    assert re.fullmatch(r"news\.zip/\w+\.docx, paragraph \d", where(answer.quotes[0]))
    assert to_json(answer, 0.0).quotes[0].place == "paragraph"
    assert not live.is_stale()
    (articles / "news.zip").unlink()
    assert isinstance(live.answer(QUESTION), Abstained)
    assert live.is_stale()
