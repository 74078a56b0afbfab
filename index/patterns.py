"""Regular expressions that are compiled when they are first used: one answer needs less than half of them."""

from __future__ import annotations

import re
from typing import Any, cast


def regex(source: str, flags: int = 0) -> re.Pattern[str]:
    """What re.compile returns, later: a fault in the source shows at the first use, and no match's `re` is this object.

    >>> regex(r"\\d+").findall("7 of 20")
    ['7', '20']
    """
    return cast("re.Pattern[str]", _Late(source, flags))


class _Late:
    def __init__(self, source: str, flags: int) -> None:
        self._source, self._flags = source, flags

    def __getattr__(self, name: str) -> Any:
        value = getattr(re.compile(self._source, self._flags), name)
        # Found without coming here again: a hot loop pays nothing.
        setattr(self, name, value)
        return value
