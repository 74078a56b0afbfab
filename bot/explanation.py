"""Why these lines: what each feature contributed to a line's score, for a person."""

from __future__ import annotations

from bot.engine import consider
from bot.features import NAMES
from bot.reading.order import NAMES as ORDER
from bot.reading.order import Reading
from bot.reading.order import learned as reading_weights
from bot.selection import Selection, weights
from index.chronology.periods import Period
from index.snapshot import Snapshot

_LINES = 3
# Contributions smaller than this change no order.
_SMALL = 0.05


def explanation(
    question: str, snapshot: Snapshot, *, as_of: Period | None = None, reading: Reading | None = None
) -> str:
    """How the question was read, and for the best lines each feature's share of the score, largest first.

    The reading model's shares are named "model: …"; it marks its words in brackets.
    """
    considered = consider(question, snapshot, as_of=as_of, reading=reading)
    snapshot, query, selection = considered.snapshot, considered.query, considered.selection
    lines = [f"read as:     {query.text}", f"answer type: {query.answer_type.value}"]
    if query.focus:
        lines.append(f"asks for:    {query.focus}")
    if considered.asked.period:
        lines.append(f"period:      {considered.asked.period.first} to {considered.asked.period.last}")
    for concept in query.concepts:
        others = ", ".join(" ".join(phrase) for phrase, _ in concept.alternatives[1:9])
        lines.append(f"word:        {concept.term}{' (name)' if concept.name else ''}{': ' + others if others else ''}")
    if considered.sure is None:
        return "\n".join([*lines, "no sentence holds any of these words"])
    sure = considered.sure
    lines.append(f"on_topic:    {sure.on_topic:.2f} (answered from {sure.least_on_topic:.2f})")
    lines.append(f"stated:      {sure.stated:.2f} (answered from {sure.least_stated:.2f})")
    for at, sentence_id in enumerate(selection.ids[:_LINES].tolist()):
        sentence = snapshot.sentence(int(sentence_id))
        article = snapshot.article(sentence.article_id)
        place = f"{article.file}, {article.place.value} {sentence.line}"
        lines += ["", f"{selection.scores[at]:8.2f}  {place}: {snapshot.text_of(sentence)}"]
        if reason := snapshot.dates[sentence.article_id].reason:
            lines.append(f"          date: {reason}")
        shares = sorted(_shares(at, selection, snapshot), key=lambda pair: -abs(pair[1]))
        lines += [f"{share:+8.2f}    {name}" for name, share in shares if abs(share) >= _SMALL]
    return "\n".join(lines)


def _shares(at: int, selection: Selection, snapshot: Snapshot) -> list[tuple[str, float]]:
    """What each feature adds to the score of the sentence at that place."""
    learned = weights()["selection"]
    linear = {name: learned[name] * value for name, value in zip(NAMES, selection.rows[at].tolist(), strict=True)}
    if selection.joint is None:
        return list(linear.items())
    share = reading_weights()["order"]
    joint = dict(zip(ORDER, selection.joint[at].tolist(), strict=True))
    read = selection.reads.get(sentence_id := int(selection.ids[at]))
    words = f" [{read.span.of(snapshot.article(snapshot.sentence(sentence_id).article_id).text)}]" if read else ""
    return [
        *((name, share["linear"] * value) for name, value in linear.items()),
        *(
            (f"model: {name}{words * (name == 'sure')}", share[name] * joint[name])
            for name in ORDER
            if name != "linear"
        ),
    ]
