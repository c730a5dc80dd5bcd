"""The network in the wheel, and what it is shown."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from cropvlm_tools.errors import CropVLMError
from cropvlm_tools.perception.symbols import recogniser
from cropvlm_tools.perception.symbols.crops import EDGE, crops_of, prepared
from cropvlm_tools.perception.symbols.proposals import MOST, propose
from cropvlm_tools.perception.symbols.recogniser import FOLDER, Recogniser


def test_the_files_in_the_wheel_are_small_and_belong_together() -> None:
    network = Recogniser()
    assert (FOLDER / "symbols.onnx").stat().st_size < 2_000_000
    assert len(set(network.classes)) == len(network.classes) > 300
    probabilities = network(np.zeros((3, EDGE, EDGE, 3), np.uint8))
    assert probabilities.shape == (3, len(network.classes) + 2)
    assert probabilities.sum(axis=1) == pytest.approx(np.ones(3), abs=1e-4)
    assert network(np.zeros((0, EDGE, EDGE, 3), np.uint8)).shape == (0, len(network.classes) + 2)


@pytest.mark.parametrize("damage", ["missing", "other graph", "no json", "no sum"])
def test_damaged_files_are_refused(tmp_path: Path, damage: str) -> None:
    for name in ("symbols.onnx", "symbols.json"):
        shutil.copy(FOLDER / name, tmp_path / name)
    if damage == "missing":
        (tmp_path / "symbols.onnx").unlink()
    elif damage == "other graph":
        (tmp_path / "symbols.onnx").write_bytes(b"no graph")
    else:
        (tmp_path / "symbols.json").write_text("[" if damage == "no json" else json.dumps({"classes": []}))
    with pytest.raises(CropVLMError, match="missing or damaged") as told:
        Recogniser(tmp_path)
    assert str(tmp_path) not in str(told.value)


def test_the_one_in_the_wheel_is_made_once() -> None:
    assert recogniser.recogniser() is recogniser.recogniser()


def test_themes_and_colours_do_not_matter() -> None:
    dark = np.zeros((1, EDGE, EDGE, 3), np.uint8)
    dark[0, 10:30, 10:30] = (0, 200, 0)
    light = np.full((1, EDGE, EDGE, 3), 250, np.uint8)
    light[0, 10:30, 10:30] = (250, 10, 250)
    (first, _), (second, _) = prepared(dark)[0], prepared(light)[0]
    assert np.array_equal(first, second)
    assert first.min() == 0
    assert first.max() == 1


def test_faint_noise_stays_faint() -> None:
    noise = np.random.default_rng(0).integers(120, 124, (1, EDGE, EDGE, 3)).astype(np.uint8)
    assert np.abs(prepared(noise)).max() < 0.2


@pytest.mark.parametrize("box", [(0, 0, 10, 10), (90, 50, 100, 60), (-5, 20, 5, 30), (40, 20, 80, 30)])
def test_crops_go_on_beyond_the_rim(box: tuple[int, int, int, int]) -> None:
    pixels = np.full((60, 100, 3), 77, np.uint8)
    assert np.unique(crops_of(pixels, np.array([box], np.int32))).tolist() == [77]


def test_proposals_are_tight_distinct_and_bounded() -> None:
    pixels = np.full((400, 600, 3), 255, np.uint8)
    pixels[100:120, 200:220] = 0
    (box,) = propose(pixels, np.zeros((0, 4), np.int32)).tolist()
    assert np.abs(np.array(box) - (200, 100, 220, 120)).max() <= 2
    assert len(propose(pixels, np.array([(190, 90, 230, 130)], np.int32))) == 0
    noise = np.random.default_rng(0).integers(0, 2, (400, 600, 1)).astype(np.uint8).repeat(3, 2)
    crowd = np.kron(noise[::8, ::8], np.ones((8, 8, 1), np.uint8)) * 255
    assert len(propose(crowd, np.zeros((0, 4), np.int32))) <= MOST


def test_what_begins_a_line_apart_from_it_is_looked_at() -> None:
    pixels = np.full((100, 400, 3), 255, np.uint8)
    pixels[40:60, 20:40] = 0
    for column in range(60, 200, 14):
        pixels[40:60, column : column + 10] = 0
    line = np.array([(18, 38, 202, 62)], np.int32)
    boxes = propose(pixels, line, np.array([(0.2, 0.2)]))
    assert any(abs(left - 20) <= 2 and abs(right - 40) <= 2 for left, _, right, _ in boxes.tolist())
    assert len(propose(pixels, line)) == 0
