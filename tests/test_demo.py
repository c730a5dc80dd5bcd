"""The demo page and its pictures."""

from pathlib import Path

import pytest

from cropvlm_tools import Budget, zoom
from cropvlm_tools.demo import PAGE_SIZE, before_after, draw_page, run_demo
from cropvlm_tools.images.load import load_image


def test_the_page_is_the_same_for_the_same_seed() -> None:
    first, again, other = draw_page(1), draw_page(1), draw_page(2)
    assert first[0].size == PAGE_SIZE
    assert first[0].tobytes() == again[0].tobytes() != other[0].tobytes()
    assert first[1] == again[1] != other[1]


@pytest.mark.parametrize("policy", ["centre", "whole"])
def test_before_after_is_one_picture(policy: str) -> None:
    picture = before_after(zoom(draw_page()[0], "What?", policy, Budget(max_edge=200, max_tokens=None)), width=600)
    assert picture.width == 600


def test_the_demo_writes_pictures_and_reads_every_answer_after_the_zoom_only(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run_demo(tmp_path / "new" / "folder")
    said = capsys.readouterr().out
    assert said.count(": readable after the zoom") == 3
    assert "NOT readable" not in said
    assert "and before it" not in said
    names = {path.name for path in (tmp_path / "new" / "folder").iterdir()}
    assert names == {"page.png", *(f"{kind}_{n}.png" for kind in ("overlay", "before_after") for n in (1, 2, 3))}
    for path in (tmp_path / "new" / "folder").iterdir():
        assert load_image(path).width > 400
