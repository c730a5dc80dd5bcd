"""Directories (IFD) of TIFF files and EXIF blocks (TIFF 6.0, section 2)."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import NamedTuple

ORIENTATION = 0x0112
# Bytes of one value by type (13 is IFD).
TYPE_BYTES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4}
_INTEGERS = {1: "B", 3: "H", 4: "I"}


class Tag(NamedTuple):
    """One entry of a directory."""

    number: int
    kind: int
    length: int
    value: int
    """The value of a single number, the position of several."""
    place: int
    """Position of the field that holds ``value``."""


def byte_order(data: bytes) -> str | None:
    """``struct``'s sign for it, None where the block names none."""
    return {b"II": "<", b"MM": ">"}.get(data[:2])


def directory(data: bytes, at: int | None = None) -> Iterator[Tag]:
    """Tags of one directory: the first, or the one at ``at``. Stops where data ends."""
    order = byte_order(data)
    if order is None:
        return
    try:
        at = struct.unpack_from(order + "I", data, 4)[0] if at is None else at
        for index in range(struct.unpack_from(order + "H", data, at)[0]):
            place = at + 2 + 12 * index
            number, kind, count = struct.unpack_from(order + "HHI", data, place)
            layout = _INTEGERS.get(kind, "I") if count == 1 else "I"
            yield Tag(number, kind, count, struct.unpack_from(order + layout, data, place + 8)[0], place + 8)
    except struct.error:
        return


def directories(data: bytes, most: int) -> list[int]:
    """Positions of the directories of a file, in order, up to ``most``; a loop ends the list."""
    order = byte_order(data) or "<"
    places: dict[int, None] = {}
    at = 4
    try:
        while (place := struct.unpack_from(order + "I", data, at)[0]) and place not in places and len(places) < most:
            places[place] = None
            at = place + 2 + 12 * struct.unpack_from(order + "H", data, place)[0]
    except struct.error:
        pass
    return list(places)


def numbers(data: bytes, tag: Tag) -> tuple[int, ...]:
    """The whole numbers of a tag; none where it holds others or they lie outside of ``data``."""
    if tag.kind not in _INTEGERS:
        return ()
    inside = tag.length * TYPE_BYTES[tag.kind] <= 4
    try:
        return struct.unpack_from(
            f"{byte_order(data)}{tag.length}{_INTEGERS[tag.kind]}", data, tag.place if inside else tag.value
        )
    except struct.error:
        return ()


def orientation(exif: bytes) -> int:
    """Orientation in an EXIF block (CIPA DC-008, tag 0x0112), 1 where there is none."""
    values = (tag.value for tag in directory(exif.removeprefix(b"Exif\0\0")) if tag.number == ORIENTATION)
    return next(values, 1)
