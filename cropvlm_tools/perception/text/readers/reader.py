"""A reader of the caller's own: any callable from an image to its lines, checked before they are believed.

engine = easyocr.Reader(["ko", "en"])
policy = load_policy("default", reader=lambda image: easyocr_lines(engine.readtext(np.asarray(image)), image.size))
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from numbers import Real

from PIL import Image

from cropvlm_tools.boxes import Box
from cropvlm_tools.errors import ReaderError
from cropvlm_tools.perception.element import Line
from cropvlm_tools.perception.text.readers.tesseract import Tesseract

Reader = Callable[[Image.Image], Iterable[Line]]
"""Reads an upright RGB image. Its attribute ``identity`` (str: engine, version, options) is what its readings are kept
on disk under; without one they are remembered in the process only."""

NAMES: dict[str, Callable[[], Reader]] = {"tesseract": Tesseract}

_SHAPE = "A reader returns an iterable of Line(text, Box(x1, y1, x2, y2), height, score)."


def reader_of(reader: Reader | str) -> Reader:
    """The reader of that name, or the callable itself.

    Raises:
        ReaderError: the name is unknown, this is no callable, or the engine of that name cannot run here.
        MissingDependencyError: the named reader needs a package that is not installed.
    """
    if isinstance(reader, str):
        if reader not in NAMES:
            names = ", ".join(NAMES)
            raise ReaderError(f"No reader {reader!r:.80}.", fix=f"Give one of {names}, or a callable.", option="reader")
        return NAMES[reader]()
    if not callable(reader):
        kind = type(reader).__name__
        raise ReaderError(f"Not a reader: {kind} cannot be called with an image.", fix=_SHAPE, option="reader")
    return reader


def identity_of(reader: Reader) -> str:
    """What its readings are kept under.

    Raises:
        ReaderError: it does not say.
    """
    identity = getattr(reader, "identity", None)
    if not (isinstance(identity, str) and identity):
        raise ReaderError(
            "Readings of a reader that has no identity cannot be kept on disk.",
            fix='Give it one, e.g. reader.identity = "my-ocr 1.2 rus", or leave cache out.',
            option="cache",
        )
    return identity


def checked_lines(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Those with text, from top to bottom.

    Args:
        lines: of whatever origin.

    Raises:
        ReaderError: one is no Line, or a number or a text in it cannot be; says which and what it must be.
    """
    if isinstance(lines, (str, bytes)) or not isinstance(lines, Iterable):
        raise ReaderError(f"Not lines: {type(lines).__name__}.", fix=_SHAPE, option="reader")
    checked = []
    for number, line in enumerate(lines, 1):
        wrong = _wrong(line)
        if wrong:
            raise ReaderError(f"Line {number}: {wrong}", fix=_SHAPE, option="reader")
        text = " ".join(line.text.split())
        if text:
            checked.append(Line(text, line.box, float(line.height), float(line.score)))
    return tuple(sorted(checked, key=lambda line: line.box.y1))


def _wrong(line: object) -> str:
    """Empty where nothing is."""
    if not isinstance(line, Line):
        return f"it is a {type(line).__name__}."
    if not isinstance(line.text, str):
        return f"its text is a {type(line.text).__name__}, not a str."
    if not isinstance(line.box, Box):
        return f"its box is a {type(line.box).__name__}; Box.from_pixels(xyxy, image.size) makes one."
    if not _within(line.height) or line.height == 0:
        return f"its height is {line.height!r:.40}; it is a share of the image's long edge, above 0 and at most 1."
    if not _within(line.score):
        return f"its score is {line.score!r:.40}; it lies in [0, 1]. Divide percentages by 100."
    return ""


def _within(number: object) -> bool:
    return isinstance(number, Real) and 0 <= float(number) <= 1  # NaN lies nowhere
