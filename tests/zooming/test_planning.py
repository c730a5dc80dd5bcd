"""The cheapest way to show the evidence: what is sent, at which detail, and that it never costs more than the whole."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from cropvlm_tools import Box, Budget, Prediction, Zoom
from cropvlm_tools.boxes import Turn
from cropvlm_tools.errors import BudgetError
from cropvlm_tools.providers import PRESETS
from cropvlm_tools.zooming.planning import Plan, plan, plan_sizes

A4 = (2480, 3508)
TENTH = Box(0.3, 0.3, 0.3 + 0.1**0.5, 0.3 + 0.1**0.5)  # of the area, in the image's proportions


def planned(model: str, prediction: Prediction, size: tuple[int, int] = A4) -> Plan:
    return plan_sizes(size, prediction, Budget.by_detail(model))


def sent(decided: Plan) -> list[tuple[bool, str, int]]:
    """Of each part: whether it is the whole, its detail and its tokens."""
    return [(part.box is None, part.detail, part.tokens) for part in decided.parts]


@pytest.mark.parametrize(
    ("model", "parts", "whole"),
    [  # the policy does not say what is legible: as sharp as the whole would be
        ("gpt-4o", [(True, "low", 85), (False, "low", 85)], 1105),
        ("gpt-5.6", [(True, "low", 168), (False, "high", 1050)], 10_296),
        ("gemini-3-pro", [(True, "low", 280), (False, "low", 280)], 1120),
        ("claude-opus-4-7", [(True, "auto", 192), (False, "auto", 494)], 4756),
    ],
)
def test_overview_and_crop_for_less(model: str, parts: list[tuple[bool, str, int]], whole: int) -> None:
    decided = planned(model, Prediction(TENTH, 0.9))
    assert (sent(decided), decided.whole_tokens, decided.legible) == (parts, whole, True)
    assert decided.savings == whole - sum(tokens for *_, tokens in parts)
    assert decided.sharpness >= decided.whole_sharpness


def test_large_print_needs_a_small_whole_and_no_crop() -> None:
    decided = planned("gpt-5.6", Prediction(TENTH, 0.9, legible_edge=400))
    assert [part.box for part in decided.parts] == [None]
    assert 400 <= max(decided.parts[0].size) < 512
    assert decided.legible
    assert decided.savings > 10_000


def test_small_print_is_shown_sharper_than_the_whole_could() -> None:
    decided = planned("claude-sonnet-4-6", Prediction(TENTH, 0.9, legible_edge=2000))
    assert decided.legible
    assert decided.overview is not None
    assert decided.whole_sharpness < 2000 / 3508 <= decided.sharpness
    assert decided.tokens < decided.whole_tokens


def test_where_both_cost_too_much_the_overview_goes() -> None:
    """Nova 2 bills 230 for any image."""
    decided = planned("nova-2-lite", Prediction(TENTH, 0.9, legible_edge=9000))
    assert sent(decided) == [(False, "auto", 230)]


def test_what_cannot_be_legible_within_the_price_of_the_whole_is_as_sharp_as_that_allows() -> None:
    half = Box(0, 0, 1, 0.5)
    decided = plan_sizes(A4, Prediction(half, 0.9, legible_edge=3508), {"auto": Budget.local(tokens=512)})
    assert not decided.legible
    assert decided.crops
    assert decided.tokens <= decided.whole_tokens
    assert decided.sharpness > decided.whole_sharpness


@pytest.mark.parametrize("prediction", [Prediction.abstained("No text.", 0.5, 300), Prediction.failed("It broke.")])
def test_without_a_region_the_whole_is_sent_as_it_would_be(prediction: Prediction) -> None:
    decided = planned("gpt-5.6", prediction)
    assert (sent(decided), decided.savings) == ([(True, "auto", 10_296)], 0)


def test_all_regions_are_counted() -> None:
    boxes = (Box(0.1, 0.1, 0.3, 0.2), Box(0.6, 0.7, 0.9, 0.8))
    decided = planned("claude-opus-4-7", Prediction(None, 0.9, regions=boxes))
    assert [part.box for part in decided.parts] == [None, *boxes]
    assert decided.tokens == sum(part.tokens for part in decided.parts)


sizes = st.tuples(st.integers(20, 9000), st.integers(20, 9000))
corners = st.tuples(*[st.floats(0, 0.7)] * 2, *[st.floats(0.05, 0.3)] * 2)


@settings(deadline=None, max_examples=300)
@given(
    st.sampled_from(sorted(PRESETS)),
    sizes,
    st.lists(corners, min_size=1, max_size=3),
    st.none() | st.integers(20, 9000),
)
def test_never_more_than_the_whole(
    model: str, size: tuple[int, int], places: list[tuple[float, ...]], legible_edge: int | None
) -> None:
    boxes = tuple(Box.clipped(x, y, x + width, y + height) for x, y, width, height in places)
    budgets = Budget.by_detail(model)
    decided = plan_sizes(size, Prediction(None, 0.9, legible_edge=legible_edge, regions=boxes), budgets)
    assert decided.whole_tokens == budgets["auto"].tokens(size)
    assert 0 <= decided.savings < decided.whole_tokens
    for part in decided.parts:
        assert part.budget.seen(part.size) == part.size  # the model sees what was planned
        assert part.tokens == budgets[part.detail].tokens(part.size)
    if decided.legible and legible_edge is None:
        assert decided.sharpness >= decided.whole_sharpness - 1e-9


@pytest.mark.parametrize("turn", [0, 90])
@pytest.mark.parametrize("edge", [None, 300, 1200])
def test_views_are_of_the_sizes_planned(turn: Turn, edge: int | None) -> None:
    prediction = Prediction(Box(0.1, 0.2, 0.4, 0.3), 0.9, legible_edge=edge, turn=turn)
    zoom = Zoom(Image.new("RGB", (1000, 700), "teal"), prediction, Budget(), "double", 0.1)
    for model in ("gpt-5.6", "gemini-3", Budget(max_edge=200, max_tokens=None)):
        decided = plan(zoom, model)
        views = decided.render(zoom)
        assert [(view.size, view.tokens) for view in views] == [(part.size, part.tokens) for part in decided.parts]
        assert (views[-1].size[0] < views[-1].size[1]) is (turn == 90)


def test_a_model_or_detail_that_is_not_known() -> None:
    zoom = Zoom(Image.new("RGB", (100, 70)), Prediction(TENTH, 0.9), Budget(), "double", 0.1)
    with pytest.raises(BudgetError, match="Nearest"):
        plan(zoom, "gpt-5.99")
    with pytest.raises(BudgetError, match="It has: auto"):
        plan(zoom, "claude-opus-4-7", "original")
