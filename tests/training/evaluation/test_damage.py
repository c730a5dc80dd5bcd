"""What is damaged, held or full in an evaluation's folder is one line with the way out, and nothing else is lost."""

import errno
import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from training import provenance, storage
from training.evaluation import publish
from training.evaluation.rows import RowFile
from training.evaluation.run import main
from training.targets.answers import Answers, Remembering


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch) -> None:
    """No word about a checkout that has changed."""
    monkeypatch.setattr(provenance, "find_commit", lambda: "a")


OUTPUTS = ("table.md", "breakdown.md", "summary.json", "page.html")


def run(data: Path, out: Path, *more: str) -> int:
    words = ["--data", str(data), "--out", str(out), "--targets", "red", "--workers", "1"]
    return main([*words, "--policies", "whole", "centre", *more])


def said(capsys: pytest.CaptureFixture[str]) -> str:
    """The only line on standard error beside those of the progress."""
    (line,) = [line for line in capsys.readouterr().err.splitlines() if line.startswith("training.evaluation.run: ")]
    return line


def replaced(text: str) -> Callable[[Path], None]:
    def damage(path: Path) -> None:
        lines = path.read_text(encoding="utf-8").splitlines()
        lines[2] = text
        path.write_text("\n".join([*lines, ""]), encoding="utf-8")

    return damage


def edited(**changes: object) -> Callable[[Path], None]:
    def damage(path: Path) -> None:
        lines = path.read_text(encoding="utf-8").splitlines()
        lines[2] = json.dumps({**json.loads(lines[2]), **changes})
        path.write_text("\n".join([*lines, ""]), encoding="utf-8")

    return damage


@pytest.mark.parametrize(
    ("name", "damage", "line"),
    [
        ("rows.jsonl", replaced('{"task": "squares", "id"'), "out/rows.jsonl, line 3 is damaged"),
        ("rows.jsonl", replaced("[1, 2]"), "out/rows.jsonl, line 3 is damaged (it is no object). Remove that line"),
        ("rows.jsonl", edited(regions=5), "out/rows.jsonl, line 3 is damaged"),
        ("rows.jsonl", edited(regions=[[0.1, 0.2]]), "out/rows.jsonl, line 3 is damaged"),
        ("rows.jsonl", edited(area="large"), "out/rows.jsonl, line 3 is damaged"),
        ("rows.jsonl", edited(outcome="perhaps"), "out/rows.jsonl, line 3 is damaged"),
        ("rows.jsonl", edited(colour="red"), "(no row of this version; where all are, give a new --out)"),
        ("run.json", lambda path: path.write_text('{"settings": {'), "out/run.json is damaged"),
        ("run.json", lambda path: path.write_text("[]"), "out/run.json is damaged"),
        ("run.json", lambda path: path.write_text('{"settings": {}, "runs": [3]}'), "out/run.json is damaged"),
        ("run.json", lambda path: path.write_bytes(b"\xff\xfe"), "out/run.json is damaged"),
        ("cache/readings.sqlite", lambda path: path.write_bytes(b"no database" * 999), "cache/readings.sqlite is dam"),
    ],
)
def test_a_damaged_file_is_one_line_and_its_way_out_leads_out(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, damage: Callable[[Path], None], line: str
) -> None:
    out = tmp_path / "out"
    assert run(data, out) == 0
    outputs = {each: (out / each).read_bytes() for each in OUTPUTS}
    for journal in ("-wal", "-shm"):
        (out / f"{name}{journal}").unlink(missing_ok=True)
    damage(out / name)
    rows = (out / "rows.jsonl").read_bytes()
    capsys.readouterr()
    assert run(data, out) == 2
    text = said(capsys)
    assert line in text
    assert "run the same command" in text
    assert (out / "rows.jsonl").read_bytes() == rows
    if "Remove that line" in text:
        kept = (out / name).read_bytes().splitlines(keepends=True)
        (out / name).write_bytes(b"".join([*kept[:2], *kept[3:]]))
    else:
        assert "Delete it" in text
        (out / name).unlink()
    assert run(data, out) == 0
    assert {each: (out / each).read_bytes() for each in OUTPUTS} == outputs


def test_a_folder_that_is_a_file_is_named(data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "out").write_text("a file")
    for out in (tmp_path / "out", tmp_path / "out" / "below"):
        assert run(data, out) == 2
        assert f"{tmp_path / 'out'}" in (text := said(capsys))
        assert "where a folder is needed. Give another path" in text
    assert (tmp_path / "out").read_text() == "a file"


@pytest.mark.parametrize(
    ("code", "line"),
    [
        (errno.ENOSPC, "the disk is full. Nothing that was complete is lost: make room, and the same command goes on"),
        (errno.EACCES, "rows.jsonl may not be read or written (Permission denied). Give another path, or change"),
        (errno.EROFS, "rows.jsonl may not be read or written (Read-only file system). Give another path"),
        (errno.EIO, "rows.jsonl: Input/output error"),
    ],
)
def test_what_the_system_will_not_write_is_one_line(
    data: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    code: int,
    line: str,
) -> None:
    out = tmp_path / "out"
    append = storage.JsonLines.append

    def failing(self: storage.JsonLines, rows: object) -> None:
        if self.path.exists():  # half of the second image's rows
            append(self, rows)  # type: ignore[arg-type]
            self.path.write_bytes(self.path.read_bytes()[:-100])
            raise OSError(code, os.strerror(code), str(self.path))
        append(self, rows)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(storage.JsonLines, "append", failing)
        assert run(data, out) == 2
    assert line in said(capsys)
    assert 0 < len(RowFile(out / "rows.jsonl").read()) < 12
    assert run(data, out) == 0
    assert run(data, tmp_path / "straight") == 0
    for name in OUTPUTS:
        assert (out / name).read_bytes() == (tmp_path / "straight" / name).read_bytes()


def test_one_damaged_answer_is_asked_for_again(data: Path, tmp_path: Path) -> None:
    class Target:
        name, version, transcript, asked = "a", "a 1", False, 0

        def tokens(self, shown: object) -> int:
            return 1

        def respond(self, shown: list[object]) -> object:
            from training.targets.reading import Reading

            Target.asked += len(shown)
            yield from ((place, Reading(("red",))) for place, _ in enumerate(shown))

    from training.targets.shown import Picture, Shown

    answers = Answers(tmp_path)
    shown = [Shown(Picture(data / "large.png"), "?", None, 64, 64)]
    remembering = Remembering(Target(), answers)  # type: ignore[arg-type]  # a small double
    for _ in range(2):
        assert [reading.texts for _, reading in remembering.respond(shown)] == [("red",)]
    assert Target.asked == 1
    storage.Database(tmp_path / "readings.sqlite").execute("UPDATE readings SET text = '{'")
    assert [reading.texts for _, reading in remembering.respond(shown)] == [("red",)]
    assert Target.asked == 2


@pytest.mark.parametrize("name", ["run.json", "summary.json", "table.md"])
def test_a_run_with_a_damaged_file_is_not_published(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    assert run(data, tmp_path / "out") == 0
    (tmp_path / "out" / name).write_bytes(b"\xff{")
    assert publish.main(["--run", str(tmp_path / "out"), "--to", str(tmp_path / "to")]) == 2
    line = capsys.readouterr().err.splitlines()[-1]
    assert f"out/{name} is damaged" in line
    assert not (tmp_path / "to").exists()
