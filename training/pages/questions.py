"""Questions in many styles and languages, about facts of a page, two facts at once, and things it does not tell."""

from __future__ import annotations

from itertools import product
from random import Random

from training.pages import sights
from training.pages.draft import Draft, Fact
from training.pages.fields import Field, domains
from training.pages.no_place import no_place
from training.pages.page import Asked, Printed
from training.pages.tongues import MODULES, tongue
from training.pages.wordings import drawn_language

TWO_PART, NO_PLACE, ABSENT, SIGHTS = 0.08, 0.08, 0.07, 0.06
"""Of all questions."""

NEAR = 0.12
"""Share of the picture that two places of one question may take in together and be one place."""

_LABEL = {
    "en": (
        "What is the {l}?",
        "What's the {l}?",
        "{l}?",
        "What is the value of {l}?",
        "Read out the {l}.",
        "Which {l} is given?",
        "Tell me the {l}.",
        "Find the {l}",
        "What {l} is mentioned?",
        "the {l}",
        "What is the {l} mentioned here?",
        "Give me the {l}, please.",
        "What has been entered for {l}?",
        "Extract: {L}",
        "What is the '{l}'?",
        "{L}",
    ),
    "de": (
        "{L}?",
        "Lies {L} vor.",
        "Nenne mir: {L}",
        "Wie lautet die Angabe {L}?",
    ),
    "fr": (
        "{L} ?",
        "Quelle valeur est indiquée pour {L} ?",
        "Donne-moi : {L}",
    ),
    "es": (
        "¿{L}?",
        "¿Qué valor tiene {L}?",
        "Dime: {L}",
    ),
}
_NEXT_TO = {
    "en": (
        'What is written under "{L}"?',
        'What does it say next to "{L}"?',
    ),
    "de": (
        "Was steht bei „{L}“?",
        "Was ist unter {L} angegeben?",
        "Welche Angabe steht neben {L}?",
    ),
    "fr": (
        "Que lit-on à côté de « {L} » ?",
        "Qu'est-il écrit sous {L} ?",
    ),
    "es": (
        "¿Qué pone junto a «{L}»?",
        "¿Qué se indica en {L}?",
    ),
}
"""These speak of the label as it stands on the page."""

_WRAPS = {
    "en": (
        "Please answer: {q}",
        "{q} Answer with the text only.",
        "Looking at the image, {d}",
        "{d}",
        "I'd like to know: {d}",
        "According to the {k}, {d}",
        "On this {k}: {d}",
        "{q} Look carefully.",
        "Can you tell me this: {d}",
        "{q} (as printed)",
        "Hello! {q}",
        "Based on what is printed here, {d}",
        "Need this quickly: {d}",
        "{q} Give a short answer.",
        "I can't read the small print. {q}",
        "Question: {q}",
    ),
    "de": ("Bitte: {q}", "{q} Kurz antworten.", "Laut diesem Bild: {q}", "Kannst du mir sagen: {q}", "{d}"),
    "fr": ("S'il vous plaît : {q}", "{q} Réponse courte.", "D'après l'image : {q}", "{d}"),
    "es": ("Por favor: {q}", "{q} Respuesta corta.", "Según la imagen: {q}", "{d}"),
}
_WHEREABOUTS = {
    "en": ("Where is the {l}?", "Where on the page do I find the {l}?", "Show me the {l}.", "Point to the {l}"),
    "de": ("Wo steht {L}?", "Zeig mir die Stelle mit {L}."),
    "fr": ("Où se trouve {L} ?", "Montre-moi {L}."),
    "es": ("¿Dónde está {L}?", "Enséñame {L}."),
}
_BOTH = {
    "en": ("{a} and {b}?", "{a}, and {b}?", "{a}? Also, {b}?", "Two things: {b} and {a}?", "{a} as well as {b}?"),
    "de": ("{a} und {b}?", "{a}, und {b}?", "Zwei Fragen: {a}, und {b}?"),
    "fr": ("{a} et {b} ?", "Deux questions : {a} et {b} ?"),
    "es": ("{a} y {b}", "Dos preguntas: {a} y {b}"),
}
_PAIR = {
    "en": ("What are the {a} and the {b}?", "{a} and {b}?", "Give me both the {a} and the {b}.", "{a} + {b}"),
    "de": ("{a} und {b}?", "Nenne mir {a} und {b}."),
    "fr": ("{a} et {b} ?", "Donne-moi {a} et {b}."),
    "es": ("¿{a} y {b}?", "Dime {a} y {b}."),
}
_FRAMES = {
    "label": _LABEL,
    "beside": _NEXT_TO,
    "whereabouts": _WHEREABOUTS,
    "wrap": _WRAPS,
    "both": _BOTH,
    "pair": _PAIR,
}


def _frames(name: str, language: str) -> tuple[str, ...]:
    return tongue(language).wordings[name] if language in MODULES else _FRAMES[name][language]


def ask_all(draft: Draft, rng: Random, nouns: tuple[str, ...], printed: tuple[Printed, ...] = ()) -> tuple[Asked, ...]:
    """Questions about 6 to 20 of the draft's facts, about two of them at once, and some without an answer here.

    Args:
        draft: the page.
        rng: draws which, and how they are asked.
        nouns: what such a page is called.
        printed: the lines that the facts' places point to.
    """
    most = rng.randint(6, 20)
    facts = list(draft.facts)
    rng.shuffle(facts)
    questions = [phrase(draft, fact, rng, nouns) for fact in facts[:most]]
    ordinary = len(questions)
    share = ordinary / (1 - TWO_PART - NO_PLACE - ABSENT - SIGHTS)
    for _ in range(_count(rng, share * TWO_PART)):
        _insert(rng, questions, _two_part(draft, facts, rng, nouns, printed))
    for _ in range(_count(rng, share * ABSENT)):
        _insert(rng, questions, _absent(draft, rng, nouns))
    for _ in range(_count(rng, share * NO_PLACE)):
        language = drawn_language(rng, draft.tongue)
        _insert(rng, questions, Asked(no_place(rng, language), (), (), language, "no_place"))
    text = " ".join(ink.text for ink in draft.inks).lower()
    for _ in range(_count(rng, share * SIGHTS)):
        language = draft.tongue if draft.tongue in sights.LANGUAGES and rng.random() < 0.8 else "en"
        question = sights.sight(rng, language, text)
        if question:
            _insert(rng, questions, Asked(_styled(rng, question, language, nouns), (), (), language, "sight"))
    return tuple(questions)


def _count(rng: Random, wanted: float) -> int:
    """A whole number, ``wanted`` in the mean."""
    return int(wanted) + (rng.random() < wanted % 1)


def _insert(rng: Random, questions: list[Asked], more: Asked | None) -> None:
    if more is not None:
        questions.insert(rng.randrange(len(questions) + 1), more)


def phrase(draft: Draft, fact: Fact, rng: Random, nouns: tuple[str, ...]) -> Asked:
    """One way to ask for a fact, in the page's language or sometimes in another."""
    language, kind = _language(draft, fact, rng), fact.kind
    question = _question(draft, fact, rng, language)
    if fact.field is not None and fact.label and rng.random() < 0.04:
        label = (fact.label if language == draft.tongue else fact.field.wording(language).labels[0]).rstrip(" .:#")
        question, kind = rng.choice(_frames("whereabouts", language)).format(L=label, l=_plain(label)), "where"
    return Asked(_styled(rng, question, language, nouns), (fact.answer,), fact.places, language, kind)


def _question(draft: Draft, fact: Fact, rng: Random, language: str) -> str:
    if fact.field is None:
        return rng.choice(fact.questions)
    return _of_field(draft, rng, fact.field, fact.label if language == draft.tongue else "", language)


def _language(draft: Draft, fact: Fact, rng: Random) -> str:
    if fact.field is None:
        return fact.language
    drawn = drawn_language(rng, draft.tongue)
    return drawn if drawn in fact.field.wordings else "en"


def _two_part(
    draft: Draft, facts: list[Fact], rng: Random, nouns: tuple[str, ...], printed: tuple[Printed, ...]
) -> Asked | None:
    """Two facts asked in one sentence; None where no two that were drawn can be asked in one language."""
    for _ in range(6 if len(facts) > 1 else 0):
        first, second = rng.sample(facts, 2)
        if first.field is not None:
            first, second = second, first  # ready questions say the language
        language = _language(draft, first, rng)
        said = language == second.language if second.field is None else language in second.field.wordings
        lines, others = ({index for place in fact.places for index in place} for fact in (first, second))
        if not said or first.answer == second.answer or lines & others:
            continue
        if rng.random() < 0.5 and first.field is not None and second.field is not None:
            question = rng.choice(_frames("pair", language))
            a, b = (_label(draft, fact, rng, language) for fact in (first, second))
        else:
            question = rng.choice(_frames("both", language))
            a, b = (_question(draft, fact, rng, language).rstrip(_ENDS) for fact in (first, second))
            b = _lowered(b.lstrip("¿"), language)
            question += "?" if "¿" in a and language == "es" else ""
        if a.lower() == b.lower():
            continue
        parts = (first.places, second.places)
        together = [tuple(dict.fromkeys((*one, *two))) for one, two in product(*parts)]
        near = [place for place in together if _area(place, printed) <= NEAR]
        question = _styled(rng, question.format(a=a, b=b), language, nouns)
        answers = (first.answer, second.answer)
        return Asked(question, answers, tuple(near or together[:1]), language, "two_part", parts)
    return None


_ENDS = " ?.!:？。؟।\u037e"


def _label(draft: Draft, fact: Fact, rng: Random, language: str) -> str:
    assert fact.field is not None
    own = language == draft.tongue and fact.label and rng.random() < 0.6
    label = (fact.label if own else rng.choice(fact.field.wording(language).labels)).rstrip(" .:#")
    return _plain(label) if language == "en" else label


def _area(place: tuple[int, ...], printed: tuple[Printed, ...]) -> float:
    box = printed[place[0]].box
    for index in place[1:]:
        box = box.union(printed[index].box)
    return box.width * box.height


def _of_field(draft: Draft, rng: Random, field: Field, printed: str, language: str) -> str:
    """By a wording of its own, or by a label: the printed one or another that no other key on the page has."""
    wording = field.wording(language)
    if wording.questions and rng.random() < 0.55:
        return rng.choice(wording.questions)
    free = [label for label in wording.labels if label == printed or label.lower() not in draft.labels]
    if not free:
        return rng.choice(wording.questions or (printed or wording.labels[0],))
    label = printed if printed and rng.random() < 0.45 else rng.choice(free)
    label = label.rstrip(" .:#")
    is_printed = label == printed.rstrip(" .:#") and rng.random() < 0.25
    return rng.choice(_frames("beside" if is_printed else "label", language)).format(L=label, l=_plain(label))


def _plain(label: str) -> str:
    """In running text: small letters, except for abbreviations."""
    if label.isupper() and len(label) > 5:
        return label.lower()
    return " ".join(
        word if word.isupper() and len(word) <= 5 else word[:1].lower() + word[1:] for word in label.split()
    )


def _lowered(question: str, language: str) -> str:
    """To go on a sentence."""
    keeps = language == "de" or question[:2] == "I " or question[:2].isupper()
    return question if keeps else question[:1].lower() + question[1:]


def _styled(rng: Random, question: str, language: str, nouns: tuple[str, ...]) -> str:
    if rng.random() < 0.22:
        wrap = rng.choice(_frames("wrap", language))
        question = wrap.format(q=question, d=_lowered(question, language), k=rng.choice(nouns))
    style = rng.random()
    if style < 0.06:
        question = question.lower()
    elif style < 0.08:
        question = question.upper()
    elif style < 0.13:
        question = question.rstrip(_ENDS)
    elif style < 0.15 and len(question) > 12 and max(question) < "\u0250":  # Latin letters
        spot = rng.randrange(3, len(question) - 3)
        question = question[:spot] + question[spot + 1] + question[spot] + question[spot + 2 :]
    return question


def _absent(draft: Draft, rng: Random, nouns: tuple[str, ...]) -> Asked | None:
    """A question of another kind of page, none of whose words are printed here."""
    text = " ".join(ink.text for ink in draft.inks).lower()
    tables = domains()
    names = {fact.field.name for fact in draft.facts if fact.field is not None}
    for _ in range(8):
        field = rng.choice(tables[rng.choice(sorted(set(tables) - draft.domains))])
        labels = " ".join(_heard(field, draft.tongue)).lower()
        told = {word.strip(".:#()") for word in labels.split()}
        least = 1 if draft.tongue in ("zh", "ja", "ko") else 3
        if field.name in names or any(len(word) > least and word in text for word in told):
            continue
        language = drawn_language(rng, draft.tongue)
        language = language if language in field.wordings else "en"
        question = _of_field(draft, rng, field, "", language)
        return Asked(_styled(rng, question, language, nouns), (), (), language, "absent")
    return None


def _heard(field: Field, language: str) -> tuple[str, ...]:
    """Labels that a page of that language may print the concept under."""
    said = [field.wordings[each] for each in ("en", "de", "fr", "es", language) if each in field.wordings]
    return tuple(label for wording in said for label in wording.labels)
