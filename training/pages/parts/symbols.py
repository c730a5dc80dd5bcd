"""Symbols on screens: icons without words and switches, asked for by what they show, what they do and what they say."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from training.pages.draft import Draft
from training.symbols.concepts import concepts, purposes

_NAMED = {
    "en": (
        "Where is the {n}?", "Where's the {n} icon?", "Click the {n}", "the {n}", "Find the {n} symbol", "{n} icon",
        "Which button shows a {n}?", "Tap the {n}.", "Point to the {n}", "Is there a {n} here?", "find the {n}",
    ),
    "de": ("Wo ist das Symbol „{n}“?", "Wo ist hier: {n}?", "{n}", "Zeig mir: {n}", "Welcher Knopf zeigt: {n}?"),
    "fr": ("Où est l'icône « {n} » ?", "Où se trouve : {n} ?", "{n}", "Clique sur l'icône : {n}"),
    "es": ("¿Dónde está el icono «{n}»?", "¿Dónde se ve: {n}?", "{n}", "Haz clic en el icono: {n}"),
    "pt": ("Onde está o ícone «{n}»?", "Onde se vê: {n}?", "{n}", "Clique no ícone: {n}"),
    "it": ("Dov'è l'icona «{n}»?", "Dove si vede: {n}?", "{n}", "Fai clic sull'icona: {n}"),
}  # fmt: skip

_FOR = {
    "en": (
        "Where do I tap to {a}?", "Which icon lets me {a}?", "How do I {a}?", "Where can I {a}?", "I want to {a}.",
        "Which symbol do I press to {a}?", "What do I click to {a}?", "the button to {a}",
    ),
    "de": ("Worauf tippe ich, um {a}?", "Welches Symbol ist da, um {a}?", "Wo klicke ich, um {a}?"),
    "fr": ("Où appuyer pour {a} ?", "Quelle icône sert à {a} ?", "Où cliquer pour {a} ?"),
    "es": ("¿Dónde toco para {a}?", "¿Qué icono sirve para {a}?", "¿Dónde puedo {a}?"),
    "pt": ("Onde toco para {a}?", "Que ícone serve para {a}?", "Onde posso {a}?"),
    "it": ("Dove tocco per {a}?", "Quale icona serve per {a}?", "Dove posso {a}?"),
}  # fmt: skip

_ON = {
    "en": ("Is {l} switched on?", "Is {l} on or off?", "{l}: on or off?", "Has {l} been enabled?", "state of {l}"),
    "de": ("Ist {l} eingeschaltet?", "Ist {l} an oder aus?"),
    "fr": ("{l} est-il activé ?", "{l} : activé ou non ?"),
    "es": ("¿Está activado {l}?", "{l}: ¿sí o no?"),
    "pt": ("{l} está ligado?", "{l}: ligado ou desligado?"),
    "it": ("{l} è attivo?", "{l}: acceso o spento?"),
}

_SWITCH = {
    "en": (
        "Where do I switch {l} on or off?", "Where is the switch for {l}?", "Where can I turn on {l}?",
        "switch of {l}", "How do I toggle {l}?", "Where can I tick {l}?",
    ),
    "de": ("Wo schalte ich {l} ein oder aus?", "Wo ist der Schalter für {l}?"),
    "fr": ("Où activer {l} ?", "Où est l'interrupteur de {l} ?"),
    "es": ("¿Dónde activo {l}?", "¿Dónde está el interruptor de {l}?"),
    "pt": ("Onde ligo {l}?", "Onde está o interruptor de {l}?"),
    "it": ("Dove attivo {l}?", "Dov'è l'interruttore di {l}?"),
}  # fmt: skip

_ONLY = {
    "en": ("Which one is switched {s}?", "Which setting is {s}?", "What is turned {s}?", "Which switch is {s}?"),
    "de": ("Was ist {s}geschaltet?", "Welcher Schalter ist {s}?"),
    "fr": ("Quelle option est {s} ?",),
    "es": ("¿Qué opción está {s}?",),
    "pt": ("Que opção está {s}?",),
    "it": ("Quale opzione è {s}?",),
}
_STATES = {
    "en": ("on", "off"), "de": ("ein", "aus"), "fr": ("activée", "désactivée"), "es": ("activada", "desactivada"),
    "pt": ("ligada", "desligada"), "it": ("attiva", "spenta"),
}  # fmt: skip
_SELDOM = 0.75  # of symbols on pages whose language has no words for them, that are not asked for in English
_PAIRS = (
    ("switch on", "switch off"),
    ("switch on", "switch off"),
    ("check box ticked", "check box empty"),
    ("radio button selected", "radio button empty"),
)


def several(names: str) -> tuple[str, ...]:
    """A list with commas between."""
    return tuple(" ".join(name.split()) for name in names.split(","))


BROWSER = several("""
back arrow left, forward arrow right, refresh reload, home house, star, user person profile, more three dots
vertical, download, bookmark, puzzle piece extension, share, close x, plus add
""")
OFFICE = several("""
save floppy disk, undo, redo, printer print, cut scissors, copy, clipboard, bold, italic, underline, align left,
align center, align right, paint bucket fill, text colour, filter funnel, table grid, image picture, link chain,
search magnifier, zoom in, zoom out, open folder, list, numbered list, indent increase, format paintbrush, percent
sign, sort a z, sigma sum, chart bars, chat speech bubble, pdf file, new file, question mark help
""")
PHONE = several("""
menu hamburger, search magnifier, more three dots vertical, back arrow left, chevron left back, settings gear, bell
notifications, user person profile, plus add, filter funnel, share, shopping cart, heart favorite like, close x,
pencil edit, trash delete bin, qr code, camera, microphone, sort, bookmark, info, map pin location
""")
PLAYER = several("""
play, pause, skip next, skip previous, shuffle, repeat, volume speaker, fullscreen expand, settings gear, cast
screen, heart favorite like, fast forward, rewind, video subtitle
""")
CHAT = several("""
send paper plane, paperclip attach, smiley face, microphone, camera, video camera, phone call, plus add, image
picture, reply, more three dots, search magnifier, thumbs up like
""")
STATUS = several("""
wifi, battery, mobile signal bars, bluetooth, airplane mode, bell off, volume mute, alarm clock, map pin location,
lock, rotate
""")
WINDOW = ("minimize window", "maximize window", "close x")
TRAY = several("""
windows start, search magnifier, wifi, volume speaker, battery, bell notifications, chevron up, cloud, keyboard,
open folder, edge browser, chrome, mail envelope
""")

KINDS = ("BROWSER", "OFFICE", "PHONE", "PLAYER", "CHAT", "STATUS", "WINDOW", "TRAY")
"""Lists of this module: concepts that are seen together."""


@cache
def _names() -> dict[str, dict[str, tuple[str, ...]]]:
    return {concept.words: concept.names for concept in concepts()}


def any_symbols(draft: Draft, count: int) -> list[str]:
    """Concepts of all kinds."""
    return draft.rng.sample(sorted(_names()), count)


def ask_symbol(draft: Draft, words: str, *places: Sequence[int]) -> None:
    """Note a symbol, to be found by what it shows or, where that is known, by what it is for."""
    rng, told = draft.rng, purposes().get(words)
    if draft.tongue not in _NAMED and rng.random() < _SELDOM:
        return
    language = draft.tongue if draft.tongue in _NAMED and rng.random() < 0.85 else "en"
    if told and rng.random() < 0.5:
        purpose = rng.choice(told[language])
        questions = tuple(text.format(a=purpose) for text in _FOR[language])
    else:
        name = rng.choice(_names()[words][language])
        questions = tuple(_once(text.format(n=name)) for text in _NAMED[language])
    draft.ask_this(questions, words, *places, kind="symbol", language=language)


def _once(question: str) -> str:
    """No "icon icon": some names say what they are."""
    for kind in ("icon", "symbol", "logo", "button"):
        question = question.replace(f"{kind} icon", kind).replace(f"{kind} symbol", kind)
    return question


def row(draft: Draft, x: float, y: float, width: float, made: Sequence[str], size: float, align: str = "left") -> float:
    """Symbols side by side, as many as there is room for, each asked for at times; the y under them.

    Args:
        draft: the page.
        x: px, left edge.
        y: px, top.
        width: px.
        made: words of concepts.
        size: px of a symbol.
        align: left, right, or spread over the width.
    """
    step = size * draft.rng.uniform(1.4, 2.4)
    made = list(made)[: max(int(width / step), 1)]
    if align == "spread":
        step = width / len(made)
        x += (step - size) / 2
    elif align == "right":
        x += max(width - step * len(made), 0)
    for number, words in enumerate(made):
        place = draft.symbol(x + number * step, y, words, size)
        if draft.rng.random() < 0.6:
            ask_symbol(draft, words, [place])
    return y + size * 1.4


def labelled_row(draft: Draft, x: float, y: float, width: float, made: Sequence[tuple[str, str]], size: float) -> float:
    """Symbols with a word under each, as along the foot of a phone; the y under them."""
    step = width / max(len(made), 1)
    for number, (words, label) in enumerate(made):
        middle = x + (number + 0.5) * step
        place = draft.symbol(middle - size / 2, y, words, size)
        under = draft.put(middle, y + size * 1.15, label, 0.75, align="centre", room=step * 0.95)
        if draft.rng.random() < 0.6:
            ask_symbol(draft, words, [place], [place, under])
    return y + size * 1.2 + draft.line


def switches(draft: Draft, x: float, y: float, width: float, labels: Sequence[str], bottom: float) -> float:
    """Names with a switch, a box to tick or a button at the right, or in front of them; the y under them."""
    rng = draft.rng
    pair = rng.choice(_PAIRS)
    before = rng.random() < (0.15 if pair[0] == "switch on" else 0.6)
    size = draft.em * rng.uniform(1.0, 1.5)
    wide = size * (rng.uniform(1.6, 2.0) if pair[0] == "switch on" else 1.0)
    states = [rng.random() < 0.5 for _ in labels]
    if rng.random() < 0.4:
        states = [number == 0 for number in range(len(labels))]
        rng.shuffle(states)
    placed: list[tuple[int, int, bool, str]] = []
    for label, state in zip(labels, states):
        if y + draft.line > bottom:
            break
        left = x if before else x + width - wide
        key = draft.put(x + (wide * 1.5 if before else 0), y, label, room=width - 2 * wide)
        knob = draft.symbol(left, y, pair[0] if state else pair[1], size, wide)
        placed.append((key, knob, state, label))
        y += draft.line * rng.uniform(1.3, 1.6)
    language = draft.tongue if draft.tongue in _ON and rng.random() < 0.85 else "en"
    for key, knob, state, label in placed:
        if draft.tongue not in _ON and rng.random() < _SELDOM:
            continue
        table = rng.choice((_ON, _SWITCH))
        questions = tuple(text.format(l=label.rstrip(":?")) for text in table[language])
        answer = pair[0] if state else pair[1]
        draft.ask_this(questions, answer, [key, knob], kind="switch", language=language)
    for wanted in (True, False):
        alone = [each for each in placed if each[2] is wanted]
        if len(alone) == 1 and len(placed) > 2:
            key, knob, _, label = alone[0]
            word = _STATES[language][0 if wanted else 1]
            questions = tuple(text.format(s=word) for text in _ONLY[language])
            draft.ask_this(questions, label, [key, knob], kind="switch", language=language)
    return y
