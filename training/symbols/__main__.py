"""``python -m training.symbols --icons FONT FOLDER ... --out DIR``: trains the recogniser of symbols.

20 minutes on one core with the defaults. Killed, it goes on where the same command stopped. What lies in DIR in the
end belongs into ``cropvlm_tools/perception/symbols``.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from safetensors.torch import load_file, save_file
from torch import nn

from cropvlm_tools.perception.symbols.crops import MARGIN, prepared
from cropvlm_tools.perception.symbols.proposals import propose
from training.recipe import RecipeError, check_fields, run_stage
from training.storage import digest, draft, read_json, reading, write_atomic
from training.symbols.concepts import concept_of, concepts
from training.symbols.export import save
from training.symbols.icons import Icon, read_icons
from training.symbols.network import SymbolNetwork
from training.symbols.samples import Samples

_STATE, _PROGRESS = "state.safetensors", "progress.json"
_PICTURES = (".png", ".jpg", ".jpeg")
_ALIKE = 0.9  # correlation of two icons of 24 px from which they are taken for the same


@dataclass(frozen=True, kw_only=True)
class SymbolsRecipe:
    """The recogniser of symbols from icon fonts and folders."""

    icons: tuple[str, ...] = field(
        metadata={"help": "fonts and folders of icons; brand:PATH for logos, lo:PATH for LibreOffice's"}
    )
    out: Path = field(metadata={"help": "folder for the weights, and to go on from"})
    without: tuple[str, ...] = field(default=(), metadata={"help": "folders of pictures without symbols"})
    start: Path | None = field(
        default=None, metadata={"help": "folder of an earlier training whose weights to begin with"}
    )
    steps: int = field(default=2400, metadata={"help": "steps of training"})
    batch: int = field(default=128, metadata={"help": "samples a step"})
    rate: float = field(default=3e-3, metadata={"help": "highest learning rate"})
    seed: int = field(default=0, metadata={"help": "of the samples and the first weights"})
    save_every: int = field(default=200, metadata={"help": "steps between states kept on disk"})
    threads: int = field(default=1, metadata={"help": "processors"})

    def __post_init__(self) -> None:
        check_fields(self, {}, ("steps", "batch", "rate", "save_every", "threads"), ("seed",))


def train(recipe: SymbolsRecipe) -> Path:
    """Train, or go on; the folder of the weights."""
    torch.set_num_threads(recipe.threads)
    cv2.setNumThreads(recipe.threads)
    torch.manual_seed(recipe.seed)
    recipe.out.mkdir(parents=True, exist_ok=True)
    samples = Samples(sorted_icons(recipe.icons), pieces_without(recipe.without, recipe.seed))
    network = SymbolNetwork(samples.classes)
    weights = list(network.parameters())
    for weight in weights:
        if weight.dim() == 4:  # a third faster on processors
            weight.data = weight.data.contiguous(memory_format=torch.channels_last)
    optimizer = torch.optim.AdamW(weights, recipe.rate, weight_decay=0.02)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, recipe.rate, recipe.steps + 1, pct_start=0.15)
    told = digest(json.dumps({**{key: str(value) for key, value in asdict(recipe).items()}, "save_every": ""}))
    if recipe.start is not None:
        load_network(recipe.start, network)
    first = _go_on(recipe.out, told, network, optimizer)
    if first:
        optimizer.step()  # without gradients it does nothing, and the schedule wants one before its own
    for _ in range(first):
        schedule.step()
    loss_of = nn.CrossEntropyLoss(label_smoothing=0.03)
    network.train()
    for step in range(first, recipe.steps):
        crops, classes = samples.batch(recipe.batch, np.random.default_rng([recipe.seed, step]))
        logits = network(torch.from_numpy(prepared(crops)).to(memory_format=torch.channels_last))
        loss = loss_of(logits, torch.from_numpy(classes))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
        if (step + 1) % 50 == 0:
            right = (logits.argmax(dim=1).numpy() == classes).mean()
            print(
                f"step {step + 1}: loss {loss.item():.3f}, right {right:.2f}, {time.process_time():.0f} s", flush=True
            )
        if (step + 1) % recipe.save_every == 0 or step + 1 == recipe.steps:
            _keep(recipe.out, told, step + 1, network, optimizer)
    save(network.eval(), recipe.out, {"steps": recipe.steps, "batch": recipe.batch, "seed": recipe.seed})
    return recipe.out


def sorted_icons(sources: Sequence[str]) -> list[list[Icon]]:
    """Those of each concept, in their order, and last those that stand for none and look like none."""
    by_concept: list[list[Icon]] = [[] for _ in (*concepts(), None)]
    for source in sources:
        for icon in read_icons(source):
            number = concept_of(icon.names)
            if number is not None:
                by_concept[number].append(icon)
    known = np.stack([_small(icon) for icons in by_concept[:-1] for icon in icons] or [np.zeros(576, np.float32)])
    by_concept[-1] = [icon for icon in by_concept[-1] if (known @ _small(icon)).max() < _ALIKE]
    return by_concept


def _small(icon: Icon) -> NDArray[np.float32]:
    """(576,) of unit length and no mean."""
    ink = icon.ink if icon.ink.ndim == 2 else icon.ink[:, :, 3]
    flat = cv2.resize(ink, (24, 24), interpolation=cv2.INTER_AREA).astype(np.float32).ravel()
    flat -= flat.mean()
    return np.asarray(flat / max(float(np.linalg.norm(flat)), 1e-6), np.float32)


def pieces_without(folders: Sequence[str], seed: int, each: int = 60) -> list[NDArray[np.uint8]]:
    """Squares of pictures without symbols, where a symbol would be looked for; at most ``each`` of a picture.

    Raises:
        RecipeError: a folder holds no picture.
    """
    pieces: list[NDArray[np.uint8]] = []
    for folder in folders:
        paths = [path for path in sorted(Path(folder).rglob("*")) if path.suffix.lower() in _PICTURES]
        if not paths:
            raise RecipeError(f"{folder} holds no pictures ({', '.join(_PICTURES)}).")
        for number, path in enumerate(paths):
            picture = Image.open(path).convert("RGB")
            picture.thumbnail((1600, 1600))
            pixels = np.asarray(picture)
            boxes = propose(pixels, np.zeros((0, 4), np.int32), most=4000)
            generator = np.random.default_rng([seed, number])
            for box in generator.permutation(boxes)[:each]:
                pieces.append(_square(pixels, box))
    return pieces


def _square(pixels: NDArray[np.uint8], box: NDArray[np.int32]) -> NDArray[np.uint8]:
    left, top, right, bottom = box.tolist()
    half = max(right - left, bottom - top) * (0.5 + MARGIN)
    x, y = (left + right) / 2, (top + bottom) / 2
    rows = np.arange(round(y - half), max(round(y + half), round(y - half) + 8)).clip(0, len(pixels) - 1)
    columns = np.arange(round(x - half), max(round(x + half), round(x - half) + 8)).clip(0, pixels.shape[1] - 1)
    return np.ascontiguousarray(pixels[rows[:, None], columns[None]])


def _keep(folder: Path, told: str, step: int, network: SymbolNetwork, optimizer: torch.optim.Optimizer) -> None:
    tensors = {f"network.{name}": value.contiguous() for name, value in network.state_dict().items()}
    for number, state in optimizer.state_dict()["state"].items():
        tensors |= {f"optimizer.{number}.{name}": value.contiguous() for name, value in state.items()}
    with draft(folder / _STATE) as part:
        save_file(tensors, part)
    write_atomic(folder / _PROGRESS, json.dumps({"recipe": told, "step": step}))


def load_network(folder: Path, network: SymbolNetwork) -> None:
    """Into the network, in place, what a training left in its folder."""
    with reading(folder / _STATE):
        tensors = load_file(folder / _STATE)
        network.load_state_dict({n.removeprefix("network."): v for n, v in tensors.items() if n.startswith("network.")})


def _go_on(folder: Path, told: str, network: SymbolNetwork, optimizer: torch.optim.Optimizer) -> int:
    """Load the state of the same recipe, if there is one; the steps it has made."""
    if not (folder / _PROGRESS).exists():
        return 0
    progress = read_json(folder / _PROGRESS)
    if progress.get("recipe") != told:
        raise RecipeError(f"{folder} holds the state of another recipe. Give another --out, or delete it.")
    load_network(folder, network)
    with reading(folder / _STATE):
        tensors = load_file(folder / _STATE)
        states: dict[int, dict[str, torch.Tensor]] = {}
        for name, value in tensors.items():
            if name.startswith("optimizer."):
                _, number, key = name.split(".")
                states.setdefault(int(number), {})[key] = value
        optimizer.load_state_dict({**optimizer.state_dict(), "state": states})
    return int(progress["step"])


def main(arguments: Sequence[str] | None = None) -> int:
    """0; 2 after an error, which is one line on standard error."""
    return run_stage(SymbolsRecipe, train, arguments)


if __name__ == "__main__":
    sys.exit(main())
