"""Forms in which people hold an image: arrays, file objects, paths below home, base64 of all kinds."""

import base64
import io
import os
from pathlib import Path
from urllib.parse import quote

import numpy as np
import pytest

from cropvlm_tools import zoom
from cropvlm_tools.chat.conversation import registry_of
from cropvlm_tools.errors import ImageError
from cropvlm_tools.images.load import load_image
from cropvlm_tools.zooming.options import ZoomOptions
from tests.images.pictures import encoded, marked

PNG = encoded(marked(), "PNG")
RGB = np.asarray(marked())
GREY = RGB[..., 2]
ARRAYS = {
    "uint8": (RGB, RGB),
    "uint8 of OpenCV, turned": (np.ascontiguousarray(RGB[..., ::-1])[..., ::-1], RGB),
    "grey": (GREY, np.dstack([GREY] * 3)),
    "grey with an axis": (GREY[..., None], np.dstack([GREY] * 3)),
    "opaque RGBA": (np.dstack([RGB, np.full_like(GREY, 255)]), RGB),
    "transparent RGBA": (np.dstack([RGB, np.zeros_like(GREY)]), np.full_like(RGB, 255)),
    "bool": (GREY > 128, np.dstack([GREY] * 3)),
    "uint16 grey": (GREY.astype(np.uint16) * 257, np.dstack([GREY] * 3)),
    "uint16 colour": (RGB.astype(np.uint16) * 257, RGB),
    "float32": (RGB.astype(np.float32) / 255, RGB),
    "float64 grey": (GREY / 255, np.dstack([GREY] * 3)),
    "float16": (RGB.astype(np.float16) / 255, RGB),
    "not contiguous": (np.repeat(np.repeat(RGB, 2, 0), 2, 1)[::2, ::2], RGB),
    "of the other byte order": ((GREY.astype(np.uint16) * 257).astype(">u2"), np.dstack([GREY] * 3)),
}


@pytest.mark.parametrize("name", ARRAYS)
def test_arrays(name: str) -> None:
    array, pixels = ARRAYS[name]
    before = array.copy()
    assert np.array_equal(np.asarray(load_image(array)), pixels)
    assert np.array_equal(array, before)


@pytest.mark.parametrize(
    ("array", "says"),
    [
        (RGB.astype(np.int64), "not int64. Convert them"),
        (RGB.astype(np.float32), "from 0 to 1. Divide by their full scale"),
        (np.full((3, 3), np.nan), "from 0 to 1"),
        (RGB.transpose(2, 0, 1), r"array of 3 x 24 x 32 is no image.*transpose\(1, 2, 0\)"),
        (RGB[None], "1 x 24 x 32 x 3 is no image"),
        (RGB[..., :2], "24 x 32 x 2 is no image"),
        (np.array(7), "one number is no image"),
        (np.zeros((0, 9, 3), np.uint8), "no pixels"),
        (np.array([["a"]]), "not <U1"),
        (np.array([[None]]), "not object"),
        (np.zeros((9, 9), complex), "not complex128"),
        (np.broadcast_to(np.uint8(0), (100_000, 100_000)), "10,000,000,000 pixels"),
    ],
)
def test_arrays_that_are_no_images(array: np.ndarray, says: str) -> None:
    with pytest.raises(ImageError, match=says):
        load_image(array)


def test_file_objects_are_read_from_their_start_and_left_where_they_stood(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(PNG)
    written = io.BytesIO()
    marked().save(written, "PNG")
    with path.open("rb") as opened, path.open("rb", buffering=0) as unbuffered:
        opened.seek(7)
        for file in (written, opened, unbuffered):
            place = file.tell()
            for _ in range(2):
                assert load_image(file).tobytes() == marked().tobytes()
            assert file.tell() == place


class Pipe(io.RawIOBase):
    """Gives what it has piecemeal and cannot be sought."""

    def __init__(self, data: bytes, piece: int = 50) -> None:
        self.left, self.piece, self.given = data, piece, 0

    def read(self, size: int = -1) -> bytes:
        piece, self.left = self.left[: self.piece], self.left[self.piece :]
        self.given += len(piece)
        return piece


def test_a_stream_is_read_as_far_as_it_may(tmp_path: Path) -> None:
    assert load_image(Pipe(PNG)).tobytes() == marked().tobytes()
    endless = Pipe(bytes(100_000), 1000)
    with pytest.raises(ImageError, match="the limit is 5,000"):
        load_image(endless, max_bytes=5000)
    assert endless.given <= 6000
    closed = io.BytesIO(PNG)
    closed.close()
    for file, says in [
        (io.StringIO("text"), 'open\\(path, "rb"\\)'),
        (closed, r"cannot be read \(ValueError\)"),
        (io.BytesIO(), "empty"),
    ]:
        with pytest.raises(ImageError, match=says):
            load_image(file)  # type: ignore[arg-type]


class Named:
    """A path of another library."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __fspath__(self) -> str:
        return str(self.path)


def test_paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "a.png").write_bytes(PNG)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "iVBORw0KGgo").write_bytes(PNG)
    for path in ("~/a.png", Path("~/a.png"), Named(tmp_path / "a.png"), Named(Path("~/a.png")), "iVBORw0KGgo"):
        assert load_image(path).tobytes() == marked().tobytes()
    for path in ("~/none.png", "~nobody-of-that-name/a.png"):
        with pytest.raises(ImageError, match="No such file"):
            load_image(path)


BARE = base64.b64encode(PNG).decode()
URL = f"data:image/png;base64,{BARE}"
TEXTS = {
    "bare": BARE,
    "bare, wrapped": "\n".join(BARE[at : at + 76] for at in range(0, len(BARE), 76)),
    "bare, no padding": BARE.rstrip("="),
    "bare, URL-safe": base64.urlsafe_b64encode(PNG).decode(),
    "bare, quoted": f' "{BARE}"\n',
    "bare JPEG": base64.b64encode(encoded(marked(), "JPEG")).decode(),
    "bare AVIF": base64.b64encode(encoded(marked(), "AVIF")).decode(),
    "a space in front": f"  {URL}",
    "quoted": f"'{URL}'",
    "angles": f"<{URL}>",
    "URL-safe": URL[:22] + base64.urlsafe_b64encode(PNG).decode(),
    "percent-encoded": URL[:22] + quote(BARE, safe=""),
    "no padding": URL.rstrip("="),
    "with parameters": URL.replace(";base64", ";charset=utf-8;name=a.png;base64"),
}


@pytest.mark.parametrize("name", TEXTS)
def test_base64_of_all_kinds(name: str) -> None:
    assert load_image(TEXTS[name]).size == (32, 24)


def test_what_only_looks_like_base64_is_a_path() -> None:
    for name in ("A" * 100, "photographs/of/holidays/2024/and/more/of/them/in/many/folders/that/are/deep", "iVBOR"):
        with pytest.raises(ImageError, match="No such file"):
            load_image(name)
    with pytest.raises(ImageError, match="The PDF is damaged"):
        load_image(base64.b64encode(b"%PDF-1.7" + bytes(99)).decode())
    with pytest.raises(ImageError, match="was cut short or changed"):
        load_image(BARE[:81])
    with pytest.raises(ImageError, match="max_bytes"):
        load_image(BARE, max_bytes=len(PNG) - 1)


def test_zooms_and_conversations_take_them_all(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(PNG)
    with path.open("rb") as file:
        for source in (RGB, file, io.BytesIO(PNG), BARE, os.fspath(path), path, marked()):
            assert zoom(source, "What?", "centre").source_size == (32, 24)
            registry = registry_of([], source, ZoomOptions())
            assert registry.refs == ["image_1"]
            assert registry.open().size == (32, 24)
        assert registry_of([], [RGB, file], ZoomOptions()).refs == ["image_1", "image_2"]
