"""Questions as read: what kind of answer they want, names as typed, follow-ups, refusals."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz import fuzz

from bot import engine
from bot.abstention import language_of, questions, refusal
from bot.answers import Abstained, AnswerType, Reason
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
        ("How many of Dana Holt's children were injured?", AnswerType.NUMBER, "child"),
        ("How long did the strike last?", AnswerType.DURATION, None),
        ("What share of homes is insured?", AnswerType.PERCENT, "home"),
        ("How much did the bridge cost?", AnswerType.MONEY, None),
        ("How much strike pay do the drivers get?", AnswerType.MONEY, "pay"),
        ("How much was the fine?", AnswerType.MONEY, None),
        ("How high is the turnout?", AnswerType.PERCENT, None),
        ("What was the unemployment rate in May?", AnswerType.PERCENT, None),
        ("How high is the tower?", AnswerType.NUMBER, None),
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
        ("Who leads the Hamas delegation?", "X", True, "And Israel's?", "Who leads Israel's delegation?"),
        ("Who led the delegation?", "X", True, "And Israel's?", "Who led Israel's delegation?"),
        ("Where do the talks take place?", "X", False, "what about Qatar's?", "Where do Qatar's talks take place?"),
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
    ("earlier", "short", "question", "reading"),
    [
        # A question word alone.
        ("What did Trump say?", "We are talking", "when?", "When did Trump say “We are talking”?"),
        ("What did Trump say?", "We are talking", "to whom?", "To whom did Trump say “We are talking”?"),
        ("What did Trump say?", None, "why?", "Why did Trump say?"),
        ("How many hostages were taken?", "251", "by whom?", "By whom were hostages taken?"),
        ("What is the humanitarian city?", None, "where?", "Where is the humanitarian city?"),
        ("Where are the talks taking place?", "Doha", "When was that?", "When are the talks taking place?"),
        ("Who leads Hamas's delegation?", "X", "why?", "Why (X leads Hamas's delegation)?"),
        ("How many hostages did Hamas free?", "3", "when?", "When did Hamas free hostages?"),
        ("Was the captain convicted?", None, "how long?", "How long was the captain convicted?"),
        # Who says so.
        (
            "How many hostages are still held?",
            "the other 49",
            "Who says so?",
            "Who says that 49 hostages are still held?",
        ),
        ("How many people died?", "about 20", "according to whom?", "Who says that about 20 people died?"),
        ("What did Olmert say?", "a camp", "who else said that?", "Who else said “a camp”?"),
        # Corrections.
        ("How many people have been killed?", "7", "no, I meant injured", "How many people have been injured?"),
        ("How many were killed in Gaza?", "7", "not killed, wounded", "How many were wounded in Gaza?"),
        ("Who leads the Hamas delegation?", "X", "no, the Israeli one", "Who leads the Israeli delegation?"),
        ("Who leads the Israeli delegation?", "X", "I meant Hamas", "Who leads the Hamas delegation?"),
        ("How many children were killed?", "7", "women, not children", "How many women were killed?"),
        ("Who leads the Hamas team?", "X", "no, I meant who leads the Israeli one?", "Who leads the Israeli team?"),
        # A part exchanged for a like one.
        ("How many people have been killed?", "7", "and in Israel?", "How many people have been killed in Israel?"),
        ("How many people were killed in Gaza?", "7", "in Israel?", "How many people were killed in Israel?"),
        ("How many people have been killed?", "7", "and injured?", "How many people have been injured?"),
        ("How many people died in the flood?", "7", "and missing?", "How many people were missing in the flood?"),
        ("How many hostages are still being held?", "7", "and dead?", "How many hostages are dead?"),
        ("How many people have been killed?", "7", "and soldiers?", "How many soldiers have been killed?"),
        ("How many were killed in Gaza?", "7", "what about soldiers", "How many soldiers were killed in Gaza?"),
        ("How many people have been killed?", "7", "how many of them are women?", "How many women have been killed?"),
        (
            "How many people were killed on Sunday?",
            "7",
            "and in July 2025?",
            "How many people were killed in July 2025?",
        ),
        ("Who is the US president?", "X", "And Israel's prime minister?", "Who is Israel's prime minister?"),
        # A side without a possessive owns what is asked about, or is where people are counted.
        ("Who led the delegation?", "X", "And Israel?", "Who led Israel's delegation?"),
        ("Who leads the Hamas delegation?", "X", "What about Israel?", "Who leads Israel's delegation?"),
        ("Who is the US president?", "X", "And Israel?", "Who is Israel's president?"),
        ("How many people were killed?", "7", "And Israel?", "How many people were killed in Israel?"),
        ("What did Netanyahu say about Rafah?", None, "and Gaza?", "What did Netanyahu say about Gaza?"),
        ("Who says that about 27 hostages are dead?", "X", "and alive?", "How many hostages are alive?"),
        # Pronouns stand for people's names, not for offices and places.
        ("Who is Tony Blair?", "former UK prime minister", "where is he from?", "where is Tony Blair from?"),
        ("Where is Tony Blair from?", "Gaza", "how old is he?", "how old is Tony Blair?"),
        ("Who is Dana Abu Chaaban?", "the border crossing", "What is her job?", "What is Dana Abu Chaaban's job?"),
        ("Who leads the Hamas delegation?", "X", "when did they arrive?", "when did the Hamas delegation arrive?"),
        ("When was the blockade imposed?", None, "How long did it last?", "How long did the blockade last?"),
        ("Who was the captain of the ferry?", None, "How old is he?", "How old is the captain of the ferry?"),
        # What stands on its own.
        ("What did the UN say?", None, "death toll?", None),
        ("What did the UN say?", None, "ceasefire", None),
        ("Who mediates?", None, "Did Hamas accept it?", None),
        ("Where are the talks?", "Egypt", "How many hostages were there in July?", None),
        ("How long have the talks lasted?", None, "Was it 67,139 or 67,174?", None),
        ("How many hostages are held?", None, "What did Hamas say about its arms?", None),
        ("What did Netanyahu say?", None, "What did Ehud Olmert say about his plan?", None),
    ],
)
def test_a_clipped_follow_up_takes_the_rest_from_before(
    earlier: str, short: str | None, question: str, reading: str | None, seeds: Snapshot
) -> None:
    """Question words alone, corrections, likes for likes; a whole topic is taken as it stands."""
    assert read_as(question, Turn(earlier, short), seeds) == reading


def test_a_greeting_gets_one_line_and_forgets_nothing(seeds: Snapshot) -> None:
    """What comes behind it still leans on the question before."""
    asked = engine.turn(engine.answer("Who is Tony Blair?", seeds))
    thanked = engine.answer("thanks!", seeds, before=asked)
    assert isinstance(thanked, Abstained)
    assert (thanked.reason, thanked.related, thanked.query.read_as) == (Reason.COURTESY, (), None)
    assert engine.turn(thanked, asked) == asked
    assert refusal("Hello there") is Reason.COURTESY
    assert refusal("Hello, who leads the talks?") is None


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
