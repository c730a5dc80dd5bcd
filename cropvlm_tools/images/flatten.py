"""Transparency flattened: on a ground on which nothing vanishes."""

from __future__ import annotations

from PIL import Image, ImageChops

WHITE, DARK = (255, 255, 255), (32, 32, 32)

_VISIBLE = 64  # alpha, of 255: what is fainter counts as ground
_PALE = 192  # luminance (ITU-R 601, of 255): from there print hardly shows on white; yellow has 226, orange 173
_INK = 96  # up to there print hardly shows on the dark ground; red has 76, a middle grey 128
_SOME, _NO = 0.1, 0.02  # shares of the outline: the least that counts as print, the most that edges and dust make up
_SAMPLE = 4_000_000  # pixels of whole rows that are looked at: 40 ms


def flatten(image: Image.Image) -> Image.Image:
    """An RGBA image as RGB: on white, or on dark grey where what is opaque would vanish on white.

    Judged by the outline, the visible pixels with an invisible one to the left or right: on dark grey, where at least
    a tenth of it is pale and at most a fiftieth is dark. White boxes with black print stay on white.
    """
    alpha = image.getchannel("A")
    rgb = Image.new("RGB", image.size, DARK if _is_pale(image) else WHITE)
    rgb.paste(image, mask=alpha)
    return rgb


def _is_pale(image: Image.Image) -> bool:
    if image.width * image.height > _SAMPLE:
        image = image.resize((image.width, max(_SAMPLE // image.width, 1)), Image.Resampling.NEAREST)
    visible = image.getchannel("A").point([0] * _VISIBLE + [255] * (256 - _VISIBLE))
    beside = ImageChops.darker(ImageChops.offset(visible, 1, 0), ImageChops.offset(visible, -1, 0))
    outline = image.convert("L").histogram(ImageChops.subtract(visible, beside))
    pale, ink = sum(outline[_PALE:]), sum(outline[: _INK + 1])
    return pale > 0 and pale >= _SOME * sum(outline) and ink <= _NO * sum(outline)
