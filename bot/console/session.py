"""One person's conversation: what was asked and answered, what a follow-up leans on, as of when."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.answers import Abstained, Answer, Answered, Quote
from bot.conversation import Turn
from bot.engine import turn
from bot.live import Live
from bot.time_words import parse_as_of
from bot.timeline import Timeline, timeline
from index.chronology.periods import Period
from index.errors import TalksError

# Lines of a timeline at most.
_RUNGS = 12


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question as typed, and its answer."""

    question: str
    answer: Answer


@dataclass(slots=True)
class Session:
    """A conversation with the live index.

    It is answered as of `period`, typed as `as_of`, where there is one; `shown` are the quotes of the last reply, by
    their numbers there.
    """

    live: Live
    period: Period | None = None
    as_of: str = ""
    exchanges: list[Exchange] = field(default_factory=list)
    shown: tuple[Quote, ...] = ()
    _before: Turn | None = None

    def ask(self, question: str) -> Answer:
        """The answer, read after what was asked before."""
        answer = self.live.answer(question, before=self._before, as_of=self.period)
        self._before = turn(answer, self._before)
        self.shown = answer.quotes if isinstance(answer, Answered) else answer.related
        self.exchanges.append(Exchange(question, answer))
        return answer

    def timeline(self, question: str) -> Timeline | Abstained:
        """The lines on a question in order of time; the silence where it has no answer."""
        answer = self.live.answer(question, top=_RUNGS, as_of=self.period)
        if not isinstance(answer, Answered):
            self.shown = answer.related
            return answer
        found = timeline(answer, self.live.snapshot().dates)
        self.shown = tuple(rung.quote for rung in found.rungs)
        return found

    def start_anew(self) -> None:
        """Forgets what was asked, and the period."""
        self.exchanges.clear()
        self.shown = ()
        self._before = None
        self.set_period("")

    def set_period(self, text: str) -> None:
        """Answers as of that year, month or day from now on, of today's without one. Raises TalksError for others."""
        try:
            self.period, self.as_of = (parse_as_of(text) if text else None), text
        except ValueError as error:
            raise TalksError(f"/as-of: {error}; /as-of off ends it") from None

    def question(self) -> str:
        """The last question in full words. Raises TalksError when nothing was asked."""
        query = self.last().answer.query
        return query.read_as or query.question

    def last(self) -> Exchange:
        """The last question and answer. Raises TalksError when nothing was asked."""
        if not self.exchanges:
            raise TalksError("Nothing was asked yet; type a question first")
        return self.exchanges[-1]

    def quote(self, number: str) -> Quote:
        """The quote with that number in the last reply, the first without one. Raises TalksError for none."""
        if not self.shown:
            raise TalksError("There are no quotes to name; ask a question first")
        named = {str(count): quote for count, quote in enumerate(self.shown, start=1)}
        wanted = number or "1"
        if wanted not in named:
            raise TalksError(f"{wanted}: the last reply has quotes 1 to {len(self.shown)}; name one of them")
        return named[wanted]
