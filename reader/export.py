"""Weights to the files that bot/ runs: python -m reader.export reader.pt --groups FILE … [--out bot/reading]

The trained reader, and beside it the encoder that training began with, which puts texts of one meaning close together.
ONNX with int8 matrices and embeddings (dynamic quantisation, one scale a column; the head stays in full precision).
The files of groups are those that training leaves beside the weights: on some that it saw, the inputs of matrices are
made even; on those that were kept out, the figures of both precisions are printed.
Writes the tokenizer and what reader.layout writes.
"""

from __future__ import annotations

import argparse
import random
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.shape_inference import quant_pre_process

from bot.reading.model import FOLDER, Model
from reader.batches import Row, row
from reader.groups import load
from reader.layout import TOKENIZER, lay_out
from reader.measure import by_model, by_network, measure
from reader.network import Embedder, Reader, saved, shipped_encoder
from reader.smoothing import smooth

_CALIBRATED, _MEASURED = 40, 900  # questions of each file


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("weights", type=Path)
    parser.add_argument("--out", type=Path, default=FOLDER)
    parser.add_argument("--groups", type=Path, nargs="+", required=True)
    options = parser.parse_args()
    encoder = shipped_encoder()
    options.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        rows = [r for path in options.groups for r in _rows(path)]
        reader = _small(saved(options.weights, encoder), rows, Path(folder) / "reader")
        embedder = _small(Embedder(encoder), rows, Path(folder) / "embedder")
        shutil.copy(encoder / TOKENIZER, options.out)
        lay_out(reader, embedder, options.out)
    network, model = saved(options.weights, encoder), Model(options.out)
    for path in options.groups:
        kept = [group for group in load(path) if group.held_out]
        print(path.name, "full", measure(by_network(network, torch.device("cpu")), kept, _MEASURED))
        print(path.name, "int8", measure(by_model(model), kept, _MEASURED))


def _small(network: Reader | Embedder, rows: Sequence[Row], folder: Path) -> Path:
    """The quantised network's file, in a folder of its own."""
    folder.mkdir()
    full, quantised = folder / "full.onnx", folder / "quantised.onnx"
    smooth(network, rows)
    export(network, full)
    quantise(full, quantised)
    return quantised


def _rows(path: Path) -> list[Row]:
    seen = [group for group in load(path) if not group.held_out]
    chosen = random.Random(path.stem).sample(seen, min(_CALIBRATED, len(seen)))
    return [row(group.question, passage, None) for group in chosen for passage in group.passages[:2]]


def export(network: Reader | Embedder, path: Path) -> None:
    """The network in full precision, for rows of one length."""
    network.eval()
    ids = torch.ones(2, 16, dtype=torch.int64)
    given = {"ids": ids, "types": torch.zeros_like(ids)} if isinstance(network, Reader) else {"ids": ids}
    axes = {0: "rows", 1: "places"}
    torch.onnx.export(
        network,
        tuple(given.values()),
        str(path),
        input_names=list(given),
        output_names=["found"],
        dynamic_axes={**dict.fromkeys(given, axes), "found": axes if isinstance(network, Reader) else {0: "rows"}},
        opset_version=17,
        dynamo=False,
    )


def quantise(full: Path, path: Path) -> None:
    """The same with int8 weights."""
    prepared = full.with_name("prepared.onnx")
    quant_pre_process(str(full), str(prepared), skip_symbolic_shape=True)
    quantize_dynamic(
        str(prepared),
        str(path),
        per_channel=True,
        weight_type=QuantType.QInt8,
        op_types_to_quantize=["MatMul", "Gather"],
        nodes_to_exclude=_head(prepared),
    )


def _head(path: Path) -> list[str]:
    """The matrix that the reader's four numbers come from; the embedder has none."""
    graph = onnx.load(str(path)).graph
    widths = {table.name: table.dims[-1] for table in graph.initializer if table.dims}
    nodes = [node for node in graph.node if node.op_type in ("MatMul", "Gemm")]
    return [node.name for node in nodes if widths.get(node.input[1]) == 4]


if __name__ == "__main__":
    main()
