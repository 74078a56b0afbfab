"""Telegram's HTML as Telegram reads it: the text that is shown and its entities, or a refusal."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

ENTITY_TYPES = {
    **dict.fromkeys(("b", "strong"), "bold"),
    **dict.fromkeys(("i", "em"), "italic"),
    **dict.fromkeys(("u", "ins"), "underline"),
    **dict.fromkeys(("s", "strike", "del"), "strikethrough"),
    "tg-spoiler": "spoiler",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "a": "text_link",
}
# The only attributes that are read: a folded quote, and where a link goes.
_REST = re.compile(r'|expandable|href="(?P<url>[^"<>]*)"')
_PART = re.compile(
    r"<(?P<close>/?)(?P<tag>[a-z-]*)(?P<rest>[^<>]*)>?"
    r"|(?P<reference>&(?:lt|gt|amp|quot|\#[0-9]+|\#x[0-9a-fA-F]+);)"
    r"|(?P<text>[^<&]+|&)"
)


class MarkupError(ValueError):
    """What Telegram says of markup that it does not take."""


@dataclass(frozen=True, slots=True)
class Entity:
    """A marked range of the shown text; offset and length count UTF-16 units."""

    type: str
    offset: int
    length: int
    url: str = ""

    def of(self, text: str) -> str:
        units = text.encode("utf-16-le")
        return units[2 * self.offset : 2 * (self.offset + self.length)].decode("utf-16-le")


def parse(markup: str) -> tuple[str, list[Entity]]:
    """The shown text, and its entities as they open. Raises MarkupError where Telegram refuses the message."""
    text, num_units = [], 0
    opened: list[tuple[str, str, int]] = []
    entities: list[Entity] = []
    for part in _PART.finditer(markup):
        if part["tag"] is not None:
            _check(part, [tag for tag, _, _ in opened])
            if not part["close"]:
                opened.append((part["tag"], part["rest"].strip(), num_units))
                continue
            tag, rest, start = opened.pop()
            if num_units > start:
                entities.append(_entity(tag, rest, start, num_units - start))
        else:
            shown = html.unescape(part["reference"]) if part["reference"] else part["text"]
            text.append(shown)
            num_units += len(shown.encode("utf-16-le")) // 2
    if opened:
        raise MarkupError(f'can\'t find end tag corresponding to start tag "{opened[-1][0]}"')
    return "".join(text), sorted(entities, key=lambda entity: (entity.offset, -entity.length))


def _entity(tag: str, rest: str, offset: int, length: int) -> Entity:
    if tag == "blockquote" and rest:
        return Entity("expandable_blockquote", offset, length)
    return Entity(ENTITY_TYPES[tag], offset, length, html.unescape(rest[len('href="') : -1]) if tag == "a" else "")


def _check(part: re.Match[str], opened: list[str]) -> None:
    """Raises MarkupError for a tag that can't stand here; Telegram has no lenient reading of a stray `<`."""
    tag, whole = part["tag"], part.group()
    if tag not in ENTITY_TYPES or not whole.endswith(">") or not _REST.fullmatch(part["rest"].strip()):
        raise MarkupError(f'unsupported start tag "{tag}"')
    if part["close"] and (not opened or opened[-1] != tag):
        raise MarkupError(f'unmatched end tag, found "</{tag}>"')
    if not part["close"] and tag == "blockquote" and tag in opened:
        raise MarkupError("nested blockquotes")
