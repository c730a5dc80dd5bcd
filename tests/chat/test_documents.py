"""PDFs among the parts of a conversation: their pages are looked at like images, and they are sent as they are."""

import base64
import importlib
from typing import Any

import pytest

from cropvlm_tools.chat.content import Named, Unreadable, is_document, source_in
from cropvlm_tools.chat.conversation import find_images
from cropvlm_tools.chat.look import look, look_unasked
from cropvlm_tools.chat.references import page_spoken_of
from cropvlm_tools.chat.registry import ImageRegistry
from cropvlm_tools.errors import ImageError
from cropvlm_tools.zooming.options import ZoomOptions
from tests.images.pdf.written import Sheet, pdf, print_at

pytest.importorskip("pypdfium2")

SHEETS = ("Minutes of the meeting", "Rent per month: 850 EUR", "Signed in Bonn")
FILE = pdf(*(Sheet(print_at(40, 200, line)) for line in SHEETS))
B64 = base64.b64encode(FILE).decode()
URL = f"data:application/pdf;base64,{B64}"
ASKED = "What is the rent per month?"
BLOCKS: list[Any] = [
    {"type": "input_file", "filename": "lease.pdf", "file_data": URL},
    {"type": "file", "file": {"filename": "lease.pdf", "file_data": URL}},
    {"type": "document", "source": {"type": "base64", "media_type": "application/pdf", "data": B64}},
    {"type": "file", "base64": B64, "mime_type": "application/pdf"},
    {"type": "file", "source_type": "base64", "data": B64, "mime_type": "application/pdf"},
    {"type": "media", "mime_type": "application/pdf", "data": B64},
    {"inline_data": {"mime_type": "application/pdf", "data": B64}},
    {"inlineData": {"mimeType": "application/pdf", "data": B64}},
    {"document": {"format": "pdf", "name": "lease", "source": {"bytes": FILE}}},
    {"type": "resource", "resource": {"mimeType": "application/pdf", "blob": B64, "uri": "file:///lease.pdf"}},
]


@pytest.mark.parametrize("block", BLOCKS)
def test_the_pdf_in_a_block(block: Any) -> None:
    assert is_document(block)
    source = source_in(block)
    assert source is not None
    assert ImageRegistry([source]).load().page.of == 3


@pytest.mark.parametrize(
    "block",
    [
        {"type": "document", "source": {"type": "text", "media_type": "text/plain", "data": "Rent: 850"}},
        {"type": "input_file", "filename": "lease.docx", "file_data": "data:application/msword;base64,AAAA"},
        {"type": "input_file", "file_id": "file-1"},
        {"type": "file", "mime_type": "text/csv", "base64": "AAAA"},
        {"type": "image", "base64": "AAAA", "mime_type": "image/png"},
        {"type": "text", "text": "lease.pdf"},
        "lease.pdf",
    ],
)
def test_other_blocks_are_no_documents(block: Any) -> None:
    assert not is_document(block)


def test_a_pdf_that_is_held_elsewhere_keeps_its_number() -> None:
    held = {"type": "input_file", "filename": "lease.pdf", "file_id": "file-1"}
    source = source_in(held)
    assert isinstance(source, Named)
    assert (source.name, isinstance(source.source, Unreadable)) == ("lease.pdf", True)
    by_url = source_in({"type": "document", "source": {"type": "url", "url": "https://example.org/lease"}})
    assert by_url == "https://example.org/lease"


@pytest.mark.parametrize(
    ("question", "page"),
    [
        ("What is the total on page 2?", 2),
        ("Was steht auf Seite 12?", 12),
        ("¿Qué dice la página n.º 3?", 3),
        ("第5页的金额是多少?", 5),
        ("Compare page 1 and page 2.", None),
        ("How many pages are there?", None),
        ("Is there a page with 3 tables?", None),
    ],
)
def test_a_page_that_is_spoken_of(question: str, page: int | None) -> None:
    assert page_spoken_of(question) == page


def test_the_likeliest_page_is_shown_unless_one_is_named() -> None:
    images = ImageRegistry([FILE])

    def page(ref: str, question: str) -> int:
        return look(images, ref, question, ZoomOptions(when="always")).page

    assert page("latest", ASKED) == 2
    assert page("image_1, page 3", ASKED) == 3
    assert page("image_1", "Where was it signed, on page 3?") == 3
    assert page("image_1", f"{ASKED} It is on page 9.") == 2  # there is none


def test_what_would_take_long_is_not_looked_through_unasked() -> None:
    scans = ImageRegistry([pdf(*[Sheet("")] * 9)])
    told = look_unasked(scans, "image_1", ASKED, ZoomOptions())
    assert isinstance(told, str)
    assert "name a page" in told
    many = ImageRegistry([pdf(*[Sheet(print_at(40, 200, "Rent"))] * 201)])
    told = look_unasked(many, "image_1", ASKED, ZoomOptions())
    assert isinstance(told, str)
    assert "201 pages" in told
    with pytest.raises(ImageError, match="no page 202"):
        look(many, "image_1, page 202", ASKED, ZoomOptions())


def written(block: Any, role: str = "user", content: str = "content", text: str = "text") -> list[Any]:
    said = {"text": ASKED} if content == "parts" else {"type": text, "text": ASKED}
    return [{"role": role, content: [block, said]}]


@pytest.mark.parametrize(
    ("adapter", "messages"),
    [
        ("openai", written(BLOCKS[0], text="input_text")),
        ("openai", written(BLOCKS[1])),
        ("anthropic", written(BLOCKS[2])),
        ("google", written(BLOCKS[6], content="parts")),
    ],
)
@pytest.mark.parametrize("plan", [False, True])
def test_the_crop_of_a_page_stands_behind_the_question_and_the_pdf_stays(
    adapter: str, messages: list[Any], plan: bool
) -> None:
    insert = importlib.import_module(f"cropvlm_tools.{adapter}").insert_zooms
    sent = insert(messages, when="always", plan=plan)
    ((parts),) = (sent[0].get("content") or sent[0]["parts"],)
    before = messages[0].get("content") or messages[0]["parts"]
    assert parts[:2] == before
    assert len(parts) == 4
    assert "page 2 of 3" in parts[2]["text"]
    assert source_in(parts[3]) is not None
    assert sent.zooms[0]["page"] == 2
    assert len(find_images(sent)) == 1  # the crop is no original
    assert insert(sent) == sent


def test_langchain_never_puts_a_crop_in_its_place() -> None:
    pytest.importorskip("langchain_core")
    from langchain_core.messages import HumanMessage

    from cropvlm_tools.langchain import zoom_messages

    asked = [HumanMessage([BLOCKS[3], {"type": "text", "text": ASKED}])]
    for mode in ("append", "replace"):
        (sent,) = zoom_messages(mode, when="always").invoke(asked)  # type: ignore[arg-type]
        assert sent.content[0] == BLOCKS[3]
        assert "page 2 of 3" in str(sent.content[2])


def test_a_tool_call_into_a_pdf() -> None:
    from cropvlm_tools.openai import run_tool_calls

    call = {"type": "function_call", "name": "zoom_image", "call_id": "c1", "arguments": f'{{"question": "{ASKED}"}}'}
    (answer,) = run_tool_calls([call], written(BLOCKS[0], text="input_text"))
    assert "image_1 (" in answer["output"][0]["text"]
    assert "page 2 of 3" in answer["output"][0]["text"]
