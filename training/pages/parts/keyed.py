"""Keys with their values, in many arrangements."""

from __future__ import annotations

from collections.abc import Sequence

from training.pages.draft import Draft
from training.pages.fields import Field
from training.pages.values import Text

ARRANGEMENTS = ("inline", "left", "left", "above", "boxed", "dots", "right", "grid", "below")
RELATIVES = {
    "en": ("Code", "Ref", "Ref.", "ID", "External ID", "Type", "Status", "Copy", "Group", "Class", "Info", "Category"),
    "de": ("Code", "Ref.", "Kennung", "Art", "Status", "Gruppe", "Kopie"),
    "fr": ("Code", "Réf.", "ID", "Type", "Statut", "Groupe"),
    "es": ("Código", "Ref.", "ID", "Tipo", "Estado", "Grupo"),
}
"""With these a key begins as another one does."""


def pairs(
    draft: Draft,
    fields: Sequence[Field],
    x: float,
    y: float,
    width: float,
    arrangement: str = "",
    columns: int = 1,
    bottom: float = 0.0,
    scale: float = 1.0,
    told: bool = True,
) -> float:
    """Print keys with their values and note the facts; the y under them.

    Args:
        draft: the page.
        fields: in their order on the page, column by column.
        x: left edge.
        y: top.
        width: of all columns.
        arrangement: one of ``ARRANGEMENTS``; drawn where empty.
        columns: side by side.
        bottom: where to stop; the sheet's lower margin where 0.
        scale: of the text.
        told: whether the facts may be asked.
    """
    rng = draft.rng
    arrangement = arrangement or rng.choice(ARRANGEMENTS)
    bottom = bottom or draft.height - draft.margin * 0.6
    gutter = draft.em * rng.uniform(1.0, 2.5)
    wide = (width - gutter * (columns - 1)) / columns
    step = draft.line * scale * rng.choice((1.0, 1.0, 1.15, 1.5))
    suffix = rng.choice((":", ":", ":", "", "", " :", " -", "."))
    bold_key, bold_value = rng.random() < 0.4, rng.random() < 0.3
    key_share = rng.uniform(0.3, 0.55)
    lowest = y
    entries = _with_relatives(draft, fields)
    per_column = -(-len(entries) // columns)
    longest = max((draft.text_width(label + suffix, scale, bold_key) for _, label, _ in entries), default=0.0)
    key_room = min(max(longest + draft.em, 0.0), wide * 0.6) if rng.random() < 0.6 else wide * key_share
    hung = rng.random() < 0.15  # keys end at the values
    for column in range(columns):
        left, top = x + column * (wide + gutter), y
        for field, label, value in entries[column * per_column : (column + 1) * per_column]:
            lines = len(value) + (1 if arrangement in ("above", "boxed", "below") else 0)
            need = lines * draft.line * scale + (draft.em * 0.6 if arrangement in ("boxed", "grid") else 0)
            if top + need > bottom:
                break
            key = label if label.endswith((":", "?")) else label + suffix
            place: list[int] = []
            if arrangement == "inline" or (arrangement == "dots" and len(value) != 1):
                key = label + (suffix.strip() or ":")
                if len(value) == 1:
                    place.append(draft.put(left, top, f"{key} {value[0]}", scale, room=wide, bold=bold_value))
                else:
                    draft.put(left, top, key, scale, bold=bold_key, room=wide)
                    for part in value:
                        top += draft.line * scale
                        place.append(draft.put(left + draft.em, top, part, scale, room=wide - draft.em))
                top += step
            elif arrangement == "dots":
                long = draft.text_width(label, scale, bold_key)
                draft.put(left, top, label, scale, bold=bold_key, room=wide * 0.6)
                index = draft.put(left + wide, top, value[0], scale, align="right", room=wide * 0.5)
                place.append(index)
                draft.leader(left + min(long, wide * 0.6), top, draft.inks[index].x)
                top += step
            elif arrangement in ("left", "right", "grid"):
                pad = draft.em * 0.4 if arrangement == "grid" else 0.0
                start = top
                if hung and arrangement == "left":
                    draft.put(
                        left + key_room - draft.em * 0.6,
                        top,
                        key,
                        scale,
                        bold=bold_key,
                        align="right",
                        room=key_room - draft.em * 0.6,
                    )
                else:
                    draft.put(
                        left + pad,
                        top + pad / 2,
                        key,
                        scale,
                        bold=bold_key,
                        colour=draft.soft,
                        room=key_room - pad - draft.em * 0.4,
                    )
                for number, part in enumerate(value):
                    if number:
                        top += draft.line * scale
                    if arrangement == "right":
                        place.append(
                            draft.put(
                                left + wide, top, part, scale, bold=bold_value, align="right", room=wide - key_room
                            )
                        )
                    else:
                        place.append(
                            draft.put(
                                left + key_room + pad,
                                top + pad / 2,
                                part,
                                scale,
                                bold=bold_value,
                                room=wide - key_room - 2 * pad,
                            )
                        )
                top += max(step, draft.line * scale + pad)
                if arrangement == "grid":
                    draft.shape("box", left, start - pad / 2, left + wide, top - pad / 2, colour=draft.soft)
                    draft.shape(
                        "line", left + key_room, start - pad / 2, left + key_room, top - pad / 2, colour=draft.soft
                    )
            else:
                start, pad = top, draft.em * 0.35
                small = scale * rng.choice((0.75, 0.8, 1.0))
                if arrangement == "below":
                    for part in value:
                        place.append(draft.put(left + pad, top, part, scale, bold=bold_value, room=wide - 2 * pad))
                        top += draft.line * scale
                    draft.rule(left, top - draft.em * 0.15, wide * 0.9)
                    draft.put(left + pad, top, label, small, colour=draft.soft, room=wide - pad)
                    top += draft.line * small + draft.em * 0.6
                else:
                    draft.put(
                        left + pad, top + pad / 2, key, small, bold=bold_key, colour=draft.soft, room=wide - 2 * pad
                    )
                    top += draft.line * small
                    for part in value:
                        place.append(draft.put(left + pad, top, part, scale, bold=bold_value, room=wide - 2 * pad))
                        top += draft.line * scale
                    if arrangement == "boxed":
                        draft.shape("box", left, start - pad / 2, left + wide, top, colour=draft.soft)
                        top += rng.choice((0.0, 0.0, draft.em * 0.5)) + pad / 2
                    else:
                        top += draft.em * 0.5
            if told and field is not None and (len(value) == 1 or rng.random() < 0.9):
                draft.tell(field, label, value, place)
        lowest = max(lowest, top)
    return lowest


def _with_relatives(draft: Draft, fields: Sequence[Field]) -> list[tuple[Field | None, str, Text]]:
    """(concept, label, value) of each; here and there a key of no concept that begins as the one before or behind it
    does ("Customer", "Customer Ref"), with another sort of value or with none."""
    rng = draft.rng
    entries: list[tuple[Field | None, str, Text]] = []
    often = rng.choice((0.0, 0.05, 0.15))
    for field in fields:
        label, value = draft.make(field)
        entries.append((field, label, value))
        if rng.random() < often:
            key = f"{label.rstrip(' .:#?')} {rng.choice(draft.local(RELATIVES))}"
            other = () if rng.random() < 0.5 else draft.values.value(rng.choice(("code", "digits", "word", "count")))
            entries.insert(len(entries) - (rng.random() < 0.3), (None, key, other))
    return entries
