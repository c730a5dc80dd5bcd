"""Weights are bound to the tables and to the feature code that they were trained with."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from cropvlm_tools import load_policy
from cropvlm_tools.errors import PolicyError
from cropvlm_tools.policies.grounded import checkpoint, tables
from cropvlm_tools.policies.grounded.checkpoint import bound_inputs
from cropvlm_tools.policies.grounded.choosing import features
from cropvlm_tools.policies.grounded.choosing.candidates import candidates
from cropvlm_tools.policies.grounded.choosing.inputs import Page
from cropvlm_tools.policies.grounded.policy import SHIPPED, GroundedPolicy
from cropvlm_tools.policies.grounded.question import countries, wording
from cropvlm_tools.policies.grounded.question.parsing import parse_question
from cropvlm_tools.policies.grounded.question.words import WordVectors
from tests.policies.grounded.pages import page


def test_a_rotated_table_is_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    names = list(wording.FIELDS)
    monkeypatch.setattr(wording, "FIELDS", {name: wording.FIELDS[names[place - 1]] for place, name in enumerate(names)})
    with pytest.raises(PolicyError, match=r"another content of wording\.FIELDS: .*training\.grounded"):
        GroundedPolicy()


@pytest.mark.parametrize(
    ("module", "name", "value", "table"),
    [
        (wording, "STOPWORDS", wording.STOPWORDS | {"receipt"}, "wording.STOPWORDS"),
        (wording, "VALUE_CUES", wording.VALUE_CUES[::-1], "wording.VALUE_CUES"),
        (countries, "COUNTRIES", countries.COUNTRIES - {"france"}, "countries.COUNTRIES"),
        (features, "_CLUE", 6.5, "features.numbers"),
    ],
)
def test_every_table_counts(
    monkeypatch: pytest.MonkeyPatch, module: object, name: str, value: object, table: str
) -> None:
    before = tables.input_digests()
    monkeypatch.setattr(module, name, value)
    after = tables.input_digests()
    assert [key for key in before if after[key] != before[key]] == [table]


def test_what_means_the_same_has_the_same_digest(monkeypatch: pytest.MonkeyPatch) -> None:
    before = tables.input_digests()
    monkeypatch.setattr(wording, "STOPWORDS", frozenset(sorted(wording.STOPWORDS, reverse=True)))
    assert tables.input_digests() == before


def test_other_feature_code_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checkpoint, "INPUT_VERSION", tables.INPUT_VERSION + 1)
    with pytest.raises(PolicyError, match=f"inputs {tables.INPUT_VERSION}, here {tables.INPUT_VERSION + 1}"):
        GroundedPolicy()


def test_weights_that_do_not_say_what_they_were_trained_with_are_refused(tmp_path: Path) -> None:
    shutil.copytree(SHIPPED, tmp_path / "policy")
    config = json.loads((tmp_path / "policy" / "policy.json").read_text())
    assert config["inputs"] == bound_inputs()
    del config["inputs"]
    (tmp_path / "policy" / "policy.json").write_text(json.dumps(config))
    with pytest.raises(PolicyError, match="inputs 0"):
        load_policy(tmp_path / "policy")


def test_the_feature_code_has_the_version_it_says() -> None:
    """Where this fails and no table has changed, raise ``tables.INPUT_VERSION``, train again, and put the new sums."""
    words = WordVectors(["total", "sum", "date", "day"], np.array([[9, 0], [8, 2], [0, 9], [2, 8]], np.int8))
    lines = page(
        {
            0.05: {0.1: "Holloway Trading Ltd"},
            0.20: {0.1: "Invoice no", 0.3: "DN-20874", 0.6: "Date", 0.8: "11.03.2031"},
            0.42: {0.1: "Oak tread", 0.5: "14", 0.6: "61.40", 0.8: "859.60"},
            0.64: {0.6: "Total due", 0.8: "1,048.68"},
        }
    )
    made = Page(lines, (800, 1000), words)
    sums: dict[str, float] = {}
    for question in ("What is the total?", 'What stands right of "Date"?', "Which number is at the very bottom?"):
        inputs = made.ask(question)
        names = ("lines", "letters", "meanings", "pairs", "question", "relations", "worth", "prior", "boxes", "heights")
        arrays = {name: getattr(inputs, name) for name in names}
        arrays |= {name: getattr(inputs.matches, name) for name in ("tokens", "told", "best", "overlaps")}
        evidence = np.linspace(0.05, 0.95, len(lines), dtype=np.float32)
        direction = parse_question(question).direction
        arrays["candidates"] = candidates(inputs, evidence, (0.8, 1.0), direction)
        for name, array in arrays.items():
            flat = array.ravel().astype(np.float64)
            sums[name] = sums.get(name, 0.0) + float(flat @ np.cos(np.arange(len(flat))))
    assert tables.INPUT_VERSION == 3
    assert sums == pytest.approx(SUMS, abs=1e-3)


SUMS = {
    "lines": 6.6411,
    "letters": 4.0942,
    "meanings": 4.2427,
    "pairs": 6.7747,
    "question": -0.3071,
    "relations": -6.4389,
    "worth": -0.2925,
    "prior": -11.1327,
    "boxes": -0.4005,
    "heights": -0.0150,
    "tokens": -1.9426,
    "told": -6.6769,
    "best": 0.1337,
    "overlaps": 1.1674,
    "candidates": 2.0183,
}
