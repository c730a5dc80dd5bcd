"""What people read of a run."""

import html
import random
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image

from cropvlm_tools.boxes import Box
from training.evaluation.page import page
from training.evaluation.plot import Point, curves, svg
from training.evaluation.rows import Row
from training.evaluation.statistics import Interval
from training.evaluation.summary import clock, summarise
from training.evaluation.tables import breakdown, clock_table, table
from training.tasks.task import Example, Task

NASTY = "<script>alert('1')</script> & \"quoted\" $cards ${edge}"


def row(task: str = "signs", number: int = 0, policy: str = "ours", **changes: Any) -> Row:
    values: dict[str, Any] = {
        "task": task, "id": f"q{number}", "image": f"{number // 2}.png", "split": "", "field": "", "counting": False,
        "size": 0.01, "policy": policy, "target": "eye", "edge": 448, "transcript": True, "box": (0.1, 0.2, 0.5, 0.6),
        "abstained": False, "area": 0.16, "recall": True, "confidence": 0.5, "reason": "", "before": 0.5, "after": 1.0,
        "alone": 1.0, "said_before": "", "said": "", "status": "answered", "tokens_before": 12, "tokens": 24,
        "seconds": 0.1, "cold": number % 2 == 0, "target_seconds": None,
    }  # fmt: skip
    return Row(**{**values, **changes})


WHOLE: dict[str, Any] = {
    "policy": "whole", "box": None, "abstained": True, "area": 1.0, "alone": None, "tokens": 12,
}  # fmt: skip
UNASKED: dict[str, Any] = {"before": None, "after": None, "alone": None, "recall": None}


def test_figures_of_a_section() -> None:
    ours = [row(number=n, recall=n < 6, seconds=float(n)) for n in range(8)]
    ours += [row(number=8, counting=True, **UNASKED)]
    scores = [1.0 if n < 2 else 0.2 for n in range(8)]
    theirs = [row(number=n, recall=n < 2, before=s, after=s, **WHOLE) for n, s in enumerate(scores)]
    theirs += [row(number=8, counting=True, **{**WHOLE, **UNASKED})]
    section = summarise([*theirs, *ours], "whole")["signs"]["448"]
    assert list(section) == ["whole", "ours"]
    figures = section["ours"]
    own = figures["targets"]["eye"]
    assert (figures["questions"], figures["with_box"], own["asked"], figures["images"]) == (9, 8, 8, 5)
    assert figures["recall"].mean == 0.75
    assert figures["recall_minus_reference"].mean == 0.5
    assert own["score"].mean == 1.0
    assert (own["helped"], own["tokens"], own["tokens_whole"]) == (1.0, 24, 12)
    assert own["minus_reference"]["score"].mean == 0.75
    assert (
        own["minus_reference"]["p"] == own["minus_reference"]["p_holm"] / 2 == 2 / 8
    )  # two tests; three images differ
    assert own["by_size"]["medium"]["questions"] == 8
    assert section["whole"]["abstained"] == 1.0
    assert section["whole"]["targets"]["eye"]["likeness"] == pytest.approx(sum(scores) / 8)
    nothing = section["whole"]["targets"]["eye"]["minus_reference"]
    assert (nothing["score"].low, nothing["score"].high, nothing["p_holm"]) == (0.0, 0.0, 1.0)


def test_seconds_are_of_cold_looks_and_fresh_answers_only() -> None:
    rows = [row(number=n, seconds=float(n), target_seconds=2.0 if n == 5 else None) for n in range(8)]
    taken = clock([*rows, *(row(number=n, seconds=float(n), edge=336) for n in range(8))])
    assert taken == {"ours": {"seconds": 3.0, "counted": 4}, "ours, eye at 448": {"seconds": 2.0, "counted": 1}}
    assert "| ours, eye at 448 | 2.000 | 1 |" in clock_table(taken)


def test_figures_do_not_depend_on_the_order_of_rows() -> None:
    rows = [row(task, n, policy, recall=n % 3 == 0) for task in ("a", "b") for n in range(9) for policy in ("x", "y")]
    assert summarise(rows, "x") == summarise([*rows[:18][::-1], *rows[18:][::-1]], "x")
    assert list(summarise(rows, "x")) == ["a", "b", "all"]
    assert summarise(rows, "x")["all"]["448"]["y"]["images"] == 10


def test_an_abstention_is_worth_what_the_whole_is() -> None:
    rows = [row(number=n, before=1.0, after=1.0, **{**WHOLE, "policy": "ours"}) for n in range(2)]
    rows += [row(number=n, before=0.0) for n in range(2, 6)]
    own = summarise(rows, "ours")["signs"]["448"]["ours"]["targets"]["eye"]
    worth = own["abstention"]
    assert (worth["whole_where_abstained"].mean, worth["whole_where_zoomed"].mean) == (1.0, 0.0)
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


def test_a_plot_has_a_point_for_each_policy_and_resolution() -> None:
    rows = [row(number=n, policy=policy, edge=edge, tokens=edge) for n in range(4) for policy in ("<a>", "b")
            for edge in (336, 448)]  # fmt: skip
    found = curves(summarise(rows, "b")["signs"], "eye")
    assert [(point.tokens, point.label) for point in found["<a>"]] == [(336, "336"), (448, "448")]
    drawn = ElementTree.fromstring(svg(found, "score & tokens"))
    circles = drawn.findall(".//circle")
    assert len(circles) == 4
    lefts = {float(circle.get("cx", "")) for circle in circles}
    assert all(60 <= left <= 670 for left in lefts)
    assert len(lefts) == 2
    assert svg({}, "nothing") == ""
    ElementTree.fromstring(svg({"a": [Point(12, Interval(0.0, None, None), "448")]}, "one point"))


def task(tmp_path: Path, name: str, count: int, text: str = "plain") -> Task:
    noise = np.random.default_rng(0).integers(0, 256, (300, 450, 3), np.uint8)
    Image.fromarray(noise).save(tmp_path / f"{name}.png")
    examples = tuple(
        Example(f"q{n}", tmp_path / f"{name}.png", text, (text,), (text,), (Box(0.1, 0.2, 0.3, 0.4),))
        for n in range(count)
    )
    return Task(name, tmp_path, examples, lambda said, example: 0.0)


class Outline(HTMLParser):
    """Tags and attributes of a page, and whether it stands on its own."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attributes)))

    def all(self, wanted: str) -> list[dict[str, str | None]]:
        return [attributes for tag, attributes in self.tags if tag == wanted]


def made(tasks: list[Task], rows: list[Row], shown: list[str], examples: int = 10) -> str:
    return page(tasks, rows, summarise(rows, shown[0]), shown, 448, examples)


def test_a_page_stands_on_its_own_and_escapes_everything(tmp_path: Path) -> None:
    rows = [row(number=n, reason=NASTY, said=NASTY, target=NASTY, policy=policy) for n in range(2)
            for policy in ("ours", "<b>")]  # fmt: skip
    text = made([task(tmp_path, "signs", 2, NASTY)], rows, ["ours", "<b>"])
    outline = Outline(text)
    assert len(outline.all("script")) == 1
    assert "alert(" not in re.sub(r"&lt;script&gt;alert\(", "", text)
    assert len(outline.all("article")) == 2
    assert len(outline.all("figure")) == 4
    assert {figure["data-outcomes"] for figure in outline.all("figure")} == {f"{NASTY}:helped"}
    assert html.escape(NASTY) in text
    assert len(outline.all("i")) == 2 * (1 + 2)  # the marked place and the box of each policy
    for picture in outline.all("img"):
        assert (picture["src"] or "").startswith("data:image/webp;base64,")
    assert not outline.all("link")
    assert not re.search(r"https?://", text)


def test_a_page_needs_no_mouse(tmp_path: Path) -> None:
    text = made([task(tmp_path, "signs", 2)], [row(number=n) for n in range(2)], ["ours"])
    outline = Outline(text)
    keys, script = re.findall(r"<kbd>(.)</kbd>", text), text.partition("<script>")[2]
    assert keys == ["j", "k", "/"]
    assert all(f'event.key === "{key}"' in script for key in keys)
    assert {card["tabindex"] for card in outline.all("article")} == {"-1"}  # reached by j and k
    assert len(outline.all("select")) == 4
    assert [part["class"] for part in outline.all("div") if part.get("tabindex") == "0"] == ["wide"]  # it scrolls
    assert not [tag for tag, attributes in outline.tags if any(name.startswith("on") for name in attributes)]
    assert [link["href"] for link in outline.all("a")] == ["#plots", "#tables", "#examples"]


def test_a_sample_is_spread_over_tasks_and_outcomes(tmp_path: Path) -> None:
    tasks = [task(tmp_path, "many", 30), task(tmp_path, "few", 2)]
    rows = [row("many", n, before=0.0 if n == 7 else 1.0) for n in range(30)] + [row("few", n) for n in range(2)]
    text = made(tasks, rows, ["ours"])
    assert [article["data-task"] for article in Outline(text).all("article")] == ["many"] * 8 + ["few"] * 2
    assert "many, q7<" in text  # the one that was helped
    assert text == made(tasks, rows, ["ours"])


def test_two_hundred_examples_stay_below_five_megabytes(tmp_path: Path) -> None:
    draw = random.Random(0)
    rows = [row("many", n, box=(draw.random() / 2, 0.1, 0.6, 0.9)) for n in range(200)]
    text = made([task(tmp_path, "many", 200)], rows, ["ours"], 200)  # noise: nothing is harder to encode
    assert len(Outline(text).all("article")) == 200
    assert len(text.encode()) < 5_000_000


def test_an_abstention_has_no_crop(tmp_path: Path) -> None:
    rows = [row(before=0.5, after=0.5, **{**WHOLE, "policy": "ours"})]
    text = made([task(tmp_path, "signs", 1)], rows, ["ours"])
    assert 'data-outcomes="eye:abstained"' in text
    assert text.count("<img") == 1
