"""Blocks that many pages share: grids, letterheads, headings, notes, stamps, logos."""

from __future__ import annotations

from collections.abc import Sequence

from training.pages import words
from training.pages.draft import Draft
from training.pages.fields import fields_of
from training.pages.values import Text

_NOTES = {
    "en": (
        "Please quote the {l} in all correspondence.",
        "{l} subject to change without notice.",
        "For questions about {l} see reverse.",
        "{l} is required by law. Keep this copy.",
        "Thank you for your business!",
        "* see {l} overleaf",
        "Goods sold are not returnable. {l} must be shown.",
        "No {l} will be accepted after this point.",
        "Errors and omissions excepted.",
        "This is a computer generated document, no {l} needed.",
    ),
    "de": ("Bitte {l} angeben.", "{l} siehe Rückseite.", "Vielen Dank!", "Ohne {l} ungültig.", "Irrtum vorbehalten."),
    "fr": ("Merci de rappeler : {l}.", "{l} : voir au verso.", "Merci de votre visite !", "Sauf erreur ou omission."),
    "es": ("Indique siempre {l}.", "{l}: véase el reverso.", "¡Gracias por su visita!", "Salvo error u omisión."),
}


def note(draft: Draft, domain: str) -> str:
    """A sentence that bears on nothing but has a key's words in it."""
    rng = draft.rng
    pool = fields_of(domain, draft.language) or fields_of(domain, "en")
    label = rng.choice(rng.choice(pool).wording(draft.language).labels)
    return rng.choice(draft.local(_NOTES)).format(l=label)


def letterhead(draft: Draft, purpose: str = "issuer") -> float:
    """A company's name, address and numbers at the top of the sheet, with a logo at times; the y under them."""
    rng, values = draft.rng, draft.values
    align = rng.choice(("left", "centre", "right"))
    x = {"left": draft.margin, "centre": draft.width / 2, "right": draft.width - draft.margin}[align]
    y, room = draft.margin * rng.uniform(0.5, 1.1), draft.width - 2 * draft.margin
    if rng.random() < 0.3:
        y += logo(draft, draft.margin if align != "left" else draft.width - draft.margin - draft.em * 5, y) * (
            align == "centre"
        )
    if draft.shapes and align == "left":
        room -= draft.em * 6
    name = values.company()
    scale = rng.uniform(1.1, 2.6)
    first = draft.put(x, y, name, scale, name=draft.head, align=align, room=room, colour=draft.accent)
    y += draft.em * scale * 1.35
    draft.ask(purpose, name, [first])
    # what the head of the sheet tells is not told again in other words
    draft.groups |= {"invoice.supplier", "certificate.issuer", "letter.company", "receipt.branch", "finance.insurer"}
    address: Text = values.address()
    place = []
    for part in address:
        place.append(draft.put(x, y, part, align=align, room=room))
        y += draft.line
    draft.ask("where", " ".join(address), place)
    for maker in rng.sample(("phone", "email", "url"), rng.randint(0, 2)):
        value = values.value(maker)[0]
        index = draft.put(x, y, value, align=align, room=room)
        fields = draft.take("receipt", "phone") if maker == "phone" else []
        if fields:
            draft.tell(fields[0], "", value, [index])
            draft.groups |= {"letter.phone", "product.hotline"}
        y += draft.line
    return y + draft.line * 0.5


def logo(draft: Draft, x: float, y: float) -> float:
    """A mark of circles or boxes with at most two letters; its height."""
    rng, size = draft.rng, draft.em * draft.rng.uniform(3, 5)
    kind = rng.choice(("ellipse", "fill", "box"))
    draft.shape(kind, x, y, x + size, y + size, colour=draft.accent, width=3)
    if rng.random() < 0.5:
        draft.shape("ellipse", x + size * 0.3, y + size * 0.3, x + size * 0.7, y + size * 0.7, colour=draft.paper)
    return size + draft.em * 0.5


def stamp(draft: Draft, x: float, y: float) -> None:
    """A word or two in a frame, in stamp ink."""
    rng = draft.rng
    text = rng.choice(("PAID", "RECEIVED", "COPY", "APPROVED", "DRAFT", "VOID", "ORIGINAL", "BEZAHLT", "PAYÉ", "FILED"))
    if rng.random() < 0.4:
        text += " " + draft.values.write_day(draft.values.day())
    colour = rng.choice(((180, 30, 30), (40, 60, 160), (90, 60, 140)))
    scale = rng.uniform(1.3, 2.2)
    index = draft.put(x, y, text, scale, name=draft.head, colour=colour)
    ink = draft.inks[index]
    pad = draft.em * 0.5
    draft.shape("box", x - pad, y - pad, x + ink.width + pad, y + ink.size + pad, colour=colour, width=3)
    draft.ask("stamp", text, [index])


def heading(draft: Draft, text: str, y: float, scale: float = 0.0, band: bool = False, told: bool = True) -> float:
    """A heading across the sheet, on a coloured band at times; the y under it."""
    rng = draft.rng
    scale = scale or rng.uniform(1.1, 2.2)
    align = rng.choice(("left", "centre"))
    x = draft.margin if align == "left" else draft.width / 2
    room = draft.width - 2 * draft.margin
    tall = draft.em * scale
    if band:
        draft.shape(
            "fill", draft.margin * 0.7, y, draft.width - draft.margin * 0.7, y + tall * 1.5, colour=draft.accent
        )
        index = draft.put(
            x,
            y + tall * 0.25,
            text,
            scale,
            name=draft.head,
            colour=(255, 255, 255),
            align=align,
            room=room,
            under=draft.accent,
        )
    else:
        index = draft.put(x, y, text, scale, name=draft.head, align=align, room=room)
        if rng.random() < 0.25:
            draft.rule(draft.margin, y + tall * 1.3, room)
    if told:
        draft.ask("heading", text, [index])
    return y + tall * 1.7


def grid(
    draft: Draft,
    x: float,
    y: float,
    shares: Sequence[float],
    header: Sequence[str],
    rows: Sequence[Sequence[str]],
    width: float,
    aligns: Sequence[str],
    bottom: float = 0.0,
    scale: float = 1.0,
) -> tuple[float, list[list[int]]]:
    """A table; the y under it, and the index of every printed cell by row (-1 where it is empty)."""
    rng = draft.rng
    total = sum(shares)
    wide = [share / total * width for share in shares]
    step = draft.line * scale * rng.choice((1.0, 1.1, 1.4))
    lines, band, stripes = rng.choice(("none", "rows", "all", "head")), rng.random() < 0.25, rng.random() < 0.15
    bottom = bottom or draft.height - draft.margin * 0.5
    pad, top = draft.em * 0.35, y
    light = tuple(max(channel - 18, 0) for channel in draft.paper)
    lefts = [x + sum(wide[:column]) for column in range(len(wide))]

    def cells(texts: Sequence[str], bold: bool, on_band: bool) -> list[int]:
        placed = []
        for text, left, room, align in zip(texts, lefts, wide, aligns):
            if not text:
                placed.append(-1)
                continue
            at = {"left": left + pad, "right": left + room - pad, "centre": left + room / 2}[align]
            colour = (255, 255, 255) if on_band else None
            under = draft.accent if on_band else None
            placed.append(
                draft.put(at, y, text, scale, bold=bold, align=align, room=room - 2 * pad, colour=colour, under=under)
            )
        return placed

    if header:
        if band:
            draft.shape("fill", x, y - pad / 2, x + width, y + step - pad / 2, colour=draft.accent)
        cells(header, rng.random() < 0.7, band)
        y += step
        if lines != "none":
            draft.rule(x, y - pad / 2, width)
    cells_of_rows: list[list[int]] = []
    for number, row in enumerate(rows):
        if y + step > bottom:
            break
        if stripes and number % 2:
            draft.shape("fill", x, y - pad / 2, x + width, y + step - pad / 2, colour=light)  # type: ignore[arg-type]
        cells_of_rows.append(cells(row, False, False))
        y += step
        if lines in ("rows", "all"):
            draft.rule(x, y - pad / 2, width)
    if lines == "all":
        for left in (*lefts, x + width):
            draft.shape("line", left, top - pad / 2, left, y - pad / 2)
    return y, cells_of_rows


def goods(draft: Draft, count: int) -> list[str]:
    """Different articles."""
    pool = [draft.said(name) for name in draft.local(words.GOODS)]
    draft.rng.shuffle(pool)
    return pool[:count]
