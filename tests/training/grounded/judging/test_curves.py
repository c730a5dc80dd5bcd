"""Reward curves, from what training leaves behind to a picture."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from training.evaluation.plot import Point
from training.grounded.judging.curves import curve, main, smoothed

RESUMED = "step,loss,reward\n50,2,0.1\n100,1,0.3\n\nstep,loss,reward\n150,1,0.8\n"


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "forms" / "grpo.csv"
    path.parent.mkdir()
    path.write_text(RESUMED, encoding="utf-8")
    return path


def test_a_curve_goes_on_behind_a_resumption(log: Path) -> None:
    assert curve(log, "reward") == [Point(50, 0.1), Point(100, 0.3), Point(150, 0.8)]
    assert curve(log, "loss") == [Point(50, 2), Point(100, 1), Point(150, 1)]


@pytest.mark.parametrize(
    ("width", "expected"), [(1, [(1, 2.0), (2, 4.0), (3, 9.0)]), (2, [(2, 3.0), (3, 6.5)]), (3, [(3, 5.0)]), (4, [])]
)
def test_a_value_is_the_mean_of_those_that_end_with_it(width: int, expected: list[tuple[float, float]]) -> None:
    means = smoothed([Point(1, 2.0), Point(2, 4.0), Point(3, 9.0)], width)
    assert means == [Point(step, value) for step, value in expected]


def test_the_picture_is_written(log: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "pictures" / "grpo.png"
    assert main(["--logs", str(log), "--out", str(out)]) == 0
    with Image.open(out) as picture:
        assert (picture.format, picture.size) == ("PNG", (960, 420))
        assert np.unique(np.asarray(picture.convert("RGB")).reshape(-1, 3), axis=0).shape[0] > 20
    assert main(["--logs", str(log), "--out", str(out), "--smooth", "0"]) == 2
    assert "smooth is 0" in capsys.readouterr().err


def test_steps_done_again_after_a_kill_stand_once(log: Path) -> None:
    log.write_text(RESUMED + "step,loss,reward\n100,1,0.4\n150,1,0.9\n", encoding="utf-8")
    assert curve(log, "reward") == [Point(50, 0.1), Point(100, 0.4), Point(150, 0.9)]


@pytest.mark.parametrize("text", ["", "step,loss\n50,2\n", "step,loss,reward\n50,2\n", "step,loss,reward\n50,2,much\n"])
def test_a_log_that_cannot_be_drawn_is_named(
    log: Path, tmp_path: Path, text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    log.write_text(text, encoding="utf-8")
    assert main(["--logs", str(log), "--out", str(tmp_path / "grpo.png")]) == 2
    assert "forms/grpo.csv is damaged" in capsys.readouterr().err
