"""A folder of transformers that is damaged: a PolicyError without a local path, or a policy that works."""

import json
import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from cropvlm_tools import load_policy, zoom
from cropvlm_tools.errors import PolicyError
from tests.policies.vlm.subjects import MARKS, tiny_vlms

pytestmark = MARKS

FILES = ("config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json", "processor_config.json")


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("saved") / "model"
    model, processor = tiny_vlms.build("idefics3")
    model.save_pretrained(folder)
    processor.save_pretrained(folder)
    return folder


@pytest.fixture
def folder(saved: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(saved, tmp_path / "secret" / "model"))


def refused_or_works(folder: Path) -> str:
    """What the PolicyError says; "" where there is none, and a zoom with the policy comes to an outcome."""
    try:
        policy = load_policy(folder)
    except PolicyError as error:
        said = str(error)
        assert str(folder.parent) not in said
        assert "\n" not in said
        return said
    zoom(Image.new("RGB", (80, 60)), "What?", policy)
    return ""


def mutated(data: bytes, seed: int) -> bytes:
    """Cut, flipped, filled or repeated, at places that the seed chooses."""
    draw = random.Random(seed)
    at = draw.randrange(len(data))
    flipped = data[:at] + bytes([data[at] ^ (1 << draw.randrange(8))]) + data[at + 1 :]
    return draw.choice((b"", data[:at], data[at:], flipped, data[:at] + b"\xff" * 100 + data[at + 100 :], data + data))


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("name", FILES)
def test_mutated_files(folder: Path, name: str, seed: int) -> None:
    (folder / name).write_bytes(mutated((folder / name).read_bytes(), seed))
    refused_or_works(folder)


CONFIGS: dict[str, Callable[[dict[str, Any]], Any]] = {
    "layers without end": lambda config: config["text_config"].update(num_hidden_layers=10**9),
    "vision layers without end": lambda config: config["vision_config"].update(num_hidden_layers=10**9),
    "a huge width": lambda config: config["text_config"].update(hidden_size=10**12),
    "an infinite width": lambda config: config["text_config"].update(hidden_size=float("inf")),
    "words for numbers": lambda config: config["text_config"].update(hidden_size="many"),
    "a huge vocabulary": lambda config: config["text_config"].update(vocab_size=10**15),
    "no heads": lambda config: config["text_config"].update(num_attention_heads=0),
    "another model": lambda config: config.update(model_type="/secret/model"),
    "no model": lambda config: config.clear(),
}


@pytest.mark.parametrize("how", CONFIGS.values(), ids=CONFIGS.keys())
def test_a_config_that_makes_no_sense_is_refused(folder: Path, how: Callable[[dict[str, Any]], Any]) -> None:
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    how(config)
    (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
    assert refused_or_works(folder)


@pytest.mark.parametrize("name", FILES[:1] + FILES[2:])
@pytest.mark.parametrize("text", ["[" * 100_000 + "]" * 100_000, "null", "[]", '{"a": ' * 3000 + "1" + "}" * 3000])
def test_json_of_other_shapes_is_refused_or_changes_nothing(folder: Path, name: str, text: str) -> None:
    (folder / name).write_text(text, encoding="utf-8")
    refused_or_works(folder)


STANDS: dict[str, Callable[[Path], object]] = {
    "a FIFO": os.mkfifo,
    "a device": lambda path: path.symlink_to("/dev/zero"),
    "a directory": lambda path: path.mkdir(),
    "a loop": lambda path: path.symlink_to(path.name),
}


@pytest.mark.parametrize("stands", STANDS.values(), ids=STANDS.keys())
@pytest.mark.parametrize("name", FILES[:2])
def test_what_stands_in_place_of_a_file_is_refused_at_once(
    folder: Path, name: str, stands: Callable[[Path], object]
) -> None:
    (folder / name).unlink()
    stands(folder / name)
    assert refused_or_works(folder)


def test_a_file_too_large_to_be_read_whole_is_refused(folder: Path) -> None:
    os.truncate(folder / "tokenizer.json", 1 << 40)
    assert "tokenizer.json" in refused_or_works(folder)


def test_what_was_saved_works(folder: Path) -> None:
    assert refused_or_works(folder) == ""
