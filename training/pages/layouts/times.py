"""When things happen: timetables, boards of departures, programmes, calendars, opening hours, weather, results."""

from __future__ import annotations

from training.pages.draft import Draft
from training.pages.layout import layout
from training.pages.parts import blocks
from training.pages.parts.records import collection, names, records, traits

_STOPS = {
    "en": (
        "When does {t} call at {s}?",
        "At what time is {t} in {s}?",
        "{s}, {t}: when?",
        "departure of {t} from {s}",
        "When does {t} reach {s}?",
    ),
    "de": ("Wann ist {t} in {s}?", "Wann fährt {t} ab {s}?", "{t} in {s}: wann?"),
    "fr": ("À quelle heure {t} passe-t-il à {s} ?", "{t} à {s} : quand ?"),
    "es": ("¿A qué hora pasa {t} por {s}?", "¿{t} en {s}: cuándo?"),
    "it": ("A che ora passa {t} da {s}?", "{t} a {s}: quando?"),
    "pt": ("A que horas passa {t} em {s}?", "{t} em {s}: quando?"),
    "ru": ("Когда {t} бывает: {s}?", "Во сколько {t} в пункте {s}?"),
    "zh": ("{t}几点到{s}？", "{t}在{s}的时间？"),
    "ja": ("{t}は{s}に何時ですか？", "{s}の{t}の時刻は？"),
    "ko": ("{t}은 {s}에 몇 시에 있나요?", "{s}, {t}: 몇 시?"),
}

_BOARD = traits("""
= leaves time
en Time; Departs; Sched. | When does the one to {n} leave?; departure to {n}; At what time is there one to {n}?
en | What leaves at {v}?
de Zeit; Ab | Wann fährt der Zug nach {n}?; Abfahrt nach {n}?; Wohin geht es um {v}?
fr Heure | À quelle heure part celui de {n} ?; Où va celui de {v} ?
es Hora | ¿A qué hora sale el de {n}?; ¿Adónde va el de las {v}?
= track pat:#/##/@##/#@
en Platform; Gate; Track; Stand | From which platform does the one to {n} go?; gate for {n}; Where do I board for {n}?
de Gleis; Gate | Von welchem Gleis geht es nach {n}?; Gleis für {n}?
fr Voie; Porte | De quelle voie part celui de {n} ?
es Vía; Puerta | ¿De qué vía sale el de {n}?
= state one:On time/Delayed 10 min/Cancelled/Boarding/Expected 12:41/Last call/Go to gate/+5/Closed/Landed
en Status; Remarks | What is the state of the one to {n}?; Is {n} on time?; remarks for {n}; Which one is marked {v}?
de Hinweis | Was ist mit {n} los?; Ist {n} pünktlich?
fr Remarques | Que dit-on de {n} ?
es Estado | ¿Qué pasa con {n}?
= number flight
en Flight; Train; Line | Which number goes to {n}?; flight or train number for {n}; Where does {v} go?
en | destination of {v}
de Zug; Flug; Linie | Welche Nummer fährt nach {n}?; Wohin fährt {v}?
fr Train; Vol | Quel numéro va à {n} ?; Où va {v} ?
es Tren; Vuelo | ¿Qué número va a {n}?; ¿Adónde va {v}?
= carrier brand
en Operator; Airline | Who runs the service to {n}?; operator for {n}
""")

_PROGRAMME = traits("""
= at time
en Time; Start | When does {n} begin?; start of {n}; At what time is {n} on?; What begins at {v}?
de Beginn; Zeit | Wann beginnt {n}?; Was beginnt um {v}?
fr Heure | À quelle heure commence {n} ?; Qu'est-ce qui commence à {v} ?
es Hora | ¿A qué hora empieza {n}?; ¿Qué empieza a las {v}?
= room one:Room 1/Room 204/Main Hall/Studio B/Stage 2/Library/Auditorium/Hall C/Garden/Court 4/Foyer
en Room; Venue; Stage | Where does {n} take place?; room of {n}; In which room is {n}?; What is on in {v}?
de Raum; Saal | Wo findet {n} statt?; Raum für {n}?
fr Salle | Où a lieu {n} ?
es Sala | ¿Dónde es {n}?
= who person
en Speaker; With; Teacher | Who gives {n}?; speaker of {n}; Who leads {n}?; What is {v} in charge of?
de Mit; Leitung | Wer leitet {n}?; Wer spricht über {n}?
fr Avec | Qui anime {n} ?
es Con | ¿Quién dirige {n}?
= long minutes
en Duration; Length | How long is {n}?; length of {n}
de Dauer | Wie lange dauert {n}?
fr Durée | Combien de temps dure {n} ?
es Duración | ¿Cuánto dura {n}?
= fee coins
en Fee; Tickets | What does it cost to attend {n}?; fee for {n}; ticket for {n}
de Eintritt | Was kostet die Teilnahme an {n}?
""")

_HOURS = traits("""
= open one:9:00 - 17:00/closed/10 am - 6 pm/8:30-12:00/7:00–22:00/by appointment/14:00 - 20:00/11:00-15:30
en Hours; Open | When is it open on {n}?; opening hours on {n}; Until when is it open on {n}?
en | On which day does it say {v}?
de Geöffnet | Wann ist am {n} geöffnet?; Öffnungszeit {n}?
fr Ouvert | Quels sont les horaires du {n} ?
es Abierto | ¿Qué horario hay el {n}?
""")


def days(draft: Draft) -> list[str]:
    """The days of the week in the page's language, in their order as drawn."""
    return names(draft, "weekday", 7)


@layout("timetable", share=0.9, nouns=("timetable", "schedule", "table"))
def timetable(draft: Draft) -> None:
    """Stations by trains, either way about, with times everywhere and no words in the cells."""
    draft.domains |= {"travel", "event"}
    rng, values = draft.rng, draft.values
    draft.start(rng.choice((0.6, 0.8, 1.2, 1.41)), rng.uniform(0.010, 0.018))
    draft.manner = rng.choice(("scan", "photo", "photo", "screen"))
    left, width = draft.margin * 0.7, draft.width - draft.margin * 1.4
    y = blocks.heading(
        draft, rng.choice((values.value("title")[0], f"{values.city()} - {values.city()}")), draft.margin * 0.5
    )
    stations = names(draft, rng.choice(("city", "city", "street")), rng.randint(4, 14))
    count = max(min(rng.randint(3, 12), int(width * 0.7 / draft.em / 4.2)), 2)
    word = rng.choice(("Train", "Bus", "Line", "RE", "IC", "Tram", ""))
    trains = [f"{word} {number}".strip() for number in dict.fromkeys(values.pattern("###") for _ in range(count))]
    start, across = rng.randint(300, 900), rng.random() < 0.75
    gaps = [0, *(rng.randint(3, 40) for _ in stations[1:])]
    times = []
    for _ in trains:
        clock, run = start, []
        for gap in gaps:
            clock += gap
            run.append(f"{clock // 60 % 24:02}:{clock % 60:02}" if rng.random() > 0.05 else "|")
        times.append(run)
        start += rng.choice((20, 30, 45, 60, 75))
    if across:
        header, body = ["", *trains], [[name, *(run[at] for run in times)] for at, name in enumerate(stations)]
    else:
        header, body = ["", *stations], [[name, *run] for name, run in zip(trains, times)]
    shares = [rng.uniform(1.8, 3.2), *[1.0] * (len(header) - 1)]
    y, cells = blocks.grid(
        draft, left, y, shares, header, body, width, ["left", *["centre"] * (len(header) - 1)], draft.height - draft.em
    )
    spots = [(row, column) for row in range(len(cells)) for column in range(1, len(header)) if body[row][column] != "|"]
    for row, column in rng.sample(spots, min(14, len(spots))):
        name, head = body[row][0], header[column]
        station, train = (name, head) if across else (head, name)
        draft.ask_in(
            _STOPS, body[row][column], [cells[row][column]], purpose="cell", s=station, t=train, row=station, col=train
        )
    if y < draft.height - 3 * draft.line:
        draft.put(left, y + draft.em, rng.choice((values.sentence(9), blocks.note(draft, "travel"))), 0.8, room=width)
    draft.trim()


@layout("departures", share=0.6, nouns=("board", "screen", "sign"))
def departures(draft: Draft) -> None:
    """A board of departures with remarks."""
    draft.domains |= {"travel", "event", "freight"}
    rng = draft.rng
    draft.start(rng.choice((0.5, 0.6, 1.5)), rng.uniform(0.016, 0.028), rng.choice(("sans", "mono", "display")))
    draft.manner = rng.choice(("photo", "photo", "screen"))
    if rng.random() < 0.6:
        draft.paper, draft.ink = rng.choice(
            (((10, 20, 60), (255, 255, 255)), ((12, 12, 12), (255, 200, 40)), ((0, 60, 110), (240, 240, 240)))
        )
        draft.soft = draft.ink
    y = draft.margin * 0.4
    titles = {
        "en": ("Departures", "DEPARTURES", "Next services"),
        "de": ("Abfahrt",),
        "fr": ("Départs",),
        "es": ("Salidas",),
    }
    draft.put(draft.margin, y, rng.choice(draft.local(titles)), 1.8, name=draft.head)
    draft.put(draft.width - draft.margin, y, draft.values.time(), 1.3, align="right")
    told = rng.sample(_BOARD, rng.randint(2, 5))
    things = records(draft, names(draft, "city", rng.randint(5, 14)), told)
    width = draft.width - 2 * draft.margin
    collection(
        draft,
        draft.margin,
        y + draft.line * 2.4,
        width,
        draft.height,
        things,
        told,
        rng.choice(("rows", "rows", "bare", "list")),
        14,
    )


@layout("programme", share=0.8, nouns=("programme", "schedule", "poster", "page"))
def programme(draft: Draft) -> None:
    """What takes place, when, where and with whom; by days at times."""
    draft.domains |= {"event", "travel", "certificate"}
    rng = draft.rng
    draft.start(rng.choice((1.41, 1.41, 0.7, 2.0)), rng.uniform(0.011, 0.019))
    draft.manner = rng.choice(("photo", "scan", "screen"))
    left, width = draft.margin, draft.width - 2 * draft.margin
    y = blocks.heading(
        draft, draft.values.value("title")[0], draft.margin * 0.6, rng.uniform(1.4, 2.4), rng.random() < 0.3
    )
    told = rng.sample(_PROGRAMME, rng.randint(2, 5))
    titles = names(draft, "title", 24)
    arrangement = rng.choice(("rows", "list", "stack", "line", "tiles"))
    for day in days(draft)[: rng.choice((1, 2, 3))]:
        if y > draft.height * 0.75:
            break
        draft.put(left, y, day, 1.25, bold=True, colour=draft.accent)
        here, titles = titles[: rng.randint(3, 7)], titles[7:]
        y = collection(
            draft,
            left,
            y + draft.line * 1.5,
            width,
            draft.height - draft.em,
            records(draft, here, told),
            told,
            arrangement,
            6,
        )
        y += draft.line
    draft.trim()


@layout("hours", share=0.4, nouns=("sign", "notice", "photo"))
def hours(draft: Draft) -> None:
    """Opening hours on a door, with whose they are."""
    draft.domains |= {"event", "receipt", "library"}
    rng = draft.rng
    draft.start(rng.choice((0.8, 1.2, 1.5)), rng.uniform(0.022, 0.038), rng.choice(("sans", "display", "serif")))
    draft.manner = rng.choice(("photo", "photo", "corner"))
    y = blocks.letterhead(draft, "shop")
    things = records(draft, days(draft), _HOURS)
    width = draft.width - 2 * draft.margin
    y = collection(
        draft, draft.margin, y, width, draft.height - draft.em, things, _HOURS, rng.choice(("list", "bare", "line")), 7
    )
    if y + 3 * draft.line < draft.height and rng.random() < 0.5:
        draft.put(draft.margin, y + draft.em, draft.values.sentence(5), 0.85, room=width)
    draft.trim()
