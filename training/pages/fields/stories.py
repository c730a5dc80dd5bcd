"""Facts told in sentences: what letters, reports and slides say, and how each part is asked for.

A story is a sentence with values in braces (specifications of ``training.pages.values``), followed by lines of
questions, each headed by the number of the value they ask for; ``{2}`` in a question is the second value.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

_TABLES = {
    "en": """
The annual meeting will be held on {longdate} at {time} in {city}.
1 On what day do the members meet?; When is the annual meeting?; date of the annual meeting
2 At what hour does the annual meeting begin?; What time is the meeting?
3 In which city is the annual meeting?; Where do the members gather?
{company} reported revenue of {bigmoney} for {year}.
1 Which company reported revenue of {2}?; Whose revenue is given for {3}?
2 What revenue did {1} report?; How much did {1} take in?; revenue of {1}
3 For which year is the revenue of {1} given?
Mr {person} joined the board in {year} and became chairman in {month}.
1 Who joined the board in {2}?; Who was made chairman?
2 In what year was {1} appointed to the board?; Since when does {1} sit on the board?
3 When did {1} rise to the chair?; In which month did {1} become chairman?
The survey of {count} households showed that {percent} use the bus.
1 How many households were questioned?; What was the size of the survey?
2 What share of households takes the bus?; How large is the portion of bus riders?
Construction of the {word} bridge began on {longdate} and cost {bigmoney}.
1 Which bridge was built?; What is the bridge called?
2 When did work on the bridge start?; On which day did builders begin?
3 What was the price of the bridge?; How much money went into the {1} bridge?
Please return the enclosed form to {person} by {longdate}.
1 To whom should the form be sent back?; Who collects the forms?
2 By when must the form be back?; What is the last day for the form?
Your application {code} was received on {date}.
1 Under which number is the application kept?; application number?
2 When did the application come in?; On what day was the application received?
We enclose a cheque for {money} in settlement of invoice {digits}.
1 How much is the cheque?; What sum is enclosed?
2 Which invoice is settled by the cheque?; For what bill is the cheque?
The shipment of {int} crates left {city} on {date} aboard the {word}.
1 How many crates were shipped?; Number of crates?
2 From which port did the crates depart?; Where did the shipment come from?
3 On which day did the crates go to sea?; When did the shipment leave?
4 What is the ship called?; On which vessel are the crates?
The sample was kept at {temp} for {minutes} before testing.
1 How warm was the sample kept?; At what temperature was the sample stored?
2 For how long was the sample stored?; storage time before the test
Dr {person} of {city} will give the keynote on {title}.
1 Who gives the main speech?; Who is the keynote speaker?
2 Where does the keynote speaker come from?
3 What is the keynote about?; topic of the keynote
Cigarette consumption fell from {count} to {count} per head.
1 How many cigarettes were smoked per head at first?; What was consumption before the fall?
2 To what figure did smoking decline?; How many were smoked per head in the end?
The contract with {company} runs until {date} and may be extended by {minutes}.
1 With whom was the contract made?; Who is the contract partner?
2 When does the contract end?; Until what day does the agreement hold?
3 By how much can the contract be lengthened?
A total of {count} visitors came to the {word} exhibition, {percent} more than last year.
1 How many people saw the exhibition?; attendance of the exhibition
2 What is the exhibition called?
3 By how much did attendance rise?; growth in visitors
The programme is directed by {person}, telephone {phone}.
1 Who heads the programme?; Who is in charge of the programme?
2 How can the director be phoned?; What number reaches the programme's head?
The new plant in {city} employs {count} people and makes {goods}.
1 Where does the new plant stand?; In which town is the factory?
2 How many workers has the factory?; How many jobs did the plant bring?
3 What is produced at the new plant?; product of the factory
Members voted {int} to {int} in favour of the proposal by {person}.
1 How many votes were for the proposal?
2 How many were against it?; How many votes did the proposal lose?
3 Who made the proposal?; Whose idea was put to the vote?
The river rose to {length} on {date}, its highest level since {year}.
1 How high was the water?; What level did the river reach?
2 When was the flood at its peak?; On what day was the river highest?
3 Since when had the river not been so high?
The grant of {bigmoney} was approved by {person} on {date}.
1 How large is the grant?; What sum was granted?
2 Who approved the grant?; Who said yes to the money?
3 When was the grant given?; On what date was the funding approved?
Rooms may be booked at the {word} Hotel for {coins} per night until {date}.
1 In which hotel can one stay?; Name of the hotel?
2 What does a night cost?; room rate?
3 Until when can rooms be reserved?; booking deadline for rooms
Unemployment stood at {percent} in {region}, against {percent} nationwide.
1 How many were out of work in {2}?; jobless rate of {2}
2 For which region is unemployment given?
3 What is the jobless rate of the whole country?; unemployment nationwide?
The committee consists of {int} members and meets every {weekday}.
1 How many people sit on the committee?; size of the committee
2 On which weekday does the committee meet?
The patent {longcode} was granted to {person} in {year}.
1 What number does the patent have?; patent number?
2 Who owns the patent?; Who is the inventor?
3 In what year was the patent given?; When was the invention protected?
Net profit per share was {coins}, compared with {coins} a year earlier.
1 What was earned on each share?; profit per share this year
2 What was the profit per share the year before?; last year's earnings per share
The report was prepared by {company} on behalf of {company}.
1 Who drew up the report?; Which firm prepared it?
2 For whom was the report made?; Who ordered the report?
My new address from {date} will be {street}, {city}.
1 From when does the new address apply?; When does the writer move?
2 In which street will the writer live?; new street?
3 To which town does the writer move?
The course costs {money} and lasts {minutes}; it is taught by {person}.
1 What is the fee of the course?; How expensive is the course?
2 How long is the course?; length of the course
3 Who teaches the course?; name of the teacher
Sales of {goods} reached {count} units in {month}.
1 What product reached {2} units?; Which article's sales are named?
2 How many units of {1} were sold?; unit sales of {1}
3 In what month were {2} units sold?
The museum is open from {hours} and admission is {coins}.
1 When can one visit the museum?; opening times of the museum
2 What does it cost to visit the museum?; price of entry
The accident on {longdate} damaged a {brand} with plate {plate}.
1 When did the crash happen?; day of the accident
2 What make was the damaged car?; Which car was hit?
3 What number plate had the damaged car?; licence plate?
Between {year} and {year} the population of {city} grew by {percent}.
1 From which year is the growth counted?
2 Up to which year is the growth counted?
3 Which town grew?; Whose population increased?
4 By how much did the town grow?; population growth of {3}
The speed of the {word} train is {speed}, and the trip takes {minutes}.
1 What is the train called?; name of the train
2 How fast does the train go?; top speed
3 How long is the ride?; duration of the trip
""",
    "de": """
Die Sitzung findet am {longdate} um {time} Uhr in {city} statt.
1 Wann ist die Sitzung?; An welchem Tag trifft man sich?; On what day is the meeting?
2 Um wie viel Uhr beginnt die Sitzung?
3 Wo findet die Sitzung statt?; In welcher Stadt trifft man sich?
{company} erzielte im Jahr {year} einen Umsatz von {bigmoney}.
1 Welche Firma nennt ihren Umsatz?; Which company is it about?
2 In welchem Jahr war das?
3 Wie hoch war der Umsatz von {1}?; Wie viel hat {1} eingenommen?
Ihr Antrag {code} ist am {date} bei uns eingegangen.
1 Welche Nummer hat der Antrag?
2 Wann kam der Antrag an?; When was the application received?
Bitte senden Sie das Formular bis {longdate} an {person}.
1 Bis wann muss das Formular zurück sein?
2 An wen geht das Formular?; Who should get the form?
Die Umfrage unter {count} Haushalten ergab, dass {percent} mit dem Bus fahren.
1 Wie viele Haushalte wurden befragt?
2 Welcher Anteil nimmt den Bus?
Der Bau der Brücke kostete {bigmoney} und endete im {month}.
1 Was hat die Brücke gekostet?; How expensive was the bridge?
2 Wann wurde die Brücke fertig?
Frau {person} leitet seit {year} das Werk in {city}.
1 Wer leitet das Werk?; Who runs the plant?
2 Seit wann hat das Werk diese Leitung?
3 Wo steht das Werk?
Das Zimmer kostet {coins} pro Nacht, Frühstück {coins}.
1 Was kostet eine Übernachtung?
2 Was kostet das Frühstück?; price of breakfast
""",
    "fr": """
La réunion aura lieu le {longdate} à {time} à {city}.
1 Quand a lieu la réunion ?; Quel jour se réunit-on ?; When is the meeting?
2 À quelle heure commence la réunion ?
3 Dans quelle ville se réunit-on ?
La société {company} a réalisé {bigmoney} en {year}.
1 De quelle société s'agit-il ?
2 Combien {1} a-t-elle réalisé ?
3 En quelle année ?; In which year was it?
Votre demande {code} nous est parvenue le {date}.
1 Sous quel numéro court la demande ?
2 Quand la demande est-elle arrivée ?; When did the request arrive?
Veuillez renvoyer le formulaire à {person} avant le {longdate}.
1 À qui renvoyer le formulaire ?
2 Avant quelle date faut-il le renvoyer ?
Le pont a coûté {bigmoney} et mesure {length}.
1 Quel a été le prix du pont ?; What did the bridge cost?
2 Quelle est la longueur du pont ?
L'enquête auprès de {count} foyers montre que {percent} prennent le bus.
1 Combien de foyers ont été interrogés ?
2 Quelle part prend le bus ?
""",
    "es": """
La reunión tendrá lugar el {longdate} a las {time} en {city}.
1 ¿Cuándo es la reunión?; ¿Qué día se reúnen?; When is the meeting?
2 ¿A qué hora empieza la reunión?
3 ¿En qué ciudad es la reunión?
La empresa {company} facturó {bigmoney} en {year}.
1 ¿De qué empresa se trata?
2 ¿Cuánto facturó {1}?
3 ¿En qué año fue?; In which year was it?
Su solicitud {code} se recibió el {date}.
1 ¿Qué número tiene la solicitud?
2 ¿Cuándo llegó la solicitud?; When was the request received?
Devuelva el formulario a {person} antes del {longdate}.
1 ¿A quién hay que devolver el formulario?
2 ¿Hasta cuándo hay que devolverlo?
El puente costó {bigmoney} y mide {length}.
1 ¿Cuánto costó el puente?; What did the bridge cost?
2 ¿Cuánto mide el puente?
La encuesta a {count} hogares indica que el {percent} usa el autobús.
1 ¿A cuántos hogares se preguntó?
2 ¿Qué parte usa el autobús?
""",
}
SLOT = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Story:
    sentence: str
    questions: dict[int, tuple[str, ...]]
    """By the number of the value, from 1."""


@cache
def stories(language: str) -> tuple[Story, ...]:
    """All stories of a language; none where none are written in it."""
    read: list[Story] = []
    for line in _TABLES.get(language, "").strip().splitlines():
        if line[0].isdigit():
            number, _, rest = line.partition(" ")
            read[-1].questions[int(number)] = tuple(part.strip() for part in rest.split(";"))
        else:
            read.append(Story(line, {}))
    return tuple(read)
