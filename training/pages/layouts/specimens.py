"""Labels of what museums keep."""

from __future__ import annotations

from training.pages import words
from training.pages.draft import Draft, Part
from training.pages.fields import Field
from training.pages.layout import layout
from training.pages.parts import keyed
from training.pages.parts.barcodes import barcode
from training.pages.values import Text

_KEYLESS = {"species", "family", "locality", "country", "county", "habitat", "museum", "date", "sex", "type"}
_TITLES = {
    "en": ("Flora of {r}", "Trees of {r}", "Fauna of {r}", "Insects of {r}", "Expedition to {r}", "Fossils of {r}"),
    "de": ("Flora von {r}", "Fauna von {r}", "Herbar {r}"),
    "fr": ("Flore de {r}", "Herbier de {r}", "Faune de {r}"),
    "es": ("Flora de {r}", "Herbario de {r}", "Fauna de {r}"),
}


@layout("specimen", share=1.2, nouns=("label", "specimen card"))
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
    if y < draft.height - 6 * draft.line and rng.random() < 0.5:
        wide = min(width * rng.uniform(0.25, 0.5), draft.em * 12)
        barcode(
            draft, left + rng.choice((0.0, width - wide)), y, wide, rng.choice(("", draft.values.value("museum")[0]))
        )
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
    if y + 6 * draft.line < draft.height:
        y = _heading(draft, x, y, width) if rng.random() < 0.65 else y
        y = _name(draft, x, y, width) if rng.random() < 0.4 else y
        y = finder(draft, x, y, width) if rng.random() < 0.2 else y
    fields = draft.pick("specimen", rng.randint(5, 13), invented=0.02)
    if rng.random() < 0.25:
        return keyed.pairs(draft, fields, x, y, width, rng.choice(("inline", "left", "dots")), rng.choice((1, 1, 2)))
    parts: list[Part] = []
    told: list[tuple[Field, str, Text]] = []
    often = rng.random()
    for field in fields:
        label, value = draft.make(field)
        if field.domain == "invented" or field.name not in _KEYLESS or rng.random() < often * 0.6:
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
    if y + 3 * draft.line < draft.height:
        y = finder(draft, x, y, width) if rng.random() < 0.35 else y
        y = _remark(draft, x, y, width) if rng.random() < 0.35 else y
    return y


def _heading(draft: Draft, x: float, y: float, width: float) -> float:
    """Whose collection it is, and what it is a collection of; the country may stand in that line and nowhere else."""
    rng = draft.rng
    if rng.random() < 0.4:
        for field in draft.take("specimen", "museum"):
            label, value = draft.make(field)
            index = draft.put(x + width / 2, y, " ".join(value), rng.uniform(0.9, 1.2), align="centre", room=width)
            draft.tell(field, label, value, [index])
            y += draft.em * 1.6
    title = rng.choice(draft.local(_TITLES)).format(r=rng.choice(words.REGION))
    countries = draft.take("specimen", "country") if rng.random() < 0.35 else []
    told = [(field, *draft.make(field)) for field in countries]
    shown = ", ".join([title, *(" ".join(value) for _, _, value in told)])
    scale = rng.uniform(1.0, 1.5)
    index = draft.put(x + width / 2, y, shown, scale, align="centre", room=width, name=draft.head)
    if rng.random() < 0.5:
        draft.ask("heading", title, [index])
    for field, label, value in told:
        draft.tell(field, label, value, [index])
    return y + draft.em * scale * 1.6


def _name(draft: Draft, x: float, y: float, width: float) -> float:
    """What it is, in a line of its own."""
    rng = draft.rng
    for field in draft.take("specimen", "species"):
        label, value = draft.make(field)
        at, align = rng.choice(((x, "left"), (x + width / 2, "centre")))
        scale = rng.uniform(0.95, 1.4)
        index = draft.put(at, y, " ".join(value), scale, align=align, room=width, bold=rng.random() < 0.3)
        draft.tell(field, label, value, [index])
        y += draft.em * scale * 1.6
    return y


def finder(draft: Draft, x: float, y: float, width: float) -> float:
    """Who found it and under which number, in one line, often without a word about what they are."""
    rng = draft.rng
    fields = draft.take("specimen", "collector", "field_no")
    if len(fields) < 2:
        draft.groups -= {field.group for field in fields}
        return y
    (who, label, name), (what, code, _) = ((field, *draft.make(field)) for field in fields)
    number = draft.values.pattern(rng.choice(("###", "####", "#####", "####-@", "##-###")))
    before = rng.choice(("", "", "", f"{label} "))
    index = draft.put(x, y, f"{before}{' '.join(name)}{rng.choice((' ', ' ', ', no. ', ' #'))}{number}", room=width)
    draft.tell(who, label, name, [index])
    draft.tell(what, code, number, [index])
    return y + draft.line


def _remark(draft: Draft, x: float, y: float, width: float) -> float:
    """A line that has the words of a key, and is not about it."""
    museum, month = draft.values.value("museum")[0], draft.values.month()
    year = draft.rng.randint(1900, 2024)
    remarks = (
        f"Sent on loan to the {museum}, {year}",
        f"Locality checked against the map of {year}",
        f"Date of the survey unknown, before {month} {year}",
        f"Species list of the {museum}",
        f"Entered {month} {year}",
        f"Sheet {draft.rng.randint(1, 4)} of {draft.rng.randint(4, 9)}",
        f"Collector unknown to the {museum}",
    )
    draft.put(x + width / 2, y, draft.rng.choice(remarks), 0.9, align="centre", room=width)
    return y + draft.line
