"""What food is made of: tables of nutrients and lists of ingredients."""

from __future__ import annotations

from training.pages.draft import Draft
from training.pages.parts import blocks

_NUTRIENTS = {
    "en": (
        "Energy",
        "Fat",
        "of which saturates",
        "Carbohydrate",
        "of which sugars",
        "Fibre",
        "Protein",
        "Salt",
        "Sodium",
        "Cholesterol",
        "Vitamin C",
        "Calcium",
        "Iron",
    ),
    "de": ("Energie", "Fett", "davon gesättigt", "Kohlenhydrate", "davon Zucker", "Ballaststoffe", "Eiweiß", "Salz"),
    "fr": ("Énergie", "Matières grasses", "dont saturées", "Glucides", "dont sucres", "Fibres", "Protéines", "Sel"),
    "es": (
        "Energía",
        "Grasas",
        "de las cuales saturadas",
        "Hidratos de carbono",
        "de los cuales azúcares",
        "Fibra",
        "Proteínas",
        "Sal",
    ),
}


_PER = {
    "en": ("per 100 g", "per serving", "% daily value", "per 30 g", "%RI*", "per bar"),
    "de": ("je 100 g", "pro Portion", "% Referenzmenge"),
    "fr": ("pour 100 g", "par portion", "% AR"),
    "es": ("por 100 g", "por ración", "% VRN"),
}


_INGREDIENTS = {
    "en": (
        "sugar",
        "wheat flour",
        "water",
        "palm oil",
        "cocoa butter",
        "salt",
        "skimmed milk powder",
        "soy lecithin",
        "maize starch",
        "citric acid",
        "rapeseed oil",
        "yeast",
        "tomatoes",
        "rice",
        "oats",
        "vinegar",
        "natural flavouring",
        "E330",
    ),
    "de": ("Zucker", "Weizenmehl", "Wasser", "Palmöl", "Speisesalz", "Magermilchpulver", "Hefe", "Tomaten", "Essig"),
    "fr": ("sucre", "farine de blé", "eau", "huile de palme", "sel", "lait écrémé", "levure", "tomates"),
    "es": ("azúcar", "harina de trigo", "agua", "aceite de palma", "sal", "leche desnatada", "levadura", "tomate"),
}


_INGREDIENTS_HEAD = {"en": "Ingredients:", "de": "Zutaten:", "fr": "Ingrédients :", "es": "Ingredientes:"}


_FIRST = {
    "en": ("What are the ingredients?", "What is it made from?", "list of ingredients", "What does it consist of?"),
    "de": ("Welche Zutaten hat es?", "Woraus besteht es?"),
    "fr": ("Quels sont les ingrédients ?", "De quoi est-ce fait ?"),
    "es": ("¿Qué ingredientes tiene?", "¿De qué está hecho?"),
    "it": ("Quali sono gli ingredienti?",),
    "pt": ("Quais são os ingredientes?",),
    "ru": ("Из чего это сделано?",),
    "zh": ("配料有哪些？",),
    "ja": ("原材料は何ですか？",),
    "ko": ("원재료는 무엇인가요?",),
}


_AMOUNT = {
    "en": ("How much {n} is there {p}?", "{n} {p}", "amount of {n} {p}", "{n} ({p})?", "What is the {n} content {p}?"),
    "de": ("Wie viel {n} {p}?", "{n} {p}?", "Gehalt an {n} ({p})?"),
    "fr": ("Combien de {n} {p} ?", "{n} {p} ?"),
    "es": ("¿Cuánto hay de {n} {p}?", "¿{n} {p}?"),
    "it": ("Quanto {n} c'è {p}?", "{n} {p}?"),
    "pt": ("Quanto há de {n} {p}?", "{n} {p}?"),
    "ru": ("Сколько {n} ({p})?", "{n}, {p}?"),
    "zh": ("{p}含多少{n}？", "{n}（{p}）？"),
    "ja": ("{p}の{n}はどれくらいですか？", "{n}（{p}）は？"),
    "ko": ("{p} {n}은 얼마인가요?", "{n} ({p})?"),
}


def nutrition(draft: Draft, x: float, y: float, width: float, bottom: float) -> float:
    rng, values = draft.rng, draft.values
    pool = draft.local(_NUTRIENTS)
    chosen = [name for name in pool if rng.random() < 0.75] or list(pool[:3])
    heads = rng.sample(draft.local(_PER), rng.choice((1, 2, 2, 3)))
    rows = []
    for name in chosen:
        unit = rng.choice((" kJ", " kcal")) if name == pool[0] else rng.choice((" g", "g", " mg"))
        rows.append(
            [name, *(f"{rng.randint(1, 60)}%" if "%" in head else values.amount(0.1, 900, 1) + unit for head in heads)]
        )
    shares = [2.2, *[1.0] * len(heads)]
    y, cells = blocks.grid(
        draft, x, y, shares, ["", *heads], rows, width, ["left", *["right"] * len(heads)], bottom, 0.9
    )
    for row, placed in zip(rows, cells):
        at = rng.randrange(1, len(row))
        name = row[0] if draft.language == "de" else row[0].lower()
        head = heads[at - 1]
        draft.ask_in(_AMOUNT, row[at], [placed[at]], kind="cell", purpose="cell", n=name, p=head, row=name, col=head)
    return y + draft.em


def ingredients(draft: Draft, x: float, y: float, width: float) -> float:
    rng = draft.rng
    pool = draft.local(_INGREDIENTS)
    parts = [
        f"{name} ({rng.randint(2, 60)}%)" if rng.random() < 0.25 else name
        for name in rng.sample(pool, rng.randint(4, len(pool)))
    ]
    text = ", ".join(parts) + "."
    y, told = draft.prose(x, y, width, [draft.local(_INGREDIENTS_HEAD), (text, 0)], 0.85)
    draft.ask_in(_FIRST, text, told[0])
    return y + draft.em * 0.6
