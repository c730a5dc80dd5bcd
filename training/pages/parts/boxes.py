"""Numbered boxes of forms: small labels over values, questions to tick, lines left blank."""

from __future__ import annotations

from training.pages.draft import Draft
from training.pages.fields import parse

_BLANKS = parse(
    "blank",
    """
= sign word
en Signature; Sign here; Signature of applicant; Applicant's signature; Signature of owner or agent
en | Where do I sign?; Where does the signature go?; Where must the applicant sign?; the place for my signature
de Unterschrift; Unterschrift des Antragstellers | Wo unterschreibe ich?; Wo ist Platz für die Unterschrift?
fr Signature; Signature du demandeur | Où dois-je signer ?; Où va la signature ?
es Firma; Firma del solicitante | ¿Dónde firmo?; ¿Dónde va la firma?
= date word
en Date; Date (mm/dd/yyyy); Date signed; Dated | Where is the date entered?; Where do I write the date?
en | the place for the date
de Datum; Ort, Datum | Wo trage ich das Datum ein?; Wo kommt das Datum hin?
fr Date; Fait à, le | Où écrire la date ?
es Fecha; Lugar y fecha | ¿Dónde pongo la fecha?
= name word
en Print name; Name in block letters; Name of declarant; Printed name | Where do I write my name?
en | Where is the name printed in full?
de Name in Druckbuchstaben | Wo schreibe ich meinen Namen hin?
fr Nom en majuscules | Où écrire mon nom ?
es Nombre en mayúsculas | ¿Dónde escribo mi nombre?
= title word
en Title or position; Capacity; Title | Where does my job title go?; Where do I say in what capacity I act?
de Funktion | Wo gebe ich meine Funktion an?
= phone word
en Daytime telephone; Telephone number (include area code) | Where do I give my phone number?
en | Where is the telephone entered?
de Telefon tagsüber | Wo trage ich meine Telefonnummer ein?
fr Téléphone (journée) | Où indiquer mon téléphone ?
es Teléfono de contacto | ¿Dónde pongo mi teléfono?
= witness word
en Witness; Signature of witness | Where does the witness sign?; place for the witness
de Zeuge | Wo unterschreibt der Zeuge?
= official word
en Received by; For office use only; Approved by; Official stamp | Where does the office make its entries?
en | What is left for the office?
de Nur für Amtszwecke; Stempel der Behörde | Welches Feld füllt das Amt aus?
fr Réservé à l'administration | Quelle case remplit l'administration ?
es Reservado a la administración | ¿Qué casilla rellena la administración?
= initials word
en Initials; Initial here | Where do I put my initials?
= photo word
en Affix photograph here; Photo 35 x 45 mm | Where does the photo go?; Where do I stick the picture?
de Lichtbild | Wo klebe ich das Foto hin?
fr Photo d'identité | Où coller la photo ?
es Fotografía | ¿Dónde se pega la foto?
""",
)


ENTERED = {
    "en": ("Where do I enter the {l}?", "Which box is for the {l}?", "Where does {l} go?", "Where do I write {l}?"),
    "de": ("Wo trage ich {l} ein?", "Welches Feld ist für {l}?"),
    "fr": ("Où inscrire {l} ?", "Quelle case est pour {l} ?"),
    "es": ("¿Dónde se anota {l}?", "¿Qué casilla es para {l}?"),
    "it": ("Dove si scrive {l}?", "Quale casella è per {l}?"),
    "pt": ("Onde se escreve {l}?", "Qual campo é para {l}?"),
    "ru": ("Куда вписать: {l}?", "Какая графа для «{l}»?"),
    "zh": ("{l}填在哪里？", "哪一栏是填{l}的？"),
    "ja": ("{l}はどこに書きますか？", "{l}の欄はどこ？"),
    "ko": ("{l}은 어디에 적나요?", "{l} 칸은 어디인가요?"),
}
NUMBERED = {
    "en": (
        "What was answered to question {n}?", "What is entered in box {n}?", "item {n}", "What does field {n} say?",
        "Read me line {n}.", "entry in box {n}?", "What stands in number {n}?", "What is given under {n}?",
    ),
    "de": ("Was steht in Feld {n}?", "Was wurde unter Nr. {n} eingetragen?", "Eintrag zu Punkt {n}?"),
    "fr": ("Que contient la case {n} ?", "Quelle est la réponse au point {n} ?"),
    "es": ("¿Qué hay en la casilla {n}?", "¿Qué se respondió al punto {n}?"),
    "it": ("Cosa c'è nella casella {n}?", "Qual è la risposta al punto {n}?"),
    "pt": ("O que está no campo {n}?", "Qual é a resposta ao item {n}?"),
    "ru": ("Что указано в пункте {n}?", "Что вписано в графу {n}?"),
    "zh": ("第{n}项填的是什么？", "{n}号栏里写了什么？"),
    "ja": ("{n}番の欄には何と書いてありますか？", "質問{n}の答えは？"),
    "ko": ("{n}번 칸에 무엇이 적혀 있나요?", "{n}번 항목의 답은?"),
}  # fmt: skip


_TICKED = {
    "en": (
        "Which box is ticked for {l}?",
        "What was answered to {l}?",
        "{l}: yes or no?",
        "Is {l} answered with yes?",
        "{l}?",
    ),
    "de": ("Was ist bei {l} angekreuzt?", "{l}: ja oder nein?"),
    "fr": ("Quelle case est cochée pour {l} ?", "{l} : oui ou non ?"),
    "es": ("¿Qué casilla está marcada en {l}?", "¿{l}: sí o no?"),
    "it": ("Cosa è segnato per {l}?",),
    "pt": ("O que está marcado em {l}?",),
    "ru": ("Что отмечено в «{l}»?",),
    "zh": ("{l}勾选的是什么？",),
    "ja": ("{l}はどちらに印がありますか？",),
    "ko": ("{l}에는 무엇이 표시되어 있나요?",),
}


_YES = {"en": ("Yes", "No"), "de": ("Ja", "Nein"), "fr": ("Oui", "Non"), "es": ("Sí", "No")}


class Boxes:
    """Numbered fields that are placed one after the other: 1, 2, 3a, 3b, 4."""

    def __init__(self, draft: Draft, domain: str) -> None:
        self.draft, self.number, self.letter = draft, draft.rng.choice((0, 0, 0, 9)), ""
        self.fields = draft.pick(domain, 60, invented=0.12)
        self.lettered = draft.rng.random() < 0.4
        self.style = draft.rng.choice(("{n}. {l}", "{n} {l}", "({n}) {l}", "{n}) {l}", "Item {n}. {l}"))
        self.small = draft.rng.uniform(0.62, 0.85)
        self.blank = draft.rng.choice((0.05, 0.15, 0.35))

    def count(self) -> str:
        draft = self.draft
        if self.lettered and self.letter and draft.rng.random() < 0.6 and self.letter < "d":
            self.letter = chr(ord(self.letter) + 1)
        else:
            self.number += 1
            self.letter = "a" if self.lettered and draft.rng.random() < 0.4 else ""
        return f"{self.number}{self.letter}"

    def cell(self, x: float, y: float, width: float, tall: float) -> bool:
        """One box with its label above the value; False where there is nothing left to ask."""
        draft, rng = self.draft, self.draft.rng
        if not self.fields:
            return False
        draft.shape("box", x, y, x + width, y + tall, colour=draft.soft)
        pad, room, number = draft.em * 0.3, width - draft.em * 0.6, self.count()
        under = y + pad + draft.em * self.small * 1.35
        if rng.random() < 0.12:
            blank = rng.choice(_BLANKS)
            label = rng.choice(blank.wording(draft.tongue).labels)
            if blank.group not in draft.groups:
                draft.groups.add(blank.group)
                index = draft.put(x + pad, y + pad, self.style.format(n=number, l=label), self.small, room=room)
                ask_blank(draft, blank.name, label, index)
                return True
        field = self.fields.pop()
        label, value = draft.make(field)
        shown = self.style.format(n=number, l=label)
        if rng.random() < 0.25:
            shown += rng.choice((" (see notes)", " (if any)", " (b)", " *", " (print)"))
        key = draft.put(x + pad, y + pad, shown, self.small, room=room)
        if rng.random() < self.blank:
            draft.ask_in(ENTERED, label, [key], kind="blank", purpose="whereabouts", l=label.rstrip(":?"), L=label)
            return True
        text = " ".join(value)
        place = [draft.put(x + pad + draft.em * 0.4, under, text, bold=rng.random() < 0.2, room=room - draft.em * 0.4)]
        if rng.random() < 0.25:
            draft.ask_in(NUMBERED, text, place, purpose="label", n=number, l=number, L=number)
        else:
            draft.tell(field, label, text, place)
        return True

    def question(self, x: float, y: float, width: float) -> float:
        """A question with tick boxes at the right; the y under it."""
        draft, rng = self.draft, self.draft.rng
        if not self.fields:
            return y
        field, number = self.fields.pop(), self.count()
        label = field.wording(draft.tongue).labels[0]
        yes = rng.random() < 0.5
        draft.put(x, y, self.style.format(n=number, l=label.rstrip(":.") + "?"), room=width * 0.68)
        words, manner = draft.local(_YES), rng.choice(("both", "boxes", "word"))
        chosen = words[0] if yes else words[1]
        at = x + width * 0.72
        if manner == "both":
            marks = ("[X]", "[ ]") if yes else ("[ ]", "[X]")
            text = "   ".join(f"{word} {mark}" for word, mark in zip(words, marks))
            place = [draft.put(at, y, text, room=width * 0.28)]
        elif manner == "word":
            place = [draft.put(at, y, chosen)]
        else:
            place = []
            for word in words:
                draft.shape("box", at, y, at + draft.em * 0.85, y + draft.em * 0.85)
                if word == chosen:
                    draft.shape("line", at, y, at + draft.em * 0.85, y + draft.em * 0.85, width=2)
                index = draft.put(at + draft.em * 1.2, y, word)
                place += [index] if word == chosen else []
                at += draft.em * 4.5
        draft.groups.add(field.group)
        draft.ask_in(
            _TICKED if rng.random() < 0.7 else NUMBERED,
            chosen,
            place,
            purpose="label",
            l=label.rstrip(":.?"),
            L=label,
            n=number,
        )
        return y + draft.line * 1.3


def ask_blank(draft: Draft, name: str, label: str, index: int) -> None:
    """Where something is to be written; the place is the label's line."""
    wording = next(each for each in _BLANKS if each.name == name).wordings
    draft.ask_in(
        {language: each.questions for language, each in wording.items()},
        label,
        [index],
        kind="blank",
        purpose="whereabouts",
        l=label,
        L=label,
    )


def signing(draft: Draft, x: float, y: float, width: float) -> float:
    """Lines to write on, with a small label under or before each."""
    rng = draft.rng
    pool = [blank for blank in _BLANKS if blank.group not in draft.groups]
    chosen = rng.sample(pool, min(rng.randint(2, 4), len(pool)))
    before = rng.random() < 0.3
    columns = 1 if before else rng.choice((2, len(chosen)))
    wide = width / max(columns, 1)
    for number, blank in enumerate(chosen):
        label = rng.choice(blank.wording(draft.tongue).labels)
        at = x + (number % columns) * wide
        if number and number % columns == 0:
            y += draft.line * 2.6
        if y + draft.line * 2.5 > draft.height:
            return y
        if before:
            index = draft.put(at, y + draft.line, label + ":", room=wide * 0.5)
            start = at + draft.text_width(label) + draft.em
            draft.rule(start, y + draft.line + draft.em, max(at + wide * 0.9 - start, draft.em))
        else:
            draft.rule(at, y + draft.line, wide * 0.9)
            index = draft.put(at, y + draft.line * 1.1, label, 0.75, room=wide * 0.9)
        ask_blank(draft, blank.name, label, index)
    return y + draft.line * 2.6
