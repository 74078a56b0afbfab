"""Questions as read: what kind of answer they want, names as typed, follow-ups, refusals."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz import fuzz

from bot.abstention import language_of, questions, refusal
from bot.answers import AnswerType, Reason
from bot.casing import with_capitals
from bot.conversation import Turn, read_as
from bot.names import corrected, key, similarity
from bot.question import read_question
from index.analysis import fold, term_of
from index.snapshot import Snapshot


@pytest.mark.parametrize(
    ("question", "kind", "focus"),
    [
        ("Who led the delegation?", AnswerType.PERSON, None),
        ("where will they meet", AnswerType.PLACE, None),
        ("Which city are the negotiators gathering in?", AnswerType.PLACE, "citi"),
        ("In what year was the bridge built?", AnswerType.TIME, "year"),
        ("The bridge was built when?", AnswerType.TIME, None),
        ("What kind of pass is used when a player is blocked?", AnswerType.OTHER, "kind"),
        ("How many American soldiers died?", AnswerType.NUMBER, "soldier"),
        ("How long did the strike last?", AnswerType.DURATION, None),
        ("What share of homes is insured?", AnswerType.PERCENT, "home"),
        ("How much did the bridge cost?", AnswerType.MONEY, None),
        ("Why did the talks fail?", AnswerType.REASON, None),
        ("What did the minister say about wages?", AnswerType.STATEMENT, None),
        ("Which foreign minister resigned?", AnswerType.PERSON, "minist"),
        ("Is the border open?", AnswerType.YES_NO, None),
    ],
)
def test_the_kind_of_answer_is_recognised(question: str, kind: AnswerType, focus: str | None, seeds: Snapshot) -> None:
    """Question words and the noun after which, what or how many decide."""
    query = read_question(question, seeds)
    assert query.answer_type is kind
    if focus is not None:
        assert query.focus == focus


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("who is the leader of hezbollah?", "who is the leader of Hezbollah?"),
        ("who leads the american team in sharm el-sheikh", "who leads the American team in Sharm el-Sheikh"),
        ("what did netanyahu's government reject", "what did Netanyahu's government reject"),
        ("what does the us say, and did they tell us why", "what does the US say, and did they tell us why"),
        ("which inhabitants of the southernmost towns moved", "which inhabitants of the southernmost towns moved"),
        ("who led the Hamas team", "who led the Hamas team"),
    ],
)
def test_names_typed_in_lower_case_are_known_as_names(typed: str, meant: str, seeds: Snapshot) -> None:
    """Names of the index, countries and words that nobody knows; one capital in the question and it is left alone."""
    assert with_capitals(typed, seeds) == meant
    query = read_question(typed, seeds)
    assert query.text == meant
    assert query.read_as is None


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("netanyaho", "Netanyahu"),
        ("sinouar", "Sinwar"),
        ("Charm", "Sharm"),
        ("abas", "Abbas"),
        ("yunes", "Yunis"),
        ("negociations", "negotiations"),
        ("zyzzyva", None),
        ("Paris", None),
        ("Iran", None),
        ("pancake", None),
    ],
)
def test_unknown_words_are_mended_to_names_the_index_knows(typed: str, meant: str | None, seeds: Snapshot) -> None:
    """Spelling variants and typing errors find the name; other words stay as they are."""
    assert corrected(typed, term_of(typed), seeds) == meant


@pytest.mark.parametrize(("one", "other"), [("al-Hayya", "Hayyah"), ("Younis", "Yunis"), ("Mohammed", "Muhamad")])
def test_spellings_of_one_name_share_a_key(one: str, other: str) -> None:
    """Vowels, doubled letters, the article and a final h make no difference."""
    assert key(one) == key(other)


def test_a_mended_question_says_so(seeds: Snapshot) -> None:
    """What was typed is kept, and the reading is shown."""
    query = read_question("what did netanyaho say about rafa", seeds)
    assert query.question == "what did netanyaho say about rafa"
    assert query.read_as == "what did Netanyahu say about Rafah"


@pytest.mark.parametrize(
    ("earlier", "short", "person", "question", "reading"),
    [
        (
            "Who heads Israel's delegation?",
            "Ron Dermer",
            True,
            "When is he due there?",
            "When is Ron Dermer due there?",
        ),
        ("Who leads the Hamas delegation?", "X", True, "And Israel's?", "Who leads the Israel delegation?"),
        (
            "How many hostages are left?",
            "48",
            False,
            "How many of them are alive?",
            "How many of the hostages are alive?",
        ),
        ("Who heads Israel's delegation?", "Ron Dermer", True, "Where are the talks in Egypt?", None),
        ("How long has the war lasted?", None, False, "Which side is right in this war?", None),
    ],
)
def test_a_follow_up_is_read_in_full_words(
    earlier: str, short: str | None, person: bool, question: str, reading: str | None, seeds: Snapshot
) -> None:
    """Pronouns and clipped questions take what they mean from the turn before; whole questions stand alone."""
    assert read_as(question, Turn(earlier, short, person), seeds) == reading


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("?", Reason.EMPTY),
        ("🙂 …", Reason.EMPTY),
        ("why " * 200, Reason.TOO_LONG),
        ("Which side is right in this war?", Reason.OPINION),
        ("Was the strike justified?", Reason.OPINION),
        ("Do you think they should resign?", Reason.OPINION),
        ("Will the war be over by next summer?", Reason.FORECAST),
        ("Who is blamed for holding up the deal?", None),
        ("Was the captain found guilty?", None),
        ("When would the minister be ready to talk?", None),
        ("Qui dirige la délégation du Hamas ?", Reason.LANGUAGE),
        ("من يقود الوفد؟", Reason.LANGUAGE),
    ],
)
def test_what_is_not_looked_up_has_its_own_reason(question: str, reason: Reason | None) -> None:
    """Opinions, forecasts, other languages, nothing and too much are refused as such, facts are not."""
    assert refusal(question) is reason


def test_languages_and_several_questions() -> None:
    """English is the default; of several questions the first is taken."""
    assert language_of("who led the talks in Doha") == "en"
    assert language_of("¿Cuántos rehenes quedan en Gaza?") == "es"
    assert questions("Who led the talks? When did they start?") == ("Who led the talks?", "When did they start?")
    assert questions("Who led the talks?") == ("Who led the talks?",)
    assert questions("Who led it and when did it start?") == ("Who led it", "when did it start?")
    assert questions("When and where did it start?") == ("When and where did it start?",)


@given(st.text(max_size=12), st.text(max_size=12))
def test_similarity_is_that_of_rapidfuzz(one: str, other: str) -> None:
    """Whose `ratio` mends the words that are not known as typed."""
    assert similarity(one, other) == pytest.approx(fuzz.ratio(fold(one), fold(other)))


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("what's the death toll?", AnswerType.NUMBER),
        ("whats the death toll", AnswerType.NUMBER),
        ("whos the prime minister", AnswerType.PERSON),
        ("where’s the delegation", AnswerType.PLACE),
    ],
)
def test_asking_words_run_together_with_is_ask_the_same(typed: str, kind: AnswerType, seeds: Snapshot) -> None:
    query = read_question(typed, seeds)
    assert query.answer_type is kind
    assert not {"whos", "what", "where"}.intersection(query.terms)
