"""SFT and GRPO of a vision-language policy, a few steps of tiny random models, from the recipe to load_policy."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

torch = pytest.importorskip("torch")
pytest.importorskip("trl")
pytest.importorskip("peft")
pytest.importorskip("datasets")

from cropvlm_tools import load_policy  # noqa: E402
from tests.training.vlm.material import write_models, write_questions  # noqa: E402
from training.vlm import grpo, sft  # noqa: E402

pytestmark = pytest.mark.filterwarnings("default")  # torch, TRL and peft deprecate each other


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a policy's and a target's weights, and eight questions about eight pictures."""
    folder = tmp_path_factory.mktemp("stages")
    write_models(folder)
    lines: list[dict[str, Any]] = []
    for number in range(8):
        box = None if number == 7 else [6 * number, 8, 6 * number + 15, 28]
        lines.append({"question": "What is due?", "answers": [str(number)], "box": box})
    write_questions(folder / "data.jsonl", lines)
    return folder


@pytest.fixture(scope="module")
def taught(place: Path) -> Path:
    """A policy that has learned to write boxes, by SFT of all weights."""
    more = {"lora_rank": 0, "steps": 90, "batch": 8, "accumulate": 1, "learning_rate": 0.01, "save_every": 500}
    assert sft.main(options(place, place / "sft", **more)) == 0
    return place / "sft" / "final"


def options(place: Path, output: Path, **more: Any) -> list[str]:
    given = {"model": place / "policy", "data": place / "data.jsonl", "out": output, "lora_targets": "all-linear"}
    given |= {"lora_rank": 4, "lora_alpha": 8, "precision": "float32", **more}
    return [part for name, value in given.items() for part in (f"--{name.replace('_', '-')}", str(value))]


def weights(folder: Path) -> dict[str, Any]:
    return dict(load_policy(folder).model.state_dict())  # type: ignore[attr-defined]


@pytest.mark.parametrize("rank", [4, 0])
def test_sft_learns_and_its_result_is_a_policy(place: Path, tmp_path: Path, rank: int) -> None:
    arguments = options(
        place, tmp_path, lora_rank=rank, steps=6, batch=4, accumulate=1, learning_rate=0.01, log_every=1
    )
    arguments += ["--save-every", "3"]
    assert sft.main(arguments) == 0
    assert load_policy(tmp_path / "final").predict(Image.new("RGB", (60, 40)), "What is due?").confidence > 0
    log = json.loads((tmp_path / "checkpoint-6" / "trainer_state.json").read_text(encoding="utf-8"))["log_history"]
    losses = [entry["loss"] for entry in log if "loss" in entry]
    assert losses[-1] < losses[0]
    assert sft.main(arguments) == 2  # a finished run is not written over


@pytest.mark.parametrize("reward", grpo.REWARDS)
@pytest.mark.parametrize("rank", [4, 0])
def test_grpo_runs_with_every_reward(place: Path, taught: Path, tmp_path: Path, reward: str, rank: int) -> None:
    arguments = options(
        place, tmp_path, model=taught, target=place / "target", reward=reward, lora_rank=rank, steps=2, temperature=1.2
    )
    arguments += ["--group", "4", "--prompts", "2", "--batch", "4", "--max-completion", "20", "--save-every", "2"]
    arguments += ["--eval-data", str(place / "data.jsonl"), "--eval-every", "2", "--panel-every", "1"]
    assert grpo.main(arguments) == 0
    lines = (tmp_path / "log.csv").read_text(encoding="utf-8").splitlines()
    watched = [line.split(",") for line in lines if ",eval/accuracy," in line]
    assert [step for step, *_ in watched] == ["0", "2"]
    assert all(0 <= float(value) <= 1 for *_, value in watched)
    assert sum(",reward," in line for line in lines) == 2
    with Image.open(tmp_path / "panels" / "000000.png") as panel:
        assert panel.width > 160
    log = json.loads((tmp_path / "checkpoint-2" / "trainer_state.json").read_text(encoding="utf-8"))["log_history"]
    assert max(entry["rewards/valid_box/mean"] for entry in log if "rewards/valid_box/mean" in entry) > 0.2
    assert any(entry.get("grad_norm", 0) > 0 for entry in log)  # a random target is never right, but boxes are valid
    assert load_policy(tmp_path / "final").predict(Image.new("RGB", (60, 40)), "?").confidence > 0


def test_sampling_is_free_and_what_names_no_region_gets_the_floor(place: Path, tmp_path: Path) -> None:
    """An untaught policy writes anything; constrained, it would write nothing but boxes."""
    more = {"target": place / "target", "group": 4, "prompts": 2, "batch": 8, "max_completion": 20, "steps": 1}
    assert grpo.main(options(place, tmp_path, **more, floor=7, valid_weight=0)) == 0
    with (tmp_path / "log.csv").open(encoding="utf-8") as file:
        logged = {name: float(value) for _, name, value in (line.strip().split(",") for line in list(file)[1:])}
    assert (logged["rewards/valid_box/mean"], logged["frac_reward_zero_std"]) == (0, 1)
    assert logged["reward"] < -7  # that much below log p of the answer, shown the whole


def test_a_run_killed_before_its_first_checkpoint_is_written_once(tmp_path: Path) -> None:
    from types import SimpleNamespace

    from training.vlm.callbacks import CsvLog

    state = SimpleNamespace(is_world_process_zero=True, global_step=0)
    for _ in range(2):
        log = CsvLog(tmp_path / "log.csv")
        log.on_train_begin(None, state, None)
        log.on_log(None, state, None, logs={"eval/accuracy": 0.5})
    assert (tmp_path / "log.csv").read_text(encoding="utf-8").split() == ["step,name,value", "0,eval/accuracy,0.5"]


def test_every_process_has_its_target_on_its_own_gpu(monkeypatch: pytest.MonkeyPatch) -> None:
    from training.vlm.trainers import own_device

    monkeypatch.delenv("LOCAL_RANK", raising=False)
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    assert own_device() is None
    monkeypatch.setenv("LOCAL_RANK", "3")
    assert own_device() == "cuda:3"
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    assert own_device() is None


def test_grpo_runs_against_a_served_target(place: Path, taught: Path, tmp_path: Path, wire: Any) -> None:
    pytest.importorskip("openai")
    said = {"index": 0, "message": {"role": "assistant", "content": "3"}, "finish_reason": "stop"}
    reply = {"id": "1", "object": "chat.completion", "created": 0, "model": "m", "choices": [said]}
    wire.replies += [reply] * 100
    more = {"model": taught, "target": "big", "target_url": f"{wire.url}/v1", "reward": "accuracy", "target_edge": 32}
    more |= {"group": 4, "prompts": 8, "batch": 8, "steps": 1, "max_completion": 20, "temperature": 1.2}
    assert grpo.main(options(place, tmp_path, **more)) == 0
    assert {request["model"] for request in wire.requests} == {"big"}
    shown = [part["type"] for part in wire.requests[0]["messages"][0]["content"]]
    assert shown in (["image_url", "text"], ["image_url", "image_url", "text"])
    with (tmp_path / "log.csv").open(encoding="utf-8") as file:
        rewards = {name: float(value) for _, name, value in (line.strip().split(",") for line in list(file)[1:])}
    assert rewards["rewards/answer_accuracy/mean"] > -1  # one of eight pictures is a 3


@pytest.mark.parametrize("stage", ["sft", "grpo"])
def test_a_run_cut_off_goes_on_as_if_it_had_not_been(place: Path, taught: Path, tmp_path: Path, stage: str) -> None:
    more: dict[str, Any] = {"steps": 6, "save_every": 3, "learning_rate": 0.01, "model": taught}  # two steps an epoch
    if stage == "grpo":
        more |= {"target": place / "target", "group": 4, "prompts": 4, "batch": 16, "max_completion": 20}
        more |= {"temperature": 1.2, "eval_data": place / "data.jsonl", "eval_every": 1, "panel_every": 1}
    else:
        more |= {"batch": 4, "accumulate": 1, "log_every": 1}
    main = {"sft": sft.main, "grpo": grpo.main}[stage]
    assert main(options(place, tmp_path / "whole", **more)) == 0
    assert main(options(place, tmp_path / "cut", **more)) == 0
    for left in ("final", "checkpoint-6"):  # as a kill in the middle of writing step 6 leaves it
        for file in (tmp_path / "cut" / left).rglob("policy.json" if left == "final" else "trainer_state.json"):
            file.unlink()
    assert main(options(place, tmp_path / "cut", **more)) == 0
    logs = [(tmp_path / run / "log.csv").read_text(encoding="utf-8") for run in ("whole", "cut")]
    steps = [[line.split(",")[0] for line in log.splitlines() if ",grad_norm," in line] for log in logs]
    assert steps[0] == steps[1] != []  # what was done again is written once
    if stage == "grpo":
        rows = [[line for line in log.splitlines() if ",reward," in line or ",eval/" in line] for log in logs]
        assert rows[0] == rows[1]
        panels = [sorted((tmp_path / run / "panels").iterdir()) for run in ("whole", "cut")]
        assert [path.read_bytes() for path in panels[0]] == [path.read_bytes() for path in panels[1]]
        assert len(panels[0]) == 6
    whole, cut = weights(tmp_path / "whole" / "final"), weights(tmp_path / "cut" / "final")
    start = weights(taught)
    assert any(not torch.equal(whole[name], start[name]) for name in whole)
    for name in whole:
        torch.testing.assert_close(cut[name], whole[name], rtol=0, atol=1e-6)


@pytest.mark.parametrize(
    ("stage", "change", "said"),
    [
        ("sft", {"data": "nothing.jsonl"}, "nothing.jsonl"),
        ("sft", {"model": "nothing"}, "nothing"),
        ("sft", {"grammar": "inches"}, "inches"),
        ("sft", {"batch": "two"}, "batch"),
        ("sft", {"accumulate": 0}, "accumulate"),
        ("sft", {"precision": "float8"}, "float8"),
        ("sft", {"schedule": "zigzag"}, "zigzag"),
        ("sft", {"lora_targets": "nothing"}, "nothing"),
        ("sft", {"log_to": "paper"}, "paper"),
        ("grpo", {"loss": "gspo"}, "gspo"),
        ("grpo", {"scale_rewards": "some"}, "scale_rewards"),
        ("grpo", {"schedule": "zigzag"}, "zigzag"),
        ("grpo", {"lora_targets": "nothing"}, "nothing"),
        ("grpo", {"steps": 0}, "steps"),
        ("grpo", {"temperature": 0}, "temperature"),
        ("grpo", {"learning_rate": "nan"}, "learning_rate"),
        ("grpo", {"kl": -1}, "kl"),
        ("grpo", {"prompts": 16}, "8 questions"),
        ("grpo", {"reward": "praise"}, "praise"),
        ("sft", {"trl": "optim"}, "NAME=VALUE"),
        ("sft", {"trl": "nothing=1"}, "SFTConfig"),
        ("sft", {"trl": "fsdp=full_shard"}, "verl"),
        ("grpo", {"trl": "optim=nothing"}, "nothing"),
        ("grpo", {"group": 1}, "group"),
        ("grpo", {"floor": -30}, "counts down"),
        ("grpo", {"answer_style": "loud"}, "answer_style"),
        ("sft", {"policy_edge": 0}, "policy_edge"),
        ("grpo", {"batch": 5}, "batch"),
        ("grpo", {"target": "nothing"}, "nothing"),
    ],
)
def test_a_wrong_recipe_is_one_line_and_writes_nothing(
    place: Path, tmp_path: Path, stage: str, change: dict[str, Any], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    more = {"target": place / "target", "prompts": 2} if stage == "grpo" else {}
    assert {"sft": sft, "grpo": grpo}[stage].main(options(place, tmp_path / "out", **(more | change))) == 2
    line = capsys.readouterr().err.strip().splitlines()[-1]
    assert said in line
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("noted", "said"),
    [
        ('"permille"', "taught to write 'permille', so hardly a completion would be a box. Give grammar permille."),
        ('"pixels"', "Teach it another one by SFT first."),
        ('"words"', "correct it"),
        ("[]", "correct it"),
    ],
)
def test_grpo_goes_on_in_the_grammar_that_was_taught(
    place: Path, tmp_path: Path, noted: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "policy.json").write_text(f'{{"policy": "vlm", "grammar": {noted}}}', encoding="utf-8")
    more = {"model": tmp_path, "target": place / "target", "prompts": 2}
    assert grpo.main(options(place, tmp_path / "out", **more)) == 2
    assert said in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_help_loads_no_framework() -> None:
    code = "import sys, training.vlm.grpo as g\ntry: g.main(['--help'])\nexcept SystemExit: pass\nprint(*sys.modules)"
    out = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout
    assert "--zoom-cost" in out
    assert not {"torch", "transformers", "trl", "datasets"} & set(out.splitlines()[-1].split())
