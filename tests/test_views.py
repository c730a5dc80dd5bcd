import base64
import math
import random
from fractions import Fraction
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from cropvlm_tools.errors import BudgetError, CropVLMError
from cropvlm_tools.views import Budget, TokenRule, View

no_deadline = settings(deadline=None)
few = settings(deadline=None, max_examples=25)

MODELS = [
    *[(model, detail) for model in ("gpt-4o", "gpt-5-nano", "gpt-4.1-mini") for detail in ("low", "high")],
    *[(model, detail) for model in ("gpt-5.4", "gpt-5.6") for detail in ("low", "high", "original")],
    ("claude-sonnet-4-6", "auto"),
    ("claude-opus-4-7", "auto"),
]

edges = st.integers(1, 20_000)
sizes = st.tuples(edges, edges)
enlargements = st.floats(1, 8)
budgets = st.one_of(
    st.sampled_from([Budget.for_model(*model) for model in MODELS]),
    st.builds(
        Budget,
        max_edge=st.integers(1, 5000),
        max_tokens=st.none() | st.integers(600, 20_000),
        max_short_edge=st.none() | st.integers(1, 3000),
        rule=st.builds(
            TokenRule,
            patch=st.integers(1, 600),
            per_patch=st.fractions(Fraction(1, 10), 500, max_denominator=100),
            base=st.integers(0, 99),
            snaps=st.booleans(),
        ),
    ),
)


def noise(size, seed=0):
    return Image.frombytes("RGB", size, random.Random(seed).randbytes(3 * size[0] * size[1]))


def photo():
    return noise((40, 30)).resize((400, 300), Image.Resampling.BICUBIC)


def page(size=(900, 600)):
    image = Image.new("RGB", size, "white")
    draw = ImageDraw.Draw(image)
    for y in range(0, size[1], 20):
        draw.text((10, y), f"Line {y}: the quick brown fox jumps over the lazy dog, {y * 37 % 1000} EUR", fill="black")
    return image


@pytest.mark.parametrize(
    ("model", "size", "seen", "tokens"),
    [  # Anthropic's pages "Vision" and "Coordinates and bounding boxes": the sizes it shrinks to, and its formula
        ("claude-sonnet-4-6", (200, 200), (200, 200), 64),
        ("claude-sonnet-4-6", (1000, 1000), (1000, 1000), 1296),
        ("claude-sonnet-4-6", (1092, 1092), (1092, 1092), 1521),
        ("claude-sonnet-4-6", (1920, 1080), (1456, 819), 1560),
        ("claude-sonnet-4-6", (1075, 1520), (924, 1307), 1551),
        ("claude-opus-4-7", (1920, 1080), (1920, 1080), 2691),
        ("claude-opus-4-7", (3840, 2160), (2576, 1449), 4784),
    ],
)
def test_anthropic_examples(model, size, seen, tokens):
    budget = Budget.for_model(model)
    assert budget.fit(size) == seen
    assert budget.tokens(size) == budget.tokens(seen) == tokens


@pytest.mark.parametrize(
    ("model", "detail", "size", "tokens"),
    [  # OpenAI's guide "Images and vision": three examples for tiles, two for patches (1024 and 1452 of them)
        ("gpt-4o", "high", (1024, 1024), 765),
        ("gpt-4o", "high", (2048, 4096), 1105),
        ("gpt-4o", "low", (4096, 8192), 85),
        ("gpt-4.1-mini", "high", (1024, 1024), math.ceil(1024 * 1.62)),
        ("gpt-4.1-mini", "high", (1800, 2400), math.ceil(1452 * 1.62)),
        ("gpt-4.1-nano", "high", (1800, 2400), math.ceil(1452 * 2.46)),
        ("o4-mini", "high", (1800, 2400), math.ceil(1452 * 1.72)),
        # the guide's price per tile, on its own example of four tiles
        ("gpt-4o-mini", "high", (1024, 1024), 2833 + 4 * 5667),
        ("gpt-5", "high", (1024, 1024), 70 + 4 * 140),
        ("o3", "high", (1024, 1024), 75 + 4 * 150),
        # bills: community.openai.com/t/1377015 and huggingface.co/datasets/JOHNISKING/image-token-cost
        ("gpt-5-mini", "high", (1600, 1600), math.ceil(1521 * 1.2)),
        ("gpt-5-nano", "high", (1600, 1600), math.ceil(1521 * 1.5)),
        ("gpt-5.4", "high", (1600, 1600), 3000),
        ("gpt-5.5", "auto", (4032, 3024), 11_868),
        ("gpt-6", "auto", (4032, 3024), 14_364),
        ("gpt-6", "high", (4032, 3024), 2942),
        ("gpt-6", "high", (1920, 1080), 2448),
        ("gpt-6", "high", (256, 256), 77),
    ],
)
def test_openai_examples(model, detail, size, tokens):
    assert Budget.for_model(model, detail).tokens(size) == tokens


@pytest.mark.parametrize(
    ("model", "detail", "size", "seen"),
    [
        ("gpt-4o", "auto", (4000, 3000), (1024, 768)),
        ("gpt-4o", "low", (4000, 3000), (512, 384)),
        ("gpt-4.1-mini", "auto", (1800, 2400), (1080, 1440)),  # 34 x 45 patches; left to OpenAI it would be 33 x 44
        ("gpt-5.4", "auto", (4000, 3000), (1835, 1376)),
        ("gpt-5.4", "original", (4000, 3000), (3669, 2752)),
        ("gpt-5.6", "auto", (4000, 3000), (4000, 3000)),
        ("claude-sonnet-4-6", "auto", (4000, 3000), (1269, 952)),
    ],
)
def test_what_a_photo_shrinks_to(model, detail, size, seen):
    assert Budget.for_model(model, detail).fit(size) == seen


@pytest.mark.parametrize(
    "options",
    [
        {"max_edge": 0},
        {"max_edge": -1},
        {"max_edge": 448.0},
        {"max_edge": "448"},
        {"max_edge": True},
        {"max_edge": None},
        {"max_edge": 70_000},
        {"max_tokens": 0},
        {"max_tokens": 84, "rule": TokenRule(512, 0, 85)},
        {"max_short_edge": 0},
        {"max_bytes": 100},
        {"max_bytes": None},
    ],
)
def test_limits_that_cannot_be(options):
    with pytest.raises(BudgetError, match=next(iter(options))) as caught:
        Budget(**options)
    assert isinstance(caught.value, CropVLMError)
    assert isinstance(caught.value, ValueError)


@pytest.mark.parametrize("options", [{"patch": 0}, {"per_patch": 0}, {"per_patch": -1, "base": 9}, {"per_patch": 1.62}])
def test_token_rules_that_cannot_be(options):
    with pytest.raises(BudgetError, match="token rule"):
        TokenRule(**options)


@pytest.mark.parametrize("size", [(0, 5), (5, -1), (5.0, 5), (5,), 5, None, (True, 5)])
def test_sizes_that_cannot_be(size):
    with pytest.raises(BudgetError, match="A size is"):
        Budget().fit(size)
    with pytest.raises(BudgetError, match="A size is"):
        Budget().tokens(size)


@pytest.mark.parametrize("max_enlarge", [0.5, 0, -1, math.nan, math.inf, "8", None])
def test_enlargements_that_cannot_be(max_enlarge):
    with pytest.raises(BudgetError, match="max_enlarge"):
        Budget().fit((10, 10), max_enlarge)


@pytest.mark.parametrize(
    ("budget", "size", "max_enlarge", "seen"),
    [
        (Budget(max_edge=448, max_tokens=None), (4000, 3000), 1, (448, 336)),
        (Budget(max_edge=448, max_tokens=None), (300, 200), 1, (300, 200)),
        (Budget(max_edge=448, max_tokens=None), (300, 200), 8, (448, 299)),
        (Budget(max_edge=448, max_tokens=None), (10, 5), 8, (80, 40)),
        (Budget(), (300, 200), 8, (1024, 683)),
        (Budget(), (20_000, 1), 1, (1568, 1)),
        (Budget(), (1, 20_000), 8, (1, 1568)),
        (Budget.for_model("gpt-5.6"), (400, 300), 8, (1024, 768)),
        (Budget.for_model("gpt-5.6"), (3000, 300), 8, (3000, 300)),
    ],
)
def test_fit(budget, size, max_enlarge, seen):
    assert budget.fit(size, max_enlarge) == seen


def test_a_generic_target_counts_patches_of_28_px():
    assert Budget(max_edge=448, max_tokens=None).tokens((4000, 3000)) == 16 * 12


@no_deadline
@given(budgets, sizes, enlargements)
def test_fit_keeps_every_limit_and_the_proportions(budget, size, max_enlarge):
    width, height = budget.fit(size, max_enlarge)
    assert min(width, height) >= 1
    assert max(width, height) <= budget.max_edge
    if budget.max_short_edge is not None:
        assert min(width, height) <= budget.max_short_edge
    if budget.max_tokens is not None:
        assert budget.tokens((width, height)) <= budget.max_tokens
    assert max(width, height) <= max_enlarge * max(size)
    scale = max(width, height) / max(size)
    assert abs(width - size[0] * scale) <= 1
    assert abs(height - size[1] * scale) <= 1


@no_deadline
@given(budgets, sizes, enlargements)
def test_what_fits_is_left_as_it_is(budget, size, max_enlarge):
    shown = budget.fit(size, max_enlarge)
    assert budget.fit(shown) == shown


@no_deadline
@given(budgets, st.tuples(st.integers(1, 900), st.integers(1, 900)), st.integers(2, 20), enlargements)
def test_more_pixels_are_never_shown_smaller(budget, size, times, max_enlarge):
    small = budget.fit(size, max_enlarge)
    large = budget.fit((size[0] * times, size[1] * times), max_enlarge)
    assert large[0] >= small[0]
    assert large[1] >= small[1]
    assert max(budget.fit(size)) <= max(small)


@no_deadline
@given(budgets, sizes)
def test_tokens_of_any_size_stay_within_the_limit(budget, size):
    tokens = budget.tokens(size)
    assert tokens >= 1
    if budget.max_tokens is not None:
        assert tokens <= budget.max_tokens


@few
@given(
    st.tuples(st.integers(1, 300), st.integers(1, 300)),
    st.integers(1, 400),
    st.none() | st.integers(1, 150),
    enlargements,
    st.booleans(),
)
def test_a_rendered_view_is_what_fit_says(size, max_edge, max_tokens, max_enlarge, plain):
    budget = Budget(max_edge=max_edge, max_tokens=max_tokens)
    view = budget.render(Image.new("RGB", size, "teal") if plain else noise(size), max_enlarge)
    assert view.size == budget.fit(size, max_enlarge) == view.image.size
    assert view.image.mode == "RGB"
    assert view.tokens == budget.tokens(view.size)
    assert len(view.data) <= budget.max_bytes
    with Image.open(BytesIO(view.data)) as decoded:
        assert view.mime_type == Image.MIME[decoded.format]


@few
@given(st.tuples(st.integers(1, 300), st.integers(1, 300)), st.integers(1024, 20_000))
def test_a_view_never_exceeds_its_bytes(size, max_bytes):
    view = Budget(max_bytes=max_bytes).render(noise(size), 1)
    assert len(view.data) <= max_bytes
    assert view.image.size == view.size
    assert max(view.size) <= max(size)
    assert view.tokens == Budget().tokens(view.size)


def test_text_stays_lossless_and_photos_do_not():
    assert Budget().render(page(), 1).mime_type == "image/png"
    assert Budget().render(photo(), 1).mime_type == "image/jpeg"


def test_quality_goes_before_size():
    image = photo()
    best = Budget().render(image, 1)
    tight = Budget(max_bytes=len(best.data) - 1).render(image, 1)
    tighter = Budget(max_bytes=len(best.data) // 20).render(image, 1)
    assert tight.size == best.size == (400, 300)
    assert len(tight.data) < len(best.data)
    assert max(tighter.size) < 400


def test_jpeg_keeps_full_colour_resolution():
    with Image.open(BytesIO(Budget().render(photo(), 1).data)) as image:
        assert {layer[1:3] for layer in image.layer} == {(1, 1)}


@pytest.mark.parametrize("draw", [page, photo])
def test_no_metadata_is_passed_on(draw):
    image = draw()
    image.info = {"comment": b"secret", "icc_profile": b"secret", "exif": b"Exif\0\0secret", "dpi": (72, 72)}
    view = Budget().render(image, 1)
    assert b"secret" not in view.data
    with Image.open(BytesIO(view.data)) as decoded:
        assert not decoded.getexif()
        assert not set(decoded.info) & {"comment", "icc_profile", "exif", "dpi"}
    assert image.info["comment"] == b"secret"


@pytest.mark.parametrize("mode", ["L", "P", "RGBA", "CMYK", "1"])
def test_other_modes_are_shown_in_rgb(mode):
    assert Budget().render(Image.new(mode, (40, 30)), 1).image.mode == "RGB"


def test_rendering_is_deterministic():
    assert Budget().render(page()) == Budget().render(page())


def test_a_view_as_data_url():
    view = Budget().render(page(), 1)
    head, _, data = view.data_url.partition(",")
    assert head == f"data:{view.mime_type};base64"
    assert base64.b64decode(data, validate=True) == view.data


def test_a_view_does_not_print_its_data():
    assert "secret" not in repr(View(b"secret", "image/png", (1, 1), 1))
