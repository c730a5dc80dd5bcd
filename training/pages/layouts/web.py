"""Pages of the web and windows full of controls."""

from __future__ import annotations

from training.pages.draft import Draft
from training.pages.layout import layout
from training.pages.parts import keyed
from training.pages.parts.controls import ask_control, bar, column, controls
from training.pages.parts.windows import skin, window

_SITES = {
    "en": (
        "Home",
        "About us",
        "Products",
        "News",
        "Careers",
        "Locations",
        "Gallery",
        "Blog",
        "Prices",
        "Team",
        "Events",
        "Press",
        "Imprint",
        "Privacy policy",
        "Terms of use",
        "Sitemap",
        "Investors",
        "Store finder",
    ),
    "de": (
        "Startseite",
        "Über uns",
        "Produkte",
        "Aktuelles",
        "Karriere",
        "Standorte",
        "Impressum",
        "Datenschutz",
        "Presse",
    ),
    "fr": ("Accueil", "Qui sommes-nous", "Produits", "Actualités", "Emplois", "Mentions légales", "Presse"),
    "es": ("Inicio", "Quiénes somos", "Productos", "Noticias", "Empleo", "Aviso legal", "Prensa"),
}


@layout("website", share=0.9, nouns=("web page", "website", "screen", "page"))
def website(draft: Draft) -> None:
    """A page of the web: a bar of links, a large heading, text, cards with links of one name, a foot."""
    draft.domains |= {"screen", "letter"}
    rng, values = draft.rng, draft.values
    draft.start(rng.choice((0.56, 0.62, 1.0, 1.6, 2.0)), rng.uniform(0.010, 0.017), "sans")
    draft.manner = rng.choice(("screen", "screen", "photo"))
    skin(draft)
    x, y, width = draft.margin * 0.6, draft.margin * 0.3, draft.width - draft.margin * 1.2
    name = values.value("brand")[0]
    logo = draft.put(x, y, name, 1.5, bold=True, colour=draft.accent)
    draft.ask_in({"en": ("Whose website is it?", "name of the site", "logo at the top left")}, name, [logo])
    links = rng.sample(draft.local(_SITES), min(9, len(draft.local(_SITES))))
    made = [
        *((None, text) for text in links[: rng.randint(3, 6)]),
        *controls(draft, rng.randint(1, 3), "search", "login", "cart", "language", "profile", "register"),
    ]
    y = bar(draft, x + width * 0.25, y, width * 0.75, made, rng.choice(("plain", "right"))) + draft.line
    title = values.value("title")[0]
    draft.ask("heading", title, [draft.put(x, y, title, rng.uniform(2.0, 3.2), bold=True, room=width)])
    y += draft.em * 4
    y, _ = draft.prose(x, y, width * 0.7, [values.sentence(14), values.sentence(9)])
    y = bar(draft, x, y + draft.em, width, controls(draft, rng.randint(1, 2)), rng.choice(("fill", "box"))) + draft.line
    count = rng.choice((2, 3, 4)) if draft.width > draft.height else 1
    wide = width / count
    for number in range(count * rng.choice((0, 1, 1, 2))):
        left, top = x + number % count * wide, y + number // count * draft.em * 10
        if top + draft.em * 9 > draft.height - draft.em * 5:
            break
        draft.shape("box", left, top, left + wide - draft.em, top + draft.em * 9, colour=draft.soft)
        text = values.value("title")[0]
        draft.put(left + draft.em, top + draft.em, text, 1.15, bold=True, room=wide - 3 * draft.em)
        draft.prose(left + draft.em, top + draft.em * 2.8, wide - 3 * draft.em, [values.sentence(7)], 0.85)
        more = rng.choice(("Read more", "Details", "View", "More"))
        link = draft.put(left + draft.em, top + draft.em * 7.2, more, 0.9, colour=draft.accent)
        asked = {
            "en": (
                f"Where do I click to read more about {text}?",
                f"the link under {text}",
                f"Open {text}: which link?",
            )
        }
        draft.ask_in(asked, more, [link])
    if rng.random() < 0.5 and draft.height - y > draft.em * 22:
        fields = draft.pick(rng.choice(("event", "travel", "letter", "product")), rng.randint(3, 6))
        keyed.pairs(
            draft,
            fields,
            x,
            draft.height - draft.em * 12,
            width,
            rng.choice(("left", "above", "inline")),
            2,
            draft.height - draft.em * 4,
        )
    at = x
    for text in links[6:]:
        ask_control(draft, None, text, draft.put(at, draft.height - draft.em * 2, text, 0.8, colour=draft.soft))
        at += draft.text_width(text, 0.8) + draft.em * 2
    if rng.random() < 0.5:
        year = f"© {rng.randint(2005, 2025)} {values.company()}"
        draft.ask("footnote", year, [draft.put(x + width, draft.height - draft.em * 0.9, year, 0.7, align="right")])


@layout("toolbar", share=0.5, nouns=("screen", "window", "program"))
def toolbar(draft: Draft) -> None:
    """Many controls: a menu that is open, bars above and below, a panel of properties at the right."""
    rng = draft.rng
    x, y, width = window(draft)
    made = controls(draft, 20)
    shown = column(draft, x, y, width * 0.2, made[: rng.randint(4, 9)])
    column(draft, x + width * 0.24, y, width * 0.18, made[9 : 9 + rng.randint(3, 7)])
    fields = draft.pick("screen", rng.randint(3, 8), invented=0.3)
    keyed.pairs(draft, fields, x + width * 0.6, y, width * 0.4, rng.choice(("left", "right", "above", "boxed")))
    state = [
        f"{rng.randint(1, 90)} {rng.choice(('words', 'items', 'pages'))}",
        f"{rng.choice((50, 75, 100, 125))}%",
        f"Ln {rng.randint(1, 90)}",
    ]
    asked = (
        ("How many things are there?", "count in the status bar"),
        ("What is the zoom?", "zoom level"),
        ("In which line is the cursor?", "cursor line"),
    )
    for number, (text, questions) in enumerate(zip(state, asked)):
        draft.ask_in(
            {"en": questions}, text, [draft.put(x + number * width * 0.2, draft.height - draft.em * 1.4, text, 0.8)]
        )
    if shown < draft.height - draft.em * 8:
        bar(draft, x, draft.height - draft.em * 5, width * 0.55, made[16:])
