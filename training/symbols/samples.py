"""Samples for the recogniser: icons at many sizes, weights, colours and grounds, and what is no icon."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import ImageFont

from cropvlm_tools.perception.symbols.crops import MARGIN, shrunk
from training.symbols.concepts import concepts
from training.symbols.controls import CONTROLS, draw_control
from training.symbols.icons import Icon

Pixels = NDArray[np.uint8]
"""(h, w, 3)."""

_WORDS = (
    "Search Settings Home File Edit View Help Open Save Price Total Name Date New Free Log in 2024 12:30 99 1 2 7 A B "
    "$9.99 100% 3.5 Delivery Account More About Send Cancel OK Yes No GB km #4 (12) A4 PM 08 5 6"
)
_TYPEFACES = (
    "DejaVuSans DejaVuSans-Bold DejaVuSansCondensed DejaVuSerif DejaVuSansMono LiberationSans-Regular "
    "LiberationSans-Bold LiberationSansNarrow-Regular LiberationSerif-Regular LiberationMono-Regular OpenSans-Regular "
    "OpenSans-Semibold Lato-Regular Lato-Bold Carlito-Regular FreeSans FreeSerif"
)
_FILLABLE = {
    "heart favorite like", "star", "bookmark", "home house", "bell notifications", "user person profile", "flag",
    "cloud", "chat speech bubble", "lock", "folder", "camera", "mail envelope", "shopping bag", "map pin location",
    "image picture", "file document", "play", "trash delete bin", "microphone", "phone call", "shield security",
}  # fmt: skip  # drawn as outlines in one set, filled in another


@dataclass
class Samples:
    """Draws samples of icons by concept.

    Args:
        icons: those of each concept; the last list is of icons that stand for none.
        without: (h, w, 3) pictures' pieces known to hold no symbol, of any size.
    """

    icons: Sequence[Sequence[Icon]]
    without: Sequence[Pixels]
    fonts: list[ImageFont.FreeTypeFont] = field(init=False)

    def __post_init__(self) -> None:
        self.fonts = list(_fonts())
        self.words = {concept.words: number for number, concept in enumerate(concepts())}
        self.fillable = {self.words[name] for name in _FILLABLE}

    @property
    def classes(self) -> int:
        """Concepts, then what stands for none of them, then no icon at all."""
        return len(self.icons) + 1

    def batch(self, count: int, generator: np.random.Generator) -> tuple[Pixels, NDArray[np.int64]]:
        """(count, EDGE, EDGE, 3) crops and their classes."""
        drawn = [self.one(generator) for _ in range(count)]
        return np.stack([crop for crop, _ in drawn]), np.array([number for _, number in drawn])

    def one(self, generator: np.random.Generator) -> tuple[Pixels, int]:
        """One crop and its class."""
        what = generator.random()
        if what < 0.2:
            return worn(self._no_icon(generator), generator), len(self.icons)
        if what < 0.27:
            name = CONTROLS[generator.integers(len(CONTROLS))]
            square = _ground(round(_log_uniform(generator, 14, 60)), generator)
            return worn(draw_control(name, square, generator), generator), self.words[name]
        number = len(self.icons) - 1 if what < 0.3 else int(generator.integers(len(self.icons) - 1))
        if not self.icons[number]:
            return self.one(generator)
        icon = self.icons[number][int(generator.integers(len(self.icons[number])))]
        return worn(self._drawn(icon, number in self.fillable, generator), generator), number

    def _drawn(self, icon: Icon, fillable: bool, generator: np.random.Generator) -> Pixels:
        size = round(_log_uniform(generator, 9, 64))
        ink = icon.ink
        if ink.ndim == 2:
            ink = _weighted(ink, generator)
            if fillable and generator.random() < 0.3:
                ink = filled(ink)
        height, width = ink.shape[:2]
        stretch = generator.uniform(0.93, 1.07)
        scale = size / max(height, width)
        shape = (max(round(width * scale * stretch), 2), max(round(height * scale / stretch), 2))
        ink = np.asarray(cv2.resize(ink, shape, interpolation=cv2.INTER_AREA), np.uint8)
        longer = max(shape)
        margin = generator.uniform(MARGIN - 0.1, MARGIN + (0.14 if generator.random() < 0.75 else 0.35))
        on_button = generator.random() < 0.3
        side = round(longer * (1 + 2 * margin) * (generator.uniform(1.3, 1.9) if on_button else 1.0)) + 1
        square = _ground(side, generator)
        if on_button:
            _button(square, generator)
        middle = square[side // 2, side // 2].astype(int)
        slack = max((side - longer) // 3, 0)
        x = (side - shape[0]) // 2 + int(generator.integers(-slack, slack + 1) * (not on_button))
        y = (side - shape[1]) // 2 + int(generator.integers(-slack, slack + 1) * (not on_button))
        x, y = max(x, 0), max(y, 0)
        place = square[y : y + shape[1], x : x + shape[0]]
        ink = ink[: place.shape[0], : place.shape[1]]
        cover = (ink if ink.ndim == 2 else ink[:, :, 3])[:, :, None] / 255.0
        colour = ink[:, :, :3] if ink.ndim == 3 else _against(middle, generator)
        place[:] = (place * (1 - cover) + colour * cover).astype(np.uint8)
        if generator.random() < 0.06:
            radius = max(longer // 6, 2)
            cv2.circle(square, (min(x + shape[0], side - 1), y), radius, (230, 40, 40), -1, cv2.LINE_AA)
        if generator.random() < 0.25:
            self._neighbour(square, generator)
        return square

    @staticmethod
    def _neighbour(square: Pixels, generator: np.random.Generator) -> None:
        """Something beside it that reaches into the crop: a line, or a piece of text."""
        side = len(square)
        colour = _against(square[side // 2, 0].astype(int), generator).tolist()
        at = int(generator.integers(0, max(side // 10, 1) + 1))
        if generator.random() < 0.5:
            square[at : at + 1] = colour
        else:
            square[side // 4 : side // 4 * 3, side - 1 - at : side] = colour
        if generator.random() < 0.5:
            square[:] = np.rot90(square, int(generator.integers(4))) if generator.random() < 0.0 else square

    def _no_icon(self, generator: np.random.Generator) -> Pixels:
        what = generator.random()
        if what < 0.6 and self.without:
            return np.array(self.without[int(generator.integers(len(self.without)))])
        side = round(_log_uniform(generator, 14, 70))
        square = _ground(side, generator)
        colour = _against(square[0, 0].astype(int), generator)
        if what < 0.9:
            words = _WORDS.split()
            text = words[generator.integers(len(words))]
            if generator.random() < 0.5:
                text = text[generator.integers(len(text))]
            if text.isalpha() and generator.random() < 0.5:
                text = text.lower()
            mask = self.fonts[generator.integers(len(self.fonts))].getmask(text)
            ink = np.array(mask, np.uint8).reshape(mask.size[::-1])
            return _letters(square, ink, colour, generator)
        for _ in range(int(generator.integers(1, 4))):
            ends = generator.integers(0, side, 4)
            if generator.random() < 0.6:
                ends[2 + int(generator.integers(2))] = ends[int(generator.integers(2))]
            thick = int(generator.integers(1, 4))
            if generator.random() < 0.5:
                cv2.rectangle(square, ends[:2].tolist(), ends[2:].tolist(), colour.tolist(), thick)
            else:
                cv2.line(square, ends[:2].tolist(), ends[2:].tolist(), colour.tolist(), thick, cv2.LINE_AA)
        return square


def _fonts() -> Iterator[ImageFont.FreeTypeFont]:
    """Those of ``_TYPEFACES`` that this machine has, else Pillow's own."""
    found = 0
    for name in _TYPEFACES.split():
        with suppress(OSError):
            yield ImageFont.truetype(f"{name}.ttf", 40)
            found += 1
    if not found and isinstance(own := ImageFont.load_default(40), ImageFont.FreeTypeFont):
        yield own


def _letters(square: Pixels, ink: Pixels, colour: NDArray[np.int64], generator: np.random.Generator) -> Pixels:
    """Letters that fill the square, or run out of it."""
    side = len(square)
    scale = side * generator.uniform(0.6, 0.9) / (max(ink.shape) if generator.random() < 0.6 else ink.shape[0])
    small = cv2.resize(ink, (max(round(ink.shape[1] * scale), 2), max(round(ink.shape[0] * scale), 2)),
                       interpolation=cv2.INTER_AREA)  # fmt: skip
    from_ = int(generator.integers(0, max(small.shape[1] - side, 0) + 1))
    small = small[:side, from_ : from_ + side]
    y, x = (side - small.shape[0]) // 2, (side - small.shape[1]) // 2
    place = square[y : y + small.shape[0], x : x + small.shape[1]]
    cover = small[:, :, None] / 255.0
    place[:] = (place * (1 - cover) + colour * cover).astype(np.uint8)
    return square


def filled(ink: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """An outline's inside filled, and what stands inside of it left open."""
    line = (ink > 127).astype(np.uint8)
    outer, _ = cv2.findContours(line, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    whole = cv2.drawContours(np.zeros_like(ink), outer, -1, 255, -1)
    count, parts, stats, _ = cv2.connectedComponentsWithStats(line)
    if count < 2:
        return ink
    rim = 1 + int(stats[1:, 2:4].max(axis=1).argmax())
    inside = (line > 0) & (parts != rim)
    return np.asarray(np.where(inside, 0, np.maximum(whole, ink)), np.uint8)


def _weighted(ink: NDArray[np.uint8], generator: np.random.Generator) -> NDArray[np.uint8]:
    """Bolder or lighter strokes."""
    by = int(generator.integers(-2, 4))
    if by > 0:
        wide = cv2.copyMakeBorder(ink, by, by, by, by, cv2.BORDER_CONSTANT)
        return np.asarray(cv2.dilate(wide, np.ones((by + 1, by + 1), np.uint8)), np.uint8)
    if by < 0:
        thin = np.asarray(cv2.erode(ink, np.ones((1 - by, 1 - by), np.uint8)), np.uint8)
        return thin if thin.sum() > 0.5 * ink.sum() else ink
    return ink


def _ground(side: int, generator: np.random.Generator) -> Pixels:
    """Plain, or shaded from one colour to another."""
    side = max(side, 8)
    light = generator.random()
    base = generator.uniform(225, 256, 3) if light < 0.5 else generator.uniform(0, 256, 3)
    if light < 0.7:
        base = np.full(3, base[0]) + generator.uniform(-6, 6, 3)
    square = np.broadcast_to(base, (side, side, 3)).clip(0, 255)
    if generator.random() < 0.15:
        ramp = np.linspace(0, 1, side)[:, None, None] * generator.uniform(-60, 60, 3)
        square = (square + (ramp if generator.random() < 0.5 else ramp.transpose(1, 0, 2))).clip(0, 255)
    return square.astype(np.uint8)


def _button(square: Pixels, generator: np.random.Generator) -> None:
    """A disc or a box, filled or bordered, nearly as large as the square."""
    side = len(square)
    inset = round(side * generator.uniform(0.04, 0.14))
    colour = _against(square[0, 0].astype(int), generator).tolist()
    thick = -1 if generator.random() < 0.65 else max(round(side * generator.uniform(0.02, 0.06)), 1)
    if generator.random() < 0.5:
        cv2.circle(square, (side // 2, side // 2), side // 2 - inset, colour, thick, cv2.LINE_AA)
    else:
        cv2.rectangle(square, (inset, inset), (side - 1 - inset, side - 1 - inset), colour, thick, cv2.LINE_AA)


def _against(ground: NDArray[np.int64], generator: np.random.Generator) -> NDArray[np.int64]:
    """A colour that stands out from another one."""
    grey = generator.random() < 0.6
    for _ in range(20):
        colour = np.full(3, generator.integers(256)) if grey else generator.integers(0, 256, 3)
        if np.abs(colour - ground).max() >= 70:
            return colour
    return np.full(3, 255 if ground.mean() < 128 else 0)


def worn(square: Pixels, generator: np.random.Generator) -> Pixels:
    """(EDGE, EDGE, 3): blurred by scaling, compressed, and with noise now and then."""
    side = len(square)
    if generator.random() < 0.42 and side > 16:
        small = max(round(side * generator.uniform(0.5, 1.0)), 10)
        square = np.asarray(cv2.resize(square, (small, small), interpolation=cv2.INTER_AREA), np.uint8)
    if generator.random() < 0.35:
        quality = int(generator.integers(35, 95))
        _, packed = cv2.imencode(".jpg", square, [cv2.IMWRITE_JPEG_QUALITY, quality])
        square = np.asarray(cv2.imdecode(packed, cv2.IMREAD_COLOR), np.uint8)
    crop = shrunk(square)
    if generator.random() < 0.1:
        crop = (crop + generator.normal(0, generator.uniform(1, 8), crop.shape)).clip(0, 255).astype(np.uint8)
    return crop


def _log_uniform(generator: np.random.Generator, low: float, high: float) -> float:
    return float(np.exp(generator.uniform(np.log(low), np.log(high))))
