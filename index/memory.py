"""Results that belong to one snapshot, and go when it goes."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any, TypeVar, cast

_Function = TypeVar("_Function", bound=Callable[..., Any])


def per_snapshot(maxsize: int) -> Callable[[_Function], _Function]:
    """Remembers, for each snapshot, so many results of a function whose last argument is the snapshot.

    An lru_cache on the function itself would keep replaced snapshots alive.
    """

    def remembering(function: _Function) -> _Function:
        @wraps(function)
        def remembered(*arguments: Any) -> Any:
            *others, snapshot = arguments
            memory = snapshot.memories.get(function)
            if memory is None:
                memory = lru_cache(maxsize)(lambda *given: function(*given, snapshot))
                snapshot.memories[function] = memory
            return memory(*others)

        return cast(_Function, remembered)

    return remembering
