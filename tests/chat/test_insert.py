"""Where the images and the question of a conversation stand, whatever was already put into it."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from PIL import Image

from cropvlm_tools.chat.conversation import ImageRegistry
from cropvlm_tools.chat.insert import ZoomedMessages, as_dict, find_images, find_question, read, registry_of
from cropvlm_tools.errors import ImageError
from cropvlm_tools.tool import run_zoom
from cropvlm_tools.zooming.zoom import zoom

PIXEL = {"type": "image_url", "image_url": {"url": "data:image/png;base64,AA=="}}
CAPTION = zoom(Image.new("RGB", (8, 8)), "?", policy="centre").caption
WHOLE = zoom(Image.new("RGB", (8, 8)), "?", policy="whole").caption


def text(words: str) -> dict[str, str]:
    return {"type": "text", "text": words}


def user(*parts: Any) -> dict[str, Any]:
    return {"role": "user", "content": list(parts)}


@pytest.mark.parametrize(
    ("messages", "places"),
    [
        ([], []),
        ([{"role": "user", "content": "text"}], []),
        ([user(PIXEL, text("?"), PIXEL), user(PIXEL)], [(0, 0), (0, 2), (1, 0)]),
        ([user(text("image_1:"), PIXEL)], [(0, 1)]),
        ([user(text("image_1:"), PIXEL, text(CAPTION), PIXEL)], [(0, 1)]),
        ([user(PIXEL, text(WHOLE), PIXEL)], [(0, 0)]),
        ([user(text(f"Image of call c1: {CAPTION}"), PIXEL)], []),
        ([{"role": "assistant", "content": [PIXEL]}, user(PIXEL)], [(1, 0)]),
        ([{"role": "tool", "content": [PIXEL]}, user(PIXEL)], [(1, 0)]),
        ([{"role": "developer", "content": [PIXEL]}, user(PIXEL)], [(0, 0), (1, 0)]),
        ([{"type": "function_call_output", "output": [PIXEL]}], []),
        ([user({"type": "tool_result", "content": [PIXEL]}, PIXEL)], [(0, 1)]),
        ([{"role": "user", "content": None}], []),
        ([SimpleNamespace(role="user", content=[PIXEL])], [(0, 0)]),
        ("a text", []),
    ],
)
def test_originals_in_order_of_appearance(messages: Any, places: list[tuple[int, int]]) -> None:
    assert list(find_images(messages)) == places


@pytest.mark.parametrize(
    ("messages", "question"),
    [
        ([], ""),
        ([user(PIXEL)], ""),
        ([{"role": "user", "content": " What? "}], "What?"),
        ([user(text("One?")), {"role": "assistant", "content": "No."}, user(text("Two?"))], "Two?"),
        ([user(text("One?")), user({"type": "tool_result", "content": "done"})], "One?"),
        ([user(text("image_1:"), PIXEL, text(CAPTION), PIXEL, text("One?"), text("Really?"))], "One?\nReally?"),
        ([user(text("One?")), user(text(f"Image of call c1: {WHOLE}"), PIXEL)], "One?"),
        ([user({"type": "input_text", "text": "One?"})], "One?"),
        ([user(text("One?")), {"role": "system", "content": "Be brief."}], "One?"),
        ([user({"type": "text", "text": None})], ""),
    ],
)
def test_the_question_is_the_last_text_of_the_user(messages: Any, question: str) -> None:
    assert find_question(messages) == question


@pytest.mark.parametrize("kind", [lambda path: path, str, lambda path: path.read_bytes(), Image.open])
def test_one_image_needs_no_list(kind: Any, tmp_path: Path) -> None:
    path = tmp_path / "page.png"
    Image.new("RGB", (5, 4)).save(path)
    given = kind(path)
    assert registry_of([], given, None).refs == ["image_1"]
    assert registry_of([], [given, given], None).open("image_2").size == (5, 4)


def test_without_images_those_of_the_conversation_are_meant() -> None:
    assert len(registry_of([user(PIXEL)], None, None)) == 1
    with pytest.raises(ImageError, match="no image"):
        registry_of([user(PIXEL)], [], None).open()


def test_a_list_like_any_other_that_counts() -> None:
    messages = ZoomedMessages([user(PIXEL)])
    assert (messages, messages.zooms, messages.tokens_added, messages.tokens_saved) == ([user(PIXEL)], [], 0, 0)
    result = run_zoom(ImageRegistry([Image.new("RGB", (80, 80))]), "?", policy="centre")
    messages.add(result, saved=7)
    messages.add(result)
    assert (messages.zooms, messages.tokens_added, messages.tokens_saved) == (
        [result.artifact] * 2,
        2 * result.view.tokens,
        7,
    )


def test_dicts_and_objects_are_read_alike() -> None:
    assert read({"a": 1}, "a") == read(SimpleNamespace(a=1), "a") == 1
    assert read({}, "a") is read(object(), "a") is read(None, "a") is None
    assert as_dict("text") == {}
