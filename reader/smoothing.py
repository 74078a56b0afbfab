"""Inputs of matrices made even before quantisation, so that eight bits hold them (SmoothQuant, Xiao et al., ICML 2023).

A few columns of what goes into a matrix are many times larger than the others, and one scale for all leaves the others
few steps. Each column is divided by s = max|x|^a / max|w|^(1 - a) and the matrix's is multiplied by it: in full
precision nothing changes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import torch
from torch import Tensor, nn

from reader.batches import Row
from reader.network import Embedder, Reader

_SHARE = 0.9  # a: how much of the unevenness goes over to the weights
_LEAST = 1e-3
# What attention puts out gains nothing.
_SMOOTHED = re.compile(r"\.(?:attention\.self\.(?:query|key|value)|intermediate\.dense|\d\.output\.dense)$")


class Smoothed(nn.Module):
    """A linear layer of the same result whose matrix sees its input divided by `scale`, column by column."""

    def __init__(self, layer: nn.Linear, scale: Tensor) -> None:
        super().__init__()
        self.layer = layer
        self.register_buffer("inverse", 1 / scale)
        with torch.no_grad():
            layer.weight.mul_(scale)

    def forward(self, inputs: Tensor) -> Tensor:
        return self.layer(inputs * self.inverse)


def smooth(network: Reader | Embedder, rows: Sequence[Row]) -> None:
    """Changes the layers in place, by how large the columns of their inputs become over the rows."""
    network.eval()
    layers = {
        name: layer
        for name, layer in network.named_modules()
        if isinstance(layer, nn.Linear) and _SMOOTHED.search(name)
    }
    largest = {name: torch.full((layer.in_features,), _LEAST) for name, layer in layers.items()}

    def watch(name: str) -> torch.utils.hooks.RemovableHandle:
        def keep(_: nn.Module, inputs: tuple[Tensor, ...]) -> None:
            largest[name] = torch.maximum(largest[name], inputs[0].detach().abs().flatten(0, -2).amax(0))

        return layers[name].register_forward_pre_hook(keep)

    handles = [watch(name) for name in layers]
    with torch.no_grad():
        for row in rows:
            network(torch.tensor([row.encoded.ids]), torch.tensor([row.encoded.types]))
    for handle in handles:
        handle.remove()
    for name, layer in layers.items():
        weight = layer.weight.detach().abs().amax(0).clamp(min=_LEAST)
        scale = largest[name] ** _SHARE / weight ** (1 - _SHARE)
        above, _, own = name.rpartition(".")
        setattr(network.get_submodule(above), own, Smoothed(layer, scale / scale.log().mean().exp()))
