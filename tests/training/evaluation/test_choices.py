"""What is compared, by name."""

from pathlib import Path

import pytest

from training.evaluation.choices import Choice, EvaluationError, Policies, parse_choices
from training.tasks.task import Example, Task


def test_names_variants_and_rivals(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    found = parse_choices(
        ["whole", "equal-tokens", "lexical", "lexical+steps+context", str(folder), f"{folder}+context",
         f"attention:{folder}", f"detector:{folder}", "eyes:org/name", f"prompted[unit]:{folder}", "prompted:openai-chat:m@http://host/v1",
         "equal-tokens:mine+context", "org/name"]
    )  # fmt: skip
    assert list(found.values()) == [
        Choice("whole", "whole"),
        Choice("equal-tokens", "equal-tokens", rival="lexical"),
        Choice("lexical", "lexical"),
        Choice("lexical+steps+context", "lexical", 2, True),
        Choice("mine", str(folder)),
        Choice("mine+context", str(folder), context=True),
        Choice("attention:mine", f"attention:{folder}"),
        Choice("detector:mine", f"detector:{folder}"),
        Choice("eyes:org/name", "eyes:org/name"),
        Choice("prompted[unit]:mine", f"prompted[unit]:{folder}"),
        Choice("prompted:openai-chat:m", "prompted:openai-chat:m@http://host/v1"),
        Choice("equal-tokens:mine+context", "equal-tokens", rival="mine+context"),
        Choice("org/name", "org/name"),
    ]
    assert [name for name, choice in found.items() if choice.looks] == [
        "lexical", "lexical+steps+context", "mine", "mine+context", "attention:mine", "detector:mine",
        "eyes:org/name", "prompted[unit]:mine",
        "prompted:openai-chat:m", "org/name",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("names", "message"),
    [
        (["a", "a"], "Two"),
        (["a+zoomed"], "zoomed"),
        (["whole", "equal-tokens"], "needs a policy"),
        (["a", "equal-tokens:b"], "needs a policy"),
        (["a", "equal-tokens", "equal-tokens:equal-tokens"], "needs a policy"),
    ],
)
def test_what_cannot_be_compared_is_named(names: list[str], message: str) -> None:
    with pytest.raises(EvaluationError, match=message):
        parse_choices(names)


def test_a_detector_is_compared_alone_and_as_eyes_of_the_default(tmp_path: Path) -> None:
    pytest.importorskip("transformers")
    from tests.policies import tiny_detectors  # needs transformers

    folder = tiny_detectors.write("owlvit", tmp_path / "owl")
    chosen = parse_choices([f"detector:{folder}", f"eyes:{folder}"])
    example = Example("1", tmp_path / "page.png", "What colour is the car?", ("red",), ())
    policies, task = Policies(list(chosen.values()), {}, 1), Task("mine", tmp_path, (example,), lambda *_: 0.0)
    alone, beside = (policies.find(choice.source, task, example) for choice in chosen.values())
    assert (alone.name, beside.name) == ("detector", "grounded")
    assert [getattr(each, "name", each) for each in beside.eyes] == ["symbols", "detector"]  # type: ignore[attr-defined]
