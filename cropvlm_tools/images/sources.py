"""What a caller may hold, read into the bytes of a file: within the limit, and nothing opened that was not meant."""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
import re
import stat
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import IO, Protocol, TypeGuard, cast
from urllib.parse import unquote

from PIL import Image

from cropvlm_tools.errors import ImageError
from cropvlm_tools.images.arrays import is_array
from cropvlm_tools.images.headers import kind_of
from cropvlm_tools.images.limits import HIGHER_BYTES


class Readable(Protocol):
    """A binary file object: ``open(path, "rb")``, ``io.BytesIO``, an upload."""

    def read(self, size: int = ..., /) -> bytes: ...


@dataclass(frozen=True)
class Source:
    """Which file an image comes from."""

    name: str = ""
    """Without its folder; empty where none is known."""

    data: bytes | None = field(default=None, repr=False)

    @cached_property
    def sha256(self) -> str | None:
        """Of the encoded file, in hexadecimal digits; None where only pixels were given."""
        return None if self.data is None else hashlib.sha256(self.data).hexdigest()


class Array(Protocol):
    """An array of numpy (``images.arrays.from_array``)."""

    @property
    def __array_interface__(self) -> dict[str, object]: ...


ImageSource = str | os.PathLike[str] | bytes | bytearray | memoryview | Readable | Array | Image.Image
"""What ``load_image`` takes."""

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+):")  # two characters or more: "C:" is a Windows drive
_AROUND = " \t\r\n\"'`<>"  # what people and models put around a URL
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{16,}")
_HEAD = 64  # characters of base64 that tell a format
_BLOCK = 1 << 20


def is_source(value: object) -> TypeGuard[ImageSource]:
    """Whether a value is one image, or the name of one, and not several."""
    single = isinstance(value, (str, os.PathLike, bytes, bytearray, memoryview, Image.Image))
    return single or is_array(value) or callable(getattr(value, "read", None))


def read_source(source: object, max_bytes: int, fetch: Callable[[str], bytes] | None = None) -> bytes:
    """The bytes of an encoded image, from anything but pixels.

    Args:
        source: a path (``~`` is the home folder), encoded bytes, a binary file object, a ``data:`` URL, bare base64,
            or, with ``fetch``, an http(s) URL.
        max_bytes: no more than this is read.
        fetch: reads an http(s) URL.

    Raises:
        ImageError: it cannot be read, or is larger.
    """
    if isinstance(source, str):
        bare = source.strip(_AROUND)
        if scheme := _SCHEME.match(bare):
            data = _from_url(bare, scheme[1].lower(), max_bytes, fetch)
        elif _is_base64(bare) and not os.path.lexists(source):
            data = _from_base64(bare, max_bytes)
        else:
            data = _from_path(source, max_bytes)
    elif isinstance(source, os.PathLike):
        data = _from_path(source, max_bytes)
    elif isinstance(source, (bytes, bytearray, memoryview)):
        check_bytes(memoryview(source).nbytes, max_bytes)
        data = bytes(source)
    elif callable(read := getattr(source, "read", None)):
        data = _from_file(source, read, max_bytes)
    else:
        raise ImageError(
            f"An image cannot be read from {type(source).__name__}.",
            fix="An image is a path, bytes, a binary file object, a data URL, a numpy array or a PIL image, "
            f"not {type(source).__name__}.",
        )
    check_bytes(len(data), max_bytes)
    if not data:
        raise ImageError("The image is empty: 0 bytes.")
    return data


def name_of(source: object) -> str:
    """What the file of an image is called, without its folder; empty where nothing says."""
    if isinstance(source, str):
        bare = source.strip(_AROUND)
        if scheme := _SCHEME.match(bare):
            return "" if scheme[1].lower() == "data" else unquote(bare.split("?")[0].rpartition("/")[2])
        return "" if _is_base64(bare) else Path(source).name
    if isinstance(source, os.PathLike):
        return Path(source).name
    name = getattr(source, "name", "")  # of a file object
    return Path(name).name if isinstance(name, str) else ""


def check_bytes(size: int, max_bytes: int) -> None:
    """Raises ImageError for more than ``max_bytes``."""
    if size > max_bytes:
        raise ImageError(
            f"The image has {size:,} bytes or more; the limit is {max_bytes:,}. Make the file smaller.",
            fix=HIGHER_BYTES,
            option="bytes",
        )


def _from_path(path: str | os.PathLike[str], max_bytes: int) -> bytes:
    # O_NONBLOCK: a FIFO opens without waiting for a writer; O_NOCTTY: a terminal is not adopted.
    flags = os.O_RDONLY
    for name in ("O_NONBLOCK", "O_NOCTTY", "O_BINARY"):
        flags |= getattr(os, name, 0)
    try:
        with os.fdopen(os.open(os.path.expanduser(path), flags), "rb") as file:  # noqa: PTH111  # pathlib's raises
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise ImageError("The image path is not a regular file (a directory, FIFO or device). Give a file.")
            check_bytes(status.st_size, max_bytes)
            return file.read(max_bytes + 1)
    except (OSError, ValueError) as error:
        if isinstance(error, ImageError):
            raise
        reason = error.strerror if isinstance(error, OSError) else "not a path"
        raise ImageError(f"The image file cannot be read: {reason}.") from None


def _from_file(file: object, read: Callable[[int], bytes], max_bytes: int) -> bytes:
    """From its start, and its position is put back; what cannot be sought is read from where it stands."""
    seek: Callable[[int], object] = getattr(file, "seek", lambda place: None)
    blocks: list[bytes] = []
    left = max_bytes + 1
    try:
        position = _position(file)
        if position is not None:
            seek(0)
        while left > 0 and (block := read(min(left, _BLOCK))):
            if not isinstance(block, (bytes, bytearray, memoryview)):
                raise ImageError(
                    "The image's file object gives no bytes.",
                    fix='Open the file in binary mode: open(path, "rb").',
                )
            blocks.append(bytes(block))
            left -= len(blocks[-1])
        if position is not None:
            seek(position)
    except ImageError:
        raise
    except Exception as error:
        raise ImageError(f"The image's file object cannot be read ({type(error).__name__}).") from error
    return b"".join(blocks)


def _position(file: object) -> int | None:
    """Where a file object stands; None of one that cannot be sought."""
    if not all(callable(getattr(file, name, None)) for name in ("seekable", "seek", "tell")):
        return None
    stream = cast(IO[bytes], file)
    return stream.tell() if stream.seekable() else None


def _from_url(url: str, scheme: str, max_bytes: int, fetch: Callable[[str], bytes] | None) -> bytes:
    if scheme == "data":
        header, comma, payload = url.partition(",")
        if not comma or not header.rstrip().lower().endswith(";base64"):
            raise ImageError("Not a base64 data URL: it must start with data:image/png;base64, (or another type).")
        return _from_base64(payload, max_bytes)
    if scheme not in ("http", "https"):
        raise ImageError(
            f"{scheme[:20]!r} URLs are not accepted: the image itself is needed, e.g. as a base64 data URL.",
            fix="Give a path, bytes or a PIL image; a file name with a colon can be given as a pathlib.Path.",
        )
    if fetch is None:
        raise ImageError(
            "The image is given as a URL, and URLs are not read here: the image itself is needed, attached as a file.",
            fix="Pass fetch=cropvlm_tools.images.fetch.fetch_url to allow it.",
            option="fetch",
        )
    try:
        data = fetch(url)
    except ImageError:
        raise
    except Exception as error:
        raise ImageError(f"The image could not be fetched ({type(error).__name__}).") from error
    if not isinstance(data, (bytes, bytearray, memoryview)):
        raise ImageError("The image could not be fetched.", fix=f"fetch must return bytes, not {type(data).__name__}.")
    return bytes(data)


def _is_base64(text: str) -> bool:
    """Whether the text begins as the base64 of an accepted image, or of a PDF, does."""
    head = _BASE64.match(text[:_HEAD])
    if head is None:
        return False
    start = base64.urlsafe_b64decode(_url_safe(head[0][: len(head[0]) // 4 * 4]))
    return (kind_of(start) not in (None, "BMP") or start.startswith(b"%PDF-")) and len(text) >= _HEAD


def _from_base64(payload: str, max_bytes: int) -> bytes:
    """Of any alphabet, wrapped or in one line, with its padding or without, percent-encoded or not."""
    if "%" in payload:
        payload = unquote(payload)
    check_bytes(len(payload) * 3 // 4 - payload[-2:].count("="), max_bytes)
    text = _url_safe(re.sub(r"\s+", "", payload))
    try:
        whole = text if text.endswith("=") else text + "=" * (-len(text) % 4)
        return base64.b64decode(whole.encode("ascii"), altchars=b"-_", validate=True)
    except (binascii.Error, UnicodeEncodeError):
        raise ImageError(
            "The data URL does not hold valid base64: it was cut short or changed.",
            fix="Encode the whole file with base64.b64encode.",
        ) from None


def _url_safe(text: str) -> str:
    return text.replace("+", "-").replace("/", "_")
