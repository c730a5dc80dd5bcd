"""Windows of programs: menus, toolbars, lists of files and messages, forms to fill in, calendars, players, code."""

from __future__ import annotations

from training.pages import words
from training.pages.draft import Draft
from training.pages.layout import layout
from training.pages.parts.controls import ask_control, bar, column, controls
from training.pages.parts.windows import beside, window

_ENTRY = {
    "en": (
        "What is entered in the field {l}?",
        "{l}?",
        "What has been typed as {l}?",
        'value of the field "{l}"',
        "the {l} field",
    ),
    "de": ("Was steht im Feld {l}?", "{l}?", "Was wurde als {l} eingegeben?"),
    "fr": ("Que contient le champ {l} ?", "{l} ?"),
    "es": ("¿Qué hay en el campo {l}?", "¿{l}?"),
    "it": ("Cosa c'è nel campo {l}?", "{l}?"),
    "pt": ("O que há no campo {l}?", "{l}?"),
    "ru": ("Что введено в поле «{l}»?", "{l}?"),
    "zh": ("{l}一栏填了什么？", "{l}？"),
    "ja": ("{l}の欄には何が入っていますか？", "{l}は？"),
    "ko": ("{l} 칸에 무엇이 입력되었나요?", "{l}?"),
}

_HINT = {
    "en": (
        "Where do I type the {l}?",
        "Where is the {l} entered?",
        "the box for the {l}",
        "In which box does the {l} go?",
    ),
    "de": ("Wo gebe ich {l} ein?", "das Feld für {l}"),
    "fr": ("Où saisir {l} ?", "le champ pour {l}"),
    "es": ("¿Dónde escribo {l}?", "la casilla para {l}"),
    "it": ("Dove scrivo {l}?",),
    "pt": ("Onde escrevo {l}?",),
    "ru": ("Куда вводить: {l}?",),
    "zh": ("{l}在哪里输入？",),
    "ja": ("{l}はどこに入力しますか？",),
    "ko": ("{l}은 어디에 입력하나요?",),
}

_STATE = {
    "en": ("Is {l} turned on?", "What is {l} set to?", "state of {l}", "setting of {l}?", "How is {l} set?", "{l}?"),
    "de": ("Ist {l} an?", "Worauf steht {l}?", "Wie ist {l} eingestellt?"),
    "fr": ("{l} est-il activé ?", "Comment est réglé {l} ?"),
    "es": ("¿Está activado {l}?", "¿Cómo está ajustado {l}?"),
    "it": ("{l} è attivo?", "Com'è impostato {l}?"),
    "pt": ("{l} está ligado?", "Como está {l}?"),
    "ru": ("Включено ли «{l}»?", "Какое значение у «{l}»?"),
    "zh": ("{l}是什么状态？", "{l}设成了什么？"),
    "ja": ("{l}はどう設定されていますか？", "{l}の状態は？"),
    "ko": ("{l}은 어떻게 설정되어 있나요?", "{l}의 상태는?"),
}

_STATES = {
    "en": (
        "On",
        "Off",
        "Automatic",
        "Never",
        "Always ask",
        "Enabled",
        "Disabled",
        "Default",
        "Low",
        "High",
        "Allowed",
        "5 min",
    ),
    "de": ("Ein", "Aus", "Automatisch", "Nie", "Aktiviert", "Standard"),
    "fr": ("Activé", "Désactivé", "Automatique", "Jamais"),
    "es": ("Activado", "Desactivado", "Automático", "Nunca"),
}


@layout("entry_form", share=0.8, nouns=("screen", "window", "web form"))
def entry_form(draft: Draft) -> None:
    """Boxes to type in, some filled and some with a hint, with buttons under them."""
    rng = draft.rng
    x, y, width = window(draft, rng.random() < 0.6)
    x, width = beside(draft, x, y, width)
    draft.put(x, y, draft.values.value("title")[0], rng.uniform(1.2, 1.7), bold=True, room=width)
    y += draft.line * 2
    columns = 2 if width > 40 * draft.em and rng.random() < 0.6 else 1
    wide = width / columns
    above = rng.random() < 0.6
    domain = rng.choice(("person", "travel", "finance", "event", "freight", "invoice", "screen", "vehicle"))
    bottom, top, used = draft.height - draft.em * 4, y, 0
    for field in draft.pick(domain, rng.randint(5, 16), invented=0.15):
        label, value = draft.make(field)
        if y + draft.em * 4.5 > bottom:
            used, y = used + 1, top
            if used == columns:
                break
        left, room = x + used * wide, wide - draft.em * 1.5
        if above:
            key = draft.put(left, y, label + rng.choice(("", " *", ":")), 0.9, room=room)
            y += draft.line
        else:
            key = draft.put(left, y + draft.em * 0.4, label, room=room * 0.4)
            left, room = left + room * 0.42, room * 0.58
        draft.shape("box", left, y, left + room, y + draft.em * 1.9, colour=draft.soft)
        if rng.random() < 0.7:
            text = " ".join(value)
            index = draft.put(left + draft.em * 0.5, y + draft.em * 0.45, text, room=room - draft.em)
            if rng.random() < 0.5:
                draft.ask_in(_ENTRY, text, [index], purpose="label", L=label, l=label.rstrip(":?* "))
            else:
                draft.tell(field, label, text, [index])
        else:
            if rng.random() < 0.4:
                draft.put(
                    left + draft.em * 0.5,
                    y + draft.em * 0.45,
                    f"e.g. {value[0]}",
                    colour=(150, 150, 150),
                    room=room - draft.em,
                )
            draft.ask_in(_HINT, label, [key], kind="blank", purpose="whereabouts", L=label, l=label.rstrip(":?* "))
        y += draft.em * 2.8
    bar(
        draft,
        x,
        draft.height - draft.em * 3.2,
        width,
        controls(draft, rng.randint(2, 4), "save", "cancel", "send", "next", "back", "help"),
    )


@layout("switches", share=0.7, nouns=("settings", "screen", "phone screen"))
def switches(draft: Draft) -> None:
    """Settings in groups: names at the left, states at the far right or small below, explanations between."""
    draft.domains |= {"screen"}
    rng = draft.rng
    x, y, width = window(draft, rng.random() < 0.4)
    x, width = beside(draft, x, y, width)
    below, told = rng.random() < 0.25, rng.random() < 0.3
    for _ in range(rng.randint(2, 5)):
        draft.put(x, y, rng.choice(words.of("nouns", draft.tongue)).upper(), 0.8, colour=draft.accent)
        y += draft.line * 1.2
        for field in draft.pick(rng.choice(("screen", "screen", "dashboard")), rng.randint(2, 5), invented=0.3):
            if y + draft.line * 2.5 > draft.height:
                return
            label, value = draft.make(field)
            state = rng.random() < 0.5
            text = rng.choice(draft.local(_STATES)) if state else " ".join(value)
            draft.put(x, y, label, room=width * 0.6)
            if below:
                y += draft.line
                place = [draft.put(x, y, text, 0.85, colour=draft.soft, room=width * 0.7)]
            else:
                place = [draft.put(x + width, y, text, align="right", colour=draft.soft, room=width * 0.35)]
            if state:
                draft.ask_in(_STATE, text, place, purpose="label", L=label, l=label.rstrip(":?"))
            else:
                draft.tell(field, label, text, place)
            y += draft.line
            if told and y + 2 * draft.line < draft.height:
                y, _ = draft.prose(x, y, width * 0.7, [draft.values.sentence(9)], 0.8)
            y += draft.line * 0.5
    bar(draft, x, min(y, draft.height - draft.em * 3), width, controls(draft, 2))


@layout("dialog", share=0.6, nouns=("dialog", "window", "message", "screen"))
def dialog(draft: Draft) -> None:
    """A message over a window with its own buttons, and the window's controls around it."""
    draft.domains |= {"screen"}
    rng, values = draft.rng, draft.values
    x, y, width = window(draft, rng.random() < 0.7)
    column(draft, x, y + draft.line, width * 0.2, controls(draft, rng.randint(3, 8)))
    wide = width * rng.uniform(0.45, 0.7)
    left, top = x + width * 0.25, y + draft.line * rng.uniform(1, 5)
    draft.shape(
        "box", left - draft.em, top - draft.em * 0.6, left + wide, top + draft.em * 13, colour=draft.soft, width=2
    )
    title = values.value("title")[0]
    draft.ask_in(
        {"en": ("What is the dialog's title?", "heading of the message", "What does the window ask?")},
        title,
        [draft.put(left, top, title, 1.2, bold=True, room=wide - draft.em)],
    )
    at, _ = draft.prose(left, top + draft.line * 1.6, wide - 2 * draft.em, [values.sentence(12)])
    code = values.pattern(rng.choice(("0x########", "E-####", "ERR_@@@_##", "#######")))
    draft.ask_in(
        {"en": ("What is the error code?", "code of the error", "Which error number is shown?")},
        code,
        [draft.put(left, at + draft.em * 0.3, rng.choice(("Error {c}", "Code: {c}", "({c})")).format(c=code), 0.9)],
    )
    bar(
        draft,
        left,
        top + draft.em * 10.5,
        wide - draft.em,
        controls(draft, rng.randint(2, 3)),
        rng.choice(("right", "box", "fill")),
    )
    for control, label in controls(draft, rng.randint(0, 4)):
        y = draft.height - draft.line * rng.uniform(1.2, 1.6)
        ask_control(
            draft,
            control,
            label,
            draft.put(x + width * 0.05 + len(draft.inks) % 6 * width * 0.15, y, label, 0.85, room=width * 0.14),
        )
