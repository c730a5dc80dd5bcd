"""What the probe says of places, of none, and of how sure a policy is."""

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from training.grounded.calibrate import area_under_curve
from training.grounded.judging.probe import main


@pytest.mark.parametrize(
    ("confidence", "right", "area"),
    [
        ([0.9, 0.8, 0.2, 0.1], [True, True, False, False], 1.0),
        ([0.1, 0.9], [True, False], 0.0),
        ([0.5, 0.5], [True, False], 0.5),
        ([0.9, 0.4, 0.6], [True, True, False], 0.5),
        ([0.3, 0.4], [True, True], 0.5),
    ],
)
def test_the_area_under_the_curve(confidence: list[float], right: list[bool], area: float) -> None:
    assert area_under_curve(np.array(confidence), np.array(right)) == area


def test_the_tables(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = Image.new("RGB", (700, 500), "white")
    pen = ImageDraw.Draw(page)
    font, boxes = ImageFont.load_default(26), {}
    for row, (key, value) in enumerate([("Invoice number", "48213"), ("Due date", "03.05.2031"), ("Total", "912.50")]):
        pen.text((40, 60 + 130 * row), key, "black", font)
        pen.text((420, 60 + 130 * row), value, "black", font)
        boxes[key] = pen.textbbox((420, 60 + 130 * row), value, font)
    (tmp_path / "set").mkdir()
    page.save(tmp_path / "set" / "page.png")
    asked = {"What is the invoice number?": boxes["Invoice number"], "What is the total?": boxes["Total"]}
    rows: list[dict[str, object]] = [
        {"id": question, "image": "page.png", "question": question, "answers": ["x"], "box": box, "kind": "value"}
        for question, box in asked.items()
    ]
    rows.append({"id": "no", "image": "page.png", "question": "Thank you!", "answers": [], "no_place": True})
    (tmp_path / "set" / "set.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    command = ["--policy", "lexical", "--data", str(tmp_path / "set"), "--readings", str(tmp_path / "readings")]
    assert main([*command, "--by", "kind"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert any(line.startswith("| set: value | 2 | 1.00 | 0.") for line in lines)
    assert "| asked for | 2 | 0.000 |" in lines
    assert any(line.startswith("| not asked for | 1 |") for line in lines)
    assert lines[-1].startswith("| all | ")
    rows[0]["may_train"] = False
    (tmp_path / "set" / "set.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    assert main([*command, "--untrained"]) == 0
    assert any(line.startswith("| set | 1 | 1.00 | 0.") for line in capsys.readouterr().out.splitlines())
