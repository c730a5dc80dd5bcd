"""Zooms in Ray Data, with its own workers. Ray itself is not imported: it calls the class.

rows = ray.data.read_parquet("scans/").map_batches(
    Zoomer, fn_constructor_kwargs={"questions": ["What is the total?"]}, batch_size=16, concurrency=8
)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Unpack

from cropvlm_tools.corpus.sinks import schema
from cropvlm_tools.corpus.tables import Columns, batch_rows
from cropvlm_tools.policies.loading import load_policy
from cropvlm_tools.zooming.options import ZoomKeywords, ZoomOptions


class Zoomer:
    """A batch of columns in, a pyarrow table of ``rows.Row`` out; the same rows as ``cropvlm batch`` writes.

    The policy is loaded once for each actor. Daft and Spark call it the same way: ``Zoomer(...)(columns)``.

    Args:
        questions: asked of every row that has no ``question`` or ``questions`` of its own.
        crops: keep the encoded crops.
        options: those of ``ZoomOptions``.

    Raises:
        PolicyError: the policy cannot be loaded.
        ValueError: an option that cannot be.
    """

    def __init__(self, questions: Sequence[str] = (), crops: bool = False, **options: Unpack[ZoomKeywords]) -> None:
        given = ZoomOptions(**options)
        self._options = replace(given, policy=load_policy(given.policy))
        self._questions, self._crops = tuple(questions), crops

    def __call__(self, batch: Columns) -> Any:
        """The rows of a batch; what fails is a row with an error."""
        import pyarrow

        rows = batch_rows(batch, self._questions, self._crops, self._options)
        return pyarrow.Table.from_pylist(rows, schema=schema())
