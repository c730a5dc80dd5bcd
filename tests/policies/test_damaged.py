"""A policy's folder that is damaged or somebody else's: a PolicyError without a local path, or a policy that works."""

import hashlib
import io
import json
import os
import random
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from cropvlm_tools import Box, load_policy, zoom
from cropvlm_tools.errors import PolicyError
from cropvlm_tools.perception.element import Line
from cropvlm_tools.policies.grounded.policy import SHIPPED, GroundedPolicy
from cropvlm_tools.policy import Policy, Prediction

FILES = ("lines.onnx", "boxes.onnx", "words.npz")
LINES = [Line(f"Row {row} costs {row}.50", Box(0.1, row / 20, 0.7, (row + 0.6) / 20), 0.03, 0.9) for row in range(19)]


class Read(Policy):
    """A policy over lines, without the OCR."""

    name = "read"

    def __init__(self, inner: GroundedPolicy) -> None:
        self.inner = inner

    def predict(self, image: Image.Image, question: str) -> Prediction:
        return self.inner.predict_from(LINES, question, image.size)


def refused_or_works(folder: Path) -> str:
    """What the PolicyError says; "" where there is none, and a zoom with the policy comes to an outcome."""
    try:
        policy = load_policy(folder)
    except PolicyError as error:
        said = str(error)
        assert str(folder.parent) not in said
        assert "\n" not in said
        return said
    shown = Read(policy) if isinstance(policy, GroundedPolicy) else policy
    zoom(Image.new("RGB", (80, 60)), "What does row 3 cost?", shown, context=True)
    return ""


@pytest.fixture
def weights(tmp_path: Path) -> Path:
    """A copy of what ships."""
    return Path(shutil.copytree(SHIPPED, tmp_path / "secret" / "weights"))


def write(folder: Path, name: str, data: bytes) -> None:
    """A file and its digest."""
    (folder / name).write_bytes(data)
    change(folder, lambda config: config["files"].update({name: hashlib.sha256(data).hexdigest()}))


def change(folder: Path, how: Callable[[dict[str, Any]], object]) -> None:
    """Of ``policy.json``."""
    config = json.loads((folder / "policy.json").read_text(encoding="utf-8"))
    how(config)
    (folder / "policy.json").write_text(json.dumps(config), encoding="utf-8")


def mutated(data: bytes, seed: int) -> bytes:
    """Cut, flipped, filled, repeated or thrown about, at places that the seed chooses."""
    draw = random.Random(seed)
    at, length = draw.randrange(len(data)), draw.choice((1, 8, 1000))
    end = min(at + length, len(data))
    return draw.choice(
        (
            data[:at],
            data[at:],
            data[:at] + bytes([data[at] ^ (1 << draw.randrange(8))]) + data[at + 1 :],
            data[:at] + b"\xff" * (end - at) + data[end:],
            data[:at] + bytes(end - at) + data[end:],
            data[:at] + draw.randbytes(length) + data[at:],
            data[:at] + data[end:],
            data + draw.randbytes(length),
            data + data,
        )
    )


@pytest.mark.parametrize("seed", [*range(12), 124])  # the last: a network that answers NaN
@pytest.mark.parametrize("name", FILES)
def test_mutated_files_with_their_digests(weights: Path, name: str, seed: int) -> None:
    write(weights, name, mutated((weights / name).read_bytes(), seed))
    refused_or_works(weights)


@pytest.mark.parametrize("data", [b"", b"PK garbage", b"garbage", b"\x93NUMPY", bytes(9999)], ids=repr)
@pytest.mark.parametrize("name", FILES)
def test_garbage_is_refused(weights: Path, name: str, data: bytes) -> None:
    write(weights, name, data)
    assert "weights" in refused_or_works(weights)


def archive(**arrays: Any) -> bytes:
    file = io.BytesIO()
    np.savez_compressed(file, **arrays)
    return file.getvalue()


def bomb() -> bytes:
    """300 MB of zeros in 0.3 MB."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as names, names.open("words.npy", "w") as member:
        for _ in range(300):
            member.write(bytes(1_000_000))
    return file.getvalue()


WORDS = np.frombuffer(b"total\ndate", np.uint8)
ARRAYS: dict[str, bytes] = {
    "no vectors": archive(words=WORDS),
    "no words": archive(vectors=np.ones((2, 3), np.int8)),
    "fewer": archive(words=WORDS, vectors=np.ones((1, 3), np.int8)),
    "more": archive(words=WORDS, vectors=np.ones((3, 3), np.int8)),
    "flat": archive(words=WORDS, vectors=np.ones(2, np.int8)),
    "no dimension": archive(words=WORDS, vectors=np.ones((2, 0), np.int8)),
    "NaN": archive(words=WORDS, vectors=np.full((2, 3), np.nan, np.float32)),
    "text": archive(words=WORDS, vectors=np.array([["a"], ["b"]])),
    "not UTF-8": archive(words=np.full(9, 255, np.uint8), vectors=np.ones((1, 3), np.int8)),
    "pickle": archive(words=WORDS, vectors=np.array([[{}], [{}]], object)),
    "bomb": bomb(),
}


@pytest.mark.parametrize("data", ARRAYS.values(), ids=ARRAYS.keys())
def test_words_of_other_shapes_are_refused(weights: Path, data: bytes) -> None:
    write(weights, "words.npz", data)
    assert "does not hold the weights" in refused_or_works(weights)


def test_networks_that_fit_nothing_are_refused(weights: Path) -> None:
    write(weights, "boxes.onnx", (weights / "lines.onnx").read_bytes())
    assert "cannot be run" in refused_or_works(weights)


def test_numbers_that_lie_in_another_file_are_refused(weights: Path) -> None:
    network = (weights / "boxes.onnx").read_bytes()
    write(weights, "boxes.onnx", network + b"\x0a\x08location\x12\x0b/etc/passwd")
    assert "outside of its file" in refused_or_works(weights)


NUMBERS = [float("nan"), float("inf"), -1e300, 1e7, 10**400, "1", None, True, [1], {}]


@pytest.mark.parametrize("value", NUMBERS, ids=range(len(NUMBERS)))
@pytest.mark.parametrize("where", ["bias", "nowhere", "weights"])
def test_a_calibration_of_no_numbers_is_refused(weights: Path, where: str, value: object) -> None:
    given = value if where != "weights" else [1.0, 0.0, value, 0.0]
    change(weights, lambda config: config["calibration"].update({where: given}))
    assert refused_or_works(weights)


CONFIGS: dict[str, str] = {
    "deep": '{"policy": "grounded", "files": ' + "[" * 100_000 + "]" * 100_000 + "}",
    "many digits": '{"policy": "window", "box": [0, 0, ' + "9" * 10_000 + ", 1]}",
    "overflow": '{"policy": "window", "box": [0, 0, 1e999, 1]}',
    "NaN": '{"policy": "centre", "share": NaN}',
    "long": '{"policy": "centre"' + " " * 1_100_000 + "}",
    "another type": '{"policy": "lexical", "edge": "448"}',
    "a huge edge": '{"policy": "lexical", "edge": 1000000000}',
    "no threads": '{"policy": "lexical", "threads": 0}',
    "no option": '{"policy": "whole", "/secret/option": 1}',
    "no share": '{"policy": "random", "share": [1]}',
    "no grammar": '{"policy": "prompted", "ask": "me"}',
    "a list": "[1]",
}


@pytest.mark.parametrize("config", CONFIGS.values(), ids=CONFIGS.keys())
def test_a_policy_json_that_makes_no_sense_is_refused(tmp_path: Path, config: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "policy.json").write_text(config, encoding="utf-8")
    assert refused_or_works(tmp_path / "folder")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
OPTIONS = ("box", "share", "seed", "edge", "threads", "closer", "files", "inputs", "calibration", "weights", "ask")


@given(
    name=st.sampled_from(("whole", "centre", "random", "window", "grounded", "lexical", "prompted", "ocr")) | JSON,
    options=st.dictionaries(st.sampled_from(OPTIONS), JSON, max_size=3),
)
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_policy_json_is_refused_or_works(tmp_path: Path, name: object, options: dict[str, Any]) -> None:
    folder = tmp_path / "folder"
    folder.mkdir(exist_ok=True)
    (folder / "policy.json").write_text(json.dumps({"policy": name, **options}), encoding="utf-8")
    refused_or_works(folder)


def fifo(path: Path) -> None:
    os.mkfifo(path)


STANDS: dict[str, Callable[[Path], object]] = {
    "a FIFO": fifo,
    "a directory": lambda path: path.mkdir(),
    "a device": lambda path: path.symlink_to("/dev/zero"),
    "a loop": lambda path: path.symlink_to(path.name),
    "nothing": lambda path: None,
    "a hole of 1 TB": lambda path: (path.touch(), os.truncate(path, 1 << 40)),
}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no FIFO")
@pytest.mark.parametrize("stands", STANDS.values(), ids=STANDS.keys())
@pytest.mark.parametrize("name", ["policy.json", *FILES])
def test_what_stands_in_place_of_a_file_is_refused_at_once(
    weights: Path, name: str, stands: Callable[[Path], object]
) -> None:
    (weights / name).unlink()
    stands(weights / name)
    assert name in refused_or_works(weights)


def test_what_ships_works(weights: Path) -> None:
    assert refused_or_works(weights) == ""
