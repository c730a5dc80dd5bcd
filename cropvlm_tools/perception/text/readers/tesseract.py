"""Tesseract by pytesseract: over a hundred languages, each a file of its own (Debian: ``tesseract-ocr-rus``)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from PIL import Image

from cropvlm_tools.boxes import Size
from cropvlm_tools.errors import MissingDependencyError, ReaderError
from cropvlm_tools.perception.element import Line
from cropvlm_tools.perception.text.readers.corners import line_of, mean, parsing, present

_INSTALL = "Debian: apt-get install tesseract-ocr-{language}; else put {language}.traineddata into its folder tessdata."


@dataclass(frozen=True)
class Tesseract:
    """A reader for ``load_policy("default", reader=Tesseract("rus+eng"))``; ``reader="tesseract"`` is ``Tesseract()``.

    Args:
        languages: codes of Tesseract's, joined by ``+``.
        page_mode: its ``--psm``; 3 finds columns and blocks, 6 takes the image for one block, 11 for scattered text.
        min_score: lines it is less sure of are left out, as those of the engine in the wheel are.

    Raises:
        ReaderError: the program or a language is not installed.
        MissingDependencyError: pytesseract is not installed.
    """

    languages: str = "eng"
    page_mode: int = 3
    min_score: float = 0.5

    def __post_init__(self) -> None:
        pytesseract = _pytesseract()
        try:
            installed = pytesseract.get_languages()
        except (pytesseract.TesseractNotFoundError, OSError) as error:
            raise ReaderError(
                "The program Tesseract is not installed.",
                fix="Install it (Debian: apt-get install tesseract-ocr), or put its folder on the PATH.",
                option="reader",
            ) from error
        for language in self.languages.split("+"):
            if language not in installed:
                raise ReaderError(
                    f"Tesseract has no language {language!r:.40} here; it has {', '.join(installed):.200}.",
                    fix=_INSTALL.format(language=language),
                    option="reader",
                )

    @cached_property
    def identity(self) -> str:
        """Of program and options."""
        return f"tesseract {_pytesseract().get_tesseract_version()} {self.languages} {self.page_mode} {self.min_score}"

    def __call__(self, image: Image.Image) -> tuple[Line, ...]:
        pytesseract = _pytesseract()
        data = pytesseract.image_to_data(
            image,
            lang=self.languages,
            config=f"--psm {self.page_mode}",
            output_type=pytesseract.Output.DICT,
        )
        return tuple(line for line in tesseract_lines(data, image.size) if line.score >= self.min_score)


def tesseract_lines(data: Mapping[str, Sequence[Any]], size: Size) -> tuple[Line, ...]:
    """The lines of ``pytesseract.image_to_data(image, output_type=Output.DICT)``.

    Args:
        data: column -> a value for each block, paragraph, line and word; words have a ``conf`` of 0 to 100.
        size: (width, height) of the image in pixels.

    Raises:
        ReaderError: it is no such result.
    """
    with parsing("pytesseract", "Pass image_to_data(image, output_type=Output.DICT) and image.size."):
        words: dict[tuple[Any, ...], list[int]] = {}
        for place, (text, confidence) in enumerate(zip(data["text"], data["conf"], strict=True)):
            if str(text).strip() and float(confidence) >= 0:
                key = tuple(data[column][place] for column in ("page_num", "block_num", "par_num", "line_num"))
                words.setdefault(key, []).append(place)
        return present([_line(data, places, size) for places in words.values()])


def _line(data: Mapping[str, Sequence[Any]], places: Sequence[int], size: Size) -> Line | None:
    left, top = (min(float(data[column][place]) for place in places) for column in ("left", "top"))
    right = max(float(data["left"][place]) + float(data["width"][place]) for place in places)
    bottom = max(float(data["top"][place]) + float(data["height"][place]) for place in places)
    text = " ".join(str(data["text"][place]) for place in places)
    score = mean([float(data["conf"][place]) / 100 for place in places])
    return line_of(text, [(left, top), (right, bottom)], size, score)


def _pytesseract() -> Any:
    try:
        import pytesseract
    except ImportError as error:
        raise MissingDependencyError("The reader 'tesseract'", "pytesseract", "tesseract") from error
    return pytesseract
