"""Tasks by name, from small local copies of each data set's own columns: nothing here goes to the network."""

import base64
import io
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

datasets = pytest.importorskip("datasets")

from training.tasks.grading import choice_accuracy  # noqa: E402
from training.tasks.hub import TASKS, load_task  # noqa: E402
from training.tasks.task import Example, Task, TaskError  # noqa: E402


def picture(colour: str, kind: str = "PNG") -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (30, 20), colour).save(file, kind)
    return file.getvalue()


RED, BLUE = picture("red"), picture("blue", "JPEG")
ROW = {"image": {"bytes": RED, "path": None}, "question": " What brand is it? "}
VSTAR = "What colour is the glove?\n(A) The glove is red.\n(B) The glove is (dark) blue.\n"


def choices(index: int, right: str, *options: str, cycle: str) -> dict[str, Any]:
    encoded = base64.b64encode(BLUE).decode()
    given = dict(zip("ABCD", options, strict=True))
    return {"index": index, "question": "Which?", "answer": right, "category": "single", "image": encoded} | {
        **given,
        "cycle_category": cycle,
    }


LAYOUTS: dict[tuple[str, str], tuple[list[dict[str, Any]], dict[str, Any]]] = {
    ("textvqa", "train"): (
        [{**ROW, "question_id": 7, "image_id": "x", "answers": ["nokia"] * 9 + ["toshiba"], "ocr_tokens": ["n"]}],
        {"id": "7", "answers": ("nokia",) * 9 + ("toshiba",), "question": "What brand is it?"},
    ),
    ("docvqa", "validation"): (
        [{**ROW, "questionId": 3, "docId": 1, "answers": ["17 May", "May 17"], "data_split": "val"}],
        {"id": "3", "answers": ("17 May", "May 17"), "written": ("17 May", "May 17")},
    ),
    ("infographicvqa", "train"): (
        [
            {
                "images": [{"bytes": RED, "path": None}],
                "texts": [
                    {"user": "How many?\nGive a very brief answer.", "assistant": "3.5.", "source": "infographic_vqa"},
                    {"user": "Where?\nReply briefly.", "assistant": "Rome.", "source": "infographic_vqa"},
                ],
            }
        ],
        {"id": "0-0", "question": "How many?", "answers": ("3.5",)},
    ),
    ("infographicvqa", "validation"): (
        [{**ROW, "questionId": "9", "answers": ["34%"], "ocr": "[]", "image_url": "u"}],
        {"id": "9", "answers": ("34%",)},
    ),
    ("stvqa", "train"): (
        [{**ROW, "path": "a.jpg", "answer": ["exit", "way out"], "dictionary": ["exit"]}],
        {"id": "0", "answers": ("exit", "way out")},
    ),
    ("vstar", "test"): (
        [
            {
                "image": ROW["image"],
                "text": VSTAR + "Answer with the option's letter from the given choices directly.",
                "category": "direct_attributes",
                "label": "B",
                "question_id": "4",
            }
        ],
        {
            "question": "What colour is the glove?",
            "options": ("The glove is red.", "The glove is (dark) blue."),
            "answers": ("B", "The glove is (dark) blue."),
            "field": "direct_attributes",
            "written": (),
        },
    ),
    ("hrbench-4k", "test"): (
        [
            choices(0, "A", "red", "blue", "green", "grey", cycle="0"),
            choices(1, "B", "grey", "red", "blue", "green", cycle="1"),
        ],
        {"options": ("red", "blue", "green", "grey"), "answers": ("A", "red"), "field": "single", "cycle": "0"},
    ),
}


def copy(place: Path, name: str, split: str, rows: list[dict[str, Any]]) -> Path:
    """A data set's folder as its publishers upload one: parquet, its configurations in the card."""
    made = datasets.Dataset.from_list(rows)
    if "images" in made.column_names:
        made = made.cast_column("images", datasets.List(datasets.Image()))
    elif not isinstance(rows[0].get("image"), str | None):
        made = made.cast_column("image", datasets.Image())
    source = TASKS[name][1][split]
    (place / "data").mkdir(parents=True)
    made.to_parquet(place / "data" / f"{source.split}-00000-of-00001.parquet")
    if source.config:
        files = f"  - split: {source.split}\n    path: data/{source.split}-*\n"
        card = f"---\nconfigs:\n- config_name: {source.config}\n  data_files:\n{files}---\n"
        (place / "README.md").write_text(card, encoding="utf-8")
    return place


@pytest.mark.parametrize(("name", "split"), LAYOUTS, ids=lambda part: part)
def test_every_layout_is_read_as_it_lies_on_the_hub(name: str, split: str, tmp_path: Path) -> None:
    rows, expected = LAYOUTS[name, split]
    place = copy(tmp_path / "copy", name, split, rows)
    task = load_task(name, split, tmp_path / "images", place)
    example = task.examples[0]
    assert {key: getattr(example, key) for key in expected} == expected
    assert (task.name, example.split) == (name, split)
    assert example.image.read_bytes() == (BLUE if name.startswith("hrbench") else RED)  # as it was, byte for byte
    assert len(list((tmp_path / "images").iterdir())) == 1  # questions about one picture share it
    assert len(load_task(name, split, tmp_path / "images", place, limit=1).examples) == 1
    if split != "train":
        assert load_task(name, "val", tmp_path / "images", place) == task  # whatever its publishers call it


def test_every_split_offered_has_a_layout_tested_here() -> None:
    alike = {("textvqa", "validation"), ("docvqa", "train"), ("hrbench-8k", "test")}  # the same columns
    assert {(name, split) for name, (_, splits) in TASKS.items() for split in splits} == LAYOUTS.keys() | alike


@pytest.mark.parametrize(
    ("name", "split", "said", "score"),
    [
        ("textvqa", "train", "Nokia", 1.0),
        ("textvqa", "train", "toshiba", 0.9 * 1 / 3),  # leaving the one who said it out, nobody agrees
        ("docvqa", "validation", "may 17", 1.0),
        ("docvqa", "validation", "17 Mai", 1 - 1 / 6),
        ("docvqa", "validation", "no idea", 0.0),
        ("vstar", "test", "B", 1.0),
        ("vstar", "test", "(A) The glove is red.", 0.0),
        ("hrbench-4k", "test", "The answer is A.", 1.0),
    ],
)
def test_answers_are_graded_as_the_benchmark_grades(
    name: str, split: str, said: str, score: float, tmp_path: Path
) -> None:
    task = load_task(name, split, tmp_path / "images", copy(tmp_path / "copy", name, split, LAYOUTS[name, split][0]))
    assert task.grade(said, task.examples[0]) == pytest.approx(score)


@pytest.mark.parametrize(
    ("said", "place"),
    [
        *[("B", 1), ("b", 1), ("(B)", 1), ("B. red", 1), ("B) It is.", 1), ("The answer is B", 1), ("Option: C", 2)],
        *[("red", 1), ("It is red.", 1), ("dark red", 2), ("It is dark red", 2), ("A dog", 3), ("a dog", 3), ("A", 0)],
        *[("I see (B).", 1), ("(A) or (B)", None), ("red or a cat", None), ("", None), ("none", None), ("E", None)],
    ],
)
def test_a_choice_is_read_from_what_was_said(said: str, place: int | None) -> None:
    options = ("a cat", "red", "dark red", "a dog")
    assert [choice_accuracy(said, options, right) for right in range(4)] == [float(place == n) for n in range(4)]


def test_a_target_is_asked_with_the_options_and_a_policy_without() -> None:
    example = Example("1", Path(), "Which?", ("B", "blue"), (), options=("red", "blue"))
    assert example.prompt == "Which?\nA. red\nB. blue\nAnswer with the option's letter."
    assert Example("1", Path(), "Which?", ("x",), ()).prompt == "Which?"


def test_every_cyclic_order_weighs_the_same() -> None:
    examples = [Example(str(n), Path(), "?", ("A",), (), cycle=cycle) for n, cycle in enumerate("0001")]
    task = Task("t", Path(), tuple(examples), lambda said, example: 1.0)
    assert task.mean({"0": 1.0, "1": 1.0, "2": 1.0, "3": 0.0}) == 0.5
    assert task.mean({"0": 1.0, "1": 0.0}) == 0.5


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"question": None}, "row 0"),
        ({"answers": [""]}, "no answer"),
        ({"image": {"bytes": None, "path": None}}, "no picture"),
    ],
)
def test_a_row_that_is_no_question_is_named(change: dict[str, Any], said: str, tmp_path: Path) -> None:
    rows = [{**LAYOUTS["textvqa", "train"][0][0], **change}]
    with pytest.raises(TaskError, match=said):
        load_task("textvqa", "train", tmp_path / "images", copy(tmp_path / "copy", "textvqa", "train", rows))


def test_what_cannot_be_loaded_is_one_line(tmp_path: Path) -> None:
    rows = [{"image": ROW["image"], "question": "?", "answer": ["x"]}]
    place = copy(tmp_path / "copy", "textvqa", "train", rows)
    calls = {
        "no column answers, question_id": lambda: load_task("textvqa", "train", tmp_path, place),
        "no split 'test'": lambda: load_task("textvqa", "test", tmp_path, place),
        "images=DIR": lambda: load_task("textvqa"),
        "no folder 'nowhere'": lambda: load_task("textvqa", "", tmp_path, tmp_path / "nowhere"),
        "cannot be read from its copy": lambda: load_task("textvqa", "validation", tmp_path, place),
        "No task 'textvqb'.*textvqa": lambda: load_task("textvqb"),
    }
    for said, call in calls.items():
        with pytest.raises(TaskError, match=said) as error:
            call()
        assert "\n" not in str(error.value)
        assert str(tmp_path) not in str(error.value)


def test_only_a_name_leads_to_the_hub(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    asked: list[Any] = []

    def offline(*source: Any, **options: Any) -> Any:
        asked.append((*source, options["split"]))
        raise ConnectionError("no network")

    monkeypatch.setattr(datasets, "load_dataset", offline)
    with pytest.raises(TaskError, match="lmms-lab/DocVQA"):
        load_task("infographicvqa", "validation", tmp_path)
    assert asked == [("lmms-lab/DocVQA", "InfographicVQA", "validation")]
    with pytest.raises(TaskError):
        load_task(tmp_path / "other")
    assert len(asked) == 1


def test_a_path_is_a_jsonl_task(tmp_path: Path) -> None:
    Image.new("RGB", (9, 9)).save(tmp_path / "a.png")
    file = tmp_path / "mine.jsonl"
    line = '{"id": "%s", "image": "a.png", "question": "?", "answers": ["x"], "split": "%s"}'
    file.write_text("\n".join(line % pair for pair in (("1", "train"), ("2", "val"), ("3", "val"))), encoding="utf-8")
    assert [example.id for example in load_task(file).examples] == ["1", "2", "3"]
    assert [example.id for example in load_task(file, "val", limit=1).examples] == ["2"]
    with pytest.raises(TaskError, match="'test'"):
        load_task(file, "test")
