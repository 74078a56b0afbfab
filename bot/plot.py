"""A changing figure as a picture: one bar a line, the line itself as its label. Needs the extra `plot`."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from pathlib import Path

from bot.citations.texts import printable
from bot.timeline import Rung
from bot.wording import when, where
from index.errors import TalksError
from index.model import PublishedBasis

SUFFIXES = (".png", ".svg")
_WRAP = 120  # characters of a label's line
_BAR, _LABEL_LINE, _MARGIN = 0.42, 0.17, 0.5  # inches
_GIVEN, _WORKED_OUT, _OPEN = "#2f6f4f", "#7fb39a", "white"


def plot(question: str, rungs: Sequence[Rung], path: Path) -> None:
    """Draws the rungs, all with figures of one unit, newest at the top, into a new PNG or SVG file.

    Bars of articles without a date are open, those of worked out dates pale. Raises TalksError when the packages are
    missing or the file can't be written.
    """
    try:
        from matplotlib import rc_context
        from matplotlib.figure import Figure
    except ImportError:
        raise TalksError("--plot needs matplotlib; run: pip install 'talks[plot]'") from None
    labels = [_label(rung) for rung in rungs]
    heights = [_BAR + _LABEL_LINE * (label.count("\n") + 1) for label in labels]
    # The same lines give the same file: no date of drawing, no random ids.
    with rc_context({"svg.hashsalt": "talks", "svg.fonttype": "none", "text.parse_math": False}):
        drawing = Figure(figsize=(9, sum(heights) + 2 * _MARGIN), layout="constrained")
        axes = drawing.add_subplot()
        top = 0.0
        most = max(rung.figure.value for rung in rungs if rung.figure)
        for rung, label, height in zip(rungs, labels, heights, strict=True):
            assert rung.figure is not None  # the rungs are those with figures
            face, edge = _colours(rung)
            axes.barh(top + _BAR / 2, rung.figure.value, _BAR * 0.8, color=face, edgecolor=edge, linewidth=1.2)
            head = f"{when(rung.quote.article)}: {rung.figure.written}"
            axes.text(most * 0.01, top, head, va="bottom", fontsize=10, fontweight="bold")
            axes.text(most * 0.01, top + _BAR, label, va="top", fontsize=8, linespacing=1.25)
            top += height + 0.25
        axes.set_xlim(0, most * 1.02)
        axes.set_ylim(top, -0.3)  # the newest at the top
        axes.set_axis_off()
        axes.set_title("\n".join(textwrap.wrap(printable(question), 90)), loc="left", fontsize=11)
        _save(drawing, path)


def _save(drawing: object, path: Path) -> None:
    metadata = {"Date": None} if path.suffix.lower() == ".svg" else {"Software": None}
    try:
        with path.open("wb") as file:
            drawing.savefig(file, format=path.suffix.lower()[1:], dpi=144, metadata=metadata)  # type: ignore[attr-defined]
    except OSError as error:
        raise TalksError(f"{path}: can't be written ({error.strerror}); give another name") from None


def _label(rung: Rung) -> str:
    quote = rung.quote
    said = f" · {quote.speaker}" if quote.speaker else ""
    return "\n".join([*textwrap.wrap(printable(quote.text), _WRAP), f"{where(quote)}{said}"])


def _colours(rung: Rung) -> tuple[str, str]:
    basis = rung.quote.article.published_basis
    if basis is PublishedBasis.UNKNOWN:
        return _OPEN, _GIVEN
    return (_WORKED_OUT if basis is PublishedBasis.INFERRED else _GIVEN), _GIVEN
