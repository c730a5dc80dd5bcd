"""AttentionPolicy on models whose attention is planted, and a window search against one that tries every place."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import pytest
from PIL import Image

torch = pytest.importorskip("torch")
pytest.importorskip("transformers")

from cropvlm_tools import load_policy  # noqa: E402
from cropvlm_tools.boxes import Box  # noqa: E402
from cropvlm_tools.errors import PolicyError  # noqa: E402
from cropvlm_tools.policies.attention import GENERAL, PROMPT, RATIOS, AttentionPolicy, find_window  # noqa: E402
from cropvlm_tools.policies.vlm.prompting import Prompter  # noqa: E402
from tests.policies import tiny_vlms  # noqa: E402

pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
GRIDS = dict.fromkeys(tiny_vlms.CLASSES, (2, 2)) | {"llava": (4, 4), "paligemma": (4, 4)}
GRIDS |= dict.fromkeys(("qwen2_vl", "qwen2_5_vl", "qwen3_vl"), (3, 4))  # of 100x70 px


def picture(seed: int = 0, width: int = 100, height: int = 70) -> Image.Image:
    return Image.fromarray(np.random.default_rng(seed).integers(0, 256, (height, width, 3), np.uint8))


@contextmanager
def planted(policy: AttentionPolicy, places: list[int]) -> Iterator[None]:
    """Layer 1 attends ten times as much to image token ``places[row]`` whenever the question is asked, in turn."""
    model, calls = policy.model, []

    def before(module: Any, arguments: Any, given: dict[str, Any]) -> None:
        calls.append(given["input_ids"])

    def plant(module: Any, given: Any, made: Any) -> Any:
        weights = torch.full_like(made[1], 0.01)
        if len(calls) % 2:  # the question, then the general description
            for row, ids in enumerate(calls[-1]):
                tokens = (ids == policy.processor.image_token_id).nonzero()[:, 0]
                weights[row, :, -1, tokens[places[row]]] = 0.1
        return made[0], weights

    handles = [
        model.register_forward_pre_hook(before, with_kwargs=True),
        model.get_decoder().layers[1].self_attn.register_forward_hook(plant),
    ]
    try:
        yield
    finally:
        for handle in handles:
            handle.remove()


@pytest.mark.parametrize("name", tiny_vlms.CLASSES)
def test_the_window_is_where_the_answer_looks(name: str) -> None:
    policy = AttentionPolicy(*tiny_vlms.build(name), layer=1, window=20)
    rows, columns = GRIDS[name]
    for place in (0, columns - 1, rows * columns - 2):
        with planted(policy, [place]):
            found = policy.predict(picture(), "What is due?")
        row, column = divmod(place, columns)
        assert found.box is not None
        assert found.box.coverage(Box(column / columns, row / rows, (column + 1) / columns, (row + 1) / rows)) > 0.99
        assert found.confidence > 0.4


@pytest.mark.parametrize("name", tiny_vlms.CLASSES)
def test_a_batch_finds_what_single_pictures_find(name: str) -> None:
    policy = AttentionPolicy(*tiny_vlms.build(name))
    images = [picture(0), picture(1, 60, 90), picture(2, 128, 32)]
    questions = ["?", "What is the total amount due?", "Which way does it point, and why?"]
    together = policy.maps(images, questions)
    for image, question, found in zip(images, questions, together, strict=True):
        np.testing.assert_allclose(policy.maps([image], [question])[0], found, rtol=1e-4)


def test_attention_is_what_the_model_itself_returns() -> None:
    policy = AttentionPolicy(*tiny_vlms.build("llava"))
    image = picture(0, 32, 32)

    def attention(question: str) -> np.ndarray:
        inputs = Prompter(policy.processor).inputs([([image], PROMPT.format(question=question))])
        tokens = inputs["input_ids"][0] == policy.processor.image_token_id
        layers = policy.model(**inputs, output_attentions=True).attentions
        return np.stack([layer[0, :, -1].mean(0)[tokens].detach().numpy().reshape(4, 4) for layer in layers])

    expected = attention("What is due?") / attention(GENERAL)
    np.testing.assert_allclose(policy.maps([image], ["What is due?"])[0], expected, rtol=1e-4)


def test_the_layer_that_looks_at_the_evidence_is_chosen() -> None:
    policy = AttentionPolicy(*tiny_vlms.build("llava"), layer=0)
    with planted(policy, [5]):  # second row, second column of four
        ratios = policy.choose_layer([picture()], ["?"], [Box(0.25, 0.25, 0.5, 0.5)])
    assert policy.layer == 1
    assert ratios[1] == pytest.approx(10 / ((15 + 10) / 16))
    assert ratios[0] == pytest.approx(1, abs=0.2)


def test_a_large_picture_is_looked_at_in_tiles() -> None:
    policy = AttentionPolicy(*tiny_vlms.build("llava"), layer=1, window=100, high_resolution=True)
    image = picture(0, 1500, 400)
    assert policy.maps([image], ["?"])[0].shape == (2, 4, 8)
    with planted(policy, [0, 9]):  # two tiles in one batch, each with a peak; the second is at row 2, column 5 of 8
        policy.batch_size = 2
        found = policy.predict(image, "?").box
    assert found is not None
    corners = [Box(0, 0, 1 / 8, 1 / 4), Box(5 / 8, 2 / 4, 6 / 8, 3 / 4)]
    assert max(found.coverage(corner) for corner in corners) > 0.99
    assert AttentionPolicy(*tiny_vlms.build("qwen2_vl"), high_resolution=True).maps([picture(0, 2049, 700)], ["?"])


def test_window_search_against_trying_every_place() -> None:
    draw = np.random.default_rng(0)
    for _ in range(20):
        attention = draw.random((12, 16))
        size = (640, 480)
        best, expected = -np.inf, None
        for ratio in RATIOS:
            wide, high = int(120 * ratio / 40), int(120 * ratio / 40)
            totals = {
                (y, x): attention[y : y + high, x : x + wide].sum()
                for y in range(12 - high + 1)
                for x in range(16 - wide + 1)
            }
            y, x = max(totals, key=lambda place: totals[place])
            beside = [totals[p] for p in ((y, x - 1), (y, x + 1), (y - 1, x), (y + 1, x)) if p in totals]
            stands_out = (totals[y, x] - np.mean(beside)) / (wide * high)
            if stands_out > best:
                best, expected = stands_out, (x / 16, y / 12, (x + wide) / 16, (y + high) / 12)
        found = find_window(attention, size, 120)
        assert found is not None
        assert found.xyxy == pytest.approx(expected)


@pytest.mark.parametrize(("size", "box"), [((300, 200), None), ((20_000, 20_000), Box(0.75, 0.75, 1, 1))])
def test_small_pictures_are_left_alone_and_huge_ones_get_a_cell(size: tuple[int, int], box: Box | None) -> None:
    attention = np.ones((4, 4))
    attention[3, 3] = 5
    assert find_window(attention, size, 336) == box


def test_a_picture_no_larger_than_a_crop_is_an_abstention_that_holds_everything() -> None:
    policy = AttentionPolicy(*tiny_vlms.build("llava"), window=336)
    prediction = policy.predict(picture(), "What is due?")
    assert (prediction.outcome, prediction.confidence) == ("abstained", 1.0)


def test_bad_settings_are_named() -> None:
    model, processor = tiny_vlms.build("llava")
    for options in ({"layer": 2}, {"window": 0}, {"prompt": "Where?"}, {"batch_size": 0}):
        with pytest.raises(PolicyError):
            AttentionPolicy(model, processor, **options)  # type: ignore[arg-type]


def test_it_is_found_by_name_and_in_a_folder(tmp_path: Any) -> None:
    model, processor = tiny_vlms.build("llava")
    for part in (model, processor):
        part.save_pretrained(tmp_path)
    named = load_policy("attention", model=tmp_path, layer=0)
    (tmp_path / "policy.json").write_text('{"policy": "attention", "layer": 0}', encoding="utf-8")
    kept = load_policy(tmp_path)
    assert (named.name, kept.name) == ("attention", "attention")
    assert named.predict(picture(), "?") == kept.predict(picture(), "?")
