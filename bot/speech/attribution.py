"""One sentence read for who says it: quotation marks, acts of saying, their subjects. Surface rules of news English.

Quotations are masked first, so that a verb inside one never counts. All spans are in the sentence's text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

from bot.lexicon import is_nationality, is_person_word, is_place_name, is_role
from index.analysis import fold
from index.model import Span

MASK = "\x02"


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Verbs of saying by what else the sentence must have: nothing, what is said as a clause or a quotation, or a subject
# that surely speaks.
_PLAIN = _words("""
    said says say told tells tell claimed claims claim alleged alleges allege insisted insists insist warned warns warn
    announced announces declared declares explained explains acknowledged acknowledges testified testifies tweeted
    denied denies deny argued argues argue contended contends contend asserted asserts reiterated boasted countered
    retorted lamented complained complains complain quipped confessed""")
_WITH_CLAUSE = _words("""
    added adds noted notes note wrote writes write stated states state reported reports report concluded concludes
    recalled recalls recall remembered replied replies responded responds answered asked asks agreed agrees agree joked
    maintained maintains maintain admitted admits admit conceded concedes stressed stresses emphasized emphasised
    wondered wonders shouted yelled screamed cried exclaimed whispered remarked commented proclaimed demanded disclosed
    speculated recounted recommended elaborated clarified cautioned cautions mused reasoned snapped gushed theorised
    theorized assured assures reassured reminded informed advised""")
_SHOWING = _words("showed shows show indicated indicates indicate found revealed reveals suggests suggested suggest")
_THINKING = _words("""
    believe believes believed think thinks thought expect expects fear fears feared hope hopes hoped suspect suspects
    suspected predict predicts predicted estimate estimates estimated""")
# These have other senses: only before "that" or a quotation.
_BEFORE_THAT = _words("charged ruled posted continued continues repeated repeats observed pointed points point")
_ASKING = _words("asked asks wonders wondered")
_ACTS = _words("""
    accused accuses accuse blamed blames blame criticized criticised criticizes condemned condemns denounced denounces
    praised urged urges urge vowed vows pledged pledges promised promises threatened described describes describe called
    calls call confirmed confirms confirm apologized apologised hailed dubbed rejected dismissed""")
_VERBS = _PLAIN | _WITH_CLAUSE | _SHOWING | _THINKING | _BEFORE_THAT | _ACTS
_SAYING = _words("saying telling calling accusing warning claiming alleging arguing insisting describing stating")
# Base forms need a plural subject ("officials say").
_BASE = _words("""
    say tell claim allege insist warn deny argue contend complain note write state suggest report predict estimate
    believe think hope fear suspect recall agree maintain admit indicate show accuse blame urge describe call confirm
    point expect""")
# "The firm provides intelligence reports": a noun more often than a verb.
_NOUNS = _words(
    "reports report claims claim states state notes note fears fear hopes hope estimates estimate shows show calls"
)
_INVERTIBLE = _words(
    "said says added adds wrote writes explained explains recalled recalls noted notes argued warned insisted"
)
_NEVER_INVERTED = _words("told tells tell denied denies called calls accused blamed urged described")
_QUOTING_ONLY = _words("rejected dismissed dubbed hailed")  # acts that say something when they quote
_CLAIMED = _words("responsibility victory credit success innocence ignorance immunity asylum")

PRONOUNS = _words("he she they it we i you others who which that everyone someone nobody everybody")
_BOUND = _words("""
    that which who whom whose what when where why how while as after before because although though if whether since
    until unless but or nor so than including plus yet amid whereas once whatever whoever whichever something
    anything everything nothing""")
_CLAUSE_OPENERS = _words("after as when while because although though since before if once")
_OPEN_CLAUSES = _words("if whether unless whatever whoever whichever")
_APART = _words("while but though although whereas ;")
_PREP = _words("""
    of in on at from with for by to into near outside inside across over under about against between among during
    through despite without within behind around toward towards upon like per following via along beyond above below""")
_ARTICLES = _words("the a an this these those his her its their our my some many several another")
_DET = _ARTICLES | _words("""
    your both all most other no one two three four five six seven eight nine ten each every any few more dozens hundreds
    thousands nearly almost such""")
_BE = _words("""
    is are was were be been being am isn't aren't wasn't weren't gets get got it's he's she's they're i'm
    we're you're""")
_HAVE = _words("""
    i've you've we've they've i'd you'd he'd she'd we'd they'd it'd has have had hasn't haven't hadn't having""")
_MODAL = _words("""
    will would could can may might must shall should to do does did not never cannot can't won't wouldn't couldn't
    didn't doesn't don't shouldn't ought refused declined""")
_VERBISH = _BE | _HAVE | _MODAL | _words("said says told went came made took became began")
_ADVERBS = _words("""
    also later then now again still further earlier afterwards recently already even only just simply first initially
    instead meanwhile however too therefore often once himself herself itself themselves soon separately jointly
    always repeatedly thus moreover furthermore additionally nevertheless afterward ever long sometimes""")
_NOT_ADVERBS = _words("""
    family italy july ally emily assembly reply supply bully rally sally kelly molly billy elderly daily weekly early
    anomaly lily monopoly jelly fly firefly tally wily apply multiply imply likely only""")
_OPENERS = _words("""
    but and yet meanwhile still also so then now later earlier however instead today yesterday tonight finally overall
    separately elsewhere officially nevertheless nonetheless afterward afterwards recently moreover additionally
    furthermore thus ultimately here there again once only even well no yes indeed""")
_FRONTING = _words("""
    ahead prior according due thanks along asked speaking born known seen held led made built given set taken""")
_WEEKDAYS = _words("monday tuesday wednesday thursday friday saturday sunday")
_MONTHS = _words("""
    january february march april may june july august september october november december jan. feb. mar. apr. aug.
    sept. oct. nov. dec.""")
_TIME = _WEEKDAYS | _words("yesterday today tonight morning afternoon evening night week month year weekend")
_EARLY = _words("late early earlier later")
_BEFORE_TIME = _WEEKDAYS | _EARLY | _words("last this next on in that the same")
# What may stand between a verb and what is said: "in a statement", "on Telegram", "by phone".
_BRIDGES = _words("in on at by during via through from late early last this") | _TIME
_MANNER_PREP = _words("in on at by during")
_MANNER_NOUNS = _words("""
    statement interview email e-mail letter conference briefing telegram twitter facebook instagram phone condition""")
_SELF = _words("itself himself herself themselves")

_PEOPLE = _words("""
    official source diplomat officer aide insider person witness eyewitness spokesman spokeswoman spokesperson resident
    investigator prosecutor police authority doctor expert analyst scientist researcher lawyer attorney lawmaker critic
    opponent supporter relative parent family friend neighbor neighbour colleague victim survivor passenger worker
    employee protester activist campaigner mediator negotiator militant rebel fighter soldier commander leader chief
    minister president premier secretary director judge jury juror sheriff mayor governor senator congressman
    congresswoman representative ambassador envoy teacher student principal professor economist historian author writer
    editor reporter journalist correspondent observer monitor forecaster meteorologist engineer pilot coach player
    teammate captain singer actor actress artist fan farmer fisherman villager local protester demonstrator refugee
    civilian detainee prisoner inmate defendant suspect accuser plaintiff owner manager executive founder chairman
    chairwoman ceo boss head mother father wife husband son daughter brother sister man woman boy girl child kid people
    men women couple widow uncle aunt cousin grandmother grandfather fiancee girlfriend boyfriend teenager teen side
    party republican democrat conservative liberal majority voter american israeli palestinian agent firefighter
    paramedic nurse surgeon vet volunteer veteran rescuer priest bishop pope imam rabbi cleric detective trooper deputy
    inspector commissioner coroner examiner pathologist psychologist psychiatrist consultant adviser advisor strategist
    organizer organiser planner developer trader investor banker dealer driver cyclist tourist counsel general admiral
    colonel captain major sergeant specialist member delegate commentator blogger others technician biologist geologist
    physicist astronomer chemist guard bystander caller shopper customer consumer guy""")
_BODIES = _words("""
    agency group ministry department government administration military army navy force police council committee
    commission company corporation firm airline airport bank union party organisation organization association
    institute institution foundation hospital university college school court tribunal embassy office bureau service
    center centre network newspaper broadcaster channel station magazine outlet media press team club federation league
    charity movement militia faction alliance coalition congress parliament senate house cabinet board panel task regime
    state country nation city county museum church vatican white pentagon kremlin palace brigade command watchdog
    regulator manufacturer maker operator carrier retailer publisher authority establishment site website studio label
    fund society front wing leadership opposition forum trust chamber assembly mission campaign delegation unit guard
    security intelligence lab laboratory observatory camp presidency monarchy headquarters
    clinic hotel restaurant shop store factory plant mill zoo theatre theater library festival orchestra choir band
    startup brewery shipyard farm supermarket""")
_PAPERS = _words("""
    statement report study survey poll document record lawsuit complaint suit indictment affidavit filing paper letter
    e-mail email memo memorandum figure statistic data tally count census article editorial book transcript note message
    posting post blog website site release bulletin communique law rule ruling decision verdict review audit analysis
    assessment estimate account testimony evidence video footage tweet legend myth warrant petition brief research
    investigation inquiry autopsy order resolution text advisory alert manual""")
_PLURALS = _words("police people men women children media they who that which we you others both data authorities")
_MEDIA_WORDS = _words("""
    media press newspaper agency radio television tv station channel broadcaster magazine outlet network affiliate
    reports news website site times post journal bbc cnn afp reuters ap anadolu xinhua tass upi npr nbc abc cbs
    herald tribune gazette chronicle daily guardian telegraph""")
SOURCES = _words("source official diplomat officer aide insider person witness") | _words(
    "sources officials diplomats officers aides witnesses"
)
_AUDIENCES = _words("conference briefing hearing rally crowd audience summit forum congregation meeting")
_SOMEONE = _words("those people person someone anyone")
_RELATIVE = _words("who which whose whom where when that r d")
_APPOSED = _words("who which whose whom where a an the one jr. sr. then now also formerly")
_LETTERS = _words("plea appeal warning speech call reply response remarks comments news announcement")

_PUNCTUATION = frozenset(",;:()[].?!—–-") | {"--", "---"}
_DASHES = frozenset("—–-") | {"--", "---"}
_STOP = _BOUND | _PREP | _VERBISH | PRONOUNS | {"and"}
_BREAK = _PUNCTUATION | _BOUND | _VERBISH | PRONOUNS | {MASK}
_COMMON = _BOUND | _PREP | _DET | _OPENERS | _ADVERBS | PRONOUNS | _TIME | _MODAL | _BE | _HAVE | _words("and asked")

_ABBREVIATED = (
    "Mr|Mrs|Ms|Dr|Rep|Reps|Sen|Sens|Gov|Gen|Lt|Col|Capt|Sgt|Maj|St|Jr|Sr|Rev|Prof|Adm|Cmdr|Cpl|Det|Supt|Hon|Insp"
    "|Pvt|Spc|Inc|Corp|Co|Ltd|No|Jan|Feb|Mar|Apr|Aug|Sept?|Oct|Nov|Dec|vs"
)
_TOKEN = re.compile(
    rf"{MASK}+|(?:{_ABBREVIATED})\.|(?:[A-Z]\.)+(?:[A-Z](?!\w))?(?:-\w+)*"
    r"|[^\W_](?:\w|[.'’&/‑-](?=\w)|,(?=\d))*(?:['’](?=\s))?|--+|(?<=\s)-(?=\s)|[—–,;:()\[\].?!]"
)
_ARABIC = re.compile(r"(?:al|el|as|ash|an|ad|ar|at|az)[-‑][A-Z]")  # al-Sisi
_SEAT = re.compile(r"[RDI]-")  # "Rep. Ann Low, R-Ohio, said"


@dataclass(frozen=True, slots=True)
class Said:
    """One act of saying: who, with which verb.

    `part` says that it covers only a part of the sentence, `outer` that it stands after what it covers (`…, X said`).
    `via` is who quotes the subject, `citing` whom the subject cites, `to` who was told, `manner` where or how ("on
    Telegram"); `report` is the act that passes this one on ("…, the BBC reported").
    """

    verb: Span
    subject: Span
    part: bool = False
    outer: bool = False
    according: bool = False
    via: Span | None = None
    citing: Span | None = None
    to: Span | None = None
    manner: tuple[Span, ...] = ()
    report: Said | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """A sentence as read. `masked` is its text with quotations blotted out, of the same length.

    `quotations` are spans with their marks, cut at the sentence's ends; `only_quoted` says that nothing else is there;
    `lead` is the subject that the sentence starts with, if one was found.
    """

    text: str
    masked: str
    quotations: tuple[Span, ...]
    only_quoted: bool
    said: tuple[Said, ...]
    lead: Span | None


@lru_cache(maxsize=1 << 13)
def read(text: str, quoted: tuple[Span, ...]) -> Reading:
    """The reading of a sentence whose quotations are at `quoted`. The same text gives the same reading.

    >>> reading = read("Rain fell, police said.", ())
    >>> [said.subject.of(reading.text) for said in reading.said]
    ['police']
    """
    masked = text
    for span in quoted:
        masked = masked[: span.start] + MASK * (span.end - span.start) + masked[span.end :]
    tokens = _Tokens(masked)
    only = bool(quoted) and not any(word[0].isalnum() for word in tokens.word)
    if only or not 0 < len(tokens) <= _MAX_TOKENS:
        return Reading(text, masked, quoted, only, (), None)
    lead = _lead(tokens)
    lead_span = tokens.span(lead) if lead else None
    return Reading(text, masked, quoted, only, tuple(_acts(tokens, masked, lead)), lead_span)


_MAX_TOKENS = 300  # what is longer is no sentence of prose, and the rules look both ways from every verb
_MARK = re.compile(r"[\"“”«»„]|(?<!\w)['‘](?=\w)|['’](?!\w)")
_SINGLE_MAX = 400  # a single mark that closes farther away was an apostrophe


@lru_cache(maxsize=1 << 12)
def quotations(line: str) -> tuple[Span, ...]:
    """The outermost quotations of a paragraph, marks included.

    An unclosed one runs to the end: news leaves a quotation open when the next paragraph goes on with it.

    >>> [span.of('"It is," he said. "Yes') for span in quotations('"It is," he said. "Yes')]
    ['"It is,"', '"Yes']
    """
    found: list[Span] = []
    start = -1
    single = False
    for match in _MARK.finditer(line):
        mark, place = match.group(), match.start()
        opening = _is_opening(line, place)
        if mark in "'‘’":
            if start < 0 and opening:
                start, single = place, True
            elif single and not opening:
                if place - start <= _SINGLE_MAX:
                    found.append(Span(start, place + 1))
                start, single = -1, False
            continue
        if single:  # the single mark was an apostrophe
            start, single = -1, False
        if start < 0 and opening:
            start = place
        elif start < 0:
            if not found and mark in '"”' and not line[place - 1 : place].isdigit():
                found.append(Span(0, place + 1))  # the opening mark is missing, or in the paragraph before
        elif opening and mark == '"' and line[start:place].rstrip().endswith((".", "?", "!", ",")):
            found.append(Span(start, place))  # the old one was never closed
            start = place
        elif not opening or mark == '"':
            found.append(Span(start, place + 1))
            start = -1
    if start >= 0 and not single:
        found.append(Span(start, len(line)))
    return tuple(found)


def _is_opening(line: str, place: int) -> bool:
    """Whether the mark there opens a quotation by what stands on its two sides."""
    mark, before, after = line[place], line[place - 1 : place], line[place + 1 : place + 2]
    if mark in "'‘’":
        return mark != "’" and after.isalnum() and not before.isalnum()
    return mark in "“«„" or (mark == '"' and (not before or before in " \t([—–-/'‘\u00a0") and bool(after.strip()))


@lru_cache(maxsize=1 << 14)
def noun_class(word: str) -> str:
    """`person`, `body` or `paper` for a noun that can speak, in singular or plural; else empty.

    >>> noun_class("Officials"), noun_class("ministry"), noun_class("records"), noun_class("table")
    ('person', 'body', 'paper', '')
    """
    low = fold(word).removesuffix("'s").removesuffix("'")
    forms = [low]
    if low.endswith("ies"):
        forms.append(low[:-3] + "y")
    if low.endswith("men"):
        forms.append(low[:-3] + "man")
    if low.endswith("s"):
        forms += [low[:-1], low[:-2]]
    for name, nouns in (("person", _PEOPLE), ("body", _BODIES), ("paper", _PAPERS)):
        if any(form in nouns for form in forms):
            return name
    return "person" if any(len(form) > 3 and is_role(form) for form in forms) else ""


def is_media(phrase: str) -> bool:
    """Whether a phrase names a news outlet.

    >>> is_media("the BBC"), is_media("Egyptian media"), is_media("the ministry")
    (True, True, False)
    """
    return any(word.lower() in _MEDIA_WORDS for word in re.findall(r"[\w-]+", phrase))


def _is_adverb(low: str) -> bool:
    return low in _ADVERBS or (low.endswith("ly") and len(low) > 4 and low not in _NOT_ADVERBS)


Range = tuple[int, int]  # first and last token


class _Tokens:
    """The words and marks of a masked sentence; `low` is their lower case, a quotation is MASK.

    `first` is the index of the first word after a dateline (`CAIRO, Egypt (CNN) --`).
    """

    __slots__ = ("end", "first", "low", "start", "word")

    def __init__(self, masked: str) -> None:
        matches = list(_TOKEN.finditer(masked))
        self.word = [m.group() if m.group()[0] != MASK else MASK for m in matches]
        self.low = [w.lower().replace("’", "'") for w in self.word]
        self.start = [m.start() for m in matches]
        self.end = [m.end() for m in matches]
        self.first = self._after_dateline()

    def _after_dateline(self) -> int:
        for i, low in enumerate(self.low[:16]):
            if low in _DASHES or (low == ":" and self.word[0].isupper()):
                before = [w for w in self.word[:i] if w not in _PUNCTUATION]
                capital = bool(before) and all(w[0].isupper() or w[0].isdigit() for w in before)
                placed = self.word[0].isupper() or "," in self.word[:i] or "(" in self.word[:i]
                return i + 1 if capital and placed and self.low[0] not in _DET else 0
        return 0

    def __len__(self) -> int:
        return len(self.word)

    def at(self, i: int) -> str:
        """The token in lower case; empty outside the sentence."""
        return self.low[i] if self.first <= i < len(self.low) else ""

    def span(self, phrase: Range) -> Span:
        return Span(self.start[phrase[0]], self.end[phrase[1]])

    def is_name(self, i: int) -> bool:
        """Whether the token is capitalised and not only because it starts the sentence."""
        if not self.first <= i < len(self.word):
            return False
        word = self.word[i]
        if not word[0].isupper():
            return _ARABIC.match(word) is not None
        starts = i == self.first or self.low[i - 1] in (":", ".", "?", "!")
        return not (starts and (self.low[i] in _COMMON or _is_adverb(self.low[i])))

    def is_adverb(self, i: int) -> bool:
        return _is_adverb(self.at(i)) and not self.is_name(i)

    def is_participle(self, i: int) -> bool:
        return self.at(i).endswith("ed") and not self.is_name(i)

    def is_month(self, i: int) -> bool:
        return self.at(i) in _MONTHS and self.word[i][0].isupper()  # "may" is a verb

    def speaks(self, i: int) -> bool:
        """Whether the token is a name or a noun that can speak."""
        return self.is_name(i) or noun_class(self.at(i)) != ""

    def any_in(self, words: frozenset[str], first: int, last: int) -> bool:
        return any(low in words for low in self.low[max(first, 0) : last + 1])


# Noun phrases


def _lead(t: _Tokens) -> Range | None:
    """The subject that a sentence starts with, less what follows its head; None when it can't be told."""
    i = _after_opening(t)
    if i is None:
        return None
    if t.low[i] in PRONOUNS:
        return (i, i) if t.low[i] not in ("that", "which", "who") else None
    found = _core(t, i)
    if found is None:
        return None
    head = found[1]
    if t.at(head + 1) == "," and not t.is_name(head) and t.is_name(head + 2):
        named = _core(t, head + 2)
        if named and t.at(named[1] + 1) == ",":
            return named  # "another designer, Louis Roy, said"
    if t.at(head + 1) == "and" and t.is_name(head + 2):
        other = _core(t, head + 2)
        return (found[0], other[1]) if other else found
    return found


def _after_opening(t: _Tokens) -> int | None:
    """Index of the first word after adverbs and an introductory phrase with its comma."""
    i = t.first
    while t.at(i) in _OPENERS | {","} or (t.is_adverb(i) and t.at(i + 1) == ","):
        i += 1
    if i >= len(t):
        return None
    later = any(t.at(k) in _EARLY | {"ago"} and t.at(k + 1) == "," for k in range(i, i + 8))  # "A few months later,"
    if not later and not _is_fronted(t, i):
        return i
    for k in range(i + 1, len(t)):
        dated = t.word[k - 1].isdigit() and t.at(k + 1)[:1].isdigit()  # "On May 5, 2023,"
        if t.low[k] == "," and not dated:
            opens = k + 1 < len(t) and t.low[k + 1] not in PRONOUNS - {"he", "she", "it", "they"}
            return k + 1 if opens else None
        if t.low[k] == MASK:
            return None
    return None


def _is_fronted(t: _Tokens, i: int) -> bool:
    """Whether the token starts an introductory phrase."""
    low, follows = t.at(i), t.at(i + 1)
    if low in _PREP or low in _BOUND or low in _FRONTING or low in _TIME or low in _EARLY:
        return True
    if low == "just":
        return follows in _PREP
    return low.endswith(("ing", "ed")) and (follows in _PREP or follows in _BOUND)


def _core(t: _Tokens, i: int) -> Range | None:
    """The noun phrase that starts at i, up to its last name or noun that can speak."""
    best = -1
    loose = t.low[i] in _DET  # after an article any adjective may stand
    for k in range(i + 1 if loose else i, min(len(t), i + 9)):
        low = t.low[k]
        if low in _BREAK or low in _STOP or (low in _DET and k > i + 1):
            break
        if t.speaks(k):
            best = k
            loose = low.endswith(("'s", "s'")) or is_nationality(low)
        elif not loose or low in _VERBS or (k == i and not t.word[k][0].isupper()):
            break
    if best < 0 or t.low[best].endswith(("'s", "s'")) or is_nationality(t.low[best]):
        return None
    follows = t.at(best + 1)
    if t.low[i] in _DET and t.is_name(best) and follows.isalpha() and t.word[best + 1].islower():
        # "The Hamas incursion": a noun that can't speak follows the name.
        return (i, best) if follows in _VERBS | _STOP or follows.endswith("ed") else None
    return i, best


def _noun_phrase(t: _Tokens, last: int) -> Range | None:
    """The noun phrase that ends at token `last`, prepositional parts and lists included."""
    phrase = _phrase_before(t, last)
    return _whole(t, phrase) if phrase is not None else None


def _phrase_before(t: _Tokens, last: int) -> Range | None:
    """The noun phrase that ends at token `last`, up to the comma before it."""
    if last < t.first or t.low[last] in _PUNCTUATION or t.low[last] == MASK:
        return None
    if t.low[last] in PRONOUNS and not (t.low[last] == "others" and t.at(last - 1) == "and"):
        return last, last
    first = last
    while first > t.first:
        low = t.low[first - 1]
        if low in _BREAK or low in _SAYING or (low == "and" and not _joins(t, first - 1)):
            break
        first -= 1
    if t.is_participle(first) and t.at(first - 1) in PRONOUNS:
        return None  # "the crash that killed the princess told"
    if last > first and t.is_participle(last) and noun_class(t.low[last - 1]):
        last -= 1  # "a poll released"
    return _trimmed(t, first, last)


def _joins(t: _Tokens, k: int) -> bool:
    """Whether the `and` at k joins two noun phrases rather than two clauses."""
    i = k - 1
    if not (t.speaks(i) or t.at(i) in PRONOUNS):
        return False
    while i >= t.first and t.low[i] not in _PUNCTUATION and t.low[i] != MASK and t.low[i] not in _BOUND:
        low, before = t.low[i], t.at(i - 1)
        if low in _VERBISH or low in _VERBS:
            return False
        if low in _ARTICLES and before.isalpha() and before not in _STOP | _DET | _OPENERS:
            return False
        i -= 1
    return k - i <= 9


def _trimmed(t: _Tokens, first: int, last: int) -> Range | None:
    """The noun phrase without what belongs to the verb: adverbs, times, introductory phrases, "in a statement"."""
    while first <= last:
        low = t.low[first]
        if low in _OPENERS or low == "and" or low in _TIME or low in _EARLY or t.is_adverb(first):
            first += 1
        elif low in _PREP:
            first = _after_phrase(t, first, last)
        else:
            break
    for k in range(first + 1, last):
        if t.low[k] in _MANNER_PREP and t.any_in(_MANNER_NOUNS, k + 1, last):
            last = k - 1
            break
    for k in range(last, first, -1):
        # "the video the ministry released": an article after a noun starts another phrase.
        if t.low[k] in _ARTICLES and t.low[k - 1] not in _PREP | _DET | {"and"}:
            first = k
            break
    if first > last:
        return None
    cut = next((k for k in range(last - 1, first, -1) if t.low[k] in _PREP), None)
    if cut is not None and t.low[cut] != "of" and noun_class(t.low[last]) and not t.speaks(_head(t, (first, last))):
        first = cut + 1  # "the latest between the rulers, who said"
    return first, last


def _after_phrase(t: _Tokens, first: int, last: int) -> int:
    """Index after the prepositional phrase at `first`; past `last` when its end can't be told."""
    for k in range(first + 1, last + 1):
        low, before = t.low[k], t.low[k - 1]
        if before in _TIME and low not in _TIME and not low[0].isdigit():
            return k
        if before[0].isdigit() and t.at(k - 2) in _MONTHS:
            return k
        if k == first + 1:
            continue
        if low in _ARTICLES and before not in _PREP | _DET | {"and"}:
            return k
        if t.word[k - 1][0].isupper() and t.word[k][0].islower() and low not in _PREP | {"and"}:
            return k
    return last + 1


def _whole(t: _Tokens, phrase: Range) -> Range:
    """The phrase with what a comma cuts off it: `the Austin, Texas, company`, `neighbours, friends and police`."""
    first, last = phrase
    if t.at(first - 1) != ",":
        return phrase
    if t.at(first - 3) == "," and t.is_name(first - 2) and t.is_name(first - 4) and t.low[first] not in _DET:
        left = _phrase_before(t, first - 4)
        if left is not None and t.low[left[0]] in ("the", "a", "an") and left[1] - left[0] <= 2:
            return left[0], last
    kind = noun_class(t.low[last])
    comma = first - 1
    while "and" in t.low[first:last] and t.at(comma) == "," and _may_list(t, comma - 1, kind):
        left = _phrase_before(t, comma - 1)
        if left is None or left[1] - left[0] > 4:
            break
        first, comma = left[0], left[0] - 1
    return first, last


def _may_list(t: _Tokens, k: int, kind: str) -> bool:
    """Whether the word may end an item of a list whose last item is of that kind."""
    return noun_class(t.at(k)) == kind and (t.is_name(k) or kind != "")


def _head(t: _Tokens, phrase: Range) -> int:
    """Index of the last word before the first preposition or participle (`a statement issued by the company`)."""
    for k in range(phrase[0] + 1, phrase[1] + 1):
        low = t.low[k]
        if low in _PREP and not (low == "of" and t.low[k - 1] in _DET):  # "one of the officers"
            return k - 1
        follows = t.low[k + 1] if k < phrase[1] else ""
        if low.endswith("ed") and noun_class(t.low[k - 1]) and (follows in _PREP or follows in _TIME or not follows):
            return k - 1
    return phrase[1]


def _plausible(t: _Tokens, phrase: Range, strict: bool) -> bool:
    """Whether a noun phrase may speak: a name, a person, a body or a paper; unless strict anything with an article."""
    first, last = phrase
    if last - first >= 16:
        return False
    head = _head(t, phrase)
    low = t.low[head]
    if first == last and low in PRONOUNS:
        return low in ("he", "she", "they", "it", "who", "which", "that") or (low == "others" and not strict)
    if low in _TIME or low in _MONTHS or low[0].isdigit() or low.endswith(("'s", "s'")):
        return False
    if is_nationality(low) and not is_place_name(low):
        return first < head and t.low[first] in _DET
    if t.is_name(head):
        return True
    kind = noun_class(low)
    if kind:
        # A lone "company" is the end of a phrase whose start was not found.
        alone = first == head and not low.endswith(("s", "men")) and low not in _PLURALS
        return not alone or (not strict and kind == "person")
    if t.any_in(_SOMEONE, first, head - 1):
        return True
    if strict or low in _VERBS or t.is_adverb(head) or low.endswith("ing"):
        return False
    return (t.low[first] in _DET and not low.endswith("ed")) or low.endswith("s")


def _is_plural(t: _Tokens, phrase: Range) -> bool:
    head = t.low[_head(t, phrase)]
    ending = head.endswith("men") or (head.endswith("s") and not head.endswith(("ss", "'s", "us")))
    return ending or head in _PLURALS or "and" in t.low[slice(*phrase)]


def _by_commas(t: _Tokens, comma: int) -> Range | None:
    """The subject left of the parts that commas set off before a verb (`Smith, 45, of Boston, said`)."""
    best: Range | None = None
    for part in _parts(t, comma):
        phrase = _clause_subject(t, part)
        low = t.low[part[0]]
        if phrase is not None and phrase[0] == part[0] and low not in _DET and _is_person(t, phrase):
            return phrase
        intro = low in _PREP or low in _OPENERS or low in _TIME
        if phrase is not None and not (best is not None and intro):
            best = phrase
        if not _sets_off(t, part):
            break
    return best


def _parts(t: _Tokens, comma: int) -> list[Range]:
    """What stands between the commas before that one, nearest first, up to another mark and at most six."""
    parts: list[Range] = []
    end = comma
    for k in range(comma - 1, t.first - 2, -1):
        boundary = k < t.first or t.low[k] in (";", ":", ".", MASK) or t.low[k] in _DASHES
        if boundary or t.low[k] == ",":
            if end - 1 >= k + 1:
                parts.append((k + 1, end - 1))
            end = k
            if boundary or len(parts) > 5:
                break
    return parts


def _is_person(t: _Tokens, phrase: Range) -> bool:
    """Whether the phrase ends with a name that an office or a given name marks as a person's."""
    head = _head(t, phrase)
    words = range(phrase[0], head + 1)
    marked = any(noun_class(t.low[k]) == "person" or is_person_word(t.word[k]) for k in words)
    return marked and t.is_name(head) and noun_class(t.low[head]) == ""


def _clause_subject(t: _Tokens, part: Range) -> Range | None:
    """The noun phrase that a part between commas ends with, if it may be the subject of a verb after it."""
    low = t.low[part[0]]
    if low in _RELATIVE or low[0].isdigit() or _SEAT.match(t.word[part[0]]) or (low in _PREP and part[0] != t.first):
        return None
    phrase = _noun_phrase(t, part[1])
    if phrase is None or phrase[0] < part[0] or not _plausible(t, phrase, strict=True):
        return None
    return phrase


def _sets_off(t: _Tokens, part: Range) -> bool:
    """Whether the part may be an apposition or a relative clause, so that the subject stands left of it."""
    first, word = t.low[part[0]], t.word[part[0]]
    if first in _APPOSED or first in _PREP or first[0].isdigit() or first.endswith(("ing", "ed")) or _SEAT.match(word):
        return True
    if word[0].islower() and first not in _BOUND:
        return True
    # "Paul Smith of Dayton, Ohio, said"
    return part[0] == part[1] or is_place_name(" ".join(t.word[part[0] : part[1] + 1]))


def _phrase_after(t: _Tokens, first: int, wide: bool) -> Range | None:
    """The noun phrase that starts at `first`; a wide one takes in all prepositional parts but times."""
    if t.at(first) in PRONOUNS:
        return (first, first) if not wide and t.low[first] in ("he", "she", "they") else None
    k = first
    while k < len(t) and not _ends_phrase(t, k, k == first, wide):
        k += 1
    return (first, k - 1) if k > first else None


def _ends_phrase(t: _Tokens, k: int, opens: bool, wide: bool) -> bool:
    """Whether a noun phrase that has come as far as token k ends before it."""
    low, before, follows = t.low[k], t.at(k - 1), t.at(k + 1)
    if low == MASK:
        return not (wide and not opens and before in _DET and follows.isalpha())  # a "Dear Customer" e-mail
    if low in _PREP:
        return not _goes_on(t, k, wide)
    if low in _BREAK and not (wide and low == "to"):
        return True
    if low == "and":
        return not (t.speaks(k + 1) or follows in _DET)
    if not wide and (low in _TIME or (low in _BEFORE_TIME - {"the"} and (follows in _TIME or follows in _PREP))):
        return True
    if t.is_adverb(k) and not opens and not (wide and follows.endswith("ed")):
        return True
    return low in _ARTICLES and not opens and before not in _PREP | _DET | {"and", "citing"}


def _goes_on(t: _Tokens, k: int, wide: bool) -> bool:
    """Whether the preposition at k belongs to the noun phrase before it."""
    low, follows = t.low[k], t.at(k + 1)
    if not follows or follows in _TIME or follows in _MONTHS or follows in _BEFORE_TIME - {"the", "that"}:
        return False
    if low == "at" and follows in ("a", "an"):
        return False
    if low in _MANNER_PREP | {"from", "for"} and t.any_in(_TIME | _MANNER_NOUNS, k + 1, k + 3):
        return False
    if wide:
        return low not in ("after", "during", "since", "despite", "without", "through", "until")
    return low in ("of", "from", "for", "with", "at")


# Acts of saying


@dataclass(frozen=True, slots=True)
class _Act:
    """An act of saying in tokens, before acts are weighed against one another."""

    verb: int
    subject: Range
    outer: bool = False
    according: bool = False
    via: Range | None = None
    to: Range | None = None

    @property
    def start(self) -> int:
        return min(self.subject[0], self.verb)


def _acts(t: _Tokens, masked: str, lead: Range | None) -> list[Said]:
    """The acts of saying that stand behind the sentence, those within another's words left out."""
    found: list[_Act] = []
    named = -1  # last token of a phrase that "according to" names
    for v in range(t.first, len(t)):
        low = t.low[v]
        act: _Act | None = None
        if v <= named:
            continue
        if low in ("quoted", "cited"):
            act = _quoted(t, v)
        elif low == "according" and t.at(v + 1) == "to":
            phrase = _phrase_after(t, v + 2, wide=True)
            act = _Act(v, phrase, outer=True, according=True) if phrase else None
            named = phrase[1] if phrase else v
        elif low in _VERBS and t.word[v].islower():
            act = _act(t, v, found, lead)
        elif low in _SAYING and not found and lead is not None:
            act = _participle(t, v, lead)
        if act is not None:
            found.append(act)
    return _weighed(t, masked, found)


def _participle(t: _Tokens, v: int, lead: Range) -> _Act | None:
    """`The group sent a plea saying …`: the sentence's subject says it."""
    before = t.at(v - 1)
    introduced = before in (",", "by") or before in _LETTERS or noun_class(before)
    if lead[1] >= v or t.at(v + 1) in _SELF or not introduced or not _plausible(t, lead, strict=True):
        return None
    return _Act(v, lead, to=_told(t, v) if t.low[v] == "telling" else None)


def _quoted(t: _Tokens, v: int) -> _Act | None:
    """`X was quoted as saying by Y`, `X was quoted by Y as saying`, `Y quoted X as saying`."""
    saying = next((k for k in range(v + 2, v + 13) if t.at(k) == "saying" and t.at(k - 1) == "as"), None)
    if saying is None:
        return None
    i = v - 1
    while t.at(i) in _BE or t.at(i) in _HAVE or t.is_adverb(i):
        i -= 1
    before = _by_commas(t, i) if t.at(i) == "," else _noun_phrase(t, i)
    if t.any_in(_BE, i + 1, v - 1):
        by = saying if t.at(saying + 1) == "by" else v
        via = _phrase_after(t, by + 2, wide=False) if t.at(by + 1) == "by" else None
        return _Act(v, before, outer=True, via=via) if before else None
    after = _phrase_after(t, v + 1, wide=False)
    return _Act(v, after, outer=True, via=before) if after and before and after[1] < saying else None


def _act(t: _Tokens, v: int, earlier: list[_Act], lead: Range | None) -> _Act | None:
    """The act of saying whose verb is token v, or None when nobody says anything there."""
    i = _before_verb(t, v)
    if i is None or i < t.first or t.low[i] in _PREP or t.low[i] in _DET:
        return None
    phrase = _inverted(t, v, i)
    inverted = phrase is not None
    phrase = phrase or _subject_before(t, i, earlier, lead)
    if phrase is None or (not inverted and t.at(phrase[0] - 1) in _OPEN_CLAUSES | _SAYING | {"told"}):
        return None
    to = _told(t, v) if t.low[v] in ("told", "tell", "tells", "asked", "asks") else None
    after = phrase[1] if inverted else to[1] if to else v
    outer = inverted or (_stands_off(t, phrase[0]) and _ends(t, after))
    complement = _complement(t, to[1] if to and t.low[v] in _ASKING else v)
    if _is_other(t, v, phrase, complement, outer) or not _says(t, v, phrase, complement, outer):
        return None
    if to is None and not inverted:
        later = next((k for k in range(v + 1, len(t)) if t.low[k] == "telling" and t.low[k - 1] == ","), None)
        to = _told(t, later) if later is not None else None  # "X said …, telling Y: …"
    return _Act(v, phrase, outer=outer, to=to)


def _before_verb(t: _Tokens, v: int) -> int | None:
    """Index of the token before a verb, less adverbs, auxiliaries and times; None when it is negated or passive."""
    i = v - 1
    while i >= t.first:
        low = t.low[i]
        if low == "to" and t.at(i - 1) == "on" and t.at(i - 2) in ("went", "goes"):
            i -= 3  # "went on to say"
        elif (low in _MODAL and not t.is_month(i)) or low in _BE or low.endswith("n't"):
            return None
        elif low in _HAVE or t.is_adverb(i) or (low in ("both", "all", "each") and t.at(i - 1) in PRONOUNS):
            i -= 1
        elif low in _TIME or t.is_month(i) or (low[0].isdigit() and t.at(i - 1) in _MONTHS):
            i -= 1
            while t.at(i) in _BEFORE_TIME or t.at(i) in _MONTHS or t.at(i) in _TIME:
                if t.low[i] == "the" and t.at(i - 1) not in _PREP:
                    break
                i -= 1
        else:
            break
    return i


def _inverted(t: _Tokens, v: int, i: int) -> Range | None:
    """The subject after a verb (`"…," said Jane Doe of Boston`), if one stands there and a clause does not follow."""
    if t.low[i] == MASK:
        if t.low[v] in _NEVER_INVERTED:
            return None
    elif not (t.low[v] in _INVERTIBLE and (t.low[i] == "," or t.low[i] in _DASHES)):
        return None
    phrase = _phrase_after(t, v + 1, wide=False)
    if phrase is None or t.at(phrase[1] + 1) in _VERBISH | _VERBS:
        return None
    if phrase[1] > phrase[0] and t.is_participle(phrase[1]):
        phrase = phrase[0], phrase[1] - 1
    return phrase if t.low[phrase[0]] in ("he", "she", "they") or _plausible(t, phrase, strict=True) else None


def _subject_before(t: _Tokens, i: int, earlier: list[_Act], lead: Range | None) -> Range | None:
    """The subject that ends at or before token i."""
    low = t.low[i]
    if low == ",":
        return _by_commas(t, i)
    if low in _DASHES or low == ")":
        marks: Iterable[str] = _DASHES if low in _DASHES else "("
        opening = next((k for k in range(i - 1, t.first, -1) if t.low[k] in marks), None)
        return _noun_phrase(t, opening - 1) if opening is not None else None
    if low in ("and", "but", "then"):
        return earlier[-1].subject if earlier and not earlier[-1].outer else lead
    if low not in ("who", "which", "that"):
        phrase = _noun_phrase(t, i)
        if phrase is None or t.at(phrase[0] - 1) != ",":
            return phrase
        # "Ann Low, director of the fund said": the second comma is missing.
        apposed = phrase[0] == _head(t, phrase) and noun_class(t.low[phrase[0]]) == "person"
        found = _by_commas(t, phrase[0] - 1) if apposed and not _is_plural(t, phrase) else None
        return found if found is not None and t.is_name(found[1]) else phrase
    before = i - 1 if t.at(i - 1) != "," else i - 2
    phrase = _noun_phrase(t, before)
    if phrase is None or not _plausible(t, phrase, strict=True):
        return None
    # "The prosecution accepted evidence that indicated": the last noun is meant.
    verb = next((k for k in range(before, phrase[0], -1) if t.is_participle(k)), before)
    return (verb + 1, before) if verb < before else phrase


def _told(t: _Tokens, v: int) -> Range | None:
    """Who is told, after `told` or `telling`, if it is a name or a noun for people or a body."""
    best = -1
    for k in range(v + 1, min(len(t), v + 9)):
        low = t.low[k]
        if low in _BREAK or low in _STOP or low in _TIME or low in ("him", "her", "them", "me", "us"):
            break
        if low in _DET and k > v + 1:
            break
        if best >= 0 and is_media(t.word[best]) and t.word[best].isupper() and low not in _MEDIA_WORDS:
            break
        if t.speaks(k) or low in _AUDIENCES or low in _MEDIA_WORDS:
            best = k
        elif best >= 0 and not t.low[best].endswith("'s") and not is_nationality(t.low[best]):
            break
    if best < 0:
        return None
    if not t.is_name(best) and t.at(best + 1) == "of":
        phrase = _phrase_after(t, best + 2, wide=False)
        best = phrase[1] if phrase and t.is_name(phrase[1]) else best
    if t.low[best].endswith("'s"):
        best += 1  # CNN's "Larry King Live"
        if t.at(best) != MASK:
            return None
    if t.at(best + 1) == "(" and t.at(best + 3) == ")":
        best += 3
    return v + 1, best


def _stands_off(t: _Tokens, first: int) -> bool:
    """Whether a comma, a dash or a quotation stands before the token."""
    before = t.at(first - 1)
    return before in (",", MASK) or before in _DASHES


def _ends(t: _Tokens, after: int) -> bool:
    """Whether nothing that was said follows the token: a mark, a time, a phrase or the end."""
    low = t.at(after + 1)
    if low in ("that", "of") or low in PRONOUNS:
        return False
    if low in _PREP or low in _TIME:
        return "that" not in t.low[after + 2 : after + 14] and t.at(after + 2) not in ("least", "most")
    marks = not low or low in _PUNCTUATION or low == MASK
    return marks or low in _BOUND or t.is_adverb(after + 1) or low.endswith("ing")


def _complement(t: _Tokens, v: int) -> str:
    """What follows a verb: that, quote, clause, noun, end or other."""
    first = t.at(v + 1)
    if first == "," and t.at(v + 2) == MASK:
        return "quote"
    if not first or first in (".", ",", "?", "!", ";", ")"):
        return "end"
    if first in ("and", "or"):
        return "other"
    # Times and short phrases may stand between: "noted in a statement on Monday that".
    for k in range(v + 1, min(len(t), v + 12)):
        low = t.low[k]
        if low == MASK and (k == v + 1 or first in _BRIDGES or t.low[v] in _ACTS):
            return "quote"
        if low in ("which", "who", "whom"):
            return "other"
        if low in ("that", ":", "whether", "if", "how", "why"):
            return "that"
        if low in PRONOUNS or low == "there":
            return "clause"
        if k == v + 1 and low not in _PREP and low not in _TIME and not t.is_adverb(k):
            ahead = t.low[k : k + 8]
            ahead = ahead[: ahead.index(",")] if "," in ahead else ahead
            return "clause" if any(x in _VERBISH and x != "to" for x in ahead) else "noun"
    return "other"


def _is_other(t: _Tokens, v: int, phrase: Range, complement: str, outer: bool) -> bool:
    """Whether what looks like a verb of saying is a noun, a participle, or says nothing here."""
    verb, before, follows = t.low[v], t.at(v - 1), t.at(v + 1)
    if verb in _NOUNS:
        if not outer and (complement not in ("that", "quote", "clause") or follows in _VERBS | _VERBISH):
            return True
        opens = phrase == (t.first, t.first)  # "Initial reports that"
        if opens and not noun_class(t.low[t.first]) and not t.word[t.first].isupper():
            return True
    finite = before in _HAVE or t.is_adverb(v - 1) or verb.startswith(("call", "apolog"))
    passive = follows == "by" or (verb in _ACTS and follows in ("of", "as", "with", "for", "from"))
    if passive and not finite and t.at(v + 2) and not (follows == "by" and t.at(v + 2).endswith("ing")):
        return True  # "a man accused of theft", but "she countered by saying"
    if verb in _BASE and before != "to" and not _is_plural(t, phrase):
        return True
    return verb.startswith("insist") and follows == "on"


def _says(t: _Tokens, v: int, phrase: Range, complement: str, outer: bool) -> bool:
    """Whether verb, subject and what follows make an act of saying."""
    verb, follows = t.low[v], t.at(v + 1)
    tells = verb in ("told", "tell", "tells")
    loose = tells or verb in ("said", "says", "say")  # what follows these is a clause, whatever it looks like
    if not _plausible(t, phrase, strict=verb not in _PLAIN or (complement == "noun" and not loose)):
        return False
    if verb.startswith("claim") and complement == "noun":
        return t.any_in(_CLAIMED, v + 1, v + 2)
    if verb in _PLAIN:
        return not (tells and (not follows or follows in _PUNCTUATION or follows in _PREP))  # "it finally told"
    if verb in _ACTS:
        return _is_act(t, v, phrase)
    head = t.low[_head(t, phrase)]
    if verb in _SHOWING:
        return complement in ("that", "clause") and noun_class(head) != ""
    if verb in _BEFORE_THAT:
        return complement in ("that", "quote") or (outer and MASK in t.low)
    if verb in _ASKING:
        return complement in ("that", "quote") or outer
    if outer or complement in ("that", "quote", "clause"):
        return True
    if verb in ("reported", "reports", "report"):
        return noun_class(head) != "" or is_media(head)
    return complement == "noun" and verb in _THINKING


def _is_act(t: _Tokens, v: int, phrase: Range) -> bool:
    """Whether a verb such as `called`, `described` or `accused` says something here."""
    verb, follows = t.low[v], t.at(v + 1)
    if verb.startswith("call"):
        if follows == MASK:
            return t.at(phrase[0] - 1) == "what"  # else "a group called “…”"
        return MASK in t.low[v + 1 : v + 7] or follows in ("for", "on")
    if verb.startswith("describ"):
        return "as" in t.low[v + 1 : v + 32] or MASK in t.low[v + 1 : v + 8]
    return verb not in _QUOTING_ONLY or MASK in t.low[v + 1 : v + 9]


def _weighed(t: _Tokens, masked: str, acts: list[_Act]) -> list[Said]:
    """Acts that stand side by side.

    One within another's words is dropped, one after all that it covers becomes the report of what stands before it.
    """
    kept: list[Said] = []
    last: _Act | None = None
    fronted: Said | None = None
    for act in acts:
        said = _said(t, masked, act)
        if act.according and act.start <= t.first + 1:
            fronted = said
        elif last is None:
            kept.append(said)
            last = act
        elif act.subject == last.subject:
            continue
        elif _is_subordinate(t, last) and t.at(act.start - 1) in (",", MASK) and not act.outer:
            kept[-1] = said  # "After the minister called it a failure, the mayor said"
            last = act
        elif _is_own(t, act, last):
            kept.append(said)
            last = act
        elif act.outer and (not last.outer or _passes_on(t, act)):
            # What the paper tells is what the outer one says; an act within it is a detail.
            kept[-1] = said if kept[-1].part else _reported(kept[-1], said)
    if fronted is not None:
        kept = [_reported(kept[0], fronted), *kept[1:]] if kept else [fronted]
    return kept


def _is_subordinate(t: _Tokens, act: _Act) -> bool:
    """Whether the act stands in an opening clause (`after X said …,`)."""
    return t.at(act.subject[0] - 1) in _CLAUSE_OPENERS and not act.outer


def _is_own(t: _Tokens, act: _Act, last: _Act) -> bool:
    """Whether an act stands beside the last one: a contrast sets it apart, or it stands directly on a quotation."""
    if act.outer and _passes_on(t, act):
        return False
    before = t.at(act.start - 1)
    if before == "and":
        return t.low[act.subject[0]] not in PRONOUNS
    quoting = before == MASK or (before == "," and t.at(act.start - 2) == MASK)
    return (quoting and act.outer) or t.any_in(_APART, last.verb + 1, act.start - 1)


def _passes_on(t: _Tokens, act: _Act) -> bool:
    return act.according or t.low[act.verb] in ("reported", "reports")


def _reported(said: Said, report: Said) -> Said:
    return said if said.report is not None else replace(said, part=False, report=report)


_MANNER = re.compile(
    r"\b(?:on (?:Telegram|Twitter|X|Facebook|Instagram|YouTube|TikTok|WhatsApp|Weibo|Truth Social|LinkedIn"
    r"|social media|(?:\w+ )?(?:state )?television|(?:the )?condition of anonymity)"
    r"|in (?:an?|his|her|its|their|the) (?:[\w-]+ ){0,3}?(?:statement|interview|letter|e-?mail|tweet|post|speech|memo"
    r"|blog(?: post)?|video|column|lawsuit|filing|message|address|communiqu[eé]|affidavit)\b"
    r"(?: with (?:the )?[A-Z][\w’'-]*(?: [A-Z][\w’'-]*)*)?"
    r"|at (?:an?|the|his|her) (?:[\w-]+ ){0,2}?(?:news|press) conference|by (?:phone|telephone|e-?mail))(?!\w)"
)


def _said(t: _Tokens, masked: str, act: _Act) -> Said:
    """The act as spans, with how it was said where that stands beside the verb."""
    verb, subject = t.span((act.verb, act.verb)), t.span(act.subject)
    until = max(verb.end, subject.end, t.end[act.to[1]] if act.to else 0)
    manner: list[Span] = []
    for match in _MANNER.finditer(masked, 0, until + 90):
        start = match.start()
        reach = 3 if " the " in match.group()[:8] else 45
        after = until <= start <= until + reach and MASK not in masked[until:start]
        if after or subject.end <= start <= subject.end + 2 or start <= t.start[t.first]:
            manner.append(Span(*match.span()))
    cited = None if act.according else _cited(t, act.verb)
    return Said(
        verb=verb,
        subject=subject,
        part=not act.outer and _is_part(t, act.subject[0]),
        outer=act.outer,
        according=act.according,
        via=t.span(act.via) if act.via else None,
        citing=t.span(cited) if cited else None,
        to=t.span(act.to) if act.to else None,
        manner=tuple(manner[:2]),
    )


def _cited(t: _Tokens, v: int) -> Range | None:
    """Whom the subject of a verb cites (`Interfax reported, citing the ministry`)."""
    citing = next((k for k in range(v, len(t)) if t.low[k] == "citing"), None)
    phrase = _phrase_after(t, citing + 1, wide=True) if citing is not None else None
    return phrase if phrase is not None and _plausible(t, phrase, strict=True) else None


def _is_part(t: _Tokens, first: int) -> bool:
    """Whether the paper's own words stand before the subject: not a quotation, nor an introductory phrase."""
    start = t.first
    while start < first and (t.low[start] in _OPENERS or t.low[start] == "," or t.is_adverb(start)):
        start += 1
    before = range(start, first)
    quoted = t.at(first - 1) == MASK or (t.at(first - 1) == "," and t.at(first - 2) == MASK)
    if quoted or not any(t.low[k][0].isalnum() for k in before):
        return False
    if t.low[first - 1] in _CLAUSE_OPENERS - {"as"}:
        return True
    if not any(t.low[k] in _STOP - _PREP for k in before):
        return False  # no clause stands there: "Key ally the United States said"
    low = t.low[start]
    if not (low in _FRONTING or low in _PREP or low in _BOUND or low in _TIME or low.endswith(("ing", "ed"))):
        return True
    comma = next((k for k in reversed(before) if t.low[k] == ","), first - 1)
    return comma != first - 1 and first - comma > 3
