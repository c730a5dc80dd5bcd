"""AV1 (bitstream specification 1.0): the sizes in sequence headers, which decoders obey whatever else is said."""

from __future__ import annotations

from collections.abc import Iterator

from cropvlm_tools.boxes import Size
from cropvlm_tools.images.limits import check_blocks

_SEQUENCE_HEADER = 1


def sequence_sizes(data: bytes, start: int, end: int, seen: set[int]) -> Iterator[Size]:
    """Largest width and height of each sequence header among the units (OBU, 5.3) of a stretch of bytes.

    Args:
        seen: where units begin that were read before, at which this ends.

    Raises:
        ImageError: more units have been seen than an image needs.
    """
    at = start
    while at < end and at not in seen and not data[at] & 0x80:  # the forbidden bit: no unit
        seen.add(at)
        check_blocks(len(seen))
        kind, extended, sized = data[at] >> 3 & 15, data[at] >> 2 & 1, data[at] >> 1 & 1
        at += 1 + extended
        length, at = _leb128(data, at) if sized else (end - at, at)
        if kind == _SEQUENCE_HEADER:
            yield _size(_Bits(data[at : min(at + length, at + 512)]))
        at += length


def _leb128(data: bytes, at: int) -> tuple[int, int]:
    """(value, position behind it)"""
    value = 0
    for index, byte in enumerate(data[at : at + 8]):
        value |= (byte & 127) << 7 * index
        if byte < 128:
            return value, at + index + 1
    return 0, len(data)


class _Bits:
    """Reads numbers of so many bits; behind the end stand zeros."""

    def __init__(self, data: bytes) -> None:
        self._bits, self._left = int.from_bytes(data), 8 * len(data)

    def __call__(self, count: int) -> int:
        self._left -= count
        value = self._bits >> self._left if self._left >= 0 else self._bits << -self._left
        return value & (1 << count) - 1


def _size(read: _Bits) -> Size:
    """``sequence_header_obu`` (5.5.1) as far as the size."""
    read(4)  # profile, still picture
    if read(1):  # reduced header of a still picture
        read(5)
    else:
        delays = _skip_timing(read)
        display_delays = read(1)
        for _ in range(read(5) + 1):
            read(12)
            if read(5) > 7:
                read(1)
            if delays and read(1):
                read(2 * delays + 1)
            if display_delays and read(1):
                read(4)
    width, height = read(4) + 1, read(4) + 1
    return read(width) + 1, read(height) + 1


def _skip_timing(read: _Bits) -> int:
    """``timing_info`` and ``decoder_model_info``; bits of the delays of operating points, 0 where they have none."""
    if not read(1):
        return 0
    read(64)
    if read(1):  # uvlc (4.10.3)
        zeros = 0
        while zeros < 32 and not read(1):
            zeros += 1
        read(zeros % 32)
    if not read(1):
        return 0
    delays = read(5) + 1
    read(42)
    return delays
