"""What people meet who talk to the bot: the real process, a Bot API server on loopback, the seed articles."""

from __future__ import annotations

import re
import socket
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.wording import EXAMPLES
from tests.telegram.process import BotProcess, environment, run_to_end
from tests.telegram.server import BOT, GROUP, PERSON, TOKEN, BotApi, Call, Fault

LED = "Who headed Hamas's delegation that arrived on Sunday in Egypt?"
LINE = "Hamas’s delegation, headed by Khalil al-Hayyah, arrived on Sunday in Egypt, the group said in a statement."

SECRET = TOKEN.partition(":")[2]
Launch = Callable[..., BotProcess]

pytestmark = pytest.mark.usefixtures("bot")


def quotes(call: Call) -> list[str]:
    return [text for kind, text in call.entities if kind == "blockquote"]


def test_start_says_what_the_bot_does_with_three_examples(api: BotApi) -> None:
    """A newcomer learns what to ask, and the command menu is filled."""
    reply = api.reply(api.write("/start"))
    assert all(example in reply.text for example in EXAMPLES)
    menu = api.wait(lambda call: call.method == "setMyCommands").fields["commands"]
    assert {"ask", "sources", "help"} <= {command["command"] for command in menu}


def test_a_question_is_answered_with_quotes_and_where_they_stand(api: BotApi) -> None:
    """The reply quotes the article's line in a block, with file and line under it, and shows no link preview."""
    reply = api.reply(api.write(LED))
    assert LINE in quotes(reply)
    assert f"{LINE}\n— 000_883369e292aa55be.txt, line 4" in reply.text
    assert reply.fields["link_preview_options"]["is_disabled"]


def test_markup_in_a_question_is_only_text(api: BotApi) -> None:
    """Angle brackets and ampersands in a question never break the reply."""
    question = api.write("<b>x</b> & who led Hamas's delegation </blockquote>")
    assert "Khalil al-Hayya" in api.reply(question).text
    assert {call.status for call in api.calls if call.answers == question} == {200}


def test_a_question_off_the_articles_gets_silence_with_a_reason(api: BotApi) -> None:
    """What no article mentions is named as such, and nothing is presented as an answer."""
    reply = api.reply(api.write("Which zebra is a xylophone?"))
    assert "No article has the word" in reply.text
    assert "zebra" in reply.text
    assert not quotes(reply) or "do not answer" in reply.text


def test_a_rate_limit_is_waited_out(api: BotApi) -> None:
    """Telegram's 429 delays an answer by the time it asks for, and loses nothing."""
    api.fault(Fault("sendMessage", 429, "Too Many Requests: retry after 1", {"retry_after": 1}))
    first, second = api.write(LED), api.write("/help")
    assert LINE in quotes(api.reply(first))
    assert EXAMPLES[0] in api.reply(second).text
    assert [call.status for call in api.calls if call.answers in (first, second)].count(429) == 1


def test_refused_markup_is_sent_again_as_plain_text(api: BotApi) -> None:
    """When Telegram can't read the markup, the same answer arrives without it."""
    refusal = "Bad Request: can't parse entities: unsupported start tag"
    api.fault(Fault("sendMessage", 400, refusal, only={"parse_mode": "HTML"}))
    reply = api.reply(api.write(LED))
    assert "parse_mode" not in reply.fields
    assert f"{LINE}\n— 000_883369e292aa55be.txt, line 4" in reply.text


def test_a_failure_is_told_with_a_number_that_stands_in_the_log(api: BotApi, bot: BotProcess) -> None:
    """The person gets one line with a reference; the details are in the log under it."""
    api.fault(Fault("sendMessage", 400, "Bad Request: the server has a bad day"))
    reply = api.reply(api.write(LED))
    reference = re.search(r"number ([0-9a-f]{6})", reply.text)
    assert reference is not None
    assert "\n" not in reply.text
    assert f"reference={reference[1]}" in bot.log
    assert "BadRequest: The server has a bad day" in bot.log


def test_sources_lists_every_article_with_its_date(api: BotApi) -> None:
    """Each seed is listed by title, file and date."""
    text = api.reply(api.write("/sources")).text
    assert re.findall(r"\d{3}(?=_\w+\.txt · )", text) == ["000", "001", "002", "003", "004"]
    assert "14 Feb 2024" in text


def test_what_is_no_question_gets_one_friendly_line(api: BotApi) -> None:
    """Pictures, unknown commands and an empty /ask are answered shortly instead of not at all."""
    photo = [{"file_id": "p", "file_unique_id": "p", "width": 1, "height": 1}]
    messages = [api.write(None, photo=photo), api.write("/frobnicate"), api.write("/ask")]
    texts = [api.reply(message).text for message in messages]
    assert "only read text" in texts[0]
    assert texts[1].startswith("/frobnicate: no such command.")
    assert all(text.count("\n") == 0 for text in texts)


def test_in_a_group_only_those_who_address_the_bot_are_answered(api: BotApi) -> None:
    """Mention, command or reply are answered; talk among people and commands for others are left alone."""
    earlier = {"message_id": 7, "date": 1, "chat": GROUP, "from": BOT, "text": "Hello"}
    theirs = {**earlier, "from": PERSON}
    overheard = [
        api.write(LED, GROUP),
        api.write(f"@talks_test_bot2 {LED}", GROUP),
        api.write(LED, GROUP, reply_to_message=theirs),
        api.write("/start@other_bot", GROUP),
        api.write("/frobnicate", GROUP),
    ]
    asked = [
        api.write(f"@Talks_test_bot {LED}", GROUP),
        api.write(f"/ask {LED}", GROUP),
        api.write(f"/ask@talks_test_bot {LED}", GROUP),
        api.write(LED, GROUP, reply_to_message=earlier),
    ]
    assert all(LINE in quotes(api.reply(question)) for question in asked)
    assert not {call.answers for call in api.calls} & set(overheard)


def test_sigterm_ends_it_and_the_next_start_answers_what_came_meanwhile(own_api: BotApi, launch: Launch) -> None:
    """It stops soon with status 0, loses no message, and neither token nor question is in the log."""
    first = launch(TELEGRAM_API_URL=f"{own_api.url}/")
    own_api.reply(own_api.write(LED))
    status, seconds = first.stop()
    assert status == 0
    assert seconds < 5
    meanwhile = own_api.write(LED)
    second = launch(TELEGRAM_API_URL=own_api.url)
    assert LINE in quotes(own_api.reply(meanwhile))
    assert second.stop()[0] == 0
    assert "event=answer" in second.log
    assert SECRET not in second.log
    assert LED not in second.log


def test_a_server_that_is_down_at_start_is_waited_for(launch: Launch) -> None:
    """The bot starts before its server does, and answers once it is there."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    bot = launch(TELEGRAM_API_URL=f"http://127.0.0.1:{port}", TALKS_LOG_LEVEL="DEBUG")
    with pytest.raises(subprocess.TimeoutExpired):
        bot.process.wait(timeout=2)
    api = BotApi(port)
    assert LINE in quotes(api.reply(api.write(LED)))
    assert bot.stop()[0] == 0
    api.close()
    assert LED in bot.log  # at DEBUG the question is there, the token never
    assert SECRET not in bot.log


def test_no_token_ends_with_one_line_of_advice(api: BotApi, index: Path, tmp_path: Path) -> None:
    """Without a token the command says in one line what to do, and exits with 2."""
    ended = run_to_end(tmp_path, environment(index, TELEGRAM_API_URL=api.url))
    assert ended.returncode == 2
    assert len(ended.stderr.splitlines()) == 1
    assert all(word in ended.stderr for word in ("TELEGRAM_BOT_TOKEN", "@BotFather", ".env"))


def test_a_refused_token_ends_with_advice_that_does_not_show_it(api: BotApi, index: Path, tmp_path: Path) -> None:
    """A wrong token is told in the last line, without a traceback and without the token."""
    env = environment(index, TELEGRAM_API_URL=api.url, TELEGRAM_BOT_TOKEN="7001:AAwrongWRONGwrong")
    ended = run_to_end(tmp_path, env)
    assert ended.returncode == 2
    assert ended.stderr.splitlines()[-1].startswith("talks: TELEGRAM_BOT_TOKEN:")
    assert "Traceback" not in ended.stderr
    assert "AAwrongWRONGwrong" not in ended.stderr
