"""What people have is let in, whole: the bounds on blocks, scans, tiles and frames refuse no plain file."""

import random
from collections.abc import Callable

import pytest
from PIL import Image

from cropvlm_tools.errors import ImageError
from cropvlm_tools.images.headers import screen
from cropvlm_tools.images.load import load_image
from tests.images.pictures import chunk, encoded, marked, tiff_tags

EXIF = b"Exif\0\0II*\0\x08\0\0\0\1\0\x12\1\3\0\1\0\0\0\6\0\0\0\0\0\0\0"
JPEG = encoded(marked(), "JPEG", quality=95)
BESIDE = encoded(marked(), "JPEG", quality=95, comment=b"said", icc_profile=bytes(99_000), exif=EXIF[:14] + bytes(8))
PNG = encoded(marked(), "PNG")


def in_pieces(png: bytes, size: int) -> bytes:
    """The same PNG, its pixels in chunks of so many bytes."""
    start = png.find(b"IDAT") - 4
    length = int.from_bytes(png[start : start + 4])
    pixels = png[start + 8 : start + 8 + length]
    pieces = b"".join(chunk(b"IDAT", pixels[at : at + size]) for at in range(0, length, size))
    return png[:start] + pieces + png[start + 12 + length :]


def tiles_that_reach_over() -> bytes:
    """40 x 24 pixels in tiles of 256 x 256."""
    raw = marked(256, 256).convert("L").tobytes()
    sizes = {256: [40], 257: [24], 258: [8], 259: [1], 262: [1], 277: [1], 322: [256], 323: [256]}
    return tiff_tags(sizes | {324: [0], 325: [len(raw)]}, raw)


PLAIN: dict[str, tuple[Callable[[], bytes], Callable[[], bytes]]] = {
    # A video that a telephone keeps behind the photograph holds each marker by chance, 150 times in 10 MB.
    "JPEG and a video": (lambda: JPEG + random.Random(0).randbytes(10_000_000), lambda: JPEG),
    "JPEG and a second picture": (
        lambda: encoded(marked(), "MPO", save_all=True, append_images=[marked()], quality=95),
        lambda: JPEG,
    ),
    "JPEG with metadata": (lambda: BESIDE, lambda: JPEG),
    "JPEG with restarts": (lambda: encoded(marked(), "JPEG", quality=95, restart_marker_blocks=1), lambda: JPEG),
    "JPEG with fill bytes": (lambda: JPEG[:2] + b"\xff" * 9 + JPEG[2:], lambda: JPEG),
    "PNG of small chunks": (lambda: in_pieces(PNG, 1), lambda: PNG),
    "PNG with texts": (lambda: PNG[:33] + chunk(b"tEXt", b"k\0v") * 9000 + PNG[33:], lambda: PNG),
    "PNG animated": (lambda: encoded(marked(), "PNG", save_all=True, append_images=[marked(8, 8)]), lambda: PNG),
    "TIFF of strips of a row": (
        lambda: encoded(marked(), "TIFF", tiffinfo={278: 1}, compression="tiff_lzw"),
        lambda: PNG,
    ),
}


@pytest.mark.parametrize("name", PLAIN)
def test_a_plain_file_is_let_in(name: str) -> None:
    file, plain = (load_image(build()) for build in PLAIN[name])
    assert file.tobytes() == plain.tobytes()


def test_orientation_is_kept() -> None:
    for kind in ("JPEG", "PNG"):
        assert load_image(encoded(marked(), kind, exif=EXIF)).size == (24, 32)


def test_tiles_may_reach_over_the_edges() -> None:
    assert load_image(tiles_that_reach_over()).size == (40, 24)


@pytest.mark.parametrize(
    ("kind", "options", "mode"),
    [
        ("PNG", {}, "RGBA"),
        ("PNG", {}, "I;16"),
        ("WEBP", {"lossless": True}, "RGBA"),
        ("JPEG", {"progressive": True}, "CMYK"),
        ("TIFF", {"compression": "tiff_lzw"}, "RGBA"),
        ("TIFF", {"compression": "jpeg"}, "RGB"),
    ],
)
def test_a_low_limit_is_one_on_pixels(kind: str, options: dict[str, object], mode: str) -> None:
    data = encoded(Image.new(mode, (320, 200)), kind, **options)
    assert load_image(data, max_pixels=320 * 200).size == (320, 200)


def test_a_frame_far_behind_is_refused() -> None:
    frames = [Image.new("L", (900, 900), i) for i in range(3)]
    for kind in ("GIF", "WEBP"):
        data = encoded(frames[0], kind, save_all=True, append_images=frames[1:])
        assert screen(kind, data, 1_000_000, page=3) == data
        with pytest.raises(ImageError, match=r"Page 700 .* earlier page"):
            screen(kind, data, 1_000_000, page=700)


def test_the_page_of_a_tiff_that_is_asked_for_is_checked() -> None:
    data = encoded(marked(), "TIFF", save_all=True, append_images=[Image.new("L", (200, 100))])
    assert screen("TIFF", data, 32 * 24, page=1) == data
    with pytest.raises(ImageError, match="200 x 100"):
        screen("TIFF", data, 32 * 24, page=2)
    with pytest.raises(ImageError, match="no pixels"):
        screen("TIFF", data, 32 * 24, page=3)


def test_sizes_of_avif() -> None:
    def extents(width: int, height: int) -> bytes:
        return b"ispe\0\0\0\0" + width.to_bytes(4) + height.to_bytes(4)

    small, large = extents(40, 30), extents(9000, 8000)
    assert screen("AVIF", small, 50_000) == small
    with pytest.raises(ImageError, match="9000 x 8000"):
        screen("AVIF", small + large, 70_000_000)
