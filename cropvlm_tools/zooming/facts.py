"""A zoom as plain JSON data: what ``Zoom.to_dict`` gives. Its JSON schema is docs/zoom.schema.json."""

from __future__ import annotations

from typing import TypedDict

from cropvlm_tools.boxes import Turn
from cropvlm_tools.policy import Outcome


class RegionFacts(TypedDict):
    """One region; boxes are xyxy of the upright source."""

    box: list[int]
    """In pixels."""

    box_relative: list[float]

    box_points: list[float] | None
    """Of a PDF's page as it is displayed, 72 an inch, origin upper left; None of an image."""

    surroundings: list[int] | None
    """In pixels; None where they are not shown."""

    text: str
    """What was read inside it, line by line; empty where the policy does not read."""

    text_origin: str
    """``"ocr"``, ``"text layer"``, ``"given"`` or ``"mixed"``; empty without text."""


class SourceFacts(TypedDict):
    """The file an image comes from."""

    name: str
    """Without its folder; empty where none is known."""

    sha256: str | None
    """Of the encoded file; None where only pixels were given."""


class ZoomFacts(TypedDict):
    """A zoom as plain JSON data: no pixels, no objects. ``box`` and ``box_relative`` are those of the first region."""

    outcome: Outcome
    box: list[int] | None
    box_relative: list[float] | None
    regions: list[RegionFacts]
    confidence: float
    source: SourceFacts
    source_size: list[int]
    points: list[float] | None
    """(width, height) of a PDF's page as it is displayed; None of an image."""

    page: int
    """Of the file, from 1."""

    pages: int
    """How many the file has; counted up to 1,000."""

    score: float | None
    """Of ``zoom_pages``: how likely this is the page that answers, of those looked through; else None."""

    turn: Turn
    """Degrees, clockwise, by which crops and views are turned."""

    policy: str
    version: str
    """Of cropvlm-tools."""

    seconds: float
    reason: str
