"""Whole runs on drawn pictures (``conftest``)."""

import errno
import json
import random
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from PIL import ExifTags, Image

from cropvlm_tools.boxes import Box
from cropvlm_tools.perception.text import reading as lines
from tests.training.evaluation.conftest import Red
from training import provenance
from training.evaluation import run as evaluate
from training.evaluation.choices import AllTextPolicy
from training.evaluation.rows import Row, RowFile
from training.evaluation.run import main
from training.provenance import alone

ROOT = Path(evaluate.__file__).parents[2]
OUTPUTS = ("table.md", "breakdown.md", "summary.json", "page.html")


def run(data: Path, out: Path, *more: str, policies: str = "centre whole fixed oracle") -> int:
    return main(["--data", str(data), "--out", str(out), "--targets", "red", "--workers", "1", *more,
                 "--policies", *policies.split()])  # fmt: skip


def rows(out: Path, edge: int | None = 448) -> dict[tuple[str, str], Row]:
    return {(row.id, row.policy): row for row in RowFile(out / "rows.jsonl").read() if row.edge == edge}


def test_every_question_with_every_policy(data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    assert run(data, out) == 0
    measured = rows(out)
    assert len(measured) == 6 * 4
    expected: dict[tuple[str, str], tuple[Any, ...]] = {
        # recall, share of the image, whether the reader finds it in (the whole, the crop, both), said
        ("small-0", "whole"): (False, 1.0, False, None, False, "nothing"),
        ("small-0", "centre"): (False, 0.25, False, False, False, "nothing"),
        ("small-0", "fixed"): (True, 0.25, False, False, False, "nothing"),
        ("small-0", "oracle"): (True, 56 / 400 * 52 / 300, False, True, True, "it says SCARLET"),
        ("large-0", "whole"): (True, 1.0, True, None, True, "it says SCARLET"),
        ("large-1", "centre"): (True, 0.25, True, True, True, "it says SCARLET"),
        ("none-0", "centre"): (None, 0.25, None, None, None, ""),
        ("none-0", "oracle"): (None, 1.0, None, None, None, ""),
    }
    for key, (recall, area, *scores, said) in expected.items():
        row = measured[key]
        read = [None if score is None else score == 1.0 for score in (row.before, row.alone, row.after)]
        assert (row.recall, read, row.said) == (recall, scores, said), key
        assert row.area == pytest.approx(area), key
    assert measured["small-0", "oracle"].size == pytest.approx(40 * 40 / (400 * 300))
    printed = capsys.readouterr().out
    assert "6 questions about 3 images; 4 have a marked place, 2 are counting questions; 4 can be asked" in printed
    assert printed.startswith((out / "table.md").read_text(encoding="utf-8"))
    assert "| oracle | 1.00 [1.00, 1.00] |" in printed
    summary = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    figures = summary["squares"]["448"]["oracle"]
    assert figures["targets"]["red"]["helped"] == 0.5
    assert figures["recall_minus_reference"]["mean"] == 0.5
    assert (out / "page.html").read_text(encoding="utf-8").count("<article") == 6


def test_every_resolution_is_measured_and_native_is_the_pixels_there_are(data: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert run(data, out, "--resolutions", "20,448,native", policies="oracle whole") == 0
    sizes = {edge: rows(out, edge)["small-0", "oracle"] for edge in (20, 448, None)}
    assert [row.tokens_before for row in sizes.values()] == [1, 15 * 11, 15 * 11]  # of 28 px: 20x15, 400x300
    assert sizes[20].after == 1.0
    assert list(json.loads((out / "summary.json").read_text())["squares"]) == ["20", "448", "native"]


def test_the_whole_at_equal_tokens_is_as_large_as_both_views_cost(data: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert run(data, out, "--resolutions", "112", policies="whole centre oracle equal-tokens:oracle") == 0
    measured = rows(out, 112)
    rival, equal, whole = (measured["small-0", name] for name in ("oracle", "equal-tokens:oracle", "whole"))
    assert whole.tokens == 4 * 3
    assert rival.tokens == 4 * 3 + 4 * 4  # the crop is 112x104 px
    assert 4 * 3 < equal.tokens <= rival.tokens
    assert (equal.box, equal.outcome, whole.outcome) == (None, "zoomed", "abstained")
    assert measured["none-0", "equal-tokens:oracle"].outcome == "abstained"  # as its rival


def test_steps_and_context_are_variants_of_a_policy(data: Path, tmp_path: Path, red: type[Red]) -> None:
    out = tmp_path / "out"
    assert run(data, out, policies="oracle oracle+context centre+steps") == 0
    measured = rows(out)
    assert measured["small-0", "oracle+context"].box == measured["small-0", "oracle"].box
    assert measured["small-0", "oracle+context"].tokens > measured["small-0", "oracle"].tokens
    assert measured["small-0", "centre+steps"].box == (0.25, 0.25, 0.75, 0.75)  # it is never more confident


def without_time(measured: dict[tuple[str, str], Row]) -> dict[tuple[str, str], tuple[Any, ...]]:
    return {key: (row.box, row.recall, row.before, row.after, row.area) for key, row in measured.items()}


def test_an_interrupted_run_goes_on_where_it_was(data: Path, tmp_path: Path, red: type[Red]) -> None:
    out = tmp_path / "out"
    assert run(data, out) == 0
    complete, calls = rows(out), red.calls
    outputs = [(out / name).read_bytes() for name in OUTPUTS]
    file = out / "rows.jsonl"
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    assert 0 < len(rows(out)) < len(complete)
    assert run(data, out) == 0
    assert without_time(rows(out)) == without_time(complete)
    assert red.calls == calls  # every reading was on disk
    size = file.stat().st_size
    assert run(data, out) == 0
    assert file.stat().st_size == size
    assert len(json.loads((out / "run.json").read_text(encoding="utf-8"))["runs"]) == 3
    assert [(out / name).read_bytes() for name in OUTPUTS] == outputs


def test_a_run_killed_twice_at_random_ends_as_one_that_was_not(data: Path, tmp_path: Path) -> None:
    """Real processes, killed without warning; the pictures are many, so that there is something to lose."""
    lines = (data / "squares.jsonl").read_text(encoding="utf-8").splitlines()
    for number in range(40):
        shutil.copy(data / "large.png", data / f"copy{number}.png")
        lines += [json.dumps({**json.loads(lines[2]), "id": f"copy-{number}", "image": f"copy{number}.png"})]
    (data / "squares.jsonl").write_text("\n".join(lines), encoding="utf-8")
    command = [sys.executable, "-m", "training.evaluation.run", "--data", str(data), "--policies", "centre",
               "oracle+context", "equal-tokens:centre", "--targets", "rapidocr", "--resolutions", "64,112",
               "--workers", "1", "--cache", str(tmp_path / "cache")]  # fmt: skip

    interrupted, straight = tmp_path / "interrupted", tmp_path / "straight"
    draw = random.Random(7)
    kills = 0
    for _ in range(2):
        process = subprocess.Popen([*command, "--out", str(interrupted)], cwd=ROOT, stderr=subprocess.DEVNULL,
                                   stdout=subprocess.DEVNULL)  # fmt: skip
        file = interrupted / "rows.jsonl"
        size = file.stat().st_size if file.exists() else 0
        while process.poll() is None and (not file.exists() or file.stat().st_size == size):
            time.sleep(0.01)
        time.sleep(draw.uniform(0, 0.1))
        process.kill()
        kills += process.wait() < 0
    assert kills == 2
    for out in (interrupted, straight):
        done = subprocess.run([*command, "--out", str(out)], cwd=ROOT, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
    for name in OUTPUTS:
        assert (interrupted / name).read_bytes() == (straight / name).read_bytes(), name


def test_the_same_view_is_read_once(data: Path, tmp_path: Path, red: type[Red]) -> None:
    assert run(data, tmp_path / "out", policies="centre oracle") == 0
    # of the two pictures with an answer to read: the whole, the centre, the oracle's crop
    assert red.calls == 2 + 2 + 2


def test_a_warm_cache_makes_no_call(data: Path, tmp_path: Path, red: type[Red]) -> None:
    assert run(data, tmp_path / "one", "--cache", str(tmp_path / "cache"), "--resolutions", "64,native") == 0
    calls = red.calls
    assert run(data, tmp_path / "two", "--cache", str(tmp_path / "cache"), "--resolutions", "64,native") == 0
    assert red.calls == calls > 0
    for name in OUTPUTS:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()
    assert all(row.target_seconds is None for row in rows(tmp_path / "two", 64).values())


@pytest.mark.parametrize("batch", ["1", "2"])
def test_two_processes_find_what_one_finds(data: Path, tmp_path: Path, batch: str) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    arguments = [sys.executable, "-m", "training.evaluation.run", "--data", str(data), "--policies", "centre", "oracle"]
    for out, workers, at_once in ((one, "1", "1"), (two, "2", batch)):
        command = [*arguments, "--targets", "--out", str(out), "--workers", workers, "--batch", at_once]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
    assert without_time(rows(one)) == without_time(rows(two))
    assert (one / "table.md").read_bytes() == (two / "table.md").read_bytes()


def test_a_folder_is_a_policy_under_its_own_name(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "corner"
    folder.mkdir()
    config = folder / "policy.json"
    config.write_text('{"policy": "window", "box": [0.5, 0.0, 1.0, 0.5]}', encoding="utf-8")
    assert run(data, tmp_path / "out", policies=f"whole {folder}") == 0
    assert rows(tmp_path / "out")["small-0", "corner"].recall is True
    config.write_text('{"policy": "window", "box": [0.0, 0.0, 0.5, 0.5]}', encoding="utf-8")
    assert run(data, tmp_path / "out", policies=f"whole {folder}") == 2
    assert "other policies" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "policies", "message"),
    [
        ([], "lexicle", "lexicle"),
        ([], "centre centre", "Two --policies"),
        (["--targets", "abacus"], "centre", "abacus"),
        (["--reference", "whole"], "centre", "not among"),
        (["--show", "whole"], "centre", "not among"),
        (["--split", "train"], "centre", "no question in the split 'train'"),
        (["--split", "test"], "centre", "split is 'test'"),
        (["--limit", "0"], "centre", "limit is 0; give a number above 0"),
        (["--workers", "0"], "centre", "workers is 0; give a number above 0"),
        (["--batch", "0"], "centre", "batch is 0; give a number above 0"),
        (["--spend", "-1"], "centre", "spend is -1.0"),
        (["--price", "gpt"], "centre", "give MODEL=READ/WRITTEN"),
        (["--price", "gpt=-1/2"], "centre", "give MODEL=READ/WRITTEN"),
        (["--resolutions", "0"], "centre", "max_edge"),
        (["--resolutions"], "centre", "native"),
        (["--resolutions", "large"], "centre", "native"),
        ([], "whole equal-tokens", "needs a policy to equal"),
        ([], "centre+twice", "+steps"),
    ],
)
def test_what_cannot_be_run_is_one_line(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], policies: str, message: str
) -> None:
    assert run(data, tmp_path / "out", *arguments, policies=policies) == 2
    error = capsys.readouterr().err
    assert message in error
    assert error.count("\n") == 1


def test_rows_of_another_run_are_not_mixed_in(data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(data, tmp_path / "out") == 0
    before = (tmp_path / "out" / "rows.jsonl").read_bytes()
    assert run(data, tmp_path / "out", "--resolutions", "336") == 2
    assert "other resolutions" in capsys.readouterr().err
    assert (tmp_path / "out" / "rows.jsonl").read_bytes() == before


def test_a_line_without_a_place_in_a_sideways_picture_is_measured(data: Path, tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6  # stored a quarter turned
    upright = Image.open(data / "small.png")
    upright.rotate(90, expand=True).save(data / "small.jpg", exif=exif)
    lines = [json.loads(line) for line in (data / "squares.jsonl").read_text(encoding="utf-8").splitlines()]
    thanks = {"id": "thanks", "image": "small.jpg", "question": "Thank you!", "answers": [], "no_place": True}
    asked = {**lines[0], "image": "small.jpg"}
    for name in ("width", "height"):
        del asked[name]  # as the header has it, upright
    (data / "squares.jsonl").write_text("\n".join(map(json.dumps, [asked, thanks])), encoding="utf-8")
    assert run(data, tmp_path / "out", policies="whole oracle") == 0
    measured = rows(tmp_path / "out")
    assert measured["small-0", "oracle"].area == pytest.approx(56 / 400 * 52 / 300)
    assert measured["small-0", "oracle"].said == "it says SCARLET"
    assert (measured["thanks", "oracle"].outcome, measured["thanks", "oracle"].after) == ("abstained", None)


def test_a_file_system_without_locks_is_worked_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fcntl = pytest.importorskip("fcntl")

    def refuse(handle: int, operation: int) -> None:
        raise OSError(errno.EOPNOTSUPP, "Operation not supported")

    monkeypatch.setattr(fcntl, "flock", refuse)
    with alone(tmp_path), alone(tmp_path):
        assert tmp_path.is_dir()


def test_one_run_at_a_time_works_in_a_folder(data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["--data", str(data), "--policies", "whole", "--targets", "--workers", "1", "--out", str(tmp_path)]
    with alone(tmp_path):
        assert main(arguments) == 2
    assert (
        capsys.readouterr().err
        == f"training.evaluation.run: Another process works in {tmp_path.name}. Wait for it, or stop it.\n"
    )
    assert not (tmp_path / "rows.jsonl").exists()
    assert main(arguments) == 0


@pytest.mark.parametrize(
    ("first", "then", "warned"),
    [
        ("a", "a", False),
        ("a", "b", True),
        ("a", "a+changes", True),
        ("a+changes", "a+changes", True),
        (None, None, True),
    ],
)
def test_rows_of_other_code_are_not_kept_unsaid(
    data: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    first: str | None,
    then: str | None,
    warned: bool,
) -> None:
    monkeypatch.setattr(provenance, "find_commit", lambda: first)
    assert run(data, tmp_path / "out", policies="centre") == 0
    assert "another state" not in capsys.readouterr().err
    monkeypatch.setattr(provenance, "find_commit", lambda: then)
    assert run(data, tmp_path / "out", policies="centre") == 0
    assert ("another state" in capsys.readouterr().err) is warned


def test_a_task_is_not_called_as_the_section_over_all(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (data / "squares.jsonl").rename(data / "all.jsonl")
    assert run(data / "all.jsonl", tmp_path / "out") == 2
    assert "'all'" in capsys.readouterr().err


def test_a_broken_picture_is_named(data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (data / "large.png").write_bytes(b"not a picture")
    assert run(data, tmp_path / "out") == 2
    assert "squares, large-0" in capsys.readouterr().err


def test_a_limit_is_spread_over_the_task(data: Path, tmp_path: Path) -> None:
    assert run(data, tmp_path / "out", "--limit", "3", policies="centre") == 0
    assert [key[0] for key in rows(tmp_path / "out")] == ["small-0", "large-0", "none-0"]


def test_only_the_first_zoom_into_an_image_is_cold(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "read_lines", lambda image, threads: ())
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "policy.json").write_text('{"policy": "centre"}', encoding="utf-8")
    assert run(data, tmp_path / "out", policies=f"all-text {tmp_path / 'a'} whole") == 0
    measured = rows(tmp_path / "out")
    cold = [key for key, row in measured.items() if row.cold and row.policy != "whole"]
    assert cold == [("small-0", "all-text"), ("large-0", "a"), ("none-0", "all-text")]
    assert all(row.cold for row in measured.values() if row.policy == "whole")
    assert measured["small-0", "all-text"].box is None


def test_all_text_is_the_box_around_all_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    read = [lines.Line("a", Box(0.1, 0.2, 0.3, 0.3), 0.05, 0.9), lines.Line("b", Box(0.6, 0.1, 0.7, 0.2), 0.05, 0.9)]
    monkeypatch.setattr(lines, "read_lines", lambda image, threads: tuple(read))
    assert AllTextPolicy().predict(Image.new("RGB", (9, 9)), "anything").box == Box(0.1, 0.1, 0.7, 0.3)


def test_a_recipe_gives_options_and_the_command_line_more(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    recipe = tmp_path / "recipe.yaml"
    text = f"data: [{data}]\npolicies: [whole, centre]\ntargets: [red]\nresolutions: 336,448\nworkers: 1\n"
    recipe.write_text(text, encoding="utf-8")
    assert main(["--config", str(recipe), "--out", str(tmp_path / "out"), "--resolutions", "64"]) == 0
    assert len(rows(tmp_path / "out", 64)) == 12
    assert rows(tmp_path / "out", 336) == {}
    recipe.write_text(text + "colour: red\n", encoding="utf-8")
    assert main(["--config", str(recipe), "--out", str(tmp_path / "out")]) == 2
    assert "no field colour" in capsys.readouterr().err
    recipe.write_text(text.replace("workers: 1", "workers: many"), encoding="utf-8")
    assert main(["--config", str(recipe), "--out", str(tmp_path / "out")]) == 2
    assert "workers is 'many'; it must be int" in capsys.readouterr().err


def test_old_names_of_options_are_understood(data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    old = ["--tasks", str(data), "--readers", "red", "--edge", "64", "--policies", "whole", "--workers", "1"]
    assert main([*old, "--out", str(out)]) == 0
    assert {row.target for row in rows(out, 64).values()} == {"red"}
    assert "--readers is now --targets" in capsys.readouterr().err


def test_help_loads_no_reader() -> None:
    heavy = {"rapidocr", "onnxruntime", "torch", "cv2", "matplotlib"}
    code = f"import sys, training.evaluation.run; print({heavy} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
