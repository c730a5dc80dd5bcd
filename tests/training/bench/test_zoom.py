"""What a zoom costs."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from cropvlm_tools.demo import draw_page
from cropvlm_tools.perception.text import reading as lines
from training.bench.zoom import bench, seconds
from training.tasks.jsonl import load_jsonl


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
    figures = bench(load_jsonl(folder), limit=2)
    assert (figures["images"], figures["lines p50"]) == (2, 0)
    assert figures["OCR alone p50 s"] > 0
    assert figures["zoom p50 s"] > 0
    assert figures["further question p50 s"] > 0


def test_nothing_is_remembered_when_the_clock_starts() -> None:
    page, _ = draw_page()
    first, timed = lines.read_lines(page)[0], []
    assert lines.read_lines(page)[0] is first
    assert seconds(lambda: timed.append(lines.read_lines(page)[0])) > 0
    assert timed == [first]
    assert timed[0] is not first


@pytest.mark.parametrize("module", ["training.bench.zoom", "training.bench"])
def test_what_is_printed_is_also_in_the_folder(module: str, tmp_path: Path) -> None:
    folder = tmp_path / "pages"
    folder.mkdir()
    Image.new("RGB", (64, 64)).save(folder / "0.png")
    row = {"id": "0", "image": "0.png", "question": "x", "answers": ["a"]}
    (folder / "pages.jsonl").write_text(json.dumps(row), encoding="utf-8")
    command = [sys.executable, "-m", module, "--data", str(folder), "--out", str(tmp_path / "out"), "--limit", "1"]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    kept = (tmp_path / "out" / "zoom.txt").read_text(encoding="utf-8")
    assert [line.split()[0] for line in kept.splitlines()] == ["import", "pages", "peak"]
    assert done.stdout == f"{kept}{tmp_path / 'out' / 'zoom.txt'}\n"
    assert ("is now" in done.stderr) == (module == "training.bench")
