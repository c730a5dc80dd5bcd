"""Forms of keys and values, from ten lines to two hundred."""

from __future__ import annotations

from collections.abc import Callable

from training.pages import words
from training.pages.draft import Draft
from training.pages.fields import fields_of
from training.pages.layout import layout
from training.pages.parts import blocks, keyed
from training.pages.parts.parties import parties

_DOMAINS = (
    "person",
    "person",
    "finance",
    "freight",
    "lab",
    "vehicle",
    "report",
    "library",
    "event",
    "invoice",
    "specimen",
    "product",
    "contract",
    "travel",
    "certificate",
    "dashboard",
)
_TITLES = {
    "en": (
        "APPLICATION FORM",
        "Registration Form",
        "Request for Approval",
        "Data Sheet",
        "Inspection Report",
        "Claim Form",
        "Membership Record",
        "Patient Record",
        "Delivery Note",
        "Service Report",
        "Project Summary",
        "Personnel Record",
        "Change Request",
        "Routing Slip",
        "Product Specification",
        "Test Request",
    ),
    "de": ("ANTRAG", "Anmeldung", "Stammdatenblatt", "Prüfbericht", "Lieferschein", "Aufnahmebogen", "Meldung"),
    "fr": ("FORMULAIRE", "Demande d'inscription", "Fiche de renseignements", "Bon de livraison", "Déclaration"),
    "es": ("SOLICITUD", "Formulario de registro", "Ficha de datos", "Informe de inspección", "Declaración"),
}
_SECTIONS = {
    "en": (
        "Personal Details",
        "PART A",
        "Section 2",
        "For office use only",
        "Contact Details",
        "General Information",
        "PAYMENT DETAILS",
        "Dates",
        "Additional Information",
        "Reference",
        "Approval",
        "II. Particulars",
    ),
    "de": ("Angaben zur Person", "Teil A", "Nur für Amtszwecke", "Allgemeines", "Zahlung", "Hinweise"),
    "fr": ("Renseignements", "Partie A", "Réservé à l'administration", "Paiement", "Divers"),
    "es": ("Datos personales", "Parte A", "Uso interno", "Pago", "Información general"),
}
_ABOUT = {
    "en": ("{l} Information", "{l} / Details", "SECTION C - {l} DATA", "{l} and Related Items", "About the {l}"),
    "de": ("Angaben zu {l}", "{l} und Weiteres", "Abschnitt C: {l}"),
    "fr": ("{l} et divers", "Rubrique C : {l}"),
    "es": ("{l} y otros datos", "Sección C: {l}"),
}


@layout("form", share=1.6, nouns=("form", "sheet", "document"))
def form(draft: Draft) -> None:
    """Sections of keys and values in changing arrangements, with tick boxes, notes and a stamp at times."""
    rng = draft.rng
    dense = rng.random() < 0.4
    draft.start(rng.choice((1.29, 1.41, 1.41, 1.41, 0.75, 1.0, 0.5)), rng.uniform(0.009, 0.014 if dense else 0.022))
    draft.manner = rng.choice(("scan", "scan", "photo"))
    draft.caps = rng.random() < 0.08
    left, width = draft.margin, draft.width - 2 * draft.margin
    y = draft.margin * 0.6
    if rng.random() < 0.5:
        y = blocks.letterhead(draft)
    y = blocks.heading(draft, rng.choice(draft.local(_TITLES)), y, band=rng.random() < 0.2)
    domains = rng.sample(sorted(set(_DOMAINS)), 3)
    domains[0] = rng.choice(_DOMAINS)
    bottom = draft.height - draft.margin
    for section in range(rng.randint(2, 9 if dense else 5)):
        if y > bottom - 4 * draft.line:
            break
        domain = domains[0] if rng.random() < 0.7 else rng.choice(domains)
        if rng.random() < 0.15:
            y = parties(draft, left, y, width, bottom)
            continue
        if section or rng.random() < 0.4:
            y = blocks.heading(
                draft, _section(draft, domain), y, rng.uniform(1.0, 1.3), rng.random() < 0.25, told=False
            )
        fields = draft.pick(domain, rng.randint(3, 12), invented=0.12)
        columns = rng.choice((1, 2, 2, 3)) if width > 32 * draft.em else rng.choice((1, 1, 2))
        y = keyed.pairs(draft, fields, left, y, width, columns=columns, bottom=bottom) + draft.line * 0.6
        if rng.random() < 0.25 and y < bottom - 3 * draft.line:
            y = _boxes(draft, left, y, width)
        if rng.random() < 0.2 and y < bottom - 4 * draft.line:
            parts = [draft.values.sentence(rng.randint(6, 14)) for _ in range(rng.randint(1, 3))]
            y, _ = draft.prose(left, y, width, [*parts, blocks.note(draft, domain)], 0.85)
            y += draft.line * 0.5
    if y < bottom - 5 * draft.line and rng.random() < 0.25:
        blocks.stamp(draft, left + width * rng.uniform(0.1, 0.5), y + draft.line)
        y += 4 * draft.line
    if y < bottom - 2 * draft.line and rng.random() < 0.6:
        draft.put(left, bottom - draft.line, blocks.note(draft, domains[0]), 0.8, room=width)
    else:
        draft.trim()


def _section(draft: Draft, domain: str) -> str:
    """A heading between keys, at times with the words of a key in it."""
    rng = draft.rng
    fields = fields_of(domain, draft.language)
    if fields and rng.random() < 0.3:
        label = rng.choice(rng.choice(fields).wording(draft.language).labels).rstrip(".:#")
        return rng.choice(draft.local(_ABOUT)).format(l=label)
    return rng.choice(draft.local(_SECTIONS))


def _boxes(draft: Draft, x: float, y: float, width: float) -> float:
    """A row of words with tick boxes."""
    rng, start = draft.rng, x
    for word in rng.sample(words.NOUN, rng.randint(3, 6)):
        wide = draft.text_width(word)
        if x + wide + 2 * draft.em > start + width:
            break
        draft.shape("box", x, y, x + draft.em * 0.8, y + draft.em * 0.8)
        if rng.random() < 0.4:
            draft.shape("line", x, y, x + draft.em * 0.8, y + draft.em * 0.8, width=2)
        draft.put(x + draft.em * 1.2, y, word)
        x += wide + 3 * draft.em
    return y + draft.line * 1.3


@layout("contract", share=0.8, nouns=("contract", "order sheet", "document"), languages=("en", "de"))
def contract(draft: Draft) -> None:
    """An order for broadcast advertising: heads of keys and values, then a long table of dates, times and amounts."""
    rng, values = draft.rng, draft.values
    draft.start(rng.choice((1.29, 1.41, 0.75)), rng.uniform(0.0092, 0.0115), rng.choice(("sans", "mono", "serif")))
    draft.leading = rng.uniform(1.15, 1.4)
    draft.margin = draft.width * rng.uniform(0.03, 0.06)
    left, width = draft.margin, draft.width - 2 * draft.margin
    y = blocks.letterhead(draft) if rng.random() < 0.7 else draft.margin
    title = rng.choice(
        ("CONTRACT", "ORDER CONFIRMATION", "Broadcast Order", "Contract Agreement", "INVOICE / CONTRACT")
    )
    title = rng.choice(("WERBEAUFTRAG", "Auftragsbestätigung")) if draft.language == "de" else title
    y = blocks.heading(draft, title, y, 1.4, told=rng.random() < 0.5)
    if rng.random() < 0.3:
        y = parties(draft, left, y, width, draft.height * 0.5)
    fields = draft.pick("contract", rng.randint(12, 26), invented=0.02)
    if draft.language != "en":
        fields += draft.pick("invoice", rng.randint(6, 12))
    y = keyed.pairs(
        draft,
        fields,
        left,
        y,
        width,
        rng.choice(("inline", "left", "left", "boxed", "above", "grid")),
        rng.choice((2, 2, 3)),
    )
    y += draft.line * 0.5
    header = [
        "Line",
        rng.choice(("Start Date", "Air Date", "Date")),
        rng.choice(("End Date", "Through")),
        rng.choice(("Time", "Daypart", "Start/End Time")),
        rng.choice(("Program", "Inventory", "Description")),
        rng.choice(("Len", "Length")),
        rng.choice(("Spots", "Units")),
        "Rate",
        rng.choice(("Amount", "Total")),
    ]
    if draft.language == "de":
        header = ["Pos.", "Von", "Bis", "Uhrzeit", "Sendung", "Länge", "Spots", "Preis", "Betrag"]
    short = "%d.%m.%y" if draft.language == "de" else rng.choice(("%m/%d/%y", "%m/%d", "%d-%m-%y"))
    rows = []
    repeated = rng.random() < 0.4
    day = _some(draft, lambda: values.write_day(values.day(), short))
    rate, sum_of = _some(draft, lambda: values.amount(20, 900)), _some(draft, lambda: values.amount(50, 9000))
    program = f"{rng.choice(words.NOUN)} News"
    for number in range(1, rng.randint(8, 26)):
        program = (
            program if repeated and rng.random() < 0.5 else f"{rng.choice(words.NOUN)} {rng.choice(words.TRADE['en'])}"
        )
        rows.append(
            [
                str(number),
                day(),
                day(),
                values.time(),
                program,
                rng.choice((":30", ":15", ":60")),
                str(rng.randint(1, 20)),
                rate(),
                sum_of(),
            ]
        )
    shares = [0.6, 1.2, 1.2, 1.3, 2.6, 0.8, 0.8, 1.2, 1.4]
    aligns = ["left", "left", "left", "left", "left", "right", "right", "right", "right"]
    bottom = draft.height - draft.margin - 5 * draft.line
    y, cells = blocks.grid(draft, left, y, shares, header, rows, width, aligns, bottom)
    seen = [row[4] for row in rows]
    unique = [number for number in range(len(cells)) if seen.count(seen[number]) == 1]
    for number in rng.sample(unique, min(len(unique), rng.randint(0, 4))):
        column = rng.choice((1, 2, 3, 6, 7, 8))
        draft.ask("cell", rows[number][column], [cells[number][column]], row=rows[number][4], col=header[column])
    sums = draft.take("contract", "gross", "net", "commission", "spots")
    y = keyed.pairs(
        draft,
        sums,
        left + width * 0.55,
        y + draft.line * 0.5,
        width * 0.45,
        rng.choice(("right", "left")),
        bottom=draft.height - draft.margin * 0.5,
    )
    while y < draft.height - draft.margin - draft.line and rng.random() < 0.6:
        draft.put(left, y, blocks.note(draft, "contract"), 0.85, room=width)
        y += draft.line
    draft.trim()


def _some(draft: Draft, make: Callable[[], str]) -> Callable[[], str]:
    """Values of a column: all new, or one to five that come again and again."""
    count = draft.rng.choice((0, 0, 1, 2, 5))
    pool = [make() for _ in range(count)]
    return lambda: draft.rng.choice(pool) if pool else make()
