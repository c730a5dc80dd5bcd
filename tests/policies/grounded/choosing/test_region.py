"""What a chosen box takes in besides the answer: the name of a value, the empty room of a field."""

import time

import numpy as np
import pytest

from cropvlm_tools.policies.grounded.choosing.blanks import asks_to_write, with_blank
from cropvlm_tools.policies.grounded.choosing.inputs import Inputs, Page
from cropvlm_tools.policies.grounded.choosing.labels import with_label
from cropvlm_tools.policies.grounded.question.words import WordVectors
from tests.policies.grounded.pages import page

WORDS = WordVectors(["total"], np.array([[100, 0]], np.int8))


def asked(rows: dict[float, dict[float, str]], question: str) -> Inputs:
    return Page(page(rows), (1000, 1000), WORDS).ask(question)


def sure(inputs: Inputs, line: int) -> np.ndarray:
    return np.eye(len(inputs.boxes), dtype=np.float32)[line]


def test_a_value_takes_in_its_name_beside_it() -> None:
    inputs = asked({0.1: {0.1: "Subtotal", 0.6: "10.00"}, 0.2: {0.1: "Shipping", 0.6: "2.50"}}, "What is the shipping?")
    value = inputs.boxes[3] + np.array([-0.01, -0.005, 0.01, 0.005], np.float32)
    grown = with_label(value, inputs, sure(inputs, 3))
    assert (grown[:2] <= inputs.boxes[2, :2]).all()
    assert grown[3] < 0.3
    assert grown[1] > inputs.boxes[0, 3]
    whole = np.array([0.05, 0.05, 0.9, 0.4], np.float32)
    assert with_label(whole, inputs, sure(inputs, 3)).tolist() == whole.tolist()


def test_a_name_so_far_off_that_nothing_would_be_legible_stays_out() -> None:
    rows = {0.1: {0.01: "Shipping", 0.97: "2.50"}}
    inputs = asked(rows, "What is the shipping?")
    small = np.asarray(inputs.heights * 0.3, np.float32)
    inputs = Inputs(**{**inputs.__dict__, "heights": small})
    value = inputs.boxes[1]
    assert with_label(value, inputs, sure(inputs, 1)).tolist() == value.tolist()


@pytest.mark.parametrize(
    "question",
    [
        "Where do I enter the exempt payee code?",
        "Where do I\nwrite my name?",
        "Where does the requester's name go?",
        "Where must the applicant sign?",
        "Where is the salesperson entered?",
        "In which field do I enter wages?",
        "Wo trage ich die Postleitzahl ein?",
        "Wohin kommt die Mitgliedsnummer?",
        "Wo unterschreibe ich?",
        "Où dois-je écrire mon adresse ?",
        "¿Dónde firmo?",
        "Onde assino?",
        "Dove devo firmare?",
        "Waar vul ik mijn naam in?",
        "Gdzie wpisać adres?",
        "Куда вписать адрес?",
        "姓名填在哪里？",
        "どこに名前を書きますか？",
        "어디에 서명하나요?",
    ],
)
def test_questions_of_who_fills_in_a_form(question: str) -> None:
    assert asks_to_write(question)


@pytest.mark.parametrize(
    "question",
    [
        "What is the total?",
        "Where was it signed?",
        "Where is the no-entry sign?",
        "Where is the bed placed?",
        "Where does the train go to?",
        "Wo ist das Rathaus?",
        "Wo kommt der Zug an?",
        "Où est-il ?",
        "Onde vai o trem?",
        "Dove va il treno?",
        "",
    ],
)
def test_questions_of_who_does_not(question: str) -> None:
    assert not asks_to_write(question)


def test_a_long_question_costs_what_a_short_one_does() -> None:
    before = time.process_time()
    assert not asks_to_write("wo where do " * 100_000)
    assert time.process_time() - before < 2.0


def test_room_is_about_a_line_in_the_box_and_never_most_of_the_picture() -> None:
    inputs = asked({0.1: {0.1: "Name"}, 0.9: {0.1: "Notes"}}, "Where do I enter the name?")
    around = np.array([0.08, 0.09, 0.2, 0.13], np.float32)
    grown = with_blank(around, "Where do I enter the name?", inputs, sure(inputs, 1), (1.0, 1.0))
    assert grown[3] < 0.2
    assert grown[2] > 0.3  # nothing stands beside it
    empty = np.array([0.4, 0.4, 0.5, 0.5], np.float32)
    assert with_blank(empty, "Where do I sign?", inputs, sure(inputs, 1), (1.0, 1.0)).tolist() == empty.tolist()
    lone = asked({0.0: {0.0: "Name"}}, "Where do I enter the name?")
    whole = with_blank(lone.boxes[0], "Where do I enter it?", lone, sure(lone, 0), (0.1, 0.02))
    assert whole.tolist() == lone.boxes[0].tolist()


def test_a_field_takes_in_its_empty_room_up_to_what_is_next() -> None:
    rows = {0.1: {0.1: "Name", 0.5: "Phone"}, 0.14: {0.1: "Street"}, 0.3: {0.1: "Date", 0.9: "x"}}
    inputs = asked(rows, "Where do I enter the name?")
    name, phone, street = inputs.boxes[0], inputs.boxes[1], inputs.boxes[2]
    grown = with_blank(name, "Where do I enter the name?", inputs, sure(inputs, 0), (1.0, 1.0))
    assert grown[2] == pytest.approx(min(phone[0], name[2] + 18 * (name[3] - name[1])))
    assert name[3] <= grown[3] <= street[1] + 1e-6
    assert grown[1] == name[1]


def test_to_sign_there_is_room_above() -> None:
    inputs = asked({0.1: {0.1: "Terms"}, 0.5: {0.1: "Signature"}}, "Where do I sign?")
    field = inputs.boxes[1]
    grown = with_blank(field, "Where do I sign?", inputs, sure(inputs, 1), (1.0, 1.0))
    assert grown[1] == pytest.approx(field[1] - 2.2 * (field[3] - field[1]))
    assert grown[3] <= 1.0
