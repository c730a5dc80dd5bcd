"""Images of a conversation: under which names they are found, and what a content block of any provider holds."""

import base64
import io
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from PIL import Image

from cropvlm_tools.chat.conversation import ImageRegistry, Unreadable, source_in
from cropvlm_tools.errors import ImageError


def png(size: tuple[int, int] = (5, 4)) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", size, "white").save(file, "PNG")
    return file.getvalue()


PNG = png()
B64 = base64.b64encode(PNG).decode()
URL = f"data:image/png;base64,{B64}"


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
    ],
)
def test_an_image_is_found_by_the_names_models_write(ref: Any, name: str) -> None:
    assert ImageRegistry([PNG, PNG, PNG]).resolve(ref) == name


@pytest.mark.parametrize(
    "ref",
    [
        "image_0",
        "image_4",
        "first",
        "image_",
        "image_1.png",
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


READABLE = {
    "langchain v1": {"type": "image", "base64": B64, "mime_type": "image/png"},
    "langchain v1, data URL": {"type": "image", "url": URL},
    "langchain v1, data URL as base64": {"type": "image", "base64": URL, "mime_type": "image/png"},
    "langchain v1, no media type": {"type": "image", "base64": B64},
    "langchain v1, random id beside the data": {"type": "image", "base64": B64, "id": "lc_1"},
    "langchain v0": {"type": "image", "source_type": "base64", "data": B64, "mime_type": "image/png"},
    "langchain non-standard": {"type": "non_standard", "value": {"type": "input_image", "image_url": URL}},
    "openai chat": {"type": "image_url", "image_url": {"url": URL, "detail": "high"}},
    "openai chat, string": {"type": "image_url", "image_url": URL},
    "openai responses": {"type": "input_image", "image_url": URL, "detail": "auto"},
    "anthropic": {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": B64}},
    "bedrock": {"image": {"format": "png", "source": {"bytes": PNG}}},
    "gemini media": {"type": "media", "mime_type": "image/png", "data": B64},
    "gemini media, bytes": {"type": "media", "mime_type": "image/png", "data": PNG},
    "gemini part": {"inline_data": {"mime_type": "image/png", "data": B64}},
    "gemini part, camel case": {"inlineData": {"mimeType": "image/png", "data": B64}},
    "file of an image type": {"type": "file", "mime_type": "image/png", "base64": B64},
}


@pytest.mark.parametrize("block", READABLE.values(), ids=READABLE.keys())
def test_a_block_of_any_shape_opens(block: dict[str, object]) -> None:
    source = source_in(block)
    assert source is not None
    assert ImageRegistry([source]).open().size == (5, 4)


UNREADABLE = {
    "langchain file id": {"type": "image", "file_id": "file_1"},
    "langchain v0 id": {"type": "image", "source_type": "id", "id": "file_1"},
    "openai file id": {"type": "input_image", "file_id": "file_1"},
    "anthropic file": {"type": "image", "source": {"type": "file", "file_id": "file_1"}},
    "bedrock s3": {"image": {"format": "png", "source": {"s3Location": {"uri": "s3://bucket/key"}}}},
    "gemini file": {"type": "media", "mime_type": "image/png", "file_uri": "gs://bucket/key"},
    "empty": {"type": "image_url", "image_url": {"url": ""}},
    "local path": {"type": "image", "url": "/etc/hostname"},
    "local path, openai": {"type": "image_url", "image_url": {"url": "page.png"}},
    "file URL": {"type": "image_url", "image_url": "file:///etc/hostname"},
}


@pytest.mark.parametrize("block", UNREADABLE.values(), ids=UNREADABLE.keys())
def test_what_cannot_be_read_keeps_its_number(block: dict[str, object]) -> None:
    source = source_in(block)
    assert isinstance(source, Unreadable)
    with pytest.raises(ImageError, match="image_1 cannot be zoomed into") as refused:
        ImageRegistry([source]).open()
    assert "etc" not in str(refused.value)


def test_a_url_is_left_to_the_fetcher() -> None:
    source = source_in({"type": "image", "source": {"type": "url", "url": "https://example.org/page.png"}})
    assert source is not None
    with pytest.raises(ImageError, match="not fetched by default"):
        ImageRegistry([source]).open()
    assert ImageRegistry([source], fetch=lambda url: PNG).open().size == (5, 4)


@pytest.mark.parametrize(
    "block",
    [
        "text",
        {"type": "text", "text": "image_1:"},
        {"type": "file", "mime_type": "application/pdf", "base64": B64},
        {"type": "media", "mime_type": "audio/wav", "data": B64},
        {"type": "tool_use", "id": "1", "name": "image", "input": {}},
        {"inline_data": {"mime_type": "audio/wav", "data": B64}},
        {},
    ],
)
def test_other_blocks_hold_no_image(block: object) -> None:
    assert source_in(block) is None
