"""What a zoom costs."""

import json
from pathlib import Path

from PIL import Image

from cropvlm_tools.policies.ocr import lines
from training.bench import bench, seconds


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


def test_nothing_is_remembered_when_the_clock_starts() -> None:
    picture = Image.new("RGB", (64, 64))
    lines.read_lines(picture)
    remembered: list[int] = []
    assert seconds(lambda: remembered.append(len(lines._lines))) >= 0
    assert remembered == [0]
