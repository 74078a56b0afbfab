"""The compiled kernel, where numba is installed (`pip install talks[fast]`), as soon as it is there.

Importing numba takes half a second, and the first compiling of all ten or more: meanwhile numpy ranks, to the same
hits and scores, so nobody waits for it.
"""

from __future__ import annotations

import importlib
import importlib.util
import logging
import threading
from types import ModuleType

import numpy as np

from index.layout import layout_of
from index.postings import Postings
from index.scoring import Scoring

_log = logging.getLogger(__name__)
# In a smaller index numpy ranks as fast as anybody needs.
_WORTH = 20_000

_loaded: ModuleType | None = None
_loading: threading.Thread | None = None


def kernel() -> ModuleType | None:
    """index.kernel once it is ready."""
    return _loaded


def prepare(num_sentences: int) -> None:
    """Starts getting the kernel ready, once a process and where the index is large enough."""
    global _loading  # noqa: PLW0603 - one kernel a process
    if _loading is None and num_sentences >= _WORTH:
        _loading = threading.Thread(target=_load, name="ranking kernel", daemon=True)
        _loading.start()


def wait() -> bool:
    """Gets the kernel ready before it returns; whether there is one."""
    prepare(_WORTH)
    if _loading is not None:
        _loading.join()
    return _loaded is not None


def _load() -> None:
    global _loaded  # noqa: PLW0603
    if importlib.util.find_spec("numba") is None:
        return
    try:
        found = importlib.import_module("index.kernel")
        one = np.ones(1, np.uint16)
        tiny = Postings(("a",), np.array([0, 1]), np.zeros(1, np.uint32), one, one)
        found.best(
            np.array([0]), np.array([1.0]), 1, Scoring(layout_of(tiny), 1.0).store
        )  # compiles, or reads what was
    except Exception as error:  # numpy ranks just as well: an old numba or a full disk is no reason to stop
        _log.warning("ranking kernel=numpy reason=%s", error)
        return
    _loaded = found
