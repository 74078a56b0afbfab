"""What the citations are called."""

from __future__ import annotations

from enum import StrEnum


class Format(StrEnum):
    """A form of citation."""

    MARKDOWN = "markdown"
    HTML = "html"
    BIBTEX = "bibtex"
    CSL_JSON = "csl-json"

    @property
    def is_list(self) -> bool:
        """Whether it lists what is cited and says nothing of a silence."""
        return self in (Format.BIBTEX, Format.CSL_JSON)
