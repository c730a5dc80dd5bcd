"""Forms of authorities: numbered boxes with small labels, instructions, tick boxes, lines left blank."""

from __future__ import annotations

from training.pages.draft import Draft
from training.pages.layout import layout
from training.pages.parts import blocks, keyed
from training.pages.parts.boxes import ENTERED, NUMBERED, Boxes, signing

_DOMAINS = (
    "person",
    "vehicle",
    "finance",
    "travel",
    "freight",
    "certificate",
    "contract",
    "lab",
    "event",
    "report",
    "library",
)

_LEGAL = {
    "en": (
        "I declare that the {l} given above is true to the best of my knowledge. ",
        "If the {l} is unknown, leave the box empty and attach a sheet. ",
        "Type or print in black ink; see the notes for {l}. ",
        "Failure to state the {l} may delay this application. ",
        "Enter the {l} exactly as it appears in the register. ",
    ),
    "de": (
        "Bitte in Druckschrift ausfüllen. ",
        "{l} ist genau anzugeben. ",
        "Ist {l} nicht bekannt, Feld frei lassen. ",
    ),
    "fr": ("Remplir en majuscules. ", "Indiquer {l} avec exactitude. ", "Sans {l}, la demande est rejetée. "),
    "es": ("Rellene en mayúsculas. ", "Indique {l} con exactitud. ", "Sin {l} no se tramita la solicitud. "),
}

_OFFICES = {
    "en": (
        "Department of {w}",
        "{w} County Registry",
        "State Bureau of {w}",
        "Ministry of {w} Affairs",
        "National {w} Service",
    ),
    "de": ("Amt für {w}", "Stadt {w} - Bürgeramt", "Landesamt {w}"),
    "fr": ("Préfecture de {w}", "Service national {w}"),
    "es": ("Registro de {w}", "Ayuntamiento de {w}"),
}


def _label(draft: Draft, number: str, label: str) -> str:
    style = draft.rng.choice(("{n}. {l}", "{n} {l}", "({n}) {l}", "{n}) {l}", "{n} - {l}"))
    return style.format(n=number, l=label)


def _legal(draft: Draft, x: float, y: float, width: float, domain: str, scale: float = 0.7) -> float:
    parts = []
    for _ in range(draft.rng.randint(1, 4)):
        text = draft.rng.choice(draft.local(_LEGAL))
        parts.append(
            text.format(l=draft.rng.choice(draft.pick(domain, 1) or [draft.invented()]).wording(draft.tongue).labels[0])
        )
    return draft.prose(x, y, width, parts, scale, 1.3)[0] + draft.em * 0.5


@layout("registration", share=1.4, nouns=("form", "certificate", "document", "registration form"))
def registration(draft: Draft) -> None:
    """Rows of boxes, each with a number, a small label and the value under it, questions to tick, a declaration."""
    draft.domains |= {"certificate"}
    rng = draft.rng
    draft.start(rng.choice((1.29, 1.41, 1.41, 0.77)), rng.uniform(0.0095, 0.0145))
    draft.manner = rng.choice(("scan", "scan", "scan", "photo"))
    draft.caps = rng.random() < 0.1
    left, width = draft.margin, draft.width - 2 * draft.margin
    y = draft.margin * 0.7
    office = rng.choice(draft.local(_OFFICES)).format(
        w=rng.choice((draft.values.city(), draft.values.value("word")[0]))
    )
    align = rng.choice(("left", "centre"))
    at = left if align == "left" else draft.width / 2
    draft.ask("issuer", office, [draft.put(at, y, office, rng.uniform(1.0, 1.4), align=align, room=width * 0.6)])
    number = draft.values.pattern(rng.choice(("Form @@-###", "@# ####", "OMB No. ####-####", "Rev. ##/##")))
    asked = {"en": ("What is the number of this form?", "form number", "Which form is this?")}
    draft.ask_in(asked, number, [draft.put(left + width, y, number, 0.75, align="right", room=width * 0.19)])
    domain = rng.choice(_DOMAINS)
    title = draft.values.value("title")[0]
    y = blocks.heading(draft, rng.choice((title, title.upper())), y + draft.line * 1.4, told=rng.random() < 0.5)
    y = _legal(draft, left, y, width, domain)
    boxes, bottom = Boxes(draft, domain), draft.height - draft.margin - draft.line * 6
    tall = draft.em * (boxes.small * 1.35 + 1.9) * rng.uniform(1.0, 1.3)
    part = 1
    while y + tall < bottom and boxes.fields and boxes.number < 45:
        if rng.random() < 0.12:
            text = rng.choice(("PART {n}", "Section {n}", "{n}. ")).format(n="ABCDEFGHIJ"[part % 10])
            draft.put(left, y + draft.em * 0.3, f"{text} {draft.values.value('word')[0]}", 1.05, bold=True)
            part, y = part + 1, y + draft.line * 1.4
        if rng.random() < 0.12:
            y = boxes.question(left, y + draft.em * 0.4, width)
            continue
        if rng.random() < 0.06:
            y = _legal(draft, left, y + draft.em * 0.3, width, domain)
        count = rng.choice((1, 2, 2, 3, 3, 4))
        shares = [rng.uniform(0.6, 1.6) for _ in range(count)]
        x = left
        for share in shares:
            wide = width * share / sum(shares)
            boxes.cell(x, y, wide, tall)
            x += wide
        y += tall
    y = _legal(draft, left, y + draft.em * 0.5, width, domain)
    signing(draft, left, y, width)
    draft.trim()


@layout("questionnaire", share=0.8, nouns=("form", "questionnaire", "page"))
def questionnaire(draft: Draft) -> None:
    """Questions one under the other, answered by ticks or on lines, blank at times."""
    rng = draft.rng
    draft.start(rng.choice((1.29, 1.41)), rng.uniform(0.010, 0.016), rng.choice(("sans", "serif", "mono")))
    draft.manner = rng.choice(("scan", "photo", "scan"))
    left, width = draft.margin, draft.width - 2 * draft.margin
    y = blocks.letterhead(draft) if rng.random() < 0.4 else draft.margin
    domain = rng.choice(_DOMAINS)
    y = blocks.heading(draft, draft.values.value("title")[0], y, told=False)
    y = _legal(draft, left, y, width, domain, 0.85)
    boxes = Boxes(draft, domain)
    bottom = draft.height - draft.margin - 5 * draft.line
    while y < bottom and boxes.fields and boxes.number < 30:
        if rng.random() < 0.4:
            y = boxes.question(left, y, width)
            continue
        field, number = boxes.fields.pop(), boxes.count()
        label, value = draft.make(field)
        text = " ".join(value)
        key = draft.put(left, y, boxes.style.format(n=number, l=label), room=width * 0.9)
        used = min(draft.inks[key].width, width * 0.6) + draft.em
        beside = used < width * 0.55 and rng.random() < 0.6
        if not beside:
            y += draft.line
        at = left + (used if beside else draft.em * 1.5)
        draft.rule(at, y + draft.em * 1.1, left + width - at)
        if rng.random() < boxes.blank:
            draft.ask_in(ENTERED, label, [key], kind="blank", purpose="whereabouts", l=label.rstrip(":?"), L=label)
        else:
            place = [draft.put(at + draft.em * 0.4, y - draft.em * 0.1, text, room=left + width - at - draft.em)]
            if rng.random() < 0.35:
                draft.ask_in(NUMBERED, text, place, purpose="label", n=number, l=number, L=number)
            else:
                draft.tell(field, label, text, place)
        y += draft.line * rng.uniform(1.1, 1.6)
    signing(draft, left, y + draft.line, width)
    draft.trim()


@layout("record_card", share=0.6, nouns=("card", "record", "form"))
def record_card(draft: Draft) -> None:
    """A card of a register: a band of boxes on top, keys and values below, entries with date and sign."""
    rng, values = draft.rng, draft.values
    draft.start(rng.choice((0.6, 0.7, 1.0)), rng.uniform(0.014, 0.024), rng.choice(("mono", "serif", "sans")))
    draft.manner = rng.choice(("scan", "photo", "corner"))
    left, width = draft.margin * 0.7, draft.width - draft.margin * 1.4
    domain = rng.choice(_DOMAINS)
    y = blocks.heading(draft, values.value("title")[0], draft.margin * 0.4, 1.2)
    boxes = Boxes(draft, domain)
    tall = draft.em * (boxes.small * 1.35 + 1.7)
    for _ in range(rng.randint(1, 3)):
        count = rng.randint(2, 5)
        for number in range(count):
            boxes.cell(left + number * width / count, y, width / count, tall)
        y += tall
    y = keyed.pairs(draft, boxes.fields[: rng.randint(3, 8)], left, y + draft.em, width, columns=2)
    rows = [[values.write_day(values.day()), values.sentence(4), values.name()] for _ in range(rng.randint(2, 6))]
    header = {
        "en": ["Date", "Remarks", "Clerk"],
        "de": ["Datum", "Vermerk", "Zeichen"],
        "fr": ["Date", "Remarque", "Agent"],
        "es": ["Fecha", "Nota", "Firma"],
    }
    heads = draft.local(header)
    y, cells = blocks.grid(
        draft, left, y + draft.em, [1, 2.4, 1.4], heads, rows, width, ["left"] * 3, draft.height - draft.em
    )
    for row, placed in zip(rows, cells):
        draft.ask("cell", row[2], [placed[2]], row=row[0], col=heads[2])
        draft.ask("cell", row[1], [placed[1]], row=row[0], col=heads[1])
    draft.trim()
