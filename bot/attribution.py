"""One sentence read for who says it: quotation marks, acts of saying, their subjects. Surface rules of news English.

Quotations are masked first, so that a verb inside one never counts. All spans are in the sentence's text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from bot.lexicon import is_nationality, is_place_name, is_role
from index.analysis import fold
from index.model import Span

MASK = "\x02"


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Verbs of saying by what else the sentence must have. Base forms need a plural subject ("officials say").
_PLAIN = _words("""
    said says say told tells tell claimed claims claim alleged alleges allege insisted insists insist warned warns warn
    announced announces declared declares explained explains acknowledged acknowledges testified testifies tweeted
    denied denies deny argued argues argue contended contends contend asserted asserts reiterated boasted countered
    retorted lamented complained complains quipped confessed""")
_WITH_CLAUSE = _words("""
    added adds noted notes note wrote writes write stated states state suggested suggests suggest revealed reveals reported
    reports report found concluded concludes predicted predicts predict estimated estimates estimate believes believe
    believed thinks think thought hopes hope hoped fears fear feared suspects suspect suspected recalled recalls recall
    remembered replied replies responded responds answered asked asks continued continues agreed agrees agree joked
    maintained maintains maintain admitted admits admit conceded concedes stressed stresses emphasized emphasised
    wondered wonders shouted yelled screamed cried exclaimed whispered posted observed remarked commented proclaimed
    charged ruled demanded disclosed indicated indicates indicate showed shows show pointed point points speculated
    predicted recounted repeated repeats recommended expects expect tells""")
_ACTS = _words("""
    accused accuses accuse blamed blames blame criticized criticised criticizes condemned condemns denounced denounces
    praised urged urges urge vowed vows pledged pledges promised promises threatened demanded described describes
    describe called calls call confirmed confirms confirm apologized apologised hailed dubbed rejected dismissed""")
_SAYING = _words("saying telling calling accusing warning claiming alleging arguing insisting describing stating")
_BASE = _words("""
    say tell claim allege insist warn deny argue contend note write state suggest report predict estimate believe think
    hope fear suspect recall agree maintain admit indicate show accuse blame urge describe call confirm point expect""")
_SHOWING = _words("showed shows show indicated indicates indicate found revealed reveals suggests suggested suggest")

_BOUND = _words("""
    that which who whom whose what when where why how while as after before because although though if whether since
    until unless but or nor so than including plus yet amid whereas once""")
_PREP = _words("""
    of in on at from with for by to into near outside inside across over under about against between among during
    through despite without within behind around toward towards upon like per following via along beyond above below""")
_DET = _words("""
    the a an this these those his her its their our my your some many several both all most another other no one two
    three four five six seven eight nine ten each every any few more dozens hundreds thousands nearly almost""")
PRONOUNS = _words("he she they it we i you others who which that everyone someone nobody everybody")
_BE = _words("is are was were be been being am isn't aren't wasn't weren't gets get got it's he's she's they're")
_HAVE = _words("has have had hasn't haven't hadn't having")
_MODAL = _words("""
    will would could can may might must shall should to do does did not never cannot can't won't wouldn't couldn't
    didn't doesn't don't shouldn't ought refused declined""")
_VERBISH = _BE | _HAVE | _MODAL | _words("said says told went came made took became began")
_ADVERBS = _words("""
    also later then now again still further earlier afterwards recently already even only just simply first initially
    instead meanwhile however too therefore often once himself herself itself themselves soon separately jointly
    always repeatedly thus moreover furthermore additionally nevertheless afterward ever long sometimes""")
_NOT_ADVERBS = _words(
    "family italy july ally emily assembly reply supply bully rally sally kelly molly billy elderly daily weekly early anomaly lily monopoly jelly fly firefly tally ally wily apply multiply imply likely only"
)
_WEEKDAYS = _words("monday tuesday wednesday thursday friday saturday sunday")
_MONTHS = _words("""
    january february march april may june july august september october november december jan. feb. mar. apr. aug.
    sept. oct. nov. dec.""")
_TIME = _WEEKDAYS | _words("yesterday today tonight morning afternoon evening night week month year weekend")
_BEFORE_TIME = _WEEKDAYS | _words("late early later earlier last this next on in that the same")
_OPENERS = _words("""
    but and yet meanwhile still also so then now later earlier however instead today yesterday tonight finally overall
    separately elsewhere officially nevertheless nonetheless afterward afterwards recently moreover additionally
    furthermore thus ultimately here there again once only even well no yes indeed""")

_PEOPLE = _words("""
    official source diplomat officer aide insider person witness eyewitness spokesman spokeswoman spokesperson resident
    investigator prosecutor police authority doctor expert analyst scientist researcher lawyer attorney lawmaker critic
    opponent supporter relative parent family friend neighbor neighbour colleague victim survivor passenger worker
    employee protester activist campaigner mediator negotiator militant rebel fighter soldier commander leader chief
    minister president premier secretary director judge jury juror sheriff mayor governor senator congressman
    congresswoman representative ambassador envoy teacher student principal professor economist historian author writer
    editor reporter journalist correspondent observer monitor forecaster meteorologist engineer pilot coach player
    teammate captain singer actor actress artist fan farmer fisherman villager local protester demonstrator refugee
    civilian detainee prisoner inmate defendant suspect accuser plaintiff owner manager executive founder chairman chairwoman ceo
    boss head mother father wife husband son daughter brother sister man woman boy girl child kid people men women
    couple widow uncle aunt cousin grandmother grandfather fiancee girlfriend boyfriend teenager teen side party
    republican democrat conservative liberal republicans democrats majority voter american israeli palestinian agent
    firefighter paramedic nurse surgeon vet volunteer veteran rescuer priest bishop pope imam rabbi cleric detective
    trooper deputy inspector commissioner coroner examiner pathologist psychologist psychiatrist consultant adviser
    advisor strategist organizer organiser planner developer trader investor banker dealer driver cyclist tourist
    counsel general admiral colonel captain major sergeant specialist member delegate commentator blogger others
    technician biologist geologist physicist astronomer chemist guard bystander caller shopper customer consumer""")
_BODIES = _words("""
    agency group ministry department government administration military army navy force police council committee
    commission company corporation firm airline airport bank union party organisation organization association
    institute institution foundation hospital university college school court tribunal embassy office bureau service
    center centre network newspaper broadcaster channel station magazine outlet media press team club federation league
    charity movement militia faction alliance coalition congress parliament senate house cabinet board panel task regime
    state country nation city county museum church vatican white pentagon kremlin palace brigade command watchdog
    regulator manufacturer maker operator carrier retailer publisher authority establishment site website studio label
    fund society front wing leadership opposition forum trust chamber assembly mission campaign delegation unit guard
    brigade security intelligence firm lab laboratory observatory camp presidency monarchy sources headquarters""")
_PAPERS = _words("""
    statement report study survey poll document record lawsuit complaint suit indictment affidavit filing paper letter
    e-mail email memo memorandum figure statistic data tally count census article editorial book transcript note message
    posting post blog website site release bulletin communique law rule ruling decision verdict review audit analysis
    assessment estimate account testimony evidence video footage message tweet legend myth warrant petition brief
    research investigation inquiry autopsy order resolution text advisory alert manual""")
_MEDIA_WORDS = _words(
    "media press newspaper agency radio television tv station channel broadcaster magazine outlet network affiliate reports news website site times post journal bbc cnn afp reuters ap anadolu xinhua tass upi npr nbc abc cbs"
)
SOURCES = _words(
    "source official diplomat officer aide insider person witness sources officials diplomats officers aides witnesses"
)

_ABBREVIATED = (
    "Mr|Mrs|Ms|Dr|Rep|Reps|Sen|Sens|Gov|Gen|Lt|Col|Capt|Sgt|Maj|St|Jr|Sr|Rev|Prof|Adm|Cmdr|Cpl|Det|Supt|Hon|Insp"
    "|Pvt|Spc|Inc|Corp|Co|Ltd|No|Jan|Feb|Mar|Apr|Aug|Sept?|Oct|Nov|Dec|vs"
)
_TOKEN = re.compile(
    rf"{MASK}+|(?:{_ABBREVIATED})\.|(?:[A-Z]\.)+(?:[A-Z](?!\w))?|[^\W_](?:\w|[.'’&/‑-](?=\w)|,(?=\d))*(?:['’](?=\s))?"
    r"|--+|(?<=\s)-(?=\s)|[—–,;:()\[\].?!]"
)
_PUNCTUATION = frozenset(",;:()[].?!—–-") | {"--", "---"}
_DASHES = frozenset("—–-") | {"--", "---"}


@dataclass(frozen=True, slots=True)
class Said:
    """One act of saying: who, with which verb.

    `part` says that it covers only a part of the sentence, `outer` that it stands after what it covers (`…, X said`).
    `via` is who quotes the subject, `citing` whom the subject cites, `to` who was told, `manner` where or how ("on Telegram"); `report` is the act that
    passes this one on ("…, the BBC reported").
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


_MARK = re.compile(r"[\"“”«»„]|(?<!\w)['‘](?=\w)|['’](?!\w)")


@lru_cache(maxsize=1 << 12)
def quotations(line: str) -> tuple[tuple[int, int, bool], ...]:
    """(start, end, closed) of each outermost quotation of a paragraph, marks included.

    An unclosed one runs to the end: news leaves a quotation open when the next paragraph goes on with it.

    >>> quotations('"It is," he said. "Yes')
    ((0, 8, True), (18, 22, False))
    """
    found: list[tuple[int, int, bool]] = []
    start = -1
    single = False
    for match in _MARK.finditer(line):
        mark, place = match.group(), match.start()
        if mark in "'‘’":
            opening = (
                mark != "’"
                and place + 1 < len(line)
                and line[place + 1].isalnum()
                and not line[place - 1 : place].isalnum()
            )
            if start < 0 and opening:
                start, single = place, True
            elif start >= 0 and single and not opening:
                if place - start <= 400:
                    found.append((start, place + 1, True))
                start, single = -1, False
            continue
        if single:  # the single mark was an apostrophe
            start, single = -1, False
        before, after = line[place - 1 : place], line[place + 1 : place + 2]
        opening = mark in "“«„" or (
            mark == '"' and (not before or before in " \t([—–-/'‘\u00a0") and bool(after.strip())
        )
        if start < 0 and opening:
            start = place
        elif start >= 0 and not (opening and mark != '"'):
            if (
                opening
                and not line[place - 1 : place].strip()
                and len(line) - place > 1
                and _reopens(line, start, place)
            ):
                found.append((start, place, False))
                start = place
                continue
            found.append((start, place + 1, True))
            start = -1
        elif start < 0 and not found and mark in '"”' and not before.isdigit():
            found.append((0, place + 1, True))  # the opening mark is missing, or in the paragraph before
    if start >= 0 and not single:
        found.append((start, len(line), False))
    return tuple(found)


def _reopens(line: str, start: int, place: int) -> bool:
    """Whether a mark that looks like an opening one inside a quotation starts a new one: the old was never closed."""
    return line[start:place].rstrip().endswith((".", "?", "!", ","))


class _Tokens:
    """The words and marks of a masked sentence; `low` is folded to lower case, a quotation is MASK."""

    __slots__ = ("end", "first", "low", "start", "word")

    def __init__(self, masked: str) -> None:
        matches = list(_TOKEN.finditer(masked))
        self.word = [m.group() if m.group()[0] != MASK else MASK for m in matches]
        self.low = [w.lower().replace("’", "'") for w in self.word]
        self.start = [m.start() for m in matches]
        self.end = [m.end() for m in matches]
        self.first = self._after_dateline()

    def _after_dateline(self) -> int:
        """Index of the first word after `CAIRO, Egypt (CNN) --`."""
        for i, low in enumerate(self.low[:16]):
            if low in _DASHES or (low == ":" and self.word[0].isupper()):
                before = [w for w in self.word[:i] if w not in _PUNCTUATION]
                capital = (
                    bool(before) and all(w[0].isupper() or w[0].isdigit() for w in before) and self.low[0] not in _DET
                )
                placed = self.word[0].isupper() or "," in self.word[:i] or "(" in self.word[:i]
                return i + 1 if capital and placed else 0
        return 0

    def __len__(self) -> int:
        return len(self.word)

    def span(self, first: int, last: int) -> Span:
        """The span of the tokens first..last."""
        return Span(self.start[first], self.end[last])

    def is_name(self, i: int) -> bool:
        """Whether the token is capitalised and not only because it starts the sentence."""
        word = self.word[i]
        if not word[0].isupper():
            return False
        starts = i == self.first or self.low[i - 1] in (":", ".", "?", "!")
        return not (starts and self.low[i] in _COMMON)


_COMMON = (
    _BOUND | _PREP | _DET | _OPENERS | _ADVERBS | PRONOUNS | _TIME | _MODAL | _BE | _HAVE | {"and", "asked", "speaking"}
)


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
    if low.endswith("s"):
        forms += [low[:-1], low[:-2]]
    for name, nouns in (("person", _PEOPLE), ("body", _BODIES), ("paper", _PAPERS)):
        if any(form in nouns for form in forms):
            return name
    if any(len(form) > 3 and is_role(form) for form in forms):
        return "person"
    return ""


def is_media(phrase: str) -> bool:
    """Whether a phrase names a news outlet.

    >>> is_media("the BBC"), is_media("Egyptian media"), is_media("the ministry")
    (True, True, False)
    """
    return any(word.lower() in _MEDIA_WORDS for word in re.findall(r"[\w-]+", phrase))


def _is_adverb(low: str) -> bool:
    return low in _ADVERBS or (low.endswith("ly") and len(low) > 4 and low not in _NOT_ADVERBS)


def read(text: str, quoted: tuple[Span, ...]) -> Reading:
    """The reading of a sentence whose quotations are at `quoted`. The same text gives the same reading."""
    return _read(text, quoted)


@lru_cache(maxsize=1 << 13)
def _read(text: str, quoted: tuple[Span, ...]) -> Reading:
    masked = text
    for span in quoted:
        masked = masked[: span.start] + MASK * (span.end - span.start) + masked[span.end :]
    tokens = _Tokens(masked)
    only = bool(quoted) and not any(t[0].isalnum() for t in tokens.word)
    if only or not len(tokens):
        return Reading(text, masked, quoted, only, (), None)
    lead = _lead(tokens)
    lead_span = tokens.span(*lead) if lead else None
    return Reading(text, masked, quoted, only, tuple(_acts(tokens, masked, lead)), lead_span)


Range = tuple[int, int]  # first and last token


def _lead(t: _Tokens) -> Range | None:
    """The subject that a sentence starts with, less what follows its head; None when it can't be told."""
    i = _after_opening(t)
    if i is None or i >= len(t):
        return None
    if t.low[i] in PRONOUNS:
        return (i, i) if t.low[i] not in ("that", "which", "who") else None
    found = _core(t, i)
    if found and found[1] + 2 < len(t) and t.low[found[1] + 1] == "and" and t.is_name(found[1] + 2):
        other = _core(t, found[1] + 2)
        return (found[0], other[1]) if other else found
    return found


def _after_opening(t: _Tokens) -> int | None:
    """Index of the first word after adverbs and an introductory phrase with its comma."""
    i, n = t.first, len(t)
    while i < n and (
        t.low[i] in _OPENERS or t.low[i] == "," or (_is_adverb(t.low[i]) and t.low[i + 1 : i + 2] == [","])
    ):
        i += 1
    if i >= n:
        return None
    low = t.low[i]
    follows = t.low[i + 1] if i + 1 < n else "."
    fronted = (
        low in _PREP
        or low in _BOUND
        or low in _FRONTING
        or (low.endswith(("ing", "ed")) and (follows in _PREP or follows in _BOUND))
    )
    if low in _TIME or low in ("late", "early", "earlier") or (low == "just" and follows in _PREP):
        fronted = True
    if not fronted:
        return i
    for k in range(i + 1, n):
        if t.low[k] == "," and not (t.word[k - 1].isdigit() and t.word[k + 1 : k + 2] and t.word[k + 1][0].isdigit()):
            return k + 1 if k + 1 < n and t.low[k + 1] not in PRONOUNS - {"he", "she", "it", "they"} else None
        if t.word[k] == MASK:
            return None
    return None


_FRONTING = _words("ahead prior according due thanks along asked speaking")


def _core(t: _Tokens, i: int) -> Range | None:
    """The noun phrase that starts at i, up to its last name or noun that can speak."""
    best = -1
    loose = t.low[i] in _DET  # after an article any adjective may stand
    for k in range(i + 1 if loose else i, min(len(t), i + 9)):
        low = t.low[k]
        if low in _PUNCTUATION or low == MASK or low in _STOP or (low in _DET and k > i + 1):
            break
        if t.is_name(k) or noun_class(low):
            best = k
            loose = low.endswith(("'s", "s'")) or is_nationality(low)
        elif not loose or low in _VERBS or (k == i and not t.word[k][0].isupper()):
            break
    if best < 0 or t.low[best].endswith(("'s", "s'")) or is_nationality(t.low[best]):
        return None
    follows = t.word[best + 1] if best + 1 < len(t) else "."
    # "The Hamas incursion": a noun that can't speak follows the name.
    unknown = t.low[i] in _DET and t.is_name(best) and follows[0].islower() and follows not in _VERBS | _STOP
    return None if unknown and not follows.endswith("ed") else (i, best)


_VERBS = _PLAIN | _WITH_CLAUSE | _ACTS
_STOP = _BOUND | _PREP | _VERBISH | PRONOUNS | {"and"}
_ARTICLES = _words("the a an this these those his her its their our my some many several another")


def _before_verb(t: _Tokens, v: int) -> int | None:
    """Index of the token before a verb, less adverbs, auxiliaries and times; None when it is negated or passive."""
    i = v - 1
    while i >= t.first:
        low = t.low[i]
        month = low in _MONTHS and t.word[i][0].isupper()
        if (low in _MODAL and not month) or low in _BE or low.endswith("n't"):
            return None
        if low in _HAVE or (_is_adverb(low) and not t.is_name(i)):
            i -= 1
        elif low in _TIME or month or (low[0].isdigit() and t.low[i - 1] in _MONTHS):
            i -= 1
            while i >= t.first and (t.low[i] in _BEFORE_TIME or t.low[i] in _MONTHS or t.low[i] in _TIME):
                if t.low[i] == "the" and t.low[i - 1] not in _PREP:
                    break
                i -= 1
        else:
            break
    return i


def _noun_phrase(t: _Tokens, last: int) -> Range | None:
    """The noun phrase that ends at token `last`, prepositional parts included."""
    if last < t.first or t.low[last] in _PUNCTUATION or t.low[last] == MASK:
        return None
    if t.low[last] in PRONOUNS:
        return last, last
    first = last
    while first > t.first:
        low = t.low[first - 1]
        if low in _PUNCTUATION or low == MASK or low in _BOUND or low in _VERBISH or low in PRONOUNS:
            break
        if low == "and" and not _joins(t, first - 1):
            break
        first -= 1
    return _trimmed(t, first, last)


def _joins(t: _Tokens, k: int) -> bool:
    """Whether the `and` at k joins two noun phrases rather than two clauses."""
    i = k - 1
    if i < t.first or not (t.is_name(i) or noun_class(t.low[i]) or t.low[i] in PRONOUNS):
        return False
    while i >= t.first and t.low[i] not in _PUNCTUATION and t.low[i] != MASK and t.low[i] not in _BOUND:
        if t.low[i] in _VERBISH or t.low[i] in _VERBS:
            return False
        if (
            t.low[i] in _ARTICLES
            and i > t.first
            and t.low[i - 1].isalpha()
            and t.low[i - 1] not in _STOP | _DET | _OPENERS
        ):
            return False
        i -= 1
    return k - i <= 9


def _trimmed(t: _Tokens, first: int, last: int) -> Range | None:
    """The noun phrase without adverbs, times and introductory phrases at its start."""
    while first <= last:
        low = t.low[first]
        if (
            low in _OPENERS
            or low == "and"
            or (_is_adverb(low) and not t.is_name(first))
            or low in _TIME
            or low in ("late", "early", "earlier", "later")
        ):
            first += 1
        elif low in _PREP:
            first = _after_phrase(t, first, last)
        else:
            break
    for k in range(first + 1, last):
        if t.low[k] in ("in", "on", "at", "by", "during") and any(
            low in _MANNER_NOUNS for low in t.low[k + 1 : last + 1]
        ):
            last = k - 1  # "Hamas in a statement said"
            break
    for k in range(last, first, -1):
        # "the video the ministry released": an article after a noun starts another phrase.
        if t.low[k] in _ARTICLES and t.low[k - 1] not in _PREP | _DET | {"and", "both"}:
            first = k
            break
    return (first, last) if first <= last else None


def _after_phrase(t: _Tokens, first: int, last: int) -> int:
    """Index after the prepositional phrase at `first`; past `last` when its end can't be told."""
    for k in range(first + 1, last + 1):
        before = t.low[k - 1]
        if before in _TIME and t.low[k] not in _TIME and not t.low[k][0].isdigit():
            return k
        if t.low[k] in _ARTICLES and k > first + 1 and before not in _PREP | _DET | {"and"}:
            return k
        if before[0].isdigit() and t.low[k - 2] in _MONTHS:
            return k
        if t.word[k - 1][0].isupper() and t.word[k][0].islower() and t.low[k] not in _PREP | {"and"} and k > first + 1:
            return k
    return last + 1


def _head(t: _Tokens, phrase: Range) -> int:
    """Index of the last word before the first preposition."""
    for k in range(phrase[0] + 1, phrase[1] + 1):
        if t.low[k] in _PREP:
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
        return low in ("he", "she", "they", "it", "who", "which", "that", "others") and (low != "others" or not strict)
    if low in _TIME or low in _MONTHS or low[0].isdigit() or low.endswith(("'s", "s'")):
        return False
    if is_nationality(low) and not is_place_name(low):
        return first < head and t.low[first] in _DET
    if t.is_name(head) or noun_class(low):
        return True
    if any(t.low[k] in _SOURCELIKE for k in range(first, head)):
        return True
    if strict or low in _VERBS or _is_adverb(low) or low.endswith("ing"):
        return False
    return (t.low[first] in _DET and not low.endswith("ed")) or low.endswith("s")


_SOURCELIKE = _words("those people person someone anyone")


def _by_commas(t: _Tokens, comma: int) -> Range | None:
    """The subject left of the parts that commas set off before a verb (`Smith, 45, of Boston, said`)."""
    parts: list[Range] = []
    end = comma
    for k in range(comma - 1, t.first - 2, -1):
        boundary = k < t.first or t.low[k] in (";", ":", MASK) or t.low[k] in _DASHES or t.low[k] == "."
        if boundary or t.low[k] == ",":
            if end - 1 >= k + 1:
                parts.append((k + 1, end - 1))
            end = k
            if boundary or len(parts) > 5:
                break
    best: Range | None = None
    for part in parts:
        phrase = _clause_subject(t, part)
        if phrase is not None and not (best is not None and _is_intro(t, part)):
            best = phrase
        if not _sets_off(t, part):
            break
    return best


def _is_intro(t: _Tokens, part: Range) -> bool:
    return t.low[part[0]] in _PREP or t.low[part[0]] in _OPENERS or t.low[part[0]] in _TIME


def _clause_subject(t: _Tokens, part: Range) -> Range | None:
    """The noun phrase that a part between commas ends with, if it may be the subject of a verb after it."""
    low = t.low[part[0]]
    if low in ("who", "which", "whose", "whom", "where", "when", "that") or low[0].isdigit() or low in ("r", "d"):
        return None
    if re.match(r"[RDI]-[A-Z]", t.word[part[0]]) or (low in _PREP and part[0] != t.first):
        return None
    phrase = _noun_phrase(t, part[1])
    if phrase is None or phrase[0] < part[0] or not _plausible(t, phrase, strict=True):
        return None
    return phrase


def _sets_off(t: _Tokens, part: Range) -> bool:
    """Whether the part may be an apposition or a relative clause, so that the subject stands left of it."""
    first = t.low[part[0]]
    if first in (
        "who",
        "which",
        "whose",
        "whom",
        "where",
        "a",
        "an",
        "the",
        "one",
        "jr.",
        "sr.",
        "then",
        "now",
        "also",
        "formerly",
    ):
        return True
    if first in _PREP or first[0].isdigit() or first.endswith(("ing", "ed")) or re.match(r"[RDI]-", t.word[part[0]]):
        return True
    if t.word[part[0]][0].islower() and first not in _BOUND:
        return True
    # "Paul Smith of Dayton, Ohio, said"
    return part[0] == part[1] or is_place_name(" ".join(t.word[part[0] : part[1] + 1]))


def _inverted(t: _Tokens, v: int) -> Range | None:
    """The subject after a verb (`"…," said Jane Doe of Boston`), if one stands there and a clause does not follow."""
    phrase = _phrase_after(t, v + 1, wide=False)
    if phrase is None:
        return None
    pronoun = t.low[phrase[0]] in ("he", "she", "they") and phrase[0] == phrase[1]
    ends = phrase[1] + 1 >= len(t) or t.low[phrase[1] + 1] not in _VERBISH | _VERBS
    return phrase if ends and (pronoun or _plausible(t, phrase, strict=True)) else None


def _phrase_after(t: _Tokens, first: int, wide: bool) -> Range | None:
    """The noun phrase that starts at `first`; a wide one takes in all prepositional parts but times."""
    k = first
    if k < len(t) and t.low[k] in PRONOUNS:
        return (k, k) if not wide and t.low[k] in ("he", "she", "they") else None
    while k < len(t):
        low = t.low[k]
        follows = t.low[k + 1] if k + 1 < len(t) else "."
        if low in _PUNCTUATION or low == MASK or low in _BOUND or low in _VERBISH or low in PRONOUNS:
            break
        if low in _PREP and not _goes_on(t, k, wide):
            break
        if low == "and" and not (
            t.word[k + 1 : k + 2] and (t.is_name(k + 1) or noun_class(follows) or follows in _DET)
        ):
            break
        if (low in _TIME and not wide) or (low in _BEFORE_TIME - {"the"} and follows in _TIME | _PREP and not wide):
            break
        if _is_adverb(low) and not t.is_name(k) and k > first:
            break
        if low in _ARTICLES and k > first and t.low[k - 1] not in _PREP | _DET | {"and", "citing", "both"}:
            break
        k += 1
    return (first, k - 1) if k > first else None


def _goes_on(t: _Tokens, k: int, wide: bool) -> bool:
    """Whether the preposition at k belongs to the noun phrase before it."""
    if (
        k + 1 >= len(t)
        or t.low[k + 1] in _TIME
        or t.low[k + 1] in _MONTHS
        or t.low[k + 1] in _BEFORE_TIME - {"the", "that"}
    ):
        return False
    ahead = t.low[k + 1 : k + 4]
    if any(low in _TIME or low in _MANNER_NOUNS for low in ahead) and t.low[k] in (
        "on",
        "in",
        "at",
        "during",
        "from",
        "by",
        "for",
    ):
        return False
    if not wide:
        return t.low[k] in ("of", "from", "for", "with", "at")
    return t.low[k] not in ("after", "during", "since", "despite", "without", "through", "until")


_MANNER_NOUNS = _words(
    "statement interview email e-mail letter conference briefing telegram twitter facebook instagram phone condition"
)


def _told(t: _Tokens, v: int) -> Range | None:
    """Who is told, after `told` or `telling`, if it is a name or a noun for people or a body."""
    first = v + 1
    best = -1
    for k in range(first, min(len(t), first + 8)):
        low = t.low[k]
        if low in _PUNCTUATION or low == MASK or low in _STOP - {"and"} or low in _TIME or (low in _DET and k > first):
            break
        if low in ("him", "her", "them", "me", "us", "how", "and"):
            break
        if best >= 0 and t.word[best].isupper() and low not in _MEDIA_WORDS:
            break
        if t.is_name(k) or noun_class(low) or low in _AUDIENCES:
            if best >= 0 and t.word[best][0].isupper() and t.word[k][0].islower() and low not in _MEDIA_WORDS:
                break
            best = k
        elif best >= 0:
            break
    if best >= 0 and t.word[best + 1 : best + 2] == ["("] and t.word[best + 3 : best + 4] == [")"]:
        best += 3
    return (first, best) if best >= 0 else None


_AUDIENCES = _words(
    "conference briefing hearing rally crowd audience summit forum congregation lawmakers reporters meeting"
)


def _complement(t: _Tokens, v: int) -> str:
    """What follows a verb: that, quote, colon, clause (a pronoun), end, noun or other."""
    k = v + 1
    # Times and short phrases may stand between: "noted in a statement on Monday that".
    for k in range(v + 1, min(len(t), v + 12)):
        low = t.low[k]
        if low == MASK:
            return "quote"
        if low in ("that", ":", "whether", "if", "how", "why"):
            return "that"
        if low in PRONOUNS or low == "there":
            return "clause"
        if k == v + 1 and low in (".", ",", "?", "!", ";", ")"):
            return "end"
        if k == v + 1 and low not in _PREP and low not in _TIME and not _is_adverb(low) and low != ",":
            ahead = t.low[v + 1 : v + 9]
            return "clause" if any(x in _VERBISH for x in ahead) else "noun"
    return "end" if k >= len(t) - 1 else "other"


@dataclass(frozen=True, slots=True)
class _Act:
    """An act of saying in tokens, before acts are weighed against one another."""

    verb: int
    subject: Range
    outer: bool = False
    according: bool = False
    via: Range | None = None
    to: Range | None = None


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
        elif low == "according" and t.low[v + 1 : v + 2] == ["to"]:
            phrase = _phrase_after(t, v + 2, wide=True)
            act = _Act(v, phrase, outer=True, according=True) if phrase else None
            named = phrase[1] if phrase else v
        elif low in _VERBS and t.word[v][0].islower():
            act = _act(t, v, found, lead)
        elif low in _SAYING and not found and lead is not None:
            act = _participle(t, v, lead)
        if act is not None:
            found.append(act)
    return _weighed(t, masked, found)


def _participle(t: _Tokens, v: int, lead: Range) -> _Act | None:
    """`The group sent a plea saying …`: the sentence's subject says it."""
    before = t.low[v - 1] if v > t.first else ""
    if (
        lead[1] >= v
        or before in _BE | _MODAL
        or before in ("without", "after", "before", "in", "for", "of", "about", "from")
    ):
        return None
    if not _plausible(t, lead, strict=True) or (
        before not in (",", "by") and not noun_class(before) and before not in _LETTERS
    ):
        return None
    return _Act(v, lead, to=_told(t, v) if t.low[v] == "telling" else None)


_LETTERS = _words("plea appeal warning speech call reply response remarks comments news announcement")


def _quoted(t: _Tokens, v: int) -> _Act | None:
    """`X was quoted as saying by Y`, `X was quoted by Y as saying`, `Y quoted X as saying`."""
    ahead = t.low[v + 1 : v + 12]
    if "as" not in ahead or ahead[ahead.index("as") + 1 : ahead.index("as") + 2] != ["saying"]:
        return None
    saying = v + 2 + ahead.index("as")
    i = v - 1
    while i >= t.first and (t.low[i] in _BE or t.low[i] in _HAVE or _is_adverb(t.low[i])):
        i -= 1
    passive = any(t.low[k] in _BE for k in range(i + 1, v))
    before = _by_commas(t, i) if i >= t.first and t.low[i] == "," else _noun_phrase(t, i)
    if passive:
        by = saying + 1 if t.low[saying + 1 : saying + 2] == ["by"] else v + 1 if t.low[v + 1] == "by" else -1
        via = _phrase_after(t, by + 1, wide=False) if by >= 0 else None
        return _Act(v, before, outer=True, via=via) if before else None
    after = _phrase_after(t, v + 1, wide=False)
    return _Act(v, after, outer=True, via=before) if after and before and after[1] < saying else None


def _act(t: _Tokens, v: int, earlier: list[_Act], lead: Range | None) -> _Act | None:
    """The act of saying whose verb is token v, or None when nobody says anything there."""
    i = _before_verb(t, v)
    if i is None or i < t.first:
        return None
    low = t.low[i]
    complement = _complement(t, v)
    phrase: Range | None = None
    inverted = False
    if (low == MASK or low == "," or low in _DASHES) and t.low[v] not in ("told", "tells", "tell"):
        phrase = _inverted(t, v)
        inverted = phrase is not None
    if phrase is None:
        phrase = _subject_before(t, i, earlier, lead)
    if phrase is None:
        return None
    if not inverted and t.low[phrase[0] - 1 : phrase[0]] in (["if"], ["whether"], ["unless"]) and phrase[0] > t.first:
        return None
    to = _told(t, v) if t.low[v] in ("told", "tell", "tells") else None
    after = phrase[1] if inverted else to[1] if to else v
    outer = inverted or (_stands_off(t, phrase[0]) and _ends(t, after))
    if to is None and not inverted:
        to = _told_later(t, v)
    if not _fits(t, v, phrase, complement, outer):
        return None
    return _Act(v, phrase, outer=outer, to=to)


def _told_later(t: _Tokens, v: int) -> Range | None:
    """Who is told in `X said …, telling Y: …`."""
    for k in range(v + 1, len(t)):
        if t.low[k] == "telling" and t.low[k - 1] == ",":
            return _told(t, k)
    return None


def _subject_before(t: _Tokens, i: int, earlier: list[_Act], lead: Range | None) -> Range | None:
    """The subject that ends at or before token i."""
    low = t.low[i]
    if low == ",":
        return _by_commas(t, i)
    if low in _DASHES:
        opening = next((k for k in range(i - 1, t.first, -1) if t.low[k] in _DASHES), None)
        return _noun_phrase(t, opening - 1) if opening is not None else None
    if low == ")":
        opening = next((k for k in range(i - 1, t.first, -1) if t.low[k] == "("), None)
        return _noun_phrase(t, opening - 1) if opening is not None else None
    if low in ("and", "but", "then"):
        return earlier[-1].subject if earlier and not earlier[-1].outer else lead
    if low in ("who", "which", "that"):
        before = i - 1 if t.low[i - 1] != "," else i - 2
        return _noun_phrase(t, before) if before >= t.first else None
    return _noun_phrase(t, i)


def _stands_off(t: _Tokens, first: int) -> bool:
    """Whether a comma, a dash or a quotation stands before the token."""
    return first > t.first and (t.low[first - 1] in (",", MASK) or t.low[first - 1] in _DASHES)


def _ends(t: _Tokens, after: int) -> bool:
    """Whether nothing that was said follows the token: a mark, a time, a phrase or the end."""
    if after + 1 >= len(t):
        return True
    low = t.low[after + 1]
    if low in ("that", "of") or low in PRONOUNS:
        return False
    if low in _PREP or low in _TIME:
        ahead = t.low[after + 2 : after + 14]
        return "that" not in ahead and ahead[:1] not in (["least"], ["most"])
    return low in _PUNCTUATION or low == MASK or low in _BOUND or _is_adverb(low) or low.endswith("ing")


def _fits(t: _Tokens, v: int, phrase: Range, complement: str, outer: bool) -> bool:
    """Whether verb, subject and what follows make an act of saying."""
    verb = t.low[v]
    head = t.low[_head(t, phrase)]
    plain = verb in _PLAIN
    if not _plausible(t, phrase, strict=not plain or complement == "noun"):
        return False
    if (verb in _BASE and not _is_plural(t, phrase)) or (verb.startswith("insist") and t.low[v + 1 : v + 2] == ["on"]):
        return False
    if plain:
        return True
    speech = complement in ("that", "quote", "clause")
    if verb in ("called", "calls", "call"):
        return MASK in t.low[v + 1 : v + 7] or t.low[v + 1 : v + 2] in (["for"], ["on"])
    if verb in ("described", "describes", "describe"):
        return "as" in t.low[v + 1 : v + 10] or MASK in t.low[v + 1 : v + 8]
    if verb in _ACTS:
        return verb not in ("rejected", "dismissed", "dubbed", "hailed") or MASK in t.low[v + 1 : v + 9]
    if verb in _SHOWING:
        return complement in ("that", "clause") and noun_class(head) != ""
    if verb in ("reported", "reports", "report"):
        return speech or outer or noun_class(head) != "" or is_media(head)
    if verb in (
        "charged",
        "ruled",
        "posted",
        "continued",
        "continues",
        "repeated",
        "observed",
        "pointed",
        "points",
        "point",
    ):
        return complement in ("that", "quote") or (outer and MASK in t.low)
    if verb in ("asked", "asks", "wonders", "wondered"):
        return complement in ("that", "quote") or outer
    return speech or outer


def _is_plural(t: _Tokens, phrase: Range) -> bool:
    head = t.low[_head(t, phrase)]
    if any(t.low[k] == "and" for k in range(*phrase)):
        return True
    return head in _PLURALS or (head.endswith("s") and not head.endswith(("ss", "'s")) and not head.endswith("us"))


_PLURALS = _words("police people men women children media they who that which we you others both data authorities")


def _weighed(t: _Tokens, masked: str, acts: list[_Act]) -> list[Said]:
    """Acts that stand side by side; one within another's words is dropped, one after all it covers becomes its report."""
    kept: list[Said] = []
    last: _Act | None = None
    fronted: Said | None = None
    for act in acts:
        said = _said(t, masked, act)
        start = min(act.subject[0], act.verb)
        if act.according and start <= t.first + 1:
            fronted = said
            continue
        if last is None:
            kept.append(said)
            last = act
            continue
        between = t.low[last.verb + 1 : start]
        if act.subject == last.subject:
            continue
        # What stands directly on a quotation is its own; so is what a contrast sets apart.
        own = any(low in _APART for low in between) or (MASK in between and act.outer) or t.low[start - 1] == "and"
        if own and not (t.low[start - 1] == "and" and t.low[act.subject[0]] in PRONOUNS):
            kept.append(said)
            last = act
        elif act.outer and (not last.outer or act.according):
            kept[-1] = _replace_report(kept[-1], said)
    if fronted is not None:
        kept = [_replace_report(kept[0], fronted), *kept[1:]] if kept else [fronted]
    return kept


_APART = _words("while but though although whereas ;")


def _replace_report(said: Said, report: Said) -> Said:
    if said.report is not None:
        return said
    return replace(said, part=False, report=report)


_MANNER = re.compile(
    r"\b(?:on (?:Telegram|Twitter|X|Facebook|Instagram|YouTube|TikTok|WhatsApp|Weibo|Truth Social|LinkedIn|social media"
    r"|(?:\w+ )?(?:state )?television|condition of anonymity|the condition of anonymity)"
    r"|in (?:an?|his|her|its|their|the) (?:[\w-]+ ){0,3}?(?:statement|interview|letter|e-?mail|tweet|post|speech|memo|blog post"
    r"|blog|video|column|lawsuit|filing|message|address|communiqu[eé]|affidavit|text message)\b(?: with (?:the )?[A-Z][\w’'-]*(?: [A-Z][\w’'-]*)*)?"
    r"|at (?:an?|the|his|her) (?:[\w-]+ ){0,2}?(?:news|press) conference|by (?:phone|telephone|e-?mail))(?!\w)"
)


def _said(t: _Tokens, masked: str, act: _Act) -> Said:
    """The act as spans, with how it was said where that stands beside the verb."""
    verb = t.span(act.verb, act.verb)
    subject = t.span(*act.subject)
    until = max(verb.end, subject.end, t.end[act.to[1]] if act.to else 0)
    manner: list[Span] = []
    for match in _MANNER.finditer(masked, 0, until + 90):
        start = match.start()
        after = until <= start <= until + 45 and MASK not in masked[until:start]
        if after or subject.end <= start <= subject.end + 2 or start <= t.start[t.first]:
            manner.append(Span(match.start(), match.end()))
    part = not act.outer and _is_part(t, act.subject[0])
    via = t.span(*act.via) if act.via else None
    to = t.span(*act.to) if act.to else None
    citing = t.low.index("citing") if "citing" in t.low[act.verb :] else len(t)
    cited = _phrase_after(t, citing + 1, wide=True) if not act.according and citing + 1 < len(t) else None
    whom = t.span(*cited) if cited and citing > act.verb else None
    return Said(verb, subject, part, act.outer, act.according, via, whom, to, tuple(manner[:2]))


def _is_part(t: _Tokens, first: int) -> bool:
    """Whether the paper's own words stand before the subject: not a quotation, nor an introductory phrase."""
    before = list(range(t.first, first))
    while before and (t.low[before[0]] in _OPENERS or t.low[before[0]] == "," or _is_adverb(t.low[before[0]])):
        before.pop(0)
    if not before or t.low[before[-1]] == MASK or all(not t.word[k][0].isalnum() for k in before):
        return False
    if t.low[before[-1]] == "," and t.low[before[-2]] == MASK:
        return False
    if not any(t.low[k] in _STOP - _PREP for k in before):
        return False  # no clause stands there: "Key ally the United States said"
    low = t.low[before[0]]
    fronted = low in _FRONTING or low in _PREP or low in _BOUND or low in _TIME or low.endswith(("ing", "ed"))
    if not fronted:
        return True
    commas = [k for k in before if t.low[k] == ","]
    return bool(commas) and commas[-1] != before[-1] and first - commas[-1] > 3
