"""From the two networks to the folder that ``load_policy`` reads: ONNX graphs, word vectors, their checksums."""

from __future__ import annotations

import json
import shutil
import warnings
from collections.abc import Mapping
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from cropvlm_tools.policies.grounded.checkpoint import FILES, bound_inputs
from cropvlm_tools.policies.grounded.choosing.inputs import LINE_FEATURES, QUESTION_FEATURES
from cropvlm_tools.policies.grounded.choosing.matching import TOKEN_FEATURES
from cropvlm_tools.policies.grounded.page.geometry import PAIR_FEATURES
from cropvlm_tools.policies.grounded.question import tokens
from training.grounded.network import SLOTS, BoxNetwork, LineEnsemble, explain
from training.storage import DELETE, digest_of_file, draft, reading, write_atomic

NETWORKS = "networks.safetensors"
_OPSET = 18


class _Lines(nn.Module):
    """One question: no batch dimension, no padding."""

    def __init__(self, network: LineEnsemble) -> None:
        super().__init__()
        self.network = network

    def forward(self, *inputs: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """(SLOTS, n) of ``answer``, (SLOTS, n) of ``evidence``, (SLOTS,) ``whole``."""
        letters, meanings, pairs, lines, prior, question, *pieces, worth = inputs
        asked = [tensor[None] for tensor in (lines, prior, question, *pieces)]
        logits, whole = self.network(letters, meanings, pairs, *asked, torch.ones_like(asked[3][:, :, 0]))
        told = [explain(logits[:, :, slot], prior[None], worth[None]) for slot in range(SLOTS)]
        return torch.cat([answer for answer, _ in told]), torch.cat([evidence for _, evidence in told]), whole[0]


class _Boxes(nn.Module):
    """The same for the boxes."""

    def __init__(self, network: BoxNetwork) -> None:
        super().__init__()
        self.network = network

    def forward(self, *inputs: Tensor) -> Tensor:
        """(m,) logits."""
        *arrays, absent, question = inputs
        logits: Tensor = self.network(*(tensor[None] for tensor in arrays), absent, question[None])
        return logits[0]


def save(lines: LineEnsemble, boxes: BoxNetwork, words: Path, folder: Path, settings: Mapping[str, object]) -> None:
    """Write the policy's folder; ``settings`` go into its ``policy.json`` beside the checksums of the files and the
    digests of the tables that the networks were trained with."""
    folder.mkdir(parents=True, exist_ok=True)
    dimensions = lines.dimensions
    n, m, t = 5, 7, 6
    line_inputs = {
        "letters": torch.rand(n, tokens.DIMENSIONS),
        "meanings": torch.rand(n, dimensions),
        "pairs": torch.rand(n, n, PAIR_FEATURES),
        "lines": torch.rand(n, LINE_FEATURES),
        "prior": torch.rand(n),
        "question": torch.rand(QUESTION_FEATURES),
        "asked_letters": torch.rand(t, tokens.DIMENSIONS),
        "asked_meanings": torch.rand(t, dimensions),
        "told": torch.rand(t, TOKEN_FEATURES),
        "best": torch.rand(t, n, 2),
        "worth": torch.rand(n, n),
    }
    axes = {name: {0: "n"} for name in ("letters", "meanings", "lines", "prior")}
    axes |= {name: {0: "t"} for name in ("asked_letters", "asked_meanings", "told")}
    axes |= {"pairs": {0: "n", 1: "n"}, "best": {0: "t", 1: "n"}, "worth": {0: "n", 1: "n"}}
    axes |= {"answer": {1: "n"}, "evidence": {1: "n"}}
    _export(_Lines(lines), line_inputs, ["answer", "evidence", "whole"], axes, folder / "lines.onnx")
    corners = torch.rand(m, 2) / 2
    box_inputs = {
        "candidates": torch.cat([corners, corners + 0.3], dim=1),
        "boxes": torch.rand(n, 4),
        "heights": torch.rand(n),
        "answer": torch.rand(n),
        "evidence": torch.rand(n),
        "absent": torch.rand(1),
        "question": torch.rand(QUESTION_FEATURES),
    }
    axes = {"candidates": {0: "m"}, "logits": {0: "m"}, "boxes": {0: "n"}, "heights": {0: "n"}}
    axes |= {"answer": {0: "n"}, "evidence": {0: "n"}}
    _export(_Boxes(boxes), box_inputs, ["logits"], axes, folder / "boxes.onnx")
    if words.resolve() != (folder / "words.npz").resolve():
        shutil.copyfile(words, folder / "words.npz")
    save_networks(folder / NETWORKS, lines=lines, boxes=boxes)
    files = {name: digest_of_file(folder / name) for name in (*FILES, NETWORKS)}
    config = {"policy": "grounded", **settings, "files": files, "inputs": bound_inputs()}
    write_atomic(folder / "policy.json", json.dumps(config, indent=1) + "\n")


def save_networks(path: Path, **networks: nn.Module) -> None:
    """All of them in one file of safetensors, to train on from there."""
    state: dict[str, Tensor] = {}
    for name, network in networks.items():
        state |= {f"{name}.{key}": value.contiguous() for key, value in network.state_dict().items()}
    with draft(path) as part:
        save_file(state, part)


def load_networks(path: Path, way_out: str = DELETE, /, **networks: nn.Module) -> None:
    """Into the networks, in place.

    Raises:
        StorageError: the file is damaged, or holds no networks of these shapes.
    """
    with reading(path, way_out):
        state = load_file(path)
        for name, network in networks.items():
            own = {key.removeprefix(f"{name}."): value for key, value in state.items() if key.startswith(f"{name}.")}
            network.load_state_dict(own)


def _export(
    module: nn.Module,
    inputs: Mapping[str, Tensor],
    outputs: list[str],
    axes: Mapping[str, Mapping[int, str]],
    path: Path,
) -> None:
    # the tracing exporter: the newer one needs a package more and writes where it was built into the file
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        warnings.filterwarnings("ignore", "Converting a tensor")
        torch.onnx.export(
            module.eval(),
            tuple(inputs.values()),
            str(path),
            input_names=list(inputs),
            output_names=outputs,
            dynamic_axes=dict(axes),
            opset_version=_OPSET,
            dynamo=False,
        )
