"""Pictures in scripts that cannot be read, and smudges."""

from pathlib import Path

import matplotlib
import pytest
from PIL import Image, ImageDraw, ImageFont

from cropvlm_tools import load_policy
from cropvlm_tools.boxes import Box
from cropvlm_tools.perception.element import Line, Reading
from cropvlm_tools.perception.text.legibility import is_unknown_script, without_smudges
from cropvlm_tools.policies.grounded.closer import UNKNOWN_SCRIPT

DEJAVU = Path(matplotlib.get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf"
RUSSIAN = "Кассовый чек|Молоко пастеризованное|Хлеб ржаной|Сыр российский|Итого к оплате|Наличными|Спасибо за покупку"
ARABIC = "إيصال الدفع|حليب طازج|خبز أبيض|جبنة بيضاء|المجموع الكلي|شكرا لزيارتكم|يولد جميع الناس أحرارا"
ENGLISH = "Till receipt|Fresh milk|Rye bread|White cheese|Total to pay|Paid in cash|Thank you for your visit"
VIETNAMESE = "Hóa đơn bán lẻ|Sữa tươi|Bánh mì|Phô mai trắng|Tổng cộng phải trả|Tiền mặt|Cảm ơn quý khách"


def page(texts: str, prices: bool) -> Image.Image:
    picture = Image.new("RGB", (820, 700), "white")
    draw, font = ImageDraw.Draw(picture), ImageFont.truetype(DEJAVU, 30)
    for row, text in enumerate(texts.split("|")):
        draw.text((40, 40 + 90 * row), text, "black", font)
        if prices:
            draw.text((660, 40 + 90 * row), f"{row + 3}.{row}5", "black", font)
    return picture


@pytest.mark.parametrize("prices", [False, True])
@pytest.mark.parametrize(("texts", "unknown"), [(RUSSIAN, True), (ARABIC, True), (ENGLISH, False), (VIETNAMESE, False)])
@pytest.mark.parametrize("name", ["default", "lexical"])
def test_a_page_in_an_unknown_script_is_left_alone_and_why(name: str, texts: str, unknown: bool, prices: bool) -> None:
    prediction = load_policy(name).predict(page(texts, prices), "What is the total to pay?")
    assert (prediction.reason == UNKNOWN_SCRIPT) == unknown
    assert (prediction.outcome == "abstained") or not unknown


def test_what_can_be_read_on_such_a_page_is_shown() -> None:
    picture = page(RUSSIAN, prices=False)
    ImageDraw.Draw(picture).text((40, 650), "Total 12.50", "black", ImageFont.truetype(DEJAVU, 30))
    box = load_policy("lexical").predict(picture, "What is the total?").box
    assert box is not None
    assert box.y1 * 700 < 660 < box.y2 * 700


SIZE = (1000, 1000)


def line(text: str, width: float, score: float = 0.9) -> Line:
    """20 px high."""
    return Line(text, Box(0.1, 0.1, 0.1 + width, 0.12), 0.02, score)


@pytest.mark.parametrize(
    ("reading", "unknown"),
    [
        (Reading(), False),
        (Reading(illegible=(line("", 0.05),)), False),  # a smudge of a photograph
        (Reading(illegible=(line("", 0.2), line("", 0.2))), True),
        (Reading((line("Total 12.50", 0.2), line("Tax 2.50", 0.2)), illegible=(line("", 0.3),)), False),
        (Reading((line("Total 12.50", 0.2),), illegible=(line("", 0.3),)), True),
        (Reading((line(":", 0.3), line("H", 0.3))), True),
        (Reading((line("合計金額は", 0.1), line("1,100円", 0.1))), False),
    ],
)
def test_how_much_may_be_illegible(reading: Reading, unknown: bool) -> None:
    assert is_unknown_script(reading, SIZE) == unknown


def test_smudges_are_one_or_two_unsure_letters_where_little_is_written() -> None:
    smudges = (line("B", 0.02, 0.74), line("医", 0.02, 0.75), line("I 1", 0.02, 0.6))
    text = (line("EXIT", 0.1, 0.6), line("70", 0.1, 0.98), line("OPEN", 0.1, 0.99))
    assert without_smudges((*smudges, *text)) == text
    assert without_smudges((*smudges, *text * 4)) == (*smudges, *text * 4)  # a page: quantities, footnotes
