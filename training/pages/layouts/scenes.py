"""Signs in a street: few words, scattered, in colours, asked by where they stand."""

from __future__ import annotations

from dataclasses import dataclass

from training.pages import words
from training.pages.draft import Draft
from training.pages.layout import layout

_PAINTS = (
    ((250, 250, 250), (20, 20, 20)),
    ((20, 90, 50), (255, 255, 255)),
    ((180, 30, 30), (255, 255, 255)),
    ((30, 60, 140), (255, 255, 255)),
    ((250, 210, 40), (20, 20, 20)),
    ((40, 30, 25), (240, 220, 160)),
    ((235, 225, 200), (120, 30, 20)),
    ((90, 90, 95), (240, 240, 240)),
)


_NUMBER = {
    "en": (
        "Which number can be seen here?",
        "Read me the number in the photo.",
        "What number is on the sign?",
        "the number?",
    ),
    "de": ("Welche Zahl ist zu sehen?", "Lies die Zahl auf dem Foto vor.", "Welche Nummer steht auf dem Schild?"),
    "fr": ("Quel numéro voit-on ici ?", "Lis-moi le nombre sur la photo.", "Quel est le numéro sur le panneau ?"),
    "es": ("¿Qué número se ve aquí?", "Léeme el número de la foto.", "¿Qué número pone en el cartel?"),
}
_ONLY = {
    "en": ("What does the sign say?", "What can be read on it?", "Which words are on the sign?", "Read the sign."),
    "de": ("Was steht auf dem Schild?", "Was ist da zu lesen?", "Lies das Schild vor."),
    "fr": ("Que dit le panneau ?", "Que peut-on y lire ?", "Lis le panneau."),
    "es": ("¿Qué dice el cartel?", "¿Qué se puede leer ahí?", "Lee el cartel."),
}


@dataclass
class _Sign:
    lines: list[str]
    places: list[int]
    box: tuple[float, float, float, float]


@layout("street", nouns=("photo", "picture"))
def street(draft: Draft) -> None:
    """A scene of walls, windows and sky with signs; a board of directions at times."""
    rng = draft.rng
    draft.start(rng.choice((0.66, 0.75, 1.33, 1.0, 0.5)), rng.uniform(0.014, 0.035), "sans", rng.randint(600, 2200))
    draft.manner = rng.choice(("photo", "photo", "screen"))
    draft.paper = rng.choice(((150, 170, 190), (120, 110, 100), (170, 160, 140), (90, 95, 100), (180, 190, 200)))
    _scenery(draft)
    pool = list(words.SIGN) + [noun.upper() for noun in words.NOUN] + list(words.CITY["en"])
    rng.shuffle(pool)
    signs: list[_Sign] = []
    if rng.random() < 0.25:
        _directions(draft, pool, signs)
    for _ in range(rng.choice((1, *range(1, 9)))):
        _place(draft, pool, signs)
    for sign in signs:
        _ask_lines(draft, sign)
    for first in signs:
        _ask_neighbour(draft, first, signs)
    _ask_only(draft, signs)


def _scenery(draft: Draft) -> None:
    rng, w, h = draft.rng, draft.width, draft.height
    for _ in range(rng.randint(5, 16)):
        x, y = rng.uniform(-0.1, 0.9) * w, rng.uniform(-0.1, 0.9) * h
        colour = rng.choice(
            ((110, 90, 80), (200, 205, 210), (70, 80, 90), (160, 140, 120), (60, 100, 60), (200, 180, 150))
        )
        kind = rng.choice(("fill", "fill", "fill", "disc"))
        draft.shape(kind, x, y, x + rng.uniform(0.05, 0.5) * w, y + rng.uniform(0.05, 0.6) * h, colour=colour)
    for _ in range(rng.randint(0, 12)):
        draft.shape(
            "line",
            rng.uniform(0, w),
            rng.uniform(0, h),
            rng.uniform(0, w),
            rng.uniform(0, h),
            colour=(80, 80, 80),
            width=rng.randint(1, 4),
        )


def _free(box: tuple[float, float, float, float], signs: list[_Sign]) -> bool:
    return all(
        box[2] < sign.box[0] or box[0] > sign.box[2] or box[3] < sign.box[1] or box[1] > sign.box[3] for sign in signs
    )


def _place(draft: Draft, pool: list[str], signs: list[_Sign]) -> None:
    """One more sign of one to four lines, where there is room for it."""
    rng = draft.rng
    lines = [
        " ".join(pool.pop() for _ in range(rng.choice((1, 1, 2))))
        for _ in range(rng.choice((1, 1, 2, 2, 3, 4)))
        if len(pool) > 2
    ]
    if rng.random() < 0.25:
        lines.append(
            rng.choice(
                (
                    draft.values.phone(),
                    draft.values.value("hours")[0],
                    draft.values.domain(),
                    f"No. {rng.randint(1, 200)}",
                )
            )
        )
    scale = rng.choice((1.0, 1.3, 1.8, 2.5, 4.0))
    step, pad = draft.em * scale * 1.35, draft.em * scale * 0.5
    face = draft.face
    if rng.random() < 0.5:
        draft.face, draft.bold = draft.bold, draft.face
    wide = max(draft.text_width(line, scale) for line in lines) + 2 * pad
    tall = step * len(lines) + pad
    if wide > draft.width * 0.95 or tall > draft.height * 0.9:
        return
    for _ in range(12):
        x, y = rng.uniform(0.01, 0.99) * (draft.width - wide), rng.uniform(0.01, 0.99) * (draft.height - tall)
        if rng.random() < 0.4 and signs:  # in a row with another one
            y = min(signs[-1].box[1], draft.height - tall)
        box = (x, y, x + wide, y + tall)
        if not _free(box, signs):
            continue
        ground, colour = rng.choice(_PAINTS)
        draft.shape("fill", *box, colour=ground)
        if rng.random() < 0.3:
            draft.shape("box", x + pad / 4, y + pad / 4, x + wide - pad / 4, y + tall - pad / 4, colour=colour, width=2)
        places = [
            draft.put(
                x + wide / 2, y + pad * 0.8 + step * number, line, scale, align="centre", colour=colour, under=ground
            )
            for number, line in enumerate(lines)
        ]
        signs.append(_Sign(lines, places, box))
        break
    draft.face = face


def _directions(draft: Draft, pool: list[str], signs: list[_Sign]) -> None:
    """A board of destinations with distances."""
    rng, count = draft.rng, draft.rng.randint(2, 6)
    wide, step, pad = draft.em * 15, draft.em * 1.7, draft.em * 0.6
    tall = step * count + pad
    if wide > draft.width * 0.9 or tall > draft.height * 0.9:
        return
    x, y = rng.uniform(0, draft.width - wide), rng.uniform(0, draft.height - tall)
    ground, colour = rng.choice(_PAINTS)
    draft.shape("fill", x, y, x + wide, y + tall, colour=ground)
    lines, places = [], []
    for number in range(count):
        line, top = pool.pop().title(), y + pad * 0.7 + step * number
        far = f"{rng.randint(1, 400)}{rng.choice((' km', ' m', ' mi', ''))}"
        first = draft.put(x + pad, top, line, colour=colour, under=ground, room=wide * 0.6)
        second = draft.put(x + wide - pad, top, far, colour=colour, under=ground, align="right", room=wide * 0.3)
        draft.ask("distance", far, [second], x=line)
        draft.ask("distant", line, [first], x=far)
        lines.append(line)
        places.append(first)
    signs.append(_Sign(lines, places, (x, y, x + wide, y + tall)))


def _ask_lines(draft: Draft, sign: _Sign) -> None:
    """What stands under, over and beside the words of one sign."""
    rng = draft.rng
    for number in range(len(sign.lines) - 1):
        upper, lower = sign.lines[number], sign.lines[number + 1]
        draft.ask("below", lower, [sign.places[number + 1]], x=upper)
        draft.ask("above", upper, [sign.places[number]], x=lower)
    for line, place in zip(sign.lines, sign.places):
        parts = line.split()
        if len(parts) > 1 and rng.random() < 0.7:
            draft.ask("right", " ".join(parts[1:]), [place], x=parts[0])
            draft.ask("left", " ".join(parts[:-1]), [place], x=parts[-1])
    if len(sign.lines) > 1 and rng.random() < 0.5:
        draft.ask("whole_sign", " ".join(sign.lines), sign.places, x=sign.lines[0])


def _ask_neighbour(draft: Draft, first: _Sign, signs: list[_Sign]) -> None:
    """The nearest sign to the right and to the left, where only one comes into question."""
    own = (first.box[1] + first.box[3]) / 2
    for direction in ("right", "left"):
        found = []
        for other in signs:
            gap = other.box[0] - first.box[2] if direction == "right" else first.box[0] - other.box[2]
            if other is not first and gap > 0 and other.box[1] < own < other.box[3]:
                found.append((gap, id(other), other))
        if found:
            found.sort(key=lambda each: each[0])
            if len(found) == 1 or found[1][0] > 2 * found[0][0] + draft.em:
                other = found[0][2]
                draft.ask(f"{direction}_sign", " ".join(other.lines), other.places, x=draft.rng.choice(first.lines))


def _ask_only(draft: Draft, signs: list[_Sign]) -> None:
    """The one line with a number, and what the one sign says."""
    numbers = [
        (line, place)
        for sign in signs
        for line, place in zip(sign.lines, sign.places)
        if any(letter.isdigit() for letter in line)
    ]
    if len(numbers) == 1:
        draft.ask_in(_NUMBER, numbers[0][0], [numbers[0][1]])
    if len(signs) == 1:
        draft.ask_in(_ONLY, " ".join(signs[0].lines), signs[0].places)
