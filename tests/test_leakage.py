"""No string of the two packages holds six words in a row of a question that is for evaluation only."""

from pathlib import Path

import pytest

from tests import leakage

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def evaluated() -> frozenset[bytes]:
    return leakage.kept()


@pytest.mark.parametrize("package", ["cropvlm_tools", "training"])
def test_no_question_for_evaluation_has_found_its_way_into_a_string(package: str, evaluated: frozenset[bytes]) -> None:
    found = [
        f"{path.relative_to(ROOT)}:{line}: {run}"
        for path in sorted((ROOT / package).rglob("*.py"))
        for line, text in leakage.strings(path)
        for run in leakage.shared(text, evaluated)
    ]
    assert not found, "Reword these; they stand in questions that must shape nothing:\n" + "\n".join(found)


PLANTED = {
    'WORDING = "What is the spatially highest labeled tick on the vertical axis?"': 4,
    'ASK = f"In this picture, what word or number is directly {side} the word {word!r}?"': 5,
    'TABLE = """\\nen Who collected this specimen, according to its label?; Whose is it?\\n"""': 3,
    'ASK = "What is the catalogue number printed on the card?"': 1,
    '"""Documentation, too: which county is named on the label, for one."""': 2,
    'ASK = "What is the name of the collector?"': 0,
}
"""Source, and the fewest runs to be caught in it."""


@pytest.mark.parametrize(("source", "least"), PLANTED.items())
def test_what_is_planted_is_caught(source: str, least: int, evaluated: frozenset[bytes], tmp_path: Path) -> None:
    path = tmp_path / "planted.py"
    path.write_text(source, encoding="utf-8")
    caught = [run for _, text in leakage.strings(path) for run in leakage.shared(text, evaluated)]
    assert len(caught) >= least
    assert bool(caught) == bool(least)


def test_the_runs_that_are_kept_are_sorted_and_many() -> None:
    content = leakage.KEPT.read_bytes()
    parts = [content[start : start + leakage.BYTES] for start in range(0, len(content), leakage.BYTES)]
    assert len(content) % leakage.BYTES == 0
    assert parts == sorted(set(parts))
    assert 10_000 < len(parts) < 50_000


ROWS = [
    ("lichens", {"split": "train"}, True),
    ("sroie", {"split": "train"}, False),
    ("sroie", {"split": "val"}, True),
    ("pdfs", {"split": "train", "may_train": False}, True),
    ("pdfs", {"split": "train", "may_train": True}, False),
]


@pytest.mark.parametrize(("name", "row", "evaluated_only"), ROWS)
def test_which_rows_are_for_evaluation_only(name: str, row: dict[str, object], evaluated_only: bool) -> None:
    assert leakage.for_evaluation(name, row) == evaluated_only


def test_what_may_train_is_free_and_open_words_match(tmp_path: Path) -> None:
    questions = {
        "lichens": ["Which of the small cards is the oldest here?", "Where does the old red house stand now?"],
        "sroie": ["Where does the old red house stand now?"],
    }
    for name, texts in questions.items():
        rows = [f'{{"question": "{text}", "split": "train"}}\n' for text in texts]
        (tmp_path / name).mkdir()
        (tmp_path / name / f"{name}.jsonl").write_text("".join(rows), encoding="utf-8")
    content = leakage.build(tmp_path)
    built = frozenset(content[start : start + leakage.BYTES] for start in range(0, len(content), leakage.BYTES))
    assert leakage.shared("Which of the {size} cards is", built) == ["which of the * cards is"]
    assert leakage.shared("Which of the small", built) == []
    assert leakage.shared("Where does the old red house stand now?", built) == []
