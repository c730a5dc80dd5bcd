import json
from pathlib import Path

import pytest
from PIL import Image

from cropvlm_tools.policy import Prediction
from cropvlm_tools.views import Budget
from training.bench.tokens import (
    EVIDENCE,
    MODELS,
    PICTURES,
    PROMISED,
    PROVIDERS,
    Sizes,
    best,
    low,
    main,
    planned,
    provider_table,
    spent,
    table,
)

PAGE = Sizes((2200, 1700), (600, 100))


@pytest.mark.parametrize(
    ("model", "full", "overview"),
    [("gpt-4o", 765, 85), ("gpt-5.4", 4472, 250), ("claude-sonnet-4-6", 1496, 285), ("claude-opus-4-7", 4758, 285)],
)
def test_full_and_low_are_the_providers_counts(model: str, full: int, overview: int) -> None:
    assert best(model).tokens(PAGE.whole) == full
    assert low(model).tokens(PAGE.whole) == overview


def test_overview_and_crop_are_added() -> None:
    crop = Budget(448, None)
    assert spent(PAGE, "claude-sonnet-4-6", crop) == 285 + 16 * 3
    assert spent(Sizes((2200, 1700), (60, 30)), "claude-sonnet-4-6", crop) == 285 + 16 * 8


def test_an_abstention_costs_the_whole() -> None:
    assert spent(Sizes((2200, 1700), None), "gpt-4o", Budget(448, None)) == 765


def test_one_row_for_each_model() -> None:
    head, line, *rows = table([PAGE, Sizes((2200, 1700), None)], [448]).splitlines()
    assert head == "| model | full | crop at low | crop at 448 px |"
    assert head.count("|") == line.count("|")
    assert [row.split(" | ")[0].strip("| ") for row in rows] == list(MODELS)
    assert rows[0] == "| gpt-4o | 765 | 468 (61%) | 552 (72%) |"


def test_each_picture_is_counted_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "pages"
    folder.mkdir()
    rows = []
    for number in range(3):
        Image.new("RGB", (800, 600), "white").save(folder / f"{number}.png")
        for question in ("one", "two"):
            rows.append(
                {"id": f"{number}-{question}", "image": f"{number}.png", "question": question, "answers": ["a"]}
            )
    (folder / "pages.jsonl").write_text("\n".join(map(json.dumps, rows)))
    words = ["--data", str(folder), "--limit", "2", "--policy", "centre", "--edges", "448", "--out", str(tmp_path)]
    assert main(words) == 0
    printed = capsys.readouterr().out
    assert printed == f"{(tmp_path / 'tokens.md').read_text(encoding='utf-8')}{tmp_path / 'tokens.md'}\n"
    assert "pages: 2 pictures, 0 left whole" in printed
    assert "| gpt-4o | 765 |" in printed
    assert "| gpt-5.6 | 570 |" in printed  # of the plan: 25 x 19 patches of 32 px, x1.2


@pytest.mark.parametrize(("model", "most"), PROMISED.items())
@pytest.mark.parametrize("picture", PICTURES)
def test_what_is_promised_at_equal_legibility(model: str, most: float, picture: str) -> None:
    plan = planned(model, PICTURES[picture], Prediction(EVIDENCE, 1.0))
    assert plan.legible
    assert plan.sharpness >= plan.whole_sharpness
    assert plan.tokens <= most * plan.whole_tokens


@pytest.mark.parametrize("legible_edge", [None, 500, 2000, 5000])
@pytest.mark.parametrize("model", PROVIDERS)
def test_no_provider_is_paid_more_than_for_the_whole(model: str, legible_edge: int | None) -> None:
    for size in PICTURES.values():
        plan = planned(model, size, Prediction(EVIDENCE, 1.0, legible_edge=legible_edge))
        assert plan.tokens <= plan.whole_tokens


def test_the_table_of_the_results_is_what_the_command_writes(tmp_path: Path) -> None:
    assert main(["--out", str(tmp_path)]) == 0
    results = Path(__file__).parents[3] / "training" / "results" / "providers.md"
    written = (tmp_path / "providers.md").read_text(encoding="utf-8")
    assert written == results.read_text(encoding="utf-8")
    assert provider_table() in written
