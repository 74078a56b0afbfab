"""Short answers: exact spans inside their sentence, natural boundaries, honest certainty, small weights."""

from __future__ import annotations

import json
import math
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bot.answers import AnswerType
from bot.mentions import MentionType, mentions
from bot.question import read_question
from bot.question_form import read_form, shape
from bot.short_answers import (
    SHOWN,
    SHOWN_TYPED,
    ShortAnswer,
    is_shown,
    merge,
    short_answer,
    span_scores,
)
from bot.span_features import MAX_LENGTH, ROLES, lay_out, split_words
from index.build import build
from index.model import Span
from index.snapshot import Snapshot, load

ARTICLE = """The ferry Morning Star sank on 14 March 2019 off Port Alder, the coastguard said.

At least 1,204 people were on board when the ferry sank, officials said on Friday.

The inquiry into the sinking was led by Judge Tomas Verrin, who heard 212 witnesses in Lowhaven.

The owner paid about $3.5 million in fines, and 14 percent of the crew were dismissed.

"We were told to wait," the captain, Ana Delgar, told the inquiry.

The inquiry lasted more than three years because the wreck lay in deep water.
"""


@contextmanager
def indexed(*texts: str) -> Iterator[Snapshot]:
    """A snapshot of some texts, each an article."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "articles.jsonl"
        lines = (json.dumps({"id": str(i), "text": text}) for i, text in enumerate(texts))
        source.write_text("\n".join(lines), encoding="utf-8")
        build([source], Path(folder) / "index")
        yield load(Path(folder) / "index")


@pytest.fixture(scope="module")
def ferry() -> Iterator[Snapshot]:
    """An index of the article above."""
    with indexed(ARTICLE) as snapshot:
        yield snapshot


def answered(question: str, holding: str, snapshot: Snapshot) -> tuple[str, ShortAnswer]:
    """The short answer in the sentence that holds some words, as text and as found."""
    (article,) = snapshot.articles()
    (sentence,) = [s for s in snapshot.sentences_of(article.article_id) if holding in s.span.of(article.text)]
    found = short_answer(read_question(question, snapshot), sentence.sentence_id, snapshot)
    assert found is not None
    return found.span.of(article.text), found


@pytest.mark.parametrize(
    ("question", "holding", "right"),
    [
        ("Who led the inquiry?", "Verrin", "Tomas Verrin"),
        ("When did the ferry sink?", "coastguard", "14 March 2019"),
        ("How many people were on board?", "1,204", "At least 1,204"),
        ("How long did the inquiry last?", "lasted", "more than three years"),
        ("How much did the owner pay in fines?", "fines", "about $3.5 million"),
        ("What percentage of the crew was dismissed?", "fines", "14 percent"),
    ],
)
def test_the_words_that_answer_have_natural_boundaries(
    question: str, holding: str, right: str, ferry: Snapshot
) -> None:
    """Names without their preposition, whole dates, figures with their bound and unit; and they are shown."""
    text, found = answered(question, holding, ferry)
    assert right in text
    assert len(text) <= len(right) + len(" people")
    assert is_shown(read_question(question, ferry), found)


ANY_TEXT = st.text(
    alphabet=st.one_of(
        st.sampled_from("abcde ABC 0123 .,;:!?'\"“”‘’()[]«»-–—$%…\u00a0\u200b\u202f\t\n"), st.characters(codec="utf-8")
    ),
    min_size=1,
    max_size=160,
)


@given(text=ANY_TEXT, question=ANY_TEXT)
@example(text="“At least (12", question="how many?")
@example(text="$ % — “”", question="who?")
@example(text="In 2019–20 he’s 5%’s.", question="when was it")
@example(text="\u200bword\u200b \u00a0", question="what is word")
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_span_is_never_empty_never_leaves_its_sentence_and_has_no_blank_at_an_end(text: str, question: str) -> None:
    """For any text and any question."""
    # Texts with control characters are refused by the index; a good one stands beside them.
    with indexed("A line that is always there.", text) as snapshot:
        query = read_question(question, snapshot)
        for sentence_id in range(snapshot.num_sentences):
            sentence = snapshot.sentence(sentence_id)
            article = snapshot.article(sentence.article_id)
            found = short_answer(query, sentence.sentence_id, snapshot)
            if found is None:
                assert not split_words(snapshot.text_of(sentence))
                continue
            words = found.span.of(article.text)
            assert sentence.span.start <= found.span.start < found.span.end <= sentence.span.end
            assert words
            assert words == words.strip()
            assert math.isfinite(found.score)
            assert 0 <= found.sure <= 1
            assert found == short_answer(query, sentence.sentence_id, snapshot)


def test_no_words_no_short_answer() -> None:
    """A sentence of signs alone has none."""
    with indexed("— … !\n\nWords are here.") as snapshot:
        query = read_question("what is here", snapshot)
        (article,) = snapshot.articles()
        signs = [s for s in snapshot.sentences_of(article.article_id) if not split_words(snapshot.text_of(s))]
        assert all(short_answer(query, s.sentence_id, snapshot) is None for s in signs)
    assert not is_shown(query, None)


def test_an_endless_sentence_is_read_up_to_a_limit() -> None:
    """Thousands of words without a full stop are no trouble."""
    with indexed("word and " * 5000) as snapshot:
        assert short_answer(read_question("what word?", snapshot), 0, snapshot) is not None


def test_scores_equal_the_sum_of_all_names_of_a_span(ferry: Snapshot) -> None:
    """The arrays give what adding up the weights span by span gives."""
    groups = ("*",)
    weights = {"*": json.loads(files("bot").joinpath("short_weights.json").read_text(encoding="utf-8"))["spans"]["*"]}
    table = merge(groups, weights)
    query = read_question("How many people were on board when the ferry sank?", ferry)
    layout = lay_out(read_form(query, ferry), 1, ferry)
    scores = span_scores(layout, table)
    start, end, inside, gap = layout.by_role()
    n = len(layout.surface.words)

    def worth(role: str, names: list[str]) -> float:
        return sum(table[role].get(name, 0.0) for name in names)

    for first in range(n):
        for length in range(1, MAX_LENGTH + 1):
            last = first + length - 1
            if last >= n:
                assert scores[first, length - 1] == -np.inf
                continue
            total = worth("start", start[first]) + worth("end", end[last]) + table["span"].get(f"len={length}", 0.0)
            total += sum(worth("inside", inside[i]) for i in range(first, last + 1))
            total += sum(worth("gap", gap[i]) for i in range(first + 1, last + 1))
            total += sum(
                table["span"].get(f"is={kind.value}", 0.0)
                for low, high, kind in layout.surface.whole
                if (low, high) == (first, last)
            )
            assert scores[first, length - 1] == pytest.approx(total)


def test_typed_questions_show_sooner(ferry: Snapshot) -> None:
    """The threshold depends on the kind of answer."""
    between = ShortAnswer(Span(0, 1), 0.0, (SHOWN + SHOWN_TYPED) / 2)
    assert is_shown(read_question("Who sank?", ferry), between)
    assert not is_shown(read_question("Why did it sink?", ferry), between)


def test_a_number_without_a_number_is_doubted(ferry: Snapshot) -> None:
    """Where something is counted and the words hold no quantity, the certainty says so."""
    query = read_question("How many inquiries did Ana Delgar lead?", ferry)
    assert query.answer_type is AnswerType.NUMBER
    _, right = answered("How many people were on board?", "1,204", ferry)
    _, wrong = answered(query.question, "captain", ferry)
    assert wrong.sure < right.sure / 2


def test_the_weights_are_few_rounded_and_named() -> None:
    """A file that a person can read: groups, roles and names known, two decimals."""
    text = files("bot").joinpath("short_weights.json").read_text(encoding="utf-8")
    spans = json.loads(text)["spans"]
    assert len(text) < 150_000
    assert all(re.fullmatch(r"\*|(?:type|form|focus)=.+", group) for group in spans)
    assert {role for roles in spans.values() for role in roles} <= {*ROLES, "span"}
    values = [weight for roles in spans.values() for names in roles.values() for weight in names.values()]
    assert all(weight and math.isfinite(weight) and round(weight, 2) == weight for weight in values)
    assert {group.removeprefix("type=") for group in spans if group.startswith("type=")} <= {
        k.value for k in AnswerType
    }


@pytest.mark.parametrize(
    ("question", "form"),
    [
        ("Who is Ana Delgar?", "who is"),
        ("who is port alder's mayor", "who be"),
        ("What did they vote for?", "what aux"),
        ("What was the ferry called?", "what name"),
        ("The inquiry lasted how long?", "how long"),
        ("The wreck lies where?", "where last"),
        ("It was protected from what winds?", "noun last"),
        ("death toll", "none"),
        ("", "none"),
    ],
)
def test_the_shape_of_a_question(question: str, form: str) -> None:
    """The asking word and what follows it."""
    assert shape(question) == form


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("Talks with Prime Minister Ana Delgar failed.", "Ana Delgar", MentionType.PERSON),
        ("Twelve died in Turkish strikes.", "Turkish", MentionType.NAME),
        ("A spokesman of the BBC resigned.", "BBC", MentionType.ORGANISATION),
        ("Jo Verrin, 42, was on board.", "Jo Verrin", MentionType.PERSON),
        ("It happened near Turkey’s Lake Van.", "Lake Van", MentionType.PLACE),
        ("They sold more than 20 percent.", "more than 20 percent", MentionType.PERCENT),
    ],
)
def test_mentions_are_typed(text: str, name: str, kind: MentionType) -> None:
    """Offices stay outside a name, adjectives of a country are no place."""
    assert (name, kind) in [(mention.span.of(text), mention.kind) for mention in mentions(text)]


def test_a_single_letter_is_no_name() -> None:
    """As in "T cells"."""
    assert not mentions("They act on T cells.")
