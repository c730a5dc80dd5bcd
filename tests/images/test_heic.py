"""HEIC: read by pillow-heif where it is installed, and named where it is not."""

import io
import struct
import sys
from types import ModuleType

import pytest
from PIL import Image

from cropvlm_tools.errors import ImageError
from cropvlm_tools.images.load import load_image
from tests.images.pictures import encoded, marked, near
from tests.images.test_foreign import ftyp


def heic(width: int, height: int) -> bytes:
    """The boxes that tell a HEIC's size, and no pixels."""
    extents = b"ispe" + struct.pack(">III", 0, width, height)
    return ftyp(b"heic", b"mif1") + struct.pack(">I", 4 + len(extents)) + extents


def test_without_the_extra_the_way_out_is_for_anybody_and_the_fix_for_the_developer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "pillow_heif", None)
    with pytest.raises(ImageError) as refused:
        load_image(heic(40, 30))
    assert refused.value.message == "This is a HEIC image, which is not read here: convert it to JPEG or PNG first."
    assert "pip install 'cropvlm-tools[heif]'" in refused.value.fix


class Reader:
    """Of pillow-heif: its class, which it is asked for without being registered."""

    opened = 0

    def __call__(self, file: object) -> Image.Image:
        self.opened += 1
        return Image.open(io.BytesIO(encoded(marked(), "PNG")))


def test_sizes_are_checked_before_its_reader_is_called(monkeypatch: pytest.MonkeyPatch) -> None:
    reader, module = Reader(), ModuleType("pillow_heif")
    module.HeifImageFile = reader  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "pillow_heif", module)
    with pytest.raises(ImageError, match="90,000 pixels; the limit is 80,000"):
        load_image(heic(300, 300), max_pixels=80_000)
    assert reader.opened == 0
    assert load_image(heic(32, 24)).tobytes() == marked().tobytes()
    assert reader.opened == 1


def test_a_picture_of_its_own_writing() -> None:
    pillow_heif = pytest.importorskip("pillow_heif", reason="pillow-heif is not installed")
    before = set(Image.OPEN)
    file = io.BytesIO()
    pillow_heif.from_pillow(marked(64, 48)).save(file, quality=-1)
    image = load_image(file.getvalue())
    assert (image.mode, image.size) == ("RGB", (64, 48))
    assert near(image, (40, 40), (0, 0, 255), 12)
    assert set(Image.OPEN) == before
