"""Files that are no accepted image: what they are by their content, and the way out."""

from __future__ import annotations

import re

from cropvlm_tools.images.formats.directory import byte_order, directory

_CONVERT = "convert it to PNG or JPEG first"
_RAW = "a camera's raw file", "develop it to JPEG or PNG first"
_VIDEO = "a video", "take the frame that is meant out of it first, e.g. ffmpeg -ss 5 -i FILE -frames:v 1 frame.png"
_ARCHIVE = "compressed, or an archive", "unpack it first"
_OFFICE = "a ZIP archive or an Office document", "unpack it, or export the page that is meant as PNG, first"

_BY_MAGIC: tuple[tuple[bytes, tuple[str, str]], ...] = (
    (rb"8BPS", ("a Photoshop document", "export it as PNG first")),
    (rb"\xff\x0a|\0\0\0\x0cJXL ", ("a JPEG XL image", _CONVERT)),
    (rb"\0\0\0\x0cjP  |\xff\x4f\xff\x51", ("a JPEG 2000 image", _CONVERT)),
    (rb"\0\0[\x01\x02]\0", ("an icon or cursor (ICO)", _CONVERT)),
    (rb"II\x2b\0|MM\0\x2b", ("a BigTIFF", "save it as an ordinary TIFF or PNG first")),
    (rb"FUJIFILMCCD-RAW|IIU\0|IIR[OS]|MMOR|....ftypcrx", _RAW),
    (rb".{0,1024}%PDF-", ("a PDF", "render the page that is meant first, e.g. pdftoppm -r 200 -png FILE page")),
    (rb"%!PS", ("PostScript", "render it to PNG first")),
    (rb"\x1f\x8b|7z\xbc\xaf|\xfd7zXZ\0|BZh|\x28\xb5\x2f\xfd|Rar!", _ARCHIVE),
    (rb"PK(?:\x03\x04|\x05\x06)", _OFFICE),
    (rb"....ftyp(?:isom|iso\d|mp4\d|avc1|qt  |M4V |3g..|dash|MSNV)|\x1a\x45\xdf\xa3|RIFF....AVI ", _VIDEO),
    (rb"version https://git-lfs", ("a pointer of Git LFS and not the file itself", "run git lfs pull")),
    (rb"P[1-7]\s", ("a Netpbm image", _CONVERT)),
    (rb"\x76\x2f\x31\x01|#\?RADIANCE|DDS ", ("an image of a kind for rendering", _CONVERT)),
)
_KINDS = [(re.compile(pattern, re.DOTALL), told) for pattern, told in _BY_MAGIC]

_HEAD = 1024  # bytes of a text that are looked at
_INSTEAD = "perhaps an error that a server sent in place of the image"
_DNG_VERSION, _SUBFILE_TYPE, _PHOTOMETRIC, _SUB_IFDS = 50706, 254, 262, 330
_CANON = b"CR"  # CR2, behind the TIFF's header
_FILTER_ARRAY = (32803, 34892)  # PhotometricInterpretation of raw pixels: CFA, LinearRaw (TIFF/EP, DNG)


def foreign(data: bytes) -> tuple[str, str] | None:
    """(what it is, what to do first) of a file that is not accepted; None where it is not recognised."""
    if is_camera_raw(data):
        return _RAW
    for magic, told in _KINDS:
        if magic.match(data):
            return told
    return _text(data[:_HEAD])


def is_camera_raw(data: bytes) -> bool:
    """Whether a file built like a TIFF holds a camera's raw pixels, whose first page is a thumbnail at best."""
    if byte_order(data) is None:
        return False
    if data[8:10] == _CANON:
        return True
    tags = {tag.number: tag.value for tag in directory(data)}
    thumbnail = tags.get(_SUBFILE_TYPE, 0) & 1 and _SUB_IFDS in tags
    return bool(_DNG_VERSION in tags or tags.get(_PHOTOMETRIC) in _FILTER_ARRAY or thumbnail)


def _text(head: bytes) -> tuple[str, str] | None:
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if b"\0" in head:
        return None
    if start.startswith(b"<") and b"<svg" in start:
        return "an SVG drawing", "render it to PNG first"
    if start.startswith((b"<!doctype html", b"<html", b"<head")):
        return f"an HTML page, {_INSTEAD}", "get the image itself"
    if start.startswith((b"<", b"{", b"[")):
        return f"{'XML' if start[:1] == b'<' else 'JSON'}, {_INSTEAD}", "get the image itself"
    return None
