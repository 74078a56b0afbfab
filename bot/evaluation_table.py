"""The figures of a question set as a table for a person."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.evaluation import Outcome, figures


def table(outcomes: Sequence[Outcome]) -> str:
    """The figures as a table for a person: all questions, then each style or type of question."""
    groups: dict[str, list[Outcome]] = {"all": list(outcomes)}
    for outcome in outcomes:
        question = outcome.question
        groups.setdefault((question.style if question.answerable else question.type) or "other", []).append(outcome)
    head = (
        "questions",
        "",
        "n",
        "first",
        "top 3",
        "MRR@10",
        "exact",
        "F1",
        "refused",
        "AUROC",
        "ECE",
        "p50 ms",
        "p95 ms",
    )
    rows: list[tuple[str, ...]] = [head]
    for name, members in groups.items():
        if name != "all" and len(groups) == 2:
            continue
        f = figures(members)
        refused = f.abstention_recall if f.answerable == 0 else f.answerable_refused
        kind = "unanswerable" if f.answerable == 0 else ""
        shown = (f.hit_1, f.hit_3, f.mrr_10, f.short_exact, f.short_f1, refused, f.auroc, f.calibration_error)
        numbers = ("" if value is None else f"{value:.3f}" for value in shown)
        rows.append((name, kind, str(f.questions), *numbers, f"{f.p50_ms:.1f}", f"{f.p95_ms:.1f}"))
    whole = figures(outcomes)
    widths = [max(len(row[i]) for row in rows) for i in range(len(head))]
    lines = ["  ".join(_cells(row, widths)) for row in rows]
    if whole.abstention_precision is not None:
        lines.append(f"refusals that were right: {whole.abstention_precision:.3f}")
    return "\n".join(line.rstrip() for line in lines)


def _cells(row: Sequence[str], widths: Sequence[int]) -> Iterator[str]:
    for column, (cell, width) in enumerate(zip(row, widths, strict=True)):
        yield cell.ljust(width) if column < 2 else cell.rjust(width)
