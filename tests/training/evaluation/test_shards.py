"""An evaluation shared by several machines, and by the GPUs of one."""

import json
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.training.evaluation.conftest import Red
from training.evaluation import measure
from training.evaluation.run import main

OUTPUTS = ("table.md", "breakdown.md", "summary.json")
POLICIES = ["centre", "whole", "oracle"]


def run(data: Path, out: Path, *more: str) -> int:
    return main(
        ["--data", str(data), "--out", str(out), "--targets", "red", "--workers", "1", "--policies", *POLICIES, *more]
    )


def test_shards_make_the_tables_of_one_run(data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(data, tmp_path / "one") == 0
    for shard in ("1/2", "2/2"):
        assert run(data, tmp_path / "two", "--shard", shard) == 0
    assert not (tmp_path / "two" / "table.md").exists()
    rows = [path.read_text().count("\n") for path in sorted((tmp_path / "two" / "shards").glob("*/rows.jsonl"))]
    assert rows == [12, 6]  # two pictures, and one
    Red.calls = 0
    assert run(data, tmp_path / "two") == 0
    assert Red.calls == 0
    for name in OUTPUTS:
        one, two = (json.dumps((tmp_path / run / name).read_text(encoding="utf-8")) for run in ("one", "two"))
        assert one == two
    assert run(data, tmp_path / "two", "--resolutions", "300") == 2
    assert "other resolutions" in capsys.readouterr().err


def test_what_shards_lack_is_measured(data: Path, tmp_path: Path) -> None:
    assert run(data, tmp_path / "out", "--shard", "2/3") == 0
    assert run(data, tmp_path / "out") == 0
    assert (tmp_path / "out" / "rows.jsonl").read_text(encoding="utf-8").count("\n") == 12


@pytest.mark.parametrize("shard", ["0/2", "3/2", "1", "a/b", "1/2/3"])
def test_what_is_no_share_is_one_line(
    data: Path, tmp_path: Path, shard: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(data, tmp_path / "out", "--shard", shard) == 2
    assert "give I/N" in capsys.readouterr().err


def test_processes_take_gpus_by_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    taken: list[int] = []
    cuda = SimpleNamespace(is_available=lambda: True, device_count=lambda: 2, set_device=taken.append)
    monkeypatch.setattr(measure, "import_module", lambda name: SimpleNamespace(cuda=cuda))
    for number in range(4):
        measure.use_gpu(number)
    assert taken == [0, 1, 0, 1]
