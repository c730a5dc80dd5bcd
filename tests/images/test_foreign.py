"""What is no accepted image is called by its name, with the way out."""

import base64
import gzip
import io
import struct
import zipfile

import pytest

from cropvlm_tools.errors import ImageError
from cropvlm_tools.images.load import load_image
from tests.images.pictures import encoded, marked
from tests.images.test_hostile import tiff


def ftyp(major: bytes, *compatible: bytes) -> bytes:
    body = b"ftyp" + major + bytes(4) + b"".join(compatible)
    return struct.pack(">I", 4 + len(body)) + body + bytes(99)


def archive(name: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as written:
        written.writestr(name, "text")
    return file.getvalue()


FOREIGN = {
    "pdf": (b"%PDF-1.7\n%\xe2\xe3", "The PDF is damaged"),
    "pdf with something in front": (b"\n\njunk\n%PDF-1.4", "The PDF is damaged"),
    "heic": (ftyp(b"heic", b"mif1"), "HEIC"),
    "heic of the generic brand": (ftyp(b"mif1", b"mif1", b"heic"), "HEIC"),
    "svg": (b'<?xml version="1.0"?>\n<!-- x -->\n<svg xmlns="http://www.w3.org/2000/svg"/>', "an SVG drawing"),
    "html": (b"\xef\xbb\xbf\n<!DOCTYPE html><html><body>404", "an HTML page, perhaps an error that a server sent"),
    "xml": (b'<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>', "This is XML, perhaps an error"),
    "json": (b'{"error": "not found"}', "This is JSON, perhaps an error"),
    "gzip": (gzip.compress(encoded(marked(), "PNG")), "compressed, or an archive.*unpack it"),
    "zip": (archive("a.png"), "a ZIP archive or an Office document"),
    "dng": (tiff({50706: (1, 4, 1), 254: (4, 1, 1), 330: (4, 1, 1000)}), "a camera's raw file.*develop it"),
    "nef": (tiff({254: (4, 1, 1), 330: (4, 2, 1000)}), "a camera's raw file"),
    "raw pixels": (tiff({256: (4, 1, 9), 257: (4, 1, 9), 262: (3, 1, 32803)}, ">"), "a camera's raw file"),
    "cr2": (b"II*\0\x10\0\0\0CR\x02\0" + bytes(99), "a camera's raw file"),
    "cr3": (ftyp(b"crx "), "a camera's raw file"),
    "raf": (b"FUJIFILMCCD-RAW 0201", "a camera's raw file"),
    "psd": (b"8BPS\0\1", "a Photoshop document"),
    "jpeg xl": (b"\xff\x0a\xfa\x7f", "a JPEG XL image"),
    "jpeg xl in boxes": (b"\0\0\0\x0cJXL \r\n\x87\n", "a JPEG XL image"),
    "jpeg 2000": (encoded(marked(), "JPEG2000"), "a JPEG 2000 image"),
    "ico": (encoded(marked(), "ICO"), "an icon"),
    "bigtiff": (encoded(marked(), "TIFF", big_tiff=True), "a BigTIFF"),
    "ppm": (encoded(marked(), "PPM"), "a Netpbm image"),
    "eps": (encoded(marked(), "EPS"), "PostScript"),
    "mp4": (ftyp(b"isom", b"mp41"), "a video.*take the frame"),
    "quicktime": (ftyp(b"qt  "), "a video"),
    "webm": (b"\x1a\x45\xdf\xa3" + bytes(9), "a video"),
    "git lfs": (b"version https://git-lfs.github.com/spec/v1\noid sha256:1", "a pointer of Git LFS"),
}


@pytest.mark.parametrize("name", FOREIGN)
def test_it_is_named(name: str) -> None:
    data, says = FOREIGN[name]
    url = "data:image/png;base64," + base64.b64encode(data).decode()
    for source in (data, url):
        with pytest.raises(ImageError, match=says) as refused:
            load_image(source)
        assert len(refused.value.message) < 300


@pytest.mark.parametrize("data", [b"\0\1\2\3" * 20, b"hello", b" ", b"<" * 2000, b"{" * 100_000, ftyp(b"none")])
def test_what_is_not_known_or_is_odd_names_what_is_accepted(data: bytes) -> None:
    with pytest.raises(ImageError, match="PNG, JPEG, WEBP, GIF, BMP, TIFF and AVIF are accepted"):
        load_image(data)


def test_an_ordinary_tiff_with_one_of_these_tags_is_an_image() -> None:
    assert load_image(encoded(marked(), "TIFF", tiffinfo={254: 1})).size == (32, 24)
