"""The table of countries is what its command makes of CLDR."""

import json
from pathlib import Path

import pytest

pytest.importorskip("babel")

from babel.core import get_global

from cropvlm_tools.policies.grounded.question import countries as table
from training.grounded import countries

KEPT = json.loads(Path(table.__file__).with_name("countries.json").read_text(encoding="utf-8"))


def test_the_table_in_the_package_is_the_one_the_command_writes(tmp_path: Path) -> None:
    if f"CLDR {get_global('cldr')['version']} " not in KEPT["source"]:
        pytest.skip(f"babel here carries another version than: {KEPT['source']}")
    countries.main(["--out", str(tmp_path / "countries.json")])
    assert json.loads((tmp_path / "countries.json").read_text(encoding="utf-8"))["names"] == KEPT["names"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("St. Kitts & Nevis", {"St. Kitts and Nevis", "Saint Kitts and Nevis", "Saint Kitts & Nevis"}),
        ("Myanmar (Burma)", {"Myanmar", "Burma"}),
    ],
)
def test_names_as_documents_print_them(name: str, expected: set[str]) -> None:
    assert expected <= {" ".join(variant.split()) for variant in countries.variants(name, "and")}


@pytest.mark.parametrize(
    ("name", "listed"),
    [
        ("st kitts and nevis", True),
        ("saint vincent and the grenadines", True),
        ("timor leste", True),
        ("elfenbeinkuste", False),  # CLDR has Côte d'Ivoire
        ("ussr", True),
        ("mauricio", False),
        ("jersey", False),
        ("", False),
    ],
)
def test_what_is_listed(name: str, listed: bool) -> None:
    assert (name in table.COUNTRIES) == listed
