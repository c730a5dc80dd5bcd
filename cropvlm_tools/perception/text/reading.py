"""The text lines of an image, found and read: which way up it stands, in one look or two, and remembered."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from importlib.metadata import version

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from cropvlm_tools.boxes import Box, Turn
from cropvlm_tools.errors import BoxError
from cropvlm_tools.forks import Lock
from cropvlm_tools.images.digest import digest_of
from cropvlm_tools.images.turning import turned
from cropvlm_tools.perception.element import Line
from cropvlm_tools.perception.element import Reading as Reading
from cropvlm_tools.perception.text.detection import Quad, bounds, find_quads, is_strip, slack, tightened
from cropvlm_tools.perception.text.engine import Engine, engine_of
from cropvlm_tools.perception.text.kept import Kept
from cropvlm_tools.perception.text.orientation import turn_of
from cropvlm_tools.perception.text.readers.reader import Reader, checked_lines, identity_of
from cropvlm_tools.perception.text.tiles import find_closer
from cropvlm_tools.version import __version__

SMALLEST_EDGE = 16  # px, no legible text below
_LONGEST_LINE = 40  # width of a line in heights; longer ones are read up to here
MOST_LINES = 5000
"""Lines read of one image, some 9 ms of a processor each; a spreadsheet on a 5K screen has 4,000."""

CACHED_IMAGES = 64
_FAINTEST = 8  # of 255: the least contrast of print; the detector sees lines on plain grounds too


_Key = tuple[str, str, int, bool, bool]
"""Digest of the image; ``"ours"`` and threads, or ``"own"`` and the ``id`` of a reader; whether closer, whether as it
lies."""

_readings: OrderedDict[_Key, tuple[Reading, object]] = OrderedDict()
"""Beside each reading the reader it is of, so that no other one gets its ``id``."""

_lock = Lock()
_engine_lock = Lock()


def read(
    image: Image.Image,
    threads: int = -1,
    min_score: float = 0.5,
    closer: bool = False,
    upright: bool = False,
    kept: Kept | None = None,
) -> Reading:
    """The lines of an RGB image, whichever way up it lies; the last 64 readings of the process are remembered.

    Args:
        image: RGB.
        threads: processors to use; -1 is all.
        min_score: lines the recogniser is less sure of are illegible.
        closer: look for small print and lone words too (``tiles``): some 1.5 s for 12 megapixels on 2 cores.
        upright: take the image for upright as it lies.
        kept: readings on disk, used and added to.
    """

    def make() -> Reading:
        first = read(image, threads, 0.0, upright=upright, kept=kept) if closer else None
        with _engine_lock:
            engine = engine_of(threads)
        with engine.lock:
            return read_anew(image, engine, upright) if first is None else read_closer(image, engine, first)

    who = "" if kept is None else f"{_identity()}, closer {closer}, upright {upright}"
    reading = _remembered((digest_of(image), "ours", threads, closer, upright), None, make, kept, who)
    sure = tuple(line for line in reading.lines if line.score >= min_score)
    unsure = tuple(line for line in reading.lines if line.score < min_score)
    return replace(reading, lines=sure, illegible=(*reading.illegible, *unsure))


def read_with(reader: Reader, image: Image.Image, kept: Kept | None = None) -> Reading:
    """The lines of an RGB image as a reader of the caller's gives them, remembered as those of ``read`` are.

    Raises:
        ReaderError: these are no lines, or ``kept`` is given and the reader has no identity.
    """
    who = "" if kept is None else identity_of(reader)
    key = (digest_of(image), "own", id(reader), False, True)
    return _remembered(key, reader, lambda: Reading(checked_lines(reader(image))), kept, who)


def _remembered(key: _Key, reader: object, make: Callable[[], Reading], kept: Kept | None, who: str) -> Reading:
    """A reading known in the process, or on disk as of ``who``, or made."""
    with _lock:
        if key in _readings:
            _readings.move_to_end(key)
            return _readings[key][0]
    reading = None if kept is None else kept.get(key[0], who)
    if reading is None:
        reading = make()
        if kept is not None:
            kept.put(key[0], who, reading)
    with _lock:
        _readings[key] = reading, reader
        while len(_readings) > CACHED_IMAGES:
            _readings.popitem(last=False)
    return reading


@cache
def _identity() -> str:
    return f"PP-OCR by rapidocr {version('rapidocr')}, cropvlm-tools {__version__}"


def read_lines(image: Image.Image, threads: int = -1, min_score: float = 0.5, closer: bool = False) -> tuple[Line, ...]:
    """The lines of an upright RGB image from top to bottom; as ``read``, which takes images that lie any way up."""
    return read(image, threads, min_score, closer, upright=True).lines


def forget_lines() -> None:
    """Empty the memory of lines already read."""
    with _lock:
        _readings.clear()


def read_anew(image: Image.Image, engine: Engine, upright: bool) -> Reading:
    """A first look, read by this engine; nothing is remembered."""
    if min(image.size) < SMALLEST_EDGE:
        return Reading()
    quads = _find(image, engine)
    loose = 0.0 if is_strip(image.size) else slack(image.size)
    lines, silent = _lines_in(image, engine, quads[:MOST_LINES], loose)
    turn = 0 if upright else turn_of(lines, image.size, lambda some, turn: _scores(image, engine, some, turn))
    if turn:
        image = turned(image, turn)
        quads = _find(image, engine)
        lines, silent = _lines_in(image, engine, quads[:MOST_LINES], loose)
    return Reading(lines, turn, max(len(quads) - MOST_LINES, 0), silent)


def _find(image: Image.Image, engine: Engine) -> list[Quad]:
    """In one look; long strips, such as screenshots of a whole conversation, tile by tile."""
    if not is_strip(image.size):
        return find_quads(image, engine)
    return sorted(find_closer(image, engine, []), key=lambda quad: float(quad[:, 1].min()))


def read_closer(image: Image.Image, engine: Engine, first: Reading) -> Reading:
    """The lines of a first look and those that only a closer one finds."""
    if min(image.size) < SMALLEST_EDGE:
        return first
    upright = turned(image, first.turn)
    quads = find_closer(upright, engine, [line.box.to_pixels(upright.size) for line in first.lines])
    most = MOST_LINES - len(first.lines)
    more, silent = _lines_in(upright, engine, quads[:most])
    lines = sorted((*first.lines, *more), key=lambda line: line.box.y1)
    unread = first.unread + max(len(quads) - most, 0)
    return Reading(tuple(lines), first.turn, unread, (*first.illegible, *silent))


def _scores(image: Image.Image, engine: Engine, lines: Sequence[Line], turn: Turn) -> list[float]:
    """How sure the recogniser is of lines once the image is turned by so many degrees clockwise."""
    crops = [turned(image.crop(line.box.to_pixels(image.size)), turn) for line in lines]
    return [score for _, score in engine.texts([np.ascontiguousarray(np.asarray(crop)[:, :, ::-1]) for crop in crops])]


def _lines_in(
    image: Image.Image, engine: Engine, places: Sequence[Quad], loose: float = 0.0
) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
    """What stands in the quads, read from ``loose`` px further inside: lines with a text, and those without."""
    long_edge = max(image.size)
    original = np.asarray(image)
    quads, strips, heights = [], [], []
    for quad in places:
        width = float(max(np.linalg.norm(quad[0] - quad[1]), np.linalg.norm(quad[3] - quad[2])))
        height = float(max(np.linalg.norm(quad[0] - quad[3]), np.linalg.norm(quad[1] - quad[2])))
        if min(width, height) < 3:
            continue
        inner = tightened(quad, loose, width, height) if loose else quad
        strip = _straightened(original, inner, max(width - 2 * loose, width / 2), max(height - 2 * loose, height / 2))
        if np.ptp(strip, axis=(0, 1)).max() < _FAINTEST:
            continue
        quads.append(quad)
        strips.append(strip if height < 1.5 * width else np.rot90(strip))
        heights.append(min(width, height) / long_edge)
    lines = []
    for quad, height, (text, score) in zip(quads, heights, engine.texts(strips), strict=True):
        try:
            box = Box.from_pixels(bounds(quad), image.size)
        except BoxError:
            continue
        lines.append(Line(text, box, height, score))
    return tuple(line for line in lines if line.text), tuple(line for line in lines if not line.text)


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
