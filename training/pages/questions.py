"""Questions in many styles and four languages, about facts of a page and about things it does not tell."""

from __future__ import annotations

from random import Random

from training.pages.draft import Draft, Fact
from training.pages.fields import LANGUAGES, Field, domains
from training.pages.page import Asked

_BY_LABEL = {
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
_BESIDE = {
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
_PICTURE = (
    "What colour is the background?",
    "What color is the paper?",
    "Is this picture blurred?",
    "How many people are in the picture?",
    "Describe the image.",
    "Is the weather good?",
    "Does this look handwritten?",
    "What is the mood of the scene?",
    "Is there a dog?",
    "Welche Farbe hat der Hintergrund?",
    "Was ist auf dem Bild zu sehen?",
    "De quelle couleur est le fond ?",
    "¿De qué color es el fondo?",
    "Summarise the picture in one sentence.",
    "Was this taken indoors or outdoors?",
    "Is the sheet lying straight?",
    "Is the lettering bold?",
)


def ask_all(draft: Draft, rng: Random, nouns: tuple[str, ...]) -> tuple[Asked, ...]:
    """Questions about 6 to 20 of the draft's facts, and some that the page does not answer.

    Args:
        draft: the page.
        rng: draws which, and how they are asked.
        nouns: what such a page is called.
    """
    most = rng.randint(6, 20)
    facts = list(draft.facts)
    rng.shuffle(facts)
    questions = [phrase(draft, fact, rng, nouns) for fact in facts[:most]]
    for _ in range(max(most, 8)):
        if rng.random() < 0.085:
            nothing = _unanswered(draft, rng, nouns)
            if nothing is not None:
                questions.insert(rng.randrange(len(questions) + 1), nothing)
    return tuple(questions)


def phrase(draft: Draft, fact: Fact, rng: Random, nouns: tuple[str, ...]) -> Asked:
    """One way to ask for a fact, in the page's language or sometimes in another."""
    if fact.field is None:
        language = fact.language
        question = rng.choice(fact.questions)
    else:
        language = _language(rng, fact.field, draft.language)
        question = _of_field(draft, rng, fact.field, fact.label if language == draft.language else "", language)
    return Asked(_styled(rng, question, language, nouns), (fact.answer,), fact.places, language)


def _language(rng: Random, field: Field, own: str) -> str:
    if rng.random() < 0.12:
        own = rng.choice(LANGUAGES)
    return own if own in field.wordings else "en"


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
    return rng.choice((_BESIDE if is_printed else _BY_LABEL)[language]).format(L=label, l=_plain(label))


def _plain(label: str) -> str:
    """In running text: small letters, except for abbreviations."""
    if label.isupper() and len(label) > 5:
        return label.lower()
    return " ".join(
        word if word.isupper() and len(word) <= 5 else word[:1].lower() + word[1:] for word in label.split()
    )


def _styled(rng: Random, question: str, language: str, nouns: tuple[str, ...]) -> str:
    if rng.random() < 0.22:
        wrap = rng.choice(_WRAPS[language])
        lowered = question if language == "de" or question[:2] == "I " else question[:1].lower() + question[1:]
        question = wrap.format(q=question, d=lowered, k=rng.choice(nouns))
    style = rng.random()
    if style < 0.06:
        question = question.lower()
    elif style < 0.08:
        question = question.upper()
    elif style < 0.13:
        question = question.rstrip(" ?.")
    elif style < 0.15 and len(question) > 12:
        spot = rng.randrange(3, len(question) - 3)
        question = question[:spot] + question[spot + 1] + question[spot] + question[spot + 2 :]
    return question


def _unanswered(draft: Draft, rng: Random, nouns: tuple[str, ...]) -> Asked | None:
    """A question of another kind of page, none of whose words are printed here; or one about the picture itself."""
    if rng.random() < 0.2:
        question = rng.choice(_PICTURE)
        return Asked(question, (), (), _guess(question))
    printed = " ".join(ink.text for ink in draft.inks).lower()
    tables = domains()
    domain = rng.choice(sorted(set(tables) - draft.domains))
    field = rng.choice(tables[domain])
    names = {fact.field.name for fact in draft.facts if fact.field is not None}
    labels = " ".join(label for wording in field.wordings.values() for label in wording.labels).lower()
    told = {word.strip(".:#()") for word in labels.split()}
    if field.name in names or any(len(word) > 3 and word in printed for word in told):
        return None
    language = _language(rng, field, draft.language)
    question = _of_field(draft, rng, field, "", language)
    return Asked(_styled(rng, question, language, nouns), (), (), language)


def _guess(question: str) -> str:
    if question.startswith("¿"):
        return "es"
    if question.startswith("De quelle"):
        return "fr"
    return "de" if question.split()[0] in ("Welche", "Was") and "taken" not in question else "en"
