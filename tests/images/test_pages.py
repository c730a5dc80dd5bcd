"""Pages of a TIFF and frames of an animation: which one is shown, of how many, and at what cost."""

import io
import struct
import time

import pytest
from PIL import Image

from cropvlm_tools import Limits
from cropvlm_tools.errors import ImageError
from cropvlm_tools.images.load import load_image, load_page
from cropvlm_tools.images.pages import MOST_PAGES, Page
from tests.images.pictures import chunk, encoded, marked, near

COLOURS = [(255, 0, 0), (0, 0, 255), (0, 255, 0)]
KINDS = [
    ("TIFF", {}),
    ("TIFF", {"compression": "tiff_lzw"}),
    ("GIF", {}),
    ("WEBP", {"lossless": True}),
    ("PNG", {}),
    ("AVIF", {"quality": 100, "subsampling": "4:4:4"}),
]


def several(kind: str, count: int = 3, size: tuple[int, int] = (32, 24), **options: object) -> bytes:
    frames = [Image.new("RGB", size, COLOURS[number % 3]) for number in range(count)]
    return encoded(frames[0], kind, save_all=True, append_images=frames[1:], **options)


@pytest.mark.parametrize("isolated", [False, True])
@pytest.mark.parametrize(("kind", "options"), KINDS)
def test_each_page_of_three(kind: str, options: dict, isolated: bool) -> None:
    data = several(kind, **options)
    for number, colour in enumerate(COLOURS, start=1):
        loaded = load_page(data, Limits(isolated=isolated), page=number)
        assert near(loaded.image, (16, 12), colour, 6)
        assert (loaded.page, str(loaded.page)) == (Page(number, 3), f"page {number} of 3")
        assert near(load_image(data, page=number), (16, 12), colour, 6)
    with pytest.raises(ImageError, match="There is no page 4: the image has 3 pages"):
        load_page(data, Limits(isolated=isolated), page=4)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP", "AVIF"])
def test_one_page(kind: str) -> None:
    data = encoded(marked(), kind)
    assert load_page(data).page == Page(1, 1)
    with pytest.raises(ImageError, match="There is no page 2: the image has 1 page"):
        load_image(data, page=2)


def test_pages_are_whole_numbers_and_files_have_them() -> None:
    for page in (0, -1, 1.0, "2", None):
        with pytest.raises(ValueError, match="page is"):
            load_image(marked(), page=page)  # type: ignore[arg-type]
    frames = Image.open(io.BytesIO(several("GIF")))
    frames.seek(1)
    assert near(load_image(frames), (3, 3), COLOURS[1], 0)
    with pytest.raises(ImageError, match="no page 2: pixels have no pages"):
        load_image(frames, page=2)


def test_a_tiff_has_the_pages_that_are_no_thumbnails() -> None:
    small, page = Image.new("RGB", (8, 6), "lime"), Image.new("RGB", (32, 24), "blue")
    page.encoderinfo = {"tiffinfo": {254: 0}}  # of this page alone
    data = encoded(small, "TIFF", save_all=True, append_images=[page, page], tiffinfo={254: 1})
    assert load_page(data).page == Page(1, 2)
    assert [load_image(data, page=number).size for number in (1, 2)] == [(32, 24)] * 2
    alone = encoded(small, "TIFF", tiffinfo={254: 1})
    assert load_page(alone).page == Page(1, 1)


def test_a_png_whose_default_image_is_no_frame_has_it_as_first_page() -> None:
    frames = [Image.new("RGB", (32, 24), colour) for colour in COLOURS]
    data = encoded(frames[0], "PNG", save_all=True, append_images=frames[1:], default_image=True)
    assert [near(load_image(data, page=number), (3, 3), colour, 0) for number, colour in enumerate(COLOURS, 1)] == [
        True
    ] * 3
    assert load_page(data).page.of == 3


def test_a_frame_that_shows_a_part_is_composed_with_those_before() -> None:
    first, second = marked(), marked()
    second.paste("black", (12, 12, 16, 16))
    for kind in ("GIF", "PNG", "WEBP"):
        options = {"lossless": True} if kind == "WEBP" else {}
        shown = load_image(encoded(first, kind, save_all=True, append_images=[second], **options), page=2)
        assert near(shown, (13, 13), (0, 0, 0), 0)
        assert near(shown, (3, 3), (255, 0, 0), 0)


@pytest.mark.parametrize("kind", ["TIFF", "GIF"])
def test_counting_ends(kind: str) -> None:
    data = several(kind, MOST_PAGES + 5, (2, 2))
    assert str(load_page(data, page=2).page) == f"page 2 of {MOST_PAGES} or more"
    assert near(load_image(data, page=MOST_PAGES), (1, 1), COLOURS[(MOST_PAGES - 1) % 3], 0)
    with pytest.raises(ImageError, match="counted up to 1,000"):
        load_image(data, page=MOST_PAGES + 1)


def loop_of_directories() -> bytes:
    tiff = bytearray(several("TIFF", 2))
    first = struct.unpack_from("<I", tiff, 4)[0]
    link = first + 2 + 12 * struct.unpack_from("<H", tiff, first)[0]
    tiff[link : link + 4] = struct.pack("<I", first)
    return bytes(tiff)


def test_a_loop_of_pages_is_none() -> None:
    assert load_page(loop_of_directories()).page == Page(1, 1)


MANY = {
    "TIFF directories": lambda: (
        b"II*\0\x08\0\0\0" + b"".join(struct.pack("<HI", 0, 8 + 6 * number) for number in range(1, 10**6))
    ),
    "GIF sub-blocks": lambda: several("GIF", 2)[:-1] + b"!\xfe" + b"\1x" * 5_000_000,
    "GIF images": lambda: b"GIF89a\1\0\1\0\0\0\0" + b",\0\0\0\0\1\0\1\0\0\2\1\0\0" * 500_000,
    "PNG frames": lambda: several("PNG", 2)[:57] + chunk(b"fcTL", bytes(26)) * 200_000,
    "WEBP frames": lambda: several("WEBP", 2)[:30] + b"ANMF\0\0\0\0" * 2_000_000,
    "AVIF frames": lambda: several("AVIF", 2).replace(b"stsz" + bytes(11) + b"\2", b"stsz" + bytes(8) + b"\xff" * 4),
}


@pytest.mark.parametrize("name", MANY)
def test_files_made_of_pages_cost_little(name: str) -> None:
    data = MANY[name]()
    started = time.process_time()
    for page in (1, 2, 900):
        try:
            load_image(data, page=page)
        except ImageError:
            continue
    assert time.process_time() - started < 3  # measured: 0.5 at most


def test_frames_far_behind_large_ones_are_refused_and_those_that_grow() -> None:
    data = several("GIF", 40, (1000, 1000))
    assert load_image(data, page=3, max_pixels=1_000_000).size == (1000, 1000)
    grown = bytearray(several("GIF", 2, (9, 9)))
    second = grown.rindex(b",\0\0\0\0")
    grown[second + 5 : second + 9] = struct.pack("<HH", 9000, 9000)
    assert load_image(bytes(grown)).size == (9, 9)
    with pytest.raises(ImageError, match="81,000,000 pixels"):
        load_image(bytes(grown), page=2)
