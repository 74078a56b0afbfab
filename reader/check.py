"""Two minutes of training must beat none: python -m reader.check DATA

Trains on the answerable questions over our own stories and measures, before and after, on stories that the training
did not see.
Exit 1 when any figure that it should raise did not rise.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from pathlib import Path

import torch

from bench.learn import tell
from reader.groups import groups_of, load, write
from reader.measure import by_network, measure
from reader.network import pretrained, shipped_encoder
from reader.train import Pace, train

_SET = "own_stories"
# Questions trained on and measured: about two minutes of one core.
_TRAINED, _MEASURED = 1080, 80
_RISES = ("first", "three", "exact", "f1")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    options = parser.parse_args()
    started = time.perf_counter()
    torch.manual_seed(0)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "groups.jsonl"
        write(groups_of(options.data, _SET), path)
        groups = load(path)
    answered = [g for g in groups if g.answerable]
    training, kept = [g for g in answered if not g.held_out], [g for g in answered if g.held_out]
    chosen = random.Random(0).sample(training, min(_TRAINED, len(training)))
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    reader = pretrained(shipped_encoder()).to(device)
    before = measure(by_network(reader, device), kept, _MEASURED)
    for step in train(reader, [[g] for g in chosen], Pace(2e-4), device):
        tell(f"step {step['step']} of {step['of']}")
    after = measure(by_network(reader, device), kept, _MEASURED)
    for name in _RISES:
        tell(f"{name:6} untrained {before[name]}, trained {after[name]}")
    tell(f"{time.perf_counter() - started:.0f} s")
    sys.exit(any((after[name] or 0.0) <= (before[name] or 0.0) for name in _RISES))


if __name__ == "__main__":
    main()
