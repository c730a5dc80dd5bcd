"""What SFT teaches is what is read and written in use, to the token that ends it; and what sampling leaves out."""

from pathlib import Path
from typing import Any

import pytest
from PIL import Image

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
