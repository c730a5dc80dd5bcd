"""Symbols of a picture as lines: what they stand for in words, where, and how sure that is."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from cropvlm_tools.boxes import Box, Turn
from cropvlm_tools.errors import BoxError
from cropvlm_tools.forks import Lock
from cropvlm_tools.images.digest import digest_of
from cropvlm_tools.images.turning import turned
from cropvlm_tools.perception.element import Line
from cropvlm_tools.perception.symbols.crops import crops_of
from cropvlm_tools.perception.symbols.proposals import Boxes, propose
from cropvlm_tools.perception.symbols.recogniser import recogniser

MOST_SYMBOLS = 200
"""Of one picture."""

LEAST_SURE = 0.5
"""Probability of a symbol's concept from which it counts, on screens."""

LINES_OF_A_DOCUMENT = 10
"""For each symbol, from which a page is taken for a document, which has none: the few there must be surer. Four of
357 symbols on 21 screens were lost by it; of nine on 30 scanned pages one was left."""

SURE = 0.9
"""Probability from which a symbol counts on a document."""

SIGNS = frozenset({"percent sign", "hash number sign", "at sign", "dollar money", "euro", "quotes", "font text t"})
"""Concepts that are print as well as symbols."""

_SURER = 0.7  # for those: half of what was taken for a symbol on 30 scanned pages was such print
SEARCHED = 2_300_000
"""px, at most: a 1920 x 1080 screen as it is, a phone's and a tablet's at half its size"""
_SHORT = 2  # letters up to which a line may be a symbol that was read as text
_UNSURE = 0.85  # score of such a line below which a symbol in its place replaces it
_READ = 0.85  # score of a line from which it is text: rows of icons in a tool bar are read with less
_FAR, _NEAR = 0.2, 0.08  # gap, in heights of a line, before a symbol at its end that was not read, and that was
_OVER = 0.5  # of the smaller box, from which two symbols are the same
_REMEMBERED = 32  # pictures


_seen: OrderedDict[tuple[str, Turn, tuple[Line, ...]], tuple[Line, ...]] = OrderedDict()
_lock = Lock()


def with_symbols(image: Image.Image, lines: Sequence[Line], turn: Turn = 0) -> tuple[Line, ...]:
    """The lines of an image and its symbols, from top to bottom; what was read of a symbol makes way. Those of the last
    pictures are remembered.

    Args:
        image: RGB.
        lines: read of it.
        turn: by which it must be turned to stand upright, as the lines do.
    """
    key = (digest_of(image), turn, tuple(lines))
    with _lock:
        if key in _seen:
            _seen.move_to_end(key)
            return _seen[key]
    symbols = find_symbols(turned(image, turn), lines)
    kept = [line for line in lines if not (_may_be_symbol(line) and line.score < _UNSURE and _is_shown(line, symbols))]
    seen = tuple(sorted((*kept, *symbols), key=lambda line: line.box.y1))
    with _lock:
        _seen[key] = seen
        while len(_seen) > _REMEMBERED:
            _seen.popitem(last=False)
    return seen


def identity() -> str:
    """Of what finds them, for readings that are kept: another recogniser or other limits find other symbols."""
    limits = (LEAST_SURE, SURE, LINES_OF_A_DOCUMENT, SEARCHED, sorted(SIGNS))
    return hashlib.sha256(repr((recogniser().digest, limits)).encode()).hexdigest()[:16]


def _is_shown(line: Line, symbols: Sequence[Line]) -> bool:
    return any(symbol.box.coverage(line.box) > _OVER for symbol in symbols)


def find_symbols(image: Image.Image, lines: Sequence[Line] = ()) -> tuple[Line, ...]:
    """The symbols of an upright RGB image, of origin ``"symbol"``.

    Args:
        image: RGB.
        lines: read of it; symbols are looked for elsewhere, beside them, and where a letter or two was read.
    """
    scale = min(1.0, (SEARCHED / (image.width * image.height)) ** 0.5)
    size = (max(round(image.width * scale), 1), max(round(image.height * scale), 1))
    pixels = np.asarray(image if scale == 1.0 else image.resize(size, Image.Resampling.BOX))
    return _find(pixels, lines)


def _find(pixels: NDArray[np.uint8], lines: Sequence[Line]) -> tuple[Line, ...]:
    size = (pixels.shape[1], pixels.shape[0])
    sure = [line for line in lines if _is_text(line)]
    text = np.array([line.box.to_pixels(size) for line in sure], np.int32).reshape(-1, 4)
    apart = np.array([_apart(line.text) for line in sure]).reshape(-1, 2)
    boxes = propose(pixels, text, apart)
    if not len(boxes):
        return ()
    network = recogniser()
    probabilities = network(crops_of(pixels, boxes))[:, : len(network.classes)]
    numbers, scores = probabilities.argmax(axis=1), probabilities.max(axis=1)
    printed = np.array([words in SIGNS for words in network.classes])[numbers]
    scores = np.where(printed & (scores < _SURER), 0, scores)
    symbols = []
    best = _best(boxes, scores)[:MOST_SYMBOLS]
    if len(best) * LINES_OF_A_DOCUMENT < len(lines):
        best = [index for index in best if scores[index] >= SURE]
    for index in best:
        left, top, right, bottom = boxes[index].tolist()
        try:
            box = Box.from_pixels((left, top, right, bottom), size)
        except BoxError:
            continue
        height = (bottom - top) / max(size)
        symbols.append(Line(network.classes[numbers[index]], box, height, float(scores[index]), "symbol"))
    return tuple(sorted(symbols, key=lambda line: line.box.y1))


def _best(boxes: Boxes, scores: NDArray[np.float32]) -> list[int]:
    """Those that are sure, the surest first, and none that lies over a surer one."""
    areas = (boxes[:, 2:] - boxes[:, :2]).prod(axis=1)
    kept: list[int] = []
    for index in np.argsort(-scores, kind="stable").tolist():
        if scores[index] < LEAST_SURE:
            break
        common = np.minimum(boxes[index, 2:], boxes[kept, 2:]) - np.maximum(boxes[index, :2], boxes[kept, :2])
        shared = np.clip(common, 0, None).prod(axis=1)
        if not (shared > _OVER * np.minimum(areas[index], areas[kept])).any():
            kept.append(index)
    return kept


def _is_text(line: Line) -> bool:
    return line.score >= _READ and not _may_be_symbol(line)


def _apart(text: str) -> tuple[float, float]:
    """``apart`` of ``propose``: a first or last sign that is neither letter nor digit may be a symbol."""
    first, last = (_FAR if sign.isalpha() or sign.isdecimal() else _NEAR for sign in (text[0], text[-1]))
    return first, last


def _may_be_symbol(line: Line) -> bool:
    """A letter or two, and no number: what is read of a cross, a magnifier or a menu."""
    text = line.text.replace(" ", "")
    return len(text) <= _SHORT and not text.isdecimal()
