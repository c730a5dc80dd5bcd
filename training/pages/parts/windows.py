"""Windows of programs and screens of phones, with their bars of controls."""

from __future__ import annotations

from training.pages.draft import Draft
from training.pages.parts import symbols
from training.pages.parts.controls import bar, column, controls

_CLOCK = {
    "en": ("What time is it?", "time on the phone", "What does the clock show?"),
    "de": ("Wie spät ist es auf dem Telefon?", "Welche Uhrzeit steht oben?"),
    "fr": ("Quelle heure affiche le téléphone ?",),
    "es": ("¿Qué hora marca el teléfono?",),
    "it": ("Che ora segna il telefono?",),
    "pt": ("Que horas marca o telefone?",),
    "ru": ("Который час на телефоне?",),
    "zh": ("手机上显示几点？",),
    "ja": ("電話の時計は何時ですか？",),
    "ko": ("휴대전화의 시각은?",),
}
_CHARGE = {
    "en": ("How full is the battery?", "battery level", "How much charge is left?"),
    "de": ("Wie voll ist der Akku?",),
    "fr": ("Combien reste-t-il de batterie ?",),
    "es": ("¿Cuánta batería queda?",),
    "it": ("Quanta batteria resta?",),
    "pt": ("Quanta bateria resta?",),
    "ru": ("Сколько осталось заряда?",),
    "zh": ("电量还剩多少？",),
    "ja": ("電池はあとどれくらいですか？",),
    "ko": ("배터리가 얼마나 남았나요?",),
}


def skin(draft: Draft) -> None:
    """Colours of a program: dark or light."""
    if draft.rng.random() < 0.35:
        draft.paper, draft.ink = draft.rng.choice(((24, 24, 28), (38, 42, 54), (0, 0, 0))), (235, 235, 235)
        draft.soft, draft.accent = draft.rng.choice(((235, 235, 235), (165, 165, 170))), (90, 150, 240)
    else:
        draft.paper, draft.ink = draft.rng.choice(((255, 255, 255), (243, 244, 246), (236, 239, 244))), (25, 25, 25)


def window(draft: Draft, wide: bool = True) -> tuple[float, float, float]:
    """A sheet as a window or a phone, with a bar of menus or of the phone's state; x, y and width inside."""
    rng = draft.rng
    draft.start(rng.choice((0.56, 0.62, 0.75) if wide else (1.8, 2.1, 2.1)), rng.uniform(0.011, 0.019), "sans")
    draft.manner = rng.choice(("screen", "screen", "screen", "photo"))
    skin(draft)
    left, width = draft.margin * 0.5, draft.width - draft.margin
    y = draft.margin * 0.2
    if not wide:
        clock = f"{rng.randint(0, 23)}:{rng.randint(10, 59)}"
        place = [draft.put(left, y, clock, 0.8)]
        draft.ask_in(_CLOCK, clock, place)
        power = f"{rng.randint(2, 100)}%"
        place = [draft.put(left + width, y, power, 0.8, align="right")]
        draft.ask_in(_CHARGE, power, place)
        if rng.random() < 0.6:
            middle, size = left + width * 0.55, draft.em * 0.7
            symbols.row(draft, middle, y, width * 0.3, rng.sample(symbols.STATUS, rng.randint(1, 4)), size, "right")
        if rng.random() < 0.6:
            made = rng.sample(symbols.PHONE, rng.randint(2, 4))
            y = symbols.row(draft, left, y + draft.line * 1.3, width, made, draft.em * rng.uniform(1.1, 1.6), "right")
        return left, y + draft.line * 1.3, width
    if rng.random() < 0.3:
        symbols.row(draft, left, y, width, symbols.WINDOW, draft.em * 0.9, "right")
        y += draft.line * 1.3
    if rng.random() < 0.5:
        kind = rng.choice((symbols.OFFICE, symbols.OFFICE, symbols.BROWSER))
        made = rng.sample(kind, rng.randint(4, min(len(kind), 16)))
        y = symbols.row(draft, left, y, width, made, draft.em * rng.uniform(1.1, 1.7))
    if rng.random() < 0.5:
        y = bar(draft, left, y, width, [(None, text) for text in rng.sample(_MENUS, 5)], "plain")
    if rng.random() < 0.6:
        y = bar(draft, left, y, width, controls(draft, rng.randint(3, 8)))
    return left, y, width


_MENUS = ("File", "Edit", "View", "Insert", "Format", "Tools", "Window", "Help", "Layout", "Data", "Review", "Draw")


def beside(draft: Draft, x: float, y: float, width: float) -> tuple[float, float]:
    """A column of entries at the left, at times; what is left of x and width."""
    if width < 45 * draft.em or draft.rng.random() < 0.3:
        return x, width
    column(draft, x, y, width * 0.16, controls(draft, draft.rng.randint(3, 9)))
    return x + width * 0.2, width * 0.8
