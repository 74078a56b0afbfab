"""Names of people: full names from surnames, and which gender a name tells."""

from __future__ import annotations

import re
from functools import lru_cache

from bot.lexicon import is_nationality, is_person_word, is_place_name, is_role
from bot.speech.tokens import noun_class
from index.analysis import fold

NAMES_IN, _MOST_NAMED = 100_000, 300  # of a very long article this much is searched for full names
# Of common given names those not listed here are a man's; some may be either.
_MALE = frozenset(
    """he his mr sir king prince father dad son brother uncle grandfather husband fiance boyfriend man boy spokesman
    congressman businessman chairman policeman fisherman priest bishop pope imam actor gunman lord sheikh""".split()
)
FEMALE = frozenset(
    """she her mrs ms miss madam dame queen princess mother mom daughter sister aunt grandmother wife widow fiancee
    girlfriend woman girl spokeswoman congresswoman businesswoman chairwoman policewoman actress lady duchess nun
    abigail adriana agnes aisha alexandra alice alicia alina alison amanda amara amina amy ana anastasia angela angelina
    anita ann anna anne annette annie astrid audrey barbara beatrice beth betty beverly brenda bridget camilla camille
    carla carmen carol caroline catherine cecilia charlotte cheryl christina christine cindy claire clara claudia
    condoleezza cristina cynthia daniela daria deborah debra denise diana diane donna dorothy eileen elena elisabeth
    elizabeth ella ellen emily emma erica erika esther eva evelyn farah fatima fatma fiona florence frances francesca
    georgia gina gloria grace hannah heather heidi helen helena hilary hillary ingrid irene irina isabel isabella ivana
    jacinda jane janet janice jennifer jenny jessica jill joan joanna joyce judith judy julia julie karen karin kate
    katherine kathleen kathryn kathy katie kimberly kristen laura lauren lea leah leila linda lindsey lisa liz louise
    lucia lucy lydia lynn madeleine magda margaret maria mariam marie marilyn marina marta martha martina mary maureen
    maya megan melanie melissa mercedes mia michelle miriam monica nadia nancy naomi natalia natalie natasha nicole nina
    nora olga olivia pamela patricia paula penny petra priya rachel rebecca rita roberta rosa rosemary ruth sabrina
    sally salma samantha sandra sara sarah sharon sheila shirley simone sofia sonia sophia sophie stella stephanie sue
    susan suzanne sylvia tamar tanya tara tatiana teresa theresa tina ursula valentina valeria valerie vanessa vera
    veronica vicky victoria virginia vivian wendy yasmin yolanda yvonne zainab zeynep zoe""".split()
)
_EITHER = frozenset(
    """abu akira amal andrea ariel ashley avi chen chris dana dr gov jackie jamie jan jean jesse jin jordan jun kay
    kelly kim kyle lee leslie lin marion max mei milan morgan nicola nikita noam prof rep rev robin ryan sam sen shane
    tracy wang wei xi yan zhang gen col lt maj capt sgt saint""".split()
)
TITLES = frozenset("mr mrs ms miss dr prof sen rep gov gen col lt capt sgt maj rev".split())
# What names of offices end with before the name of a person.
_OFFICES = frozenset(
    """affairs state states defense defence security homeland interior foreign justice treasury commerce education
    energy health national international african european asian general internal external relations""".split()
)
_LINKS = frozenset("al bin ibn abu de del van von der da di la".split())
_FUNCTION_WORDS = frozenset(
    """the a an in on at by for from but and as it he she they we this that these those after before when while if to
    with its his her their our there however since during of or so some many most all one two i you also both each every
    no not such under until what where which who why how meanwhile earlier later according although though because
    despite watch see read hear even instead once still then yet asked yes monday tuesday wednesday thursday friday
    saturday sunday""".split()
)


def head_words(phrase: str) -> tuple[str, list[str]]:
    """The phrase up to its first preposition, and the words of that after its last possessive."""
    head = re.split(r",? (?:of|in|on|at|from|with|for|by|to|who|based|citing|and) ", phrase)[0]
    return head, re.split(r"['’]s? (?=\w)", head)[-1].split() or [phrase]


@lru_cache(maxsize=1 << 12)
def gender_of(phrase: str) -> str:
    """m or f by the first word that tells; a name after other words is a surname and tells nothing."""
    words = head_words(phrase)[1]
    for word in words[:-1] if len(words) > 1 and words[-1][0].isupper() else words:
        low = fold(word).rstrip(".")
        if low in FEMALE:
            return "f"
        if low in _MALE or (word[0].isupper() and is_person_word(word) and low not in _EITHER):
            return "m"
    return ""


def full_name(surname: str, text: str) -> str | None:
    """The one full name that ends in that surname somewhere in the text; None for none or several.

    >>> full_name("Doe", "Prime Minister Jane Doe left. Doe will be back.")
    'Jane Doe'
    """
    acronym = surname.isupper() and len(surname) > 1
    if not surname[:1].isupper() or acronym or " " in surname or is_place_name(surname) or is_nationality(surname):
        return None
    names = full_names(surname, text[:NAMES_IN])
    longest = max(names, key=len, default=None)
    if longest is None or not all(longest.endswith(name) for name in names):
        return None
    # The commonest form, the one with a known given name first: a longer one may start with a stray capital.
    return max(names, key=lambda name: (is_person_word(name.split()[0]), names[name], len(name)))


@lru_cache(maxsize=1 << 8)
def full_names(surname: str, text: str) -> dict[str, int]:
    """The full names that end in the surname, with how often each stands in the text."""
    found: dict[str, int] = {}
    place = -1
    for _ in range(_MOST_NAMED):
        place = _find(surname, text, place + 1)
        if place < 0:
            break
        given: list[str] = []
        for word in reversed(text[max(0, place - 60) : place].rpartition("\n")[2].split(" ")[:-1][-4:]):
            if word not in _LINKS and not (word[:1].isupper() and _is_given(word)):
                break
            given.insert(0, word)
        while given and given[0].islower():
            given.pop(0)
        if given:
            name = " ".join([*given, surname])
            found[name] = found.get(name, 0) + 1
    return found


def _find(name: str, text: str, start: int) -> int:
    """Where the name next stands as a word of its own; -1 for nowhere."""
    place = text.find(name, start)
    while place >= 0:
        end = place + len(name)
        if text[end : end + 1] != "-" and not text[end : end + 1].isalnum() and text[place - 1 : place] == " ":
            return place
        place = text.find(name, end)
    return -1


def _is_given(word: str) -> bool:
    """Whether a capitalised word before a surname may be a given name: no office, country or institution."""
    if not re.fullmatch(r"[\w.’'-]+", word):
        return False
    if is_person_word(word):
        return fold(word).rstrip(".") not in TITLES
    if (len(word) > 2 and (word.isupper() or word[-1] == ".")) or word.endswith(("'s", "’s")):
        return False
    if fold(word) in _OFFICES or fold(word) in _FUNCTION_WORDS:
        return False
    return not (is_nationality(word) or is_place_name(word) or noun_class(word) or is_role(word))


def bare_name(name: str) -> str:
    """A capitalised run without the function words at its start; empty when nothing is left."""
    words = name.split()
    while words and fold(words[0]) in _FUNCTION_WORDS:
        words.pop(0)
    return " ".join(words)
