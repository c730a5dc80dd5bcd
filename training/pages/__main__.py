"""``python -m training.pages --count 40 --out DIR``: pages as PNGs with their places drawn, and a contact sheet.

With ``--jsonl`` also the pages as they are, and their questions in the form that ``training.tasks.jsonl`` reads
(those without an answer and of two parts are left out: that form has no place for them).
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image, ImageDraw

from training.pages import KINDS, Page, deal, invent, render
from training.pages.printing.fonts import load, pairs
from training.pages.printing.raster import drawable
from training.recipe import check_fields, run_stage
from training.storage import draft
from training.tasks.jsonl import write_jsonl

_COLOURS = ("red", "blue", "green", "magenta", "darkorange", "teal", "purple", "brown")


@dataclass(frozen=True, kw_only=True)
class PagesRecipe:
    """Invented pages with the places of their answers."""

    out: Path = field(metadata={"help": "folder of the pictures"})
    count: int = field(default=40, metadata={"help": "pages"})
    seed: int = field(default=0, metadata={"help": "added to that of every page"})
    kind: str | None = field(default=None, metadata={"help": f"of all pages: {', '.join(KINDS)}; else dealt"})
    jsonl: bool = field(default=False, metadata={"help": "also write the data set OUT/<name of OUT>.jsonl"})

    def __post_init__(self) -> None:
        check_fields(self, {"kind": KINDS}, ("count",), ("seed",))


def draw(recipe: PagesRecipe) -> Path:
    """Write the pages, and return their folder."""
    views, rows = [], []
    dealt = [(recipe.kind, seed) for seed in range(recipe.count)] if recipe.kind else deal(recipe.count)
    for kind, number in dealt:
        seed = recipe.seed + number
        page = invent(seed, kind)
        if not drawable(page):
            print(f"{kind}-{seed}: no typeface here for {page.language}; left out", file=sys.stderr)
            continue
        picture = render(page)
        if recipe.jsonl:
            _save(picture, recipe.out / f"{kind}-{seed}.png")
            rows += dataset_rows(page, f"{kind}-{seed}.png")
        view = marked(page, picture)
        _save(view, recipe.out / f"{kind}-{seed}-marked.png")
        views.append(view)
    _save(contact_sheet(views), recipe.out / "contact.png")
    if recipe.jsonl:
        write_jsonl(recipe.out / f"{recipe.out.resolve().name}.jsonl", rows)
    return recipe.out


def _save(picture: Image.Image, path: Path) -> None:
    with draft(path) as part:
        picture.save(part, "PNG")


def dataset_rows(page: Page, image: str) -> list[dict[str, object]]:
    """The answerable questions of a page, each place one box in px of the picture."""
    rows: list[dict[str, object]] = []
    for number, question in enumerate(page.asked):
        if not question.places or question.parts:
            continue
        boxes = []
        for place in question.places:
            box = page.printed[place[0]].box
            for index in place[1:]:
                box = box.union(page.printed[index].box)
            boxes.append(list(box.to_pixels(page.size)))
        rows.append(
            {
                "id": f"{page.kind}-{page.seed}-{number}",
                "image": image,
                "question": question.question,
                "answers": list(question.answers),
                "boxes": boxes,
                "width": page.size[0],
                "height": page.size[1],
                "field": page.kind,
                "language": question.language,
            }
        )
    return rows


def marked(page: Page, picture: Image.Image) -> Image.Image:
    """The picture with each question's place in a colour, and the questions in it beside the picture."""
    edge = 1300
    scale = edge / max(picture.size)
    small = picture.resize((round(picture.width * scale), round(picture.height * scale)))
    canvas = Image.new("RGB", (small.width + 640, max(small.height, 30 + 44 * len(page.asked))), "white")
    canvas.paste(small)
    pen, font = ImageDraw.Draw(canvas), load(pairs("sans")[0][0], 15)
    for number, question in enumerate(page.asked):
        colour = _COLOURS[number % len(_COLOURS)]
        for place in question.places:
            for index in place:
                box = page.printed[index].box.to_pixels(small.size)
                pen.rectangle(box, outline=colour, width=2)
                pen.text((box[0], box[1] - 8), str(number), fill=colour, font=font)
        answer = " = ".join(question.answers) or "(no answer here)"
        text = f"{number} [{question.language}] {question.question}\n      {answer}"
        pen.text((small.width + 10, 10 + 44 * number), text, fill=colour, font=font)
    return canvas


def contact_sheet(views: Sequence[Image.Image], across: int = 4, edge: int = 700) -> Image.Image:
    """Pictures in rows, each fitted into a square."""
    down = -(-len(views) // across)
    sheet = Image.new("RGB", (across * edge, down * edge), "grey")
    for number, view in enumerate(views):
        small = view.copy()
        small.thumbnail((edge - 8, edge - 8))
        sheet.paste(small, ((number % across) * edge + 4, (number // across) * edge + 4))
    return sheet


def main(arguments: Sequence[str] | None = None) -> int:
    """0; 2 after an error, which is one line on standard error."""
    return run_stage(PagesRecipe, draw, arguments)


if __name__ == "__main__":
    sys.exit(main())
