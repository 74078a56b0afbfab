"""The messages of an answer: always readable to Telegram, within its limit, and word for word."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.answers import Abstained, Answer, Answered, AnswerType, Query, Quote, Reason
from bot.telegram_html import LIMIT, TOO_LONG, messages, plain, utf16_length
from bot.wording import RELATED
from index.model import Article, PublishedBasis, Span
from tests.telegram.markup import MarkupError, parse

# A busy machine may be slow at making the long texts.
patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
QUERY = Query("?", None, (), AnswerType.OTHER)
# Everything UTF-8 can hold; the marks that markup trips over come often, and some texts pass the limit.
texts = st.builds(
    lambda text, times: text * times,
    st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from("<>&;\"'/b 😀"), min_size=1, max_size=60),
    st.sampled_from([1, 1, 1, 20, 100]),
)


@st.composite
def made_quotes(draw: st.DrawFn) -> Quote:
    text = draw(texts)
    places = st.integers(0, len(text))
    spans = st.builds(lambda a, b: Span(min(a, b), max(a, b)), places, places)
    start = draw(st.integers(0, len(text) - 1))
    span = Span(start, draw(st.integers(start + 1, len(text))))
    highlights = tuple(draw(st.lists(spans, max_size=4)))
    return quoted(text, span, highlights, file=draw(texts), speaker=draw(st.none() | texts))


def quoted(
    text: str,
    span: Span | None = None,
    highlights: tuple[Span, ...] = (),
    file: str = "a.txt",
    speaker: str | None = None,
) -> Quote:
    date = dt.date(2024, 2, 14)
    article = Article("a", file, "", text, published=date, published_basis=PublishedBasis.STATED)
    return Quote(article, span or Span(0, len(text)), 3, 1.0, highlights, speaker=speaker)


def answered(*quotes: Quote, short_answer: str | None = None) -> Answered:
    return Answered(QUERY, short_answer, quotes, "s", 0.5)


def abstained(*related: Quote, reason: Reason = Reason.NOT_STATED, missing: tuple[str, ...] = ()) -> Abstained:
    return Abstained(QUERY, reason, related, missing, "s", 0.0)


some = st.lists(made_quotes(), min_size=1, max_size=5)
answers: st.SearchStrategy[Answer] = st.one_of(
    st.builds(lambda quotes, short: answered(*quotes, short_answer=short), some, st.none() | texts),
    st.builds(
        lambda quotes, reason, missing: abstained(*quotes, reason=reason, missing=tuple(missing)),
        st.just([]) | some,
        st.sampled_from(Reason),
        st.lists(texts, max_size=3),
    ),
)


@patient
@given(answers)
def test_any_answer_is_readable_and_within_the_limit(answer: Answer) -> None:
    """Whatever the articles hold, the markup parses to exactly the plain messages, each under 4,096 units."""
    marked, bare = messages(answer), plain(answer)
    assert [parse(message)[0] for message in marked] == bare
    assert all(0 < utf16_length(message) <= LIMIT < 4096 for message in bare)


@patient
@given(answers)
def test_every_quote_is_whole_in_one_message_or_named_as_too_long(answer: Answer) -> None:
    """No quote is cut, and a block quote never holds anything but the slice of the article."""
    quotes = answer.quotes if isinstance(answer, Answered) else answer.related
    blocks = [e.of(text) for text, found in map(parse, messages(answer)) for e in found if e.type == "blockquote"]
    num_told = sum(message.count(TOO_LONG) for message in plain(answer))
    assert set(blocks) <= {quote.text for quote in quotes}
    assert len(blocks) + num_told >= len(quotes)
    for quote in quotes:
        assert quote.text in blocks or utf16_length(quote.text) > LIMIT - 1200


def test_highlights_are_bold_after_an_emoji() -> None:
    """Offsets in code points become right entities though an emoji takes two UTF-16 units."""
    text, entities = parse(messages(answered(quoted("😀 Doha & Cairo", highlights=(Span(2, 6), Span(9, 14)))))[0])
    assert [e.of(text) for e in entities if e.type == "bold"] == ["Doha", "Cairo"]


def test_overlapping_highlights_neither_nest_nor_repeat_text() -> None:
    """Overlapping, unordered and outside highlights leave the slice as it is."""
    spans = (Span(4, 9), Span(2, 6), Span(0, 1), Span(5, 5))
    text, entities = parse(messages(answered(quoted("0123456789", Span(1, 10), spans)))[0])
    assert [e.of(text) for e in entities] == ["123456789", "2345"]


def test_markup_in_an_article_is_shown_as_text() -> None:
    """A `<b>` that stands in an article reaches the reader as four characters."""
    assert plain(answered(quoted("<b>1 &amp; 2</b>")))[0].startswith("<b>1 &amp; 2</b>\n")
    assert "&lt;b&gt;1 &amp;amp; 2" in messages(answered(quoted("<b>1 &amp; 2</b>")))[0]


def test_a_quote_stands_over_its_source_with_date_and_speaker() -> None:
    """Short answer in bold, the quote in a block, then file, line, date and speaker."""
    answer = answered(quoted("In Doha, he said.", highlights=(Span(3, 7),), speaker="an official"), short_answer="Doha")
    assert messages(answer) == [
        "<b>Doha</b>\n\n<blockquote>In <b>Doha</b>, he said.</blockquote>\n— a.txt, line 3 · 14 Feb 2024 · an official"
    ]


def test_an_abstention_gives_reason_missing_words_and_labelled_lines() -> None:
    """Related lines are never shown without the words that they do not answer."""
    assert plain(abstained(quoted("Talks go on."), missing=("zebra", "piano"))) == [
        "The articles do not say. That does not mean it did not happen.\nNo article has the word: zebra, piano.\n\n"
        f"{RELATED}\n\nTalks go on.\n— a.txt, line 3 · 14 Feb 2024"
    ]


def test_a_long_answer_is_split_between_quotes_and_the_label_is_repeated() -> None:
    """Two quotes that do not fit one message come in two, both labelled."""
    first, second = plain(abstained(quoted("a" * 3000), quoted("b" * 3000)))
    assert "a" * 3000 in first
    assert second.startswith(f"{RELATED}\n\n{'b' * 3000}\n")


def test_a_quote_too_long_for_a_message_is_named_not_cut() -> None:
    """The reader learns where the line stands; 2,048 emoji are 4,096 units and too long."""
    assert plain(answered(quoted("😀" * 2048))) == [f"{TOO_LONG}\n— a.txt, line 3 · 14 Feb 2024"]


@pytest.mark.parametrize("markup", ["a < b", "<x>a</x>", "<b>a", "a</b>", "<b><i>a</b></i>", "a <"])
def test_the_reader_of_these_tests_refuses_what_telegram_refuses(markup: str) -> None:
    """Stray brackets, unknown, unclosed and crossed tags are errors, so the tests above mean something."""
    with pytest.raises(MarkupError):
        parse(markup)
