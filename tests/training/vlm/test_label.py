"""Stage 0: proposals become seeds, failures stay failures, and a run that was cut off goes on."""

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import ExifTags, Image

from cropvlm_tools.boxes import Box
from cropvlm_tools.policy import Policy, Prediction
from training.vlm import label as label_boxes
from training.vlm.expansion import area_limits, enlarged
from training.vlm.recipe import read_data
from training.vlm.seeds import read_seeds

SIDE = 100


class Finds(Policy):
    """Boxes whose edge is the question's number of percent; the question says what else happens."""

    name = "finds"

    def __init__(self) -> None:
        self.asked: list[str] = []

    def predict(self, image: Image.Image, question: str) -> Prediction:
        self.asked.append(question)
        if question == "whole":
            return Prediction(None, 0.7, "All of it.")
        if question == "textless":
            return Prediction.abstained("There is no text in the image.")
        if question == "unsure":
            return Prediction.failed("The answer held no box.")
        if question == "broken":
            raise RuntimeError("out of\nmemory")
        edge = int(question) / 100
        return Prediction(Box(0.5 - edge / 2, 0.5 - edge / 2, 0.5 + edge / 2, 0.5 + edge / 2), 0.9)


@pytest.fixture
def policy(monkeypatch: pytest.MonkeyPatch) -> Finds:
    made = Finds()
    monkeypatch.setattr(label_boxes, "load_policy", lambda source, **options: made)
    return made


def task(folder: Path, questions: Sequence[str]) -> Path:
    folder.mkdir(exist_ok=True)
    Image.effect_noise((SIDE, SIDE), 90).save(folder / "a.png")
    rows = [{"id": str(n), "image": "a.png", "question": q, "answers": ["x"]} for n, q in enumerate(questions)]
    (folder / "t.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    return folder / "t.jsonl"


def run(place: Path, **more: Any) -> int:
    given = {"data": [place / "task" / "t.jsonl"], "policy": "finds", "out": place / "out" / "seeds.jsonl", **more}
    words = [[f"--{name}", *map(str, value if isinstance(value, list) else [value])] for name, value in given.items()]
    return label_boxes.main([word for option in words for word in option])


def proposals(place: Path) -> list[dict[str, Any]]:
    lines = (place / "out" / "seeds.jsonl.proposals.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines[1:]]


def test_boxes_grow_by_how_small_they_are_among_all(tmp_path: Path, policy: Finds) -> None:
    task(tmp_path / "task", ["5", "10", "20", "40", "80"])
    assert run(tmp_path) == 0
    seeds = read_seeds(tmp_path / "out" / "seeds.jsonl", boxes=True)
    areas = [seed.box.area if seed.box else 1.0 for seed in seeds]
    assert areas == pytest.approx([0.05**2 * 45, 0.1**2 * 10, 0.2**2 * 4, 0.4**2 * 2, 0.8**2], rel=1e-3)
    assert seeds[0].image.resolve() == (tmp_path / "task" / "a.png").resolve()


def test_where_no_place_is_asked_for_nobody_is_asked(tmp_path: Path, policy: Finds) -> None:
    file = task(tmp_path / "task", ["50", "Thank you!"])
    first, last = file.read_text(encoding="utf-8").splitlines()
    thanks = json.dumps({**json.loads(last), "answers": [], "no_place": True})
    file.write_text(f"{first}\n{thanks}\n", encoding="utf-8")
    assert run(tmp_path, abstentions="false") == 0
    assert [seed.id for seed in read_seeds(tmp_path / "out" / "seeds.jsonl", boxes=True)] == ["0"]
    assert run(tmp_path) == 0
    seeds = read_seeds(tmp_path / "out" / "seeds.jsonl", boxes=True)
    assert [(seed.id, seed.box is None, seed.no_place) for seed in seeds] == [("0", False, False), ("1", True, True)]
    assert policy.asked == ["50"]


def test_the_largest_boxes_teach_not_to_zoom(tmp_path: Path, policy: Finds) -> None:
    task(tmp_path / "task", ["80", *["10"] * 18, "70"])
    for abstain, ids in (("0.05", ["0"]), ("0.1", ["0", "19"]), ("0", [])):
        assert run(tmp_path, factors="1", abstain=abstain) == 0
        seeds = read_seeds(tmp_path / "out" / "seeds.jsonl", boxes=True)
        assert [seed.id for seed in seeds if seed.box is None] == ids
        assert len(seeds) == 20
    assert run(tmp_path, abstain="1.5") == 2


def test_shards_come_together_as_one_run(tmp_path: Path, policy: Finds) -> None:
    task(tmp_path / "task", ["5", "10", "20", "40", "80"])
    assert run(tmp_path, out=tmp_path / "one" / "seeds.jsonl") == 0
    policy.asked.clear()
    for shard, asked in (("1/2", ["5", "20", "80"]), ("2/2", ["10", "40"])):
        assert run(tmp_path, shard=shard) == 0
        assert policy.asked == asked
        policy.asked.clear()
    assert not (tmp_path / "out" / "seeds.jsonl").exists()
    assert run(tmp_path) == 0
    assert policy.asked == []
    one, two = (read_seeds(tmp_path / place / "seeds.jsonl", boxes=True) for place in ("one", "out"))
    assert [(seed.id, seed.box) for seed in one] == [(seed.id, seed.box) for seed in two]
    assert run(tmp_path, shard="3/2") == 2


def test_a_sideways_picture_keeps_its_boxes_from_seed_to_seed(tmp_path: Path, policy: Finds) -> None:
    """Pixels are those of the upright picture, whose width and height the header has the other way round."""
    file = task(tmp_path / "task", ["50"])
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6  # stored a quarter turned
    Image.effect_noise((100, 300), 90).save(tmp_path / "task" / "a.jpg", exif=exif)
    file.write_text(file.read_text(encoding="utf-8").replace("a.png", "a.jpg"), encoding="utf-8")
    assert run(tmp_path, factors=[1]) == 0
    line = json.loads((tmp_path / "out" / "seeds.jsonl").read_text(encoding="utf-8"))
    assert (line["width"], line["height"], line["box"]) == (300, 100, [75.0, 25.0, 225.0, 75.0])
    (seed,) = read_seeds(tmp_path / "out" / "seeds.jsonl", boxes=True)
    assert seed.box == Box(0.25, 0.25, 0.75, 0.75)


def test_several_tasks_are_one_data_set(tmp_path: Path, policy: Finds) -> None:
    """The paper's percentiles are over all its data; halves are of each task, and ids cannot clash."""
    first, second = (
        task(tmp_path / "task", ["5", "10", "5"]),
        task(tmp_path / "other", ["20", "40", "80", "5", "5", "5"]),
    )
    second = second.rename(second.with_name("u.jsonl"))
    assert run(tmp_path, data=[first, second], part="first-half") == 0
    rows = [json.loads(line) for line in (tmp_path / "out" / "seeds.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [row["id"] for row in rows] == ["t/0", "t/1", "u/0", "u/1", "u/2"]
    areas = [seed.box.area for seed in read_seeds(tmp_path / "out" / "seeds.jsonl", boxes=True) if seed.box]
    assert areas == pytest.approx([0.05**2 * 45, 0.1**2 * 10, 0.2**2 * 4, 0.4**2 * 2, 0.8**2], rel=1e-3)
    assert run(tmp_path, data=[first, first]) == 2


def test_the_formula_keeps_centre_and_shape_and_stays_inside() -> None:
    limits = (0.01, 0.02, 0.03, 0.04)
    corner = np.array([0.0, 0.0, 0.02, 0.02], np.float32)  # smallest fifth: 45 times the area, shifted into the image
    assert enlarged(corner, (1.0, 1.0), limits) == pytest.approx([0, 0, 0.02 * 45**0.5, 0.02 * 45**0.5])
    large = np.array([0.4, 0.4, 0.7, 0.7], np.float32)
    assert enlarged(large, (1.0, 1.0), limits) == pytest.approx(large)
    wide = enlarged(np.array([0.1, 0.5, 0.2, 0.51], np.float32), (1.0, 1.0), limits)
    assert (wide[2] - wide[0]) / (wide[3] - wide[1]) == pytest.approx(10, rel=1e-3)
    assert (wide[1] + wide[3]) / 2 == pytest.approx(0.505)
    assert area_limits([0.1, 0.2, 0.3, 0.4, 0.5]) == pytest.approx((0.18, 0.26, 0.34, 0.42))
    assert area_limits([]) == (0.0,) * 4


def test_failures_are_recorded_and_never_become_the_whole_image(tmp_path: Path, policy: Finds) -> None:
    task(tmp_path / "task", ["10", "whole", "unsure", "broken", "30"])
    assert run(tmp_path, factors="1", abstentions="false") == 0
    assert [seed.question for seed in read_seeds(tmp_path / "out" / "seeds.jsonl", boxes=True)] == ["10", "30"]
    reasons = {each["id"]: each["reason"] for each in proposals(tmp_path)}
    assert reasons["2"] == "The answer held no box."
    assert reasons["3"] == "RuntimeError: out of memory"
    assert run(tmp_path, factors="1") == 0
    seeds = read_seeds(tmp_path / "out" / "seeds.jsonl", boxes=True)
    assert [(seed.question, seed.box is None) for seed in seeds] == [("10", False), ("whole", True), ("30", False)]


def test_there_is_no_text_is_an_abstention_and_no_failing_policy(
    tmp_path: Path, policy: Finds, capsys: pytest.CaptureFixture[str]
) -> None:
    """Signs and photographs without a word, one after the other, are not asked about again."""
    task(tmp_path / "task", [*["textless"] * 30, "10"])
    assert run(tmp_path, factors="1") == 0
    assert "31 seeds of 31 questions; 30 abstentions\n" in capsys.readouterr().err
    assert {each["abstained"] for each in proposals(tmp_path)} == {True, False}
    policy.asked.clear()
    assert run(tmp_path, factors="1", abstentions="false") == 0
    assert policy.asked == []
    (seed,) = read_seeds(tmp_path / "out" / "seeds.jsonl", boxes=True)
    assert seed.question == "10"


def test_a_folder_is_given_its_name_and_is_data_again(tmp_path: Path, policy: Finds) -> None:
    task(tmp_path / "task", ["10", "20"])
    assert run(tmp_path, out=tmp_path / "seeds") == 0
    assert len(read_data([str(tmp_path / "seeds")], True, tmp_path)) == 2


def test_what_was_proposed_under_the_old_option_stands(
    tmp_path: Path, policy: Finds, capsys: pytest.CaptureFixture[str]
) -> None:
    first, second = task(tmp_path / "task", ["10"]), task(tmp_path / "other", ["20"])
    second = second.rename(second.with_name("u.jsonl"))
    assert run(tmp_path, data=[first, second]) == 0
    policy.asked.clear()
    old = ["--task", f"{first},{second}", "--policy", "finds", "--out", str(tmp_path / "out" / "seeds.jsonl")]
    assert label_boxes.main(old) == 0
    assert policy.asked == []
    assert "--task is now --data" in capsys.readouterr().err


def test_an_unreadable_picture_costs_only_its_own_questions(tmp_path: Path, policy: Finds) -> None:
    file = task(tmp_path / "task", ["10", "20", "30"])
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    rows[1]["image"] = "cut.png"
    (tmp_path / "task" / "cut.png").write_bytes((tmp_path / "task" / "a.png").read_bytes()[:400])
    file.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    assert run(tmp_path) == 0
    assert policy.asked == ["10", "30"]
    assert "ImageError" in proposals(tmp_path)[1]["reason"]


def test_a_run_cut_off_goes_on_and_asks_failures_once_more(tmp_path: Path, policy: Finds) -> None:
    task(tmp_path / "task", ["10", "broken", "20", "30"])
    assert run(tmp_path) == 0
    file = tmp_path / "out" / "seeds.jsonl.proposals.jsonl"
    whole = (tmp_path / "out" / "seeds.jsonl").read_text(encoding="utf-8")
    file.write_text(file.read_text(encoding="utf-8")[:-20], encoding="utf-8")  # a kill in the middle of the last line
    policy.asked.clear()
    assert run(tmp_path) == 0
    assert policy.asked == ["broken", "broken", "30"]  # once with its batch, once alone
    assert (tmp_path / "out" / "seeds.jsonl").read_text(encoding="utf-8") == whole


def test_two_runs_do_not_mix(tmp_path: Path, policy: Finds, capsys: pytest.CaptureFixture[str]) -> None:
    task(tmp_path / "task", ["10"])
    assert run(tmp_path) == 0
    assert run(tmp_path, policy="lexical") == 2
    assert "other policy" in capsys.readouterr().err.strip().splitlines()[-1]


def test_a_policy_that_has_gone_ends_the_run_and_keeps_what_there_is(
    tmp_path: Path, policy: Finds, capsys: pytest.CaptureFixture[str]
) -> None:
    task(tmp_path / "task", ["10", *["broken"] * 40])
    assert run(tmp_path) == 2
    assert "same command" in capsys.readouterr().err.strip().splitlines()[-1]
    assert len(proposals(tmp_path)) == 21
    assert not (tmp_path / "out" / "seeds.jsonl").exists()


def test_halves_are_the_papers_and_grpo_needs_no_boxes(tmp_path: Path, policy: Finds) -> None:
    task(tmp_path / "task", ["10", "20", "30", "40", "50"])
    assert run(tmp_path, part="first-half") == 0
    assert policy.asked == ["10", "20"]
    assert run(tmp_path, part="second-half", policy="none", out=tmp_path / "grpo.jsonl") == 0
    assert [seed.question for seed in read_seeds(tmp_path / "grpo.jsonl", boxes=False)] == ["30", "40", "50"]
    assert len(policy.asked) == 2


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"part": "third"}, "part"),
        ({"grammar": "inches"}, "inches"),
        ({"factors": "45,0.5"}, "factors"),
        ({"policy": "chat"}, "--model"),
        ({"data": ["nowhere"]}, "nowhere"),
        ({"limit": "few"}, "limit"),
    ],
)
def test_a_wrong_recipe_is_one_line_and_writes_nothing(
    tmp_path: Path, change: dict[str, Any], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    task(tmp_path / "task", ["10"])
    assert run(tmp_path, **change) == 2
    assert said in capsys.readouterr().err.strip().splitlines()[-1]
    assert not (tmp_path / "out").exists()


def test_all_failed_is_an_error(tmp_path: Path, policy: Finds, capsys: pytest.CaptureFixture[str]) -> None:
    task(tmp_path / "task", ["unsure"])
    assert run(tmp_path) == 2
    assert "no box" in capsys.readouterr().err


def test_a_chat_model_is_asked_over_its_server(tmp_path: Path, wire: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("openai")
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    task(tmp_path / "task", ["What is due?", "Who signs?"])
    for said in ('```json\n{"bbox_2d": [100, 200, 300, 400]}\n```', "I cannot see that."):
        message = {"role": "assistant", "content": said}
        wire.replies.append({"id": "1", "object": "chat.completion", "created": 0, "model": "m"})
        wire.replies[-1]["choices"] = [{"index": 0, "message": message, "finish_reason": "stop"}]
    more = {"policy": "chat", "model": "qwen", "url": f"{wire.url}/v1", "factors": "1", "batch": "1"}
    assert run(tmp_path, **more) == 0
    (seed,) = read_seeds(tmp_path / "out" / "seeds.jsonl", boxes=True)
    assert seed.box is not None
    assert seed.box.xyxy == pytest.approx((0.1, 0.2, 0.3, 0.4), abs=1e-6)
    assert proposals(tmp_path)[1]["reason"].startswith("BoxError")
    sent = wire.requests[0]["messages"][0]["content"]
    assert sent[0]["image_url"]["url"].startswith("data:image/")
    assert "What is due?" in sent[1]["text"]
    assert wire.requests[0]["temperature"] == 0


def test_help_loads_no_framework() -> None:
    import subprocess

    code = "import sys, training.vlm.label as g\ntry: g.main(['--help'])\nexcept SystemExit: pass\nprint(*sys.modules)"
    out = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout
    assert "--abstentions" in out
    assert not {"torch", "transformers", "trl", "datasets", "openai"} & set(out.splitlines()[-1].split())
