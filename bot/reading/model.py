"""The networks as functions; the only module that knows onnxruntime."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from index.errors import TalksError

# Columns of the reader's output. The first two count at sentence marks, the others at word pieces.
RANK, STATED, START, END = range(4)
FOLDER = Path(__file__).parent
READER, EMBEDDER, CHECKSUMS = "reader.onnx", "embedder.onnx", "checksums.txt"
# Bytes up to which a file is read whole at every start.
_SMALL = 1_000_000


class ReaderError(TalksError):
    """The reading model's files are damaged."""


class Model:
    """Word pieces to logits, and to a vector. One row at a time, so that its numbers never depend on what is beside it.

    `name` tells these files from any others.
    """

    def __init__(self, folder: Path = FOLDER, *, thorough: bool = False) -> None:
        """Loads the files of the folder: small ones are checked whole, large ones by size unless thorough.

        Raises ReaderError when one is damaged or missing.
        """
        check(folder, thorough=thorough)
        self.name = hashlib.sha256((folder / CHECKSUMS).read_bytes()).hexdigest()
        self._reader, self._embedder = _session(folder / READER), _session(folder / EMBEDDER)

    def logits(self, ids: list[int], types: list[int]) -> NDArray[np.float32]:
        """places × 4 logits of one row."""
        row = {"ids": np.array([ids], dtype=np.int64), "types": np.array([types], dtype=np.int64)}
        return np.asarray(self._reader.run(None, row)[0][0])

    def vector(self, ids: list[int]) -> NDArray[np.float32]:
        """A text's embedding of length 1: texts of one meaning have like ones, whatever their words."""
        return np.asarray(self._embedder.run(None, {"ids": np.array([ids], dtype=np.int64)})[0][0])


def _session(network: Path) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    # More threads are slower on a machine that does other work.
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    # reader/layout.py did it beforehand.
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    return onnxruntime.InferenceSession(str(network), options, providers=["CPUExecutionProvider"])


def check(folder: Path, *, thorough: bool) -> None:
    """Raises ReaderError unless the folder's files are those that were shipped; large ones by size unless thorough."""
    for line in (folder / CHECKSUMS).read_text(encoding="utf-8").splitlines():
        wanted, size, name = line.split()
        path = folder / name
        try:
            whole = path.stat().st_size == int(size)
            if whole and (thorough or int(size) <= _SMALL):
                with path.open("rb") as file:
                    whole = hashlib.file_digest(file, "sha256").hexdigest() == wanted
        except OSError:
            whole = False
        if not whole:
            raise ReaderError(f"{path}: damaged or missing; install again, or set TALKS_READER=off")
