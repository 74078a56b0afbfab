"""What admins do: a bot with articles of its own."""

from __future__ import annotations

import asyncio
import io
import json
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.telegram_skin.building import Builder
from index.build import build
from index.cli import IndexPaths
from tests.telegram.asked import LED, LINE, quotes
from tests.telegram.process import ROOT, BotProcess, environment
from tests.telegram.server import ADMIN, TOKEN, BotApi, Call, person

OFFICE = {"id": ADMIN["id"], "type": "private", "first_name": "Admin"}


@pytest.fixture(scope="module")
def articles(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("office") / "articles"
    shutil.copytree(ROOT / "seeds", folder)
    return folder


@pytest.fixture(scope="module")
def office(articles: Path) -> Iterator[BotApi]:
    """The server of a bot with one admin."""
    server, index = BotApi(), articles.parent / "index"
    build([articles], index)
    settings = {"TELEGRAM_API_URL": server.url, "TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_ADMINS": str(ADMIN["id"])}
    bot = BotProcess(articles.parent, environment(index, **settings) | {"TALKS_ARTICLES": str(articles)})
    yield server
    bot.stop()
    server.close()


def outcome(office: BotApi, message: int) -> Call:
    """The one message under an admin's, as it stands once the index was built."""
    return office.changed(office.reply(message), lambda call: "Indexed " in call.text or "failed" in call.text)


def test_reindex_tells_in_one_message_what_came_of_it(office: BotApi) -> None:
    """The first words are replaced by the outcome."""
    asked = office.write("/reindex", OFFICE)
    assert office.reply(asked).text == "Indexing the articles …"
    assert "Indexed 5 articles, 107 sentences" in outcome(office, asked).text
    assert len(office.replies(asked)) == 1


def test_a_file_that_an_admin_sends_is_an_article_at_once(office: BotApi, articles: Path) -> None:
    """It goes into the folder, the index is built, and questions find it."""
    sent = office.send_file("zoo.txt", b"The zebra Marta was moved to Lisbon on Friday.\n", OFFICE)
    assert outcome(office, sent).text.startswith("Added zoo.txt.")
    assert (articles / "zoo.txt").is_file()
    assert "Lisbon" in office.reply(office.write("Where was the zebra Marta moved to?")).text
    assert not [call for call in office.calls if "newer index" in str(call.fields.get("text"))]


def test_json_lines_are_many_articles_and_sources_are_paged(office: BotApi) -> None:
    """Two dozen articles in one file; the list of articles has pages, in one message."""
    rows = [
        {"id": f"bird-{n}", "title": f"Bird {n} & co", "text": f"A bird named Nr{n} sang.", "url": f"https://x.org/{n}"}
        for n in range(24)
    ]
    sent = office.send_file("birds.jsonl", "\n".join(map(json.dumps, rows)).encode(), OFFICE)
    assert outcome(office, sent).text.startswith("Added birds.jsonl.")
    first = office.reply(office.write("/sources", OFFICE))
    assert "page 1 of 3" in first.text
    office.told(office.press(first.buttons["Next ›"], first, by=ADMIN))
    second = office.changed(first)
    assert "page 2 of 3" in second.text
    assert set(second.buttons) == {"‹ Previous", "Next ›"}
    assert any(entity == "text_link" and text.startswith("Bird ") for entity, text in second.entities)
    third = office.reply(office.write("/sources 99", OFFICE))
    assert set(third.buttons) == {"‹ Previous"}
    answer = office.reply(office.write("What sang, the bird named Nr7?"))
    assert "Bird 7 & co · birds.jsonl" in answer.text
    asked = office.reply(office.write("/remove bird-7", OFFICE))
    assert "holds 24 articles" in asked.text


def test_a_web_page_is_an_article_too(office: BotApi) -> None:
    """Its text is taken out of the markup, and a quote says in which paragraph it stands."""
    words = "The giraffe Otto was moved to Vienna on Friday, the keepers said. He is nine years old and in good health."
    page = f"<html><head><title>Otto</title></head><body><article><h1>Otto</h1><p>{words}</p></article></body></html>"
    sent = office.send_file("otto.html", page.encode(), OFFICE)
    assert outcome(office, sent).text.startswith("Added otto.html.")
    answer = office.reply(office.write("Where was the giraffe Otto moved to?"))
    assert any("Vienna" in quote for quote in quotes(answer))
    assert "otto.html, paragraph " in answer.text


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("talks.mp3", b"x", "not indexed; send one of"),
        ("../evil.txt.exe", b"x", "not indexed"),
        (".hidden.txt", b"x", "plain name"),
        ("001_e717d8311f1f56ff.txt", b"x", "is there already"),
    ],
)
def test_a_file_that_can_not_be_taken_is_refused_with_the_reason(
    office: BotApi, articles: Path, name: str, data: bytes, words: str
) -> None:
    """Before anything is written."""
    before = sorted(articles.rglob("*"))
    reply = office.reply(office.send_file(name, data, OFFICE))
    assert words in reply.text
    assert "was not added" in reply.text
    assert sorted(articles.rglob("*")) == before


@pytest.mark.parametrize(("name", "data"), [("latin.txt", b"caf\xe9 closed"), ("empty.md", b" "), ("bad.jsonl", b"{}")])
def test_a_file_without_a_readable_article_does_not_stay(
    office: BotApi, articles: Path, name: str, data: bytes
) -> None:
    """The reader's reason is told, and the folder is as before."""
    changed = outcome(office, office.send_file(name, data, OFFICE))
    assert changed.text.startswith(f"{name} was not added: ")
    assert not (articles / name).exists()
    assert LINE in quotes(office.reply(office.write(LED)))


def test_remove_asks_first_and_keeps_on_no(office: BotApi, articles: Path) -> None:
    """Nothing happens before the button."""
    asked = office.reply(office.write("/remove 003", OFFICE))
    assert "003_814d2d85b0b194a9.txt" in asked.text
    office.told(office.press(asked.buttons["Keep"], asked, by=ADMIN))
    assert "Kept" in office.changed(asked).text
    assert (articles / "003_814d2d85b0b194a9.txt").is_file()
    assert "expired" in office.told(office.press(asked.buttons["Remove"], asked, by=ADMIN)).fields["text"]


def test_remove_takes_an_article_out_of_sight(office: BotApi, articles: Path) -> None:
    """The file is moved aside, the index no longer has it, and the buttons of its answers say so."""
    shown = office.reply(office.write("What did Osama Hamdan say?"))
    assert "003_814d2d85b0b194a9.txt" in shown.text
    asked = office.reply(office.write("/remove 003_814d2d85b0b194a9.txt", OFFICE))
    office.told(office.press(asked.buttons["Remove"], asked, by=ADMIN))
    assert "Removed" in office.changed(asked).text
    assert outcome(office, asked.result["message_id"])
    assert not (articles / "003_814d2d85b0b194a9.txt").exists()
    assert (articles / ".removed/003_814d2d85b0b194a9.txt").is_file()
    assert "003_814d2d85b0b194a9" not in office.reply(office.write("/sources")).text


def test_remove_of_an_unknown_article_says_so(office: BotApi) -> None:
    """As the console words it; alone it says how."""
    assert "no such article" in office.reply(office.write("/remove nothing", OFFICE)).text
    assert "behind /remove" in office.reply(office.write("/remove", OFFICE)).text


def test_an_archive_comes_and_goes_as_a_whole(office: BotApi, articles: Path) -> None:
    """Its articles are found; one of them alone can't be removed, which is said before the button."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("owl.txt", "The owl Berta was moved to Porto on Friday.\n")
        archive.writestr("elk.txt", "The elk Oskar was moved to Turin on Sunday.\n")
    sent = office.send_file("animals.zip", data.getvalue(), OFFICE)
    assert outcome(office, sent).text.startswith("Added animals.zip.")
    assert "Porto" in office.reply(office.write("Where was the owl Berta moved to?")).text
    asked = office.reply(office.write("/remove animals.zip/owl.txt", OFFICE))
    assert "animals.zip/owl.txt stands in the archive animals.zip; one article alone can't be taken out" in asked.text
    assert "The file holds 2 articles; all of them go." in asked.text
    office.told(office.press(asked.buttons["Remove"], asked, by=ADMIN))
    assert "Removed animals.zip." in office.changed(asked).text
    assert outcome(office, asked.result["message_id"])
    assert (articles / ".removed/animals.zip").is_file()


def test_an_admin_is_spoken_to_in_their_language(office: BotApi) -> None:
    """From the first words to the outcome."""
    shown = office.reply(office.write("/reindex", OFFICE, **{"from": person(ADMIN["id"], "fr")}))
    assert shown.text == "Indexation des articles …"
    assert office.changed(shown, lambda call: "phrases indexés en" in call.text)


def test_add_says_which_files_are_taken(office: BotApi) -> None:
    """The formats that the index reads today."""
    assert ".jsonl" in office.reply(office.write("/add", OFFICE)).text


def test_a_build_that_leaves_out_very_many_files_ends_as_any_other(tmp_path: Path) -> None:
    """All are named in one line of its report, however long that is."""
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "talks.txt").write_text("The talks resumed on Monday.")
    for number in range(1000):
        (folder / f"{'empty' * 16}-{number}.txt").touch()

    async def tell(_done: int, _total: int) -> None:
        pass

    built = asyncio.run(Builder(IndexPaths(folder, tmp_path / "index")).build(tell))
    assert (built.error, built.report["articles"], len(built.report["skipped"])) == ("", 1, 1000)
