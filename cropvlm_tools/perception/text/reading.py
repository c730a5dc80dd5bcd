"""The text lines of an image: PP-OCR through rapidocr on onnxruntime, models in its wheel, nothing downloaded."""

from __future__ import annotations

import hashlib
import logging
from collections import OrderedDict
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Protocol, cast

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from cropvlm_tools.boxes import Box
from cropvlm_tools.errors import BoxError
from cropvlm_tools.forks import Lock, Renewed, leave_behind
from cropvlm_tools.perception.element import Line
from cropvlm_tools.perception.text.detection import (
    DENSE,
    LONGEST_EDGE,
    NEVER,
    Quad,
    bounds,
    find_quads,
    tightened,
)
from cropvlm_tools.perception.text.repeats import first_alike
from cropvlm_tools.perception.text.tiles import find_closer

_log = logging.getLogger(__name__)

SMALLEST_EDGE = 16  # px, no legible text below
_LONGEST_LINE = 40  # width of a line in heights; longer ones are read up to here
_MOST_LINES = 400
_NARROWED, _NARROWEST = 0.7, 64 / 48  # share of a dense page's strip's width; width in heights not gone below
CACHED_IMAGES = 64


class _Texts(Protocol):
    """What rapidocr's recogniser gives: a text and a score for each strip; None of either where there is none."""

    txts: tuple[str, ...] | None
    scores: tuple[float, ...] | None


class Engines(Renewed):
    """One detector and one recogniser; rapidocr keeps its switches on the instance, hence two and a lock."""

    def __init__(self, threads: int) -> None:
        from rapidocr import RapidOCR

        super().__init__()
        settings = {
            "Global.log_level": "critical",
            "Global.use_preprocess_img": False,
            "Global.use_vertical_padding": False,
            "Global.use_cls": False,
            "Global.text_score": 0.0,
            "EngineConfig.onnxruntime.intra_op_num_threads": threads,
            "Det.limit_side_len": LONGEST_EDGE,
            "Det.limit_type": "max",
            "Rec.rec_batch_num": 1,
            "Rec.rec_img_shape": [3, 48, 96],  # the floor of a line's width; padding short words to 320 costs a third
        }
        self.lock = Lock()
        self._detector = RapidOCR(params={**settings, "Global.use_rec": False})
        self._recogniser = RapidOCR(params={**settings, "Global.use_det": False})
        # its model is loaded by the first dense page
        several = {"Rec.rec_batch_num": 4, "Rec.rec_img_shape": [3, 48, 64]}
        self.faster = RapidOCR(params={**settings, **several, "Global.use_det": False})

    def renew(self) -> None:
        """In a forked child: its threads are not there, and another one may have been reading with it."""
        leave_behind(self)
        engines_of.cache_clear()

    def quads(self, pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
        """(n, 4, 2) corner points in pixels, clockwise from the upper left."""
        quads: NDArray[np.float32] | None = self._detector(pixels).boxes  # type: ignore[union-attr]
        return np.zeros((0, 4, 2), np.float32) if quads is None else np.asarray(quads, np.float32)[:_MOST_LINES]

    def text(self, strip: NDArray[np.uint8]) -> tuple[str, float]:
        read = cast(_Texts, self._recogniser(strip))
        return (read.txts[0].strip(), float(read.scores[0])) if read.txts and read.scores else ("", 0.0)

    def texts(self, strips: Sequence[NDArray[np.uint8]]) -> list[tuple[str, float]]:
        """Of a dense page: texts as ``text`` gives them, less certain."""
        alike = first_alike(strips)
        firsts = sorted(set(alike))
        read = cast(_Texts, self.faster.recognize_txt([_narrowed(strips[i]) for i in firsts]))
        texts = zip(firsts, read.txts or (), read.scores or (), strict=True)
        known = {i: (text.strip(), float(score)) for i, text, score in texts}
        return [known[i] for i in alike]


_lines: OrderedDict[tuple[str, int, int, bool], tuple[Line, ...]] = OrderedDict()
_lines_lock = Lock()
engines_of = lru_cache(maxsize=2)(Engines)
_engines_lock = Lock()


def read_lines(
    image: Image.Image, threads: int = -1, min_score: float = 0.5, dense: int = DENSE, closer: bool = False
) -> tuple[Line, ...]:
    """The lines of an upright RGB image from top to bottom; the last 64 readings of the process are remembered.

    Args:
        image: RGB.
        threads: of onnxruntime; -1 is one for each core.
        min_score: lines the recogniser is less sure of are left out.
        dense: lines from which a page is read faster and less exactly; ``NEVER`` is never.
        closer: look for small print and lone words too (``tiles``): some 3 s for 12 megapixels on 2 cores.
    """
    key = (_digest(image), threads, dense, closer)
    with _lines_lock:
        if key in _lines:
            _lines.move_to_end(key)
            return tuple(line for line in _lines[key] if line.score >= min_score)
    known = read_lines(image, threads, 0.0, dense) if closer else ()
    with _engines_lock:
        engines = engines_of(threads)
    with engines.lock:
        lines = read_closer(image, engines, known, dense) if closer else read_page(image, engines, dense)
    with _lines_lock:
        _lines[key] = lines
        while len(_lines) > CACHED_IMAGES:
            _lines.popitem(last=False)
    return tuple(line for line in lines if line.score >= min_score)


def forget_lines() -> None:
    """Empty the memory of lines already read."""
    with _lines_lock:
        _lines.clear()


def _digest(image: Image.Image) -> str:
    digest = hashlib.sha256(repr((image.size, image.mode)).encode())
    digest.update(image.tobytes())
    return digest.hexdigest()


def read_page(image: Image.Image, engines: Engines, dense: int) -> tuple[Line, ...]:
    """The lines of a first look, read by these engines; nothing is remembered. ``dense`` as for ``read_lines``."""

    def at_first(dense: int) -> tuple[Line, ...]:
        quads, slack = find_quads(image, engines, dense)
        return _lines_in(image, engines, quads, slack, dense)

    return () if min(image.size) < SMALLEST_EDGE else _fast_or_careful(at_first, dense)


def read_closer(image: Image.Image, engines: Engines, known: Sequence[Line], dense: int) -> tuple[Line, ...]:
    """The known lines and those that only a closer look finds."""
    if min(image.size) < SMALLEST_EDGE or len(known) >= _MOST_LINES:
        return tuple(known)
    boxes = [line.box.to_pixels(image.size) for line in known]
    quads = find_closer(image, engines, boxes, _MOST_LINES - len(known))
    new = _fast_or_careful(lambda dense: _lines_in(image, engines, quads, 0.0, dense), dense)
    return tuple(sorted((*known, *new), key=lambda line: line.box.y1))


def _fast_or_careful(read: Callable[[int], tuple[Line, ...]], dense: int) -> tuple[Line, ...]:
    """What ``read`` gives from ``dense`` lines on the fast way; whatever fails there is read with care."""
    if dense < NEVER:
        try:
            return read(dense)
        except Exception as error:
            _log.warning("A page could not be read the fast way: %r", error)
    return read(NEVER)


def _lines_in(
    image: Image.Image, engines: Engines, places: Sequence[Quad], slack: float, dense: int
) -> tuple[Line, ...]:
    """What stands in the quads, each side of which lies ``slack`` px too far out."""
    long_edge = max(image.size)
    original = np.asarray(image)
    quads, strips, heights = [], [], []
    for quad in places:
        width = float(max(np.linalg.norm(quad[0] - quad[1]), np.linalg.norm(quad[3] - quad[2])))
        height = float(max(np.linalg.norm(quad[0] - quad[3]), np.linalg.norm(quad[1] - quad[2])))
        if min(width, height) < 3 + 2 * slack:
            continue
        strip = _straightened(original, quad, width, height)
        quads.append(tightened(quad, slack, width, height) if slack else quad)
        strips.append(strip if height < 1.5 * width else np.rot90(strip))
        heights.append((min(width, height) - 2 * slack) / long_edge)
    texts = engines.texts(strips) if len(strips) >= dense else [engines.text(strip) for strip in strips]
    lines = []
    for quad, height, (text, score) in zip(quads, heights, texts, strict=True):
        try:
            box = Box.from_pixels(bounds(quad), image.size)
        except BoxError:
            continue
        if text:
            lines.append(Line(text, box, height, score))
    return tuple(lines)


def _straightened(pixels: NDArray[np.uint8], quad: Quad, width: float, height: float) -> NDArray[np.uint8]:
    """The line cut from the RGB pixels, straight, in BGR as the engine was trained, at most 96 px high."""
    import cv2

    scale = min(1.0, 96 / min(width, height))
    w, h = max(round(width * scale), 1), max(round(height * scale), 1)
    w, h = min(w, h * _LONGEST_LINE) if w >= h else w, min(h, w * _LONGEST_LINE) if h > w else h
    target = np.array([[0, 0], [width * scale, 0], [width * scale, height * scale], [0, height * scale]], np.float32)
    transform = cv2.getPerspectiveTransform(quad, target)
    strip = cv2.warpPerspective(pixels, transform, (w, h), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return np.ascontiguousarray(strip[:, :, ::-1], np.uint8)


def _narrowed(strip: NDArray[np.uint8]) -> NDArray[np.uint8]:
    import cv2

    height, width = strip.shape[:2]
    narrow = min(width, max(round(_NARROWED * width), round(_NARROWEST * height), 1))
    return np.asarray(cv2.resize(strip, (narrow, height), interpolation=cv2.INTER_AREA), np.uint8)
