"""Small things with few words, mostly without labels: cards, passes, displays, nameplates, badges."""

from __future__ import annotations

from training.pages.draft import Draft
from training.pages.layout import layout
from training.pages.parts import barcodes, keyed
from training.pages.parts.unlabelled import concepts, tell_plain

_PLAIN = concepts(
    "plain",
    """
= holder person
en Name; Holder | Whose card is it?; Who is the holder?; name on the card; What is the person called?
de Name; Inhaber | Wessen Karte ist das?; Wie heißt die Person?
fr Nom; Titulaire | À qui est cette carte ?; Comment s'appelle la personne ?
es Nombre; Titular | ¿De quién es la tarjeta?; ¿Cómo se llama la persona?
= role one:Sales Manager/Senior Engineer/Director/Head of Design/Consultant/Dentist/Accountant/Partner/Nurse/Chef
en Position | What is this person's job?; position?; What does the person do for a living?; job title on the card
de Beruf | Was ist die Person von Beruf? | one:Geschäftsführer/Ärztin/Architekt/Leiterin Vertrieb
de | Welche Stellung hat die Person?
fr Fonction | Quel est le métier de cette personne ? | one:Directeur/Architecte/Avocate/Ingénieur
es Cargo | ¿Qué cargo tiene la persona? | one:Gerente/Arquitecta/Abogado/Ingeniera
= firm company
en Company | For whom does the person work?; Which firm is on the card?; employer?; name of the business
de Firma | Für welche Firma arbeitet die Person?; Welche Firma steht auf der Karte?
fr Société | Pour quelle société travaille cette personne ?
es Empresa | ¿Para qué empresa trabaja?
= phone phone
en T; Tel.; Phone; M; Mobile | How can I call?; phone number on it; Which number should I dial?; telephone?
de Tel. | Unter welcher Nummer rufe ich an?; Telefonnummer?
fr Tél. | Quel numéro appeler ?
es Tel. | ¿A qué número llamo?
= mail email
en E; E-mail | Where can I send a mail?; e-mail address?; mail address on the card
de E-Mail | An welche Adresse kann ich mailen?
fr E-mail | Quelle est l'adresse électronique ?
es Correo | ¿Cuál es el correo electrónico?
= web url
en W; Web | Which website is given?; web address?; Where on the internet can I find them?
de Web | Welche Internetseite ist angegeben?
fr Site | Quel est le site web ?
es Web | ¿Qué página web aparece?
= home address
en A; Address | What is the postal address?; Where is the office?; street and town?
de Anschrift | Wie lautet die Anschrift?
fr Adresse | Quelle est l'adresse postale ?
es Dirección | ¿Cuál es la dirección postal?
""",
    {
        "holder": "person.name",
        "role": "person.occupation",
        "firm": "person.employer",
        "phone": "person.phone",
        "mail": "person.email",
        "home": "person.address",
    },
)

_PASS = concepts(
    "pass",
    """
= from city
en From; Departing; Origin | Where does the journey begin?; Where does it leave from?; place of departure
de Von; Ab | Wo beginnt die Reise?; Abfahrtsort?
fr De; Départ | D'où part-on ?
es De; Origen | ¿De dónde sale?
= to city
en To; Arriving; Destination | Where does the trip lead?; Where is it going?; place of arrival
de Nach; An | Wohin geht die Reise?; Zielort?
fr À; Arrivée | Où va-t-on ?
es A; Destino | ¿Adónde va?
= who person
en Passenger; Name of passenger; Traveller | Who travels?; name of the traveller; Whose pass is it?
de Fahrgast; Reisende/r | Wer reist?
fr Passager | Qui voyage ?
es Pasajero | ¿Quién viaja?
= flight flight
en Flight; Train; Service | Which flight is it?; flight number; number of the connection
de Flug; Zug | Welcher Flug ist es?
fr Vol; Train | Quel est le vol ?
es Vuelo; Tren | ¿Qué vuelo es?
= gate pat:@##/##/@#/Gate ##
en Gate; Platform; Pier | At which gate does boarding take place?; Which platform?; Where do I board?
de Gate; Gleis | An welchem Gate steigt man ein?; Welches Gleis?
fr Porte; Voie | À quelle porte embarque-t-on ?
es Puerta; Vía | ¿Por qué puerta se embarca?
= boards time
en Boarding; Boarding time; Be at gate by | When does boarding start?; At what time must I be at the gate?
de Einstieg | Wann beginnt der Einstieg?
fr Embarquement | À quelle heure embarque-t-on ?
es Embarque | ¿A qué hora se embarca?
= leaves time
en Departs; Dep.; Departure | When does it depart?; departure time?; At what hour does it leave?
de Abfahrt; Abflug | Wann geht es los?; Abfahrtszeit?
fr Départ à | À quelle heure part-il ?
es Salida | ¿A qué hora sale?
= seat seat
en Seat; Place | Where do I sit?; seat number; Which seat has been assigned?
de Sitz; Platz | Wo sitze ich?; Welcher Platz?
fr Siège; Place | Où suis-je assis ?
es Asiento | ¿Dónde me siento?
= day date
en Date; Day of travel | On what day is the trip?; travel date
de Datum | An welchem Tag ist die Reise?
fr Date | Quel jour est le voyage ?
es Fecha | ¿Qué día es el viaje?
= class one:Economy/Business/First/Second/Y/Standard/2
en Class; Cabin | Which class is booked?; travel class?
de Klasse | Welche Klasse ist gebucht?
fr Classe | En quelle classe ?
es Clase | ¿En qué clase?
= group one:1/2/3/4/A/B/C/Priority
en Group; Zone; Boarding group | In which group do I board?; boarding group?
= booking pat:@@@@@@/@#@#@#/#######
en Booking ref.; PNR; Booking code | Under which code is it booked?; booking code; reference of the reservation
de Buchungscode | Unter welchem Code ist gebucht?
fr Réf. dossier | Quel est le code de réservation ?
es Localizador | ¿Cuál es el localizador?
= ticket longcode
en Ticket no.; E-ticket | What number does the ticket have?; ticket number
de Ticketnummer | Welche Nummer hat das Ticket?
fr N° de billet | Quel est le numéro du billet ?
es N.º de billete | ¿Qué número tiene el billete?
= fare coins
en Fare; Price paid | What was paid for the trip?; fare?
de Preis | Was kostet die Fahrt?
fr Tarif | Quel est le tarif ?
es Tarifa | ¿Cuánto costó?
""",
    {
        "from": "travel.from",
        "to": "travel.to",
        "who": "travel.passenger",
        "flight": "travel.flight",
        "gate": "travel.gate",
        "leaves": "travel.departs",
        "seat": "travel.seat",
        "day": "travel.date",
        "booking": "travel.booking",
        "fare": "travel.fare",
    },
)


@layout("business_card", share=0.6, nouns=("card", "business card"))
def business_card(draft: Draft) -> None:
    """Name, job, firm and ways to reach them in any order, labels of one letter or none."""
    draft.domains |= {"letter", "person", "receipt", "invoice", "event", "freight"}
    rng = draft.rng
    draft.start(rng.choice((0.55, 0.6, 0.63, 1.6)), rng.uniform(0.026, 0.05), rng.choice(("sans", "serif", "display")))
    draft.manner = rng.choice(("photo", "photo", "scan", "corner"))
    groups = [["holder", "role"], ["firm"], ["phone", "mail", "web", "home"]]
    rng.shuffle(groups)
    align = rng.choice(("left", "centre", "right", "left"))
    x = {"left": draft.margin, "centre": draft.width / 2, "right": draft.width - draft.margin}[align]
    room = draft.width - 2 * draft.margin
    big, labelled = rng.choice(("holder", "firm")), rng.random() < 0.4
    y = draft.margin
    for group in groups:
        if len(group) == 4:
            rng.shuffle(group)
            group = group[: rng.randint(2, 4)]
        for name in group:
            field = _PLAIN[name]
            scale = rng.uniform(1.4, 2.2) if name == big else 1.0
            place, value = [], draft.values.value(field.wording(draft.tongue).value)
            for number, text in enumerate(value):
                label = (
                    rng.choice(field.wording(draft.tongue).labels) if labelled and len(group) > 2 and not number else ""
                )
                place.append(
                    draft.put(x, y, f"{label} {text}".strip(), scale, bold=name == big, align=align, room=room)
                )
                y += draft.line * scale
            tell_plain(draft, field, " ".join(value), place)
        y += draft.line * rng.uniform(0.3, 1.5)
    draft.height = max(draft.height, round(y + draft.em))


@layout("badge", share=0.6, nouns=("card", "ID card", "badge", "licence"))
def badge(draft: Draft) -> None:
    """An identity card: who issued it on top, a picture at one side, small labels over values."""
    draft.domains |= {"person", "certificate", "library"}
    rng, values = draft.rng, draft.values
    draft.start(rng.choice((0.63, 0.63, 0.7, 1.5)), rng.uniform(0.019, 0.03), "sans")
    draft.manner = rng.choice(("photo", "scan", "corner"))
    left, width = draft.margin * 0.7, draft.width - draft.margin * 1.4
    head = rng.choice((values.company(), f"REPUBLIC OF {values.value('word')[0].upper()}", values.value("museum")[0]))
    draft.ask(
        "issuer",
        head,
        [draft.put(draft.width / 2, draft.margin * 0.4, head, 1.2, bold=True, align="centre", room=width)],
    )
    y = draft.margin * 0.4 + draft.line * 1.5
    title = values.value("title")[0]
    draft.ask("heading", title, [draft.put(left, y, title, 0.9, colour=draft.accent, room=width)])
    y += draft.line * 1.3
    wide = width * rng.uniform(0.22, 0.3)
    at, x = rng.choice(((left, left + wide + draft.em), (left + width - wide, left)))
    draft.shape("fill", at, y, at + wide, y + wide * 1.25, colour=(150, 150, 155))
    draft.shape("disc", at + wide * 0.3, y + wide * 0.2, at + wide * 0.7, y + wide * 0.6, colour=(90, 80, 80))
    fields = draft.pick(rng.choice(("person", "person", "vehicle", "library", "travel")), rng.randint(4, 9))
    arrangement = rng.choice(("above", "above", "left", "inline"))
    low = keyed.pairs(
        draft, fields, x, y, width - wide - draft.em, arrangement, rng.choice((1, 2)), draft.height - draft.em * 3, 0.9
    )
    number = values.pattern(rng.choice(("@#######", "### ### ###", "@@ ######", "####-####")))
    asked = {
        "en": ("What is the number of the card?", "card number", "number without a label on the card"),
        "de": ("Welche Nummer hat die Karte?",),
    }
    draft.ask_in(asked, number, [draft.put(at, y + wide * 1.3, number, 0.9, room=wide)])
    if rng.random() < 0.3:
        name = values.name().upper().replace(" ", "<").replace(",", "").replace(".", "")
        text = f"P<{values.pattern('@@@')}{name}<<<<<<<<<<"
        draft.put(left, max(low, y + wide * 1.5) + draft.em, text, 0.9, room=width)
    draft.height = max(draft.height, round(max(low, y + wide * 1.5) + draft.em * 3))


@layout("boarding_pass", share=0.7, nouns=("ticket", "boarding pass", "pass"))
def boarding_pass(draft: Draft) -> None:
    """A pass with a stub that says much of it again: small labels over large values."""
    draft.domains |= {"travel", "event", "person"}
    rng, values = draft.rng, draft.values
    draft.start(rng.choice((0.4, 0.45, 0.5, 2.0)), rng.uniform(0.013, 0.022), rng.choice(("sans", "mono")))
    draft.manner = rng.choice(("photo", "scan", "screen", "corner"))
    left, width = draft.margin * 0.6, draft.width - draft.margin * 1.2
    name = values.company()
    y = draft.margin * 0.3
    draft.ask("issuer", name, [draft.put(left, y, name, 1.4, bold=True, colour=draft.accent, room=width)])
    y += draft.line * 1.8
    chosen = ["from", "to", *rng.sample([key for key in _PASS if key not in ("from", "to")], rng.randint(5, 11))]
    if rng.random() < 0.5:
        chosen[2:] = sorted(chosen[2:], key=list(_PASS).index)
    made = {key: " ".join(values.value(_PASS[key].wording(draft.tongue).value)) for key in chosen}
    stub = draft.width > draft.height and rng.random() < 0.6
    wide = width * 0.7 if stub else width
    columns = max(int(wide / draft.em / 9), 2)
    places: dict[str, list[tuple[int, ...]]] = {key: [] for key in chosen}
    large = rng.uniform(1.1, 1.7)

    def print_on(x: float, top: float, room: float, keys: list[str], count: int) -> None:
        for number, key in enumerate(keys):
            at, down = x + (number % count) * room / count, top + (number // count) * draft.em * (2.2 + large)
            label = rng.choice(_PASS[key].wording(draft.tongue).labels)
            draft.put(at, down, label, 0.7, colour=draft.soft, room=room / count - draft.em)
            index = draft.put(at, down + draft.em * 1.05, made[key], large, bold=True, room=room / count - draft.em)
            places[key].append((index,))

    print_on(left, y, wide - draft.em, chosen, columns)
    if stub:
        x = left + width * 0.73
        draft.shape("line", x - draft.em, 0, x - draft.em, draft.height, colour=draft.soft)
        print_on(x, y, width * 0.27, rng.sample(chosen, min(len(chosen), rng.randint(3, 8))), 2)
    for key in chosen:
        wordings = {language: each.questions for language, each in _PASS[key].wordings.items()}
        draft.ask_in(wordings, made[key], *places[key])
    rows = -(-len(chosen) // columns)
    if rng.random() < 0.5:
        barcodes.barcode(draft, left, y + rows * draft.em * (2.4 + large), wide * 0.5)
    draft.trim()
