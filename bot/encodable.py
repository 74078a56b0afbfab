"""Text that any program can take: a command line, a keyboard and JSON may hand over more than characters."""

from __future__ import annotations


def encodable(text: str) -> str:
    """The text with a question mark for each half of a surrogate pair, which nothing can print, store or send.

    >>> encodable("caf\\udce9")
    'caf?'
    """
    return text.encode("utf-8", "replace").decode("utf-8")
