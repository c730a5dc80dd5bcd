"""Questions, taken apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cropvlm_tools.policies.grounded.question.parsing import Position, Query, normalise, parse_question


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("  Total:  12,50 € ", "total 12 50"),
        ("Überweisungs-Betrag", "uberweisungs betrag"),
        ("Straße", "strasse"),
        ("N° 7/B", "n 7 b"),
        ("合計 12", "合計 12"),
        ("ﬁnal", "final"),
    ],
)
def test_normalise(text: str, expected: str) -> None:
    assert normalise(text) == expected


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("What is the date on this receipt?", "date"),
        ("Wann wurde bezahlt?", "date"),
        ("Quelle est la date de facturation ?", "date"),
        ("What is the start date of the contract dates?", "period"),
        ("What is the total amount to pay?", "amount"),
        ("Wie lautet der Betrag?", "amount"),
        ("¿Cuál es el importe total?", "amount"),
        ("What is the invoice number?", "code"),
        ("What is the phone number of the depot?", "phone"),
        ("Who collected this specimen?", "name"),
        ("What is the address of the company?", "address"),
        ("Which company issued this?", "issuer"),
        ("Which country is named?", "country"),
        ("In welchem Land liegt es?", "country"),
        ("Wie heißt das Land?", "country"),
        ("Which countries are named?", "country"),
        ("What is the United Nations resolution about?", None),
        ("Who pays the bill?", "name"),
        ("What percentage of people agree?", "percent"),
        ("What number or word is written here?", "text"),
        ("Is the door open?", None),
        ("", None),
    ],
)
def test_kind_of_value(question: str, kind: str | None) -> None:
    assert parse_question(question).kind == kind


@pytest.mark.parametrize(
    ("question", "quoted", "direction"),
    [
        ('What word is directly below the word "FIRE"?', ("fire",), "below"),
        ("What stands to the right of “Exit 4”?", ("exit 4",), "right"),
        ("Was steht links von „Ausgang“?", ("ausgang",), "left"),
        ('What is printed above "NOW"?', ("now",), "above"),
        ('What is the price of "KIWI, KL 1"?', ("kiwi kl 1",), None),
        ("What is below the sign?", (), None),
        ("What's John's number?", (), None),
        ('What does "" mean?', (), None),
    ],
)
def test_quotations_and_directions(question: str, quoted: tuple, direction: str | None) -> None:
    query = parse_question(question)
    assert (query.quoted, query.direction) == (quoted, direction)


def test_fields_words_and_phrases() -> None:
    query = parse_question("What is the total gross amount on this form?")
    assert {"total", "gross amount"} <= set(query.labels)
    assert query.words == ("total", "gross", "amount")
    assert "total gross amount" in query.phrases
    assert "due date" in parse_question("What is the due date?").labels
    assert "date of issue" not in parse_question("What is the due date?").labels


@pytest.mark.parametrize("question", ["", "   ", "?!", "...", "\x00", "the of and"])
def test_nothing_asked_asks_for_nothing(question: str) -> None:
    assert parse_question(question) == Query((), (), (), (), None, None, Position(), compared=False)


@given(st.text(max_size=3000))
def test_any_text_can_be_taken_apart(question: str) -> None:
    query = parse_question(question)
    assert len(query.words) <= 40
    assert all(word == normalise(word) for word in query.words)


@pytest.mark.parametrize(
    ("question", "compared"),
    [
        ("Which region has the highest electric car stock by 2023 in the chart?", True),
        ("In welchem Land ist der Anteil am höchsten?", True),
        ("Quel pays a la plus grande valeur ?", True),
        ("¿Qué país tiene el mayor valor?", True),
        ("What does the color purple indicate in the chart?", True),
        ("Was ist grün dargestellt?", True),
        ("What is the highest label on the vertical axis?", False),
        ("What is the topmost word?", False),
        ('What is written below "RED"?', False),
        ("Who is the mayor?", False),
        ("What is the value of Kenya in 2010?", False),
    ],
)
def test_whether_labels_must_be_compared(question: str, compared: bool) -> None:
    assert parse_question(question).compared is compared
