"""A slice of the matrix of checkpoints: all classes in use and as targets, some in training."""

from pathlib import Path

import pytest

pytest.importorskip("torch")
pytest.importorskip("trl")
pytest.importorskip("peft")

from tests.policies import hub_vlms
from training.bench.matrix import COLUMNS, cells, main

pytestmark = pytest.mark.filterwarnings("default")  # torch, TRL and peft deprecate each other
IN_USE = ("loads", "batch", "sample", "constrained", "answer", "likelihood")


@pytest.mark.parametrize("name", hub_vlms.CLASSES)
def test_every_class_is_a_policy_and_a_target_as_it_lies_on_the_hub(name: str, tmp_path: Path) -> None:
    folder = str(hub_vlms.write(name, tmp_path / name, spread=10.0))
    row = cells(folder, folder, training=False)
    assert {column: row[column] for column in IN_USE} == dict.fromkeys(IN_USE, "yes")


@pytest.mark.parametrize("name", ["qwen2_5_vl", "llava", "llava_onevision"])
def test_a_class_is_trained_as_it_lies_on_the_hub(name: str, tmp_path: Path) -> None:
    partner = hub_vlms.write("smolvlm", tmp_path / "smolvlm", spread=10.0)
    row = cells(str(hub_vlms.write(name, tmp_path / name, spread=10.0)), str(partner))
    assert {column: row[column] for column in COLUMNS} == dict.fromkeys(COLUMNS, "yes")


def test_what_cannot_be_trained_says_so_and_the_table_is_written(tmp_path: Path) -> None:
    model = hub_vlms.write("paligemma", tmp_path / "paligemma", spread=10.0)
    partner = hub_vlms.write("smolvlm", tmp_path / "smolvlm", spread=10.0)
    (tmp_path / "nothing").mkdir()
    words = ["--models", str(model), str(tmp_path / "nothing"), "--partner", str(partner)]
    for _ in range(2):  # the second is read from what the first has kept
        assert main([*words, "--out", str(tmp_path / "table.md")]) == 0
    lines = (tmp_path / "table.md").read_text(encoding="utf-8").splitlines()
    cells_of = {line.split(" | ")[0].strip("| "): line.split(" | ") for line in lines if line.startswith("| ")}
    row = cells_of["paligemma"]
    assert [cell.strip(" |") for cell in row[1:8]] == ["PaliGemmaProcessor", *["yes"] * 6]
    assert "no chat template" in row[8]
    assert row[8].startswith("refused: paligemma")
    assert row[9] == row[8]
    assert row[10].strip(" |") == "yes"
    assert "cannot be loaded" in cells_of["nothing"][2]
