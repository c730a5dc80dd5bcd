"""``cropvlm zoom`` on several images, and what helps at the command line."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from cropvlm_tools.boxes import Box
from cropvlm_tools.cli import main
from cropvlm_tools.doctor import QUESTION
from cropvlm_tools.policy import Prediction
from cropvlm_tools.views import Budget
from cropvlm_tools.zooming.result import Zoom


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Three scans, one of them damaged, and one of the same name in a folder."""
    (tmp_path / "more").mkdir()
    for number, name in enumerate(("a.png", "b.png", "more/a.png")):
        Image.new("RGB", (400 + number, 300), "white").save(tmp_path / name)
    (tmp_path / "c.png").write_bytes(b"damaged")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(["zoom", *arguments, "--policy", "centre"])
    said = capsys.readouterr()
    return code, said.out, said.err


@pytest.mark.parametrize("given", [["a.png", "b.png"], ["[ab].png"], ["b.png", "a.p?g"]])
def test_several_files_and_patterns(given: list[str], desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, *given, "What?")
    assert code == 0
    assert out.count("zoomed to [100, 75,") == 2
    assert {line for line in out.splitlines() if line.endswith(".png:")} == {"a.png:", "b.png:"}


def test_a_pattern_may_go_down(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "**/*.png", "What?", "--json", "-o", "crops", "--overlay", "whole")
    facts = [json.loads(line) for line in out.splitlines()]
    assert code == 2
    assert "cropvlm: c.png:" in err
    assert [each["source_size"] for each in facts] == [[400, 300], [401, 300], [402, 300]]
    names = ["a-2.png", "a.png", "b.png"]
    assert sorted(path.name for path in (desk / "crops").iterdir()) == names
    assert sorted(path.name for path in (desk / "whole").iterdir()) == names


def test_a_file_may_be_called_like_a_pattern(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (desk / "a.png").rename("scan [1].png")
    assert run(capsys, "scan [1].png", "What?")[0] == 0


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["no*.png", "What?"], "No file matches 'no*.png'."),
        (["a.png", "b.png", "What?", "-o", "crop.png"], "'crop.png' must be a folder"),
        (["a.png", "b.png", "What?", "--annotate", "marked.json"], "--annotate takes one image."),
        (["a.png", "https://example.org/b.png", "What?"], "--fetch"),
    ],
)
def test_what_cannot_be_is_one_line(
    arguments: list[str], told: str, desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = run(capsys, *arguments)
    assert (code, out) == (2, "")
    assert told in err
    assert err.count("\n") == 1


def test_the_doctor_names_versions_and_tries_a_zoom(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor"]) == 0
    out = capsys.readouterr().out
    assert "rapidocr 3." in out
    assert "self-test: the answer was found" in out


def test_the_doctor_says_what_fails(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("cropvlm_tools.doctor.draw_page", lambda: (Image.new("RGB", (80, 60)), {QUESTION: "0555"}))
    assert main(["doctor"]) == 2
    assert "self-test: FAILED: On the page of the demo the region shows" in capsys.readouterr().err


def test_a_shell_completes(tmp_path: Path) -> None:
    pytest.importorskip("argcomplete", reason="the extra completion is not installed")
    line, out = "cropvlm zoom --ov", tmp_path / "out"
    asked = {"_ARGCOMPLETE": "1", "COMP_LINE": line, "COMP_POINT": str(len(line)), "_ARGCOMPLETE_SUPPRESS_SPACE": "1"}
    environment = {**os.environ, **asked, "_ARGCOMPLETE_IFS": "\n", "_ARGCOMPLETE_STDOUT_FILENAME": str(out)}
    subprocess.run([sys.executable, "-c", "from cropvlm_tools.cli import main; main()"], env=environment, check=False)
    assert out.read_text().strip() == "--overlay"


def test_a_notebook_shows_overlay_crops_and_captions() -> None:
    boxes = (Box(0, 0, 0.5, 0.5), Box(0.5, 0.5, 1, 1))
    zoom = Zoom(Image.new("RGB", (80, 60)), Prediction(None, 0.5, "<b>", regions=boxes), Budget(), "double", 0.1)
    html = zoom._repr_html_()
    assert html.count("<img") == html.count("data:image/png;base64,") == 3
    assert "zoomed to [0, 0, 40, 30] (1 of 2)" in html
    assert "&lt;b&gt;" in html
    assert "<b>" not in html
    whole = Zoom(Image.new("RGB", (80, 60)), Prediction.abstained("Empty."), Budget(), "double", 0.1)
    assert whole._repr_html_().count("<img") == 1
