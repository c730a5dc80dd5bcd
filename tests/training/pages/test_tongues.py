"""The languages of ``training.pages.tongues``: tables that are read, pages that hold together in every script."""

import re
import unicodedata
from random import Random
from types import SimpleNamespace

import pytest

from training.pages import KINDS, Page, invent, misread
from training.pages.draft import Draft
from training.pages.fields import LANGUAGES, domains
from training.pages.no_place import no_place
from training.pages.tongues import LEFTWARD, MODULES, read_no_place, tongue
from training.pages.values import SPECS, Inventor
from training.pages.wordings import MIRRORED, TONGUES, wordings
from training.pages.words import lexicon, pieces

SLOT = re.compile(r"\{(\w+)\}")
FRAMES = {"label": {"L", "l"}, "beside": {"L"}, "whereabouts": {"L", "l"}, "wrap": {"q", "d"}, "both": {"a", "b"}}
FEWEST = {"it": 25, "pt": 25, "zh": 25, "ja": 25}
"""Templates of questions without a place in the largest languages."""

SCRIPTS = {"ru": "CYRILLIC", "el": "GREEK", "ar": "ARABIC", "fa": "ARABIC", "hi": "DEVANAGARI", "th": "THAI"}


@pytest.mark.parametrize("language", MODULES)
def test_a_language_names_and_asks_for_common_concepts(language: str) -> None:
    said = tongue(language).concepts
    names = {f"{domain}.{field.name}" for domain, table in domains().items() for field in table}
    assert names >= said.keys()
    assert len(said) >= 75
    assert all(concept.labels and concept.questions for concept in said.values())
    assert sum(len(concept.labels) > 1 for concept in said.values()) > 0.33 * len(said)


@pytest.mark.parametrize("language", MODULES)
def test_frames_and_wordings_have_the_slots_that_are_filled(language: str) -> None:
    own = tongue(language).wordings
    for name, slots in (FRAMES | {"pair": {"a", "b"}}).items():
        for template in own[name]:
            assert set(SLOT.findall(template)) <= slots, template
            assert "{" in template
    for purpose in own.keys() - FRAMES.keys() - {"pair"}:
        english = {slot for template in wordings(purpose, "en") for slot in SLOT.findall(template)}
        for template in own[purpose]:
            assert set(SLOT.findall(template)) <= english, (purpose, template)
    assert len(own) >= 28


@pytest.mark.parametrize("language", MODULES)
def test_values_are_made_in_every_language(language: str) -> None:
    for seed in range(6):
        inventor = Inventor(Random(seed), language)
        for spec in SPECS:
            assert all(part.strip() for part in inventor.value(spec)), spec
            assert not any("{" in part for part in inventor.value(spec)), spec


@pytest.mark.parametrize("language", TONGUES)
def test_what_asks_for_no_place_comes_in_many_ways(language: str) -> None:
    rng = Random(1)
    said = {no_place(rng, language) for _ in range(600)}
    assert len(said) > 60
    assert not any("{" in text for text in said)
    if language in FEWEST:
        assert len(tongue(language).no_place) >= FEWEST[language]


def test_thousands_of_different_ones_arise() -> None:
    rng = Random(2)
    assert len({no_place(rng, rng.choice(TONGUES)) for _ in range(12000)}) > 2000


def test_slots_are_read_beside_templates() -> None:
    assert read_no_place("Hi {name}!; Bye\n= name Jo; Al\n= name Bo") == (
        ("Hi {name}!", "Bye"),
        {"name": ("Jo", "Al", "Bo")},
    )


@pytest.mark.parametrize("language", MODULES)
def test_words_of_layouts_stay_apart(language: str) -> None:
    known = lexicon(language)
    goods = [
        known[name.lower()] for name in ("Ballpoint Pen Blue", "Rye Bread", "Olive Oil 500ml", "Towel", "Apple Pie")
    ]
    assert len(set(goods)) == len(goods)
    assert known["total"] != "total"


def of_language(language: str, count: int = 4) -> list[Page]:
    found = (page for seed in range(600) for kind in KINDS if (page := invent(seed, kind)).language == language)
    return [next(found) for _ in range(count)]


@pytest.mark.parametrize(("language", "script"), SCRIPTS.items())
def test_noise_keeps_to_the_script(language: str, script: str) -> None:
    kept = changed = 0
    for page in of_language(language, 12):
        lines, sources = misread(page, 3)
        for line, source in zip(lines, sources):
            printed = [letter for letter in page.printed[source].text if letter.isalpha()]
            if printed and all(script in unicodedata.name(letter) for letter in printed):
                read = [letter for letter in line.text[: len(page.printed[source].text)] if letter.isalpha()]
                kept += sum(script in unicodedata.name(letter) for letter in read)
                changed += sum(script not in unicodedata.name(letter) for letter in read)
    assert kept > 100
    assert changed < 0.02 * kept


def test_sheets_of_scripts_that_run_to_the_left_are_turned() -> None:
    drafts = [Draft(Random(seed), "form", language) for seed in range(20) for language in LEFTWARD]
    assert 0.4 < sum(draft.mirrored for draft in drafts) / len(drafts) < 0.95
    draft = next(draft for draft in drafts if draft.mirrored)
    index, width = draft.put(10, 10, "abc"), draft.width
    draft.shape("fill", 10, 20, 30, 40)
    draft.ask("right", "abc", [index], x="x")
    draft.mirror()
    assert draft.inks[index].x == pytest.approx(width - 10 - draft.inks[index].width)
    assert draft.shapes[-1].xy == (width - 30, 20, width - 10, 40)
    assert MIRRORED["right"] == "left"
    assert draft.facts[0].questions == tuple(text.format(x="x") for text in wordings("left", draft.facts[0].language))


def test_text_without_spaces_can_be_wrapped() -> None:
    assert [word for word, _ in pieces("日本語の文章です", "ja")] == ["日本語の", "文章です"]
    assert list(pieces("two words", "en")) == [("two", " "), ("words", " ")]


def test_a_table_says_where_it_is_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    made = SimpleNamespace(__name__="made", CONCEPTS="totl | Summe | Wie viel?", WORDINGS="", NO_PLACE="", WORDS="")
    monkeypatch.setattr("training.pages.tongues.import_module", lambda name: made)
    monkeypatch.setitem(MODULES, "xx", "made")
    with pytest.raises(ValueError, match="made has a line that names no concept: 'totl"):
        tongue("xx")


def test_the_four_languages_of_layouts_have_no_module() -> None:
    assert not set(LANGUAGES) & MODULES.keys()
