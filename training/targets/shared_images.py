"""Images that are the same are encoded once: the crops of a group of completions all stand beside one whole image."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import torch
from torch import Tensor

Arguments = tuple[object, ...]


@contextmanager
def shared_images(model: Any) -> Iterator[None]:
    """Within, a call of ``model`` passes each different image once through its vision encoder.

    What the encoder says of an image does not depend on the others in a batch, so nothing changes but the time. Works
    for encoders that take images along the first dimension (SmolVLM, Idefics3, LLaVA, InternVL, PaliGemma), and for
    those that take one row of patches with ``grid_thw`` (Qwen-VL).
    """
    encoder = model.get_encoder("image")
    repeats: list[tuple[list[int], list[int]] | None] = []

    def keep_first(_: object, args: Arguments, given: dict[str, object]) -> tuple[Arguments, dict[str, object]]:
        named: list[tuple[int | str, object]] = [*enumerate(args), *given.items()]
        tensors = {name: value for name, value in named if isinstance(value, Tensor)}
        lengths = _lengths(tensors)
        parts = {
            name: torch.split(value, lengths if len(value) == sum(lengths) else 1)
            for name, value in tensors.items()
            if len(value) in (sum(lengths), len(lengths))
        }
        first = _first_alike(list(zip(*parts.values(), strict=True)))
        kept = sorted(set(first))
        if len(kept) == len(first):
            repeats.append(None)
            return args, given
        repeats.append(([lengths[place] for place in kept], [kept.index(place) for place in first]))
        fewer = {name: torch.cat([part[place] for place in kept]) for name, part in parts.items()}
        return tuple(fewer.get(place, value) for place, value in enumerate(args)), {
            name: fewer.get(name, value) for name, value in given.items()
        }

    def repeat(_: object, __: object, out: object) -> object:
        change = repeats.pop()
        return out if change is None else _repeated(out, *change)

    handles = [
        encoder.register_forward_pre_hook(keep_first, with_kwargs=True),
        encoder.register_forward_hook(repeat),
    ]
    try:
        yield
    finally:
        for handle in handles:
            handle.remove()


def _lengths(tensors: Mapping[int | str, Tensor]) -> list[int]:
    """How many rows of the pixels belong to each image."""
    if "grid_thw" in tensors:
        return [int(length) for length in tensors["grid_thw"].prod(-1).tolist()]
    return [1] * len(next(iter(tensors.values())))


def _first_alike(images: Sequence[tuple[Tensor, ...]]) -> list[int]:
    """Of each image, the place of the first that is the same."""
    seen: dict[tuple[tuple[float, ...], ...], list[int]] = {}
    first = []
    for place, image in enumerate(images):
        alike = seen.setdefault(tuple((*part.shape, float(part.float().sum())) for part in image), [])
        same = (other for other in alike if all(torch.equal(a, b) for a, b in zip(image, images[other], strict=True)))
        earlier = next(same, place)
        if earlier == place:
            alike.append(place)
        first.append(earlier)
    return first


def _repeated(out: object, lengths: list[int], order: list[int]) -> object:
    """What an encoder says of some images, again in the order of all; each may have become fewer rows."""
    if isinstance(out, Tensor):
        parts = torch.split(out, [length * len(out) // sum(lengths) for length in lengths])
        return torch.cat([parts[place] for place in order])
    if isinstance(out, dict):  # an output of transformers is one, too
        for name, value in out.items():
            out[name] = _repeated(value, lengths, order)
        return out
    if isinstance(out, (tuple, list)):
        return type(out)(_repeated(value, lengths, order) for value in out)
    return out
