"""A damaged checkpoint, note or proposal is one line with the way out, and the same command then goes on."""

import errno
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from training.storage import StorageError
from training.vlm import label

torch = pytest.importorskip("torch")
pytest.importorskip("trl")
pytest.importorskip("peft")
pytest.importorskip("datasets")

from safetensors.torch import save_file  # noqa: E402

from tests.training.vlm.material import write_models, write_questions  # noqa: E402
from training.vlm import grpo, sft  # noqa: E402
from training.vlm.trainers import last_checkpoint, taught_grammar  # noqa: E402

pytestmark = pytest.mark.filterwarnings("default")  # torch, TRL and peft deprecate each other


def checkpoint(folder: Path) -> Path:
    folder.mkdir(parents=True)
    save_file({"a": torch.zeros(100)}, folder / "model.safetensors")
    torch.save({"a": torch.zeros(100)}, folder / "optimizer.pt")
    torch.save({"a": 1}, folder / "rng_state.pth")
    (folder / "trainer_state.json").write_text('{"global_step": 1}', encoding="utf-8")
    (folder / "README.md").write_bytes(b"\xff")
    return folder


def halved(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def flipped(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[data.index(b"PK\x03\x04", 4) - 30] ^= 1
    path.write_bytes(data)


@pytest.mark.parametrize(
    ("name", "damage", "said"),
    [
        ("model.safetensors", halved, "model.safetensors is damaged"),
        ("model.safetensors", lambda path: path.write_bytes(b""), "model.safetensors is damaged"),
        ("optimizer.pt", halved, "optimizer.pt is damaged"),
        ("optimizer.pt", flipped, "optimizer.pt is damaged"),
        ("rng_state.pth", lambda path: path.write_bytes(b""), "rng_state.pth is damaged"),
        ("model.safetensors", Path.unlink, "out/checkpoint-20 is damaged (there are no weights)"),
    ],
)
def test_a_damaged_checkpoint_is_named_and_the_one_before_is_gone_on_from(
    tmp_path: Path, name: str, damage: Callable[[Path], None], said: str
) -> None:
    before, last = checkpoint(tmp_path / "out" / "checkpoint-9"), checkpoint(tmp_path / "out" / "checkpoint-20")
    checkpoint(tmp_path / "out" / "checkpoint-mine")
    assert last_checkpoint(tmp_path / "out") == str(last)
    damage(last / name)
    with pytest.raises(StorageError, match="Delete the folder checkpoint-20 and run the same command again") as error:
        last_checkpoint(tmp_path / "out")
    assert said in str(error.value)
    for path in last.iterdir():
        path.unlink()
    last.rmdir()
    assert last_checkpoint(tmp_path / "out") == str(before)


def test_a_checkpoint_cut_off_while_it_was_written_is_passed_over(tmp_path: Path) -> None:
    before, last = checkpoint(tmp_path / "checkpoint-9"), checkpoint(tmp_path / "checkpoint-20")
    halved(last / "optimizer.pt")
    (last / "trainer_state.json").unlink()
    assert last_checkpoint(tmp_path) == str(before)


@pytest.mark.parametrize("text", ["{", "[]", "\udcff"])
def test_a_damaged_note_about_the_grammar_is_not_taken_for_none(tmp_path: Path, text: str) -> None:
    assert taught_grammar(tmp_path) is None
    (tmp_path / "policy.json").write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(StorageError, match=r"policy\.json is damaged \(.*\)\. Write it again"):
        taught_grammar(tmp_path)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("damage")
    write_models(folder)
    write_questions(folder / "data.jsonl", [{"question": "?", "answers": ["x"], "box": None} for _ in range(4)])
    return folder


def run(place: Path, stage: str, out: Path, **more: Any) -> int:
    given = {"model": place / "policy", "data": place / "data.jsonl", "out": out, "precision": "float32", "steps": 2}
    given |= {"lora_rank": 0, "save_every": 1}
    if stage == "grpo":
        given |= {"target": place / "target", "group": 2, "prompts": 1, "batch": 2, "max_completion": 4}
    words = [part for name, value in (given | more).items() for part in (f"--{name.replace('_', '-')}", str(value))]
    return {"sft": sft, "grpo": grpo}[stage].main(words)


@pytest.mark.parametrize("stage", ["sft", "grpo"])
def test_what_is_damaged_or_in_the_way_of_a_stage_is_one_line(
    place: Path, tmp_path: Path, stage: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "out").write_text("a file")
    assert run(place, stage, tmp_path / "out") == 2
    line = capsys.readouterr().err.strip().splitlines()[-1]
    assert "out is a file, or lies in one, where a folder is needed." in line
    halved(checkpoint(tmp_path / "run" / "checkpoint-1") / "model.safetensors")
    assert run(place, stage, tmp_path / "run") == 2
    line = capsys.readouterr().err.strip().splitlines()[-1]
    assert line.startswith(f"training.vlm.{stage}: checkpoint-1/model.safetensors is damaged")
    assert "Delete the folder checkpoint-1" in line


@pytest.mark.parametrize(("stage", "option"), [("sft", "model"), ("grpo", "model"), ("grpo", "target")])
def test_damaged_weights_to_begin_with_are_one_line(
    place: Path, tmp_path: Path, stage: str, option: str, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(place / "policy", tmp_path / "damaged")
    halved(tmp_path / "damaged" / "model.safetensors")
    assert run(place, stage, tmp_path / "run", **{option: tmp_path / "damaged"}) == 2
    line = capsys.readouterr().err.strip().splitlines()[-1]
    assert line.startswith(f"training.vlm.{stage}: ")
    assert "damaged" in line


def labelled(folder: Path) -> Path:
    Image.new("RGB", (40, 40)).save(folder / "a.png")
    rows = [{"id": name, "image": "a.png", "question": "?", "answers": ["x"]} for name in "abc"]
    (folder / "data.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    assert label_again(folder) == 0
    return folder / "seeds.jsonl.proposals.jsonl"


def label_again(folder: Path) -> int:
    return label.main(
        ["--data", str(folder / "data.jsonl"), "--policy", "centre", "--out", str(folder / "seeds.jsonl")]
    )


@pytest.mark.parametrize(
    "line",
    ['{"id": "b"', '{"id": "b"}', '{"id": "b", "box": [1], "abstained": false, "reason": ""}',
     '{"id": "b", "box": ["x", 0, 1, 1], "abstained": false, "reason": ""}', "[]"],
)  # fmt: skip
def test_a_damaged_proposal_is_named_and_made_again(
    tmp_path: Path, line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = labelled(tmp_path)
    seeds, lines = (tmp_path / "seeds.jsonl").read_bytes(), kept.read_text(encoding="utf-8").splitlines()
    kept.write_text("\n".join([*lines[:2], line, lines[3], ""]), encoding="utf-8")
    assert label_again(tmp_path) == 2
    error = capsys.readouterr().err.splitlines()[-1]
    assert "/seeds.jsonl.proposals.jsonl, line 3 is damaged" in error
    assert "Remove that line and run the same command again" in error
    kept.write_text("\n".join([*lines[:2], lines[3], ""]), encoding="utf-8")
    assert label_again(tmp_path) == 0
    assert (tmp_path / "seeds.jsonl").read_bytes() == seeds


def test_a_kill_in_the_first_line_of_proposals_loses_nothing_else(tmp_path: Path) -> None:
    kept = labelled(tmp_path)
    whole = kept.read_bytes()
    kept.write_bytes(whole[:20])
    assert label_again(tmp_path) == 0
    assert kept.read_bytes() == whole


def test_a_full_disk_is_no_failure_of_the_proposer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Full:
        def predict_batch(self, images: object, questions: object) -> object:
            raise StorageError("cache/readings.sqlite cannot be written") from OSError(errno.ENOSPC, "No space")

    kept = labelled(tmp_path)
    kept.unlink()
    monkeypatch.setattr(label, "load_policy", lambda source: Full())
    assert label_again(tmp_path) == 2
    assert "the disk is full" in capsys.readouterr().err
    assert not kept.exists()
    assert (tmp_path / "seeds.jsonl").stat().st_size > 0
