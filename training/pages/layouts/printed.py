"""Newspapers, books, contracts, contents, posters: facts inside running text, beside it and in its headings."""

from __future__ import annotations

from training.pages import words
from training.pages.draft import Draft
from training.pages.layout import layout
from training.pages.layouts.prose import Telling
from training.pages.layouts.tables import lookup
from training.pages.parts import blocks, keyed

_BY = {
    "en": ("By {p}", "{p}", "{p}, staff writer", "Text: {p}"),
    "de": ("Von {p}", "{p}"),
    "fr": ("Par {p}", "{p}"),
    "es": ("Por {p}", "{p}"),
}

_WROTE = {
    "en": ('Who wrote "{h}"?', "author of the article {h}", "Who is the writer of {h}?", "By whom is {h}?"),
    "de": ("Wer hat „{h}“ geschrieben?", "Von wem ist der Artikel {h}?"),
    "fr": ("Qui a écrit « {h} » ?",),
    "es": ("¿Quién escribió «{h}»?",),
    "it": ("Chi ha scritto «{h}»?",),
    "pt": ("Quem escreveu «{h}»?",),
    "ru": ("Кто написал «{h}»?",),
    "zh": ("《{h}》是谁写的？",),
    "ja": ("「{h}」を書いたのは誰ですか？",),
    "ko": ("'{h}'은 누가 썼나요?",),
}

_HEADLINE = {
    "en": ("Which article did {p} write?", "headline of the piece by {p}", "What is {p}'s article called?"),
    "de": ("Welchen Artikel schrieb {p}?",),
    "fr": ("Quel article {p} a-t-il écrit ?",),
    "es": ("¿Qué artículo escribió {p}?",),
}

_PAPER = {
    "en": (
        "What is the newspaper called?",
        "name of the paper",
        "Which publication is it?",
        "What is the name of the magazine?",
    ),
    "de": ("Wie heißt die Zeitung?", "Welches Blatt ist das?"),
    "fr": ("Comment s'appelle le journal ?",),
    "es": ("¿Cómo se llama el periódico?",),
    "it": ("Come si chiama il giornale?",),
    "pt": ("Como se chama o jornal?",),
    "ru": ("Как называется газета?",),
    "zh": ("这是什么报纸？",),
    "ja": ("何という新聞ですか？",),
    "ko": ("신문 이름은 무엇인가요?",),
}

_ISSUE = {
    "en": ("What is the date of this issue?", "When did this issue come out?", "publication date of the paper"),
    "de": ("Von welchem Tag ist die Ausgabe?",),
    "fr": ("De quand date ce numéro ?",),
    "es": ("¿De qué fecha es este número?",),
}

_PHOTO = {
    "en": ("Who took the photograph?", "photo credit", "Whose picture is it?"),
    "de": ("Wer hat das Foto gemacht?",),
    "fr": ("De qui est la photo ?",),
    "es": ("¿De quién es la foto?",),
    "it": ("Di chi è la foto?",),
    "pt": ("De quem é a foto?",),
    "ru": ("Кто автор фото?",),
    "zh": ("照片是谁拍的？",),
    "ja": ("写真は誰が撮りましたか？",),
    "ko": ("사진은 누가 찍었나요?",),
}

_PAPERS = {
    "en": (
        "The {c} Herald",
        "{c} Times",
        "Daily {w}",
        "{w} Magazine",
        "The {w} Review",
        "{c} Evening Post",
        "WEEKLY {w}",
    ),
    "de": ("{c}er Tagblatt", "{w} Zeitung", "Neue {c} Post"),
    "fr": ("Le Journal de {c}", "{w} Magazine", "L'Écho de {c}"),
    "es": ("El Diario de {c}", "Revista {w}", "La Voz de {c}"),
}


def _headline(draft: Draft) -> str:
    rng, pool = draft.rng, words.of("word", draft.tongue)
    return f"{rng.choice(words.of('nouns', draft.tongue))} {' '.join(rng.sample(pool, rng.randint(2, 5)))}"


def _article(draft: Draft, telling: Telling, x: float, y: float, width: float, bottom: float, scale: float) -> float:
    """A headline over the column, who wrote it, text with facts, a picture with its caption or a box at times."""
    rng, values = draft.rng, draft.values
    head = _headline(draft)
    y, told = draft.prose(x, y, width, [(head, 0)], scale, 1.2)
    y += draft.em * 0.3
    person = values.name()
    if rng.random() < 0.7:
        line = draft.put(x, y, rng.choice(draft.local(_BY)).format(p=person), 0.85, colour=draft.soft, room=width)
        draft.ask_in(_WROTE, person, [line], purpose="beside", h=head, l=head, L=head)
        if rng.random() < 0.4:
            draft.ask_in(_HEADLINE, head, told[0], p=person)
        y += draft.line
    if rng.random() < 0.25 and y + draft.em * 14 < bottom:
        draft.shape("fill", x, y, x + width, y + draft.em * 8, colour=(140, 140, 140))
        y, _ = draft.prose(x, y + draft.em * 8.4, width, [values.sentence(7)], 0.8)
        name = values.name()
        credit = rng.choice(("Photo: {p}", "({p})", "Foto: {p}", "© {p}")).format(p=name)
        draft.ask_in(_PHOTO, name, [draft.put(x + width, y, credit, 0.65, align="right", room=width)])
        y += draft.line
    if rng.random() < 0.15 and y + draft.line * 7 < bottom:
        draft.shape("box", x, y, x + width, y + draft.line * 5.5, colour=draft.accent)
        keyed.pairs(
            draft,
            draft.pick(rng.choice(("event", "dashboard", "report")), 4),
            x + draft.em * 0.5,
            y + draft.em * 0.5,
            width - draft.em,
            "inline",
            1,
            y + draft.line * 5.3,
            0.9,
        )
        y += draft.line * 6
    for _ in range(rng.randint(1, 3)):
        if y + 10 * draft.line > bottom:
            break
        y = paragraph(draft, telling, x, y, width)
    return y + draft.line * 0.6


def paragraph(draft: Draft, telling: Telling, x: float, y: float, width: float) -> float:
    """A paragraph with facts in it; the y under it."""
    y, places = draft.prose(x, y, width, telling.paragraph(draft.rng.randint(1, 2), 0.5))
    telling.note(places)
    return y + draft.line * 0.4


@layout("newspaper", share=1.0, nouns=("newspaper", "page", "article", "magazine"))
def newspaper(draft: Draft) -> None:
    """Articles in two to five columns under the paper's name."""
    draft.domains |= {"library", "letter", "report"}
    rng, values = draft.rng, draft.values
    draft.start(rng.choice((1.41, 1.41, 1.5, 0.7)), rng.uniform(0.0085, 0.0125), rng.choice(("serif", "serif", "sans")))
    draft.manner = rng.choice(("scan", "scan", "photo"))
    left, width = draft.margin * 0.7, draft.width - draft.margin * 1.4
    y = draft.margin * 0.5
    name = rng.choice(draft.local(_PAPERS)).format(c=values.city(), w=rng.choice(words.of("nouns", draft.tongue)))
    draft.ask_in(
        _PAPER,
        name,
        [draft.put(draft.width / 2, y, name, rng.uniform(2, 4), name=draft.head, align="centre", room=width)],
    )
    y += draft.em * 4.8
    day = values.write_day(values.day())
    draft.ask_in(_ISSUE, day, [draft.put(left, y, day, 0.8)])
    price = values.money(0.5, 9)
    draft.ask_in(
        {"en": ("What does the paper cost?", "price of the issue")},
        price,
        [draft.put(left + width, y, price, 0.8, align="right")],
    )
    draft.rule(left, y + draft.line, width)
    y += draft.line * 1.4
    columns = rng.choice((2, 3, 3, 4, 5)) if width > 60 * draft.em else 2
    gutter = draft.em * 1.4
    wide = (width - gutter * (columns - 1)) / columns
    telling, bottom = Telling(draft), draft.height - draft.margin * 0.6
    if rng.random() < 0.6:
        y = _article(draft, telling, left, y, width, min(y + draft.line * 14, bottom), rng.uniform(1.8, 2.6))
    for column in range(columns):
        at = y
        while at < bottom - 13 * draft.line:
            at = _article(draft, telling, left + column * (wide + gutter), at, wide, bottom, rng.uniform(1.1, 1.6))
    number = str(rng.randint(1, 80))
    draft.ask(
        "page_number", number, [draft.put(draft.width - draft.margin, draft.margin * 0.15, number, 0.9, align="right")]
    )


@layout("book", share=0.6, nouns=("page", "book", "textbook"))
def book(draft: Draft) -> None:
    """A page of a book: running head, text with facts, a small table or list, footnotes, a page number."""
    draft.domains |= {"library", "report"}
    rng, values = draft.rng, draft.values
    draft.start(rng.choice((1.41, 1.5, 1.6)), rng.uniform(0.011, 0.017), "serif")
    left, width = draft.margin * 1.3, draft.width - 2.6 * draft.margin
    head, number = values.value("title")[0], str(rng.randint(2, 700))
    y = draft.margin * 0.7
    draft.put(draft.width / 2, y, head, 0.8, align="centre", room=width)
    low = rng.random() < 0.5
    place = draft.put(left + width, draft.height - draft.margin * 0.7 if low else y, number, 0.9, align="right")
    draft.ask("page_number", number, [place])
    y += draft.line * 2
    telling, bottom = Telling(draft), draft.height - draft.margin * 1.5
    notes: list[str] = []
    while y < bottom - 5 * draft.line:
        choice = rng.random()
        if choice < 0.15:
            y = blocks.heading(draft, values.value("title")[0], y, 1.25, told=rng.random() < 0.2)
        elif choice < 0.28 and y < bottom - 9 * draft.line:
            title = f"Table {rng.randint(1, 9)}.{rng.randint(1, 9)}"
            caption = f"{title} {values.value('title')[0]}"
            draft.ask("caption", caption, [draft.put(left, y, caption, 0.9, bold=True, room=width)], x=title)
            y = lookup(draft, left, y + draft.line * 1.2, width, rng.randint(3, 7), 5, bottom) + draft.line
        elif choice < 0.36:
            notes.append(
                f"{len(notes) + 1} {values.name()}, {values.value('title')[0]}"
                f" ({values.city()}, {values.value('year')[0]}), p. {rng.randint(2, 400)}."
            )
        else:
            y = paragraph(draft, telling, left, y, width)
    for note in notes[:3]:
        draft.ask_in(
            {"en": (f"What does footnote {note[0]} say?", f"note {note[0]}")},
            note,
            [draft.put(left, y, note, 0.75, room=width)],
        )
        y += draft.line * 0.9
