"""Questions beside lines, in several scripts."""

import numpy as np
import pytest

from cropvlm_tools.policies.grounded.choosing.matching import MOST_TOKENS, OVERLAPS, TOKEN_FEATURES, Pieces
from cropvlm_tools.policies.grounded.question.words import WordVectors

WORDS = WordVectors(["total", "sum", "date"], np.array([[100, 0], [98, 10], [0, 100]], np.int8))


@pytest.mark.parametrize(
    ("question", "texts", "line"),
    [
        ("What is the invoice number?", ["Date", "Invoice No. 12", "Amount"], 1),
        ("这趟车的票价是多少", ["车次", "票价", "座位号"], 1),
        ("合計金額はいくらですか", ["日付", "登録番号", "合計金額"], 2),
        ("합계는 얼마입니까?", ["날짜", "합계", "전화"], 1),
        ("Какова сумма налога?", ["Дата", "Сумма налога", "Итого"], 1),
        ("Gdzie wystawiono fakturę?", ["Termin", "Kwota", "Miejsce wystawienia"], 2),
    ],
)
def test_the_line_with_the_questions_pieces_matches_best(question: str, texts: list[str], line: int) -> None:
    matches = Pieces(texts).match(question)
    assert matches.best[:, :, 0].max(axis=0).argmax() == line
    assert matches.overlaps[:, 4].argmax() == line


def test_meaning_matches_where_letters_do_not() -> None:
    matches = Pieces(["Sum", "Date"], WORDS).match("total")
    assert matches.best[0, :, 0].max() < 0.3
    assert matches.best[0, 0, 1] > 0.9 > 0.1 > matches.best[0, 1, 1]
    assert Pieces(["Sum", "Date"]).match("total").best[:, :, 1].max() == 0.0


def test_what_is_quoted_is_found_to_the_letter() -> None:
    overlaps = Pieces(["Ship to", "Ship", "Bill to"]).match("What stands under «Ship to»?").overlaps
    assert overlaps[:, 6].tolist() == [1.0, 0.0, 0.0]
    assert overlaps[0, 7] == 1.0 > overlaps[1, 7] > overlaps[2, 7]


@pytest.mark.parametrize("question", ["", "???", "a " * 500, "\ud800"])
@pytest.mark.parametrize("texts", [["Total 12.50"], ["", "-"], ["\ud83d\ude00", "\ud800"]])
def test_shapes_hold_for_anything(question: str, texts: list[str]) -> None:
    matches = Pieces(texts, WORDS).match(question)
    asked = len(matches.tokens)
    assert 1 <= asked <= MOST_TOKENS
    assert matches.told.shape == (asked, TOKEN_FEATURES)
    assert matches.best.shape == (asked, len(texts), 2)
    assert matches.overlaps.shape == (len(texts), OVERLAPS)
    for array in (matches.tokens, matches.meanings, matches.told, matches.best, matches.overlaps):
        assert array.dtype == np.float32
        assert np.isfinite(array).all()
