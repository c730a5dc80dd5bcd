"""One zoom, with policies of three lines."""

import logging

import pytest
from PIL import Image

from cropvlm_tools import Box, Budget, Zoom, zoom
from cropvlm_tools.errors import BudgetError, ImageError, PolicyError
from cropvlm_tools.policy import Policy, Prediction
from cropvlm_tools.zooming.options import When

QUARTER = Box(0.5, 0.5, 1, 1)


class Says(Policy):
    name = "says"

    def __init__(self, prediction: Prediction) -> None:
        self.prediction = prediction

    def predict(self, image: Image.Image, question: str) -> Prediction:
        return self.prediction


class Fails(Policy):
    name = "fails"

    def predict(self, image: Image.Image, question: str) -> Prediction:
        raise RuntimeError("/secret/place")


def picture(size: tuple[int, int] = (4000, 3000)) -> Image.Image:
    """Grey, its lower right pixel red."""
    image = Image.new("RGB", size, "grey")
    image.putpixel((size[0] - 1, size[1] - 1), (255, 0, 0))
    return image


def zoomed(box: Box | None = QUARTER, edge: int | None = None, when: When = "always", **kwargs: int) -> Zoom:
    budget = Budget(max_edge=448, max_tokens=None)
    return zoom(picture(), "What?", Says(Prediction(box, 0.5, "Because.", edge)), budget, when, **kwargs)


def test_the_crop_holds_the_original_pixels() -> None:
    result = zoomed()
    assert result.crop is not None
    assert result.crop.size == (2000, 1500)
    assert result.crop.getpixel((1999, 1499)) == (255, 0, 0)


def test_views_are_whole_then_crop_within_the_budget() -> None:
    whole, crop = zoomed().views
    assert whole.size == (448, 336)
    assert crop.size == (448, 336)
    assert zoomed().overview.size == (448, 336)


def test_without_a_box_there_is_the_whole_only() -> None:
    result = zoomed(None)
    assert result.box is None
    assert result.crop is None
    assert len(result.views) == 1
    assert result.caption == "image_1 (4000x3000), whole, not zoomed: Because. Shown at 448x336"


def test_the_caption_is_in_pixels_of_the_source() -> None:
    assert zoomed().caption == "image_1 (4000x3000), zoomed to [2000, 1500, 4000, 3000]; shown at 448x336"


@pytest.mark.parametrize(
    ("when", "legible_edge", "kept"),
    [
        ("always", 100, True),
        ("needed", 100, False),
        ("needed", 448, False),
        ("needed", 449, True),
        ("needed", None, True),
    ],
)
def test_needed_leaves_alone_what_is_legible_at_this_budget(when: When, legible_edge: int | None, kept: bool) -> None:
    result = zoomed(edge=legible_edge, when=when)
    assert (result.box is not None) is kept
    assert kept or "without zooming" in result.reason


def test_a_failing_policy_abstains_and_is_logged_once(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR, logger="cropvlm_tools"):
        results = [zoom(picture((80, 60)), "What?", Fails()) for _ in range(3)]
    assert all(result.box is None and "RuntimeError" in result.reason for result in results)
    assert "/secret" not in results[0].caption
    assert len(caplog.records) == 1


@pytest.mark.parametrize("answer", [None, (0, 0, 1, 1), QUARTER])
@pytest.mark.parametrize("when", ["always", "needed"])
def test_a_policy_that_answers_anything_else_abstains(answer: object, when: When) -> None:
    result = zoom(picture((80, 60)), "What?", Says(answer), when=when)  # type: ignore[arg-type]
    assert (result.box, len(result.views)) == (None, 1)
    assert "TypeError" in result.reason


def test_the_overlay_outlines_the_region_and_leaves_the_source_alone() -> None:
    result = zoomed()
    overlay = result.overlay(max_edge=400)
    assert overlay.size == (400, 300)
    assert overlay.getpixel((10, 10)) != result.image.getpixel((10, 10))
    assert overlay.getpixel((300, 200)) == result.image.getpixel((10, 10))
    assert (255, 64, 64) in [overlay.getpixel((x, 200)) for x in range(195, 202)]
    assert zoomed(None).overlay(400).getpixel((10, 10)) == result.image.getpixel((10, 10))


def test_bad_calls() -> None:
    with pytest.raises(ImageError):
        zoom(b"", "What?", "centre")
    with pytest.raises(ImageError, match="fetch"):
        zoom("https://example.org/a.png", "What?", "centre")
    with pytest.raises(PolicyError):
        zoom(picture((9, 9)), "What?", "nothing")
    with pytest.raises(ValueError, match="needed"):
        zoom(picture((9, 9)), "What?", "centre", when="sometimes")  # type: ignore[arg-type]
    for budget in (448, "gpt-4o"):
        with pytest.raises(BudgetError, match="for_model"):
            zoom(picture((9, 9)), "What?", "centre", budget)  # type: ignore[arg-type]


def test_a_fetcher_is_used_for_urls_only() -> None:
    asked: list[str] = []

    def fetch(url: str) -> bytes:
        asked.append(url)
        return zoomed().views[0].data

    assert zoom("https://example.org/a.png", "What?", "centre", fetch=fetch).source_size == (448, 336)
    assert asked == ["https://example.org/a.png"]


class Looks(Policy):
    """Answers with the next of its predictions, and keeps the sizes of what it was shown."""

    name = "looks"

    def __init__(self, *predictions: Prediction) -> None:
        self.predictions = list(predictions)
        self.sizes: list[tuple[int, int]] = []

    def predict(self, image: Image.Image, question: str) -> Prediction:
        self.sizes.append(image.size)
        return self.predictions.pop(0)


@pytest.mark.parametrize(
    ("second", "box", "confidence"),
    [
        (Prediction(QUARTER, 0.6, legible_edge=100), Box(0.75, 0.75, 1, 1), 0.6),
        (Prediction(QUARTER, 0.5), QUARTER, 0.5),  # no more confident
        (Prediction(QUARTER, 0.1), QUARTER, 0.5),
        (Prediction(None, 0.9), QUARTER, 0.5),
    ],
)
def test_a_zoom_within_the_zoom_is_kept_where_the_policy_gains_confidence(
    second: Prediction, box: Box, confidence: float
) -> None:
    policy = Looks(Prediction(QUARTER, 0.5, legible_edge=500), second)
    result = zoom(picture(), "What?", policy, steps=2)
    assert (result.box, result.confidence) == (box, confidence)
    assert policy.sizes == [(4000, 3000), (2000, 1500)]
    assert result.prediction.legible_edge == (200 if box != QUARTER else 500)  # of the whole, not of the crop
    assert result.crop is not None
    assert result.crop.getpixel((result.crop.width - 1, result.crop.height - 1)) == (255, 0, 0)


def test_more_steps_end_where_nothing_is_gained_or_needed() -> None:
    policy = Looks(Prediction(QUARTER, 0.1), Prediction(QUARTER, 0.2), Prediction(QUARTER, 0.2), Prediction(None, 1.0))
    assert zoom(picture(), "What?", policy, steps=4).box == Box(0.75, 0.75, 1, 1)
    assert len(policy.sizes) == 3
    for given in (Prediction(None, 0.0), Prediction(QUARTER, 0.5, legible_edge=10)):
        policy = Looks(given)
        assert zoom(picture(), "What?", policy, when="needed", steps=2).box is None
    with pytest.raises(ValueError, match="steps"):
        zoom(picture((9, 9)), "What?", "centre", steps=0)


@pytest.mark.parametrize(
    ("box", "around"),
    [
        (Box(0.4, 0.4, 0.5, 0.5), (0.35, 0.35, 0.55, 0.55)),
        (Box(0.0, 0.9, 0.2, 1.0), (0.0, 0.8, 0.4, 1.0)),  # moved back inside
        (Box(0.1, 0.45, 0.9, 0.5), (0.0, 0.425, 1.0, 0.525)),
        (Box(0.1, 0.1, 0.6, 0.6), None),  # the whole shows as much
        (None, None),
    ],
)
def test_surroundings_are_a_view_between_the_whole_and_the_crop(
    box: Box | None, around: tuple[float, ...] | None
) -> None:
    result = zoom(picture(), "What?", Says(Prediction(box, 0.5)), context=True)
    if around is None:
        assert result.surroundings is None
        assert len(result.views) == 1 + (box is not None)
    else:
        assert result.surroundings is not None
        assert result.surroundings.xyxy == pytest.approx(around)
        assert [caption for caption, _ in result.details][-1] == result.caption
        assert [view for _, view in result.details] == result.views[1:]
        assert result.views[-1] is result.view
    assert zoom(picture(), "What?", Says(Prediction(box, 0.5))).surroundings is None
