"""Zoom and Region: what came of one zoom, the pictures in it, and the plain facts about it."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from functools import cached_property
from html import escape
from io import BytesIO
from typing import NamedTuple

from PIL import Image, ImageDraw

from cropvlm_tools.boxes import Box, Size, Turn
from cropvlm_tools.images.pages import Page
from cropvlm_tools.images.pdf.document import PdfPage
from cropvlm_tools.images.sources import Source
from cropvlm_tools.images.turning import turned
from cropvlm_tools.policy import Outcome, Prediction, RegionText
from cropvlm_tools.version import __version__
from cropvlm_tools.views import Budget, View
from cropvlm_tools.zooming.facts import RegionFacts, ZoomFacts

_WIDER = 2  # edges of the surroundings, in edges of the crop
_NOTHING_NEW = 0.64  # of the image: surroundings larger than this are what the whole shows already
_LARGER = 8.0  # times the pixels of a crop that its view may have, as for ``Budget.render``
_RED = (255, 64, 64)


class Frame(NamedTuple):
    """What one of the views besides the whole shows: a region, or the surroundings of one."""

    box: Box
    number: int
    """Of the region, from 1."""

    is_region: bool


@dataclass(frozen=True, eq=False)
class Region:
    """One place that is shown.

    >>> from cropvlm_tools import zoom
    >>> (region,) = zoom("receipt.jpg", "What is the total amount due?", policy="centre").regions
    >>> region.box, region.crop.size, region.view.size, region.view.tokens  # shares; px; px as sent; visual tokens
    (Box(x1=0.25, y1=0.25, x2=0.75, y2=0.75), (850, 1150), (850, 1150), 1302)
    >>> region.caption
    'image_1 (1700x2300), zoomed to [425, 575, 1275, 1725]; shown at 850x1150'
    """

    box: Box
    """Relative xyxy of the upright source."""

    crop: Image.Image
    """In original pixels, turned upright."""

    view: View
    """The crop as it is sent, encoded within the budget."""

    caption: str
    """``image_1 (4032x3024), zoomed to [x0, y0, x1, y1]; shown at 1344x1008``, in pixels of the source."""

    confidence: float
    """Of the policy, in all that is shown: it gives one for all regions together."""

    text: str = ""
    """What was read inside it, line by line; empty where the policy does not read."""

    text_origin: str = ""
    """``"ocr"``, ``"text layer"`` (of a PDF), ``"given"`` (by the caller) or ``"mixed"``; empty without text."""

    source: Source = field(default_factory=Source)
    """The file that it is a region of: ``name`` and ``sha256``."""

    page: int = 1
    """Of that file, from 1."""

    points: tuple[float, float, float, float] | None = None
    """xyxy in points of a PDF's page as it is displayed, origin upper left; None of an image."""


@dataclass(frozen=True, eq=False)
class Zoom:
    """What a policy made of one image and question.

    ``box``, ``crop``, ``view`` and ``caption`` are those of the first region; most zooms have no other.

    >>> from cropvlm_tools import Budget, zoom
    >>> small = Budget(max_edge=448, max_tokens=None)
    >>> z = zoom("receipt.jpg", "What is the total amount due?", policy="centre", budget=small)
    >>> z.outcome, z.box, z.source_size, z.crop.size  # shares of the image; px
    ('zoomed', Box(x1=0.25, y1=0.25, x2=0.75, y2=0.75), (1700, 2300), (850, 1150))
    >>> [view.size for view in z.views]  # what to send: the whole, then the crop
    [(331, 448), (331, 448)]
    >>> z.to_dict()["box"]  # px
    [425, 575, 1275, 1725]
    >>> left = zoom("receipt.jpg", "Thanks!", policy="whole")
    >>> left.outcome, left.box, left.crop, len(left.views)
    ('abstained', None, None, 1)
    """

    image: Image.Image
    """The source: upright RGB, full resolution."""

    prediction: Prediction
    """What is shown: the policy's answer, its regions taken away where zooming would gain nothing."""

    budget: Budget
    policy: str
    """Name of the policy."""

    seconds: float
    """Time the policy took."""

    ref: str = "image_1"
    """What the image is called in the caption."""

    context: bool = False
    """Whether the surroundings of each crop are shown too."""

    page: int = 1
    """Which page of its file ``image`` is, from 1."""

    pages: int = 1
    """How many pages the file has, counted up to 1,000; 1 where only pixels were given."""

    pdf: PdfPage | None = None
    """What ``image`` is a drawing of, where it is a page of a PDF: crops are drawn from it anew, as finely as the
    budget shows them."""

    source: Source = field(default_factory=Source)
    """The file: ``name`` and ``sha256``."""

    score: float | None = None
    """Of ``zoom_pages``: how likely this is the page that answers, of those looked through; else None."""

    @property
    def outcome(self) -> Outcome:
        """``"zoomed"``, ``"abstained"`` (the whole is best) or ``"failed"`` (the policy does not know)."""
        return self.prediction.outcome

    @property
    def box(self) -> Box | None:
        """The first region, relative xyxy of the upright source; None when there is nothing to gain by zooming."""
        return self.prediction.box

    @property
    def confidence(self) -> float:
        """The probability that the evidence lies inside what is shown; 0 where it is not known."""
        return self.prediction.confidence

    @property
    def reason(self) -> str:
        return self.prediction.reason

    @property
    def turn(self) -> Turn:
        """By how many degrees, clockwise, crops and views are turned, so that they stand upright."""
        return self.prediction.turn

    @property
    def source_size(self) -> Size:
        """(width, height) of the upright source in pixels."""
        return self.image.size

    @property
    def area(self) -> float:
        """Of all regions together, as a share of the image; what two of them show counts twice, as its tokens do."""
        return sum(box.area for box in self.prediction.regions)

    @property
    def crop(self) -> Image.Image | None:
        """The first region in original pixels; None when there is none."""
        return self._crops[0] if self._crops else None

    @cached_property
    def regions(self) -> list[Region]:
        """All that is shown at full resolution, the most telling first; empty when there is nothing to gain."""
        return [
            Region(
                frame.box,
                self._crops[frame.number - 1],
                view,
                caption,
                self.confidence,
                *self._text(frame.number - 1),
                self.source,
                self.page,
                self._points(frame.box),
            )
            for frame, (caption, view) in zip(self.frames, self.details, strict=True)
            if frame.is_region
        ]

    @property
    def surroundings(self) -> Box | None:
        """Around the first crop, twice its edges; None without ``context``, or where the whole shows as much."""
        return None if self.box is None else self._around(self.box)

    @property
    def frames(self) -> list[Frame]:
        """What ``details`` show, in the same order; nothing is rendered for it."""
        frames = []
        for number, box in enumerate(self.prediction.regions, start=1):
            around = self._around(box)
            if around is not None:
                frames.append(Frame(around, number, is_region=False))
            frames.append(Frame(box, number, is_region=True))
        return frames

    @cached_property
    def overview(self) -> Image.Image:
        """The whole image as the target sees it."""
        return self.views[0].image

    @cached_property
    def views(self) -> list[View]:
        """What to send, encoded within the budget: the whole image, then for each region its surroundings and crop."""
        return [self.budget.render(turned(self.image, self.turn), max_enlarge=1.0), *(view for _, view in self.details)]

    @cached_property
    def details(self) -> list[tuple[str, View]]:
        """Caption and view of what is shown besides the whole: of each region the surroundings, if wanted, and crop."""
        return [self._shown(frame) for frame in self.frames]

    @cached_property
    def view(self) -> View:
        """The first region's crop as it is sent, or the whole where there is none."""
        return self.regions[0].view if self.regions else self.views[0]

    @property
    def caption(self) -> str:
        """``image_1 (4032x3024), zoomed to [x0, y0, x1, y1]; shown at 1344x1008``, in pixels of the source."""
        if self.regions:
            return self.regions[0].caption
        size = "{}x{}".format(*self.view.size)
        return f"{self._named}, whole, not zoomed{self._turned}: {self.reason} Shown at {size}"

    def overlay(self, max_edge: int = 1600) -> Image.Image:
        """A copy of the whole, at most ``max_edge`` px: regions outlined, surroundings thinly, the rest dimmed."""
        picture = self.image.copy()
        picture.thumbnail((max_edge, max_edge), Image.Resampling.LANCZOS)
        if not self.prediction.regions:
            return picture
        dimmed = Image.blend(picture, Image.new("RGB", picture.size, "black"), 0.35)
        for box in self.prediction.regions:
            pixels = box.to_pixels(picture.size)
            dimmed.paste(picture.crop(pixels), pixels[:2])
        draw, stroke = ImageDraw.Draw(dimmed), max(round(max(picture.size) / 300), 2)
        for frame in self.frames:
            left, top, right, bottom = frame.box.to_pixels(picture.size)
            width = stroke if frame.is_region else 1
            draw.rectangle(
                (left - width, top - width, right + width - 1, bottom + width - 1), outline=_RED, width=width
            )
        return dimmed

    def _repr_png_(self) -> bytes:
        """What a notebook shows of it: the overlay."""
        buffer = BytesIO()
        self.overlay(800).save(buffer, "PNG")
        return buffer.getvalue()

    def _repr_html_(self) -> str:
        """What a notebook shows of it: the overlay, the crops and their captions."""
        shown = [(self.overlay(800), self.caption if self.box is None else f"{self._named}: {self.reason}")]
        shown += [(region.view.image, region.caption) for region in self.regions]
        figures = []
        for picture, caption in shown:
            buffer = BytesIO()
            picture.thumbnail((800, 800), Image.Resampling.LANCZOS)
            picture.save(buffer, "PNG")
            encoded = base64.b64encode(buffer.getvalue()).decode("ascii")
            figures.append(
                f'<figure style="margin: 0 1em 1em 0"><img style="max-width: 100%" alt="{escape(caption)}" '
                f'src="data:image/png;base64,{encoded}"><figcaption>{escape(caption)}</figcaption></figure>'
            )
        return f'<div style="display: flex; flex-wrap: wrap">{"".join(figures)}</div>'

    def to_dict(self) -> ZoomFacts:
        """Plain JSON data, what ``cropvlm zoom --json`` prints; nothing is rendered for it."""
        regions: list[RegionFacts] = []
        for index, box in enumerate(self.prediction.regions):
            around, points, read = self._around(box), self._points(box), self._text(index)
            regions.append(
                {
                    "box": list(box.to_pixels(self.source_size)),
                    "box_relative": [round(value, 6) for value in box.xyxy],
                    "box_points": None if points is None else list(points),
                    "surroundings": None if around is None else list(around.to_pixels(self.source_size)),
                    "text": read.text,
                    "text_origin": read.origin,
                }
            )
        return {
            "outcome": self.outcome,
            "box": regions[0]["box"] if regions else None,
            "box_relative": regions[0]["box_relative"] if regions else None,
            "regions": regions,
            "confidence": round(self.confidence, 4),
            "source": {"name": self.source.name, "sha256": self.source.sha256},
            "source_size": list(self.source_size),
            "points": None if self.pdf is None else [round(edge, 2) for edge in self.pdf.points],
            "page": self.page,
            "pages": self.pages,
            "score": None if self.score is None else round(self.score, 4),
            "turn": self.turn,
            "policy": self.policy,
            "version": __version__,
            "seconds": round(self.seconds, 4),
            "reason": self.reason,
        }

    def _around(self, box: Box) -> Box | None:
        wider = box.scaled(_WIDER) if self.context else None
        return None if wider is None or wider.area > _NOTHING_NEW else wider

    def cut(self, box: Box, edge: int = 0) -> Image.Image:
        """A region of the image in original pixels, turned upright.

        Args:
            box: relative xyxy of the source.
            edge: px: a page of a PDF is drawn anew, so finely that the region's long edge has at least so many.

        Raises:
            ImageError: drawing it takes more than the limits.
        """
        if self.pdf is not None:
            return turned(self.pdf.draw(box, edge), self.turn)
        return turned(self.image.crop(box.to_pixels(self.source_size)), self.turn)

    @cached_property
    def _crops(self) -> list[Image.Image]:
        return [self._cut(box) for box in self.prediction.regions]

    def _cut(self, box: Box) -> Image.Image:
        left, top, right, bottom = box.to_pixels(self.source_size)
        return self.cut(box, max(self.budget.fit((right - left, bottom - top), _LARGER)))

    def _text(self, index: int) -> RegionText:
        texts = self.prediction.texts
        return texts[index] if index < len(texts) else RegionText("", "")

    def _points(self, box: Box) -> tuple[float, float, float, float] | None:
        if self.pdf is None:
            return None
        width, height = self.pdf.points
        x1, y1, x2, y2 = box.xyxy
        return round(x1 * width, 2), round(y1 * height, 2), round(x2 * width, 2), round(y2 * height, 2)

    @property
    def _named(self) -> str:
        """What the image is called, its size, and its page where there are several."""
        of = f", {Page(self.page, self.pages)}" if self.pages > 1 else ""
        return "{} ({}x{}{})".format(self.ref, *self.source_size, of)

    @property
    def _turned(self) -> str:
        return f", turned {self.turn} degrees clockwise" if self.turn else ""

    def _shown(self, frame: Frame) -> tuple[str, View]:
        """Caption and view."""
        view = self.budget.render(self._crops[frame.number - 1] if frame.is_region else self._cut(frame.box))
        return self.caption_of(frame, view.size), view

    def caption_of(self, frame: Frame, shown: Size) -> str:
        """The caption of one of ``frames`` that is shown at that size, (width, height) in pixels."""
        place, size = frame.box.to_pixels(self.source_size), "{}x{}".format(*shown)
        which = f"{frame.number} of {len(self.prediction.regions)}"
        numbered = (
            "" if len(self.prediction.regions) == 1 else f" ({which})" if frame.is_region else f" (around {which})"
        )
        return f"{self._named}, zoomed to {list(place)}{numbered}{self._turned}; shown at {size}"
