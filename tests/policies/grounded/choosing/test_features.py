"""Which line answers: pages of a few lines, one question each."""

import numpy as np
import pytest

from cropvlm_tools.policies.grounded.choosing.features import (
    Ground,
    context,
    find_clues,
    line_probabilities,
    repeated,
    softmax,
)
from cropvlm_tools.policies.grounded.page.layout import Layout
from cropvlm_tools.policies.grounded.question.parsing import parse_question
from tests.policies.grounded.pages import page

INVOICE = page(
    {
        0.05: {0.1: "Holloway Trading Ltd"},
        0.08: {0.1: "27, Mill Road, 10115 Ulm"},
        0.20: {0.1: "Invoice no", 0.3: "DN-20874"},
        0.22: {0.1: "Date", 0.3: "11.03.2031"},
        0.24: {0.1: "Due date", 0.3: "30.03.2031"},
        0.40: {0.1: "Item", 0.5: "Qty", 0.6: "Price", 0.8: "Amount"},
        0.42: {0.1: "Oak tread", 0.5: "14", 0.6: "61.40", 0.8: "859.60"},
        0.44: {0.1: "Pine rail", 0.5: "2", 0.6: "7.15", 0.8: "14.30"},
        0.60: {0.6: "Net", 0.8: "873.90"},
        0.62: {0.6: "VAT 20%", 0.8: "174.78"},
        0.64: {0.6: "Total due", 0.8: "1,048.68"},
        0.80: {0.1: "Depot phone", 0.3: "0555 018 2274"},
        0.90: {0.1: "Goods stay ours until the invoice is paid in full, whatever the date of delivery."},
    }
)


def likeliest(question: str) -> tuple[str, float]:
    probabilities, strength = line_probabilities(INVOICE, parse_question(question), 1.0)
    assert probabilities.sum() == pytest.approx(1)
    assert (probabilities >= 0).all()
    return INVOICE[int(probabilities.argmax())].text, strength


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("What is the invoice number?", "DN-20874"),
        ("What is the date of this invoice?", "11.03.2031"),
        ("When is it due? I mean the due date.", "30.03.2031"),
        ("What is the total amount due?", "1,048.68"),
        ("Wie hoch ist der Gesamtbetrag (total)?", "1,048.68"),
        ("How much VAT was charged?", "174.78"),
        ('What is the price of "Oak tread"?', "61.40"),
        ('What is the amount for "Pine rail"?', "14.30"),
        ("What is the phone number of the depot?", "0555 018 2274"),
        ("Which company issued this?", "Holloway Trading Ltd"),
        ("What is the address of the company?", "27, Mill Road, 10115 Ulm"),
        ('What stands to the right of "Depot phone"?', "0555 018 2274"),
        ('What is directly below "Oak tread"?', "Pine rail"),
    ],
)
def test_the_answer_is_the_likeliest_line(question: str, answer: str) -> None:
    text, strength = likeliest(question)
    assert text == answer
    assert strength > 0.3


def test_another_question_of_the_same_page_looks_elsewhere() -> None:
    answers = {
        likeliest(q)[0] for q in ("What is the total due?", "What is the invoice number?", "Which company is it?")
    }
    assert len(answers) == 3


@pytest.mark.parametrize("question", ["How many birds are there?", "Is the door open?", 'What is below "Zanzibar"?'])
def test_nothing_that_bears_on_the_question_is_a_weak_clue(question: str) -> None:
    assert likeliest(question)[1] < 0.12


def test_what_explains_the_answer_is_evidence_too() -> None:
    probabilities, _ = line_probabilities(INVOICE, parse_question("What is the total due?"), 1.0)
    texts = [INVOICE[i].text for i in np.argsort(-probabilities)[:2]]
    assert texts == ["1,048.68", "Total due"]


def test_the_neighbours_of_what_is_hardly_an_answer_are_not_evidence() -> None:
    lines = page({0.1: {0.1: "Total due", 0.5: "12.50"}, 0.5: {0.1: "left", 0.3: "middle", 0.5: "right"}})
    clues = find_clues(Ground(lines, 1.0), parse_question("What is the total due?"))
    likely = softmax(clues.logit) > 0.02
    assert likely[1]
    assert not likely[3]
    worth = context(clues, likely)
    assert worth[:, 3].sum() == 0.0 < context(clues)[:, 3].sum()
    assert worth[0, 1] > 0


@pytest.mark.parametrize(
    ("quoted", "expected"),
    [
        ("NOW", "N0W"),  # a letter misread
        ("run.", "justrun."),  # two words read as one
        ("OPEN", "OPEN"),
    ],
)
def test_a_short_word_is_found_though_it_was_misread(quoted: str, expected: str) -> None:
    lines = page({0.1: {0.1: "N0W"}, 0.3: {0.1: "justrun."}, 0.5: {0.1: "OPEN"}, 0.7: {0.1: "WINDOW"}})
    found = find_clues(Ground(lines, 1.0), parse_question(f'What is to the right of "{quoted}"?')).quoted
    assert lines[int(found.argmax())].text == expected


def test_no_other_word_is_taken_for_one_that_is_there() -> None:
    lines = page({0.1: {0.1: "NOW"}, 0.3: {0.1: "NEW"}})
    assert find_clues(Ground(lines, 1.0), parse_question('What is above "NOW"?')).quoted.tolist() == [1.0, 0.0]


@pytest.mark.parametrize(
    ("question", "line", "named"),
    [
        ("Which country is it?", "Essex County", False),
        ("Which county is it?", "Essex County", True),
        ("Which county is it?", "Couny", True),  # a letter lost
        ("Who is the contact?", "Contract 20874", False),
        ("Who collected it?", "Collector", True),  # of the same field
    ],
)
def test_a_word_that_names_another_field_is_no_misreading(question: str, line: str, named: bool) -> None:
    lines = page({0.1: {0.1: line}, 0.8: {0.1: "Zanzibar"}})
    assert (find_clues(Ground(lines, 1.0), parse_question(question)).named[0] > 0.3) == named


def test_how_often_a_line_is_repeated() -> None:
    lines = page(
        {0.1: {0.1: "03/02/20", 0.6: "Rate"}, 0.2: {0.1: "03/09/20"}, 0.3: {0.1: "04/09/20"}, 0.4: {0.5: "05/09/20"}}
    )
    on_page, in_column = repeated(Layout(lines, 1.0), [line.text for line in lines])
    assert on_page.tolist() == [4, 1, 4, 4, 4]
    assert in_column.tolist() == [3, 1, 3, 3, 1]


def test_cells_of_a_table_share_what_one_of_them_would_get() -> None:
    rows = {0.1: {0.1: "Flown", 0.3: "11.03.2031"}, **{0.2 + row / 30: {0.6: f"1{row}.07.2031"} for row in range(9)}}
    likely, _ = line_probabilities(page(rows), parse_question("When was it checked?"), 1.0)
    assert likely[1] > 2 * likely[2]


def test_a_key_beside_a_key_is_no_name() -> None:
    lines = page({0.1: {0.1: "Sponsor", 0.4: "Date / Revision"}, 0.12: {0.1: "Ann Lee for Mayor"}})
    likely, _ = line_probabilities(lines, parse_question("Who is the sponsor?"), 1.0)
    assert lines[int(likely.argmax())].text == "Ann Lee for Mayor"
