"""What the tests of the index share: the five seed articles, an index of them, a folder and a way to fill it."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from index.build import build

REPOSITORY = Path(__file__).parents[2]
_NOBODY = 65534

Write = Callable[[str, str | bytes], Path]


@pytest.fixture(scope="session")
def seeds() -> Path:
    """The folder of the five seed articles."""
    return REPOSITORY / "seeds"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty folder for articles."""
    path = tmp_path / "articles"
    path.mkdir()
    return path


@pytest.fixture
def write(folder: Path) -> Write:
    """Writes a file under `folder`, text as UTF-8, and returns its path."""

    def write_file(name: str, content: str | bytes) -> Path:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write_file


@pytest.fixture(scope="session")
def seeds_index(tmp_path_factory: pytest.TempPathFactory, seeds: Path) -> Path:
    """An index of the seeds that no test may change."""
    index = tmp_path_factory.mktemp("seeds") / "index"
    build([seeds], index)
    return index


@pytest.fixture
def index(tmp_path: Path, seeds_index: Path) -> Path:
    """An index of the seeds of the test's own, to damage."""
    return Path(shutil.copytree(seeds_index, tmp_path / "index"))


@pytest.fixture
def as_plain_user() -> Iterator[Path]:
    """A folder of a user who is not root, whom the test runs as: root may read and write everything."""
    home = Path(tempfile.mkdtemp())
    is_root = os.geteuid() == 0
    if is_root:
        os.chown(home, _NOBODY, _NOBODY)
        try:
            os.seteuid(_NOBODY)
        except PermissionError:
            pytest.skip("root can't become another user here")
    try:
        yield home
    finally:
        if is_root:
            os.seteuid(0)
        for path in [home, *home.rglob("*")]:
            if path.is_dir() and not path.is_symlink():
                path.chmod(0o700)
        shutil.rmtree(home)
