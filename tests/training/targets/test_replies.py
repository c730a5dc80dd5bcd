"""What chat APIs answer."""

import pytest

from training.targets.replies import declines


@pytest.mark.parametrize(
    ("said", "declined"),
    [
        ("I'm sorry, but I can't see the text.", True),
        ("Unable to determine.", True),
        ("Cannot read the sign", True),
        ("Sorry, that is not visible.", True),
        ("Sorry! The board game", False),
        ("cannoli", False),
        ("12.50", False),
    ],
)
def test_a_refusal_in_words_is_marked_too(said: str, declined: bool) -> None:
    assert declines(said) is declined
