"""Which lines are keys, and which hold the value too."""

import pytest

from cropvlm_tools.policies.grounded.page.keys import has_more, key_share, names_another
from cropvlm_tools.policies.grounded.question.parsing import normalise, parse_question


@pytest.mark.parametrize(
    ("question", "line", "more"),
    [
        ("Who is the buyer?", "Buyer: Ann Lee", True),
        ("Who is the buyer?", "Buyer Reference", False),  # another key
        ("Who is the buyer?", "Buyer External ID:", False),
        ("Who is the buyer?", "Buyer of cotton:", False),  # what ends with a colon is a key
        ("Who is the buyer?", "Buyer", False),
        ("Who is the buyer?", "Buyer:", False),
        ("Who is the buyer?", "Buyer: Ann Lee Phone:", True),  # two cells read as one line
        ("What is the phone number?", "Buyer: Ann Lee Phone No:", False),
        ("What is the contract type?", "Contract Type: External", True),  # behind a colon it is a value
        ("What is the contract type?", "Contract Type", False),
    ],
)
def test_whether_a_line_holds_more_than_the_key(question: str, line: str, more: bool) -> None:
    assert bool(has_more([line], parse_question(question))[0] > 0.5) == more


@pytest.mark.parametrize(
    ("token", "word", "another"),
    [
        ("county", "country", True),
        ("contract", "contact", True),
        ("collector", "collected", False),  # of the same field
        ("couny", "county", False),  # no field's name
        ("essex", "county", False),
    ],
)
def test_words_of_other_fields(token: str, word: str, another: bool) -> None:
    assert names_another(token, word) == another


@pytest.mark.parametrize(
    ("line", "share"),
    [
        ("Customer Ref", 1.0),
        ("Invoice No. 12345", 1.0),  # numbers are no words
        ("Original Date / Revision", 2 / 3),
        ("Ann Lee", 0.0),
        ("At the foot of it", 0.0),
        ("12345", 0.0),
        ("", 0.0),
    ],
)
def test_how_much_of_a_line_is_words_of_keys(line: str, share: float) -> None:
    assert key_share(normalise(line)) == pytest.approx(share)
