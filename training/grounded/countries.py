"""Names of countries for the default policy, from Unicode CLDR as babel carries it.

    python -m training.grounded.countries

writes ``cropvlm_tools/policies/grounded/question/countries.json``. The table is one of those that trained networks are
bound to: after a change they must be trained again.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from cropvlm_tools.policies.grounded.question import countries
from cropvlm_tools.policies.grounded.question.parsing import normalise
from training.recipe import run_stage
from training.storage import write_atomic

LANGUAGES = {"en": "and", "de": "und", "fr": "et", "es": "y"}
"""And what stands for ``&`` in their names."""

NO_COUNTRIES = "AC AQ BV CP CQ DG EA EU EZ GS HM IC IO QO SJ TA TF UM UN XA XB ZZ"
"""Codes of CLDR for unions, for places where nobody lives, and for tests."""

DEPENDENCIES = (
    "AI AS AW AX BL BQ CC CK CW CX FK GF GG GI GP GU IM JE KY MF MO MP MQ MS NC NF NU PF PM PN RE SH SX TC TK VG VI WF "
    "YT"
)
"""Parts of other countries; few are named as countries, and many also name towns, islands and states elsewhere."""

AMBIGUOUS = frozenset(("dominique", "granada", "grenade", "island", "maurice", "mauricio", "salvador", "santa lucia"))
"""First names, towns and words more often than countries; ``names_country`` has a rule of its own for "island"."""

ADDITIONAL = (
    # short
    "usa, u s a, u s, uk, u k, uae, u a e, ee uu, bosnia, bosnie, bosnien, trinidad, congo, kongo, korea, corea, "
    "coree, macedonia, macedoine, vatican, vatikan, palestine, hong kong, hongkong, brunei, "
    # other names of the same
    "great britain, grossbritannien, czech republic, ivory coast, turkey, faroe islands, viet nam, swaziland, "
    "republik moldau, saint lucia, saint vincent and the grenadines, st vincent and the grenadines, "
    "saint vincent the grenadines, st vincent the grenadines, "
    # parts of the United Kingdom
    "england, scotland, wales, northern ireland, schottland, nordirland, angleterre, ecosse, pays de galles, "
    "inglaterra, escocia, "
    # of the past
    "burma, ceylon, czechoslovakia, tschechoslowakei, tchecoslovaquie, dutch east indies, persia, prussia, rhodesia, "
    "siam, soviet union, sowjetunion, union sovietique, union sovietica, ussr, u s s r, udssr, urss, yugoslavia, "
    "jugoslawien, yougoslavie, zaire"
)
"""Normalised, with commas between them: what CLDR does not list."""


def names() -> list[str]:
    """All of them, normalised, sorted."""
    from babel import Locale

    known, left_out = {normalise(name) for name in ADDITIONAL.split(",")}, f"{NO_COUNTRIES} {DEPENDENCIES}".split()
    for language, conjunction in LANGUAGES.items():
        for code, name in Locale(language).territories.items():
            if len(code) == 2 and code.isalpha() and code not in left_out:
                known.update(map(normalise, variants(name, conjunction)))
    return sorted(filter(None, known - AMBIGUOUS))


def variants(name: str, conjunction: str) -> Iterator[str]:
    """A name of CLDR as documents print it: "St. Kitts & Nevis", "Saint Kitts and Nevis"; "Myanmar (Burma)" in two."""
    for part in re.split(r"[()]", name):
        for joined in (part, part.replace("&", f" {conjunction} ")):
            yield joined
            yield joined.replace("St. ", "Saint ")


@dataclass(frozen=True, kw_only=True)
class CountriesRecipe:
    """Names of countries."""

    out: Path = field(
        default=Path(countries.__file__).with_name("countries.json"), metadata={"help": "where the package reads them"}
    )


def write(recipe: CountriesRecipe) -> str:
    """Write the table, and say how many names it has."""
    import babel
    from babel.core import get_global

    source = f"Unicode CLDR {get_global('cldr')['version']} (Unicode License v3) through babel {babel.__version__}"
    made = {"made by": "python -m training.grounded.countries", "source": source, "languages": list(LANGUAGES)}
    listed = names()
    write_atomic(recipe.out, json.dumps({**made, "names": listed}, indent=0) + "\n")
    return f"{len(listed)} names: {recipe.out.name}"


def main(arguments: Sequence[str] | None = None) -> int:
    """0; 2 after an error, which is one line on standard error."""
    return run_stage(CountriesRecipe, write, arguments)


if __name__ == "__main__":
    sys.exit(main())
