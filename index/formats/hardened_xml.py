"""XML from strangers: no entities of its own, no external ones, bounded depth, in one pass over the bytes."""

from __future__ import annotations

from collections.abc import Callable
from xml.parsers import expat

from index.formats.found import UnreadableError

_DEEPEST = 1000


def parse(
    data: bytes,
    opened: Callable[[str, dict[str, str]], None],
    closed: Callable[[str], None],
    said: Callable[[str], None],
) -> None:
    """Tells of every element as it opens (local name, attributes by local name) and closes, and of text between.

    Raises UnreadableError for broken XML, and for XML that declares entities: a few lines can grow to gigabytes.
    """
    parser = expat.ParserCreate(namespace_separator="}")
    depth = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > _DEEPEST:
            raise UnreadableError(f"XML nested more than {_DEEPEST} deep")
        opened(_local(name), {_local(key): value for key, value in attributes.items()})

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        closed(_local(name))

    def refuse(*_: object) -> None:
        raise UnreadableError("its XML declares entities, as bombs do")

    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, said
    parser.EntityDeclHandler = refuse
    parser.buffer_text = True
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise UnreadableError(f"broken XML ({error})") from None


def refuse_entities(data: bytes) -> None:
    """Raises UnreadableError when the XML declares entities; broken XML is left to a more tolerant reader."""
    try:
        parse(data, lambda _name, _attributes: None, lambda _name: None, lambda _text: None)
    except UnreadableError as error:
        if "declares entities" in str(error):
            raise


def _local(name: str) -> str:
    return name.rpartition("}")[2]
