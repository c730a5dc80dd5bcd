"""Models asked about several pictures at once: fewer calls, the same rows."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageDraw

from cropvlm_tools.boxes import Box
from cropvlm_tools.policies.loading import load_policy
from cropvlm_tools.policy import Policy, Prediction
from tests.training.evaluation.test_run import OUTPUTS, rows, run
from training.evaluation import choices, measure
from training.evaluation.rows import RowFile
from training.targets.answers import Answers, Remembering
from training.targets.reading import Reading
from training.targets.shown import Shown
from training.targets.target import TargetError

CORNER = Box(0.5, 0.0, 1.0, 0.5)  # where small.png has its square


class Teller:
    """A target that answers in batches, and says how it was asked."""

    name, version, transcript = "teller", "teller 1", False

    def __init__(self) -> None:
        self.asked: list[int] = []
        """Questions of each call."""

        self.breaks_at: int | None = None
        """In which call."""

    def tokens(self, shown: Shown) -> int:
        return len(shown.sizes)

    def respond(self, shown: Sequence[Shown]) -> Iterator[tuple[int, Reading]]:
        self.asked.append(len(shown))
        for place, each in enumerate(shown):
            if len(self.asked) == self.breaks_at and place == 1:
                raise TargetError("The machine went away.")
            yield place, Reading(("scarlet" if each.box else f"{each.picture.digest[:4]} {each.question}",))


class Looker(Policy):
    """A model as a policy: ``batch_size`` says that it takes several pictures in a call."""

    name, batch_size = "looker", 4

    def __init__(self) -> None:
        self.asked: list[int] = []
        """Questions of each call."""

        self.largest = 99
        """Questions that it takes."""

    def predict(self, image: Image.Image, question: str) -> Prediction:
        return self.predict_batch([image], [question])[0]

    def predict_batch(self, images: Sequence[Image.Image], questions: Sequence[str]) -> list[Prediction]:
        self.asked.append(len(images))
        if len(images) > self.largest:
            raise MemoryError("Too many.")
        answers = [self._answer(image) for image in images]
        for image in images:
            ImageDraw.Draw(image).rectangle((0, 0, *image.size), "black")  # what is lent changes for nobody else
        return answers

    def _answer(self, image: Image.Image) -> Prediction:
        red, _, blue = image.resize((10, 10)).getpixel((8, 1))  # type: ignore[misc]  # of an RGB picture
        return Prediction(CORNER, 0.75) if red > blue else Prediction.abstained("Nothing is red there.", 0.5)


@pytest.fixture
def teller(monkeypatch: pytest.MonkeyPatch) -> Teller:
    target = Teller()
    monkeypatch.setattr(
        measure,
        "load_target",
        lambda name, cache, purse, batch: Remembering(target, None if cache is None else Answers(cache)),
    )
    return target


@pytest.fixture
def looker(monkeypatch: pytest.MonkeyPatch) -> Looker:
    policy = Looker()
    monkeypatch.setattr(choices, "load_policy", lambda name: policy if name == "looker" else load_policy(name))
    return policy


def kept(out: Path) -> list[tuple[Any, ...]]:
    """All of the rows, in order, but for what a clock says."""
    measured = sorted(RowFile(out / "rows.jsonl").read(), key=lambda row: (row.id, row.policy))
    clocks = ("seconds", "target_seconds")
    return [
        tuple(round(value, 4) if isinstance(value, float) else value for key, value in vars(row).items()
              if key not in clocks) for row in measured
    ]  # fmt: skip


POLICIES = "looker looker+context looker+steps whole equal-tokens:looker oracle"

CALLS = [
    # pictures at once; different questions in each call of the target; pictures in each call of the policy
    (1, [5, 2, 1], [1] * 14),
    (2, [7, 1], [4, *[1] * 10]),  # the last picture is alone; a second look into a crop is each one's own
    (3, [8], [6, *[1] * 8]),
    (9, [8], [6, *[1] * 8]),
]


@pytest.mark.parametrize(("batch", "target_calls", "policy_calls"), CALLS)
def test_several_pictures_are_one_call(
    data: Path,
    tmp_path: Path,
    teller: Teller,
    looker: Looker,
    batch: int,
    target_calls: list[int],
    policy_calls: list[int],
) -> None:
    assert run(data, tmp_path / "one", policies=POLICIES) == 0
    teller.asked, looker.asked = [], []
    out = tmp_path / "batched"
    assert run(data, out, "--batch", str(batch), policies=POLICIES) == 0
    assert (teller.asked, sorted(looker.asked, reverse=True)) == (target_calls, policy_calls)
    assert looker.batch_size == max(4, batch)
    assert kept(out) == kept(tmp_path / "one")
    for name in OUTPUTS:
        assert (out / name).read_bytes() == (tmp_path / "one" / name).read_bytes(), name


def test_what_a_call_has_said_before_it_broke_is_not_asked_again(
    data: Path, tmp_path: Path, teller: Teller, looker: Looker, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(data, tmp_path / "straight", policies=POLICIES) == 0
    teller.asked, teller.breaks_at = [], 1
    out = tmp_path / "broken"
    assert run(data, out, "--batch", "3", policies=POLICIES) == 2
    assert "went away" in capsys.readouterr().err
    assert rows(out) == {}
    assert run(data, out, "--batch", "2", policies=POLICIES) == 0  # also by another number of pictures
    assert teller.asked == [8, 6, 1]
    assert kept(out) == kept(tmp_path / "straight")
    lines = (out / "rows.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
    (out / "rows.jsonl").write_text("".join(lines[:-9]), encoding="utf-8")
    assert run(data, out, "--batch", "3", policies=POLICIES) == 0
    assert teller.asked == [8, 6, 1]
    assert kept(out) == kept(tmp_path / "straight")


def test_a_policy_that_cannot_take_so_many_is_asked_about_each(
    data: Path, tmp_path: Path, teller: Teller, looker: Looker
) -> None:
    assert run(data, tmp_path / "one", policies=POLICIES) == 0
    looker.asked, looker.largest = [], 5
    assert run(data, tmp_path / "batched", "--batch", "3", policies=POLICIES) == 0
    assert looker.asked == [6, *[1] * 14]
    assert kept(tmp_path / "batched") == kept(tmp_path / "one")


@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
def test_models_say_of_several_pictures_what_they_say_of_each(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("torch")
    pytest.importorskip("transformers")
    from tests.policies import tiny_vlms
    from training.targets.vlm import VlmTarget

    for number, name in enumerate(("idefics3", "llava")):
        for part in tiny_vlms.build(name, number, spread=10.0):
            part.save_pretrained(tmp_path / name)
    answer, calls = VlmTarget.answer, list[int]()

    def counted(self: VlmTarget, views: Sequence[Any], questions: Sequence[str]) -> list[str]:
        calls.append(len(views))
        return answer(self, views, questions)

    monkeypatch.setattr(VlmTarget, "answer", counted)
    lines = (data / "squares.jsonl").read_text(encoding="utf-8").splitlines()
    asked = [{**json.loads(line), "question": f"What does it say, {number}?"} for number, line in enumerate(lines)]
    (data / "squares.jsonl").write_text("\n".join(map(json.dumps, asked)), encoding="utf-8")
    folder = str(tmp_path / "idefics3")
    options = ["--targets", str(tmp_path / "llava"), "--resolutions", "64"]
    found = {}
    for batch in ("1", "2", "12"):
        calls.clear()
        policies = f"whole {folder} attention:{folder} oracle"
        assert run(data, tmp_path / batch, *options, "--batch", batch, policies=policies) == 0
        found[batch] = list(calls)
        assert kept(tmp_path / batch) == kept(tmp_path / "1")
    assert len(found["1"]) == 3  # one for each picture
    assert [sum(own) for own in found.values()] == [sum(found["1"])] * 3
    assert found["2"][0] == 8
    assert found["12"][0] == 12
