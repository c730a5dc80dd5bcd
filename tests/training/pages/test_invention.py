"""Invented pages: the same for a seed, their answers where they say."""

from collections import Counter

import pytest

from tests.training.pages.made import pages, plain
from training.pages import KINDS, invent
from training.pages.fields import LANGUAGES


@pytest.mark.parametrize("kind", KINDS)
def test_a_seed_is_a_page(kind: str) -> None:
    assert invent(5, kind) == invent(5, kind)
    assert invent(5, kind) != invent(6, kind)
    assert invent(5, kind).kind == kind


def test_kinds_and_languages_are_mixed() -> None:
    drawn = [invent(seed) for seed in range(1200)]
    assert {page.kind for page in drawn} == set(KINDS)
    languages = Counter(asked.language for page in drawn for asked in page.asked)
    assert set(languages) == set(LANGUAGES)
    assert 0.6 < languages["en"] / languages.total() < 0.85
    unanswered = [not asked.places for page in drawn for asked in page.asked]
    assert 0.05 < sum(unanswered) / len(unanswered) < 0.13


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
