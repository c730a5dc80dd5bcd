"""What is kept of a smoke run is replaced only by what is whole."""

from pathlib import Path

import pytest

pytest.importorskip("torch")
pytest.importorskip("transformers")

from tests.policies import tiny_vlms
from training.smoke.keep import main

pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")


def test_a_damaged_run_leaves_what_is_kept(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    final, kept = tmp_path / "run" / "sft" / "final", tmp_path / "kept"
    for part in tiny_vlms.build("idefics3"):
        part.save_pretrained(final)
    (final / "policy.json").write_text('{"policy": "vlm", "grammar": "percent"}', encoding="utf-8")
    command = ["--run", str(tmp_path / "run"), "--out", str(kept)]
    assert main(command) == 0
    before = {path.name: path.read_bytes() for path in (kept / "sft").iterdir()}
    assert before["README.md"].startswith(b"# sft\n")
    weights = final / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:1000])
    assert main(command) == 2
    assert "\ntraining.smoke.keep: Checkpoint 'final' cannot be loaded: " in capsys.readouterr().err
    assert {path.name: path.read_bytes() for path in (kept / "sft").iterdir()} == before
    assert [path.name for path in kept.iterdir()] == ["sft"]
