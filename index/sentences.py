"""Article text -> units: sentences, headings, captions and metadata, each a span.

Lines come first; nupunkt votes inside each line; rules of written English, which see no
more than the words around a stop, overrule the vote where news style differs from it.
nupunkt is loaded when a line first needs it: a program that splits nothing never does.
"""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from index.model import Kind, Span, Unit

if TYPE_CHECKING:
    from nupunkt import PunktSentenceTokenizer


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_TITLES = _words("""
    Adm Amb Asst Atty Brig Capt Cdr Cmdr Col Comdr Cpl Det Dr Drs Fr Gen Gov Govs Hon Insp Lieut Lt Maj Messrs
    Mme Mr Mrs Ms Msgr Pfc Pres Prof Pvt Rep Reps Rev Sen Sens Sgt Spc Sra Supt""")
_MONTHS = _words("Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec")
_BEFORE_NUMBER = _MONTHS | _words("No Nos no nos Art Ch Fig Figs Sec Vol art ch fig figs p pp para sec vol c ca approx")
_BEFORE_NAME = _words("vs v cf viz approx ca eg ie e.g i.e esp incl")
_PLACES = _words("St Ste Mt Ft")
# After any other word of letters a full stop ends the sentence when a capital follows.
_ABBREVIATIONS = _words("""
    Mon Tue Tues Wed Thu Thur Thurs Fri Sat Sun Ala Ariz Ark Calif Colo Conn Del Fla Ga Ill Ind Kan Ky La Mass
    Md Mich Minn Miss Mo Mont Neb Nev Okla Ont Ore Pa Penn Que Tenn Tex Va Vt Wash Wis Wyo Assn Assoc Ave Bldg
    Blvd Bros Co Corp Ct Dept Dist Div Esq Govt Hwy Inc Jr Ln Ltd Mfg Natl Pkwy Pl Plc Rd Rt Sq Sr Univ al assn
    assoc dept dist ect ed eds est etc ext fig figs max min misc nos pp seq tel trans vol vols""").union(
    _TITLES, _MONTHS, _BEFORE_NAME, _PLACES
)
# Words that the model takes for abbreviations ("so." is a law reporter to it).
_SHORT_WORDS = _words("am as at be by do go he her him if in is it me my no of off on or our out so to up us we")
# Words that open sentences and are no part of names, so that "J. Edgar" and "U.S. First Lady" stay whole.
_OPENING = _words("""
    A According After Again All Also Although Among And Another Any As At Authorities Because Before Both But By
    Can Could Despite Did Do Does During Each Earlier Even Every Few Finally For From Further Had Has Have He
    Here His How However I If In Instead Is It Its Just Later Meanwhile More Most Much My Near Neither
    Nevertheless Nobody None Nor Not Nothing Of Officials On Once Only Or Other Others Our Over Perhaps Police
    Residents Several She Should Since Soon Still Such That The Their Then There These They This Those Though
    Through Thus To Today Until We Well Were What When Where Whether Which While Who Why With Within Without
    Would Yet You Your Yesterday""")

# What belongs to the stop stays with it: closing quotes, one that a blank sets off (`nice.' " he said`), an editor's
# note (`done. [citation needed]`). The bounds keep one candidate from reading the whole line.
_CANDIDATE = re.compile(
    r"(?<![.?!…])(?P<stop>[.?!…]+)(?P<close>[\"'”’»)\]*_]*(?:(?<=['’]) [\"”](?=\s))?)"
    r"(?P<note>(?:\s?\[[a-z0-9][^\]\n]{0,40}\]){0,3})\s+(?=\S)"
)
_TOKEN = re.compile(r"[^\W_][\w.'’&-]*$")
_ACRONYM = re.compile(r"(?:[A-Z][a-z]?\.)+[A-Z][a-z]?|(?:[a-z]\.)+[a-z]|[A-Z][a-z]{2,3}\.[-–][A-Z][a-z]{2,3}")
_INITIAL = re.compile(r"[^\W\d_]|[IVX]+")
_VOWEL = re.compile(r"[^bcdfghjklmnpqrstvwxz]", re.IGNORECASE)
_OPENERS = "\"'“‘«([*_"
_HEAD = re.compile(r"[\"'“‘«(\[*_]*(\w+)\b(?!\.)")
_AFTER_CLOCK = re.compile(
    r"(?:(?:Sun|Mon|Tue|Wed|Thu|Fri|Sat|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*"
    r"|[A-Z]{1,4}T|GMT|UTC|Eastern|Central|Mountain|Pacific|Greenwich)\b"
)
_CLOCK_OPENING = re.compile(r"(?:About|Around|At|Before|Between|By|From|Just|Shortly|Until)\b")
_DASH = re.compile(r"(?:[—–]|--?)\s")
_LEFT_OUT = re.compile(r"(?:\.{2,}|…)\s*(\S)")
_OPEN_BRACKET = re.compile(r"\s\(\S[^()]*$")
_BRACKETED_ON = re.compile(r"\([^()]{0,120}\)(?:[,;:]| [a-z])")
_SAID = r"(?:said|says|added|replied|answered|shouted|cried|yelled|wrote|tweeted|posted|joked|quipped|wondered)"
_ASKED = r"(?:asked|asks|told|tells|recalled|demanded|exclaimed)"
_REPORTS = re.compile(rf"\b(?:{_SAID}|{_ASKED}|according to)\b")
_ATTRIBUTION = re.compile(
    r"(?!(?:An?|He|It|She|The|They|There|This|We|You)\b)[^\W\d_a-z][\w.'’-]*(?: [\w.'’-]+){0,6}?"
    rf"(?:, [^,.?!]{{1,60}},)? (?:{_SAID}\b(?! (?:that|he|she|they|it|we|I|the|an?|his|her|its|their|there|no)\b)"
    rf"|{_ASKED}\b(?! (?:about|for)\b)(?!(?: [\w'’]+){{0,3}} (?:that|he|she|they|it|if|whether)\b))"
)

_LINE = re.compile(r"[^\n\r\v\f\u2028\u2029]+")
_WORD = re.compile(r"[^\W_]")
_LONG_RUN = re.compile(r"(?<!\S)\S{400,}")
_TO_LAST_BLANK = re.compile(r".*\s", re.DOTALL)
_BLANK = re.compile(r"\s")
_NONBLANK = re.compile(r"\S")
_WINDOW = 20_000

_LEADING_DATE = re.compile(r"\ufeff?[^\S\n]*(date[^\S\n]+([0-9]{4}-[0-9]{2}-[0-9]{2}))(?!\S)")
_CLOSING_MARK = re.compile(r"[.?!…,;。！？؟۔][\"'”’»)\]*_]*$")
_LIST_MARK = re.compile(r"[-*+–—>]\s|[•‣◦▪●·|]|\(?(?:\d{1,3}|[A-Za-z])[.)](?:\s|$)")
_FACT = re.compile(r"[^:]{1,25}:\s.*\d")
_AGENCY = (
    "(?:AFP|ANI|ANSA|AP|Anadolu(?: Agency)?|Bloomberg|DPA|EFE|EPA|Getty Images|PA|PTI|Reuters|TASS|UPI|WAFA|Xinhua)"
)
_PICTURE = "(?:photo|photograph|image|picture)s?"
_CREDIT = re.compile(r"[(\[]([^()\[\]]{2,90})[)\]]$")
_WIRE = re.compile(rf"{_AGENCY}(?:,? \d{{4}})?$")
_PHOTO_CREDIT = re.compile(
    rf"(?i:(?:file |handout )?{_PICTURE}(?: by |: | courtesy|$))"
    r"|.*\b(?:Photos?|Images?|Pictures?|Handout|Pool|Getty|Shutterstock|Flickr|Unsplash)\b"
    rf"|.+/ ?{_AGENCY}\b|{_AGENCY} ?/|.* via {_AGENCY}$"
)
_CAPTION_START = re.compile(
    rf"(?i:(?:file )?{_PICTURE}(?: credits?)?: |(?:image )?caption[:,] |image source[:,] )|FILE(?: PHOTO)?(?: ?[-–—]|:)"
    rf"|(?:File|Handout) {_PICTURE}\b|(?i:{_PICTURE}) (?:by|courtesy of) [A-Z][^.]{{0,60}}$"
    rf"|In this (?:\S+ ){{0,6}}?{_PICTURE},? (?:dated|from|made|obtained|posted|provided|released|taken)\b"
)
_CAPTION_END = re.compile(
    r"(?:Photograph|Photo|Picture|Image|Credit)(?: [Cc]redit)?s?: [A-Z][^.:]{1,60}$|(?:^|[ /])Getty Images$"
)
_NOTICE = re.compile(
    r"(?i:\((?:additional |further )?(?:reporting|writing|editing|compiled|edited|translated) by\b"
    r"|(?:read|watch|see|learn) (?:more|full)\b|(?:also read|read also|related[\w ]{0,20}|more on this|see also|watch):"
    r"|(?:click here|sign up (?:for|to)|subscribe (?:to|now)|follow us|share this|[(\[]?with inputs from)\b"
    r"|all rights reserved|e-?mail to a friend|advertisement$|copyright (?:©|\(c\)|\d{4}|by)|(?:tm & )?©)"
    r"|(?:Additional )?(?:[Rr]eporting|Writing|Editing|Compiled|Edited|Translated) by [A-Z]\S+ (?:[a-z]{2}-)?[A-Z]"
    r"|(?:(?:Watch|See|Read|Listen|View|Learn|Share|Click)\b|\w+\.com:)[^«]{0,300}»$"
)
_DATED = re.compile(
    r"(?i:(?:first |last )?(?:published|updated|posted|modified)\b|.*(?:\d{1,4}[-/.]\d{1,2}[-/.]\d{2,4}"
    r"|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)))"
)
_DATE_WORDS = _words("""
    january february march april may june july august september october november december jan feb mar apr jun
    jul aug sep sept oct nov dec monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu
    thur thurs fri sat sun published updated posted modified first last on at am pm a p m st nd rd th gmt utc
    bst est edt et cst cdt ct pst pdt pt ist cet cest eest t z hour hours minute minutes day days ago date""")
_NAME_LINKS = _words("and & in for of the with at de da di la le bin bint ibn van von der den el al |")


@cache
def _tokenizer() -> PunktSentenceTokenizer:
    # The import takes 50 ms: it has to stay in here.
    from nupunkt import load_default_model

    return load_default_model()


def split(text: str) -> list[Unit]:
    """Units of `text` in reading order: disjoint spans that lose white space only.

    No span begins or ends with white space or crosses a line. Markdown's `#` and list
    marks stay inside their unit; a line of marks alone (`* * *`) is metadata. A byte order
    mark at the start counts as white space.

    >>> text = " date 2024-02-14 It ended. Mr. Burns left."
    >>> [(unit.kind.value, unit.span.of(text)) for unit in split(text)]
    [('metadata', 'date 2024-02-14'), ('sentence', 'It ended.'), ('sentence', 'Mr. Burns left.')]
    """
    return list(units_of(text))


def units_of(text: str) -> Iterator[Unit]:
    """The same, one after another: for who needs the first ones alone."""
    start = 1 if text.startswith("\ufeff") else 0
    dated = leading_date(text)
    if dated:
        yield Unit(dated[1], Kind.METADATA)
        start = dated[1].end
    lines = list(_lines(text, start))
    for i, (first, last) in enumerate(lines):
        wrapped = i + 1 < len(lines) and _is_wrapped(text, (first, last), lines[i + 1])
        for span, kind in _line_units(text[first:last], wrapped, i + 1 == len(lines)):
            yield Unit(Span(first + span.start, first + span.end), kind)


def leading_date(text: str) -> tuple[dt.date, Span] | None:
    """The day that ` date YYYY-MM-DD` at the very start of `text` states, and its span.

    The span holds no surrounding blanks. None without the prefix or when there is no such day.

    >>> leading_date(" date 2024-02-14 A delegation was expected")
    (datetime.date(2024, 2, 14), Span(start=1, end=16))
    """
    found = _LEADING_DATE.match(text)
    if not found:
        return None
    try:
        return dt.date.fromisoformat(found[2]), Span(*found.span(1))
    except ValueError:
        return None


def line_starts(text: str, end_mark: str = "\n") -> list[int]:
    """Offsets at which the lines of `text` begin, or what else ends with the mark.

    >>> line_starts("a\\nb\\n")
    [0, 2, 4]
    """
    return [0, *(found.end() for found in re.finditer(end_mark, text))]


def line_of(starts: list[int], offset: int) -> int:
    """Number, from 1, of the line that holds `offset`, given `line_starts`.

    >>> line_of([0, 2, 4], 2)
    2
    """
    return bisect_right(starts, offset)


def _lines(text: str, start: int) -> Iterator[tuple[int, int]]:
    """(start, end) of each line with something on it, without the white space around it."""
    for found in _LINE.finditer(text, start):
        line = found[0]
        if bare := line.strip():
            first = found.start() + len(line) - len(line.lstrip())
            yield first, first + len(bare)


def _is_wrapped(text: str, line: tuple[int, int], following: tuple[int, int]) -> bool:
    """Whether `line` reads on in the next: no blank line between, and lower case or two lines of a column's width."""
    if text.count("\n", line[1], following[0]) > 1:
        return False
    return text[following[0]].islower() or (line[1] - line[0] >= 50 and following[1] - following[0] <= 100)


def _line_units(line: str, wrapped: bool, is_last: bool) -> list[tuple[Span, Kind]]:
    """Spans in `line` with their kinds; a wrapped line is no heading."""
    whole = Span(0, len(line))
    if not _WORD.search(line):
        return [(whole, Kind.METADATA)]
    if line[0] == "#" and line.lstrip("#")[:1].isspace():
        return [(whole, Kind.HEADING)]
    if len(line) <= 600 and _is_caption(line, is_last):
        return [(whole, Kind.CAPTION)]
    if len(line) <= 150 and (_is_byline(line) or _is_date_line(line)):
        return [(whole, Kind.METADATA)]
    units = [(span, Kind.METADATA if _is_notice(span.of(line)) else Kind.SENTENCE) for span in _sentences(line)]
    if units == [(whole, Kind.SENTENCE)] and not wrapped and _is_heading(line):
        return [(whole, Kind.HEADING)]
    return units


def _is_heading(line: str) -> bool:
    """Short, no closing mark, no list mark, not a wrapped line (lower case) and no bare fact (`Weight: 2 kg`)."""
    if len(line) > 120 or line.count(" ") > 15 or line[:2].islower():
        return False
    if _CLOSING_MARK.search(line) or _LIST_MARK.match(line) or _FACT.match(line):
        return False
    if re.search(r"\b(?:said|told)\b", line) or line.count('"') % 2:
        return False  # a sentence cut short
    return not (line.endswith(":") and (line.count(" ") > 7 or _REPORTS.search(line)))


def _is_caption(line: str, is_last: bool) -> bool:
    if _CAPTION_START.match(line) or _CAPTION_END.search(line):
        return True
    credit = _CREDIT.search(line, max(0, len(line) - 100))
    if credit is None:
        return False
    if _PHOTO_CREDIT.match(credit[1]):
        return True
    # "(Reuters)" closes captions, and as a source it closes articles.
    return bool(_WIRE.match(credit[1])) and not is_last and len(line) <= 350 and not _REPORTS.search(line)


def _is_byline(line: str) -> bool:
    """`By Jane Doe, Reuters`: after the "by" names and what links names, and no closing mark."""
    names = re.split(r"[ ,]+", line[3:])
    if not line.startswith(("By ", "BY ")) or len(names) > 14 or names[0] == "the" or _CLOSING_MARK.search(line):
        return False
    return all(name in _NAME_LINKS or not name.islower() or "-" in name for name in names)


def _is_date_line(line: str) -> bool:
    """A date with at most what goes with a date: `Published Oct. 7, 2023, at 9:45 a.m. EDT`."""
    if not (_DATED.match(line) and re.search("[0-9]", line)):
        return False
    return all(word in _DATE_WORDS for word in re.findall(r"[^\W\d_]+", line.lower()))


def _is_notice(unit: str) -> bool:
    """Links, credits and rights, or the wire's name alone in brackets."""
    credit = _CREDIT.match(unit)
    return len(unit) <= 400 and bool(
        _NOTICE.match(unit) or " contributed to this " in unit or (credit and _WIRE.match(credit[1]))
    )


def _sentences(line: str) -> list[Span]:
    """Sentence spans of one line without white space at its ends, read in windows.

    nupunkt is quadratic on some long lines, so none of it is seen at once: the last, perhaps
    cut, sentence of a window opens the next one.
    """
    spans: list[Span] = []
    start = 0
    while start < len(line):
        end = _window_end(line, start)
        found = _window_sentences(line[start:end].rstrip())
        if end < len(line) and len(found) > 1:
            found.pop()
        spans += [Span(start + span.start, start + span.end) for span in found]
        following = _NONBLANK.search(line, spans[-1].end)
        start = following.start() if following else len(line)
    return spans


def _window_end(line: str, start: int) -> int:
    """Where to cut `line` so that no run without white space is cut."""
    end = start + _WINDOW
    if end >= len(line):
        return len(line)
    blank = _TO_LAST_BLANK.match(line, start, end) or _BLANK.search(line, end)
    return blank.end() if blank else len(line)


def _window_sentences(text: str) -> list[Span]:
    if not _CANDIDATE.search(text):
        return [Span(0, len(text))]
    # nupunkt takes quadratic time over long runs without a blank; only their ends matter to it.
    text = _LONG_RUN.sub(lambda run: "x" * (len(run[0]) - 3) + run[0][-3:], text)
    votes = {start for start, _ in _tokenizer().span_tokenize(text)}
    spans: list[Span] = []
    start = seen = 0
    has_word = False
    for candidate in _CANDIDATE.finditer(text):
        has_word = has_word or bool(_WORD.search(text, seen, candidate.start()))
        seen = candidate.end()
        if has_word and _ends_sentence(text, start, candidate, seen in votes):
            spans.append(Span(start, candidate.end("note")))
            start, has_word = seen, False
    if spans and not has_word and not _WORD.search(text, seen):
        start = spans.pop().start
    spans.append(Span(start, len(text)))
    return spans


def _ends_sentence(text: str, start: int, candidate: re.Match[str], vote: bool) -> bool:
    """Whether the sentence that began at `start` ends at the candidate; `vote` is nupunkt's."""
    stop, close = candidate["stop"], candidate["close"]
    head = text[candidate.end() : candidate.end() + 160]
    before = text[max(start, candidate.start() - 300) : candidate.start()]
    lower = head[:2].islower()
    quoted = any(mark in close for mark in "\"'”’")
    if (quoted and _DASH.match(head)) or _BRACKETED_ON.match(head) or _in_brackets(before, close, head):
        return False
    if left_out := _LEFT_OUT.match(head):
        return vote and left_out[1].isupper()
    if candidate["note"] or " " in close:
        return not lower
    if stop[0] == "…" or stop[:2] == "..":
        return not lower and _ellipsis_ends(before, head, vote)
    if lower:
        return vote and not close and not _goes_on_in_lower(before, stop)
    if stop[-1] == ".":
        return _full_stop_ends(text, start, candidate, head, vote)
    return vote and not (quoted and _ATTRIBUTION.match(head) and not _attributed_before(before))


def _in_brackets(before: str, close: str, head: str) -> bool:
    """Whether the stop is inside brackets that opened within the sentence and end soon, or a note's (`(res.)`)."""
    inside = _OPEN_BRACKET.search(before)
    if inside is None:
        return False
    if ")" in close:
        return inside[0].count(" ") < 2
    return ")" in head and "(" not in head.partition(")")[0]


def _opens(head: str) -> bool:
    word = _HEAD.match(head)
    return bool(word and word[1] in _OPENING)


def _attributed_before(before: str) -> bool:
    """Whether the quotation that ends `before` was introduced (`He asked: "Is it over?`)."""
    lead = before[: max(before.rfind('"'), before.rfind("“"), 0)].rstrip()
    return lead.endswith((":", ",")) and bool(_REPORTS.search(lead))


def _ellipsis_ends(before: str, head: str, vote: bool) -> bool:
    bare = before.rstrip()
    if bare != before:  # words were left out: "It ended. ... It began" between sentences, else within one
        return bare.endswith(tuple('.?!"”’)')) or (vote and _opens(head))
    words = len(before.split())
    return vote and (words > 2 or (words > 1 and _opens(head)))  # "Maybe... Tuesday?" hesitates


def _goes_on_in_lower(before: str, stop: str) -> bool:
    token = _TOKEN.search(before[-40:])
    if token is None:
        return False
    word = token[0]
    if stop == "!":
        return word[0].isupper()  # "Yahoo! shares"
    return bool(word in _ABBREVIATIONS or _ACRONYM.fullmatch(word) or _INITIAL.fullmatch(word))


def _full_stop_ends(text: str, start: int, candidate: re.Match[str], head: str, vote: bool) -> bool:
    """The rules for one full stop before anything but a lower-case word."""
    token = _TOKEN.search(text, max(start, candidate.start() - 40), candidate.start())
    if token is None:
        return vote
    word = token[0].rpartition("-")[2]
    opens = _opens(head)
    if word in _TITLES or word in _BEFORE_NAME:
        return False
    if word in _BEFORE_NUMBER and head[0].isdigit():
        return False
    if word in _PLACES:
        return opens
    if word in ("a.m", "p.m"):
        early = candidate.start() - start < 40 and _CLOCK_OPENING.match(text, start)
        return opens or not (_AFTER_CLOCK.match(head) or early)
    if _ACRONYM.fullmatch(token[0]):
        placed = text[max(start, token.start() - 2) : token.start()]
        return opens or (vote and placed[:1] in (",", *"0123456789"))
    if _INITIAL.fullmatch(word) or word in _ABBREVIATIONS:
        return opens or vote
    if word.lower() in _SHORT_WORDS or (len(word) > 2 and word.isalpha() and _VOWEL.search(word)):
        return vote or head.lstrip(_OPENERS + " ")[:1].isupper()
    return vote
