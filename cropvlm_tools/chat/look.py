"""One zoom into an image of a conversation, whether a model asked for it or not, and what a program is told of it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from typing import Any, TypedDict

from cropvlm_tools.chat.given_boxes import GivenBox, GivenBoxes
from cropvlm_tools.chat.references import page_spoken_of
from cropvlm_tools.chat.registry import ImageRegistry
from cropvlm_tools.chat.warning import warn_once as warn_once
from cropvlm_tools.errors import CropVLMError, ImageError
from cropvlm_tools.policy import Outcome
from cropvlm_tools.views import View
from cropvlm_tools.zooming.options import ZoomKeywords, ZoomOptions
from cropvlm_tools.zooming.pages import load_again, pages_of, zoom_candidates
from cropvlm_tools.zooming.provenance import Provenance, provenance_of
from cropvlm_tools.zooming.result import Zoom
from cropvlm_tools.zooming.zoom import zoom_with

LONGEST_QUESTION = 1000
"""Characters; questions of a model are untrusted and longer ones are cut."""

ANY = "any"
"""In place of an image's name: all of them are looked through, every page of PDFs too, and the likeliest is shown."""

_PAGES_UNASKED, _SCANS_UNASKED = 200, 8
"""Pages of one PDF that are looked through where nobody asked for a zoom: one of text takes some .03 s, a scanned one a
second or more."""

_PAGED = re.compile(r"(.{1,40}?)[\s,]+page\s*(\d{1,6})", re.IGNORECASE)  # "image_1, page 3" of a PDF

Captioned = list[tuple[str, View]]
"""Views, each with its caption."""


class Facts(TypedDict):
    """What a program is told of a zoom: plain JSON data, no pixels, no objects."""

    ref: str
    page: int
    pages: int
    outcome: Outcome
    box: list[float] | None
    box_pixels: list[int] | None
    regions: list[list[int]]
    source_size: list[int]
    view_size: list[int]
    mime_type: str
    tokens: int
    whole_tokens: int
    """What the whole image costs within the same budget."""

    confidence: float
    policy: str
    seconds: float
    reason: str
    provenance: list[Provenance]
    """Of each region: file, page, place, and what was read there."""


class Skipped(TypedDict):
    """A turn, or an image of one, for which nothing was put in."""

    message: int
    """Its index."""

    ref: str | None
    """The image that was looked at, or None where none was."""

    reason: str


class ZoomedMessages(list[Any]):
    """Messages ready to be sent, a list like any other, and what the zooms in them cost."""

    zooms: list[Facts]
    """Facts about what was put in, in all turns, in order; their tokens are those of the first crop."""

    skipped: list[Skipped]
    """Where nothing was put in, and why."""

    tokens_added: int
    """Visual tokens of the images put in, all regions and surroundings included."""

    tokens_saved: int
    """Visual tokens that the images of the conversation cost less than before."""

    def __init__(self, messages: Iterable[object] = ()) -> None:
        super().__init__(messages)
        self.zooms, self.skipped, self.tokens_added, self.tokens_saved = [], [], 0, 0

    @property
    def savings(self) -> int:
        """Visual tokens less than without the zooms; below 0 where their crops cost more than was saved."""
        return self.tokens_saved - self.tokens_added

    def add(self, facts: Facts, shown: Captioned) -> None:
        """Count the images that were put in."""
        self.zooms.append(facts)
        self.tokens_added += sum(view.tokens for _, view in shown)


def facts_of(zoom: Zoom, view: View | None = None, whole_tokens: int | None = None) -> Facts:
    """What ``Zoom.to_dict`` says, and of the first view how it is sent. ``box`` is relative, ``regions`` in pixels.

    Args:
        view, whole_tokens: where they are not those of the zoom's budget.
    """
    facts, view = zoom.to_dict(), view or zoom.view
    whole_tokens = zoom.budget.tokens(zoom.source_size) if whole_tokens is None else whole_tokens
    return {
        "ref": zoom.ref,
        "page": facts["page"],
        "pages": facts["pages"],
        "outcome": facts["outcome"],
        "box": facts["box_relative"],
        "box_pixels": facts["box"],
        "regions": [region["box"] for region in facts["regions"]],
        "source_size": facts["source_size"],
        "view_size": list(view.size),
        "mime_type": view.mime_type,
        "tokens": view.tokens,
        "whole_tokens": whole_tokens,
        "confidence": facts["confidence"],
        "policy": facts["policy"],
        "seconds": facts["seconds"],
        "reason": facts["reason"],
        "provenance": provenance_of(zoom),
    }


def needed(options: ZoomKeywords) -> ZoomOptions:
    """The options of a zoom that nobody asks for: only what is needed, where they do not say ``when``."""
    keywords: ZoomKeywords = {"when": "needed", **options}
    return ZoomOptions(**keywords)


def checked_question(question: object) -> str:
    """The question, stripped and cut to ``LONGEST_QUESTION``.

    Raises:
        ImageError: it is empty, or no text.
    """
    text = question.strip()[:LONGEST_QUESTION] if isinstance(question, str) else ""
    if not text:
        raise ImageError("The question is empty. Ask for what you want to see, e.g. 'What is the total?'")
    return text


def look(
    images: ImageRegistry,
    ref: str | int | None,
    question: object,
    options: ZoomOptions,
    box: object = None,
    boxes: GivenBoxes | None = None,
    unasked: bool = False,
) -> Zoom:
    """One zoom into an image of a conversation; every adapter comes by here. Of a PDF all pages are looked through,
    unless one is named in ``ref`` or in the question, and the likeliest is shown.

    Args:
        box: that the model named, which is then shown; it counts where ``boxes`` are taken.
        unasked: whether nobody waits for it, so that no PDF of very many pages is looked through.

    Raises:
        ImageError: there is no such image, it was refused, the question is empty, or the box is none.
        PolicyError: the policy cannot be loaded.
    """
    text, named = checked_question(question), boxes if box is not None else None
    if named is None and isinstance(ref, str) and ref.strip().lower() == ANY and len(images):
        given = (page for name in images.refs for page in pages_of(name, partial(images.load, name)))
        return zoom_candidates(given, text, options)[0]
    paged = _PAGED.fullmatch(ref.strip()) if isinstance(ref, str) else None
    name = images.resolve(paged[1] if paged else ref)
    loaded = images.load(name)
    if paged:
        loaded = load_again(loaded, int(paged[2]))
    elif loaded.pdf is not None and loaded.page.of > 1 and named is None:
        number, pages = page_spoken_of(text), loaded.page.of
        if number is None or not 1 <= number <= pages:
            if unasked and pages > _PAGES_UNASKED:
                raise ImageError(f"{name} has {pages} pages, too many to look through unasked: name one.")
            scans = _SCANS_UNASKED if unasked else None
            return zoom_candidates(pages_of(name, lambda: loaded), text, options, scans=scans)[0]
        loaded = load_again(loaded, number)
    if named is not None:
        policy = GivenBox(named.read(box, loaded.image.size))
        options = replace(options, policy=policy, when="always", steps=1)
    return zoom_with(loaded, text, options, name)


def look_unasked(images: ImageRegistry, ref: str, question: str, options: ZoomOptions) -> Zoom | str:
    """``look`` for those who put in crops before a model is called; where nothing is gained, why.

    Never raises for an image or a policy: what cannot be read or loaded gains nothing, with one warning for each cause.
    """
    try:
        zoom = look(images, ref, question, options, unasked=True)
    except CropVLMError as error:
        warn_once(f"Left as it is: {error}")
        return error.message
    return zoom.reason if zoom.box is None else zoom


def told(error: CropVLMError) -> str:
    """What a model is told of an error; what only the developer can mend is logged, once."""
    if error.fix:
        warn_once(f"What was asked for is refused, and can be allowed: {error.fix}")
    return error.message
