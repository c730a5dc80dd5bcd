"""Files built to cost more than they should in blocks, chunks, segments and metadata: PNG, JPEG, GIF and WebP."""

import random
import struct
import zlib
from collections.abc import Callable

from PIL import Image

from tests.images.pictures import chunk, encoded, webp

MOST = 19_900_000
"""Bytes that a file is filled up to: just under 20 MB."""


def segment(marker: int, body: bytes = b"") -> bytes:
    return b"\xff" + bytes([marker]) + struct.pack(">H", len(body) + 2) + body


def filled(head: bytes, repeated: bytes, tail: bytes = b"", size: int = MOST) -> bytes:
    """``head``, as many of ``repeated`` as fit in ``size`` bytes, and ``tail``."""
    return head + repeated * ((size - len(head) - len(tail)) // len(repeated)) + tail


SMALL = encoded(Image.new("RGB", (16, 16)), "JPEG")
TABLES = b"".join(
    SMALL[at : at + 2 + int.from_bytes(SMALL[at + 2 : at + 4])]
    for marker in (b"\xff\xdb", b"\xff\xc4")
    for at in range(len(SMALL))
    if SMALL[at : at + 2] == marker
)
INTERLEAVED, FIRST_ONLY = b"\3\1\0\2\0\3\0", b"\1\1\0"


def scan(components: bytes, *, start: int = 0, end: int = 63, bits: int = 0) -> bytes:
    """A start of scan (ITU T.81, B.2.3) without any data behind it."""
    return segment(0xDA, components + bytes([start, end, bits]))


def jpeg(frame: int, scans: bytes, size: tuple[int, int] = (8366, 8366), sampling: bytes = b"\x11\x11\x11") -> bytes:
    """Three components; ``frame`` is the marker of the frame, ``size`` just below 70 megapixels."""
    components = b"".join(bytes([number, factor, 0]) for number, factor in enumerate(sampling, 1))
    head = struct.pack(">BHHB", 8, size[1], size[0], len(sampling)) + components
    return b"\xff\xd8" + TABLES + segment(frame, head) + scans + b"\xff\xd9"


DC, AC = scan(INTERLEAVED, end=0, bits=1), scan(FIRST_ONLY, start=1, bits=1)
REFINED = scan(FIRST_ONLY, start=1, bits=0x10)


def in_front(segments: bytes, size: int = MOST) -> bytes:
    return filled(SMALL[:2], segments, SMALL[2:], size)


EXIF = segment(0xE1, b"Exif\0\0II*\0\x08\0\0\0\0\0" + bytes(1000))
RESOURCES = segment(0xED, b"Photoshop 3.0\0" + b"".join(b"8BIM" + struct.pack(">HHI", i, 0, 0) for i in range(5000)))

JPEG: dict[str, Callable[[], bytes]] = {
    "jpeg sequential scans": lambda: jpeg(0xC0, scan(FIRST_ONLY) * 1_900_000),
    "jpeg extended scans": lambda: jpeg(0xC1, scan(FIRST_ONLY) * 1_900_000),
    "jpeg progressive scans": lambda: jpeg(0xC2, DC + AC * 1_900_000),
    "jpeg refining scans": lambda: jpeg(0xC2, DC + AC + REFINED * 1_900_000),
    "jpeg arithmetic scans": lambda: jpeg(0xC9, scan(FIRST_ONLY) * 1_900_000),
    "jpeg arithmetic progressive scans": lambda: jpeg(0xCA, DC + AC * 1_900_000),
    "jpeg as many scans as are let": lambda: jpeg(0xC2, DC + AC + REFINED * 22),
    "jpeg arithmetic as many scans as are let": lambda: jpeg(0xCA, DC + (AC + b"\x55" * 800_000) * 22),
    "jpeg scans far apart": lambda: jpeg(0xC0, (scan(FIRST_ONLY) + segment(0xFE, bytes(9000))) * 2000),
    "jpeg scans behind a false end": lambda: jpeg(0xC0, (scan(FIRST_ONLY) + segment(0xFE, b"\xff\xd9")) * 1_000_000),
    "jpeg restarts": lambda: jpeg(0xC0, segment(0xDD, b"\0\1") + scan(INTERLEAVED) + b"\xff\xd0" * 9_900_000),
    "jpeg false restarts": lambda: jpeg(0xC0, segment(0xDD, b"\0\1") + scan(INTERLEAVED) + b"\xff\2" * 9_900_000),
    "jpeg fill bytes": lambda: in_front(b"\xff"),
    "jpeg fill bytes in a scan": lambda: jpeg(0xC0, scan(INTERLEAVED) + b"\xff" * MOST),
    "jpeg bytes between segments": lambda: in_front(segment(0xE0) + bytes(998)),
    "jpeg markers in front": lambda: SMALL[:2] + segment(0xE0) + b"\xff\xd0" * 9_900_000 + SMALL[2:],
    "jpeg ends in front": lambda: SMALL[:2] + segment(0xE0) + b"\xff\xd9" * 9_900_000 + SMALL[2:],
    "jpeg comments": lambda: in_front(segment(0xFE)),
    "jpeg few large comments": lambda: in_front(segment(0xFE, bytes(1000))),
    "jpeg exif in pieces": lambda: in_front(EXIF),
    "jpeg photoshop resources": lambda: in_front(RESOURCES),
    "jpeg icc in pieces": lambda: in_front(segment(0xE2, b"ICC_PROFILE\0\1\xff" + bytes(1200))),
    "jpeg multi-picture indexes": lambda: in_front(segment(0xE2, b"MPF\0II*\0" + bytes(1200))),
    "jpeg quantization tables": lambda: in_front(segment(0xDB, (b"\0" + b"\1" * 64) * 1000)),
    "jpeg Huffman tables": lambda: in_front(TABLES[TABLES.find(b"\xff\xc4") :]),
    "jpeg Huffman tables between scans": lambda: filled(
        jpeg(0xC0, scan(FIRST_ONLY))[:-2], TABLES[TABLES.find(b"\xff\xc4") :], scan(INTERLEAVED) + b"\xff\xd9"
    ),
    "jpeg frames": lambda: in_front(segment(0xC0, struct.pack(">BHHB", 8, 16, 16, 3) + b"\1\x11\0" * 21_000)),
    "jpeg pictures behind": lambda: filled(SMALL, SMALL),
    "jpeg random scan": lambda: jpeg(0xC0, scan(INTERLEAVED) + NOISE),
    "jpeg random progressive scan": lambda: jpeg(0xC2, DC + AC + NOISE),
    "jpeg random arithmetic scan": lambda: jpeg(0xC9, scan(INTERLEAVED) + NOISE),
    "jpeg sampling": lambda: jpeg(0xC0, scan(INTERLEAVED), sampling=b"\x11\x44\x11"),
}
NOISE = random.Random(0).randbytes(18_000_000).replace(b"\xff", b"\xfe")


def png(*chunks: bytes, size: tuple[int, int] = (9, 9), depth: int = 8, colour: int = 2, interlaced: int = 0) -> bytes:
    header = struct.pack(">IIBBBBB", *size, depth, colour, 0, 0, interlaced)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + b"".join(chunks) + chunk(b"IEND")


def rows(line: bytes, count: int, level: int = 1) -> bytes:
    """An IDAT of ``count`` equal lines."""
    pack = zlib.compressobj(level)
    return chunk(b"IDAT", b"".join(pack.compress(line * 64) for _ in range(count // 64 + 1)) + pack.flush())


BOMB = zlib.compress(bytes(2**20), 9)
ROWS = chunk(b"IDAT", zlib.compress(bytes(252)))
# A block with dynamic Huffman codes that ends at once (RFC 1951, 3.2.7): tables are built for nothing.
NO_BLOCK = bytes.fromhex("05c081080000000020ff")


def fill_png(repeated: bytes) -> bytes:
    return png(filled(b"", repeated, size=MOST - 200) + ROWS)


PNG: dict[str, Callable[[], bytes]] = {
    "png empty IDAT": lambda: png(ROWS + chunk(b"IDAT") * 1_650_000),
    "png empty IDAT in front": lambda: png(chunk(b"IDAT") * 1_650_000 + ROWS),
    "png small IDAT": lambda: png(chunk(b"IDAT", b"\0") * 1_500_000),
    "png unknown chunks": lambda: fill_png(chunk(b"abCd")),
    "png unknown chunks behind": lambda: png(ROWS + chunk(b"abCd") * 1_650_000),
    "png private chunks": lambda: fill_png(chunk(b"abCd", bytes(1000))),
    "png texts": lambda: fill_png(chunk(b"tEXt", b"k\0v")),
    "png large texts": lambda: fill_png(chunk(b"tEXt", b"k\0" + bytes(1000))),
    "png compressed texts": lambda: fill_png(chunk(b"zTXt", b"k\0\0" + BOMB)),
    "png damaged compressed texts": lambda: fill_png(chunk(b"zTXt", b"k\0\0" + BOMB[:-9] + b"\xff" * 9)),
    "png international texts": lambda: fill_png(chunk(b"iTXt", b"k\0\1\0\0\0" + zlib.compress(b"\xff" * 2**20, 9))),
    "png colour profiles": lambda: fill_png(chunk(b"iCCP", b"k\0\0" + BOMB)),
    "png exif": lambda: fill_png(chunk(b"eXIf", b"II*\0\x08\0\0\0\xff\xff" + bytes(12 * 65_535))),
    "png palettes": lambda: fill_png(chunk(b"PLTE", bytes(768))),
    "png transparency": lambda: fill_png(chunk(b"tRNS", b"\xff" * 60_000 + b"\1")),
    "png animation controls": lambda: png(
        chunk(b"acTL", struct.pack(">II", 2**31 - 1, 0)),
        *(chunk(b"fcTL", struct.pack(">IIIIIHHBB", i, 9, 9, 0, 0, 1, 1, 0, 0)) for i in range(400_000)),
        ROWS,
    ),
    "png animation frames": lambda: png(
        chunk(b"acTL", struct.pack(">II", 200_000, 0)),
        chunk(b"fcTL", struct.pack(">IIIIIHHBB", 0, 9, 9, 0, 0, 1, 1, 0, 0)),
        ROWS,
        *(chunk(b"fdAT", struct.pack(">I", i)) for i in range(1, 600_000)),
    ),
    "png 16 bit with alpha": lambda: png(
        rows(b"\4" + bytes(range(256)) * 261 + bytes(112), 8366), size=(8366, 8366), depth=16, colour=6
    ),
    "png Paeth": lambda: png(rows(b"\4" + bytes(range(256)) * 98 + bytes(10), 8366), size=(8366, 8366)),
    "png Paeth with alpha": lambda: png(rows(b"\4" + bytes(range(256)) * 122, 7808), size=(7808, 7808), colour=6),
    "png interlaced": lambda: png(rows(bytes(20_000), 24_000), size=(8366, 8366), interlaced=1),
    "png wide": lambda: png(rows(bytes(99_000_000 // 64), 128), size=(33_000_000, 2)),
    "png high": lambda: png(rows(bytes(64), 3_300_000), size=(1, 69_000_000)),
    "png blocks of no data": lambda: png(chunk(b"IDAT", b"\x78\x01" + NO_BLOCK * 1_900_000)),
    "png stored blocks of no data": lambda: png(chunk(b"IDAT", b"\x78\x01" + b"\0\0\0\xff\xff" * 3_900_000)),
}


def gif(blocks: bytes, screen: tuple[int, int] = (9, 9)) -> bytes:
    return b"GIF89a" + struct.pack("<HH", *screen) + b"\x80\0\0" + bytes(6) + blocks + b";"


def gif_frame(size: tuple[int, int] = (9, 9), data: bytes = b"\2\x4c\1\0", flags: int = 0) -> bytes:
    return b"," + struct.pack("<HHHHB", 0, 0, *size, flags) + b"\2" + data


FRAME = gif_frame()

GIF: dict[str, Callable[[], bytes]] = {
    "gif comments": lambda: gif(b"!\xfe\0" * 6_500_000 + FRAME),
    "gif comments of a byte": lambda: gif(b"!\xfe\1c\0" * 3_900_000 + FRAME),
    "gif comment of small parts": lambda: gif(b"!\xfe" + b"\1c" * 9_900_000 + b"\0" + FRAME),
    "gif comment of large parts": lambda: gif(b"!\xfe" + (b"\xff" + b"c" * 255) * 77_000 + b"\0" + FRAME),
    "gif extensions": lambda: gif(b"!\xf9\0" * 6_500_000 + FRAME),
    "gif application": lambda: gif(b"!\xff" + b"\1c" * 9_900_000 + b"\0" + FRAME),
    "gif bytes between blocks": lambda: gif(bytes(MOST) + FRAME),
    "gif data of small parts": lambda: gif(gif_frame((8366, 8366), b"\1\x44" * 9_900_000 + b"\0")),
    "gif data behind the picture": lambda: gif(gif_frame(data=b"\2\x4c\1" + b"\1\0" * 9_900_000 + b"\0")),
    "gif clears": lambda: gif(gif_frame((8366, 8366), (b"\xff" + b"\x24\x49\x92" * 85) * 77_000 + b"\0")),
    "gif frames": lambda: gif(FRAME * 1_300_000),
    "gif frames of a large screen": lambda: gif(FRAME * 1_300_000, (8366, 8366)),
    "gif interlaced": lambda: gif(gif_frame((8366, 8366), b"\2\x4c\1\0", flags=64), (8366, 8366)),
    "gif of zeros": lambda: encoded(Image.new("P", (8366, 8366)), "GIF"),
    "gif disposal": lambda: gif(b"!\xf9\4\x08\0\0\0\0" + gif_frame((8366, 8366)), (8366, 8366)),
}


def riff(*chunks: tuple[bytes, bytes], flags: int = 0, size: tuple[int, int] = (9, 9)) -> bytes:
    """An extended WebP (RFC 9649, 2.7)."""
    sides = (struct.pack("<I", side - 1)[:3] for side in size)
    body = b"VP8X" + struct.pack("<IB", 10, flags) + bytes(3) + b"".join(sides)
    body += b"".join(name + struct.pack("<I", len(data)) + data + bytes(len(data) & 1) for name, data in chunks)
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body


LOSSLESS = encoded(Image.new("RGB", (9, 9)), "WEBP", lossless=True)[20:]
MOVING = bytes(6) + b"\x08\0\0\x08\0\0" + bytes(4) + b"VP8L" + struct.pack("<I", len(LOSSLESS)) + LOSSLESS

WEBP: dict[str, Callable[[], bytes]] = {
    "webp unknown chunks": lambda: riff(*[(b"abcd", b"")] * 2_400_000, (b"VP8L", LOSSLESS)),
    "webp unknown chunks behind": lambda: riff((b"VP8L", LOSSLESS), *[(b"abcd", b"")] * 2_400_000),
    "webp profiles": lambda: riff(*[(b"ICCP", b"")] * 2_400_000, (b"VP8L", LOSSLESS), flags=32),
    "webp exif": lambda: riff((b"VP8L", LOSSLESS), (b"EXIF", bytes(MOST - 200)), flags=8),
    "webp frames": lambda: riff((b"ANIM", bytes(6)), *[(b"ANMF", MOVING)] * 280_000, flags=2),
    "webp frames of a large canvas": lambda: riff(
        (b"ANIM", bytes(6)), *[(b"ANMF", MOVING)] * 280_000, flags=2, size=(8366, 8366)
    ),
    "webp lossless as large as is let": lambda: encoded(
        Image.effect_noise((6600, 6600), 2).convert("RGB"), "WEBP", lossless=True, quality=0, method=0
    ),
    "webp lossy as large as is let": lambda: encoded(
        Image.effect_noise((6600, 6600), 60), "WEBP", quality=30, method=0
    ),
    "webp lossless of zeros": lambda: webp(b"VP8L", b"\x2f" + struct.pack("<I", 6599 | 6599 << 14) + bytes(MOST - 99)),
    "webp lossless of noise": lambda: webp(b"VP8L", b"\x2f" + struct.pack("<I", 6599 | 6599 << 14) + NOISE),
    "webp lossy of zeros": lambda: webp(
        b"VP8 ", b"\x10\0\0\x9d\x01\x2a" + struct.pack("<HH", 6600, 6600) + bytes(MOST - 99)
    ),
}

BLOCKS = JPEG | PNG | GIF | WEBP
