"""What a policy is and what it answers; ``cropvlm_tools.policies.loading`` finds one by name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from numbers import Integral, Real
from typing import Literal, NamedTuple, Protocol, cast, get_args

from PIL import Image

from cropvlm_tools.boxes import Box, Turn
from cropvlm_tools.errors import BoxError
from cropvlm_tools.moved import moved_names

HUB_ID = re.compile(r"[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*", re.ASCII)
"""``org/name``: nothing else is ever looked for on a hub."""


Outcome = Literal["zoomed", "abstained", "failed"]
"""``zoomed``: there is a region; ``abstained``: the whole is best, says the policy; ``failed``: it does not know."""

_UNSAID = cast(Outcome, "")


class RegionText(NamedTuple):
    """What was read inside a region."""

    text: str
    """Its lines, from top to bottom, each on a line of its own."""

    origin: str
    """``"ocr"``, ``"text layer"``, ``"given"``, or ``"mixed"``; empty where nothing was read."""


@dataclass(frozen=True)
class Prediction:
    """Where to look, that there is nothing to gain by looking closer, or that the policy failed.

    >>> from cropvlm_tools import Box
    >>> first, second = Box(0.1, 0.2, 0.5, 0.6), Box(0.1, 0.7, 0.5, 0.8)
    >>> Prediction(first, 0.8).outcome
    'zoomed'
    >>> Prediction(None, 0.8, regions=(first, second)).box == first
    True
    >>> Prediction.abstained("There is no text in the image.").regions
    ()
    >>> Prediction.failed("The answer held no box.").confidence
    0.0
    >>> Prediction(first, 1.2)
    Traceback (most recent call last):
    ValueError: confidence is 1.2; it must be a number in [0, 1].

    Raises:
        BoxError: ``box`` is not the first of ``regions``, one of them is no Box, or ``outcome`` says otherwise than
            they do.
        ValueError: ``confidence`` does not lie in [0, 1], or is above 0 where the policy failed; ``legible_edge`` is
            no whole number above 0; ``reason`` is no text;
            or ``turn`` is no quarter of a turn.
    """

    box: Box | None
    """The first region, relative xyxy of the upright image; None: do not zoom."""

    confidence: float
    """In [0, 1]: the probability that the evidence lies inside what is shown; 0 where the policy failed or does not
    know."""

    reason: str = ""
    """Why the policy abstained or failed, or what it followed; one short sentence, safe to show to a model."""

    legible_edge: int | None = None
    """Long edge (px) at which the *whole* image would already show the evidence legibly; None where unknown."""

    regions: tuple[Box, ...] = ()
    """All regions to show, the most telling first; empty where there is none."""

    outcome: Outcome = _UNSAID
    """What came of it; worked out from the regions where it is not given."""

    turn: Turn = 0
    """By how many degrees, clockwise, the image must be turned to stand upright. Boxes are of the image as it lies."""

    texts: tuple[RegionText, ...] = ()
    """What was read in each region, in their order; empty where the policy does not read."""

    def __post_init__(self) -> None:
        regions = tuple(self.regions) or (() if self.box is None else (self.box,))
        if not all(isinstance(region, Box) for region in regions):
            raise BoxError("A region of a prediction is a Box.")
        if self.box is None and regions and self.outcome == "zoomed":  # replace(prediction, box=None)
            raise BoxError("A prediction that zooms has a box. Prediction.abstained(...) takes its regions away.")
        if self.box not in (None, *regions[:1]):
            raise BoxError("The box of a prediction is the first of its regions.")
        outcome = self.outcome or ("zoomed" if regions else "abstained")
        if outcome not in get_args(Outcome) or (outcome == "zoomed") != bool(regions):
            raise BoxError(f"A prediction of {len(regions)} regions is not {outcome!r:.40}.")
        if not (isinstance(self.confidence, Real) and 0 <= self.confidence <= 1):
            raise ValueError(f"confidence is {self.confidence!r:.40}; it must be a number in [0, 1].")
        if outcome == "failed" and self.confidence > 0:
            raise ValueError(f"confidence is {self.confidence!r:.40}; a policy that failed does not know: 0.")
        edge = self.legible_edge
        if edge is not None and (isinstance(edge, bool) or not isinstance(edge, Integral) or edge <= 0):
            raise ValueError(f"legible_edge is {edge!r:.40}; it must be a whole number of px, or None.")
        if not isinstance(self.reason, str):
            raise ValueError(f"reason is {type(self.reason).__name__}; it must be a text.")
        if self.turn not in get_args(Turn):
            raise ValueError(f"turn is {self.turn!r:.40}; it must be 0, 90, 180 or 270.")
        object.__setattr__(self, "confidence", float(self.confidence))  # of numpy, it would be no JSON
        object.__setattr__(self, "legible_edge", None if edge is None else int(edge))
        object.__setattr__(self, "regions", regions)
        object.__setattr__(self, "box", regions[0] if regions else None)
        object.__setattr__(self, "outcome", outcome)

    @classmethod
    def abstained(
        cls, reason: str, confidence: float = 0.0, legible_edge: int | None = None, turn: Turn = 0
    ) -> Prediction:
        """The whole is best."""
        return cls(None, confidence, reason, legible_edge, turn=turn)

    @classmethod
    def failed(cls, reason: str) -> Prediction:
        """The policy does not know where to look."""
        return cls(None, 0.0, reason, outcome="failed")


class Policy(Protocol):
    """Chooses the regions of an image worth seeing at full detail; in the common case one.

    Subclass it, or pass any object with a ``name`` and these methods. Images are upright RGB
    (``cropvlm_tools.images.load_image``) and lent: a policy that closes, resizes or draws on one changes nothing for
    anybody else, and where pixels are written by hand (``image.load()[x, y] = ...``) it fails: copy the image first.
    An ordinary picture on which a policy finds nothing is an abstention (``Prediction.abstained``), and where it cannot
    do its work that is ``Prediction.failed``; an exception, or an answer that is no Prediction, counts as the latter.
    Policies know nothing of budgets. One that also has ``follow_up(question, history)`` is asked what that returns
    where questions came before (history: the oldest first): "And there?" needs them.
    """

    name: str

    def predict(self, image: Image.Image, question: str) -> Prediction:
        """The regions of ``image`` that help to answer ``question``."""
        ...

    def predict_batch(self, images: Sequence[Image.Image], questions: Sequence[str]) -> list[Prediction]:
        """``predict`` for each pair, in order."""
        return [self.predict(image, question) for image, question in zip(images, questions, strict=True)]


__getattr__ = moved_names(__name__, {"load_policy": "cropvlm_tools.policies.loading"})
