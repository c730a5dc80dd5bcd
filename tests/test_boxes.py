import math
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cropvlm_tools.boxes import GRAMMARS, WHOLE, Box
from cropvlm_tools.errors import BoxError

no_deadline = settings(deadline=None)

sizes = st.tuples(st.integers(1, 20_000), st.integers(1, 20_000))
shares = st.floats(0, 1)
grammars = st.sampled_from(sorted(GRAMMARS))


def spans(low, high):
    return st.tuples(low, high).map(sorted).filter(lambda span: span[0] < span[1])


@st.composite
def boxes(draw):
    (x1, x2), (y1, y2) = draw(spans(shares, shares)), draw(spans(shares, shares))
    return Box(x1, y1, x2, y2) if (x2 - x1) * (y2 - y1) > 0 else WHOLE


@st.composite
def pixel_boxes(draw):
    """A size and an integer pixel xyxy inside it."""
    width, height = draw(sizes)
    x1, y1 = draw(st.integers(0, width - 1)), draw(st.integers(0, height - 1))
    return (width, height), (x1, y1, draw(st.integers(x1 + 1, width)), draw(st.integers(y1 + 1, height)))


@pytest.mark.parametrize(
    "values",
    [
        (0.5, 0.1, 0.4, 0.9),
        (0.1, 0.9, 0.4, 0.5),
        (0.1, 0.1, 0.1, 0.9),
        (-0.01, 0, 1, 1),
        (0, 0, 1.01, 1),
        (math.nan, 0, 1, 1),
        (0, 0, 1, math.nan),
        (0, 0, math.inf, 1),
        (-math.inf, 0, 1, 1),
        ("0", "0", "1", "1"),
        (None, 0, 1, 1),
        (0, 0, [1], 1),
        (0, 0, 1j, 1),
        (0, 0, 10**5000, 1),
        (0, 0, 1e-200, 1e-200),
    ],
)
def test_an_invalid_box_cannot_be_built(values):
    with pytest.raises(BoxError):
        Box(*values)


@pytest.mark.parametrize(
    "values",
    [
        (0, 0, 0, 10),
        (20, 0, 30, 10),
        (0, -5, 10, 0),
        (8, 8, 2, 2),
        (0, 0, math.nan, 10),
        (0, 0, 10**400, 10),
        (1, 2, 3),
        (1, 2, 3, 4, 5),
        "abcd",
        (None, 0, 10, 10),
        5,
    ],
)
def test_pixels_that_enclose_nothing_are_refused(values):
    with pytest.raises(BoxError):
        Box.from_pixels(values, (20, 10))


@pytest.mark.parametrize("size", [(0, 10), (20, 0)])
def test_an_image_without_pixels_holds_no_box(size):
    with pytest.raises(BoxError, match="px"):
        Box.from_pixels((0, 0, 1, 1), size)


@pytest.mark.parametrize("values", [(None, 0, 1, 1), ("a", 0, 1, 1), (math.nan, 0, 1, 1), (2, 0, 3, 1)])
def test_clipping_refuses_what_is_no_rectangle_in_the_image(values):
    with pytest.raises(BoxError):
        Box.clipped(*values)


def test_clipping_keeps_what_is_inside():
    assert Box.clipped(-3, 0.2, math.inf, 0.4) == Box(0, 0.2, 1, 0.4)
    assert Box.from_pixels((-10, 5, 10, 50), (20, 10)) == Box(0, 0.5, 0.5, 1)


@no_deadline
@given(boxes(), sizes)
def test_pixels_lie_inside_are_not_empty_and_cover_the_box(box, size):
    left, top, right, bottom = box.to_pixels(size)
    assert 0 <= left < right <= size[0]
    assert 0 <= top < bottom <= size[1]
    assert left <= box.x1 * size[0] + 2e-6
    assert top <= box.y1 * size[1] + 2e-6
    assert right >= box.x2 * size[0] - 2e-6
    assert bottom >= box.y2 * size[1] - 2e-6


@no_deadline
@given(boxes(), sizes)
def test_pixels_grow_a_box_by_less_than_two(box, size):
    left, top, right, bottom = box.to_pixels(size)
    assert right - left < box.width * size[0] + 2
    assert bottom - top < box.height * size[1] + 2


@no_deadline
@given(pixel_boxes())
def test_whole_pixels_come_back_unchanged(case):
    size, pixels = case
    assert Box.from_pixels(pixels, size).to_pixels(size) == pixels


@no_deadline
@given(boxes(), boxes())
def test_overlap_measures_stay_in_their_range(one, other):
    assert 0 <= one.intersection(other) <= min(one.area, other.area)
    assert 0 <= one.iou(other) <= 1
    assert one.iou(other) == other.iou(one)
    assert 0 <= one.coverage(other) <= 1
    assert one.iou(one) == one.coverage(one) == 1
    union = one.union(other)
    assert union.coverage(one) == union.coverage(other) == 1


@no_deadline
@given(boxes(), shares, shares)
def test_padding_grows_and_stays_inside(box, horizontal, vertical):
    padded = box.padded(horizontal, vertical)
    assert padded.union(box) == padded


@pytest.mark.parametrize(
    ("one", "other", "iou", "coverage"),
    [
        (Box(0, 0, 0.5, 0.5), Box(0.5, 0.5, 1, 1), 0, 0),
        (Box(0, 0, 0.5, 1), Box(0.25, 0, 0.75, 1), 1 / 3, 1 / 2),
        (Box(0, 0, 1, 1), Box(0.25, 0.25, 0.75, 0.75), 1 / 4, 1),
        (Box(0.25, 0.25, 0.75, 0.75), Box(0, 0, 1, 1), 1 / 4, 1 / 4),
    ],
)
def test_overlaps(one, other, iou, coverage):
    assert one.iou(other) == pytest.approx(iou)
    assert one.coverage(other) == pytest.approx(coverage)


@pytest.mark.parametrize(
    ("grammar", "text", "box"),
    [
        ("percent", "[12, 30, 55, 61].", Box(0.12, 0.30, 0.55, 0.61)),
        ("percent", "[12,30,55,61]", Box(0.12, 0.30, 0.55, 0.61)),
        ("percent", "Look at [12, 30, 55, 61], not at [1, 2, 3, 4].", Box(0.12, 0.30, 0.55, 0.61)),
        ("percent", "(see 3) [12, 30, 55, 61]", Box(0.12, 0.30, 0.55, 0.61)),
        ("percent", "[[12, 30, 55, 61]]", Box(0.12, 0.30, 0.55, 0.61)),
        ("percent", "(12,30),(55,61)", Box(0.12, 0.30, 0.55, 0.61)),
        ("percent", "[12 30 55 61]", Box(0.12, 0.30, 0.55, 0.61)),
        ("percent", "[\n  12,\n  30,\n  55,\n  61\n]", Box(0.12, 0.30, 0.55, 0.61)),
        ("percent", "[12.5, 30, 55, 61]", Box(0.125, 0.30, 0.55, 0.61)),
        ("percent", "[0, 0, 1, 1].", Box(0, 0, 0.01, 0.01)),
        ("percent", "[-2, 30, 104, 61]", Box(0, 0.30, 1, 0.61)),
        ("percent", "[0, 0, 100, 100].", None),
        ("percent", "[-1, 0, 103, 100].", None),
        ("permille", '{"bbox_2d": [120, 300, 550, 610], "label": "total"}', Box(0.12, 0.30, 0.55, 0.61)),
        ("permille", "<|box_start|>(120,300),(550,610)<|box_end|>", Box(0.12, 0.30, 0.55, 0.61)),
        ("permille", "[0, 0, 1000, 1000]", None),
        ("unit", "[0.12, 0.30, 0.55, 0.61]", Box(0.12, 0.30, 0.55, 0.61)),
        ("unit", "[0.0, 0.0, 1.0, 1.0]", None),
        ("pixels", "[48, 60, 220, 122]", Box(0.12, 0.30, 0.55, 0.61)),
        ("pixels", "[0, 0, 400, 200]", None),
    ],
)
def test_texts_that_hold_a_box(grammar, text, box):
    parsed = GRAMMARS[grammar].parse(text, (400, 200))
    if box is None:
        assert parsed is None
    else:
        assert parsed.xyxy == pytest.approx(box.xyxy)


@pytest.mark.parametrize(
    ("grammar", "text"),
    [
        ("percent", ""),
        ("percent", "I cannot see the total."),
        ("percent", "[12, 30, 55]"),
        ("percent", "[12, 30, 55, 61, 70]"),
        ("percent", "12, 30, 55, 61"),
        ("percent", "[a, b, c, d]"),
        ("percent", "[nan, 0, inf, 100]"),
        ("percent", "[55, 61, 12, 30]"),
        ("percent", "[12, 30, 12, 61]"),
        ("percent", "[120, 300, 550, 610]"),
        ("percent", "[-30, 0, 50, 50]"),
        ("percent", "[101, 0, 104, 50]"),
        ("percent", "[0.12, 0.30, 0.55, 0.61]"),
        ("percent", f"[0, 0, {'9' * 5000}, 100]"),
        ("percent", f"[0, 0, -{'9' * 5000}, 100]"),
        ("permille", "[48, 60, 2200, 122]"),
        ("permille", "[0.12, 0.30, 0.55, 0.61]"),
        ("unit", "[12, 30, 55, 61]"),
        ("pixels", "[480, 60, 900, 122]"),
        ("pixels", "[0.12, 0.30, 0.55, 0.61]"),
    ],
)
def test_texts_that_hold_none(grammar, text):
    with pytest.raises(BoxError) as caught:
        GRAMMARS[grammar].parse(text, (400, 200))
    assert len(str(caught.value)) < 300


@no_deadline
@given(grammars, st.text('[]()0123456789.,- \n"abox_2d:{}'))
def test_any_text_is_a_box_an_abstention_or_a_box_error(grammar, text):
    try:
        box = GRAMMARS[grammar].parse(text, (640, 480))
    except BoxError:
        return
    again = GRAMMARS[grammar].parse(GRAMMARS[grammar].format(box, (640, 480)), (640, 480))
    if box is None:
        assert again is None
    else:
        one_step = 1 / 100 + 1e-6  # of the coarsest grammar, outwards
        assert (again or WHOLE).xyxy == pytest.approx(box.xyxy, abs=one_step)


@pytest.mark.parametrize(
    ("grammar", "box", "text"),
    [
        ("percent", Box(0.121, 0.30, 0.549, 0.61), "[12, 30, 55, 61]."),
        ("percent", None, "[0, 0, 100, 100]."),
        ("percent", WHOLE, "[0, 0, 100, 100]."),
        ("percent", Box(0.1, 0.2, 0.1 + 1e-9, 0.2 + 1e-9), "[10, 20, 11, 21]."),
        ("percent", Box(1 - 1e-9, 1 - 1e-9, 1, 1), "[99, 99, 100, 100]."),
        ("permille", Box(0.1214, 0.30, 0.549, 0.61), "[121, 300, 549, 610]."),
        ("unit", Box(0.1214, 0.30, 0.549, 0.61), "[0.121, 0.300, 0.549, 0.610]."),
        ("pixels", Box(0.12, 0.30, 0.55, 0.61), "[48, 60, 220, 122]."),
        ("pixels", None, "[0, 0, 400, 200]."),
    ],
)
def test_formatting(grammar, box, text):
    assert GRAMMARS[grammar].format(box, (400, 200)) == text


@no_deadline
@given(grammars, boxes(), sizes)
def test_a_formatted_box_parses_to_one_that_contains_it(grammar, box, size):
    grammar = GRAMMARS[grammar]
    text = grammar.format(box, size)
    assert re.fullmatch(r"\[[\d.]+, [\d.]+, [\d.]+, [\d.]+\]\.", text)
    parsed = grammar.parse(text, size) or WHOLE
    assert parsed.x1 <= box.x1 + 2e-6
    assert parsed.y1 <= box.y1 + 2e-6
    assert parsed.x2 >= box.x2 - 2e-6
    assert parsed.y2 >= box.y2 - 2e-6
    assert grammar.format(parsed, size) == text


@pytest.mark.parametrize(
    ("degrees", "corners"),
    [
        (0, (0.1, 0.2, 0.4, 0.8)),
        (90, (0.2, 0.1, 0.8, 0.4)),
        (180, (0.6, 0.2, 0.9, 0.8)),
        (270, (0.2, 0.6, 0.8, 0.9)),
        (-90, (0.2, 0.6, 0.8, 0.9)),
    ],
)
def test_a_box_turns_with_its_image(degrees: int, corners: tuple[float, float, float, float]) -> None:
    box = Box(0.1, 0.2, 0.4, 0.8)
    assert box.turned(degrees).xyxy == pytest.approx(corners)
    assert box.turned(degrees).turned(-degrees).xyxy == pytest.approx(box.xyxy)
