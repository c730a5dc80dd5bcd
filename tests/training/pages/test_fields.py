"""What can be printed can be asked for; the tables are read or say where they are wrong."""

from random import Random

import pytest

from training.pages.fields import LANGUAGES, domains, parse
from training.pages.fields.stories import SLOT, stories
from training.pages.values import SPECS, Inventor


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
