"""Batches of columns in, rows out: for engines that have their own workers, such as datasets, Ray, Daft and Spark.

dataset.map(zoom_map(questions=["What is the total?"]), batched=True, remove_columns=dataset.column_names)
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, Unpack

from cropvlm_tools.corpus.rows import Row, rows_of
from cropvlm_tools.corpus.sources import item_of
from cropvlm_tools.zooming.options import ZoomKeywords, ZoomOptions

Columns = Mapping[str, Sequence[Any]]
"""Column name -> values, as lists or arrays."""


def zoom_map(
    questions: Sequence[str] = (), crops: bool = False, **options: Unpack[ZoomKeywords]
) -> Callable[[Columns], dict[str, list[Any]]]:
    """A function for ``datasets.Dataset.map(..., batched=True)``: columns in, columns of ``rows.Row`` out.

    Args:
        questions: asked of every row that has no ``question`` or ``questions`` of its own.
        crops: keep the encoded crops.
        options: those of ``ZoomOptions``; the policy by its name or folder, so that other processes can load it.

    Raises:
        ValueError: an option that cannot be.
    """
    return partial(_columns, questions=tuple(questions), crops=crops, options=ZoomOptions(**options))


def batch_rows(batch: Columns, questions: Sequence[str], crops: bool, options: ZoomOptions) -> list[Row]:
    """The rows of a batch.

    Args:
        batch: ``image`` (a path, bytes, ``{"bytes", "path"}`` or a PIL image) or another of ``sources.COLUMNS``, and
            what else ``sources.item_of`` knows. A row without an ``id`` is called by the digest of its image.
        questions, crops, options: as for ``zoom_map``.
    """
    rows: list[Row] = []
    for index in range(len(next(iter(batch.values()), ()))):
        given = {name: values[index] for name, values in batch.items()}
        if given.get("id") is None:
            source = item_of(given, "").source
            encoded = source if isinstance(source, bytes) else source.encode("utf-8", "replace")
            given["id"] = hashlib.sha256(encoded).hexdigest()[:16]
        rows += rows_of(item_of(given, "", questions), options, crops)
    return rows


def _columns(batch: Columns, questions: Sequence[str], crops: bool, options: ZoomOptions) -> dict[str, list[Any]]:
    rows = batch_rows(batch, questions, crops, options)
    return {name: [row[name] for row in rows] for name in Row.__annotations__}  # type: ignore[literal-required]
