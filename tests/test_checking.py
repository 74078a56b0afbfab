"""Pasted quotes against the seed articles: found word for word, changed, absent."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.answers import Quote
from bot.checks.checking import MAX_CHARACTERS, MAX_PLACES, Absent, Changed, Found, QuoteError, check
from bot.checks.contract import to_check_json
from bot.checks.cues import Mark
from bot.checks.differences import Kind
from bot.checks.wording import check_text
from index.build import build
from index.model import Article, Span
from index.snapshot import Snapshot, load

ROOT = Path(__file__).parent.parent
TOLL = "As of Monday morning, Israel has killed at least 67,139 Palestinians, most of them women and children."
SKILLED = (
    "Netanyahu is skilled at sabotaging one round of negotiations after another, and is unwilling to reach any"
    " agreement"
)
OLMERT = (
    "If they (Palestinians) will be deported there into the new ‘humanitarian city’, then you can say that this is part"
    " of an ethnic cleansing"
)
CREDIBLE = 'the United States has said it will not back any ground operation in Rafah without a "credible plan"'
DISARM = "Hamas would also give up power and disarm."


def found(text: str, snapshot: Snapshot) -> Found:
    outcome = check(text, snapshot)
    assert isinstance(outcome, Found), outcome
    return outcome


def changed(text: str, snapshot: Snapshot) -> Changed:
    outcome = check(text, snapshot)
    assert isinstance(outcome, Changed), outcome
    return outcome


FOUND = {
    "as printed": (TOLL, "000", 14),
    "without the full stop": (TOLL.removesuffix("."), "000", 14),
    "in quote marks": (f"“{TOLL}”", "000", 14),
    "in guillemets": (f"« {TOLL} »", "000", 14),
    "number without groups": ("has killed at least 67139 Palestinians", "000", 14),
    "number grouped by a blank": ("has killed at least 67 139 Palestinians", "000", 14),
    "number grouped by a narrow blank": ("has killed at least 67\u202f139 Palestinians", "000", 14),
    "straight for curly": ("hopefully we're going to get that straightened out", "002", 11),
    "curly for straight": ("“My grandson cries from hunger.”", "004", 51),
    "double for single quotes": ('into the new "humanitarian city", then', "002", 21),
    "hyphens for dashes": ("48 hostages - about 20 of whom are believed to be alive - within three days", "000", 6),
    "two hyphens for a dash": ("Benjamin Netanyahu -- who wants to see", "002", 5),
    "dash for a hyphen": ("Sharm el–Sheikh", "000", 3),
    "non-breaking blanks": ("a\u00a060-day\u00a0ceasefire after 21\u00a0months", "002", 2),
    "wrapped lines": ("Negotiations will reportedly\n  focus on the first\r\nstage of a ceasefire", "000", 5),
    "zero-width blank and soft hyphen": ("Hamas’s dele\u00adga\u200btion, headed by", "000", 4),
    "decomposed letters": (unicodedata.normalize("NFD", "Recep Tayyip Erdoğan, an outspoken critic"), "004", 5),
    "ligature": ("\ufb01ring missiles at an Israeli army command", "002", 9),
    "the article's typing error": ("an anti-tack missile was launched", "000", 13),
    "another typing error": ("with meditators seeking to close the gap", "002", 1),
    "two paragraphs": ("But it remains closed to Gazans. “For 100 days we enter the crossing", "004", 31),
    "heading and sentence": (
        "Al-Aqsa Flood operation against Israel Hamas military group announced on Oct. 7",
        "003",
        7,
    ),
    "part of a sentence": ("clinging to positions that prevent the mediators", "002", 15),
    "name without the possessive": ("Hamas", "000", 1),
    "percent sign": ("approximately 85% of Gazans have been displaced", "003", 12),
    "ellipsis after the end": ("Netanyahu is skilled at sabotaging one round of negotiations …", "002", 6),
}


@pytest.mark.parametrize(("text", "article", "line"), FOUND.values(), ids=FOUND)
def test_what_copying_changes_is_found(text: str, article: str, line: int, seeds: Snapshot) -> None:
    """Glyphs, blanks and normal forms may differ; the place is the first one, without variants."""
    place = found(text, seeds).places[0]
    assert (place.quote.article.file[:3], place.quote.line) == (article, line)
    assert not place.variants
    assert not place.omissions


# What is pasted; then of each difference: kind, pasted words, the article's words, marks.
CHANGED: dict[str, tuple[str, list[tuple[str, str, str, set[str]]]]] = {
    "digit": (TOLL.replace("67,139", "67,179"), [("replaced", "67,179", "67,139", {"number"})]),
    "digit in plain form": ("has killed at least 67179 Palestinians", [("replaced", "67179", "67,139", {"number"})]),
    "end of a number": ("139 Palestinians, most of them women", [("replaced", "139", "67,139", {"number"})]),
    "decimal": ("more than 1.3 million Palestinians are trapped", [("replaced", "1.3", "1.4", {"number"})]),
    "scale": ("more than 1.4 billion Palestinians are trapped", [("replaced", "billion", "million", {"number"})]),
    "number in words": (
        "at least eight Palestinians have been killed in Israeli strikes",
        [("replaced", "eight", "seven", {"number"})],
    ),
    "digits for a word": (
        "at least 7 Palestinians have been killed in Israeli strikes",
        [("replaced", "7", "seven", set())],
    ),
    "bound and number": (
        "Israel has killed 67,179 Palestinians, most of them women",
        [("left_out", "", "at least", {"bound"}), ("replaced", "67,179", "67,139", {"number"})],
    ),
    "list of numbers": ("aged 19, 20 and 22", [("replaced", "22", "21", {"number"})]),
    "dropped If": (OLMERT.replace("If they", "They"), [("left_out", "", "If", {"condition"})]),
    "dropped parenthesis": (OLMERT.replace("(Palestinians) ", ""), [("left_out", "", "(Palestinians)", set())]),
    "dropped part of": (OLMERT.replace("part of ", ""), [("left_out", "", "part of", set())]),
    "dropped not": (CREDIBLE.replace("not ", ""), [("left_out", "", "not", {"negation"})]),
    "dropped not at a quote mark": (
        'saying the delegation must "return without a deal."',
        [("left_out", "", "not", {"negation"})],
    ),
    "don't to do": (
        "We do have any information to the contrary",
        [("replaced", "do", "don't", {"negation"})],
    ),
    "don't to do not": ("We do not have any information to the contrary", [("replaced", "do not", "don't", set())]),
    "dropped reportedly": (
        "Negotiations will focus on the first stage of a ceasefire",
        [("left_out", "", "reportedly", {"hedge"})],
    ),
    "dropped allegedly": (
        "from a security camera that showed Gaza's Hamas chief Yahya Sinwar",
        [("left_out", "", "allegedly", {"hedge"})],
    ),
    "dropped presumed": ("Israel says 29 of them are dead.", [("left_out", "", "presumed", {"hedge"})]),
    "would to will": (
        "Hamas will also give up power and disarm",
        [("replaced", "will", "would", {"hedge"})],
    ),
    "unwilling to willing": (
        SKILLED.replace("unwilling", "willing"),
        [("replaced", "willing", "unwilling", {"negation"})],
    ),
    "added not": (DISARM.replace("also", "also not"), [("added", "not", "", {"negation"})]),
    "added word": (SKILLED.replace("skilled", "very skilled"), [("added", "very", "", set())]),
    "added at the start": (f"Olmert said: “{OLMERT}”", [("added", "Olmert said", "", set())]),
    "other name": (SKILLED.replace("Netanyahu", "Hamas"), [("replaced", "Hamas", "Netanyahu", set())]),
    "corrected typing error": ("an anti-tank missile was launched", [("replaced", "tank", "tack", set())]),
    "closed compound": (
        "said on Wednesday that a ceasefire and hostage-release agreement",
        [("replaced", "ceasefire", "cease-fire", set())],
    ),
    "accents": ("Recep Tayyip Erdogan, an outspoken critic", [("replaced", "Erdogan", "Erdoğan", {"accents"})]),
    "unit": ("about 85 of Gazans have been displaced", [
        ("replaced", "about", "approximately", {"bound"}), ("left_out", "", "%", set()),
    ]),
    "sentences joined by a comma": (
        "give up power and disarm, as part of the US proposals",
        [("replaced", ",", ".", {"sentence_break"})],
    ),
    "sentences joined by nothing": (
        "give up power and disarm as part of the US proposals",
        [("left_out", "", ".", {"sentence_break"})],
    ),
    "sentence cut in two": (
        "Hamas’s delegation. Headed by Khalil al-Hayyah, arrived on Sunday",
        [("replaced", ".", ",", {"sentence_break"})],
    ),
    "ellipsis and another word": (
        "Netanyahu is skilled at sabotaging … and is eager to reach any agreement",
        [("replaced", "eager", "unwilling", set())],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("text", "differences"), CHANGED.values(), ids=CHANGED)
def test_other_words_are_named(text: str, differences: list[tuple[str, str, str, set[str]]], seeds: Snapshot) -> None:
    """Each difference is told with its kind, both wordings, their spans and what it touches."""
    outcome = changed(text, seeds)
    told = [(d.kind.value, d.pasted, d.article, {m.value for m in d.marks}) for d in outcome.differences]
    assert told == differences
    article = outcome.passage.quote.article.text
    for d in outcome.differences:
        assert d.pasted == d.pasted_span.of(text)
        assert d.article == d.span.of(article)
        assert outcome.passage.quote.span.start <= d.span.start <= d.span.end <= outcome.passage.quote.span.end


@pytest.mark.parametrize("text", [pasted for pasted, _ in CHANGED.values()], ids=CHANGED)
def test_a_changed_quote_is_never_called_near(text: str, seeds: Snapshot) -> None:
    """Nothing in the verdict plays a difference down."""
    lines = check_text(check(text, seeds)).splitlines()
    assert lines[0].startswith("Not in the articles as pasted")
    told = " ".join(line for line in lines if "«" in line or "pasted" in line)
    assert not re.search(r"\b(?:almost|nearly|close|similar|minor|only|just)\b", re.sub("«.*?»", "", told))


ABSENT = {
    "other news": ("President Macron said France would recognise a Palestinian state", ("Macron", "recognise")),
    "unknown words": ("The zyzzyva met the quokka at dawn", ("zyzzyva", "quokka")),
    "a paraphrase": ("Ron Dermer leads the Israeli delegation", ()),
    "known words, no such line": ("Hamas leaders said the talks in Egypt had collapsed on Monday", ()),
    "a question": ("Where is Yahya Sinwar hiding?", ("hiding",)),
    "two words of another number": ("67,179 Palestinians", ("67,179",)),
    "part of a number": ("139", ("139",)),
    "one unknown word": ("Macron", ("Macron",)),
    "another script": ("القدس والضفة الغربية", ("القدس", "والضفة", "الغربية")),
    "a hyphenated name": ("Zyzzy-Quokka", ("Zyzzy", "Quokka")),
}


@pytest.mark.parametrize(("text", "missing"), ABSENT.values(), ids=ABSENT)
def test_what_no_passage_says_is_absent(text: str, missing: tuple[str, ...], seeds: Snapshot) -> None:
    """The words that no article has are named as typed."""
    outcome = check(text, seeds)
    assert isinstance(outcome, Absent)
    assert outcome.missing_words == missing


def test_the_nearest_line_is_labelled(seeds: Snapshot) -> None:
    """A line that shares words is shown as what it is: not the quote."""
    outcome = check("Ron Dermer leads the Israeli delegation", seeds)
    assert isinstance(outcome, Absent)
    assert outcome.nearest is not None
    assert (outcome.nearest.article.file[:3], outcome.nearest.line) == ("000", 3)
    assert "The nearest line, which is not the quote:" in check_text(outcome)


@pytest.mark.parametrize("text", ["", " \n", "...", "“”", "—", "\u200b", "()"])
def test_nothing_to_look_for(text: str, seeds: Snapshot) -> None:
    """Empty or only punctuation: absent with the reason."""
    outcome = check(text, seeds)
    assert isinstance(outcome, Absent)
    assert outcome.reason == "There is no word to look for."


def test_too_long_a_text_is_refused(seeds: Snapshot) -> None:
    """The message gives the size, the limit and what to do."""
    with pytest.raises(QuoteError, match=r"100,000 characters, at most 10,000 .* paste the quote alone"):
        check("x " * 50_000, seeds)


@pytest.mark.parametrize(
    "text", ["the ", "a… ", "1,", "a-b-", "Gaza … the … ", "\u0301", "x\u00ad", "東京", "😀", "a'"]
)
def test_the_longest_text_is_quick(text: str, seeds: Snapshot) -> None:
    """No pattern of MAX_CHARACTERS takes long."""
    started = time.perf_counter()
    check((text * MAX_CHARACTERS)[:MAX_CHARACTERS], seeds)
    assert time.perf_counter() - started < 2


@pytest.mark.parametrize("text", [TOLL, TOLL.replace("67,139", "67,179"), "Ron Dermer leads the Israeli delegation"])
def test_a_sentence_takes_under_20_ms(text: str, seeds: Snapshot) -> None:
    """Each outcome, the best of ten."""
    times = []
    for _ in range(10):
        started = time.perf_counter()
        check(text, seeds)
        times.append(time.perf_counter() - started)
    assert min(times) < 0.02


def test_every_place_is_told(seeds: Snapshot) -> None:
    """A short text is counted wherever it stands, in reading order."""
    outcome = found("Khan", seeds)
    assert [(p.quote.article.file[:3], p.quote.line) for p in outcome.places] == [("002", 7), ("004", 39)]
    assert found("the BBC reported", seeds).places[2].quote.line == 17
    assert len(found("hostages", seeds).places) == 15


def test_letter_case_alone_is_found_with_a_note(seeds: Snapshot) -> None:
    """What differs in case is named."""
    (variant,) = found(SKILLED.replace(",", "").upper().replace("ANOTHER", "ANOTHER,"), seeds).places[0].variants
    assert (variant.marks, variant.article) == ((Mark.LETTER_CASE,), SKILLED)
    (variant,) = found("benjamin Netanyahu, the Israeli prime minister, also confirmed", seeds).places[0].variants
    assert (variant.pasted, variant.article) == ("benjamin", "Benjamin")


def test_exact_places_come_first(seeds: Snapshot) -> None:
    """A place with another letter case is behind one without."""
    places = found("health ministry", seeds).places
    assert [bool(place.variants) for place in places] == [False, True, True]


def test_punctuation_alone_is_found_with_a_note(seeds: Snapshot) -> None:
    """A dropped comma or abbreviation point changes no word."""
    (variant,) = found("Hamas military group announced on Oct 7 a military operation", seeds).places[0].variants
    assert (variant.kind, variant.marks, variant.article) == (Kind.LEFT_OUT, (Mark.PUNCTUATION,), ".")
    (variant,) = found("then you can say, that this is part", seeds).places[0].variants
    assert (variant.kind, variant.pasted) == (Kind.ADDED, ",")


def test_what_is_cut_off_beside_a_part_is_told(seeds: Snapshot) -> None:
    """The words stand there, and so does the condition before them."""
    (place,) = found(OLMERT.removeprefix("If "), seeds).places
    assert [(cue.mark, cue.text) for cue in place.cut] == [(Mark.CONDITION, "If")]
    (place,) = found("1,160 people in Israel", seeds).places
    assert [(cue.mark, cue.text) for cue in place.cut] == [(Mark.BOUND, "around")]
    (place,) = found("it will not back any ground operation in Rafah", seeds).places
    assert [cue.text for cue in place.cut] == ["without"]


OMISSIONS = {
    "three dots": ("Netanyahu is skilled at sabotaging ... and is unwilling to reach any agreement", False, []),
    "one glyph": ("Netanyahu is skilled at sabotaging… and is unwilling to reach any agreement", False, []),
    "in brackets": ("Netanyahu is skilled at sabotaging [...] and is unwilling to reach any agreement", False, []),
    "spaced dots": ("Netanyahu is skilled at sabotaging . . . and is unwilling to reach any agreement", False, []),
    "a negation": ("the United States has said it will … back any ground operation in Rafah", False, ["not"]),
    "a hedge": ("Negotiations will … focus on the first stage", False, ["reportedly"]),
    "two sentences": ("They cook a handful of rice … My grandson cries from hunger", True, []),
}


@pytest.mark.parametrize(("text", "crosses", "cues"), OMISSIONS.values(), ids=OMISSIONS)
def test_an_ellipsis_is_an_omission(text: str, crosses: bool, cues: list[str], seeds: Snapshot) -> None:
    """What it leaves out is named, with the negations and hedges among it."""
    (place,) = found(text, seeds).places
    (omission,) = place.omissions
    assert omission.text == omission.span.of(place.quote.article.text)
    assert (omission.crosses_sentence, [cue.text for cue in omission.cues]) == (crosses, cues)
    assert place.quote.span.start < omission.span.start < omission.span.end < place.quote.span.end


def test_two_omissions(seeds: Snapshot) -> None:
    """Each is told."""
    (place,) = found("Netanyahu is skilled at … one round … and is unwilling to reach any agreement", seeds).places
    assert [o.text for o in place.omissions] == ["sabotaging", "of negotiations after another"]


@pytest.mark.parametrize(
    "text",
    [
        "is unwilling to reach any agreement … Netanyahu is skilled at sabotaging one round",  # in the other order
        f"{DISARM.removesuffix('.')} … most of them women and children",  # too far apart
        f"{DISARM.removesuffix('.')} … Israel says 29 of them are presumed dead",  # of two articles
    ],
)
def test_an_ellipsis_joins_only_what_stands_together(text: str, seeds: Snapshot) -> None:
    """Parts from elsewhere are not one quote."""
    assert not isinstance(check(text, seeds), Found)


@pytest.mark.parametrize(
    "text",
    [
        f"{DISARM} Israel says 29 of them are presumed dead.",
        f"{DISARM.removesuffix('.')} and the group wrote on Telegram.",
        "Netanyahu is skilled at sabotaging the plan to build a so-called “humanitarian city”",
        "The Israeli delegation, headed by Khalil al-Hayyah, arrived on Sunday in Egypt",
    ],
)
def test_two_sentences_joined_as_one_are_changed(text: str, seeds: Snapshot) -> None:
    """Each half is an article's, the whole is nobody's."""
    assert changed(text, seeds).differences


def test_added_words_are_located(seeds: Snapshot) -> None:
    """Of a quote put together from two articles the other half is shown where it stands."""
    outcome = changed(f"{DISARM} Israel says 29 of them are presumed dead.", seeds)
    places = {(quote.article.file[:3], quote.line) for d in outcome.differences for quote in d.elsewhere}
    here = outcome.passage.quote
    assert places | {(here.article.file[:3], here.line)} == {("000", 7), ("004", 63)}


def runs(articles: list[Article]) -> st.SearchStrategy[tuple[Article, Span]]:
    """Four or more words of an article, from the first letter to the last mark."""

    def of(article: Article) -> st.SearchStrategy[tuple[Article, Span]]:
        words = [match.span() for match in re.finditer(r"\S+", article.text)]
        ends = st.tuples(st.integers(0, len(words) - 4), st.integers(4, 60))
        return ends.map(lambda e: (article, Span(words[e[0]][0], words[min(sum(e), len(words)) - 1][1])))

    return st.sampled_from(articles).flatmap(of)


@given(data=st.data())
@settings(max_examples=150, deadline=None)
def test_any_run_of_words_is_found_at_its_own_span(data: st.DataObject, seeds: Snapshot) -> None:
    """Four words or more of an article, wherever they begin and end."""
    article, span = data.draw(runs(list(seeds.articles())))
    places = [place for place in found(span.of(article.text), seeds).places if not place.variants]
    assert (article.article_id, span) in [(p.quote.article.article_id, p.quote.span) for p in places]


def test_every_sentence_is_found_at_its_own_span(seeds: Snapshot) -> None:
    """Headings, captions and metadata too."""
    for number in range(seeds.num_sentences):
        sentence = seeds.sentence(number)
        spans = [(p.quote.article.article_id, p.quote.span) for p in found(seeds.text_of(sentence), seeds).places]
        assert (sentence.article_id, sentence.span) in spans


@given(data=st.data())
@settings(max_examples=150, deadline=None)
def test_a_changed_digit_is_never_found(data: st.DataObject, seeds: Snapshot) -> None:
    """In any sentence, any digit; the number is marked."""
    numbered = [s for s in map(seeds.sentence, range(seeds.num_sentences)) if re.search(r"\d", seeds.text_of(s))]
    text = seeds.text_of(data.draw(st.sampled_from(numbered)))
    at = data.draw(st.sampled_from([match.start() for match in re.finditer(r"\d", text)]))
    digit = data.draw(st.sampled_from(sorted(set("0123456789") - {text[at]})))
    outcome = check(text[:at] + digit + text[at + 1 :], seeds)
    assert not isinstance(outcome, Found)
    if isinstance(outcome, Changed):
        assert Mark.NUMBER in {mark for d in outcome.differences for mark in d.marks}


@given(text=st.text(max_size=300) | st.text("aG…-'’\u00ad\u0301 .,1", max_size=200))
@settings(max_examples=150, deadline=None)
def test_any_text_is_judged_alike_twice(text: str, seeds: Snapshot) -> None:
    """Any Unicode: the same outcome, which can be printed and is valid JSON."""
    outcome = check(text, seeds)
    assert check(text, seeds) == outcome
    assert check_text(outcome).encode()
    json.loads(to_check_json(outcome, 0.0).model_dump_json())


def test_half_a_surrogate_pair_is_no_error(seeds: Snapshot) -> None:
    """Bytes that are no UTF-8 reach the program so."""
    outcome = found("\udcff Gaza", seeds)
    assert check_text(outcome).encode()


def test_each_quote_can_be_annotated(seeds: Snapshot) -> None:
    """Another module knows who says it; here it is only shown."""

    def annotate(quote: Quote) -> Quote:
        return replace(quote, speaker="Hamas, on Telegram") if quote.line == 6 else quote

    outcome = check(SKILLED, seeds, annotate=annotate)
    assert isinstance(outcome, Found)
    assert outcome.places[0].quote.speaker == "Hamas, on Telegram"
    assert "Hamas, on Telegram" in check_text(outcome)
    assert to_check_json(outcome, 0.0).places[0].speaker == "Hamas, on Telegram"


def test_an_article_that_may_not_be_shown_is_not_there(seeds: Snapshot) -> None:
    """Neither as a place nor as the nearest line."""
    outcome = check(SKILLED, seeds, may_show=lambda article: not article.file.startswith("002"))
    assert isinstance(outcome, Absent)
    assert outcome.nearest is None or not outcome.nearest.article.file.startswith("002")


def test_whatever_the_articles_number_marks(tmp_path: Path) -> None:
    """Grouped and plain numbers meet from the article's side too; a list of numbers is no number."""
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "a.txt").write_text("Some 67 139 people came. They sat in rows 3, 5 and 7. It was -5 degrees, $5 each.\n")
    build([folder], tmp_path / "index")
    snapshot = load(tmp_path / "index")
    assert found("Some 67,139 people came", snapshot)
    assert found("rows 3, 5 and 7", snapshot)
    for text in ("rows 3,5 and 7", "It was 5 degrees", "It was -5 degrees, €5 each", "sat in rows 35 and 7"):
        assert changed(text, snapshot).differences


def plain(output: str) -> str:
    """Without what is said of a quote between its line and its span: date and speaker have tests of their own."""
    return re.sub(r"(, line \d+) · .* · (characters)", r"\1 · \2", output)


def test_a_very_common_text_is_not_counted_to_the_end(tmp_path: Path) -> None:
    """Beyond MAX_PLACES the verdict says so."""
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "a.txt").write_text("It rained. " * (MAX_PLACES - 1))
    (folder / "b.txt").write_text("It rained. It rained.")
    build([folder], tmp_path / "index")
    outcome = found("it rained", load(tmp_path / "index"))
    assert (len(outcome.places), outcome.more) == (MAX_PLACES, True)
    assert check_text(outcome).startswith("Found word for word, at at least 200 places; letter case differs.")


def talks(*arguments: str, index: Path, articles: str = "seeds", stdin: str = "") -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "TALKS_ARTICLES": articles, "TALKS_INDEX": str(index)}
    return subprocess.run(
        [sys.executable, "-m", "bot", "check", *arguments],
        cwd=ROOT, env=environment, input=stdin, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


def test_found_on_the_command_line(seeds_index: Path) -> None:
    """The whole transcript; exit 0."""
    done = talks("Netanyahu is skilled at sabotaging ... and is unwilling to reach any agreement", index=seeds_index)
    assert (done.returncode, done.stderr) == (0, "")
    assert plain(done.stdout).splitlines() == [
        "Found word for word, with words left out at the ellipsis.",
        "",
        f"  {SKILLED}",
        "  002_f2cf4d36f3165e6b.txt, line 6 · characters 948 to 1063",
        "  left out at the ellipsis «one round of negotiations after another»",
    ]


def test_changed_on_the_command_line(seeds_index: Path) -> None:
    """The whole transcript; exit 1. Standard input is read for -."""
    done = talks("-", index=seeds_index, stdin="Israel has killed 67,179 Palestinians, most of them women\n")
    assert done.returncode == 1
    assert plain(done.stdout).splitlines() == [
        "Not in the articles as pasted: 2 differences (a number, how exact a number is). The article reads:",
        "",
        "  Israel has killed at least 67,139 Palestinians, most of them women",
        "  000_883369e292aa55be.txt, line 14 · characters 2074 to 2140",
        "",
        "  left out «at least» (how exact a number is)",
        "  pasted «67,179», the article has «67,139» (a number)",
    ]


def test_absent_on_the_command_line(seeds_index: Path) -> None:
    """Exit 1; a text that begins with a hyphen is no option."""
    done = talks("-5 quokkas", index=seeds_index)
    assert (done.returncode, done.stdout) == (1, "Not in the articles.\nNo article has the word: 5, quokkas.\n")


def test_an_error_exits_2(seeds_index: Path) -> None:
    """One line that says what to do."""
    done = talks("-", index=seeds_index, stdin="x " * 50_000)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "talks: the pasted text has 100,000 characters, at most 10,000 can be checked; paste the quote alone\n"
    )


def test_json_spans_are_code_points_of_the_file(seeds_index: Path) -> None:
    """Every key is there, and every text is its span of the decoded file."""
    done = talks("--json", "Netanyahu is very skilled at sabotaging one round of negotiations", index=seeds_index)
    assert done.returncode == 1
    checked = json.loads(done.stdout)
    assert set(checked) == {
        "text", "status", "reason", "count", "more", "places", "passage", "differences", "nearest", "missing_words",
        "snapshot", "elapsed_ms",
    }  # fmt: skip
    assert checked["status"] == "changed"
    passage = checked["passage"]
    text = (ROOT / "seeds" / passage["file"]).read_bytes().decode()
    assert passage["text"] == text[passage["start"] : passage["end"]]
    assert text[: passage["start"]].count("\n") + 1 == passage["line"]
    (difference,) = checked["differences"]
    assert (difference["kind"], difference["pasted"], difference["article"]) == ("added", "very", "")
    assert checked["text"][difference["pasted_start"] : difference["pasted_end"]] == "very"


def test_a_withdrawn_article_is_not_quoted(tmp_path: Path) -> None:
    """Its file is gone, so the index alone is no source."""
    articles = tmp_path / "articles"
    shutil.copytree(ROOT / "seeds", articles)
    assert talks(SKILLED, index=tmp_path / "index", articles=str(articles)).returncode == 0
    next(articles.glob("002*")).unlink()
    done = talks(SKILLED, index=tmp_path / "index", articles=str(articles))
    assert done.returncode == 1
    assert "sabotaging one round" not in done.stdout
