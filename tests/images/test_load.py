"""Every kind of picture comes out upright and RGB; every hostile one is an ImageError within 1 GB."""

import base64
import io
import os
import random
import struct
import subprocess
import sys
import threading
import warnings
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from cropvlm_tools.errors import ImageError
from cropvlm_tools.images.load import load_image

RED, WHITE = (255, 0, 0), (255, 255, 255)


def encoded(image: Image.Image, kind: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def marked(width: int = 32, height: int = 24) -> Image.Image:
    """Blue, with a red upper left and a green upper right corner."""
    image = Image.new("RGB", (width, height), "blue")
    image.paste("red", (0, 0, 8, 8))
    image.paste("lime", (width - 8, 0, width, 8))
    return image


def near(image: Image.Image, place: tuple[int, int], colour: tuple[int, int, int], within: int = 3) -> bool:
    return max(abs(a - b) for a, b in zip(image.getpixel(place), colour)) <= within


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


def transparent(mode: str) -> Image.Image:
    """Red, its right half transparent (half transparent in the last pixel column)."""
    image = Image.new("RGBA", (4, 2), RED)
    image.paste((0, 0, 0, 0), (2, 0, 4, 2))
    if mode == "P":
        image = Image.new("P", (4, 2), 1)
        image.putpalette([9, 9, 9, *RED])
        image.paste(0, (2, 0, 4, 2))
        image.info["transparency"] = 0
        return image
    if mode == "PA":
        palette = transparent("P")
        palette.info.clear()
        image = palette.convert("PA")
        image.putalpha(transparent("RGBA").getchannel("A"))
        return image
    return image.convert("LA").convert(mode) if mode == "La" else image.convert(mode)


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


@pytest.mark.parametrize(("mode", "key"), [("L", 7), ("1", 0), ("RGB", (7, 7, 7)), ("P", bytes([0, 255])), ("I;16", 7)])
def test_transparent_colour_of_a_png(mode: str, key: object) -> None:
    image = Image.new(mode, (2, 1), 0 if mode in ("1", "P") else (7, 7, 7) if mode == "RGB" else 7)
    image.putpixel((1, 0), {"RGB": (0, 0, 200), "I;16": 200 * 257, "L": 200}.get(mode, 1))
    if mode == "P":
        image.putpalette([0, 0, 0, 10, 10, 10])
    result = load_image(encoded(image, "PNG", transparency=key))
    assert result.getpixel((0, 0)) == WHITE
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


RAMP = np.linspace(0, 65535, 512).astype(np.uint16).reshape(2, 256)
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


# Hostile images: small files whose headers promise much.


def chunk(name: bytes, data: bytes = b"") -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(width: int, height: int, *chunks: bytes, depth: int = 8, colour: int = 2) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    pixels = zlib.compress(bytes(10_000_000), 9)
    return b"\x89PNG\r\n\x1a\n" + b"".join((chunk(b"IHDR", header), *chunks, chunk(b"IDAT", pixels), chunk(b"IEND")))


def jpeg(width: int, height: int, extra: bytes = b"", **options: object) -> bytes:
    data = bytearray(encoded(Image.new("RGB", (64, 64)), "JPEG", **options))
    frame = max(data.find(b"\xff\xc0"), data.find(b"\xff\xc2"))
    data[frame + 5 : frame + 9] = struct.pack(">HH", height, width)
    return bytes(data[:2] + extra + data[2:])


def gif(screen: tuple[int, int], frame: tuple[int, int], disposal: int = 0) -> bytes:
    head = b"GIF89a" + struct.pack("<HH", *screen) + b"\x80\0\0" + bytes(6)
    control = b"!\xf9\x04" + bytes([disposal << 2]) + bytes(4)
    return head + control + b"," + struct.pack("<HHHH", 0, 0, *frame) + b"\0\x02\x02\x4c\x01\0;"


def bmp(width: int, height: int, bits: int = 24, compression: int = 0) -> bytes:
    header = struct.pack("<IiiHHIIiiII", 40, width, height, 1, bits, compression, 0, 0, 0, 0, 0)
    return b"BM" + struct.pack("<IHHI", 99, 0, 0, 54) + header + bytes(2000)


def webp(chunk_name: bytes, body: bytes) -> bytes:
    body = chunk_name + struct.pack("<I", len(body)) + body
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body


def tiff(tags: dict[int, tuple[int, int, int]], order: str = "<", data: bytes = b"") -> bytes:
    """Tag number -> (type, count, value or position); ``data`` starts at position 1000."""
    entries = b"".join(
        struct.pack(order + "HHI", number, kind, count) + struct.pack(order + ("HH" if kind == 3 else "I"), *values)
        for number, (kind, count, value) in sorted(tags.items())
        for values in [(value, 0) if kind == 3 else (value,)]
    )
    head = (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(order + "IH", 8, len(tags)) + entries + bytes(4)
    return head.ljust(1000, b"\0") + data


def tiff_of(width: int, height: int, more: dict[int, tuple[int, int, int]] | None = None, data: bytes = b"") -> bytes:
    pixels = zlib.compress(bytes(10_000_000), 9)
    tags = {256: (4, 1, width), 257: (4, 1, height), 258: (3, 1, 8), 259: (3, 1, 8), 262: (3, 1, 1), 277: (3, 1, 1)}
    tags |= {273: (4, 1, 1000 + len(data)), 278: (4, 1, height), 279: (4, 1, len(pixels))} | (more or {})
    return tiff(tags, data=data + pixels)


HUGE = struct.pack("<I", 2**32 - 1)
HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty": (lambda: b"", "empty"),
    "text": (lambda: b"hello, this is no image at all", "PNG, JPEG, WEBP, GIF, BMP and TIFF are accepted"),
    "svg": (lambda: b'<svg xmlns="http://www.w3.org/2000/svg"/>', "are accepted"),
    "avif": (lambda: b"\0\0\0\x1cftypavif" + bytes(99), "are accepted"),
    "eps": (lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "are accepted"),
    "ico": (lambda: encoded(marked(), "ICO"), "are accepted"),
    "ppm": (lambda: encoded(marked(), "PPM"), "are accepted"),
    "jpeg 2000": (lambda: encoded(marked(), "JPEG2000"), "are accepted"),
    "bigtiff": (lambda: encoded(marked(), "TIFF", big_tiff=True), "are accepted"),
    "png": (lambda: png(50_000, 50_000), "2,500,000,000 pixels.*Raise max_pixels"),
    "png of extremes": (lambda: png(2**31 - 1, 2**31 - 1), "Raise max_pixels"),
    "png just above": (lambda: png(7072, 7071), "Raise max_pixels"),
    "png just below": (lambda: png(7071, 7071, colour=6), "PNG image is damaged"),
    "png 16 bit below": (lambda: png(7071, 7071, depth=16, colour=0), "PNG image is damaged"),
    "png two headers": (
        lambda: png(9, 9, chunk(b"IHDR", struct.pack(">IIBBBBB", 2**16, 2**16, 8, 2, 0, 0, 0))),
        "Raise",
    ),
    "png text bomb": (lambda: png(9, 9, *[chunk(b"zTXt", b"k\0\0" + zlib.compress(bytes(2**21)))] * 99), "damaged"),
    "png icc bomb": (lambda: png(9, 9, chunk(b"iCCP", b"k\0\0" + zlib.compress(bytes(2**27)))), "damaged"),
    "png tiny chunks": (lambda: png(9, 9, *(chunk(b"iTXt", b"%x\0\0\0\0\0" % i) for i in range(10**5))), "metadata"),
    "jpeg": (lambda: jpeg(65_000, 65_000), "Raise max_pixels"),
    "jpeg progressive": (lambda: jpeg(65_000, 65_000, progressive=True), "Raise max_pixels"),
    "jpeg tiny segments": (lambda: jpeg(64, 64, b"\xff\xe0\0\2" * 4_000_000), "metadata"),
    "jpeg scans": (lambda: jpeg(7071, 7071, progressive=True) + b"\xff\xda" * 200, "too many scans"),
    "gif screen": (lambda: gif((65_000, 65_000), (9, 9)), "Raise max_pixels"),
    "gif frame": (lambda: gif((9, 9), (9000, 9000), disposal=2), "Raise max_pixels"),
    "gif frame of extremes": (lambda: gif((9, 9), (65_000, 65_000), disposal=2), "MAX_IMAGE_PIXELS"),
    "bmp": (lambda: bmp(50_000, 50_000), "Raise max_pixels"),
    "bmp negative": (lambda: bmp(-1, -1), "Raise max_pixels|damaged"),
    "bmp below": (lambda: bmp(7071, 7071), "damaged"),
    "bmp rle": (lambda: bmp(7071, 7071, bits=8, compression=1), "damaged"),
    "webp": (lambda: webp(b"VP8X", bytes(4) + b"\xff" * 6), "Raise max_pixels"),
    "webp lossless": (lambda: webp(b"VP8L", b"\x2f" + HUGE + bytes(99)), "Raise max_pixels"),
    "webp lossy": (lambda: webp(b"VP8 ", b"\0\0\0\x9d\x01\x2a" + b"\xff" * 99), "Raise max_pixels"),
    "webp below": (lambda: webp(b"VP8L", b"\x2f" + struct.pack("<I", 7070 | 7070 << 14) + bytes(99)), "damaged"),
    "tiff": (lambda: tiff_of(50_000, 50_000), "Raise max_pixels"),
    "tiff below": (lambda: tiff_of(7071, 7071), "damaged"),
    "tiff big tile": (
        lambda: tiff_of(9, 9, {322: (4, 1, 40_000), 323: (4, 1, 40_000)}),
        "takes about.*Raise max_pixels",
    ),
    "tiff wide bands": (lambda: tiff_of(7000, 7000, {277: (3, 1, 60)}), "takes about.*Raise max_pixels"),
    "tiff float bomb": (lambda: tiff_of(7071, 7071, {258: (3, 1, 32), 339: (3, 1, 3)}), "damaged"),
    "tiff tag type": (lambda: tiff_of(9, 9, {322: (16, 1, 1000), 323: (4, 1, 16)}), "tags are damaged"),
    "tiff tag larger than file": (lambda: tiff_of(9, 9, {700: (7, 2**31, 1000)}), "tags are larger"),
    "tiff tag of many numbers": (lambda: tiff_of(9, 9, {282: (5, 500_000, 1000)}, bytes(4_000_000)), "tags are larger"),
    "tiff sub-directory": (
        lambda: tiff_of(
            9, 9, {34665: (4, 1, 1000)}, struct.pack("<HHHII", 1, 282, 5, 500_000, 2000).ljust(4_001_000, b"\0")
        ),
        "tags are larger",
    ),
    "tiff compression": (lambda: tiff_of(9, 9, {259: (3, 1, 34925)}), "compression is not accepted"),
    "tiff without tags": (lambda: tiff({}), "no pixels"),
    "tiff loop": (lambda: b"II*\0\x08\0\0\0\0\0\x08\0\0\0", "no pixels"),
    "zero width": (lambda: png(0, 9), "no pixels|damaged"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile(name: str) -> None:
    build, message = HOSTILE[name]
    with pytest.raises(ImageError, match=message):
        load_image(build())


PEAK = """
import subprocess, sys
sys.path.insert(0, sys.argv[1])
import test_images as t
for build, _ in t.HOSTILE.values():
    try:
        t.load_image(build())
    except t.ImageError:
        pass
for mode, kind, options in t.LARGEST:
    make = f"import io, sys; from PIL import Image; file = io.BytesIO(); Image.new({mode!r}, {t.LARGE})" + (
        f".save(file, {kind!r}, **{options}); sys.stdout.buffer.write(file.getvalue())")
    data = subprocess.run([sys.executable, "-c", make], stdout=subprocess.PIPE, check=True).stdout
    assert t.load_image(data).size == t.LARGE
# Not ru_maxrss: it starts from the peak of the process that ran this one.
print(next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")))
"""
LARGE = (7071, 7071)
LARGEST = [
    ("RGBA", "WEBP", {"lossless": True, "method": 0, "quality": 0}),
    ("RGBA", "PNG", {"compress_level": 1}),
    ("CMYK", "JPEG", {"progressive": True, "subsampling": 0}),
    ("F", "TIFF", {"compression": "tiff_lzw", "tiffinfo": {278: 7071}}),
]


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="reads the peak memory from Linux's /proc")
def test_hostile_and_largest_images_stay_under_a_gigabyte() -> None:
    command = [sys.executable, "-c", PEAK, str(Path(__file__).parent)]
    peak = int(subprocess.run(command, capture_output=True, text=True, check=True).stdout) * 1024
    assert 400e6 < peak < 1e9


@pytest.mark.parametrize("size", [(1, 1), (1, 20_000), (20_000, 1)])
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "BMP", "TIFF"])
def test_thin_images_are_fine(kind: str, size: tuple[int, int]) -> None:
    assert load_image(encoded(Image.new("RGB", size, "red"), kind)).size == size


ORIGINALS = {
    "PNG": encoded(marked(), "PNG"),
    "PNG transparent": encoded(transparent("P"), "PNG"),
    "PNG animated": encoded(marked(), "PNG", save_all=True, append_images=[Image.new("RGB", (32, 24))]),
    "PNG 16 bit": encoded(Image.fromarray(RAMP[:, ::16]), "PNG"),
    "JPEG": encoded(marked(), "JPEG", quality=30, exif=b"Exif\0\0II*\0\x08\0\0\0\1\0\x12\1\3\0\1\0\0\0\6\0\0\0"),
    "JPEG progressive": encoded(marked().convert("CMYK"), "JPEG", quality=30, progressive=True),
    "WEBP": encoded(marked(), "WEBP", quality=10),
    "WEBP lossless": encoded(transparent("RGBA"), "WEBP", lossless=True),
    "WEBP animated": encoded(marked(), "WEBP", save_all=True, append_images=[Image.new("RGB", (32, 24))]),
    "GIF": encoded(marked(), "GIF"),
    "GIF animated": encoded(marked(), "GIF", save_all=True, append_images=[Image.new("RGB", (32, 24))]),
    "BMP": encoded(marked(8, 8), "BMP"),
    "BMP 1 bit": encoded(Image.new("1", (9, 9)), "BMP"),
    "TIFF": encoded(marked(), "TIFF"),
    "TIFF deflate": encoded(marked(), "TIFF", compression="tiff_adobe_deflate"),
    "TIFF jpeg": encoded(marked(), "TIFF", compression="jpeg"),
    "TIFF group 4": encoded(Image.new("1", (40, 40)), "TIFF", compression="group4"),
    "TIFF float": encoded(Image.new("F", (8, 8), 0.5), "TIFF", compression="tiff_lzw"),
}
INTEGERS = (0, 1, 2, 127, 128, 255, 256, 32_767, 65_535, 65_536, 2**31 - 1, 2**31, 2**32 - 1)


def checksummed(data: bytes) -> bytes:
    """A PNG with the right checksum in every chunk, so that its damage reaches the decoder."""
    out, at = data[:8], 8
    while at + 12 <= len(data):
        length = int.from_bytes(data[at : at + 4])
        out += data[at : at + 8 + length] + struct.pack(">I", zlib.crc32(data[at + 4 : at + 8 + length]))
        at += 12 + length
    return out


def mutated(data: bytes, draw: random.Random) -> bytes:
    out = bytearray(data)
    for _ in range(draw.choice((1, 1, 1, 2, 5, 20))):
        # Two times of three near the front, where the headers are.
        at = draw.randrange(min(len(out), draw.choice((64, 200, len(out)))) or 1)
        kind = draw.choice(("flip", "flip", "integer", "integer", "cut", "swap", "repeat", "fill"))
        if kind == "flip":
            out[at : at + 1] = bytes([out[at] ^ 1 << draw.randrange(8)]) if out else b""
        elif kind == "integer":
            value = struct.pack(draw.choice("<>") + "I", draw.choice(INTEGERS))
            width = draw.choice((1, 2, 4))
            out[at : at + width] = draw.choice((value[:width], value[-width:]))
        elif kind == "cut":
            del out[draw.randrange(len(out)) if out else 0 :]
        elif kind == "swap":
            other, length = draw.randrange(len(out) or 1), draw.randrange(1, 40)
            out[at : at + length], out[other : other + length] = out[other : other + length], out[at : at + length]
        elif kind == "repeat":
            out[at:at] = out[at : at + draw.randrange(1, 40)] * draw.choice((1, 2, 50))
        else:
            out[at : at + draw.randrange(1, 40)] = bytes([draw.choice((0, 255))]) * draw.randrange(40)
    return checksummed(bytes(out)) if draw.random() < 0.8 and out.startswith(b"\x89PNG") else bytes(out)


@pytest.mark.parametrize("name", ORIGINALS)
def test_mutated_images_are_images_or_refused(name: str) -> None:
    """600 of each of 18 originals: 10,800 in all."""
    loaded, count = 0, 600
    for seed in range(count):
        try:
            image = load_image(mutated(ORIGINALS[name], random.Random(seed)))
        except ImageError:
            continue
        loaded += 1
        assert (image.mode, image.info) == ("RGB", {})
        assert len(image.tobytes()) == 3 * image.width * image.height <= 3 * 50_000_000
    assert 0.02 < loaded / count < 0.98


@pytest.mark.parametrize("name", ORIGINALS)
def test_truncated_anywhere(name: str) -> None:
    data = ORIGINALS[name]
    load_image(data)
    refused = 0
    for length in range(0, len(data), max(len(data) // 200, 1)):
        try:
            load_image(data[:length])
        except ImageError:
            refused += 1
    assert refused > 10


# Sources that are refused before any decoding.


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (None, "not NoneType"),
        (7, "not int"),
        (io.BytesIO(b"x"), "not BytesIO"),
        ("", "cannot be read"),
        ("no/such/file.png", "cannot be read: No such file"),
        ("nul\0byte", "cannot be read: not a path"),
        ("x" * 5000, "cannot be read: File name too long"),
        ("/dev/zero", "regular file"),
        ("http://images.example/a.png", "fetch=cropvlm_tools.images.fetch.fetch_url"),
        ("HTTPS://images.example/a.png", "fetch=cropvlm_tools.images.fetch.fetch_url"),
        ("file:///etc/passwd", "'file' URLs are not accepted"),
        ("ftp://images.example/a.png", "'ftp' URLs"),
        ("javascript:alert(1)", "'javascript' URLs"),
        ("view-source:http://x", "'view-source' URLs"),
        ("data:image/png,abc", "base64 data URL"),
        ("data:image/png;base64", "base64 data URL"),
        ("data:image/png;base64,", "empty"),
        ("data:image/png;base64,!!!!", "valid base64"),
        ("data:image/png;base64,abc", "valid base64"),
        ("data:image/png;base64,é", "valid base64"),
        ("data:image/svg+xml;base64,PHN2Zy8+", "are accepted"),
        (Image.new("RGB", (0, 9)), "no pixels"),
    ],
)
def test_refused_sources(source: object, message: str) -> None:
    with pytest.raises(ImageError, match=message):
        load_image(source)  # type: ignore[arg-type]


def test_refused_files(tmp_path: Path) -> None:
    (tmp_path / "empty.png").touch()
    (tmp_path / "big.png").write_bytes(bytes(1001))
    os.mkfifo(tmp_path / "fifo.png")
    (tmp_path / "link.png").symlink_to(tmp_path / "fifo.png")
    (tmp_path / "loop.png").symlink_to(tmp_path / "loop.png")
    for name, message in [
        ("", "regular file|directory"),
        ("empty.png", "empty"),
        ("big.png", "1,001 bytes or more; the limit is 1,000. Raise max_bytes"),
        ("fifo.png", "regular file"),
        ("link.png", "regular file"),
        ("loop.png", "cannot be read"),
    ]:
        with pytest.raises(ImageError, match=message) as refused:
            load_image(tmp_path / name, max_bytes=1000)
        assert tmp_path.name not in str(refused.value)


def test_size_limits() -> None:
    data = encoded(marked(), "PNG")
    url = "data:image/png;base64," + base64.b64encode(data).decode()
    for source in (data, memoryview(data), url):
        assert load_image(source, max_bytes=len(data), max_pixels=32 * 24).size == (32, 24)
        with pytest.raises(ImageError, match="max_bytes"):
            load_image(source, max_bytes=len(data) - 1)
    for source in (data, url, marked()):
        with pytest.raises(ImageError, match=r"32 x 24 = 768 pixels; the limit is 767. Raise max_pixels"):
            load_image(source, max_pixels=767)
    with pytest.raises(ImageError, match="max_bytes"):
        load_image("data:image/png;base64," + "A" * 28_000_000)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "BMP"])
def test_pillows_own_limit_does_not_hold_a_raised_one_back(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 100)
    data = encoded(marked(), kind)
    assert load_image(data).size == (32, 24)


def test_fetchers_are_not_trusted_either() -> None:
    def failing(url: str) -> bytes:
        raise ConnectionResetError("http://secret@host")

    url = "http://images.example/a.png"
    for fetch, message in [
        (failing, r"could not be fetched \(ConnectionResetError\)"),
        (lambda url: "text", "must return bytes, not str"),
        (lambda url: b"", "empty"),
        (lambda url: bytes(2000), "max_bytes"),
        (lambda url: b"<html>", "are accepted"),
    ]:
        with pytest.raises(ImageError, match=message):
            load_image(url, fetch=fetch, max_bytes=1000)
    with pytest.raises(ImageError, match="'file' URLs"):
        load_image("file:///etc/passwd", fetch=lambda url: encoded(marked(), "PNG"))
