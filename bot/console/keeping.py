"""What leaves the conversation: text for the clipboard, files to export to."""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence
from pathlib import Path

from bot.answers import Quote
from bot.citations.formats import conversation
from bot.citations.names import Format
from bot.console.plain import answer_text
from bot.console.session import Exchange
from bot.wording import source
from index.errors import TalksError

_SUFFIXES: dict[str, Format] = {
    ".md": Format.MARKDOWN,
    ".html": Format.HTML,
    ".bib": Format.BIBTEX,
    ".csl.json": Format.CSL_JSON,
}
_USAGE = f"/export FILE writes by its suffix: {', '.join(_SUFFIXES)}, or .json for all that is known"
# Terminals cut longer ones off.
_LONGEST = 70_000


def copied(exchange: Exchange, quote: Quote | None) -> str:
    """The text to copy: one quote over its source, or the question with its answer."""
    if quote is not None:
        return f"{quote.text}\n— {source(quote)}\n"
    return f"{exchange.question}\n\n{answer_text(exchange.answer)}\n"


def to_clipboard(text: str, send: Callable[[str], None] | None) -> str:
    """Puts the text on the clipboard and says by what way; `send` writes to a terminal that may have one of its own.

    Raises TalksError where there is neither.
    """
    import pyperclip  # tries out programs when it is imported

    try:
        pyperclip.copy(text)
    except pyperclip.PyperclipException:
        if send is None:
            raise TalksError("There is no clipboard here; /export FILE writes the conversation instead") from None
        coded = base64.b64encode(text.encode("utf-8", "replace")).decode()
        if len(coded) > _LONGEST:
            raise TalksError("That is too long for the terminal's clipboard; /export FILE writes it instead") from None
        send(f"\x1b]52;c;{coded}\a")
        return "through the terminal (if it allows programs to use the clipboard)"
    return "to the clipboard"


def export(exchanges: Sequence[Exchange], name: str) -> str:
    """Writes the conversation to a new file and says so. Raises TalksError where that can't be done."""
    if not name:
        raise TalksError(_USAGE)
    if not exchanges:
        raise TalksError("Nothing was asked yet; type a question first")
    text = _exported(exchanges, name.lower())
    path = Path(name)
    try:
        path = path.expanduser()
        with path.open("x", encoding="utf-8", errors="replace", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        raise TalksError(f"{path}: is there already; give another name") from None
    except (OSError, RuntimeError, ValueError) as error:  # the latter two: nobody's home folder, a null character
        reason = error.strerror if isinstance(error, OSError) else error
        raise TalksError(f"{path}: can't be written ({reason}); give another name") from None
    return f"{len(exchanges)} question{'s' if len(exchanges) > 1 else ''} written to {path}"


def _exported(exchanges: Sequence[Exchange], name: str) -> str:
    for suffix, form in _SUFFIXES.items():
        if name.endswith(suffix):
            return conversation([(one.question, one.answer) for one in exchanges], form)
    if name.endswith(".json"):
        return _json(exchanges)
    raise TalksError(f"{name}: unknown format; {_USAGE}")


def _json(exchanges: Sequence[Exchange]) -> str:
    """Each answer in the form of `talks ask --json`, with its citations beside it."""
    import json

    from bot.contract import to_json  # pydantic, which text needs not

    answers = [to_json(one.answer, 0.0).model_dump(mode="json", exclude={"elapsed_ms"}) for one in exchanges]
    return json.dumps({"answers": answers}, ensure_ascii=False, indent=2) + "\n"
