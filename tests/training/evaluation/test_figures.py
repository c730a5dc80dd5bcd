"""From rows to figures and their tables."""

import pytest

from tests.training.evaluation.test_rows import row as plain_row
from training.evaluation.figures import Taken, clock, summarise
from training.evaluation.rows import Row
from training.evaluation.statistics import Interval
from training.evaluation.summary import Abstention, Difference, Summary, SummaryError
from training.evaluation.tables import breakdown, clock_table, table


def row(task: str = "signs", number: int = 0, policy: str = "ours", **changes: object) -> Row:
    """Of question ``number``, two of which are about one image."""
    values: dict[str, object] = {
        "task": task, "id": f"q{number}", "image": f"{number // 2}.png", "policy": policy, "target": "eye",
        "before": 0.5, "cold": number % 2 == 0,
    }  # fmt: skip
    return plain_row(**{**values, **changes})


WHOLE: dict[str, object] = {
    "policy": "whole", "regions": (), "outcome": "abstained", "area": 1.0, "alone": None, "tokens": 12,
}  # fmt: skip
UNASKED: dict[str, object] = {"before": None, "after": None, "alone": None, "recall": None}


def mean(value: Interval | None) -> float:
    assert value is not None
    return value.mean


def test_figures_of_a_section() -> None:
    ours = [row(number=n, recall=n < 6, seconds=float(n)) for n in range(8)]
    ours += [row(number=8, counting=True, **UNASKED)]
    scores = [1.0 if n < 2 else 0.2 for n in range(8)]
    theirs = [row(number=n, recall=n < 2, before=s, after=s, **WHOLE) for n, s in enumerate(scores)]
    theirs += [row(number=8, counting=True, **{**WHOLE, **UNASKED})]
    section = summarise([*theirs, *ours], "whole").section("signs", "448")
    assert list(section) == ["whole", "ours"]
    figures = section["ours"]
    own = figures.targets["eye"]
    assert (figures.questions, figures.with_box, own.asked, figures.images) == (9, 8, 8, 5)
    assert mean(figures.recall) == 0.75
    assert mean(figures.recall_minus_reference) == 0.5
    assert mean(own.score) == 1.0
    assert (own.helped, own.tokens, own.tokens_whole) == (1.0, 24, 12)
    difference = own.minus_reference
    assert mean(difference.score) == 0.75
    assert (difference.p, difference.p_holm) == (2 / 8, 4 / 8)  # two tests; three images differ
    assert own.by_size["medium"].questions == 8
    assert (section["whole"].abstained, section["whole"].failed) == (1.0, 0)
    assert section["whole"].targets["eye"].likeness == pytest.approx(sum(scores) / 8)
    assert section["whole"].targets["eye"].minus_reference == Difference(Interval(0.0, 0.0, 0.0), 1.0, 1.0)


def test_seconds_are_of_cold_looks_and_fresh_answers_only() -> None:
    rows = [row(number=n, seconds=float(n), target_seconds=2.0 if n == 5 else None) for n in range(8)]
    taken = clock([*rows, *(row(number=n, seconds=float(n), edge=336) for n in range(8))])
    assert taken == {"ours": Taken(3.0, 4), "ours, eye at 448": Taken(2.0, 1)}
    assert "| ours, eye at 448 | 2.000 | 1 |" in clock_table(taken)


def test_figures_do_not_depend_on_the_order_of_rows() -> None:
    rows = [row(task, n, policy, recall=n % 3 == 0) for task in ("a", "b") for n in range(9) for policy in ("x", "y")]
    assert summarise(rows, "x") == summarise([*rows[:18][::-1], *rows[18:][::-1]], "x")
    assert list(summarise(rows, "x").tasks) == ["a", "b", "all"]
    assert summarise(rows, "x").section("all", "448")["y"].images == 10


def test_an_abstention_is_worth_what_the_whole_is() -> None:
    rows = [row(number=n, before=1.0, after=1.0, **{**WHOLE, "policy": "ours"}) for n in range(2)]
    rows += [row(number=n, before=0.0) for n in range(2, 6)]
    worth = summarise(rows, "ours").section("signs", "448")["ours"].targets["eye"].abstention
    assert worth == Abstention(Interval(1.0, None, None), Interval(0.0, 0.0, 0.0))
    assert "| ours | 0.33 | 1.00 | 0.00 [0.00, 0.00] |" in breakdown(summarise(rows, "ours"), "ours")


def test_fields_and_sizes_are_broken_down() -> None:
    sizes = [0.001, 0.01, 0.5, None]
    rows = [row(number=n, field="date" if n < 2 else "", size=sizes[n], after=1.0 if n else 0.0) for n in range(4)]
    text = breakdown(summarise(rows, "ours"), "ours")
    assert "| answer's size | small (1) | medium (1) | large (1) |" in text
    assert "| ours | 0.00 / +0.00 | 1.00 / +0.00 | 1.00 / +0.00 |" in text
    assert "| signs: date (2) | 0.50 / +0.00 |" in text


def test_what_was_never_counted_is_a_dash() -> None:
    rows = [row(number=n, **UNASKED) for n in range(2)]
    assert "| ours | – | 0.16 | – | – | – | 0.00 |" in table(summarise(rows, "ours"), "ours")


def test_refusals_are_counted() -> None:
    rows = [row(number=n, status=("answered", "refused", "truncated")[n % 3]) for n in range(6)]
    assert "ours, eye: 2 refused, 2 cut short." in table(summarise(rows, "ours"), "ours")


def test_failures_are_counted_and_are_no_abstentions() -> None:
    failed = {**WHOLE, "policy": "ours", "outcome": "failed", "before": 1.0, "after": 1.0}
    rows = [row(number=n, **(failed if n < 3 else {"before": 0.0})) for n in range(6)]
    rows += [row(number=n, **{**WHOLE, "after": 0.5}) for n in range(6)]
    summary = summarise(rows, "whole")
    ours = summary.section("signs", "448")["ours"]
    own = ours.targets["eye"]
    assert (ours.failed, ours.abstained) == (3, 0.0)
    assert (own.helped, own.hurt, own.unchanged, own.abstained) == (0.5, 0.0, 0.0, 0.0)
    assert own.abstention == Abstention(None, Interval(0.0, 0.0, 0.0))
    lines = table(summary, "whole").splitlines()
    assert lines[4].endswith("| tokens | abstains | fails |")
    assert [line.split(" | ")[-2:] for line in lines[6:8]] == [["0.00", "3 |"], ["1.00", "0 |"]]
    assert "fails |" not in table(summarise(rows[6:], "whole"), "whole")


def test_a_summary_is_kept_as_a_line_for_each_policy() -> None:
    rows = [row(task, n, policy, edge=edge, field="date") for task in ("a", "b") for n in range(4)
            for policy in ("x", "y") for edge in (336, None)]  # fmt: skip
    rows += [row("a", 4, policy, edge=edge, **UNASKED) for policy in ("x", "y") for edge in (336, None)]
    summary = summarise(rows, "x")
    text = summary.to_json()
    assert Summary.from_json(text) == summary
    assert sum(line.startswith(('"x": {"questions":', '"y": {"questions":')) for line in text.splitlines()) == 3 * 2 * 2
    assert (summary.targets, summary.policies, list(summary.overall)) == (["eye"], ["x", "y"], ["336", "native"])
    assert [(task, edge) for task, edge, _ in summary.sections()] == [
        (task, edge) for task in ("a", "b", "all") for edge in ("336", "native")
    ]


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"a": {"448": {}}}', '{"a": {"448": {"x": {"colour": 1}}}}'])
def test_what_is_no_summary_is_refused(text: str) -> None:
    with pytest.raises(SummaryError, match="run it again"):
        Summary.from_json(text)
