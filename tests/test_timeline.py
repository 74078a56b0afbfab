"""Figures in order of time: what may stand beside what, and the picture of it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from bot.answers import Answered, Quote
from bot.live import Live
from bot.plot import plot
from bot.timeline import Rung, comparable, figure, timeline
from index.errors import TalksError
from index.model import Article, Span
from tests.test_cli import talks

TOLL = "how many people have been killed in Gaza?"


def rung(text: str) -> Rung:
    quote = Quote(Article("a", "a.txt", "", text), Span(0, len(text)), 1, 1.0, short_answer=Span(0, len(text)))
    return Rung(quote, figure(quote))


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("at least 67,139 Palestinians", 67_139, ""),
        ("67 139", 67_139, ""),
        ("$1.4 billion", 1.4e9, "$"),
        ("about 85%", 85, "%"),
        ("85 per cent", 85, "%"),
        ("2.5 million people", 2.5e6, ""),
    ],
)
def test_figures_are_read_as_written(text: str, value: float, unit: str) -> None:
    found = rung(text).figure
    assert found is not None
    assert (found.value, found.unit) == (value, unit)
    assert found.written in text


def test_only_figures_of_one_kind_stand_side_by_side() -> None:
    """Percent beside people, or dollars beside euros, compare nothing; neither do two that are the same."""
    assert [one.quote.text for one in comparable([rung("48 people"), rung("85%"), rung("49 people")])] == [
        "48 people",
        "49 people",
    ]
    assert comparable([rung("$5 million"), rung("€5 million")]) == ()
    assert comparable([rung("48 people"), rung("48 hostages")]) == ()
    assert comparable([rung("dozens"), rung("48")]) == ()


def test_no_undated_line_looks_dated(live: Live) -> None:
    """In the text of a timeline an undated article's line has no date anywhere but in its own words."""
    answer = live.answer(TOLL, top=12)
    assert isinstance(answer, Answered)
    undated = [r for r in timeline(answer, live.snapshot().dates).rungs if r.quote.article.published is None]
    assert undated
    done = talks("timeline", TOLL, index=live.snapshot().folder.parent)
    blocks = done.stdout.split("\n\n")[1:]
    for one in undated:
        (block,) = [block for block in blocks if one.quote.text in block]
        head, _, source = block.splitlines()
        assert head.startswith("undated: ")
        assert "· undated" in source
        assert not re.search(r"\b20\d\d\b", head + source.split(" · ", 1)[1])


def test_a_plot_holds_every_line_as_its_label(live: Live, tmp_path: Path) -> None:
    """As SVG the words are text; the same lines give the same file, and PNG is one too."""
    answer = live.answer(TOLL, top=12)
    assert isinstance(answer, Answered)
    found = timeline(answer, live.snapshot().dates)
    for name in ("a.svg", "b.svg", "a.png"):
        plot(found.question, comparable(found.rungs), tmp_path / name)
    drawn = (tmp_path / "a.svg").read_text(encoding="utf-8")
    shown = " ".join(re.sub(r"<[^>]*>", " ", drawn).split())
    for one in found.rungs:
        assert one.quote.text.split(",")[0][:60] in shown.replace("&#39;", "'")
    assert shown.count("undated: ") == 2
    assert (tmp_path / "b.svg").read_text(encoding="utf-8") == drawn
    assert (tmp_path / "a.png").read_bytes().startswith(b"\x89PNG")


def test_the_command_says_what_it_can_not_draw(seeds_index: Path, tmp_path: Path) -> None:
    """Another kind of file, a question without figures, a folder that is not there: each names the remedy."""
    cases = {
        ("timeline", TOLL, "--plot", "a.gif"): ".png or .svg",
        ("timeline", "Who heads the Israeli delegation?", "--plot", f"{tmp_path}/a.svg"): "ask how many",
        ("timeline", TOLL, "--plot", f"{tmp_path}/none/a.svg"): "give another name",
    }
    for arguments, remedy in cases.items():
        done = talks(*arguments, index=seeds_index)
        assert done.returncode == 2
        assert remedy in done.stderr
        assert "Traceback" not in done.stderr


def test_missing_packages_are_named_with_the_line_that_installs_them(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "matplotlib", None)
    with pytest.raises(TalksError, match=r"pip install 'talks\[plot\]'"):
        plot("How many?", [rung("48"), rung("49")], tmp_path / "a.svg")


def test_a_timeline_as_json_has_every_line_with_its_figure(live: Live) -> None:
    """One object, in the order of the text; each line is a slice of its article."""
    done = talks("timeline", TOLL, "--json", index=live.snapshot().folder.parent)
    row = json.loads(done.stdout)
    answer = live.answer(TOLL, top=12)
    assert isinstance(answer, Answered)
    expected = timeline(answer, live.snapshot().dates)
    assert (done.returncode, row["status"], row["snapshot"]) == (0, "answered", live.snapshot().snapshot_id)
    assert [one["text"] for one in row["rungs"]] == [one.quote.text for one in expected.rungs]
    assert [one["figure"] and one["figure"]["value"] for one in row["rungs"]] == [
        one.figure and one.figure.value for one in expected.rungs
    ]
    for one in row["rungs"]:
        assert live.snapshot().article(one["article_id"]).text[one["start"] : one["end"]] == one["text"]


def test_a_silence_as_json_is_that_of_ask(seeds_index: Path) -> None:
    """With its reason and the lines that do not answer."""
    question = "How much will the humanitarian city cost?"
    rows = []
    for command in ("timeline", "ask"):
        done = talks(command, question, "--json", index=seeds_index)
        assert done.returncode == 1
        rows.append(json.loads(done.stdout))
    assert rows[0]["status"] == "abstained"
    assert {**rows[0], "elapsed_ms": 0, "related": 0} == {**rows[1], "elapsed_ms": 0, "related": 0}


def test_a_silence_has_no_timeline(seeds_index: Path) -> None:
    """It exits as an unanswered question does, and draws nothing."""
    done = talks("timeline", "How much will the humanitarian city cost?", index=seeds_index)
    assert done.returncode == 1
    assert done.stdout.startswith("The articles do not say.")
