"""What is told of a thing is asked with its name, and the name with what only it has."""

from random import Random

import pytest

from training.pages.draft import Draft
from training.pages.parts.records import ARRANGEMENTS, Record, collection, traits

TOLD = traits("""
= price coins
en Price | What does {n} cost?; Which one costs {v}?
= size word
en Size | How big is {n}?
""")


@pytest.mark.parametrize("arrangement", sorted(set(ARRANGEMENTS)))
@pytest.mark.parametrize("seed", range(5))
def test_every_value_is_asked_for_at_its_own_place(arrangement: str, seed: int) -> None:
    draft = Draft(Random(seed), "shop", "en")
    draft.start(1.4, 0.015)
    prices = {"Ink": "3.50", "Soap": "4.20", "Rope": "4.20", "Salt": "9.00"}
    things = [Record(name, {"price": price, "size": f"{name[0]}-size"}) for name, price in prices.items()]
    below = collection(draft, 30, 30, draft.width - 60, draft.height, things, TOLD, arrangement, 99)
    assert 30 < below <= draft.height
    forth = [fact for fact in draft.facts if fact.answer not in prices]
    assert len(forth) == 8
    for fact in forth:
        ((index,),) = fact.places
        thing = next(thing for thing in things if thing.name in fact.questions[0])
        assert index == thing.at["price" if fact.answer[0].isdigit() else "size"]
        assert fact.answer in draft.inks[index].text
        assert fact.answer in thing.values.values()
    for fact in draft.facts:
        if fact.answer in prices:
            assert fact.answer in ("Ink", "Salt")  # the price of the others is not theirs alone
            assert fact.places == ((next(thing for thing in things if thing.name == fact.answer).at["name"],),)


def test_a_list_stops_at_the_bottom() -> None:
    draft = Draft(Random(1), "shop", "en")
    draft.start(1.0, 0.02)
    things = [Record(f"Thing {number}", {"price": str(number), "size": "XL"}) for number in range(99)]
    collection(draft, 10, 10, draft.width - 20, draft.height / 2, things, TOLD, "list", 99)
    assert max(ink.top for ink in draft.inks) < draft.height / 2
    assert {fact.answer for fact in draft.facts} <= {ink.text for ink in draft.inks}
