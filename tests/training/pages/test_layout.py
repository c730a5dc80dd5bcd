"""Layouts register themselves; one more leaves the pages of all others as they are."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from training.pages import KINDS, deal, invent, layouts
from training.pages.draft import Draft
from training.pages.layout import LAYOUTS, drawn_kind, layout, stream


def postcard(draft: Draft) -> None:
    draft.start(0.7, 0.03)
    for number, name in enumerate(("Jill", "Sam", "Kim", "Lee")):
        line = draft.put(draft.margin, draft.margin + number * draft.line, name)
        draft.ask_this((f"Who is named in line {number}?",), name, [line])


@pytest.fixture
def with_postcard() -> Iterator[None]:
    """One more layout, in the middle of the alphabet."""
    layout("postcard", share=5.0, nouns=("postcard",), languages=("en",))(postcard)
    yield
    del LAYOUTS["postcard"]


def test_every_file_of_the_folder_is_on_the_list() -> None:
    assert set(KINDS) == set(LAYOUTS)
    files = {path.stem for path in Path(layouts.__file__).parent.glob("*.py")} - {"__init__"}
    assert {entry.fill.__module__.rpartition(".")[2] for entry in LAYOUTS.values()} == files
    assert len(files) >= 9


def test_one_more_layout_leaves_the_pages_of_the_others_as_they_are(request: pytest.FixtureRequest) -> None:
    count = 3 * len(KINDS)
    before = {each: invent(each[1], each[0]) for each in deal(count)}
    kinds = [drawn_kind(seed) for seed in range(500)]
    request.getfixturevalue("with_postcard")
    after = {each: invent(each[1], each[0]) for each in deal(count + 3)}
    assert {each: page for each, page in after.items() if each[0] != "postcard"} == before
    assert [seed for kind, seed in after if kind == "postcard"] == [0, 1, 2]
    again = [drawn_kind(seed) for seed in range(500)]
    assert all(new in (old, "postcard") for old, new in zip(kinds, again))
    assert 30 < again.count("postcard") < 80


@pytest.mark.usefixtures("with_postcard")
def test_a_registered_layout_makes_pages() -> None:
    page = invent(7, "postcard")
    assert page == invent(7, "postcard")
    assert [line.text for line in page.printed] == ["Jill", "Sam", "Kim", "Lee"]
    assert page.language == "en"
    with pytest.raises(ValueError, match="There is a layout 'postcard' already"):
        layout("postcard")


def test_a_layout_needs_a_share_and_a_page_a_layout() -> None:
    with pytest.raises(ValueError, match="must be above 0"):
        layout("nothing", share=0.0)
    with pytest.raises(KeyError, match=f"no kind of page 'nothing'; there are {', '.join(sorted(KINDS))}"):
        invent(0, "nothing")


@pytest.mark.parametrize("count", [0, 1, 17, 40])
def test_pages_are_dealt_to_each_kind_in_turn(count: int) -> None:
    dealt = list(deal(count))
    assert len(set(dealt)) == len(dealt) == count
    for kind, number in Counter(kind for kind, _ in dealt).items():
        assert [seed for each, seed in dealt if each == kind] == list(range(number))
        assert number in (count // len(KINDS), count // len(KINDS) + 1)


def test_kinds_are_drawn_by_their_shares() -> None:
    drawn = Counter(drawn_kind(seed) for seed in range(4000))
    whole = sum(entry.share for entry in LAYOUTS.values())
    for name, entry in LAYOUTS.items():
        assert drawn[name] / 4000 == pytest.approx(entry.share / whole, abs=0.015)


def test_parts_of_a_page_draw_their_own_numbers() -> None:
    parts = [("chart", "sheet"), ("chart", "camera"), ("menu", "sheet")]
    assert len({stream(5, kind, part).random() for kind, part in parts}) == 3
    assert stream(5, "chart", "sheet").random() == 0.5975617121652756  # on every machine
