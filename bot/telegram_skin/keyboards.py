"""The buttons under messages. Their data are an opaque id and a letter: what they stand for is in the store."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.answers import Answer
from bot.telegram_skin.layout import has_ladder, num_pages, shown_quotes
from bot.telegram_skin.phrases import Phrases

_DATA = re.compile(r"([\w-]{4,20}):([a-z])([0-9]{0,4})", re.ASCII)
_LONGEST_LABEL = 60


class Act(StrEnum):
    """What pressing a button does."""

    ANSWER = "a"
    MORE = "m"
    CONTEXT = "c"
    LADDER = "l"
    SOURCE = "s"
    RIGHT = "r"
    WRONG = "w"
    PAGE = "p"
    ASK = "q"
    YES = "y"
    NO = "n"


@dataclass(frozen=True, slots=True)
class Press:
    """A button's data, read. `number` is a page."""

    held: str
    act: Act
    number: int = 0

    @property
    def data(self) -> str:
        return f"{self.held}:{self.act}{self.number or ''}"


def pressed(data: str | None) -> Press | None:
    """What a button's data mean; None for those of another bot or time."""
    match = _DATA.fullmatch(data or "")
    if match is None or match[2] not in set(Act):
        return None
    return Press(match[1], Act(match[2]), int(match[3] or 0))


def under_answer(
    held: str, answer: Answer, phrases: Phrases, act: Act = Act.ANSWER, page: int = 0
) -> InlineKeyboardMarkup:
    """The buttons under an answer that shows the view `act`, on its page `page`."""

    def button(key: str, act: Act, number: int = 0) -> InlineKeyboardButton:
        return InlineKeyboardButton(phrases.label(key), callback_data=Press(held, act, number).data)

    pages = num_pages(answer)
    first, second = [], []
    if act is Act.MORE:
        if page > 1:
            first.append(button("previous_page", Act.MORE, page - 1))
        if page < pages:
            first.append(button("next_page", Act.MORE, page + 1))
    elif pages:
        first.append(button("more", Act.MORE, 1))
    if act is not Act.ANSWER:
        second.append(button("back", Act.ANSWER))
    if shown_quotes(answer):
        if act is not Act.CONTEXT:
            first.append(button("context", Act.CONTEXT))
        if act is not Act.LADDER and has_ladder(answer):
            second.append(button("ladder", Act.LADDER))
        if act is not Act.SOURCE:
            second.append(button("source", Act.SOURCE))
    votes = [button("right", Act.RIGHT), button("wrong", Act.WRONG)]
    return InlineKeyboardMarkup([row for row in (first, second, votes) if row])


def pager(held: str, page: int, pages: int, phrases: Phrases) -> InlineKeyboardMarkup | None:
    """Previous and next; None where there is one page only. Pages count from 1."""
    row = []
    if page > 1:
        data = Press(held, Act.PAGE, page - 1).data
        row.append(InlineKeyboardButton(phrases.label("previous_page"), callback_data=data))
    if page < pages:
        data = Press(held, Act.PAGE, page + 1).data
        row.append(InlineKeyboardButton(phrases.label("next_page"), callback_data=data))
    return InlineKeyboardMarkup([row]) if row else None


def questions(held: str, texts: tuple[str, ...]) -> InlineKeyboardMarkup | None:
    """A button for each example question; the n-th asks the n-th."""
    rows = [
        [InlineKeyboardButton(_label(text), callback_data=Press(held, Act.ASK, number).data)]
        for number, text in enumerate(texts)
    ]
    return InlineKeyboardMarkup(rows) if rows else None


def yes_or_no(held: str, phrases: Phrases) -> InlineKeyboardMarkup:
    """Remove or keep."""
    yes = InlineKeyboardButton(phrases.label("remove_yes"), callback_data=Press(held, Act.YES).data)
    no = InlineKeyboardButton(phrases.label("remove_no"), callback_data=Press(held, Act.NO).data)
    return InlineKeyboardMarkup([[yes, no]])


def _label(text: str) -> str:
    return text if len(text) <= _LONGEST_LABEL else f"{text[:_LONGEST_LABEL]}…"
