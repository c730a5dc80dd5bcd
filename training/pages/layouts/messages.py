"""Lists of programs: files of a folder, messages of an inbox, a conversation."""

from __future__ import annotations

from training.pages.draft import Draft
from training.pages.layout import layout
from training.pages.parts.controls import bar, controls
from training.pages.parts.records import collection, names, records, traits
from training.pages.parts.windows import beside, window

_FILES = traits("""
= bytes bytes
en Size | How big is {n}?; file size of {n}; How much room does {n} take?; Which file is {v} large?
de Größe | Wie groß ist {n}?; Welche Datei hat {v}?
fr Taille | Quelle est la taille de {n} ?
es Tamaño | ¿Qué tamaño tiene {n}?
= changed stamp
en Date modified; Modified; Last change | When was {n} last changed?; date of {n}; When was {n} saved?
de Geändert am | Wann wurde {n} geändert?
fr Modifié le | Quand {n} a-t-il été modifié ?
es Modificado | ¿Cuándo se modificó {n}?
= kind one:PDF document/Folder/JPEG image/Spreadsheet/Text file/ZIP archive/Shortcut/Video
en Type; Kind | What kind of file is {n}?; file type of {n}; Which one is a {v}?
de Typ | Von welchem Typ ist {n}?
fr Type | De quel type est {n} ?
es Tipo | ¿De qué tipo es {n}?
= owner person
en Owner; Shared by; Created by | Who owns {n}?; Whose file is {n}?; Which file belongs to {v}?
de Besitzer | Wem gehört {n}?
fr Propriétaire | À qui appartient {n} ?
es Propietario | ¿De quién es {n}?
""")


_MAIL = traits("""
= subject title
en Subject | What does {n} write about?; subject of the message from {n}; Who wrote about {v}?; topic of {n}'s mail
de Betreff | Worum geht es in der Nachricht von {n}?; Wer schrieb über {v}?
fr Objet | De quoi parle le message de {n} ?
es Asunto | ¿De qué trata el mensaje de {n}?
= at one:09:14/Yesterday/Mon/12:51/3 Mar/Tue 16:20/18:05/2 Nov/just now/07:33/21:48/4 min ago
en Received; Time | When did {n} write?; When did the message from {n} arrive?; time of {n}'s message
en | Who wrote at {v}?
de Zeit | Wann hat {n} geschrieben?
fr Heure | Quand {n} a-t-il écrit ?
es Hora | ¿Cuándo escribió {n}?
= text sentence
en Message; Preview | What did {n} say?; last message of {n}; What does the message from {n} begin with?
de Nachricht | Was hat {n} geschrieben?
fr Message | Qu'a écrit {n} ?
es Mensaje | ¿Qué escribió {n}?
= unread one:1/2/3/7/12/24
en Unread; New | How many unread messages from {n}?; How many new ones are there from {n}?
de Ungelesen | Wie viele ungelesene Nachrichten von {n}?
""")


_SAID_AT = {
    "en": ('When was "{t}" written?', "time of the message {t}", "At what time came {t}?"),
    "de": ("Wann wurde „{t}“ geschrieben?", "Uhrzeit der Nachricht {t}?"),
    "fr": ("Quand « {t} » a-t-il été écrit ?", "heure du message {t} ?"),
    "es": ("¿Cuándo se escribió «{t}»?", "¿hora del mensaje {t}?"),
    "it": ("Quando è stato scritto «{t}»?", "ora del messaggio {t}?"),
    "pt": ("Quando foi escrito «{t}»?", "hora da mensagem {t}?"),
    "ru": ("Когда написали «{t}»?", "Время сообщения «{t}»?"),
    "zh": ("“{t}”是几点发的？", "“{t}”这条消息的时间？"),
    "ja": ("「{t}」は何時に書かれましたか？", "「{t}」の時刻は？"),
    "ko": ("'{t}'은 몇 시에 보냈나요?", "'{t}' 메시지의 시각은?"),
}
_SAID_FIRST = {
    "en": ("What did {n} write first?", "first message of {n}"),
    "de": ("Was hat {n} zuerst geschrieben?",),
    "fr": ("Qu'a écrit {n} en premier ?",),
    "es": ("¿Qué escribió primero {n}?",),
    "it": ("Cosa ha scritto per primo {n}?",),
    "pt": ("O que {n} escreveu primeiro?",),
    "ru": ("Что первым написал(а) {n}?",),
    "zh": ("{n}先写了什么？",),
    "ja": ("{n}は最初に何と書きましたか？",),
    "ko": ("{n}은 처음에 무엇이라고 썼나요?",),
}
_ENDINGS = (".pdf", ".docx", ".jpg", ".xlsx", ".txt", ".zip", ".png", ".csv", "", ".mp4", ".py", ".html")


@layout("files", share=0.5, nouns=("window", "screen", "list"))
def files(draft: Draft) -> None:
    """A folder's files with sizes and dates."""
    draft.domains |= {"screen", "library"}
    rng = draft.rng
    x, y, width = window(draft, rng.random() < 0.7)
    x, width = beside(draft, x, y, width)
    glue = rng.choice(("_", "-", " "))
    called = [name.replace(" ", glue) + rng.choice(_ENDINGS) for name in names(draft, "title", rng.randint(5, 18))]
    if rng.random() < 0.3:
        called = [f"{called[0][:9]}{glue}{number}{rng.choice(_ENDINGS)}" for number in range(1, len(called))]
    told = rng.sample(_FILES, rng.randint(2, 4))
    things = records(draft, list(dict.fromkeys(called)), told)
    arrangement = rng.choice(("rows", "rows", "rows", "list", "tiles"))
    collection(draft, x, y, width, draft.height - draft.em, things, told, arrangement, 11)


@layout("inbox", share=0.7, nouns=("inbox", "screen", "list", "chat"))
def inbox(draft: Draft) -> None:
    """Messages by sender: mail, chats, notifications."""
    draft.domains |= {"letter", "screen"}
    rng = draft.rng
    x, y, width = window(draft, rng.random() < 0.5)
    x, width = beside(draft, x, y, width)
    told = [_MAIL[0], *rng.sample(_MAIL[1:], rng.randint(1, 3))]
    rng.shuffle(told)
    long = any(trait.name == "text" for trait in told)  # sentences would not fit into columns
    people = names(draft, rng.choice(("person", "person", "company")), rng.randint(4, 14))
    things = records(draft, people, told)
    collection(
        draft,
        x,
        y,
        width,
        draft.height - draft.em,
        things,
        told,
        rng.choice(("list", "stack") if long else ("list", "rows", "bare", "stack")),
        11,
    )


@layout("chat", share=0.6, nouns=("chat", "conversation", "screen"))
def chat(draft: Draft) -> None:
    """Bubbles left and right with names and times; every sentence has its own time."""
    draft.domains |= {"letter", "screen"}
    rng, values = draft.rng, draft.values
    x, y, width = window(draft, rng.random() < 0.25)
    people = names(draft, "person", rng.choice((2, 2, 3, 4)))
    draft.ask_in(
        {"en": ("With whom is the chat?", "Who is the other person?", "name at the top of the chat")},
        people[0],
        [draft.put(x + draft.em * 3, y, people[0], 1.2, bold=True)],
    )
    y += draft.line * 2
    spoken: list[str] = []
    for _ in range(rng.randint(4, 12)):
        if y > draft.height - 6 * draft.line:
            break
        person = rng.choice(people)
        mine = person == people[-1]
        room, text = width * 0.62, values.sentence(rng.randint(2, 14))
        place = x + width - room if mine else x
        colour = tuple(max(channel - 25, 0) for channel in draft.paper) if sum(draft.paper) > 380 else (70, 75, 90)
        draft.shape(
            "fill",
            place - draft.em * 0.5,
            y - draft.em * 0.3,
            place + room,
            y + draft.line * 2.6,
            colour=(colour[0], colour[1], colour[2]),
        )
        if not mine and len(people) > 2:
            draft.put(place, y, person, 0.85, bold=True, colour=draft.accent)
            y += draft.line
        start = len(draft.inks)
        y, _ = draft.prose(place, y, room - draft.em, [text])
        clock = values.time()
        index = draft.put(place + room - draft.em * 0.5, y, clock, 0.7, align="right", colour=draft.soft)
        y += draft.line * 1.6
        lines = list(range(start, index))
        said = draft.inks[start].text.rstrip(".")
        spoken.append(person)
        draft.ask_in(
            _SAID_AT,
            clock,
            [index],
            purpose="beside",
            t=said,
            l=said,
            L=said,
        )
        if spoken.count(person) == 1:
            draft.ask_in(_SAID_FIRST, text, lines, n=person)
    bar(draft, x, draft.height - draft.em * 3, width, controls(draft, 2, "send", "upload", "call", "more"))
