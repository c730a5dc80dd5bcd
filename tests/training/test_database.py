"""A file that several open at once."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from training.database import connect


def test_many_may_open_a_new_file_at_once(tmp_path: Path) -> None:
    for attempt in range(20):

        def mode(_: int, path: Path = tmp_path / f"{attempt}.sqlite") -> str:
            database = connect(path, threads=True)
            found = database.execute("PRAGMA journal_mode").fetchone()[0]
            database.close()
            return str(found)

        with ThreadPoolExecutor(8) as pool:
            assert set(pool.map(mode, range(8))) == {"wal"}


def test_what_is_no_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / "notes.sqlite").write_text("not a database, whatever its name says" * 40)
    with pytest.raises(sqlite3.DatabaseError):
        connect(tmp_path / "notes.sqlite")
