"""Errors say one thing to developers and one to models, and cross from one process to another whole."""

import pickle

import pytest

from cropvlm_tools.errors import CropVLMError, ImageError, MissingDependencyError, PolicyError


def test_a_developer_reads_the_fix_and_a_model_does_not() -> None:
    error = ImageError("The image is too large. Give a smaller one.", fix="Raise limits.", option="pixels")
    assert str(error) == "The image is too large. Give a smaller one. Raise limits."
    assert (error.message, error.fix, error.option) == (
        "The image is too large. Give a smaller one.",
        "Raise limits.",
        "pixels",
    )


@pytest.mark.parametrize(
    "error",
    [
        ImageError("No.", fix="Do.", option="bytes"),
        PolicyError("No."),
        CropVLMError(),
        MissingDependencyError("cropvlm_tools.mcp", "mcp", "mcp"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_errors_cross_processes_whole(error: CropVLMError) -> None:
    copy = pickle.loads(pickle.dumps(error))
    assert type(copy) is type(error)
    assert vars(copy) == vars(error)
    assert str(copy) == str(error)
