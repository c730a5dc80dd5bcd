"""What is numbered through: tables of contents and the clauses of contracts."""

from __future__ import annotations

from training.pages import words
from training.pages.draft import Draft, Part
from training.pages.layout import layout
from training.pages.layouts.printed import paragraph
from training.pages.layouts.prose import Telling
from training.pages.parts import blocks
from training.pages.parts.records import names

_CHAPTER = {
    "en": (
        "On which page does {h} begin?",
        "page of {h}",
        "{h}: which page?",
        "Where in the book do I find {h}?",
        "page number for {h}",
    ),
    "de": ("Auf welcher Seite beginnt {h}?", "Seite von {h}?"),
    "fr": ("À quelle page commence {h} ?",),
    "es": ("¿En qué página empieza {h}?",),
    "it": ("A che pagina inizia {h}?", "pagina di {h}?"),
    "pt": ("Em que página começa {h}?", "página de {h}?"),
    "ru": ("С какой страницы начинается {h}?", "{h}: страница?"),
    "zh": ("{h}从第几页开始？", "{h}在哪一页？"),
    "ja": ("{h}は何ページからですか？", "{h}のページは？"),
    "ko": ("{h}은 몇 쪽에서 시작하나요?", "{h}의 쪽수는?"),
}


_ON_PAGE = {
    "en": ("What begins on page {n}?", "Which chapter is on page {n}?", "What do I find on page {n}?"),
    "de": ("Was beginnt auf Seite {n}?",),
    "fr": ("Qu'y a-t-il à la page {n} ?",),
    "es": ("¿Qué empieza en la página {n}?",),
    "it": ("Cosa inizia a pagina {n}?",),
    "pt": ("O que começa na página {n}?",),
    "ru": ("Что начинается на странице {n}?",),
    "zh": ("第{n}页是什么内容？",),
    "ja": ("{n}ページには何がありますか？",),
    "ko": ("{n}쪽에는 무엇이 있나요?",),
}


_CLAUSE = {
    "en": (
        "What is clause {n} about?",
        "title of section {n}",
        "What is the heading of paragraph {n}?",
        "What does {n} deal with?",
    ),
    "de": ("Wovon handelt § {n}?", "Überschrift von {n}?"),
    "fr": ("De quoi traite l'article {n} ?",),
    "es": ("¿De qué trata la cláusula {n}?",),
    "it": ("Di cosa tratta il punto {n}?",),
    "pt": ("De que trata a cláusula {n}?",),
    "ru": ("О чём пункт {n}?",),
    "zh": ("第{n}条讲什么？",),
    "ja": ("第{n}条は何についてですか？",),
    "ko": ("제{n}조는 무엇에 관한 것인가요?",),
}


_CLAUSE_OF = {
    "en": (
        "Which clause deals with {h}?",
        "Where is {h} regulated?",
        "number of the section {h}",
        "Under which number do I find {h}?",
    ),
    "de": ("Welcher Abschnitt regelt {h}?", "Wo steht etwas zu {h}?"),
    "fr": ("Quel article traite de {h} ?",),
    "es": ("¿Qué cláusula trata de {h}?",),
}


_CLAUSES = {
    "en": (
        "Definitions",
        "Term",
        "Payment",
        "Termination",
        "Confidentiality",
        "Liability",
        "Notices",
        "Governing law",
        "Warranties",
        "Assignment",
        "Insurance",
        "Force majeure",
        "Delivery",
        "Deposit",
        "Repairs",
        "Intellectual property",
    ),
    "de": (
        "Begriffe",
        "Laufzeit",
        "Vergütung",
        "Kündigung",
        "Geheimhaltung",
        "Haftung",
        "Gerichtsstand",
        "Kaution",
        "Lieferung",
    ),
    "fr": ("Définitions", "Durée", "Paiement", "Résiliation", "Confidentialité", "Responsabilité", "Livraison"),
    "es": ("Definiciones", "Duración", "Pago", "Rescisión", "Confidencialidad", "Responsabilidad", "Entrega"),
}


@layout("contents", share=0.5, nouns=("contents", "page", "index"))
def contents(draft: Draft) -> None:
    """Chapters and sections with their pages after dots or at the far right."""
    draft.domains |= {"library", "report"}
    rng = draft.rng
    draft.start(rng.choice((1.41, 1.41, 0.9)), rng.uniform(0.010, 0.017))
    left, width = draft.margin * 1.2, draft.width - 2.4 * draft.margin
    titles = {
        "en": ("Contents", "Table of Contents", "In this issue"),
        "de": ("Inhalt", "Inhaltsverzeichnis"),
        "fr": ("Sommaire",),
        "es": ("Índice",),
    }
    y = blocks.heading(draft, rng.choice(draft.local(titles)), draft.margin, 1.8)
    page, chapter, section = rng.randint(1, 12), 0, 0
    dotted, before = rng.random() < 0.5, rng.random() < 0.15
    for name in names(draft, "title", rng.randint(8, 30)):
        if y > draft.height - draft.margin:
            break
        if not chapter or rng.random() < 0.3:
            chapter, section = chapter + 1, 0
            number, indent, scale = str(chapter), 0.0, 1.1
            y += draft.line * 0.4
        else:
            section += 1
            number, indent, scale = f"{chapter}.{section}", draft.em * 2, 1.0
        page += rng.randint(1, 19)
        if before:
            last = draft.put(left, y, str(page), scale)
            first = draft.put(left + draft.em * 3 + indent, y, f"{number} {name}", scale, room=width * 0.8)
        else:
            first = draft.put(left + indent, y, f"{number} {name}", scale, bold=not indent, room=width * 0.8)
            last = draft.put(left + width, y, str(page), scale, align="right")
            if dotted:
                draft.leader(draft.inks[first].x + draft.inks[first].width, y, draft.inks[last].x)
        called = rng.choice((name, f"chapter {number}" if not indent else f"section {number}"))
        draft.ask_in(_CHAPTER, str(page), [last], purpose="label", h=called, l=called, L=called)
        if rng.random() < 0.3:
            draft.ask_in(_ON_PAGE, name, [first], n=str(page))
        y += draft.line
    draft.trim()


@layout("clauses", share=0.6, nouns=("contract", "agreement", "page"))
def clauses(draft: Draft) -> None:
    """Numbered clauses with facts in their sentences, parties at the top, lines to sign at the bottom."""
    draft.domains |= {"contract", "letter"}
    rng, values = draft.rng, draft.values
    draft.start(rng.choice((1.29, 1.41)), rng.uniform(0.0095, 0.0135), rng.choice(("serif", "serif", "sans")))
    left, width = draft.margin * 1.2, draft.width - 2.4 * draft.margin
    y = blocks.heading(draft, values.value("title")[0].upper(), draft.margin, 1.4)
    roles = rng.sample(draft.local(words.ROLE), 2)
    parts: list[Part] = []
    people = [values.company(), values.name()]
    for number, (name, role) in enumerate(zip(people, roles)):
        parts += [(f"{name},", number), f'{values.street()}, {values.city()} ("{role}")', "and" if not number else "."]
    y, told = draft.prose(left, y, width, parts)
    for number, (name, role) in enumerate(zip(people, roles)):
        draft.ask("party", name, told[number], r=role)
    y += draft.line
    telling, style = Telling(draft), rng.choice(("{n}.", "§ {n}", "Article {n}", "{n})", "Clause {n}:"))
    for number, name in enumerate(rng.sample(draft.local(_CLAUSES), min(9, len(draft.local(_CLAUSES)))), 1):
        if y > draft.height - draft.margin - 6 * draft.line:
            break
        text = f"{style.format(n=number)} {name}"
        place = [draft.put(left, y, text, 1.0, bold=True, room=width)]
        draft.ask_in(_CLAUSE, name, place, n=str(number))
        draft.ask_in(_CLAUSE_OF, str(number), place, h=name.lower() if draft.language == "en" else name)
        y = paragraph(draft, telling, left, y + draft.line * 1.1, width) + draft.line * 0.3
    for number, role in enumerate(roles):
        x = left + number * width * 0.55
        draft.rule(x, y + draft.line * 1.5, width * 0.4)
        index = draft.put(x, y + draft.line * 1.6, role, 0.8, room=width * 0.4)
        draft.ask_in({"en": (f"Where does the {role} sign?", f"line for the signature of the {role}")}, role, [index])
    draft.trim()
