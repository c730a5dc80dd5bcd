"""Small cards: product labels, tickets, certificates."""

from __future__ import annotations

from training.pages.draft import Draft
from training.pages.layout import layout
from training.pages.parts import blocks, keyed
from training.pages.parts.barcodes import barcode


@layout("product", share=0.8, nouns=("label", "package", "product"))
def product(draft: Draft) -> None:
    """A package: a large brand, small print about content, maker, dates."""
    rng, values = draft.rng, draft.values
    draft.start(rng.choice((0.6, 1.0, 1.4, 2.0)), rng.uniform(0.013, 0.028), rng.choice(("sans", "sans", "serif")))
    draft.manner = "photo"
    if rng.random() < 0.5:
        draft.paper = rng.choice(((30, 80, 60), (150, 30, 40), (20, 40, 90), (240, 200, 60), (225, 235, 210)))
        draft.ink = draft.soft = (255, 255, 255) if sum(draft.paper) < 400 else (10, 10, 10)
        draft.accent = draft.ink
    left, width = draft.margin, draft.width - 2 * draft.margin
    y = draft.margin * 0.6
    brand = values.value("brand")[0].upper() if rng.random() < 0.5 else values.value("brand")[0]
    scale = rng.uniform(2.5, 6.0)
    centre = rng.random() < 0.6
    at = draft.width / 2 if centre else left
    align = "centre" if centre else "left"
    index = draft.put(at, y, brand, scale, name=draft.head, align=align, room=width, colour=draft.accent)
    draft.ask("brand", brand, [index])
    y += draft.inks[index].size * 1.4
    for text in rng.sample(
        (
            values.value("goods")[0],
            "NEW!",
            "100% natural",
            values.sentence(4),
            "Original",
            "Classic",
            "Family Pack",
            "Extra strong",
            "Premium Quality",
        ),
        rng.randint(1, 3),
    ):
        size = rng.uniform(1.2, 2.4)
        draft.put(at, y, text, size, align=align, room=width)
        y += draft.em * size * 1.4
    bottom = draft.height - draft.margin * 0.5
    for _ in range(rng.randint(1, 4)):
        if y > bottom - 3 * draft.line:
            break
        fields = draft.pick("product", rng.randint(3, 7))
        y = keyed.pairs(draft, fields, left, y, width, bottom=bottom, columns=rng.choice((1, 1, 2))) + draft.line * 0.6
        if rng.random() < 0.4 and y < bottom - 4 * draft.line:
            y, _ = draft.prose(left, y, width, [values.sentence(9), blocks.note(draft, "product")], 0.8)
    if y < bottom - 5 * draft.line and rng.random() < 0.5:
        barcode(draft, left, y, min(width, draft.em * 9))
    draft.trim()


@layout("ticket", share=0.8, nouns=("ticket", "card"))
def ticket(draft: Draft) -> None:
    """A ticket or boarding pass, its keys over its values in columns, a stub that repeats some of them."""
    rng = draft.rng
    domain = rng.choice(("travel", "travel", "event", "freight", "vehicle"))
    draft.start(rng.choice((0.35, 0.45, 0.6, 1.6, 2.4)), rng.uniform(0.015, 0.03))
    draft.manner = rng.choice(("photo", "scan", "screen"))
    draft.caps = rng.random() < 0.3
    left, width = draft.margin, draft.width - 2 * draft.margin
    y = blocks.heading(
        draft,
        rng.choice(("BOARDING PASS", "TICKET", "E-Ticket", "ADMIT ONE", draft.values.company())),
        draft.margin * 0.5,
        band=rng.random() < 0.5,
    )
    stub = width * 0.3 if draft.width > draft.height and rng.random() < 0.5 else 0.0
    fields = draft.pick(domain, rng.randint(5, 13))
    columns = rng.choice((2, 3, 4)) if draft.width > draft.height else rng.choice((1, 2))
    arrangement = rng.choice(("above", "above", "below", "left", "boxed", "inline"))
    first = len(draft.facts)
    below = keyed.pairs(draft, fields, left, y, width - stub, arrangement, columns, scale=rng.uniform(1.0, 1.3))
    if stub:
        x = left + width - stub + draft.em
        draft.shape(
            "line", x - draft.em * 0.5, draft.margin * 0.3, x - draft.em * 0.5, draft.height - draft.margin * 0.3
        )
        for fact in rng.sample(draft.facts[first:], min(4, len(draft.facts) - first)):
            if y > draft.height - draft.margin - draft.line:
                break
            again = draft.put(x, y, f"{fact.label}: {fact.answer}", 0.9, room=stub - draft.em)
            fact.places += ((again,),)
            y += draft.line
    elif below < draft.height - draft.margin - 5 * draft.line:
        barcode(draft, left, below + draft.line, min(width, draft.em * 12))
    draft.trim()


@layout("certificate", share=0.6, nouns=("certificate", "document"))
def certificate(draft: Draft) -> None:
    """A certificate: a large heading, centred sentences whose keys lead to values, signatures below."""
    rng, values = draft.rng, draft.values
    draft.start(
        rng.choice((0.7, 0.75, 1.4)), rng.uniform(0.014, 0.025), rng.choice(("serif", "serif", "sans", "display"))
    )
    draft.manner = rng.choice(("scan", "photo"))
    middle, width = draft.width / 2, draft.width - 3 * draft.margin
    edge = draft.margin * 0.4
    draft.shape("box", edge, edge, draft.width - edge, draft.height - edge, colour=draft.accent, width=4)
    y = draft.margin * rng.uniform(0.9, 1.6)
    issuer = values.company()
    draft.groups.add("certificate.issuer")
    draft.ask("issuer", issuer, [draft.put(middle, y, issuer, 1.3, align="centre", room=width)])
    y += draft.line * 1.8
    titles = {
        "en": rng.choice(("CERTIFICATE", "Certificate of Completion", "Diploma", "Certificate of Birth", "Award")),
        "de": rng.choice(("URKUNDE", "Zeugnis", "Teilnahmebescheinigung")),
        "fr": rng.choice(("CERTIFICAT", "Diplôme")),
        "es": rng.choice(("CERTIFICADO", "Diploma")),
    }
    title = draft.local(titles)
    scale = rng.uniform(2.0, 3.2)
    index = draft.put(middle, y, title, scale, name=draft.head, align="centre", room=width, colour=draft.accent)
    draft.ask("heading", title, [index])
    y += draft.em * scale * 1.7
    centred = draft.take("certificate", "holder", "course", "grade", "duration", "standard")
    for field in centred[: rng.randint(2, 4)]:
        label, value = draft.make(field)
        draft.put(middle, y, label, 0.95, align="centre", room=width)
        y += draft.line
        size = rng.uniform(1.2, 2.0)
        draft.tell(field, label, value, [draft.put(middle, y, value[0], size, bold=True, align="centre", room=width)])
        y += draft.em * size * 1.7
        if y > draft.height * 0.7:
            break
    if rng.random() < 0.5 and y < draft.height * 0.7:
        draft.put(middle, y, values.sentence(8), 0.9, align="centre", room=width)
        y += draft.line * 1.4
    fields = draft.pick("certificate", rng.randint(3, 7))
    keyed.pairs(
        draft,
        fields,
        draft.margin * 1.5,
        y,
        width,
        rng.choice(("below", "left", "inline", "above")),
        rng.choice((1, 2, 2, 3)),
        bottom=draft.height - draft.margin * 0.7,
    )
