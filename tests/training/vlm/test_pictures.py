"""A picture is opened and prepared once a step, for all its completions and both models, ahead where workers are."""

import copy
import pickle
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

torch = pytest.importorskip("torch")
pytest.importorskip("trl")
pytest.importorskip("peft")
pytest.importorskip("datasets")

from transformers.models.idefics3.image_processing_pil_idefics3 import Idefics3ImageProcessorPil  # noqa: E402

from cropvlm_tools.policies.vlm.pixels import keep_prepared, shrunk  # noqa: E402
from cropvlm_tools.policies.vlm.prompting import Prompter  # noqa: E402
from tests.policies import tiny_vlms  # noqa: E402
from tests.training.vlm.material import write_models, write_questions  # noqa: E402
from training.vlm import grpo, seeds  # noqa: E402

pytestmark = pytest.mark.filterwarnings("default")  # torch, TRL and peft deprecate each other
WHOLE = (60, 40)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pictures")
    write_models(folder)
    lines = [{"question": "What is due?", "answers": [str(number)], "box": None} for number in range(4)]
    write_questions(folder / "data.jsonl", lines)
    return folder


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often, in this process, a picture is opened, and a whole one prepared."""
    counts: Counter[str] = Counter()
    load, prepare = seeds.load_image, Idefics3ImageProcessorPil.preprocess

    def opened(*args: Any, **given: Any) -> Any:
        counts["opened"] += 1
        return load(*args, **given)

    def prepared(self: Any, images: Any, *args: Any, **given: Any) -> Any:
        counts["prepared"] += images[0][0].size == WHOLE
        return prepare(self, images, *args, **given)

    monkeypatch.setattr(seeds, "load_image", opened)
    monkeypatch.setattr(Idefics3ImageProcessorPil, "preprocess", prepared)
    return counts


@pytest.mark.parametrize(
    ("batch", "workers", "opened", "prepared"),
    [
        (4, 0, 4, 8),  # two steps of two pictures, prepared once for each model
        (2, 0, 4, 8),  # a group in two batches: read twice, opened once
        (8, 0, 4, 8),
        (4, 1, 0, 0),  # all of it in a worker
    ],
)
def test_each_picture_is_opened_and_prepared_once_a_step(
    place: Path, tmp_path: Path, counted: Counter[str], batch: int, workers: int, opened: int, prepared: int
) -> None:
    given = {"model": place / "policy", "target": place / "target", "data": place / "data.jsonl", "out": tmp_path}
    given |= {"lora_rank": 4, "lora_targets": "all-linear", "precision": "float32", "group": 4, "prompts": 2}
    given |= {"batch": batch, "steps": 2, "max_completion": 4, "workers": workers, "target_edge": 512}
    assert (
        grpo.main([part for name, value in given.items() for part in (f"--{name.replace('_', '-')}", str(value))]) == 0
    )
    assert (counted["opened"], counted["prepared"]) == (opened, prepared)


@pytest.mark.parametrize(
    ("batch", "processes", "together"), [(6, 1, 1), (3, 1, 2), (2, 1, 3), (12, 8, 1), (4, 1, 3), (1, 3, 2), (96, 1, 1)]
)
def test_no_more_is_generated_at_once_than_whole_groups(batch: int, processes: int, together: int) -> None:
    given: dict[str, Any] = {"model": "m", "data": ("d",), "out": Path("o"), "target": "t", "batch": batch}
    recipe = grpo.GrpoRecipe(**given)
    assert recipe.together(processes) == together
    assert batch * processes * together % recipe.group == 0
    whole = grpo.GrpoRecipe(**given, scale_rewards="batch").together(processes)
    assert whole == grpo.GrpoRecipe(**given, loss="dapo").together(processes) == 96 // (batch * processes)


def test_what_is_prepared_goes_with_a_picture_and_not_with_its_crops(counted: Counter[str]) -> None:
    _, processor = tiny_vlms.build("idefics3")
    from cropvlm_tools.policies.vlm.pixels import prepare_alone

    prepare_alone(processor)
    prompter = Prompter(processor)
    picture = Image.effect_noise(WHOLE, 90).convert("RGB")
    keep_prepared(picture)
    made = prompter.inputs([([picture], "?")])["pixel_values"]
    for same in (picture, copy.deepcopy(picture), pickle.loads(pickle.dumps(picture))):
        assert torch.equal(prompter.inputs([([same], "?")])["pixel_values"], made)
    assert counted["prepared"] == 1
    crop = picture.crop((0, 0, 30, 40))
    assert not torch.equal(prompter.inputs([([crop], "?")])["pixel_values"], made)
    assert shrunk(picture, 30) is shrunk(picture, 30)
    assert shrunk(picture, 30).size == (30, 20)
    assert shrunk(crop, 100) is crop
