"""What people read of a run."""

import html
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from cropvlm_tools.boxes import Box
from training import report
from training.report import page, summarise, table
from training.rows import Row
from training.tasks import Example, Task
from training.tasks.jsonl import grade_transcript

NASTY = "<script>alert('1')</script> & \"quoted\" $cards ${edge}"


def row(task: str = "signs", number: int = 0, policy: str = "ours", recall: bool | None = True, **changes: Any) -> Row:
    values: dict[str, object] = {
        "task": task, "id": f"q{number}", "image": f"{number // 2}.png", "split": "", "field": "", "counting": False,
        "policy": policy, "box": (0.1, 0.2, 0.5, 0.6), "area": 0.16, "recall": recall, "confidence": 0.5, "reason": "",
        "seconds": 0.1, "cold": number % 2 == 0, "whole": {"eye": 0.5}, "crop": {"eye": 1.0},
    }  # fmt: skip
    return Row(**{**values, **changes})


def test_figures_of_a_section() -> None:
    ours = [row(number=n, recall=n < 6, seconds=float(n)) for n in range(8)]
    ours += [row(number=8, recall=None, counting=True, whole={}, crop={})]
    whole: dict[str, Any] = {"policy": "whole", "box": None, "area": 1.0, "crop": {}}
    theirs = [row(number=n, recall=n < 2, whole={"eye": 1.0 if n < 2 else 0.2}, **whole) for n in range(8)]
    theirs += [row(number=8, recall=None, counting=True, **{**whole, "whole": {}})]
    section = summarise([*theirs, *ours], "whole")["signs"]
    assert list(section) == ["whole", "ours"]
    figures = section["ours"]
    assert (figures["questions"], figures["with_box"], figures["with_text"], figures["images"]) == (9, 8, 8, 5)
    assert figures["recall"].mean == 0.75
    assert figures["seconds_p50"] == 2.0  # of the cold ones: 0, 0.1, 2, 4, 6
    assert figures["readers"]["eye"]["readable"].mean == 1.0
    assert figures["readers"]["eye"]["helped"] == 1.0
    assert figures["minus_reference"]["recall"].mean == 0.5
    assert figures["minus_reference"]["eye"].mean == 0.75
    assert section["whole"]["abstained"] == 1.0
    assert section["whole"]["readers"]["eye"]["score"] == pytest.approx((2 * 1.0 + 6 * 0.2) / 8)
    own = section["whole"]["minus_reference"]["recall"]
    assert (own.mean, own.low, own.high) == (0.0, 0.0, 0.0)


def test_figures_do_not_depend_on_the_order_of_rows() -> None:
    rows = [row(task, n, policy, recall=n % 3 == 0) for task in ("a", "b") for n in range(9) for policy in ("x", "y")]
    assert summarise(rows, "x") == summarise([*rows[:18][::-1], *rows[18:][::-1]], "x")
    assert list(summarise(rows, "x")) == ["a", "b", "all"]
    assert summarise(rows, "x")["all"]["y"]["images"] == 10


def test_what_was_never_counted_is_a_dash() -> None:
    rows = [row(number=n, recall=None, whole={}, crop={}, cold=False) for n in range(2)]
    text = table(summarise(rows, "ours"), "ours", 448, ["eye"])
    assert "| ours | – | 0.16 | – | 0.00 | – |" in text


def task(tmp_path: Path, name: str, count: int, text: str = "plain") -> Task:
    Image.effect_noise((900, 600), 90).convert("RGB").save(tmp_path / f"{name}.png")
    examples = tuple(
        Example(f"q{n}", tmp_path / f"{name}.png", text, (text,), (text,), (Box(0.1, 0.2, 0.3, 0.4),))
        for n in range(count)
    )
    return Task(name, tmp_path, examples, grade_transcript)


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


def test_a_page_stands_on_its_own_and_escapes_everything(tmp_path: Path) -> None:
    text = page(
        [task(tmp_path, "signs", 2, NASTY)],
        [row(number=n, reason=NASTY, policy=policy) for n in range(2) for policy in ("ours", "<b>")],
        ["ours", "<b>"], ["eye"], 448, 10,
    )  # fmt: skip
    outline = Outline(text)
    assert len(outline.all("script")) == 1
    assert "alert(" not in re.sub(re.escape(html.escape(NASTY)), "", text)
    assert [tag for tag in outline.all("b") if not tag] == []
    assert len(outline.all("article")) == 2
    assert len(outline.all("figure")) == 4
    assert {figure["data-outcomes"] for figure in outline.all("figure")} == {"eye:helped"}
    assert len(outline.all("i")) == 2 * (1 + 2)  # the marked place and the box of each policy
    for picture in outline.all("img"):
        assert (picture["src"] or "").startswith("data:image/jpeg;base64,")
    assert not outline.all("link")
    assert not re.search(r"https?://", text)


def test_a_sample_is_spread_over_tasks(tmp_path: Path) -> None:
    tasks = [task(tmp_path, "many", 30), task(tmp_path, "few", 2)]
    rows = [row(name, n) for name, count in (("many", 30), ("few", 2)) for n in range(count)]
    text = page(tasks, rows, ["ours"], ["eye"], 448, 10)
    assert [article["data-task"] for article in Outline(text).all("article")] == ["many"] * 8 + ["few"] * 2
    assert text == page(tasks, rows, ["ours"], ["eye"], 448, 10)


def test_a_page_has_a_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report, "_PAGE_SIZE", 1_000_000)
    text = page([task(tmp_path, "many", 30)], [row("many", n) for n in range(30)], ["ours"], ["eye"], 448, 30)
    assert 2 <= len(Outline(text).all("article")) < 30
    assert len(text) < 1_010_000


def test_an_abstention_has_no_crop(tmp_path: Path) -> None:
    text = page([task(tmp_path, "signs", 1)], [row(box=None, area=1.0, crop={})], ["ours"], ["eye"], 448, 1)
    assert 'data-outcomes="eye:abstained"' in text
    assert text.count("<img") == 1
