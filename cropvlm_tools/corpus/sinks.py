"""Where rows go: parts that are whole or not there, put together when all are done."""

from __future__ import annotations

import hashlib
import json
import mimetypes
import os
import re
import shutil
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from cropvlm_tools.corpus.rows import Row
from cropvlm_tools.errors import CropVLMError, MissingDependencyError

_RUN = "cropvlm_run"  # key of a Parquet file's metadata
_NAME = re.compile(r"[^\w.-]+")


class Sink(ABC):
    """Parts of rows below a folder; ``finish`` makes the output of them.

    Any number of processes write parts at once, each part under its own number. A process that is killed leaves the
    parts it has finished, whole, and nothing else that counts.

    Args:
        out: what is to be written in the end.
        shard: (i, n) where several runs share the work: it is part of the output's name.
    """

    end: str

    def __init__(self, out: Path, shard: tuple[int, int] = (1, 1)) -> None:
        self.out, self.shard = self._named(out, shard), shard
        self.parts = self.out.with_name(f"{self.out.name}.parts")

    @abstractmethod
    def write(self, path: Path, rows: Sequence[Row]) -> None:
        """One part."""

    @abstractmethod
    def join(self, parts: Sequence[Path], path: Path, run: str) -> None:
        """All parts as one file."""

    @abstractmethod
    def run_of(self) -> str | None:
        """Of which run the finished output is; None where there is none."""

    def _named(self, out: Path, shard: tuple[int, int]) -> Path:
        return out if shard[1] == 1 else out.with_name(f"{out.stem}-{shard[0]:05}-of-{shard[1]:05}{out.suffix}")

    def begin(self, run: str) -> bool:
        """Make ready; False where the output is there already.

        Args:
            run: tells runs apart: inputs, questions, options.

        Raises:
            CropVLMError: there is the output of another run, or parts of one.
        """
        finished = self.run_of()
        note = self.parts / "run.txt"
        begun = note.read_text(encoding="utf-8") if note.exists() else None
        if (finished or run) != run or (begun or run) != run:
            raise CropVLMError(
                f"{self.out.name!r:.80} holds rows of another run, or its input has changed: give another --out."
            )
        if finished:
            shutil.rmtree(self.parts, ignore_errors=True)
            return False
        self.parts.mkdir(parents=True, exist_ok=True)
        for left in self.parts.glob("*.tmp"):
            left.unlink(missing_ok=True)
        if begun is None:
            self._put(note, lambda path: path.write_text(run, encoding="utf-8"))
        return True

    def path(self, number: int) -> Path:
        """Of a part."""
        return self.parts / f"part-{number:08}{self.end}"

    def put(self, number: int, rows: Sequence[Row]) -> None:
        """Write a part, or nothing."""
        self._put(self.path(number), lambda path: self.write(path, rows))

    def finish(self, run: str) -> None:
        """Put the parts together and delete them."""
        parts = sorted(self.parts.glob(f"part-*{self.end}"))
        self._put(self.out, lambda path: self.join(parts, path, run))
        shutil.rmtree(self.parts, ignore_errors=True)

    def _put(self, path: Path, write: Any) -> None:
        draft = self.parts / f"{path.name}.{os.getpid()}.tmp"
        write(draft)
        with draft.open("rb") as file:
            os.fsync(file.fileno())
        os.replace(draft, path)  # noqa: PTH105  # the same, and said so


class ParquetSink(Sink):
    """One Parquet file (extra ``corpus``), crops in a column of bytes."""

    end = ".parquet"

    def write(self, path: Path, rows: Sequence[Row]) -> None:
        import pyarrow
        from pyarrow import parquet

        parquet.write_table(pyarrow.Table.from_pylist(list(rows), schema=schema()), path)

    def join(self, parts: Sequence[Path], path: Path, run: str) -> None:
        from pyarrow import parquet

        with parquet.ParquetWriter(path, schema().with_metadata({_RUN: run})) as writer:
            for part in parts:
                writer.write_table(parquet.read_table(part, schema=schema()))

    def run_of(self) -> str | None:
        try:
            from pyarrow import ArrowException, parquet
        except ImportError as error:
            raise MissingDependencyError("Writing Parquet", "pyarrow", "corpus") from error
        if not self.out.exists():
            return None
        try:
            metadata = parquet.read_schema(self.out).metadata or {}
        except (ArrowException, OSError):
            return "another"
        return (metadata.get(_RUN.encode()) or b"another").decode()


class FolderSink(Sink):
    """A folder with ``rows.jsonl`` and, where crops are kept, ``crops/``, named by their rows."""

    end = ".jsonl"

    def __init__(self, out: Path, shard: tuple[int, int] = (1, 1)) -> None:
        self.folder = out
        super().__init__(out / "rows.jsonl", shard)
        self._note = self.out.with_suffix(".run.txt")

    def write(self, path: Path, rows: Sequence[Row]) -> None:
        with path.open("w", encoding="utf-8") as file:
            for row in rows:
                file.write(json.dumps({**row, "crop": self._crop(row)}, ensure_ascii=False) + "\n")

    def _crop(self, row: Row) -> str | None:
        """Where it is, below the folder."""
        if row["crop"] is None:
            return None
        kind = mimetypes.guess_extension(row["crop_type"] or "") or ".png"
        told = hashlib.sha256(row["id"].encode("utf-8", "replace")).hexdigest()[:8]
        place = Path("crops") / f"{_NAME.sub('_', row['id'])[-100:]}-{told}{kind}"
        (self.folder / place).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / place).write_bytes(row["crop"])
        return place.as_posix()

    def join(self, parts: Sequence[Path], path: Path, run: str) -> None:
        with path.open("wb") as file:
            for part in parts:
                with part.open("rb") as rows:
                    shutil.copyfileobj(rows, file)
        self._note.write_text(run, encoding="utf-8")

    def run_of(self) -> str | None:
        if not self.out.exists():
            return None
        with suppress(OSError):
            return self._note.read_text(encoding="utf-8")
        return "another"


def sink_of(out: Path, shard: tuple[int, int] = (1, 1)) -> Sink:
    """Parquet where the name ends so, else a folder."""
    return ParquetSink(out, shard) if out.suffix.lower() == ".parquet" else FolderSink(out, shard)


def rows_in(out: Path) -> Iterator[dict[str, Any]]:
    """The rows of a finished output, crops as bytes."""
    if out.suffix.lower() == ".parquet":
        from pyarrow import parquet

        with parquet.ParquetFile(out) as file:
            for batch in file.iter_batches(batch_size=64):
                yield from batch.to_pylist()
        return
    with (out / "rows.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            yield {**row, "crop": (out / row["crop"]).read_bytes() if row["crop"] else None}


def schema() -> Any:
    """Of the rows, for pyarrow."""
    import pyarrow

    kinds = {
        "page": pyarrow.int32(),
        "pages": pyarrow.int32(),
        "box": pyarrow.list_(pyarrow.float64()),
        "box_pixels": pyarrow.list_(pyarrow.int32()),
        "box_points": pyarrow.list_(pyarrow.float64()),
        "confidence": pyarrow.float64(),
        "tokens": pyarrow.int32(),
        "whole_tokens": pyarrow.int32(),
        "crop": pyarrow.binary(),
    }
    return pyarrow.schema([(name, kinds.get(name, pyarrow.string())) for name in Row.__annotations__])
