"""The text layer of a PDF's page as its reading: what of it can be believed, and whether the pixels hold more."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from cropvlm_tools.boxes import Box
from cropvlm_tools.errors import BoxError
from cropvlm_tools.images.pdf.document import PdfPage
from cropvlm_tools.images.pdf.layout import Rectangle, TextLine
from cropvlm_tools.perception.element import Line, Reading
from cropvlm_tools.policy import RegionText

_SOUND = 0.8  # share of a line's letters that are letters, from which it is believed
_BROKEN = 0.1  # share of a page's text that is not believed, from which the page is read
_BARE = 0.2  # share of a page that pictures cover and no line does, from which it is read
_CELLS = 24  # on either edge, of the grid on which that is counted
# Around the letters, in heights of a line, and times it: what PP-OCR's boxes have more (median of 7 pages).
_ACROSS, _DOWN, _TALLER = 0.15, 0.05, 1.1
# UTF-8 taken for Latin-1, twice or more on a page, or every tenth letter: "FÃ¼r", "â€ž".
_MOJIBAKE = re.compile(r"[ÃÂ][\u0080-\u00bf\u0152-\u0178\u2018-\u203a\u20ac]|â€|Ð[\u0080-\u00bf]")
_INSIDE = 0.5  # share of a line's box in a region, from which it is read there
_SAME = 0.3  # share of a line's box in another's, from which they are the same text


def reading_of(page: PdfPage) -> Reading:
    """The lines of the text layer; ``partial`` where that is missing, broken, or leaves pictures of text unread."""
    upright = page.points if page.turn in (0, 180) else (page.points[1], page.points[0])
    mangled = len(_MOJIBAKE.findall("\n".join(line.text for line in page.lines))) > 1
    lines, letters, broken = [], 0, page.hidden
    for line in page.lines:
        letters += len(line.text)
        if line.sound < _SOUND or (mangled and _MOJIBAKE.search(line.text)):
            broken += len(line.text)
        elif (made := _line(line, upright)) is not None:
            lines.append(made)
    unread = not lines or broken >= _BROKEN * (letters + page.hidden) or _bare(page, lines) >= _BARE
    return Reading(tuple(lines), page.turn if lines else 0, page.unread, partial=unread)


def _line(line: TextLine, size: tuple[float, float]) -> Line | None:
    x1, y1, x2, y2 = line.box
    across, down = _ACROSS * line.height, _DOWN * line.height
    try:
        box = Box.clipped(
            (x1 - across) / size[0], (y1 - down) / size[1], (x2 + across) / size[0], (y2 + down) / size[1]
        )
    except BoxError:  # nothing of it lies on the page
        return None
    return Line(line.text, box, min(_TALLER * line.height / max(size), 1.0), 1.0, "text layer")


def _bare(page: PdfPage, lines: Sequence[Line]) -> float:
    """Share of the page that pictures cover and lines do not."""
    width, height = page.points
    pictures: set[tuple[int, int]] = set()
    for x1, y1, x2, y2 in page.pictures:
        pictures |= _cells((x1 / width, y1 / height, x2 / width, y2 / height))
    for line in lines:
        pictures -= _cells(line.box.turned(-page.turn).xyxy, touched=True)
    return len(pictures) / _CELLS**2


def _cells(box: Rectangle, touched: bool = False) -> set[tuple[int, int]]:
    """Of the grid those whose middle lies in a box of relative xyxy, or that it touches."""
    slack = 0.0 if touched else 0.5
    x1, y1 = (int(edge * _CELLS + slack) for edge in box[:2])
    x2, y2 = (int(edge * _CELLS + slack) + touched for edge in box[2:])
    return {(x, y) for x in range(x1, min(x2, _CELLS)) for y in range(y1, min(y2, _CELLS))}


def completed(layer: Reading, read: Reading) -> Reading:
    """The lines of a text layer and those that only OCR found, of an image turned as the layer says."""
    more = [line for line in read.lines if not any(known.box.coverage(line.box) >= _SAME for known in layer.lines)]
    lines = sorted((*layer.lines, *more), key=lambda line: line.box.y1)
    return Reading(tuple(lines), layer.turn if layer.lines else read.turn, layer.unread + read.unread, read.illegible)


def text_inside(lines: Sequence[Line], box: Box) -> RegionText:
    """What stands in a region of the image turned upright: lines of which it holds half or more."""
    inside = [line for line in lines if box.coverage(line.box) >= _INSIDE]
    origins = {line.origin for line in inside}
    origin = "mixed" if len(origins) > 1 else next(iter(origins), "")
    return RegionText("\n".join(line.text for line in inside), origin)


def reading_within(reading: Reading, place: Box, size: tuple[int, int]) -> Reading:
    """The reading of a crop: what of an image's stands in it.

    Args:
        reading: of the whole.
        place: of the crop, relative to the image as it lies.
        size: (width, height) of the image in px.
    """
    upright = place.turned(reading.turn)
    width, height = size if reading.turn in (0, 180) else (size[1], size[0])
    larger = max(width, height) / max(upright.width * width, upright.height * height)
    lines = []
    for line in reading.lines:
        if upright.coverage(line.box) >= _INSIDE:
            xyxy = (
                line.box.x1 - upright.x1,
                line.box.y1 - upright.y1,
                line.box.x2 - upright.x1,
                line.box.y2 - upright.y1,
            )
            edges = (upright.width, upright.height, upright.width, upright.height)
            box = Box.clipped(*(value / edge for value, edge in zip(xyxy, edges, strict=True)))
            lines.append(replace(line, box=box, height=min(line.height * larger, 1.0)))
    return replace(reading, lines=tuple(lines), illegible=())
