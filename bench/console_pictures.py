"""`python -m bench.console_pictures`: what the console shows, drawn from a real run at a pseudo-terminal.

Types into `talks chat`, takes its screen as a terminal has it, and writes it as docs/console.svg; draws a changing
figure with `talks timeline --plot` into docs/timeline.svg.
"""

from __future__ import annotations

import io
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from pyte.screens import Char
from rich.console import Console
from rich.style import Style
from rich.terminal_theme import SVG_EXPORT_THEME
from rich.text import Text

from index.build import build
from tests.console.terminal import ROOT, Terminal

_DOCS = ROOT / "docs"
_COLUMNS = 88
_TYPED = (
    "how many people have been killed in Gaza?",
    "Who heads the Israeli delegation?",
    "When is he due there?",
)
_FIGURE = "How many people have been killed in Gaza?"
# Without the fonts that rich's own form loads from elsewhere.
_FORM = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img">
<title>{{title}}</title>
<style>
.{unique_id}-matrix {{ font-family: "DejaVu Sans Mono", Menlo, Consolas, monospace; font-size: {char_height}px;
  line-height: {line_height}px; }}
{styles}
</style>
<defs><clipPath id="{unique_id}-clip-terminal">
<rect x="0" y="0" width="{terminal_width}" height="{terminal_height}" /></clipPath>{lines}</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">{matrix}</g>
</g>
</svg>
"""


def main() -> None:
    """Writes both pictures."""
    with tempfile.TemporaryDirectory() as folder:
        build([ROOT / "seeds"], Path(folder) / "index")
        settings = {"TALKS_INDEX": f"{folder}/index", "TALKS_STATE": f"{folder}/state", "TALKS_READER": "on"}
        _draw_console(settings, _DOCS / "console.svg")
        _draw_timeline(settings, _DOCS / "timeline.svg")


def _draw_console(settings: dict[str, str], path: Path) -> None:
    terminal = Terminal("chat", columns=_COLUMNS, settings=settings)
    terminal.type("", until=r"\n>")
    for line in _TYPED:
        terminal.type(f"{line}\r", until=r"\n>")
    rows = [_row(cells) for cells in terminal.rows()]
    while not rows[-1]:
        rows.pop()
    terminal.leave("\x04")
    console = Console(record=True, width=_COLUMNS, file=io.StringIO(), color_system="truecolor", force_terminal=True)
    for row in rows:
        console.print(row, no_wrap=True, overflow="crop")
    drawn = console.export_svg(title="talks chat", theme=SVG_EXPORT_THEME, code_format=_FORM, unique_id="console")
    path.write_text(drawn.replace("{title}", "talks chat"), encoding="utf-8")
    print(f"wrote {path.relative_to(ROOT)}")


def _row(cells: list[Char]) -> Text:
    """A line of the screen with the styles of its cells."""
    text = Text()
    for cell in cells:
        named = cell.fg.replace("bright", "bright_")
        colour = None if cell.fg == "default" else named if cell.fg.isalpha() else f"#{cell.fg}"
        text.append(cell.data, Style(color=colour, bold=cell.bold))
    text.rstrip()
    return text


def _draw_timeline(settings: dict[str, str], path: Path) -> None:
    command = [sys.executable, "-m", "bot", "timeline", _FIGURE, "--plot", str(path)]
    environment = {**os.environ, **settings, "TALKS_ARTICLES": "seeds"}
    subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, check=True)


if __name__ == "__main__":
    main()
