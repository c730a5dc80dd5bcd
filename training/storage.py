"""Files that survive being killed at any moment: written whole or not at all, lines appended, SQLite; and digests.

with draft(path) as part:          # any writer: torch.save, Image.save
    image.save(part, "PNG")
write_atomic(path, text)
rows = JsonLines(path); rows.append({"id": "1"}); rows.read()

What an earlier run has left and cannot be read is a ``StorageError`` everywhere: one line that names the file and the
way out.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar
from zipfile import ZipFile

from cropvlm_tools.errors import CropVLMError

T = TypeVar("T")

DELETE = "Delete it and run the same command again."
_PATIENCE = 60.0  # s


class StorageError(CropVLMError):
    """A file kept by an earlier run cannot be used; the message names it, the line, and the way out."""


@contextmanager
def reading(path: Path, way_out: str = DELETE) -> Iterator[None]:
    """Within, a file is read and nothing else is done: whatever its content does to a parser is a ``StorageError``.

    Raises:
        StorageError: the file is damaged.
        OSError: it cannot be opened.
    """
    try:
        yield
    except (CropVLMError, OSError, MemoryError):
        raise
    except Exception as error:  # json, pickle, zip, torch, safetensors and pydantic have no base of their own
        raise damaged(path, error, way_out) from error


def damaged(path: Path, why: object, way_out: str = DELETE, line: int | None = None) -> StorageError:
    """The error that says so; the file is named with its folder, since many have the same name."""
    said = " ".join(str(why).split()) or type(why).__name__
    place = "" if line is None else f", line {line}"
    return StorageError(f"{path.parent.name}/{path.name}{place} is damaged ({said:.80}). {way_out}")


def read_json(path: Path, way_out: str = DELETE) -> Any:
    """What a JSON file holds.

    Raises:
        StorageError: it is damaged.
        OSError: there is none, or it cannot be opened.
    """
    with reading(path, way_out):
        return json.loads(path.read_text(encoding="utf-8"))


def check_file(path: Path, way_out: str = DELETE) -> None:
    """Read a file of weights or of a checkpoint through, as far as its kind can be checked without its reader.

    JSON, zip (``torch.save``, ``.npz``: by their checksums) and safetensors (the header, and that nothing is cut off);
    other files are passed over.

    Raises:
        StorageError: it is damaged.
    """
    with reading(path, way_out):
        if path.suffix == ".json":
            json.loads(path.read_text(encoding="utf-8"))
        elif path.suffix in (".pt", ".pth", ".bin", ".npz"):
            with ZipFile(path) as file:
                if (bad := file.testzip()) is not None:
                    raise ValueError(f"the checksum of {bad} is wrong")
        elif path.suffix == ".safetensors":
            from safetensors import safe_open

            with safe_open(path, "np"):
                pass


@contextmanager
def draft(path: Path) -> Iterator[Path]:
    """A path beside ``path`` to write to, which takes its place when the block ends well; else ``path`` stays as it is.

    Its folder is made where it is missing.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.part")
    try:
        yield part
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)  # where the disk is full, half a file is in the way
        raise


def write_atomic(path: Path, data: str | bytes) -> None:
    """All or nothing; text as UTF-8."""
    with draft(path) as part:
        part.write_bytes(data.encode("utf-8") if isinstance(data, str) else data)


def digest(data: str | bytes) -> str:
    """sha256 in hexadecimal; of text in UTF-8."""
    return hashlib.sha256(data.encode("utf-8") if isinstance(data, str) else data).hexdigest()


def digest_of_file(path: Path) -> str:
    """sha256 in hexadecimal of its content, read in blocks."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def digest_of_folder(folder: Path) -> str:
    """Of the names and contents of all files in it."""
    sha256 = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            sha256.update(path.name.encode() + b"\0" + bytes.fromhex(digest_of_file(path)))
    return sha256.hexdigest()


class JsonLines:
    """One JSON object a line, appended as they come; a kill, or a full disk, cuts off at most the last line."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self) -> list[dict[str, Any]]:
        """The lines that are whole; none where there is no file.

        Raises:
            StorageError: a line is no JSON object.
        """
        return self.read_as(dict)

    def read_as(self, parse: Callable[[dict[str, Any]], T]) -> list[T]:
        """What ``parse`` makes of each line; whatever it raises is a fault of the line.

        Raises:
            StorageError: a line is no JSON object, or not what ``parse`` takes.
        """
        rows = []
        for number, line in enumerate(self._whole().split(b"\n"), start=1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
                if not isinstance(row, dict):
                    raise ValueError("it is no object")
                rows.append(parse(row))
            except (ValueError, TypeError, KeyError) as error:
                way_out = "Remove that line and run the same command again; what it was about is done again."
                raise damaged(self.path, error, way_out, number) from error
        return rows

    def append(self, rows: Iterable[dict[str, Any]]) -> None:
        """Behind what is there, in one write; its folder is made where it is missing, a line cut short is removed."""
        lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("a+b") as file:
            end = file.seek(0, 2)
            if end:
                file.seek(end - 1)
                if file.read(1) != b"\n":
                    file.truncate(len(self._whole()))
            file.write(lines.encode("utf-8"))

    def _whole(self) -> bytes:
        """The file as far as its last line is whole."""
        data = self.path.read_bytes() if self.path.exists() else b""
        return data[: data.rfind(b"\n") + 1]


class Database:
    """A SQLite file in autocommit with a write-ahead log, which several processes may have open; they wait in turn.

    Args:
        path: of the file; its folder is made where it is missing.
        threads: whether more than one thread may use it, one at a time.
        patience: s, how long others are waited for.
        way_out: what to do where it is damaged.

    Raises:
        StorageError: it is damaged, no database, held by another process for too long, or may not be written.
    """

    def __init__(self, path: Path, threads: bool = False, patience: float = _PATIENCE, way_out: str = DELETE) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path, self._way_out = path, way_out
        with self._errors():
            self._connection = sqlite3.connect(
                path, timeout=patience, isolation_level=None, check_same_thread=not threads
            )
        until = time.monotonic() + patience
        while True:
            try:
                self._connection.execute("PRAGMA journal_mode=WAL")
                break
            except sqlite3.Error as error:  # where two switch at once, one fails and is not made to wait
                if not _is_held(error) or time.monotonic() > until:
                    self._connection.close()
                    raise self._said(error) from error
                time.sleep(0.01)
        self.execute("PRAGMA synchronous=NORMAL")

    def execute(self, command: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """All rows that a command gives.

        Raises:
            StorageError: as above, and where the disk is full.
        """
        with self._errors():
            return self._connection.execute(command, values).fetchall()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Within, nobody else writes; what fails leaves everything as it was."""
        self.execute("BEGIN IMMEDIATE")
        try:
            yield
            self.execute("COMMIT")
        except BaseException:
            with suppress(StorageError):  # SQLite may have done so itself
                self.execute("ROLLBACK")
            raise

    def close(self) -> None:
        self._connection.close()

    def __del__(self) -> None:
        if hasattr(self, "_connection"):
            self._connection.close()

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.ProgrammingError:  # of this code, not of the file
            raise
        except sqlite3.Error as error:
            raise self._said(error) from error

    def _said(self, error: sqlite3.Error) -> StorageError:
        name, code = f"{self.path.parent.name}/{self.path.name}", _primary(error)
        if _is_held(error):
            return StorageError(f"{name} is held by another process. Wait for it or stop it, and run the same command.")
        if code in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM):
            return StorageError(f"{name} cannot be opened ({error}). See that it and its folder may be written to.")
        if code in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR):
            return StorageError(f"{name} cannot be written ({error}). See to the disk, and run the same command again.")
        return damaged(self.path, error, self._way_out)


def _primary(error: sqlite3.Error) -> int:
    """SQLite's result code without what extends it; 0 where Python itself found the fault (text that is no UTF-8)."""
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF


def _is_held(error: sqlite3.Error) -> bool:
    return _primary(error) in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
