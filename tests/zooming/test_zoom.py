"""One zoom, with policies of three lines."""

import io
import logging
import math
from typing import Any

import pytest
from PIL import Image

from cropvlm_tools import Box, Limits, ZoomOptions, zoom
from cropvlm_tools.errors import BudgetError, ImageError, PolicyError
from cropvlm_tools.images.load import load_image
from cropvlm_tools.policy import Policy, Prediction
from cropvlm_tools.zooming.options import When
from cropvlm_tools.zooming.zoom import zoom_with
from tests.zooming.doubles import QUARTER, Says, picture, zoomed


class Fails(Policy):
    name = "fails"

    def predict(self, image: Image.Image, question: str) -> Prediction:
        raise RuntimeError("/secret/place")


@pytest.mark.parametrize(
    ("when", "legible_edge", "outcome", "reason"),
    [
        ("always", 100, "zoomed", "Because."),
        ("needed", 100, "abstained", "without zooming"),
        ("needed", 448, "abstained", "without zooming"),
        ("needed", 449, "zoomed", "Because."),
        ("needed", None, "zoomed", "Because."),
    ],
)
def test_needed_leaves_alone_what_is_legible_at_this_budget(
    when: When, legible_edge: int | None, outcome: str, reason: str
) -> None:
    result = zoomed(edge=legible_edge, when=when)
    assert (result.outcome, result.box is not None) == (outcome, outcome == "zoomed")
    assert reason in result.reason


def test_a_failing_policy_is_a_failure_and_is_logged_once(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR, logger="cropvlm_tools"):
        results = [zoom(picture((80, 60)), "What?", Fails()) for _ in range(3)]
    assert all((result.box, result.outcome, result.confidence) == (None, "failed", 0.0) for result in results)
    assert all("RuntimeError" in result.reason for result in results)
    assert "/secret" not in results[0].caption
    assert len(caplog.records) == 1


@pytest.mark.parametrize("answer", [None, (0, 0, 1, 1), QUARTER])
@pytest.mark.parametrize("when", ["always", "needed"])
def test_a_policy_that_answers_anything_else_has_failed(answer: object, when: When) -> None:
    result = zoom(picture((80, 60)), "What?", Says(answer), when=when)  # type: ignore[arg-type]
    assert (result.outcome, result.box, len(result.views)) == ("failed", None, 1)
    assert "TypeError" in result.reason


@pytest.mark.parametrize(
    ("answer", "error"), [({"confidence": math.nan}, "ValueError"), ({"confidence": 0.5, "outcome": "?"}, "BoxError")]
)
def test_a_prediction_that_cannot_be_made_is_a_failure_of_its_policy(answer: dict[str, Any], error: str) -> None:
    class Nonsense(Policy):
        name = "nonsense"

        def predict(self, image: Image.Image, question: str) -> Prediction:
            return Prediction(QUARTER, **answer)

    result = zoom(picture((80, 60)), "What?", Nonsense())
    assert (result.outcome, result.box, result.confidence) == ("failed", None, 0.0)
    assert error in result.reason


@pytest.mark.parametrize(
    ("prediction", "when", "outcome"),
    [
        (Prediction(QUARTER, 0.5), "always", "zoomed"),
        (Prediction(QUARTER, 0.5, legible_edge=10), "needed", "abstained"),
        (Prediction.abstained("Because."), "needed", "abstained"),
        (Prediction.failed("Because."), "needed", "failed"),
    ],
)
def test_the_outcome_is_told(prediction: Prediction, when: When, outcome: str) -> None:
    result = zoom(picture((80, 60)), "What?", Says(prediction), when=when)
    assert result.outcome == result.to_dict()["outcome"] == outcome


def test_options_in_one_piece_are_the_same_zoom() -> None:
    policy = Says(Prediction(QUARTER, 0.5))
    options = ZoomOptions(policy=policy, context=True)
    first = zoom_with(picture(), "What?", options, "image_7")
    second = zoom(picture(), "What?", policy, context=True, ref="image_7")
    assert first.caption == second.caption
    assert first.caption.startswith("image_7 (4000x3000)")
    assert {**first.to_dict(), "seconds": 0} == {**second.to_dict(), "seconds": 0}


def test_an_image_beyond_its_limits_is_refused() -> None:
    small = picture((80, 60))
    data = zoomed().views[0].data
    assert zoom(small, "What?", "centre", limits=Limits(pixels=80 * 60)).source_size == (80, 60)
    with pytest.raises(ImageError, match=r"limits=Limits\(pixels"):
        zoom(small, "What?", "centre", limits=Limits(pixels=80 * 60 - 1))
    with pytest.raises(ImageError, match=r"limits=Limits\(bytes"):
        zoom(data, "What?", "centre", limits=Limits(bytes=len(data) - 1))


def test_a_picture_loaded_with_higher_limits_needs_them_again() -> None:
    large = load_image(picture((80, 60)), max_pixels=80 * 60)
    with pytest.raises(ImageError) as refused:
        zoom(large, "What?", "centre", limits=Limits(pixels=99))
    assert refused.value.fix == "Raise limits=Limits(pixels=...) to allow it."
    assert zoom(large, "What?", "centre", limits=Limits(pixels=80 * 60)).source_size == (80, 60)


@pytest.mark.parametrize(
    ("kind", "count", "page", "named"),
    [
        ("TIFF", 3, 2, "page (90x60, page 2 of 3), "),
        ("GIF", 2, 1, "page (80x60, page 1 of 2), "),
        ("PNG", 1, 1, "page (80x60), "),
    ],
)
def test_captions_and_facts_say_which_page_of_how_many(kind: str, count: int, page: int, named: str) -> None:
    pages = [picture((80 + 10 * number if kind == "TIFF" else 80, 60)) for number in range(count)]
    for number, each in enumerate(pages):
        each.paste((number, number, number), (0, 0, 9, 9))
    file = io.BytesIO()
    pages[0].save(file, kind, **({"save_all": True, "append_images": pages[1:]} if count > 1 else {}))
    for policy, shown in (("centre", "zoomed to ["), ("whole", "whole, not zoomed")):
        result = zoom(file, "What?", policy, ref="page", page=page)
        assert result.caption.startswith(named + shown)
        assert (result.page, result.pages) == (page, count)
        facts = result.to_dict()
        assert (facts["page"], facts["pages"]) == (page, count)
    with pytest.raises(ImageError, match=f"There is no page 9: the image has {count} page"):
        zoom(file, "What?", "centre", page=9)
    with pytest.raises(ValueError, match="page is 0"):
        zoom(file, "What?", "centre", page=0)


def test_bad_calls() -> None:
    with pytest.raises(ImageError):
        zoom(b"", "What?", "centre")
    with pytest.raises(ImageError, match="fetch"):
        zoom("https://example.org/a.png", "What?", "centre")
    with pytest.raises(PolicyError):
        zoom(picture((9, 9)), "What?", "nothing")
    with pytest.raises(ValueError, match="needed"):
        zoom(picture((9, 9)), "What?", "centre", when="sometimes")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="regions is 0"):
        zoom(picture((9, 9)), "What?", "centre", regions=0)
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


def test_a_second_look_needs_one_region_and_may_find_more_in_it() -> None:
    policy = Looks(Prediction(QUARTER, 0.1, regions=(QUARTER, Box(0, 0, 0.1, 0.1))))
    assert len(zoom(picture(), "What?", policy, steps=2).regions) == 2
    assert len(policy.sizes) == 1
    inner = Prediction(None, 0.6, regions=(QUARTER, Box(0, 0, 0.5, 0.5), Box(0, 0, 1, 1)))
    result = zoom(picture(), "What?", Looks(Prediction(QUARTER, 0.5), inner), steps=2, regions=2)
    assert [region.box for region in result.regions] == [Box(0.75, 0.75, 1, 1), Box(0.5, 0.5, 0.75, 0.75)]


@pytest.mark.parametrize(("regions", "shown"), [(1, 1), (2, 2), (3, 3), (9, 3)])
def test_no_more_regions_are_shown_than_wanted(regions: int, shown: int) -> None:
    boxes = (QUARTER, Box(0, 0, 0.1, 0.1), Box(0.2, 0.2, 0.3, 0.3))
    result = zoom(picture((80, 60)), "What?", Says(Prediction(None, 0.5, regions=boxes)), regions=regions)
    assert result.prediction.regions == boxes[:shown]
    assert len(result.views) == 1 + shown
