"""Small cards: specimen labels, product labels, tickets, certificates."""

from __future__ import annotations

from training.pages import words
from training.pages.draft import Draft, Part
from training.pages.fields import Field
from training.pages.layouts import blocks
from training.pages.values import Text

_KEYLESS = {"species", "family", "locality", "country", "county", "habitat", "museum", "date", "sex", "type"}
_TITLES = {
    "en": ("Flora of {r}", "Plants of {r}", "Fauna of {r}", "Insects of {r}", "Expedition to {r}", "Fossils of {r}"),
    "de": ("Flora von {r}", "Fauna von {r}", "Herbar {r}"),
    "fr": ("Flore de {r}", "Herbier de {r}", "Faune de {r}"),
    "es": ("Flora de {r}", "Herbario de {r}", "Fauna de {r}"),
}


def specimen(draft: Draft) -> None:
    """A label of a museum's collection: mostly running text without keys, answers inside lines or over two lines."""
    rng = draft.rng
    aspect = rng.choice((rng.uniform(0.4, 0.8), rng.uniform(0.8, 1.5)))
    draft.start(aspect, rng.uniform(0.014, 0.034), rng.choice(("serif", "mono", "sans", "serif")))
    draft.manner = rng.choice(("photo", "photo", "scan", "corner"))
    draft.values.old = rng.random() < 0.5
    left, width = draft.margin, draft.width - 2 * draft.margin
    y = draft.margin * 0.6
    for _ in range(rng.choice((1, 1, 1, 2, 3))):
        y = _label(draft, left, y, width) + draft.line
        if y > draft.height - 6 * draft.line:
            break
    draft.trim()
    if rng.random() < 0.4:
        draft.shape(
            "box",
            draft.margin * 0.4,
            draft.margin * 0.3,
            draft.width - draft.margin * 0.4,
            draft.height - draft.margin * 0.3,
        )


def _label(draft: Draft, x: float, y: float, width: float) -> float:
    rng = draft.rng
    if rng.random() < 0.6 and y + 4 * draft.line < draft.height:
        title = rng.choice(_TITLES[draft.language]).format(r=rng.choice(words.REGION))
        scale = rng.uniform(1.0, 1.5)
        index = draft.put(x + width / 2, y, title, scale, align="centre", room=width, name=draft.head)
        if rng.random() < 0.5:
            draft.ask("heading", title, [index])
        y += draft.em * scale * 1.6
    fields = draft.pick("specimen", rng.randint(5, 13), invented=0.02)
    if rng.random() < 0.25:
        return blocks.pairs(draft, fields, x, y, width, rng.choice(("inline", "left", "dots")), rng.choice((1, 1, 2)))
    parts: list[Part] = []
    told: list[tuple[Field, str, Text]] = []
    keyed = rng.random()
    for field in fields:
        label, value = draft.make(field)
        if field.domain == "invented" or field.name not in _KEYLESS or rng.random() < keyed * 0.6:
            parts.append(rng.choice((label, label, label.lower())).rstrip(".:") + rng.choice((".", ":", ":", "")))
        text = " ".join(value)
        parts.append((text, len(told)))
        told.append((field, label, value))
        if rng.random() < 0.3:
            parts.append(rng.choice((";", ",", "-", draft.values.pattern("##"), draft.values.sentence(3))))
    if rng.random() < 0.5:  # a label's lines end where a thought ends
        places: dict[int, tuple[int, ...]] = {}
        chunk: list[Part] = []
        for part in [*parts, ""]:
            chunk.append(part)
            full = sum(draft.text_width(item if isinstance(item, str) else item[0]) for item in chunk) > width * 0.55
            if (full and not isinstance(part, str)) or part == "":
                if y + 2 * draft.line > draft.height - draft.margin * 0.4:
                    break
                y, found = draft.prose(x, y, width, chunk)
                places |= found
                chunk = []
    else:
        room = int((draft.height - draft.margin * 0.4 - y) / draft.line)
        while parts and sum(draft.text_width(p if isinstance(p, str) else p[0]) + draft.em * 0.3 for p in parts) > (
            width * 0.9 * max(room, 1)
        ):
            parts.pop()
        y, places = draft.prose(x, y, width, parts)
    for number, lines in places.items():
        field, label, value = told[number]
        draft.tell(field, label, value, lines)
    return y


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
        y = blocks.pairs(draft, fields, left, y, width, bottom=bottom, columns=rng.choice((1, 1, 2))) + draft.line * 0.6
        if rng.random() < 0.4 and y < bottom - 4 * draft.line:
            y, _ = draft.prose(left, y, width, [values.sentence(9), blocks.note(draft, "product")], 0.8)
    if y < bottom - 5 * draft.line and rng.random() < 0.5:
        _barcode(draft, left, y, min(width, draft.em * 9))
    draft.trim()


def _barcode(draft: Draft, x: float, y: float, width: float) -> None:
    at = x
    while at < x + width:
        wide = draft.rng.uniform(0.1, 0.35) * draft.em
        draft.shape("fill", at, y, at + wide, y + draft.em * 3)
        at += wide * 2
    draft.put(x, y + draft.em * 3.2, draft.values.pattern("# ###### ######"), 0.8)


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
    below = blocks.pairs(draft, fields, left, y, width - stub, arrangement, columns, scale=rng.uniform(1.0, 1.3))
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
        _barcode(draft, left, below + draft.line, min(width, draft.em * 12))
    draft.trim()


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
    title = {
        "en": rng.choice(("CERTIFICATE", "Certificate of Completion", "Diploma", "Certificate of Birth", "Award")),
        "de": rng.choice(("URKUNDE", "Zeugnis", "Teilnahmebescheinigung")),
        "fr": rng.choice(("CERTIFICAT", "Diplôme")),
        "es": rng.choice(("CERTIFICADO", "Diploma")),
    }[draft.language]
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
    blocks.pairs(
        draft,
        fields,
        draft.margin * 1.5,
        y,
        width,
        rng.choice(("below", "left", "inline", "above")),
        rng.choice((1, 2, 2, 3)),
        bottom=draft.height - draft.margin * 0.7,
    )
