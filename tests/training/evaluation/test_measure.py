"""What is measured of policies that fail or show several places, and of the whole at as many tokens."""

import json
from pathlib import Path

import pytest
from PIL import Image

from cropvlm_tools.boxes import Box
from cropvlm_tools.policy import Policy, Prediction
from tests.training.evaluation.test_run import rows, run
from training.evaluation import choices
from training.evaluation.measure import as_costly
from training.evaluation.summary import Summary
from training.targets.shown import Picture, Shown

LEFT, RIGHT = Box(0.0, 0.0, 0.25, 0.25), Box(0.75, 0.75, 1.0, 1.0)


class Said(Policy):
    """A policy that always says the same."""

    name = "said"

    def __init__(self, prediction: Prediction) -> None:
        self.prediction = prediction

    def predict(self, image: Image.Image, question: str) -> Prediction:
        return self.prediction


@pytest.fixture
def policies(monkeypatch: pytest.MonkeyPatch) -> dict[str, Prediction]:
    """What ``load_policy`` gives by name is a policy that says this."""
    said = {
        "broken": Prediction.failed("No box was said."),
        "shy": Prediction.abstained("All is legible."),
        "left": Prediction(LEFT, 0.5),
        "both": Prediction(None, 0.5, regions=(LEFT, RIGHT)),
        "second": Prediction(None, 0.5, regions=(LEFT, Box(0.7, 0.0, 0.9, 0.25))),  # where small.png has its square
    }
    monkeypatch.setattr(choices, "load_policy", lambda name: Said(said[name]))
    return said


@pytest.fixture
def parts(data: Path) -> Path:
    """Two questions about a picture with marks in two corners: one needs both of them, one either."""
    places = [[10, 10, 50, 50], [350, 260, 390, 290]]
    line = {"image": "none.png", "answers": ["Scarlet"], "boxes": places, "width": 400, "height": 300, "split": "val"}
    both = {**line, "id": "both", "question": "What do both say?", "all_boxes": places}
    either = {**line, "id": "either", "question": "What does one say?"}
    (data / "squares.jsonl").write_text(f"{json.dumps(both)}\n{json.dumps(either)}\n", encoding="utf-8")
    return data


@pytest.mark.usefixtures("policies")
def test_a_failure_is_told_from_an_abstention(data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    assert run(data, out, policies="broken shy left equal-tokens:broken equal-tokens:left") == 0
    by_policy = {name: row for (number, name), row in rows(out).items() if number == "large-0"}
    assert {name: row.outcome for name, row in by_policy.items()} == {
        "broken": "failed", "shy": "abstained", "left": "zoomed", "equal-tokens:broken": "abstained",
        "equal-tokens:left": "zoomed",
    }  # fmt: skip
    assert (by_policy["broken"].effect, by_policy["broken"].reason) == ("failed", "No box was said.")
    assert (by_policy["broken"].recall, by_policy["broken"].after) == (True, 1.0)  # the whole is shown, and does
    figures = Summary.from_json((out / "summary.json").read_text(encoding="utf-8")).section("squares", "448")
    assert {name: (own.failed, own.abstained) for name, own in figures.items()} == {
        "broken": (6, 0.0), "shy": (0, 1.0), "left": (0, 0.0), "equal-tokens:broken": (0, 1.0),
        "equal-tokens:left": (0, 0.0),
    }  # fmt: skip
    assert "| abstains | fails |" in capsys.readouterr().out
    assert "broken fails" in (out / "page.html").read_text(encoding="utf-8")


@pytest.mark.usefixtures("policies")
def test_several_regions_hold_what_lies_in_several_places(parts: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert run(parts, out, policies="left both oracle fixed") == 0
    recall = {key: row.recall for key, row in rows(out).items()}
    expected = {"left": (False, True), "both": (True, True), "oracle": (True, True), "fixed": (False, True)}
    for name, (of_both, of_either) in expected.items():
        assert (recall["both", name], recall["either", name]) == (of_both, of_either), name
    both = rows(out)["both", "both"]
    assert both.regions == (LEFT.xyxy, RIGHT.xyxy)
    assert (both.area, both.outcome) == (pytest.approx(2 / 16), "zoomed")
    assert len(rows(out)["both", "oracle"].regions) == 2
    assert len(rows(out)["either", "oracle"].regions) == 1


@pytest.mark.usefixtures("policies")
@pytest.mark.parametrize("variant", ["", "+context"])
def test_the_target_is_shown_every_region(data: Path, tmp_path: Path, variant: str) -> None:
    out = tmp_path / "out"
    assert run(data, out, policies=f"left{variant} second{variant} equal-tokens:second{variant}") == 0
    left, second, equal = (
        rows(out)["small-0", f"{name}{variant}"] for name in ("left", "second", "equal-tokens:second")
    )
    assert left.effect == "unchanged"
    assert (second.value_before, second.alone, second.after, second.effect) == (0.0, 1.0, 1.0, "helped")
    assert left.tokens_before < left.tokens < second.tokens >= equal.tokens


def test_several_regions_are_several_views_each_behind_its_surroundings() -> None:
    whole = Picture(Image.new("RGB", (400, 200)))
    one, two = Shown(whole, "?", LEFT, 40, 40), Shown(whole, "?", LEFT, 40, 40, more=(RIGHT,))
    assert (one.boxes, two.boxes) == ([LEFT], [LEFT, RIGHT])
    assert two.sizes == [view.size for view in two.views] == [(40, 20)] * 3
    assert one.key != two.key
    around = Shown(whole, "?", LEFT, 40, 40, context=True, more=(RIGHT,)).boxes
    assert [around[1], around[3]] == [LEFT, RIGHT]
    assert [around[0].coverage(LEFT), around[2].coverage(RIGHT)] == [1.0, 1.0]


class Counting:
    """A target to which a view costs as ``count`` says."""

    name, version, transcript = "counting", "1", False

    def __init__(self, per_view: int | None) -> None:
        self.per_view = per_view

    def tokens(self, shown: Shown) -> int:
        return sum(self.per_view or width * height // 100 for width, height in shown.sizes)

    def respond(self, shown: object) -> list[object]:
        raise AssertionError("nobody asks")


@pytest.mark.parametrize(
    ("per_view", "most", "edge", "strips"),
    [
        (None, 32, 80, 1),  # 80x40 px
        (None, 31, 79, 1),
        (None, 10_000, 400, 1),  # as large as it is
        (16, 32, 40, 2),  # a larger view would cost no more
        (16, 64, 40, 4),
        (16, 20, 400, 1),
    ],
)
def test_the_whole_costs_as_much_as_it_may(per_view: int | None, most: int, edge: int, strips: int) -> None:
    whole = Shown(Picture(Image.new("RGB", (400, 200))), "?", None, 40, 40)
    target = Counting(per_view)
    equal = as_costly(whole, target, most)
    assert (equal.whole_edge, equal.strips) == (edge, strips)
    assert target.tokens(equal) <= most
