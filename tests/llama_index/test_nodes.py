"""Zooms as nodes."""

import pytest

pytest.importorskip("llama_index.core", reason="llama-index-core is not installed")

from llama_index.core.schema import MetadataMode

from cropvlm_tools.llama_index import zoom_nodes
from tests.zooming.doubles import zoomed


def test_a_node_says_where_it_is_from() -> None:
    (node,) = zoom_nodes([zoomed(), zoomed(None)])
    assert node.metadata["box_pixels"] == [2000, 1500, 4000, 3000]
    assert (node.image_mimetype, bool(node.image)) == ("image/png", True)
    assert "policy" not in node.get_content(MetadataMode.LLM)
