"""Invented pages: the same for a seed, their places right, their pixels where they say, misread as they should be."""

import re
from collections import Counter
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest

from cropvlm_tools.perception.element import Line
from cropvlm_tools.policies.grounded.question.parsing import parse_question
from training.pages import KINDS, Noise, Page, invent, misread, render, words
from training.pages.__main__ import dataset_rows, main
from training.pages.draft import Draft
from training.pages.fields import LANGUAGES, domains, parse
from training.pages.fields.stories import SLOT, stories
from training.pages.fonts import face, load, pairs
from training.pages.layouts.parties import parties
from training.pages.layouts.specimens import _finder
from training.pages.noise import HEIGHTS, default_noise, fit
from training.pages.page import Ink
from training.pages.values import SPECS, Inventor
from training.tasks.jsonl import load_jsonl
from training.tasks.metrics import normalise

CLEAN: dict[str, Any] = {
    "lost": (0.0,) * (len(HEIGHTS) + 1),
    "faint": 0.0,
    "errors": (0.0,) * (len(HEIGHTS) + 1),
    "space_lost": 0.0,
    "space_added": 0.0,
    "merged": (0.0,) * 8,
    "split": 0.0,
    "grown": (0.0,) * 4,
    "jitter": (0.0,) * 4,
    "height": 1.0,
    "height_spread": 0.0,
}


def pages(kind: str, count: int = 12) -> list[Page]:
    return [invent(seed, kind) for seed in range(count)]


def plain(text: str) -> str:
    return normalise(text).replace(" ", "")


@pytest.mark.parametrize("kind", KINDS)
def test_a_seed_is_a_page(kind: str) -> None:
    assert invent(5, kind) == invent(5, kind)
    assert invent(5, kind) != invent(6, kind)
    assert invent(5, kind).kind == kind


def test_kinds_and_languages_are_mixed() -> None:
    drawn = [invent(seed) for seed in range(300)]
    assert {page.kind for page in drawn} == set(KINDS)
    languages = Counter(asked.language for page in drawn for asked in page.asked)
    assert set(languages) == set(LANGUAGES)
    assert 0.6 < languages["en"] / languages.total() < 0.85
    unanswered = [not asked.places for page in drawn for asked in page.asked]
    assert 0.05 < sum(unanswered) / len(unanswered) < 0.13


@pytest.mark.parametrize("kind", KINDS)
def test_answers_stand_at_their_places(kind: str) -> None:
    for page in pages(kind):
        assert sum(bool(asked.places) for asked in page.asked) >= 3
        assert len(page.printed) == len(page.inks)
        for asked in page.asked:
            assert asked.question.strip()
            assert "{" not in asked.question
            assert bool(asked.answers) == bool(asked.places)
            for place in asked.places:
                text = " ".join(page.printed[index].text for index in place)
                assert all(plain(answer) in plain(text) for answer in asked.answers), (asked, text)


@pytest.mark.parametrize("kind", KINDS)
def test_pixels_stand_out_where_lines_are_printed(kind: str) -> None:
    page = next(page for page in pages(kind) if max(page.size) < 2500)
    picture = render(page)
    assert picture.size == page.size
    assert picture.mode == "RGB"
    assert picture.tobytes() == render(page).tobytes()
    grey = np.asarray(picture.convert("L"), float)
    marked = 0
    for printed in page.printed:
        left, top, right, bottom = printed.box.to_pixels(page.size)
        marked += grey[top:bottom, left:right].std() > 1.5 * page.camera.grain + 4
    assert marked > 0.9 * len(page.printed)


def test_an_empty_sheet_has_no_pixels_but_paper() -> None:
    page = next(
        page for page in (invent(seed, "form") for seed in range(99)) if not page.camera.grain and page.camera.flat
    )
    ink = page.inks[0]
    grey = np.asarray(render(page).convert("L"), float)
    box = page.printed[0].box.to_pixels(page.size)
    inside = grey[box[1] : box[3], box[0] : box[2]]
    assert inside.min() < grey.max() - 60 * ink.contrast


@pytest.mark.parametrize("kind", KINDS)
def test_misread_lines_know_where_they_come_from(kind: str) -> None:
    for page in pages(kind, 4):
        lines, sources = misread(page, 1)
        assert (lines, sources) == misread(page, 1)
        assert len(lines) == len(sources)
        assert all(0 <= source < len(page.printed) for source in sources)
        assert [line.box.y1 for line in lines] == sorted(line.box.y1 for line in lines)
        assert all(line.text.strip() and line.height > 0 and 0.5 <= line.score <= 1 for line in lines)


def test_without_noise_every_line_is_read_as_printed() -> None:
    page = invent(3, "invoice")
    lines, sources = misread(page, 0, Noise(**CLEAN))
    assert sorted(sources) == list(range(len(page.printed)))
    for line, source in zip(lines, sources):
        assert line.text == page.printed[source].text.strip()
        assert line.box == page.printed[source].box
        assert line.height == pytest.approx(page.printed[source].height)


def test_merged_lines_stay_under_the_leftmost() -> None:
    page = invent(3, "invoice")
    lines, sources = misread(page, 0, Noise(**CLEAN | {"merged": (1.0,) * 8}))
    assert len(lines) < len(page.printed)
    for line, source in zip(lines, sources):
        assert line.text.startswith(page.printed[source].text.strip()[:3])
        assert line.box.coverage(page.printed[source].box) > 0.99


def test_fit_recovers_known_rates() -> None:
    known = Noise(
        **CLEAN
        | {
            "lost": (0.1,) * 8,
            "faint": 0.1,
            "errors": (0.04,) * 8,
            "deleted": 0.25,
            "inserted": 0.1,
            "space_lost": 0.2,
            "grown": (0.2, 0.1, 0.2, 0.1),
            "jitter": (0.05,) * 4,
            "height": 1.1,
            "confused": {letter: {"#": 1.0} for letter in "aeioun"},
        }
    )
    read: list[tuple[Page, tuple[Line, ...]]] = []
    for seed in range(120):
        page = invent(seed, ("invoice", "letter", "table")[seed % 3])
        read.append((page, misread(page, seed, known)[0]))
    found = fit(read)
    assert found.lost[2:5] == pytest.approx((0.1,) * 3, abs=0.05)  # heights that these pages have many of
    assert found.errors[3] == pytest.approx(0.04, abs=0.02)
    assert found.space_lost == pytest.approx(0.2, abs=0.05)
    assert found.deleted == pytest.approx(0.25, abs=0.1)
    assert found.height == pytest.approx(1.1, abs=0.03)
    assert found.grown == pytest.approx(known.grown, abs=0.03)
    assert max(found.confused["e"], key=lambda letter: found.confused["e"][letter]) == "#"
    assert found.merged[3] < 0.2


def test_noise_is_kept_and_found_again(tmp_path: Path) -> None:
    noise = Noise(faint=0.25, confused={"l": {"1": 0.5, "I": 0.5}})
    noise.save(tmp_path / "noise.json")
    assert Noise.load(tmp_path / "noise.json") == noise
    (tmp_path / "noise.json").write_text('{"unheard": 1}')
    with pytest.raises(ValueError, match="Fit it again"):
        Noise.load(tmp_path / "noise.json")
    with pytest.raises(ValueError, match="needs 8 rates"):
        Noise(lost=(0.1,))
    with pytest.raises(ValueError, match="Nothing to fit"):
        fit([])
    assert 0 < default_noise().faint < 1


def test_every_concept_can_be_printed_and_asked() -> None:
    fields = [field for table in domains().values() for field in table]
    assert len(fields) >= 400
    assert len({(field.domain, field.name) for field in fields}) == len(fields)
    for field in fields:
        assert "en" in field.wordings
        for language, wording in field.wordings.items():
            assert wording.labels
            assert wording.questions, field.name
            assert all(Inventor(Random(4), language).value(wording.value)), field.name


def test_every_story_asks_for_what_it_tells() -> None:
    for language in LANGUAGES:
        for story in stories(language):
            specs = SLOT.findall(story.sentence)
            assert set(specs) <= set(SPECS), story.sentence
            assert set(story.questions) <= set(range(1, len(specs) + 1))
            for number, questions in story.questions.items():
                assert all(f"{{{number}}}" not in question for question in questions)


def test_a_table_says_where_it_is_wrong() -> None:
    with pytest.raises(ValueError, match="trial, line 2"):
        parse("trial", "= total money\nxx Total | How much?")
    (field,) = parse("trial", "= total money\nen Total | How much?\nen | In all?\nde Summe | Wie viel? | one:1/2")
    assert field.wordings["en"].questions == ("How much?", "In all?")
    assert field.wordings["de"].value == "one:1/2"


def test_typefaces_have_measures() -> None:
    for role in ("sans", "serif", "mono", "display"):
        for name in {name for pair in pairs(role) for name in pair}:
            shape = face(name)
            assert 0.5 < shape.ascent < 1
            assert 0 < shape.descent < 0.5
            assert shape.width("Total 12.30", 40) == pytest.approx(load(name, 40).getlength("Total 12.30"), rel=0.08)


def test_the_command_writes_pictures_and_a_task(tmp_path: Path) -> None:
    out = tmp_path / "few"
    main(["--count", "2", "--kind", "specimen", "--out", str(out), "--jsonl"])
    assert {path.name for path in out.iterdir()} >= {
        "contact.png",
        "specimen-0.png",
        "specimen-0-marked.png",
        "few.jsonl",
    }
    task = load_jsonl(out)
    page = invent(0, "specimen")
    rows = dataset_rows(page, "specimen-0.png")
    assert len([example for example in task.examples if example.image.name == "specimen-0.png"]) == len(rows)
    assert all(example.boxes for example in task.examples)


def test_charts_are_asked_for_the_ends_of_their_axes() -> None:
    asked = [(page, each) for page in pages("chart", 60) for each in page.asked]
    ends = [(page, each) for page, each in asked if parse_question(each.question).position.side]
    assert len(ends) > 40
    for page, each in ends:
        position = parse_question(each.question).position
        if position.axis is None or not each.places:
            continue
        along = 1 if position.axis == "vertical" else 0
        own = page.printed[each.places[0][0]].box.xyxy
        low, high = own[along] < 0.5, own[along] > 0.4  # titles stand above, sources below
        assert high if position.side in ("bottom", "right") else low, each


def test_forms_hold_keys_that_begin_alike() -> None:
    found = 0
    for page in pages("form", 40):
        texts = [line.text.rstrip(" :.-") for line in page.printed]
        found += any(f"{text} {end}" in texts for text in texts for end in ("Code", "Ref", "ID", "Type", "Status"))
    assert found > 5


@pytest.mark.parametrize("kind", ["specimen", "product", "ticket"])
def test_numbers_under_barcodes_are_asked_for(kind: str) -> None:
    asked = [(page, each) for page in pages(kind, 60) for each in page.asked if "barcode" in each.question.lower()]
    assert asked
    for page, each in asked:
        (line,) = each.places[0]
        assert plain(page.printed[line].text) == plain(each.answers[0])
        assert sum(char.isdigit() for char in each.answers[0]) >= 6


def test_a_country_may_stand_in_the_heading_alone() -> None:
    asked = [(page, each) for page in pages("specimen", 60) for each in page.asked]
    told = [(page, each) for page, each in asked if each.places and parse_question(each.question).kind == "country"]
    headings = re.compile(r"(Flora|Plants|Fauna|Insects|Expedition|Fossils|Flore|Herb\w+|Faune) .+, [^,]+$")
    assert any(headings.match(page.printed[each.places[0][0]].text) for page, each in told)


def test_parties_of_a_form_are_asked_for_by_their_part_in_it() -> None:
    named = 0
    for page in [*pages("form", 60), *pages("contract", 30)]:
        texts = [line.text.rstrip(" :").lower() for line in page.printed]
        for each in page.asked:
            role = next((role for role in words.ROLE["en"] if f"Who is the {role}" in each.question), "").lower()
            if role and each.places:
                named += 1
                own, value = page.printed[texts.index(role)].box, page.printed[each.places[0][0]].box
                assert own.x1 < value.x1
                assert value.y2 > own.y1 - 0.02
    assert named > 3


def test_parties_keep_to_their_room_and_have_each_key_once() -> None:
    for seed in range(60):
        draft = Draft(Random(seed), "form", "en")
        draft.start(1.4, 0.014)
        parties(draft, draft.margin, draft.margin, draft.width * 0.75, draft.height)
        rows: dict[float, list[Ink]] = {}
        for ink in draft.inks:
            rows.setdefault(round(ink.top, 3), []).append(ink)
        for row in rows.values():
            row.sort(key=lambda ink: ink.x)
            assert all(left.x + left.width <= right.x for left, right in pairwise(row))
        others = [ink.text for ink in draft.inks if ink.text.split()[0] in words.ROLE["en"] and " " in ink.text]
        assert len(others) == len(set(others))


def test_columns_of_a_contract_repeat_values() -> None:
    most = []
    for page in pages("contract", 40):
        days = [line.text for line in page.printed if re.fullmatch(r"\d\d/\d\d/\d\d", line.text)]
        most.append(max(map(days.count, days), default=0))
    assert 0 < sum(count >= 6 for count in most) < len(most)


def test_a_finder_without_a_number_leaves_the_field_to_others() -> None:
    draft = Draft(Random(0), "specimen", "en")
    draft.start(1.0, 0.02)
    (name,) = draft.take("specimen", "collector")
    assert _finder(draft, 10, 10, 300) == 10
    assert [field.name for field in draft.take("specimen", "field_no")] == ["field_no"]
    assert name.group in draft.groups
