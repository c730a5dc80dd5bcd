"""Readings kept on disk, for other processes and later ones: no image is read twice."""

from __future__ import annotations

import logging
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TypeVar

from cropvlm_tools.perception.element import Reading

T = TypeVar("T")

_log = logging.getLogger(__name__)

MOST_BYTES = 256_000_000
"""Of one folder: some 6,000 dense pages of 300 lines, or 40,000 receipts."""

_OVERHEAD = 300  # bytes of a row besides its reading: two keys, twice
_MADE_ROOM = 0.9  # of the bytes are left once the oldest go, so that they do not go one by one
_PATIENCE = 5.0  # s to wait for another process that writes; a longer wait costs more than reading anew
_BUSY = ("SQLITE_BUSY", "SQLITE_LOCKED")

_SCHEMA = """
CREATE TABLE IF NOT EXISTS readings (
    image TEXT, reader TEXT, reading TEXT NOT NULL, bytes INTEGER NOT NULL, used REAL NOT NULL,
    PRIMARY KEY (image, reader)
)
"""


class Kept:
    """Readings by the digest of the image and the identity of the reader, in one SQLite file.

    Any number of processes and threads may share a folder. The least recently used ones make room for new ones. A file
    that is damaged or cannot be written is warned of once, and images are read as if there were none.

    Args:
        folder: made if need be.
        most_bytes: of all readings.
    """

    def __init__(self, folder: str | Path, most_bytes: int = MOST_BYTES) -> None:
        self._file = Path(folder) / "readings.sqlite"
        self._most = most_bytes
        self._usable = True

    def get(self, image: str, reader: str) -> Reading | None:
        """None where there is none, or no whole one."""

        def find(database: sqlite3.Connection) -> str | None:
            place = "WHERE image = ? AND reader = ?"
            row = database.execute(f"SELECT reading FROM readings {place}", (image, reader)).fetchone()
            if row is not None:
                database.execute(f"UPDATE readings SET used = ? {place}", (time.time(), image, reader))
            return None if row is None else str(row[0])

        text = self._in_database(find)
        try:
            return None if text is None else Reading.from_json(text)
        except (ValueError, TypeError, LookupError):
            return None

    def put(self, image: str, reader: str, reading: Reading) -> None:
        """Keep it, unless it alone is too large."""
        text = reading.to_json()
        size = len(text.encode()) + _OVERHEAD

        def add(database: sqlite3.Connection) -> None:
            row = (image, reader, text, size, time.time())
            database.execute("INSERT OR REPLACE INTO readings VALUES (?, ?, ?, ?, ?)", row)
            (total,) = database.execute("SELECT SUM(bytes) FROM readings").fetchone()
            if total > self._most:
                self._make_room(database, total)

        if size <= self._most:
            self._in_database(add)

    def _make_room(self, database: sqlite3.Connection, total: int) -> None:
        oldest = database.execute("SELECT image, reader, bytes FROM readings ORDER BY used").fetchall()
        for image, reader, size in oldest[:-1]:  # never the one just put
            if total <= _MADE_ROOM * self._most:
                return
            database.execute("DELETE FROM readings WHERE image = ? AND reader = ?", (image, reader))
            total -= size

    def _in_database(self, use: Callable[[sqlite3.Connection], T]) -> T | None:
        """One transaction on a connection of its own: threads and forked processes share none. None where it failed."""
        if not self._usable:
            return None
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            with closing(sqlite3.connect(self._file, timeout=_PATIENCE, isolation_level=None)) as database:
                database.execute("PRAGMA journal_mode = WAL")
                database.execute("PRAGMA synchronous = NORMAL")  # a power cut loses the last readings, never the file
                database.execute(_SCHEMA)
                database.execute("BEGIN IMMEDIATE")
                used = use(database)
                database.execute("COMMIT")
                return used
        except (OSError, sqlite3.Error) as error:
            if getattr(error, "sqlite_errorname", "") not in _BUSY:
                self._usable = False
                _log.warning(
                    "Readings are not kept on disk: %s in %s (%s). Delete it, or give another folder as cache.",
                    self._file.name,
                    self._file.parent.name,
                    error.strerror if isinstance(error, OSError) else error,  # an OSError's own text has the whole path
                )
            return None
