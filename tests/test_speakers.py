"""Who says what: the seed articles' hard cases, and invented news for each rule."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.speech.attribution import read
from bot.speech.context import Context
from bot.speech.hedging import hedges
from bot.speech.nearby import At
from bot.speech.quotations import quotations
from bot.speech.readings import Said
from bot.speech.speakers import Attribution, attribute
from bot.speech.voices import Who
from index.build import build
from index.model import Span
from index.snapshot import Snapshot, load

Attributed = Callable[[str, str], Attribution]


def at(snapshot: Snapshot, fragment: str, article: str = "") -> Attribution:
    """The attribution of the one sentence with that fragment, in the article whose id starts so."""
    found = [
        i
        for i in range(snapshot.num_sentences)
        if fragment in snapshot.text_of(snapshot.sentence(i)) and snapshot.sentence(i).article_id.startswith(article)
    ]
    assert len(found) == 1, f"{fragment!r} stands in {len(found)} sentences"
    return attribute(found[0], snapshot)


@pytest.fixture
def attributed(tmp_path: Path) -> Attributed:
    """Builds an index of one invented article and attributes the sentence with the fragment."""

    def of(text: str, fragment: str) -> Attribution:
        (tmp_path / "news.txt").write_text(text, encoding="utf-8")
        build([tmp_path / "news.txt"], tmp_path / "index")
        return at(load(tmp_path / "index"), fragment)

    return of


# The seeds: one line of news, whom its speaker must name, and whom it must not.
SEED_SPEAKERS = [
    (
        "002",
        "the source added on condition of anonymity",
        ["official with knowledge", "condition of anonymity"],
        ["Hamas"],
    ),
    ("002", "the group wrote on Telegram", ["Hamas", "on Telegram"], ["Netanyahu", "the group"]),
    ("002", "they added", ["Palestinian source with knowledge of the talks"], ["they", "Khalil"]),
    ("002", "the same source said", ["Palestinian source with knowledge of the talks"], ["same source", "official"]),
    ("002", "a Palestinian source with knowledge", ["a Palestinian source", "to AFP"], ["Khalil", "Hamas"]),
    ("002", "telling AFP", ["an official with knowledge of the talks", "to AFP"], []),
    ("002", "telling reporters on Sunday night", ["Donald Trump", "to reporters"], []),
    ("002", "quoted as saying", ["Ehud Olmert", "quoted by The Guardian"], []),
    ("002", "concentration camp", ["the UN agency for Palestinian refugees", "Ehud Olmert"], ["concentration"]),
    ("002", "according to an AFP tally", ["an AFP tally based on official figures"], []),
    ("002", "Hamas-run Gaza", ["the health ministry in Hamas-run Gaza"], []),
    ("002", "Hamas accused", ["Hamas"], ["Netanyahu"]),
    ("002", "the civil defense agency said", ["the civil defense agency"], []),
    ("002", "the Israeli military says are dead", ["the Israeli military", "in part"], []),
    ("002", "countered by accusing", ["a senior Israeli political official"], ["Hamas"]),
    ("002", "both sides blamed", ["both sides"], []),
    ("003", "He said on Wednesday", ["Antony Blinken"], []),
    ("003", "According to Israeli reports", ["Israeli reports citing Al-Akhbar newspaper"], ["delegation"]),
    ("003", "a new round of negotiations", ["Osama Hamdan", "an Egyptian official", "to AFP"], []),
    ("003", "also confirmed", ["Benjamin Netanyahu"], ["Israel Forces"]),
    ("003", "latest statistics", ["statistics by the Ministry of Health in Gaza"], []),
    ("000", "It also claimed", ["the Israeli military", "claimed"], []),
    ("000", "the group said in a statement", ["Hamas", "in a statement"], ["Khalil"]),
    ("000", "The Israeli military claimed", ["the Israeli military", "(claimed)"], []),
    ("000", "confined to a few days", ["Benjamin Netanyahu", "some Hamas officials"], []),
    ("001", "The Israeli government says these measures", ["the Israeli government"], []),
    ("001", "The Israeli Prime Minister said", ["Benjamin Netanyahu", "as the BBC reported"], []),
    ("001", "has rejected this before", ["the BBC's report"], []),
    ("001", "Hospital officials", ["ospital officials in Gaza", "as the BBC reported"], []),
    ("001", "three missions", ["Benjamin Netanyahu"], []),
    ("001", "struck 130 Hamas targets", ["the Israeli military"], []),
    ("004", "the Israeli group sent", ["Hostages and Missing Families Forum"], ["Mossad"]),
    ("004", "nothing to eat", ["Ahlam Abu Assi", "to AFP"], []),
    ("004", "she told AFP", ["Ahlam Abu Assi", "to AFP"], []),
    ("004", "My grandson cries", ["Ahlam Abu Assi"], []),
    ("004", "Asked by reporters", ["spokesperson Kirby"], ["reporters"]),
    ("004", "where can I go?", ["Dana Abu Chaaban"], []),
    ("004", 'mostly "positive"', ["Egyptian media"], ["Burns"]),
    ("004", "constructive and moving", ["John Kirby"], []),
    ("004", "have warned of a humanitarian", ["U.N. agencies"], ["Rafah"]),
    ("004", "told Agence France-Presse", ["a Palestinian source", "to Agence France-Presse (AFP)"], []),
    ("004", "said Haim Rubinstein", ["Haim Rubinstein"], []),
    ("004", "Israel says 29", ["Israel"], []),
    ("004", "latest Health Ministry figures", ["the latest Health Ministry figures"], []),
    ("004", "told reporters", ["Israeli army spokesperson Daniel Hagari", "to reporters"], []),
    ("004", "a video it said", ["military"], ["Sinwar"]),
]


@pytest.mark.parametrize(
    ("article", "fragment", "names", "others"), SEED_SPEAKERS, ids=[row[1] for row in SEED_SPEAKERS]
)
def test_the_speaker_of_a_seed_line(
    seeds: Snapshot, article: str, fragment: str, names: list[str], others: list[str]
) -> None:
    """Speakers named a line away are found, and nobody else is put in their place."""
    speaker = at(seeds, fragment, article).speaker
    assert speaker is not None
    assert all(name in speaker for name in names), speaker
    assert not any(other in speaker for other in others), speaker


@pytest.mark.parametrize(
    ("article", "fragment"),
    [
        ("000", "As of Monday morning"),
        ("000", "brutal bombardment"),
        ("000", "OFFICIALS from Israel"),
        ("001", "the cost in civilian lives"),
        ("002", "Stuttering Gaza ceasefire talks"),
        ("002", "severely injured"),
        ("002", "He also faces a backlash"),
        ("003", "Thousands were killed"),
        ("003", "all of whom are suffering"),
        ("004", "Terrified civilians"),
        ("004", "But it remains closed"),
        ("004", "Around 130"),
    ],
)
def test_the_papers_own_voice_has_no_speaker(seeds: Snapshot, article: str, fragment: str) -> None:
    """A line that merely reports is nobody's claim."""
    assert at(seeds, fragment, article).speaker is None


@pytest.mark.parametrize(
    ("article", "fragment", "antecedent"),
    [
        ("002", "He is under pressure", "Netanyahu"),
        ("002", "He also faces", "Netanyahu"),
        ("002", "the same source said", "a Palestinian source with knowledge of the talks"),
        ("002", "taken that day", "attack on Israel in 2023"),
        ("003", "He said on Wednesday", "Antony Blinken"),
        ("003", "Since then", "October 7"),
        ("000", "It also claimed", "the Israeli military"),
        ("001", "The Israeli Prime Minister said", "Benjamin Netanyahu"),
        ("001", "The Israeli Prime Minister said", "Donald Trump"),
        ("004", "29 of them", "people taken hostage by Palestinian militants"),
        ("004", "the Israeli group sent", "Hostages and Missing Families Forum"),
        ("004", "it remains closed", "border"),
    ],
)
def test_the_opening_words_of_a_seed_line_are_resolved(
    seeds: Snapshot, article: str, fragment: str, antecedent: str
) -> None:
    """He, it, the group and that day get their names in our own line."""
    found = at(seeds, fragment, article).antecedent
    assert found is not None
    assert antecedent in found


@pytest.mark.parametrize(
    ("article", "fragment"),
    [("000", "It comes as at least seven"), ("000", "It comes after Hamas"), ("001", "As he was leaving")],
)
def test_an_opening_that_refers_to_nobody_stays_open(seeds: Snapshot, article: str, fragment: str) -> None:
    """`It comes after` means no institution."""
    assert at(seeds, fragment, article).antecedent is None


@pytest.mark.parametrize(
    ("article", "fragment", "words"),
    [
        ("000", "reportedly focus", ["reportedly"]),
        ("000", "The Israeli military claimed", ["claimed"]),
        ("000", "interim leader", ["would"]),
        ("000", "remaining 48 hostages", ["would", "are believed to"]),
        ("000", "may be needed", ["may", "would", "are expected to"]),
        ("002", "it said showed", ["it said"]),
        ("002", "is reported to be unhappy", ["is reported to"]),
        ("002", "ethnic cleansing", ["If"]),
        ("002", "only when Hamas lays down", ["only when"]),
        ("002", "so-called", ["so-called", "if"]),
        ("003", "is expected to hold", ["is expected to"]),
        ("004", "allegedly showed", ["it said", "allegedly"]),
        ("004", "will not back any ground operation", ["without"]),
        ("004", "presumed dead", ["are presumed"]),
        ("004", "are believed to remain", ["an estimated", "are believed to"]),
    ],
)
def test_words_that_must_not_be_lost(seeds: Snapshot, article: str, fragment: str, words: list[str]) -> None:
    """Hedges come back as they stand in the line."""
    found = at(seeds, fragment, article).hedges
    assert set(words) <= set(found), found


@pytest.mark.parametrize(
    ("article", "fragment", "scare"),
    [
        ("000", "another “terrorist cell”", True),
        ("003", "“infiltrated”", True),
        ("002", "terrorist infrastructure", True),
        ("000", "interim leader of Gaza", True),
        ("002", "humanitarian city” from scratch", True),
        ("004", "crimes against humanity", True),
        ("004", 'mostly "positive"', False),
        ("002", "concentration camp", False),
        ("002", "were “ongoing”", False),
        ("004", "need to be protected", False),
        ("004", "My grandson cries", False),
        ("002", "the group wrote on Telegram", False),
        ("000", "As of Monday morning", False),
    ],
)
def test_scare_quotes_are_not_speech(seeds: Snapshot, article: str, fragment: str, scare: bool) -> None:
    """A few words set apart are told from what somebody said."""
    assert at(seeds, fragment, article).scare is scare


def test_hedges_are_slices_and_every_sentence_has_an_attribution(seeds: Snapshot) -> None:
    """Whatever the line, nothing is invented about its words, and twice asked is twice the same."""
    for i in range(seeds.num_sentences):
        text = seeds.text_of(seeds.sentence(i))
        found = attribute(i, seeds)
        assert all(hedge in text for hedge in found.hedges)
        assert found == attribute(i, seeds)


def test_headings_and_metadata_say_nothing(seeds: Snapshot) -> None:
    """A crosshead in quotation marks quotes nobody."""
    assert at(seeds, "'Terrible hell'") == Attribution(None, (), None, False)


# Invented news: text, the line asked about, and its speaker.
INVENTED = [
    ("The bridge will close on Friday, the mayor said.", "bridge", "the mayor"),
    ("“The bridge is safe,” said Ingrid Halvorsen, the city engineer.", "bridge", "Ingrid Halvorsen"),
    ("“The bridge is safe,” the engineer, Ingrid Halvorsen, told Nordlys.", "bridge", "Ingrid Halvorsen, to Nordlys"),
    ("Marta Lindqvist, 41, of Uppsala, Sweden, said the ferry had no lights.", "ferry", "Marta Lindqvist"),
    ("In Quito the water company said the leak was repaired.", "leak", "the water company"),
    ("On Tuesday, according to a court filing, the firm sold its mill.", "mill", "a court filing"),
    ("According to the port authority, 14 boats sank.", "boats", "the port authority"),
    ("The cable snapped at dawn, the ministry said in a statement.", "cable", "the ministry, in a statement"),
    ("The union wrote on Facebook that its members would walk out.", "walk out", "the union, on Facebook"),
    ("The museum claimed that the vase was genuine.", "vase", "the museum (claimed)"),
    ("Farmers and millers said the harvest failed.", "harvest", "farmers and millers"),
    ("Neighbours, teachers and friends said the boy was shy.", "shy", "neighbours, teachers and friends"),
    (
        "The dam held, the Daily Herald reported, citing two engineers.",
        "dam",
        "the Daily Herald's report, citing two engineers",
    ),
    ("Police said the driver fled, the Daily Herald reported.", "fled", "police, as the Daily Herald reported"),
    (
        "The driver told police that he was asleep, according to court papers.",
        "asleep",
        "the driver, to police, according to court papers",
    ),
    ("Ruth Okafor was quoted as saying by Die Zeit that the vote was fair.", "fair", "Ruth Okafor, quoted by Die Zeit"),
    ("Die Zeit quoted Ruth Okafor as saying that the vote was fair.", "fair", "Ruth Okafor, quoted by Die Zeit"),
    ("The clinic, which opened in May, said it had no beds.", "beds", "the clinic"),
    ("Anders Moe — who won the race last year — said he would retire.", "retire", "Anders Moe"),
    ("After the minister called the plan a failure, the mayor said it would go ahead.", "failure", "the mayor"),
    ("The tunnel flooded, and engineers said pumps had failed.", "tunnel", "engineers (in part)"),
    ("Asked whether he would resign, Judge Paul Brandt said: “No.”", "resign", "Judge Paul Brandt"),
    ("The village that officials say was spared lies in a valley.", "valley", "officials (in part)"),
    ("Speaking in Lima, President Rosa Quispe urged parliament to vote.", "vote", "President Rosa Quispe"),
    (
        "Smoke rose over the harbour, witnesses said on condition of anonymity.",
        "Smoke",
        "witnesses, on condition of anonymity",
    ),
    ("U.S.-based Orbita said its probe had landed.", "probe", "U.S.-based Orbita"),
    ("LISBON, Portugal (Reuters) — Two trawlers collided, the coastguard said.", "trawlers", "the coastguard"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "fragment", "speaker"), INVENTED, ids=[row[0][:40] for row in INVENTED])
def test_the_speaker_of_an_invented_line(attributed: Attributed, text: str, fragment: str, speaker: str) -> None:
    """General English news rules, on news that never was."""
    assert attributed(text, fragment).speaker == speaker


# Invented news without a speaker: negations, passives, nouns that look like verbs, hearsay.
SILENT = [
    "The minister declined to say whether the mine would reopen.",
    "Nobody was told that the mine would close.",
    "The mine is said to be the deepest in Europe.",
    "The mine provides intelligence reports to its owners.",
    "The blast claimed 12 lives in the mine.",
    "A man accused of theft was freed from the mine.",
    "The mine in the United States closed in May.",
    "A group called “Deep Rock” owns the mine.",
    "The mine has not said whether it will reopen.",
    "If the owner says so, the mine will reopen.",
]


@pytest.mark.parametrize("text", SILENT)
def test_what_only_looks_like_saying_has_no_speaker(attributed: Attributed, text: str) -> None:
    """Unsure means nobody."""
    assert attributed(text, "mine").speaker is None


# Invented articles of several sentences: text, the line asked about, its speaker, what its opening words mean.
RESOLVED = [
    ("Elena Costa runs the choir.\nShe said it would tour in May.", "tour", "Elena Costa", "Elena Costa"),
    ("Elena Costa met Tom Berg.\n“It was fun,” he said.", "It was", "Tom Berg", None),
    ("Elena Costa said the choir was full. “We have no room.”", "no room", "Elena Costa", None),
    ("“We have no room. We are full,” Elena Costa said.", "no room", "Elena Costa", None),
    ("“We are full,” said Elena Costa.\n“We have no room.”", "no room", "Elena Costa", None),
    ("Tom Berg asked Elena Costa whether she would sing.\n“Of course,” she said.", "Of course", "Elena Costa", None),
    (
        "A diplomat told Reuters that talks failed.\nThe room was cold.\nThe source added that nobody signed.",
        "signed",
        "a diplomat",
        "a diplomat",
    ),
    (
        "Two officials in Bern said the deal was off.\nThe lake froze.\nThey added that a new one was near.",
        "new one",
        "two officials in Bern",
        "two officials in Bern",
    ),
    (
        "Two officials in Bern said the deal was off.\n“A new one is near,” they added.",
        "new one",
        "two officials in Bern",
        None,
    ),
    (
        "Greenwave accused the port of dumping.\n“They poison the bay,” the group wrote on Instagram.",
        "poison",
        "Greenwave, on Instagram",
        None,
    ),
    (
        "The campaign group Rivers for All sued on Monday.\nThe group said the bay was dying.",
        "dying",
        "Rivers for All",
        "Rivers for All",
    ),
    ("The Peruvian navy lost a ship.\nThe navy said all were safe.", "safe", "the Peruvian navy", "the Peruvian navy"),
    ("The navy denied the report.\nIt also claimed that all were safe.", "safe", "the navy (claimed)", "the navy"),
    (
        "Finance Minister Jana Novak resigned.\nThe finance minister said she was tired.",
        "tired",
        "Jana Novak",
        "Jana Novak",
    ),
    ("Karel Dvorak bought the mill.\nDvorak said he would rebuild it.", "rebuild", "Karel Dvorak", None),
    ("Anna Bell and Mark Bell own the mill.\nBell said it would close.", "close", "Bell", None),
    ("Maria Silva was injured.\nHer brother said the road was icy.", "icy", "Maria Silva's brother", "Maria Silva"),
    ("Maria Silva was injured.\nIt was snowing, police said.", "snowing", "police", None),
    ("The storm on 12 March tore off the roof.\nSince then, pupils have met in a barn.", "barn", None, "12 March"),
    ("About 40 climbers were caught in the storm.\nSeven of them died.", "died", None, "About 40 climbers"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "fragment", "speaker", "antecedent"), RESOLVED, ids=[row[0].replace("\n", " ")[:50] for row in RESOLVED]
)
def test_references_across_sentences(
    attributed: Attributed, text: str, fragment: str, speaker: str | None, antecedent: str | None
) -> None:
    """Pronouns, sources, groups, offices and surnames lead back to whoever was introduced."""
    found = attributed(text, fragment)
    assert (found.speaker, found.antecedent) == (speaker, antecedent)


def test_a_quotation_that_its_paragraph_leaves_open_goes_on_in_the_next(attributed: Attributed) -> None:
    """News closes only the last paragraph of a long quotation."""
    text = "“The pass is closed,” said Urs Frei. “We dug all night.\n“Nobody got through.\n“It was hopeless.”"
    assert attributed(text, "hopeless").speaker == "Urs Frei"


def test_another_article_resolves_nothing(tmp_path: Path) -> None:
    """A pronoun never reaches over the start of its article."""
    for name, text in (("a.txt", "Elena Costa said the hall was full."), ("b.txt", "She said the hall was empty.")):
        (tmp_path / name).write_text(text, encoding="utf-8")
    build([tmp_path / "a.txt", tmp_path / "b.txt"], tmp_path / "index")
    assert at(load(tmp_path / "index"), "empty").speaker is None


def test_a_month_is_no_hedge() -> None:
    """May with a capital is a month unless it opens the sentence."""
    assert hedges("Talks in May may fail.") == ("may",)


def test_hedges_keep_their_letters() -> None:
    """A letter that grows when it is lowered moves no slice."""
    assert hedges("İİİ is reportedly İİ alleged.") == ("reportedly", "alleged")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "“",
        '"\'"',
        "said",
        "said said said",
        "he " * 400,
        "Smith, " * 200 + "said it.",
        "“a” " * 300,
        "according to",
    ],
)
def test_odd_text_is_read_without_a_fault(text: str) -> None:
    """Whatever an article holds, reading it ends, soon, and within its text."""
    reading = read(text, quotations(text))
    assert len(reading.masked) == len(text)
    assert all(0 <= said.subject.start < said.subject.end <= len(text) for said in reading.said)


def test_a_page_on_somebody_unnamed_is_read_soon(attributed: Attributed, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each "He" leads to the ones before it: what they mean is worked out once, and not a million times."""
    resolve, looked_up = Context.resolve, Counter[At]()

    def counted(self: Context, at: At, span: Span, said: Said | None = None) -> Who | None:
        looked_up[at] += 1
        return resolve(self, at, span, said)

    monkeypatch.setattr(Context, "resolve", counted)
    page = " ".join(f"He went to room {number} in the morning." for number in range(20))
    assert attributed(f"{page} He painted the fence.", "painted").antecedent is None
    assert max(looked_up.values()) < 10
