"""The default policy's training, killed and damaged: it ends as one that was not, or one line says what to do."""

import hashlib
import random
import shutil
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("safetensors")

from training.grounded import export, grpo  # noqa: E402
from training.grounded.__main__ import main  # noqa: E402
from training.grounded.judging.curves import curve  # noqa: E402
from training.grounded.network import BoxNetwork, LineNetwork  # noqa: E402
from training.grounded.words import save  # noqa: E402
from training.provenance import alone  # noqa: E402
from training.storage import StorageError  # noqa: E402

ROOT = Path(export.__file__).parents[2]
FILES = ("networks.safetensors", "lines.onnx", "boxes.onnx", "policy.json")


def command(folder: Path, out: str) -> list[str]:
    if not (folder / "words.npz").exists():
        save(folder / "words.npz", ["total", "date"], np.array([[100, 0], [0, 100]], np.int8))
    words = ["--words", str(folder / "words.npz"), "--out", str(folder / out)]
    return [*words, "--pages", "8", "--grpo-questions", "12", "--workers", "1"]


@pytest.mark.slow
def test_a_training_killed_three_times_ends_as_one_that_was_not(tmp_path: Path) -> None:
    """In each stage once, at a random moment after its first file has come."""
    draw, out = random.Random(3), tmp_path / "killed"
    begun = [sys.executable, "-m", "training.grounded", *command(tmp_path, "killed")]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    for name in ("policy-sft/lines.safetensors", "policy/sft.csv", "policy/grpo.pt"):
        process = subprocess.Popen(begun, cwd=ROOT, **quiet)  # type: ignore[call-overload]  # options by name
        while process.poll() is None and not (out / name).exists():
            time.sleep(0.005)
        time.sleep(draw.uniform(0, 0.05))
        process.kill()
        assert process.wait() < 0, f"killed too late for {name}"
    for each in ("killed", "straight"):
        done = subprocess.run(
            [*begun[:3], *command(tmp_path, each)], cwd=ROOT, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
    for stage in ("policy-sft", "policy"):
        killed, straight = (
            [hashlib.sha256((tmp_path / each / stage / name).read_bytes()).hexdigest() for name in FILES]
            for each in ("killed", "straight")
        )
        assert killed == straight, stage
    for column in ("reward", "kl"):
        killed, straight = (curve(tmp_path / each / "policy" / "grpo.csv", column) for each in ("killed", "straight"))
        assert killed == straight


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("run.json", b"{", "out/run.json is damaged"),
        ("run.json", b"\xff", "out/run.json is damaged"),
        ("readings/lines.sqlite", b"no database" * 999, "readings/lines.sqlite is damaged"),
    ],
)
def test_what_is_damaged_in_the_folder_is_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, content: bytes, said: str
) -> None:
    (tmp_path / "out" / name).parent.mkdir(parents=True)
    (tmp_path / "out" / name).write_bytes(content)
    assert main(command(tmp_path, "out")) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert said in line
    assert "Delete it" in line


def test_what_is_in_the_way_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = command(tmp_path, "out")
    (tmp_path / "out").write_text("a file")
    assert main(words) == 2
    assert "out is a file, or lies in one, where a folder is needed." in capsys.readouterr().err
    (tmp_path / "out").unlink()
    (tmp_path / "out").mkdir()
    with alone(tmp_path / "out"):
        assert main(words) == 2
    assert "Another process works in out." in capsys.readouterr().err
    (tmp_path / "words.npz").write_bytes(b"PK\x03\x04")
    assert main(words) == 2
    assert "words.npz is damaged" in (line := capsys.readouterr().err)
    assert "Give other --words." in line


@pytest.mark.parametrize("damage", ["halved", "empty", "of other shapes"])
def test_networks_that_cannot_be_gone_on_from_are_named(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "policy-sft" / "lines-0.safetensors"
    export.save_networks(path, lines=LineNetwork(3 if damage == "of other shapes" else 2))
    if damage != "of other shapes":
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2 if damage == "halved" else 0])
    with pytest.raises(StorageError, match=r"policy-sft/lines-0\.safetensors is damaged .* Delete it and run"):
        export.load_networks(path, lines=LineNetwork(2))
    with pytest.raises(StorageError, match="Give another --start"):
        export.load_networks(path, "Give another --start.", lines=LineNetwork(2))


@pytest.mark.parametrize("kept", [b"", b"PK\x03\x04", b"no checkpoint"])
def test_a_damaged_checkpoint_of_the_second_stage_is_named(tmp_path: Path, kept: bytes) -> None:
    (tmp_path / "grpo.pt").write_bytes(kept)
    with pytest.raises(StorageError, match=r"/grpo\.pt is damaged .* Delete it and run the same command again"):
        grpo.train(BoxNetwork(), [], grpo.Settings(rounds=0), 0, lambda values: None, tmp_path / "grpo.pt")
    torch.save({"rounds": 1}, tmp_path / "grpo.pt")
    with pytest.raises(StorageError, match=r"/grpo\.pt is damaged \('boxes'\)"):
        grpo.train(BoxNetwork(), [], grpo.Settings(rounds=0), 0, lambda values: None, tmp_path / "grpo.pt")


@pytest.mark.slow
def test_a_first_stage_whose_networks_are_deleted_is_done_again(tmp_path: Path) -> None:
    words = command(tmp_path, "out")
    assert main(words) == 0
    before = [(tmp_path / "out" / "policy" / name).read_bytes() for name in FILES]
    (tmp_path / "out" / "policy-sft" / "networks.safetensors").unlink()
    shutil.rmtree(tmp_path / "out" / "policy")
    assert main(words) == 0
    assert [(tmp_path / "out" / "policy" / name).read_bytes() for name in FILES] == before
