"""Screens of programs: settings, dialogs, dashboards."""

from __future__ import annotations

from training.pages import words
from training.pages.draft import Draft
from training.pages.layout import layout
from training.pages.layouts import tables
from training.pages.parts import blocks, keyed
from training.pages.parts.windows import skin

_TITLES = {
    "en": (
        "Settings",
        "System Information",
        "Device Details",
        "Preferences",
        "Properties",
        "About",
        "Account",
        "Print",
    ),
    "de": ("Einstellungen", "Systeminformationen", "Eigenschaften", "Info", "Konto"),
    "fr": ("Paramètres", "Propriétés", "À propos", "Compte"),
    "es": ("Ajustes", "Propiedades", "Acerca de", "Cuenta"),
}
_BUTTONS = {
    "en": (
        ("OK", "Cancel"),
        ("Save", "Discard"),
        ("Yes", "No"),
        ("Install now", "Remind me later"),
        ("Apply", "Reset"),
        ("Retry", "Close"),
        ("Back", "Next"),
    ),
    "de": (("OK", "Abbrechen"), ("Speichern", "Verwerfen"), ("Ja", "Nein"), ("Zurück", "Weiter")),
    "fr": (("OK", "Annuler"), ("Enregistrer", "Fermer"), ("Oui", "Non")),
    "es": (("Aceptar", "Cancelar"), ("Guardar", "Cerrar"), ("Sí", "No")),
}
_SIDE = {
    "en": ("General", "Privacy", "Display", "Network", "Sound", "Accounts", "Storage", "Help", "Security", "Updates"),
    "de": ("Allgemein", "Datenschutz", "Anzeige", "Netzwerk", "Ton", "Konten", "Hilfe"),
    "fr": ("Général", "Confidentialité", "Affichage", "Réseau", "Son", "Aide"),
    "es": ("General", "Privacidad", "Pantalla", "Red", "Sonido", "Ayuda"),
}


@layout("screen", share=0.9, nouns=("screen", "window", "dialog"))
def screen(draft: Draft) -> None:
    """A window or phone screen: title bar, rows of settings, switches, a dialog with buttons."""
    rng, values = draft.rng, draft.values
    draft.start(rng.choice((2.1, 2.1, 1.7, 0.62, 0.56, 0.75)), rng.uniform(0.012, 0.024), "sans")
    draft.manner = rng.choice(("screen", "screen", "screen", "photo"))
    skin(draft)
    left, width = draft.margin, draft.width - 2 * draft.margin
    y = draft.margin * 0.3
    if draft.height > draft.width:  # status bar of a phone
        draft.put(left, y, f"{rng.randint(0, 23)}:{rng.randint(10, 59)}", 0.8)
        draft.put(left + width, y, f"{rng.randint(2, 100)}%", 0.8, align="right")
        y += draft.line * 1.2
    y = blocks.heading(draft, rng.choice(draft.local(_TITLES)), y, rng.uniform(1.2, 1.8), band=rng.random() < 0.3)
    if draft.width > draft.height and rng.random() < 0.6:
        side, at = width * rng.uniform(0.18, 0.25), y
        for text in rng.sample(draft.local(_SIDE), rng.randint(3, 6)):
            draft.put(left, at, text, room=side - draft.em, colour=draft.soft)
            at += draft.line * 1.4
        left, width = left + side, width - side
    bottom = draft.height - draft.margin * 0.5
    domain = "screen" if rng.random() < 0.85 else rng.choice(("travel", "finance", "event", "freight"))
    for number in range(rng.randint(1, 4)):
        if y > bottom - 5 * draft.line:
            break
        if number:
            draft.put(left, y, rng.choice(draft.local(_SIDE)), rng.choice((0.85, 1.1)), bold=True, colour=draft.accent)
            y += draft.line * 1.4
        fields = draft.pick(domain, rng.randint(3, 8))
        y = keyed.pairs(
            draft,
            fields,
            left,
            y,
            width,
            rng.choice(("right", "right", "above", "left", "inline", "grid")),
            bottom=bottom,
        )
        for _ in range(rng.choice((0, 0, 1, 2))):
            if y > bottom - 2 * draft.line:
                break
            draft.put(left, y, rng.choice(words.NOUN) + " " + rng.choice(words.MEASURE).lower())
            colour = draft.accent if rng.random() < 0.5 else (150, 150, 150)
            draft.shape("fill", left + width - draft.em * 2, y, left + width, y + draft.em, colour=colour)
            y += draft.line * 1.3
        y += draft.line * 0.7
    if y < bottom - 6 * draft.line and rng.random() < 0.6:
        y, _ = draft.prose(left, y, width * 0.8, [values.sentence(9)])
        first, second = rng.choice(draft.local(_BUTTONS))
        x, placed = left + draft.em, []
        for text in (first, second):
            wide = draft.text_width(text) + draft.em * 2
            draft.shape("box", x, y, x + wide, y + draft.em * 1.9, colour=draft.soft)
            placed.append(draft.put(x + draft.em, y + draft.em * 0.45, text))
            x += wide + draft.em
        draft.ask("button", second, [placed[1]], x=first)
        draft.ask("button", first, [placed[0]], x=second)
    if rng.random() < 0.4:
        draft.trim()


@layout("dashboard", share=0.7, nouns=("dashboard", "screen"))
def dashboard(draft: Draft) -> None:
    """Cards with a small label and a large figure, with changes below; a table or list at times."""
    rng, values = draft.rng, draft.values
    draft.start(rng.choice((0.56, 0.62, 0.75, 1.6)), rng.uniform(0.011, 0.018), "sans")
    draft.manner = rng.choice(("screen", "screen", "photo"))
    skin(draft)
    left, width = draft.margin * 0.6, draft.width - 1.2 * draft.margin
    y = blocks.heading(
        draft,
        rng.choice((values.value("title")[0], "Dashboard", "Overview", values.company())),
        draft.margin * 0.3,
        rng.uniform(1.2, 1.8),
    )
    columns = rng.choice((2, 3, 4, 5)) if draft.width > draft.height else 2
    wide, tall = width / columns, draft.em * rng.uniform(7.0, 8.5)
    fields = draft.pick("dashboard", rng.randint(4, 12), invented=0.15)
    under, scale = rng.random() < 0.4, rng.uniform(1.5, 2.6)
    for number, field in enumerate(fields):
        x, top = left + wide * (number % columns), y + (number // columns) * (tall + draft.em)
        if top + tall > draft.height - draft.margin * 0.3:
            break
        draft.shape("box", x, top, x + wide - draft.em, top + tall, colour=draft.soft)
        label, value = draft.make(field)
        room, pad = wide - 2.2 * draft.em, draft.em * 0.6
        first, second = (pad, pad + draft.line) if not under else (pad + draft.em * scale * 1.3, pad)
        draft.put(x + pad, top + first, label, 0.9, colour=draft.soft, room=room)
        place = [draft.put(x + pad, top + second, " ".join(value), scale, bold=True, room=room)]
        draft.tell(field, label, value, place)
        if rng.random() < 0.5:
            change = f"{rng.choice('+-▲'[:2])}{rng.randint(1, 60)}% vs. {values.month()}"
            draft.put(x + pad, top + tall - draft.em * 1.3, change, 0.75, room=room, colour=draft.soft)
    y += (-(-len(fields) // columns)) * (tall + draft.em) + draft.em
    if y < draft.height - 8 * draft.line:
        y = blocks.heading(draft, values.value("title")[0], y, 1.1, told=False)
        tables.lookup(draft, left, y, width * rng.uniform(0.6, 1.0), rng.randint(3, 8), rng.randint(2, 5))
