"""What goes wrong in the middle of a run is one clear line, and the same command goes on from what was saved."""

import errno
import json
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

torch = pytest.importorskip("torch")
pytest.importorskip("trl")
pytest.importorskip("peft")
pytest.importorskip("datasets")

from safetensors import SafetensorError  # noqa: E402

from cropvlm_tools import load_policy  # noqa: E402
from cropvlm_tools.errors import ImageError  # noqa: E402
from tests.training.vlm.material import write_models, write_questions  # noqa: E402
from training.vlm import grpo, seeds, sft  # noqa: E402

pytestmark = pytest.mark.filterwarnings("default")  # torch, TRL and peft deprecate each other

STAGES = {"sft": sft, "grpo": grpo}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("interruptions")
    write_models(folder)
    lines = [{"question": "?", "answers": ["x"], "box": [0, 0, 30, 20]} for _ in range(8)]
    write_questions(folder / "data.jsonl", lines)
    return folder


def run(place: Path, stage: str, output: Path, **more: Any) -> int:
    given = {"model": place / "policy", "data": place / "data.jsonl", "out": output, "lora_targets": "all-linear"}
    given |= {"lora_rank": 4, "precision": "float32", "save_every": 2, "steps": 6, "batch": 4, "learning_rate": 0.01}
    if stage == "grpo":
        given |= {"target": place / "target", "group": 4, "prompts": 1, "max_completion": 4}
    else:
        given |= {"accumulate": 1}
    words = [part for name, value in (given | more).items() for part in (f"--{name.replace('_', '-')}", str(value))]
    return STAGES[stage].main(words)


def said(capsys: pytest.CaptureFixture[str]) -> str:
    """The last line on standard error."""
    return capsys.readouterr().err.strip().splitlines()[-1]


def after(calls: int, function: Callable[..., Any], error: Exception) -> Callable[..., Any]:
    """The function, which raises from that call on."""
    left = [calls]

    def failing(*args: Any, **more: Any) -> Any:
        if left[0] == 0:
            raise error
        left[0] -= 1
        return function(*args, **more)

    return failing


def goes_on(place: Path, stage: str, output: Path, saved: str) -> None:
    """The run's checkpoint is whole, and the same command finishes from it."""
    log = json.loads((output / saved / "trainer_state.json").read_text(encoding="utf-8"))
    assert log["global_step"] == int(saved.rpartition("-")[2])
    weights = next((output / saved).glob("adapter_model.safetensors")).stat().st_mtime_ns
    assert run(place, stage, output) == 0
    assert load_policy(output / "final").predict(Image.new("RGB", (60, 40)), "?").confidence > 0
    if (output / saved).exists():
        assert next((output / saved).glob("adapter_model.safetensors")).stat().st_mtime_ns == weights
    finished = json.loads((output / "checkpoint-6" / "trainer_state.json").read_text(encoding="utf-8"))
    assert finished["global_step"] == 6


@pytest.mark.parametrize("stage", STAGES)
def test_an_unreadable_picture_in_the_middle_of_a_run(
    place: Path, tmp_path: Path, stage: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with monkeypatch.context() as patch:
        broken = ImageError("The PNG data is damaged\nor cut short.")
        before = 14 if stage == "sft" else 3  # pictures of three steps or four: those of the step before are at hand
        patch.setattr(seeds, "load_image", after(before, seeds.load_image, broken))
        assert run(place, stage, tmp_path / "out") == 2
    line = said(capsys)
    assert ".png cannot be read (The PNG data is damaged or cut short.)" in line
    assert "same command" in line
    assert str(place) not in line
    saved = max(path.name for path in (tmp_path / "out").glob("checkpoint-*"))
    assert saved in ("checkpoint-2", "checkpoint-4")
    goes_on(place, stage, tmp_path / "out", saved)
    assert f"out goes on from {saved}." in capsys.readouterr().err.splitlines()


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize(
    "error",
    [
        OSError(errno.ENOSPC, "No space left on device"),
        SafetensorError("Error while serializing: I/O error: No space left on device (os error 28)"),
        RuntimeError("[enforce fail at inline_container.cc:664] . PytorchStreamWriter failed writing file data/3"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_a_full_disk_in_the_middle_of_a_checkpoint(
    place: Path,
    tmp_path: Path,
    stage: str,
    error: Exception,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    from transformers import Trainer

    with monkeypatch.context() as patch:
        write = Trainer._save_optimizer_and_scheduler  # behind the weights, before trainer_state.json
        patch.setattr(Trainer, "_save_optimizer_and_scheduler", after(1, write, error))
        assert run(place, stage, tmp_path / "out") == 2
    line = said(capsys)
    assert "disk is full" in line
    assert "same command" in line
    assert (tmp_path / "out" / "checkpoint-4").exists()  # half of it
    goes_on(place, stage, tmp_path / "out", "checkpoint-2")


def test_a_full_disk_while_the_finished_policy_is_written(
    place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from transformers import ProcessorMixin

    with monkeypatch.context() as patch:
        full = OSError(errno.ENOSPC, "No space left on device")
        save = ProcessorMixin.save_pretrained
        patch.setattr(
            ProcessorMixin,
            "save_pretrained",
            lambda self, folder, **more: after(0 if "final" in str(folder) else 1, save, full)(self, folder, **more),
        )
        assert run(place, "sft", tmp_path / "out") == 2
    assert "disk is full" in said(capsys)
    goes_on(place, "sft", tmp_path / "out", "checkpoint-6")


def test_an_interruption_is_no_traceback(
    place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(seeds, "load_image", after(14, seeds.load_image, KeyboardInterrupt()))  # type: ignore[arg-type]
        assert run(place, "sft", tmp_path / "out") == 130
    assert "same command" in said(capsys)
    goes_on(place, "sft", tmp_path / "out", "checkpoint-2")


def test_an_error_of_the_code_keeps_its_traceback(place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seeds, "load_image", after(14, seeds.load_image, ZeroDivisionError()))
    with pytest.raises(ZeroDivisionError):
        run(place, "sft", tmp_path / "out")


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", "data.jsonl holds no question."),
        ("\n\n", "data.jsonl holds no question."),
        ('{"image": "a.png", "answers": ["x"], "box": null}', "data.jsonl, line 1: ValueError: there is no question"),
        ('{"answers": ["x"]}', "data.jsonl, line 1: ValueError: there is no image, question"),
        ("[1, 2]", "data.jsonl, line 1: ValueError: this is no object with image, question and answers"),
        ('{"image": "a.png"', "data.jsonl, line 1"),
        ('{"image": "b.png", "question": "?", "answers": ["x"], "box": null}', "there is no image 'b.png'"),
        ('{"image": "a.png", "question": "?", "answers": [], "box": null}', "answers is not a list"),
        ('{"image": "a.png", "question": 3, "answers": ["x"], "box": null}', "data.jsonl, line 1"),
    ],
)
def test_data_that_cannot_be_used_are_one_line_before_anything_is_loaded(
    tmp_path: Path, stage: str, text: str, line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Image.new("RGB", (9, 9)).save(tmp_path / "a.png")
    (tmp_path / "data.jsonl").write_text(text, encoding="utf-8")
    words = ["--model", "none", "--data", str(tmp_path / "data.jsonl"), "--out", str(tmp_path / "out")]
    assert STAGES[stage].main([*words, *(["--target", "none"] if stage == "grpo" else [])]) == 2
    error = capsys.readouterr().err.strip()
    assert line in error
    assert len(error.splitlines()) == 1
    assert not (tmp_path / "out").exists()


def test_boxes_are_asked_for_by_sft_alone(tmp_path: Path) -> None:
    Image.new("RGB", (9, 9)).save(tmp_path / "a.png")
    (tmp_path / "data.jsonl").write_text('{"image": "a.png", "question": "?", "answers": ["x"]}', encoding="utf-8")
    assert seeds.read_seeds(tmp_path / "data.jsonl", boxes=False)[0].box is None
    with pytest.raises(seeds.RecipeError, match="there is no box"):
        seeds.read_seeds(tmp_path / "data.jsonl", boxes=True)


@pytest.mark.parametrize("stage", ["label", "sft", "grpo", "export"])
def test_help_takes_less_than_two_seconds(stage: str) -> None:
    """Of a processor's time: how long it waits for one is not the code's doing."""

    def spent() -> float:
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        return used.ru_utime + used.ru_stime

    before = spent()
    subprocess.run([sys.executable, "-m", f"training.vlm.{stage}", "--help"], check=True, capture_output=True)
    assert spent() - before < 2
