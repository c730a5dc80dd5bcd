"""Small files whose headers promise much are ImageErrors, within 1.2 GB."""

import struct
import subprocess
import sys
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from cropvlm_tools.errors import ImageError
from cropvlm_tools.images.load import load_image
from tests.images.pictures import chunk, encoded, marked


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
    "text": (lambda: b"hello, this is no image at all", "PNG, JPEG, WEBP, GIF, BMP, TIFF and AVIF are accepted"),
    "svg": (lambda: b'<svg xmlns="http://www.w3.org/2000/svg"/>', "are accepted"),
    "avif": (lambda: b"\0\0\0\x1cftypavif" + bytes(99), "AVIF image is damaged"),
    "eps": (lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "are accepted"),
    "ico": (lambda: encoded(marked(), "ICO"), "are accepted"),
    "ppm": (lambda: encoded(marked(), "PPM"), "are accepted"),
    "jpeg 2000": (lambda: encoded(marked(), "JPEG2000"), "are accepted"),
    "bigtiff": (lambda: encoded(marked(), "TIFF", big_tiff=True), "are accepted"),
    "png": (lambda: png(50_000, 50_000), "2,500,000,000 pixels.*Raise max_pixels"),
    "png of extremes": (lambda: png(2**31 - 1, 2**31 - 1), "Raise max_pixels"),
    "png just above": (lambda: png(8367, 8367), "Raise max_pixels"),
    "png just below": (lambda: png(7800, 7800, colour=6), "PNG image is damaged"),
    "png 16 bit below": (lambda: png(8366, 8366, depth=16, colour=0), "PNG image is damaged"),
    "png two headers": (
        lambda: png(9, 9, chunk(b"IHDR", struct.pack(">IIBBBBB", 2**16, 2**16, 8, 2, 0, 0, 0))),
        "Raise",
    ),
    "png tiny chunks": (lambda: png(9, 9, *(chunk(b"iTXt", b"%x\0\0\0\0\0" % i) for i in range(10**5))), "metadata"),
    "jpeg": (lambda: jpeg(65_000, 65_000), "Raise max_pixels"),
    "jpeg progressive": (lambda: jpeg(65_000, 65_000, progressive=True), "Raise max_pixels"),
    "jpeg tiny segments": (lambda: jpeg(64, 64, b"\xff\xe0\0\2" * 4_000_000), "metadata"),
    "jpeg scans": (lambda: jpeg(8366, 8366, progressive=True)[:-2] + b"\xff\xda\0\2" * 30, "too many scans"),
    "gif screen": (lambda: gif((65_000, 65_000), (9, 9)), "Raise max_pixels"),
    "gif frame": (lambda: gif((9, 9), (9000, 9000), disposal=2), "Raise max_pixels"),
    "gif frame of extremes": (lambda: gif((9, 9), (65_000, 65_000), disposal=2), "MAX_IMAGE_PIXELS"),
    "bmp": (lambda: bmp(50_000, 50_000), "Raise max_pixels"),
    "bmp negative": (lambda: bmp(-1, -1), "Raise max_pixels|damaged"),
    "bmp below": (lambda: bmp(8366, 8366), "damaged"),
    "bmp rle": (lambda: bmp(7071, 7071, bits=8, compression=1), "run-length.*PNG"),
    "bmp rle below": (lambda: bmp(1400, 1400, bits=8, compression=1), "damaged"),
    "webp": (lambda: webp(b"VP8X", bytes(4) + b"\xff" * 6), "Raise max_pixels"),
    "webp lossless": (lambda: webp(b"VP8L", b"\x2f" + HUGE + bytes(99)), "Raise max_pixels"),
    "webp lossy": (lambda: webp(b"VP8 ", b"\0\0\0\x9d\x01\x2a" + b"\xff" * 99), "Raise max_pixels"),
    "webp below": (lambda: webp(b"VP8L", b"\x2f" + struct.pack("<I", 6599 | 6599 << 14) + bytes(99)), "damaged"),
    "tiff": (lambda: tiff_of(50_000, 50_000), "Raise max_pixels"),
    "tiff below": (lambda: tiff_of(8366, 8366), "damaged"),
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
from tests.images import test_hostile as t
for build, _ in t.HOSTILE.values():
    try:
        t.load_image(build())
    except t.ImageError:
        pass
for mode, kind, size, options in t.LARGEST:
    make = f"import io, sys; from PIL import Image; file = io.BytesIO(); Image.new({mode!r}, {size})" + (
        f".save(file, {kind!r}, **{options}); sys.stdout.buffer.write(file.getvalue())")
    data = subprocess.run([sys.executable, "-c", make], stdout=subprocess.PIPE, check=True).stdout
    assert t.load_image(data).size == size
# Not ru_maxrss: it starts from the peak of the process that ran this one.
print(next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")))
"""


A3 = (9921, 7016)
"""A page at 600 dpi, px."""

LARGEST = [
    ("RGBA", "WEBP", (6600, 6600), {"lossless": True, "method": 0, "quality": 0}),
    ("RGBA", "PNG", (7800, 7800), {"compress_level": 1}),
    ("RGB", "PNG", A3, {"compress_level": 1}),
    ("I;16", "PNG", A3, {"compress_level": 1}),
    ("CMYK", "JPEG", A3, {"progressive": True, "subsampling": 0}),
    ("F", "TIFF", A3, {"compression": "tiff_lzw", "tiffinfo": {278: 7016}}),
]


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="reads the peak memory from Linux's /proc")
def test_hostile_and_largest_images_stay_under_1_2_gigabytes() -> None:
    command = [sys.executable, "-c", PEAK, str(Path(__file__).parents[2])]
    peak = int(subprocess.run(command, capture_output=True, text=True, check=True).stdout) * 1024
    assert 400e6 < peak < 1.2e9
