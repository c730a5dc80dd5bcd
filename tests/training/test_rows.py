"""Rows survive a kill."""

from pathlib import Path

import pytest

from training.rows import Row, RowFile


def row(**changes: object) -> Row:
    values: dict[str, object] = {
        "task": "signs", "id": "q1", "image": "a.png", "split": "", "field": "", "counting": False, "policy": "lexical",
        "box": (0.1, 0.2, 0.5, 0.6), "area": 0.16, "recall": True, "confidence": 0.5, "reason": "", "seconds": 0.1,
        "cold": True, "whole": {"a": 0.4}, "crop": {"a": 1.0},
    }  # fmt: skip
    return Row(**{**values, **changes})  # type: ignore[arg-type]


def test_what_is_written_is_read(tmp_path: Path) -> None:
    file = RowFile(tmp_path / "rows.jsonl")
    rows = [row(), row(id="zwölf\u2028", box=None, crop={})]
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


@pytest.mark.parametrize(
    ("changes", "outcome", "score"),
    [
        ({}, "helped", 1.0),
        ({"whole": {"a": 1.0}, "crop": {"a": 0.9}}, "hurt", 1.0),
        ({"whole": {"a": 1.0}}, "unchanged", 1.0),
        ({"crop": {"a": 0.9}}, "unchanged", 0.9),
        ({"box": None, "crop": {}}, "abstained", 0.4),
    ],
)
def test_outcomes(changes: dict[str, object], outcome: str, score: float) -> None:
    assert row(**changes).outcome("a") == outcome
    assert row(**changes).score("a") == score


def test_an_answer_nobody_can_read_has_no_outcome() -> None:
    assert row(whole={}, crop={}).outcome("a") == "not read"
