"""Drawn pictures whose answer is a red square, and a reader that finds it where red fills a tenth of a view."""

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from training.targets.ocr import ENGINES

PLACES = {"small": (300, 20, 340, 60), "large": (100, 100, 300, 200), "none": None}  # px of 400x300


class Red:
    version = "red 1"
    calls = 0

    def __call__(self, view: Image.Image) -> str:
        type(self).calls += 1
        pixels = np.asarray(view.convert("RGB")).astype(int)
        share = ((pixels[..., 0] > 200) & (pixels[..., 1] < 100)).mean()
        return "it says SCARLET" if share > 0.1 else "nothing"


@pytest.fixture(autouse=True)
def red(monkeypatch: pytest.MonkeyPatch) -> type[Red]:
    monkeypatch.setitem(ENGINES, "red", Red)
    monkeypatch.setattr(Red, "calls", 0)
    return Red


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "squares"
    folder.mkdir()
    rows = []
    for name, place in PLACES.items():
        picture = Image.new("RGB", (400, 300), "white")
        if place:
            picture.paste((255, 0, 0), place)
        picture.save(folder / f"{name}.png")
        for number in range(2):
            row = {"id": f"{name}-{number}", "image": f"{name}.png", "question": "What does it say?", "width": 400}
            row |= {"answers": ["Scarlet"], "boxes": [place] if place else [], "height": 300, "split": "val"}
            rows.append({**row, "counting": name == "none"})
    (folder / "squares.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    return folder
