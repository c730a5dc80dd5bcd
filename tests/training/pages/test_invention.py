"""Invented pages: the same for a seed, their answers where they say."""

from collections import Counter

import pytest

from tests.training.pages.made import pages, plain
from training.pages import KINDS, invent
from training.pages.wordings import TONGUES


@pytest.mark.parametrize("kind", KINDS)
def test_a_seed_is_a_page(kind: str) -> None:
    assert invent(5, kind) == invent(5, kind)
    assert invent(5, kind) != invent(6, kind)
    assert invent(5, kind).kind == kind


def test_kinds_and_languages_are_mixed() -> None:
    drawn = [invent(seed) for seed in range(1200)]
    assert {page.kind for page in drawn} == set(KINDS)
    languages = Counter(asked.language for page in drawn for asked in page.asked)
    assert set(languages) == {page.language for page in drawn} == set(TONGUES)
    assert 0.45 < languages["en"] / languages.total() < 0.65
    kinds = Counter(asked.kind for page in drawn for asked in page.asked)
    assert 0.16 < (kinds["no_place"] + kinds["absent"] + kinds["sight"]) / kinds.total() < 0.24
    assert 0.06 < kinds["two_part"] / kinds.total() < 0.10
    foreign = [asked.language == page.language for page in drawn if page.language != "en" for asked in page.asked]
    assert 0.65 < sum(foreign) / len(foreign) < 0.85


@pytest.mark.parametrize("kind", KINDS)
def test_answers_stand_at_their_places(kind: str) -> None:
    for page in pages(kind):
        assert sum(bool(asked.places) for asked in page.asked) >= 3
        assert len(page.printed) == len(page.inks)
        for asked in page.asked:
            assert asked.question.strip()
            assert "{" not in asked.question
            assert bool(asked.answers) == bool(asked.places)
            for place in asked.places:
                text = " ".join(page.printed[index].text for index in place)
                assert all(plain(answer) in plain(text) for answer in asked.answers), (asked, text)
