"""The pictures of the gallery, made while the site is built: invented pages, each with what a zoom made of a question.

``make(FOLDER)`` writes them and ``gallery.txt``, which the page includes.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from cropvlm_tools import Budget, Zoom, zoom
from training.pages import Page, invent, render
from training.pages.page import Asked

SEES = Budget(max_edge=448, max_tokens=None)
HELD = 0.9  # of a line's area: as training.grounded.judging.probe counts a place as found
EDGE = 800  # px: of a picture on the page

CHOSEN = (
    ("calendar", 1, 3),
    ("boarding_pass", 2, 2),
    ("contract", 1, 1),
    ("flyer", 6, 4),
    ("chart", 1, 3),
    ("dialog", 4, 3),
    ("flyer", 6, 2),
    ("chart", 1, 0),
    ("bill", 3, 4),
    ("boarding_pass", 2, 0),
    ("files", 1, 0),
    ("icon_app", 5, 0),
    ("invoice", 3, 0),
    ("hours", 3, 3),
    ("dialog", 4, 2),
)
"""Kind of page, its seed, which of its questions: picked from six questions about a page of each of the first 30 kinds,
until each of ``RESULTS`` was there."""

RESULTS = {
    "The answer is in the crop": "What the question asks for lies at least 90 % inside a crop.",
    "Left alone, and rightly": "The question asks for nothing that has a place, and the whole is shown.",
    "Left alone, and wrongly": "The answer stands on the page, and the policy did not look closer.",
    "A crop for nothing": "The question asks for nothing that has a place, and a crop was made all the same.",
    "The wrong place": "The answer stands on the page, and the crop shows something else, or only a part.",
}


@dataclass(frozen=True)
class Example:
    """One page, one question, and what came of it."""

    name: str
    page: Page
    asked: Asked
    result: Zoom

    @property
    def heading(self) -> str:
        """One of ``RESULTS``."""
        regions = self.result.prediction.regions
        if not self.asked.places:
            return "A crop for nothing" if regions else "Left alone, and rightly"
        if not regions:
            return "Left alone, and wrongly"
        found = any(
            all(max(region.coverage(self.page.printed[line].box) for region in regions) >= HELD for line in place)
            for place in self.asked.places
        )
        return "The answer is in the crop" if found else "The wrong place"


def example(kind: str, seed: int, number: int) -> Example:
    """The zoom for one question about an invented page."""
    page = invent(seed, kind)
    asked = page.asked[number % len(page.asked)]  # with other typefaces a page has other lines, and fewer questions
    return Example(f"{kind}-{seed}-{number}", page, asked, zoom(render(page), asked.question, budget=SEES))


def make(folder: Path) -> None:
    """Write the pictures and the text of the page."""
    folder.mkdir(parents=True, exist_ok=True)
    examples = [example(*chosen) for chosen in CHOSEN]
    lines: list[str] = []
    for heading, meaning in RESULTS.items():
        under = [each for each in examples if each.heading == heading]
        if under:
            lines += [heading, "-" * len(heading), "", meaning, ""]
        for each in under:
            lines += described(each, folder)
    (folder / "gallery.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")


def described(each: Example, folder: Path) -> list[str]:
    """reStructuredText for one example, and its pictures in the folder."""
    result, asked = each.result, each.asked
    _save(result.overlay(EDGE), folder / f"{each.name}-whole.jpg")
    pictures = [(f"{each.name}-whole.jpg", f"The whole, {result.image.width} x {result.image.height} px")]
    for number, region in enumerate(result.regions):
        _save(region.view.image, folder / f"{each.name}-{number}.jpg")
        pictures.append((f"{each.name}-{number}.jpg", f"What a target of {SEES.max_edge} px is shown besides"))
    printed = " and ".join(f"``{answer}``" for answer in asked.answers[: len(asked.parts) or 1]) or "nothing of it"
    facts = f"Printed there: {printed}. The policy: {result.outcome}, confidence {result.confidence:.2f}"
    shown = f", {100 * result.area:.1f} % of the picture." if result.regions else f". {result.reason}"
    lines = [f"**{asked.question}** {facts}{shown}", "", ".. container:: shown", ""]
    for name, alt in pictures:
        lines += [f"   .. image:: /{folder.name}/{name}", f"      :alt: {alt}", ""]
    return lines


def _save(picture: Image.Image, path: Path) -> None:
    picture.thumbnail((EDGE, EDGE), Image.Resampling.LANCZOS)
    picture.save(path, "JPEG", quality=80)
