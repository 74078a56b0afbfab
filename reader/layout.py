"""A quantised network as the bot ships it: python -m reader.layout quantised.onnx [--out bot/reading]

The graph is optimised here once instead of at every start, and the weights stand in a file of their own, which is
mapped into memory and read where it is needed. Both are plain ONNX, and the numbers that come out are the same bit
for bit. Writes reader.onnx, reader.weights and, with the tokenizer's, their SHA-256 and sizes to checksums.txt.
"""

from __future__ import annotations

import argparse
import hashlib
from pathlib import Path

import onnxruntime

from bot.reading.model import FOLDER

GRAPH, WEIGHTS, TOKENIZER, CHECKSUMS = "reader.onnx", "reader.weights", "tokenizer.json", "checksums.txt"
# Bytes from which a table of numbers goes to the file of weights.
_LARGE = "1024"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("network", type=Path)
    parser.add_argument("--out", type=Path, default=FOLDER)
    options = parser.parse_args()
    lay_out(options.network, options.out)


def lay_out(network: Path, folder: Path) -> None:
    """The network's files in the folder, where the tokenizer lies already."""
    options = onnxruntime.SessionOptions()
    # The next level is bound to the processor it ran on.
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_EXTENDED
    options.optimized_model_filepath = str(folder / GRAPH)
    options.add_session_config_entry("session.optimized_model_external_initializers_file_name", WEIGHTS)
    options.add_session_config_entry("session.optimized_model_external_initializers_min_size_in_bytes", _LARGE)
    onnxruntime.InferenceSession(str(network), options, providers=["CPUExecutionProvider"])
    (folder / CHECKSUMS).write_text("".join(_line(folder / name) for name in (GRAPH, WEIGHTS, TOKENIZER)), "utf-8")


def _line(path: Path) -> str:
    return f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.stat().st_size}  {path.name}\n"


if __name__ == "__main__":
    main()
