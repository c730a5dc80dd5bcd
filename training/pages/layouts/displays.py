"""What machines show and what is written on them."""

from __future__ import annotations

from training.pages.draft import Draft
from training.pages.fields import parse
from training.pages.layout import layout
from training.pages.parts import blocks
from training.pages.parts.unlabelled import tell_plain

_SHOWN = parse(
    "shown",
    """
= temp temp
en Temp; Temperature; Room | What temperature is shown?; How warm is it?; reading of the thermometer
de Temp. | Welche Temperatur wird angezeigt?
= clock time
en Time; Clock; TIME | What time is shown?; What does the clock say?
de Zeit | Welche Uhrzeit wird angezeigt?
= total pat:######.#/#####/0#####
en kWh; Total; m³; Counter; TOTAL kWh | What is the reading of the meter?; counter reading?; number on the meter
de kWh; Zählerstand | Wie ist der Zählerstand?
fr kWh | Quel est le relevé du compteur ?
es kWh | ¿Qué lectura tiene el contador?
= speed pat:##/###/##.#
en km/h; mph; SPEED; rpm | How fast does it go?; speed on the display?
= weight pat:#.###/##.##/#.##
en kg; Weight; NET kg | What does the scale show?; weight on the display?
de kg; Gewicht | Was zeigt die Waage an?
= litres pat:##.##/#.##
en Litres; LITRES; Volume | How many litres were filled up?; volume on the display
de Liter | Wie viele Liter wurden getankt?
= price pat:##.##/#.##
en Price; AMOUNT; To pay | What is there to pay according to the display?; price on the display
de Betrag | Welcher Betrag steht auf der Anzeige?
= unit pat:#.###
en Price/kg; per litre; €/L | What is the price of one unit?; price per litre or kilo?
= pressure pat:###/##/#.#
en SYS; bar; mmHg; Pressure | What pressure is shown?; pressure reading
= pulse pat:##
en PULSE; bpm; Heart rate | What is the pulse?; heart beats per minute?
= set temp
en SET; Target; Set point | To what temperature is it set?; target temperature
= mode one:AUTO/ECO/COOL/HEAT/DRY/OFF/STANDBY
en MODE; Mode | In which mode is it?; mode of the machine
= volts one:220-240 V/12 V DC/110 V/400 V/5 V
en Voltage; Input; V | Which voltage does it need?; voltage on the plate
= power pat:#### W/### W/## kW
en Power; Rated power; Input power | How many watts does it draw?; power of the machine
= serial pat:SN######/@@######/####-####-##
en S/N; Serial No.; SER. | What is the serial number?; Which serial number does the machine have?
= model pat:@@-###/@##0/@@@ ###
en Model; Type; MOD. | Which model is this?; type of the machine
= made one:Made in Italy/Made in Japan/Made in Germany/Assembled in Mexico/Made in Taiwan/Product of Spain
en Origin | Where was it made?; country of manufacture?
= ip pat:IP##
en Protection; IP | Which degree of protection does it have?; IP rating?
""",
)


@layout("display", share=0.7, nouns=("display", "meter", "nameplate", "photo"))
def display(draft: Draft) -> None:
    """A machine's display or plate: figures with a unit or a short label beside, over or under them."""
    draft.domains |= {"product", "vehicle", "lab", "dashboard", "receipt"}
    rng, values = draft.rng, draft.values
    draft.start(rng.choice((0.6, 0.8, 1.0, 1.3)), rng.uniform(0.024, 0.045), rng.choice(("sans", "mono", "display")))
    draft.manner = rng.choice(("photo", "photo", "scan"))
    if rng.random() < 0.4:
        draft.paper, draft.ink = rng.choice(
            (((20, 24, 22), (120, 250, 140)), ((30, 30, 34), (235, 235, 235)), ((15, 15, 20), (250, 90, 60)))
        )
        draft.soft = draft.accent = draft.ink
    left, width = draft.margin, draft.width - 2 * draft.margin
    name = values.value("brand")[0]
    y = draft.margin * 0.6
    draft.ask("brand", name, [draft.put(left, y, name, rng.uniform(1.2, 2.0), name=draft.head)])
    y += draft.line * 2.2
    plate = rng.random() < 0.45
    pool = _SHOWN[-6:] if plate else _SHOWN[:12]
    chosen = rng.sample(pool, rng.randint(3, 6))
    arrangement = rng.choice(("unit", "over", "under", "left"))
    columns = rng.choice((1, 1, 2)) if arrangement != "left" else 1
    large = rng.uniform(1.0, 1.4) if plate else rng.uniform(1.5, 3.2)
    for number, field in enumerate(chosen):
        label, value = (
            rng.choice(field.wording(draft.tongue).labels),
            values.value(field.wording(draft.tongue).value)[0],
        )
        x = left + (number % columns) * width / columns
        top, room = y + number // columns * draft.em * (large + 2.2), width / columns - draft.em
        if arrangement == "unit":
            index = draft.put(x, top, value, large, bold=True, room=room * 0.7)
            draft.put(x + draft.inks[index].width + draft.em * 0.6, top + draft.em * (large - 1), label, 0.9)
        elif arrangement == "left":
            draft.put(x, top, label, 0.9)
            index = draft.put(x + width, top, value, large, bold=True, align="right", room=room * 0.6)
        else:
            low = arrangement == "under"
            draft.put(x, top + (draft.em * large * 1.25 if low else 0), label, 0.8, room=room)
            index = draft.put(x, top + (0 if low else draft.em * 1.2), value, large, bold=True, room=room)
        tell_plain(draft, field, value, [index])
    y += -(-len(chosen) // columns) * draft.em * (large + 2.2) + draft.em
    if rng.random() < 0.5:
        for text in rng.sample(
            ("MENU", "SET", "START", "STOP", "MODE", "RESET", "+", "TIMER", "ON/OFF"), rng.randint(2, 5)
        ):
            draft.shape("box", left, y, left + draft.em * 4.6, y + draft.em * 1.8, colour=draft.soft)
            draft.put(left + draft.em * 2.3, y + draft.em * 0.4, text, 0.8, align="centre")
            left += draft.em * 5
    elif rng.random() < 0.5:
        draft.put(left, y, blocks.note(draft, "product"), 0.7, room=width)
    draft.height = max(round(y + draft.em * 3), round(draft.height * 0.6))
