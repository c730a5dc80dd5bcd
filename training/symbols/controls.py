"""Controls that are drawn rather than taken from a set: switches, check boxes, radio buttons, in many styles."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

CONTROLS = (
    "switch on",
    "switch off",
    "check box ticked",
    "check box empty",
    "radio button selected",
    "radio button empty",
    "more three dots",
    "more three dots vertical",
    "mouse pointer cursor",
    "windows start",
)
"""Words of the concepts that are drawn."""

_POINTER = np.array([(0, 0), (0, 17), (4, 13), (7, 20), (10, 19), (7, 12), (12, 12)]) / 20


def draw_control(name: str, square: NDArray[np.uint8], generator: np.random.Generator) -> NDArray[np.uint8]:
    """One control drawn on the ground of a square, which is changed."""
    big = np.asarray(cv2.resize(square, (96, 96), interpolation=cv2.INTER_NEAREST), np.uint8)
    ground = int(square.mean())
    pen = _Pen(big, ground, generator)
    if name.startswith("switch"):
        _switch(pen, name == "switch on")
    elif name.startswith("check"):
        _check_box(pen, name == "check box ticked")
    elif name.startswith("radio"):
        _radio(pen, name == "radio button selected")
    elif name.startswith("more"):
        _dots(pen, name.endswith("vertical"))
    elif name.startswith("mouse"):
        _pointer(pen)
    else:
        _panes(pen)
    side = max(len(square), 10)
    return np.asarray(cv2.resize(big, (side, side), interpolation=cv2.INTER_AREA), np.uint8)


class _Pen:
    """A square of 96 px, and the colours that stand out from its ground."""

    def __init__(self, square: NDArray[np.uint8], ground: int, generator: np.random.Generator) -> None:
        self.square, self.generator = square, generator
        grey = generator.integers(90, 190)
        self.strong = [int(value) for value in generator.integers(0, 256, 3)]
        if max(abs(value - ground) for value in self.strong) < 80:
            self.strong = [0, 120, 215] if ground > 128 else [120, 220, 160]
        if generator.random() < 0.3:
            self.strong = [20, 20, 20] if ground > 128 else [240, 240, 240]
        away = int(np.clip(ground - grey // 2, 0, 255) if ground > 128 else np.clip(ground + grey // 2, 0, 255))
        self.pale = [away] * 3
        self.light = [255, 255, 255] if sum(self.strong) < 500 else [20, 20, 20]
        self.jitter = generator.uniform(-4, 4, 2)

    def pill(self, left: float, top: float, right: float, bottom: float, colour: list[int], thick: int = -1) -> None:
        """A box with round ends."""
        radius = int((bottom - top) / 2)
        if thick < 0:
            cv2.rectangle(self.square, _at(left + radius, top), _at(right - radius, bottom), colour, -1)
            for x in (left + radius, right - radius):
                cv2.circle(self.square, _at(x, (top + bottom) / 2), radius, colour, -1, cv2.LINE_AA)
            return
        for x, start in ((left + radius, 90), (right - radius, -90)):
            centre = _at(x, (top + bottom) / 2)
            cv2.ellipse(self.square, centre, (radius, radius), 0, start, start + 180, colour, thick, cv2.LINE_AA)
        for y in (top, bottom):
            cv2.line(self.square, _at(left + radius, y), _at(right - radius, y), colour, thick)


def _at(x: float, y: float) -> tuple[int, int]:
    return round(x), round(y)


def _switch(pen: _Pen, on: bool) -> None:
    random = pen.generator
    half = random.uniform(17, 24)
    left, right, top, bottom = 12 + random.uniform(-2, 4), 84 + random.uniform(-4, 2), 48 - half, 48 + half
    knob = half * random.uniform(0.55, 0.9)
    at = right - half if on else left + half
    style = random.random()
    if style < 0.6:  # filled track, knob inside
        pen.pill(left, top, right, bottom, pen.strong if on else pen.pale)
        inner = pen.light if on else ([255] * 3 if random.random() < 0.7 else [90] * 3)
    elif style < 0.85:  # bordered track
        if on:
            pen.pill(left, top, right, bottom, pen.strong)
            inner = pen.light
        else:
            pen.pill(left, top, right, bottom, pen.pale, 4)
            inner, knob = pen.pale, knob * 0.75
    else:  # thin track, knob larger than it
        pen.pill(left + 6, 48 - half * 0.55, right - 6, 48 + half * 0.55, pen.pale)
        inner, knob = (pen.strong if on else [250] * 3), half
    cv2.circle(pen.square, _at(at, 48), round(knob), inner, -1, cv2.LINE_AA)
    if on and random.random() < 0.15:
        cv2.polylines(pen.square, [_tick(at, 48, knob * 0.5)], False, pen.strong, 3, cv2.LINE_AA)


def _tick(x: float, y: float, size: float) -> NDArray[np.int32]:
    points = [(x - size, y), (x - size * 0.25, y + size * 0.7), (x + size, y - size * 0.7)]
    return np.array(points).round().astype(np.int32)


def _check_box(pen: _Pen, ticked: bool) -> None:
    random = pen.generator
    low, high = _at(15 + pen.jitter[0] / 2, 15), _at(81, 81 + pen.jitter[1] / 2)
    thick = int(random.integers(3, 10))
    if ticked and random.random() < 0.6:
        cv2.rectangle(pen.square, low, high, pen.strong, -1)
        cv2.polylines(pen.square, [_tick(48, 48, 20)], False, pen.light, int(random.integers(5, 10)), cv2.LINE_AA)
        return
    cv2.rectangle(pen.square, low, high, pen.pale if random.random() < 0.6 else pen.strong, thick)
    if ticked:
        if random.random() < 0.85:
            cv2.polylines(pen.square, [_tick(48, 48, 20)], False, pen.strong, int(random.integers(5, 10)), cv2.LINE_AA)
        else:
            for y in (-16, 16):
                cv2.line(pen.square, _at(32, 48 - y), _at(64, 48 + y), pen.strong, 6, cv2.LINE_AA)


def _radio(pen: _Pen, selected: bool) -> None:
    random = pen.generator
    thick = int(random.integers(3, 10))
    cv2.circle(pen.square, (48, 48), 33, pen.strong if selected else pen.pale, thick, cv2.LINE_AA)
    if selected:
        cv2.circle(pen.square, (48, 48), int(random.integers(12, 24)), pen.strong, -1, cv2.LINE_AA)


def _dots(pen: _Pen, vertical: bool) -> None:
    radius, step = int(pen.generator.integers(5, 10)), pen.generator.uniform(24, 28)
    for number in (-1, 0, 1):
        x, y = (48, 48 + number * step) if vertical else (48 + number * step, 48)
        cv2.circle(pen.square, _at(x, y), radius, pen.strong, -1, cv2.LINE_AA)


def _pointer(pen: _Pen) -> None:
    corners = (_POINTER * 72 + (28, 12)).round().astype(np.int32)
    dark = pen.generator.random() < 0.3
    cv2.fillPoly(pen.square, [corners], [0] * 3 if dark else [255] * 3, cv2.LINE_AA)
    cv2.polylines(
        pen.square, [corners], True, [255] * 3 if dark else [0] * 3, int(pen.generator.integers(3, 6)), cv2.LINE_AA
    )


def _panes(pen: _Pen) -> None:
    """Four panes."""
    gap, slant = int(pen.generator.integers(2, 6)), int(pen.generator.integers(0, 5))
    for left, right in ((15, 48 - gap), (48 + gap, 81)):
        for top, bottom in ((15, 48 - gap), (48 + gap, 81)):
            lean = slant if top < 48 else -slant
            corners = np.array([(left, top + lean), (right, top), (right, bottom), (left, bottom + lean)], np.int32)
            cv2.fillPoly(pen.square, [corners], pen.strong, cv2.LINE_AA)
