"""All checks in order, each in words and as JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from pydantic import BaseModel

from bot.doctor import shared, stored
from bot.doctor.account import account
from bot.doctor.findings import Finding, Level, problem
from bot.doctor.installation import extras, installation, reading_model
from bot.doctor.written import settings as settings_findings
from bot.places import places, reader_settings
from bot.settings import settings
from bot.state import Shared
from index.errors import TalksError

_SECRET = "put one into .env for all of them: TELEGRAM_WEBHOOK_SECRET=…"
_MEND = "correct the settings named above, then run talks doctor again"


class FindingJson(BaseModel):
    """A finding as `talks doctor --json` prints it."""

    subject: str
    level: Level
    text: str
    remedy: str


class ReportJson(BaseModel):
    """What `talks doctor --json` prints; `healthy` is false where anything needs to be mended."""

    healthy: bool
    findings: list[FindingJson]


def examine(env_file: Path) -> Iterator[Finding]:
    """Every finding, one after the other. A check that can't be made is a problem too."""
    yield from installation()
    yield from settings_findings(env_file)
    for subject, check in (("articles", _articles), ("index", _index), ("telegram", _telegram), ("extras", _extras)):
        yield from _made(subject, check)


def _articles() -> Iterator[Finding]:
    yield from stored.articles(places().articles)


def _index() -> Iterator[Finding]:
    yield from stored.index(places().index)


def _telegram() -> Iterator[Finding]:
    given = settings()
    token = given.telegram_bot_token.get_secret_value().strip() if given.telegram_bot_token else ""
    state = given.state()
    yield from stored.state(state) if isinstance(state, Path) else shared.state(state)
    if isinstance(state, Shared) and given.telegram_webhook_url and given.telegram_webhook_secret is None:
        yield problem("telegram", "processes that share a state need the same webhook secret", _SECRET)
    yield from account(token, given.telegram_api_url)


def _extras() -> Iterator[Finding]:
    reads = reader_settings().is_on
    yield from extras(reads=reads)
    if reads:
        yield from reading_model()


def _made(subject: str, check: Callable[[], Iterator[Finding]]) -> Iterator[Finding]:
    try:
        yield from check()
    except TalksError:
        yield problem(subject, "can't be checked with settings that are wrong", _MEND)
    except OSError as error:
        yield problem(subject, f"{error.filename or subject} can't be read ({error.strerror})", "give yourself access")


def text(findings: Sequence[Finding]) -> str:
    """A line a finding, its remedy below it, and how many there are to mend."""
    width = max(len(level.value) for level in Level)
    lines = []
    for one in findings:
        lines.append(f"{one.level.value.ljust(width)}  {one.subject}: {one.text}")
        if one.remedy:
            lines.append(f"{' ' * width}  do: {one.remedy}")
    problems = sum(one.level is Level.PROBLEM for one in findings)
    return "\n".join([*lines, "", f"{problems} to mend" if problems else "nothing to mend"])


def report(findings: Sequence[Finding]) -> ReportJson:
    """The findings for a program."""
    items = [FindingJson(subject=f.subject, level=f.level, text=f.text, remedy=f.remedy) for f in findings]
    return ReportJson(healthy=all(one.level is not Level.PROBLEM for one in findings), findings=items)
