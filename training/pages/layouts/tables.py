"""Tables to look things up in, price boards and menus."""

from __future__ import annotations

from training.pages.draft import Draft
from training.pages.layout import layout
from training.pages.parts import blocks, comparisons, keyed

_MENU = {
    "en": (
        "Starters",
        "Mains",
        "Drinks",
        "Desserts",
        "Hot Drinks",
        "Services",
        "Sides",
        "Haircuts",
        "Specials",
        "Kids",
    ),
    "de": ("Vorspeisen", "Hauptgerichte", "Getränke", "Desserts", "Beilagen", "Tagesangebot"),
    "fr": ("Entrées", "Plats", "Boissons", "Desserts", "Formules"),
    "es": ("Entrantes", "Platos", "Bebidas", "Postres", "Menú del día"),
}
_NAMES = {
    "en": ("MENU", "Price List", "TODAY'S PRICES", "Our Services", "Opening Offer", "Cafe Menu", "Admission Prices"),
    "de": ("SPEISEKARTE", "Preisliste", "Unsere Preise"),
    "fr": ("CARTE", "Nos tarifs", "MENU"),
    "es": ("CARTA", "Lista de precios", "Nuestros precios"),
}
_UNITS = {
    "en": ("(in millions)", "in thousands of dollars", "per 1,000 people", "percent of total", "unaudited"),
    "de": ("in Tsd. Euro", "in Prozent", "je 1.000 Einwohner"),
    "fr": ("en milliers d'euros", "en pour cent"),
    "es": ("en miles de euros", "en porcentaje"),
}
_COLUMNS = {
    "en": (
        "Price",
        "Weight",
        "Population",
        "Area",
        "Rate",
        "Score",
        "Volume",
        "Goals",
        "Capacity",
        "Dose",
        "Share",
        "Output",
        "Imports",
        "Exports",
        "Visitors",
        "Depth",
        "Code",
        "Start",
        "Owner",
        "Region",
    ),
    "de": ("Preis", "Gewicht", "Einwohner", "Fläche", "Punkte", "Anteil", "Menge", "Tore", "Ausfuhr", "Beginn"),
    "fr": ("Prix", "Poids", "Population", "Surface", "Points", "Part", "Volume", "Début", "Buts"),
    "es": ("Precio", "Peso", "Población", "Superficie", "Puntos", "Parte", "Volumen", "Inicio", "Goles"),
}


_COUNTED = ("count", "percent", "int")


def lookup(draft: Draft, x: float, y: float, width: float, rows: int, most: int, bottom: float = 0.0) -> float:
    """A table of names by years or properties and questions about its cells; the y under it."""
    rng, values, tongue = draft.rng, draft.values, draft.language
    columns = rng.randint(2, max(2, min(7, int(width / draft.em / 7))))
    if rng.random() < 0.4:
        first = rng.randint(1950, 2015)
        step = rng.choice((1, 1, 5, 10))
        header = [str(first + step * number) for number in range(columns)]
        specs = [rng.choice(("count", "percent", "money", "count"))] * columns
    elif rng.random() < 0.15:
        header = [values.month().split()[0][:3] + f" {number}" for number in range(1, columns + 1)]
        specs = ["count"] * columns
    else:
        header = rng.sample(draft.local(_COLUMNS), columns)
        specs = [rng.choice(("count", "percent", "money", "weight", "code", "date", "int")) for _ in header]
    names, kind = comparisons.names_and_class(rng, tongue, rows)
    corner = rng.choice(("", "Name", "Item", "Year", "Type")) if tongue == "en" else ""
    body = [[name, *(values.value(spec)[0] for spec in specs)] for name in names]
    if rng.random() < 0.3:  # values that come twice
        body[-1][1] = body[0][1]
    aligns = ["left"] + [rng.choice(("right", "right", "centre"))] * columns
    shares = [rng.uniform(1.6, 2.8)] + [1.0] * columns
    y, cells = blocks.grid(draft, x, y, shares, [corner, *header], body, width, aligns, bottom)
    spots = [(row, column) for row in range(len(cells)) for column in range(1, columns + 1)]
    for row, column in rng.sample(spots, min(most, len(spots))):
        text = body[row][column]
        draft.ask("cell", text, [cells[row][column]], row=body[row][0], col=header[column - 1])
        if rng.random() < 0.25 and [line[column] for line in body].count(text) == 1:
            draft.ask("row_of", body[row][0], [cells[row][0]], value=text, col=header[column - 1])
    for column in rng.sample(range(1, columns + 1), min(2, columns)):
        if specs[column - 1] in _COUNTED and cells:
            sizes = [number_in(line[column], values.comma) for line in body[: len(cells)]]
            labels, at = [line[0] for line in body], [row[0] for row in cells]
            head = header[column - 1]
            named = f"{rng.choice(('value', 'figure', 'number'))} in {head}" if head.isdigit() else head
            comparisons.ask_ends(draft, kind, [named, named.lower()], labels[: len(cells)], sizes, at)
    return y


def number_in(text: str, comma: bool) -> float:
    """The number that a cell holds, written with a decimal comma or a decimal point."""
    digits = "".join(letter for letter in text if letter.isdigit() or letter == (",." if comma else ".,")[0])
    return float(digits.replace(",", "."))


@layout("table", nouns=("table", "sheet"))
def table(draft: Draft) -> None:
    """One or two tables with title, unit, notes and numbers around them."""
    rng, values = draft.rng, draft.values
    draft.start(rng.choice((0.5, 0.75, 1.0, 1.41)), rng.uniform(0.012, 0.024))
    draft.manner = rng.choice(("scan", "scan", "photo", "screen"))
    left, width = draft.margin, draft.width - 2 * draft.margin
    y = blocks.heading(
        draft, f"{rng.choice(('Table 1.', 'Table 3:', '', ''))} {values.value('title')[0]}".strip(), draft.margin * 0.6
    )
    if rng.random() < 0.5:
        draft.put(left, y, rng.choice(draft.local(_UNITS)), 0.9)
        y += draft.line
    if rng.random() < 0.4:
        fields = draft.pick(rng.choice(("report", "invoice", "freight", "person")), rng.randint(2, 5))
        y = keyed.pairs(draft, fields, left, y, width, columns=rng.choice((1, 2))) + draft.line * 0.5
    for number in range(rng.choice((1, 1, 2))):
        if y > draft.height * 0.7:
            break
        if number:
            y = blocks.heading(draft, values.value("title")[0], y + draft.line, 1.2, told=False)
        y = lookup(draft, left, y, width, rng.randint(3, 18), rng.randint(5, 12), draft.height - draft.margin)
    if y < draft.height - draft.margin - draft.line and rng.random() < 0.5:
        source = values.company()
        text = rng.choice(("Source: {s}", "Data: {s}, 2019", "Note: {s}")).format(s=source)
        draft.ask("source", source, [draft.put(left, y + draft.em * 0.5, text, 0.8, room=width)])
    draft.trim()


@layout("menu", share=0.8, nouns=("menu", "board", "price list"))
def menu(draft: Draft) -> None:
    """A menu or board of prices: sections, items, prices far to the right or after dots."""
    rng, values = draft.rng, draft.values
    draft.start(
        rng.choice((0.6, 0.8, 1.3, 1.5, 2.2)), rng.uniform(0.014, 0.04), rng.choice(("sans", "serif", "display"))
    )
    draft.manner = rng.choice(("photo", "photo", "scan", "screen"))
    if rng.random() < 0.4:
        draft.paper, draft.ink = (rng.choice(((30, 34, 32), (60, 30, 20), (20, 40, 70))), (245, 240, 225))
        draft.soft = draft.accent = rng.choice((draft.ink, (250, 210, 90)))
    left, width = draft.margin, draft.width - 2 * draft.margin
    y = blocks.heading(
        draft,
        rng.choice((rng.choice(draft.local(_NAMES)), values.company())),
        draft.margin * 0.5,
        rng.uniform(1.5, 2.6),
    )
    columns = 2 if width > 40 * draft.em and rng.random() < 0.6 else 1
    gutter = draft.em * 2
    wide = (width - gutter * (columns - 1)) / columns
    names = blocks.goods(draft, 40)
    sections = rng.sample(draft.local(_MENU), min(rng.randint(1, 5), len(draft.local(_MENU))))
    top, bottom, column = y, draft.height - draft.margin * 0.6, 0
    manner, sized = rng.choice(("right", "right", "dots", "near", "under")), rng.random() < 0.15
    currency = rng.random() < 0.6
    for section in sections:
        if y + 4 * draft.line > bottom:
            column, y = column + 1, top
            if column == columns:
                break
        x = left + column * (wide + gutter)
        head = draft.put(x, y, section, 1.3, name=draft.head, colour=draft.accent, room=wide)
        y += draft.line * 1.5
        for number in range(rng.randint(2, 8)):
            if y + draft.line > bottom or not names:
                break
            item = names.pop()
            price = values.money(1, 60) if currency else values.amount(1, 60)
            shown = f"{rng.randint(1, 90)}. {item}" if rng.random() < 0.1 else item
            if manner == "dots":
                first = draft.put(x, y, shown, room=wide * 0.7)
                second = draft.put(x + wide, y, price, align="right")
                draft.leader(x + draft.inks[first].width, y, draft.inks[second].x)
            elif manner == "near":
                both = " ".join(f"{shown} {rng.choice(('-', '–', '', ' '))} {price}".split())
                first = second = draft.put(x, y, both, room=wide)
            else:
                first = draft.put(x, y, shown, room=wide - draft.em * 6)
                if manner == "under":
                    y += draft.line
                    second = draft.put(x + draft.em, y, price)
                else:
                    second = draft.put(x + wide, y, price, align="right")
            y += draft.line
            if sized and manner == "right" and y + draft.line < bottom:
                draft.put(x, y, values.sentence(5), 0.75, room=wide * 0.7, colour=draft.soft)
                y += draft.line * 0.9
            draft.ask("price", price, [second], item=item)
            if rng.random() < 0.2:
                draft.ask("priced", item, [first], value=price)
            if number == 0 and rng.random() < 0.3:
                draft.ask("section", item, [first], x=section)
                draft.ask("below", item, [first], x=draft.inks[head].text)
        y += draft.line * 0.6
    if columns == 1:
        draft.trim()
