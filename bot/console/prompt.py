"""The prompt of a terminal: line editing, history across sessions, completion, pastes of many lines."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from prompt_toolkit import PromptSession
from prompt_toolkit.application import get_app
from prompt_toolkit.auto_suggest import AutoSuggestFromHistory
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document
from prompt_toolkit.filters import Condition
from prompt_toolkit.history import FileHistory, History, InMemoryHistory

Candidates = Callable[[str], tuple[int, list[str]]]


def typed(path: Path, complete: Candidates, marker: Callable[[], str]) -> Iterator[str]:
    """What is typed, a question or a command at a time; `marker` stands before the cursor.

    Ctrl-c cancels a line, ctrl-d on an empty one ends. The history is kept at the path.
    """
    session: PromptSession[str] = PromptSession(
        history=history(path),
        completer=_Completer(complete),
        auto_suggest=AutoSuggestFromHistory(),
        # Names complete on Tab; commands as they are typed.
        complete_while_typing=Condition(_is_command),
        reserve_space_for_menu=6,
    )
    while True:
        try:
            yield session.prompt(f"\n{marker()}")
        except KeyboardInterrupt:
            continue
        except EOFError:
            return


def typed_without_drawing(path: Path, complete: Candidates, marker: Callable[[], str]) -> Iterator[str]:
    """The same by readline, which never moves the cursor up: a screen reader reads what comes in order."""
    import readline

    past = history(path)
    for line in reversed(list(past.load_history_strings())):
        readline.add_history(line)

    def choice(_: str, state: int) -> str | None:
        before = readline.get_line_buffer()[: readline.get_endidx()]
        length, found = complete(before)
        # Readline replaces from the last blank on.
        kept = before[readline.get_begidx() : len(before) - length]
        return kept + found[state] if state < len(found) else None

    readline.set_completer_delims(" ")
    readline.set_completer(choice)
    readline.parse_and_bind("tab: complete")
    while True:
        try:
            line = input(f"\n{marker()}")
        except KeyboardInterrupt:
            continue
        except EOFError:
            return
        past.append_string(line)
        yield line


class _Completer(Completer):
    def __init__(self, complete: Candidates) -> None:
        self._complete = complete

    def get_completions(self, document: Document, _: CompleteEvent) -> Iterable[Completion]:
        length, found = self._complete(document.text_before_cursor)
        return (Completion(text, start_position=-length) for text in found)


def _is_command() -> bool:
    text = get_app().current_buffer.document.text_before_cursor
    return text.startswith("/") and " " not in text


def history(path: Path) -> History:
    """The history in the file, readable for its owner alone; in memory where it can't be written."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        with path.open("ab"):
            pass
    except OSError:
        return InMemoryHistory()
    return FileHistory(str(path))
