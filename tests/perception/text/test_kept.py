"""Readings on disk: shared, bounded, and never in the way."""

import logging
import sqlite3
import subprocess
import sys
from pathlib import Path
from threading import Thread

import pytest
from PIL import Image, ImageDraw, ImageFont

from cropvlm_tools.boxes import Box
from cropvlm_tools.perception.element import Line, Reading
from cropvlm_tools.perception.text import reading as ocr
from cropvlm_tools.perception.text.kept import Kept

LINE = Line("Σ 12,50 €", Box(0.1, 0.2, 1 / 3, 0.25), 0.1 / 3, 0.987)
READING = Reading((LINE,), 90, 3, (Line("", Box(0.5, 0.5, 0.6, 0.6), 0.02, 0.0),))


def test_what_is_kept_comes_back_whole(tmp_path: Path) -> None:
    Kept(tmp_path / "new" / "folder").put("image", "reader 1", READING)
    kept = Kept(tmp_path / "new" / "folder")
    assert kept.get("image", "reader 1") == READING
    assert kept.get("image", "reader 2") is None
    assert kept.get("other", "reader 1") is None


def long(number: int) -> Reading:
    return Reading(tuple(Line(f"{number} {row}", LINE.box, 0.1, 0.9) for row in range(100)))


def test_the_least_recently_used_make_room(tmp_path: Path) -> None:
    size = len(long(10).to_json()) + 400
    kept = Kept(tmp_path, most_bytes=4 * size)
    for number in (10, 11, 12):
        kept.put(str(number), "r", long(number))
    assert kept.get("10", "r") is not None
    for number in (13, 14):
        kept.put(str(number), "r", long(number))
    assert [number for number in range(10, 15) if kept.get(str(number), "r")] == [10, 13, 14]
    Kept(tmp_path, most_bytes=size // 2).put("15", "r", long(15))  # alone too large: nothing is thrown out for it
    assert kept.get("15", "r") is None
    assert kept.get("14", "r") is not None


def test_the_file_stays_bounded(tmp_path: Path) -> None:
    kept = Kept(tmp_path, most_bytes=200_000)
    for number in range(60):
        kept.put(str(number), "r", long(number))
    assert sum(path.stat().st_size for path in tmp_path.iterdir()) < 2 * 200_000
    assert kept.get("59", "r") is not None


WRITES = """
import sys
from cropvlm_tools.perception.element import Reading
from cropvlm_tools.perception.text.kept import Kept
kept = Kept(sys.argv[1])
for number in range(30):
    kept.put(f"{sys.argv[2]} {number}", "r", Reading(unread=number))
"""


def test_several_processes_and_threads_share_a_folder(tmp_path: Path) -> None:
    processes = [subprocess.Popen([sys.executable, "-c", WRITES, str(tmp_path), name]) for name in "ab"]
    kept = Kept(tmp_path)
    threads = [
        Thread(target=lambda name=name: [kept.put(f"{name} {n}", "r", Reading()) for n in range(30)]) for name in "cd"
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [process.wait() for process in processes] == [0, 0]
    missing = [f"{name} {n}" for name in "abcd" for n in range(30) if kept.get(f"{name} {n}", "r") is None]
    assert missing == []


@pytest.mark.parametrize("harm", ["junk", "folder", "other table", "file for a folder"])
def test_a_file_that_cannot_be_used_is_warned_of_once(
    tmp_path: Path, harm: str, caplog: pytest.LogCaptureFixture
) -> None:
    folder = tmp_path / "cache"
    if harm == "file for a folder":
        folder.write_text("")
    else:
        folder.mkdir()
    if harm == "junk":
        (folder / "readings.sqlite").write_bytes(b"no database" * 1000)
    if harm == "folder":
        (folder / "readings.sqlite").mkdir()
    if harm == "other table":
        database = sqlite3.connect(folder / "readings.sqlite")
        database.execute("CREATE TABLE readings (something TEXT)")
        database.close()
    kept = Kept(folder)
    with caplog.at_level(logging.WARNING):
        for _ in range(3):
            kept.put("image", "reader", READING)
            assert kept.get("image", "reader") is None
    assert len(caplog.records) == 1
    assert str(tmp_path) not in caplog.text


@pytest.mark.parametrize(
    "damaged", ["", "[]", "{}", '{"turn": 45, "unread": 0, "lines": [], "illegible": []}', READING.to_json()[:-9]]
)
def test_a_damaged_row_is_none(tmp_path: Path, damaged: str) -> None:
    kept = Kept(tmp_path)
    kept.put("image", "reader", READING)
    database = sqlite3.connect(tmp_path / "readings.sqlite")
    database.execute("UPDATE readings SET reading = ?", (damaged,))
    database.commit()
    database.close()
    assert kept.get("image", "reader") is None
    kept.put("image", "reader", READING)
    assert kept.get("image", "reader") == READING


def test_no_process_reads_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    picture = Image.new("RGB", (600, 300), "white")
    ImageDraw.Draw(picture).text((40, 60), "Invoice 20874", "black", ImageFont.load_default(40))
    ocr.forget_lines()
    first = [ocr.read(picture, closer=closer, kept=Kept(tmp_path)) for closer in (False, True)]
    ocr.forget_lines()  # as another process finds it
    monkeypatch.setattr(ocr, "engine_of", lambda threads: pytest.fail("read again"))
    assert [ocr.read(picture, threads=1, closer=closer, kept=Kept(tmp_path)) for closer in (False, True)] == first
