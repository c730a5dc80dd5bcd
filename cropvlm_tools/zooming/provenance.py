"""Where an answer came from, for those who will check it: flat records, W3C Web Annotations, highlights in the PDF.

provenance_of(zoom(...))[0]["page"]
Path("marked.pdf").write_bytes(highlighted(zoom_pages("contract.pdf", question), question))
"""

from __future__ import annotations

import base64
from collections.abc import Iterable
from typing import Any, TypedDict
from urllib.parse import quote

from cropvlm_tools.errors import ImageError
from cropvlm_tools.images.limits import DEFAULT_LIMITS, Limits
from cropvlm_tools.images.pdf.document import Document
from cropvlm_tools.zooming.facts import RegionFacts
from cropvlm_tools.zooming.result import Zoom

_MEDIA_FRAGMENTS = "http://www.w3.org/TR/media-frags/"
_PDF_FRAGMENTS = "http://tools.ietf.org/rfc/rfc3778"  # as the annotation model names it for PDF


class Provenance(TypedDict):
    """One region and where it stands: plain JSON data, all of it flat enough for a table's columns."""

    source: str
    """Name of the file, without its folder; empty where none is known."""

    sha256: str | None
    """Of the encoded file; None where only pixels were given."""

    page: int
    pages: int
    box: list[float]
    """Shares of the page's width and height: xyxy, origin upper left."""

    box_pixels: list[int]
    box_points: list[float] | None
    """Of a PDF's page as it is displayed, 72 an inch; None of an image."""

    text: str
    """What was read inside, line by line."""

    text_origin: str
    """``"ocr"``, ``"text layer"``, ``"given"``, ``"mixed"``, or empty."""

    policy: str
    version: str
    confidence: float


def provenance_of(zoom: Zoom) -> list[Provenance]:
    """A record for each region shown; empty where none is."""
    facts = zoom.to_dict()
    return [
        {
            "source": facts["source"]["name"],
            "sha256": facts["source"]["sha256"],
            "page": facts["page"],
            "pages": facts["pages"],
            "box": region["box_relative"],
            "box_pixels": region["box"],
            "box_points": region["box_points"],
            "text": region["text"],
            "text_origin": region["text_origin"],
            "policy": facts["policy"],
            "version": facts["version"],
            "confidence": facts["confidence"],
        }
        for region in facts["regions"]
    ]


def web_annotations(zoom: Zoom, question: str) -> list[dict[str, Any]]:
    """A W3C Web Annotation (https://www.w3.org/TR/annotation-model/) for each region, the question as its body."""
    facts = zoom.to_dict()
    source = quote(facts["source"]["name"]) or f"urn:{zoom.ref}"
    annotations = []
    for region in facts["regions"]:
        selector = _selector(region, facts["page"])
        if region["text"]:
            selector["refinedBy"] = {"type": "TextQuoteSelector", "exact": region["text"]}
        target: dict[str, Any] = {"source": source, "selector": selector}
        if facts["source"]["sha256"]:
            target["state"] = {"type": "State", "value": f"sha256:{facts['source']['sha256']}"}
        annotations.append(
            {
                "@context": "http://www.w3.org/ns/anno.jsonld",
                "type": "Annotation",
                "motivation": "highlighting",
                "body": {"type": "TextualBody", "value": question, "format": "text/plain"},
                "target": target,
                "generator": {
                    "type": "Software",
                    "name": f"cropvlm-tools {facts['version']}, policy {facts['policy']}",
                },
            }
        )
    return annotations


def _selector(region: RegionFacts, page: int) -> dict[str, Any]:
    points = region["box_points"]
    if points is None:
        x1, y1, x2, y2 = region["box"]
        value, rule = f"xywh=pixel:{x1},{y1},{x2 - x1},{y2 - y1}", _MEDIA_FRAGMENTS
    else:
        left, top, right, bottom = points
        value = f"page={page}&viewrect={left:g},{top:g},{right - left:g},{bottom - top:g}"
        rule = _PDF_FRAGMENTS
    return {"type": "FragmentSelector", "conformsTo": rule, "value": value}


def highlighted(zooms: Iterable[Zoom], question: str, limits: Limits = DEFAULT_LIMITS) -> bytes:
    """A copy of a PDF in which the regions are highlighted, with the question as their note.

    Args:
        zooms: into pages of one PDF.
        question: or another note.
        limits: as for ``zoom``.

    Raises:
        ImageError: they are not of one PDF, or there are none.
    """
    given = list(zooms)
    documents = [zoom.pdf.document for zoom in given if zoom.pdf is not None]
    if not documents or len(documents) < len(given) or len({document.data for document in documents}) > 1:
        raise ImageError("Highlights are put into one PDF: zoom into one, or write Web Annotations (JSON).")
    marks = [
        [zoom.page, list(region["box_points"] or ()), question]
        for zoom in given
        for region in zoom.to_dict()["regions"]
    ]
    document = Document(documents[0].data, limits, documents[0].password)
    written = document.ask("highlight", max(len(marks), 1), marks)
    assert isinstance(written, dict)
    return base64.b64decode(written["pdf"])
