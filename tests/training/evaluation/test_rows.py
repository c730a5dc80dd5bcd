"""Rows survive a kill."""

from pathlib import Path

import pytest

from training.evaluation.rows import Row, RowFile


def row(**changes: object) -> Row:
    values: dict[str, object] = {
        "task": "signs", "id": "q1", "image": "a.png", "split": "", "field": "", "counting": False, "size": 0.01,
        "policy": "lexical", "target": "a", "edge": 448, "transcript": True, "box": (0.1, 0.2, 0.5, 0.6),
        "abstained": False, "area": 0.16, "recall": True, "confidence": 0.5, "reason": "", "before": 0.4, "after": 1.0,
        "alone": 1.0, "said_before": "", "said": "", "status": "answered", "tokens_before": 12, "tokens": 24,
        "seconds": 0.1, "cold": True, "target_seconds": None,
    }  # fmt: skip
    return Row(**{**values, **changes})  # type: ignore[arg-type]


def test_what_is_written_is_read(tmp_path: Path) -> None:
    file = RowFile(tmp_path / "rows.jsonl")
    rows = [row(), row(id="zwölf\u2028", box=None, alone=None, edge=None)]
    assert file.read() == []
    file.append(rows[:1])
    file.append(rows[1:])
    assert file.read() == rows


@pytest.mark.parametrize("lost", [1, 2, 30])
def test_a_line_cut_short_is_dropped_and_the_file_goes_on(tmp_path: Path, lost: int) -> None:
    file = RowFile(tmp_path / "rows.jsonl")
    file.append([row(), row(id="q2")])
    file.path.write_bytes(file.path.read_bytes()[:-lost])
    assert file.read() == [row()]
    file.append([row(id="q3")])
    assert file.read() == [row(), row(id="q3")]


ANSWER = {"transcript": False, "alone": None}


@pytest.mark.parametrize(
    ("changes", "outcome", "value"),
    [
        ({}, "helped", 1.0),
        ({"before": 1.0, "alone": 0.9}, "hurt", 1.0),  # the crop alone would lose it; with the whole nothing is lost
        ({"before": 1.0}, "unchanged", 1.0),
        ({"after": 0.9, "alone": 0.9}, "unchanged", 0.0),
        ({"box": None, "abstained": True, "alone": None, "after": 0.4}, "abstained", 0.0),
        ({"box": None, "alone": None}, "helped", 1.0),  # a larger whole
        ({**ANSWER, "after": 0.6}, "helped", 0.6),
        ({**ANSWER, "after": 0.3}, "hurt", 0.3),
        ({**ANSWER, "after": 0.4}, "unchanged", 0.4),
        ({"before": None, "after": None, "alone": None}, "not asked", None),
    ],
)
def test_outcomes(changes: dict[str, object], outcome: str, value: float | None) -> None:
    assert row(**changes).outcome == outcome
    assert row(**changes).value == value
