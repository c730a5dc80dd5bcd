"""``zoom`` for many pairs of an image and a question, and for whoever must not wait."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Unpack

from cropvlm_tools.errors import CropVLMError
from cropvlm_tools.images.load import ImageSource, Loaded, load_page
from cropvlm_tools.zooming.options import ZoomKeywords, ZoomOptions
from cropvlm_tools.zooming.result import Zoom
from cropvlm_tools.zooming.zoom import zoom_with


def zoom_many(
    pairs: Iterable[tuple[ImageSource, str]], progress: bool = False, **options: Unpack[ZoomKeywords]
) -> list[Zoom]:
    """A zoom for each pair, in their order; an image that comes again right behind itself is loaded and read once.

    >>> pairs = [("receipt.jpg", "What is the total amount due?"), ("receipt.jpg", "Who is the driver?")]
    >>> [z.box for z in zoom_many(pairs, policy="centre")]
    [Box(x1=0.25, y1=0.25, x2=0.75, y2=0.75), Box(x1=0.25, y1=0.25, x2=0.75, y2=0.75)]
    >>> zoom_many([*pairs, ("missing.jpg", "What is here?")], policy="centre")
    Traceback (most recent call last):
    cropvlm_tools.errors.ImageError: Pair 3: ...

    For files by the thousand there is ``cropvlm batch``, which goes on where it was stopped.

    Args:
        pairs: image and question each; taken one after the other.
        progress: a bar on standard error, with the time that is left where ``pairs`` has a length.
        options: as for ``zoom``.

    Raises:
        CropVLMError: as ``zoom``; the message begins with the number of the pair, from 1.
        ValueError: an option that cannot be.
    """
    return list(zooms_of(pairs, ZoomOptions(**options), progress))


def zooms_of(pairs: Iterable[tuple[ImageSource, str]], options: ZoomOptions, progress: bool = False) -> Iterator[Zoom]:
    """``zoom_many``, one at a time as they are asked for."""
    if progress:
        from tqdm import tqdm

        pairs = tqdm(pairs, unit="zoom", total=len(pairs) if isinstance(pairs, Sequence) else None)
    last: ImageSource | None = None
    loaded: Loaded | None = None
    for number, (image, question) in enumerate(pairs, 1):
        try:
            if loaded is None or not _same(image, last):
                last, loaded = image, load_page(image, options.limits, options.fetch, 1)
            yield zoom_with(loaded, question, options)
        except CropVLMError as error:
            raise type(error)(f"Pair {number}: {error.message}", fix=error.fix, option=error.option) from error


def _same(image: ImageSource, other: ImageSource | None) -> bool:
    return image is other or (isinstance(image, (str, Path)) and isinstance(other, (str, Path)) and image == other)


async def azoom(image: ImageSource, question: str, **options: Unpack[ZoomKeywords]) -> Zoom:
    """``zoom`` in a thread of its own, for programs with an event loop.

    >>> async def boxes():
    ...     both = azoom("receipt.jpg", "Total?", policy="centre"), azoom("receipt.jpg", "Driver?", policy="whole")
    ...     return [z.box for z in await asyncio.gather(*both)]
    >>> asyncio.run(boxes())
    [Box(x1=0.25, y1=0.25, x2=0.75, y2=0.75), None]

    Args:
        image, question, options: as for ``zoom``.

    Raises as ``zoom`` does.
    """
    chosen = ZoomOptions(**options)
    return await asyncio.to_thread(partial(zoom_with, image, question, chosen))
