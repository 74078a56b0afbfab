"""What people meet who ask the bot: the real process, a Bot API server on loopback, the seed articles."""

from __future__ import annotations

import re
import time

import pytest

from bot.telegram_skin.pieces import LIMIT, utf16_length
from tests.telegram.asked import KILLED, LED, LINE, of_kind, quotes
from tests.telegram.process import BotProcess
from tests.telegram.server import ADMIN, BotApi, Fault, person

pytestmark = pytest.mark.usefixtures("bot")


def chat(number: int) -> dict[str, object]:
    """The private chat of somebody whom no other test writes as."""
    return {"id": number, "type": "private", "first_name": "Somebody"}


def test_a_question_is_answered_with_quotes_and_where_they_stand(api: BotApi) -> None:
    """Short answer in bold, the line in a block with the answer's words in bold, below it file, line and date."""
    reply = api.reply(api.write(LED))
    assert LINE in quotes(reply)
    assert f"{LINE}\n— 000_883369e292aa55be.txt, line 4 · undated · Hamas, in a statement" in reply.text
    assert of_kind(reply, "bold").count("Khalil al-Hayyah") == 2
    assert len(quotes(reply)) <= 3
    assert reply.fields["link_preview_options"]["is_disabled"]


def test_the_lines_around_the_best_quote_are_folded(api: BotApi) -> None:
    """A slice of the article with the quote in it stands below, to be unfolded."""
    (folded,) = of_kind(api.reply(api.write(LED)), "expandable_blockquote")
    assert LINE in folded
    assert len(folded) > len(LINE)


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


def test_a_follow_up_leans_on_the_question_before(api: BotApi) -> None:
    """ "he" is read as the person of the answer before; after /new it is not."""
    ada = chat(501)
    api.reply(api.write(LED, ada))
    assert "Read as: " in api.reply(api.write("Where did he arrive?", ada)).text
    assert "Forgotten" in api.reply(api.write("/new", ada)).text
    assert "Read as: " not in api.reply(api.write("Where did he arrive?", ada)).text


def test_a_conversation_is_nobody_elses(api: BotApi) -> None:
    """What one person asked says nothing about the next person's "he"."""
    api.reply(api.write(LED, chat(502)))
    assert "Read as: " not in api.reply(api.write("Where did he arrive?", chat(503))).text


def test_an_edited_question_edits_its_answer(api: BotApi) -> None:
    """The earlier reply changes; no second one is sent."""
    question = api.write(KILLED)
    first = api.reply(question)
    api.edit(question, LED)
    changed = api.changed(first)
    assert LINE in quotes(changed)
    assert changed.buttons.keys() >= {"Context", "Right"}
    assert len(api.replies(question)) == 1


def test_an_edited_question_that_was_not_answered_is(api: BotApi) -> None:
    """Adding what was missing gets the answer as a reply."""
    picture = api.write(None, photo=[{"file_id": "p", "file_unique_id": "p", "width": 1, "height": 1}])
    api.reply(picture)
    api.edit(picture + 100_000, LED)
    assert LINE in quotes(api.reply(picture + 100_000))


def test_an_edit_under_a_deleted_answer_is_answered_anew(api: BotApi) -> None:
    """When the answer can't be edited any more, a new one is sent."""
    question = api.write(KILLED)
    api.reply(question)
    api.fault(Fault("editMessageText", 400, "Bad Request: message to edit not found"))
    api.edit(question, LED)
    found = api.wait(lambda call: call.answers == question and call.status == 200 and LINE in quotes(call))
    assert found.method == "sendMessage"


def test_what_is_no_question_gets_one_friendly_line(api: BotApi) -> None:
    """Pictures, stickers, voice, unknown commands and an empty /ask are answered shortly instead of not at all."""
    file = {"file_id": "p", "file_unique_id": "p"}
    sticker = file | {"width": 1, "height": 1, "type": "regular", "is_animated": False, "is_video": False}
    others = [
        api.write(None, photo=[file | {"width": 1, "height": 1}]),
        api.write(None, sticker=sticker),
        api.write(None, voice=file | {"duration": 1}),
        api.send_file("a.txt", b"a file of somebody who is no admin"),
    ]
    assert all("only read text" in api.reply(message).text for message in others)
    assert api.reply(api.write("/frobnicate")).text.startswith("/frobnicate: no such command.")
    short = [api.reply(api.write(text)).text for text in ("/ask", "?", "🙂")]
    assert all(text.startswith("Send a question, for example: ") for text in short)
    assert all("\n" not in text for text in short)


def test_a_text_far_too_long_is_refused_shortly(api: BotApi) -> None:
    """Four thousand characters are no question."""
    assert "too long" in api.reply(api.write("why " * 1000)).text


def test_a_rate_limit_is_waited_out(api: BotApi) -> None:
    """Telegram's 429 delays an answer by the time it asks for, and loses nothing."""
    api.fault(Fault("sendMessage", 429, "Too Many Requests: retry after 1", {"retry_after": 1}))
    first, second = api.write(LED, chat(504)), api.write("/help", chat(505))
    assert LINE in quotes(api.reply(first))
    assert api.reply(second)
    assert [call.status for call in api.calls if call.answers in (first, second)].count(429) == 1


@pytest.mark.parametrize("status", [500, 502, 0], ids=["500", "502", "dropped connection"])
def test_a_call_that_fails_on_the_way_is_made_again(api: BotApi, status: int) -> None:
    """Neither a broken server nor a dropped connection loses the answer or doubles it."""
    api.fault(Fault("sendMessage", status, "Internal Server Error", times=2))
    question = api.write(LED)
    assert LINE in quotes(api.reply(question))
    assert len(api.replies(question)) == 1


@pytest.mark.parametrize("status", [429, 500, 0], ids=["429", "500", "dropped connection"])
def test_a_poll_that_fails_is_made_again(api: BotApi, status: int) -> None:
    """What was written meanwhile is answered once."""
    parameters = {"retry_after": 1} if status == 429 else None
    api.fault(Fault("getUpdates", status, "Too Many Requests: retry after 1", parameters, times=2))
    question = api.write(LED)
    assert LINE in quotes(api.reply(question))
    api.reply(api.write("/new"))
    assert len(api.replies(question)) == 1


@pytest.mark.parametrize("status", [429, 500, 0], ids=["429", "500", "dropped connection"])
def test_a_view_that_fails_on_the_way_is_shown_all_the_same(api: BotApi, status: int) -> None:
    """Neither the change of the message nor the answer to the press is lost."""
    shown = api.reply(api.write(LED))
    parameters = {"retry_after": 1} if status == 429 else None
    for method in ("editMessageText", "answerCallbackQuery"):
        api.fault(Fault(method, status, "Too Many Requests: retry after 1", parameters))
    press = api.press(shown.buttons["Source"], shown)
    assert "Date: " in api.changed(shown).text
    api.wait(lambda call: call.fields.get("callback_query_id") == press and call.status == 200)


def test_a_press_that_telegram_takes_no_answer_to_any_more_does_its_work(api: BotApi) -> None:
    """After some seconds it refuses one."""
    shown = api.reply(api.write(LED))
    refusal = "Bad Request: query is too old and response timeout expired or query ID is invalid"
    api.fault(Fault("answerCallbackQuery", 400, refusal))
    api.press(shown.buttons["Source"], shown)
    assert "Date: " in api.changed(shown).text


def test_refused_markup_is_sent_again_as_plain_text(api: BotApi) -> None:
    """When Telegram can't read the markup, the same answer arrives without it, buttons and all."""
    refusal = "Bad Request: can't parse entities: unsupported start tag"
    api.fault(Fault("sendMessage", 400, refusal, only={"parse_mode": "HTML"}))
    reply = api.reply(api.write(LED))
    assert "parse_mode" not in reply.fields
    assert f"{LINE}\n— 000_883369e292aa55be.txt, line 4" in reply.text
    assert "Context" in reply.buttons


def test_refused_markup_of_an_edit_becomes_plain_text(api: BotApi) -> None:
    """The fallback holds for changed messages too."""
    shown = api.reply(api.write(LED))
    refusal = "Bad Request: can't parse entities: unsupported start tag"
    api.fault(Fault("editMessageText", 400, refusal, only={"parse_mode": "HTML"}))
    api.press(shown.buttons["Context"], shown)
    changed = api.changed(shown)
    assert "parse_mode" not in changed.fields
    assert LINE in changed.text


def test_a_failure_is_told_with_a_number_that_stands_in_the_log(api: BotApi, bot: BotProcess) -> None:
    """The person gets one line with a reference; the details are in the log and with the admins under it."""
    api.fault(Fault("sendMessage", 400, "Bad Request: the server has a bad day"))
    reply = api.reply(api.write(LED))
    reference = re.search(r"number ([0-9a-f]{6})", reply.text)
    assert reference is not None
    assert "\n" not in reply.text
    assert f"reference={reference[1]}" in bot.log
    assert "The server has a bad day" in bot.log
    assert LED not in bot.log
    told = api.wait(lambda call: call.fields.get("chat_id") == str(ADMIN["id"]) and reference[1] in call.text)
    assert "The server has a bad day" in told.text


def test_an_update_delivered_twice_is_answered_once(api: BotApi) -> None:
    """A replay is known by what it says, whatever its number."""
    message = api.message(LED)
    api.update(message=message)
    api.update(message=message)
    api.reply(message["message_id"])
    api.reply(api.write("/new"))
    assert len(api.replies(message["message_id"])) == 1


def test_an_old_message_is_left_alone(api: BotApi) -> None:
    """Who wrote an hour ago does not wait for an answer any more."""
    old = api.write(LED, date=int(time.time()) - 3600)
    api.reply(api.write(LED))
    assert not api.replies(old)


def test_typing_is_shown_while_an_answer_takes_long(api: BotApi) -> None:
    """Half a second without an answer shows that the bot is at it."""
    api.fault(Fault("sendMessage", 500, "Internal Server Error", times=3))
    somebody = chat(506)
    question = api.write(LED, somebody)
    api.wait(lambda call: call.method == "sendChatAction" and call.fields["chat_id"] == "506")
    assert api.reply(question)


def test_the_fixed_strings_are_in_the_language_of_the_reader(api: BotApi) -> None:
    """French and Arabic around quotes that stay as they are; an unknown language gets English."""
    for code, words in {"fr": "ligne 4", "es": "línea 4", "ar": "السطر 4", "he": "שורה 4", "tlh": "line 4"}.items():
        reply = api.reply(api.write(LED, **{"from": person(42, code)}))
        assert words in reply.text.replace("\u2068", "").replace("\u2069", "")
        assert LINE in quotes(reply)


def test_a_right_to_left_line_is_marked_and_its_quote_is_not(api: BotApi) -> None:
    """The source line runs from right to left around a file name that does not turn; the quote is untouched."""
    reply = api.reply(api.write(LED, **{"from": person(42, "ar")}))
    line = next(line for line in reply.text.split("\n") if "السطر" in line)
    assert line.startswith("\u200f")
    assert "\u2068000_883369e292aa55be.txt\u2069" in line
    assert not any(mark in quote for quote in quotes(reply) for mark in "\u200f\u2068\u2069")


def test_odd_texts_are_answered_like_any_other(api: BotApi, bot: BotProcess) -> None:
    """Marks that turn lines around, half pairs, control characters, markup, sixty kilobytes: always one reply."""
    failures = bot.log.count("event=failed")
    odd = [
        "\u202ewho led the delegation\u202c",
        "who led \ud800 the delegation",
        "who\x00led\x07the delegation?",
        "<b><i>who</b></i> & led &lt;x&gt; </blockquote>?",
        "[who](http://x) *led* _the_ `delegation`?",
        "من قاد الوفد؟",
        "מי עמד בראש המשלחת?",
        "who led " + "😀" * 200,
        "é" * 499,
        "who led the delegation? " * 2500,
        "\u200b\u2060\ufeff",
        "((((((((((" * 40,
        "0" * 400,
    ]
    for text in odd:
        assert api.reply(api.write(text)).text
        assert api.offered(api.type(text[:256])).status == 200
    assert bot.log.count("event=failed") == failures


def test_every_message_so_far_was_within_the_limit(api: BotApi) -> None:
    """No journey ever made a message that Telegram would refuse for its length."""
    shown = [
        call.text for call in api.calls if call.status == 200 and call.method in ("sendMessage", "editMessageText")
    ]
    assert len(shown) > 20
    assert max(map(utf16_length, shown)) <= LIMIT
