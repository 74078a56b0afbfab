"""Which period a question is about, and which days the relative words of an article mean."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.time_words import Asked, How, parse_as_of, period_asked
from index.chronology.periods import Period
from index.chronology.relative_days import is_relative, resolve, resolve_in
from index.model import Span

NEWEST = dt.date(2025, 7, 14)


def asked(question: str) -> tuple[str, str, list[str]]:
    """How, the period as `first/last`, and the words that say it."""
    found = period_asked(question, NEWEST)
    period = f"{found.period.first}/{found.period.last}" if found.period else ""
    return found.how.value, period, [span.of(question) for span in found.spans]


@pytest.mark.parametrize(
    ("question", "period", "words"),
    [
        ("As of July 2025, what was the health ministry's count?", "2025-07-01/2025-07-31", "As of July 2025"),
        ("as of july 2025 how many captives were left", "2025-07-01/2025-07-31", "as of july 2025"),
        ("As of March 2, 2024, how many were missing?", "2024-03-02/2024-03-02", "As of March 2, 2024"),
        ("What was offered as of 7 Nov. 2023?", "2023-11-07/2023-11-07", "as of 7 Nov. 2023"),
        ("What was the toll as of 2024-02-14?", "2024-02-14/2024-02-14", "as of 2024-02-14"),
        ("How many were dead by mid-2024?", "2024-05-01/2024-06-30", "by mid-2024"),
        ("What was the toll at the end of 2023?", "2023-09-01/2023-12-31", "at the end of 2023"),
        ("How many had died by the end of February 2024?", "2024-02-20/2024-02-29", "by the end of February 2024"),
        ("How many were killed up to July 2025?", "2025-07-01/2025-07-31", "up to July 2025"),
        ("How many were held until June 2025?", "2025-06-01/2025-06-30", "until June 2025"),
        ("Who was president before March 2024?", "2024-02-29/2024-02-29", "before March 2024"),
        ("What was the latest toll as of 2024?", "2024-01-01/2024-12-31", "latest|as of 2024"),
        ("as of July 7 how many were dead", "2025-07-07/2025-07-07", "as of July 7"),
        ("the toll as of September?", "2024-09-01/2024-09-30", "as of September"),
    ],
)
def test_a_state_is_asked_for_at_the_end_of_a_period(question: str, period: str, words: str) -> None:
    """As of, by, until and at the end of; a year that is missing is that of the newest article or the one before."""
    assert asked(question) == ("as of", period, words.split("|"))


@pytest.mark.parametrize(
    ("question", "period", "words"),
    [
        ("In February 2024, how many had died in Gaza?", "2024-02-01/2024-02-29", "In February 2024"),
        ("who led the hamas delegation in february 2024", "2024-02-01/2024-02-29", "in february 2024"),
        ("in february 2024 how long had the war been going on", "2024-02-01/2024-02-29", "in february 2024"),
        ("Who was the US secretary of state in early 2024?", "2024-01-01/2024-04-30", "in early 2024"),
        ("What was known late in 2024?", "2024-09-01/2024-12-31", "late in 2024"),
        ("What did they want during 2023?", "2023-01-01/2023-12-31", "during 2023"),
        ("What did Kirby say on 14 Feb 2024?", "2024-02-14/2024-02-14", "on 14 Feb 2024"),
        ("How high was the river on May 24th, 2025?", "2025-05-24/2025-05-24", "on May 24th, 2025"),
        ("How high was the river on 24.5.2025?", "2025-05-24/2025-05-24", "on 24.5.2025"),
        ("How high was the river on 5/24/2025?", "2025-05-24/2025-05-24", "on 5/24/2025"),
        ("What happened that week of July 7, 2025?", "2025-07-07/2025-07-13", "that week of July 7, 2025"),
        ("What happened in the week of July 10, 2025?", "2025-07-07/2025-07-13", "in the week of July 10, 2025"),
        ("What was said in the second week of July 2025?", "2025-07-08/2025-07-14", "in the second week of July 2025"),
        ("How was trade in the first half of 2024?", "2024-01-01/2024-06-30", "in the first half of 2024"),
        ("How was growth in Q2 2024?", "2024-04-01/2024-06-30", "in Q2 2024"),
        ("Where were they in summer 2024?", "2024-06-01/2024-08-31", "in summer 2024"),
        ("What was said between January and March 2024?", "2024-01-01/2024-03-31", "between January and March 2024"),
        ("What was said from 2023 to 2024?", "2023-01-01/2024-12-31", "from 2023 to 2024"),
        ("What do the July 2025 articles say?", "2025-07-01/2025-07-31", "July 2025 articles"),
        ("By the February 2024 tally, how many died?", "2024-02-01/2024-02-29", "By the February 2024"),
        ("death toll february 2024", "2024-02-01/2024-02-29", "february 2024"),
        ("February 2024: who led the delegation?", "2024-02-01/2024-02-29", "February 2024"),
        ("reports from March 2024?", "2024-03-01/2024-03-31", "from March 2024"),
        ("What may they do in May 2024?", "2024-05-01/2024-05-31", "in May 2024"),
    ],
)
def test_a_period_is_asked_for_in_which_articles_were_written(question: str, period: str, words: str) -> None:
    """In, during, on and the like with a year, or a date alone at the question's edge."""
    assert asked(question) == ("within", period, words.split("|"))


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("what is the latest number of palestinians killed?", "latest"),
        ("whats the most recent count of hostages left?", "most recent"),
        ("In the newest article, how many hostages were alive?", "In the newest article"),
        ("who heads israel's team in the latest talks", "latest"),
        ("What was the last reported level of the Ulmen?", "last reported"),
        ("What's the latest?", "latest"),
        ("Where are the talks being held now?", "now"),
        ("Who currently leads the group?", "currently"),
        ("Who is the current mayor?", "current"),
        ("Is Bekzod Tural still deputy prime minister?", "still"),
        ("How much has been paid out so far?", "so far"),
        ("How many hostages remain today?", "today"),
        ("As of now, who leads?", "As of now"),
    ],
)
def test_the_latest_state_is_asked_for(question: str, words: str) -> None:
    """Now, latest, still and the like."""
    assert asked(question) == ("latest", "", words.split("|"))


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("What was the initial death toll?", "initial"),
        ("What was the first estimate of the damage?", "first"),
        ("What did they originally demand?", "originally"),
        ("In the first article, where were the talks?", "In the first article"),
        ("How many hostages were there at the beginning?", "at the beginning"),
    ],
)
def test_the_oldest_report_is_asked_for(question: str, words: str) -> None:
    """First, originally and the like, where they mean a report."""
    assert asked(question) == ("earliest", "", words.split("|"))


@pytest.mark.parametrize(
    "question",
    [
        "how did israel respond to the october 7 attack?",
        "how many hostages were taken on october 7?",
        "where was netanyahu heading on july 7",
        "Who won the 2022 World Cup?",
        "Who won the World Cup 2022?",
        "What happened in the October 7, 2023 attack?",
        "Who died in October 2023 attacks?",
        "How many were killed since February 2024?",
        "What came after July 2025?",
        "Were talks held in July?",
        "How many of the 48 hostages are alive?",
        "How many live in 2000 villages?",
        "What was it worth in 2024 dollars?",
        "Are there 2023 prisoners?",
        "What may 2024 bring?",
        "May the talks fail?",
        "Did they march 20 miles?",
        "Who spoke for ninety seconds?",
        "Which was the second ship?",
        "What will be cut by 2026?",
        "What should be settled by May 2025?",
        "Until when are schools closed?",
        "What is on 31 February 2024?",
        "What was due on 5/6/2024?",
        "What will the first stage of the ceasefire include?",
        "Who was the first lady?",
        "how did hamas respond to the latest ceasefire proposal?",
        "did blinken think a hostage deal was still possible",
        "What is holding for now?",
        "What changes now that the talks ended?",
        "What did USA Today write?",
        "Who is Theresa May?",
        "When was the last strike at the bank?",
        "",
    ],
)
def test_words_that_ask_for_no_reporting_period(question: str) -> None:
    """Dates of events, plans, deadlines, counts, names and verbs stay search words."""
    assert period_asked(question, NEWEST) == Asked()


def test_a_missing_year_needs_a_dated_article() -> None:
    """Without one, or phrased as an event, a bare day or month is no period."""
    assert period_asked("as of July 7 how many were dead", None).how is How.NONE
    assert period_asked("as of July 20 how many were dead", NEWEST).period == Period(*[dt.date(2024, 7, 20)] * 2)


@pytest.mark.parametrize(
    ("question", "event"),
    [
        ("How many hostages were taken on October 7, 2023?", True),
        ("How many people died in the attack on Israel in October 2023?", True),
        ("Who won the Eurovision Song Contest in 2023?", True),
        ("In February 2024, how many had died in Gaza?", False),
        ("Who was US president in February 2024?", False),
        ("By the February 2024 tally, how many died?", False),
        ("As of February 2024, how many were taken?", False),
    ],
)
def test_a_date_that_may_be_the_event_s_is_marked(question: str, event: bool) -> None:
    """So that an event told later is still found."""
    assert period_asked(question, NEWEST).event is event


def test_a_period_after_the_newest_article_stays_one_unless_it_is_planned() -> None:
    """“Who was president in 2026?” must not be answered from 2025."""
    assert period_asked("Who was president in 2026?", NEWEST).how is How.WITHIN
    assert period_asked("Who will be president in 2026?", NEWEST).how is How.NONE


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2024", "2024-01-01", "2024-12-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2023-02", "2023-02-01", "2023-02-28"),
        (" 2024-02-14 ", "2024-02-14", "2024-02-14"),
    ],
)
def test_as_of_takes_a_year_a_month_or_a_day(text: str, first: str, last: str) -> None:
    """The period's end is what counts."""
    assert parse_as_of(text) == Period(dt.date.fromisoformat(first), dt.date.fromisoformat(last))


@pytest.mark.parametrize(
    "text", ["", "24", "2024-13", "2024-02-30", "Feb 2024", "2024-2", "0000", "2024-02-14T00", "٢٠٢٤"]
)
def test_as_of_names_what_it_can_t_read(text: str) -> None:
    """The message says what to write."""
    with pytest.raises(ValueError, match="is no date; write YYYY, YYYY-MM or YYYY-MM-DD"):
        parse_as_of(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Late Tuesday, the military released a video.", "Late Tuesday"),
        ("104 people had been killed overnight, it said Wednesday.", "overnight|Wednesday"),
        ("They have been killed since dawn.", "since dawn"),
        ("A total of 251 hostages were taken that day.", "that day"),
        ("reporters on Sunday night: we met yesterday", "Sunday night|yesterday"),
        ("It fell last week and rises next month.", "last week|next month"),
        ("A ruling three days ago; in the past 24 hours", "three days ago|in the past 24 hours"),
        ("Tuesday's talks and Monday’s vote", "Tuesday|Monday"),
        ("On Bloody Sunday the Sunday Times and USA Today met Sheffield Wednesday on Sundays.", ""),
        ("The monday club sat in May 2024 and on Feb. 14.", ""),
        ("A second ship, the first lady, and a birthday", ""),
    ],
)
def test_relative_days_are_found(text: str, words: str) -> None:
    """And names that hold a day are not."""
    assert [span.of(text) for span in is_relative(text)] == [word for word in words.split("|") if word]


@pytest.mark.parametrize(
    ("expression", "first", "last"),
    [
        ("Wednesday", "2024-02-14", "2024-02-14"),
        ("late Tuesday", "2024-02-13", "2024-02-13"),
        ("Thursday", "2024-02-08", "2024-02-08"),
        ("will begin on Thursday", "2024-02-15", "2024-02-15"),
        ("next Wednesday", "2024-02-21", "2024-02-21"),
        ("last Wednesday", "2024-02-07", "2024-02-07"),
        ("yesterday", "2024-02-13", "2024-02-13"),
        ("overnight", "2024-02-13", "2024-02-14"),
        ("tomorrow", "2024-02-15", "2024-02-15"),
        ("this morning", "2024-02-14", "2024-02-14"),
        ("last week", "2024-02-05", "2024-02-11"),
        ("next month", "2024-03-01", "2024-03-31"),
        ("last month", "2024-01-01", "2024-01-31"),
        ("last year", "2023-01-01", "2023-12-31"),
        ("two days ago", "2024-02-12", "2024-02-12"),
    ],
)
def test_relative_days_are_resolved(expression: str, first: str, last: str) -> None:
    """Against an article of Wednesday, 14 February 2024."""
    period = resolve(expression, dt.date(2024, 2, 14))
    assert period == Period(dt.date.fromisoformat(first), dt.date.fromisoformat(last))


@pytest.mark.parametrize("expression", ["that day", "the next day", "two weeks ago", "several days ago", "July 7", ""])
def test_what_leans_on_another_day_stays_open(expression: str) -> None:
    """Never a guess; nor anything for an undated article."""
    assert resolve(expression, dt.date(2024, 2, 14)) is None
    assert resolve("Monday", None) is None


@pytest.mark.parametrize(
    ("text", "words", "day"),
    [
        ("It was told to reporters on Monday.", "Monday", "2024-02-12"),
        ("A round of talks will begin on Thursday in Cairo.", "Thursday", "2024-02-15"),
        ("He was due in Cairo Wednesday for talks.", "Wednesday", "2024-02-14"),
        ("He was due in Cairo Friday for talks.", "Friday", None),
        ("A meeting on Friday.", "Friday", None),
        ("Talks were held on Monday, but a vote will follow on Friday.", "Friday", "2024-02-16"),
    ],
)
def test_the_clause_tells_past_from_future(text: str, words: str, day: str | None) -> None:
    """A day that may lie on either side stays open, unless it is the article's own."""
    start = text.index(words)
    period = resolve_in(text, Span(start, start + len(words)), dt.date(2024, 2, 14))
    assert (period.first.isoformat() if period else None) == day
