"""Where the articles and the index are: the two settings that every command needs, from the environment or .env.

Apart from `settings`, for any text is a path: what checks the others would be a quarter of a one-shot answer.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from index.cli import IndexPaths

DEFAULTS = {"TALKS_ARTICLES": "seeds", "TALKS_INDEX": "var/index"}
_ENV_FILE = Path(".env")


@cache
def places() -> IndexPaths:
    """The two folders of this process. The environment wins over .env; what is empty there counts as not set."""
    found = DEFAULTS | _given(_written()) | _given(os.environ)
    return IndexPaths(Path(found["TALKS_ARTICLES"]), Path(found["TALKS_INDEX"]))


def _given(values: Mapping[str, str | None]) -> dict[str, str]:
    return {name.upper(): value for name, value in values.items() if value}


def _written() -> dict[str, str | None]:
    if not _ENV_FILE.is_file():
        return {}
    from dotenv import dotenv_values

    return dotenv_values(_ENV_FILE, encoding="utf-8")
