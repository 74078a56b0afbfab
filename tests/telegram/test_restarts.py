"""Starts, stops and crashes: processes of their own."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from bot.evaluation import read_questions
from index.build import build
from tests.telegram.asked import KILLED, LED, LINE, quotes
from tests.telegram.balancer import posted
from tests.telegram.conftest import Launch
from tests.telegram.process import ROOT, environment, free_port, run_to_end
from tests.telegram.server import ADMIN, PRIVATE, TOKEN, BotApi, Call, Fault, person

SECRET = TOKEN.partition(":")[2]


def failing(call: Call) -> bool:
    return call.method == "sendMessage" and call.status == 500


def test_the_next_start_answers_what_came_meanwhile_and_nothing_twice(own_api: BotApi, launch: Launch) -> None:
    """SIGTERM ends it soon with status 0; no message is lost, a replay is known, and the conversation goes on."""
    first = launch(TELEGRAM_API_URL=f"{own_api.url}/")
    message = own_api.message(LED)
    own_api.update(message=message)
    own_api.reply(message["message_id"])
    status, seconds = first.stop()
    assert status == 0
    assert seconds < 5
    own_api.update(message=message)
    meanwhile = own_api.write("Where did he arrive?")
    second = launch(TELEGRAM_API_URL=own_api.url)
    assert "Read as: " in own_api.reply(meanwhile).text
    assert second.stop()[0] == 0
    assert len(own_api.replies(message["message_id"])) == 1
    assert "event=replayed" in second.log
    assert SECRET not in second.log
    assert LED not in second.log


def test_a_button_works_after_the_process_was_killed(own_api: BotApi, launch: Launch) -> None:
    """kill -9 between question and press: the press is answered by the next process."""
    bot = launch(TELEGRAM_API_URL=own_api.url)
    shown = own_api.reply(own_api.write(KILLED))
    bot.process.kill()
    bot.process.wait()
    press = own_api.press(shown.buttons["More quotes"], shown)
    launch(TELEGRAM_API_URL=own_api.url)
    own_api.told(press)
    more = own_api.changed(shown)
    assert quotes(more)
    assert not set(quotes(more)) & set(quotes(shown))


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM], ids=["kill -9", "SIGTERM"])
def test_a_question_taken_in_but_not_answered_is_answered_next_time(
    own_api: BotApi, launch: Launch, how: signal.Signals
) -> None:
    """The process ends while Telegram takes no answers: the next one sends it, once."""
    bot = launch(TELEGRAM_API_URL=own_api.url)
    own_api.reply(own_api.write(KILLED))
    own_api.fault(Fault("sendMessage", 500, "Internal Server Error", times=1000))
    question = own_api.write(LED)
    own_api.wait(failing)
    own_api.wait(lambda call: call.method == "sendChatAction")  # by now the poll after it told Telegram to forget it
    started = time.monotonic()
    bot.process.send_signal(how)
    bot.process.wait(timeout=10)
    assert time.monotonic() - started < 5
    own_api.clear_faults()
    second = launch(TELEGRAM_API_URL=own_api.url)
    assert LINE in quotes(own_api.reply(question))
    own_api.reply(own_api.write(KILLED))
    assert len(own_api.replies(question)) == 1
    assert "event=taken_up" in second.log


def test_a_server_that_is_down_at_start_is_waited_for(launch: Launch) -> None:
    """The bot starts before its server does, and answers once it is there."""
    port = free_port()
    bot = launch(TELEGRAM_API_URL=f"http://127.0.0.1:{port}", TALKS_LOG_LEVEL="DEBUG")
    with pytest.raises(subprocess.TimeoutExpired):
        bot.process.wait(timeout=2)
    api = BotApi(port)
    assert LINE in quotes(api.reply(api.write(LED)))
    assert bot.stop()[0] == 0
    api.close()
    assert LED not in bot.log
    assert SECRET not in bot.log


def test_a_second_copy_is_named_in_the_log(own_api: BotApi, launch: Launch) -> None:
    """Two programs on one token disturb each other; the log says so."""
    bot = launch(TELEGRAM_API_URL=own_api.url)
    own_api.reply(own_api.write("/new"))
    own_api.fault(Fault("getUpdates", 409, "Conflict: terminated by other getUpdates request"))
    own_api.reply(own_api.write("/new"))
    own_api.reply(own_api.write("/new"))
    assert "event=second_copy" in bot.log


def test_updates_come_by_webhook_with_the_secret_alone(own_api: BotApi, launch: Launch) -> None:
    """With TELEGRAM_WEBHOOK_URL Telegram calls the bot; who does not know the secret is refused."""
    port = free_port()
    url = f"http://127.0.0.1:{port}/hook"
    bot = launch(
        TELEGRAM_API_URL=own_api.url,
        TELEGRAM_WEBHOOK_URL=url,
        TELEGRAM_WEBHOOK_PORT=str(port),
        TELEGRAM_WEBHOOK_SECRET="s3cret",
    )
    hook = own_api.wait(lambda call: call.method == "setWebhook" and call.status == 200)
    assert hook.fields["secret_token"] == "s3cret"
    assert forged(url) == 403
    headers = {"Content-Type": "application/json", "X-Telegram-Bot-Api-Secret-Token": "s3cret"}
    assert posted(url, json.dumps({"message": {"text": LED}}).encode(), headers) == 400
    question = own_api.write(LED)
    assert LINE in quotes(own_api.reply(question))
    assert bot.stop()[0] == 0
    assert LED not in bot.log


def forged(url: str) -> int:
    """The status that an update without the secret gets, once the bot listens."""
    for _ in range(100):
        try:
            urllib.request.urlopen(urllib.request.Request(url, b"{}", {"Content-Type": "application/json"}), timeout=5)
        except urllib.error.HTTPError as refused:
            return refused.code
        except urllib.error.URLError:
            time.sleep(0.05)
    return 0


def test_who_writes_too_fast_is_asked_to_wait_and_others_are_not(own_api: BotApi, launch: Launch) -> None:
    """One kind message, then silence; everybody else is answered as ever."""
    launch(TELEGRAM_API_URL=own_api.url, TELEGRAM_MESSAGES_PER_MINUTE="3")
    many = [own_api.write(f"{LED} {n}") for n in range(6)]
    other = own_api.write(LED, {"id": 77, "type": "private", "first_name": "B"})
    assert LINE in quotes(own_api.reply(other))
    told = own_api.wait(lambda call: call.status == 200 and "3 messages a minute" in str(call.fields.get("text")))
    assert told.answers == many[3]
    assert all(LINE in quotes(own_api.reply(question)) for question in many[:3])
    assert not [own_api.replies(question) for question in many[4:] if own_api.replies(question)]


def test_a_newer_index_is_taken_up_and_a_newer_folder_is_told(own_api: BotApi, launch: Launch, tmp_path: Path) -> None:
    """Answers and /status say when the articles changed; a build in another process is used without a restart."""
    articles, index = tmp_path / "articles", tmp_path / "index"
    shutil.copytree(ROOT / "seeds", articles)
    build([articles], index)
    admin = {"id": ADMIN["id"], "type": "private", "first_name": "A"}
    launch(
        TELEGRAM_API_URL=own_api.url,
        TALKS_INDEX=str(index),
        TALKS_ARTICLES=str(articles),
        TELEGRAM_ADMINS=str(ADMIN["id"]),
    )
    shown = own_api.reply(own_api.write(LED))
    assert "changed after" not in shown.text
    (articles / "zoo.txt").write_text("The zebra Marta was moved to Lisbon on Friday.\n", encoding="utf-8")
    for _ in range(10):  # the folder is looked at once a second
        time.sleep(1)
        if "changed after" in own_api.reply(own_api.write("/status")).text:
            break
    assert "The articles changed after the index was built." in own_api.reply(own_api.write(LED)).text
    assert "ont changé" in own_api.reply(own_api.write("/status", admin, **{"from": person(admin["id"], "fr")})).text
    report = build([articles], index)
    told = own_api.wait(lambda call: call.status == 200 and "index plus récent" in str(call.fields.get("text")))
    assert (told.fields["chat_id"], report.snapshot_id in told.text) == (str(admin["id"]), True)
    assert "Lisbon" in own_api.reply(own_api.write("Where was the zebra Marta moved to?")).text
    assert "changed after" not in own_api.reply(own_api.write(LED)).text
    own_api.told(own_api.press(shown.buttons["Context"], shown))
    assert LINE in own_api.changed(shown).text


def test_a_watched_folder_is_indexed_while_the_bot_runs(own_api: BotApi, launch: Launch, tmp_path: Path) -> None:
    """A burst of new files is one build; the admins hear of the newer index, and of one that can't be built."""
    articles, index = tmp_path / "articles", tmp_path / "index"
    shutil.copytree(ROOT / "seeds", articles)
    build([articles], index)
    launch(
        TELEGRAM_API_URL=own_api.url,
        TALKS_INDEX=str(index),
        TALKS_ARTICLES=str(articles),
        TELEGRAM_ADMINS=str(ADMIN["id"]),
        TELEGRAM_WATCH="true",
    )
    assert "Lisbon" not in own_api.reply(own_api.write("Where was the zebra Marta moved to?")).text
    for animal, town in (("zebra Marta", "Lisbon"), ("owl Berta", "Porto")):
        (articles / f"{town}.txt").write_text(f"The {animal} was moved to {town} on Friday.\n", encoding="utf-8")
    own_api.wait(lambda call: call.status == 200 and "7 articles" in str(call.fields.get("text")), timeout=30)
    assert "Lisbon" in own_api.reply(own_api.write("Where was the zebra Marta moved to?")).text
    for path in articles.iterdir():
        path.unlink()
    told = own_api.wait(lambda call: "Indexing failed" in str(call.fields.get("text")), timeout=30)
    assert told.fields["chat_id"] == str(ADMIN["id"])


def test_a_damaged_newer_index_leaves_the_old_one_serving(own_api: BotApi, launch: Launch, tmp_path: Path) -> None:
    """The admins hear of it, and questions are answered as before."""
    index = tmp_path / "index"
    report = build([ROOT / "seeds"], index)
    launch(TELEGRAM_API_URL=own_api.url, TALKS_INDEX=str(index), TELEGRAM_ADMINS=str(ADMIN["id"]))
    own_api.reply(own_api.write("/new"))
    (index / "CURRENT").write_text("0123456789abcdef\n", encoding="utf-8")
    told = own_api.wait(lambda call: call.status == 200 and "can't be used" in str(call.fields.get("text")))
    assert report.snapshot_id in told.text
    assert LINE in quotes(own_api.reply(own_api.write(LED)))


def test_votes_are_exported_as_a_question_set(own_api: BotApi, launch: Launch, tmp_path: Path) -> None:
    """With TELEGRAM_KEEP_QUESTIONS the votes become lines that `talks eval` reads; without it they are counted."""
    bot = launch(TELEGRAM_API_URL=own_api.url, TELEGRAM_KEEP_QUESTIONS="true")
    for question, verdict in ((LED, "Right"), (KILLED, "Wrong"), ("Which zebra is a xylophone?", "Right")):
        shown = own_api.reply(own_api.write(question))
        own_api.told(own_api.press(shown.buttons[verdict], shown))
    assert "and the question" in own_api.reply(own_api.write("/privacy")).text
    bot.stop()
    second = launch(TELEGRAM_API_URL=own_api.url)
    shown = own_api.reply(own_api.write(LED, {**PRIVATE, "id": 79}))
    press = own_api.press(shown.buttons["Right"], shown, by={**PRIVATE, "id": 79, "is_bot": False})
    assert "noted" in own_api.told(press).fields["text"]
    second.stop()
    command = [sys.executable, "-m", "bot", "feedback", "export", "votes.jsonl"]
    done = subprocess.run(command, cwd=tmp_path, env=second.env, capture_output=True, text=True, check=True)
    assert done.stderr == "exported 3 votes; 1 without their question left out\n"
    right, wrong, silence = read_questions(tmp_path / "votes.jsonl")
    assert (right.question, right.gold[0].quote, right.answerable) == (LED, LINE, True)
    assert (wrong.question, wrong.gold, wrong.answerable) == (KILLED, [], True)
    assert (silence.gold, silence.answerable) == ([], False)
    line = json.loads((tmp_path / "votes.jsonl").read_text(encoding="utf-8").split("\n")[1])
    assert "28,576" in line["notes"]


def test_no_token_ends_with_one_line_of_advice(own_api: BotApi, index: Path, tmp_path: Path) -> None:
    """Without a token the command says in one line what to do, and exits with 2."""
    ended = run_to_end(tmp_path, environment(index, TELEGRAM_API_URL=own_api.url))
    assert ended.returncode == 2
    assert len(ended.stderr.splitlines()) == 1
    assert all(word in ended.stderr for word in ("TELEGRAM_BOT_TOKEN", "@BotFather", ".env"))


def test_a_refused_token_ends_with_advice_that_does_not_show_it(own_api: BotApi, index: Path, tmp_path: Path) -> None:
    """A wrong token is told in the last line, without a traceback and without the token."""
    env = environment(index, TELEGRAM_API_URL=own_api.url, TELEGRAM_BOT_TOKEN="7001:AAwrongWRONGwrong")
    ended = run_to_end(tmp_path, env)
    assert ended.returncode == 2
    assert ended.stderr.splitlines()[-1].startswith("talks: TELEGRAM_BOT_TOKEN:")
    assert "Traceback" not in ended.stderr
    assert "AAwrongWRONGwrong" not in ended.stderr
