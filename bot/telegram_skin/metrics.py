"""What the running bot counts, and the counts in Prometheus' text form."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field

# Upper bounds of the histogram of the bot's own time, in seconds.
_BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)
_RECENT = 2000
_HELP = {
    "updates": "Updates taken in",
    "replays": "Updates that came before or too late",
    "answered": "Questions answered",
    "abstained": "Questions without an answer",
    "read": "Of both, with the reading model's help",
    "inline": "Inline queries",
    "presses": "Buttons pressed",
    "throttled": "Messages over the limit of their sender",
    "failed": "Updates that ended in an error",
    "swaps": "Newer snapshots taken up",
}


@dataclass(slots=True)
class Metrics:
    """Counts since the start. The own time of an answer ends when its first message is handed to Telegram."""

    counts: Counter[str] = field(default_factory=Counter)
    _buckets: list[int] = field(default_factory=lambda: [0] * len(_BUCKETS))
    _timed: int = 0
    _seconds: float = 0.0
    _recent: deque[float] = field(default_factory=lambda: deque(maxlen=_RECENT))

    def count(self, what: str) -> None:
        self.counts[what] += 1

    def answered_in(self, seconds: float) -> None:
        self._recent.append(seconds)
        self._timed += 1
        self._seconds += seconds
        for i, bound in enumerate(_BUCKETS):
            self._buckets[i] += seconds <= bound

    def percentile(self, share: float) -> float:
        """Seconds that this share of the latest answers stayed within; 0 before the first."""
        times = sorted(self._recent)
        return times[int(share * (len(times) - 1))] if times else 0.0

    def exposition(self, gauges: dict[str, float]) -> str:
        """Everything in Prometheus' text form (version 0.0.4)."""
        return "\n".join([*self._lines(gauges), ""])

    def _lines(self, gauges: dict[str, float]) -> Iterator[str]:
        for name, description in _HELP.items():
            yield f"# HELP talks_{name}_total {description}."
            yield f"# TYPE talks_{name}_total counter"
            yield f"talks_{name}_total {self.counts[name]}"
        yield "# HELP talks_own_seconds Time from taking in a question to handing over its answer."
        yield "# TYPE talks_own_seconds histogram"
        for bound, count in zip(_BUCKETS, self._buckets, strict=True):
            yield f'talks_own_seconds_bucket{{le="{bound}"}} {count}'
        yield f'talks_own_seconds_bucket{{le="+Inf"}} {self._timed}'
        yield f"talks_own_seconds_sum {self._seconds:.6f}"
        yield f"talks_own_seconds_count {self._timed}"
        for name, value in gauges.items():
            yield f"# TYPE talks_{name} gauge"
            yield f"talks_{name} {value:g}"
