"""Questions that name no answer: which label it is, only comparing sizes or colours tells."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from training.pages import words
from training.pages.draft import Draft
from training.pages.page import Colour

TINTS: tuple[tuple[Colour, str], ...] = (
    ((70, 120, 180), "blue"),
    ((220, 120, 50), "orange"),
    ((90, 160, 90), "green"),
    ((190, 70, 70), "red"),
    ((130, 100, 170), "purple"),
    ((150, 110, 80), "brown"),
    ((200, 170, 60), "yellow"),
)
_TINT_NAMES = {
    "en": [name for _, name in TINTS],
    "de": ["blau", "orange", "grün", "rot", "lila", "braun", "gelb"],
    "fr": ["bleu", "orange", "vert", "rouge", "violet", "brun", "jaune"],
    "es": ["azul", "naranja", "verde", "rojo", "morado", "marrón", "amarillo"],
}
_CLASSES: dict[str, dict[str, tuple[str, ...]]] = {
    "country": {"en": ("country", "nation"), "de": ("Land",), "fr": ("pays",), "es": ("país",)},
    "city": {"en": ("city", "town", "place"), "de": ("Stadt",), "fr": ("ville",), "es": ("ciudad",)},
    "goods": {"en": ("product", "item", "type"), "de": ("Ware",), "fr": ("produit",), "es": ("producto",)},
    "brand": {"en": ("brand", "company", "group"), "de": ("Marke",), "fr": ("marque",), "es": ("marca",)},
    "region": {"en": ("region", "area"), "de": ("Region",), "fr": ("région",), "es": ("región",)},
    "people": {"en": ("group", "kind of people"), "de": ("Gruppe",), "fr": ("groupe",), "es": ("grupo",)},
    "year": {"en": ("year",), "de": ("Jahr",), "fr": ("année",), "es": ("año",)},
    "": {"en": ("category", "label", "group", "type", "one"), "de": ("Gruppe",), "fr": ("catégorie",),
         "es": ("categoría",)},
}  # fmt: skip


def names_and_class(rng: Random, tongue: str, most: int) -> tuple[list[str], str]:
    """Names of one class, at most ``most`` of them, and what the class is called by ``word``."""
    pools = {
        "country": words.COUNTRY[tongue],
        "city": words.CITY[tongue],
        "goods": words.GOODS[tongue],
        "brand": words.BRAND,
        "region": words.REGION,
        "": words.NOUN,
    }
    if tongue == "en":
        pools["people"] = words.PEOPLE
    name = rng.choice(sorted(pools))
    return rng.sample(pools[name], min(most, len(pools[name]))), name


def word(rng: Random, name: str, tongue: str) -> str:
    """What one of that class is called; at times only "category"."""
    named = _CLASSES[name if rng.random() < 0.85 else ""]
    return rng.choice(named.get(tongue, named["en"]))


def ask_ends(
    draft: Draft, name: str, measures: Sequence[str], labels: Sequence[str], sizes: Sequence[float], at: Sequence[int]
) -> None:
    """Which has the most, and which the least.

    Args:
        draft: the page.
        name: of the labels' class.
        measures: ways to name what is compared.
        labels: of what is compared.
        sizes: by which it is compared.
        at: the label's lines.
    """
    for purpose, size in (("most", max(sizes)), ("least", min(sizes))):
        if list(sizes).count(size) == 1:
            place = list(sizes).index(size)
            slots = {"c": word(draft.rng, name, draft.language), "m": draft.rng.choice(list(measures))}
            draft.ask(purpose, labels[place], [at[place]], **slots)


def ask_tint(draft: Draft, name: str, tint: str, label: str, at: int) -> None:
    """Which label belongs to a colour."""
    shade = draft.rng.choice(("", "", "", "light ", "dark ")) if draft.language == "en" else ""
    colour = shade + draft.local(_TINT_NAMES)[_TINT_NAMES["en"].index(tint)]
    draft.ask("tint", label, [at], c=word(draft.rng, name, draft.language), tint=colour)
