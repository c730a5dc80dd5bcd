"""Money over time: statements of an account, payslips, bills for what was used."""

from __future__ import annotations

from training.pages.draft import Draft
from training.pages.layout import layout
from training.pages.layouts.billing import recipient, sender
from training.pages.parts import blocks, keyed
from training.pages.parts.records import names

_ENTRY_HEADS = {
    "en": (
        ("Date", "Details", "Paid out", "Paid in", "Balance"),
        ("Date", "Transaction", "Debit", "Credit", "Balance"),
        ("Booked", "Description", "Withdrawals", "Deposits", "New balance"),
    ),
    "de": (
        ("Datum", "Buchungstext", "Soll", "Haben", "Saldo"),
        ("Buchung", "Vorgang", "Lastschrift", "Gutschrift", "Kontostand"),
    ),
    "fr": (("Date", "Libellé", "Débit", "Crédit", "Solde"),),
    "es": (("Fecha", "Concepto", "Cargo", "Abono", "Saldo"),),
}


_ENTRIES = {
    "en": (
        "Card payment {c}",
        "Standing order {p}",
        "Direct debit {c}",
        "Transfer from {p}",
        "Cash machine {t}",
        "Salary {c}",
        "Refund {c}",
        "Cheque {n}",
        "Fee",
        "Interest",
    ),
    "de": (
        "Kartenzahlung {c}",
        "Dauerauftrag {p}",
        "Lastschrift {c}",
        "Überweisung {p}",
        "Geldautomat {t}",
        "Gehalt {c}",
    ),
    "fr": ("Paiement carte {c}", "Virement {p}", "Prélèvement {c}", "Retrait {t}", "Salaire {c}"),
    "es": ("Pago con tarjeta {c}", "Transferencia {p}", "Recibo {c}", "Cajero {t}", "Nómina {c}"),
}


_EVENT = {
    "en": ("What amount is booked for {e}?", "How much was {e}?", "sum of {e}?", "{e}: how much?"),
    "de": ("Welcher Betrag steht bei {e}?", "Wie viel war {e}?"),
    "fr": ("Quel est le montant de {e} ?",),
    "es": ("¿De cuánto es {e}?",),
    "it": ("Qual è l'importo di {e}?",),
    "pt": ("Qual é o valor de {e}?",),
    "ru": ("Какая сумма у «{e}»?",),
    "zh": ("{e}的金额是多少？",),
    "ja": ("{e}の金額は？",),
    "ko": ("{e}의 금액은 얼마인가요?",),
}


_EVENT_DAY = {
    "en": ("When was {e} booked?", "date of {e}", "On which day was {e}?"),
    "de": ("Wann wurde {e} gebucht?",),
    "fr": ("Quand {e} a-t-il été enregistré ?",),
    "es": ("¿Cuándo se anotó {e}?",),
    "it": ("Quando è stato registrato {e}?",),
    "pt": ("Quando foi lançado {e}?",),
    "ru": ("Когда проведено «{e}»?",),
    "zh": ("{e}是哪天入账的？",),
    "ja": ("{e}はいつですか？",),
    "ko": ("{e}은 언제인가요?",),
}


_AFTER = {
    "en": ("What was the balance after {e}?", "How much was in the account after {e}?", "balance in the line of {e}"),
    "de": ("Welcher Saldo stand nach {e}?",),
    "fr": ("Quel était le solde après {e} ?",),
    "es": ("¿Qué saldo quedó después de {e}?",),
    "it": ("Qual era il saldo dopo {e}?",),
    "pt": ("Qual era o saldo depois de {e}?",),
    "ru": ("Какой остаток после «{e}»?",),
    "zh": ("{e}之后余额是多少？",),
    "ja": ("{e}の後の残高は？",),
    "ko": ("{e} 다음 잔액은 얼마인가요?",),
}


_PAY = {
    "en": (
        "Basic pay",
        "Overtime",
        "Bonus",
        "Holiday pay",
        "Commission",
        "Housing allowance",
        "Night shift",
        "Travel allowance",
        "Sick pay",
    ),
    "de": ("Grundlohn", "Überstunden", "Prämie", "Urlaubsgeld", "Fahrgeld", "Zulage"),
    "fr": ("Salaire de base", "Heures sup.", "Prime", "Indemnité transport"),
    "es": ("Salario base", "Horas extra", "Plus de transporte", "Incentivos"),
}


_TAKEN = {
    "en": (
        "Income tax",
        "National insurance",
        "Pension",
        "Student loan",
        "Union dues",
        "Health plan",
        "Provident fund",
        "Loan repayment",
    ),
    "de": ("Lohnsteuer", "Krankenversicherung", "Rentenversicherung", "Kirchensteuer", "Pflegeversicherung"),
    "fr": ("CSG", "Retraite", "Assurance maladie", "Chômage"),
    "es": ("IRPF", "Contingencias comunes", "Desempleo", "Anticipos"),
}


_PAY_HEADS = {
    "en": (("Earnings", "Hours", "This period", "Year to date"), ("Deductions", "Rate", "This period", "Year to date")),
    "de": (("Bezüge", "Stunden", "Monat", "Jahr"), ("Abzüge", "Satz", "Monat", "Jahr")),
    "fr": (("Gains", "Heures", "Mois", "Cumul"), ("Retenues", "Taux", "Mois", "Cumul")),
    "es": (("Devengos", "Horas", "Mes", "Acumulado"), ("Deducciones", "Tipo", "Mes", "Acumulado")),
}


@layout("statement", share=0.9, nouns=("statement", "bank statement", "document"))
def statement(draft: Draft) -> None:
    """Bookings of an account: date, text, money out, money in, balance; empty cells in every row."""
    draft.domains |= {"letter", "invoice", "person", "receipt"}
    rng, values = draft.rng, draft.values
    draft.start(rng.choice((1.29, 1.41, 1.41, 0.7)), rng.uniform(0.0095, 0.014))
    left, width = draft.margin, draft.width - 2 * draft.margin
    top = sender(draft, draft.margin)
    y = recipient(draft, left, top + draft.em, width * 0.45)
    fields = draft.pick("finance", rng.randint(3, 8))
    y = max(
        y,
        keyed.pairs(
            draft, fields, left + width * 0.5, top + draft.em, width * 0.5, rng.choice(("left", "right", "grid"))
        ),
    )
    heads = rng.choice(draft.local(_ENTRY_HEADS))
    rows, texts = [], []
    for _ in range(rng.randint(5, 24)):
        text = rng.choice(draft.local(_ENTRIES)).format(
            c=values.company(), p=values.name(), t=values.city(), n=values.pattern("####")
        )
        amount, out = values.amount(2, 3000), rng.random() < 0.65
        texts.append(text)
        rows.append(
            [
                values.write_day(values.day()),
                text,
                amount if out else "",
                "" if out else amount,
                values.amount(50, 20000),
            ]
        )
    scattered = rng.random() < 0.3  # balances here and there
    for row in rows:
        row[4] = row[4] if not scattered or rng.random() < 0.3 else ""
    y, cells = blocks.grid(
        draft,
        left,
        y,
        [1.2, 3.2, 1.1, 1.1, 1.2],
        heads,
        rows,
        width,
        ["left", "left", "right", "right", "right"],
        draft.height - draft.margin * 2,
    )
    for row, placed in zip(rows, cells):
        text = row[1]
        if texts.count(text) > 1:
            continue
        side = 2 if row[2] else 3
        if rng.random() < 0.5:
            draft.ask_in(_EVENT, row[side], [placed[side]], purpose="cell", e=text, row=text, col=heads[side])
        if rng.random() < 0.3:
            draft.ask_in(_EVENT_DAY, row[0], [placed[0]], purpose="cell", e=text, row=text, col=heads[0])
        if row[4] and rng.random() < 0.4:
            draft.ask_in(_AFTER, row[4], [placed[4]], purpose="cell", e=text, row=text, col=heads[4])
        if rng.random() < 0.15:
            draft.ask("row_of", text, [placed[1]], value=row[side], col=heads[side])
    rest = draft.pick("finance", rng.randint(0, 4))
    keyed.pairs(draft, rest, left, y + draft.line * 0.5, width, rng.choice(("right", "inline", "left")))
    draft.trim()


@layout("payslip", share=0.7, nouns=("payslip", "document", "slip"))
def payslip(draft: Draft) -> None:
    """What is earned and what is taken off in two tables side by side or one under the other, with the year's sums."""
    draft.domains |= {"letter", "contract", "invoice"}
    rng, values = draft.rng, draft.values
    draft.start(rng.choice((0.7, 1.0, 1.41)), rng.uniform(0.011, 0.016))
    left, width = draft.margin * 0.8, draft.width - draft.margin * 1.6
    y = sender(draft, draft.margin * 0.7)
    y = (
        keyed.pairs(draft, draft.pick("person", rng.randint(4, 10)), left, y, width, columns=rng.choice((2, 2, 3)))
        + draft.line
    )
    beside = width > 55 * draft.em
    wide = width * 0.49 if beside else width
    low = y
    for number, (pool, heads) in enumerate(zip((draft.local(_PAY), draft.local(_TAKEN)), draft.local(_PAY_HEADS))):
        x = left + number * width * 0.51 if beside else left
        top = y if beside else low + draft.line * (number > 0)
        rows = [
            [name, values.amount(1, 160, 1), values.amount(20, 4000), values.amount(200, 40000)]
            for name in rng.sample(pool, rng.randint(2, len(pool)))
        ]
        under, cells = blocks.grid(
            draft, x, top, [2, 0.9, 1.2, 1.3], heads, rows, wide, ["left", "right", "right", "right"]
        )
        low = max(low, under)
        for row, placed in zip(rows, cells):
            column = rng.choice((1, 2, 2, 3, 3))
            draft.ask("cell", row[column], [placed[column]], row=row[0], col=heads[column])
            if rng.random() < 0.3:
                draft.ask_in(_EVENT, row[2], [placed[2]], e=row[0])
    fields = draft.pick("finance", rng.randint(2, 5))
    keyed.pairs(draft, fields, left + width * 0.5, low + draft.line, width * 0.5, rng.choice(("right", "grid", "left")))
    draft.trim()


@layout("usage", share=0.6, nouns=("bill", "utility bill", "document"))
def usage(draft: Draft) -> None:
    """A bill for what was used: readings then and now, charges line by line, the sum in a large box."""
    draft.domains |= {"letter", "finance", "receipt", "person"}
    rng, values = draft.rng, draft.values
    draft.start(rng.choice((1.29, 1.41)), rng.uniform(0.010, 0.014), "sans")
    left, width = draft.margin, draft.width - 2 * draft.margin
    y = sender(draft, draft.margin * 0.8)
    top = y
    y = recipient(draft, left, y + draft.line, width * 0.45)
    for field in draft.take("invoice", "total", "due"):
        label, value = draft.make(field)
        draft.shape("box", left + width * 0.6, top, left + width, top + draft.em * 4.6, colour=draft.accent, width=3)
        draft.put(left + width * 0.62, top + draft.em * 0.5, label, 0.9, room=width * 0.36)
        place = [
            draft.put(left + width * 0.62, top + draft.em * 1.9, " ".join(value), 1.8, bold=True, room=width * 0.36)
        ]
        draft.tell(field, label, value, place)
        top += draft.em * 5
    y = max(y, top) + draft.line
    heads = draft.local({
        "en": ["Meter", "Previous reading", "Current reading", "Used", "Cost"],
        "de": ["Zähler", "Stand alt", "Stand neu", "Verbrauch", "Kosten"],
        "fr": ["Compteur", "Ancien relevé", "Nouveau relevé", "Consommation", "Coût"],
        "es": ["Contador", "Lectura anterior", "Lectura actual", "Consumo", "Coste"],
    })  # fmt: skip
    rows = [
        [name, *(values.amount(100, 99999, 0) for _ in range(2)), values.amount(10, 900, 0), values.amount(5, 400)]
        for name in names(draft, "digits", rng.randint(1, 4))
    ]
    y, cells = blocks.grid(draft, left, y, [1.4, 1.2, 1.2, 1, 1], heads, rows, width, ["left", *["right"] * 4])
    for row, placed in zip(rows, cells):
        for column in rng.sample((1, 2, 3, 4), 2):
            draft.ask("cell", row[column], [placed[column]], row=f"{heads[0]} {row[0]}", col=heads[column])
    y = keyed.pairs(
        draft,
        draft.pick("dashboard", rng.randint(3, 7), invented=0.3),
        left,
        y + draft.line,
        width * rng.uniform(0.6, 1.0),
        rng.choice(("right", "dots")),
    )
    y, _ = draft.prose(
        left, y + draft.line, width, [values.sentence(14), blocks.note(draft, "invoice"), values.sentence(8)], 0.8
    )
    for number in range(int(width / draft.em)):
        draft.rule(left + number * draft.em, y + draft.line, draft.em * 0.5)
    keyed.pairs(
        draft,
        draft.pick("invoice", rng.randint(3, 6)),
        left,
        y + draft.line * 2,
        width,
        rng.choice(("boxed", "above", "left")),
        2,
    )
    draft.trim()
