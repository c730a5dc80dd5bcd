"""Tasks kept as JSON lines."""

import json
import pickle
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from cropvlm_tools.boxes import Box
from training.tasks.grading import transcript_score
from training.tasks.jsonl import load_jsonl
from training.tasks.task import TaskError


def question(**changes: Any) -> dict[str, Any]:
    row = {"id": "q1", "image": "images/a.png", "question": " What is it? ", "answers": ["B", "Bladder"]}
    return {**row, "boxes": [[10, 20, 50, 40]], "width": 100, "height": 80, "split": "val", "field": None, **changes}


def write(folder: Path, *lines: Any) -> Path:
    (folder / "images").mkdir(parents=True, exist_ok=True)
    Image.new("RGB", (100, 80)).save(folder / "images" / "a.png")
    text = "\n".join(line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in lines)
    (folder / f"{folder.name}.jsonl").write_text(text + "\n", encoding="utf-8")
    return folder


def test_a_folder_is_a_task(tmp_path: Path) -> None:
    task = load_jsonl(
        write(tmp_path / "signs", question(), "", question(id="q2", question="Two\u2028lines?", boxes=None))
    )
    first, second = task.examples
    assert (task.name, first.question, first.split, first.field) == ("signs", "What is it?", "val", "")
    assert first.boxes == (Box(0.1, 0.25, 0.5, 0.5),)
    assert first.image.is_file()
    assert second.boxes == ()
    assert load_jsonl(tmp_path / "signs" / "signs.jsonl") == task


@pytest.mark.parametrize(("kind", "marked"), [(None, 1), ("value", 1), ("label", 0)])
def test_a_box_around_more_than_the_value_marks_no_place(tmp_path: Path, kind: str | None, marked: int) -> None:
    (example,) = load_jsonl(write(tmp_path / "signs", question(box_kind=kind))).examples
    assert (len(example.boxes), len(example.written)) == (marked, 2)


@pytest.mark.parametrize(
    ("changes", "written"),
    [
        ({}, ("B", "Bladder")),
        ({"mc": True}, ("Bladder",)),
        ({"answers": ["B"], "mc": True}, ()),
        ({"answers": ["?", "7"]}, ("7",)),
        ({"counting": True}, ()),
    ],
)
def test_only_answers_that_stand_in_the_image_can_be_read(
    tmp_path: Path, changes: dict[str, Any], written: tuple[str, ...]
) -> None:
    task = load_jsonl(write(tmp_path / "signs", question(**changes)))
    assert task.examples[0].written == written
    assert transcript_score("reads B and Bladder and 7", task.examples[0].written) == float(bool(written))


def test_answers_are_graded_by_similarity_and_ten_of_them_as_annotators(tmp_path: Path) -> None:
    task = load_jsonl(write(tmp_path / "signs", question(answers=["abcd"]), question(id="q2", answers=["stop"] * 10)))
    assert [task.grade(said, task.examples[0]) for said in ("ABCE", "zzzz")] == [0.75, 0.0]
    assert [task.grade(said, task.examples[1]) for said in ("Stop", "stopp")] == [1.0, 0.0]


def test_a_question_may_name_its_metric(tmp_path: Path) -> None:
    rows = [question(id=name, answers=["10"], metric=name) for name in ("relaxed", "exact", "anls", "vqa")]
    task = load_jsonl(write(tmp_path / "signs", *rows))
    assert [task.grade("10.4", example) for example in task.examples] == [1.0, 0.0, 0.5, 0.0]
    assert pickle.loads(pickle.dumps(task)) == task  # it is sent to workers


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "line 2"),
        ("[]", "line 2"),
        (question(id="q1"), "twice"),
        (question(id="q2", image="images/none.png"), "no image"),
        (question(id="q2", answers=[]), "answers"),
        (question(id="q2", answers=[3]), "answers"),
        (question(id="q2", boxes=[[50, 20, 10, 40]]), "Not a box"),
        (question(id="q2", boxes=[[50, 20]]), "four finite numbers"),
        (question(id="q2", width=0), "holds no box"),
        (question(id="q2", box_kind="values"), "not one of value, label"),
        ({"id": "q2"}, "answers"),
    ],
)
def test_a_line_that_is_no_question_is_named(tmp_path: Path, line: Any, message: str) -> None:
    with pytest.raises(TaskError, match=message) as caught:
        load_jsonl(write(tmp_path / "signs", question(), line))
    assert "signs.jsonl, line 2" in str(caught.value)


def test_no_task_there(tmp_path: Path) -> None:
    with pytest.raises(TaskError, match=r"NAME\.jsonl"):
        load_jsonl(tmp_path)
    with pytest.raises(TaskError, match="no question"):
        load_jsonl(write(tmp_path / "empty", ""))
