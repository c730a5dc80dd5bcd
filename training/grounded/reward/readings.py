"""What a frozen reader reads in an image shown at a given size, read once and kept.

A crop shown at ``e`` px shows its text as large as the whole image shown at ``e / L`` px does, L being the crop's long
edge as a share of the image's. So one reading of the whole at a ladder of sizes answers for every box at every
resolution: what the reader makes of a crop is what it read inside the box on the rung of the crop's scale.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from concurrent.futures import as_completed
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Protocol

from PIL import Image

from cropvlm_tools.boxes import Box, Size
from cropvlm_tools.images.load import load_image
from cropvlm_tools.perception.element import Line
from cropvlm_tools.perception.symbols.finding import identity, with_symbols
from cropvlm_tools.perception.text.legibility import without_smudges
from cropvlm_tools.perception.text.reading import read_lines
from training.storage import Database, digest_of_file
from training.targets.ocr import OcrTarget
from training.workers import processes

RUNGS = (224, 317, 448, 634, 896, 1267, 1792)
"""px, long edges of the whole at which it is read; each shows sqrt(2) times as much as the one before."""

_CLOSER = -1  # in place of a rung: the picture as the policy sees it when it looks closer
SEEN = -2
"""In place of a rung: the picture as the policy sees it at first, with its symbols."""

_SEEN = {SEEN: 0, -3: _CLOSER}  # the same with its symbols

_READ_AGAIN = "Delete it, with its -wal and -shm, and run the same command again: pictures are read once more."


class PlacesReader(Protocol):
    """A frozen reader that says where text stands: ``OcrTarget("rapidocr")``."""

    version: str

    def read_places(self, view: Image.Image) -> list[tuple[str, Box]]: ...


class Readings:
    """Lines by image and rung in one SQLite file: survives being killed, safe with several processes.

    Args:
        folder: where the file lies; made if need be.
        reader: of the rungs; by default PP-OCR.
    """

    def __init__(self, folder: Path, reader: PlacesReader | None = None) -> None:
        self.folder, self.reader = folder, reader or _pp_ocr()
        self._database = Database(folder / "lines.sqlite", way_out=_READ_AGAIN)
        columns = "image TEXT, edge INTEGER, reader TEXT, lines TEXT NOT NULL, PRIMARY KEY (image, edge, reader)"
        self._database.execute(f"CREATE TABLE IF NOT EXISTS lines ({columns})")

    def size_and_lines(self, image: Path, closer: bool = False) -> tuple[Size, tuple[Line, ...]]:
        """(width, height) in px and the lines the policy sees at first, or closer; read now where not yet kept."""
        return self._get(image, _CLOSER if closer else 0)

    def size_and_seen(self, image: Path, closer: bool = False) -> tuple[Size, tuple[Line, ...]]:
        """The same with the symbols of the picture, and without smudges, as a policy with eyes for symbols has them."""
        return self._get(image, -3 if closer else SEEN)

    def rung(self, image: Path, edge: int) -> tuple[Line, ...]:
        """The lines the frozen reader finds in the whole shown at ``edge`` px; their heights are the boxes'."""
        return self._get(image, edge)[1]

    def close(self) -> None:
        self._database.close()

    def fill(self, images: Sequence[Path], edges: Sequence[int], workers: int = 2) -> None:
        """Read what is missing, with progress; ``edges`` are rungs, 0, which is the picture as the policy sees it at
        first, or ``SEEN``."""
        from tqdm import tqdm

        query = "SELECT image, edge FROM lines WHERE reader = ?"
        kept = set(self._database.execute(query, (self.reader.version,)))
        kept |= set(self._database.execute(query, (self._version(SEEN),)))
        missing = [
            (path, wanted)
            for path in dict.fromkeys(images)
            if (wanted := [edge for edge in edges if (_digest(path), edge) not in kept])
        ]
        if not missing:
            return
        with processes(workers) as executor:
            jobs = [executor.submit(_read, self.folder, path, wanted) for path, wanted in missing]
            for job in tqdm(as_completed(jobs), total=len(jobs), unit="image", desc="reading"):
                job.result()

    def _get(self, image: Path, edge: int) -> tuple[Size, tuple[Line, ...]]:
        query = "SELECT lines FROM lines WHERE image = ? AND edge = ? AND reader = ?"
        rows = self._database.execute(query, (_digest(image), edge, self._version(edge)))
        if not rows:
            return _read_back(self.put(image, edge))
        with suppress(ValueError, TypeError, KeyError):  # of one damaged reading the way out is to read again
            return _read_back(rows[0][0])
        return _read_back(self.put(image, edge))

    def _version(self, edge: int) -> str:
        """By which a reading is kept: of the reader, and for symbols of their recogniser too."""
        return f"{self.reader.version} {identity()}" if edge in _SEEN else self.reader.version

    def put(self, path: Path, edge: int) -> str:
        """Read an image anew and keep what was read, as JSON."""
        image = load_image(path)
        if edge > 0:
            view = _shown(image, edge)
            across, down = view.width / max(view.size), view.height / max(view.size)
            rows = [
                [text, box.xyxy, min(box.width * across, box.height * down), 1.0]
                for text, box in self.reader.read_places(view)
            ]
        elif edge in _SEEN:
            lines = with_symbols(image, without_smudges(self._get(path, _SEEN[edge])[1]))
            rows = [[line.text, line.box.xyxy, line.height, line.score, line.origin] for line in lines]
        else:
            lines = read_lines(image, threads=1, closer=edge == _CLOSER)
            rows = [[line.text, line.box.xyxy, line.height, line.score] for line in lines]
        kept = json.dumps({"size": image.size, "lines": rows}, ensure_ascii=False)
        values = (_digest(path), edge, self._version(edge), kept)
        self._database.execute("INSERT OR REPLACE INTO lines VALUES (?, ?, ?, ?)", values)
        return kept


def _read_back(text: str) -> tuple[Size, tuple[Line, ...]]:
    kept = json.loads(text)
    width, height = kept["size"]
    lines = ((text, Box(*xyxy), *more) for text, xyxy, *more in kept["lines"])
    return (width, height), tuple(Line(*line) for line in lines)


def _read(folder: Path, path: Path, edges: Iterable[int]) -> None:
    readings = Readings(folder)
    for edge in edges:
        readings.put(path, edge)
    readings.close()


@lru_cache(maxsize=1)
def _pp_ocr() -> OcrTarget:
    return OcrTarget("rapidocr")


def _shown(image: Image.Image, edge: int) -> Image.Image:
    scale = edge / max(image.size)
    width, height = (max(round(side * scale), 1) for side in image.size)
    return image.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3.0 if scale < 1 else None)


_digests: dict[tuple[Path, float, int], str] = {}


def _digest(path: Path) -> str:
    """sha256 of the file."""
    stat = path.stat()
    key = (path, stat.st_mtime, stat.st_size)
    if key not in _digests:
        _digests[key] = digest_of_file(path)
    return _digests[key]
