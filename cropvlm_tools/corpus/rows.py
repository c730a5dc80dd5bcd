"""One image or document and its questions in, one row for each question and page out. The same rows in every engine."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TypedDict

from cropvlm_tools.errors import CropVLMError, ImageError
from cropvlm_tools.images.load import Loaded, load_page
from cropvlm_tools.images.sources import name_of
from cropvlm_tools.version import __version__
from cropvlm_tools.views import Budget
from cropvlm_tools.zooming.options import ZoomOptions
from cropvlm_tools.zooming.pages import Candidate, pages_of, zoom_candidates
from cropvlm_tools.zooming.provenance import provenance_of
from cropvlm_tools.zooming.result import Zoom
from cropvlm_tools.zooming.zoom import zoom_with


@dataclass(frozen=True)
class Asked:
    """One question of an item."""

    id: str
    """Of its row; with the page's number behind it where all pages of a document are asked."""

    question: str
    data: str = "{}"
    """What else the input says of it, as JSON: it is handed on."""


@dataclass(frozen=True)
class Item:
    """One image or document, opened once for all its questions."""

    source: str | bytes
    """A path, a URL that is fetched, or the encoded file."""

    asked: tuple[Asked, ...]
    name: str = ""
    """Of the file, where ``source`` does not say."""

    page: int | None = None
    """Of a document, from 1; None: all of a PDF, the first of what else has several."""

    error: str = ""
    """Why there is nothing to open: its rows say so."""


class Row(TypedDict):
    """One question about one page: plain data, but for ``crop``."""

    id: str
    question: str
    source: str
    """Name of the file, without its folder."""

    sha256: str | None
    page: int
    pages: int
    outcome: str
    """``"zoomed"``, ``"abstained"``, ``"failed"``, or ``"error"``: then ``error`` says why."""

    box: list[float] | None
    """Of the first region: xyxy as shares of the page."""

    box_pixels: list[int] | None
    box_points: list[float] | None
    regions: str
    """All regions, as JSON (``zooming.provenance.Provenance``)."""

    text: str
    """Read inside the first region."""

    text_origin: str
    confidence: float
    tokens: int
    """Visual tokens of the crops; of the whole where there is none."""

    whole_tokens: int
    policy: str
    version: str
    reason: str
    error: str
    data: str
    """What else the input says of the question, as JSON."""

    crop: bytes | None
    """The first crop (the whole where there is none) as it is sent, where crops are kept."""

    crop_type: str | None
    """Its MIME type."""


def rows_of(
    item: Item, options: ZoomOptions, crops: bool = False, password: str | None = None, best_page: bool = False
) -> list[Row]:
    """The rows of one item; whatever fails is a row with an error.

    Args:
        options: of the zooms.
        crops: keep the encoded crops.
        password: of PDFs that have one.
        best_page: of a PDF only the page that most likely answers: one row for each question.
    """
    try:
        if item.error:
            raise ImageError(item.error)
        pages = _pages(item, options, password)
    except Exception as error:
        return [failed_row(each, item, error) for each in item.asked]
    if best_page:
        return [_row(each, item, partial(_best, pages, each.question, options), crops) for each in item.asked]
    rows = []
    for page in pages:
        loaded = page.load()
        for each in item.asked:
            named = replace(each, id=f"{each.id}/{loaded.page.number}") if _is_one_of(loaded, item) else each
            rows.append(_row(named, item, partial(zoom_with, loaded, each.question, options), crops))
    return rows


def _pages(item: Item, options: ZoomOptions, password: str | None) -> list[Candidate]:
    first = load_page(item.source, options.limits, options.fetch, item.page or 1, password)
    if item.name and not first.source.name:
        first = replace(first, source=replace(first.source, name=item.name))
    if _is_one_of(first, item):
        return list(pages_of("image_1", lambda: first))  # each drawn for itself, and let go
    return [Candidate("image_1", lambda: first)]


def _is_one_of(page: Loaded, item: Item) -> bool:
    """Whether all pages of a document are asked."""
    return page.pdf is not None and item.page is None


def _best(pages: Sequence[Candidate], question: str, options: ZoomOptions) -> Zoom:
    return zoom_candidates(pages, question, options)[0]


def _row(asked: Asked, item: Item, look: Callable[[], Zoom], crops: bool) -> Row:
    try:
        zoom = look()
        records = provenance_of(zoom)
        first = records[0] if records else None
        return {
            "id": asked.id,
            "question": asked.question,
            "source": zoom.source.name,
            "sha256": zoom.source.sha256,
            "page": zoom.page,
            "pages": zoom.pages,
            "outcome": zoom.outcome,
            "box": first["box"] if first else None,
            "box_pixels": first["box_pixels"] if first else None,
            "box_points": first["box_points"] if first else None,
            "regions": json.dumps(records, ensure_ascii=False),
            "text": first["text"] if first else "",
            "text_origin": first["text_origin"] if first else "",
            "confidence": round(zoom.confidence, 4),
            "tokens": _tokens(zoom),
            "whole_tokens": zoom.budget.tokens(zoom.budget.fit(zoom.source_size)),
            "policy": zoom.policy,
            "version": __version__,
            "reason": zoom.reason,
            "error": "",
            "data": asked.data,
            "crop": zoom.view.data if crops else None,
            "crop_type": zoom.view.mime_type if crops else None,
        }
    except Exception as error:
        return failed_row(asked, item, error)


def _tokens(zoom: Zoom) -> int:
    """Without drawing anything."""
    budget: Budget = zoom.budget
    sizes = []
    for box in zoom.prediction.regions:
        left, top, right, bottom = box.to_pixels(zoom.source_size)
        sizes.append(budget.fit((right - left, bottom - top), 8.0))
    return sum(map(budget.tokens, sizes or [budget.fit(zoom.source_size)]))


def failed_row(asked: Asked, item: Item, error: Exception) -> Row:
    """A row that says why there is nothing."""
    told = error.message if isinstance(error, CropVLMError) else f"It could not be read ({type(error).__name__})."
    return {
        "id": asked.id,
        "question": asked.question,
        "source": item.name or name_of(item.source),
        "sha256": None,
        "page": item.page or 1,
        "pages": 1,
        "outcome": "error",
        "box": None,
        "box_pixels": None,
        "box_points": None,
        "regions": "[]",
        "text": "",
        "text_origin": "",
        "confidence": 0.0,
        "tokens": 0,
        "whole_tokens": 0,
        "policy": "",
        "version": __version__,
        "reason": "",
        "error": told,
        "data": asked.data,
        "crop": None,
        "crop_type": None,
    }
