"""What the rooms of the policy load, each alone."""

import subprocess
import sys

import pytest


@pytest.mark.parametrize(
    ("module", "unneeded"),
    [
        ("policies.grounded.question.parsing", ("numpy", "cv2", "PIL", "rapidocr", "cropvlm_tools.perception")),
        ("policies.grounded.choosing.features", ("cv2", "rapidocr", "cropvlm_tools.perception.text")),
        ("perception.element", ("numpy", "cv2", "PIL", "rapidocr", "cropvlm_tools.perception.text")),
    ],
)
def test_a_sentence_is_parsed_without_a_detector(module: str, unneeded: tuple[str, ...]) -> None:
    code = f"import sys, cropvlm_tools.{module}; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.split()
    assert not set(loaded) & set(unneeded)
