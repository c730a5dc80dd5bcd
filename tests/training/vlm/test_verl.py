"""The GRPO stage as verl runs it: rows, the reward on recorded batches, the command."""

import importlib.util
import json
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

torch = pytest.importorskip("torch")
datasets = pytest.importorskip("datasets")
pytest.importorskip("trl")

from cropvlm_tools.boxes import GRAMMARS  # noqa: E402
from cropvlm_tools.images.load import load_image  # noqa: E402
from tests.training.vlm.material import write_models, write_questions  # noqa: E402
from training.targets.vlm import VlmTarget  # noqa: E402
from training.vlm.rewards import ValidBox, answer_likelihood  # noqa: E402
from training.vlm.verl import main  # noqa: E402

pytestmark = pytest.mark.filterwarnings("default")  # torch and its kin deprecate each other


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("verl")
    write_models(folder)
    lines = [{"question": f"What is {number}?", "answers": [str(number), "EUR"], "box": None} for number in range(4)]
    write_questions(folder / "data.jsonl", lines)
    exif = Image.Exif()
    exif[0x0112] = 6  # the last one lies on its side
    with Image.open(folder / "3.png") as picture:
        picture.save(folder / "3.jpg", exif=exif)
    text = (folder / "data.jsonl").read_text(encoding="utf-8")
    (folder / "data.jsonl").write_text(text.replace("3.png", "3.jpg"), encoding="utf-8")
    given = {
        "model": folder / "policy",
        "target": folder / "target",
        "data": folder / "data.jsonl",
        "out": folder / "out",
    }
    words = [part for name, value in given.items() for part in (f"--{name}", str(value))]
    assert main([*words, "--prompts", "2", "--group", "4", "--batch", "4"]) == 0
    return folder


def test_rows_are_as_verl_reads_them(place: Path) -> None:
    rows = list(datasets.Dataset.from_parquet(str(place / "out" / "train.parquet"), cache_dir=str(place / "cache")))
    assert len(rows) == 4
    first, last = rows[0], rows[3]
    (message,) = first["prompt"]
    assert message["content"].startswith("<image>What is 0?\nOutline the region")
    assert message["content"].count("<image>") == len(first["images"]) == 1
    assert first["images"][0]["image"] == str((place / "0.png").resolve())
    with Image.open(last["images"][0]["image"]) as shown:
        assert np.asarray(shown.convert("RGB")).tolist() == np.asarray(load_image(place / "3.jpg")).tolist()
    assert json.loads(first["reward_model"]["ground_truth"]) == ["0", "EUR"]


def test_the_reward_of_a_recorded_batch_is_that_of_grpo_here(place: Path) -> None:
    """As verl's batch reward manager calls it: arrays of objects, completions without special tokens."""
    spec = importlib.util.spec_from_file_location("reward", place / "out" / "reward.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    said = [" [10, 10, 60, 90].", " [0, 0, 100, 100].", " no box", " [10, 10, 60, 90]."] * 2
    rows = list(datasets.Dataset.from_parquet(str(place / "out" / "train.parquet"), cache_dir=str(place / "cache")))
    batch = [rows[0]] * 4 + [rows[3]] * 4
    given: dict[str, Any] = {
        "data_sources": np.array(["cropvlm"] * 8, dtype=object),
        "solution_strs": said,
        "ground_truths": [row["reward_model"]["ground_truth"] for row in batch],
        "extra_infos": np.array([row["extra_info"] for row in batch], dtype=object),
    }
    found = module.compute_score(**given)
    grammar = GRAMMARS["percent"]
    target = VlmTarget.from_pretrained(place / "target", edge=512)
    columns: dict[str, Any] = {
        "image": [load_image(place / name) for name in ["0.png"] * 4 + ["3.jpg"] * 4],
        "question": ["What is 0?"] * 4 + ["What is 3?"] * 4,
        "answers": [["0", "EUR"]] * 4 + [["3", "EUR"]] * 4,
    }
    expected = answer_likelihood(target, grammar)(completions=said, **columns)
    valid = ValidBox(grammar)(completions=said, **columns)
    assert found == pytest.approx([a + b for a, b in zip(expected, valid, strict=True)], abs=1e-4)  # type: ignore[operator]
    assert found[0] == found[3] != found[1]
    assert found[2] < min(found[0], found[1])
    lost = [{**row["extra_info"], "image": "nothing.png"} for row in batch]
    assert module.compute_score(**{**given, "extra_infos": lost}) == [1.0, 1.0, 0.0, 1.0] * 2


def test_the_command_is_a_script_with_the_recipe_s_settings(place: Path) -> None:
    script = place / "out" / "run.sh"
    assert subprocess.run(["bash", "-n", str(script)], capture_output=True).returncode == 0
    text = script.read_text(encoding="utf-8")
    for setting in (
        "rollout.n=4",
        "train_batch_size=2",
        "kl_loss_coef=0.01",
        "reward_manager=batch",
        "temperature=0.8",
    ):
        assert setting in text
    assert 'custom_reward_function.path="$HERE/reward.py"' in text


def test_help_and_errors_are_of_this_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    assert "usage: python -m training.vlm.verl" in capsys.readouterr().out
    assert main(["--model", "nowhere"]) == 2
    assert capsys.readouterr().err.startswith("training.vlm.verl: The recipe lacks")
