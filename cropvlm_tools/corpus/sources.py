"""Where a corpus comes from: folders, globs, PDFs, JSONL, CSV, Parquet, and datasets of Hugging Face."""

from __future__ import annotations

import csv
import glob
import hashlib
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from PIL import Image

from cropvlm_tools.corpus.rows import Asked, Item
from cropvlm_tools.errors import CropVLMError, MissingDependencyError
from cropvlm_tools.policy import HUB_ID

IMAGES = (".png", ".jpg", ".jpeg", ".webp", ".gif", ".bmp", ".tif", ".tiff", ".avif", ".heic", ".pdf")
"""Files of a folder that are taken, by their names' ends."""

COLUMNS = ("image", "path", "file", "image_path", "pdf")
"""Which column is the image: the first of these that a row has."""

_READ_AT_ONCE = 64  # rows of a Parquet file, with the bytes of their images
_DATASETS = ("dataset_info.json", "dataset_dict.json")


@dataclass(frozen=True)
class Corpus:
    """Items in an order that is the same each time.

    Args:
        inputs: each a folder, a glob, a file (an image, ``.pdf``, ``.jsonl``, ``.csv``, ``.parquet``), a folder saved
            by ``datasets``, or a dataset's id on the Hugging Face hub (``org/name``, ``org/name:split``), which is
            downloaded.
        questions: asked of every row that has none of its own.

    Raises:
        CropVLMError: on iterating: an input is none of these, or cannot be read.
    """

    inputs: tuple[str, ...]
    questions: tuple[str, ...] = ()

    def __iter__(self) -> Iterator[Item]:
        for given in self.inputs:
            yield from _items(given, self.questions)

    def state(self) -> str:
        """A digest of names, sizes and times of change of all files: other items in the same order would be another
        run."""
        digest = hashlib.sha256()
        for given in self.inputs:
            path = Path(given).expanduser()
            for file in _files(given) or ([path] if path.is_file() else []):
                status = file.stat()
                digest.update(f"{file}\0{status.st_size}\0{status.st_mtime_ns}\0".encode("utf-8", "surrogateescape"))
        return digest.hexdigest()

    def count(self) -> int | None:
        """How many items there are, where that is cheaply known."""
        total = 0
        for given in self.inputs:
            counted = _count(given)
            if counted is None:
                return None
            total += counted
        return total


def _files(given: str) -> list[Path] | None:
    """Of a folder or a glob."""
    path = Path(given).expanduser()
    if path.is_dir() and not any((path / name).exists() for name in _DATASETS):
        return sorted(each for each in path.rglob("*") if each.suffix.lower() in IMAGES and each.is_file())
    if any(sign in given for sign in "*?[") and not path.exists():
        return sorted(Path(each) for each in glob.glob(str(path), recursive=True) if Path(each).is_file())  # noqa: PTH207  # also absolute
    return None


def _items(given: str, questions: Sequence[str]) -> Iterator[Item]:
    files = _files(given)
    if files is not None:
        base = Path(given).expanduser() if Path(given).expanduser().is_dir() else None
        for file in files:
            name = str(file.relative_to(base)) if base else str(file)
            yield item_of({"image": str(file)}, name, questions)
        return
    path = Path(given).expanduser()
    tables = {".jsonl": _jsonl, ".csv": _csv, ".parquet": _parquet}
    if path.is_file() and path.suffix.lower() in tables:
        yield from _grouped(tables[path.suffix.lower()](path), path.parent, path.stem, questions)
    elif path.is_file():
        yield item_of({"image": str(path)}, path.name, questions)
    elif path.is_dir() or HUB_ID.fullmatch(given.partition(":")[0]):
        yield from _grouped(_dataset(given, path), None, path.name.partition(":")[0], questions)
    else:
        raise CropVLMError(f"There is no {path.name!r:.80}: give a folder, a glob, a file, or a dataset's id.")


def item_of(row: Mapping[str, Any], name: str, questions: Sequence[str] = (), folder: Path | None = None) -> Item:
    """The item of one row.

    Args:
        row: ``image`` (a path, bytes, ``{"bytes", "path"}``, a PIL image) or another of ``COLUMNS``; ``question``, or
            ``questions`` (several, or one a line); ``id``; ``page``. All else is handed on.
        name: its id where it has none.
        questions: asked where the row has none.
        folder: which paths are relative to.
    """
    column = next((each for each in COLUMNS if row.get(each) is not None), "")
    own = row.get("question") if row.get("question") is not None else row.get("questions")
    several = [own] if isinstance(own, str) and row.get("question") is not None else _listed(own)
    asked_of = [text for text in several if text.strip()] or list(questions)
    row_id = str(row["id"]) if row.get("id") is not None else name
    known = {column, "question", "questions", "id", "page"}
    data = json.dumps(
        {key: value for key, value in row.items() if key not in known}, ensure_ascii=False, default=_plain
    )
    asked = tuple(
        Asked(row_id if len(asked_of) == 1 else f"{row_id}#{number}", text, data)
        for number, text in enumerate(asked_of, start=1)
    )
    page = row.get("page")
    error = str(row.get("_error") or "")
    if not asked:
        asked, error = (Asked(row_id, "", data),), error or "The row has no question."
    if not column:
        return Item(b"", asked, error=error or f"The row has no image (columns: {', '.join(COLUMNS)}).")
    source, called = _source(row[column], folder)
    return Item(source, asked, called, None if page is None or page != page else int(page), error)


def _listed(value: Any) -> list[str]:
    if value is None or value != value if isinstance(value, float) else value is None:
        return []
    return value.split("\n") if isinstance(value, str) else [str(each) for each in value]


def _plain(value: object) -> object:
    """Of what JSON does not know: numbers and arrays of numpy, dates."""
    return value.tolist() if callable(getattr(value, "tolist", None)) else str(value)  # type: ignore[attr-defined]


def _source(value: Any, folder: Path | None) -> tuple[str | bytes, str]:
    """Bytes or a path, and what the file is called."""
    if isinstance(value, Mapping):
        name = Path(str(value.get("path") or "")).name
        if value.get("bytes") is not None:
            return bytes(value["bytes"]), name
        value = value.get("path") or ""
    if isinstance(value, Image.Image):
        file = io.BytesIO()
        value.save(file, "PNG")
        return file.getvalue(), Path(str(getattr(value, "filename", ""))).name
    if isinstance(value, (bytes, bytearray, memoryview)):
        return bytes(value), ""
    text = str(value)
    if "://" in text or text.startswith("data:") or folder is None:
        return text, ""
    return str(folder / Path(text).expanduser()), ""


def _grouped(
    rows: Iterable[Mapping[str, Any]], folder: Path | None, stem: str, questions: Sequence[str]
) -> Iterator[Item]:
    """Rows that follow one another and are of one image are one item."""
    items = (item_of(row, f"{stem}_{number}", questions, folder) for number, row in enumerate(rows, start=1))
    for _, group in groupby(items, key=lambda item: (item.source, item.page, item.error)):
        same = list(group)
        yield Item(
            same[0].source,
            tuple(each for item in same for each in item.asked),
            same[0].name,
            same[0].page,
            same[0].error,
        )


def _jsonl(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8", errors="replace") as file:
        for line in file:
            if not line.strip():
                continue
            try:
                row = json.loads(line)
            except ValueError:
                row = None
            yield row if isinstance(row, dict) else {"_error": "The line is no JSON object."}


def _csv(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        for row in csv.DictReader(file):
            yield {key: value for key, value in row.items() if key and value not in (None, "")}


def _parquet(path: Path) -> Iterator[dict[str, Any]]:
    try:
        from pyarrow import ArrowException, parquet
    except ImportError as error:
        raise MissingDependencyError("Reading Parquet", "pyarrow", "corpus") from error
    try:
        with parquet.ParquetFile(path) as file:
            for batch in file.iter_batches(batch_size=_READ_AT_ONCE):
                yield from batch.to_pylist()
    except ArrowException as error:
        raise CropVLMError(f"{path.name!r:.80} is no Parquet file, or damaged ({type(error).__name__}).") from error


def _dataset(given: str, path: Path) -> Iterator[dict[str, Any]]:
    """Images as encoded bytes, not decoded."""
    try:
        import datasets
    except ImportError as error:
        raise MissingDependencyError("Reading a dataset", "datasets", "corpus") from error
    name, _, split = given.partition(":")
    if path.is_dir():
        loaded = datasets.load_from_disk(str(path))
    else:
        loaded = datasets.load_dataset(name, split=split or None, streaming=True)
    parts = list(loaded.values()) if hasattr(loaded, "values") and hasattr(loaded, "keys") else [loaded]
    for part in parts:
        for column, feature in (part.features or {}).items():
            if isinstance(feature, datasets.Image):
                part = part.cast_column(column, datasets.Image(decode=False))
        yield from part


def _count(given: str) -> int | None:
    files = _files(given)
    if files is not None:
        return len(files)
    path = Path(given).expanduser()
    if not path.is_file():
        return None
    return None if path.suffix.lower() in (".jsonl", ".csv", ".parquet") else 1
