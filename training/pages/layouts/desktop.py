"""More screens: spreadsheets, logs, code, players, pages of the web, cards of figures."""

from __future__ import annotations

from training.pages import words
from training.pages.draft import Draft
from training.pages.layout import layout
from training.pages.parts.controls import bar, controls
from training.pages.parts.records import collection, names, records, traits
from training.pages.parts.windows import skin, window

_REF = {
    "en": (
        "What is in cell {r}?",
        "value of {r}",
        "What does {r} contain?",
        "cell {r}?",
        "What stands in column {c}, row {n}?",
    ),
    "de": ("Was steht in Zelle {r}?", "Inhalt von {r}?", "Was steht in Spalte {c}, Zeile {n}?"),
    "fr": ("Que contient la cellule {r} ?", "valeur de {r} ?"),
    "es": ("¿Qué hay en la celda {r}?", "valor de {r}"),
    "it": ("Cosa c'è nella cella {r}?", "valore di {r}?"),
    "pt": ("O que há na célula {r}?", "valor de {r}?"),
    "ru": ("Что в ячейке {r}?", "Значение {r}?"),
    "zh": ("单元格{r}里是什么？", "{r}的值？"),
    "ja": ("セル{r}の値は？", "{r}には何がありますか？"),
    "ko": ("{r} 셀에는 무엇이 있나요?", "{r}의 값은?"),
}

_LINE_NO = {
    "en": ("What does line {n} say?", "text of line {n}", "Read line {n}.", "What is written in line number {n}?"),
    "de": ("Was steht in Zeile {n}?", "Lies Zeile {n} vor."),
    "fr": ("Que dit la ligne {n} ?",),
    "es": ("¿Qué pone en la línea {n}?",),
    "it": ("Cosa dice la riga {n}?",),
    "pt": ("O que diz a linha {n}?",),
    "ru": ("Что написано в строке {n}?",),
    "zh": ("第{n}行写的是什么？",),
    "ja": ("{n}行目には何とありますか？",),
    "ko": ("{n}번째 줄은 무엇인가요?",),
}

_LOG_TIME = {
    "en": ('When was "{t}" logged?', "time of the entry {t}", "At what time did {t} occur?"),
    "de": ("Wann wurde „{t}“ protokolliert?",),
    "fr": ("Quand « {t} » a-t-il été noté ?",),
    "es": ("¿Cuándo se registró «{t}»?",),
    "it": ("Quando è avvenuto «{t}»?",),
    "pt": ("Quando ocorreu «{t}»?",),
    "ru": ("Когда записано «{t}»?",),
    "zh": ("“{t}”是几点记录的？",),
    "ja": ("「{t}」は何時ですか？",),
    "ko": ("'{t}'은 언제 기록되었나요?",),
}

_LOG_AT = {
    "en": ("What happened at {v}?", "entry at {v}", "What was logged at {v}?", "Which message has the time {v}?"),
    "de": ("Was geschah um {v}?", "Eintrag um {v}?"),
    "fr": ("Que s'est-il passé à {v} ?",),
    "es": ("¿Qué pasó a las {v}?",),
    "it": ("Cosa è successo alle {v}?",),
    "pt": ("O que aconteceu às {v}?",),
    "ru": ("Что произошло в {v}?",),
    "zh": ("{v}发生了什么？",),
    "ja": ("{v}に何がありましたか？",),
    "ko": ("{v}에 무슨 일이 있었나요?",),
}

_TRACKS = traits("""
= artist person
en Artist | Who sings {n}?; artist of {n}; By whom is {n}?; What did {v} record?
de Interpret | Wer singt {n}?
fr Artiste | Qui chante {n} ?
es Artista | ¿Quién canta {n}?
= length pat:#:##/##:##
en Length; Duration | How long is {n}?; playing time of {n}; length of {n}
de Dauer | Wie lang ist {n}?
fr Durée | Combien de temps dure {n} ?
es Duración | ¿Cuánto dura {n}?
= album title
en Album | On which album is {n}?; album of {n}; What is on {v}?
de Album | Auf welchem Album ist {n}?
= plays count
en Plays; Streams; Views | How often was {n} played?; plays of {n}; number of views of {n}
de Aufrufe | Wie oft wurde {n} gespielt?
fr Écoutes | Combien d'écoutes pour {n} ?
es Reproducciones | ¿Cuántas reproducciones tiene {n}?
= year year
en Year; Released | From which year is {n}?; When did {n} come out?
de Jahr | Aus welchem Jahr ist {n}?
""")

_PEOPLE = traits("""
= role one:Owner/Editor/Viewer/Admin/Guest/Manager/Developer/Analyst
en Role | What role does {n} have?; role of {n}; Who is {v}?
de Rolle | Welche Rolle hat {n}?
fr Rôle | Quel est le rôle de {n} ?
es Rol | ¿Qué rol tiene {n}?
= mail email
en E-mail | What is the mail address of {n}?; e-mail of {n}; Whose address is {v}?
de E-Mail | Wie ist die Adresse von {n}?
= seen stamp
en Last active; Last seen | When was {n} last active?; last sign-in of {n}
de Zuletzt aktiv | Wann war {n} zuletzt aktiv?
= state one:Active/Invited/Blocked/Pending/Away/Online/Offline
en Status | What is the status of {n}?; Is {n} online?; Which user is {v}?
de Status | Welchen Status hat {n}?
= phone phone
en Phone | What is the phone number of {n}?; How do I call {n}?; Whose number is {v}?
de Telefon | Welche Nummer hat {n}?
fr Téléphone | Quel est le numéro de {n} ?
es Teléfono | ¿Qué teléfono tiene {n}?
""")

_CODE = (
    "import {a}", "def {a}_{b}({c}):", "    return {c} + {n}", "{a} = {n}", "if {a} > {n}:",
    "    print('{b}')", "# {b} {c}",
    "for {a} in range({n}):", "class {b}:", "    {a}.{b}({n})", "while {c} < {n}:", "let {a} = {n};",
    "const {b} = '{c}';",
    "SELECT {a}, {b} FROM {c};", "git commit -m '{b}'", "$ cd /{a}/{b}", "$ {a} --{b} {n}", "echo {c}",
)  # fmt: skip

_LOGGED = (
    "INFO {w} started", "WARN disk {w} at {n}%", "ERROR {w} failed with code {n}",
    "user {p} logged in", "{w} connected from 10.0.{n}.7",
    "DEBUG cache {w} cleared", "backup {w} finished", "retry {n} for {w}",
    "ERROR timeout after {n} ms in {w}", "job {w}-{n} queued",
)  # fmt: skip


@layout("spreadsheet", share=0.9, nouns=("spreadsheet", "screen", "table"))
def spreadsheet(draft: Draft) -> None:
    """Cells under letters and beside numbers; asked by reference or by the words of row and column."""
    rng, values = draft.rng, draft.values
    x, y, width = window(draft)
    count = max(min(rng.randint(4, 12), int(width / draft.em / 5)), 3)
    gutter, wide, step = draft.em * 2.4, (width - draft.em * 2.4) / count, draft.line * rng.uniform(1.0, 1.25)
    first_row, first_column = rng.choice((1, 1, 1, 14, 97)), rng.choice((0, 0, 0, 2))
    letters = [chr(65 + first_column + number) for number in range(count)]
    for number, letter in enumerate(letters):
        draft.put(x + gutter + (number + 0.5) * wide, y, letter, 0.85, align="centre", colour=draft.soft)
    y += step
    rows = min(int((draft.height - y - draft.em * 3.5) / step), rng.randint(6, 32))
    head = rng.randint(0, 2)
    heads = [values.value("word")[0], *dict.fromkeys(draft.invented().name for _ in range(count - 1))]
    called = names(draft, rng.choice(("goods", "person", "company", "title", "city", "date")), rows)
    specs = [rng.choice(("money", "count", "percent", "date", "code", "word", "int", "person")) for _ in heads]
    ruled = rng.random() < 0.7
    for number in range(rows):
        draft.put(x + gutter * 0.5, y, str(first_row + number), 0.8, align="centre", colour=draft.soft)
        texts = [""] * count
        if number == head:
            texts = heads
        elif number > head and number - head - 1 < len(called):
            texts = [called[number - head - 1], *(values.value(spec)[0] for spec in specs[1:])]
        for at, text in enumerate(texts):
            if not text or (number > head and at and rng.random() < 0.08):
                continue
            left = x + gutter + at * wide
            index = draft.put(left + draft.em * 0.2, y, text, bold=number == head, room=wide - draft.em * 0.4)
            if number > head and at and rng.random() < 0.5:
                draft.ask("cell", text, [index], row=texts[0], col=heads[at])
            elif rng.random() < 0.35:
                ref = f"{letters[at]}{first_row + number}"
                draft.ask_in(
                    _REF, text, [index], purpose="label", l=ref, L=ref, r=ref, c=letters[at], n=str(first_row + number)
                )
        if ruled:
            draft.rule(x, y + step * 0.85, width)
        y += step
    sheets = [f"{rng.choice(('Sheet', 'Tab', 'Q'))}{number}" for number in range(1, rng.randint(2, 5))]
    bar(draft, x, draft.height - draft.em * 2.2, width, [(None, text) for text in sheets], "plain")


@layout("log", share=0.5, nouns=("screen", "terminal", "log", "window"))
def log(draft: Draft) -> None:
    """Lines with a time each, as machines write them, or code with numbered lines."""
    draft.domains |= {"screen", "dashboard"}
    rng, values = draft.rng, draft.values
    draft.start(rng.choice((0.56, 0.62, 0.75, 1.3)), rng.uniform(0.012, 0.019), "mono")
    draft.manner = rng.choice(("screen", "screen", "photo"))
    skin(draft)
    left, y = draft.margin * 0.4, draft.margin * 0.3
    if rng.random() < 0.5:
        y = bar(draft, left, y, draft.width - 2 * left, controls(draft, rng.randint(2, 6)))
    code = rng.random() < 0.45
    number, clock = rng.choice((1, 1, 40, 212)), rng.randint(0, 80000)
    seen: set[str] = set()
    between = rng.choice((" ", "  ", " | ", " - ", "] "))
    for _ in range(rng.randint(8, 34)):
        if y + draft.line > draft.height:
            break
        word = [rng.choice(words.of("nouns", draft.tongue)).lower() for _ in range(3)]
        if code:
            text = rng.choice(_CODE).format(a=word[0], b=word[1], c=word[2], n=rng.randint(1, 99))
            draft.put(left, y, str(number), 0.9, colour=draft.soft)
            bare = text.strip()
            index = draft.put(left + draft.em * (3 + len(text) - len(bare)), y, bare)
            draft.ask_in(_LINE_NO, bare, [index], n=str(number))
            number += 1
        else:
            clock += rng.randint(1, 900)
            stamp = f"{clock // 3600 % 24:02}:{clock // 60 % 60:02}:{clock % 60:02}"
            text = rng.choice(_LOGGED).format(w=word[0], p=values.value("brand")[0].lower(), n=rng.randint(1, 99))
            index = draft.put(left, y, f"{'[' if between == '] ' else ''}{stamp}{between}{text}")
            if text not in seen:
                draft.ask_in(_LOG_TIME, stamp, [index], purpose="beside", t=text, l=text, L=text)
                draft.ask_in(_LOG_AT, text, [index], purpose="beside", v=stamp, l=stamp, L=stamp)
            seen.add(text)
        y += draft.line


@layout("player", share=0.5, nouns=("screen", "playlist", "phone screen"))
def player(draft: Draft) -> None:
    """A list of pieces or of people with a few facts each, and what is playing in large letters."""
    draft.domains |= {"library", "screen", "person"}
    rng = draft.rng
    x, y, width = window(draft, rng.random() < 0.5)
    people = rng.random() < 0.35
    pool = _PEOPLE if people else _TRACKS
    called = names(draft, "person" if people else "title", rng.randint(5, 14))
    if not people and rng.random() < 0.6:
        now = draft.values.value("title")[0]
        asked = {
            "en": ("What is playing?", "Which piece is on right now?", "title in large letters"),
            "de": ("Was läuft gerade?",),
            "fr": ("Qu'écoute-t-on ?",),
            "es": ("¿Qué suena?",),
        }
        draft.ask_in(
            asked, now, [draft.put(draft.width / 2, y + draft.em, now, 1.8, bold=True, align="centre", room=width)]
        )
        y = bar(draft, x, y + draft.em * 4, width, controls(draft, 4, "play", "share", "next", "back", "more"))
    told = rng.sample(pool, rng.randint(2, 4))
    collection(draft, x, y + draft.em, width, draft.height - draft.em, records(draft, called, told), told, most=10)
