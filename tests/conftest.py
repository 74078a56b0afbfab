"""What all tests share: the seed articles as a published snapshot."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.live import Live
from index.build import build
from index.snapshot import Snapshot, load

ROOT = Path(__file__).parent.parent
SEEDS = ROOT / "seeds"


@pytest.fixture(scope="session")
def seeds_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of the five seed articles."""
    index = tmp_path_factory.mktemp("seeds") / "index"
    build([SEEDS], index)
    return index


@pytest.fixture(scope="session")
def seeds(seeds_index: Path) -> Snapshot:
    """The snapshot of the five seed articles."""
    return load(seeds_index)


@pytest.fixture(scope="session")
def live(seeds_index: Path) -> Live:
    """A live index of the five seed articles."""
    return Live(seeds_index)
