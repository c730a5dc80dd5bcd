"""Who has to do with a form: each party's name stands in the margin or over keys that all parties share."""

from __future__ import annotations

from training.pages import words
from training.pages.draft import Draft
from training.pages.parts.keyed import RELATIVES

_NAMES = {
    "en": ("Name", "Name", "Full Name", "Company"),
    "de": ("Name", "Name", "Firma"),
    "fr": ("Nom", "Nom", "Société"),
    "es": ("Nombre", "Nombre", "Empresa"),
}
_KEYS = {
    "en": (
        ("Address", "street"), ("City", "city"), ("Phone", "phone"), ("E-mail", "email"), ("Account", "digits"),
        ("Contact", "person"), ("Code", "code"), ("Type", "word"), ("Since", "date"), ("Category", "word"),
    ),
    "de": (
        ("Anschrift", "street"), ("Ort", "city"), ("Telefon", "phone"), ("E-Mail", "email"), ("Konto", "digits"),
        ("Kontakt", "person"), ("Art", "word"), ("Seit", "date"),
    ),
    "fr": (
        ("Adresse", "street"), ("Ville", "city"), ("Téléphone", "phone"), ("Compte", "digits"), ("Contact", "person"),
        ("Type", "word"), ("Depuis", "date"),
    ),
    "es": (
        ("Dirección", "street"), ("Ciudad", "city"), ("Teléfono", "phone"), ("Cuenta", "digits"),
        ("Contacto", "person"), ("Tipo", "word"), ("Desde", "date"),
    ),
}  # fmt: skip


def parties(draft: Draft, x: float, y: float, width: float, bottom: float) -> float:
    """Two to four parties one under the other, keys of which some hold no value, at times others about the parties
    beside them ("Buyer External ID"); the y under them.

    Args:
        x: px, left edge.
        y: px, top.
        width: px.
        bottom: px, where to stop.
    """
    rng = draft.rng
    roles = rng.sample(draft.local(words.ROLE), rng.randint(2, 4))
    apart = rng.random() < 0.65  # in the margin, not over the keys
    beside = width > 34 * draft.em and rng.random() < 0.6
    indent = width * rng.uniform(0.1, 0.18) if apart else draft.em * rng.choice((0.0, 1.5))
    bold, ending = rng.random() < 0.5, rng.choice((":", ":", "", " :"))
    room = (width * 0.52 if beside else width) - indent
    others = [f"{role} {relative}" for role in roles for relative in rng.sample(draft.local(RELATIVES), 2)]
    rng.shuffle(others)
    for role in roles:
        keys = rng.sample(draft.local(_KEYS), rng.randint(1, 5))
        if y + (len(keys) + 2) * draft.line > bottom:
            break
        draft.put(
            x, y, role if apart else role + rng.choice(("", ":")), bold=bold, room=indent * 0.95 if apart else width
        )
        y += 0.0 if apart else draft.line
        named = rng.choice(draft.local(_NAMES))
        for key, spec in [(named, rng.choice(("person", "company", "company"))), *keys]:
            draft.put(x + indent, y, key + ending, bold=bold and key == named, room=room * 0.36)
            if key == named or rng.random() < 0.75:
                value = " ".join(draft.values.value(spec))
                place = [draft.put(x + indent + room * 0.4, y, value, room=room * 0.58)]
                if key == named:
                    draft.ask("party", value, place, r=role)
                elif rng.random() < 0.6:
                    draft.ask("of_party", value, place, r=role, k=key)
            if beside and others and rng.random() < 0.6:
                _other(draft, others.pop(), ending, x + width * 0.57, y, width * 0.43)
            y += draft.line
        y += draft.line * rng.uniform(0.3, 1.0)
    return y


def _other(draft: Draft, key: str, ending: str, x: float, y: float, width: float) -> None:
    draft.put(x, y, key + ending, room=width * 0.5)
    if draft.rng.random() < 0.7:
        value = draft.values.value(draft.rng.choice(("digits", "code", "word")))[0]
        place = [draft.put(x + width * 0.55, y, value, room=width * 0.4)]
        if draft.rng.random() < 0.3:
            draft.ask_this((f"{key}?", key), value, place)
