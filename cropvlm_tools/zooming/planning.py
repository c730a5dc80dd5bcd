"""What to send of a zoom so that its evidence is legible for the fewest visual tokens of one model.

``plan(zoom, model)`` chooses, ``Plan.parts`` are what to send.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from cropvlm_tools.boxes import WHOLE, Box, Size
from cropvlm_tools.errors import BudgetError
from cropvlm_tools.policy import Prediction
from cropvlm_tools.views import Budget, Detail, View
from cropvlm_tools.zooming.result import Zoom

_OVERVIEW_EDGE = 448  # px: the README's results are measured at
_ENLARGED_EDGE = 1024  # px: of a crop whose evidence is smaller in the source than it must be, as Budget.fit


@dataclass(frozen=True)
class Part:
    """One image to send."""

    box: Box | None
    """The region; None for the whole, which is an overview where crops follow."""

    size: Size
    """(width, height) in px at which to send it; the model sees it as it is."""

    detail: Detail
    """OpenAI's ``detail`` or Gemini's ``media_resolution`` to send it with; "auto" where the model has no other."""

    tokens: int
    sharpness: float
    """px shown for each px of the source, on one axis."""

    budget: Budget = field(repr=False)

    def render(self, zoom: Zoom) -> View:
        """That place of a zoom, encoded, upright, exactly of its size."""
        image = zoom.cut(self.box or WHOLE, max(self.size))
        budget = replace(self.budget, max_edge=max(self.size))
        return replace(budget.render(image, max_enlarge=max(self.sharpness * 1.01, 1)), detail=self.detail)


@dataclass(frozen=True)
class Plan:
    """What to send, and what the whole image would have cost. It never costs more than that."""

    parts: tuple[Part, ...]
    whole_tokens: int
    """Of the whole image as the model would be sent it otherwise."""

    whole_sharpness: float
    """px of the source that the model would have seen in each px of it, on one axis."""

    legible: bool
    """Whether the evidence is shown as large as the policy says is legible (or as the source has it, where that is
    less), or, where it does not say, at least as sharp as the whole would have shown it."""

    @property
    def overview(self) -> Part | None:
        """The whole, where it is sent."""
        return next((part for part in self.parts if part.box is None), None)

    @property
    def crops(self) -> tuple[Part, ...]:
        return tuple(part for part in self.parts if part.box is not None)

    @property
    def tokens(self) -> int:
        """Visual tokens of all parts."""
        return sum(part.tokens for part in self.parts)

    @property
    def savings(self) -> int:
        """Visual tokens that the whole image would have cost more; never below 0."""
        return self.whole_tokens - self.tokens

    @property
    def sharpness(self) -> float:
        """px shown of the evidence for each px of the source: of the least sharp crop, or of the whole without any."""
        return min(part.sharpness for part in self.crops or self.parts)

    def render(self, zoom: Zoom) -> list[View]:
        """The parts of that zoom, encoded, upright, in order; each exactly of its size."""
        return [part.render(zoom) for part in self.parts]

    def details(self, zoom: Zoom) -> list[tuple[str, View]]:
        """Caption and view of each crop, as ``Zoom.details`` has them."""
        frames = [frame for frame in zoom.frames if frame.is_region]
        views = [part.render(zoom) for part in self.crops]
        return [(zoom.caption_of(frame, view.size), view) for frame, view in zip(frames, views, strict=False)]


def plan(zoom: Zoom, model: str | Budget, detail: Detail = "auto") -> Plan:
    """The cheapest way to show a model the evidence of a zoom legibly.

    It chooses between the whole, as small as the evidence allows, an overview with the crops, and, where both cost too
    much, the crops alone; each at the cheapest detail that shows it, and as large as costs nothing more. Surroundings
    (``context``) are left to the overview.

    Args:
        model: a model's name as for ``Budget.for_model``, or the budget of any other target.
        detail: with which the whole would be sent otherwise.

    >>> from cropvlm_tools import zoom
    >>> z = zoom("receipt.jpg", "What is the total?", policy="centre")  # shows a quarter of the picture
    >>> chosen = plan(z, "gpt-5.6")
    >>> for part in chosen.parts:
    ...     print(part.box, part.size, part.detail, part.tokens)  # None: the whole; px; visual tokens
    None (331, 448) low 185
    Box(x1=0.25, y1=0.25, x2=0.75, y2=0.75) (850, 1150) high 1167
    >>> chosen.whole_tokens, chosen.tokens, chosen.savings
    (4666, 1352, 3314)
    >>> [view.size for view in chosen.render(z)]
    [(331, 448), (850, 1150)]

    Raises:
        BudgetError: the model is not known, or does not offer the detail.
    """
    budgets: Mapping[Detail, Budget] = Budget.by_detail(model) if isinstance(model, str) else {"auto": model}
    return plan_sizes(zoom.source_size, zoom.prediction, budgets, detail)


def plan_sizes(size: Size, prediction: Prediction, budgets: Mapping[Detail, Budget], detail: Detail = "auto") -> Plan:
    """``plan`` for an image of that size, (width, height) in px, and what a policy made of it; nothing is rendered.

    Raises:
        BudgetError: there is no budget for the detail.
    """
    if detail not in budgets:
        raise BudgetError(f"The model has no detail {detail!r:.20}. It has: {', '.join(budgets)}.")
    whole = _upright(size, prediction)
    seen = budgets[detail].seen(whole)
    most, sharpness = budgets[detail].tokens(whole), max(seen) / max(whole)
    as_it_is = _part(None, whole, budgets[detail], detail, budgets[detail].fit(whole))
    if not prediction.regions:
        return Plan((as_it_is,), most, sharpness, True)
    wanted = sharpness if prediction.legible_edge is None else prediction.legible_edge / max(whole)
    options = {key: budget for key, budget in budgets.items() if key != "auto" or len(budgets) == 1}
    crops = [(box, _pixels(box, size, prediction)) for box in prediction.regions]
    overview = min((_overview(whole, budget, key) for key, budget in options.items()), key=lambda part: part.tokens)
    shown = [_legible(box, pixels, wanted, options) for box, pixels in crops]
    small = _legible(None, whole, wanted, options) if wanted <= 1 else None
    sent: list[tuple[Part, ...]] = [(small,)] if small is not None else []
    legible_crops = tuple(part for part in shown if part is not None)
    if len(legible_crops) == len(crops):
        sent.append((overview, *legible_crops))
    affordable = [parts for parts in sent if _tokens(parts) <= most]
    if not affordable and len(legible_crops) == len(crops) and _tokens(legible_crops) <= most:
        affordable = [legible_crops]
    if affordable:
        return Plan(min(affordable, key=_tokens), most, sharpness, True)
    squeezed = [
        (*before, *parts)
        for before in ((overview,), ())
        if (parts := _squeezed(crops, (most - _tokens(before)) // len(crops), options))
        and min(part.sharpness for part in parts) > sharpness
    ]
    return Plan(squeezed[0] if squeezed else (as_it_is,), most, sharpness, False)


def _part(box: Box | None, pixels: Size, budget: Budget, detail: Detail, size: Size) -> Part:
    return Part(box, size, detail, budget.tokens(size), max(size) / max(pixels), budget)


def _legible(box: Box | None, pixels: Size, wanted: float, options: Mapping[Detail, Budget]) -> Part | None:
    """That place at the sharpness wanted or above, at the cheapest detail; None where none shows it so sharp."""
    least = max(math.ceil(max(pixels) * wanted - 1e-6), 1)
    if wanted > 1:
        least = max(min(least, _ENLARGED_EDGE), max(pixels))
    found = []
    for detail, budget in options.items():
        size = replace(budget, max_edge=min(least, budget.max_edge)).fit(pixels, max_enlarge=max(wanted, 1.0) * 1.01)
        if max(size) >= least:
            found.append(_part(box, pixels, budget, detail, _as_sharp(budget, pixels, size)))
    return min(found, key=lambda part: part.tokens, default=None)


def _as_sharp(budget: Budget, pixels: Size, size: Size) -> Size:
    """The largest size for the tokens of ``size``, up to that of the pixels there are."""
    most = budget.tokens(size)
    if max(size) >= max(pixels) or most < budget.rule.counted((1, 1)):  # a server that enlarges: squares cost more
        return size
    if budget.rule.flat:
        return budget.fit(pixels)
    larger = replace(budget, max_tokens=most).fit(pixels)
    return max(size, larger, key=max)


def _overview(whole: Size, budget: Budget, detail: Detail) -> Part:
    size = replace(budget, max_edge=min(_OVERVIEW_EDGE, budget.max_edge)).fit(whole)
    return _part(None, whole, budget, detail, _as_sharp(budget, whole, size))


def _squeezed(crops: Sequence[tuple[Box, Size]], most: int, options: Mapping[Detail, Budget]) -> tuple[Part, ...]:
    """Each place as sharp as so many tokens show it; empty where they show one of them not at all."""
    parts = []
    for box, pixels in crops:
        found = []
        for detail, budget in options.items():
            if budget.rule.tokens((1, 1)) > most:
                continue
            tight = budget
            if not budget.rule.flat:
                tight = replace(budget, max_tokens=min(most, budget.max_tokens or most))
            found.append(_part(box, pixels, budget, detail, tight.fit(pixels)))
        if not found:
            return ()
        parts.append(max(found, key=lambda part: part.sharpness))
    return tuple(parts)


def _tokens(parts: Sequence[Part]) -> int:
    return sum(part.tokens for part in parts)


def _upright(size: Size, prediction: Prediction) -> Size:
    return size if prediction.turn in (0, 180) else (size[1], size[0])


def _pixels(box: Box, size: Size, prediction: Prediction) -> Size:
    """(width, height) of that region once it stands upright."""
    left, top, right, bottom = box.to_pixels(size)
    return _upright((right - left, bottom - top), prediction)
