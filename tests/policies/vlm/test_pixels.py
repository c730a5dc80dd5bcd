"""Resolution means pixels seen: visual tokens by class and edge, and that no picture depends on another."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

torch = pytest.importorskip("torch")
pytest.importorskip("transformers")

from cropvlm_tools.errors import PolicyError  # noqa: E402
from cropvlm_tools.policies.vlm.checkpoint import load_checkpoint  # noqa: E402
from cropvlm_tools.policies.vlm.pixels import image_token, show_as_it_is  # noqa: E402
from cropvlm_tools.policies.vlm.prompting import Prompter  # noqa: E402
from tests.policies import hub_vlms  # noqa: E402

pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")  # PaliGemma's processor

LARGE = (200, 100)
"""px; a hub's edges are divided by 16 here, so that 32 is 512."""

TOKENS = {
    "smolvlm": {None: 36, 32: 4, 64: 12},  # 8 tiles and the whole; one tile; two and the whole: 4 tokens each
    "smolvlm2": {None: 36, 32: 4, 64: 12},
    "qwen2_vl": {None: 32, 32: 2, 64: 10},  # units of 16 px, no more area than edge x edge
    "qwen2_5_vl": {None: 32, 32: 2, 64: 10},
    "qwen3_vl": {None: 32, 32: 2, 64: 10},
    "internvl": {None: 36, 32: 4, 64: 12},
    "llava": {None: 16, 32: 16, 64: 16},  # always 32 px
    "llava_next": {None: 52, 32: 26, 64: 52},  # 16 of the whole, then rows of the tiles without their padding
    "llava_onevision": {None: 52, 32: 26, 64: 52},
    "paligemma": {None: 16, 32: 16, 64: 16},
    "gemma3": {None: 4, 32: 4, 64: 4},
}
"""Class -> edge of the policy -> visual tokens of a picture of ``LARGE``."""


def noise(seed: int, size: tuple[int, int]) -> Image.Image:
    return Image.fromarray(np.random.default_rng(seed).integers(0, 256, (size[1], size[0], 3), np.uint8))


def count(model: Any, processor: Any, pictures: list[Image.Image]) -> int:
    ids = Prompter(processor).inputs([(pictures, "?")])["input_ids"]
    return int((ids == image_token(model, processor)).sum())


@pytest.mark.parametrize("name", TOKENS)
def test_visual_tokens_follow_the_edge_and_are_saved_with_it(name: str, tmp_path: Path) -> None:
    folder = hub_vlms.write(name, tmp_path / name)
    found = {}
    for edge in TOKENS[name]:
        model, processor = load_checkpoint(folder, "cpu", edge=edge)
        found[edge] = count(model, processor, [noise(0, LARGE)])
        model(**Prompter(processor).inputs([([noise(0, LARGE)], "?")]))  # the model expects as many features
        model.save_pretrained(tmp_path / str(edge))
        processor.save_pretrained(tmp_path / str(edge))
        assert count(*load_checkpoint(tmp_path / str(edge), "cpu"), [noise(0, LARGE)]) == found[edge]
    assert found == TOKENS[name]


@pytest.mark.parametrize("name", ["llava", "paligemma", "gemma3"])
def test_an_edge_below_what_an_encoder_always_sees_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match="give at least 32"):
        load_checkpoint(hub_vlms.write(name, tmp_path / name), "cpu", edge=16)


@pytest.mark.parametrize("name", hub_vlms.CLASSES)
def test_a_picture_is_shown_the_same_alone_beside_another_and_in_a_batch(name: str, tmp_path: Path) -> None:
    """Abstaining shows the whole as zooming does: LLaVA-OneVision cut it in tiles only where it stood alone."""
    model, processor = load_checkpoint(hub_vlms.write(name, tmp_path / name), "cpu")
    whole, crop = noise(0, LARGE), noise(1, (50, 70))
    alone = count(model, processor, [whole])
    assert count(model, processor, [whole, crop]) == alone + count(model, processor, [crop])
    batch = Prompter(processor).inputs([([whole], "?"), ([whole, crop], "?"), ([crop], "?")])
    logits = model(**batch).logits[:, -1]
    for row, pictures in enumerate(([whole], [whole, crop], [crop])):
        own = model(**Prompter(processor).inputs([(pictures, "?")])).logits[0, -1]
        torch.testing.assert_close(logits[row], own, rtol=0, atol=2e-5)


@pytest.mark.parametrize(("name", "small"), [("smolvlm", 4), ("internvl", 4), ("qwen2_vl", 6)])
def test_a_target_s_view_is_enlarged_to_no_more_tiles_than_it_fills(name: str, small: int, tmp_path: Path) -> None:
    model, processor = load_checkpoint(hub_vlms.write(name, tmp_path / name), "cpu")
    full = count(model, processor, [noise(0, LARGE)])
    show_as_it_is(processor)
    assert count(model, processor, [noise(0, (32, 20))]) == small
    assert count(model, processor, [noise(0, LARGE)]) == full


def test_llava_sees_a_wide_crop_from_end_to_end(tmp_path: Path) -> None:
    _, processor = load_checkpoint(hub_vlms.write("llava", tmp_path / "llava"), "cpu")
    wide = Image.new("RGB", (500, 60), "black")
    for begin in (0, 460):
        wide.paste("white", (begin, 0, begin + 40, 60))
    pixels = Prompter(processor).inputs([([wide], "?")])["pixel_values"][0, 0]
    middle = pixels[16]
    assert middle.shape == (32,)
    assert middle[0] > 1 > -1 > middle[15]
    assert middle[-1] > 1


def test_a_picture_is_prepared_once_a_call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _, processor = load_checkpoint(hub_vlms.write("smolvlm", tmp_path / "smolvlm"), "cpu")
    prepared: list[object] = []
    part = type(processor.image_processor).__mro__[2]
    prepare = part.preprocess
    monkeypatch.setattr(
        part, "preprocess", lambda self, images, **given: prepared.append(images) or prepare(self, images, **given)
    )
    whole, crops = noise(0, LARGE), [noise(number, (40, 40)) for number in (1, 2)]
    made = Prompter(processor).inputs([([whole], "?"), ([whole, crops[0]], "?"), ([whole, crops[1]], "?")])
    assert len(prepared) == 3
    assert made["pixel_values"].shape[:2] == (3, 9 + 17)
