"""Pixels of a page: the sheet drawn with Pillow, then photographed."""

from __future__ import annotations

import io

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

from training.pages.camera import Camera
from training.pages.page import Ink, Page, Shape
from training.pages.printing.fonts import MissingTypeface, drawing, face, load


def render(page: Page) -> Image.Image:
    """RGB pixels of exactly that page, of ``page.size``; the same every time.

    Raises:
        MissingTypeface: no typeface on this machine has its script.
    """
    sheet = Image.new("RGB", page.sheet, page.paper)
    pen = ImageDraw.Draw(sheet)
    for shape in page.shapes:
        _draw(pen, shape)
    for ink in page.inks:
        if ink.symbol:  # its place and size only: what it shows is for the recogniser's own training
            frame = (ink.x, ink.top, ink.x + ink.width, ink.top + ink.size)
            pen.rounded_rectangle(frame, ink.size / 4, outline=ink.colour, width=max(ink.size // 8, 1))
            continue
        chosen = drawing(ink.face, ink.text)
        font = load(chosen, ink.size)
        if not face(ink.face).measured(ink.text):  # no wider than it was laid out
            font = load(chosen, max(int(ink.size * min(1.0, ink.width / max(font.getlength(ink.text), 1.0))), 5))
        base = ink.top + (font.getmetrics()[0] - font.getbbox("bdhk")[1])
        for start, part in _runs(ink, chosen, font.getlength(ink.text)):
            pen.text((ink.x + start, base), part, font=font, fill=ink.colour, anchor="ls")
    return _photograph(sheet, page.camera)


def _runs(ink: Ink, chosen: str, length: float) -> list[tuple[float, str]]:
    """The line with its offset; word by word where rounded widths of small letters would make it longer than it is."""
    if not face(chosen).measured(ink.text) or abs(length - ink.width) < 0.5 * ink.size:
        return [(0.0, ink.text)]
    measures, at, runs = face(chosen), 0.0, []
    for word in ink.text.split(" "):
        runs.append((at, word))
        at += measures.width(word + " ", ink.size)
    return runs


def drawable(page: Page) -> bool:
    """Whether the typefaces on this machine have the page's script."""
    try:
        return all(drawing(ink.face, ink.text) for ink in page.inks if not ink.symbol)
    except MissingTypeface:
        return False


def _draw(pen: ImageDraw.ImageDraw, shape: Shape) -> None:
    xy, width = shape.xy, shape.width
    if shape.kind == "line":
        pen.line(xy, fill=shape.colour, width=width)
    elif shape.kind == "dots":
        step = 4.5 * width
        for number in range(int((xy[2] - xy[0]) / step)):
            at = xy[0] + number * step
            pen.ellipse((at, xy[1] - width, at + width, xy[1]), fill=shape.colour)
    elif shape.kind == "polygon":
        pen.polygon(xy, fill=shape.colour)
    else:
        left, right = sorted((xy[0], xy[2]))
        top, bottom = sorted((xy[1], xy[3]))
        if shape.kind == "fill":
            pen.rectangle((left, top, right, bottom), fill=shape.colour)
        elif shape.kind == "box":
            pen.rectangle((left, top, right, bottom), outline=shape.colour, width=width)
        elif shape.kind == "ellipse":
            pen.ellipse((left, top, right, bottom), outline=shape.colour, width=max(width, 2))
        elif shape.kind == "disc":
            pen.ellipse((left, top, right, bottom), fill=shape.colour)
        elif shape.kind == "arc":
            pen.pieslice((left, top, right, bottom), xy[4], xy[5], fill=shape.colour)


def _photograph(sheet: Image.Image, camera: Camera) -> Image.Image:
    picture = sheet
    if not camera.flat:
        back = np.linalg.inv(camera.matrix(sheet.size))
        back /= back[2, 2]
        picture = sheet.transform(
            camera.size,
            Image.Transform.PERSPECTIVE,
            tuple(back.ravel()[:8].tolist()),
            Image.Resampling.BICUBIC,
            fillcolor=camera.backdrop,
        )
    if camera.blur:
        picture = picture.filter(ImageFilter.GaussianBlur(camera.blur))
    if camera.grain or camera.fade or any(camera.light):
        picture = Image.fromarray(_exposed(np.asarray(picture, np.float32), camera))
    if camera.jpeg:
        buffer = io.BytesIO()
        picture.save(buffer, "JPEG", quality=camera.jpeg)
        picture = Image.open(buffer).convert("RGB")
    return picture


def _exposed(pixels: NDArray[np.float32], camera: Camera) -> NDArray[np.uint8]:
    height, width = pixels.shape[:2]
    if camera.fade:
        pixels = 160 + (pixels - 160) * (1 - camera.fade)
    across, down = camera.light
    if across or down:
        x = np.linspace(-0.5, 0.5, width, dtype=np.float32)[None, :, None]
        y = np.linspace(-0.5, 0.5, height, dtype=np.float32)[:, None, None]
        pixels = pixels * (1 + across * x + down * y)
    if camera.grain:
        rng = np.random.default_rng(camera.seed)
        pixels = pixels + rng.normal(0, camera.grain, (height, width, 1)).astype(np.float32)
    return np.clip(pixels, 0, 255).astype(np.uint8)
