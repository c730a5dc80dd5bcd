"""What a zoom costs in two checkouts."""

import json
import sys
from pathlib import Path

import pytest
from PIL import Image

from training.bench import against
from training.bench.against import AgainstRecipe, main, row, run

PACKAGE = """
import time
from pathlib import Path


def spend(seconds):
    begun = time.process_time()
    while time.process_time() - begun < seconds:
        pass


class Policy:
    def predict(self, image, question):
        note("predict", question)
        spend({further})


def note(*what):
    with open(Path(__file__).parents[2] / "calls.txt", "a") as file:
        print({name!r}, *what, file=file)


def load_policy(name):
    return Policy()


def zoom(image, question, policy):
    note("zoom", Path(image).name if isinstance(image, str) else image.size)
    spend({zoom})
"""


@pytest.fixture
def checkouts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Folder of "old" and "new", of which a zoom takes a third and a further question a tenth, and "broken"."""
    for name, cost, further in (("old", 0.3, 0.2), ("new", 0.1, 0.02)):
        package = tmp_path / name / "cropvlm_tools"
        package.mkdir(parents=True)
        (package / "__init__.py").write_text(PACKAGE.format(name=name, zoom=cost, further=further), encoding="utf-8")
    broken = tmp_path / "broken" / "cropvlm_tools"
    broken.mkdir(parents=True)
    (broken / "__init__.py").write_text("raise RuntimeError('of the checkout')", encoding="utf-8")
    monkeypatch.setattr(against, "HERE", tmp_path / "new")
    return tmp_path


@pytest.fixture
def pages(tmp_path: Path) -> str:
    folder = tmp_path / "pages"
    folder.mkdir()
    rows = []
    for number in range(3):
        Image.new("RGB", (64, 64)).save(folder / f"{number}.png")
        rows.append({"id": f"{number}", "image": f"{number}.png", "question": f"Who {number}?", "answers": ["a"]})
    (folder / "pages.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    return str(folder)


def test_either_checkout_zooms_each_picture_by_turns(checkouts: Path, pages: str) -> None:
    alone = checkouts / "screen.png"
    Image.new("RGB", (80, 60)).save(alone)
    recipe = AgainstRecipe(before=checkouts / "old", data=(pages, str(alone)), limit=2, out=checkouts / "out")
    written = run(recipe)
    assert written == checkouts / "out" / "cost.md"
    rows = written.read_text(encoding="utf-8").splitlines()[-2:]
    first, second = ([cell.strip() for cell in line.split("|")[1:-1]] for line in rows)
    assert (first[:2], second[:2]) == (["pages", "2"], ["screen", "1"])
    assert 0.2 < float(first[4]) < 0.6
    assert 0.05 < float(first[8]) < 0.4
    calls = (checkouts / "calls.txt").read_text(encoding="utf-8").splitlines()
    zooms = [call for call in calls if "zoom" in call]
    warm = "zoom (300, 200)"
    assert zooms == [
        f"{name} {what}"
        for picture in ("0.png", "1.png", "screen.png")
        for name in ("old", "new")
        for what in (warm, f"zoom {picture}")
    ]
    assert "old predict Who 0?" in calls


def test_medians_are_over_pictures_and_ratios_over_pairs() -> None:
    before = [{"zoom": cost, "zoom, wall": cost, "further": 0.1} for cost in (1.0, 2.0, 10.0)]
    after = [{"zoom": cost, "zoom, wall": 2 * cost, "further": 0.02} for cost in (0.5, 0.6, 5.0)]
    assert row("x", before, after) == "| x | 3 | 2.00 | 0.60 | 0.50 | 1.00 | 100 | 20 | 0.20 |"


def test_what_cannot_be_compared_is_said(checkouts: Path, pages: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--before", str(checkouts), "--data", pages]) == 2
    assert "holds no cropvlm_tools" in capsys.readouterr().err
    assert main(["--before", str(checkouts / "broken"), "--data", pages]) == 2
    said = capsys.readouterr().err
    assert "0.png could not be zoomed in 'broken': RuntimeError: of the checkout" in said
    assert str(checkouts) not in said.replace(sys.executable, "")
