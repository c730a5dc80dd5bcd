"""What is known to be wrong in the released code of CropVLM (arXiv 2511.19820), and the test that would fail on it.

Where the project's own rules already had such a test, the table names it; the others stand here.
"""

import ast
import dataclasses
import importlib
import inspect
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from cropvlm_tools.boxes import GRAMMARS, Box
from training.tasks.hub import TASKS
from training.tasks.task import Example
from training.vlm import grpo, sft, trainers
from training.vlm.label import LabelRecipe, label
from training.vlm.rewards import ValidBox, answer_likelihood
from training.vlm.seeds import read_seeds

ROOT = Path(__file__).parents[3]
PERCENT = GRAMMARS["percent"]

ELSEWHERE = {
    "A box that is not written as expected becomes the pixels (0, 0, 99, 99) when answers are generated": (
        "tests/policies/vlm/test_decoding.py::test_whatever_is_drawn_is_a_box"
    ),
    "A completion without its full stop is invalid, and a crop of 2 x 2 px is rewarded": (
        "tests/training/vlm/test_rewards.py::test_zooming_abstaining_and_nonsense"
    ),
    "'Not needed.' earns a quarter of the format reward, though nothing teaches when": (
        "tests/training/vlm/test_rewards.py::test_zooming_abstaining_and_nonsense"
    ),
    "There is no way to abstain: the policy always crops": (
        "tests/policies/vlm/test_policy.py::test_the_whole_image_is_an_abstention"
    ),
    "The policy's question is lower-cased by str.capitalize": (
        "tests/policies/vlm/test_policy.py::test_the_question_is_asked_as_it_is_and_cannot_write_the_templates_part"
    ),
    "The likelihood leaves out the answer's last token, and reads another answer (capitalised, a full stop added)": (
        "tests/training/targets/test_vlm.py::test_the_likelihood_is_that_of_a_loop_over_tokens"
    ),
    "The answer is sought behind the last colon, so that '12:30' begins at ':30'; padding is sought by token 0": (
        "tests/training/targets/test_vlm.py::test_the_likelihood_is_that_of_a_loop_over_tokens"
    ),
    "A teacher whose answer cannot be parsed teaches the whole image": (
        "tests/training/vlm/test_label.py::test_failures_are_recorded_and_never_become_the_whole_image"
    ),
    "Only the likelihood reaches the trainer: the accuracy reward cannot be had": (
        "tests/training/vlm/test_stages.py::test_grpo_runs_with_every_reward"
    ),
    "One prompt for each device and step": (
        "tests/training/vlm/test_two_processes.py::test_the_same_completions_give_the_same_gradient"
    ),
    "One picture in a call at inference": "tests/policies/vlm/test_policy.py::test_a_batch_says_what_each_alone_would",
    "CUDA and flash attention are written into the code": (
        "tests/policies/vlm/test_checkpoint.py::test_a_folder_of_transformers_is_a_policy"
    ),
    "The reward model's resolution is written into the code": (
        "tests/training/targets/test_vlm.py::test_views_are_shrunk_to_the_resolution_under_study_and_never_enlarged"
    ),
    "Each digit costs a call of the model": (
        "tests/policies/vlm/test_decoding.py::test_a_third_of_the_calls_of_generating_the_same_text"
    ),
    "There is no path to a model behind an API": (
        "tests/training/vlm/test_stages.py::test_grpo_runs_against_a_served_target"
    ),
}


@pytest.mark.parametrize(("defect", "test"), ELSEWHERE.items(), ids=lambda part: part.rpartition("::")[2][:60])
def test_the_test_that_would_fail_on_it_is_there(defect: str, test: str) -> None:
    file, _, name = test.partition("::")
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    assert name in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}, defect


@pytest.mark.parametrize(
    ("box", "text"),
    [
        (Box(0.101, 0.202, 0.104, 0.203), "[10, 20, 11, 21]."),
        (Box(0.119, 0.0, 0.999, 0.001), "[11, 0, 100, 1]."),
        (Box(0.999, 0.999, 1, 1), "[99, 99, 100, 100]."),
        (Box(0.29, 0.57, 0.58, 0.81), "[29, 57, 58, 81]."),  # 0.29 * 100 is 28.999...
    ],
)
def test_all_four_edges_are_floored_so_that_a_narrow_box_collapses(box: Box, text: str) -> None:
    assert PERCENT.format(box) == text
    parsed = PERCENT.parse(text)
    assert parsed is not None
    assert parsed.coverage(box) == pytest.approx(1)


@pytest.mark.parametrize("asked", ["What does NASA's iPhone say?", "is it McDonald's or KFC?"])
def test_the_target_s_question_is_lower_cased(asked: str) -> None:
    pytest.importorskip("torch")
    from tests.policies import tiny_vlms
    from training.targets.vlm import VlmTarget

    subject = VlmTarget(*tiny_vlms.build("idefics3"))
    seen: list[Any] = []
    with pytest.MonkeyPatch.context() as patch:
        generate = subject.model.generate
        patch.setattr(subject.model, "generate", lambda **given: seen.append(given["input_ids"]) or generate(**given))
        subject.answer([[Image.new("RGB", (40, 40))]], [asked])
    assert f"{asked}\nGive a very brief answer." in subject.processor.tokenizer.decode(seen[0][0])


@pytest.mark.parametrize("asked", ["What does NASA's iPhone say?", "is it McDonald's or KFC?"])
def test_the_question_to_a_served_target_is_lower_cased(asked: str, wire: Any) -> None:
    pytest.importorskip("openai")
    from training.targets.client import ChatSource
    from training.targets.loading import open_chat

    said = {"index": 0, "message": {"role": "assistant", "content": " x "}, "finish_reason": "stop"}
    wire.replies.append({"id": "1", "object": "chat.completion", "created": 0, "model": "m", "choices": [said]})
    target = open_chat(ChatSource("openai-chat", "m", f"{wire.url}/v1"))
    assert target.answer([[Image.new("RGB", (9, 9))]], [asked]) == ["x"]
    target.close()
    assert wire.requests[0]["messages"][0]["content"][-1]["text"] == f"{asked}\nGive a very brief answer."


def turned(folder: Path) -> Path:
    """A picture of 80 x 40 px as people see it, blue on its right; the file says 40 x 80, to be turned."""
    upright = Image.new("RGB", (80, 40), "red")
    upright.paste("blue", (40, 0, 80, 40))
    exif = Image.Exif()
    exif[0x0112] = 6  # turn by 90 degrees clockwise
    stored = upright.transpose(Image.Transpose.ROTATE_90)
    stored.save(folder / "turned.jpg", exif=exif, quality=95)
    return folder / "turned.jpg"


def test_photographs_are_not_turned_upright(tmp_path: Path) -> None:
    """A telephone's photograph would be trained on lying on its side, with boxes of the upright one."""
    pytest.importorskip("datasets")
    pytest.importorskip("torch")
    from cropvlm_tools.policies.vlm.prompting import Prompter
    from tests.policies import tiny_vlms

    prompter = Prompter(tiny_vlms.build("idefics3")[1])
    seeds = [Example("1", turned(tmp_path), "What is on the right?", ("blue",), (), box=Box(0.5, 0, 1, 1))]
    for rows in (sft.sft_rows(seeds, "percent", prompter), grpo.grpo_rows(seeds, prompter)):
        image = rows[0]["image"]
        assert image.size == (80, 40)
        assert np.asarray(image.convert("RGB"))[20, 70, 2] > 200
    seen: list[Any] = []

    class Reader:
        def answer(self, views: Any, questions: Any) -> list[str]:
            raise NotImplementedError

        def log_likelihood(self, views: Any, questions: Any, answers: Any, mean: bool = False) -> list[float]:
            seen.extend(views)
            return [0.0] * len(views)

    columns = {"image": [image], "question": ["?"], "answers": [["blue"]]}
    answer_likelihood(Reader(), PERCENT)(completions=["[50, 0, 100, 100]."], **columns)
    crop = np.asarray(seen[1][1])  # behind the whole alone
    assert crop.shape == (40, 40, 3)
    assert (crop[:, 2:, 2] > 200).all()


def test_machine_made_boxes_are_of_the_upright_photograph(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    turned(tmp_path)
    line = '{"id": "1", "image": "turned.jpg", "question": "?", "answers": ["blue"]}'
    (tmp_path / "t.jsonl").write_text(line, encoding="utf-8")
    shown: list[tuple[int, int]] = []

    class Looks:
        name = "looks"

        def predict_batch(self, images: Any, questions: Any) -> Any:
            from cropvlm_tools.policy import Prediction

            shown.extend(image.size for image in images)
            return [Prediction(Box(0.5, 0, 1, 1), 1.0) for _ in images]

    monkeypatch.setattr("training.vlm.label.load_policy", lambda *_, **__: Looks())
    out = label(
        LabelRecipe(data=(str(tmp_path / "t.jsonl"),), policy="looks", out=tmp_path / "seeds.jsonl", factors=(1.0,))
    )
    assert shown == [(80, 40)]
    assert read_seeds(out, boxes=True)[0].box == Box(0.5, 0, 1, 1)


@pytest.mark.parametrize("stage", ["label", "sft", "grpo", "export"])
def test_an_option_that_nobody_reads(stage: str) -> None:
    """``lambda_ll`` could be set, and changed nothing. Checking a field is not reading it."""
    module = importlib.import_module(f"training.vlm.{stage}")
    (recipe,) = (kind for name, kind in vars(module).items() if name.endswith("Recipe"))
    tree = ast.parse(inspect.getsource(module))
    checks = {
        node for part in ast.walk(tree) if getattr(part, "name", "") == "__post_init__" for node in ast.walk(part)
    }
    shared: dict[str, ast.AST] = {}  # what a stage hands its recipe to whole reads for it
    trees: list[ast.AST] = [tree]
    while trees:
        given = {
            node.func.id
            for node in ast.walk(trees.pop())
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
            if any(isinstance(each, ast.Name) and each.id == "recipe" for each in node.args)
        }
        fresh = {name: ast.parse(inspect.getsource(vars(trainers)[name])) for name in given & vars(trainers).keys()}
        trees += [fresh[name] for name in fresh.keys() - shared.keys()]
        shared |= fresh
    read = {
        node.attr
        for part in (tree, *shared.values())
        for node in ast.walk(part)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node not in checks
        if node.value.id in ("recipe", "self")
    }
    assert {field.name for field in dataclasses.fields(recipe)} <= read


def test_only_one_of_the_benchmarks_is_wired_in() -> None:
    named = {"textvqa", "docvqa", "infographicvqa", "stvqa", "vstar", "hrbench-4k", "hrbench-8k"}
    assert named <= TASKS.keys()
    assert all("train" in TASKS[name][1] for name in ("textvqa", "docvqa", "infographicvqa", "stvqa"))


def test_a_group_in_which_every_box_is_invalid_has_no_signal_but_validity() -> None:
    """With a floor, one valid completion among invalid ones is the better one whatever its crop is worth."""

    class Reader:
        def answer(self, views: Any, questions: Any) -> list[str]:
            raise NotImplementedError

        def log_likelihood(self, views: Any, questions: Any, answers: Any, mean: bool = False) -> list[float]:
            return [-4.0] * len(views)

    said: dict[str, Any] = {"completions": ["[61, 2, 3, 4].", "?"], "image": [Image.new("RGB", (9, 9))] * 2}
    said |= {"question": ["?"] * 2, "answers": [["x"]] * 2}
    assert answer_likelihood(Reader(), PERCENT, floor=2.0)(**said) == [-6.0, -6.0]
    assert ValidBox(PERCENT)(**said) == [0.0, 0.0]


@pytest.mark.parametrize("page", sorted(ROOT.glob("**/README.md")), ids=lambda path: str(path.relative_to(ROOT)))
def test_the_page_names_scripts_that_do_not_exist(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for module in re.findall(r"python -m (training[\w.]*\w)", text):
        place = ROOT.joinpath(*module.split("."))
        assert place.with_suffix(".py").is_file() or (place / "__main__.py").is_file(), module
    for file in re.findall(r"(?<![\w/.:])((?:training|examples|cropvlm_tools|tests|docs)/[\w/.-]*\w\.\w+)", text):
        assert (ROOT / file).is_file(), file
