"""Where a corpus comes from."""

import base64
import json
from pathlib import Path

import pytest

from cropvlm_tools.corpus.rows import Item
from cropvlm_tools.corpus.sources import Corpus, item_of
from cropvlm_tools.errors import CropVLMError
from tests.images.pictures import encoded, marked

PNG = encoded(marked(), "PNG")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "scans" / "more").mkdir(parents=True)
    for name in ("b.png", "a.JPG", "more/c.pdf", "notes.txt"):
        (tmp_path / "scans" / name).write_bytes(PNG)
    return tmp_path


def told(items: list[Item]) -> list[tuple[str, list[str]]]:
    return [(Path(str(item.source)).name, [asked.id for asked in item.asked]) for item in items]


def test_folders_globs_and_files(folder: Path) -> None:
    scans = folder / "scans"
    whole = Corpus((str(scans),), ("What?",))
    assert told(list(whole)) == [("a.JPG", ["a.JPG"]), ("b.png", ["b.png"]), ("c.pdf", ["more/c.pdf"])]
    assert whole.count() == 3
    assert [name for name, _ in told(list(Corpus((f"{scans}/*.png", f"{scans}/more/c.pdf"), ("What?", "Who?"))))] == [
        "b.png",
        "c.pdf",
    ]


ROWS = [
    {"id": 7, "image": "scans/b.png", "question": "What?", "lot": 4},
    {"id": 8, "image": "scans/b.png", "questions": ["Who?", "When?"]},
    {"path": "scans/a.JPG"},
    {"question": "Of what?"},
]
IDS = [("b.png", ["7", "8#1", "8#2"]), ("a.JPG", ["table_3"]), ("b''", ["table_4"])]


def test_tables_of_every_kind_are_the_same(folder: Path) -> None:
    lines = "\n".join(json.dumps(row) for row in ROWS)
    (folder / "table.jsonl").write_text(lines, encoding="utf-8")
    rows = ["id,image,question,questions,lot", "7,scans/b.png,What?,,4", '8,scans/b.png,,"Who?\nWhen?",']
    csv = "\n".join([*rows, ",scans/a.JPG,,,", ",,Of what?,,"])
    (folder / "table.csv").write_text(csv, encoding="utf-8")
    given = [list(Corpus((str(folder / f"table.{kind}"),), ("All?",))) for kind in ("jsonl", "csv")]
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError:
        pass
    else:
        names = ("id", "image", "path", "question", "questions", "lot")
        columns = {name: [row.get(name) for row in ROWS] for name in names}
        parquet.write_table(pyarrow.table(columns), folder / "table.parquet")
        given.append(list(Corpus((str(folder / "table.parquet"),), ("All?",))))
    for items in given:
        assert told(items) == IDS
        assert [asked.question for asked in items[1].asked] == ["All?"]
        assert "no image" in items[2].error
        assert json.loads(items[0].asked[0].data).get("lot") in (4, "4")


def test_lines_that_are_no_json_are_rows_too(folder: Path) -> None:
    (folder / "t.jsonl").write_text('{"image": "scans/b.png"}\n[1]\n{"image":\n', encoding="utf-8")
    assert [item.error for item in Corpus((str(folder / "t.jsonl"),), ("What?",))] == [
        "",
        *["The line is no JSON object."],
    ]


@pytest.mark.parametrize(
    ("image", "source", "name"),
    [
        (PNG, PNG, ""),
        ({"bytes": PNG, "path": "x/a.png"}, PNG, "a.png"),
        ({"bytes": None, "path": "/x/a.png"}, "/x/a.png", ""),
        ("data:image/png;base64," + base64.b64encode(PNG).decode(), None, ""),
        ("https://example.org/a.png", "https://example.org/a.png", ""),
        (marked(), encoded(marked(), "PNG"), ""),
    ],
)
def test_forms_of_an_image(image: object, source: object, name: str) -> None:
    item = item_of({"image": image, "question": "What?", "page": 2.0}, "row", folder=Path("/folder"))
    assert (item.source, item.name, item.page) == (image if source is None else source, name, 2)


def test_a_dataset_on_disk(tmp_path: Path) -> None:
    datasets = pytest.importorskip("datasets", reason="datasets is not installed")
    data = datasets.Dataset.from_dict({"image": [{"bytes": PNG, "path": None}] * 2, "question": ["What?", "Who?"]})
    data.cast_column("image", datasets.Image()).save_to_disk(str(tmp_path / "set"))
    (item,) = Corpus((str(tmp_path / "set"),))
    assert (item.source, [asked.question for asked in item.asked]) == (PNG, ["What?", "Who?"])


@pytest.mark.parametrize("given", ["nowhere", "nowhere.jsonl", "a b"])
def test_what_is_not_there(given: str) -> None:
    with pytest.raises(CropVLMError, match="There is no"):
        list(Corpus((given,), ("What?",)))


def test_damaged_parquet(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow", reason="the extra corpus is not installed")
    (tmp_path / "t.parquet").write_bytes(b"PAR1 no")
    with pytest.raises(CropVLMError, match="no Parquet file"):
        list(Corpus((str(tmp_path / "t.parquet"),), ("What?",)))
