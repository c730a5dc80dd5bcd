"""The text lines of an image: PP-OCR through rapidocr on onnxruntime, models in its wheel, nothing downloaded."""

from __future__ import annotations

import hashlib
import logging
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from cropvlm_tools.boxes import Box, Size
from cropvlm_tools.errors import BoxError
from cropvlm_tools.policies.ocr.density import likely_lines
from cropvlm_tools.policies.ocr.repeats import first_alike

_log = logging.getLogger(__name__)

SMALLEST_EDGE = 16  # px, no legible text below
# what the detector is shown, in pixels: an A4 page as 1600x1300; long strips keep their width, up to an edge of 4000
_MOST_PIXELS, _LONGEST_EDGE = 1600 * 1300, 4000
_ENLARGE_BELOW = 960  # px, long edge under which small print is missed unless enlarged
_FEW_LINES, _SECOND_LOOK = 12, 1.5  # street signs are small and few: a second look, this much larger, finds more
_LONGEST_LINE = 40  # width of a line in heights; longer ones are read up to here
_MOST_LINES = 400
DENSE = 150
"""Lines from which a page is read faster: found on fewer pixels, repeated cells read once, strips narrower."""

NEVER = 10_000
"""Lines that no page has; as ``dense``, every page is read with all care, as for the training of the weights."""

_FEWER_PIXELS = 0.5  # share of a dense page's pixels on which its lines are looked for
_SURELY = 1.02  # times as many must be found there as make a page dense: up to two more are than on all pixels
_LOOSER = 1.3  # px of the detector by which each side of a line lies further out there; chosen for boxes no larger
_NARROWED, _NARROWEST = 0.7, 64 / 48  # share of a dense page's strip's width; width in heights not gone below
_CACHED_IMAGES = 64


Quad = NDArray[np.float32]
"""(4, 2) corner points in pixels, clockwise from the upper left."""


@dataclass(frozen=True)
class Line:
    """One line of text as the OCR engine sees it."""

    text: str
    box: Box
    """Relative xyxy, upright rectangle around the line."""

    height: float
    """Of the text across its direction, as a share of the image's *long edge*: times a view's long edge, pixels."""

    score: float
    """The recogniser's confidence, in [0, 1]."""


class _Engines:
    """One detector and one recogniser; rapidocr keeps its switches on the instance, hence two and a lock."""

    def __init__(self, threads: int) -> None:
        from rapidocr import RapidOCR

        settings = {
            "Global.log_level": "critical",
            "Global.use_preprocess_img": False,
            "Global.use_vertical_padding": False,
            "Global.use_cls": False,
            "Global.text_score": 0.0,
            "EngineConfig.onnxruntime.intra_op_num_threads": threads,
            "Det.limit_side_len": _LONGEST_EDGE,
            "Det.limit_type": "max",
            "Rec.rec_batch_num": 1,
            "Rec.rec_img_shape": [3, 48, 96],  # the floor of a line's width; padding short words to 320 costs a third
        }
        self.lock = Lock()
        self._detector = RapidOCR(params={**settings, "Global.use_rec": False})
        self._recogniser = RapidOCR(params={**settings, "Global.use_det": False})
        # its model is loaded by the first dense page
        several = {"Rec.rec_batch_num": 4, "Rec.rec_img_shape": [3, 48, 64]}
        self._faster = RapidOCR(params={**settings, **several, "Global.use_det": False})

    def quads(self, pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
        """(n, 4, 2) corner points in pixels, clockwise from the upper left."""
        found: Any = self._detector(pixels).boxes  # type: ignore[union-attr]
        return np.zeros((0, 4, 2), np.float32) if found is None else np.asarray(found, np.float32)[:_MOST_LINES]

    def text(self, strip: NDArray[np.uint8]) -> tuple[str, float]:
        found: Any = self._recogniser(strip)
        return (found.txts[0].strip(), float(found.scores[0])) if found.txts else ("", 0.0)

    def texts(self, strips: Sequence[NDArray[np.uint8]]) -> list[tuple[str, float]]:
        """Of a dense page: texts as ``text`` gives them, less certain."""
        alike = first_alike(strips)
        read = sorted(set(alike))
        found: Any = self._faster.recognize_txt([_narrowed(strips[i]) for i in read])
        known = {i: (text.strip(), float(score)) for i, text, score in zip(read, found.txts, found.scores, strict=True)}
        return [known[i] for i in alike]


_lines: OrderedDict[tuple[str, int, int], tuple[Line, ...]] = OrderedDict()
_lines_lock = Lock()
_engines = lru_cache(maxsize=2)(_Engines)
_engines_lock = Lock()


def read_lines(image: Image.Image, threads: int = -1, min_score: float = 0.5, dense: int = DENSE) -> tuple[Line, ...]:
    """The lines of an upright RGB image from top to bottom; the last 64 images of the process are remembered.

    Args:
        image: RGB.
        threads: of onnxruntime; -1 is one for each core.
        min_score: lines the recogniser is less sure of are left out.
        dense: lines from which a page is read faster and less exactly; ``NEVER`` is never.
    """
    key = (_digest(image), threads, dense)
    with _lines_lock:
        if key in _lines:
            _lines.move_to_end(key)
            return tuple(line for line in _lines[key] if line.score >= min_score)
    with _engines_lock:
        engines = _engines(threads)
    with engines.lock:
        lines = _read(image, engines, dense)
    with _lines_lock:
        _lines[key] = lines
        while len(_lines) > _CACHED_IMAGES:
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


def _read(image: Image.Image, engines: _Engines, dense: int) -> tuple[Line, ...]:
    """As ``_read_from`` does; whatever fails on the fast way, the page is read with care."""
    if dense < NEVER:
        try:
            return _read_from(image, engines, dense)
        except Exception as error:
            _log.warning("A page could not be read the fast way: %r", error)
    return _read_from(image, engines, NEVER)


def _read_from(image: Image.Image, engines: _Engines, dense: int) -> tuple[Line, ...]:
    import cv2

    if min(image.size) < SMALLEST_EDGE:
        return ()
    long_edge = max(image.size)
    original = np.asarray(image)
    found, slack = _found(image, engines, dense)
    quads, strips, heights = [], [], []
    for quad in found:
        width = float(max(np.linalg.norm(quad[0] - quad[1]), np.linalg.norm(quad[3] - quad[2])))
        height = float(max(np.linalg.norm(quad[0] - quad[3]), np.linalg.norm(quad[1] - quad[2])))
        if min(width, height) < 3 + 2 * slack:
            continue
        strip = _straightened(original, quad, width, height, cv2)
        quads.append(_tightened(quad, slack, width, height) if slack else quad)
        strips.append(strip if height < 1.5 * width else np.rot90(strip))
        heights.append((min(width, height) - 2 * slack) / long_edge)
    texts = engines.texts(strips) if len(strips) >= dense else [engines.text(strip) for strip in strips]
    lines = []
    for quad, height, (text, score) in zip(quads, heights, texts, strict=True):
        try:
            box = Box.from_pixels(_bounds(quad), image.size)
        except BoxError:
            continue
        if text:
            lines.append(Line(text, box, height, score))
    return tuple(lines)


def _found(image: Image.Image, engines: _Engines, dense: int) -> tuple[list[Quad], float]:
    """Corner points of every line in pixels of the image, and by how many each side lies too far out: those of a dense
    page are found on fewer pixels, which show lines looser."""
    if dense < NEVER and likely_lines(image) >= dense:
        scale = _detection_scale(image.size) * _FEWER_PIXELS**0.5
        quads = list(engines.quads(_resized(image, scale)) / scale)
        if len(quads) >= _SURELY * dense:
            return quads, _LOOSER / scale
    return _detect(image, engines), 0.0


def _detect(image: Image.Image, engines: _Engines) -> list[Quad]:
    """Corner points of every line in pixels of the image. A picture with few of them is looked at again, larger."""
    scale = _detection_scale(image.size)
    quads = list(engines.quads(_resized(image, scale)) / scale)
    larger = min(_SECOND_LOOK * scale, _most(image.size))
    if len(quads) <= _FEW_LINES and larger > scale:
        known = [_bounds(quad) for quad in quads]
        for quad in engines.quads(_resized(image, larger)) / larger:
            if not any(_covered(_bounds(quad), other) > 0.5 for other in known):
                quads.append(quad)
        quads.sort(key=lambda quad: float(quad[:, 1].min()))
    return quads


def _detection_scale(size: Size) -> float:
    """At which lines are looked for: small pictures are enlarged, at most twice; large ones shrunk."""
    return min(_most(size), min(max(_ENLARGE_BELOW / max(size), 1.0), 2.0))


def _most(size: Size) -> float:
    """The largest scale at which the detector is shown a picture: beyond it a zoom takes more than 1 GB."""
    return float(min((_MOST_PIXELS / (size[0] * size[1])) ** 0.5, _LONGEST_EDGE / max(size)))


def _bounds(quad: Quad) -> tuple[float, float, float, float]:
    left, top = quad.min(axis=0).tolist()
    right, bottom = quad.max(axis=0).tolist()
    return left, top, right, bottom


def _tightened(quad: Quad, slack: float, width: float, height: float) -> Quad:
    """Each side of a quad of ``width`` and ``height`` moved inwards by ``slack``; all in pixels."""
    across = (quad[1] - quad[0] + quad[2] - quad[3]) / 2 * (slack / width)
    down = (quad[3] - quad[0] + quad[2] - quad[1]) / 2 * (slack / height)
    return np.asarray(quad + np.stack([across + down, down - across, -across - down, across - down]), np.float32)


def _covered(a: tuple[float, float, float, float], b: tuple[float, float, float, float]) -> float:
    """Share of the xyxy rectangle ``a`` that lies inside ``b``."""
    common = max(min(a[2], b[2]) - max(a[0], b[0]), 0) * max(min(a[3], b[3]) - max(a[1], b[1]), 0)
    return common / max((a[2] - a[0]) * (a[3] - a[1]), 1e-9)


def _resized(image: Image.Image, scale: float) -> NDArray[np.uint8]:
    """BGR pixels at ``scale``, padded with white to an aspect the detector can see (at most 16 to 1)."""
    width, height = (max(round(edge * scale), 1) for edge in image.size)
    view = image if scale == 1.0 else image.resize((width, height), Image.Resampling.BICUBIC, reducing_gap=2.0)
    padded = (max(width, height // 16, 32), max(height, width // 16, 32))
    if padded != view.size:
        view_on_white = Image.new("RGB", padded, "white")
        view_on_white.paste(view)
        view = view_on_white
    return np.ascontiguousarray(np.asarray(view)[:, :, ::-1])


def _straightened(pixels: NDArray[np.uint8], quad: Quad, width: float, height: float, cv2: Any) -> Any:
    """The line cut from the RGB pixels, straight, in BGR as the engine was trained, at most 96 px high."""
    scale = min(1.0, 96 / min(width, height))
    w, h = max(round(width * scale), 1), max(round(height * scale), 1)
    w, h = min(w, h * _LONGEST_LINE) if w >= h else w, min(h, w * _LONGEST_LINE) if h > w else h
    target = np.array([[0, 0], [width * scale, 0], [width * scale, height * scale], [0, height * scale]], np.float32)
    transform = cv2.getPerspectiveTransform(quad, target)
    strip = cv2.warpPerspective(pixels, transform, (w, h), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return np.ascontiguousarray(strip[:, :, ::-1])


def _narrowed(strip: NDArray[np.uint8]) -> Any:
    import cv2

    height, width = strip.shape[:2]
    narrow = min(width, max(round(_NARROWED * width), round(_NARROWEST * height), 1))
    return cv2.resize(strip, (narrow, height), interpolation=cv2.INTER_AREA)
