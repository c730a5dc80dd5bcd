"""What a zoom costs."""

import json
from pathlib import Path

import pytest
from PIL import Image

from cropvlm_tools.perception.text import reading as lines
from training.bench.zoom import bench, seconds


def test_each_picture_is_timed_once(tmp_path: Path) -> None:
    folder = tmp_path / "pages"
    folder.mkdir()
    rows = []
    for number in range(3):
        Image.new("RGB", (64, 64), (number, 0, 0)).save(folder / f"{number}.png")
        rows += [
            {"id": f"{number}{name}", "image": f"{number}.png", "question": name, "answers": ["a"]} for name in "xy"
        ]
    (folder / "pages.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    figures = bench(folder, limit=2)
    assert (figures["images"], figures["lines p50"]) == (2, 0)
    assert all(isinstance(value, (int, float)) and value > 0 for name, value in figures.items() if "p50 s" in name)


def test_a_dense_page_is_also_timed_against_full_ocr(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    monkeypatch.setattr("training.bench.zoom.DENSE", 0)
    monkeypatch.setattr(lines, "read_lines", lambda image, *more, dense=0, **others: asked.append(dense) or ())
    folder = tmp_path / "pages"
    folder.mkdir()
    Image.new("RGB", (64, 64)).save(folder / "0.png")
    row = {"id": "0", "image": "0.png", "question": "x", "answers": ["a"]}
    (folder / "pages.jsonl").write_text(json.dumps(row), encoding="utf-8")
    figures = bench(folder, limit=1)
    assert figures["dense pages"] == 1
    assert figures["zoom on a dense page / full OCR p50"] > 0  # type: ignore[operator]
    assert max(asked) > 800


def test_nothing_is_remembered_when_the_clock_starts() -> None:
    picture = Image.new("RGB", (64, 64))
    lines.read_lines(picture)
    remembered: list[int] = []
    assert seconds(lambda: remembered.append(len(lines._lines))) >= 0
    assert remembered == [0]
