"""Groups, forum topics and inline mode."""

from __future__ import annotations

import pytest

from bot.telegram_skin.pieces import LIMIT, utf16_length
from tests.telegram import markup
from tests.telegram.asked import KILLED, LED, LINE, quotes
from tests.telegram.server import BOT, GROUP, PERSON, BotApi, Call, person

pytestmark = pytest.mark.usefixtures("bot")
FORUM = {**GROUP, "is_forum": True}


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
        api.write(None, GROUP, voice={"file_id": "v", "file_unique_id": "v", "duration": 1}),
    ]
    asked = [
        api.write(f"@Talks_test_bot {LED}", GROUP),
        api.write(f"/ask {LED}", GROUP),
        api.write(f"/ask@talks_test_bot {LED}", GROUP),
        api.write(LED, GROUP, reply_to_message=earlier),
    ]
    assert all(LINE in quotes(api.reply(question)) for question in asked)
    assert not {call.answers for call in api.calls} & set(overheard)


def test_a_bare_mention_under_a_message_asks_what_that_says(api: BotApi) -> None:
    """Somebody else's question is answered on request."""
    theirs = {**api.message(LED, GROUP), "from": person(44)}
    for text in ("@talks_test_bot", "/ask"):
        assert LINE in quotes(api.reply(api.write(text, GROUP, reply_to_message=theirs)))


def test_an_edit_that_adds_the_mention_is_answered(api: BotApi) -> None:
    """And an edit among people is not."""
    question = api.write(KILLED, GROUP)
    api.edit(question, f"{KILLED} really", GROUP)
    api.edit(question, f"@talks_test_bot {LED}", GROUP)
    assert LINE in quotes(api.reply(question))
    assert len(api.replies(question)) == 1


def test_a_conversation_in_a_group_belongs_to_one_person(api: BotApi) -> None:
    """What somebody else asked says nothing about "he"."""
    api.reply(api.write(f"/ask {LED}", GROUP, **{"from": person(45)}))
    other = api.reply(api.write("/ask Where did he arrive?", GROUP, **{"from": person(46)}))
    assert "Read as: " not in other.text
    same = api.reply(api.write("/ask Where did he arrive?", GROUP, **{"from": person(45)}))
    assert "Read as: " in same.text


def test_an_answer_stays_in_its_topic(api: BotApi) -> None:
    """In a forum the reply goes to the topic of the question, and each topic is a conversation of its own."""
    opened = {
        "message_id": 9,
        "date": 1,
        "chat": FORUM,
        "from": BOT,
        "forum_topic_created": {"name": "t", "icon_color": 1},
    }
    topic = {"message_thread_id": 9, "is_topic_message": True, "reply_to_message": opened, "from": person(47)}
    overheard = api.write(LED, FORUM, **topic)
    reply = api.reply(api.write(f"/ask {LED}", FORUM, **topic))
    assert reply.fields["message_thread_id"] == "9"
    elsewhere = {**topic, "message_thread_id": 10}
    assert "Read as: " not in api.reply(api.write("/ask Where did he arrive?", FORUM, **elsewhere)).text
    assert not api.replies(overheard)


def test_a_group_that_is_not_allowed_is_left_quietly(api: BotApi) -> None:
    """No word to the group: neither when the bot is added nor when it is asked."""
    stranger = {"id": -999, "type": "supergroup", "title": "Elsewhere"}
    member = {"user": BOT, "status": "member"}
    added = {
        "chat": stranger,
        "from": PERSON,
        "date": 1,
        "old_chat_member": member | {"status": "left"},
        "new_chat_member": member,
    }
    api.update(my_chat_member=added)
    api.wait(lambda call: call.method == "leaveChat" and call.fields["chat_id"] == "-999")
    asked = api.write(f"/ask {LED}", stranger)
    api.reply(api.write(f"/ask {LED}", GROUP))
    assert not api.replies(asked)
    assert all(call.method == "leaveChat" for call in api.calls if call.fields.get("chat_id") == "-999")


def offers(call: Call) -> list[tuple[str, str]]:
    """Title and shown text of each result."""
    return [
        (result["title"], markup.parse(result["input_message_content"]["message_text"])[0])
        for result in call.fields["results"]
    ]


def test_inline_mode_offers_quotes_that_send_themselves(api: BotApi) -> None:
    """Title, the formatted quote with its source, no more than a page."""
    call = api.offered(api.type(LED))
    assert call.status == 200
    title, text = offers(call)[0]
    assert title == "Khalil al-Hayyah"
    assert text.startswith(LED)
    assert f"{LINE}\n— 000_883369e292aa55be.txt, line 4" in text
    assert all(utf16_length(text) <= LIMIT for _, text in offers(call))
    assert len({result["id"] for result in call.fields["results"]}) == len(offers(call)) <= 5


def test_inline_results_are_paged(api: BotApi) -> None:
    """The next page goes on where the first one ended, and the last has no next."""
    first = api.offered(api.type(KILLED))
    second = api.offered(api.type(KILLED, offset=first.fields["next_offset"]))
    assert not set(offers(first)) & set(offers(second))
    last = api.offered(api.type(KILLED, offset="1000"))
    assert not offers(last)
    assert not last.fields.get("next_offset")


def test_an_empty_inline_query_shows_examples(api: BotApi) -> None:
    """Before a word is typed there is something to tap."""
    examples = api.reply(api.write("/help")).buttons
    assert [title for title, _ in offers(api.offered(api.type("")))] == list(examples)


def test_an_inline_query_without_an_answer_says_so(api: BotApi) -> None:
    """One result with the reason, whatever was typed."""
    for query in ("zebra xylophone", "<b>", "?", "🙂" * 60):
        call = api.offered(api.type(query))
        assert call.status == 200
        assert len(offers(call)) == 1
        assert all(title.strip() for title, _ in offers(call))
