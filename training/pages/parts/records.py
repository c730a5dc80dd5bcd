"""Things of one kind and what is told of each, mostly without a label: goods with prices, messages with times."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from training.pages.draft import Draft
from training.pages.fields import Field, parse
from training.pages.parts import blocks

ARRANGEMENTS = ("tiles", "tiles", "list", "rows", "bare", "line", "stack")


@dataclass
class Record:
    """One thing: its name, what is told of it, and the lines that these stand on."""

    name: str
    values: dict[str, str]
    at: dict[str, int] = field(default_factory=dict)
    """Index of a line by trait; ``"name"`` is the name's."""


def traits(table: str) -> tuple[Field, ...]:
    """What may be told of a thing, in the form of ``training.pages.fields``; in questions ``{n}`` is the thing's name,
    and ``{v}`` the value where the name is asked for."""
    return parse("record", table)


def names(draft: Draft, spec: str, count: int) -> list[str]:
    """At most ``count`` different values of a specification."""
    found: dict[str, None] = {}
    for _ in range(count * 3):
        if len(found) == count:
            break
        found.setdefault(draft.values.value(spec)[0])
    return list(found)


def records(draft: Draft, called: Sequence[str], told: Sequence[Field]) -> list[Record]:
    """Things of these names with a value for each trait; now and then one that the thing before has, too."""
    made: list[Record] = []
    for name in called:
        values = {}
        for trait in told:
            value = draft.values.value(trait.wording(draft.tongue).value)[0]
            if made and draft.rng.random() < 0.06:
                value = made[-1].values[trait.name]
            values[trait.name] = value
        made.append(Record(name, values))
    return made


def collection(
    draft: Draft,
    x: float,
    y: float,
    width: float,
    bottom: float,
    things: Sequence[Record],
    told: Sequence[Field],
    arrangement: str = "",
    most: int = 10,
) -> float:
    """Print things in one arrangement and note what may be asked; the y under them.

    Args:
        draft: the page.
        x: px, left edge.
        y: px, top.
        width: px.
        bottom: px, where to stop.
        things: with their values.
        told: the traits that are printed.
        arrangement: one of ``ARRANGEMENTS``; drawn where empty.
        most: facts that are noted.
    """
    arrangement = arrangement or draft.rng.choice(ARRANGEMENTS)
    if arrangement in ("rows", "bare"):
        y = _rows(draft, x, y, width, bottom, things, told, arrangement == "rows")
    elif arrangement == "tiles":
        y = _tiles(draft, x, y, width, bottom, things, told)
    else:
        y = _stacked(draft, x, y, width, bottom, things, told, arrangement)
    ask_records(draft, things, told, most)
    return y


def ask_records(draft: Draft, things: Sequence[Record], told: Sequence[Field], most: int) -> None:
    """Note facts of things that have been printed, each by its thing's name or the other way about."""
    rng = draft.rng
    spots = [(thing, trait) for thing in things for trait in told if trait.name in thing.at and "name" in thing.at]
    for thing, trait in rng.sample(spots, min(most, len(spots))):
        value = thing.values[trait.name]
        forth: dict[str, tuple[str, ...]] = {}
        back: dict[str, tuple[str, ...]] = {}
        for language, wording in trait.wordings.items():
            for kept, backwards in ((forth, False), (back, True)):
                texts = tuple(text for text in wording.questions if ("{v}" in text) == backwards)
                if texts:
                    kept[language] = texts
        label = trait.wording(draft.tongue).labels[0]
        slots = {"n": thing.name, "row": thing.name, "item": thing.name, "v": value, "value": value, "col": label}
        if rng.random() < 0.2 or not forth:
            draft.ask("cell", value, [thing.at[trait.name]], **slots)
        else:
            purpose = "price" if trait.name == "price" else "cell"
            draft.ask_in(forth, value, [thing.at[trait.name]], kind="cell", purpose=purpose, **slots)
        alike = [other for other in things if other.values[trait.name] == value]
        if len(alike) == 1 and rng.random() < 0.25 and back:
            draft.ask_in(back, thing.name, [thing.at["name"]], kind="cell", purpose="row_of", **slots)


def _rows(
    draft: Draft, x: float, y: float, width: float, bottom: float, things: Sequence[Record], told: Sequence[Field],
    headed: bool,
) -> float:  # fmt: skip
    rng = draft.rng
    order = ["name", *(trait.name for trait in told)]
    if rng.random() < 0.25:
        order.insert(rng.randrange(len(order)), order.pop(0))
    heads = {trait.name: rng.choice(trait.wording(draft.tongue).labels) for trait in told}
    header = [heads.get(key, "") for key in order] if headed else []
    body = [[thing.name if key == "name" else thing.values[key] for key in order] for thing in things]
    shares = [rng.uniform(1.8, 3.0) if key == "name" else 1.0 for key in order]
    aligns = ["left" if key == "name" else rng.choice(("left", "right", "right")) for key in order]
    y, cells = blocks.grid(draft, x, y, shares, header, body, width, aligns, bottom)
    for thing, row in zip(things, cells):
        thing.at = dict(zip(order, row))
    return y


def _tiles(
    draft: Draft, x: float, y: float, width: float, bottom: float, things: Sequence[Record], told: Sequence[Field]
) -> float:
    """In boxes side by side; in all of them the same trait is large, and they are in the same order."""
    rng = draft.rng
    order = ["name", *(trait.name for trait in told)]
    if rng.random() < 0.5:
        rng.shuffle(order)
    large = rng.choice(order)
    scales = {key: rng.uniform(1.3, 2.4) if key == large else rng.choice((0.8, 0.9, 1.0)) for key in order}
    captions = {trait.name: rng.choice(trait.wording(draft.tongue).labels) for trait in told if rng.random() < 0.15}
    columns = max(min(int(width / draft.em / rng.uniform(11, 18)), len(things), 5), 1)
    gap = draft.em * rng.uniform(0.4, 1.5)
    wide = (width - gap * (columns - 1)) / columns
    picture = draft.em * rng.choice((0.0, 0.0, 3.0, 6.0))
    align = rng.choice(("left", "left", "centre"))
    boxed, pad = rng.random() < 0.6, draft.em * 0.5
    pairs = rng.random() < 0.3  # the last two traits on one line
    tall = picture + 2 * pad + sum(draft.em * scales[key] * 1.4 for key in order)
    tall += sum(draft.em * 1.2 for key in order if key in captions)
    for number, thing in enumerate(things):
        left, top = x + (number % columns) * (wide + gap), y + (number // columns) * (tall + gap)
        if top + tall > bottom:
            break
        if boxed:
            draft.shape("box", left, top, left + wide, top + tall, colour=draft.soft)
        if picture:
            draft.shape("fill", left + pad, top + pad, left + wide - pad, top + picture, colour=draft.accent)
        at, room = top + pad + picture, wide - 2 * pad
        middle = left + wide / 2 if align == "centre" else left + pad
        for key in order:
            text = thing.name if key == "name" else thing.values[key]
            if key in captions:
                draft.put(middle, at, captions[key], 0.7, align=align, room=room, colour=draft.soft)
                at += draft.em * 1.1
            if pairs and key == order[-1] and order[-1] not in captions:
                scale = min(scales[order[-2]], scales[key])
                thing.at[key] = draft.put(
                    left + wide - pad,
                    at - draft.em * scales[order[-2]] * 1.4,
                    text,
                    scale,
                    align="right",
                    room=room * 0.3,
                )
                continue
            held = room * 0.65 if pairs and key == order[-2] and align == "left" else room
            thing.at[key] = draft.put(middle, at, text, scales[key], bold=key == large, align=align, room=held)
            at += draft.em * scales[key] * 1.4
    return y + -(-len(things) // columns) * (tall + gap)


def _stacked(
    draft: Draft, x: float, y: float, width: float, bottom: float, things: Sequence[Record], told: Sequence[Field],
    arrangement: str,
) -> float:  # fmt: skip
    """One under the other: the first trait far to the right of the name, the others small below, or all in a line."""
    rng = draft.rng
    keys = [trait.name for trait in told]
    bold, ruled, dotted = rng.random() < 0.5, rng.random() < 0.4, rng.random() < 0.2
    between = rng.choice((" - ", " | ", ", ", "   ", " / "))
    indent = draft.em * rng.choice((0.0, 0.0, 2.5, 4.0))  # of pictures
    for thing in things:
        need = draft.line * (1 if arrangement == "line" else 2 if arrangement == "list" else 1 + len(keys))
        if y + need > bottom:
            break
        left, room = x + indent, width - indent
        if indent:
            draft.shape("fill", x, y, x + indent * 0.75, y + indent * 0.6, colour=draft.accent)
        if arrangement == "line":
            text = between.join((thing.name, *(thing.values[key] for key in keys)))
            index = draft.put(left, y, text, room=room)
            thing.at = dict.fromkeys(("name", *keys), index)
        elif arrangement == "list":
            thing.at["name"] = draft.put(left, y, thing.name, bold=bold, room=room * 0.68)
            thing.at[keys[0]] = draft.put(left + room, y, thing.values[keys[0]], align="right", room=room * 0.3)
            if dotted:
                name = draft.inks[thing.at["name"]]
                draft.leader(left + name.width, y, draft.inks[thing.at[keys[0]]].x)
            if len(keys) > 1:
                y += draft.line
                for number, key in enumerate(keys[1:]):
                    at = left + number * room / (len(keys) - 1)
                    thing.at[key] = draft.put(
                        at, y, thing.values[key], 0.85, colour=draft.soft, room=room / (len(keys) - 1) - draft.em
                    )
        else:
            thing.at["name"] = draft.put(left, y, thing.name, bold=bold, room=room)
            for key in keys:
                y += draft.line
                thing.at[key] = draft.put(left + draft.em * 0.5, y, thing.values[key], 0.9, room=room)
        y += draft.line * rng.choice((1.0, 1.3))
        if ruled:
            draft.rule(x, y - draft.em * 0.3, width)
    return y
