"""The one engine: what stands where once crops are put in, in a dialect whose parts are words."""

import base64
import copy
from collections.abc import Sequence
from typing import Any

import pytest
from PIL import Image

from cropvlm_tools.boxes import Box
from cropvlm_tools.chat.content import Block
from cropvlm_tools.chat.conversation import ImageRegistry
from cropvlm_tools.chat.insert import Dialect, Inserted, Kept, ZoomedMessages, insert, insert_into, labelled
from cropvlm_tools.chat.look import facts_of
from cropvlm_tools.policy import Policy, Prediction
from cropvlm_tools.tool import run_zoom
from cropvlm_tools.views import Budget, View
from cropvlm_tools.zooming.options import ZoomOptions
from tests.conftest import Pair

PAGE = Image.new("RGB", (800, 600), "white")
FIRST, SECOND = "zoomed to [400, 300, 600, 450]", "zoomed to [0, 0, 200, 150]"


class Words(Dialect[str]):
    """Parts are words; "A" and "B" are images."""

    def __init__(self, keeps_whole: bool = True, budgets: tuple[Budget, Budget] | None = None) -> None:
        self.keeps_whole, self.budgets, self.shrinks = keeps_whole, budgets, budgets is not None

    def label(self, text: str, beside: str) -> list[str]:
        return [text]

    def crop(self, caption: str, view: View, beside: str) -> list[str]:
        return [caption, f"crop of {beside}"]

    def words(self, part: str) -> str:
        return part

    def seen(self, part: str) -> tuple[Budget, Budget] | None:
        return self.budgets

    def whole(self, part: str, smaller: View | None) -> str:
        return part if smaller is None else f"{part} at {smaller.size[0]}"


class Once(Policy):
    """The middle; keeps the questions."""

    name = "once"

    def __init__(self) -> None:
        self.questions: list[str] = []

    def predict(self, image: Image.Image, question: str) -> Prediction:
        self.questions.append(question)
        return Prediction(Box(0.25, 0.25, 0.75, 0.75), 0.5)


def put_in(
    contents: dict[int, list[str]], dialect: Dialect[str], question: str = "What?", kept: Kept | None = None, **how: Any
) -> Inserted[str]:
    places = [(index, at) for index, parts in contents.items() for at, part in enumerate(parts) if part in ("A", "B")]
    images = ImageRegistry([PAGE] * len(places))
    names = dict(zip(places, images.refs, strict=True))
    return insert(contents, images, names, question, dialect, ZoomOptions(**{"policy": Pair(), **how}), kept)


def said(parts: Sequence[str]) -> list[str]:
    """The parts, of captions what they show."""
    return [
        f"zoomed to {part.partition('zoomed to ')[2].partition(']')[0]}]" if "zoomed" in part else part
        for part in parts
    ]


def test_every_region_stands_behind_its_image_and_all_images_carry_labels() -> None:
    inserted = put_in({1: ["A", "?"], 4: ["so", "B"]}, Words())
    crops = [FIRST, "crop of A", SECOND, "crop of A"]
    assert said(inserted.contents[1]) == ["image_1:", "A", *crops, "?"]
    assert said(inserted.contents[4]) == ["so", "image_2:", "B", *(part.replace("A", "B") for part in crops)]
    assert [len(crop.details) for crop in inserted.crops] == [2, 2]
    assert [crop.facts["regions"] for crop in inserted.crops] == [[[400, 300, 600, 450], [0, 0, 200, 150]]] * 2


def test_a_region_that_stands_there_is_not_put_in_again() -> None:
    once = put_in({0: ["A"]}, Words()).contents
    again = put_in(once, Words())
    assert (again.contents, again.crops) == (once, [])
    without_second = {0: once[0][:4]}
    third = put_in(without_second, Words())
    assert said(third.contents[0]) == ["image_1:", "A", SECOND, "crop of A", FIRST, "crop of A"]
    assert [len(crop.details) for crop in third.crops] == [1]


def test_in_place_of_the_image() -> None:
    inserted = put_in({0: ["A", "B"]}, Words(keeps_whole=False), regions=1)
    assert said(inserted.contents[0]) == [FIRST, "crop of A", FIRST, "crop of B"]


class Broken(Policy):
    name = "broken"

    def predict(self, image: Image.Image, question: str) -> Prediction:
        raise RuntimeError


@pytest.mark.parametrize(("question", "policy"), [(" ", "centre"), ("What?", "whole"), ("What?", Broken())])
def test_where_nothing_is_put_in_nothing_changes(question: str, policy: Any) -> None:
    assert put_in({0: ["A"]}, Words(), question, policy=policy) == Inserted()


def test_the_whole_is_sent_anew_where_it_is_to_be_smaller() -> None:
    now, then, crops = Budget(800), Budget(400), Budget(300)
    inserted = put_in({0: ["A"]}, Words(budgets=(now, then)), policy="centre", budget=crops)
    assert inserted.contents[0][1] == "A at 400"
    assert inserted.saved == now.tokens((800, 600)) - then.tokens((800, 600))
    assert inserted.crops[0].facts["view_size"] == [300, 225]
    same = put_in({0: ["A"]}, Words(budgets=(now, now)), policy="centre")
    assert (same.contents[0][1], same.saved) == ("A", 0)


def test_labels_alone() -> None:
    assert labelled({0: ["A", "image_2:", "B"]}, {(0, 0): "image_1", (0, 2): "image_2"}, Words(), {}) == {
        0: ["image_1:", "A", "image_2:", "B"]
    }


def test_crops_are_kept_by_image_and_question_and_the_oldest_forgotten(picture: bytes) -> None:
    policy, kept = Once(), Kept(most=2)

    def look(question: str, source: Any) -> list[str]:
        images = ImageRegistry([source])
        options = ZoomOptions(policy=policy)
        return insert({0: ["A"]}, images, {(0, 0): "image_1"}, question, Words(), options, kept).contents[0]

    assert look("1", picture) == look("1", picture)
    assert policy.questions == ["1"]
    for question in ("2", "1", "3", "1", "2"):
        look(question, picture)
    assert policy.questions == ["1", "2", "3", "2"]
    for _ in range(2):
        look("PIL", PAGE)  # has no bytes to be known by
    assert policy.questions[4:] == ["PIL", "PIL"]


def test_a_list_like_any_other_that_counts() -> None:
    messages = ZoomedMessages(["message"])
    assert (messages, messages.zooms, messages.tokens_added, messages.tokens_saved) == (["message"], [], 0, 0)
    result = run_zoom(ImageRegistry([PAGE]), "?", ZoomOptions(policy=Pair()))
    messages.add(result.artifact, result.shown)
    assert messages.zooms == [facts_of(result.zoom)]
    assert messages.tokens_added == sum(view.tokens for _, view in result.zoom.details)
    assert len(result.zoom.details) == 2


class Plain(Dialect[Block]):
    """Parts are those of Chat Completions."""

    def label(self, text: str, beside: Block) -> list[Block]:
        return [{"type": "text", "text": text}]

    def crop(self, caption: str, view: View, beside: Block) -> list[Block]:
        return [*self.label(caption, beside), {"type": "image_url", "image_url": {"url": view.data_url}}]


def conversation(picture: bytes) -> list[Block]:
    url = f"data:image/png;base64,{base64.b64encode(picture).decode()}"
    parts = [{"type": "image_url", "image_url": {"url": url}}, {"type": "text", "text": "What?"}]
    return [{"role": "user", "content": parts}, {"role": "assistant", "content": "That."}]


@pytest.mark.parametrize("broken", ["label", "crop", "crops", "words", "seen", "whole", "takes"])
@pytest.mark.parametrize("error", [MemoryError, KeyError, RecursionError])
def test_a_dialect_that_fails_leaves_the_very_same_messages(
    broken: str, error: type[Exception], picture: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> Any:
        raise error

    dialect, messages = type("Broken", (Plain,), {broken: fail})(), conversation(picture)
    before, options = copy.deepcopy(messages), ZoomOptions(policy="centre")
    assert len(insert_into(messages, Plain(), None, options)[0]["content"]) == 5
    for _ in range(2):
        sent = insert_into(messages, dialect, None, options)
        assert [new is old for new, old in zip(sent, messages, strict=True)] == [True, True]
        assert (sent.zooms, sent.tokens_added, messages) == ([], 0, before)
    assert [record.exc_info is not None for record in caplog.records] == [True]


def test_a_part_that_a_dialect_does_not_take_stays_while_others_gain() -> None:
    class Second(Words):
        def takes(self, part: str) -> bool:
            return part == "B"

    inserted = put_in({0: ["A", "B"]}, Second(), regions=1)
    assert said(inserted.contents[0]) == ["image_1:", "A", "image_2:", "B", FIRST, "crop of B"]
