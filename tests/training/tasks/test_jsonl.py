"""Tasks kept as JSON lines."""

import json
import pickle
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from cropvlm_tools.boxes import Box
from training.tasks.grading import transcript_score
from training.tasks.jsonl import load_jsonl, question_line, write_jsonl
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
        (question(id="q2", width="100"), "whole numbers of pixels"),
        (question(id="q2", box_kind="values"), "not one of value, label"),
        (question(id="q2", metric="bleu"), "not one of vqa, anls, exact, relaxed"),
        (question(id="q2", answers="B"), "answers"),
        (question(id="q2", answers=None, no_place=True), "answers"),
        (question(id="q2", question=3), "question is no text"),
        (question(id="q2", field=3), "field is no text"),
        (question(id="q2", image=3), "image is no path"),
        (question(id="q2", image="files/a.pdf", file="files/a.pdf", page=1), "save its page as a picture"),
        (question(id="q2", width=None, box=[0.1, 0.25, 0.5, 1]), "must be in pixels"),
        ({"id": "q2"}, "there is no image, question, answers"),
    ],
)
def test_a_line_that_is_no_question_is_named(tmp_path: Path, line: Any, message: str) -> None:
    with pytest.raises(TaskError, match=message) as caught:
        load_jsonl(write(tmp_path / "signs", question(), line))
    assert "signs.jsonl, line 2" in str(caught.value)


SHAPES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "older": (
        {"box": [10, 20, 50, 40], "source": "a@b", "width": 100, "height": 80},
        {"boxes": (Box(0.1, 0.25, 0.5, 0.5),), "box": Box(0.1, 0.25, 0.5, 0.5)},
    ),
    "older without a place": ({"box": None, "boxes": [], "box_kind": None}, {"boxes": (), "box": None}),
    "charts": (
        {"box": None, "boxes": [], "mc": False, "note": "Omit the unit.", "counting": True},
        {"boxes": (), "written": (), "counting": True},
    ),
    "no place": (
        {"answers": [], "box": None, "boxes": [], "no_place": True, "field": "no_place", "kind": "photo"},
        {"answers": (), "written": (), "boxes": (), "no_place": True, "field": "no_place", "kind": "photo"},
    ),
    "two parts": (
        {
            "answers": ["12", "May"], "box": [0, 0, 10, 8], "boxes": [[0, 0, 10, 8], [50, 40, 100, 80]],
            "all_boxes": [[0, 0, 10, 8], [50, 40, 100, 80]], "kind": "two_part", "language": "de", "may_train": False,
        },
        {
            "boxes": (Box(0, 0, 0.1, 0.1), Box(0.5, 0.5, 1, 1)),
            "all_boxes": (Box(0, 0, 0.1, 0.1), Box(0.5, 0.5, 1, 1)),
            "kind": "two_part", "language": "de", "no_place": False,
        },
    ),
    "only box": ({"box": [10, 20, 50, 40], "boxes": None}, {"boxes": (Box(0.1, 0.25, 0.5, 0.5),)}),
    "the whole": ({"box": None, "boxes": None, "width": None, "height": None}, {"box": None, "boxes": ()}),
}  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("sized", [True, False])
def test_every_set_s_lines_are_read(tmp_path: Path, shape: str, sized: bool) -> None:
    line, expected = SHAPES[shape]
    given = question(**line) if sized else {**question(**line), "width": None, "height": None}
    (example,) = load_jsonl(write(tmp_path / "signs", given)).examples
    assert {name: getattr(example, name) for name in expected} == expected


def test_a_line_without_an_id_is_known_by_its_number(tmp_path: Path) -> None:
    first, third = {name: value for name, value in question().items() if name != "id"}, question(id="q")
    assert [each.id for each in load_jsonl(write(tmp_path / "signs", first, "", third)).examples] == ["1", "q"]


def test_pixels_are_those_of_the_upright_image(tmp_path: Path) -> None:
    folder = write(tmp_path / "signs", {**question(image="images/b.jpg"), "width": None, "height": None})
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (80, 100)).save(folder / "images" / "b.jpg", exif=exif)
    assert load_jsonl(folder).examples[0].boxes == (Box(0.1, 0.25, 0.5, 0.5),)
    (folder / "images" / "b.jpg").write_bytes(b"no image")
    with pytest.raises(TaskError, match="give width and height"):
        load_jsonl(folder)


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    task = load_jsonl(write(tmp_path / "signs", question(box=[10, 20, 50, 40]), question(id="q2", answers=["é"])))
    lines = [question_line(example, tmp_path / "out", boxed=True) for example in task.examples]
    file = write_jsonl(tmp_path / "out" / "seeds.jsonl", lines)
    assert (lines[0]["box"], lines[1]["box"]) == ([10, 20, 50, 40], None)
    first, second = load_jsonl(file, ["box"]).examples
    assert (first.id, first.question, first.answers, first.box) == (
        "q1",
        "What is it?",
        ("B", "Bladder"),
        task.examples[0].box,
    )
    assert (second.answers, second.box) == (("é",), None)
    assert first.image.resolve() == task.examples[0].image.resolve()
    bare = write_jsonl(tmp_path / "out" / "grpo.jsonl", [question_line(task.examples[0], tmp_path / "out")])
    assert load_jsonl(bare).examples[0].box is None
    with pytest.raises(TaskError, match="there is no box"):
        load_jsonl(bare, ["box"])


@pytest.mark.parametrize(
    ("splits", "asked", "expected"),
    [
        (("train", "val", "train"), "train", ["0", "2"]),
        (("train", "val", "train"), "val", ["1"]),
        (("train", "val", ""), "all", ["0", "1", "2"]),
        (("train", "val", ""), "", ["0", "1", "2"]),
        (("", ""), "train", ["0", "1"]),  # a task that names no splits
        (("", ""), "val", ["0", "1"]),
    ],
)
def test_one_rule_for_splits(tmp_path: Path, splits: tuple[str, ...], asked: str, expected: list[str]) -> None:
    lines = [question(id=str(number), split=split) for number, split in enumerate(splits)]
    task = load_jsonl(write(tmp_path / "signs", *lines))
    assert [example.id for example in task.of_split(asked).examples] == expected


def test_a_split_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TaskError, match="'test'; there are val"):
        load_jsonl(write(tmp_path / "signs", question())).of_split("test")


def test_no_task_there(tmp_path: Path) -> None:
    with pytest.raises(TaskError, match=r"NAME\.jsonl"):
        load_jsonl(tmp_path)
    with pytest.raises(TaskError, match="no question"):
        load_jsonl(write(tmp_path / "empty", ""))
    (tmp_path / "empty" / "empty.jsonl").write_bytes(b"\xff\xfe")
    with pytest.raises(TaskError, match="UnicodeDecodeError"):
        load_jsonl(tmp_path / "empty")
