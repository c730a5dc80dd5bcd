"""GroundedPolicy as it ships, and without its weights; what training makes of it is tested with the training."""

import json
import shutil
from pathlib import Path

import pytest
from PIL import Image

from cropvlm_tools import load_policy
from cropvlm_tools.demo import draw_page
from cropvlm_tools.errors import PolicyError
from cropvlm_tools.perception.text.reading import read_lines
from cropvlm_tools.policies.grounded import policy
from cropvlm_tools.policies.grounded.policy import GroundedPolicy
from training.tasks.grading import transcript_score


def test_a_version_without_weights_says_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(policy, "SHIPPED", tmp_path / "weights")
    with pytest.raises(PolicyError, match="weights=FOLDER"):
        load_policy("ocr", threads=1)


@pytest.mark.parametrize("config", ["{}", '{"files": {"lines.onnx": "0"}}', "[]", "no json"])
def test_a_folder_that_is_not_a_policy(config: str, tmp_path: Path) -> None:
    (tmp_path / "policy.json").write_text(config)
    with pytest.raises(PolicyError, match=r"does not hold the weights|holds no JSON|lines\.onnx .* cannot be read"):
        load_policy("ocr", weights=tmp_path)


def test_weights_for_another_version_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(policy, "LINE_FEATURES", 12)
    with pytest.raises(PolicyError, match="another version"):
        GroundedPolicy()


def test_other_networks_are_refused(tmp_path: Path) -> None:
    for file in policy.SHIPPED.iterdir():
        shutil.copy(file, tmp_path / file.name)
    shutil.copy(tmp_path / "boxes.onnx", tmp_path / "lines.onnx")
    config = json.loads((tmp_path / "policy.json").read_text())
    config["files"]["lines.onnx"] = config["files"]["boxes.onnx"]
    (tmp_path / "policy.json").write_text(json.dumps(config))
    with pytest.raises(PolicyError, match="another version"):
        GroundedPolicy(tmp_path)


def test_an_edge_must_be_a_size(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match="edge"):
        load_policy("ocr", weights=tmp_path, edge=0)


def test_the_weights_in_the_wheel_are_the_default_and_find_what_is_asked_for() -> None:
    default = load_policy()
    assert isinstance(default, GroundedPolicy)
    assert sum(file.stat().st_size for file in policy.SHIPPED.iterdir()) < 30e6
    page, answers = draw_page()
    for question, answer in answers.items():
        found = default.predict(page, question)
        assert found.box is not None, question
        assert found.box.area < 0.3, question
        assert 0.0 <= found.confidence <= 1.0
        read = " ".join(line.text for line in read_lines(page) if found.box.coverage(line.box) > 0.9)
        assert transcript_score(read, [answer]) == 1.0, question


def test_the_default_leaves_pictures_without_text_alone() -> None:
    assert load_policy().predict(Image.linear_gradient("L").convert("RGB"), "Where is the dog?").box is None
