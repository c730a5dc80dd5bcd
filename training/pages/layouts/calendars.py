"""Days and what they hold: calendars, forecasts of the weather, rounds of matches."""

from __future__ import annotations

from training.pages.draft import Draft
from training.pages.layout import layout
from training.pages.layouts.times import days
from training.pages.parts import blocks
from training.pages.parts.records import collection, names, records, traits

_WEATHER = traits("""
= high pat:##°/#°
en High; Max | How warm does it get on {n}?; highest temperature on {n}; maximum on {n}
de Max. | Wie warm wird es am {n}?
fr Max. | Quelle est la température maximale {n} ?
es Máx. | ¿Qué máxima hay el {n}?
= low pat:-#°/#°/##°
en Low; Min | How cold does it get on {n}?; lowest temperature on {n}; minimum on {n}
de Min. | Wie kalt wird es am {n}?
fr Min. | Quelle est la température minimale {n} ?
es Mín. | ¿Qué mínima hay el {n}?
= sky one:Sunny/Cloudy/Light rain/Snow/Storm/Fog/Clear/Showers/Partly cloudy/Windy
en Conditions | What is the weather like on {n}?; forecast for {n}; When will it be {v}?
de Wetter | Wie wird das Wetter am {n}? | one:Sonnig/Bewölkt/Regen/Schnee/Nebel
fr Temps | Quel temps fera-t-il {n} ? | one:Soleil/Nuages/Pluie/Neige
es Tiempo | ¿Qué tiempo hará el {n}? | one:Sol/Nubes/Lluvia/Nieve
= rain pat:##%/#%
en Rain; Chance of rain | How likely is rain on {n}?; chance of rain on {n}
de Regen | Wie wahrscheinlich ist Regen am {n}?
fr Pluie | Quelle est la probabilité de pluie {n} ?
= wind pat:## kmh/# mph/## kt
en Wind | How strong is the wind on {n}?; wind on {n}
de Wind | Wie stark ist der Wind am {n}?
""")


_TEAMS = traits("""
= points pat:##
en Pts; Points | How many points have {n}?; points of {n}; Who has {v} points?
de Pkt. | Wie viele Punkte hat {n}?
fr Pts | Combien de points a {n} ?
es Pts | ¿Cuántos puntos tiene {n}?
= played pat:##
en P; Played; GP | How many games have {n} played?; matches played by {n}
de Sp. | Wie viele Spiele hat {n} gemacht?
fr J | Combien de matchs a joué {n} ?
es PJ | ¿Cuántos partidos jugó {n}?
= won pat:##/#
en W; Won | How many games did {n} win?; wins of {n}
de S | Wie viele Siege hat {n}?
fr G | Combien de victoires pour {n} ?
es G | ¿Cuántas victorias tiene {n}?
= lost pat:#/##
en L; Lost | How many games did {n} lose?; losses of {n}
de N | Wie viele Niederlagen hat {n}?
= goals pat:##:##/##-##
en Goals; F:A | What is the goal count of {n}?; goals of {n}
de Tore | Wie ist das Torverhältnis von {n}?
= diff pat:+##/-#/+#
en GD; +/- | What is the goal difference of {n}?
de Diff. | Wie ist die Tordifferenz von {n}?
""")


_MATCH = {
    "en": (
        "What was the score of {a} against {b}?",
        "How did {a} - {b} end?",
        "result of {a} v {b}",
        "final score {a} {b}",
    ),
    "de": ("Wie endete {a} gegen {b}?", "Ergebnis {a} - {b}?"),
    "fr": ("Quel est le score de {a} contre {b} ?", "résultat {a} - {b} ?"),
    "es": ("¿Cómo terminó {a} - {b}?", "resultado de {a} contra {b}"),
    "it": ("Com'è finita {a} - {b}?",),
    "pt": ("Como acabou {a} - {b}?",),
    "ru": ("Какой счёт: {a} – {b}?",),
    "zh": ("{a}对{b}的比分是多少？",),
    "ja": ("{a}対{b}の結果は？",),
    "ko": ("{a} 대 {b}의 점수는?",),
}


_ON = {
    "en": (
        "What is planned for the {d}?",
        "What happens on the {d}?",
        "entry on the {d}?",
        "What is written on day {d}?",
    ),
    "de": ("Was ist am {d}. geplant?", "Eintrag am {d}.?"),
    "fr": ("Qu'y a-t-il le {d} ?",),
    "es": ("¿Qué hay el día {d}?",),
    "it": ("Cosa c'è il {d}?", "Impegno del giorno {d}?"),
    "pt": ("O que há no dia {d}?", "Compromisso do dia {d}?"),
    "ru": ("Что запланировано на {d} число?", "Запись на {d}-е?"),
    "zh": ("{d}号有什么安排？", "{d}日写了什么？"),
    "ja": ("{d}日には何がありますか？", "{d}日の予定は？"),
    "ko": ("{d}일에 무슨 일정이 있나요?", "{d}일 일정은?"),
}


_DAY_OF = {
    "en": ("On which day is {e}?", "What date is {e}?", "When is {e}?"),
    "de": ("An welchem Tag ist {e}?", "Wann ist {e}?"),
    "fr": ("Quel jour est {e} ?",),
    "es": ("¿Qué día es {e}?",),
    "it": ("Che giorno è {e}?", "Quando è {e}?"),
    "pt": ("Em que dia é {e}?", "Quando é {e}?"),
    "ru": ("Какого числа {e}?", "Когда {e}?"),
    "zh": ("{e}是几号？", "{e}在哪天？"),
    "ja": ("{e}は何日ですか？", "{e}はいつ？"),
    "ko": ("{e}은 며칠인가요?", "{e}은 언제?"),
}


_EVENTS = {
    "en": (
        "Dentist",
        "Team meeting",
        "Piano lesson",
        "Rent due",
        "Yoga",
        "Birthday {n}",
        "Holiday",
        "Call {n}",
        "School trip",
        "Car service",
        "Market",
        "Concert",
    ),
    "de": ("Zahnarzt", "Besprechung", "Yoga", "Geburtstag {n}", "Müllabfuhr", "Konzert"),
    "fr": ("Dentiste", "Réunion", "Anniversaire {n}", "Marché", "Concert"),
    "es": ("Dentista", "Reunión", "Cumpleaños {n}", "Mercado", "Concierto"),
}


@layout("weather", share=0.5, nouns=("forecast", "screen", "page"))
def weather(draft: Draft) -> None:
    """Days or towns with temperatures and what the sky is like."""
    draft.domains |= {"lab", "dashboard"}
    rng = draft.rng
    draft.start(rng.choice((0.6, 1.8, 2.1)), rng.uniform(0.014, 0.024), "sans")
    draft.manner = rng.choice(("screen", "screen", "photo", "scan"))
    city = draft.values.city()
    y = draft.margin * 0.6
    asked = {"en": ("For which place is it?", "Which town's weather is it?"), "de": ("Für welchen Ort gilt das?",)}
    draft.ask_in(asked, city, [draft.put(draft.width / 2, y, city, 1.7, align="centre")])
    now = f"{rng.randint(-9, 39)}°"
    asked = {
        "en": ("How warm is it right now?", "current temperature", "temperature in large figures"),
        "de": ("Wie warm ist es gerade?",),
    }
    draft.ask_in(asked, now, [draft.put(draft.width / 2, y + draft.line * 2, now, 3.0, align="centre")])
    told = rng.sample(_WEATHER, rng.randint(2, 4))
    called = days(draft) if rng.random() < 0.6 else names(draft, "city", 9)
    things = records(draft, called, told)
    width = draft.width - 2 * draft.margin
    collection(
        draft,
        draft.margin,
        y + draft.line * 5.5,
        width,
        draft.height - draft.em,
        things,
        told,
        rng.choice(("list", "bare", "tiles", "rows")),
        12,
    )


@layout("league", share=0.6, nouns=("table", "standings", "page"))
def league(draft: Draft) -> None:
    """Matches with results, and a table of who stands where."""
    draft.domains |= {"event"}
    rng, values = draft.rng, draft.values
    draft.start(rng.choice((0.75, 1.0, 1.6)), rng.uniform(0.012, 0.021))
    draft.manner = rng.choice(("screen", "scan", "photo"))
    left, width = draft.margin, draft.width - 2 * draft.margin
    y = blocks.heading(draft, values.value("title")[0], draft.margin * 0.5, 1.5)
    teams = [
        rng.choice(("{t}", "{t} FC", "{t} United", "SV {t}")).format(t=name)
        for name in names(draft, "city", rng.randint(6, 14))
    ]
    pairs = list(zip(teams[::2], teams[1::2]))
    for home, away in pairs if rng.random() < 0.8 else []:
        score = f"{rng.randint(0, 6)}{rng.choice((' - ', ':', '-'))}{rng.randint(0, 6)}"
        draft.put(left + width * 0.4, y, home, align="right", room=width * 0.4)
        place = [draft.put(left + width * 0.5, y, score, bold=True, align="centre")]
        draft.put(left + width * 0.6, y, away, room=width * 0.4)
        draft.ask_in(_MATCH, score, place, a=home, b=away)
        y += draft.line
    told = rng.sample(_TEAMS, rng.randint(3, 6))
    rng.shuffle(teams)
    collection(
        draft, left, y + draft.line, width, draft.height - draft.em, records(draft, teams, told), told, "rows", 10
    )
    draft.trim()


@layout("calendar", share=0.6, nouns=("calendar", "page", "screen"))
def calendar(draft: Draft) -> None:
    """A month as a grid of days, some with entries under their number."""
    draft.domains |= {"event", "travel"}
    rng, values = draft.rng, draft.values
    draft.start(rng.choice((0.65, 0.8, 1.2)), rng.uniform(0.012, 0.018), "sans")
    draft.manner = rng.choice(("screen", "scan", "photo"))
    left, width = draft.margin, draft.width - 2 * draft.margin
    month = values.value("month")[0]
    y = draft.margin * 0.5
    asked = {
        "en": ("Which month is shown?", "month and year of the calendar"),
        "de": ("Welcher Monat ist das?",),
        "fr": ("Quel mois est-ce ?",),
        "es": ("¿Qué mes es?",),
    }
    draft.ask_in(asked, month, [draft.put(left, y, month, 1.8, bold=True)])
    y += draft.line * 2.4
    wide, tall = width / 7, min((draft.height - y - draft.margin) / 6.5, draft.em * 7)
    for number, name in enumerate(days(draft)):
        draft.put(left + (number + 0.5) * wide, y, name[: rng.choice((2, 3))], 0.85, bold=True, align="centre")
    y += draft.line * 1.3
    first, length = rng.randint(0, 6), rng.randint(28, 31)
    told: list[str] = []
    for day in range(1, length + 1):
        x, top = left + (first + day - 1) % 7 * wide, y + (first + day - 1) // 7 * tall
        draft.shape("box", x, top, x + wide, top + tall, colour=draft.soft)
        number = draft.put(x + draft.em * 0.3, top + draft.em * 0.3, str(day), 0.9)
        if rng.random() < 0.3:
            text = rng.choice(draft.local(_EVENTS)).format(n=values.name().split()[0].strip(","))
            hour = f"{rng.randint(7, 20)}:{rng.choice(('00', '15', '30'))} " if rng.random() < 0.3 else ""
            place = draft.put(
                x + draft.em * 0.3,
                top + draft.em * 1.6,
                hour + text,
                0.8,
                colour=draft.accent,
                room=wide - draft.em * 0.5,
            )
            draft.ask_in(_ON, hour + text, [place], purpose="label", d=str(day), l=str(day), L=str(day))
            if text not in told:
                draft.ask_in(_DAY_OF, str(day), [number], purpose="label", e=text, l=text, L=text)
            told.append(text)
