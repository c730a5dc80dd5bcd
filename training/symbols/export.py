"""From the network to what the wheel holds: ``symbols.onnx`` with 16-bit weights, and what its classes mean."""

from __future__ import annotations

import io
import json
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

import numpy as np
import onnx
import torch
from onnx import helper, numpy_helper
from torch import Tensor, nn

from cropvlm_tools.perception.symbols.crops import EDGE
from training.storage import digest_of_file, write_atomic
from training.symbols.concepts import concepts

_OPSET = 18


class _Probabilities(nn.Module):
    """Softmax of the logits."""

    def __init__(self, network: nn.Module) -> None:
        super().__init__()
        self.network = network

    def forward(self, crops: Tensor) -> Tensor:
        return torch.softmax(self.network(crops), dim=1)


def save(network: nn.Module, folder: Path, told: Mapping[str, object]) -> None:
    """Write ``symbols.onnx`` and ``symbols.json``; ``told`` says how it was trained."""
    packed = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        torch.onnx.export(
            _Probabilities(network).eval(),
            (torch.rand(3, 2, EDGE, EDGE),),
            cast(Any, packed),  # a buffer does, though the annotation names paths alone
            input_names=["crops"],
            output_names=["probabilities"],
            dynamic_axes={"crops": {0: "n"}, "probabilities": {0: "n"}},
            opset_version=_OPSET,
            dynamo=False,
        )
    graph = onnx.load_from_string(packed.getvalue())
    _halve(graph)
    write_atomic(folder / "symbols.onnx", graph.SerializeToString())
    described = {
        "sha256": digest_of_file(folder / "symbols.onnx"),
        "classes": [concept.words for concept in concepts()],
        "training": dict(told),
    }
    write_atomic(folder / "symbols.json", json.dumps(described, indent=1, ensure_ascii=False) + "\n")


def _halve(graph: onnx.ModelProto) -> None:
    """Weights in 16 bits, made 32 again when the graph is loaded: half the bytes, the same arithmetic."""
    casts = []
    for tensor in graph.graph.initializer:
        if tensor.data_type == onnx.TensorProto.FLOAT and np.prod(tensor.dims) > 256:
            name = tensor.name
            half = numpy_helper.from_array(numpy_helper.to_array(tensor).astype(np.float16), f"{name}.half")
            tensor.CopyFrom(half)
            casts.append(helper.make_node("Cast", [half.name], [name], to=onnx.TensorProto.FLOAT))
    for node in reversed(casts):
        graph.graph.node.insert(0, node)
