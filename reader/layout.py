"""Quantised networks as the bot ships them: python -m reader.layout reader.onnx embedder.onnx [--out bot/reading]

The graphs are optimised here once instead of at every start, and the weights stand in files of their own, which are
mapped into memory and read where they are needed. All are plain ONNX, and the numbers that come out are the same bit
for bit. The word pieces' embeddings, half of all weights, are the reader's in both. Writes two graphs, two files of
weights and, with the tokenizer's, their SHA-256 and sizes to checksums.txt.
"""

from __future__ import annotations

import argparse
import hashlib
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from onnx.external_data_helper import ExternalDataInfo, load_external_data_for_model, set_external_data
from onnx.numpy_helper import to_array

from bot.reading.model import CHECKSUMS, EMBEDDER, FOLDER, READER

TOKENIZER = "tokenizer.json"
# Bytes from which a table of numbers goes to the file of weights, and what its place there is a multiple of.
_LARGE, _ALIGNED = "1024", 64
_SHARED = "encoder.embeddings.word_embeddings.weight_quantized"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("reader", type=Path)
    parser.add_argument("embedder", type=Path)
    parser.add_argument("--out", type=Path, default=FOLDER)
    options = parser.parse_args()
    lay_out(options.reader, options.embedder, options.out)


def lay_out(reader: Path, embedder: Path, folder: Path) -> None:
    """The networks' files in the folder, where the tokenizer lies already."""
    _optimise(reader, folder / READER)
    _optimise(embedder, folder / EMBEDDER)
    _share(folder)
    names = (READER, _weights(READER), EMBEDDER, _weights(EMBEDDER), TOKENIZER)
    (folder / CHECKSUMS).write_text("".join(_line(folder / name) for name in names), "utf-8")


def _optimise(network: Path, graph: Path) -> None:
    options = onnxruntime.SessionOptions()
    # The next level is bound to the processor it ran on.
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_EXTENDED
    options.optimized_model_filepath = str(graph)
    options.add_session_config_entry("session.optimized_model_external_initializers_file_name", _weights(graph.name))
    options.add_session_config_entry("session.optimized_model_external_initializers_min_size_in_bytes", _LARGE)
    onnxruntime.InferenceSession(str(network), options, providers=["CPUExecutionProvider"])


def _weights(graph: str) -> str:
    return Path(graph).with_suffix(".weights").name


def _share(folder: Path) -> None:
    """The embedder's files again, with the reader's embeddings of word pieces in place of its own."""
    kept, model = (onnx.load(str(folder / graph), load_external_data=False) for graph in (READER, EMBEDDER))
    theirs = _tables(kept)[_SHARED]
    place = ExternalDataInfo(theirs)
    for one in (kept, model):
        load_external_data_for_model(one, str(folder))
    apart = np.abs(to_array(theirs).astype(np.int16) - to_array(_tables(model)[_SHARED]))
    if apart.max() > 1:
        raise SystemExit("the reader's embeddings are not the embedder's: it was trained with them changed")
    weights, data = _weights(EMBEDDER), bytearray()
    for name, table in _tables(model).items():
        if name == _SHARED:
            set_external_data(table, place.location, place.offset, place.length)
        elif len(table.raw_data) >= int(_LARGE):
            data += bytes(-len(data) % _ALIGNED)
            set_external_data(table, weights, len(data), len(table.raw_data))
            data += table.raw_data
        else:
            continue
        table.ClearField("raw_data")
    (folder / weights).write_bytes(data)
    (folder / EMBEDDER).write_bytes(model.SerializeToString())


def _tables(model: onnx.ModelProto) -> dict[str, onnx.TensorProto]:
    return {table.name: table for table in model.graph.initializer}


def _line(path: Path) -> str:
    return f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.stat().st_size}  {path.name}\n"


if __name__ == "__main__":
    main()
