"""Questions asked before reach policies that want them, from a call and from a conversation."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from PIL import Image

from cropvlm_tools import Box, Prediction, zoom
from cropvlm_tools.openai import insert_zooms, run_tool_calls
from cropvlm_tools.perception.element import Line
from cropvlm_tools.policies.grounded.closer import LinePolicy
from cropvlm_tools.policy import Policy
from tests.turns import Said, as_chat, png

PAGE = Image.new("RGB", (400, 300), "white")


class Deaf(Policy):
    """Surer at each look; keeps what it was asked."""

    name = "deaf"

    def __init__(self) -> None:
        self.asked: list[str] = []

    def predict(self, image: Image.Image, question: str) -> Prediction:
        self.asked.append(question)
        return Prediction(Box(0.2, 0.2, 0.7, 0.7), min(0.1 * len(self.asked), 1.0))


class Listening(Deaf):
    def follow_up(self, question: str, history: Sequence[str]) -> str:
        return " | ".join([*history, question])


class Unheard(Deaf):
    def follow_up(self, question: str, history: Sequence[str]) -> str:
        raise RuntimeError


@pytest.mark.parametrize(
    ("policy", "history", "asked"),
    [
        (Listening, None, "And that?"),
        (Listening, [], "And that?"),
        (Listening, ("One?", "Two?"), "One? | Two? | And that?"),
        (Deaf, ["One?"], "And that?"),
    ],
)
def test_a_policy_hears_what_was_asked_before_where_it_listens(
    policy: Callable[[], Deaf], history: Any, asked: str
) -> None:
    made = policy()
    zoom(PAGE, "And that?", made, history=history, steps=2)
    assert made.asked == [asked] * 2


def test_a_policy_that_fails_there_has_failed() -> None:
    assert zoom(PAGE, "And that?", Unheard(), history=["One?"]).outcome == "failed"


@pytest.mark.parametrize("history", ["One?", [1], [None], 5])
def test_a_history_is_a_list_of_questions(history: Any) -> None:
    with pytest.raises(ValueError, match="list of questions"):
        zoom(PAGE, "And that?", "centre", history=history)


SAID = [Said("user", "What is the total?", (png(1),)), Said("assistant", "5"), Said("user", "And that one there?")]


def test_a_conversation_tells_each_turn_what_was_asked_before_it() -> None:
    policy = Listening()
    insert_zooms(as_chat([*SAID, Said("assistant", "7"), Said("user", "Thanks!")]), policy=policy)
    assert policy.asked == ["What is the total?", "What is the total? | And that one there?"]
    call = {"type": "function_call", "call_id": "c", "name": "zoom_image", "arguments": {"question": "tax?"}}
    for history in (None, ["Hm?"]):
        run_tool_calls({"output": [call]}, as_chat(SAID), policy=policy, history=history)
    assert policy.asked[2:] == ["What is the total? | And that one there? | tax?", "Hm? | tax?"]


class Lines(LinePolicy):
    """A policy of lines that keeps its questions."""

    name = "lines"

    def __init__(self) -> None:
        super().__init__(reader=lambda image: [Line("Total", Box(0.1, 0.1, 0.5, 0.2), 0.1, 0.9)])
        self.questions: list[str] = []

    def predict_from(self, lines: Any, question: str, size: Any) -> Prediction:
        self.questions.append(question)
        return Prediction(Box(0.1, 0.1, 0.5, 0.2), 0.5)


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("And there?", "What is the total?\nAnd there?"),
        ("And the tax?", "And the tax?"),
        ("And on the left?", "And on the left?"),
        ("", None),
    ],
)
def test_the_default_policy_asks_the_earlier_question_where_there_is_nothing_else(
    question: str, asked: str | None
) -> None:
    policy = Lines()
    zoom(PAGE, question, policy, history=["Who?", "What is the total?", "And here?"])
    assert policy.questions == ([asked] if asked else [])
    zoom(PAGE, "And there?", policy, history=["And here?"])
    assert policy.questions[-1] == "And there?"
