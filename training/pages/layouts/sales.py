"""Receipts and invoices."""

from __future__ import annotations

from training.pages.draft import Draft
from training.pages.layout import layout
from training.pages.parts import blocks, keyed

_TITLES = {
    "en": ("RECEIPT", "TAX INVOICE", "SALES RECEIPT", "CASH BILL", "Guest Check", "Simplified Tax Invoice"),
    "de": ("KASSENBON", "Quittung", "RECHNUNG", "Kundenbeleg"),
    "fr": ("TICKET DE CAISSE", "REÇU", "Ticket client"),
    "es": ("TICKET", "RECIBO", "FACTURA SIMPLIFICADA"),
}
INVOICE = {
    "en": (
        "INVOICE",
        "Tax Invoice",
        "Commercial Invoice",
        "Statement of Account",
        "BILL",
        "Purchase Order",
        "Quotation",
    ),
    "de": ("RECHNUNG", "Rechnung", "Lieferschein", "Auftragsbestätigung"),
    "fr": ("FACTURE", "Facture", "Bon de commande", "Devis"),
    "es": ("FACTURA", "Factura", "Pedido", "Albarán"),
}
_COLUMNS = {
    "en": (
        ("Description", "Item", "Article"),
        ("Qty", "Quantity", "Units"),
        ("Unit Price", "Rate", "Price"),
        ("Amount", "Line Total", "Total"),
    ),
    "de": (("Bezeichnung", "Artikel"), ("Menge", "Anz."), ("Einzelpreis", "E-Preis"), ("Betrag", "Gesamt")),
    "fr": (("Désignation", "Article"), ("Qté", "Quantité"), ("Prix unit.", "P.U."), ("Montant", "Total")),
    "es": (("Descripción", "Artículo"), ("Cant.", "Unidades"), ("Precio", "P. unit."), ("Importe", "Total")),
}


@layout("receipt", share=1.4, nouns=("receipt", "slip", "till roll"))
def receipt(draft: Draft) -> None:
    """A till slip: shop, items, sums, numbers; sometimes a small slip on a larger scan."""
    rng, values = draft.rng, draft.values
    aspect = rng.uniform(1.3, 2.9)
    draft.start(aspect, rng.uniform(0.011, 0.02) * (1.4 / aspect) ** 0.5, rng.choice(("mono", "sans", "mono")))
    draft.manner = rng.choice(("scan", "photo", "photo", "corner", "corner"))
    draft.caps = rng.random() < 0.3
    draft.leading = rng.uniform(1.15, 1.5)
    left, right = draft.margin, draft.width - draft.margin
    width = right - left
    y = blocks.letterhead(draft, "shop")
    if rng.random() < 0.7:
        y = blocks.heading(draft, rng.choice(draft.local(_TITLES)), y, rng.uniform(1.0, 1.5), told=False)
    head = draft.take(
        "receipt",
        "date",
        "time",
        "number",
        "gstid",
        "company_reg",
        "cashier",
        "till",
        "table",
        "member",
        "guests",
        "branch",
    )
    rng.shuffle(head)
    head = head[: rng.randint(3, 8)] + draft.pick("receipt", 0)
    y = keyed.pairs(
        draft, head, left, y, width, rng.choice(("inline", "left", "right", "inline")), rng.choice((1, 1, 2))
    )
    y = _separator(draft, left, y, width)
    y = _items(draft, left, y, width, rng.randint(1, 12))
    y = _separator(draft, left, y, width)
    sums = draft.take("receipt", "subtotal", "discount", "tax", "rounding", "tip", "total", "payment", "cash", "change")
    sums = [field for field in sums if field.name == "total" or rng.random() < 0.65]
    y = keyed.pairs(draft, sums, left, y, width, rng.choice(("right", "right", "left", "dots")))
    y = _separator(draft, left, y, width)
    for fact in draft.facts:  # the sum once more, beside how it was paid
        if fact.field is not None and fact.field.name == "total" and rng.random() < 0.35:
            draft.put(left, y, rng.choice(("VISA", "CARD", "MASTERCARD", "EC", "AMOUNT", "CB")))
            fact.places += ((draft.put(right, y, fact.answer, align="right"),),)
            y += draft.line
    rest = draft.pick("receipt", rng.randint(0, 4))
    y = keyed.pairs(draft, rest, left, y, width, rng.choice(("inline", "left", "right")))
    for _ in range(rng.randint(0, 3)):
        if y < draft.height - draft.margin - draft.line:
            draft.put(draft.width / 2, y, blocks.note(draft, "receipt"), align="centre", room=width)
            y += draft.line
    if y < draft.height - draft.margin - draft.line and rng.random() < 0.3:
        draft.put(draft.width / 2, y, values.value("url")[0], align="centre", room=width)
    draft.trim(always=rng.random() < 0.8)


def _separator(draft: Draft, x: float, y: float, width: float) -> float:
    style = draft.rng.choice(("rule", "dashes", "gap", "gap"))
    if style == "rule":
        draft.rule(x, y, width)
    elif style == "dashes":
        for number in range(int(width / draft.em)):
            draft.rule(x + number * draft.em, y, draft.em * 0.5)
    return y + draft.line * 0.5


def _items(draft: Draft, x: float, y: float, width: float, count: int) -> float:
    rng, values = draft.rng, draft.values
    manner = rng.choice(("one", "one", "two", "coded"))
    for item in blocks.goods(draft, count):
        if y > draft.height * 0.8:
            break
        quantity, price, line_total = str(rng.randint(1, 9)), values.amount(0.5, 90), values.amount(0.5, 300)
        room = width - draft.text_width("00000.00") - draft.em
        if manner == "one":
            shown = f"{quantity} {item}" if rng.random() < 0.4 else item
            first = draft.put(x, y, shown, room=room)
        elif manner == "coded":
            draft.put(x, y, values.pattern("########"))
            y += draft.line
            first = draft.put(x, y, item, room=room)
        else:
            first = draft.put(x, y, item, room=width)
            y += draft.line
            second = draft.put(x + draft.em, y, f"{quantity} x {price}")
            if draft.text_width(quantity) and rng.random() < 0.5:
                draft.ask("amount", quantity, [second], item=item)
        amount = draft.put(x + width, y, line_total, align="right")
        y += draft.line
        draft.ask("price", line_total, [amount], item=item)
        if rng.random() < 0.2:
            draft.ask("priced", item, [first], value=line_total)
    return y


@layout("invoice", share=1.2, nouns=("invoice", "bill", "document"))
def invoice(draft: Draft) -> None:
    """A bill on a sheet of letter paper: who, to whom, numbers, a table of goods, sums, bank."""
    rng, values = draft.rng, draft.values
    draft.start(rng.choice((1.29, 1.41, 1.41, 0.77)), rng.uniform(0.0095, 0.015))
    draft.manner = rng.choice(("scan", "scan", "photo"))
    left, width = draft.margin, draft.width - 2 * draft.margin
    y = blocks.letterhead(draft) if rng.random() < 0.75 else draft.margin
    y = blocks.heading(draft, rng.choice(draft.local(INVOICE)), y, band=rng.random() < 0.2)
    people = draft.take("invoice", "customer", "ship_to", "supplier")
    people = people[: rng.randint(1, 3)]
    half = width * rng.uniform(0.4, 0.55)
    top = y
    y = keyed.pairs(draft, people, left, top, half - draft.em, rng.choice(("above", "boxed", "left", "inline")))
    numbers = draft.take(
        "invoice",
        "number",
        "date",
        "due",
        "order",
        "account",
        "terms",
        "rep",
        "delivered",
        "carrier",
        "project",
        "period",
        "page",
        "currency",
        "dept",
        "vat",
    )
    rng.shuffle(numbers)
    numbers = numbers[: rng.randint(4, 10)]
    y = max(
        y,
        keyed.pairs(
            draft,
            numbers,
            left + half + draft.em,
            top,
            width - half - draft.em,
            rng.choice(("left", "right", "inline", "grid", "above")),
        ),
    )
    y += draft.line
    header = [rng.choice(names) for names in draft.local(_COLUMNS)]
    names = blocks.goods(draft, rng.randint(1, 10))
    rows = [[name, str(rng.randint(1, 60)), values.amount(1, 400), values.amount(5, 9000)] for name in names]
    order = [0, 1, 2, 3] if rng.random() < 0.6 else [1, 0, 2, 3]
    shares = [(4.0, 1.0, 1.5, 1.6)[column] for column in order]
    aligns = [("left", "right", "right", "right")[column] for column in order]
    y, cells = blocks.grid(
        draft,
        left,
        y,
        shares,
        [header[c] for c in order],
        [[row[c] for c in order] for row in rows],
        width,
        aligns,
        draft.height * 0.78,
    )
    for row, placed in zip(rows, cells):
        for column in (1, 2, 3):
            if rng.random() < 0.5:
                index = placed[order.index(column)]
                purpose = "amount" if column == 1 and rng.random() < 0.6 else "cell"
                draft.ask(purpose, row[column], [index], row=row[0], col=header[column], item=row[0])
    y += draft.line * 0.7
    sums = draft.take("invoice", "net", "shipping", "tax", "deposit", "total")
    sums = [field for field in sums if field.name == "total" or rng.random() < 0.7]
    below = keyed.pairs(draft, sums, left + width * 0.5, y, width * 0.5, rng.choice(("right", "left", "grid", "right")))
    if rng.random() < 0.12:
        blocks.stamp(draft, left + draft.em, y + draft.em)
    else:
        rest = draft.pick("invoice", rng.randint(1, 5))
        below = max(below, keyed.pairs(draft, rest, left, y, width * 0.45, rng.choice(("inline", "left"))))
    for _ in range(rng.randint(0, 3)):
        if below < draft.height - draft.margin - draft.line:
            draft.put(left, below + draft.em, blocks.note(draft, "invoice"), 0.85, room=width)
            below += draft.line
    draft.trim()
