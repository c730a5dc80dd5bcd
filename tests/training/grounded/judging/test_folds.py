"""What GRPO adds, paired by question, from rows of evaluations that judge policies of different names."""

from pathlib import Path

import pytest

from tests.training.evaluation.test_rows import row
from training.evaluation.rows import RowFile
from training.grounded.judging.folds import calibration, confidences, gain, main, read, table

NONE: dict[str, object] = {"outcome": "abstained", "regions": ()}


def write(folder: Path, task: str, readable: dict[str, tuple[int, int, int]], name: str = "without") -> Path:
    """Rows of a run: reader -> whether lexical, NAME-sft and NAME make one question readable."""
    folder.mkdir()
    policies = ("lexical", f"{name}-sft", name)
    rows = [
        row(task=task, id=f"{task}-{number}", image=f"{number}.png", policy=policy, target=reader, after=float(value))
        for number in range(3)
        for reader, values in readable.items()
        for policy, value in zip(policies, values, strict=True)
    ]
    RowFile(folder / "rows.jsonl").append(rows)
    return folder


def test_gains_are_paired_over_readers_and_runs(tmp_path: Path) -> None:
    forms = write(tmp_path / "a", "forms", {"one": (0, 0, 1), "two": (1, 1, 1)})
    signs = write(tmp_path / "b", "signs", {"one": (1, 0, 1), "two": (1, 0, 0)}, name="policy")
    found, images = read([forms, signs, forms])  # asked twice counts once
    assert len(found) == 6
    for other, readers, expected in [
        ("lexical", ["one"], 0.5),
        ("lexical", ["two"], -0.5),
        ("lexical", ["one", "two"], 0.0),
        ("SFT", ["one", "two"], 0.5),
    ]:
        interval = gain(found, images, other, readers)
        assert interval is not None
        assert interval.mean == pytest.approx(expected), (other, readers)
    lines = table(found, images, ["forms", "signs"]).splitlines()
    assert lines[2].startswith("| forms | 3 | +1.000")
    assert lines[3].split(" | ")[4] == "-0.500 [-0.500, -0.500]"
    assert lines[4].startswith("| **all** | 6 | ")


def test_a_run_without_both_stages_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "run").mkdir()
    RowFile(tmp_path / "run" / "rows.jsonl").append([row(policy="lexical")])
    assert main(["--runs", str(tmp_path / "run"), "--folds", "forms"]) == 2
    assert "NAME-sft" in capsys.readouterr().err


@pytest.mark.parametrize("case", ["unfinished", "several resolutions", "unknown fold"])
def test_what_would_be_a_wrong_table_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str], case: str) -> None:
    run = write(tmp_path / "run", "forms", {"one": (0, 0, 1)})
    file = run / "rows.jsonl"
    if case == "unfinished":
        file.write_bytes(b"".join(file.read_bytes().splitlines(keepends=True)[:-1]))
    if case == "several resolutions":
        RowFile(file).append([row(task="forms", id="forms-0", policy="lexical", target="one", edge=336)])
    assert main(["--runs", str(run), "--folds", "signs" if case == "unknown fold" else "forms"]) == 2
    said = {
        "unfinished": "run is not finished: its own command goes on",
        "several resolutions": "run is of several --resolutions",
        "unknown fold": "--folds names signs, of which --runs have no question",
    }
    assert said[case] in capsys.readouterr().err


def test_without_a_marked_place_nothing_is_said_of_confidence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = tmp_path / "run"
    rows = [row(task="forms", policy=name, recall=None) for name in ("lexical", "without-sft", "without")]
    RowFile(run / "rows.jsonl").append(rows)
    assert main(["--runs", str(run), "--folds", "forms"]) == 0
    assert "No question has a marked place." in capsys.readouterr().out


def test_confidence_is_held_against_what_lies_in_the_crop(tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    said = [(0.9, True, False), (0.92, False, False), (0.2, True, True), (0.6, None, False)]
    rows = [
        row(id=str(number), policy=policy, target=reader, confidence=sure, recall=right, **(NONE if none else {}))
        for number, (sure, right, none) in enumerate(said)
        for policy in ("lexical", "without-sft", "without")
        for reader in ("one", "two")
    ]
    RowFile(tmp_path / "run" / "rows.jsonl").append(rows)
    found = confidences([tmp_path / "run"])
    assert list(found.values()) == [(0.9, True), (0.92, False), (0.2, False)]  # no place, no say; abstained, none held
    lines = calibration(found).splitlines()
    assert lines[-2:] == ["| 0.9 | 2 | 0.91 | 0.50 |", "| 0.95 | 0 | – | – |"]
    assert f"| **all** | 3 | {(2 * 0.41 + 0.2) / 3:.3f} |" in lines
