"""The same rows in other engines: datasets here, Ray where it is installed."""

from pathlib import Path
from typing import Any

import pytest

from cropvlm_tools import ZoomOptions
from cropvlm_tools.corpus.ray import Zoomer
from cropvlm_tools.corpus.rows import Row
from cropvlm_tools.corpus.run import Batch, run_batch
from cropvlm_tools.corpus.sinks import rows_in
from cropvlm_tools.corpus.sources import Corpus
from cropvlm_tools.corpus.tables import batch_rows, zoom_map
from tests.corpus.pages import QUESTIONS, invoice
from tests.images.pictures import encoded, marked

pytest.importorskip("pypdfium2", reason="the extra pdf is not installed")
pyarrow = pytest.importorskip("pyarrow", reason="the extra corpus is not installed")

COLUMNS: dict[str, list[Any]] = {
    "id": [f"invoice {number}" for number in range(12)] + ["broken"],
    "image": [*map(invoice, range(12)), b"no image"],
    "page": [1] * 13,
}


@pytest.fixture
def expected(tmp_path: Path) -> list[dict[str, Any]]:
    """What ``cropvlm batch`` writes."""
    from pyarrow import parquet

    parquet.write_table(pyarrow.table(COLUMNS), tmp_path / "in.parquet")
    run_batch(Batch(Corpus((str(tmp_path / "in.parquet"),), QUESTIONS), tmp_path / "out.parquet"))
    return list(rows_in(tmp_path / "out.parquet"))


def by_id(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(rows, key=lambda row: str(row["id"]))


def test_datasets_give_the_same_rows(expected: list[dict[str, Any]]) -> None:
    datasets = pytest.importorskip("datasets", reason="datasets is not installed")
    data = datasets.Dataset.from_dict(COLUMNS)
    mapped = data.map(zoom_map(QUESTIONS), batched=True, batch_size=4, remove_columns=data.column_names)
    assert by_id(list(mapped)) == by_id(expected)
    assert len(expected) == 26


def test_a_zoomer_gives_the_same_rows(expected: list[dict[str, Any]]) -> None:
    assert by_id(Zoomer(QUESTIONS)(COLUMNS).to_pylist()) == by_id(expected)


def test_ray_gives_the_same_rows(expected: list[dict[str, Any]], tmp_path: Path) -> None:
    ray = pytest.importorskip("ray", reason="ray, which wants an environment of its own, is not installed")
    ray.init(num_cpus=4, include_dashboard=False, log_to_driver=False)  # two for the actors, two for reading
    try:
        data = ray.data.read_parquet(str(tmp_path / "in.parquet")).repartition(4)
        options = {"questions": QUESTIONS}
        mapped = data.map_batches(Zoomer, fn_constructor_kwargs=options, batch_size=4, concurrency=2)
        rows = [row for batch in mapped.iter_batches(batch_format="pyarrow") for row in batch.to_pylist()]
    finally:
        ray.shutdown()
    assert by_id(rows) == by_id(expected)


def test_rows_without_a_name_are_called_by_their_image() -> None:
    batch = {"image": [encoded(marked(), "PNG"), encoded(marked(9, 9), "PNG")], "question": ["What?", "What?"]}
    first, second = batch_rows(batch, (), False, ZoomOptions(policy="centre"))
    assert len({first["id"], second["id"]}) == 2
    assert (len(first["id"]), first.keys()) == (16, Row.__annotations__.keys())
    assert batch_rows({}, (), False, ZoomOptions()) == []
