"""What SFT teaches is what is read and written in use, to the token that ends it; and what sampling leaves out."""

import sys
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from tqdm import tqdm

torch = pytest.importorskip("torch")
pytest.importorskip("trl")
pytest.importorskip("datasets")

from trl.trainer.sft_trainer import DataCollatorForVisionLanguageModeling  # noqa: E402

from cropvlm_tools.boxes import Box  # noqa: E402
from cropvlm_tools.errors import PolicyError  # noqa: E402
from cropvlm_tools.policies.vlm.constraint import tokens_behind  # noqa: E402
from cropvlm_tools.policies.vlm.policy import policy_prompt  # noqa: E402
from cropvlm_tools.policies.vlm.prompting import Prompter  # noqa: E402
from tests.policies import hub_vlms  # noqa: E402
from training.tasks.task import Example  # noqa: E402
from training.vlm.sft import SftRecipe, sft_rows  # noqa: E402
from training.vlm.trainers import drop_only_in_training, load_trainable  # noqa: E402

pytestmark = pytest.mark.filterwarnings("default")  # torch, TRL and peft deprecate each other


def course(model: Path) -> SftRecipe:
    return SftRecipe(model=str(model), data=(), out=model.parent / "out")


@pytest.mark.parametrize("name", [name for name in hub_vlms.CLASSES if name != "paligemma"])
def test_sft_teaches_what_is_read_and_written_in_use(name: str, tmp_path: Path) -> None:
    _, loaded = load_trainable(course(hub_vlms.write(name, tmp_path / name)))
    processor: Any = loaded
    prompter = Prompter(processor)
    Image.new("RGB", (60, 40)).save(tmp_path / "a.png")
    boxes = [Box(0.1, 0.2, 0.5, 0.75), None]
    seeds = [Example(str(box), tmp_path / "a.png", "What is <image> due?", ("x",), (), box=box) for box in boxes]
    rows: Any = sft_rows(seeds, "percent", prompter)
    batch = DataCollatorForVisionLanguageModeling(processor, completion_only_loss=True)([*rows])
    used = prompter.inputs([([Image.new("RGB", (60, 40))], policy_prompt("What is <image> due?"))])["input_ids"][0]
    texts = [prompter.lead + text for text in ("[10, 20, 50, 75].", "[0, 0, 100, 100].")]
    written = tokens_behind(processor.tokenizer, prompter.context, texts)
    for row, answer in enumerate(written):
        shown = batch["attention_mask"][row].bool()
        taught = batch["labels"][row][batch["labels"][row] >= 0].tolist()
        assert taught == [*answer, prompter.end]
        assert batch["input_ids"][row][shown].tolist() == [*used.tolist(), *answer, prompter.end]


def test_what_has_no_chat_template_is_not_trained(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match="PaliGemmaProcessor can be used as it is"):
        load_trainable(course(hub_vlms.write("paligemma", tmp_path / "paligemma")))


def test_nothing_is_dropped_where_no_gradient_is_taken() -> None:
    model = torch.nn.Sequential(torch.nn.Linear(4, 400), torch.nn.Dropout(0.5)).train()
    drop_only_in_training(model)
    with torch.no_grad():
        assert (model(torch.ones(1, 4)) != 0).all()
    assert 100 < int((model(torch.ones(1, 4)) == 0).sum()) < 300
    assert (model.eval()(torch.ones(1, 4)) != 0).all()


@pytest.mark.parametrize(("processes", "left"), [("1", 8), ("4", 2), ("3", None)])
def test_a_step_of_sft_is_the_same_on_any_number_of_processes(
    processes: str, left: int | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its batch grew with them: four steps an epoch became two."""
    import trl

    from training.recipe import RecipeError
    from training.vlm import sft

    monkeypatch.setenv("WORLD_SIZE", processes)
    seen: list[int] = []

    class Config(trl.SFTConfig):  # type: ignore[misc]  # of TRL
        def __init__(self, *args: Any, gradient_accumulation_steps: int = 1, **given: Any) -> None:
            seen.append(gradient_accumulation_steps)
            raise ValueError("enough was seen")

    monkeypatch.setattr(trl, "SFTConfig", Config)
    Image.new("RGB", (60, 40)).save(tmp_path / "a.png")
    line = '{"image": "a.png", "question": "?", "answers": ["x"], "box": [0, 0, 30, 20]}'
    (tmp_path / "data.jsonl").write_text(line, encoding="utf-8")
    model = hub_vlms.write("smolvlm", tmp_path / "model")
    recipe = SftRecipe(model=str(model), data=(str(tmp_path / "data.jsonl"),), out=tmp_path / "out", batch=2)
    with pytest.raises(RecipeError, match="enough was seen" if left else "do not fall to 3 processes of 2"):
        sft.train_sft(recipe)
    assert seen == ([left] if left else [])


def test_a_bar_shows_the_numbers_that_matter_and_lets_go(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from types import SimpleNamespace

    from training.vlm import callbacks

    monkeypatch.setattr(callbacks, "tqdm", lambda **given: tqdm(**given | {"disable": False, "file": sys.stderr}))
    bar = callbacks.Progress(True, "reward", "rewards/valid_box/mean")
    state: Any = SimpleNamespace(is_world_process_zero=True, global_step=2, max_steps=5)
    bar.on_train_begin(None, state, None)
    bar.on_step_end(None, state, None)
    bar.on_log(None, state, None, logs={"reward": -1.23456, "rewards/valid_box/mean": 1.0, "kl": 0.1})
    bar.close()
    said = capsys.readouterr().err
    assert "3/5" in said
    assert "reward=-1.23, valid_box=1" in said
    assert said.endswith("\n")
