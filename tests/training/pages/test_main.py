"""``python -m training.pages``."""

from pathlib import Path

from training.pages import invent
from training.pages.__main__ import dataset_rows, main
from training.tasks.jsonl import load_jsonl


def test_the_command_writes_pictures_and_a_task(tmp_path: Path) -> None:
    out = tmp_path / "few"
    main(["--count", "2", "--kind", "specimen", "--out", str(out), "--jsonl"])
    assert {path.name for path in out.iterdir()} >= {
        "contact.png",
        "specimen-0.png",
        "specimen-0-marked.png",
        "few.jsonl",
    }
    task = load_jsonl(out)
    page = invent(0, "specimen")
    rows = dataset_rows(page, "specimen-0.png")
    assert len([example for example in task.examples if example.image.name == "specimen-0.png"]) == len(rows)
    assert all(example.boxes for example in task.examples)
