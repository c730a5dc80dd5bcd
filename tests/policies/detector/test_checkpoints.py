"""Each class of zero-shot detectors with its own processor, from a folder; and planted outputs through the latter."""

import json
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from PIL import Image

torch = pytest.importorskip("torch")
pytest.importorskip("transformers")

from cropvlm_tools import load_policy  # noqa: E402  after what may skip these tests
from cropvlm_tools.boxes import Box  # noqa: E402
from cropvlm_tools.errors import PolicyError  # noqa: E402
from cropvlm_tools.policies.detector.policy import DetectorPolicy  # noqa: E402
from tests.policies import tiny_detectors, tiny_vlms  # noqa: E402

QUESTION = "Is the woman's umbrella next to the traffic light?"
PICTURE = Image.fromarray(np.random.default_rng(0).integers(0, 256, (60, 100, 3), np.uint8))
PLACE = Box(0.2, 0.3, 0.4, 0.6)


@pytest.mark.parametrize("name", tiny_detectors.CLASSES)
def test_a_checkpoint_in_a_folder_is_a_policy_and_eyes(name: str, tmp_path: Path) -> None:
    policy = load_policy("detector", model=tiny_detectors.write(name, tmp_path), threshold=0.001)
    assert isinstance(policy, DetectorPolicy)
    assert policy.model.config.model_type == name
    things = policy(PICTURE, QUESTION)
    assert {thing.name for thing in things} <= {"woman's umbrella", "traffic light"}
    assert things == DetectorPolicy(*tiny_detectors.build(name), threshold=0.001)(PICTURE, QUESTION)
    for question in (QUESTION, "What colour is the " + "very long named " * 30 + "dog?", "红色的汽车" * 100):
        assert policy.predict(PICTURE, question).outcome != "failed"
    assert policy.predict(Image.new("RGB", (700, 3)), QUESTION).confidence <= 1  # fails on it, or does not


@pytest.mark.parametrize("name", tiny_detectors.CLASSES)
def test_planted_outputs_are_found_where_they_lie(name: str) -> None:
    model, processor = tiny_detectors.build(name)
    planted = Planted(model, processor)
    (thing,) = DetectorPolicy(planted, processor)(PICTURE, QUESTION)
    assert (thing.name, thing.score) == ("woman's umbrella", pytest.approx(0.8, abs=0.01))
    assert thing.box.xyxy == pytest.approx(PLACE.xyxy, abs=0.01)
    assert not DetectorPolicy(planted, processor, threshold=0.9)(PICTURE, QUESTION)


class Planted:
    """In place of a model: one hit of .8 at ``PLACE`` for the first phrase, and one below every threshold."""

    def __init__(self, model: Any, processor: Any) -> None:
        self.config, self.device, self.dtype = model.config, model.device, model.dtype
        self.words = processor.tokenizer

    def __call__(self, **inputs: Any) -> Any:
        x1, y1, x2, y2 = PLACE.xyxy
        if self.config.model_type == "owlv2":  # sees the picture at the top of a square
            y1, y2 = y1 * 0.6, y2 * 0.6
        centre = [(x1 + x2) / 2, (y1 + y2) / 2, x2 - x1, y2 - y1]
        boxes = torch.tensor([[centre, [0.5, 0.5, 0.2, 0.2]]])
        if "dino" not in self.config.model_type:
            logits = torch.tensor([[[1.386, -9.0], [-9.0, -4.0]]])  # hits x phrases
            return SimpleNamespace(
                logits=logits,
                pred_boxes=boxes,
                decoder_class_logits=logits,
                decoder_coord_logits=boxes,
                classes_structure=inputs.get("classes_structure"),
            )
        ids = inputs["input_ids"]
        logits = torch.full((1, 2, 256), -9.0)  # hits x tokens
        logits[0, 0, ids[0].tolist().index(self.words.convert_tokens_to_ids("umbrella"))] = 1.386
        return SimpleNamespace(logits=logits, pred_boxes=boxes, input_ids=ids)


def test_a_folder_may_say_that_it_is_a_detector(tmp_path: Path) -> None:
    tiny_detectors.write("owlvit", tmp_path)
    said = {"policy": "detector", "threshold": 0.3, "model": "org/other"}
    (tmp_path / "policy.json").write_text(json.dumps(said), encoding="utf-8")
    policy = load_policy(tmp_path, dtype="bfloat16")  # the folder itself: a file cannot lead elsewhere
    assert isinstance(policy, DetectorPolicy)
    assert (policy.threshold, policy.model.dtype) == (0.3, torch.bfloat16)
    assert policy.predict(PICTURE, QUESTION).outcome != "failed"


def test_another_kind_of_model_is_refused_in_one_line(tmp_path: Path) -> None:
    for part in tiny_vlms.build("idefics3"):
        part.save_pretrained(tmp_path)
    with pytest.raises(PolicyError) as error:
        load_policy("detector", model=tmp_path)
    assert "\n" not in str(error.value)
    assert str(tmp_path) not in str(error.value)


def test_a_package_that_a_processor_needs_is_named_when_it_is_loaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tiny_detectors.write("owlv2", tmp_path)
    known = import_module("transformers.utils.import_utils").BACKENDS_MAPPING
    monkeypatch.setitem(known, "scipy", (lambda: False, known["scipy"][1]))
    with pytest.raises(PolicyError, match="pip install scipy"):
        load_policy("detector", model=tmp_path)
