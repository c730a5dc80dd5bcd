"""Tables of figures: heads over heads, groups of rows, two alike on a page, long ones, accounts."""

from __future__ import annotations

from training.pages import words
from training.pages.draft import Draft
from training.pages.layout import layout
from training.pages.layouts.tables import lookup
from training.pages.parts import blocks, comparisons
from training.pages.parts.records import names
from training.pages.parts.spanning import Plan, Row, ask_table, print_table, spoken

_SPLITS = {
    "en": (
        ("Men", "Women", "Total"), ("Urban", "Rural"), ("Number", "Percent"), ("Actual", "Budget", "Variance"),
        ("Current", "Previous"), ("Imports", "Exports"), ("Low", "Medium", "High"), ("Mean", "SD", "n"),
        ("Owned", "Rented"), ("Before", "After"), ("Q1", "Q2", "Q3", "Q4"), ("Debit", "Credit"),
        ("Under 30", "30 and over"),
        ("Estimate", "Std. error"), ("First class", "Second class"), ("Adults", "Children", "Seniors"),
        ("Won", "Lost"),
        ("Gross", "Net"), ("Min", "Max"), ("Planned", "Done"), ("$", "%"),
        ("Yes", "No", "No answer"), ("Domestic", "Abroad"),
    ),
    "de": (("Männer", "Frauen"), ("Anzahl", "Prozent"), ("Soll", "Ist"), ("Stadt", "Land"),
           ("Vorjahr", "Lfd. Jahr"), ("Min", "Max")),
    "fr": (("Hommes", "Femmes"), ("Nombre", "%"), ("Prévu", "Réalisé"), ("Ville", "Campagne")),
    "es": (("Hombres", "Mujeres"), ("Número", "%"), ("Previsto", "Real"), ("Urbano", "Rural")),
}  # fmt: skip
_TOTAL = {
    "en": ("Total", "All", "Grand total", "Sum", "Net income", "Average"),
    "de": ("Summe", "Insgesamt", "Gesamt"),
    "fr": ("Total", "Ensemble"),
    "es": ("Total", "Suma"),
}
_ACCOUNTS: dict[str, dict[str, tuple[str, ...]]] = {
    "en": {
        "Assets": ("Cash and cash equivalents", "Accounts receivable, net of allowances", "Inventories",
                   "Prepaid expenses",
                   "Property, plant and equipment", "Goodwill", "Deferred tax assets", "Other assets"),
        "Liabilities": ("Accounts payable", "Accrued expenses", "Short-term borrowings", "Deferred revenue",
                        "Long-term debt, less current portion", "Pension obligations", "Other liabilities"),
        "Revenues": ("Sales of products", "Services", "Licence fees", "Interest income", "Other revenues"),
        "Expenses": ("Cost of goods sold", "Wages and salaries", "Selling and marketing", "Research and development",
                     "Depreciation and amortisation", "Rent", "Insurance", "Interest expense"),
        "Cash flows": ("Net cash from operating activities", "Purchase of equipment", "Dividends paid"),
    },
    "de": {
        "Aktiva": ("Kassenbestand", "Forderungen aus Lieferungen und Leistungen", "Vorräte", "Sachanlagen"),
        "Passiva": ("Eigenkapital", "Rückstellungen", "Verbindlichkeiten gegenüber Banken"),
        "Aufwand": ("Löhne und Gehälter", "Miete", "Abschreibungen", "Zinsen", "Versicherungen"),
    },
    "fr": {
        "Actif": ("Disponibilités", "Créances clients", "Stocks", "Immobilisations corporelles"),
        "Charges": ("Salaires", "Loyers", "Amortissements", "Frais financiers", "Assurances"),
    },
    "es": {
        "Activo": ("Efectivo", "Cuentas por cobrar", "Existencias", "Inmovilizado material"),
        "Gastos": ("Sueldos y salarios", "Alquileres", "Amortizaciones", "Gastos financieros"),
    },
}  # fmt: skip
_UNITS = ("({u} thousands)", "In millions of {u}", "({u})", "Amounts in {u}", "in Tsd. {u}", "(unaudited, {u})")


def _cell(draft: Draft, spec: str) -> str:
    rng, values = draft.rng, draft.values
    if rng.random() < 0.03:
        return rng.choice(("", "", "-", "n/a", "–", ".."))
    if spec == "loss":
        text = values.amount(2, 90000, 0)
        return f"({text})" if rng.random() < 0.25 else text
    if spec == "decimal":
        return values.amount(0.1, 99, 1)
    return values.value(spec)[0]


def _heads(draft: Draft, depth: int, most: int) -> tuple[tuple[str, ...], ...]:
    """Heads of up to ``most`` columns; those of the lowest level come again under each above."""
    rng = draft.rng
    split = rng.choice(draft.local(_SPLITS))
    first = rng.randint(1960, 2023)
    years = [str(first + number) for number in range(4)]
    upper = rng.choice((years, years, names(draft, rng.choice(("word", "region", "country", "city")), 4)))
    if depth == 1:
        flat = rng.choice((split, years, names(draft, "word", rng.randint(3, 12)), names(draft, "month", 8)))
        return tuple((head,) for head in flat[:most])
    if depth == 2:
        over = upper[: max(min(rng.randint(2, 4), most // len(split)), 1)]
        found = [(head, sub) for head in over for sub in split]
        if rng.random() < 0.2:
            found.append(("", rng.choice(draft.local(_TOTAL))))
        return tuple(found)
    other = rng.choice([each for each in draft.local(_SPLITS) if each != split])
    found3 = [(head, middle, sub) for head in upper[:2] for middle in other[:2] for sub in split[:2]]
    return tuple(found3[:most])


def plan(draft: Draft, depth: int, rows: int, most: int, title: str = "", called: tuple[str, ...] = ()) -> Plan:
    """A table of figures with rows in groups at times, a row of sums, empty cells.

    Args:
        draft: the page.
        depth: levels of heads.
        rows: at most so many.
        most: columns.
        title: of the table.
        called: the rows' names; drawn where empty.
    """
    rng = draft.rng
    heads = _heads(draft, depth, most)
    spec = rng.choice(("count", "percent", "loss", "decimal", "money", "int", "count"))
    by_end = {
        end: rng.choice(("count", "percent", "loss", "decimal", "int")) for end in {head[-1]: 0 for head in heads}
    }
    specs = [by_end[head[-1]] if rng.random() < 0.5 or depth > 1 else spec for head in heads]
    made: list[Row] = []

    def add(name: str, group: str = "", total: bool = False) -> None:
        made.append(Row(name, group, tuple(_cell(draft, each) for each in specs), total))

    if called:
        for name in called:
            add(name)
    elif rng.random() < 0.45:
        groups = names(draft, rng.choice(("region", "word", "brand")), rng.randint(2, 5))
        same = comparisons.names_and_class(rng, draft.language, 6)[0] if rng.random() < 0.5 else []
        for group in groups:
            inner = same[: rng.randint(2, 6)] or names(draft, rng.choice(("goods", "title", "city")), rng.randint(2, 6))
            for name in inner:
                add(name, group)
            if rng.random() < 0.3:
                made.append(
                    Row(
                        f"{rng.choice(draft.local(_TOTAL))} {group}", group, tuple(_cell(draft, s) for s in specs), True
                    )
                )
    else:
        pool = comparisons.names_and_class(rng, draft.language, rows)[0]
        for name in pool if rng.random() < 0.6 else names(draft, rng.choice(("title", "goods", "company")), rows):
            add(name)
    made = made[:rows]
    if rng.random() < 0.4:
        add(rng.choice(draft.local(_TOTAL)), "", True)
    corner = rng.choice(("", "", draft.invented().name))
    return spoken(draft, Plan(heads, tuple(made), corner, title))


@layout("statistics", share=1.4, nouns=("table", "page", "sheet"))
def statistics(draft: Draft) -> None:
    """A table with two or three levels of heads, rows in groups, notes under it."""
    rng, values = draft.rng, draft.values
    draft.start(
        rng.choice((0.5, 0.7, 1.0, 1.41, 1.41)), rng.uniform(0.010, 0.019), rng.choice(("sans", "serif", "serif"))
    )
    draft.manner = rng.choice(("scan", "scan", "scan", "photo", "screen"))
    left, width = draft.margin, draft.width - 2 * draft.margin
    title = f"{rng.choice(('Table 2.', 'TABLE IV', 'Tab. 7:', '', ''))} {values.value('title')[0]}".strip()
    y = blocks.heading(draft, title, draft.margin * 0.6, rng.uniform(1.0, 1.7))
    if rng.random() < 0.4:
        draft.put(left, y, rng.choice(_UNITS).format(u=values.symbol.strip() or "units"), 0.85, room=width)
        y += draft.line
    table = plan(draft, rng.choice((1, 2, 2, 2, 3)), rng.randint(4, 40), max(int(width / draft.em / 4.5), 2), title)
    y, placed, lowest = print_table(draft, left, y, width, draft.height - draft.margin, table)
    ask_table(draft, table, placed, lowest, rng.randint(6, 14))
    while y < draft.height - draft.margin - draft.line and rng.random() < 0.5:
        draft.put(
            left, y + draft.em * 0.4, rng.choice((values.sentence(9), blocks.note(draft, "report"))), 0.8, room=width
        )
        y += draft.line
    draft.trim()


@layout("twins", share=0.8, nouns=("page", "tables", "sheet"))
def twins(draft: Draft) -> None:
    """Two or three tables with the same rows and heads under different titles: only the title tells which is meant."""
    rng, values = draft.rng, draft.values
    draft.start(rng.choice((0.6, 1.0, 1.41)), rng.uniform(0.010, 0.017))
    left, width = draft.margin, draft.width - 2 * draft.margin
    y = blocks.heading(draft, values.value("title")[0], draft.margin * 0.6, rng.uniform(1.2, 1.8))
    pool = comparisons.names_and_class(rng, draft.language, rng.randint(3, 9))[0]
    count = rng.choice((2, 2, 3))
    beside = width > 50 * draft.em and count == 2 and rng.random() < 0.5
    wide = width * 0.47 if beside else width * rng.uniform(0.7, 1.0)
    depth = rng.choice((1, 1, 2))

    heads = _heads(draft, depth, max(int(wide / draft.em / 5), 2))

    for number, title in enumerate(names(draft, rng.choice(("title", "brand", "city")), count)):
        x, top = (left + number * width * 0.53, y) if beside else (left, y)
        if top > draft.height * 0.8:
            break
        draft.put(x, top, title, 1.15, bold=True, room=wide)
        rows = tuple(Row(name, "", tuple(_cell(draft, "count") for _ in heads)) for name in pool)
        table = spoken(draft, Plan(heads, rows, title=title))
        low, placed, lowest = print_table(draft, x, top + draft.line * 1.5, wide, draft.height - draft.margin, table)
        ask_table(draft, table, placed, lowest, rng.randint(3, 6), titled=True)
        y = y if beside else low + draft.line
    draft.trim()


@layout("accounts", share=0.8, nouns=("balance sheet", "statement", "page"))
def accounts(draft: Draft) -> None:
    """A company's accounts: sections, indented rows that wrap, sums, notes, two or three years far to the right."""
    draft.domains |= {"finance", "invoice", "report"}
    rng, values = draft.rng, draft.values
    draft.start(rng.choice((1.29, 1.41)), rng.uniform(0.0095, 0.013), rng.choice(("serif", "serif", "sans")))
    left, width = draft.margin * 1.2, draft.width - 2.4 * draft.margin
    y = blocks.letterhead(draft) if rng.random() < 0.3 else draft.margin
    y = blocks.heading(draft, f"{values.company()} {rng.choice(('', 'Consolidated', 'and subsidiaries'))}", y, 1.3)
    draft.put(left, y, rng.choice(_UNITS).format(u=values.symbol.strip() or "USD"), 0.9)
    y += draft.line * 1.4
    year = rng.randint(1970, 2024)
    label = rng.choice(("{y}", "31 Dec {y}", "FY{y}", "31.12.{y}", "{y}*"))
    heads: tuple[tuple[str, ...], ...] = tuple(
        (label.format(y=year - number),) for number in range(rng.choice((2, 2, 2, 3, 5)))
    )
    if rng.random() < 0.3:
        heads = (("Note",), *heads)
    made: list[Row] = []
    sections: dict[str, tuple[str, ...]] = draft.local(_ACCOUNTS)
    for group in rng.sample(sorted(sections), rng.randint(2, min(4, len(sections)))):
        inner = rng.sample(sections[group], rng.randint(3, len(sections[group])))
        for name in [*inner, f"{rng.choice(draft.local(_TOTAL)[:1])} {group.lower()}"]:
            cells = tuple(
                str(rng.randint(1, 30)) if head == ("Note",) else _cell(draft, rng.choice(("loss", "loss", "count")))
                for head in heads
            )
            made.append(Row(name, group, cells, name != inner[0] and name not in inner))
    table = spoken(draft, Plan(heads, tuple(made)))
    y, placed, lowest = print_table(draft, left, y, width, draft.height - draft.margin, table)
    ask_table(draft, table, placed, lowest, rng.randint(7, 14))
    if rng.random() < 0.6:
        text = rng.choice(("See accompanying notes.", "The notes form part of these statements.", values.sentence(9)))
        draft.put(left, min(y + draft.line, draft.height - draft.margin * 0.6), text, 0.85, room=width)
    draft.trim()


@layout("report_table", share=0.6, nouns=("page", "report"))
def report_table(draft: Draft) -> None:
    """A page of running text with a table in it that has the words of the text."""
    rng, values = draft.rng, draft.values
    draft.start(rng.choice((1.29, 1.41)), rng.uniform(0.0095, 0.013), "serif")
    left, width = draft.margin * 1.2, draft.width - 2.4 * draft.margin
    y = draft.margin
    pool = comparisons.names_and_class(rng, draft.language, rng.randint(3, 12))[0]
    for number in range(rng.choice((1, 2))):
        y = blocks.heading(draft, values.value("title")[0], y, 1.2, told=number == 0)
        for _ in range(rng.randint(1, 2)):
            text = [
                values.sentence(12) if rng.random() < 0.6 else f"{rng.choice(pool)} {values.sentence(8)}"
                for _ in range(4)
            ]
            y, _ = draft.prose(left, y, width, text)
            y += draft.line * 0.5
        if y > draft.height * 0.75:
            break
        title = f"Table {number + 1}: {values.value('title')[0]}"
        draft.ask("caption", title, [draft.put(left, y, title, 0.95, bold=True, room=width)], x=f"Table {number + 1}")
        y += draft.line * 1.3
        if rng.random() < 0.3:
            y = lookup(draft, left, y, width, rng.randint(3, 9), 6, draft.height - draft.margin) + draft.line
            continue
        called = tuple(pool) if number == 0 else tuple(rng.sample(words.of("nouns", draft.tongue), rng.randint(3, 8)))
        table = plan(draft, rng.choice((1, 2)), 12, max(int(width / draft.em / 5), 2), title, called)
        y, placed, lowest = print_table(draft, left, y, width, draft.height - draft.margin, table)
        ask_table(draft, table, placed, lowest, rng.randint(4, 9))
        y += draft.line
    while y < draft.height - draft.margin - 3 * draft.line:
        y, _ = draft.prose(left, y, width, [values.sentence(14), values.sentence(11)])
        y += draft.line * 0.4
    page = str(rng.randint(2, 300))
    draft.ask(
        "page_number", page, [draft.put(draft.width / 2, draft.height - draft.margin * 0.5, page, align="centre")]
    )
