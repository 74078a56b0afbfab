"""Which of several acts count, and how each was done."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.speech.phrases import phrase_after, plausible
from bot.speech.readings import Act, Said
from bot.speech.tokens import Range, Tokens
from bot.speech.words import APART, BOUND, CLAUSE_OPENERS, FRONTING, MASK, OPENERS, PREP, PRONOUNS, STOP, TIME
from index.model import Span


def weighed(t: Tokens, masked: str, acts: list[Act]) -> list[Said]:
    """Acts that stand side by side.

    One within another's words is dropped, one after all that it covers becomes the report of what stands before it.
    """
    kept: list[Said] = []
    last: Act | None = None
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


def _is_subordinate(t: Tokens, act: Act) -> bool:
    """Whether the act stands in an opening clause (`after X said …,`)."""
    return t.at(act.subject[0] - 1) in CLAUSE_OPENERS and not act.outer


def _is_own(t: Tokens, act: Act, last: Act) -> bool:
    """Whether an act stands beside the last one: a contrast sets it apart, or it stands directly on a quotation."""
    if act.outer and _passes_on(t, act):
        return False
    before = t.at(act.start - 1)
    if before == "and":
        return t.low[act.subject[0]] not in PRONOUNS
    quoting = before == MASK or (before == "," and t.at(act.start - 2) == MASK)
    return (quoting and act.outer) or t.any_in(APART, last.verb + 1, act.start - 1)


def _passes_on(t: Tokens, act: Act) -> bool:
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


def _said(t: Tokens, masked: str, act: Act) -> Said:
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


def _cited(t: Tokens, v: int) -> Range | None:
    """Whom the subject of a verb cites (`Interfax reported, citing the ministry`)."""
    citing = next((k for k in range(v, len(t)) if t.low[k] == "citing"), None)
    phrase = phrase_after(t, citing + 1, wide=True) if citing is not None else None
    return phrase if phrase is not None and plausible(t, phrase, strict=True) else None


def _is_part(t: Tokens, first: int) -> bool:
    """Whether the paper's own words stand before the subject: not a quotation, nor an introductory phrase."""
    start = t.first
    while start < first and (t.low[start] in OPENERS or t.low[start] == "," or t.is_adverb(start)):
        start += 1
    before = range(start, first)
    quoted = t.at(first - 1) == MASK or (t.at(first - 1) == "," and t.at(first - 2) == MASK)
    if quoted or not any(t.low[k][0].isalnum() for k in before):
        return False
    if t.low[first - 1] in CLAUSE_OPENERS - {"as"}:
        return True
    if not any(t.low[k] in STOP - PREP for k in before):
        return False  # no clause stands there: "Key ally the United States said"
    low = t.low[start]
    if not (low in FRONTING or low in PREP or low in BOUND or low in TIME or low.endswith(("ing", "ed"))):
        return True
    comma = next((k for k in reversed(before) if t.low[k] == ","), first - 1)
    return comma != first - 1 and first - comma > 3
