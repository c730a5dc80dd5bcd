"""Letters, report pages and slides: facts inside sentences."""

from __future__ import annotations

from training.pages.draft import Draft, Part
from training.pages.fields.stories import SLOT, Story, stories
from training.pages.layout import layout
from training.pages.layouts import charts, tables
from training.pages.parts import blocks, keyed

_DEAR = {"en": "Dear {n},", "de": "Sehr geehrte/r {n},", "fr": "Cher/Chère {n},", "es": "Estimado/a {n}:"}
_CLOSE = {
    "en": (
        "Yours sincerely,",
        "Kind regards,",
        "Respectfully,",
        "Yours faithfully,",
        "Sincerely yours,",
        "Best wishes,",
    ),
    "de": ("Mit freundlichen Grüßen", "Hochachtungsvoll"),
    "fr": ("Cordialement,", "Salutations distinguées,"),
    "es": ("Atentamente,", "Un cordial saludo,"),
}
_RE = {"en": ("Re:", "Subject:", "RE:"), "de": ("Betreff:", "Betr.:"), "fr": ("Objet :",), "es": ("Asunto:",)}
_TOPICS = {
    "en": (
        "Introduction",
        "Results",
        "Key Findings",
        "Outlook",
        "Market Overview",
        "Methods",
        "Financial Review",
        "Conclusions",
        "Our People",
        "1. Background",
        "2.3 Discussion",
        "Summary",
        "Next Steps",
        "Risks",
    ),
    "de": ("Einleitung", "Ergebnisse", "Ausblick", "Überblick", "Zusammenfassung", "2. Methoden"),
    "fr": ("Introduction", "Résultats", "Perspectives", "Synthèse", "1. Contexte"),
    "es": ("Introducción", "Resultados", "Perspectivas", "Resumen", "1. Contexto"),
}
_FIGURE = {
    "en": ("Figure {n}", "Table {n}", "Exhibit {n}"),
    "de": ("Abbildung {n}", "Tabelle {n}"),
    "fr": ("Figure {n}", "Tableau {n}"),
    "es": ("Figura {n}", "Tabla {n}"),
}


class Telling:
    """Running text of stories and filler, and what may be asked about it."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.left = list(stories(draft.tongue))
        draft.rng.shuffle(self.left)
        self.told: list[tuple[Story, int, list[str]]] = []

    def sentence(self) -> list[Part]:
        """The parts of one more story; filler when all are told."""
        draft = self.draft
        if not self.left:
            return [draft.values.sentence(9)]
        story = self.left.pop()
        said = [" ".join(draft.values.value(spec)) for spec in SLOT.findall(story.sentence)]
        parts: list[Part] = []
        between = SLOT.split(story.sentence)[::2]
        for number, text in enumerate(between):
            # a full stop or comma belongs to the word before it
            glued = ""
            while text[:1] in tuple(".,;:"):
                glued, text = glued + text[0], text[1:]
                if not text:
                    break
            if glued and parts:
                last = parts.pop()
                assert not isinstance(last, str)
                parts.append((last[0] + glued, last[1]))
            if text.strip():
                parts.append(text)
            if number < len(said):
                parts.append((said[number], len(self.told)))
                self.told.append((story, number + 1, said))
        return parts

    def paragraph(self, count: int, filler: float) -> list[Part]:
        """Stories in a row, each followed by filler at that rate."""
        parts: list[Part] = []
        for _ in range(count):
            if self.draft.rng.random() < filler:
                parts.append(self.draft.values.sentence(self.draft.rng.randint(5, 14)))
            parts += self.sentence()
        return parts

    def note(self, places: dict[int, tuple[int, ...]]) -> None:
        """Make facts of the values that were printed on those lines."""
        for number, lines in places.items():
            story, slot, said = self.told[number]
            asked = tuple(text.format("", *said) for text in story.questions.get(slot, ()))
            if asked:
                self.draft.ask_this(asked, said[slot - 1], lines)


@layout("letter", nouns=("letter", "page"))
def letter(draft: Draft) -> None:
    """Letterhead, date, addressee, subject, paragraphs, signature; a memo's heads of keys at times."""
    rng, values = draft.rng, draft.values
    draft.start(rng.choice((1.29, 1.41, 1.41)), rng.uniform(0.0115, 0.017), rng.choice(("serif", "mono", "sans")))
    left, width = draft.margin * 1.3, draft.width - 2.6 * draft.margin
    y = blocks.letterhead(draft) + draft.line
    telling = Telling(draft)
    name = values.name()
    if rng.random() < 0.35:  # memo
        fields = draft.take(
            "letter", "date", "recipient", "sender", "subject", "copy", "reference", "fax_pages", "approved"
        )
        rng.shuffle(fields)
        y = keyed.pairs(draft, fields[: rng.randint(3, 7)], left, y, width, rng.choice(("left", "inline"))) + draft.line
        draft.rule(left, y - draft.line * 0.5, width)
    else:
        top = y
        day = values.write_day(values.day(), "" if rng.random() < 0.5 else "{d} {B} %Y")
        align = rng.choice(("left", "right"))
        index = draft.put(left if align == "left" else left + width, y, day, align=align)
        taken = draft.take("letter", "date")
        if taken:
            draft.tell(taken[0], "", day, [index])
        y += draft.line * 1.6
        place = [draft.put(left, y, name, bold=rng.random() < 0.3)]
        y += draft.line
        for text in (values.company(), *values.address()):
            draft.put(left, y, text, room=width * 0.6)
            y += draft.line
        taken = draft.take("letter", "recipient")
        if taken:
            draft.tell(taken[0], "", name, place)
        if rng.random() < 0.6:
            fields = draft.pick("letter", rng.randint(1, 4))
            fields = [field for field in fields if field.name not in ("sender", "position", "approved")]
            keyed.pairs(draft, fields, left + width * 0.62, top + draft.line * 1.6, width * 0.38, "left")
            y = max(y, top + draft.line * 7)
        y += draft.line
        if rng.random() < 0.6:
            title = values.value("title")[0]
            index = draft.put(left, y, f"{rng.choice(draft.local(_RE))} {title}", bold=True, room=width)
            taken = draft.take("letter", "subject")
            if taken:
                draft.tell(taken[0], "", title, [index])
            y += draft.line * 1.6
    draft.put(left, y, draft.local(_DEAR).format(n=name))
    y += draft.line * 1.5
    for _ in range(rng.randint(2, 9)):
        if y > draft.height * 0.72:
            break
        y, places = draft.prose(left, y, width, telling.paragraph(rng.randint(1, 3), 0.6))
        telling.note(places)
        y += draft.line * 0.6
    y += draft.line * 0.6
    draft.put(left, y, rng.choice(draft.local(_CLOSE)))
    y += draft.line * rng.uniform(1.5, 3.5)
    sender = values.name()
    index = draft.put(left, y, sender)
    taken = draft.take("letter", "sender")
    if taken:
        draft.tell(taken[0], "", sender, [index])
    y += draft.line
    taken = draft.take("letter", "position")
    if taken and rng.random() < 0.6:
        _, value = draft.make(taken[0])
        draft.tell(taken[0], "", value, [draft.put(left, y, value[0])])
        y += draft.line
    if y < draft.height - draft.margin - 2 * draft.line and rng.random() < 0.4:
        draft.put(
            draft.width / 2, draft.height - draft.margin, blocks.note(draft, "letter"), 0.8, align="centre", room=width
        )


@layout("report", share=1.2, nouns=("report", "page"))
def report(draft: Draft) -> None:
    """A page of a report: headings, text in one or two columns, a small table with a caption, footnote, page number."""
    rng, values = draft.rng, draft.values
    draft.start(rng.choice((1.29, 1.41, 1.41, 0.75)), rng.uniform(0.0105, 0.016))
    draft.manner = rng.choice(("scan", "screen", "photo"))
    left, width = draft.margin, draft.width - 2 * draft.margin
    y = draft.margin * 0.7
    if rng.random() < 0.4:
        draft.put(left, y, values.company(), 0.8, colour=draft.soft)
        y += draft.line * 1.3
    y = blocks.heading(draft, values.value("title")[0], y, rng.uniform(1.5, 2.6))
    if rng.random() < 0.5:
        fields = draft.pick("report", rng.randint(1, 5))
        y = keyed.pairs(draft, fields, left, y, width, rng.choice(("inline", "left", "above")), rng.choice((1, 2)))
        y += draft.line * 0.5
    columns = 2 if rng.random() < 0.4 and width > 45 * draft.em else 1
    gutter, telling = draft.em * 2, Telling(draft)
    wide = (width - gutter * (columns - 1)) / columns
    top, bottom = y, draft.height - draft.margin - 2.5 * draft.line
    number = rng.randint(1, 9)
    for column in range(columns):
        x, y = left + column * (wide + gutter), top
        for _ in range(rng.choice((4, 8, 16, 16))):
            if y > bottom - 7 * draft.line:
                break
            if rng.random() < 0.6:
                draft.put(x, y, rng.choice(draft.local(_TOPICS)), rng.uniform(1.1, 1.5), name=draft.head, room=wide)
                y += draft.line * 1.7
            if rng.random() < 0.3 and y < bottom - 14 * draft.line:
                what, title = rng.choice(draft.local(_FIGURE)).format(n=number), values.value("title")[0]
                index = draft.put(x, y, f"{what}{rng.choice((': ', '. ', ' – '))}{title}", 0.95, bold=True, room=wide)
                draft.ask("caption", title, [index], x=what)
                number += 1
                y += draft.line
                if rng.random() < 0.5:
                    low = min(y + draft.line * rng.randint(9, 16), bottom - 2 * draft.line)
                    charts.figure(draft, x, y, wide, low)
                    y = low + 3 * draft.line
                    continue
                y = tables.lookup(draft, x, y, wide, rng.randint(2, 6), rng.randint(2, 5), bottom) + draft.line
                continue
            before = len(draft.inks)
            y, places = draft.prose(x, y, wide, telling.paragraph(rng.randint(1, 3), 0.5))
            if y > bottom + draft.line:  # no room: taken back
                del draft.inks[before:]
                break
            telling.note(places)
            y += draft.line * 0.5
    foot = draft.height - draft.margin - draft.line
    if rng.random() < 0.5:
        draft.rule(left, foot - draft.em * 0.4, width * 0.3)
        text = rng.choice((f"1 {values.sentence(7)}", f"* {blocks.note(draft, 'report')}"))
        draft.ask("footnote", text[2:], [draft.put(left, foot, text, 0.8, room=width)])
    if rng.random() < 0.6:
        page = rng.choice(("{n}", "- {n} -", "Page {n}", "{n} / 48")).format(n=rng.randint(2, 240))
        align = rng.choice(("centre", "right"))
        at = draft.width / 2 if align == "centre" else left + width
        index = draft.put(at, foot + draft.line * 1.2, page, 0.85, align=align)
        draft.ask("page_number", page.replace("Page ", "").strip("- ").split(" /")[0], [index])


@layout("slide", share=0.8, nouns=("slide", "page"))
def slide(draft: Draft) -> None:
    """A slide: a large title, bullets, a few figures or a small table, a footer."""
    rng, values = draft.rng, draft.values
    draft.start(rng.choice((0.5625, 0.75)), rng.uniform(0.018, 0.03), rng.choice(("sans", "sans", "serif")))
    draft.manner = rng.choice(("screen", "screen", "photo"))
    if rng.random() < 0.35:
        draft.paper, draft.ink = rng.choice(((20, 40, 80), (40, 40, 46), (10, 70, 70))), (255, 255, 255)
        draft.soft = draft.accent = (255, 220, 120)
    left, width = draft.margin, draft.width - 2 * draft.margin
    y = blocks.heading(draft, values.value("title")[0], draft.margin * 0.5, rng.uniform(1.6, 2.6))
    y += draft.line * 0.3
    bottom, telling = draft.height - draft.margin * 0.5 - 1.5 * draft.line, Telling(draft)
    side = width * 0.4 if rng.random() < 0.4 else 0.0
    bullet = rng.choice(("• ", "- ", "> ", "", "1) "))
    if side:
        fields = draft.pick(rng.choice(("dashboard", "report")), rng.randint(2, 6))
        keyed.pairs(
            draft,
            fields,
            left + width - side + draft.em * 2,
            y,
            side - draft.em * 2,
            rng.choice(("above", "left", "boxed")),
            bottom=bottom,
        )
    for _ in range(rng.choice((3, 5, 8, 12))):
        before = len(draft.inks)
        parts = telling.sentence() if rng.random() < 0.75 else [values.sentence(rng.randint(3, 7))]
        after, places = draft.prose(left, y, width - side, [bullet, *parts])
        if after > bottom:
            del draft.inks[before:]
            break
        telling.note(places)
        y = after + draft.line * 0.4
    if not side and y < bottom - 5 * draft.line and rng.random() < 0.7:
        if y < bottom - 8 * draft.line and rng.random() < 0.5:
            charts.figure(draft, left, y, width, bottom - 2 * draft.line)
        else:
            tables.lookup(draft, left, y, width, rng.randint(2, 5), 5, bottom)
    if rng.random() < 0.6:
        text = rng.choice((values.company(), values.write_day(values.day()), blocks.note(draft, "report")))
        index = draft.put(left, bottom + draft.line, text, 0.6, colour=draft.soft)
        draft.ask("footnote", text, [index])
        if rng.random() < 0.6:
            page = str(rng.randint(2, 60))
            index = draft.put(left + width, bottom + draft.line, page, 0.6, align="right", colour=draft.soft)
            draft.ask("page_number", page, [index])
