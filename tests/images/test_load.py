"""Every kind of picture comes out upright and RGB."""

import base64
import io
import struct
import threading
import warnings
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from cropvlm_tools.errors import ImageError
from cropvlm_tools.images.flatten import DARK
from cropvlm_tools.images.load import load_image
from tests.images.pictures import RAMP, RED, WHITE, chunk, encoded, marked, near, transparent

GOOD = [
    ("PNG", {}, 0),
    ("JPEG", {"quality": 95, "subsampling": 0}, 6),
    ("JPEG", {"quality": 95, "subsampling": 0, "progressive": True}, 6),
    ("MPO", {"quality": 95, "subsampling": 0, "save_all": True, "append_images": [Image.new("RGB", (32, 24))]}, 6),
    ("WEBP", {"lossless": True}, 0),
    ("WEBP", {"quality": 95}, 60),
    ("GIF", {}, 0),
    ("BMP", {}, 0),
    *(("TIFF", {"compression": name}, 0) for name in (None, "tiff_lzw", "tiff_adobe_deflate", "packbits")),
    ("TIFF", {"compression": "jpeg", "quality": 95}, 60),
    ("AVIF", {"quality": 95, "subsampling": "4:4:4"}, 12),
]


@pytest.mark.parametrize(("kind", "options", "within"), GOOD)
def test_formats(kind: str, options: dict, within: int) -> None:
    image = load_image(encoded(marked(), kind, **options))
    assert (type(image), image.mode, image.size, image.info) == (Image.Image, "RGB", (32, 24), {})
    assert near(image, (3, 3), RED, within)
    assert near(image, (28, 3), (0, 255, 0), within)
    assert near(image, (16, 20), (0, 0, 255), within)


def test_every_source_gives_the_same(tmp_path: Path) -> None:
    data = encoded(marked(), "PNG")
    path = tmp_path / "wrong:name.jpg"
    path.write_bytes(data)
    url = "data:image/jpeg;base64," + base64.b64encode(data).decode()
    sources = [path, str(path), data, bytearray(data), memoryview(data), url, url.replace("data", "DATA"), marked()]
    sources += [url[:60] + "\r\n" + url[60:], Image.open(path)]
    assert {load_image(source).tobytes() for source in sources} == {marked().tobytes()}
    assert load_image("https://images.example/a", fetch=lambda url: data).tobytes() == marked().tobytes()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF", "MPO"])
@pytest.mark.parametrize("orientation", range(10))
def test_exif_orientation(kind: str, orientation: int) -> None:
    # How a camera held that way stores the upright picture (CIPA DC-008, 4.6.5.1.6).
    stored = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    image = marked()
    exif = Image.Exif()
    exif[0x0112] = orientation
    if orientation in stored:
        image = image.transpose(stored[orientation])
    data = encoded(image, kind, exif=exif, **({"lossless": True} if kind == "WEBP" else {"quality": 95}))
    for source in (data, Image.open(io.BytesIO(data))):
        upright = load_image(source)
        assert upright.size == (32, 24)
        assert near(upright, (2, 2), RED, 40)
        assert near(upright, (29, 2), (0, 255, 0), 40)
        assert not upright.getexif()


def test_exif_of_either_byte_order_or_none_worth_reading() -> None:
    entry = struct.pack(">HHIHH", 0x0112, 3, 1, 6, 0)
    big_endian = b"Exif\0\0MM\0*\0\0\0\x08\0\x01" + entry + bytes(4)
    assert load_image(encoded(marked(), "JPEG", exif=big_endian)).size == (24, 32)
    for cut in range(len(big_endian)):
        assert load_image(encoded(marked(), "JPEG", exif=big_endian[:cut])).size in ((32, 24), (24, 32))


@pytest.mark.parametrize("mode", ["RGBA", "RGBa", "LA", "La", "PA", "P"])
def test_transparency_becomes_white(mode: str) -> None:
    image = load_image(transparent(mode))
    assert near(image, (0, 0), RED if "L" not in mode else (76, 76, 76))
    assert image.getpixel((3, 1)) == WHITE


@pytest.mark.parametrize(
    ("mode", "kind"), [("RGBA", "PNG"), ("RGBA", "WEBP"), ("LA", "PNG"), ("P", "PNG"), ("P", "GIF")]
)
def test_transparency_of_files(mode: str, kind: str) -> None:
    options = {"lossless": True} if kind == "WEBP" else {}
    assert load_image(encoded(transparent(mode), kind, **options)).getpixel((3, 1)) == WHITE


@pytest.mark.parametrize("kind", ["TIFF", "WEBP"])
def test_half_transparent(kind: str) -> None:
    image = Image.new("RGBA", (2, 2), (0, 0, 0, 128))
    options = {"lossless": True, "exact": True} if kind == "WEBP" else {}
    assert near(load_image(encoded(image, kind, **options)), (0, 0), (127, 127, 127), 1)


@pytest.mark.parametrize(
    ("mode", "key", "ground"),
    [
        ("L", 7, DARK),
        ("1", 0, DARK),
        ("RGB", (7, 7, 7), WHITE),
        ("P", bytes([0, 255]), WHITE),
        ("I;16", 7, DARK),
    ],
)
def test_transparent_colour_of_a_png(mode: str, key: object, ground: tuple[int, int, int]) -> None:
    image = Image.new(mode, (2, 1), 0 if mode in ("1", "P") else (7, 7, 7) if mode == "RGB" else 7)
    image.putpixel((1, 0), {"RGB": (0, 0, 200), "I;16": 200 * 257, "L": 200}.get(mode, 1))
    if mode == "P":
        image.putpalette([0, 0, 0, 10, 10, 10])
    result = load_image(encoded(image, "PNG", transparency=key))
    assert result.getpixel((0, 0)) == ground
    assert result.getpixel((1, 0))[2] == {"P": 10, "1": 255}.get(mode, 200)


MODES = [
    ("1", "TIFF", {"compression": "group4"}, 255),
    ("1", "PNG", {}, 255),
    ("1", "BMP", {}, 255),
    ("L", "JPEG", {}, 200),
    ("L", "BMP", {}, 200),
    ("CMYK", "JPEG", {"quality": 95}, 200),
    ("CMYK", "TIFF", {}, 200),
    ("YCbCr", "TIFF", {}, 200),
    ("LAB", "TIFF", {}, 200),
]


@pytest.mark.parametrize(("mode", "kind", "options", "grey"), MODES)
def test_modes(mode: str, kind: str, options: dict, grey: int) -> None:
    image = Image.new("RGB", (16, 16), (grey, grey, grey))
    data = encoded(image.convert(mode), kind, **options)
    assert near(load_image(data), (5, 5), (grey, grey, grey), 4)
    assert near(load_image(Image.open(io.BytesIO(data))), (5, 5), (grey, grey, grey), 4)


EIGHT_BITS = np.round(RAMP / 257).astype(int)


DEEP = {
    "I;16 png": lambda: encoded(Image.fromarray(RAMP), "PNG"),
    "I;16 tiff": lambda: encoded(Image.fromarray(RAMP), "TIFF"),
    "I;16 tiff lzw": lambda: encoded(Image.fromarray(RAMP), "TIFF", compression="tiff_lzw"),
    "I;16": lambda: Image.fromarray(RAMP),
    "I;16B": lambda: Image.frombytes("I;16B", (256, 2), RAMP.astype(">u2").tobytes()),
    "I;16B tiff": lambda: encoded(Image.frombytes("I;16B", (256, 2), RAMP.astype(">u2").tobytes()), "TIFF"),
    "I": lambda: Image.fromarray(RAMP.astype(np.int32)),
    "I tiff": lambda: encoded(Image.fromarray(RAMP.astype(np.int32)), "TIFF"),
    "I signed": lambda: Image.fromarray(RAMP.astype(np.int32) * 1000 - 9_000_000),
    "F unit": lambda: Image.fromarray((RAMP / 65535).astype(np.float32)),
    "F bytes": lambda: Image.fromarray((RAMP / 257).astype(np.float32)),
    "F tiff": lambda: encoded(Image.fromarray(RAMP.astype(np.float32)), "TIFF"),
    "F any": lambda: Image.fromarray((RAMP * 1e-3 - 5).astype(np.float32)),
}


@pytest.mark.parametrize("name", DEEP)
def test_deep_grey_keeps_order_and_range(name: str) -> None:
    grey = np.asarray(load_image(DEEP[name]()))[..., 0].astype(int)
    assert np.abs(grey - EIGHT_BITS).max() <= 1
    assert (np.diff(grey.ravel()) >= 0).all()
    assert (grey.min(), grey.max()) == (0, 255)


def test_deep_grey_with_odd_values() -> None:
    odd = np.array([[np.nan, np.inf, -np.inf, 0.0, 1.0]], np.float32)
    assert np.asarray(load_image(Image.fromarray(odd)))[0, :, 0].tolist() == [0, 255, 0, 0, 255]
    flat = load_image(Image.fromarray(np.full((2, 2), np.nan, np.float32)))
    assert flat.getpixel((0, 0)) == (0, 0, 0)
    assert load_image(Image.new("I;16", (2, 2), 100 * 257)).getpixel((0, 0)) == (100, 100, 100)
    assert load_image(Image.new("I", (2, 2), 100)).getpixel((0, 0)) == (100, 100, 100)


@pytest.mark.parametrize(
    ("tags", "white"),
    [({}, 16), ({281: 4095}, 255), ({281: 1023}, 255), ({281: 65535}, 16), ({281: 4000}, 16), ({281: 255}, 16)],
)
def test_bits_of_a_sixteen_bit_tiff_are_those_that_its_largest_value_says(tags: dict[int, int], white: int) -> None:
    most = 1023 if tags.get(281) == 1023 else 4095
    image = Image.fromarray(np.linspace(0, most, 256).astype(np.uint16).reshape(1, 256))
    grey = np.asarray(load_image(encoded(image, "TIFF", tiffinfo=tags)))[0, :, 0]
    assert (grey.min(), grey.max()) == (0, white)


def test_sixteen_bit_colour() -> None:
    rows = b"".join(b"\0" + struct.pack(">6H", 0xC8C8, 0, 0xFFFF, 257, 514, 771) for _ in range(2))
    png = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 2, 2, 16, 2, 0, 0, 0))
    image = load_image(png + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND"))
    assert [image.getpixel((x, 1)) for x in (0, 1)] == [(0xC8, 0, 0xFF), (1, 2, 3)]


@pytest.mark.parametrize(("kind", "options"), [("GIF", {}), ("WEBP", {"lossless": True}), ("PNG", {}), ("TIFF", {})])
def test_first_frame(kind: str, options: dict) -> None:
    frames = [Image.new("RGB", (9, 9), colour) for colour in ("red", "blue", "lime")]
    data = encoded(frames[0], kind, save_all=True, append_images=frames[1:], **options)
    assert load_image(data).getpixel((4, 4)) == RED


def test_a_pil_image_stays_as_it_was() -> None:
    source = transparent("P")
    source.info["comment"] = "mine"
    before = source.mode, source.tobytes(), dict(source.info), source.getpalette("RGBA")
    result = load_image(source)
    result.paste("blue", (0, 0, 4, 2))
    assert (source.mode, source.tobytes(), dict(source.info), source.getpalette("RGBA")) == before
    rgb = marked()
    load_image(rgb).paste("white", (0, 0, 32, 24))
    assert rgb.tobytes() == marked().tobytes()
    frames = Image.open(io.BytesIO(encoded(marked(), "GIF", save_all=True, append_images=[Image.new("RGB", (32, 24))])))
    frames.seek(1)
    assert load_image(frames).getpixel((2, 2)) == (0, 0, 0)
    assert frames.tell() == 1


def test_one_lazy_image_from_many_threads() -> None:
    lazy = Image.open(io.BytesIO(encoded(Image.effect_noise((600, 600), 60), "PNG")))
    expected = load_image(lazy.copy()).tobytes()
    lazy = Image.open(io.BytesIO(encoded(lazy, "PNG")))
    results: list[bytes] = []
    threads = [threading.Thread(target=lambda: results.append(load_image(lazy).tobytes())) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [expected] * 8


def test_metadata_warnings_do_not_refuse_an_image() -> None:
    tiff = encoded(marked(), "TIFF", tiffinfo={270: "text"})
    # ResolutionUnit with two values: Pillow warns of a tag with "too many entries".
    entry = tiff.index(struct.pack("<HHI", 277, 3, 1))
    odd = tiff[:entry] + struct.pack("<HHIHH", 296, 3, 2, 2, 2) + tiff[entry + 12 :]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert load_image(encoded(marked(), "JPEG", exif=b"Exif\0\0II*\0\x08\0\0\0\xff\xff")).size == (32, 24)
        with pytest.raises(ImageError, match="TIFF image is damaged"):
            load_image(odd)


@pytest.mark.parametrize("size", [(1, 1), (1, 20_000), (20_000, 1)])
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "BMP", "TIFF"])
def test_thin_images_are_fine(kind: str, size: tuple[int, int]) -> None:
    assert load_image(encoded(Image.new("RGB", size, "red"), kind)).size == size
