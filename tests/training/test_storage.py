"""Files that survive a kill, and one that several open at once."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from training.storage import JsonLines, StorageError, connect, digest_of_folder, draft, write_atomic


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


def test_what_fails_half_way_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "new" / "kept.txt"
    write_atomic(path, "first")
    with pytest.raises(FileNotFoundError), draft(path) as part:
        part.rename(tmp_path / "half")
    assert path.read_text() == "first"


def test_lines_are_appended_and_one_cut_short_is_dropped(tmp_path: Path) -> None:
    lines = JsonLines(tmp_path / "new" / "lines.jsonl")
    assert lines.read() == []
    lines.append([{"id": "zwölf\u2028"}, {"id": "b"}])
    lines.path.write_bytes(lines.path.read_bytes()[:-2])
    assert lines.read() == [{"id": "zwölf\u2028"}]
    lines.append([{"id": "c"}])
    assert [row["id"] for row in lines.read()] == ["zwölf\u2028", "c"]


@pytest.mark.parametrize("damaged", [b"{half\n", b"[1]\n", b"\xff\n"])
def test_a_damaged_line_is_named(tmp_path: Path, damaged: bytes) -> None:
    lines = JsonLines(tmp_path / "lines.jsonl")
    lines.path.write_bytes(b'{"id": "a"}\n' + damaged)
    with pytest.raises(StorageError, match=r"lines\.jsonl, line 2 is damaged"):
        lines.read()


def test_the_digest_of_a_folder_knows_names_and_contents(tmp_path: Path) -> None:
    seen = {digest_of_folder(tmp_path)}
    for name, text in [("a", "1"), ("a", "2"), ("b", "2")]:
        (tmp_path / name).write_text(text)
        seen.add(digest_of_folder(tmp_path))
    assert len(seen) == 4
