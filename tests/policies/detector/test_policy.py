"""DetectorPolicy on recorded detections: which are shown, how sure it says it is, and what it does without any."""

from collections.abc import Mapping, Sequence
from types import SimpleNamespace
from typing import Any

import pytest
from PIL import Image

torch = pytest.importorskip("torch")

from cropvlm_tools import zoom  # noqa: E402  after what may skip these tests
from cropvlm_tools.boxes import Box  # noqa: E402
from cropvlm_tools.errors import PolicyError  # noqa: E402
from cropvlm_tools.perception.things import around  # noqa: E402
from cropvlm_tools.policies.detector.policy import LARGEST_EDGE, DetectorPolicy  # noqa: E402

SIZE = (400, 300)
PICTURE = Image.new("RGB", SIZE)
CAR, BUS, DOG = (100, 60, 160, 100), (250, 200, 350, 280), (20, 220, 60, 260)
EVERYTHING, BESIDE, NOTHING = (2, 2, 398, 298), (420, 10, 480, 90), (50, 50, 50, 50)

Hit = tuple[str, Sequence[float], float]


class Model:
    config = SimpleNamespace(text_config=SimpleNamespace(max_position_embeddings=16))
    device, dtype = torch.device("cpu"), torch.float32

    def __call__(self, **inputs: Any) -> object:
        return None


class Broken(Model):
    def __call__(self, **inputs: Any) -> object:
        raise RuntimeError("out of memory")


class Processor:
    """Gives what was recorded, above a threshold; with labels as Grounding DINO's, or with numbers as others."""

    def __init__(self, hits: Sequence[Hit]) -> None:
        self.hits, self.given, self.threshold = hits, {}, 0.0

    def __call__(self, **given: Any) -> Mapping[str, Any]:
        self.given = given
        return {"pixel_values": torch.zeros(1)}

    def post_process_grounded_object_detection(
        self, outputs: object, target_sizes: Any, text_labels: Any, threshold: float = 0.25
    ) -> list[Mapping[str, Any]]:
        self.threshold = threshold
        labels, boxes, scores = zip(*self.hits, strict=True) if self.hits else ((), (), ())
        return [{"text_labels": list(labels), "boxes": torch.tensor(boxes), "scores": torch.tensor(scores)}]


def detector(*hits: Hit, **options: Any) -> DetectorPolicy:
    return DetectorPolicy(Model(), Processor(hits), **options)


@pytest.mark.parametrize(
    ("question", "hits", "shown", "confidence"),
    [
        ("Where is the car?", [("car", CAR, 0.5)], [CAR], 0.5),
        ("Where is the car?", [("car", BUS, 0.25), ("car", CAR, 0.5), ("car", DOG, 0.375)], [CAR], 0.5),
        ("Where is the car?", [("", CAR, 0.5)], [CAR], 0.5),  # one thing is asked for: whatever it is called
        ("Is the dog next to the car?", [("car", CAR, 0.5), ("dog", DOG, 0.25)], [DOG, CAR], 0.25),
        ("Is the dog next to the car?", [("car", CAR, 0.5)], [CAR], 0.25),  # half of what is asked for
        ("Is the dog next to the car?", [("", BUS, 0.75), ("car", CAR, 0.5)], [CAR], 0.25),
        ("Is the woman's bag red?", [("woman", BUS, 0.75), ("bag", CAR, 0.5)], [CAR], 0.5),
        ("Is the woman's bag red?", [("woman", BUS, 0.75)], [BUS], 0.75),
        ("Is the red car behind the blue bus?", [("red", CAR, 0.5), ("blue bus", BUS, 0.5)], [CAR, BUS], 0.5),
        ("Where is the car?", [("car", EVERYTHING, 0.5)], [], 0.5),
        ("Is the dog next to the car?", [("dog", EVERYTHING, 0.5), ("car", CAR, 0.5)], [CAR], 0.5),
        ("Where is the car?", [("car", BESIDE, 0.75), ("car", NOTHING, 0.75), ("car", CAR, 0.5)], [CAR], 0.5),
        ("Where is the car?", [], [], 0),
        ("Thanks!", [("car", CAR, 0.5)], [], 0),
    ],
)
def test_the_best_hit_of_each_thing_is_shown(
    question: str, hits: list[Hit], shown: list[Sequence[float]], confidence: float
) -> None:
    found = detector(*hits).predict(PICTURE, question)
    expected = [around(Box.from_pixels(box, SIZE), SIZE).xyxy for box in shown]
    assert [region.xyxy for region in found.regions] == [pytest.approx(xyxy) for xyxy in expected]
    assert found.confidence == pytest.approx(confidence)
    assert found.outcome == ("zoomed" if shown else "abstained")
    assert found.reason


def test_numbers_are_labels_too() -> None:
    class Numbered(Processor):
        def post_process_grounded_object_detection(self, *args: Any, **given: Any) -> list[Mapping[str, Any]]:
            (found,) = super().post_process_grounded_object_detection(*args, **given)
            return [{**found, "text_labels": None, "labels": torch.tensor([1, 0])}]

    policy = DetectorPolicy(Model(), Numbered([("", CAR, 0.5), ("", DOG, 0.5)]))
    assert [thing.name for thing in policy(PICTURE, "Is the dog next to the car?")] == ["dog", "car"]
    assert policy(PICTURE, "Thanks!") == []


def test_a_failure_is_an_outcome_and_no_error() -> None:
    def broken(question: str) -> list[str]:
        raise KeyError(question)

    for policy in (DetectorPolicy(Broken(), Processor([])), detector(named=broken)):
        assert policy.predict(PICTURE, "Where is the car?").outcome == "failed"
        assert zoom(PICTURE, "Where is the car?", policy=policy).outcome == "failed"


def test_what_to_look_for_and_from_which_score_may_be_said() -> None:
    asked: list[str] = []

    def named(question: str) -> list[str]:
        asked.append(question)
        return [" red  car. ", ".", "bus", "dog", "cat", "mug"]

    policy = detector(("red car", CAR, 0.5), threshold=0.4, named=named)
    assert policy.predict(PICTURE, "Wo ist das rote Auto?").regions
    assert asked == ["Wo ist das rote Auto?"]
    assert policy.processor.given["text"] == [["red car", "bus", "dog"]]  # type: ignore[attr-defined]  # the double
    assert policy.processor.threshold == 0.4  # type: ignore[attr-defined]
    assert policy.processor.given["max_length"] == 16  # type: ignore[attr-defined]


def test_a_processor_is_given_a_picture_of_bounded_size() -> None:
    policy = detector(("car", (1000, 100, 1100, 150), 0.5))
    found = policy.predict(Image.new("L", (6000, 900)), "Where is the car?")
    (view,) = policy.processor.given["images"]  # type: ignore[attr-defined]  # the double
    assert (view.mode, view.size) == ("RGB", (LARGEST_EDGE, round(LARGEST_EDGE * 900 / 6000)))
    assert found.box is not None
    assert found.box.coverage(Box(1000 / 2048, 100 / 307, 1100 / 2048, 150 / 307)) == pytest.approx(1)


class Near(Processor):
    """Sees a white square where that is at least a fiftieth of what it is shown."""

    def post_process_grounded_object_detection(self, *args: Any, **given: Any) -> list[Mapping[str, Any]]:
        (view,) = self.given["images"]
        left, top, right, bottom = view.convert("L").getbbox() or (0, 0, 0, 0)
        self.hits = [("car", (left, top, right, bottom), 0.5)] if (right - left) * 50 >= view.width else []
        return super().post_process_grounded_object_detection(*args, **given)


@pytest.mark.parametrize("corner", [(0, 0), (700, 800), (1960, 1460), (500, 1200)])
def test_what_is_tiny_in_a_large_picture_is_found_in_a_tile(corner: tuple[int, int]) -> None:
    place = (*corner, corner[0] + 36, corner[1] + 36)
    picture = Image.new("RGB", (2000, 1500))
    picture.paste("white", place)
    assert DetectorPolicy(Model(), Near([])).predict(picture, "Where is the car?").outcome == "abstained"
    found = DetectorPolicy(Model(), Near([]), high_resolution=True)(picture, "Is the car next to the car park?")
    assert [thing.name for thing in found] == ["car"]
    assert found[0].box.iou(Box.from_pixels(place, picture.size)) > 0.95


def test_a_small_picture_has_no_tiles() -> None:
    calls: list[object] = []

    class Counted(Model):
        def __call__(self, **inputs: Any) -> object:
            return calls.append(inputs)

    policy = DetectorPolicy(Counted(), Processor([]), high_resolution=True)
    assert not policy(Image.new("RGB", (1000, 800)), "Where is the car?")
    assert len(calls) == 1
    assert not policy(Image.new("RGB", (90000, 20)), "Where is the car?")
    assert len(calls) == 1 + 1 + 5


@pytest.mark.parametrize(
    ("question", "history", "asked"),
    [
        ("Where is the car?", ["Where is the dog?"], "Where is the car?"),
        ("What colour is it?", ["Where is the dog?", "Thanks!"], "Where is the dog?\nWhat colour is it?"),
        ("What colour is it?", [], "What colour is it?"),
    ],
)
def test_a_question_that_names_nothing_goes_on_from_one_that_does(
    question: str, history: list[str], asked: str
) -> None:
    assert detector().follow_up(question, history) == asked


@pytest.mark.parametrize(
    ("options", "word"),
    [({"threshold": 1}, "threshold"), ({"threshold": "high"}, "threshold"), ({"named": ["car"]}, "named")],
)
def test_options_that_cannot_be_are_refused(options: dict[str, Any], word: str) -> None:
    with pytest.raises(PolicyError, match=word):
        detector(**options)


def test_a_processor_of_another_kind_is_refused() -> None:
    with pytest.raises(PolicyError, match="detector"):
        DetectorPolicy(Model(), object())  # type: ignore[arg-type]
