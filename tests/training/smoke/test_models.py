"""The smoke run's models: as small as they should be, shown what the processor shows, resumed as they were."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

torch = pytest.importorskip("torch")
pytest.importorskip("transformers")

from cropvlm_tools.policies.vlm.policy import VlmPolicy  # noqa: E402
from training.smoke import lessons, models, pictures, readers  # noqa: E402
from training.smoke.lessons import Lesson  # noqa: E402
from training.targets.vlm import VlmTarget  # noqa: E402

pytestmark = pytest.mark.filterwarnings("default")


@pytest.mark.parametrize(("shape", "most"), [(models.POLICY, 0.8e6), *((s, 1e6) for s in models.READERS.values())])
def test_models_are_small(shape: models.Shape, most: float) -> None:
    model, processor = models.build(shape, readers.texts(), 0)
    assert sum(weight.numel() for weight in model.parameters()) < most
    box = VlmPolicy(model.eval(), processor).predict(
        pictures.invent(0, 0).draw(), "What number is beside the red circle?"
    )
    assert 0 <= box.confidence <= 1


@pytest.mark.parametrize("size", [(512, 512), (300, 170), (61, 200), (33, 32)])
def test_readers_are_taught_with_the_pixels_a_target_sees(size: tuple[int, int]) -> None:
    shape = models.READERS["reader-1"]
    _, processor = models.build(shape, readers.texts(), 0)
    view = Image.fromarray(np.random.default_rng(0).integers(0, 256, (size[1], size[0], 3), np.uint8))
    expected = processor.image_processor([[view]], return_tensors="np")["pixel_values"][0, 0]
    np.testing.assert_allclose(readers.pixels(view, shape.edge), expected, atol=1e-5)


def test_what_is_taught_is_what_a_target_is_asked() -> None:
    """The loss of an answer is minus the likelihood that the rewards take of it."""
    model, processor = models.build(models.READERS["reader-1"], readers.texts(), 0)
    model.eval()
    views, asked = [], []
    for number in range(3):
        picture = pictures.invent(0, number)
        image = picture.draw()
        views.append([image, image.crop(pictures.oracle_box(picture.asked).to_pixels(image.size))])
        asked.append(picture.asked)
    with torch.no_grad():
        inputs, answers = readers.inputs_of(processor, models.READERS["reader-1"].edge, views, asked)
        losses = lessons.token_losses(model, inputs, answers).sum(1).tolist()
    found = VlmTarget(model, processor).log_likelihood(
        views, [mark.question for mark in asked], [mark.text for mark in asked]
    )
    assert found == pytest.approx([-loss for loss in losses], abs=1e-4)


def test_a_lesson_cut_off_goes_on_as_if_it_had_not_been(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(models.READERS, "reader-1", models.Shape(32, 8, 2, 32, 1, 1))
    lesson = Lesson(steps=4, batch=4, warmup=2, save_every=2)
    whole = readers.teach("reader-1", tmp_path / "whole", lesson)
    saves = []

    def save(kept: object, path: Path, real: object = torch.save) -> None:
        if saves:
            raise KeyboardInterrupt
        saves.append(path)
        real(kept, path)  # type: ignore[operator]

    with monkeypatch.context() as patch:
        patch.setattr(torch, "save", save)
        with pytest.raises(KeyboardInterrupt):
            readers.teach("reader-1", tmp_path / "cut", lesson)
    cut = readers.teach("reader-1", tmp_path / "cut", lesson)
    same = VlmTarget.from_pretrained(whole, "cpu").model.state_dict()
    for name, weight in VlmTarget.from_pretrained(cut, "cpu").model.state_dict().items():
        torch.testing.assert_close(weight, same[name], rtol=0, atol=1e-6)
