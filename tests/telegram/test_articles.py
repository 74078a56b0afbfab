"""Answers from articles of all kinds: long ones, linked ones, odd ones, and ones that change meanwhile."""

from __future__ import annotations

import json
import threading
import time
from pathlib import Path

import pytest

from bot.conversation import Turn
from bot.live import Live
from bot.settings import Settings
from bot.telegram_skin.file_store import FileStore
from bot.telegram_skin.inline import Inline, article_of
from bot.telegram_skin.layout import first_messages
from bot.telegram_skin.lists import latest, sources_page
from bot.telegram_skin.phrases import LANGUAGES, Phrases, phrases
from bot.telegram_skin.pieces import LIMIT, utf16_length
from bot.telegram_skin.service import Found, Service
from index.build import build
from index.cli import IndexPaths
from tests.index.documents import pdf
from tests.telegram.asked import LED, LINE, of_kind, quotes
from tests.telegram.conftest import Launch
from tests.telegram.process import ROOT
from tests.telegram.server import ADMIN, PRIVATE, BotApi, Fault
from tests.telegram.test_layout import is_sendable

DAM = "When was the Norvik dam reopened?"
ODD = ("<b>&amp;</b>", "\u202eדוח\u2066", "😀" * 900, "ﷺ" * 400, "\u0000\ufeff", "a_b*c`[d](e)", "زلزال في المدينة")


def articles_in(folder: Path, rows: list[dict[str, str]]) -> Path:
    folder.mkdir()
    (folder / "articles.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    build([folder], folder.parent / "index")
    return folder


@pytest.fixture
def long(tmp_path: Path) -> Path:
    """Three articles, each with a sentence of some 1,700 characters that answers, and one short one."""
    crowd = ", ".join(f"the mayor of the town of Aberlund {n} and her guests" for n in range(32))
    rows = [
        {
            "id": f"dam-{day}",
            "title": f"The dam, told by paper {n}",
            "text": f"Norvik dam was reopened on {day}, said {crowd}.\nIt rained afterwards.",
            "url": f"https://example.org/{n}?a=1&b=2",
        }
        for n, day in enumerate(("Friday", "Monday", "Sunday"))
    ]
    rows.append({"id": "owl", "title": "", "text": "The owl Berta was moved to Porto on Friday.\n"})
    return articles_in(tmp_path / "articles", rows)


def test_a_long_answer_comes_in_parts_and_shrinks_when_the_question_is_edited(
    own_api: BotApi, launch: Launch, long: Path
) -> None:
    """No quote is cut; the buttons are under the last part; what is too much after an edit is taken away."""
    launch(TELEGRAM_API_URL=own_api.url, TALKS_ARTICLES=str(long), TALKS_INDEX=str(long.parent / "index"))
    question = own_api.write(DAM)
    own_api.wait(lambda call: call.answers == question and bool(call.buttons))
    parts = own_api.replies(question)
    assert len(parts) > 1
    assert all(utf16_length(part.text) <= LIMIT for part in parts)
    assert [bool(part.buttons) for part in parts] == [False] * (len(parts) - 1) + [True]
    found = [quote for part in parts for quote in quotes(part)]
    assert len(found) == 3
    assert all(quote.startswith("Norvik dam was reopened on ") and quote.endswith("guests.") for quote in found)
    # Each quote's source line is a link to its article.
    links = [e for part in parts for e in part.result["entities"] if e.type == "text_link"]
    assert {link.url for link in links} >= {f"https://example.org/{n}?a=1&b=2" for n in range(3)}
    own_api.edit(question, "Where was the owl Berta moved to?")
    assert "Porto" in own_api.changed(parts[0]).text
    gone = own_api.wait(lambda call: call.method == "deleteMessage")
    assert int(gone.fields["message_id"]) in {part.result["message_id"] for part in parts[1:]}
    own_api.edit(question, DAM)
    own_api.wait(lambda call: call.method == "sendMessage" and call.answers == question and call not in parts)


def test_a_part_that_can_not_be_sent_is_sent_later_and_the_others_once(
    own_api: BotApi, launch: Launch, long: Path
) -> None:
    """The line breaks between two parts of an answer and the process is killed: the next one goes on from there."""
    settings = {
        "TELEGRAM_API_URL": own_api.url,
        "TALKS_ARTICLES": str(long),
        "TALKS_INDEX": str(long.parent / "index"),
        # Read in time or not, the quotes may come in another order.
        "TALKS_READER": "off",
    }
    bot = launch(**settings)
    own_api.reply(own_api.write("Where was the owl Berta moved to?"))
    own_api.fault(Fault("sendMessage", 500, "Internal Server Error", only={"reply_markup": ""}, times=0))
    own_api.clear_faults()
    own_api.fault(Fault("sendMessage", 500, "Internal Server Error", skip=1, times=1000))
    question = own_api.write(DAM)
    own_api.wait(lambda call: call.answers == question and call.status == 500)
    bot.process.kill()
    bot.process.wait()
    own_api.clear_faults()
    launch(**settings)
    own_api.wait(lambda call: call.answers == question and bool(call.buttons) and call.status == 200)
    shown = [quote for part in own_api.replies(question) for quote in quotes(part)]
    assert sorted(quote[27:33] for quote in shown) == ["Friday", "Monday", "Sunday"]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("owl.md", b"# Owls\n\nThe owl Berta was moved to Porto on Friday.\n"),
        ("owl.pdf", pdf([["The owl Berta was moved to Porto on Friday."]])),
    ],
)
def test_files_of_other_formats_are_articles_too(
    own_api: BotApi, launch: Launch, tmp_path: Path, name: str, data: bytes
) -> None:
    """An admin sends one, and questions find it; errors and news go to the chat that the settings name."""
    rows = [{"id": f"a{n}", "title": "", "text": f"It rained in town {n} on Friday. Nobody minded."} for n in range(9)]
    folder = articles_in(tmp_path / "articles", rows)
    launch(
        TELEGRAM_API_URL=own_api.url,
        TALKS_ARTICLES=str(folder),
        TALKS_INDEX=str(tmp_path / "index"),
        TELEGRAM_ADMINS=str(ADMIN["id"]),
        TELEGRAM_ADMIN_CHAT="-777",
        TELEGRAM_MAX_AGE_MINUTES="120",
    )
    sent = own_api.send_file(name, data, {"id": ADMIN["id"], "type": "private", "first_name": "A"})
    assert own_api.changed(own_api.reply(sent), lambda call: "Indexed " in call.text).text.startswith(f"Added {name}.")
    # An hour old, which two hours allow.
    asked = own_api.write("Where was the owl Berta moved to?", date=int(time.time()) - 3600)
    assert any("Porto" in quote for quote in quotes(own_api.reply(asked)))
    own_api.fault(Fault("sendMessage", 400, "Bad Request: the server has a bad day", only={"chat_id": "42"}))
    own_api.write(LED)
    told = own_api.wait(lambda call: "bad day" in str(call.fields.get("text")))
    assert told.fields["chat_id"] == "-777"


def test_questions_while_the_index_changes_are_answered_once_each(
    own_api: BotApi, launch: Launch, tmp_path: Path
) -> None:
    """Three newer snapshots under questions without pause: none is lost, doubled or failed."""
    folder, index = tmp_path / "articles", tmp_path / "index"
    folder.mkdir()
    for path in (ROOT / "seeds").iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    build([folder], index)
    bot = launch(
        TELEGRAM_API_URL=own_api.url, TALKS_ARTICLES=str(folder), TALKS_INDEX=str(index), TELEGRAM_SENDS_PER_SECOND="0"
    )
    own_api.reply(own_api.write("/new"))
    sent: list[int] = []
    is_over = threading.Event()

    def ask() -> None:
        while not is_over.is_set():
            sent.append(own_api.write(LED, {**PRIVATE, "id": 5000 + len(sent)}))
            time.sleep(0.1)

    asking = threading.Thread(target=ask)
    asking.start()
    for n in range(1, 4):
        (folder / f"new-{n}.txt").write_text(f"The zebra Marta {n} was moved to Lisbon on Friday.\n", encoding="utf-8")
        build([folder], index)
        for _ in range(200):
            if bot.log.count("event=swapped") == n:
                break
            time.sleep(0.05)
        assert bot.log.count("event=swapped") == n
    is_over.set()
    asking.join()
    assert all(LINE in quotes(own_api.reply(question)) for question in sent)
    assert [len(own_api.replies(question)) for question in sent] == [1] * len(sent)
    assert "event=failed" not in bot.log


@pytest.fixture
def odd(tmp_path: Path) -> Service:
    """A service over articles whose ids, titles, addresses and texts are anything."""
    rows = [
        {
            "id": f"odd-{n}{one[:20]}",
            "title": one * 3,
            "text": f"{one}\nThe {one[:30]} of town {n} was moved to Porto on Friday, {one[:200]} said.\n{one}",
            "url": f"https://example.org/{one[:40]}",
        }
        for n, one in enumerate(ODD)
    ]
    folder = articles_in(tmp_path / "articles", rows)
    live, chosen = Live(tmp_path / "index"), Settings(talks_state=str(tmp_path / "state"))
    return Service(live, chosen, IndexPaths(folder, tmp_path / "index"), FileStore(tmp_path / "state"))


def test_whatever_stands_in_the_articles_can_be_sent(odd: Service) -> None:
    """Answers, lists and inline results over the odd articles, in every language."""
    snapshot = odd.live.serving()
    asked = [f"Where was the {one[:30]} of town {n} moved to?" for n, one in enumerate(ODD)]
    inline = Inline(odd)
    for said in map(Phrases, LANGUAGES):
        pieces = [latest(snapshot, said, odd.may_show(snapshot)), sources_page(snapshot, 1, said).piece]
        for question in asked:
            found = odd.find(question)
            pieces += first_messages(found.answer, said, snapshot, stale=True, asked=question)
            offers = inline.offers(question, said)[1]
            pieces += [offer.content for offer in offers]
            assert all(article_of(offer, question).title.strip() for offer in offers)
        assert all(map(is_sendable, pieces))
    assert any("Porto" in piece.plain for piece in pieces)
    odd.close()


def test_what_is_typed_again_inline_is_not_worked_out_again(odd: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    """Telegram asks at every pause of whoever types; the same words within a minute cost nothing."""
    asked: list[str] = []
    find = odd.find

    def counted(_: Service, question: str, before: Turn | None = None, top: int = 9) -> Found:
        asked.append(question)
        return find(question, before, top)

    monkeypatch.setattr(Service, "find", counted)
    inline = Inline(odd)
    first = inline.offers("Where was it moved to?", phrases("en"))
    assert inline.offers("where was it MOVED to?", phrases("en")) == first
    assert len(asked) == 1
    odd.close()


def test_an_inline_silence_is_titled_by_its_reason(odd: Service) -> None:
    """Whatever stands above it: the question, how it was read, what is left over."""
    (offer,) = Inline(odd).offers("Who is the zyzzyva? And who is the quokka?", phrases("en"))[1]
    assert "one question at a time" in offer.content.plain.lower()
    assert offer.title == "No line in the articles comes near this question."
    odd.close()


def test_inline_results_are_cached_by_telegram_for_the_person_alone(own_api: BotApi, launch: Launch) -> None:
    """For a minute, for an article may be withdrawn; the words around the quotes are in the person's language."""
    launch(TELEGRAM_API_URL=own_api.url)
    offered = own_api.offered(own_api.type(LED))
    assert (offered.fields["cache_time"], str(offered.fields["is_personal"]).lower()) == ("60", "true")
    assert of_kind(own_api.reply(own_api.write(LED)), "bold")
