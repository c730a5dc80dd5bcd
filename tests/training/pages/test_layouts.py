"""What each kind of page has that others lack."""

import re
from random import Random

import pytest

from cropvlm_tools.policies.grounded.question.parsing import parse_question
from tests.training.pages.made import pages
from training.pages import words
from training.pages.draft import Draft
from training.pages.layouts.specimens import finder
from training.pages.parts.barcodes import barcode


def test_charts_are_asked_for_the_ends_of_their_axes() -> None:
    asked = [(page, each) for page in pages("chart", 100) for each in page.asked]
    ends = [(page, each) for page, each in asked if parse_question(each.question).position.side]
    assert len(ends) > 40
    for page, each in ends:
        position = parse_question(each.question).position
        if position.axis is None or not each.places or each.parts:
            continue
        along = 1 if position.axis == "vertical" else 0
        own = page.printed[each.places[0][0]].box.xyxy
        low, high = own[along] < 0.5, own[along] > 0.4  # titles stand above, sources below
        assert high if position.side in ("bottom", "right") else low, each


def test_forms_hold_keys_that_begin_alike() -> None:
    found = 0
    for page in pages("form", 40):
        texts = [line.text.rstrip(" :.-") for line in page.printed]
        found += any(f"{text} {end}" in texts for text in texts for end in ("Code", "Ref", "ID", "Type", "Status"))
    assert found > 5


def test_numbers_under_barcodes_are_asked_for() -> None:
    for seed in range(40):
        draft = Draft(Random(seed), "product", "en")
        below = barcode(draft, 20, 30, 400, "Botanic Garden")
        (fact,) = draft.facts
        ((index,),) = fact.places
        assert draft.inks[index].text == fact.answer
        assert [ink.text for ink in draft.inks] == ["BOTANIC GARDEN", fact.answer]
        assert sum(char.isdigit() for char in fact.answer) >= 6
        assert 30 < draft.inks[index].top < below
        assert fact.language != "en" or all("bar" in question.lower() for question in fact.questions)


@pytest.mark.parametrize("kind", ["specimen", "product", "ticket"])
def test_there_are_barcodes_on_what_is_sold_and_kept(kind: str) -> None:
    asked = [each.question for page in pages(kind, 60) for each in page.asked if each.places]
    assert sum("barcode" in question.lower().replace(" ", "") for question in asked) >= 3


def test_a_country_may_stand_in_the_heading_alone() -> None:
    asked = [(page, each) for page in pages("specimen", 60) for each in page.asked]
    told = [(page, each) for page, each in asked if each.places and parse_question(each.question).kind == "country"]
    headings = re.compile(r"(Flora|Trees|Fauna|Insects|Expedition|Fossils|Flore|Herb\w+|Faune) .+, [^,]+$")
    assert any(headings.match(page.printed[each.places[0][0]].text) for page, each in told)


def test_parties_of_a_form_are_asked_for_by_their_part_in_it() -> None:
    named = 0
    for page in [*pages("form", 60), *pages("contract", 30)]:
        texts = [line.text.rstrip(" :").lower() for line in page.printed]
        for each in page.asked:
            role = next((role for role in words.ROLE["en"] if f"Who is the {role}" in each.question), "").lower()
            if role and each.places:
                named += 1
                own, value = page.printed[texts.index(role)].box, page.printed[each.places[0][0]].box
                assert own.x1 < value.x1
                assert value.y2 > own.y1 - 0.02
    assert named > 3


def test_columns_of_a_contract_repeat_values() -> None:
    most = []
    for page in pages("contract", 40):
        days = [line.text for line in page.printed if re.fullmatch(r"\d\d/\d\d/\d\d", line.text)]
        most.append(max(map(days.count, days), default=0))
    assert 0 < sum(count >= 6 for count in most) < len(most)


def test_a_finder_without_a_number_leaves_the_field_to_others() -> None:
    draft = Draft(Random(0), "specimen", "en")
    draft.start(1.0, 0.02)
    (name,) = draft.take("specimen", "collector")
    assert finder(draft, 10, 10, 300) == 10
    assert [field.name for field in draft.take("specimen", "field_no")] == ["field_no"]
    assert name.group in draft.groups
