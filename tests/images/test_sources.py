"""Sources and sizes that are refused before any decoding."""

import base64
import os
from pathlib import Path

import pytest
from PIL import Image

from cropvlm_tools.errors import ImageError
from cropvlm_tools.images.load import load_image
from tests.images.pictures import encoded, marked

POSIX = pytest.mark.skipif(os.name != "posix", reason="devices, FIFOs, and links that anybody may make, are POSIX's")


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (None, "not NoneType"),
        (7, "not int"),
        ("", "cannot be read"),
        ("no/such/file.png", "cannot be read: No such file"),
        ("nul\0byte", "cannot be read: not a path"),
        pytest.param("x" * 5000, "cannot be read: File name too long", marks=POSIX),
        pytest.param("/dev/zero", "regular file", marks=POSIX),
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
        ("data:image/png;base64,abcde", "valid base64"),
        ("data:image/png;base64,é", "valid base64"),
        ("data:image/svg+xml;base64,PHN2Zy8+", "are accepted"),
        (Image.new("RGB", (0, 9)), "no pixels"),
    ],
)
def test_refused_sources(source: object, message: str) -> None:
    with pytest.raises(ImageError, match=message):
        load_image(source)  # type: ignore[arg-type]


@POSIX
def test_refused_files(tmp_path: Path) -> None:
    (tmp_path / "empty.png").touch()
    (tmp_path / "big.png").write_bytes(bytes(1001))
    os.mkfifo(tmp_path / "fifo.png")
    (tmp_path / "link.png").symlink_to(tmp_path / "fifo.png")
    (tmp_path / "loop.png").symlink_to(tmp_path / "loop.png")
    for name, message in [
        ("", "regular file|directory"),
        ("empty.png", "empty"),
        ("big.png", "1,001 bytes or more; the limit is 1,000.*Raise max_bytes"),
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
        with pytest.raises(ImageError, match=r"32 x 24 = 768 pixels; the limit is 767.*Raise max_pixels"):
            load_image(source, max_pixels=767)
    with pytest.raises(ImageError, match="max_bytes"):
        load_image("data:image/png;base64," + "A" * 35_000_000)


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
