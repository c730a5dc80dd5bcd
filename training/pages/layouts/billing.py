"""Bills: who sends them stands there without a label, sums at the far right, the bank at the foot."""

from __future__ import annotations

from training.pages.draft import Draft
from training.pages.layout import layout
from training.pages.layouts.catalogues import goods
from training.pages.layouts.sales import INVOICE
from training.pages.parts import blocks, keyed

_TO = {
    "en": (
        "To whom is this addressed?",
        "Who is being billed?",
        "name of the recipient",
        "Who receives this?",
        "Who has to pay?",
        "customer?",
    ),
    "de": ("An wen ist das gerichtet?", "Wer ist der Empfänger?", "Wer muss zahlen?"),
    "fr": ("À qui est-ce adressé ?", "Qui doit payer ?", "nom du destinataire"),
    "es": ("¿A quién va dirigido?", "¿Quién tiene que pagar?", "nombre del destinatario"),
    "it": ("A chi è indirizzato?",),
    "pt": ("A quem é dirigido?",),
    "ru": ("Кому это адресовано?",),
    "zh": ("这是寄给谁的？",),
    "ja": ("誰に宛てたものですか？",),
    "ko": ("누구에게 보낸 것인가요?",),
}

_TO_WHERE = {
    "en": (
        "What is the recipient's address?",
        "Where does the customer live?",
        "address of the one who is billed",
        "street and town of the customer",
    ),
    "de": ("Welche Anschrift hat der Empfänger?", "Wo wohnt der Kunde?"),
    "fr": ("Quelle est l'adresse du destinataire ?", "Où habite le client ?"),
    "es": ("¿Qué dirección tiene el cliente?", "¿Dónde vive el destinatario?"),
    "it": ("Qual è l'indirizzo del destinatario?",),
    "pt": ("Qual é o endereço do destinatário?",),
    "ru": ("Какой адрес у получателя?",),
    "zh": ("收件人的地址是什么？",),
    "ja": ("受取人の住所は？",),
    "ko": ("받는 사람의 주소는?",),
}

_PAGE = {"en": "Page {a} of {b}", "de": "Seite {a} von {b}", "fr": "Page {a} sur {b}", "es": "Página {a} de {b}"}

_ITEM_HEADS = {
    "en": ("Pos", "Article no.", "Description", "Qty", "Unit", "Unit price", "VAT %", "Disc.", "Amount"),
    "de": ("Pos.", "Art.-Nr.", "Bezeichnung", "Menge", "Einh.", "Einzelpreis", "MwSt. %", "Rabatt", "Betrag"),
    "fr": ("N°", "Réf.", "Désignation", "Qté", "Unité", "P.U. HT", "TVA %", "Rem.", "Montant"),
    "es": ("N.º", "Ref.", "Descripción", "Cant.", "Ud.", "Precio", "IVA %", "Dto.", "Importe"),
}


def sender(draft: Draft, y: float) -> float:
    """Who it is from, in large letters or in a small line over the recipient, never with a label."""
    if draft.rng.random() < 0.6:
        return blocks.letterhead(draft)
    name = draft.values.company()
    line = f"{name} · {' · '.join(draft.values.address())}".replace(" · ", draft.rng.choice((" · ", " - ", ", ")))
    index = draft.put(draft.margin, y, line, 0.7, room=draft.width * 0.5)
    draft.ask("issuer", name, [index])
    draft.groups |= {"invoice.supplier", "letter.company"}
    return y + draft.line


def recipient(draft: Draft, x: float, y: float, room: float) -> float:
    """Name and address without a label; the y under them."""
    name = draft.rng.choice((draft.values.name, draft.values.company))()
    draft.ask_in(_TO, name, [draft.put(x, y, name, room=room)])
    draft.groups |= {"invoice.customer", "invoice.ship_to", "letter.recipient"}
    place = []
    address = draft.values.address()
    for part in address:
        y += draft.line
        place.append(draft.put(x, y, part, room=room))
    draft.ask_in(_TO_WHERE, " ".join(address), place)
    return y + draft.line * 1.6


def _foot(draft: Draft, domain: str) -> None:
    """Columns of small print at the foot with the bank and the register, and a page number at times."""
    rng = draft.rng
    y, wide = draft.height - draft.margin * 0.8 - draft.line * 2.4, draft.width - 2 * draft.margin
    draft.rule(draft.margin, y - draft.em * 0.4, wide)
    columns = rng.randint(2, 4)
    fields = draft.pick(domain, columns * 2) if rng.random() < 0.5 else draft.pick("finance", columns * 2)
    keyed.pairs(
        draft, fields, draft.margin, y, wide, rng.choice(("inline", "inline", "left")), columns, draft.height, 0.72
    )
    if rng.random() < 0.6:
        number = str(rng.randint(1, 9))
        text = draft.local(_PAGE).format(a=number, b=rng.randint(1, 9))
        at = draft.put(draft.width - draft.margin, draft.margin * 0.3, text, 0.8, align="right")
        draft.ask("page_number", number, [at])


@layout("bill", share=1.2, nouns=("bill", "invoice", "document"))
def bill(draft: Draft) -> None:
    """A bill with a band of boxes (keys over values), items in many columns, a block of sums, a foot."""
    draft.domains |= {"letter", "receipt", "person", "freight"}
    rng, values = draft.rng, draft.values
    draft.start(rng.choice((1.29, 1.41, 1.41)), rng.uniform(0.0095, 0.014))
    draft.manner = rng.choice(("scan", "scan", "photo"))
    left, width = draft.margin, draft.width - 2 * draft.margin
    y = sender(draft, draft.margin)
    top = y
    y = recipient(draft, left, y + draft.em, width * 0.45)
    people = draft.take("invoice", "rep", "account", "terms", "carrier", "project", "dept", "vat")
    rng.shuffle(people)
    if rng.random() < 0.5:
        y = max(
            y,
            keyed.pairs(
                draft,
                people[: rng.randint(2, 5)],
                left + width * 0.55,
                top + draft.em,
                width * 0.45,
                rng.choice(("right", "left", "inline")),
            ),
        )
    y = blocks.heading(draft, rng.choice(draft.local(INVOICE)), y, rng.uniform(1.2, 2.2), told=rng.random() < 0.4)
    band = draft.take("invoice", "number", "date", "due", "order", "delivered", "currency", "period")
    band += draft.pick("invoice", 3)
    band = band[: rng.randint(3, 6)]
    for number, field in enumerate(band):
        label, value = draft.make(field)
        x, wide = left + number * width / len(band), width / len(band)
        draft.shape("box", x, y, x + wide, y + draft.em * 3.1, colour=draft.soft)
        draft.put(x + draft.em * 0.3, y + draft.em * 0.3, label, 0.75, colour=draft.soft, room=wide - draft.em * 0.6)
        place = [draft.put(x + draft.em * 0.3, y + draft.em * 1.6, " ".join(value), room=wide - draft.em * 0.6)]
        draft.tell(field, label, value, place)
    y += draft.em * 4
    heads = draft.local(_ITEM_HEADS)
    chosen = sorted({2, 8, *rng.sample(range(9), rng.randint(2, 7))})
    rows = []
    for number, item in enumerate(goods(draft, rng.randint(1, 14)), 1):
        unit, tax = rng.choice(("pc", "kg", "h", "m", "l")), rng.choice(("7", "19", "20", "5.5"))
        code, count, off = values.pattern("####-##"), str(rng.randint(1, 90)), rng.choice(("", "5 %", "10 %"))
        cells_of = (str(number), code, item, count, unit, values.amount(1, 400), tax, off, values.amount(5, 9000))
        rows.append([cells_of[column] for column in chosen])
    shares = [(0.5, 1.2, 3.4, 0.7, 0.6, 1.1, 0.8, 0.8, 1.2)[column] for column in chosen]
    aligns = ["left" if column in (1, 2) else "right" for column in chosen]
    header = [heads[column] for column in chosen]
    y, cells = blocks.grid(draft, left, y, shares, header, rows, width, aligns, draft.height * 0.74)
    at = chosen.index(2)
    for row, placed in zip(rows, cells):
        for column in rng.sample(range(len(chosen)), min(2, len(chosen))):
            if column != at and placed[column] >= 0:
                purpose = {3: "amount", 5: "price"}.get(chosen[column], "cell")
                draft.ask(purpose, row[column], [placed[column]], row=row[at], col=header[column], item=row[at])
    sums = draft.take("invoice", "net", "shipping", "tax", "deposit", "total")
    sums = [field for field in sums if field.name == "total" or rng.random() < 0.7]
    y = keyed.pairs(
        draft, sums, left + width * 0.55, y + draft.line * 0.6, width * 0.45, rng.choice(("right", "right", "grid"))
    )
    if rng.random() < 0.6:
        draft.put(left, y + draft.line, blocks.note(draft, "invoice"), 0.85, room=width)
    if rng.random() < 0.7:
        _foot(draft, "invoice")
    else:
        draft.trim()
