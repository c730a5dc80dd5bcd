"""SQLite files that several processes write to, and that survive being killed."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path

_PATIENCE = 60.0  # s


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
