"""OcrPolicy without weights; what it does with some stands in tests/training/test_ocr_policy.py."""

from pathlib import Path

import pytest

from cropvlm_tools import load_policy
from cropvlm_tools.errors import PolicyError
from cropvlm_tools.policies.ocr import policy


def test_a_version_without_weights_says_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(policy, "SHIPPED", tmp_path / "weights")
    with pytest.raises(PolicyError, match="weights=FOLDER"):
        load_policy("ocr", threads=1)


@pytest.mark.parametrize("config", ["{}", '{"files": {"lines.onnx": "0"}}', "[]", "no json"])
def test_a_folder_that_is_not_a_policy(config: str, tmp_path: Path) -> None:
    (tmp_path / "policy.json").write_text(config)
    with pytest.raises(PolicyError, match="does not hold the weights"):
        load_policy("ocr", weights=tmp_path)


def test_an_edge_must_be_a_size(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match="edge"):
        load_policy("ocr", weights=tmp_path, edge=0)
