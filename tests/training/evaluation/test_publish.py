"""What is published of an evaluation; and that the README's table and the plots are those of what is published."""

import json
import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.training.evaluation.test_figures import UNASKED, WHOLE, row
from training.evaluation.choices import parse_choices
from training.evaluation.figures import clock, summarise
from training.evaluation.plot import accuracy
from training.evaluation.publish import BEGIN, COLUMNS, EDGE, END, main, read_summary, with_table
from training.evaluation.run import EvaluationRecipe
from training.evaluation.tables import breakdown, clock_table, table
from training.recipe import read_recipe

ROOT = Path(__file__).parents[3]
RESULTS = ROOT / "training" / "results"
MARKED = f"Before.\n\n{BEGIN}| old |\n{END}\n\nBehind.\n"
COMMAND = "python -m training.evaluation.run --data /srv/sroie /srv/signs --targets o:m@http://host/v1 --out /srv/out"


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """A finished run of two tasks, two resolutions and two readers, one of which cannot be asked everything."""
    rows = []
    for task in ("sroie", "signs"):
        for edge in (336, 448):
            for number in range(8):
                for policy in COLUMNS:
                    own = WHOLE if policy == "whole" else {"tokens": edge // 10}
                    right = float(policy != "whole" and (policy != "default" or number > 0))
                    for target in ("rapidocr", "tesseract"):
                        asked = {"after": right} if target == "rapidocr" or task == "sroie" else UNASKED
                        changes = {**own, "policy": policy, "target": target, "edge": edge, **asked}
                        rows.append(row(task, number, **changes))
    summary = summarise(rows, "default")
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "summary.json").write_text(summary.to_json(), encoding="utf-8")
    (folder / "table.md").write_text(table(summary, "default"), encoding="utf-8")
    (folder / "breakdown.md").write_text(breakdown(summary, "default"), encoding="utf-8")
    (folder / "clock.md").write_text(clock_table(clock(rows)), encoding="utf-8")
    start = {"command": COMMAND, "commit": "abc", "date": "2026-11-26T10:00:00+00:00", "versions": {"python": "3.11"}}
    record = {"settings": {"targets": {"rapidocr": "rapidocr 3.10 a"}}, "runs": [start, start]}
    (folder / "run.json").write_text(json.dumps(record), encoding="utf-8")
    (tmp_path / "README.md").write_text(MARKED, encoding="utf-8")
    return folder


def test_a_run_is_published_and_the_readme_says_the_same(run: Path) -> None:
    to, readme = run.parent / "evaluation", run.parent / "README.md"
    assert main(["--run", str(run), "--to", str(to), "--readme", str(readme)]) == 0
    assert {path.name for path in to.iterdir()} == {
        "accuracy.svg", "breakdown.md", "run.json", "summary.json", "table.md",
    }  # fmt: skip
    written = readme.read_text(encoding="utf-8")
    assert written.startswith("Before.\n\n")
    assert written.endswith(f"{END}\n\nBehind.\n")
    assert "| receipts, Malaysia (sroie) | 8 | 100 [100, 100] % | 16 [16, 16] % | 0 / 0 % | 100 / 100 % |" in written
    assert re.search(r"\| \*\*88 \[\d\d, 100\] / 88 \[\d\d, 100\] %\*\* \| 100 / 100 % \|\n\| signs \| 8", written)
    assert re.search(r"\*\*88 \[\d\d, 100\] / – %\*\*", written)
    assert "| **all** | 16 |" in written
    text = (to / "table.md").read_text(encoding="utf-8")
    assert text.startswith("# evaluation, 2026-11-26\n")
    assert "--data .../sroie .../signs --targets o:m@http://host/v1 --out .../out" in text
    assert "Commit abc; python 3.11; rapidocr 3.10 a." in text
    assert "## sroie, 336 px" in text
    assert "| ours, eye" not in text
    assert "| default, rapidocr at 448 |" not in text  # no answer was fresh
    assert "| default | 0.100 | 8 |" in text
    parts = (to / "breakdown.md").read_text(encoding="utf-8")
    assert parts.count("## ") == 3 * 2
    assert "at 336" not in parts
    assert parts.endswith("\n\nIn brackets: 95 % intervals; behind the stroke, minus default.\n")
    assert not any("/srv/" in path.read_text(encoding="utf-8") for path in to.iterdir())
    assert read_summary(to / "summary.json").section("all", "448").keys() == COLUMNS.keys()


def test_drawn_again_it_is_the_same_and_another_figure_is_another_table(run: Path) -> None:
    to, readme = run.parent / "evaluation", run.parent / "README.md"
    assert main(["--run", str(run), "--to", str(to), "--readme", str(readme)]) == 0
    before = {path: path.read_bytes() for path in (*to.iterdir(), readme)}
    assert main(["--to", str(to), "--readme", str(readme)]) == 0
    assert {path: path.read_bytes() for path in before} == before
    summary, text = read_summary(to / "summary.json"), readme.read_text(encoding="utf-8")
    assert with_table(text, summary) == text
    full = read_summary(run / "summary.json")
    assert (with_table(text, full), accuracy(full)) == (text, accuracy(summary))
    section = summary.section("sroie", EDGE)
    section["default"] = replace(section["default"], area=section["whole"].area)
    changed = with_table(text, summary)
    assert changed == text.replace(
        "| 8 | 100 [100, 100] % | 16 [16, 16] % |", "| 8 | 100 [100, 100] % | 100 [100, 100] % |", 1
    )
    assert changed != text


def test_the_plot_is_a_file_of_its_own_with_a_panel_for_each_reader(run: Path) -> None:
    to = run.parent / "evaluation"
    assert main(["--run", str(run), "--to", str(to)]) == 0
    name = "{http://www.w3.org/2000/svg}"
    drawn = ElementTree.fromstring((to / "accuracy.svg").read_text(encoding="utf-8"))
    assert drawn.tag == f"{name}svg"
    texts = [text.text for text in drawn.iter(f"{name}text")]
    assert [text for text in texts if text in ("rapidocr", "tesseract", *COLUMNS)] == [
        "rapidocr", *COLUMNS, "tesseract", *COLUMNS,
    ]  # fmt: skip


def test_what_cannot_be_published_is_one_line(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    to, readme = run.parent / "evaluation", run.parent / "README.md"
    readme.write_text("No marks.\n", encoding="utf-8")
    assert main(["--run", str(run), "--to", str(to), "--readme", str(readme)]) == 2
    assert "<!-- evaluation -->" in capsys.readouterr().err
    assert readme.read_text(encoding="utf-8") == "No marks.\n"
    summary = read_summary(to / "summary.json")
    del summary.section("signs", EDGE)["oracle"]
    (to / "summary.json").write_text(summary.to_json(), encoding="utf-8")
    readme.write_text(MARKED, encoding="utf-8")
    assert main(["--to", str(to), "--readme", str(readme)]) == 2
    assert "needs oracle at 448 px of signs" in capsys.readouterr().err
    assert main(["--to", str(to)]) == 0  # a run that the README says nothing of
    (run / "table.md").unlink()
    assert main(["--run", str(run), "--to", str(run.parent / "other")]) == 2
    error = capsys.readouterr().err
    assert error.startswith("training.evaluation.publish: out is no finished")
    assert "no finished evaluation: it has no table.md" in error
    assert error.count("\n") == 1
    assert not (run.parent / "other").exists()
    (to / "summary.json").write_text("{}", encoding="utf-8")
    assert main(["--to", str(to)]) == 2
    assert "summary.json: No figures of an evaluation" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["evaluation", "evaluation-smoke"])
def test_the_recipes_are_read(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    recipe = ROOT / "training" / "recipes" / f"{name}.yaml"
    options = read_recipe(EvaluationRecipe, ["--config", str(recipe), "--data", "d", "--out", "o"])
    monkeypatch.chdir(tmp_path)
    for source in (source for source in options.policies if "/" in source):
        Path(source.rpartition(":")[2]).mkdir(parents=True, exist_ok=True)
    choices = parse_choices(options.policies)
    assert options.show
    assert {options.reference, *options.show} <= choices.keys()
    if name == "evaluation":
        assert choices.keys() >= COLUMNS.keys()
        assert options.resolutions == ("336,448,512,1024",)


@pytest.mark.parametrize("name", ["evaluation", "evaluation-smoke"])
def test_what_is_published_is_what_the_readme_and_the_plot_show(name: str) -> None:
    folder = RESULTS / name
    summary = read_summary(folder / "summary.json")
    assert (folder / "summary.json").read_text(encoding="utf-8") == summary.to_json()
    assert (folder / "accuracy.svg").read_text(encoding="utf-8") == accuracy(summary)
    files = list(folder.iterdir())
    assert {path.suffix for path in files} <= {".json", ".md", ".svg"}  # no picture of the data
    assert max(path.stat().st_size for path in files) < 300_000
    if name == "evaluation":
        readme = (ROOT / "README.md").read_text(encoding="utf-8")
        again = f"python -m training.evaluation.publish --to training/results/{name} --readme README.md"
        assert with_table(readme, summary) == readme, f"The README's table differs; run: {again}"
