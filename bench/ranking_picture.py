"""`python -m bench.ranking_picture FIGURES.json OUT.svg`: the figures of bench.ranking as a picture for the README."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

_TITLES = {"content": "questions without stop words", "full": "questions as asked"}
_COLOURS = {
    "talks, numba": "#b3261e",
    "talks, numpy": "#e8837c",
    "tantivy": "#1f6feb",
    "bm25s, numba": "#2e7d32",
    "bm25s, numpy": "#8fc793",
    "SQLite FTS5": "#8250df",
    "rank-bm25": "#6e7781",
}


def draw(figures: dict[str, Any], out: Path) -> None:
    """Writes the picture: mean time of a question by number of sentences, a panel for each kind of question."""
    import matplotlib

    matplotlib.use("svg")
    # Text as text, and no random names or date in the file: the same figures are the same bytes.
    matplotlib.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "talks", "font.size": 10})
    from matplotlib import pyplot

    figure, panels = pyplot.subplots(1, 2, figsize=(10, 4.4), sharey=True)
    for panel, (kind, title) in zip(panels, _TITLES.items(), strict=True):
        for name, colour in _COLOURS.items():
            told = [(size["sentences"], size["programs"][name]) for size in figures["sizes"]]
            told = [(sentences, found[kind]["mean_us"] / 1000) for sentences, found in told if kind in found]
            if told:
                ours = name.startswith("talks")
                panel.loglog(
                    *zip(*told, strict=True), marker="o", ms=4, lw=2.4 if ours else 1.4, color=colour, label=name
                )
        panel.set_title(f"{title} ({figures['terms_a_question'][kind]} terms)", fontsize=10)
        panel.set_xlabel("sentences")
        panel.minorticks_off()
        for axis in (panel.xaxis, panel.yaxis):
            axis.set_major_formatter(lambda value, _: f"{value:,.7g}")
        panel.grid(visible=True, which="major", color="#d0d7de", lw=0.6)
        panel.spines[["top", "right"]].set_visible(False)
    panels[0].set_ylabel("ms of the processor a question, ten best")
    panels[1].legend(loc="upper left", bbox_to_anchor=(1.0, 1.0), frameon=False)
    told_of = f"{figures['machine']} · {figures['corpus']}"
    figure.text(0.01, 0.01, told_of, fontsize=7, color="#57606a")
    figure.tight_layout(rect=(0, 0.03, 1, 1))
    figure.savefig(out, metadata={"Date": None})


if __name__ == "__main__":
    draw(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")), Path(sys.argv[2]))
