"""Mails (.eml): newsletters and press releases, read with what Python brings along."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Iterator
from email.errors import MessageError
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from typing import BinaryIO

from index.formats.found import Fault, Found, UnreadableError, one_line, whole
from index.formats.markup import paragraphs_of
from index.formats.prose import paragraphs
from index.formats.text import checked
from index.model import Place

_BROKEN = (MessageError, LookupError, ValueError, AttributeError, TypeError, RecursionError)


def read_mail(file: BinaryIO) -> Iterator[Found | Fault]:
    """The mail's text, a paragraph a line; subject, day sent and sender from its head. Attachments are left out."""
    try:
        message = email.message_from_bytes(whole(file), policy=email.policy.default)
        head = {name: one_line(str(message[name])) if message[name] else None for name in ("subject", "date", "from")}
        if not any(head.values()):
            raise UnreadableError("not a mail (no subject, date or sender at its top)")
        lines = _lines(message)
    except _BROKEN as error:
        raise UnreadableError(f"damaged mail ({type(error).__name__}: {str(error)[:80]})") from None
    if not lines:
        raise UnreadableError("no text in it")
    published = None
    try:
        published = parsedate_to_datetime(head["date"]).date() if head["date"] else None
    except (ValueError, TypeError, OverflowError):
        published = None
    sender = (head["from"] or "").partition("<")[0].strip(' "') or None
    yield Found(
        checked("\n".join(lines)), Place.PARAGRAPH, title=head["subject"], published=published, publisher=sender
    )


def _lines(message: EmailMessage) -> list[str]:
    body = message.get_body(preferencelist=("plain", "html"))
    if body is None:
        return []
    data, charset = body.get_payload(decode=True), body.get_content_charset("utf-8")
    if not isinstance(data, bytes):
        return []
    try:
        text = data.decode(charset)  # strictly: replacement characters would be misquotes
    except (LookupError, UnicodeDecodeError):
        raise UnreadableError(f"its text is not {charset.upper()}, the encoding that it names") from None
    return paragraphs_of(text) if body.get_content_subtype() == "html" else list(paragraphs(text))
