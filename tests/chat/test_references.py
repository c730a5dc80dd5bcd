"""How images are spoken of, by models in arguments and by users in questions."""

from pathlib import Path
from typing import Any

import pytest

from cropvlm_tools.chat.references import asks_of_several, file_name, file_told, place_of, spoken_of

NAMES = ["", "receipt.jpg", "image_1.png", "a1.png"]


@pytest.mark.parametrize(
    ("ref", "place"),
    [
        ("receipt.jpg", 1),
        ("RECEIPT.JPG", 1),
        ("receipt", 1),
        ("/tmp/uploads/receipt.jpg", 1),
        ("https://example.org/in/receipt.jpg?size=2", 1),
        ("image_1", 0),
        ("image_1.png", 2),  # it is called so
        ("image_2.png", 1),
        ("fourth", 3),
        ("the last image", 3),
        ("zuletzt", None),
        ("fifth", None),
        ("receipt.jpg.exe", None),
        ("0", None),  # counted from 0 or from 1?
        ("", None),
    ],
)
def test_a_name_that_is_certain(ref: str, place: int | None) -> None:
    assert place_of(ref, NAMES) == place


def test_a_name_that_two_files_have_is_not_certain() -> None:
    assert place_of("page.png", ["page.png", "PAGE.PNG"]) is None
    assert place_of("page", ["page.png", "page.jpg"]) is None
    assert place_of("page.jpg", ["page.png", "page.jpg"]) == 1


@pytest.mark.parametrize(
    ("question", "places"),
    [
        ("What does the second one say?", [1]),
        ("And the last?", [3]),
        ("Is the first image older than the third picture?", [0, 2]),
        ("What is the total on receipt.jpg?", [1]),
        ("Is it on Receipt?", [1]),
        ("What does image 2 say?", [1]),
        ("What is on page 3?", [2]),
        ("Was steht auf dem zweiten Bild?", [1]),
        ("Et sur la dernière image ?", [3]),
        ("¿Qué dice la primera foto?", [0]),
        ("Cosa dice la seconda immagine?", [1]),
        ("O que diz a última imagem?", [3]),
        ("第二张图写了什么？", [1]),
        ("2枚目には何が書いてありますか？", [1]),
        ("What is the last line?", []),
        ("What is the first name?", []),
        ("How much is the second item?", []),
        ("What does image 9 say?", []),
        ("What is the total?", []),
    ],
)
def test_images_named_in_a_question(question: str, places: list[int]) -> None:
    assert spoken_of(question, NAMES) == places


@pytest.mark.parametrize(
    ("question", "several"),
    [
        ("Compare them", True),
        ("Which of both is older?", True),
        ("Vergleiche die Rechnungen", True),
        ("Lequel des deux ? Comparez", True),
        ("What do all three images say?", True),
        ("What is the sum of all items?", False),
        ("What is the total?", False),
    ],
)
def test_questions_of_several_images(question: str, several: bool) -> None:
    assert asks_of_several(question) == several


@pytest.mark.parametrize(
    ("given", "name"),
    [
        (Path("/home/somebody/scans/a b.png"), "a b.png"),
        ("C:\\scans\\a.png", "a.png"),
        ("https://example.org/a%20b.png?token=1#x", "a b.png"),
        ("https://[", ""),
        ("data:image/png;base64,AAAA", ""),
        ("new\nline.png", "new line.png"),
        ("x" * 200, ""),
        (b"bytes", ""),
        (None, ""),
    ],
)
def test_the_name_of_a_file_tells_no_folder(given: Any, name: str) -> None:
    assert file_name(given) == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("receipt.jpg:", "receipt.jpg"),
        (" my scan.PDF ", "my scan.PDF"),
        ("What is the total?", ""),
        ("a/b.png", ""),
        ("image_1:", ""),
    ],
)
def test_a_text_that_is_a_name_names_the_image_behind_it(text: str, name: str) -> None:
    assert file_told(text) == name
