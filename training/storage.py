"""Files that survive being killed at any moment: written whole or not at all, lines appended, SQLite; and digests.

with draft(path) as part:          # any writer: torch.save, Image.save
    image.save(part, "PNG")
write_atomic(path, text)
rows = JsonLines(path); rows.append({"id": "1"}); rows.read()
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from cropvlm_tools.errors import CropVLMError

_PATIENCE = 60.0  # s


class StorageError(CropVLMError):
    """A file kept by an earlier run cannot be read; the message names it, the line, and the way out."""


@contextmanager
def draft(path: Path) -> Iterator[Path]:
    """A path beside ``path`` to write to, which takes its place when the block ends well; else ``path`` stays as it is.

    Its folder is made where it is missing.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.part")
    yield part
    part.replace(path)


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
    found = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            found.update(path.name.encode() + b"\0" + bytes.fromhex(digest_of_file(path)))
    return found.hexdigest()


class JsonLines:
    """One JSON object a line, appended as they come; a kill cuts off at most the last line."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self) -> list[dict[str, Any]]:
        """The lines that are whole; a last one cut short by a kill is removed from the file. None where it is missing.

        Raises:
            StorageError: a line is no JSON object.
        """
        if not self.path.exists():
            return []
        data = self.path.read_bytes()
        whole = data[: data.rfind(b"\n") + 1]
        if len(whole) < len(data):
            with self.path.open("r+b") as file:
                file.truncate(len(whole))
        rows = []
        for number, line in enumerate(whole.split(b"\n"), start=1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
            except ValueError as error:
                raise self._damaged(number, str(error)) from error
            if not isinstance(row, dict):
                raise self._damaged(number, "it is no object")
            rows.append(row)
        return rows

    def append(self, rows: Iterable[dict[str, Any]]) -> None:
        """Behind what is there, in one write; its folder is made where it is missing."""
        lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("ab") as file:
            file.write(lines.encode("utf-8"))

    def _damaged(self, number: int, why: str) -> StorageError:
        return StorageError(
            f"{self.path.name}, line {number} is damaged ({why:.80}). Remove that line; it is done again."
        )


def connect(path: Path, threads: bool = False) -> sqlite3.Connection:
    """A connection in autocommit that waits for others up to a minute, with a write-ahead log.

    Args:
        path: of the file; its folder must be there.
        threads: whether more than one thread may use it.

    Raises:
        sqlite3.OperationalError: others hold the file for longer than a minute, or it is not a database.
    """
    database = sqlite3.connect(path, timeout=_PATIENCE, isolation_level=None, check_same_thread=not threads)
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            database.execute("PRAGMA journal_mode=WAL")
            break
        except sqlite3.OperationalError as error:  # where two switch at once, one fails and is not made to wait
            if "locked" not in str(error) or time.monotonic() > until:
                raise
            time.sleep(0.01)
    database.execute("PRAGMA synchronous=NORMAL")
    return database
