"""What the splitter promises: no text lost, gold boundaries and kinds, news style, speed."""

from __future__ import annotations

import datetime as dt
import json
import random
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.model import Kind, Span, Unit
from index.sentences import leading_date, line_of, line_starts, split

REPO = Path(__file__).parent.parent
SEEDS = sorted(json.loads((REPO / "tests/data/sentences/seeds_gold.json").read_text("utf-8")))
KINDS = {"sentence": Kind.SENTENCE, "heading": Kind.HEADING, "caption": Kind.CAPTION, "meta": Kind.METADATA}

NOISE = (
    "\n|\n\n|\r\n|\r|\u2028|\u2029|\f|\v|\x85|\x1f|\t| |\u00a0|\u3000|  |\ufeff|\u200b|\u200f|\x00|\ud800|🙂|e\u0301|"
    '👩‍👩‍👧|قال المتحدث إنّ 48 رهينة. |לא. |東京。|.|!|?|...|…|."|.) |[1] |(|)|"|“|”|\'|#|# |- |* |-- |»|a|I. |3.5% '
).split("|")
FRAGMENTS = [
    *NOISE,
    " date 2024-02-14 ",
    "date 2024-02-30 ",
    "Lt. Gen. Mark Milley met Sen. Graham at 10 a.m. on Jan. 6, 2021. ",
    '"Where can I go?" Dana Abu Chaaban asked. ',
    "“There will be no deal. None.” ",
    "(EPA Photo)",
    "'Let us cross'",
    "By Jane Doe",
    "The U.S. ",
    "www.bbc.co.uk/news. ",
    "x" * 450,
]


def gold(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((REPO / "tests/data/sentences" / name).read_text("utf-8"))
    return loaded


def seed(name: str) -> str:
    return (REPO / "seeds" / name).read_bytes().decode()


def texts(text: str) -> list[str]:
    return [unit.span.of(text) for unit in split(text)]


def joined_at(spans: list[Span], optional: list[int]) -> list[Span]:
    """The spans with those neighbours joined that meet at an optional boundary."""
    joined: list[Span] = []
    for span in spans:
        if joined and any(joined[-1].end <= offset <= span.start for offset in optional):
            joined[-1] = Span(joined[-1].start, span.end)
        else:
            joined.append(span)
    return joined


def f1(text: str, expected: dict[str, Any]) -> float:
    """Exact-span F1, where an optional boundary is right either way."""
    optional = expected["optional_boundaries"]
    right = set(joined_at([Span(unit["start"], unit["end"]) for unit in expected["units"]], optional))
    found = set(joined_at([unit.span for unit in split(text)], optional))
    return 2 * len(right & found) / (len(right) + len(found))


def is_blank(text: str, start: int, end: int) -> bool:
    gap = text[start:end]
    return not (gap.removeprefix("\ufeff") if start == 0 else gap).strip()


def assert_lossless(text: str) -> None:
    units = split(text)
    end = 0
    for unit in units:
        assert end <= unit.span.start < unit.span.end <= len(text)
        assert is_blank(text, end, unit.span.start)
        assert unit.span.of(text) == unit.span.of(text).strip()
        assert "\n" not in unit.span.of(text)
        end = unit.span.end
    assert is_blank(text, end, len(text))
    assert split(text) == units


@pytest.mark.parametrize("name", SEEDS)
def test_seed_articles_split_as_the_gold_says(name: str) -> None:
    """Every unit of the seed articles is found with its exact span."""
    assert f1(seed(name), gold("seeds_gold.json")[name]) == 1.0


@pytest.mark.parametrize("name", SEEDS)
def test_seed_articles_have_the_kinds_of_the_gold(name: str) -> None:
    """Headings, captions and the date prefix of the seeds are told from sentences."""
    kinds = {unit.span: unit.kind for unit in split(seed(name))}
    for unit in gold("seeds_gold.json")[name]["units"]:
        assert kinds.get(Span(unit["start"], unit["end"])) in (KINDS[unit["kind"]], None), unit["text"]


def test_hard_news_sentences_split_as_the_gold_says() -> None:
    """Abbreviations, quotations and bylines of the hard set are split with F1 of .98 or more."""
    hard = gold("hard_gold.json")["hard_news"]
    assert f1(hard["text"], hard) >= 0.98


@pytest.mark.parametrize(
    "marked",
    [
        "“Where will we go?” Fatima Hassan, a mother of five, asked. / No one answered.",
        "“Mr. President, what about Gaza?” CNN's Kaitlan Collins asked. / He left.",
        "He asked: “Is it over?” / Trump said the talks went on.",
        '"Is it over?" / The minister said he did not know.',
        '"Never!" Israeli Finance Minister Bezalel Smotrich wrote on X. / He left.',
        '"Who is next?" / Israel said it would strike again.',
        '"It ended." — Ahmed, a teacher',
        "Brig. Gen. Pat Ryder spoke. / Cmdr. Rebecca Rebarich did not. / Adm. Lisa Franchetti listened.",
        "Col. (ret.) Yossi Cohen said no. / Sgt. Maj. Levi agreed.",
        "It began at 6:30 a.m. / The army fired at noon.",
        "It began at 6:30 a.m. Tuesday, local time. / It ended at 7 p.m. EST.",
        "At 6 a.m. Israeli jets struck Rafah. / The vote was at 9 p.m. / Hamas rejected it.",
        "He flew to Washington, D.C. / She stayed in St. Louis.",
        "The U.S. First Lady and the U.N. Security Council met in the U.S. / The talks failed.",
        "J. Edgar Hoover met George H.W. Bush. / Martin Luther King Jr. / He had a dream.",
        "Alphabet Inc. Chief Executive Sundar Pichai spoke. / So did Apple Inc. / The company grew.",
        "He came No. 1 in the poll of Sept. 3. / No. 2 was Smith. / See fig. 3 on p. 12.",
        "Wages fell 2 per cent. / Both rose in the 19th century. / Rotterdam lay to the south. / Kublai won.",
        "They took vitamin D. / Another problem was World War II. / Pope John Paul II prayed.",
        "He got bread, rice, etc. / The list is long. / It was born ca. 1960, i.e. Before the war.",
        "“So... Friday then?” he asked. / I don't know ... maybe.",
        "I saw the exit door. ... / I was just trying to get out.",
        "He left (she stayed, and said so. They argued) on Monday. / (She stayed.) / They met again.",
        'The book "Who Are We?" (2004), by Huntington, sold well. / He was glad.',
        "He said: 'I trust no one now.' \" / They left.",
        "Israel struck Gaza.[1] / Hamas replied. [citation needed] / The end.",
        "Yahoo! shares rose on Jan.-Mar. figures, i.e. well. / Is it true? / Yes. / No. / Maybe so.",
        "The trial of Roe v. Wade ended. / Visit example.com/news.html. / Thanks. 🙂",
    ],
)
def test_news_style_splits_where_it_should(marked: str) -> None:
    """Units of a line are the parts that the slashes set apart."""
    assert texts(marked.replace(" / ", " ")) == marked.split(" / ")


@pytest.mark.parametrize(
    ("kind", "line"),
    [
        (Kind.CAPTION, "Smoke rises over Gaza City, Oct. 9, 2023. (AP Photo/Hatem Moussa)"),
        (Kind.CAPTION, "Palestinians wait for bread in Deir al-Balah. [Mohammed Salem/Reuters]"),
        (Kind.CAPTION, "An Israeli tank near the border. (Reuters)"),
        (Kind.CAPTION, "FILE - Yahya Sinwar speaks in Gaza City, April 2022."),
        (Kind.CAPTION, "File photo of the Rafah crossing."),
        (Kind.CAPTION, "Photo by Jane Doe on Unsplash"),
        (Kind.CAPTION, "Children in a tent in Rafah. Photograph: Fatima Shbair/AP"),
        (Kind.CAPTION, "In this photo released by the presidency, el-Sissi meets Burns."),
        (Kind.SENTENCE, "Photos, videos and witnesses show that the tunnel was used."),
        (Kind.SENTENCE, "The picture is bleak, aid groups say."),
        (Kind.METADATA, "By JANE DOE and John Roe, Associated Press"),
        (Kind.METADATA, "By Nidal al-Mughrabi"),
        (Kind.METADATA, "Published Oct. 7, 2023, at 9:45 a.m. EDT"),
        (Kind.METADATA, "Updated 3 hours ago"),
        (Kind.METADATA, "Monday, 6 October 2025 10:22 GMT"),
        (Kind.METADATA, "Read more at www.bbc.co.uk/news."),
        (Kind.METADATA, "(Reporting by Nidal al-Mughrabi; Editing by Mark Heinrich.)"),
        (Kind.METADATA, "Jane Doe contributed to this report."),
        (Kind.METADATA, "© 2024 The Associated Press."),
        (Kind.METADATA, "* * *"),
        (Kind.SENTENCE, "By noon the army had left."),
        (Kind.SENTENCE, "Reporting by the BBC found that aid had stopped."),
        (Kind.SENTENCE, "Published reports say that Oct. 7 was planned for years."),
        (Kind.SENTENCE, "1. Israel withdraws"),
        (Kind.SENTENCE, "- Hamas frees the hostages"),
        (Kind.SENTENCE, "Nook Tablet: 16 GB"),
        (Kind.SENTENCE, "to the south of the city"),
        (Kind.HEADING, "## What is next? A timeline"),
        (Kind.HEADING, "'Let us cross'"),
        (Kind.HEADING, "**Background**"),
        (Kind.HEADING, "U.S. and U.N. agree on aid corridor"),
        (Kind.HEADING, "Key points:"),
    ],
)
def test_a_line_has_its_kind(kind: Kind, line: str) -> None:
    """A line that stands alone is one unit of the kind that its form shows."""
    text = f"{line}\n\nIt all ended on Monday."
    assert split(text)[0] == Unit(Span(0, len(line)), kind)


def test_the_wire_named_at_the_end_of_an_article_leaves_its_last_line_a_sentence() -> None:
    """A closing "(Reuters)" is a source, not the credit of a picture."""
    kinds = [unit.kind for unit in split("It began.\nIt ended on Monday. (Reuters)")]
    assert kinds == [Kind.SENTENCE, Kind.SENTENCE, Kind.METADATA]


def test_a_wrapped_line_is_no_heading() -> None:
    """Lines that read on in lower case, or fill a column, are parts of sentences."""
    lower = "The talks in Egypt are expected\nto move quickly."
    column = "The talks on a truce are expected to go on in the city of\nDoha."
    assert {unit.kind for unit in split(f"{lower}\n\n{column}")} == {Kind.SENTENCE}


def test_markdown_marks_stay_inside_their_unit() -> None:
    """Heading and list marks are covered by the span of their line."""
    text = "# Gaza talks\n\n- It ended. Aid came.\n• 48 hostages\n"
    assert texts(text) == ["# Gaza talks", "- It ended.", "Aid came.", "• 48 hostages"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (" date 2024-02-14 A delegation", (dt.date(2024, 2, 14), Span(1, 16))),
        ("\ufeffdate 2024-02-29\nA delegation", (dt.date(2024, 2, 29), Span(1, 16))),
        (" date 2023-02-29 A delegation", None),
        (" date 0000-01-01 A delegation", None),
        (" date 2024-02-14th", None),
        (" date ٢٠٢٤-٠٢-١٤", None),
        ("A date 2024-02-14", None),
        ("\n date 2024-02-14", None),
        ("", None),
    ],
)
def test_a_leading_date_is_read_or_left_alone(text: str, expected: tuple[dt.date, Span] | None) -> None:
    """Only a real day at the very start counts, and its span has no blanks around it."""
    assert leading_date(text) == expected
    assert (split(text)[:1] == [Unit(Span(1, 16), Kind.METADATA)]) is (expected is not None)


@given(st.text(alphabet="ab \r\n\u2028"), st.integers(0, 30))
def test_lines_are_counted_as_split_on_line_feeds_counts_them(text: str, offset: int) -> None:
    """The number of a line is one more than the line feeds before it."""
    offset = min(offset, len(text))
    assert line_of(line_starts(text), offset) == text[:offset].count("\n") + 1
    assert len(line_starts(text)) == len(text.split("\n"))


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(FRAGMENTS) | st.text(max_size=20), max_size=30).map("".join))
def test_no_text_is_lost_whatever_it_holds(text: str) -> None:
    """Spans are ordered, disjoint, tight, inside a line, and lose white space only."""
    assert_lossless(text)


def test_no_text_is_lost_on_a_thousand_mixes_of_news_and_noise() -> None:
    """The promise holds for seed sentences cut, mixed and joined by odd white space."""
    rng = random.Random(20240214)
    words = [word for name in SEEDS for word in re.split(r"(\s)", seed(name))]
    for _ in range(1000):
        parts = []
        for _ in range(rng.randrange(12)):
            start = rng.randrange(len(words))
            parts += [*words[start : start + rng.randrange(40)], rng.choice(FRAGMENTS)]
        assert_lossless("".join(parts))


@pytest.mark.parametrize(
    "piece", ["a", ".", "! ", "a! ", ".) ", "(a. ", ". [a] ", '." ', "a... ", "U.S. Army ", "word ", "\t", "😀. "]
)
def test_a_very_long_line_takes_linear_time_and_loses_nothing(piece: str) -> None:
    """100 kB of one repeated piece on one line is covered, in well under ten seconds."""
    text = piece * (100_000 // len(piece))
    started = time.perf_counter()
    assert_lossless(text)
    assert time.perf_counter() - started < 10


def test_a_long_line_has_the_sentences_of_its_parts() -> None:
    """Reading a long line in windows moves no boundary."""
    part = "Lt. Gen. Milley left at 5 p.m. Monday. “Is it over?” Dana Abu Chaaban asked. It was (see p. 3) not. "
    assert texts(part * 2000) == texts(part) * 2000


def test_ten_megabytes_on_one_line_take_seconds() -> None:
    """Prose is split at 2 MB a second or more on one core; the limit leaves room for a busy machine."""
    text = " ".join(seed(name).replace("\n", " ") for name in SEEDS)
    text = text * (10_000_000 // len(text))
    started = time.perf_counter()
    assert len(split(text)) > 50_000
    assert time.perf_counter() - started < 30


def test_nupunkt_is_imported_only_when_a_line_needs_it() -> None:
    """Importing the module and splitting one-sentence lines stay free of the model."""
    code = """
import sys
from index.sentences import split
split('It ended.\\n\\nKey points')
print('nupunkt' in sys.modules)
split('It ended. It began.')
print('nupunkt' in sys.modules)
"""
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=REPO, check=True)
    assert run.stdout.split() == ["False", "True"]
