"""Why these lines: what each feature contributed to a line's score, for a person."""

from __future__ import annotations

import numpy as np

from bot.engine import consider
from bot.features import NAMES
from bot.selection import weights
from index.chronology.periods import Period
from index.snapshot import Snapshot

_LINES = 3
# Contributions smaller than this change no order.
_SMALL = 0.05


def explanation(question: str, snapshot: Snapshot, *, as_of: Period | None = None) -> str:
    """How the question was read, and for the best lines each feature's share of the score, largest first."""
    considered = consider(question, snapshot, as_of=as_of)
    query, selection = considered.query, considered.selection
    lines = [f"read as:     {query.read_as or query.question}", f"answer type: {query.answer_type.value}"]
    if query.focus:
        lines.append(f"asks for:    {query.focus}")
    if considered.asked.period:
        lines.append(f"period:      {considered.asked.period.first} to {considered.asked.period.last}")
    for concept in query.concepts:
        others = ", ".join(" ".join(phrase) for phrase, _ in concept.alternatives[1:9])
        lines.append(f"word:        {concept.term}{' (name)' if concept.name else ''}{': ' + others if others else ''}")
    if considered.sure is None:
        return "\n".join([*lines, "no sentence holds any of these words"])
    for name, value in (("on_topic", considered.sure.on_topic), ("stated", considered.sure.stated)):
        lines.append(f"{name + ':':12} {value:.2f} (answered from {weights()[name]['threshold']:.2f})")
    learned = np.array([weights()["selection"][name] for name in NAMES])
    for sentence_id, row, score in zip(selection.ids[:_LINES], selection.rows, selection.scores, strict=False):
        sentence = snapshot.sentence(int(sentence_id))
        article = snapshot.article(sentence.article_id)
        lines += [
            "",
            f"{score:8.2f}  {article.file}, {article.place.value} {sentence.line}: {snapshot.text_of(sentence)}",
        ]
        if reason := snapshot.dates[sentence.article_id].reason:
            lines.append(f"          date: {reason}")
        shares = sorted(zip(NAMES, learned * row, strict=True), key=lambda pair: -abs(pair[1]))
        lines += [f"{share:+8.2f}    {name}" for name, share in shares if abs(share) >= _SMALL]
    return "\n".join(lines)
