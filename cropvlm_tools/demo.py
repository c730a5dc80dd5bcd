"""A dense page drawn here, three questions asked of it, and what a reader makes of it before and after the zoom."""

from __future__ import annotations

import random
from collections.abc import Iterable
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from cropvlm_tools.boxes import Box
from cropvlm_tools.perception.element import Line
from cropvlm_tools.perception.text.reading import read_lines
from cropvlm_tools.views import Budget
from cropvlm_tools.zooming.zoom import Zoom, zoom

PAGE_SIZE = (1700, 2300)
DEMO_EDGE = 448  # px: what a small open target sees of an image

_MATERIALS = ("Oak", "Pine", "Brass", "Steel", "Copper", "Slate", "Cork", "Birch")
_PARTS = ("hinge", "bracket", "handle", "panel", "rail", "plate", "washer", "batten", "hook", "strip")


def draw_page(seed: int = 7) -> tuple[Image.Image, dict[str, str]]:
    """A delivery note of an invented joiner's merchant, and questions with the answers as they are printed on it.

    RGB, 1700x2300 px, print about 20 px high; the same for the same seed.

    >>> page, answers = draw_page()
    >>> page.size, answers["What is the phone number of the depot?"]
    ((1700, 2300), '0555 018 2274')
    """
    draw_random = random.Random(seed)
    page = Image.new("RGB", PAGE_SIZE, (252, 252, 248))
    draw = ImageDraw.Draw(page)
    title, plain, small = (ImageFont.load_default(size) for size in (52, 22, 19))

    def write(x: int, y: int, text: str, font: ImageFont.FreeTypeFont | ImageFont.ImageFont = plain) -> None:
        draw.text((x, y), text, fill=(30, 30, 34), font=font)

    write(110, 90, "HOLLOWAY & DAUGHTERS", title)
    write(110, 160, "Timber, ironmongery and stone for joiners since 1931", small)
    facts = (
        ("Delivery note", "DN-20874-B"),
        ("Date of order", "11 March 2031"),
        ("Date of delivery", "19 March 2031"),
        ("Customer", "Fenwick Stair Works"),
        ("Your reference", "Mill Lane 12, second flight"),
        ("Driver", "T. Okafor"),
    )
    for row, (name, value) in enumerate(facts):
        write(110, 240 + 34 * row, name)
        write(400, 240 + 34 * row, value)
    for row, (name, value) in enumerate(
        (
            ("Depot", "Quarry Wharf 3, Unit 9"),
            ("Depot phone", "0555 018 2274"),
            ("Office phone", "0555 018 9900"),
            ("Opening hours", "Mon to Sat, 06:30 to 16:00"),
        )
    ):
        write(1000, 240 + 34 * row, name)
        write(1240, 240 + 34 * row, value)

    columns = (110, 260, 860, 1040, 1240, 1430)
    top = 500
    for x, name in zip(columns, ("Item", "Description", "Qty", "Unit", "Price", "Amount"), strict=True):
        write(x, top, name)
    draw.line((110, top + 32, 1590, top + 32), fill=(90, 90, 90), width=2)
    goods = 0.0
    for row in range(48):
        y = top + 44 + 31 * row
        description = (
            f"{draw_random.choice(_MATERIALS)} {draw_random.choice(_PARTS)} {draw_random.randrange(40, 400, 5)} mm"
        )
        quantity, price = draw_random.randrange(1, 40), draw_random.randrange(80, 5900) / 100
        if row == 29:
            description, quantity, price = "Oak tread 900 mm", 14, 61.40
        goods += quantity * price
        cells = (
            f"{31000 + draw_random.randrange(8999)}",
            description,
            str(quantity),
            "pcs",
            f"{price:.2f}",
            f"{quantity * price:.2f}",
        )
        for x, text in zip(columns, cells, strict=True):
            write(x, y, text, small)
    total = f"{1.2 * goods:,.2f}"
    bottom = top + 44 + 31 * 48 + 12
    draw.line((1000, bottom, 1590, bottom), fill=(90, 90, 90), width=2)
    for row, (name, value) in enumerate(
        (
            ("Goods", f"{goods:,.2f}"),
            ("Delivery", "0.00"),
            ("VAT 20%", f"{0.2 * goods:,.2f}"),
            ("Total amount due", total),
        )
    ):
        write(1040, bottom + 14 + 32 * row, name)
        write(1430, bottom + 14 + 32 * row, value)
    write(110, bottom + 30, "Goods stay ours until paid for. Count them before you sign.", small)
    write(110, bottom + 64, "Signed for by ______________________", small)
    answers = {
        "What is the total amount due?": total,
        "What is the phone number of the depot?": "0555 018 2274",
        'What is the price of "Oak tread 900 mm"?': "61.40",
    }
    return page, answers


def before_after(result: Zoom, width: int = 1400) -> Image.Image:
    """The whole with the region outlined, and beside it the region as the target sees it without and with the zoom."""
    overlay = result.overlay()
    half = width // 2
    overlay = overlay.resize((half, round(overlay.height * half / overlay.width)), Image.Resampling.LANCZOS)
    panels = [
        ("what a target sees of it in the whole image", _region_in(result.overview, result.box)),
        ("what it sees after the zoom", result.view.image),
    ]
    font = ImageFont.load_default(20)
    tiles = []
    for title, picture in panels:
        scale = min((half - 60) / picture.width, (overlay.height / 2 - 60) / picture.height)
        picture = picture.resize(
            (max(round(picture.width * scale), 1), max(round(picture.height * scale), 1)), Image.Resampling.BICUBIC
        )
        tiles.append((title, picture))
    canvas = Image.new("RGB", (width, overlay.height), "white")
    canvas.paste(overlay)
    draw = ImageDraw.Draw(canvas)
    for index, (title, picture) in enumerate(tiles):
        y = index * overlay.height // 2
        draw.text((half + 30, y + 14), title, fill="black", font=font)
        canvas.paste(picture, (half + 30, y + 46))
        draw.rectangle((half + 29, y + 45, half + 30 + picture.width, y + 46 + picture.height), outline=(160, 160, 160))
    return canvas


def run_demo(folder: Path) -> None:
    """Write the page and for each question an overlay and a before/after picture into ``folder``; say what is read."""
    folder.mkdir(parents=True, exist_ok=True)
    page, answers = draw_page()
    page.save(folder / "page.png")
    budget = Budget(max_edge=DEMO_EDGE, max_tokens=None)
    print(f"A page of {page.width}x{page.height} px for a target that sees {DEMO_EDGE} px. Reading it on the CPU ...\n")
    for number, (question, answer) in enumerate(answers.items(), start=1):
        result = zoom(page, question, budget=budget)
        result.overlay().save(folder / f"overlay_{number}.png")
        before_after(result).save(folder / f"before_after_{number}.png")
        before = _text(line for line in read_lines(result.overview) if result.box and line.box.intersection(result.box))
        after = _text(read_lines(result.view.image))
        print(f"{question}\n  {result.caption}")
        print(f"  a reader there, whole image only: {_short(before)}")
        print(f"  a reader there, after the zoom:   {_short(after)}")
        verdict = "readable after the zoom" if answer in after else "NOT readable after the zoom"
        print(f"  printed on the page: {answer}: {verdict}{', and before it' if answer in before else ''}\n")
    print(f"Pictures: {folder}/before_after_1.png to _{len(answers)}.png, {folder}/overlay_*.png, {folder}/page.png")


def _region_in(overview: Image.Image, box: Box | None) -> Image.Image:
    return overview if box is None else overview.crop(box.to_pixels(overview.size))


def _text(lines: Iterable[Line]) -> str:
    return " | ".join(line.text for line in lines)


def _short(text: str) -> str:
    return (text if len(text) <= 160 else text[:157] + "...") or "(nothing)"
