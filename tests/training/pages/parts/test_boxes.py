"""Boxes are numbered, asked for by number, and where one is left blank its label is the place."""

import re
from random import Random

from tests.training.pages.made import pages
from training.pages.draft import Draft
from training.pages.parts.boxes import Boxes, signing


def test_boxes_are_counted_on() -> None:
    lettered = 0
    for seed in range(30):
        boxes = Boxes(Draft(Random(seed), "registration", "en"), "person")
        counted = [boxes.count() for _ in range(30)]
        assert len(set(counted)) == 30
        numbers = [int(re.sub(r"\D", "", text)) for text in counted]
        assert numbers == sorted(numbers)
        lettered += any(text[-1].isalpha() for text in counted)
    assert 5 < lettered < 30


def test_a_box_is_asked_for_by_its_number() -> None:
    asked = 0
    for page in pages("registration", 40):
        for each in page.asked:
            found = re.search(r"(?:box|field|item|question|number|line) (\d+[a-d]?)\b", each.question)
            if each.language != "en" or page.language != "en" or not found or len(each.places) != 1:
                continue
            (index,) = each.places[0][:1]
            box = page.printed[index].box
            labels = [line for line in page.printed if re.match(rf"(Item |\()?{found[1]}[.) ]", line.text)]
            near = [line for line in labels if line.box.y1 <= box.y2 and abs(line.box.y1 - box.y1) < 0.1]
            asked += bool(near)
    assert asked > 10


def test_lines_to_sign_on_are_asked_for() -> None:
    for seed in range(20):
        draft = Draft(Random(seed), "registration", "en")
        draft.start(1.4, 0.012)
        signing(draft, 40, 100, draft.width - 80)
        assert 2 <= len(draft.facts) <= 4
        for fact in draft.facts:
            ((index,),) = fact.places
            assert fact.kind == "blank"
            assert draft.inks[index].text.rstrip(":") == fact.answer
        assert len({fact.answer for fact in draft.facts}) == len(draft.facts)
