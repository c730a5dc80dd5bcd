"""Buttons, links and entries of menus, asked for by what they say or by what they do."""

from __future__ import annotations

from collections.abc import Sequence

from training.pages.draft import Draft
from training.pages.fields import Field
from training.pages.parts.actions import CONTROLS

_TO = {
    "en": (
        "Where do I click to {a}?", "Which button do I press to {a}?", "How do I {a}?", "I want to {a}.",
        "Where can I {a}?", "What must I tap to {a}?", "the control to {a}", "Which entry would I choose to {a}?",
        "Find the place to {a}", "I would like to {a}, where do I press?",
    ),
    "de": ("Wo klicke ich, um {a}?", "Worauf muss ich drücken, um {a}?", "Welcher Knopf ist da, um {a}?"),
    "fr": ("Où cliquer pour {a} ?", "Quel bouton permet de {a} ?", "Sur quoi appuyer pour {a} ?"),
    "es": ("¿Dónde hago clic para {a}?", "¿Qué botón sirve para {a}?", "¿Qué pulso para {a}?"),
}  # fmt: skip

_NAMED = {
    "en": (
        "Click {l}", "the {l} button", "Where is the {l} button?", "Press \"{l}\".", "Where is {l}?", "Find \"{l}\"",
        "Tap {l}", "Select {l}", "Point to {l}.", "Where does it say {l}?", "Open {l}",
    ),
    "de": ("Wo ist „{l}“?", "Klicke auf {l}", "der Knopf {l}", "Wähle {l}"),
    "fr": ("Où est « {l} » ?", "Clique sur {l}", "le bouton {l}"),
    "es": ("¿Dónde está «{l}»?", "Haz clic en {l}", "el botón {l}"),
    "it": ("Dov'è «{l}»?", "Fai clic su {l}", "il pulsante {l}"),
    "pt": ("Onde está «{l}»?", "Clique em {l}", "o botão {l}"),
    "ru": ("Где кнопка «{l}»?", "Нажми «{l}»", "Где здесь «{l}»?"),
    "zh": ("“{l}”在哪里？", "点击“{l}”", "“{l}”按钮"),
    "ja": ("「{l}」はどこですか？", "「{l}」をクリック", "「{l}」ボタン"),
    "ko": ("'{l}' 버튼은 어디에 있나요?", "'{l}'을 클릭", "'{l}' 버튼"),
}  # fmt: skip


def controls(draft: Draft, count: int, *named: str) -> list[tuple[Field, str]]:
    """Controls that are not on the page yet, each with what it says; those of these names where there are any."""
    pool = [each for each in CONTROLS if not named or each.name in named]
    draft.rng.shuffle(pool)
    chosen: list[tuple[Field, str]] = []
    for each in pool:
        label = draft.rng.choice(each.wording(draft.tongue).labels)
        if each.group not in draft.groups and label.lower() not in draft.labels and len(chosen) < count:
            draft.groups.add(each.group)
            draft.labels.add(label.lower())
            chosen.append((each, label))
    return chosen


def ask_control(draft: Draft, control: Field | None, label: str, index: int) -> None:
    """Note a control, to be found by its name or, where it is known, by what it is for."""
    rng = draft.rng
    if control is None or rng.random() < (0.4 if draft.tongue in _TO else 0.9):
        draft.ask_in(_NAMED, label, [index], kind="control", purpose="whereabouts", l=label.rstrip(".?"), L=label)
        return
    language = (
        draft.tongue if draft.tongue in control.wordings and draft.tongue in _TO and rng.random() < 0.85 else "en"
    )
    purpose = rng.choice(control.wording(language).questions)
    questions = tuple(text.format(a=purpose) for text in _TO[language])
    draft.ask_this(questions, label, [index], kind="control", language=language)


def bar(
    draft: Draft, x: float, y: float, width: float, made: Sequence[tuple[Field | None, str]], style: str = ""
) -> float:
    """Controls side by side, as many as there is room for; the y under them.

    Args:
        draft: the page.
        x: px, left edge; for the style "right", controls end at the right edge.
        y: px, top.
        width: px.
        made: controls from ``controls``, or None with a text of another kind.
        style: "box", "fill", "plain" or "right"; drawn where empty.
    """
    rng = draft.rng
    style = style or rng.choice(("box", "fill", "plain", "right"))
    boxed = style in ("box", "fill") or rng.random() < 0.6
    pad = draft.em * (0.9 if boxed else 0.5)
    widths = [draft.text_width(label) + 2 * pad for _, label in made]
    at = x
    if style == "right":
        at = x + max(width - sum(widths) - draft.em * len(widths), 0)
    for (control, label), wide in zip(made, widths):
        if at + wide > x + width + 1:
            break
        filled = style == "fill" and rng.random() < 0.5
        if boxed:
            kind, colour = ("fill", draft.accent) if filled else ("box", draft.soft)
            draft.shape(kind, at, y, at + wide, y + draft.em * 1.9, colour=colour)
        ink, under = ((255, 255, 255), draft.accent) if filled else (None, None)
        index = draft.put(at + pad, y + draft.em * 0.45, label, colour=ink, under=under)
        ask_control(draft, control, label, index)
        at += wide + draft.em * rng.uniform(0.4, 1.0)
    return y + draft.em * 2.4


def column(draft: Draft, x: float, y: float, width: float, made: Sequence[tuple[Field | None, str]]) -> float:
    """Controls one under the other, as in a menu; the y under them."""
    step = draft.line * draft.rng.choice((1.0, 1.3, 1.7))
    marked = draft.rng.random() < 0.4
    for control, label in made:
        if y + step > draft.height - draft.em * 0.3:
            break
        if marked:
            draft.shape("disc", x, y + draft.em * 0.1, x + draft.em * 0.8, y + draft.em * 0.9, colour=draft.soft)
        left = x + (draft.em * 1.3 if marked else 0)
        ask_control(draft, control, label, draft.put(left, y, label, room=width - draft.em * 1.3))
        y += step
    return y
