"""Symbols on invented screens: drawn, asked for wherever they stand, and misread as a recogniser would."""

from random import Random

import pytest

from tests.training.pages.made import pages
from training.pages.draft import Draft
from training.pages.misreading.misread import misread
from training.pages.parts import symbols

SCREENS = ("icon_app", "app_grid", "icon_switches", "icon_player")


@pytest.mark.parametrize("kind", SCREENS)
def test_screens_hold_symbols_that_are_asked_for(kind: str) -> None:
    made = pages(kind, 12)
    asked = [(page, each) for page in made for each in page.asked if each.kind in ("symbol", "switch")]
    assert len(asked) > 2 * len(made)
    assert len({each.language for _, each in asked}) > 2
    for page, each in asked:
        assert any(page.printed[index].symbol for place in each.places for index in place), each
        assert "{" not in each.question
        assert "icon icon" not in each.question


def test_all_that_stand_for_the_same_are_as_right() -> None:
    for page in (page for kind in SCREENS for page in pages(kind, 12)):
        for each in page.asked:
            if each.kind == "symbol":
                same = {index for index, line in enumerate(page.printed) if line.symbol and line.text in each.answers}
                assert same <= {place[0] for place in each.places if len(place) == 1}


@pytest.mark.parametrize("language", ["en", "fr", "it", "ja"])
def test_a_switch_is_shown_with_its_name(language: str) -> None:
    draft = Draft(Random(3), "icon_switches", language)
    symbols.switches(draft, 20, 20, 400, ["Wi-Fi", "Alarms", "Updates", "Sound"], 900)
    for fact in draft.facts:
        for place in fact.places:
            assert [draft.inks[index].symbol for index in place] == [False, True]
    assert len(draft.facts) >= (4 if language != "ja" else 0)


def test_a_recogniser_misses_some_and_mistakes_some() -> None:
    drawn = seen = right = spurious = 0
    for page in pages("icon_app", 30):
        lines, sources = misread(page, 1)
        again, _ = misread(page, 1)
        assert lines == again
        drawn += sum(line.symbol for line in page.printed)
        for line, source in zip(lines, sources, strict=True):
            if line.origin == "symbol":
                printed = page.printed[source]
                seen, spurious = seen + printed.symbol, spurious + (not printed.symbol)
                right += printed.symbol and line.text == printed.text
    assert 0.5 * drawn < seen < 0.95 * drawn
    assert 0.6 * seen < right < 0.97 * seen
    assert 0 < spurious < 0.2 * seen


def test_a_page_without_symbols_is_read_without_any() -> None:
    for page in pages("receipt", 5):
        assert all(line.origin == "ocr" for line in misread(page, 1)[0])
