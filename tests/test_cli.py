"""The command line, as a user types it."""

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

import cropvlm_tools
from cropvlm_tools import Budget
from cropvlm_tools.cli import main
from cropvlm_tools.images.limits import Limits
from cropvlm_tools.images.load import load_image
from tests.conftest import Install
from tests.images.pdf.written import Sheet, pdf, print_at


@pytest.fixture
def picture(tmp_path: Path) -> str:
    path = tmp_path / "photo.png"
    Image.new("RGB", (400, 300), "grey").save(path)
    return str(path)


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(arguments)
    said = capsys.readouterr()
    return code, said.out, said.err


def test_zoom_writes_the_crop_and_the_overlay(picture: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    crop, overlay = tmp_path / "crop.png", tmp_path / "overlay.jpg"
    code, out, err = run(
        capsys, "zoom", picture, "What?", "--policy", "centre", "-o", str(crop), "--overlay", str(overlay)
    )
    assert (code, err) == (0, "")
    assert "zoomed to [100, 75, 300, 225]" in out
    assert str(crop) in out
    assert load_image(crop).size == (200, 150)
    assert load_image(overlay).size == (400, 300)


def test_a_policy_of_another_package_looks_closer_the_second_time(
    picture: str, install: Install, capsys: pytest.CaptureFixture[str]
) -> None:
    install("my-package", {"surer": "tests.conftest:Surer"})
    _, out, _ = run(capsys, "zoom", picture, "What?", "--policy", "surer", "--steps", "2")
    assert "zoomed to [150, 112, 250, 188]" in out


CORNERS = """
from cropvlm_tools import Box, Prediction

class Corners:
    name = "corners"

    def predict(self, image, question):
        return Prediction(None, 0.5, regions=(Box(0, 0, 0.25, 0.25), Box(0.75, 0, 1, 0.5)))
"""


def test_several_regions_are_several_crops(
    picture: str, tmp_path: Path, install: Install, capsys: pytest.CaptureFixture[str]
) -> None:
    install("my-package", {"corners": "corners:Corners"}, corners=CORNERS)
    crop = tmp_path / "crop.png"
    command = ["zoom", picture, "What?", "--policy", "corners", "-o", str(crop)]
    _, out, _ = run(capsys, *command)
    first, second, numbers, *written = out.splitlines()
    assert "zoomed to [0, 0, 100, 75] (1 of 2)" in first
    assert "zoomed to [300, 0, 400, 150] (2 of 2)" in second
    assert "18.8% of the picture" in numbers
    assert [line.rpartition("/")[2] for line in written] == ["crop.png", "crop_2.png"]
    assert load_image(tmp_path / "crop_2.png").size == (100, 150)
    facts = json.loads(run(capsys, *command, "--regions", "1", "--json")[1])
    assert [region["box"] for region in facts["regions"]] == [[0, 0, 100, 75]]
    facts = json.loads(run(capsys, *command, "--context", "--json")[1])
    assert [region["surroundings"] for region in facts["regions"]] == [[0, 0, 200, 150], [200, 0, 400, 300]]
    assert "(around 1 of 2)" in run(capsys, *command, "--context")[1]


def test_a_further_crop_does_not_overwrite_the_picture_either(
    tmp_path: Path, install: Install, capsys: pytest.CaptureFixture[str]
) -> None:
    install("my-package", {"corners": "corners:Corners"}, corners=CORNERS)
    Image.new("RGB", (40, 30)).save(tmp_path / "a_2.png")
    code, _, err = run(capsys, "zoom", str(tmp_path / "a_2.png"), "What?", "-o", str(tmp_path / "a.png"))
    assert code == 2
    assert "overwritten" in err


def test_json_is_exactly_one_object(picture: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    crop = tmp_path / "crop.png"
    code, out, _ = run(capsys, "zoom", picture, "What?", "--policy", "centre", "--json", "-o", str(crop))
    facts = json.loads(out)
    assert code == 0
    assert crop.exists()
    assert 0 <= facts.pop("seconds") < 60
    assert facts == {
        "outcome": "zoomed",
        "box": [100, 75, 300, 225],
        "box_relative": [0.25, 0.25, 0.75, 0.75],
        "regions": [
            {
                "box": [100, 75, 300, 225],
                "box_relative": [0.25, 0.25, 0.75, 0.75],
                "box_points": None,
                "surroundings": None,
                "text": "",
                "text_origin": "",
            }
        ],
        "confidence": 0.0,
        "source": {"name": "photo.png", "sha256": hashlib.sha256(Path(picture).read_bytes()).hexdigest()},
        "source_size": [400, 300],
        "points": None,
        "page": 1,
        "pages": 1,
        "score": None,
        "turn": 0,
        "policy": "centre",
        "version": cropvlm_tools.__version__,
        "reason": "A fixed window.",
    }


def test_an_abstention_is_a_null_box_and_no_crop(
    picture: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    crop = tmp_path / "crop.png"
    code, out, _ = run(capsys, "zoom", picture, "What is the total?", "--json", "-o", str(crop))
    facts = json.loads(out)
    assert code == 0
    assert (facts["outcome"], facts["box"], facts["box_relative"]) == ("abstained", None, None)
    assert "no text" in facts["reason"]
    assert not crop.exists()
    assert "not zoomed" in run(capsys, "zoom", picture, "What is the total?")[1]


def test_a_file_name_may_hold_a_colon(
    picture: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path(picture).rename("scan:1.png")
    code, out, _ = run(capsys, "zoom", "scan:1.png", "What?", "--policy", "centre")
    assert code == 0
    assert "zoomed to" in out


@pytest.mark.parametrize("budget", ["300", "gpt-4o", "claude-opus-4-7"])
def test_budgets_by_pixels_and_by_model(picture: str, budget: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "zoom", picture, "What?", "--policy", "centre", "--budget", budget)[0] == 0


@pytest.fixture
def fax(tmp_path: Path) -> str:
    """Three pages, of another size each."""
    path = tmp_path / "fax.tif"
    pages = [Image.new("L", (400 * number, 300), "white") for number in (1, 2, 3)]
    pages[0].save(path, save_all=True, append_images=pages[1:])
    return str(path)


def test_pages(fax: str, capsys: pytest.CaptureFixture[str]) -> None:
    command = ["zoom", fax, "What?", "--policy", "centre"]
    assert "(400x300, page 1 of 3), zoomed to [100, 75, 300, 225]" in run(capsys, *command)[1]
    assert "(800x300, page 2 of 3), zoomed to" in run(capsys, *command, "--page", "2")[1]
    facts = json.loads(run(capsys, *command, "--page", "3", "--json")[1])
    assert (facts["page"], facts["pages"], facts["source_size"]) == (3, 3, [1200, 300])
    assert run(capsys, *command, "--page", "4") == (2, "", "cropvlm: There is no page 4: the image has 3 pages.\n")


def test_a_page_of_a_pdf(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("pypdfium2", reason="the extra pdf is not installed")
    (tmp_path / "a.pdf").write_bytes(pdf(Sheet(""), Sheet(print_at(40, 200, "Total 12.50"))))
    command = ["zoom", str(tmp_path / "a.pdf"), "What is the total?", "--json"]
    facts = json.loads(run(capsys, *command, "--page", "2", "--password", "not needed")[1])
    assert (facts["pages"], facts["regions"][0]["text"]) == (2, "Total 12.50")
    assert run(capsys, *command, "--page", "3")[2] == "cropvlm: There is no page 3: the PDF has 2 pages.\n"


def test_limits(picture: str, capsys: pytest.CaptureFixture[str]) -> None:
    command = ["zoom", picture, "What?", "--policy", "centre"]
    for limit, says in (
        (
            "--max-pixels=119_999",
            "400 x 300 = 120,000 pixels; the limit is 119,999. Make it smaller. Raise --max-pixels",
        ),
        ("--max-bytes=100", "the limit is 100. Make the file smaller. Raise --max-bytes to allow it."),
    ):
        code, out, err = run(capsys, *command, limit)
        assert (code, out) == (2, "")
        assert says in err
        assert "limits=" not in err
    assert run(capsys, *command, "--max-pixels", "120,000", "--max-bytes", "9999", "--isolated")[0] == 0


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["{nowhere}", "What?"], ""),
        (["{picture}", "What?", "--policy", "nothing"], "No policy 'nothing'"),
        (["{picture}", "What?", "--budget", "gpt-99"], "gpt-99"),
        (["{picture}", "What?", "--budget", "0"], ""),
        (["{picture}", "What?", "--budget", "9" * 5000], "No budget"),
        (["{picture}", "What?", "--policy", "centre", "-o", "{folder}/crop.xyz"], ".png or .jpg"),
        (["{picture}", "What?", "--policy", "centre", "-o", "{folder}/none/crop.png"], ""),
        (["https://example.org/a.png", "What?"], "--fetch"),
        (["HTTPS://example.org/a.png", "What?"], "--fetch"),
        (["file:///a.png", "What?"], "'file' URLs"),
        (["http://127.0.0.1/a.png", "What?", "--fetch"], ""),
        (["{folder}", "What?"], ""),
        (["{picture}", "What?", "--policy", "centre", "-o", "{picture}"], "overwritten"),
        (["{picture}", "What?", "--policy", "centre", "--overlay", "{folder}/./photo.png"], "overwritten"),
    ],
)
def test_errors_are_one_line_and_exit_2(
    arguments: list[str], says: str, picture: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    filled = [a.format(picture=picture, folder=tmp_path, nowhere=tmp_path / "nowhere.png") for a in arguments]
    code, out, err = run(capsys, "zoom", *filled)
    assert (code, out) == (2, "")
    assert err.startswith("cropvlm: ")
    assert err.count("\n") == 1
    assert says in err


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["zoom"],
        ["nothing"],
        ["zoom", "a.png", "What?", "--when", "never"],
        ["mcp", "--root", ".", "--steps", "0"],
        ["zoom", "a.png", "What?", "--regions", "0"],
        ["zoom", "a.png", "What?", "--page", "0"],
        ["zoom", "a.png", "What?", "--page", "two"],
        ["zoom", "a.png", "What?", "--max-pixels", "-1"],
        ["mcp", "--root", ".", "--max-bytes", "0"],
    ],
)
def test_wrong_usage_exits_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main(arguments)
    assert stop.value.code == 2
    assert "usage" in capsys.readouterr().err


def test_mcp_serves_as_it_was_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    pytest.importorskip("mcp", reason="the mcp package is not installed")
    served: list[object] = []
    monkeypatch.setattr("cropvlm_tools.mcp.build_server", lambda roots, **options: (roots, options))
    monkeypatch.setattr("cropvlm_tools.mcp.serve", lambda server: served.append(server) or 0)
    told = ["--policy", "centre", "--steps", "2", "--context", "--when", "needed", "--budget", "448"]
    options = {"policy": "centre", "steps": 2, "context": True, "when": "needed", "regions": 3}
    for isolated, said in ((True, []), (False, ["--no-isolated"])):
        assert main(["mcp", "--root", str(tmp_path), *told, *said]) == 0
        limits = Limits(isolated=isolated)
        options |= {"structured": False, "boxes": False}
        assert served.pop() == ([tmp_path], {**options, "budget": Budget(448, None), "limits": limits})


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys; from cropvlm_tools.cli import main\n"
        "try: main(['zoom', '--help'])\n"
        "except SystemExit: print(*sys.modules, file=sys.stderr)"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "--overlay" in said.stdout
    assert not {"PIL", "numpy", "onnxruntime", "rapidocr"} & set(said.stderr.split())


def test_a_console_without_the_letters_of_a_name_is_told_all_the_same(tmp_path: Path) -> None:
    for name in ("größe.png", "b.png"):
        Image.new("RGB", (80, 60), "white").save(tmp_path / name)
    command = [sys.executable, "-m", "cropvlm_tools.cli", "zoom", "größe.png", "b.png", "What?", "--policy", "centre"]
    root = str(Path(cropvlm_tools.__file__).parents[1])
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "1", "PYTHONPATH": root}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "gr\\xf6\\xdfe.png:" in done.stdout
