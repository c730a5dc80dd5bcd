"""Charts with printed labels: bars, curves, pies; title, axes, legend, source; on a page of their own or in another."""

from __future__ import annotations

import math
from itertools import pairwise

from training.pages import words
from training.pages.draft import Draft
from training.pages.layout import layout
from training.pages.parts import blocks, comparisons
from training.pages.parts.comparisons import TINTS

_SOURCE = {
    "en": ("Source: {s}", "Data: {s}", "{s} (2021)"),
    "de": ("Quelle: {s}",),
    "fr": ("Source : {s}",),
    "es": ("Fuente: {s}",),
}
_UNITS = {
    "en": ("Percent of households", "Million tonnes", "US$ billion", "Number of cases", "Share of votes (%)", "Index"),
    "de": ("Anteil in %", "Mio. Tonnen", "Mrd. Euro", "Anzahl"),
    "fr": ("Part en %", "Millions de tonnes", "Milliards d'euros"),
    "es": ("Porcentaje", "Millones de toneladas", "Miles de euros"),
}


_IN_YEAR = {"en": "{m} in {y}", "de": "{m} im Jahr {y}", "fr": "{m} en {y}", "es": "{m} en {y}"}
_TOLD = {
    "en": ("{t} counts what is told below.", "{t} is a measure of how much there is.", "Shown is the {t} of each."),
    "de": ("{t} ist unten je Gruppe angegeben.",),
    "fr": ("{t} est donné pour chaque groupe.",),
    "es": ("{t} se indica para cada grupo.",),
}


@layout("chart", nouns=("chart", "graph", "figure"))
def chart(draft: Draft) -> None:
    """One chart with its title, unit, labels, values, legend and source."""
    rng = draft.rng
    draft.start(rng.choice((0.56, 0.75, 1.0, 1.3)), rng.uniform(0.014, 0.026), rng.choice(("sans", "sans", "serif")))
    draft.manner = rng.choice(("screen", "screen", "scan", "photo"))
    left, width = draft.margin, draft.width - 2 * draft.margin
    figure(draft, left, draft.margin * 0.5, width, draft.height - draft.margin * 0.6 - 2 * draft.line, 1.0)


def figure(draft: Draft, x: float, y: float, width: float, bottom: float, scale: float = 0.7) -> None:
    """A chart in a part of a page; its source stands below ``bottom``.

    Args:
        draft: the page.
        x: left edge.
        y: top.
        width: of all of it.
        bottom: where the axis ends.
        scale: of the title, to that of a chart which is a page of its own.
    """
    rng, values = draft.rng, draft.values
    subject = values.value("title")[0]
    year = str(rng.randint(1960, 2024))
    title = subject + rng.choice(("", "", f", {year}", f", {int(year) - rng.randint(5, 90)} to {year}"))
    index = draft.put(x, y, title, rng.uniform(1.2, 1.9) * scale, name=draft.head, room=width)
    if scale == 1.0:  # elsewhere "the title" is the page's
        draft.ask("chart_title", title, [index])
    y += draft.em * (0.7 + 1.9 * scale)
    if rng.random() < 0.6:
        told = rng.choice(draft.local(_TOLD)).format(t=subject) if rng.random() < 0.6 else values.sentence(8)
        draft.put(x, y, told, 0.9, room=width, colour=draft.soft)
        y += draft.line
    unit = rng.choice(draft.local(_UNITS))
    measures = [subject, subject, subject.lower()]
    if rng.random() < 0.6:
        draft.ask("unit", unit, [draft.put(x, y, unit, 0.85, colour=draft.soft, room=width)])
        measures.append(unit.lower())
        y += draft.line
    if year in title:
        measures += [draft.local(_IN_YEAR).format(m=subject, y=year)]
    kind = rng.choice((_columns, _bars, _bars, _pie, _curves, _lines, _lines))
    kind(draft, x, y, width, bottom, measures)
    if rng.random() < 0.65:
        source = values.company()
        text = rng.choice(draft.local(_SOURCE)).format(s=source)
        draft.ask(
            "source", source, [draft.put(x, bottom + draft.line * 1.2, text, 0.75, room=width, colour=draft.soft)]
        )


def _series(draft: Draft, count: int) -> tuple[list[str], str, list[float], list[str]]:
    """Names, their class, values and the values as printed."""
    rng = draft.rng
    if rng.random() < 0.3:
        first, kind = rng.randint(1950, 2014), "year"
        names = [str(first + number) for number in range(count)]
    else:
        names, kind = comparisons.names_and_class(rng, draft.language, count)
    top, decimals = rng.choice((10, 100, 100, 1000, 50000)), rng.choice((0, 0, 1))
    sizes = [round(rng.uniform(0.05, 1) * top, decimals) for _ in names]
    if rng.random() < 0.5:
        sizes.sort(reverse=True)
    ending = rng.choice(("", "", "%", " %")) if top == 100 else rng.choice(("", "", "k"))
    printed = []
    for size in sizes:
        text = f"{size:,.{decimals}f}"
        printed.append((text.translate(str.maketrans(",.", ".,")) if draft.values.comma else text) + ending)
    return names, kind, sizes, printed


def _ask_series(draft: Draft, names: list[str], printed: list[str], at_name: list[int], at_value: list[int]) -> None:
    for name, text, first, second in zip(names, printed, at_name, at_value):  # no value may be printed
        draft.ask("chart_value", text, [second], item=name)
        if draft.rng.random() < 0.3 and printed.count(text) == 1:
            draft.ask("chart_item", name, [first], value=text)


def _ask_ends(draft: Draft, axis: str, labels: list[int]) -> None:
    """The outermost labels of an axis, given from left to right or from bottom to top."""
    ends = ("left", "right") if axis == "horizontal" else ("bottom", "top")
    for side, label in zip(ends, (labels[0], labels[-1])):
        if draft.rng.random() < 0.5:
            draft.ask(f"tick_{side}", draft.inks[label].text, [label])


def _ticks(draft: Draft, x: float, base: float, high: float, top: float) -> list[int]:
    """Numbers up the left side, right-aligned at ``x``, from the base line to ``high`` px above it."""
    rng = draft.rng
    count, decimals = rng.randint(3, 7), rng.choice((0, 0, 1, 2))
    unit = rng.choice(("", "", "", "%", "k"))
    marks = []
    for number in range(count):
        text = f"{top * number / (count - 1):,.{decimals}f}{unit}"
        at = base - high * number / (count - 1)
        marks.append(draft.put(x, at - draft.em * 0.4, text, rng.choice((0.75, 0.85)), align="right"))
    return marks


def _bars(draft: Draft, x: float, y: float, width: float, bottom: float, measures: list[str]) -> None:
    """Lying bars, names to their left, values at their ends where they are printed."""
    rng = draft.rng
    names, kind, sizes, printed = _series(draft, rng.randint(3, max(3, min(14, int((bottom - y) / draft.line / 1.15)))))
    step = min((bottom - y) / len(names), draft.line * 2.4)
    key = min(max(draft.text_width(name) for name in names) + draft.em, width * 0.4)
    space = width - key - draft.em * 5
    tint, aligned, valued, at_name, at_value = rng.choice(TINTS)[0], rng.random() < 0.5, rng.random() < 0.7, [], []
    for number, (name, size, text) in enumerate(zip(names, sizes, printed)):
        top = y + step * number
        end = x + key + space * size / max(sizes)
        draft.shape("fill", x + key, top, end, top + step * 0.7, colour=tint)
        at = x + key - draft.em * 0.5
        middle = top + step * 0.35 - draft.em * 0.4
        at_name.append(
            draft.put(at, middle, name, align="right", room=key - draft.em * 0.5)
            if aligned
            else draft.put(x, middle, name, room=key - draft.em * 0.5)
        )
        if valued:
            at_value.append(draft.put(end + draft.em * 0.4, middle, text, 0.95))
    _ask_series(draft, names, printed, at_name, at_value)
    comparisons.ask_ends(draft, kind, measures, names, sizes, at_name)


def _columns(draft: Draft, x: float, y: float, width: float, bottom: float, measures: list[str]) -> None:
    """Standing bars, values on their tops where they are printed, names below, ticks to the left."""
    rng = draft.rng
    names, kind, sizes, printed = _series(draft, rng.randint(3, max(3, min(12, int(width / draft.em / 4.5)))))
    base, start = bottom - draft.line, x + draft.em * 3.5
    step = (x + width - start) / len(names)
    tint, valued, high = rng.choice(TINTS)[0], rng.random() < 0.7, max(base - y - draft.line, draft.em * 3)
    for number in range(5):
        at = base - high * number / 4
        draft.shape("line", start, at, x + width, at, colour=(190, 190, 190))
    _ask_ends(draft, "vertical", _ticks(draft, start - draft.em * 0.4, base, high, max(sizes)))
    at_name, at_value = [], []
    for number, (name, size, text) in enumerate(zip(names, sizes, printed)):
        middle = start + step * (number + 0.5)
        top = base - high * size / max(sizes)
        draft.shape("fill", middle - step * 0.33, top, middle + step * 0.33, base, colour=tint)
        if valued:
            at_value.append(draft.put(middle, top - draft.em * 1.1, text, 0.9, align="centre", room=step * 0.98))
        at_name.append(draft.put(middle, base + draft.em * 0.3, name, 0.9, align="centre", room=step * 0.94))
    _ask_series(draft, names, printed, at_name, at_value)
    comparisons.ask_ends(draft, kind, measures, names, sizes, at_name)
    _ask_ends(draft, "horizontal", at_name)


def _pie(draft: Draft, x: float, y: float, width: float, bottom: float, measures: list[str]) -> None:
    """Slices with their names and shares around, or in a legend."""
    rng = draft.rng
    names, kind, sizes, _ = _series(draft, rng.randint(3, 6))
    total = sum(sizes)
    printed = [f"{100 * size / total:.1f}%" for size in sizes]
    radius = max(min(width * 0.22, (bottom - y) / 2 - draft.line * 1.5), draft.em * 2)
    mx, my = x + width * (0.5 if rng.random() < 0.5 else 0.3), (y + bottom) / 2
    legend, angle, at_name, at_value = mx < x + width * 0.4, -90.0, [], []
    for number, (name, size, text) in enumerate(zip(names, sizes, printed)):
        turn = 360 * size / total
        tint, _ = TINTS[number % len(TINTS)]
        draft.shape("arc", mx - radius, my - radius, mx + radius, my + radius, angle, angle + turn, colour=tint)
        half = math.radians(angle + turn / 2)
        angle += turn
        if legend:
            top = my - radius + number * draft.line * 1.2
            at = x + width * 0.62
            draft.shape("fill", at, top, at + draft.em * 0.8, top + draft.em * 0.8, colour=tint)
            both = f"{name} {rng.choice(('', '- ', '('))}{text}"
            both += ")" if "(" in both else ""
            index = draft.put(at + draft.em * 1.3, top, both, room=width * 0.36 - draft.em)
            at_name.append(index)
            at_value.append(index)
            continue
        reach = radius + draft.em * 0.7
        side = "left" if math.cos(half) > 0 else "right"
        at, top = mx + math.cos(half) * reach, my + math.sin(half) * (reach + draft.em) - draft.em
        room = x + width - at if side == "left" else at - x
        at_name.append(draft.put(at, top, name, align=side, room=room))
        at_value.append(draft.put(at, top + draft.line * 0.9, text, align=side, room=room))
    _ask_series(draft, names, printed, at_name, at_value)
    comparisons.ask_ends(draft, kind, measures, names, sizes, at_name)
    _ask_tint(draft, kind, names, at_name)


def _curves(draft: Draft, x: float, y: float, width: float, bottom: float, measures: list[str]) -> None:
    """One line over the years with its values printed, ticks, a legend."""
    rng = draft.rng
    _, _, sizes, printed = _series(draft, rng.randint(3, max(3, min(9, int(width / draft.em / 5)))))
    first, step_years = rng.randint(1950, 2010), rng.choice((1, 2, 5))
    names = [str(first + step_years * number) for number in range(len(sizes))]
    base, start = bottom - draft.line, x + draft.em * 2
    step, high = (x + width - start) / len(names), max(bottom - draft.line * 3 - y, draft.em * 3)
    at_name, at_value, before = [], [], (0.0, 0.0)
    tint = rng.choice(TINTS)[0]
    draft.shape("line", start, base, x + width, base)
    for number, (name, size, text) in enumerate(zip(names, sizes, printed)):
        here = (start + step * (number + 0.5), base - high * size / max(sizes) * 0.9)
        if number:
            draft.shape("line", *before, *here, colour=tint, width=3)
        before = here
        at_value.append(draft.put(here[0], here[1] - draft.em * 1.3, text, 0.9, align="centre", room=step * 0.98))
        at_name.append(draft.put(here[0], base + draft.em * 0.3, name, 0.9, align="centre", room=step * 0.94))
    _ask_series(draft, names, printed, at_name, at_value)
    comparisons.ask_ends(draft, "year", measures, names, sizes, at_name)
    _ask_ends(draft, "horizontal", at_name)
    if rng.random() < 0.4:
        draft.put(x + width, y - draft.em * 0.2, rng.choice(words.NOUN), 0.9, align="right", colour=tint)
    blocks.note(draft, "report")


def _lines(draft: Draft, x: float, y: float, width: float, bottom: float, measures: list[str]) -> None:
    """Several curves with no value printed: ticks on both axes, names at the curves' ends or in a legend."""
    rng = draft.rng
    names, kind = comparisons.names_and_class(rng, draft.language, rng.randint(2, 8))
    years = rng.randint(4, 8)
    first, each = rng.randint(1950, 2000), rng.choice((1, 2, 5, 10))
    legend = rng.random() < 0.4
    base, start = bottom - draft.line, x + draft.em * 4
    end = x + width - (draft.em if legend else max(map(draft.text_width, names)) + draft.em)
    end = max(end, start + draft.em * 8)
    top = y + draft.line * (1.5 if legend else 0.3)
    high, step = max(base - top, draft.em * 4), (end - start) / (years - 1)
    _ask_ends(draft, "vertical", _ticks(draft, start - draft.em * 0.5, base, high, rng.choice((1, 10, 100, 5000))))
    draft.shape("line", start, base, end, base)
    marks = [
        draft.put(start + step * number, base + draft.em * 0.3, str(first + each * number), 0.8, align="centre")
        for number in range(years)
    ]
    _ask_ends(draft, "horizontal", marks)
    heights = [[rng.uniform(0.05, 1.0)] for _ in names]
    at_name, across = [], x
    for number, (name, curve) in enumerate(zip(names, heights)):
        tint, _ = TINTS[number % len(TINTS)]
        for _ in range(years - 1):
            curve.append(min(max(curve[-1] + rng.uniform(-0.2, 0.2), 0.02), 1.0))
        points = [(start + step * place, base - high * size) for place, size in enumerate(curve)]
        for here, there in pairwise(points):
            draft.shape("line", *here, *there, colour=tint, width=3)
        if legend:
            draft.shape("fill", across, y, across + draft.em * 0.8, y + draft.em * 0.8, colour=tint)
            at_name.append(draft.put(across + draft.em * 1.2, y, name, 0.85))
            across += draft.text_width(name, 0.85) + draft.em * 3
        else:
            at_name.append(draft.put(end + draft.em * 0.5, points[-1][1] - draft.em * 0.5, name, 0.85, colour=tint))
    for year in rng.sample(range(years), 2):
        sizes = [curve[year] for curve in heights]
        at_year = [draft.local(_IN_YEAR).format(m=measure, y=first + each * year) for measure in measures[:3]]
        comparisons.ask_ends(draft, kind, at_year, names, sizes, at_name)
    _ask_tint(draft, kind, names, at_name)


def _ask_tint(draft: Draft, kind: str, names: list[str], at_name: list[int]) -> None:
    """The name of the part in one of the colours, each of which is there once."""
    number = draft.rng.randrange(min(len(names), len(TINTS)))
    if len(names) <= len(TINTS) + number:
        comparisons.ask_tint(draft, kind, TINTS[number][1], names[number], at_name[number])
