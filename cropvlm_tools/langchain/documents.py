"""Zooms as LangChain's documents, for chains that retrieve, rerank or cite."""

from __future__ import annotations

from collections.abc import Iterable

from langchain_core.documents import Document

from cropvlm_tools.zooming.provenance import provenance_of
from cropvlm_tools.zooming.result import Zoom


def zoom_documents(zooms: Iterable[Zoom]) -> list[Document]:
    """A document for each region of zooms (``zoom``, ``zoom_pages``): the text read there, and as metadata where it is
    from (``cropvlm_tools.zooming.provenance.Provenance``) and the crop as it is sent (``image``, a data URL)."""
    documents = []
    for zoom in zooms:
        for region, record in zip(zoom.regions, provenance_of(zoom), strict=True):
            metadata = {key: value for key, value in record.items() if key != "text"}
            documents.append(Document(region.text, metadata={**metadata, "image": region.view.data_url}))
    return documents
