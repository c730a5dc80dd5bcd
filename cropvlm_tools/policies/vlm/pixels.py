"""What a processor makes of a picture, and at which resolution.

Each picture is prepared by itself and once a call, however often and beside whichever others it is shown: what a model
sees of the whole does not depend on whether a crop stands beside it, and a group of completions costs one preparation.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

from PIL import Image

from cropvlm_tools.errors import PolicyError

if TYPE_CHECKING:
    from torch import Tensor

Features = dict[str, Any]
"""Of one picture, by name: tensors with one row, and lists."""

_THREADS = min(os.cpu_count() or 1, 8)  # Pillow and numpy leave the interpreter free while they resize


class Prepared:
    """What processors have made of a picture, carried in its ``info``: to other processes, and into its copies.

    A crop or a smaller view has the same ``info`` and another size, by which it is known not to be meant.
    """

    def __init__(self, size: tuple[int, int]) -> None:
        self.size = size
        self.features: dict[str, Features] = {}
        self.smaller: dict[int, Image.Image] = {}
        """By its longer edge, px."""

    def __deepcopy__(self, memo: object) -> Prepared:
        return self


_PREPARED = "cropvlm_prepared"


def keep_prepared(picture: Image.Image) -> None:
    """Let what processors make of a picture be kept with it, so that they make it once."""
    picture.info[_PREPARED] = Prepared(picture.size)


def shrunk(picture: Image.Image, edge: int) -> Image.Image:
    """A picture with no more than ``edge`` px on a side; the same one each time if ``keep_prepared``."""
    if max(picture.size) <= edge:
        return picture
    kept = _kept(picture)
    if kept is not None and edge in kept.smaller:
        return kept.smaller[edge]
    scale = edge / max(picture.size)
    size = (max(round(picture.width * scale), 1), max(round(picture.height * scale), 1))
    smaller = picture.resize(size, Image.Resampling.LANCZOS)
    smaller.info.pop(_PREPARED, None)
    if kept is not None:
        keep_prepared(smaller)
        kept.smaller[edge] = smaller
    return smaller


def _kept(picture: Image.Image) -> Prepared | None:
    kept = picture.info.get(_PREPARED)
    return kept if isinstance(kept, Prepared) and kept.size == picture.size else None


def prepare_alone(processor: Any) -> None:
    """Let a processor of transformers prepare each picture by itself; what it saves stays what it was."""
    part = processor.image_processor
    if type(processor).__name__ == "LlavaProcessor" and getattr(part, "do_center_crop", False):
        part = processor.image_processor = _padded(part)
    if not isinstance(part, _Alone):
        kind: Any = type(part)
        part.__class__ = _alone(kind)
    if type(processor).__name__ == "LlavaOnevisionProcessor" and type(processor) is not _onevision():
        processor.__class__ = _onevision()


def set_edge(model: Any, processor: Any, edge: int) -> None:
    """Let a model see pictures at ``edge`` px and no more; saved with model and processor.

    SmolVLM and Idefics3 scale the longer edge to it and split what is larger than a tile; Qwen-VL sees at most
    ``edge`` x ``edge`` px of any shape; InternVL and LLaVA-NeXT get as many tiles as that has room for, one at least.

    Raises:
        PolicyError: its encoder sees every picture at another resolution.
    """
    part = processor.image_processor
    found = _limits(part, edge)
    if found is None:
        size = dict(getattr(part, "crop_size", None) or part.size)
        fixed = max(value for value in size.values() if isinstance(value, int))
        if fixed > edge:
            raise PolicyError(
                f"{type(processor).__name__} shows every picture at {fixed} px, not at {edge}; give at least {fixed}."
            )
        return
    grid = found.get("image_grid_pinpoints")
    if grid is not None:
        model.config.image_grid_pinpoints = grid
    for name, value in found.items():
        kind: Any = type(getattr(part, name, None))  # of a size, a class of transformers
        setattr(part, name, kind(**value) if isinstance(value, dict) else value)


def show_as_it_is(processor: Any) -> None:
    """Let pictures be shown at the resolution they have: none is cut in more tiles, or enlarged, than that fills."""
    processor.image_processor.as_it_is = True


def image_token(model: Any, processor: Any) -> int:
    """The token that stands for one of an image's features."""
    config = model.config
    for name in ("image_token_id", "image_token_index"):
        if isinstance(token := getattr(config, name, None), int):
            return token
    return int(processor.image_token_id)


def _limits(part: Any, edge: int) -> dict[str, Any] | None:
    """Settings of an image processor by which it shows ``edge`` px; None where it has none."""
    if (tile := getattr(part, "max_image_size", None)) is not None:  # Idefics3, SmolVLM
        return {"size": {"longest_edge": edge}, "do_image_splitting": edge > tile["longest_edge"]}
    if getattr(part, "merge_size", None) is not None:  # Qwen-VL, whose "edges" are areas
        unit = (part.patch_size * part.merge_size) ** 2
        most = max(edge * edge, unit)
        return {"size": {"shortest_edge": min(part.size["shortest_edge"], most), "longest_edge": most}}
    if (grid := getattr(part, "image_grid_pinpoints", None)) is not None:  # LLaVA-NeXT, LLaVA-OneVision
        tile = min(min(each) for each in grid)
        most = max(edge, tile)
        return {"image_grid_pinpoints": [list(each) for each in grid if max(each) <= most] or [[tile, tile]]}
    if getattr(part, "max_patches", None) is not None:  # InternVL
        return {"max_patches": max(round(edge / part.size["height"]), 1) ** 2}
    return None


def _own_limits(part: Any, size: tuple[int, int]) -> dict[str, Any]:
    """As ``_limits``, of a picture shown as large as it is; a checkpoint's own limits hold besides."""
    if (tile := getattr(part, "max_image_size", None)) is not None:
        return _limits(part, min(max(*size, tile["longest_edge"]), part.size["longest_edge"])) or {}
    if getattr(part, "max_patches", None) is not None:
        across, down = (max(round(pixels / part.size["height"]), 1) for pixels in size)
        return {"max_patches": min(across * down, part.max_patches)}
    return {}  # the others enlarge no picture beyond what its tokens need


class _Alone:
    """Mixed into an image processor of transformers."""

    as_it_is = False

    def preprocess(self, images: Any, *args: Any, **given: Any) -> Any:
        """Of one picture, a list, or a list for each prompt."""
        kind = given.pop("return_tensors", None)
        prompts = _by_prompt(images)
        different = {id(picture): picture for prompt in prompts for picture in prompt}
        if len(different) > 1 and _THREADS > 1:
            with ThreadPoolExecutor(_THREADS) as threads:
                prepared = list(threads.map(lambda picture: self._prepare(picture, given), different.values()))
        else:
            prepared = [self._prepare(picture, given) for picture in different.values()]
        known = dict(zip(different, prepared, strict=True))
        made = _together([[known[id(picture)] for picture in prompt] for prompt in prompts], _tiles_by_prompt(self))
        batch = import_module("transformers").BatchFeature
        skipped = ["rows", "cols"]
        return (
            batch(made, tensor_type=kind, skip_tensor_conversion=skipped) if kind not in (None, "pt") else batch(made)
        )

    def to_dict(self) -> dict[str, Any]:
        settings: dict[str, Any] = super().to_dict()  # type: ignore[misc]  # of the class it is mixed into
        settings.pop("as_it_is", None)
        return settings

    def __reduce__(self) -> tuple[Any, ...]:
        return _restored, (type(self).__mro__[2], self.__dict__)

    def _prepare(self, picture: Any, given: Mapping[str, Any]) -> Features:
        settings, kept = {}, None
        if isinstance(picture, Image.Image):
            settings = _own_limits(self, picture.size) if self.as_it_is else {}
            kept = _kept(picture)
        key = "" if kept is None else repr((self.to_dict(), sorted(given.items(), key=str), settings))
        if kept is not None and (known := kept.features.get(key)) is not None:
            return dict(known)
        shown = [[picture]] if _tiles_by_prompt(self) else [picture]
        prepare: Callable[..., Any] = super().preprocess  # type: ignore[misc]  # of the class it is mixed into
        features: Features = dict(prepare(shown, **{**given, **settings}, return_tensors="pt"))
        if kept is not None:
            kept.features[key] = features
        return features


def _restored(kind: Any, state: dict[str, Any]) -> Any:
    part = _alone(kind).__new__(_alone(kind))
    part.__dict__.update(state)
    return part


@cache
def _alone(kind: Any) -> Any:
    return type(kind.__name__, (_Alone, kind), {"__module__": kind.__module__})


def _tiles_by_prompt(part: Any) -> bool:
    """Whether pixels have a row for each prompt, as of Idefics3 and SmolVLM, and not for each picture."""
    return getattr(part, "max_image_size", None) is not None


def _by_prompt(images: Any) -> list[list[Any]]:
    if not isinstance(images, (list, tuple)):
        return [[images]]
    return [list(each) if isinstance(each, (list, tuple)) else [each] for each in images]


def _together(prompts: Sequence[Sequence[Features]], by_prompt: bool) -> Features:
    """Of all pictures, as the processor would have made them at once: what is shorter is padded with zeros."""
    if by_prompt:
        prompts = [[_joined(prompt, 1)] if prompt else [] for prompt in prompts]
    return _joined([features for prompt in prompts for features in prompt], 0)


def _joined(parts: Sequence[Features], dim: int) -> Features:
    if not parts:
        return {}
    joined: Features = {}
    for name, first in parts[0].items():
        values = [part[name] for part in parts]
        if isinstance(first, list):
            joined[name] = _lists(values, dim)
        else:
            joined[name] = _padded_cat(values, dim) if first.ndim > dim else import_module("torch").cat(values)
    return joined


def _lists(values: Sequence[list[Any]], dim: int) -> list[Any]:
    if dim == 0:
        return [item for value in values for item in value]
    return [[item for value in values for item in value[0]]]


def _padded_cat(values: Sequence[Tensor], dim: int) -> Tensor:
    torch = import_module("torch")
    shape = [max(sizes) for sizes in zip(*(value.shape for value in values), strict=True)]
    padded = []
    for value in values:
        missing = [0 if place == dim else most - have for place, (most, have) in enumerate(zip(shape, value.shape))]
        fill = [amount for short in reversed(missing) for amount in (0, short)]
        padded.append(torch.nn.functional.pad(value, fill) if any(missing) else value)
    made: Tensor = torch.cat(padded, dim)
    return made


def _padded(part: Any) -> Any:
    """LLaVA-1.5's image processor as the authors used it: pads to a square where the hub's cuts out the middle."""
    module = "transformers.models.llava.image_processing_" + ("pil_llava" if part.backend == "pil" else "llava")
    kind = getattr(import_module(module), "LlavaImageProcessor" + ("Pil" if part.backend == "pil" else ""))
    settings = {name: value for name, value in part.to_dict().items() if name != "image_processor_type"}
    return kind(**settings | {"do_pad": True})


@cache
def _onevision() -> type:
    """LLaVA-OneVision that shows each of several pictures as it shows one alone; its model takes that for granted."""
    base = import_module("transformers").LlavaOnevisionProcessor

    class LlavaOnevisionProcessor(base):  # type: ignore[misc, valid-type]  # a class of transformers, known when it runs
        @property
        def unused_input_names(self) -> list[str]:
            return [*super().unused_input_names, "batch_num_images"]

    return LlavaOnevisionProcessor
