"""Tells of changes under the article folders, with watchfiles; many at once are one."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from pathlib import Path

from watchfiles import Change, awatch, watch

from index.errors import ArticlesError

# Milliseconds: a burst of changes is waited for this long, and its end is noticed this fast.
_DEBOUNCE, _STEP = 1500, 200


def changes(roots: Sequence[Path], index: Path) -> Iterator[None]:
    """Yields after changes of what a build reads, until the process is interrupted."""
    folders, matters = _watched(roots, index)
    for _ in watch(*folders, watch_filter=matters, debounce=_DEBOUNCE, step=_STEP, raise_interrupt=False):
        yield


async def changes_beside(roots: Sequence[Path], index: Path) -> AsyncIterator[None]:
    """The same beside other tasks, until it is cancelled."""
    folders, matters = _watched(roots, index)
    async for _ in awatch(*folders, watch_filter=matters, debounce=_DEBOUNCE, step=_STEP):
        yield


def _watched(roots: Sequence[Path], index: Path) -> tuple[list[Path], Callable[[Change, str], bool]]:
    """The folders in full, and whether a change in them may change the index. Raises ArticlesError."""
    missing = [root for root in roots if not root.exists()]
    if missing:
        raise ArticlesError(f"{missing[0]}: no such file or folder; set TALKS_ARTICLES or name one that exists")
    inside = index.resolve()
    folders = [root.resolve() for root in roots]

    def matters(_: Change, name: str) -> bool:
        path = Path(name)
        above = next((folder for folder in folders if path.is_relative_to(folder)), path.parent)
        hidden = any(part.startswith(".") for part in path.relative_to(above).parts)
        return not hidden and not path.is_relative_to(inside)

    return folders, matters
