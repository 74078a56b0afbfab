"""Commands, deep links, menus, and the page for monitors."""

from __future__ import annotations

import base64
import re
import sqlite3
import urllib.error
import urllib.request

import pytest

from tests.telegram.asked import KILLED, LED, LINE, quotes
from tests.telegram.process import BotProcess
from tests.telegram.server import ADMIN, BotApi

pytestmark = pytest.mark.usefixtures("bot")


def test_start_says_what_the_bot_does_with_examples_that_are_answered(api: BotApi) -> None:
    """A newcomer learns what to ask: questions made from the articles at hand, each to be tapped."""
    reply = api.reply(api.write("/start"))
    assert "5 news articles" in reply.text
    assert len(reply.buttons) == 3
    for question in reply.buttons:
        assert quotes(api.reply(api.write(question)))


def test_help_is_the_same(api: BotApi) -> None:
    """/help and /start differ in nothing but their name."""
    assert api.reply(api.write("/help")).text == api.reply(api.write("/start")).text


def test_every_scope_has_its_menu(api: BotApi, bot: BotProcess) -> None:
    """Everybody, private chats, groups and admins see what they may give, in each language."""
    api.wait(lambda call: call.method == "setMyCommands" and call.fields.get("language_code") == "es", timeout=5)
    menus = {
        (call.fields["scope"]["type"], call.fields.get("language_code", "en")): call.fields["commands"]
        for call in api.calls
        if call.method == "setMyCommands"
    }
    named = {scope: {command["command"] for command in menu} for (scope, code), menu in menus.items() if code == "en"}
    assert named["default"] == named["all_private_chats"] >= {"ask", "sources", "timeline", "privacy", "forget", "help"}
    assert named["all_group_chats"] < named["default"]
    assert named["chat"] - named["default"] == {"reindex", "add", "remove", "stats"}
    assert menus["default", "fr"][0]["description"] != menus["default", "en"][0]["description"]
    assert "commands_not_set" not in bot.log


def test_sources_lists_every_article_with_its_date(api: BotApi) -> None:
    """Each seed is listed by title, file and date with how it is known."""
    text = api.reply(api.write("/sources")).text
    assert re.findall(r"\d{3}(?=_\w+\.txt · )", text) == ["000", "001", "002", "003", "004"]
    assert "14 Feb 2024" in text
    assert "about 14 Jul 2025 (inferred)" in text


def test_latest_shows_the_newest_articles_first(api: BotApi) -> None:
    """The line each one opens with, newest first."""
    reply = api.reply(api.write("/latest"))
    assert len(quotes(reply)) >= 3
    assert reply.text.index("Jul 2025") < reply.text.index("14 Feb 2024")


def test_check_finds_a_quote_word_for_word(api: BotApi) -> None:
    """A typed quote that stands in an article is found, with where it stands."""
    reply = api.reply(api.write(f"/check {LINE}"))
    assert reply.text.startswith("Found word for word.")
    assert quotes(reply) == [LINE]


def test_check_names_what_was_changed(api: BotApi) -> None:
    """A changed number is named beside what the article has."""
    reply = api.reply(api.write("/check killed at least 68,139 Palestinians, most of them women and children"))
    assert reply.text.startswith("Not in the articles as pasted")
    assert "67,139" in reply.text


def test_check_takes_the_message_that_is_replied_to(api: BotApi) -> None:
    """A reply with /check checks what somebody else wrote; with nothing to check it says how."""
    theirs = api.message(LINE)
    assert "Found word for word" in api.reply(api.write("/check", reply_to_message=theirs)).text
    part = {"text": LINE[:40], "position": 0, "is_manual": True}
    other = api.message(f"{LINE} That is what I heard.")
    assert "Found word for word" in api.reply(api.write("/check", reply_to_message=other, quote=part)).text
    assert "behind /check" in api.reply(api.write("/check")).text


def test_timeline_orders_lines_in_time(api: BotApi) -> None:
    """The lines on a question, newest first; alone it takes the question before."""
    asked = {"id": 601, "type": "private", "first_name": "T"}
    assert "behind /timeline" in api.reply(api.write("/timeline", asked)).text
    reply = api.reply(api.write(f"/timeline {KILLED}", asked))
    years = re.findall(r"^(?:about )?\d+ \w{3} (\d{4})", reply.text, re.MULTILINE)
    assert years == sorted(years, reverse=True)
    assert len(set(years)) > 1
    api.reply(api.write(KILLED, asked))
    assert quotes(api.reply(api.write("/timeline", asked))) == quotes(reply)


def test_status_says_how_old_the_index_is(api: BotApi) -> None:
    """Time of the build, counts, newest date, and whether the articles changed."""
    text = api.reply(api.write("/status")).text
    assert re.search(r"Index of \d{4}-\d\d-\d\d \d\d:\d\d UTC: 5 articles, 107 sentences", text)
    assert "newest article 2025-07-14" in text
    assert "up to date" in text


def test_privacy_says_what_is_kept(api: BotApi) -> None:
    """Times and purposes, and that /forget erases it."""
    text = api.reply(api.write("/privacy")).text
    assert all(words in text for words in ("30 minutes", "7 days", "/forget", "without the question"))


def test_forget_erases_what_was_kept(api: BotApi, bot: BotProcess) -> None:
    """No row of the person stays, and the buttons under the answer say that they expired."""
    somebody = {"id": 602, "type": "private", "first_name": "F"}
    shown = api.reply(api.write(LED, somebody))
    press = api.press(shown.buttons["Right"], shown, by={**somebody, "is_bot": False})
    assert "noted" in api.told(press).fields["text"]
    assert "Erased" in api.reply(api.write("/forget", somebody)).text
    state = sqlite3.connect(bot.folder / "var/state.sqlite3", timeout=5)
    for table in ("held", "replies", "turns", "votes"):
        assert state.execute(f"SELECT COUNT(*) FROM {table} WHERE person = 602").fetchone() == (0,)
    state.close()
    press = api.press(shown.buttons["Context"], shown, by={**somebody, "is_bot": False})
    assert "expired" in api.told(press).fields["text"]


@pytest.mark.parametrize(
    "payload",
    [
        "Who_headed_Hamas_s_delegation_that_arrived_in_Egypt",
        base64.urlsafe_b64encode(b"Who led the delegation?").decode().rstrip("="),
    ],
    ids=["words", "base64"],
)
def test_a_deep_link_opens_a_question(api: BotApi, payload: str) -> None:
    """?start=… is answered as if it had been typed."""
    assert any("Khalil al-Hayya" in quote for quote in quotes(api.reply(api.write(f"/start {payload}"))))


def test_commands_of_admins_are_unknown_to_others(api: BotApi) -> None:
    """Nobody else learns that they exist."""
    for command in ("/reindex", "/remove 000", "/stats", "/add"):
        assert "no such command" in api.reply(api.write(command)).text


def test_stats_counts_what_was_done(api: BotApi) -> None:
    """Answers, votes and the bot's own time."""
    text = api.reply(api.write("/stats", {"id": ADMIN["id"], "type": "private", "first_name": "A"})).text
    assert int(re.search(r"(\d+) answered", text)[1]) > 0  # type: ignore[index]
    assert re.search(r"p50 \d+ ms, p95 \d+ ms", text)


def test_monitors_see_health_and_counts(bot: BotProcess) -> None:
    """On loopback: one page that says ok, one that Prometheus reads, and nothing else."""
    page = f"http://127.0.0.1:{bot.env['TELEGRAM_MONITOR_PORT']}"
    with urllib.request.urlopen(f"{page}/health", timeout=5) as health:
        assert health.read().startswith(b"ok snapshot=")
    with urllib.request.urlopen(f"{page}/metrics", timeout=5) as metrics:
        text = metrics.read().decode()
    assert all(
        re.fullmatch(r'(?:# (?:HELP|TYPE) .+)|(?:talks_\w+(?:\{le="[^"]+"\})? [\d.e+-]+)', line)
        for line in text.splitlines()
    )
    assert int(re.search(r"^talks_answered_total (\d+)$", text, re.MULTILINE)[1]) > 0  # type: ignore[index]
    with pytest.raises(urllib.error.HTTPError):
        urllib.request.urlopen(f"{page}/secrets", timeout=5)


def test_nothing_people_wrote_is_in_the_log(bot: BotProcess) -> None:
    """Neither questions nor the token, whatever went wrong in the tests before."""
    assert "event=answer" in bot.log
    assert not any(text in bot.log for text in (LED, KILLED, "zebra", bot.env["TELEGRAM_BOT_TOKEN"].partition(":")[2]))
