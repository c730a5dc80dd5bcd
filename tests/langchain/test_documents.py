"""Zooms as documents."""

import pytest

pytest.importorskip("langchain_core", reason="langchain-core is not installed")

from cropvlm_tools.langchain import zoom_documents
from tests.zooming.doubles import zoomed


def test_a_document_says_where_it_is_from() -> None:
    (document,) = zoom_documents([zoomed(), zoomed(None)])
    assert document.page_content == ""
    assert document.metadata["box_pixels"] == [2000, 1500, 4000, 3000]
    assert (document.metadata["page"], document.metadata["policy"]) == (1, "says")
    assert document.metadata["image"].startswith("data:image/")
