"""The one engine: what stands where once crops are put in, in a dialect whose parts are words."""

import base64
import copy
from collections.abc import Sequence
from typing import Any

import pytest
from PIL import Image

from cropvlm_tools.chat.content import Block, Named
from cropvlm_tools.chat.conversation import Original, Turn
from cropvlm_tools.chat.insert import Dialect, Inserted, checked_crops, insert, insert_into, labelled
from cropvlm_tools.chat.look import ZoomedMessages, facts_of
from cropvlm_tools.chat.registry import ImageRegistry
from cropvlm_tools.policy import Policy, Prediction
from cropvlm_tools.tool import run_zoom
from cropvlm_tools.views import Budget, View
from cropvlm_tools.zooming.options import ZoomOptions
from tests.conftest import Legible, Pair

PAGE = Image.new("RGB", (800, 600), "white")
FIRST, SECOND = "zoomed to [400, 300, 600, 450]", "zoomed to [0, 0, 200, 150]"
MIDDLE = "zoomed to [200, 150, 600, 450]"


class Words(Dialect[str]):
    """Parts are words; those in capitals are images."""

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


def put_in(contents: dict[int, Any], dialect: Dialect[str] | None = None, most: int = 2, **how: Any) -> Inserted[str]:
    """Each message is a turn whose question is its words in lower case."""
    originals = {
        (index, at): Original(Named(PAGE, f"{part}.png"), part)
        for index, parts in contents.items()
        for at, part in enumerate(parts if isinstance(parts, list) else ())
        if part.isupper()
    }
    images = ImageRegistry(original.source for original in originals.values())
    names = dict(zip(originals, images.refs, strict=True))
    asked = {
        index: parts if isinstance(parts, str) else " ".join(part for part in parts if not part.isupper())
        for index, parts in contents.items()
    }
    turns = [Turn(index, question, written="zoomed" in question) for index, question in asked.items()]
    options = ZoomOptions(**{"policy": Pair(), **how})
    return insert(contents, originals, names, images, turns, dialect or Words(), options, most)


def said(parts: Sequence[str]) -> list[str]:
    """The parts, of captions what they show."""
    return [
        f"zoomed to {part.partition('zoomed to ')[2].partition(']')[0]}]" if "zoomed" in part else part
        for part in parts
    ]


def test_regions_stand_behind_the_question_that_asked_for_them() -> None:
    inserted = put_in({1: ["A", "what?"], 4: ["so", "B", "where?"], 6: "in the first image?"}, regions=1)
    assert said(inserted.contents[1]) == ["A", "what?", FIRST, "crop of A"]
    assert said(inserted.contents[4]) == ["so", "B", "where?", FIRST, "crop of B"]
    assert 6 not in inserted.contents
    assert inserted.skipped == [{"message": 6, "ref": "image_1", "reason": "The same crop stands in an earlier turn."}]
    both = put_in({1: ["A"], 6: "what?"}).contents[6]
    assert said(both) == ["what?", FIRST, "crop of A", SECOND, "crop of A"]


@pytest.mark.parametrize(
    ("question", "shown"),
    [
        ("what is it?", ["D"]),
        ("in the second one?", ["B"]),
        ("what does image 3 say?", ["C"]),
        ("is a.png the same as the last one?", ["A", "D"]),
        ("compare them, please: which is older?", ["C", "D"]),
        ("are the first image, the second image and the third image the same?", ["A", "B"]),
        ("thanks!", []),
    ],
)
def test_one_image_is_looked_at_unless_the_question_names_more(question: str, shown: list[str]) -> None:
    inserted = put_in({0: ["A", "B", "C", "D", question]}, policy="centre")
    assert [part for part in inserted.contents.get(0, []) if part.startswith("crop")] == [
        f"crop of {each}" for each in shown
    ]


def test_no_more_crops_than_are_wanted() -> None:
    two = {0: ["A", "B", "compare both: what?"]}
    assert [len(put_in(two, most=most).contents[0]) for most in (1, 2, 3, 4)] == [5, 7, 9, 11]
    shown = said(put_in(two).contents[0])
    assert shown[3:] == [FIRST, "crop of A", FIRST, "crop of B"]
    for wrong in (0, -1, True, 1.5):
        with pytest.raises(ValueError, match="max_crops"):
            checked_crops(wrong)  # type: ignore[arg-type]
    assert checked_crops(3) == 3


def test_a_turn_that_has_crops_is_never_changed() -> None:
    once = put_in({0: ["A", "what?"]}).contents
    again = put_in({**once, 2: "where?"})
    assert (again.contents, again.crops) == ({}, [])
    assert [skipped["message"] for skipped in again.skipped] == [2]  # the same regions


def test_in_place_of_an_image_in_its_own_turn_alone() -> None:
    class Elsewhere(Legible):
        def predict(self, image: Image.Image, question: str) -> Prediction:
            found = Pair().predict(image, question)
            return found if question == "where?" else super().predict(image, question)

    inserted = put_in({0: ["A", "what?"], 2: "where?"}, Words(keeps_whole=False), regions=1, policy=Elsewhere())
    assert said(inserted.contents[0]) == [MIDDLE, "crop of A", "what?"]
    assert said(inserted.contents[2]) == ["where?", FIRST, "crop of A"]


def test_what_was_replaced_was_never_seen_as_a_whole() -> None:
    replaced = put_in({0: ["A", "where?"], 2: "what?"}, Words(keeps_whole=False), policy=Turning(), when="needed")
    assert (said(replaced.contents[0])[0], said(replaced.contents[2])[1]) == (FIRST, MIDDLE)
    kept = put_in({0: ["A", "where?"], 2: "what?"}, policy=Turning(), when="needed")
    assert list(kept.contents) == [0]


class Turning(Policy):
    """Somewhere else where that is asked; elsewhere all is legible."""

    name = "turning"

    def predict(self, image: Image.Image, question: str) -> Prediction:
        found = Pair().predict(image, question).regions[:1]
        return Prediction(None, 0.9, regions=found) if question == "where?" else Legible().predict(image, question)


class Broken(Policy):
    name = "broken"

    def predict(self, image: Image.Image, question: str) -> Prediction:
        raise RuntimeError


@pytest.mark.parametrize(("question", "policy"), [(" ", "centre"), ("what?", "whole"), ("what?", Broken())])
def test_where_nothing_is_put_in_nothing_changes(question: str, policy: Any) -> None:
    inserted = put_in({0: ["A", question]}, policy=policy)
    assert (inserted.contents, inserted.crops) == ({}, [])
    assert [bool(skipped["reason"]) for skipped in inserted.skipped] == [True] * (question != " ")


def test_the_whole_is_sent_anew_where_it_is_to_be_smaller_in_its_own_turn() -> None:
    now, then, crops = Budget(800), Budget(400), Budget(300)
    inserted = put_in({0: ["A", "what?"]}, Words(budgets=(now, then)), policy="centre", budget=crops)
    assert inserted.contents[0][0] == "A at 400"
    assert inserted.saved == now.tokens((800, 600)) - then.tokens((800, 600))
    assert inserted.crops[0].facts["view_size"] == [300, 225]
    same = put_in({0: ["A", "what?"]}, Words(budgets=(now, now)), policy="centre")
    assert (same.contents[0][0], same.saved) == ("A", 0)
    later = put_in({0: ["A", "thanks"], 2: "what?"}, Words(budgets=(now, then)), policy="centre")
    assert (list(later.contents), later.saved) == ([2], 0)


@pytest.mark.parametrize(("first", "crops"), [("where?", [0, 2]), ("thanks", [])])
def test_needed_is_judged_by_what_was_sent_of_an_older_image(first: str, crops: list[int]) -> None:
    budgets = Budget(800), Budget(400)  # the whole is legible at 600 px
    inserted = put_in({0: ["A", first], 2: "what?"}, Words(budgets=budgets), policy=Turning(), when="needed")
    assert list(inserted.contents) == crops


def test_labels_alone() -> None:
    assert labelled({0: ["A", "image_2:", "B"], 1: "text"}, {(0, 0): "image_1", (0, 2): "image_2"}, Words()) == {
        0: ["image_1:", "A", "image_2:", "B"]
    }


def test_a_list_like_any_other_that_counts() -> None:
    messages = ZoomedMessages(["message"])
    assert (messages, messages.zooms, messages.tokens_added, messages.tokens_saved) == (["message"], [], 0, 0)
    assert messages.skipped == []
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


@pytest.mark.parametrize("broken", ["crop", "crops", "seen", "whole", "takes"])
@pytest.mark.parametrize("error", [MemoryError, KeyError, RecursionError])
def test_a_dialect_that_fails_leaves_the_very_same_messages(
    broken: str, error: type[Exception], picture: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> Any:
        raise error

    dialect, messages = type("Broken", (Plain,), {broken: fail})(), conversation(picture)
    before, options = copy.deepcopy(messages), ZoomOptions(policy="centre")
    assert len(insert_into(messages, Plain(), None, options)[0]["content"]) == 4
    for _ in range(2):
        sent = insert_into(messages, dialect, None, options)
        assert [new is old for new, old in zip(sent, messages, strict=True)] == [True, True]
        assert (sent.zooms, sent.tokens_added, messages) == ([], 0, before)
    assert [record.exc_info is not None for record in caplog.records] == [True]


def test_a_part_that_a_dialect_does_not_take_stays() -> None:
    class Second(Words):
        def takes(self, part: str) -> bool:
            return part == "B"

    inserted = put_in({0: ["A", "B", "compare both?"]}, Second(), regions=1)
    assert said(inserted.contents[0]) == ["A", "B", "compare both?", FIRST, "crop of B"]
