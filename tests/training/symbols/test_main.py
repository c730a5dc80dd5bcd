"""The command: killed and started again it gives the same weights; another recipe does not go on from them."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from cropvlm_tools.perception.symbols.crops import EDGE
from cropvlm_tools.perception.symbols.recogniser import Recogniser
from tests.training.symbols.test_icons import font
from training.symbols.__main__ import SymbolsRecipe, main, pieces_without, train


def test_it_goes_on_where_it_stopped(tmp_path: Path) -> None:
    picture = Image.new("RGB", (300, 200), "white")
    ImageDraw.Draw(picture).text((20, 20), "Nothing to see here", "black")
    (tmp_path / "pictures").mkdir()
    picture.save(tmp_path / "pictures" / "page.png")
    icons = (str(font(tmp_path, False)),)
    common = {"icons": icons, "without": (str(tmp_path / "pictures"),), "batch": 4, "save_every": 1}
    whole = train(SymbolsRecipe(out=tmp_path / "whole", steps=3, **common))
    part = tmp_path / "part"
    calls = []

    def stop(*_: object) -> None:
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("training.symbols.__main__.torch.nn.Module.zero_grad", stop, raising=False)
        patch.setattr("torch.optim.AdamW.zero_grad", stop)
        with pytest.raises(KeyboardInterrupt):
            train(SymbolsRecipe(out=part, steps=3, **common))
    train(SymbolsRecipe(out=part, steps=3, **common))
    crops = np.random.default_rng(0).integers(0, 255, (5, EDGE, EDGE, 3)).astype(np.uint8)
    assert Recogniser(whole)(crops) == pytest.approx(Recogniser(part)(crops), abs=1e-3)
    options = ["--icons", *icons, "--out", str(part), "--steps", "4"]
    assert main(options) == 2


def test_a_folder_without_pictures_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no pictures"):
        pieces_without([str(tmp_path)], 0)
