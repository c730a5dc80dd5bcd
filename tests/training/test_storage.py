"""Files that survive a kill, and what is said of those that are damaged."""

import errno
import json
import pickle
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from training.storage import (
    Database,
    JsonLines,
    StorageError,
    check_file,
    digest_of_folder,
    draft,
    read_json,
    reading,
    write_atomic,
)


def test_many_may_open_a_new_file_at_once(tmp_path: Path) -> None:
    for attempt in range(20):

        def mode(_: int, path: Path = tmp_path / f"{attempt}.sqlite") -> str:
            database = Database(path, threads=True)
            journal = database.execute("PRAGMA journal_mode")[0][0]
            database.close()
            return str(journal)

        with ThreadPoolExecutor(8) as pool:
            assert set(pool.map(mode, range(8))) == {"wal"}


def no_database(path: Path) -> None:
    path.write_text("not a database, whatever its name says" * 400)


def a_damaged_page(path: Path) -> None:
    filled(path)
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * 8192)


def cut_short(path: Path) -> None:
    filled(path)
    with path.open("r+b") as file:
        file.truncate(4096)


def damaged_text(path: Path) -> None:
    filled(path)
    with sqlite3.connect(path) as database:
        database.execute("UPDATE notes SET text = CAST(x'ff' AS TEXT) WHERE id = 7")
    database.close()


def filled(path: Path) -> None:
    database = sqlite3.connect(path)
    database.execute("CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT)")
    database.executemany("INSERT INTO notes (text) VALUES (?)", [("x" * 100,)] * 500)
    database.commit()
    database.close()


@pytest.mark.parametrize("damage", [no_database, a_damaged_page, cut_short, damaged_text])
def test_a_damaged_database_is_named_with_the_way_out(tmp_path: Path, damage: Callable[[Path], None]) -> None:
    damage(tmp_path / "notes.sqlite")
    with pytest.raises(StorageError, match=r"/notes\.sqlite is damaged \(.+\)\. Start anew\.$") as error:
        Database(tmp_path / "notes.sqlite", way_out="Start anew.").execute("SELECT text FROM notes")
    assert "\n" not in str(pickle.loads(pickle.dumps(error.value)))  # as a worker hands it on


def test_a_database_that_another_holds_is_named(tmp_path: Path) -> None:
    other = Database(tmp_path / "notes.sqlite")
    other.execute("CREATE TABLE notes (id INTEGER)")
    own = Database(tmp_path / "notes.sqlite", patience=0.01)
    with other.transaction(), pytest.raises(StorageError, match=r"notes\.sqlite is held by another process\. Wait"):
        own.execute("INSERT INTO notes VALUES (1)")
    own.execute("INSERT INTO notes VALUES (1)")


def test_a_database_on_a_full_disk_is_named_and_keeps_what_it_has(tmp_path: Path) -> None:
    database = Database(tmp_path / "notes.sqlite")
    database.execute("CREATE TABLE notes (text TEXT)")
    database.execute("INSERT INTO notes VALUES ('kept')")
    pages = database.execute("PRAGMA page_count")[0][0]
    database.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(StorageError, match=r"cannot be written \(database or disk is full\)"), database.transaction():
        database.execute("INSERT INTO notes VALUES (?)", ("x" * 50_000,))
    assert database.execute("SELECT text FROM notes") == [("kept",)]


def test_a_database_that_cannot_be_opened_is_named(tmp_path: Path) -> None:
    (tmp_path / "notes.sqlite").mkdir()
    with pytest.raises(StorageError, match=r"/notes\.sqlite cannot be opened"):
        Database(tmp_path / "notes.sqlite")


def test_what_fails_within_a_transaction_leaves_everything_as_it_was(tmp_path: Path) -> None:
    database = Database(tmp_path / "notes.sqlite")
    database.execute("CREATE TABLE notes (id INTEGER)")

    def fail() -> None:
        with database.transaction():
            database.execute("INSERT INTO notes VALUES (1)")
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert database.execute("SELECT * FROM notes") == []


def test_what_fails_half_way_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "new" / "kept.txt"
    write_atomic(path, "first")

    def fail() -> None:
        with draft(path) as part:
            part.write_text("half")
            raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        fail()
    assert path.read_text() == "first"
    assert list(path.parent.iterdir()) == [path]


def test_lines_are_appended_and_one_cut_short_is_dropped(tmp_path: Path) -> None:
    lines = JsonLines(tmp_path / "new" / "lines.jsonl")
    assert lines.read() == []
    lines.append([{"id": "zwölf\u2028"}, {"id": "b"}])
    lines.path.write_bytes(lines.path.read_bytes()[:-2])
    cut = lines.path.read_bytes()
    assert lines.read() == [{"id": "zwölf\u2028"}]
    assert lines.path.read_bytes() == cut  # who reads may not be who writes
    lines.append([{"id": "c"}])
    assert [row["id"] for row in lines.read()] == ["zwölf\u2028", "c"]


@pytest.mark.parametrize("damaged", [b"{half\n", b"[1]\n", b"\xff\n", b'{"id": 3}\n', b'{"name": "b"}\n'])
def test_a_damaged_line_is_named(tmp_path: Path, damaged: bytes) -> None:
    lines = JsonLines(tmp_path / "lines.jsonl")
    lines.path.write_bytes(b'{"id": "a"}\n\n' + damaged + b'{"id": "c"}\n')
    with pytest.raises(StorageError, match=r"/lines\.jsonl, line 3 is damaged .*\. Remove that line"):
        lines.read_as(lambda row: row["id"] + "!")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("run.json", b'{"settings": '),
        ("run.json", b"\xff\xfe"),
        ("state.pt", b"PK\x03\x04 and no more"),
        ("state.pt", b""),
        ("words.npz", b"\x00" * 100),
        ("model.safetensors", b""),
        ("model.safetensors", b"\xff" * 100),
        ("model.safetensors", b'\x3b\0\0\0\0\0\0\0{"a":{"dtype":"F32","shape":[9],"data_offsets":[0,36]}}    \0\0'),
    ],
)
def test_a_damaged_file_is_named(tmp_path: Path, name: str, content: bytes) -> None:
    pytest.importorskip("safetensors")
    (tmp_path / name).write_bytes(content)
    with pytest.raises(StorageError, match=rf"/{name} is damaged \(.+\)\. Delete it and run the same command again"):
        check_file(tmp_path / name)


def test_a_flipped_bit_in_a_zip_is_noticed(tmp_path: Path) -> None:
    numpy = pytest.importorskip("numpy")
    numpy.savez(tmp_path / "words.npz", words=numpy.arange(1000))
    check_file(tmp_path / "words.npz")
    data = bytearray((tmp_path / "words.npz").read_bytes())
    data[len(data) // 2] ^= 1
    (tmp_path / "words.npz").write_bytes(data)
    with pytest.raises(StorageError, match=r"words\.npz is damaged"):
        check_file(tmp_path / "words.npz")


def test_what_is_no_damage_is_not_called_so(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_json(tmp_path / "none.json")
    with pytest.raises(MemoryError), reading(tmp_path):
        raise MemoryError
    (tmp_path / "notes.json").write_text(json.dumps({"a": 1}))
    assert read_json(tmp_path / "notes.json") == {"a": 1}
    (tmp_path / "notes.txt").write_bytes(b"\xff")
    check_file(tmp_path / "notes.txt")  # of a kind that cannot be checked


def test_the_digest_of_a_folder_knows_names_and_contents(tmp_path: Path) -> None:
    seen = {digest_of_folder(tmp_path)}
    for name, text in [("a", "1"), ("a", "2"), ("b", "2")]:
        (tmp_path / name).write_text(text)
        seen.add(digest_of_folder(tmp_path))
    assert len(seen) == 4
