"""Accounts and prices."""

from pathlib import Path

import pytest

from training.targets.spending import Account, Price, Purse, SpendingError


def test_a_price_is_two_numbers() -> None:
    assert Price.parse("2.5/10") == Price(2.5, 10.0)
    for text in ("2.5", "a/b", "1/-1", "nan/1", ""):
        with pytest.raises(ValueError, match=r"convert|no price"):
            Price.parse(text)


def test_what_was_reserved_by_a_process_that_was_killed_counts(tmp_path: Path) -> None:
    first = Account(Purse(tmp_path, limit=1.0))
    first.reserve("m", 0.4)
    second = Account(Purse(tmp_path, limit=1.0))
    number = second.reserve("m", 0.6)
    with pytest.raises(SpendingError):
        first.reserve("m", 0.01)
    second.settle(number, 0.1)
    assert first.spent == pytest.approx(0.5)
    first.reserve("m", 0.5)
