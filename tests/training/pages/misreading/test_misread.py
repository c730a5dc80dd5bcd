"""Pages misread as they should be, and the rates found again in what was read."""

from dataclasses import replace
from pathlib import Path

import pytest

from cropvlm_tools.perception.text.reading import Line
from tests.training.pages.made import pages
from training.pages import KINDS, Noise, Page, invent, misread
from training.pages.misreading.mistaken import NOTHING
from training.pages.misreading.noise import HEIGHTS, default_noise, fit, neighbours

CLEAN = Noise(
    lost=(0.0,) * (len(HEIGHTS) + 1),
    faint=0.0,
    errors=(0.0,) * (len(HEIGHTS) + 1),
    space_lost=0.0,
    space_added=0.0,
    merged=(0.0,) * 8,
    split=0.0,
    grown=(0.0,) * 4,
    jitter=(0.0,) * 4,
    height=1.0,
    height_spread=0.0,
)


@pytest.mark.parametrize("kind", KINDS)
def test_misread_lines_know_where_they_come_from(kind: str) -> None:
    for page in pages(kind, 4):
        lines, sources = misread(page, 1)
        assert (lines, sources) == misread(page, 1)
        assert len(lines) == len(sources)
        assert all(0 <= source < len(page.printed) or source == NOTHING for source in sources)
        nothing = [line for line, source in zip(lines, sources, strict=True) if source == NOTHING]
        assert all(line.origin == "symbol" for line in nothing)
        assert [line.box.y1 for line in lines] == sorted(line.box.y1 for line in lines)
        assert all(line.text.strip() and line.height > 0 and 0.5 <= line.score <= 1 for line in lines)


def test_without_noise_every_line_is_read_as_printed() -> None:
    page = invent(3, "invoice")
    lines, sources = misread(page, 0, CLEAN)
    assert sorted(sources) == list(range(len(page.printed)))
    for line, source in zip(lines, sources):
        assert line.text == page.printed[source].text.strip()
        assert line.box == page.printed[source].box
        assert line.height == pytest.approx(page.printed[source].height)


def test_merged_lines_stay_under_the_leftmost() -> None:
    page = next(page for page in pages("invoice") if neighbours(page))
    lines, sources = misread(page, 0, replace(CLEAN, merged=(1.0,) * 8))
    assert len(lines) < len(page.printed)
    for line, source in zip(lines, sources):
        assert line.text.startswith(page.printed[source].text.strip()[:3])
        assert line.box.coverage(page.printed[source].box) > 0.99


def test_fit_recovers_known_rates() -> None:
    known = replace(
        CLEAN,
        lost=(0.1,) * 8,
        faint=0.1,
        errors=(0.04,) * 8,
        deleted=0.25,
        inserted=0.1,
        space_lost=0.2,
        grown=(0.2, 0.1, 0.2, 0.1),
        jitter=(0.05,) * 4,
        height=1.1,
        confused={letter: {"#": 1.0} for letter in "aeioun"},
    )
    read: list[tuple[Page, tuple[Line, ...]]] = []
    for seed in range(120):
        page = invent(seed, ("invoice", "letter", "table")[seed % 3])
        read.append((page, misread(page, seed, known)[0]))
    fitted = fit(read)
    assert fitted.lost[2:5] == pytest.approx((0.1,) * 3, abs=0.05)  # heights that these pages have many of
    assert fitted.errors[3] == pytest.approx(0.04, abs=0.02)
    assert fitted.space_lost == pytest.approx(0.2, abs=0.05)
    assert fitted.deleted == pytest.approx(0.25, abs=0.1)
    assert fitted.height == pytest.approx(1.1, abs=0.03)
    assert fitted.grown == pytest.approx(known.grown, abs=0.03)
    assert max(fitted.confused["e"], key=lambda letter: fitted.confused["e"][letter]) == "#"
    assert fitted.merged[3] < 0.2


def test_noise_is_kept_and_found_again(tmp_path: Path) -> None:
    noise = Noise(faint=0.25, confused={"l": {"1": 0.5, "I": 0.5}})
    noise.save(tmp_path / "noise.json")
    assert Noise.load(tmp_path / "noise.json") == noise
    (tmp_path / "noise.json").write_text('{"unheard": 1}')
    with pytest.raises(ValueError, match="Fit it again"):
        Noise.load(tmp_path / "noise.json")
    with pytest.raises(ValueError, match="needs 8 rates"):
        Noise(lost=(0.1,))
    with pytest.raises(ValueError, match="Nothing to fit"):
        fit([])
    assert default_noise() != Noise()
