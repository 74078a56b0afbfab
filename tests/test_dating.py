"""When articles were written: every rule on a small corpus of its own, and the seeds."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dating import newest_first
from index.build import build
from index.chronology.periods import Period
from index.dates import Dates, Then, Written, stored_days, stored_reasons
from index.model import Dated, PublishedBasis
from index.snapshot import load

ROOT = Path(__file__).parent.parent
DAYS = st.dates() | st.none()
DATED = st.builds(
    Dated, DAYS, st.sampled_from(PublishedBasis), DAYS, DAYS, st.text(), st.lists(st.text(), max_size=2).map(tuple)
)
SEEDS = ROOT / "seeds"
S000, S001, S002, S003, S004 = (path.stem for path in sorted(SEEDS.glob("*.txt")))

Dating = Callable[..., Dates]


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def dated_folder(folder: Path, index: Path) -> Dates:
    build([folder], index)
    return load(index).dates


@pytest.fixture
def dates(tmp_path: Path) -> Dating:
    """Dates articles given as keyword arguments, name to text."""

    def date(**texts: str) -> Dates:
        folder = tmp_path / "articles"
        folder.mkdir()
        for name, text in texts.items():
            (folder / f"{name}.txt").write_text(text, encoding="utf-8")
        return dated_folder(folder, tmp_path / "index")

    return date


@pytest.fixture(scope="module")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> Dates:
    """The five seed articles."""
    return dated_folder(SEEDS, tmp_path_factory.mktemp("seeds") / "index")


@pytest.mark.parametrize(("seed", "published"), [(S001, "2025-07-07"), (S004, "2024-02-14")])
def test_stated_dates_pass_through(seeds: Dates, seed: str, published: str) -> None:
    """With bounds that are the day itself."""
    dated = seeds[seed]
    assert (dated.published, dated.basis) == (day(published), PublishedBasis.STATED)
    assert dated.earliest == dated.latest == day(published)


def test_a_seed_is_dated_by_how_long_the_war_and_the_talks_have_gone_on(seeds: Dates) -> None:
    """21 months after an October 7 whose year another article gives, in the second week of talks, on a Monday."""
    dated = seeds[S002]
    assert (dated.published, dated.basis) == (day("2025-07-14"), PublishedBasis.INFERRED)
    assert "“21 months of fighting” (002_f2cf4d36f3165e6b.txt line 2) since 7 Oct 2023" in dated.reason
    assert "004_9cad317c9819b7af.txt line 43" in dated.reason
    assert "001_e717d8311f1f56ff.txt line 1" in dated.reason


def test_a_seed_is_bounded_by_its_toll_alone(seeds: Dates) -> None:
    """Between the day that the toll counts from and a higher toll: too long to date it."""
    dated = seeds[S003]
    assert (dated.published, dated.basis) == (None, PublishedBasis.UNKNOWN)
    assert (dated.earliest, dated.latest) == (day("2023-10-07"), day("2024-02-14"))
    assert "before 14 Feb 2024: its toll of 27,708 (003_814d2d85b0b194a9.txt line 11) is below 28,576" in dated.reason


def test_a_seed_is_later_than_another_by_its_toll(seeds: Dates) -> None:
    """Nothing bounds it from above."""
    dated = seeds[S000]
    assert (dated.published, dated.latest) == (None, None)
    assert dated.earliest is not None
    assert dated.earliest > day("2025-07-07")
    assert dated.later_than == (S002,)
    assert "67,139" in dated.reason
    assert "58,386" in dated.reason


def test_the_seeds_stand_newest_first(seeds: Dates) -> None:
    """Whatever order they come in."""
    for order in ([S000, S001, S002, S003, S004], [S004, S003, S002, S001, S000]):
        assert newest_first(order, seeds) == [S000, S002, S001, S004, S003]


@pytest.mark.parametrize("left_out", [S000, S001, S003, S004])
def test_one_seed_less_still_dates_the_second(tmp_path: Path, left_out: str) -> None:
    """The day of the attack stands in two other articles, the year in its own; without the talks the middle Monday."""
    folder = tmp_path / "articles"
    folder.mkdir()
    for path in SEEDS.glob("*.txt"):
        if path.stem != left_out:
            (folder / path.name).write_bytes(path.read_bytes())
    dated = dated_folder(folder, tmp_path / "index")[S002]
    assert (dated.published, dated.basis) == (day("2025-07-14"), PublishedBasis.INFERRED)


def test_a_seed_alone_stays_undated(tmp_path: Path) -> None:
    """“21 months”, “October 7” and “2023” in one article: nothing there ties the war to that day."""
    folder = tmp_path / "articles"
    folder.mkdir()
    path = next(SEEDS.glob("002*"))
    (folder / path.name).write_bytes(path.read_bytes())
    (dated,) = dated_folder(folder, tmp_path / "index").values()
    assert (dated.published, dated.earliest, dated.latest) == (None, None, None)
    assert dated.reason == "no line of the articles tells when it was written"


@pytest.mark.parametrize(
    ("article", "published", "basis"),
    [
        ("bank_3", "2023-11-14", "inferred"),
        ("ferry_3", "2024-03-10", "inferred"),
        ("flood_3", "2025-05-24", "stated"),
        ("trade_3", "2024-04-19", "stated"),
        ("bank_1", None, "unknown"),
        ("ferry_2", None, "unknown"),
        ("flood_2", None, "unknown"),
        ("trade_2", None, "unknown"),
    ],
)
def test_invented_stories(bench: Dates, article: str, published: str | None, basis: str) -> None:
    """A ninth day of a strike beside a new picture, nine days after a sinking, bylines; and what nothing dates."""
    dated = bench[article]
    assert (dated.published and dated.published.isoformat(), dated.basis.value) == (published, basis)


def test_an_invented_story_is_bounded_by_one_that_was_inferred(bench: Dates) -> None:
    """31 dead before 47 dead."""
    assert bench["ferry_2"].latest == day("2024-03-11")
    assert bench["ferry_3"].later_than == ("ferry_2",)


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Dates:
    """The invented stories of the benchmark."""
    return dated_folder(ROOT / "bench" / "articles", tmp_path_factory.mktemp("bench") / "index")


BODY = "The council met in Velmo and agreed on a budget for the port.\nIts head said that work would begin soon.\n"


@pytest.mark.parametrize(
    "head",
    [
        "# A title\n\n*Belpress, May 24, 2025*\n\n",
        "A title\nPublished May 24, 2025\n\n",
        "Published: 24 May 2025, 10:30 GMT\n\n",
        "By Ann Low, May 24, 2025\n\n",
        "Saturday, May 24, 2025\n\n",
        "2025-05-24\n\n",
        "VELMO, Kestria, May 24, 2025 (WPA) - ",
        "VELMO, May 24, 2025 — ",
        "VELMO, 24 May 2025 (WPA) - ",
    ],
)
def test_a_byline_or_dateline_states_the_date(dates: Dating, head: str) -> None:
    """A line of its own above the text, or the place and day that open it."""
    dated = dates(a=head + BODY)["a"]
    assert (dated.published, dated.basis) == (day("2025-05-24"), PublishedBasis.STATED)
    assert "a.txt line" in dated.reason


@pytest.mark.parametrize(
    "text",
    [
        "On May 24, 2025, the council met in Velmo and agreed.\n" + BODY,
        "In Velmo, May 24, 2025 was a day of joy for all.\n" + BODY,
        "Velmo, May 24, 2025, was quiet.\n" + BODY,
        "# Remembering May 24, 2025\n\n" + BODY,
        "Remembering May 24, 2025\n\n" + BODY,
        BODY + "A vote was set for May 24, 2025.\n",
        BODY + "The port, Velmo, May 24, 2025. (WPA Photo)\n",
        "The port, Velmo, May 24, 2025. (WPA Photo)\n" + BODY,
        "VELMO, May 24 (WPA) - " + BODY,
        "# A title\n\n*Belpress, May 24, 2025*\n\n" + BODY + "\nPosted May 25, 2025\n",
        "# A title\n\n*Belpress, May 24, 2025*\n\n*Unipress, May 28, 2025*\n\n" + BODY,
        "# A title\n\n*Belpress, May 24, 2025*\n\n" + BODY + "\nThe port, Velmo, May 26, 2025. (WPA Photo)\n",
        "# A title\n\n*Belpress, May 34, 2025*\n\n" + BODY,
    ],
)
def test_other_dates_state_nothing(dates: Dating, text: str) -> None:
    """Dates of events, of pictures, in titles, without a year, and bylines that contradict each other."""
    dated = dates(a=text)["a"]
    assert dated.published is None or dated.published == day("2025-05-25")
    assert (dated.published is None) == ("Posted" not in text)


def test_a_picture_bounds_its_article(dates: Dating) -> None:
    """An article is not older than its newest picture; how much newer it is stays open."""
    dated = dates(
        a=BODY + "\nThe port, Velmo, May 20, 2025. (WPA Photo)\n\nThe quay, Velmo, May 22, 2025. (WPA Photo)\n"
    )["a"]
    assert (dated.published, dated.earliest, dated.latest) == (None, day("2025-05-22"), None)
    assert dated.reason == "not before 22 May 2025: a picture bears that day (a.txt line 6)"


def test_a_dateline_beside_a_new_picture_gets_its_year(dates: Dating) -> None:
    """March 2, with a picture of March 1, 2024."""
    dated = dates(a="VELMO, Kestria, March 2 " + BODY + "\nThe port, Velmo, March 1, 2024. (WPA Photo)\n")["a"]
    assert (dated.published, dated.basis) == (day("2024-03-02"), PublishedBasis.INFERRED)


def storm(sentence: str, date: str = "") -> str:
    """An article on one storm with the given sentence in it."""
    prefix = f" date {date} " if date else ""
    return (
        f"{prefix}Rescuers searched the coast of Kestria after Storm Bela, officials in Velmo said.\n{sentence}\n"
        "Mayor Tessa Varnholt thanked the crews of Merrow Lines and the Kestrian Red Cross for their help.\n"
    )


def toll(count: str, date: str = "") -> str:
    return storm(f"The death toll from Storm Bela in Kestria rose to {count}, the coast guard said.", date)


def test_a_toll_between_two_dated_tolls_bounds_and_dates(dates: Dating) -> None:
    """The middle of a short window; the reason names the lines."""
    dated = dates(a=toll("31"), b=toll("19", "2024-03-03"), c=toll("47", "2024-03-13"))["a"]
    assert (dated.published, dated.basis) == (day("2024-03-08"), PublishedBasis.INFERRED)
    assert (dated.earliest, dated.latest) == (day("2024-03-03"), day("2024-03-13"))
    assert dated.reason == (
        "about 8 Mar 2024: after 3 Mar 2024: its toll of 31 (a.txt line 2) is above 19 (b.txt line 2);"
        " before 13 Mar 2024: its toll of 31 (a.txt line 2) is below 47 (c.txt line 2)"
    )


def test_the_weekday_of_the_news_sharpens_a_window(dates: Dating) -> None:
    """The only Monday in it."""
    text = toll("31").replace("Velmo said.", "Velmo said on Monday.")
    dated = dates(a=text, b=toll("19", "2024-03-03"), c=toll("47", "2024-03-08"))["a"]
    assert dated.published == day("2024-03-04")


def test_a_long_window_stays_undated(dates: Dating) -> None:
    """63 days are too many; the bounds are kept."""
    dated = dates(a=toll("31"), b=toll("19", "2024-01-01"), c=toll("47", "2024-03-03"))["a"]
    assert (dated.published, dated.basis) == (None, PublishedBasis.UNKNOWN)
    assert (dated.earliest, dated.latest) == (day("2024-01-01"), day("2024-03-03"))


def test_tolls_out_of_order_date_nothing(dates: Dating) -> None:
    """A toll that was later corrected downwards."""
    dated = dates(a=toll("31"), b=toll("19", "2024-03-13"), c=toll("47", "2024-03-03"))["a"]
    assert (dated.published, dated.earliest, dated.latest) == (None, None, None)
    assert dated.reason.startswith("undated, for its lines contradict: after 13 Mar 2024")


def test_an_article_that_names_a_later_year_is_not_put_before_it(dates: Dating) -> None:
    """Another storm of the same name, or a look back."""
    text = toll("31") + "The port was rebuilt in 2026.\n"
    dated = dates(a=text, b=toll("47", "2024-03-03"))["a"]
    assert (dated.published, dated.latest) == (None, None)


def test_undated_tolls_order_each_other(dates: Dating) -> None:
    """Without any date the later one is still known."""
    dated = dates(a=toll("19"), b=toll("31"), c=toll("47"))
    assert dated["c"].later_than == ("b", "a")
    assert newest_first(["a", "b", "c"], dated) == ["c", "b", "a"]


@pytest.mark.parametrize(
    "sentence",
    [
        "Storm Bela has killed 31 people in Kestria.",
        "Storm Bela has killed at least 31 people in Kestria, the coast guard said.",
        "The death toll from Storm Bela in Kestria rose to 31 on Monday.",
        "The number of confirmed dead of Storm Bela in Kestria reached 31.",
        "The death toll from Storm Bela in Kestria has risen to thirty-one.",
    ],
)
def test_counts_that_run_on(dates: Dating, sentence: str) -> None:
    """However they are said, tolls of one thing bound each other."""
    dated = dates(a=storm(sentence), b=toll("19", "2024-03-03"), c=toll("47", "2024-03-13"))["a"]
    assert (dated.earliest, dated.latest) == (day("2024-03-03"), day("2024-03-13"))


@pytest.mark.parametrize(
    "sentence",
    [
        "At least 31 people were killed in Kestria by Storm Bela overnight.",
        "Storm Bela has killed 31 people in Kestria since dawn.",
        "Storm Bela has killed 31 people in Kestria in the past 24 hours.",
        "Storm Bela has killed 31 people on Monday in Kestria.",
        "The death toll of Storm Bela in Kestria rose to 31 this week.",
        "The death toll from Monday's Storm Bela in Kestria rose to 31.",
        "The death toll from the strike on Storm Bela in Kestria rose to 31.",
        "Storm Bela could have killed 31 people in Kestria.",
        "Storm Bela has killed about 31 people in Kestria.",
        "Storm Bela has injured 31 people in Kestria.",
        "The death toll from Storm Bela in Kestria was revised to 31.",
        "The death toll from Storm Bela in Kestria rose to 31 percent.",
        "The death toll from Storm Bela in Kestria has risen to 400.",
        "Storm Bela has killed 31 children in Kestria.",
        "Storm Bela has killed 31 people in Corland.",
        "The death toll from Storm Cara in Corland rose to 31.",
        "The death toll rose to 31.",
        "Storm Bela has killed 200 people in Kestria.",
        "Storm Bela killed 31 people in Kestria.",
    ],
)
def test_counts_that_order_nothing(dates: Dating, sentence: str) -> None:
    """Of one day or one strike, imagined, rounded, corrected, far off, of other victims, places or storms."""
    dated = dates(a=storm(sentence), b=toll("19", "2024-03-03"), c=toll("47", "2024-03-13"))
    assert dated["a"] == Dated(
        None, PublishedBasis.UNKNOWN, None, None, "no line of the articles tells when it was written"
    )
    assert "a" not in (*dated["b"].later_than, *dated["c"].later_than)


def test_the_injured_are_not_the_dead(dates: Dating) -> None:
    """67,174 injured and 67,139 killed are no ladder."""
    killed = "War in Kestria has killed 67,139 people, the Velmo ministry said."
    both = "War in Kestria has killed 27,708 people and 67,174 injured, the Velmo ministry said."
    dated = dates(a=storm(killed), b=storm(both, "2024-03-03"))
    assert dated["a"].later_than == ("b",)
    assert dated["a"].earliest == day("2024-03-03")
    assert dated["a"].latest is None


def test_other_counters_are_not_compared(dates: Dating) -> None:
    """The ministry's count and that of the United Nations grow apart."""
    ministry = storm("War in Kestria has killed 12,345 people, the Velmo health ministry said.", "2023-11-03")
    dated = dates(a=storm("War in Kestria has killed 10,378 people, the UN in Velmo said."), b=ministry)
    assert dated["a"].latest is None


def test_a_start_that_only_one_names_is_not_compared(dates: Dating) -> None:
    """“Since March 18” counts from the end of a truce; the other article does not know the day."""
    bare = storm("War in Kestria has killed 12,345 people, the Velmo ministry said.", "2023-11-03")
    labelled = "War in Kestria has killed 12,101 people since March 18, the Velmo ministry said."
    assert dates(a=storm(labelled), b=bare)["a"].latest is None


def war(*sentences: str, date: str = "") -> str:
    """An article on one invented war."""
    prefix = f" date {date} " if date else ""
    return (
        f"{prefix}Kestrian troops moved on the town of Dorrin as talks between Kestria and Corland went on.\n"
        + "".join(f"{sentence}\n" for sentence in sentences)
        + "People in Dorrin said that Kestria had asked Corland for a truce and that Corland had refused.\n"
    )


@pytest.mark.parametrize(
    "started",
    [
        "The April 3, 2023 invasion that triggered the war cost Corland its coast.",
        "Corland lost its coast in the invasion on April 3, 2023 that triggered the war.",
        "The war began on April 3, 2023.",
        "The war between Kestria and Corland broke out on 3 April 2023.",
        "The war in Corland, which began with the Kestrian attack on April 3, 2023, goes on.",
    ],
)
def test_a_war_s_length_and_start_date_an_article(dates: Dating, started: str) -> None:
    """Ten months of fighting since 3 April 2023; no weekday: the middle of the window."""
    dated = dates(a=war("It came after 10 months of fighting."), b=war(started))["a"]
    assert (dated.published, dated.basis) == (day("2024-02-09"), PublishedBasis.INFERRED)
    assert (dated.earliest, dated.latest) == (day("2024-01-17"), day("2024-03-03"))
    assert dated.reason.endswith("“10 months of fighting” (a.txt line 2) since 3 Apr 2023 (b.txt line 2)")


def test_the_year_of_a_start_follows_from_a_dated_clock(dates: Dating) -> None:
    """April 3, and on 14 February 2024 the war is in its eleventh month."""
    told = war("The April 3 raid that sparked the war, now in its eleventh month, cost a coast.", date="2024-02-14")
    dated = dates(a=war("The war is now in its 15th month."), b=told)["a"]
    assert dated.published is not None
    assert day("2024-06-01") <= dated.published <= day("2024-07-05")


@pytest.mark.parametrize(
    "others",
    [
        ["The April 3, 2023 invasion that triggered the war.", "The war began on May 20, 2022."],
        ["The April 3 invasion that triggered the war."],
        ["An invasion on April 3, 2023 cost Corland its coast."],
        ["The war began years before a truce on April 3, 2023."],
    ],
)
def test_a_start_that_is_not_one_day_dates_nothing(dates: Dating, others: list[str]) -> None:
    """Two starts, no year, or no word that the war began then."""
    texts = {f"b{i}": war(sentence) for i, sentence in enumerate(others)}
    dated = dates(a=war("It came after 10 months of fighting."), **texts)["a"]
    assert (dated.published, dated.earliest, dated.latest) == (None, None, None)


@pytest.mark.parametrize(
    "sentence",
    [
        "It came after three days of fighting.",
        "The truce ended 10 months of fighting.",
        "It was like the 10 months of fighting in 1994.",
        "They could see 10 months of fighting.",
        "He has 10 months of experience.",
    ],
)
def test_lengths_that_are_no_clock(dates: Dating, sentence: str) -> None:
    """Of a battle, of a war that is over, of another time, imagined, of something else."""
    dated = dates(a=war(sentence), b=war("The April 3, 2023 invasion that triggered the war."))["a"]
    assert (dated.published, dated.earliest, dated.latest) == (None, None, None)


def test_another_war_s_start_dates_nothing(dates: Dating) -> None:
    """The article's most frequent names are others."""
    other = war("It came after 10 months of fighting.").replace("Kestria", "Meskara").replace("Corland", "Sorelia")
    dated = dates(a=other, b=war("The April 3, 2023 invasion that triggered the war."))["a"]
    assert dated.published is None


def test_a_war_mentioned_beside_another_dates_nothing(dates: Dating) -> None:
    """The clock is that of the war in the first sentence, whose start nobody tells."""
    other = (
        "Meskara and Sorelia fought for the port of Turaz.\nIt came after 10 months of fighting.\n"
        "The war of Kestria with Corland went on in Dorrin as well, and Kestria asked Corland for Dorrin.\n"
    )
    dated = dates(a=other, b=war("The April 3, 2023 invasion that triggered the war."))["a"]
    assert (dated.published, dated.earliest, dated.latest) == (None, None, None)


def test_two_disasters_of_one_country_are_not_compared(dates: Dating) -> None:
    """The same agency and the same president, another island."""

    def quake(place: str, count: str, date: str = "") -> str:
        prefix = f" date {date} " if date else ""
        return (
            f"{prefix}The earthquake in Indonesia has killed {count} people, Joko Widodo said in Jakarta.\n"
            f"Rescuers in {place} dug for survivors, and tents were sent to {place} by the Red Cross from Jakarta.\n"
        )

    dated = dates(
        a=quake("Palu", "844"), b=quake("Cianjur", "327", "2022-11-29"), c=quake("Palu", "1,234", "2018-10-02")
    )
    assert dated["a"].later_than == ()
    assert dated["a"].earliest is None


def test_years_of_war_only_bound(dates: Dating) -> None:
    """“Two years of war” may be said for a year."""
    dated = dates(a=war("It came after two years of war."), b=war("The war began on April 3, 2023."))["a"]
    assert dated.published is None
    assert (dated.earliest, dated.latest) == (day("2024-10-02"), day("2026-04-03"))


def test_rules_that_contradict_each_other_leave_an_article_undated(dates: Dating) -> None:
    """Ten months of fighting since April 2023, but a picture of 2025."""
    text = war("It came after 10 months of fighting.") + "\nThe square, Dorrin, May 2, 2025. (WPA Photo)\n"
    dated = dates(a=text, b=war("The war began on April 3, 2023."))["a"]
    assert (dated.published, dated.basis) == (None, PublishedBasis.UNKNOWN)
    assert (dated.earliest, dated.latest) == (None, None)
    assert dated.reason.startswith("undated, for its lines contradict: not before 2 May 2025")
    assert "10 months of fighting" in dated.reason


STRIKE = (
    "Staff of the Velmo Harbour Bank walked out, said Tessa Varnholt and the union leader Pavle Ostrik of Merrow.\n"
)
PICTURE = "\nPickets at the gate, Velmo, Nov. 13, 2023. (WPA Photo)\n"
SECOND_DAY = " date 2023-11-07 " + STRIKE + "The strike shut branches for a second day on Tuesday.\n"


def strike(sentence: str, end: str = "") -> str:
    return sentence + "\n" + STRIKE + end


def test_a_clock_confirms_that_a_picture_is_new(dates: Dating) -> None:
    """A second day on 7 November makes the ninth day the 14th, a Tuesday, and the picture is of the 13th."""
    text = strike("A court banned the strike on Tuesday, now in its ninth day.", PICTURE)
    dated = dates(a=text, b=SECOND_DAY)["a"]
    assert (dated.published, dated.basis) == (day("2023-11-14"), PublishedBasis.INFERRED)
    assert dated.reason == (
        "about 14 Nov 2023: “in its ninth day” (a.txt line 1), counted from b.txt line 2, on a Tuesday,"
        " and a picture bears 13 Nov 2023 (a.txt line 4)"
    )


@pytest.mark.parametrize(
    "text",
    [
        strike("A court banned the strike on Tuesday, now in its ninth day."),
        strike("A court banned the strike on Friday, now in its ninth day.", PICTURE),
        strike("A court banned the strike, now in its ninth day.", PICTURE),
        strike("A court banned the strike on Tuesday, now in its ninth day.", PICTURE.replace("2023", "2024")),
        "A court in Turaz banned the strike on Tuesday, now in its ninth day.\n" + PICTURE,
    ],
)
def test_a_clock_alone_dates_nothing(dates: Dating, text: str) -> None:
    """Strikes come again: without a picture, on another weekday, in another year or elsewhere it may be another one."""
    assert dates(a=text, b=SECOND_DAY)["a"].published is None


def test_supplied_dates_pass_through(tmp_path: Path) -> None:
    """What a person says beside the text is not inferred anew."""
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "a.txt").write_text(toll("31"), encoding="utf-8")
    (folder / "a.meta.toml").write_text("published = 2024-03-05\n", encoding="utf-8")
    dated = dated_folder(folder, tmp_path / "index")["a"]
    assert (dated.published, dated.basis) == (day("2024-03-05"), PublishedBasis.SUPPLIED)
    assert dated.reason == "supplied with the article"


def stored(*found: Dated) -> Dates:
    numbers = {str(number): number for number in range(len(found))}
    return Dates(numbers, stored_days(found), stored_reasons(found).splitlines())


def known(published: str | None = None, earliest: str | None = None, latest: str | None = None, *older: str) -> Dated:
    bounds = [day(text) if text else None for text in (published, earliest or published, latest or published)]
    return Dated(bounds[0], PublishedBasis.UNKNOWN, bounds[1], bounds[2], "", older)


def test_newest_first_keeps_ties_and_puts_what_is_unknown_last() -> None:
    """By date or bounds; where neither tells, the order given."""
    dated = {
        "unknown": known(),
        "old": known("2024-01-05"),
        "same": known("2024-01-05"),
        "after": known(None, "2024-02-01"),
        "before": known(None, None, "2024-01-04"),
        "new": known("2025-01-05"),
        "newer": known(None, None, None, "new"),
    }
    order = ["newer", "new", "after", "old", "same", "before", "unknown"]
    assert newest_first(["unknown", "old", "same", "after", "before", "new", "newer"], dated) == order
    assert newest_first(["same", "old"], dated) == ["same", "old"]
    assert newest_first([], dated) == []


def test_newest_first_ends_when_tolls_contradict() -> None:
    """Each later than the other: neither counts."""
    dated = {"a": known(None, None, None, "b"), "b": known(None, None, None, "a")}
    assert newest_first(["b", "a"], dated) == ["b", "a"]


@pytest.mark.parametrize(
    ("dated", "expected"),
    [
        (known("2024-02-14"), True),
        (known("2024-03-01"), False),
        (known(None, "2024-02-03", "2024-02-07"), True),
        (known(None, "2024-01-03", "2024-02-07"), True),
        (known(None, "2024-01-03", "2024-01-31"), False),
        (known(None, None, "2024-01-31"), False),
        (known(None, "2024-03-01"), False),
        (known(None, "2024-02-01"), False),
        (known(None, None, "2024-02-20"), False),
        (known(), False),
    ],
)
def test_whether_an_article_may_lie_in_a_period(dated: Dated, expected: bool) -> None:
    """By its date, or between two known bounds; one bound alone says too little."""
    assert Written(Then.MAYBE, Period.of_month(2024, 2)).among(stored(dated)).tolist() == [expected]


@pytest.mark.parametrize(
    ("dated", "expected"),
    [(known("2024-02-29"), True), (known(None, None, "2024-03-01"), False), (known(None, "2024-01-01"), False)],
)
def test_whether_an_article_was_written_by_a_day(dated: Dated, expected: bool) -> None:
    """Only where no later day is left open."""
    assert Written(Then.BEFORE_END, Period.of_month(2024, 2)).among(stored(dated)).tolist() == [expected]


@given(st.lists(DATED, max_size=4))
def test_what_is_stored_of_dates_is_what_was_found(found: list[Dated]) -> None:
    """Every field, whatever the reason's characters."""
    assert list(stored(*found).values()) == found


def test_no_article_and_one_article(dates: Dating) -> None:
    """The edges."""
    assert list(dates(a=BODY)) == ["a"]


def test_dating_is_quick(tmp_path: Path) -> None:
    """300 articles on one story, half of them undated: neighbours are compared, not all pairs."""
    folder = tmp_path / "articles"
    folder.mkdir()
    for i in range(300):
        date = f"2024-{1 + i // 28:02}-{1 + i % 28:02}" if i % 2 else ""
        (folder / f"a{i:03}.txt").write_text(toll(str(1001 + 3 * i), date), encoding="utf-8")
    start = time.process_time()
    dated = dated_folder(folder, tmp_path / "index")
    assert time.process_time() - start < 5
    assert all(one.published for one in list(dated.values())[1:])
