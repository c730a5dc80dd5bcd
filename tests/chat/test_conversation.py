"""Which image is which: their names, where they and the question stand, whatever was already put in."""

import io
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from PIL import Image

from cropvlm_tools.chat.content import Unreadable
from cropvlm_tools.chat.conversation import (
    ImageRegistry,
    find_images,
    find_question,
    is_ours,
    names_of,
    pixels_in,
    registry_of,
)
from cropvlm_tools.errors import ImageError
from cropvlm_tools.images.limits import Limits
from cropvlm_tools.zooming.options import ZoomOptions
from cropvlm_tools.zooming.zoom import zoom


def png(size: tuple[int, int] = (5, 4)) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", size, "white").save(file, "PNG")
    return file.getvalue()


PNG = png()


@pytest.mark.parametrize(
    ("ref", "name"),
    [
        ("latest", "image_3"),
        (None, "image_3"),
        ("", "image_3"),
        (" Latest ", "image_3"),
        ("null", "image_3"),
        ("None", "image_3"),
        ("image_1", "image_1"),
        ("Image 2", "image_2"),
        ("image-2", "image_2"),
        ("image#2", "image_2"),
        ("IMAGE_003", "image_3"),
        ("1", "image_1"),
        ("#1", "image_1"),
        (2, "image_2"),
        ("first", "image_1"),
        ("the second image", "image_2"),
        ("last", "image_3"),
        ("image_1:", "image_1"),
        ("[image_1]", "image_1"),
        ("image_1.png", "image_1"),
        ("img_2", "image_2"),
    ],
)
def test_an_image_is_found_by_the_names_models_write(ref: Any, name: str) -> None:
    assert ImageRegistry([PNG, PNG, PNG]).resolve(ref) == name


@pytest.mark.parametrize(
    "ref",
    [
        "image_0",
        "image_4",
        "fourth",
        "image_",
        "image_1.exe",
        "-1",
        0,
        -1,
        4,
        pytest.param(10**5000, id="huge"),
        True,
        1.0,
        "1" * 5000,
        "/etc/x",
    ],
)
def test_any_other_name_lists_those_there_are(ref: Any) -> None:
    with pytest.raises(ImageError, match="Images: image_1, image_2, image_3, or 'latest'") as refused:
        ImageRegistry([PNG, PNG, PNG]).open(ref)
    assert len(str(refused.value)) < 200


def test_names_of_a_conversation_without_images() -> None:
    empty = ImageRegistry()
    assert (len(empty), empty.refs) == (0, [])
    with pytest.raises(ImageError, match="no image to zoom into"):
        empty.resolve()


def test_images_are_opened_when_asked_for_and_the_last_few_stay_open() -> None:
    fetched: list[str] = []

    def fetch(url: str) -> bytes:
        fetched.append(url)
        return PNG

    urls = [f"https://example.org/{number}.png" for number in range(1, 7)]
    images = ImageRegistry(urls, fetch)
    assert fetched == []
    for ref in ("latest", "image_6", 1, 1, 2, 3, 6):
        assert images.open(ref).size == (5, 4)
    assert [url[20] for url in fetched] == ["6", "1", "2", "3"]
    images.open(4)
    images.open(6)
    assert [url[20] for url in fetched] == ["6", "1", "2", "3", "4", "6"]


def test_an_image_that_is_refused_says_which_and_why() -> None:
    images = ImageRegistry([b"no image", PNG])
    assert images.open().size == (5, 4)
    with pytest.raises(ImageError, match=r"image_1 cannot be zoomed into: .*PNG, JPEG"):
        images.open(1)


def test_threads_may_share_a_registry() -> None:
    images = ImageRegistry([png((width, 4)) for width in range(1, 9)])
    refs = [number % 8 + 1 for number in range(400)]
    with ThreadPoolExecutor(8) as pool:
        sizes = list(pool.map(lambda ref: images.open(ref).size, refs))
    assert sizes == [(ref, 4) for ref in refs]


PIXEL = {"type": "image_url", "image_url": {"url": "data:image/png;base64,AA=="}}
CHART = {"type": "image", "url": "data:image/png;base64,AA=="}
SCREEN = {"type": "computer_screenshot", "image_url": "data:image/png;base64,AA=="}
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
        ([{"role": "tool", "content": [PIXEL]}, user(PIXEL)], [(0, 0), (1, 0)]),
        ([{"role": "tool", "content": [text(CAPTION), PIXEL]}], []),
        ([user(text("Image returned by tool call c1 (zoom_image):"), PIXEL)], []),
        ([user(text("Image returned by tool call c1 (shot):"), PIXEL)], [(0, 1)]),
        ([{"role": "developer", "content": [PIXEL]}, user(PIXEL)], [(0, 0), (1, 0)]),
        ([{"type": "function_call_output", "output": [PIXEL]}], [(0, 0)]),
        ([{"type": "function_call_output", "output": [text(CAPTION), PIXEL]}], []),
        ([{"type": "function_call_output", "output": "done"}], []),
        ([{"type": "computer_call_output", "output": SCREEN}], [(0, 0)]),
        ([{"type": "image_generation_call", "result": "AA=="}, {"type": "image_generation_call"}], [(0, 0)]),
        ([{"type": "code_interpreter_call", "outputs": [{"type": "logs", "logs": "1"}, CHART]}], [(0, 1)]),
        ([{"type": "code_interpreter_call", "outputs": None}], []),
        ([user({"type": "tool_result", "content": [PIXEL]}, PIXEL)], [(0, 0, 0), (0, 1)]),
        ([user({"type": "mcp_tool_result", "content": [text("seen"), PIXEL]})], [(0, 0, 1)]),
        ([user({"type": "tool_result", "content": [text(CAPTION), PIXEL]})], []),
        ([{"role": "user", "content": None}], []),
        ([SimpleNamespace(role="user", content=[PIXEL])], [(0, 0)]),
        ("a text", []),
    ],
)
def test_originals_in_order_of_appearance(messages: Any, places: list[tuple[int, ...]]) -> None:
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
        ([user(text("a.png:"), PIXEL, text("Image 2:"), PIXEL, text("One?"))], "One?"),
        ([user(text("One: where?"), PIXEL, text("Answer this:"))], "One: where?\nAnswer this:"),
    ],
)
def test_the_question_is_the_last_text_of_the_user(messages: Any, question: str) -> None:
    assert find_question(messages) == question


@pytest.mark.parametrize("kind", [lambda path: path, str, lambda path: path.read_bytes(), Image.open])
def test_one_image_needs_no_list(kind: Any, tmp_path: Path) -> None:
    path = tmp_path / "page.png"
    Image.new("RGB", (5, 4)).save(path)
    given = kind(path)
    assert registry_of([], given, ZoomOptions()).refs == ["image_1"]
    assert registry_of([], [given, given], ZoomOptions()).open("image_2").size == (5, 4)


def test_without_images_those_of_the_conversation_are_meant() -> None:
    assert len(registry_of([user(PIXEL)], None, ZoomOptions())) == 1
    with pytest.raises(ImageError, match="no image"):
        registry_of([user(PIXEL)], [], ZoomOptions()).open()


def test_an_image_over_the_limits_is_refused() -> None:
    with pytest.raises(ImageError, match="image_1 cannot be zoomed into"):
        ImageRegistry([PNG], limits=Limits(pixels=19)).open()
    assert ImageRegistry([PNG], limits=Limits(pixels=20)).open().size == (5, 4)


def test_images_are_named_by_the_whole_conversation() -> None:
    a, b, lost = b"a", "data:,b", Unreadable("given as a file id")
    assert names_of({(0, 0): b, (2, 1): lost}, [a, b, lost]) == {(0, 0): "image_2", (2, 1): "image_3"}
    assert names_of({(0, 0): a, (0, 1): a}, [a, b, a]) == {(0, 0): "image_1", (0, 1): "image_3"}
    assert names_of({(0, 0): a, (0, 1): b}, [b]) == {(0, 1): "image_1"}
    assert names_of({(0, 0): a}, []) == {}


def test_a_caption_says_which_pixels_are_shown() -> None:
    assert pixels_in(CAPTION) == (2, 2, 6, 6)
    assert pixels_in("image_1 (8x8), zoomed to [0, 1, 4, 5] (1 of 2); shown at 9x9") == (0, 1, 4, 5)
    assert pixels_in(WHOLE) is None


@pytest.mark.parametrize("page", ["", ", page 1 of 3", ", page 12 of 1000 or more"])
@pytest.mark.parametrize("shown", ["zoomed to [2, 2, 6, 6]; shown at 8x8", "whole, not zoomed: Nothing. Shown at 8x8"])
def test_captions_are_ours_whatever_page_they_speak_of(page: str, shown: str) -> None:
    assert is_ours(f"image_1 (8x8{page}), {shown}")
    assert not is_ours(f"My image_1 (8x8{page}), {shown}")
