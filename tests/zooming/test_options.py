"""Options are checked where they are given."""

from dataclasses import fields
from inspect import signature

import pytest

from cropvlm_tools import Budget, Limits, ZoomOptions, zoom
from cropvlm_tools.errors import BudgetError
from cropvlm_tools.zooming.options import ZoomKeywords


@pytest.mark.parametrize(
    ("given", "error", "says"),
    [
        ({"when": "sometimes"}, ValueError, "when is 'sometimes'"),
        ({"steps": 0}, ValueError, "steps is 0"),
        ({"regions": -1}, ValueError, "regions is -1"),
        ({"steps": "2"}, ValueError, "steps is '2'; it must be a whole number"),
        ({"regions": 1.5}, ValueError, r"regions is 1\.5"),
        ({"limits": 10_000_000}, ValueError, "limits is no Limits but int"),
        ({"budget": 448}, BudgetError, "budget is no Budget but int"),
        ({"budget": "gpt-4o"}, BudgetError, "for_model"),
    ],
)
def test_what_cannot_be_is_named(given: dict[str, object], error: type[Exception], says: str) -> None:
    with pytest.raises(error, match=says):
        ZoomOptions(**given)  # type: ignore[arg-type]


def test_every_option_is_a_keyword_everywhere() -> None:
    names = {field.name for field in fields(ZoomOptions)}
    assert names == ZoomKeywords.__annotations__.keys()
    assert names == signature(zoom).parameters.keys() - {"image", "question", "ref", "page", "password", "lines"}
    defaults = {name: each.default for name, each in signature(zoom).parameters.items() if name in names}
    assert ZoomOptions() == ZoomOptions(**defaults)


@pytest.mark.parametrize("limits", [{"pixels": 0}, {"bytes": -1}, {"seconds": 0}])
def test_limits_that_let_nothing_through_are_refused(limits: dict[str, int]) -> None:
    with pytest.raises(ValueError, match=next(iter(limits))):
        Limits(**limits)


def test_options_are_values() -> None:
    assert ZoomOptions(budget=Budget(448), limits=Limits(9)) == ZoomOptions(budget=Budget(448), limits=Limits(9))
