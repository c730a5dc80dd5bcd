"""Digests of pixels: one for the same pixels, taken once for as long as they stay the same."""

import gc

import pytest
from PIL import Image, ImageDraw

from cropvlm_tools.images.digest import digest_of, lent


def page() -> Image.Image:
    picture = Image.new("RGB", (400, 300), "white")
    ImageDraw.Draw(picture).text((40, 40), "Total 12.50", "black")
    return picture


@pytest.fixture
def whole_reads(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, int]]:
    """Sizes of the images whose every pixel was asked for."""
    sizes: list[tuple[int, int]] = []
    real = Image.Image.tobytes

    def tobytes(image: Image.Image, *given: object) -> bytes:
        sizes.append(image.size)
        return real(image, *given)  # type: ignore[arg-type]  # passed on as they came

    monkeypatch.setattr(Image.Image, "tobytes", tobytes)
    return sizes


def test_the_same_pixels_have_one_digest_and_others_another() -> None:
    picture = page()
    assert digest_of(picture) == digest_of(picture.copy()) == digest_of(lent(picture))
    assert len({digest_of(each) for each in (picture, picture.convert("L"), picture.resize((300, 400)), page())}) == 3


def test_the_pixels_of_an_image_are_digested_once(whole_reads: list[tuple[int, int]]) -> None:
    picture = page()
    for _ in range(3):
        digest_of(picture)
        digest_of(lent(picture))
        digest_of(lent(lent(picture)))
    assert whole_reads.count(picture.size) == 1


def test_a_lent_image_is_looked_over_once(whole_reads: list[tuple[int, int]]) -> None:
    picture = page()
    digest_of(picture)
    other = lent(picture)
    whole_reads.clear()
    assert len({digest_of(other) for _ in range(3)}) == 1
    assert whole_reads == [(50, 38)]


@pytest.mark.parametrize("early", [True, False])
def test_what_was_drawn_on_has_another_digest(early: bool) -> None:
    """Also with a pen that was taken before the digest was: it writes past whatever Pillow knows of the image."""
    picture = page()
    pen = ImageDraw.Draw(picture)
    before, loan = digest_of(picture), lent(picture)
    (pen if early else ImageDraw.Draw(picture)).text((40, 40), "Total 18.50", "black")
    assert digest_of(picture) == digest_of(picture.copy()) != before
    assert digest_of(lent(picture)) == digest_of(picture)
    picture.putpixel((200, 200), (0, 0, 0))
    assert digest_of(picture) == digest_of(picture.copy())
    assert digest_of(loan) == digest_of(picture)  # first asked for now


def test_what_is_drawn_on_a_lent_image_is_its_own() -> None:
    picture = page()
    before, other = digest_of(picture), lent(picture)
    digest_of(other)
    other.paste("red", (0, 0, 100, 100))
    assert digest_of(other) == digest_of(other.copy()) != before
    assert digest_of(lent(other)) == digest_of(other)
    assert digest_of(picture) == before


def test_another_image_in_the_place_of_one_that_is_gone_has_its_own() -> None:
    digests = []
    for shade in range(20):
        digests.append(digest_of(Image.new("RGB", (64, 64), (shade, 0, 0))))
        gc.collect()
    assert len(set(digests)) == 20


@pytest.mark.parametrize("mode", ["L", "P", "RGBA", "1", "I;16"])
def test_any_mode_has_a_digest(mode: str) -> None:
    picture = Image.new(mode, (20, 20))
    assert digest_of(picture) == digest_of(picture) == digest_of(lent(picture))
