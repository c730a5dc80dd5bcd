"""A policy is asked, and its answer is believed only where it can be: whatever it does, a zoom goes on."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from functools import cache
from typing import Protocol, TypeGuard

from PIL import Image

from cropvlm_tools.boxes import Box
from cropvlm_tools.errors import BoxError
from cropvlm_tools.images.digest import lent
from cropvlm_tools.images.pdf.document import PageImage
from cropvlm_tools.perception.element import Reading
from cropvlm_tools.perception.text.layer import reading_within
from cropvlm_tools.policy import Policy, Prediction, RegionText

_LONGEST_REASON = 300  # characters: it stands in captions
_log = logging.getLogger(__name__)


def ask(
    policy: Policy,
    image: Image.Image,
    question: str,
    most: int,
    history: Sequence[str] = (),
    known: Reading | None = None,
) -> Prediction:
    """The policy's answer, with no more regions than that; a failed one where it raises or answers nonsense.

    ``SystemExit`` is a failure too: a policy ends no program. What a person (``KeyboardInterrupt``) or whoever waits
    (``asyncio.CancelledError``) ends passes.

    Args:
        policy: any, of this package or not.
        image: upright RGB; the policy cannot change it.
        question: what the target will be asked.
        most: regions.
        history: questions asked before, the oldest first; for a policy that has ``follow_up``.
        known: text of the image that need not be read, for a policy that ``reads_lines``.
    """
    try:
        asked = _followed_up(policy, question, history)
        if known is not None and reads_lines(policy):
            return _believed(policy.predict_with(lend(image), asked, known), most)
        return _believed(policy.predict(lend(image), asked), most)
    except (Exception, SystemExit) as error:
        kind = type(error).__name__
        report_once(f"Policy {type(policy).__name__} failed; the whole image is used.", kind)
        return Prediction.failed(f"The policy failed ({kind}).")


def _followed_up(policy: Policy, question: str, history: Sequence[str]) -> str:
    """The question as a policy wants it that knows what was asked before."""
    follow_up = getattr(policy, "follow_up", None) if history else None
    return str(follow_up(question, list(history))) if callable(follow_up) else question


class ReadingPolicy(Policy, Protocol):
    """A policy that decides from lines of text, which may be known already: of a PDF's text layer, or the caller's."""

    def predict_with(self, image: Image.Image, question: str, known: Reading) -> Prediction:
        """``predict``; the pixels are looked at only where ``known`` is ``partial``."""
        ...


def reads_lines(policy: Policy) -> TypeGuard[ReadingPolicy]:
    """Whether lines can be handed to a policy."""
    return callable(getattr(policy, "predict_with", None))


def closer(
    policy: Policy,
    image: Image.Image,
    question: str,
    prediction: Prediction,
    most: int,
    history: Sequence[str] = (),
    known: Reading | None = None,
) -> Prediction | None:
    """What the policy chooses within its own crop, if it has one only; None where that makes it no more confident."""
    if len(prediction.regions) != 1:
        return None
    outer = prediction.regions[0].to_pixels(image.size)
    crop = image.crop(outer)
    place = Box.from_pixels(outer, image.size)
    within = None if known is None else reading_within(known, place, image.size)
    inner = ask(policy, crop, question, most, history, within)
    if not inner.regions or inner.confidence <= prediction.confidence:
        return None
    edge = inner.legible_edge
    if edge is not None:  # of the crop; in the whole the evidence is smaller by as much, rounded up
        edge = -(-edge * max(image.size) // max(crop.size))
    try:
        regions = tuple(box.inside(place) for box in inner.regions)
    except BoxError:  # too small for numbers of 64 bits
        return None
    turn = inner.turn or prediction.turn
    return Prediction(regions[0], inner.confidence, inner.reason, edge, regions, turn=turn, texts=inner.texts)


def name_of(policy: Policy) -> str:
    """What a policy is called."""
    try:
        return _text(str(getattr(policy, "name", type(policy).__name__)))
    except Exception:  # a property of somebody else's
        return type(policy).__name__


@cache
def report_once(what: str, kind: str) -> None:
    """Log the exception that is being handled with its traceback, the first time one of that kind comes up there."""
    _log.exception("%s Further failures of this kind (%s) are not logged.", what, kind)


def lend(image: Image.Image) -> Image.Image:
    """``lent``; a page of a PDF that nobody has looked at yet is not drawn for it."""
    return image.copy() if isinstance(image, PageImage) and not image.is_drawn else lent(image)


def _believed(prediction: object, most: int) -> Prediction:
    """The same made anew of plain numbers and texts, so that it holds whatever class it is of.

    Raises:
        TypeError, ValueError: it is no prediction, or cannot be.
    """
    if not isinstance(prediction, Prediction):
        raise TypeError(f"predict returned {type(prediction).__name__}, not a Prediction.")
    checked = [Box(*region.xyxy) for region in prediction.regions[:most]]
    regions = tuple(Box(*map(float, region.xyxy)) for region in checked)  # of numpy, they would be no JSON
    return Prediction(
        regions[0] if regions else prediction.box,
        prediction.confidence,
        _text(prediction.reason),
        prediction.legible_edge,
        regions,
        prediction.outcome,
        prediction.turn,
        tuple(RegionText(_plain(each.text), _plain(each.origin)) for each in prediction.texts[: len(regions)]),
    )


def _plain(given: str) -> str:
    """A text that any JSON can hold."""
    return given.encode("utf-8", "replace").decode("utf-8")


def _text(given: str) -> str:
    """One short line that any JSON can hold."""
    line = " ".join(_plain(given).split())
    return line if len(line) <= _LONGEST_REASON else f"{line[: _LONGEST_REASON - 3]}..."
