"""Who a message is meant for, and what it asks."""

from __future__ import annotations

import re

from telegram import Message, MessageEntity, Update

from bot.telegram_skin.store import Talk


def talk_of(message: Message) -> Talk:
    """Whose conversation a message belongs to."""
    thread = message.message_thread_id if message.is_topic_message else 0
    return Talk(message.chat_id, thread or 0, person_of(message))


def person_of(message: Message) -> int:
    """The id of who wrote it; of the chat where somebody writes in its name."""
    if message.sender_chat:
        return message.sender_chat.id
    return message.from_user.id if message.from_user else 0


def question_of(message: Message) -> str | None:
    """What a message asks the bot, new or edited; None when it asks nothing of it."""
    command = command_of(message)
    if command is not None:
        name, rest = command
        return (rest or replied_text(message)) if name == "ask" else None
    if message.chat.type == message.chat.PRIVATE:
        return message.text
    return addressed(message)


def command_of(message: Message) -> tuple[str, str] | None:
    """Name and rest of a command, "" for one meant for another bot; None when the message is none."""
    found = [e for e in message.entities if e.type == MessageEntity.BOT_COMMAND and e.offset == 0]
    if not found or not message.text:
        return None
    command, *rest = message.text.split(maxsplit=1)
    name, _, bot = command[1:].partition("@")
    mine = not bot or is_name(bot, message)
    return (name.casefold() if mine else "", "".join(rest).strip())


def addressed(message: Message) -> str | None:
    """The question when a group message mentions the bot or replies to it; None when it is meant for others."""
    text = message.text or ""
    found = message.parse_entities([MessageEntity.MENTION]).values()
    mentions = [mention for mention in found if is_name(mention[1:], message)]
    for mention in mentions:
        text = re.sub(rf"{re.escape(mention)}\b", " ", text)
    if not mentions and not is_reply_to_bot(message):
        return None
    # A bare mention under somebody's message asks what that message says.
    return text.strip() or (replied_text(message) if mentions else "")


def is_reply_to_bot(message: Message) -> bool:
    earlier = message.reply_to_message
    # In a forum every message of a topic replies to the message that opened it.
    sender = earlier.from_user if earlier and not earlier.forum_topic_created else None
    return sender is not None and sender.id == message.get_bot().id


def replied_text(message: Message) -> str:
    """The text that somebody's message holds which this one replies to, or the part quoted from it."""
    if message.quote:
        return message.quote.text
    earlier = message.reply_to_message
    return ((earlier.text or earlier.caption) if earlier and not is_reply_to_bot(message) else None) or ""


def is_for_bot(update: Update) -> bool:
    """Whether the bot will answer the message: only those count as its sender's. Buttons are answered anyway."""
    message = update.message or update.edited_message
    if message is None:
        return False
    if message.chat.type == message.chat.PRIVATE:
        return True
    command = command_of(message)
    return bool(command[0]) if command is not None else addressed(message) is not None


def is_name(name: str, message: Message) -> bool:
    return name.casefold() == message.get_bot().username.casefold()
