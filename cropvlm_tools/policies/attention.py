"""AttentionPolicy: looks where an open vision-language model looks when it begins to answer; nothing is trained.

ViCrop (Zhang et al., "MLLMs Know Where to Look", ICLR 2025, arXiv 2502.17422), its relative attention: what the first
token of the answer attends to in the image, divided by what it attends to when asked for a general description.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from cropvlm_tools.boxes import Box
from cropvlm_tools.errors import PolicyError
from cropvlm_tools.forks import Lock
from cropvlm_tools.policies.vlm.checkpoint import load_checkpoint
from cropvlm_tools.policies.vlm.interface import Layer, Model, Processor
from cropvlm_tools.policies.vlm.pixels import image_token
from cropvlm_tools.policies.vlm.policy import MAX_QUESTION
from cropvlm_tools.policies.vlm.prompting import Prompter
from cropvlm_tools.policy import Policy, Prediction

if TYPE_CHECKING:
    from torch import Tensor

Floats = NDArray[np.float64]

PROMPT = "{question} Answer the question using a single word or phrase."
GENERAL = "Write a general description of the image."
RATIOS = (1.0, 1.2, 1.4, 1.6, 1.8, 2.0)
"""Edges of the windows tried, in those of ``window``."""

TILE_EDGE = 1024
"""px; with ``high_resolution`` an image is looked at in tiles no larger than this."""

# As the authors chose for 7B models: layer 14 of 32, 22 of 28. Elsewhere past the middle: choose_layer finds it.
_DEPTHS = {"llava": 14 / 32, "qwen2_5_vl": 22 / 28, "qwen2_vl": 22 / 28}
_DEPTH = 0.6
_ONE_VIEW = ("do_image_splitting", "crop_to_patches")  # what processors call cutting an image up, which is left off


class AttentionPolicy(Policy):
    """A vision-language model as a policy by what it attends to. Thread-safe: one call at a time.

    Args:
        model: an image-text-to-text model of transformers; its language model is set to eager attention.
        processor: its processor; its tokenizer is set to pad on the left.
        layer: of the language model, from 0; None takes the authors' choice where they made one, else 0.6 of the depth.
            ``choose_layer`` finds the best.
        window: px of the image, edge of the smallest crop; best what the model sees of one.
        high_resolution: look at tiles of at most 1024 px one by one (the authors' variant for large images).
        prompt: what the target will be asked; ``{question}`` stands in it.
        batch_size: pictures, or tiles, in one call of the model.

    Raises:
        PolicyError: the model has no such layer, or its processor no image token.
    """

    name = "attention"

    def __init__(
        self,
        model: Model,
        processor: Processor,
        layer: int | None = None,
        window: int = 336,
        high_resolution: bool = False,
        prompt: str = PROMPT,
        batch_size: int = 4,
    ) -> None:
        if batch_size < 1 or window < 1 or "{question}" not in prompt:
            raise PolicyError("batch_size and window must be at least 1, and prompt must hold {question}.")
        if getattr(processor, "image_token_id", None) is None:
            raise PolicyError(f"{type(processor).__name__} has no image token: where it looks cannot be told.")
        self.model, self.processor = model, processor
        self.window, self.high_resolution, self.prompt, self.batch_size = window, high_resolution, prompt, batch_size
        self._layers = model.get_decoder().layers
        count = len(self._layers)
        self.layer = int(_DEPTHS.get(model.config.model_type, _DEPTH) * count) if layer is None else layer
        if not 0 <= self.layer < count:
            raise PolicyError(f"layer is {layer}; the model has layers 0 to {count - 1}.")
        model.set_attn_implementation({"text_config": "eager"})  # no other returns what it attends to
        self._prompter = Prompter(processor)
        images = processor.image_processor
        self._options = {name: False for name in _ONE_VIEW if getattr(images, name, None) is not None}
        cut = getattr(images, "crop_size", None) if getattr(images, "do_center_crop", False) else None
        self._square = None if cut is None else (int(cut["width"]), int(cut["height"]))
        self._lock = Lock()

    @classmethod
    def from_pretrained(
        cls, model: str | Path, device: str | None = None, dtype: str | None = None, **options: Any
    ) -> AttentionPolicy:
        """The model in a folder or on the hub (``load_checkpoint``); ``options`` go to the class."""
        return cls(*load_checkpoint(model, device, dtype), **options)

    def predict(self, image: Image.Image, question: str) -> Prediction:
        """The window that stands out most.

        Its confidence is the share of all relative attention inside it: the probability that the evidence lies there,
        if where the model attends to is where the evidence is. It is not calibrated.
        """
        return self.predict_batch([image], [question])[0]

    def predict_batch(self, images: Sequence[Image.Image], questions: Sequence[str]) -> list[Prediction]:
        """``predict`` for each pair."""
        predictions = []
        for image, maps in zip(images, self.maps(images, questions), strict=True):
            attention = maps[self.layer]
            box = find_window(attention, image.size, self.window)
            if box is None:
                predictions.append(Prediction.abstained("The whole image is no larger than a crop would be.", 1.0))
            else:
                inside = float((attention * _shares(box, attention.shape)).sum() / attention.sum())
                predictions.append(Prediction(box, min(inside, 1.0), "Where the model attends to."))
        return predictions

    def maps(self, images: Sequence[Image.Image], questions: Sequence[str]) -> list[Floats]:
        """Relative attention over each image, (layers, rows, columns), above 0; mean over heads.

        Raises:
            PolicyError: the model's image tokens are no grid, or its layers attend in another way.
        """
        pairs = list(zip(images, questions, strict=True))
        grids = [_tiles(image.size) if self.high_resolution else (1, 1) for image in images]
        tiles = [(tile, question) for (image, question), grid in zip(pairs, grids) for tile in _cut(image, grid)]
        relative: list[Floats] = []
        with self._lock:
            for begin in range(0, len(tiles), self.batch_size):
                batch = tiles[begin : begin + self.batch_size]
                prompts = [self.prompt.replace("{question}", q.strip()[:MAX_QUESTION]) for _, q in batch]
                general_prompts = [self.prompt.replace("{question}", GENERAL)] * len(batch)
                views = [tile for tile, _ in batch]
                for own, other in zip(
                    self._attention(views, prompts), self._attention(views, general_prompts), strict=True
                ):
                    relative.append(own / np.maximum(other, 1e-9))
        whole = []
        for columns, rows in grids:
            parts, relative = (
                [_as(each, relative[0].shape) for each in relative[: columns * rows]],
                relative[columns * rows :],
            )
            lines = [np.concatenate(parts[row * columns : (row + 1) * columns], 2) for row in range(rows)]
            whole.append(np.concatenate(lines, 1))
        return whole

    def choose_layer(
        self, images: Sequence[Image.Image], questions: Sequence[str], boxes: Sequence[Box]
    ) -> list[float]:
        """Set ``layer`` to the one that attends most to these marked places; for a handful of examples.

        Returns:
            The attention ratio of each layer, mean over examples; above 1 is better than chance.
        """
        maps = self.maps(images, questions)
        scores = np.mean([attention_ratio(each, box) for each, box in zip(maps, boxes, strict=True)], 0)
        self.layer = int(scores.argmax())
        return [float(score) for score in scores]

    def _attention(self, views: Sequence[Image.Image], prompts: Sequence[str]) -> list[Floats]:
        """Of the last token before the answer to the image's tokens, (layers, rows, columns) of each view."""
        torch = import_module("torch")
        resized = [
            view if self._square is None else view.resize(self._square, Image.Resampling.BICUBIC) for view in views
        ]
        pairs = [([view], prompt) for view, prompt in zip(resized, prompts, strict=True)]
        inputs = self._prompter.to_device(self._prompter.inputs(pairs, **self._options), self.model)
        tokens = inputs["input_ids"] == image_token(self.model, self.processor)  # (B, L)
        with torch.no_grad(), self._record() as layers:
            self.model(**inputs, logits_to_keep=1, use_cache=False)
        if len(layers) != len(self._layers):
            raise PolicyError(f"{type(self.model).__name__} does not say what it attends to in every layer.")
        stacked = torch.stack(layers).float().cpu()  # (layers, B, L)
        grids = []
        for row in range(len(views)):
            values = stacked[:, row, tokens[row].cpu()].double().numpy()
            grids.append(values.reshape(len(layers), *self._grid(inputs, row, values.shape[1])))
        return grids

    @contextmanager
    def _record(self) -> Iterator[list[Tensor]]:
        """Attention of the last token in each layer, (B, L), mean over heads, as the layers run."""
        seen: list[Tensor] = []

        def keep(module: Layer, given: object, made: object) -> None:
            if isinstance(made, tuple) and len(made) > 1 and made[1] is not None:
                seen.append(made[1][:, :, -1].mean(1))

        handles = [layer.self_attn.register_forward_hook(keep) for layer in self._layers if hasattr(layer, "self_attn")]
        try:
            yield seen
        finally:
            for handle in handles:
                handle.remove()

    def _grid(self, inputs: Mapping[str, Tensor], row: int, count: int) -> tuple[int, int]:
        """(rows, columns) of an image's tokens."""
        if "image_grid_thw" in inputs:  # Qwen, in patches, of which merge_size^2 are one token
            merged = self.processor.image_processor.merge_size
            _, high, wide = inputs["image_grid_thw"][row].tolist()
            grid = int(high // merged), int(wide // merged)
        else:
            grid = math.isqrt(count), math.isqrt(count)
        if grid[0] * grid[1] != count or not count:
            raise PolicyError(f"{count} image tokens are no grid: {type(self.processor).__name__} is not known here.")
        return grid


def attention_ratio(maps: Floats, box: Box) -> Floats:
    """Relative attention inside a place over that in the whole image, (layers,), as in arXiv 2502.17422.

    Args:
        maps: (layers, rows, columns).
        box: the place.
    """
    inside = _shares(box, maps.shape[1:])
    ratios: Floats = (maps * inside).sum((1, 2)) / inside.sum() / maps.mean((1, 2))
    return ratios


def find_window(attention: Floats, size: tuple[int, int], window: int) -> Box | None:
    """The window with most attention, in that of six sizes where it stands out most from the places beside it.

    Args:
        attention: (rows, columns) over the whole image.
        size: (width, height) of the image in px.
        window: edge of the smallest in px.

    Returns:
        None where the smallest covers the image already.
    """
    rows, columns = attention.shape
    sums = np.zeros((rows + 1, columns + 1))
    sums[1:, 1:] = attention.cumsum(0).cumsum(1)
    best, window_box = -math.inf, None
    for ratio in RATIOS:
        wide = min(max(int(window * ratio * columns / size[0]), 1), columns)
        high = min(max(int(window * ratio * rows / size[1]), 1), rows)
        if (wide, high) == (columns, rows):
            break
        totals = sums[high:, wide:] - sums[:-high, wide:] - sums[high:, :-wide] + sums[:-high, :-wide]
        y, x = (int(place) for place in np.unravel_index(totals.argmax(), totals.shape))
        beside = [(y, x - 1), (y, x + 1), (y - 1, x), (y + 1, x)]
        values = [totals[b, a] for b, a in beside if 0 <= b < totals.shape[0] and 0 <= a < totals.shape[1]]
        stands_out = (totals[y, x] - np.mean(values)) / (wide * high)
        if stands_out > best:
            best = stands_out
            window_box = Box.clipped(x / columns, y / rows, (x + wide) / columns, (y + high) / rows)
    return window_box


def _shares(box: Box, shape: tuple[int, ...]) -> Floats:
    """How much of each cell of a grid of (rows, columns) lies inside a box, in [0, 1]."""
    rows, columns = shape
    high = np.clip(np.minimum(np.arange(1, rows + 1), box.y2 * rows) - np.maximum(np.arange(rows), box.y1 * rows), 0, 1)
    wide = np.minimum(np.arange(1, columns + 1), box.x2 * columns) - np.maximum(np.arange(columns), box.x1 * columns)
    return np.outer(high, np.clip(wide, 0, 1))


def _as(maps: Floats, shape: tuple[int, ...]) -> Floats:
    """On the grid of another tile: of tiles a pixel apart in size some models make one row more."""
    rows, columns = (np.arange(to) * of // to for to, of in zip(shape[1:], maps.shape[1:], strict=True))
    return maps[:, rows][:, :, columns]


def _tiles(size: tuple[int, int]) -> tuple[int, int]:
    return math.ceil(size[0] / TILE_EDGE), math.ceil(size[1] / TILE_EDGE)


def _cut(image: Image.Image, grid: tuple[int, int]) -> list[Image.Image]:
    """In so many columns and rows of nearly the same size, row by row."""
    columns, rows = grid
    across = [image.width * column // columns for column in range(columns + 1)]
    down = [image.height * row // rows for row in range(rows + 1)]
    return [
        image.crop((across[column], down[row], across[column + 1], down[row + 1]))
        for row in range(rows)
        for column in range(columns)
    ]
