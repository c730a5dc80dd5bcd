"""Icons from fonts and folders, the concepts they stand for, and the samples drawn of them."""

from pathlib import Path

import numpy as np
import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from PIL import Image

from cropvlm_tools.perception.symbols.crops import EDGE
from cropvlm_tools.perception.symbols.recogniser import Recogniser
from training.pages.layouts import icons as layouts
from training.pages.parts import symbols
from training.recipe import RecipeError
from training.symbols.concepts import LANGUAGES, concept_of, concepts, purposes
from training.symbols.controls import CONTROLS, draw_control
from training.symbols.icons import draw_svg, read_icons
from training.symbols.samples import Samples, filled

WORDS = {concept.words: number for number, concept in enumerate(concepts())}
FILL = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><path d="M4 4h16v8H4z"/></svg>'
STROKE = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2">'
    '<path d="M4 4 L20 4 C24 8 24 16 20 20"/></svg>'
)


def font(folder: Path, ligature: bool) -> Path:
    """A font of one square, which is called "search" by its glyph's name or by a ligature."""
    pen = TTGlyphPen(None)
    pen.moveTo((100, 100))
    for corner in ((100, 900), (900, 900), (900, 100)):
        pen.lineTo(corner)
    pen.closePath()
    letters = sorted(set("search")) if ligature else []
    name = "g1" if ligature else "search"
    order = [".notdef", name, *letters]
    made = FontBuilder(1000, isTTF=True)
    made.setupGlyphOrder(order)
    made.setupCharacterMap({0xE001: name} | {ord(letter): letter for letter in letters})
    made.setupGlyf({glyph: pen.glyph() if glyph == name else TTGlyphPen(None).glyph() for glyph in order})
    made.setupHorizontalMetrics(dict.fromkeys(order, (1000, 0)))
    made.setupHorizontalHeader(ascent=900, descent=-100)
    made.setupNameTable({"familyName": "Square", "styleName": "Regular"})
    made.setupOS2()
    made.setupPost()
    if ligature:
        made.addOpenTypeFeatures("feature liga { sub s e a r c h by g1; } liga;")
    path = folder / "square.ttf"
    made.save(path)
    return path


@pytest.mark.parametrize("ligature", [True, False])
def test_icons_of_a_font_have_the_names_of_its_ligatures_or_glyphs(tmp_path: Path, ligature: bool) -> None:
    path = font(tmp_path, ligature)
    (icon,) = read_icons(str(path))
    assert icon.names == ("search",)
    assert concept_of(icon.names) == WORDS["search magnifier"]
    assert icon.ink.mean() > 240  # a square, tight
    (logo,) = read_icons(f"brand:{path}")
    assert logo.names == ("brand:search",)


def test_a_folder_gives_its_svg_and_png_files(tmp_path: Path) -> None:
    (tmp_path / "arrow-left.svg").write_text(FILL)
    Image.new("RGBA", (24, 24), (200, 0, 0, 255)).save(tmp_path / "lc_save.png")
    icons = {icon.names[0]: icon.ink for icon in read_icons(f"lo:{tmp_path}")}
    assert icons.keys() == {"lo:arrow_left", "lo:save"}
    assert icons["lo:arrow_left"].shape[0] * 2 == pytest.approx(icons["lo:arrow_left"].shape[1], abs=2)
    assert icons["lo:save"].shape == (24, 24, 4)


def test_svg_files_are_filled_or_stroked() -> None:
    filled_one, stroked = draw_svg(FILL), draw_svg(STROKE)
    assert filled_one is not None
    assert stroked is not None
    assert 0.05 < (stroked > 0).mean() < 0.6 * (filled_one > 0).mean()
    assert draw_svg("<svg xmlns='http://www.w3.org/2000/svg'/>") is None


@pytest.mark.parametrize("there", [False, True])
def test_what_holds_no_icons_is_refused(tmp_path: Path, there: bool) -> None:
    folder = tmp_path / "icons"
    if there:
        folder.mkdir()
    with pytest.raises(RecipeError, match="icons"):
        read_icons(str(folder))


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (("delete", "delete_outline"), "trash delete bin"),
        (("gear",), "settings gear"),
        (("brand:github",), "github"),
        (("home_outline",), "home house"),
        (("stethoscope",), ""),
        (("home_work",), None),
        (("f1a4",), None),
        (("lo:absoluterecord",), None),
    ],
)
def test_names_of_sets_are_concepts_none_or_unsure(names: tuple[str, ...], words: str | None) -> None:
    assert concept_of(names) == (None if words is None else WORDS.get(words, -1))


def test_the_table_is_whole() -> None:
    assert len(WORDS) == len(concepts()) > 300
    for concept in concepts():
        assert concept.names.keys() == set(LANGUAGES)
        assert all(name for names in concept.names.values() for name in names), concept.words
        assert concept.glyphs
    glyphs = [glyph for concept in concepts() for glyph in concept.glyphs]
    assert not [concept.words for concept in concepts() if len(set(concept.glyphs)) < len(concept.glyphs)]
    assert len(set(glyphs)) > 0.97 * len(glyphs)  # a few names mean two things in two sets: the first counts
    assert purposes().keys() <= WORDS.keys()
    assert set(CONTROLS) <= WORDS.keys()


def test_layouts_and_the_wheel_know_these_concepts() -> None:
    lists = [getattr(symbols, name) for name in symbols.KINDS]
    tabs = [words for table in layouts.TABS.values() for words, _ in table]
    assert {words for each in (*lists, layouts.APPS, tabs) for words in each} <= WORDS.keys()
    assert Recogniser().classes == tuple(WORDS)


@pytest.mark.parametrize("name", CONTROLS)
def test_controls_are_drawn_on_any_ground(name: str) -> None:
    generator = np.random.default_rng(0)
    for ground in (0, 120, 255):
        drawn = draw_control(name, np.full((40, 40, 3), ground, np.uint8), generator)
        assert drawn.shape == (40, 40, 3)
        assert np.abs(drawn.astype(int) - ground).max() > 40


def test_an_outline_is_filled_and_what_is_in_it_left_open() -> None:
    ring = np.zeros((40, 40), np.uint8)
    ring[2:38, 2:38] = 255
    ring[5:35, 5:35] = 0
    ring[15:25, 15:25] = 255
    solid = filled(ring)
    assert solid[10, 10] == 255
    assert solid[20, 20] == 0
    assert solid[0, 0] == 0


def test_samples_are_the_same_for_the_same_seed(tmp_path: Path) -> None:
    icon = read_icons(str(font(tmp_path, False)))
    made = Samples([icon for _ in range(len(WORDS) + 1)], [np.zeros((20, 20, 3), np.uint8)])
    first, again, other = (made.batch(40, np.random.default_rng(seed)) for seed in (1, 1, 2))
    assert first[0].shape == (40, EDGE, EDGE, 3)
    assert np.array_equal(first[0], again[0])
    assert np.array_equal(first[1], again[1])
    assert not np.array_equal(first[0], other[0])
    assert set(first[1].tolist()) <= set(range(made.classes))
    assert made.classes - 1 in first[1]
