"""Pieces of text that can be compared in any script."""

import numpy as np
import pytest

from cropvlm_tools.policies.grounded.question.tokens import DIMENSIONS, hashed, tokens


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("Total à payer: 12,50 €", ["total", "a", "payer", "12", "50"]),
        ("ＧＥＳＡＭＴ Größe", ["gesamt", "grosse"]),
        ("票价是", ["票价", "价是"]),
        ("元", ["元"]),
        ("2022年基金", ["2022", "年基", "基金"]),
        ("合計金額 1,080円", ["合計", "計金", "金額", "1", "080", "円"]),
        ("합계는", ["합계", "계는"]),
        ("ราคา", ["รา", "าค", "คา"]),
        ("Итого к оплате", ["итого", "к", "оплате"]),
        ("कुल राशि", ["कुल", "राशि"]),
        ("المجموع", ["المجموع"]),
        ("", []),
        ("?!", []),
    ],
)
def test_pieces(text: str, pieces: list[str]) -> None:
    assert tokens(text) == pieces


@pytest.mark.parametrize(
    ("one", "like", "unlike"),
    [
        ("invoice", "invoices", "receipt"),
        ("invoice", "1nvoice", "amount"),
        ("kwota", "kwoty", "nabywca"),
        ("票价", "票价", "日期"),
        ("оплата", "оплаты", "рейс"),
    ],
)
def test_what_is_spelt_alike_lies_near(one: str, like: str, unlike: str) -> None:
    vectors = hashed([one, like, unlike])
    assert vectors.shape == (3, DIMENSIONS)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1.0, abs=1e-5)
    assert vectors[0] @ vectors[1] > 0.4 > 0.2 > abs(vectors[0] @ vectors[2])


def test_nothing_has_no_rows() -> None:
    assert hashed([]).shape == (0, DIMENSIONS)
