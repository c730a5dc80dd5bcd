"""Whole runs: workers, killed ones, shards."""

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from cropvlm_tools import ZoomOptions
from cropvlm_tools.cli import main
from cropvlm_tools.corpus.run import Batch, Progress, run_batch
from cropvlm_tools.corpus.sinks import rows_in
from cropvlm_tools.corpus.sources import Corpus
from cropvlm_tools.errors import CropVLMError
from tests.corpus.pages import QUESTIONS, Deadly, folder_of

pytest.importorskip("pypdfium2", reason="the extra pdf is not installed")
pytest.importorskip("pyarrow", reason="the extra corpus is not installed")

ROOT = Path(__file__).parents[2]


def batch(folder: Path, out: Path, **others: Any) -> Batch:
    return Batch(Corpus((str(folder),), QUESTIONS), out, **others)


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize("out", ["rows.parquet", "rows"])
def test_a_row_for_every_question_and_page(tmp_path: Path, workers: int, out: str) -> None:
    folder = folder_of(tmp_path / "in", 20)
    (folder / "broken.png").write_bytes(b"no image")
    done = run_batch(batch(folder, tmp_path / out, workers=workers, crops=True))
    assert (done.done, done.rows, done.errors) == (21, 42, 2)
    rows = list(rows_in(tmp_path / out))
    assert [row["id"] for row in rows[:3]] == ["000.pdf#1/1", "000.pdf#2/1", "001.pdf#1/1"]
    assert len({row["id"] for row in rows}) == 42
    assert all(f"Total {int(row['source'][:3])}.50" in row["text"] for row in rows[:40:2])
    assert all(row["crop"].startswith((b"\x89PNG", b"\xff\xd8")) for row in rows[:40])
    assert [row["outcome"] for row in rows[40:]] == ["error", "error"]
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(["in", out])


def test_shards_together_are_the_whole(tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "in", 40)
    run_batch(batch(folder, tmp_path / "all.parquet"))
    for number in (1, 2):
        run_batch(batch(folder, tmp_path / "part.parquet", shard=(number, 2)))
    parts = [row for number in (1, 2) for row in rows_in(tmp_path / f"part-0000{number}-of-00002.parquet")]
    assert sorted(parts, key=lambda row: row["id"]) == sorted(
        rows_in(tmp_path / "all.parquet"), key=lambda row: row["id"]
    )


KILLED = """
import sys
from pathlib import Path
from cropvlm_tools import ZoomOptions
from cropvlm_tools.corpus.run import Batch, run_batch
from cropvlm_tools.corpus.sources import Corpus
from tests.corpus.pages import QUESTIONS, Slow
if __name__ == "__main__":
    run_batch(Batch(Corpus((sys.argv[1],), QUESTIONS), Path(sys.argv[2]), ZoomOptions(policy=Slow()), workers=2))
"""


@pytest.mark.skipif(os.name != "posix", reason="signals are POSIX's")
@pytest.mark.parametrize("out", ["rows.parquet", "rows"])
def test_a_run_that_is_killed_goes_on(tmp_path: Path, out: str) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(150):
        Image.new("RGB", (40, 30), (number, 0, 0)).save(folder / f"{number:03}.png")
    script = tmp_path / "run.py"
    script.write_text(KILLED, encoding="utf-8")
    command = [sys.executable, str(script), str(folder), str(tmp_path / out)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    parts = (
        (tmp_path / out).with_name(f"{out}.parts") if out.endswith("parquet") else tmp_path / out / "rows.jsonl.parts"
    )
    for kill in (1, 3, 5):
        run = subprocess.Popen(command, env=environment, start_new_session=True)
        while run.poll() is None and len(list(parts.glob("part-*"))) < kill:
            time.sleep(0.02)
        os.killpg(run.pid, signal.SIGKILL)
        run.wait()
    left = len(list(parts.glob("part-*[tl]")))
    assert 0 < left < 10
    assert subprocess.run(command, env=environment, check=False).returncode == 0
    rows = list(rows_in(tmp_path / out))
    assert [row["id"] for row in rows] == [f"{number:03}.png#{asked}" for number in range(150) for asked in (1, 2)]
    assert not parts.exists()


@pytest.mark.skipif(os.name != "posix", reason="signals are POSIX's")
def test_an_image_that_ends_its_process_is_a_row_with_an_error(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(36):
        Image.new("RGB", (13 if number == 20 else 40, 30)).save(folder / f"{number:03}.png")
    done = run_batch(batch(folder, tmp_path / "rows.parquet", options=ZoomOptions(policy=Deadly()), workers=2))
    assert (done.rows, done.errors) == (72, 2)
    rows = {row["id"]: row for row in rows_in(tmp_path / "rows.parquet")}
    assert len(rows) == 72
    assert [each for each, row in rows.items() if row["outcome"] == "error"] == ["020.png#1", "020.png#2"]
    assert "The process that read it ended" in rows["020.png#1"]["error"]


def test_the_same_again_does_nothing_and_another_run_is_refused(tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "in", 2)
    for out in ("rows.parquet", "rows"):
        first = batch(folder, tmp_path / out)
        assert run_batch(first).rows == 4
        said: list[str] = []
        assert run_batch(first, said.append).rows == 0
        assert "finished already" in said[0]
        with pytest.raises(CropVLMError, match="another run"):
            run_batch(replace(first, options=ZoomOptions(policy="centre")))
    (folder / "more.pdf").write_bytes(b"")
    with pytest.raises(CropVLMError, match="its input has changed"):
        run_batch(replace(first))


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = folder_of(tmp_path / "in", 2)
    (tmp_path / "q.txt").write_text("What is the total?\n\n", encoding="utf-8")
    command = ["batch", str(folder), "--questions", str(tmp_path / "q.txt"), "--question", "Who?", "--no-isolated"]
    assert main([*command, "--out", str(tmp_path / "rows")]) == 0
    said = capsys.readouterr()
    assert said.out == "wrote 4 rows, 0 of them errors\n"
    assert "2 of 2 images, 4 rows" in said.err
    lines = (tmp_path / "rows" / "rows.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["question"] for line in lines] == ["What is the total?", "Who?"] * 2
    for wrong, says in (
        (["--shard", "3/2"], "no shard 3 of 2"),
        (["--shard", "x"], "such as 2/8"),
        ([], "another run"),
    ):
        assert main([*command, "--out", str(tmp_path / "rows"), "--policy", "centre", *wrong]) == 2
        assert says in capsys.readouterr().err
    assert main(["batch", str(tmp_path / "no"), "--out", str(tmp_path / "b")]) == 2


def test_progress_says_rate_and_remaining_time() -> None:
    said: list[str] = []
    progress = Progress(100, said.append, kept=20, began=time.monotonic() - 60)
    progress.add(20, 40, 1)
    assert said[0].startswith("40 of 100 images, 40 rows, 0.7 rows/s, 1 errors, 3.0 min left")
