"""Which files came and went since a large snapshot was built, when the others stay where and what they were."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from index.entries import FileEntries, is_final, stamps_of
from index.files import Beside

# Path, name, stamps, number of articles, whether it need not be read again while the stamps stay, and whether without
# it all others would be as they are.
Seen = tuple[str, str, list[list[int] | None] | None, int, bool, bool]


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file that was not there before, and how many of the articles that stay come before its own."""

    path: Path
    name: str
    place: int


@dataclass(slots=True)
class Matched:
    """The files that are new, and the numbers of those files, and of their articles, that are gone or changed."""

    new: list[NewFile] = field(default_factory=list)
    files: list[int] = field(default_factory=list)
    articles: list[int] = field(default_factory=list)


def seen_of(file: FileEntries, count: int, is_alone: bool) -> Seen:
    """What is kept of a file, as JSON has it."""
    return file.path, file.name, _listed(file.seen), count, is_final(file), is_alone


def match(seen: Sequence[Seen], listed: Iterable[tuple[Path, str]]) -> Matched | None:
    """What is new and what is gone among the files, which were `seen` before.

    None when that is not for certain, or what is gone has a part in how others are indexed.
    """
    last = {path: number for number, (path, *_) in enumerate(seen)}
    beside, walk = Beside(), _Walk(seen)
    for path, name in listed:
        full = str(path.absolute())
        if last.get(full, -1) >= walk.done:  # else it is new, or stands elsewhere than before
            walk.withdraw_to(full)
            _, old_name, stamps, _, is_settled, _ = seen[walk.done]
            if not is_settled:
                return None
            if name == old_name and _listed(stamps_of(path, beside)) == stamps:
                walk.keep()
                continue
            walk.withdraw()
        walk.found.new.append(NewFile(path, name, walk.staying))
    walk.withdraw_to(None)
    return walk.found if all(seen[number][-1] for number in walk.found.files) else None


class _Walk:
    """The seen files one after another: `done` of them are behind, `staying` articles of those stay."""

    def __init__(self, seen: Sequence[Seen]) -> None:
        self._seen = seen
        self._articles = 0
        self.done = self.staying = 0
        self.found = Matched()

    def keep(self) -> None:
        count = self._seen[self.done][3]
        self.done, self._articles, self.staying = self.done + 1, self._articles + count, self.staying + count

    def withdraw(self) -> None:
        count = self._seen[self.done][3]
        self.found.files.append(self.done)
        self.found.articles += range(self._articles, self._articles + count)
        self.done, self._articles = self.done + 1, self._articles + count

    def withdraw_to(self, path: str | None) -> None:
        """Withdraws all before that one; all that are left for None."""
        while self.done < len(self._seen) and self._seen[self.done][0] != path:
            self.withdraw()


def _listed(stamps: Sequence[Sequence[int] | None] | None) -> list[list[int] | None] | None:
    """Stamps as JSON has them."""
    return None if stamps is None else [None if stamp is None else list(stamp) for stamp in stamps]
