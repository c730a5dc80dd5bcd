"""Files built to cost more than they should in pixels, runs, strips and tiles: BMP and TIFF."""

import struct
import zlib
from collections.abc import Callable

from PIL import Image

from tests.images.pictures import encoded, tiff_tags


def bmp(size: tuple[int, int], bits: int, compression: int, body: bytes, colours: int = 0) -> bytes:
    palette = bytes(4 * (colours or (1 << bits if bits <= 8 else 0)))
    header = struct.pack("<IiiHHIIiiII", 40, *size, 1, bits, compression, len(body), 0, 0, colours, 0)
    return b"BM" + struct.pack("<IHHI", 0, 0, 0, 54 + len(palette)) + header + palette + body


BMP: dict[str, Callable[[], bytes]] = {
    "bmp end of line": lambda: bmp((69_000_000, 1), 8, 1, b"\1\x12\0\0"),
    "bmp runs of 4 bits": lambda: bmp((8366, 8366), 4, 2, (b"\xff\x12" * 33 + b"\0\0") * 8366),
    "bmp runs of 8 bits": lambda: bmp((8366, 8366), 8, 1, (b"\xff\x12" * 33 + b"\0\0") * 8366),
    "bmp runs past the row": lambda: bmp((1, 2), 8, 1, b"\1\x12" * 9_900_000),
    "bmp runs of a pixel": lambda: bmp((4400, 4400), 8, 1, b"\1\x12" * 9_900_000),
    "bmp absolute runs": lambda: bmp((4400, 4400), 4, 2, b"\0\x04\x12\x34" * 4_900_000),
    "bmp deltas": lambda: bmp((8366, 8366), 8, 1, b"\0\2\1\0" * 4_900_000),
    "bmp palette": lambda: bmp((9, 9), 8, 0, bytes(999), colours=65_536),
    "bmp palette without end": lambda: bmp((9, 9), 8, 0, bytes(999), colours=4_900_000),
    "bmp header of any size": lambda: b"BM" + struct.pack("<IHHII", 0, 0, 0, 54, 19_000_000) + bytes(19_000_000),
    "bmp of a bit": lambda: bmp((8366, 8366), 1, 0, bytes(1048 * 8366)),
}


def tiff(
    size: tuple[int, int],
    places: list[int],
    counts: list[int],
    data: bytes,
    *,
    tile: tuple[int, int] | None = None,
    **tags: int,
) -> bytes:
    """8-bit grey; ``places`` are those of strips, or of ``tile``s, behind the tags."""
    numbers = {"bits": 258, "compression": 259, "photometric": 262, "samples": 277, "rows": 278, "planar": 284}
    values: dict[int, list[int]] = {256: [size[0]], 257: [size[1]], 258: [8], 259: [1], 262: [1], 277: [1]}
    values |= {numbers[name]: [value] for name, value in tags.items()}
    values |= {322: [tile[0]], 323: [tile[1]], 324: places, 325: counts} if tile else {273: places, 279: counts}
    return tiff_tags(values, data)


ZEROS = zlib.compress(bytes(1 << 26), 9)
STRIP = zlib.compress(bytes(8 * 8366 * 6))
PHOTOGRAPH = encoded(Image.effect_noise((512, 512), 80), "JPEG", quality=90)
SCANS = PHOTOGRAPH[:-2] + PHOTOGRAPH[PHOTOGRAPH.find(b"\xff\xda") :][:10] * 99 + b"\xff\xd9"


def chain(directories: int, tags: int, step: int | None = None) -> bytes:
    """A file of many directories, each with unknown tags; the last leads to the one at ``step``."""
    entry = b"".join(struct.pack("<HHII", 1000 + i % 60_000, 4, 1, i) for i in range(tags))
    sizes = b"".join(
        struct.pack("<HHII", number, 4, 1, value)
        for number, value in {256: 9, 257: 9, 258: 8, 259: 1, 262: 1, 273: 0, 277: 1, 279: 81}.items()
    )
    one = len(sizes) + len(entry) + 6
    body = b"".join(
        struct.pack("<H", 8 + tags) + sizes + entry + struct.pack("<I", 8 + one * (i + 1))
        for i in range(directories - 1)
    )
    return (
        b"II*\0\x08\0\0\0"
        + body
        + struct.pack("<H", 8 + tags)
        + sizes
        + entry
        + struct.pack("<I", step or 0)
        + bytes(99)
    )


TIFF: dict[str, Callable[[], bytes]] = {
    "tiff tiles of one picture": lambda: tiff(
        (1, 1600), [0] * 100, [len(ZEROS)] * 100, ZEROS, tile=(1 << 22, 16), compression=8
    ),
    "tiff 150,000 tiles": lambda: tiff(
        (1, 16 * 150_000), [0] * 150_000, [len(ZEROS)] * 150_000, ZEROS, tile=(1 << 22, 16), compression=8
    ),
    "tiff small tiles": lambda: tiff(
        (8192, 8192), [0] * 149_000, [99] * 149_000, zlib.compress(bytes(256)), tile=(16, 16), compression=8
    ),
    "tiff strips of one picture": lambda: tiff(
        (8366, 8366), [0] * 8366, [len(ZEROS)] * 8366, ZEROS, rows=1, compression=8
    ),
    "tiff raw strips twice": lambda: tiff(
        (4000, 4000), [0, 16000] * 70_000, [15_996_000] * 140_000, bytes(16_016_000), rows=3999
    ),
    "tiff raw strips of a row": lambda: tiff((16, 140_000), [0] * 140_000, [16] * 140_000, bytes(99), rows=1),
    "tiff raw tiles": lambda: tiff((16, 2_240_000), [0] * 140_000, [256] * 140_000, bytes(999), tile=(16, 16)),
    "tiff strips without rows": lambda: tiff((9, 9), [0] * 9, [81] * 9, bytes(99), rows=0),
    "tiff photograph of many scans": lambda: tiff(
        (8192, 8192), [0] * 256, [len(SCANS)] * 256, SCANS, tile=(512, 512), compression=7
    ),
    "tiff planes": lambda: tiff(
        (8366, 8366), [0] * 6, [len(ZEROS)] * 6, ZEROS, compression=8, samples=6, planar=2, rows=8366
    ),
    "tiff 16 bit with alpha": lambda: tiff_tags(
        {
            256: [8366],
            257: [8366],
            258: [16] * 4,
            259: [8],
            262: [2],
            273: [0],
            277: [4],
            278: [8366],
            279: [9_000_000],
            338: [2],
        },
        zlib.compress(bytes(8366 * 8366 * 8), 1),
    ),
    "tiff 16 bit in strips": lambda: tiff_tags(
        {256: [8366], 257: [8366], 258: [16] * 3, 259: [8], 262: [2], 277: [3], 278: [8]}
        | {273: [place * len(STRIP) for place in range(1046)], 279: [len(STRIP)] * 1046},
        STRIP * 1046,
    ),
    "tiff LZW of zeros": lambda: encoded(Image.new("RGB", (8366, 8366)), "TIFF", compression="tiff_lzw"),
    "tiff fax": lambda: tiff((8366, 8366), [0], [19_000_000], b"\xaa" * 19_000_000, compression=4, bits=1, rows=8366),
    "tiff fax of three": lambda: tiff(
        (8366, 8366), [0], [19_000_000], bytes(19_000_000), compression=3, bits=1, rows=8366
    ),
    "tiff bits packed": lambda: tiff(
        (8366, 8366), [0], [19_000_000], b"\x80" * 19_000_000, compression=32773, rows=8366
    ),
    "tiff chain of directories": lambda: chain(150_000, 0),
    "tiff chain of many tags": lambda: chain(1000, 1600),
    "tiff loop of directories": lambda: chain(2000, 0, step=8),
    "tiff many tags": lambda: chain(1, 65_000),
}

PIXELS = BMP | TIFF
