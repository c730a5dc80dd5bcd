"""One zoom: an image and a question in, the views to send to a target out."""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw

from cropvlm_tools.boxes import Box, Size
from cropvlm_tools.errors import BudgetError
from cropvlm_tools.images.load import ImageSource, load_image
from cropvlm_tools.policy import Policy, Prediction, load_policy
from cropvlm_tools.views import Budget, View
from cropvlm_tools.zooming.options import When, ZoomOptions

_WIDER = 2  # edges of the surroundings, in edges of the crop
_NOTHING_NEW = 0.64  # of the image: surroundings larger than this are what the whole shows already

_log = logging.getLogger(__name__)
_reported: set[tuple[str, str]] = set()


@dataclass(frozen=True, eq=False)
class Zoom:
    """What a policy made of one image and question."""

    image: Image.Image
    """The source: upright RGB, full resolution."""

    prediction: Prediction
    """What is shown: the policy's answer, its box taken away where zooming would gain nothing."""

    budget: Budget
    policy: str
    """Name of the policy."""

    seconds: float
    """Time the policy took."""

    ref: str = "image_1"
    """What the image is called in the caption."""

    context: bool = False
    """Whether the surroundings of the crop are shown too."""

    @property
    def box(self) -> Box | None:
        """The region, relative xyxy of the upright source; None when there is nothing to gain by zooming."""
        return self.prediction.box

    @property
    def confidence(self) -> float:
        return self.prediction.confidence

    @property
    def reason(self) -> str:
        return self.prediction.reason

    @property
    def source_size(self) -> Size:
        """(width, height) of the upright source in pixels."""
        return self.image.size

    @cached_property
    def crop(self) -> Image.Image | None:
        """The region in original pixels; None when ``box`` is None."""
        return None if self.box is None else self.image.crop(self.box.to_pixels(self.image.size))

    @property
    def surroundings(self) -> Box | None:
        """Around the crop, its edges twice as long; None without ``context``, or where the whole shows as much."""
        wider = None if self.box is None or not self.context else self.box.scaled(_WIDER)
        return None if wider is None or wider.area > _NOTHING_NEW else wider

    @cached_property
    def overview(self) -> Image.Image:
        """The whole image as the target sees it."""
        return self.views[0].image

    @cached_property
    def views(self) -> list[View]:
        """What to send, encoded within the budget: the whole image first, the crop last, its surroundings between."""
        return [self.budget.render(self.image, max_enlarge=1.0), *(view for _, view in self.details)]

    @cached_property
    def details(self) -> list[tuple[str, View]]:
        """Caption and view of what is shown besides the whole: the surroundings where asked for, the crop last."""
        boxes = [box for box in (self.surroundings, self.box) if box is not None]
        views = [self.budget.render(self.image.crop(box.to_pixels(self.source_size))) for box in boxes]
        return [(self._caption(box, view), view) for box, view in zip(boxes, views, strict=True)]

    @cached_property
    def view(self) -> View:
        """The last of ``views``: the crop, or the whole where there is none."""
        return self.views[0] if self.box is None else self.details[-1][1]

    @property
    def caption(self) -> str:
        """``image_1 (4032x3024), zoomed to [x0, y0, x1, y1]; shown at 1344x1008``, in pixels of the source."""
        if self.box is not None:
            return self.details[-1][0]
        width, height = self.source_size
        shown = "{}x{}".format(*self.view.size)
        return f"{self.ref} ({width}x{height}), whole, not zoomed: {self.reason} Shown at {shown}"

    def _caption(self, box: Box, view: View) -> str:
        (width, height), shown = self.source_size, "{}x{}".format(*view.size)
        return f"{self.ref} ({width}x{height}), zoomed to {list(box.to_pixels(self.source_size))}; shown at {shown}"

    def overlay(self, max_edge: int = 1600) -> Image.Image:
        """A copy of the whole, at most ``max_edge`` px, all but the region dimmed and the region outlined."""
        picture = self.image.copy()
        picture.thumbnail((max_edge, max_edge), Image.Resampling.LANCZOS)
        if self.box is None:
            return picture
        left, top, right, bottom = self.box.to_pixels(picture.size)
        dimmed = Image.blend(picture, Image.new("RGB", picture.size, "black"), 0.35)
        dimmed.paste(picture.crop((left, top, right, bottom)), (left, top))
        stroke = max(round(max(picture.size) / 300), 2)
        frame = (left - stroke, top - stroke, right + stroke - 1, bottom + stroke - 1)
        ImageDraw.Draw(dimmed).rectangle(frame, outline=(255, 64, 64), width=stroke)
        return dimmed


def zoom(
    image: Any,
    question: str,
    policy: str | Path | Policy = "default",
    budget: Budget | None = None,
    when: When = "always",
    fetch: Callable[[str], bytes] | None = None,
    ref: str = "image_1",
    steps: int = 1,
    context: bool = False,
) -> Zoom:
    """Find the region of an image that answers a question.

    Args:
        image: path, bytes, data URL or PIL image (``cropvlm_tools.images.load_image``).
        question: what the target will be asked.
        policy: a Policy, or anything ``load_policy`` takes.
        budget: what the target can see of one image; by default 1568 px and 1568 tokens.
        when: ``"always"`` crops whenever the policy has a box; ``"needed"`` only when the whole image,
            within the budget, would not already show the evidence legibly.
        fetch: reads an http(s) URL into bytes; without it URLs are refused.
        ref: what to call the image in the caption.
        steps: how often to look: with 2 the policy looks into its own crop once more, and zooms further where that
            makes it more confident.
        context: show the surroundings of the crop too, as a view between the whole and the crop.

    Raises:
        ImageError: the image was refused.
        PolicyError: the policy cannot be loaded. One that fails on this picture abstains instead.
        BudgetError: ``budget`` is not a Budget.
        ValueError: ``when`` is neither of the two, or ``steps`` is below 1.
    """
    if when not in ("always", "needed"):
        raise ValueError(f"when is {when!r}; it must be 'always' or 'needed'.")
    check_steps(steps)
    view = Budget() if budget is None else budget
    if not isinstance(view, Budget):
        raise BudgetError(f"budget is no Budget but {type(view).__name__}. Give Budget.for_model(...) or Budget(...).")
    chooser = load_policy(policy)
    source = load_image(image, fetch=fetch)
    started = time.perf_counter()
    prediction = _predict(chooser, source, question)
    if when == "needed":
        prediction = if_needed(prediction, source.size, view)
    for _ in range(steps - 1):
        closer = _closer(chooser, source, question, prediction)
        if closer is None:
            break
        prediction = closer
    seconds = time.perf_counter() - started
    name = getattr(chooser, "name", type(chooser).__name__)
    return Zoom(source, prediction, view, name, seconds, ref, context)


def zoom_with(image: ImageSource, question: str, options: ZoomOptions, ref: str = "image_1") -> Zoom:
    """``zoom`` with its options in one piece; ``ref`` is what to call the image in the caption."""
    given = options
    source = load_image(image, max_bytes=given.limits.bytes, max_pixels=given.limits.pixels, fetch=given.fetch)
    return zoom(
        source, question, given.policy, given.budget, given.when, ref=ref, steps=given.steps, context=given.context
    )


def check_steps(steps: int) -> None:
    """For those who take ``steps`` long before they zoom.

    Raises:
        ValueError: it is below 1.
    """
    if steps < 1:
        raise ValueError(f"steps is {steps!r}; it must be at least 1.")


def _predict(policy: Policy, image: Image.Image, question: str) -> Prediction:
    try:
        prediction = policy.predict(image, question)
        if not isinstance(prediction, Prediction):
            raise TypeError(f"predict returned {type(prediction).__name__}, not a Prediction.")
        return prediction
    except Exception as error:
        kind = (type(policy).__name__, type(error).__name__)
        if kind not in _reported:
            _reported.add(kind)
            _log.exception(
                "Policy %s failed; the whole image is used. Further failures of this kind are not logged.", kind[0]
            )
        return Prediction(None, 0.0, f"The policy failed ({kind[1]}).")


def _closer(policy: Policy, image: Image.Image, question: str, found: Prediction) -> Prediction | None:
    """What the policy chooses within its own crop; None where that makes it no more confident."""
    if found.box is None:
        return None
    left, top, right, bottom = found.box.to_pixels(image.size)
    inner = _predict(policy, image.crop((left, top, right, bottom)), question)
    if inner.box is None or inner.confidence <= found.confidence:
        return None
    box = inner.box.inside(Box.from_pixels((left, top, right, bottom), image.size))
    edge = inner.legible_edge
    if edge is not None:  # of the crop; in the whole the evidence is smaller by as much
        edge = math.ceil(edge * max(image.size) / max(right - left, bottom - top))
    return Prediction(box, inner.confidence, inner.reason, edge)


def if_needed(prediction: Prediction, size: Size, budget: Budget) -> Prediction:
    """An abstention where the whole, (width, height) in pixels, is already legible within the budget."""
    if prediction.box is None or prediction.legible_edge is None:
        return prediction
    shown = max(budget.fit(size))
    if shown < prediction.legible_edge:
        return prediction
    reason = f"Legible without zooming: the whole is shown at {shown} px, {prediction.legible_edge} px are enough."
    return Prediction(None, prediction.confidence, reason, prediction.legible_edge)
