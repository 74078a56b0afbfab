"""Everything the bot may send: always readable to Telegram, within its limit, and word for word."""

from __future__ import annotations

import datetime as dt
import string
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.answers import Abstained, Answer, Answered, AnswerType, Query, Quote, Reason, Role
from bot.checks.checking import MAX_CHARACTERS, check
from bot.telegram_skin.feedback import voted
from bot.telegram_skin.kept import KeptAnswer, keep, restored
from bot.telegram_skin.layout import (
    SHOWN,
    context_view,
    first_messages,
    ladder_view,
    more_page,
    num_pages,
    shown_quotes,
    source_view,
    timeline,
)
from bot.telegram_skin.lists import checked, latest, sources_page
from bot.telegram_skin.phrases import LANGUAGES, Phrases, catalogue, phrases
from bot.telegram_skin.pieces import LIMIT, Piece, clipped, utf16_length, words
from bot.telegram_skin.quotes import around, source_line
from bot.wording import reading, source, why_not
from index.model import Article, Dated, PublishedBasis, Span
from index.snapshot import Snapshot
from tests.telegram.markup import MarkupError, parse

# A busy machine may be slow at making the long texts.
patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
ENGLISH = phrases("en")
TOO_LONG = ENGLISH.say("too_long_line")
DATE = dt.date(2024, 2, 14)
DATED = Dated(DATE, PublishedBasis.STATED, DATE, DATE, "as it says")
# Everything a JSON string can hold: markup, marks that turn a line around, half a surrogate pair; some pass the limit.
_ODD = "<>&;\"'/b 😀\u200f\u202e\u2066\u2069\u0000\n\ud800"
texts = st.builds(
    lambda text, times: text * times,
    st.text(st.characters() | st.sampled_from(_ODD), min_size=1, max_size=60),
    st.sampled_from([1, 1, 1, 20, 100, 2000]),
)
# What an article's text can be: UTF-8, so no half pairs.
article_texts = texts.map(lambda text: text.encode("utf-8", "ignore").decode() or "x")
languages = st.sampled_from(LANGUAGES).map(Phrases)


@st.composite
def made_quotes(draw: st.DrawFn) -> Quote:
    text = draw(article_texts)
    places = st.integers(0, len(text))
    spans = st.builds(lambda a, b: Span(min(a, b), max(a, b)), places, places)
    start = draw(st.integers(0, len(text) - 1))
    span = Span(start, draw(st.integers(start + 1, len(text))))
    return quoted(
        text,
        span,
        tuple(draw(st.lists(spans, max_size=4))),
        file=draw(texts),
        title=draw(st.just("") | texts),
        speaker=draw(st.none() | texts),
        whom=draw(st.none() | texts),
        publisher=draw(st.none() | texts),
        url=draw(st.none() | texts | texts.map(lambda text: f"https://example.org/{text}")),
        role=draw(st.sampled_from(Role)),
        short=draw(st.none() | spans),
    )


def quoted(
    text: str,
    span: Span | None = None,
    highlights: tuple[Span, ...] = (),
    *,
    file: str = "a.txt",
    title: str = "",
    speaker: str | None = None,
    whom: str | None = None,
    publisher: str | None = None,
    url: str | None = None,
    role: Role = Role.ANSWER,
    short: Span | None = None,
) -> Quote:
    article = Article("a", file, title, text, url, publisher, DATE, PublishedBasis.STATED)
    return Quote(article, span or Span(0, len(text)), 3, 1.0, highlights, short, speaker, role, whom, "as it says")


def answered(
    *quotes: Quote,
    short_answer: str | None = None,
    answering: int = 1,
    read_as: str | None = None,
    others: tuple[str, ...] = (),
) -> Answered:
    """`others` are further questions that were not read, and other spellings of the short answer."""
    query = Query("?", read_as, (), AnswerType.OTHER, left=others)
    return Answered(query, short_answer, quotes, "s", 0.5, others, "Sources differ.", answering=answering)


def abstained(
    *related: Quote,
    reason: Reason = Reason.NOT_STATED,
    missing: tuple[str, ...] = (),
    names: tuple[str, ...] = (),
) -> Abstained:
    """`names` are those of whom the question may mean."""
    return Abstained(Query("?", None, (), AnswerType.OTHER, names=names), reason, related, missing, "s", 0.0)


some = st.lists(made_quotes(), min_size=1, max_size=9)
answers: st.SearchStrategy[Answer] = st.one_of(
    st.builds(
        lambda quotes, short, answering, read_as, others: answered(
            *quotes, short_answer=short, answering=min(answering, len(quotes)), read_as=read_as, others=tuple(others)
        ),
        some,
        st.none() | texts,
        st.integers(1, 9),
        st.none() | texts,
        st.lists(texts, max_size=3),
    ),
    st.builds(
        lambda quotes, reason, missing, names: abstained(
            *quotes[:3], reason=reason, missing=tuple(missing), names=tuple(names)
        ),
        st.just([]) | some,
        st.sampled_from(Reason),
        st.lists(texts, max_size=3),
        st.lists(texts, max_size=3),
    ),
)


def is_sendable(piece: Piece) -> bool:
    """Whether Telegram takes it: its markup reads as the plain text, which is within the limit and can be encoded."""
    return parse(piece.html)[0] == piece.plain and 0 < utf16_length(piece.plain) <= LIMIT and bool(piece.html.encode())


@patient
@given(answers, languages, st.booleans(), st.just("") | texts)
def test_any_answer_is_readable_and_within_the_limit(answer: Answer, said: Phrases, stale: bool, asked: str) -> None:
    """Whatever article, title, name or question holds, in any language, Telegram takes every message."""
    assert all(map(is_sendable, first_messages(answer, said, stale=stale, asked=asked)))


@patient
@given(answers, languages, texts)
def test_every_view_is_one_message_that_telegram_takes(answer: Answer, said: Phrases, question: str) -> None:
    """Pages, ladder, source and timeline are readable, and each fits the one message it replaces."""
    views = [more_page(answer, page, said) for page in range(1, num_pages(answer) + 1)]
    if shown_quotes(answer):
        views += [source_view(answer, said), timeline(shown_quotes(answer), {"a": DATED}, question, said)]
    if isinstance(answer, Answered):
        views.append(ladder_view(answer, said))
    assert all(map(is_sendable, views))


@patient
@given(answers)
def test_every_quote_is_whole_in_one_message_or_named_as_too_long(answer: Answer) -> None:
    """No quote is cut, and a block quote never holds anything but the slice of the article."""
    quotes = shown_quotes(answer)[:SHOWN]
    pieces = first_messages(answer, ENGLISH)
    blocks = [e.of(text) for text, found in (parse(p.html) for p in pieces) for e in found if e.type == "blockquote"]
    num_told = sum(piece.plain.count(TOO_LONG) for piece in pieces)
    assert set(blocks) <= {quote.text for quote in quotes}
    assert len(blocks) + num_told >= len(quotes)
    for quote in quotes:
        # Source line and label may take two thousand units of their own.
        assert quote.text in blocks or utf16_length(quote.text) > LIMIT - 2200


@patient
@given(texts, languages)
def test_a_checked_quote_is_readable_and_within_the_limit(seeds: Snapshot, pasted: str, said: Phrases) -> None:
    """Whatever was pasted."""
    assert is_sendable(checked(check(pasted[:MAX_CHARACTERS], seeds), said))


@patient
@given(texts, languages)
def test_any_value_goes_into_any_phrase(value: str, said: Phrases) -> None:
    """A file name, a title or an error of any kind makes no line that Telegram refuses."""
    for key, by_language in catalogue().items():
        names = {name for _, name, _, _ in string.Formatter().parse(by_language["en"]) if name}
        piece = words(clipped(said.say(key, **dict.fromkeys(names, value)), LIMIT))
        assert is_sendable(piece) or not piece.plain.strip()


@pytest.mark.parametrize("key", catalogue())
def test_a_phrase_has_the_same_values_in_every_language(key: str) -> None:
    """No language is missing, and a translation leaves nothing out and asks for nothing else."""
    by_language = catalogue()[key]
    named = {
        code: {name for _, name, _, _ in string.Formatter().parse(text) if name} for code, text in by_language.items()
    }
    assert set(by_language) == set(LANGUAGES)
    assert all(names == named["en"] for names in named.values())
    assert all(text and text.strip("\n") == text for text in by_language.values())


@pytest.mark.parametrize("basis", PublishedBasis)
@pytest.mark.parametrize("role", Role)
def test_the_english_source_line_is_the_consoles(basis: PublishedBasis, role: Role) -> None:
    """The same words in every skin."""
    date = None if basis is PublishedBasis.UNKNOWN else DATE
    article = Article("a", "a.txt", "Talks", "Talks", published=date, published_basis=basis)
    for speaker, name in ((None, None), ("an official", None), (None, "Ann Lee")):
        quote = Quote(article, Span(0, 5), 3, 1.0, speaker=speaker, role=role, antecedent=name)
        assert source_line(quote, ENGLISH).plain == f"— {source(quote)}"


@pytest.mark.parametrize("reason", [r for r in Reason if r is not Reason.EMPTY])
def test_an_english_silence_has_the_consoles_words(seeds: Snapshot, reason: Reason) -> None:
    """Reading, reason and missing words, also when shown again; an empty question gets a line of its own."""
    query = Query("?", "Who? Why?", (), AnswerType.OTHER, names=("Ann", "Ben"), left=("Why?",))
    answer = replace(abstained(reason=reason, missing=("zebra",)), query=query)
    assert first_messages(answer, ENGLISH)[0].plain == "\n".join([*reading(query), why_not(answer)])
    kept = KeptAnswer.model_validate_json(keep(answer, question=None, context=None))
    assert first_messages(restored(kept, seeds, lambda _: True), ENGLISH) == first_messages(answer, ENGLISH)


def test_highlights_are_bold_after_an_emoji() -> None:
    """Offsets in code points become right entities though an emoji takes two UTF-16 units."""
    quote = quoted("😀 Doha & Cairo", highlights=(Span(2, 6), Span(9, 14)))
    text, entities = parse(first_messages(abstained(quote), ENGLISH)[0].html)
    assert [e.of(text) for e in entities if e.type == "bold"] == ["Doha", "Cairo"]


def test_overlapping_highlights_neither_nest_nor_repeat_text() -> None:
    """Overlapping, unordered and outside highlights leave the slice as it is."""
    spans = (Span(4, 9), Span(2, 6), Span(0, 1), Span(5, 5))
    text, entities = parse(first_messages(abstained(quoted("0123456789", Span(1, 10), spans)), ENGLISH)[0].html)
    assert [e.of(text) for e in entities] == ["123456789", "2345"]


def test_markup_in_an_article_is_shown_as_text() -> None:
    """A `<b>` that stands in an article reaches the reader as three characters."""
    (piece,) = first_messages(abstained(quoted("<b>1 &amp; 2</b>")), ENGLISH)
    assert "<b>1 &amp; 2</b>\n" in piece.plain
    assert "&lt;b&gt;1 &amp;amp; 2" in piece.html


def test_an_answer_in_full() -> None:
    """Short answer in bold, note, the quote in a block, then title, file, line, date and speaker, linked."""
    quote = quoted(
        "In Doha, he said.",
        highlights=(Span(3, 7),),
        title="Talks",
        speaker="an official",
        url='https://a.org/?a=1&b="2"',
    )
    (piece,) = first_messages(answered(quote, short_answer="Doha"), ENGLISH)
    assert piece.html == (
        "<b>Doha</b>\nSources differ.\n\n<blockquote>In <b>Doha</b>, he said.</blockquote>\n"
        '— <a href="https://a.org/?a=1&amp;b=&quot;2&quot;">Talks · a.txt, line 3</a> · 14 Feb 2024 · an official'
    )


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "file:///etc/passwd", "https://" + "a" * 3000, "https://a b", "https://\ud800"]
)
def test_only_addresses_of_the_web_become_links(url: str) -> None:
    """An article can't make the bot link to anything else."""
    assert "<a" not in first_messages(answered(quoted("x", url=url)), ENGLISH)[0].html


def test_a_long_answer_is_split_between_quotes_and_the_label_is_repeated() -> None:
    """Two quotes that do not fit one message come in two, both labelled."""
    first, second = first_messages(abstained(quoted("a" * 3000), quoted("b" * 3000)), ENGLISH)
    assert "a" * 3000 in first.plain
    assert second.plain.startswith(f"{ENGLISH.say('related')}\n\n{'b' * 3000}\n")


def test_a_quote_too_long_for_a_message_is_named_not_cut() -> None:
    """The reader learns where the line stands; 2,048 emoji are 4,096 units and too long."""
    pieces = first_messages(answered(quoted("😀" * 2048)), ENGLISH)
    assert pieces[-1].plain.endswith(f"{TOO_LONG}\n— a.txt, line 3 · 14 Feb 2024")


def test_the_seeds_fit_every_list_in_every_language(seeds: Snapshot) -> None:
    """Sources, the newest articles, and the lines around every sentence."""
    for code in LANGUAGES:
        assert is_sendable(sources_page(seeds, 1, Phrases(code)).piece)
        assert is_sendable(latest(seeds, Phrases(code), lambda _: True))
    for number in range(0, seeds.num_sentences, 7):
        sentence = seeds.sentence(number)
        if not seeds.answerable[number]:
            continue
        quote = Quote(seeds.article(sentence.article_id), sentence.span, sentence.line, 1.0)
        folded = around(quote, seeds, 1)
        assert quote.text in folded.plain
        assert folded.plain in quote.article.text
        assert is_sendable(context_view(answered(quote, quote, quote), seeds, ENGLISH))


def test_a_kept_answer_comes_back_as_it_was(seeds: Snapshot) -> None:
    """What a button needs survives JSON; a line that the article no longer has does not come back."""
    sentence = seeds.sentence(20)
    article = seeds.article(sentence.article_id)
    quote = Quote(article, sentence.span, sentence.line, 1.0, (sentence.span,), sentence.span, "Ann", dated="so")
    answer = answered(quote, quote, short_answer="x", answering=2)
    kept = KeptAnswer.model_validate_json(keep(answer, question="q", context=None))
    again = restored(kept, seeds, lambda _: True)
    assert shown_quotes(again) == (quote, quote)
    assert first_messages(again, ENGLISH) == first_messages(answer, ENGLISH)
    assert voted(again) == voted(answer)
    assert not shown_quotes(restored(kept, seeds, lambda _: False))
    kept.quotes[0].digest = "other"
    assert len(shown_quotes(restored(kept, seeds, lambda _: True))) == 1


@pytest.mark.parametrize(
    "markup", ["a < b", "<x>a</x>", "<b>a", "a</b>", "<b><i>a</b></i>", "a <", '<b class="x">a</b>']
)
def test_the_reader_of_these_tests_refuses_what_telegram_refuses(markup: str) -> None:
    """Stray brackets, unknown, unclosed and crossed tags are errors, so the tests above mean something."""
    with pytest.raises(MarkupError):
        parse(markup)
