"""The buttons under an answer."""

from __future__ import annotations

import sqlite3

import pytest

from tests.telegram.asked import KILLED, LED, LINE, of_kind, quotes
from tests.telegram.process import BotProcess
from tests.telegram.server import GROUP, BotApi, Call, person

pytestmark = pytest.mark.usefixtures("bot")


@pytest.fixture
def shown(api: BotApi) -> Call:
    """An answer with every button."""
    return api.reply(api.write(KILLED))


def test_an_answer_has_its_buttons_and_their_data_say_nothing(shown: Call) -> None:
    """Labels say what they do; the data are short and hold neither question nor file."""
    labels = ["More quotes", "Context", "How this changed", "Source", "Right", "Wrong"]
    assert list(shown.buttons) == labels
    assert all(len(data.encode()) <= 16 for data in shown.buttons.values())


def test_more_quotes_are_paged_in_the_same_message(api: BotApi, shown: Call) -> None:
    """Three further quotes, then the next page, then back to the answer as it was."""
    api.told(api.press(shown.buttons["More quotes"], shown))
    second = api.changed(shown)
    assert len(quotes(second)) == 3
    assert not set(quotes(second)) & set(quotes(shown))
    api.press(second.buttons["Next ›"], second)
    third = api.changed(shown, lambda call: "page 3 of 3" in call.text)
    assert not set(quotes(third)) & set(quotes(second))
    assert "Next ›" not in third.buttons
    api.press(third.buttons["Back to the answer"], third)
    again = api.changed(shown, lambda call: list(call.buttons) == list(shown.buttons))
    assert again.text == shown.text


def test_context_shows_the_lines_around_each_quote(api: BotApi, shown: Call) -> None:
    """A folded slice of the article for every quote, with the quote in it."""
    api.press(shown.buttons["Context"], shown)
    changed = api.changed(shown)
    folded = of_kind(changed, "expandable_blockquote")
    assert len(folded) == len(quotes(shown))
    assert all(quote in around for quote, around in zip(quotes(shown), folded, strict=True))


def test_how_this_changed_is_a_dated_ladder(api: BotApi, shown: Call) -> None:
    """Newest first, date and figure over each line."""
    api.press(shown.buttons["How this changed"], shown)
    changed = api.changed(shown)
    assert changed.text.startswith("Newest first:")
    assert any(" · " in head and "2024" in head for head in of_kind(changed, "bold"))


def test_source_says_where_a_quote_is_from_and_how_its_date_is_known(api: BotApi, shown: Call) -> None:
    """File, line, date, speaker, and the reason for a date that was worked out."""
    api.press(shown.buttons["Source"], shown)
    text = api.changed(shown).text
    assert all(words in text for words in (".txt, line ", "Date: 14 Feb 2024", "Who says so: "))


def test_a_second_press_changes_nothing_and_is_answered(api: BotApi, shown: Call, bot: BotProcess) -> None:
    """ "not modified" is harmless."""
    failures = bot.log.count("event=failed")
    for _ in range(2):
        assert api.told(api.press(shown.buttons["Source"], shown)).status == 200
    api.wait(lambda call: call.status == 400 and "not modified" in str(call.result))
    assert bot.log.count("event=failed") == failures


def test_a_vote_is_thanked_for(api: BotApi, shown: Call) -> None:
    """Right and wrong say that they were noted."""
    assert "right" in api.told(api.press(shown.buttons["Right"], shown)).fields["text"]
    assert "wrong" in api.told(api.press(shown.buttons["Wrong"], shown)).fields["text"]


@pytest.mark.parametrize("data", ["AAAAAAAA:m1", "AAAAAAAA:z", "old", "x" * 64])
def test_a_button_of_another_time_says_that_it_expired(api: BotApi, shown: Call, data: str) -> None:
    """What is not known any more, or never was, is answered with what to do."""
    told = api.told(api.press(data, shown))
    assert "expired" in told.fields["text"]
    assert told.fields["show_alert"]


def test_after_a_week_a_button_has_expired(api: BotApi, shown: Call, bot: BotProcess) -> None:
    """What a button stands for is kept for a limited time."""
    with sqlite3.connect(bot.folder / "var/state.sqlite3", timeout=5) as state:
        held = shown.buttons["Context"].partition(":")[0]
        state.execute("UPDATE held SET made = made - 8 * 86400 WHERE id = ?", (held,))
    state.close()
    assert "expired" in api.told(api.press(shown.buttons["Context"], shown)).fields["text"]


def test_in_a_group_only_the_asker_may_press(api: BotApi) -> None:
    """Others get a hint, and the message stays as it is."""
    shown = api.reply(api.write(f"/ask {LED}", GROUP))
    told = api.told(api.press(shown.buttons["Context"], shown, by=person(43)))
    assert "Only the person who asked" in told.fields["text"]
    api.told(api.press(shown.buttons["Context"], shown))
    assert LINE in api.changed(shown).text


def test_an_example_is_answered_when_it_is_tapped(api: BotApi) -> None:
    """The question stands over its answer, which has buttons of its own."""
    start = api.reply(api.write("/start"))
    question, data = next(iter(start.buttons.items()))
    api.told(api.press(data, start))
    answer = api.reply(start.result["message_id"])
    assert answer.text.startswith(f"{question}\n")
    assert quotes(answer)
    assert "Context" in answer.buttons


def test_when_it_is_open_whom_is_meant_the_names_are_buttons(api: BotApi) -> None:
    """A tap answers as if the name had been typed."""
    somebody = {"id": 701, "type": "private", "first_name": "W"}
    api.reply(api.write("What did Netanyahu and Trump meet about?", somebody))
    asked = api.reply(api.write("What did he say?", somebody))
    assert asked.text.startswith("Whom do you mean")
    name, data = next(iter(asked.buttons.items()))
    api.told(api.press(data, asked, by={**somebody, "is_bot": False}))
    assert f"Read as: What did {name} say?" in api.reply(asked.result["message_id"]).text
