"""Pictures laid into larger ones."""

import json
import random
from pathlib import Path

import pytest
from PIL import Image

from cropvlm_tools.boxes import Box
from cropvlm_tools.demo import draw_page
from cropvlm_tools.perception.text.reading import read_lines
from training.bench import small_print
from training.tasks.grading import transcript_score


def test_a_picture_lies_where_it_is_said_to() -> None:
    photo, place = small_print.laid_into(
        Image.new("RGB", (400, 200), "red"), Image.new("RGB", (60, 40)), 0.5, random.Random(3)
    )
    assert photo.size == small_print.PHOTO
    left, top, right, bottom = place.to_pixels(photo.size)
    assert (right - left, bottom - top) == (200, 100)
    assert photo.getpixel((left, top)) == photo.getpixel((right - 1, bottom - 1)) == (255, 0, 0)
    assert photo.getpixel((max(left - 1, 0), max(top - 1, 0))) == (0, 0, 0)


def test_places_move_with_the_picture() -> None:
    assert small_print.inside(Box(0.5, 0, 1, 0.25), Box(0.2, 0.4, 0.4, 0.8)).xyxy == pytest.approx((0.3, 0.4, 0.4, 0.5))


def test_the_closer_look_holds_what_the_first_one_loses(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page, answers = draw_page()
    (tmp_path / "data").mkdir()
    page.save(tmp_path / "data" / "page.png")
    Image.new("RGB", (40, 30), "grey").save(tmp_path / "ground.png")
    lines = read_lines(page)
    rows = [
        {
            "id": question,
            "image": "page.png",
            "question": question,
            "answers": [answer],
            "boxes": [line.box.to_pixels(page.size) for line in lines if transcript_score(line.text, [answer]) == 1.0],
            "width": page.width,
            "height": page.height,
        }
        for question, answer in answers.items()
    ]
    (tmp_path / "data" / "data.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    words = ["--data", str(tmp_path / "data"), "--grounds", str(tmp_path), "--heights", "14"]
    assert small_print.main(words) == 0
    _, height, questions, first, _, closer, _, _ = capsys.readouterr().out.splitlines()[-1].split("|")
    assert (int(height), int(questions)) == (14, len(answers))
    assert float(first.split("/")[0]) < float(closer.split("/")[0])
    assert float(closer.split("/")[1]) < 0.02
