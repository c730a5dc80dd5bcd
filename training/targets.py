"""Targets: frozen readers that are shown views and say what they see. A policy is judged by them, never tuned in them.

Readings are kept on disk, so that one already paid for is never repeated, by whichever run or process.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import sqlite3
import weakref
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from cropvlm_tools.boxes import Box
from cropvlm_tools.errors import CropVLMError, MissingDependencyError

# Frozen: they are part of the key under which readings are kept. Detection runs on the pixels shown, never enlarged
# (the library's own rule blows a strip of one line up until its short edge has 736 px, and then misses it).
_RAPIDOCR: dict[str, Any] = {
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
_TESSERACT: dict[str, Any] = {"config": "--psm 6", "lang": "eng", "enlarged": 2}


class TargetError(CropVLMError):
    """A target cannot be asked; the message says what it needs."""


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

    def __init__(self, name: str, cache: Path | None = None) -> None:
        if name not in _ENGINES:
            raise TargetError(f"No reader {name!r}. Give one of {', '.join(_ENGINES)}.")
        self.name = name
        self._engine = _ENGINES[name]()
        self.version = self._engine.version
        self._readings = None if cache is None else _Readings(cache)

    def read(self, view: Image.Image) -> str:
        """The text in an RGB view, line by line; empty where there is none.

        Readings are kept under the view's own pixels, which image, region and resolution determine.
        """
        if self._readings is None:
            return self._engine(view)
        pixels = hashlib.sha256(repr((view.size, view.mode)).encode() + view.tobytes()).hexdigest()
        text = self._readings.get(self.version, pixels)
        if text is None:
            text = self._engine(view)
            self._readings.put(self.version, pixels, text)
        return text

    def read_places(self, view: Image.Image) -> list[tuple[str, Box]]:
        """The lines of text in an RGB view and where each stands, relative to the view; never kept.

        Raises:
            TargetError: this reader does not say where; only rapidocr does.
        """
        if not isinstance(self._engine, _RapidOcr):
            raise TargetError(f"The reader {self.name!r} does not say where text stands; rapidocr does.")
        return self._engine.places(view)


class _Readings:
    """Texts by reader and view, in one SQLite file: survives being killed, safe with several processes."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._database = sqlite3.connect(folder / "readings.sqlite", timeout=60, isolation_level=None)
        self._database.execute("PRAGMA journal_mode=WAL")
        self._database.execute("PRAGMA synchronous=NORMAL")
        columns = "reader TEXT, view TEXT, text TEXT NOT NULL, PRIMARY KEY (reader, view)"
        self._database.execute(f"CREATE TABLE IF NOT EXISTS readings ({columns})")
        weakref.finalize(self, self._database.close)

    def get(self, reader: str, view: str) -> str | None:
        query = "SELECT text FROM readings WHERE reader = ? AND view = ?"
        row = self._database.execute(query, (reader, view)).fetchone()
        return None if row is None else str(row[0])

    def put(self, reader: str, view: str, text: str) -> None:
        self._database.execute("INSERT OR REPLACE INTO readings VALUES (?, ?, ?)", (reader, view, text))


def _version(engine: str, settings: dict[str, Any]) -> str:
    return f"{engine} {hashlib.sha256(repr(sorted(settings.items())).encode()).hexdigest()[:8]}"


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

            self._engine = RapidOCR(params=_RAPIDOCR)
        pixels = np.ascontiguousarray(np.asarray(view.convert("RGB"))[:, :, ::-1])  # BGR, as it was trained
        found = self._engine(pixels)
        places = []
        for text, quad in zip(found.txts or (), [] if found.boxes is None else found.boxes, strict=True):
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
        size = (view.width * _TESSERACT["enlarged"], view.height * _TESSERACT["enlarged"])
        enlarged = view.convert("L").resize(size, Image.Resampling.BICUBIC)
        text = self._engine.image_to_string(enlarged, lang=_TESSERACT["lang"], config=_TESSERACT["config"])
        return str(text).strip()


_ENGINES: dict[str, type[_RapidOcr] | type[_Tesseract]] = {"rapidocr": _RapidOcr, "tesseract": _Tesseract}
