"""What came of a zoom: pictures, captions, plain facts; of one region and of several."""

import json
from dataclasses import replace

import pytest
from PIL import Image

from cropvlm_tools import Box, Budget, Prediction, Zoom, zoom
from cropvlm_tools.version import __version__
from tests.zooming.doubles import QUARTER, Says, picture, zoomed

CORNER, BAND = Box(0.0, 0.0, 0.1, 0.1), Box(0.0, 0.4, 1.0, 0.45)


def several(*boxes: Box, context: bool = False) -> Zoom:
    return zoom(picture(), "What?", Says(Prediction(None, 0.5, regions=boxes)), context=context)


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


def test_the_overlay_outlines_the_region_and_leaves_the_source_alone() -> None:
    result = zoomed()
    overlay = result.overlay(max_edge=400)
    assert overlay.size == (400, 300)
    assert overlay.getpixel((10, 10)) != result.image.getpixel((10, 10))
    assert overlay.getpixel((300, 200)) == result.image.getpixel((10, 10))
    assert (255, 64, 64) in [overlay.getpixel((x, 200)) for x in range(195, 202)]
    assert zoomed(None).overlay(400).getpixel((10, 10)) == result.image.getpixel((10, 10))


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


def test_one_region_is_what_the_zoom_is() -> None:
    result = zoomed()
    (region,) = result.regions
    assert (region.box, region.crop, region.view) == (result.box, result.crop, result.view)
    assert (region.caption, region.confidence) == (result.caption, 0.5)
    assert zoomed(None).regions == []


def test_of_several_regions_each_is_shown_and_says_which_it_is() -> None:
    result = several(QUARTER, CORNER, BAND)
    assert [region.box for region in result.regions] == [QUARTER, CORNER, BAND]
    assert [region.crop.size for region in result.regions] == [(2000, 1500), (400, 300), (4000, 150)]
    assert [region.caption.partition("; shown at ")[0] for region in result.regions] == [
        "image_1 (4000x3000), zoomed to [2000, 1500, 4000, 3000] (1 of 3)",
        "image_1 (4000x3000), zoomed to [0, 0, 400, 300] (2 of 3)",
        "image_1 (4000x3000), zoomed to [0, 1200, 4000, 1350] (3 of 3)",
    ]
    assert result.views[1:] == [region.view for region in result.regions]
    assert result.details == [(region.caption, region.view) for region in result.regions]
    assert (result.box, result.crop) == (QUARTER, result.regions[0].crop)
    assert (result.caption, result.view) == result.details[0]
    assert result.area == pytest.approx(0.25 + 0.01 + 0.05)


def test_surroundings_of_several_regions_stand_before_each() -> None:
    result = several(CORNER, QUARTER, BAND, context=True)  # what surrounds a quarter is the whole
    assert [(frame.number, frame.is_region) for frame in result.frames] == [
        (1, False),
        (1, True),
        (2, True),
        (3, False),
        (3, True),
    ]
    captions = [caption for caption, _ in result.details]
    assert captions[0].startswith("image_1 (4000x3000), zoomed to [0, 0, 800, 600] (around 1 of 3); shown at")
    assert captions[1].startswith("image_1 (4000x3000), zoomed to [0, 0, 400, 300] (1 of 3); shown at")
    assert captions[3].startswith("image_1 (4000x3000), zoomed to [0, 1125, 4000, 1425] (around 3 of 3); shown at")
    assert [region.caption for region in result.regions] == [captions[1], captions[2], captions[4]]


def test_a_region_that_is_another_ones_surroundings_is_still_one() -> None:
    wide = CORNER.scaled(2)
    result = several(CORNER, wide, context=True)
    assert [region.box for region in result.regions] == [CORNER, wide]
    assert [region.crop.size for region in result.regions] == [(400, 300), (800, 600)]


def test_the_overlay_outlines_every_region() -> None:
    result = several(QUARTER, CORNER)
    overlay, source = result.overlay(max_edge=400), result.image
    assert overlay.getpixel((300, 200)) == overlay.getpixel((20, 15)) == source.getpixel((10, 10))
    assert overlay.getpixel((100, 200)) != source.getpixel((10, 10))
    row = [overlay.getpixel((x, 15)) for x in range(36, 46)]
    assert (255, 64, 64) in row
    wide = several(CORNER, context=True).overlay(max_edge=400)
    assert [x for x in range(70, 90) if wide.getpixel((x, 15)) == (255, 64, 64)] == [80]  # one pixel, thinly


def test_facts_are_plain_data_and_those_of_every_region() -> None:
    result = several(QUARTER, CORNER, context=True)
    facts = json.loads(json.dumps(result.to_dict()))
    assert facts.pop("seconds") == round(result.seconds, 4)
    unread = {"box_points": None, "text": "", "text_origin": ""}
    assert facts == {
        "outcome": "zoomed",
        "box": [2000, 1500, 4000, 3000],
        "box_relative": [0.5, 0.5, 1, 1],
        "regions": [
            {"box": [2000, 1500, 4000, 3000], "box_relative": [0.5, 0.5, 1, 1], "surroundings": None, **unread},
            {"box": [0, 0, 400, 300], "box_relative": [0, 0, 0.1, 0.1], "surroundings": [0, 0, 800, 600], **unread},
        ],
        "confidence": 0.5,
        "source": {"name": "", "sha256": None},
        "source_size": [4000, 3000],
        "points": None,
        "page": 1,
        "pages": 1,
        "score": None,
        "turn": 0,
        "policy": "says",
        "version": __version__,
        "reason": "",
    }


def test_facts_of_a_whole() -> None:
    facts = zoomed(None).to_dict()
    assert (facts["outcome"], facts["box"], facts["box_relative"], facts["regions"]) == ("abstained", None, None, [])


@pytest.mark.parametrize(
    ("turn", "size", "red"),
    [(0, (400, 300), (0, 0)), (90, (300, 400), (299, 0)), (180, (400, 300), (399, 299)), (270, (300, 400), (0, 399))],
)
def test_what_lies_on_its_side_is_shown_upright(turn: int, size: tuple[int, int], red: tuple[int, int]) -> None:
    source = Image.new("RGB", (4000, 3000))
    source.putpixel((0, 0), (255, 0, 0))
    prediction = Prediction(CORNER, 0.5, turn=turn)  # type: ignore[arg-type]
    result = Zoom(source, prediction, Budget(), "double", 0.1)
    assert result.crop.size == size
    assert result.crop.getpixel(red) == (255, 0, 0)
    upright = turn in (0, 180)
    assert all((view.size[0] > view.size[1]) == upright for view in result.views)
    assert result.box == CORNER  # of the image as it lies
    assert (f"[0, 0, 400, 300], turned {turn} degrees clockwise; shown" in result.caption) == (turn > 0)
    assert result.to_dict()["turn"] == turn
    whole = replace(result, prediction=Prediction.abstained("Legible.", turn=turn))  # type: ignore[arg-type]
    assert (f"not zoomed, turned {turn} degrees clockwise: Legible." in whole.caption) == (turn > 0)
