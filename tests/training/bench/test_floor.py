"""The floor of what is no box: how much of the advantage hangs on it."""

from pathlib import Path

import pytest

from training.bench.floor import FloorRecipe, main, share


def test_a_fixed_floor_carries_the_advantage_and_one_by_the_whole_does_not() -> None:
    recipe = FloorRecipe(groups=4000)
    assert share(0.02, -30.0, recipe) > 0.55
    assert share(0.02, None, recipe) < 0.25
    assert share(0.0, -30.0, recipe) == share(0.0, None, recipe) == 0


def test_the_table_is_that_of_the_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--out", str(tmp_path)]) == 0
    table = (tmp_path / "floor.md").read_text(encoding="utf-8").strip()
    assert table in capsys.readouterr().out
    assert table in Path("training/README.md").read_text(encoding="utf-8")
