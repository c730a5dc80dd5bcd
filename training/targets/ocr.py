"""OcrTarget: readers of text, PP-OCR and Tesseract, who return all they can read in a view."""

from __future__ import annotations

import importlib.metadata
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from PIL import Image

from cropvlm_tools.boxes import Box
from cropvlm_tools.errors import MissingDependencyError
from cropvlm_tools.views import TokenRule
from training.storage import digest
from training.targets.answers import Answers
from training.targets.reading import Reading
from training.targets.shown import Shown
from training.targets.target import TargetError

# Frozen: they are part of the key under which readings are kept. Detection runs on the pixels shown, never enlarged
# (the library's own rule blows a strip of one line up until its short edge has 736 px, and then misses it).
_RAPIDOCR: Mapping[str, object] = {
    "Global.log_level": "critical",
    "Global.use_cls": False,
    "EngineConfig.onnxruntime.intra_op_num_threads": 1,
    "Det.limit_type": "max",
    "Det.limit_side_len": 2000,
    "Rec.rec_batch_num": 1,
    "Rec.rec_img_shape": [3, 48, 96],
}
# One block of text: the modes for whole pages (3) and sparse text (11) find fewer answers in crops, and no more in
# pages. Grey and enlarged twice: letters of 20 to 30 px are what Tesseract's models were trained on
# (https://tesseract-ocr.github.io/tessdoc/ImproveQuality.html#rescaling).
_PAGE_MODE, _LANGUAGE, _ENLARGED = "--psm 6", "eng", 2
_TESSERACT: Mapping[str, object] = {"config": _PAGE_MODE, "lang": _LANGUAGE, "enlarged": _ENLARGED}


class Engine(Protocol):
    """What reads the text of a view, line by line."""

    @property
    def version(self) -> str: ...

    def __call__(self, view: Image.Image) -> str: ...


class OcrTarget:
    """A reader of text: it ignores the question and returns all it can read in one view.

    Args:
        name: ``"rapidocr"`` (PP-OCRv6, the engine of the shipped policy, in an instance of its own) or
            ``"tesseract"`` (which no policy here ever meets; needs the program on the PATH).
        cache: folder for the readings; None keeps nothing.

    Raises:
        TargetError: the name is unknown, or Tesseract is not installed.
        MissingDependencyError: the reader's Python package is not installed.
    """

    transcript = True

    def __init__(self, name: str, cache: Path | None = None) -> None:
        if name not in ENGINES:
            raise TargetError(f"No reader {name!r}. Give one of {', '.join(ENGINES)}.")
        self.name = name
        self._engine: Engine = ENGINES[name]()
        self.version = self._engine.version
        self._readings = None if cache is None else Answers(cache)
        self._seconds: float | None = None

    def tokens(self, shown: Shown) -> int:
        """As Anthropic counts, one for each 28-px patch: readers of text have no tokens of their own."""
        return sum(TokenRule().tokens(size) for size in shown.sizes)

    def respond(self, shown: Sequence[Shown]) -> Iterator[tuple[int, Reading]]:
        """The text of each view of each."""
        for place, each in enumerate(shown):
            self._seconds = None
            texts = tuple(self.read(view) for view in each.views)
            yield place, Reading(texts, seconds=self._seconds)

    def read(self, view: Image.Image) -> str:
        """The text in an RGB view, line by line; empty where there is none.

        Readings are kept under the view's own pixels, which image, region and resolution determine.
        """
        if self._readings is None:
            return self._read(view)
        pixels = digest(repr((view.size, view.mode)).encode() + view.tobytes())
        text = self._readings.get(self.version, pixels)
        if text is None:
            text = self._read(view)
            self._readings.put(self.version, pixels, text)
        return text

    def _read(self, view: Image.Image) -> str:
        started = time.perf_counter()
        text = self._engine(view)
        self._seconds = (self._seconds or 0.0) + time.perf_counter() - started
        return text

    def read_places(self, view: Image.Image) -> list[tuple[str, Box]]:
        """The lines of text in an RGB view and where each stands, relative to the view; never kept.

        Raises:
            TargetError: this reader does not say where; only rapidocr does.
        """
        if not isinstance(self._engine, _RapidOcr):
            raise TargetError(f"The reader {self.name!r} does not say where text stands; rapidocr does.")
        return self._engine.places(view)


def _version(engine: str, settings: Mapping[str, object]) -> str:
    return f"{engine} {digest(repr(sorted(settings.items())))[:8]}"


class _RapidOcr:
    def __init__(self) -> None:
        try:
            version = importlib.metadata.version("rapidocr")
        except importlib.metadata.PackageNotFoundError as error:
            raise MissingDependencyError("The rapidocr reader", "rapidocr", "dev") from error
        self.version = _version(f"rapidocr {version}", _RAPIDOCR)
        self._engine: Any = None

    def __call__(self, view: Image.Image) -> str:
        return "\n".join(text for text, _ in self.places(view))

    def places(self, view: Image.Image) -> list[tuple[str, Box]]:
        if self._engine is None:
            from rapidocr import RapidOCR

            self._engine = RapidOCR(params=dict(_RAPIDOCR))
        pixels = np.ascontiguousarray(np.asarray(view.convert("RGB"))[:, :, ::-1])  # BGR, as it was trained
        result = self._engine(pixels)
        places = []
        for text, quad in zip(result.txts or (), [] if result.boxes is None else result.boxes, strict=True):
            left, top = np.asarray(quad).min(axis=0) / view.size
            right, bottom = np.asarray(quad).max(axis=0) / view.size
            places.append((str(text), Box.clipped(float(left), float(top), float(right), float(bottom))))
        return places


class _Tesseract:
    def __init__(self) -> None:
        try:
            import pytesseract
        except ImportError as error:
            raise MissingDependencyError("The tesseract reader", "pytesseract", "test") from error
        try:
            version = pytesseract.get_tesseract_version()
        except pytesseract.TesseractNotFoundError as error:
            raise TargetError(
                "The tesseract reader needs the program: apt-get install tesseract-ocr (or leave it out of --readers)."
            ) from error
        self.version = _version(f"tesseract {version}", _TESSERACT)
        self._engine = pytesseract

    def __call__(self, view: Image.Image) -> str:
        size = (view.width * _ENLARGED, view.height * _ENLARGED)
        enlarged = view.convert("L").resize(size, Image.Resampling.BICUBIC)
        text = self._engine.image_to_string(enlarged, lang=_LANGUAGE, config=_PAGE_MODE)
        return str(text).strip()


ENGINES: dict[str, Callable[[], Engine]] = {"rapidocr": _RapidOcr, "tesseract": _Tesseract}
"""By name; made when a target is."""
