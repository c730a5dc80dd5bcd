"""The page that people read of a run."""

import base64
import random
import re
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
from markupsafe import escape
from PIL import Image

from cropvlm_tools.boxes import Box
from tests.training.evaluation.test_figures import WHOLE, row
from training.evaluation.figures import summarise
from training.evaluation.page import page
from training.evaluation.rows import Row
from training.tasks.task import Example, Task

NASTY = "<script>alert('1')</script> & \"quoted\" {{ cards }} {% if %}"
SVG = "{http://www.w3.org/2000/svg}"


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
    assert "alert(" not in text.replace("&lt;script&gt;alert(", "")
    assert len(outline.all("article")) == 2
    assert len(outline.all("figure")) == 4
    assert {figure["data-effects"] for figure in outline.all("figure")} == {f"{NASTY}:helped"}
    assert text.count(str(escape(NASTY))) > 10
    assert len(outline.all("i")) == 2 * (1 + 2)  # the marked place and the box of each policy
    sources = [picture["src"] or "" for picture in outline.all("img")]
    assert [source.partition(",")[0] for source in sources] == [
        "data:image/svg+xml;base64", *["data:image/webp;base64"] * 2 * (1 + 2),
    ]  # fmt: skip
    plot = base64.b64decode(sources[0].partition(",")[2]).decode("utf-8")
    assert NASTY in {text.text for text in ElementTree.fromstring(plot).iter(f"{SVG}text")}
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


def test_a_sample_is_spread_over_tasks_and_effects(tmp_path: Path) -> None:
    tasks = [task(tmp_path, "many", 30), task(tmp_path, "few", 2)]
    rows = [row("many", n, before=0.0 if n == 7 else 1.0) for n in range(30)] + [row("few", n) for n in range(2)]
    text = made(tasks, rows, ["ours"])
    assert [article["data-task"] for article in Outline(text).all("article")] == ["many"] * 8 + ["few"] * 2
    assert "many, q7<" in text  # the one that was helped
    assert text == made(tasks, rows, ["ours"])


def test_two_hundred_examples_stay_below_five_megabytes(tmp_path: Path) -> None:
    draw = random.Random(0)
    rows = [row("many", n, regions=((draw.random() / 2, 0.1, 0.6, 0.9),)) for n in range(200)]
    text = made([task(tmp_path, "many", 200)], rows, ["ours"], 200)  # noise: nothing is harder to encode
    assert len(Outline(text).all("article")) == 200
    assert len(text.encode()) < 5_000_000


def test_an_abstention_has_no_crop(tmp_path: Path) -> None:
    rows = [row(before=0.5, after=0.5, **{**WHOLE, "policy": "ours"})]
    text = made([task(tmp_path, "signs", 1)], rows, ["ours"])
    assert 'data-effects="eye:abstained"' in text
    assert text.count("<img") == 1 + 1  # the plot, and the whole
    assert "not zoomed, area 1.00" in text
    assert "fails" not in text


def test_failures_have_a_column(tmp_path: Path) -> None:
    rows = [row(number=n, **{**WHOLE, "policy": "ours", "outcome": ("failed", "abstained")[n % 2]}) for n in range(3)]
    rows += [row(number=n, **WHOLE) for n in range(3)]
    text = made([task(tmp_path, "signs", 3)], rows, ["ours"])
    assert [heading for heading in re.findall(r"<th scope=col>(.*?)</th>", text) if "fails" in heading] == [
        "ours fails"
    ]
    assert re.search(r"<td>2</td>\s*</tr>", text)
    assert 'data-effects="eye:failed"' in text
    assert "<option>failed</option>" in text


def test_every_region_has_a_crop_and_an_outline(tmp_path: Path) -> None:
    rows = [row(regions=((0.1, 0.2, 0.5, 0.6), (0.6, 0.6, 0.9, 0.8)))]
    outline = Outline(made([task(tmp_path, "signs", 1)], rows, ["ours"]))
    assert len(outline.all("img")) == 1 + 1 + 2
    assert [mark["style"] for mark in outline.all("i") if mark["class"] == "policy0"] == [
        "left:10.00%;top:20.00%;width:40.00%;height:40.00%;", "left:60.00%;top:60.00%;width:30.00%;height:20.00%;",
    ]  # fmt: skip
