"""What a content block of any provider holds."""

import base64
import io
from types import SimpleNamespace

import pytest
from PIL import Image

from cropvlm_tools.chat.content import Unreadable, as_dict, read, source_in, text_in
from cropvlm_tools.chat.conversation import ImageRegistry
from cropvlm_tools.errors import ImageError


def png() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (5, 4), "white").save(file, "PNG")
    return file.getvalue()


PNG = png()
B64 = base64.b64encode(PNG).decode()
URL = f"data:image/png;base64,{B64}"


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
    with pytest.raises(ImageError, match="URLs are not read here"):
        ImageRegistry([source]).open()
    assert ImageRegistry([source], fetch=lambda url: PNG).open().size == (5, 4)


@pytest.mark.parametrize(
    "block",
    [
        "text",
        {"type": "text", "text": "image_1:"},
        {"type": "media", "mime_type": "audio/wav", "data": B64},
        {"type": "tool_use", "id": "1", "name": "image", "input": {}},
        {"inline_data": {"mime_type": "audio/wav", "data": B64}},
        {},
    ],
)
def test_other_blocks_hold_no_image(block: object) -> None:
    assert source_in(block) is None


@pytest.mark.parametrize(
    ("block", "text"),
    [
        ({"type": "text", "text": "What?"}, "What?"),
        ({"type": "input_text", "text": "What?"}, "What?"),
        ({"text": "What?"}, "What?"),
        (SimpleNamespace(type="text", text="What?"), "What?"),
        (SimpleNamespace(text="What?"), ""),
        ({"type": "text", "text": None}, ""),
        ({"type": "output_text", "text": "Red."}, ""),
        ("What?", ""),
    ],
)
def test_the_text_of_a_text_block(block: object, text: str) -> None:
    assert text_in(block) == text


def test_dicts_and_objects_are_read_alike() -> None:
    assert read({"a": 1}, "a") == read(SimpleNamespace(a=1), "a") == 1
    assert read({}, "a") is read(object(), "a") is read(None, "a") is None
    assert as_dict("text") == {}
