"""Rows survive a kill, and those of earlier versions are read."""

import json
from dataclasses import asdict
from pathlib import Path

import pytest

from training.evaluation.rows import Row, RowFile
from training.storage import StorageError

CROP = (0.1, 0.2, 0.5, 0.6)


def row(**changes: object) -> Row:
    values: dict[str, object] = {
        "task": "signs", "id": "q1", "image": "a.png", "split": "", "field": "", "counting": False, "size": 0.01,
        "policy": "lexical", "target": "a", "edge": 448, "transcript": True, "outcome": "zoomed", "regions": (CROP,),
        "area": 0.16, "recall": True, "confidence": 0.5, "reason": "", "before": 0.4, "after": 1.0,
        "alone": 1.0, "said_before": "", "said": "", "status": "answered", "tokens_before": 12, "tokens": 24,
        "seconds": 0.1, "cold": True, "target_seconds": None,
    }  # fmt: skip
    return Row(**{**values, **changes})  # type: ignore[arg-type]  # fields of many types


def test_what_is_written_is_read(tmp_path: Path) -> None:
    file = RowFile(tmp_path / "rows.jsonl")
    rows = [
        row(),
        row(id="zwölf\u2028", regions=(), outcome="failed", alone=None, edge=None),
        row(id="two", regions=(CROP, (0.6, 0.6, 0.7, 0.7))),
    ]
    assert file.read() == []
    file.append(rows[:1])
    file.append(rows[1:])
    assert file.read() == rows
    assert [each.box for each in rows] == [CROP, None, CROP]


@pytest.mark.parametrize("lost", [1, 2, 30])
def test_a_line_cut_short_is_dropped_and_the_file_goes_on(tmp_path: Path, lost: int) -> None:
    file = RowFile(tmp_path / "rows.jsonl")
    file.append([row(), row(id="q2")])
    file.path.write_bytes(file.path.read_bytes()[:-lost])
    assert file.read() == [row()]
    file.append([row(id="q3")])
    assert file.read() == [row(), row(id="q3")]


@pytest.mark.parametrize(
    ("box", "abstained", "expected"),
    [
        (list(CROP), False, row()),
        (None, True, row(regions=(), outcome="abstained")),
        (None, False, row(regions=(), outcome="zoomed")),  # a larger whole
    ],
)
def test_rows_without_an_outcome_are_read(
    tmp_path: Path, box: list[float] | None, abstained: bool, expected: Row
) -> None:
    values = {name: value for name, value in asdict(row()).items() if name not in ("outcome", "regions")}
    file = RowFile(tmp_path / "rows.jsonl")
    file.path.write_text(json.dumps({**values, "box": box, "abstained": abstained}) + "\n", encoding="utf-8")
    assert file.read() == [expected]


@pytest.mark.parametrize("line", ['{"task": "signs"}', '{"colour": "red"}', "[1]", "{"])
def test_a_line_that_is_no_row_is_named(tmp_path: Path, line: str) -> None:
    file = RowFile(tmp_path / "rows.jsonl")
    file.append([row()])
    with file.path.open("a", encoding="utf-8") as text:
        text.write(f"{line}\n")
    with pytest.raises(StorageError, match=r"/rows\.jsonl, line 2 is damaged"):
        file.read()


ANSWER = {"transcript": False, "alone": None}
NO_CROP = {"regions": (), "alone": None}


@pytest.mark.parametrize(
    ("changes", "effect", "value"),
    [
        ({}, "helped", 1.0),
        ({"before": 1.0, "alone": 0.9}, "hurt", 1.0),  # the crop alone would lose it; with the whole nothing is lost
        ({"before": 1.0}, "unchanged", 1.0),
        ({"after": 0.9, "alone": 0.9}, "unchanged", 0.0),
        ({**NO_CROP, "outcome": "abstained", "after": 0.4}, "abstained", 0.0),
        ({**NO_CROP, "outcome": "failed", "after": 0.4}, "failed", 0.0),
        (NO_CROP, "helped", 1.0),  # a larger whole
        ({**ANSWER, "after": 0.6}, "helped", 0.6),
        ({**ANSWER, "after": 0.3}, "hurt", 0.3),
        ({**ANSWER, "after": 0.4}, "unchanged", 0.4),
        ({"before": None, "after": None, "alone": None}, "not asked", None),
    ],
)
def test_effects(changes: dict[str, object], effect: str, value: float | None) -> None:
    assert row(**changes).effect == effect
    assert row(**changes).value == value
