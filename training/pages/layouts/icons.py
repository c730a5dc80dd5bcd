"""Screens whose controls are symbols: apps with bars of icons, grids of apps, switches, players, chats."""

from __future__ import annotations

from training.pages import words
from training.pages.draft import Draft
from training.pages.layout import layout
from training.pages.parts import symbols
from training.pages.parts.windows import window

TABS = {
    "en": (("home house", "Home"), ("search magnifier", "Search"), ("user person profile", "Profile"),
           ("bell notifications", "Alerts"), ("settings gear", "Settings"), ("shopping cart", "Basket"),
           ("chat speech bubble", "Messages"), ("heart favorite like", "Favourites"), ("calendar", "Calendar"),
           ("map pin location", "Nearby"), ("list", "Lists"), ("camera", "Scan")),
    "de": (("home house", "Start"), ("search magnifier", "Suche"), ("user person profile", "Profil"),
           ("settings gear", "Einstellungen"), ("shopping cart", "Warenkorb"), ("heart favorite like", "Favoriten")),
    "fr": (("home house", "Accueil"), ("search magnifier", "Recherche"), ("user person profile", "Profil"),
           ("settings gear", "Réglages"), ("shopping cart", "Panier"), ("heart favorite like", "Favoris")),
    "es": (("home house", "Inicio"), ("search magnifier", "Buscar"), ("user person profile", "Perfil"),
           ("settings gear", "Ajustes"), ("shopping cart", "Carrito"), ("heart favorite like", "Favoritos")),
}  # fmt: skip
APPS = symbols.several("""
camera, calendar, clock time, settings gear, music note, mail envelope, phone call, map, image picture, folder, app
store, compass, chat speech bubble, calculator, chart bars, youtube, whatsapp, spotify, linux penguin, facebook,
chrome, contact card, microphone, video camera, lightbulb idea, shopping bag, game controller, book, heart favorite
like, partly cloudy, telegram, edge browser, trash delete bin, terminal console, user person profile
""")


@layout("icon_app", share=0.8, nouns=("screen", "app", "phone screen"))
def icon_app(draft: Draft) -> None:
    """A phone's app: title between symbols, a list with symbols at either end, tabs along the foot."""
    rng = draft.rng
    x, y, width = window(draft, False)
    size = draft.em * rng.uniform(1.2, 1.8)
    first = rng.choice(("menu hamburger", "back arrow left", "chevron left back", "close x"))
    place = draft.symbol(x, y, first, size)
    symbols.ask_symbol(draft, first, [place])
    draft.put(x + size * 2, y, draft.values.value("title")[0], 1.3, bold=True, room=width * 0.5)
    more = [each for each in rng.sample(symbols.PHONE, 4) if each != first][: rng.randint(1, 3)]
    y = symbols.row(draft, x + width * 0.6, y, width * 0.4, more, size, "right") + draft.line * 0.5
    foot = draft.height - size * 2.6 - draft.line
    leading = rng.random() < 0.6
    at_end = rng.choice(("", "chevron right next", "more three dots vertical", "heart favorite like", "plus add"))
    for kind in symbols.any_symbols(draft, rng.randint(4, 9)):
        if y + draft.line * 2.2 > foot:
            break
        left = x + (size * 1.8 if leading else 0)
        name = f"{rng.choice(words.NOUN)} {rng.choice(words.MEASURE).lower()}"
        title = draft.put(left, y, name, room=width - 4 * size)
        if rng.random() < 0.6:
            draft.put(left, y + draft.line, draft.values.sentence(5), 0.8, colour=draft.soft, room=width - 4 * size)
        if leading:
            place = draft.symbol(x, y + draft.em * 0.2, kind, size)
            symbols.ask_symbol(draft, kind, [place], [place, title])
        if at_end:
            draft.symbol(x + width - size, y + draft.em * 0.2, at_end, size)
        y += draft.line * 2.4
    tabs = list(draft.local(TABS))
    symbols.labelled_row(draft, x, foot + size * 0.4, width, rng.sample(tabs, rng.randint(3, 5)), size)


@layout("app_grid", share=0.5, nouns=("home screen", "screen", "desktop"))
def app_grid(draft: Draft) -> None:
    """Symbols of programs in rows with their names below, now and then without."""
    rng = draft.rng
    x, y, width = window(draft, rng.random() < 0.4)
    columns = rng.randint(4, 8) if draft.width > draft.height else 4
    size = width / columns * rng.uniform(0.35, 0.6)
    kinds = list(APPS) + symbols.any_symbols(draft, 30)
    chosen = list(dict.fromkeys(rng.sample(kinds, min(rng.randint(8, 28), len(kinds)))))
    named = rng.random() < 0.8
    for start in range(0, len(chosen), columns):
        if y + size * 1.3 + draft.line > draft.height:
            break
        some = chosen[start : start + columns]
        wide = width * len(some) / columns
        if named:
            labels = [(kind, rng.choice((kind.split()[0].title(), rng.choice(words.BRAND)))) for kind in some]
            y = symbols.labelled_row(draft, x, y, wide, labels, size) + draft.line * 0.5
        else:
            y = symbols.row(draft, x, y, wide, some, size, "spread") + size * 0.4
    if draft.width > draft.height and y < draft.height - 2 * draft.line:
        tray = rng.sample(symbols.TRAY, rng.randint(4, 9))
        symbols.row(
            draft, x, draft.height - draft.line * 1.4, width, tray, draft.em * 1.1, rng.choice(("left", "right"))
        )


@layout("icon_switches", share=0.8, nouns=("settings", "screen", "phone screen"))
def icon_switches(draft: Draft) -> None:
    """Settings in groups, each with a switch, a box to tick or a button that is drawn."""
    rng = draft.rng
    draft.domains |= {"screen"}
    x, y, width = window(draft, rng.random() < 0.35)
    draft.put(x, y, draft.values.value("title")[0], rng.uniform(1.2, 1.7), bold=True, room=width * 0.8)
    y += draft.line * 2.2
    bottom = draft.height - draft.margin * 0.4
    for _ in range(rng.randint(1, 4)):
        if y + draft.line * 3 > bottom:
            break
        draft.put(x, y, rng.choice(words.of("nouns", draft.tongue)).upper(), 0.8, colour=draft.accent)
        labels = [draft.make(field)[0] for field in draft.pick("screen", rng.randint(2, 6), invented=0.3)]
        y = symbols.switches(draft, x, y + draft.line * 1.3, width, labels, bottom) + draft.line * 0.5


@layout("icon_player", share=0.5, nouns=("player", "chat", "screen", "window"))
def icon_player(draft: Draft) -> None:
    """A player or a conversation: words above, the controls that go with it below."""
    rng = draft.rng
    x, y, width = window(draft, rng.random() < 0.5)
    kind = rng.choice((symbols.PLAYER, symbols.CHAT))
    for _ in range(rng.randint(2, 6)):
        if y + draft.line * 4 > draft.height:
            break
        y, _ = draft.prose(x, y, width * rng.uniform(0.5, 0.9), [draft.values.sentence(rng.randint(4, 10))])
        if rng.random() < 0.4:
            y = symbols.row(draft, x, y, width * 0.4, rng.sample(kind, 2), draft.em * 1.1)
        y += draft.line * 0.6
    size = draft.em * rng.uniform(1.3, 2.2)
    made = rng.sample(kind, rng.randint(4, 9))
    symbols.row(draft, x, max(y, draft.height - size * 2), width, made, size, rng.choice(("left", "spread", "right")))
