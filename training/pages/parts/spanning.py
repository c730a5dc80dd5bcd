"""Tables with heads over heads and rows in groups: a cell is known by its row and by all the heads above it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from training.pages.draft import Draft

_CELL = {
    "en": (
        "What is {col} for {row}?", "{row}, {col}?", "What figure is given for {row} under {col}?", "{col} of {row}",
        "How many {col} are shown for {row}?", "For {row}, what is {col}?", "In {col}, what is the value of {row}?",
        "What number stands in the row {row} and the column {col}?", "Look up {row} in the column {col}.",
        "What did {row} come to in {col}?", "How high is {row} for {col}?", "{row} - {col}", "Give {col} for {row}.",
    ),
    "de": ("Wie hoch ist {row} bei {col}?", "{row}, {col}?", "Welcher Wert steht für {row} unter {col}?"),
    "fr": ("Quelle est la valeur de {row} pour {col} ?", "{row}, {col} ?", "Combien pour {row} ({col}) ?"),
    "es": ("¿Qué valor tiene {row} en {col}?", "¿{row}, {col}?", "¿Cuánto es {row} para {col}?"),
    "it": ("Qual è il valore di {row} per {col}?", "{row}, {col}?", "Quanto vale {row} nella colonna {col}?"),
    "pt": ("Qual é o valor de {row} em {col}?", "{row}, {col}?", "Quanto é {row} na coluna {col}?"),
    "ru": ("Какое значение у {row} в графе {col}?", "{row}, {col}?", "Сколько {row}: {col}?"),
    "zh": ("{row}的{col}是多少？", "{row}在{col}一栏的数值？", "{row}，{col}？"),
    "ja": ("{row}の{col}はいくつですか？", "{col}の列で{row}の値は？", "{row}、{col}？"),
    "ko": ("{row}의 {col}은 얼마인가요?", "{col} 열에서 {row}의 값은?", "{row}, {col}?"),
}  # fmt: skip
_TITLED = {
    "en": ("{q} ({t})", "In the table {t}: {q}", "{q} Use the table on {t}.", "Under {t}, {q}"),
    "de": ("{q} ({t})", "In der Tabelle {t}: {q}"),
    "fr": ("{q} ({t})", "Dans le tableau {t} : {q}"),
    "es": ("{q} ({t})", "En la tabla {t}: {q}"),
}
_PLAINLY = ("{q} ({t})",)
_ROW_OF = {
    "en": (
        "Which row shows {value} for {col}?", "What has {value} under {col}?", "Whose {col} is {value}?",
        "In the column {col}, what does {value} belong to?", "Find the entry with {value} for {col}.",
    ),
    "de": ("Welche Zeile hat {value} bei {col}?", "Wozu gehört {value} unter {col}?"),
    "fr": ("Quelle ligne indique {value} pour {col} ?",),
    "es": ("¿Qué fila muestra {value} en {col}?",),
}  # fmt: skip
_COLUMN_OF = {
    "en": ("Under which heading does {row} have {value}?", "In which column is {value} given for {row}?"),
    "de": ("In welcher Spalte steht {value} bei {row}?",),
    "fr": ("Dans quelle colonne {row} a-t-il {value} ?",),
    "es": ("¿En qué columna tiene {row} el valor {value}?",),
}
_TOGETHER = ("{sub} ({head})", "{head} {sub}", "{head}, {sub}", "{sub}, {head}", "{sub} in {head}", "{sub} of {head}")


@dataclass(frozen=True)
class Row:
    """A row's name, the group's that it stands in (or nothing), and its cells; "" where a cell is empty."""

    name: str
    group: str
    cells: tuple[str, ...]
    total: bool = False


@dataclass(frozen=True)
class Plan:
    """What a table holds, before it is printed."""

    heads: tuple[tuple[str, ...], ...]
    """Of each column from the top, all equally many; a head that the column beside shares spans both."""

    rows: tuple[Row, ...]
    corner: str = ""
    title: str = ""


def spoken(draft: Draft, plan: Plan) -> Plan:
    """The plan with its fixed English words in the page's language."""
    heads = tuple(tuple(draft.said(head) for head in column) for column in plan.heads)
    rows = tuple(replace(row, name=draft.said(row.name), group=draft.said(row.group)) for row in plan.rows)
    return replace(plan, heads=heads, rows=rows)


def print_table(
    draft: Draft, x: float, y: float, width: float, bottom: float, plan: Plan, scale: float = 1.0
) -> tuple[float, list[list[int]], list[int]]:
    """Print a table without its title.

    Args:
        draft: the page.
        x: px, left edge.
        y: px, top.
        width: px.
        bottom: px, where to stop.
        plan: the table.
        scale: of the text.

    Returns:
        The y under it, of each printed row the index of its name followed by those of its cells (-1 where empty), and
        the indices of the lowest heads.
    """
    rng = draft.rng
    count, depth = len(plan.heads), len(plan.heads[0])
    stub = width * min(max(0.16, 2.2 / (count + 2.2)), 0.5) * rng.uniform(0.85, 1.15)
    wide = (width - stub) / count
    pad, step = draft.em * 0.3 * scale, draft.line * scale * rng.choice((1.0, 1.0, 1.15, 1.35))
    lines = rng.choice(("none", "head", "head", "rows", "all"))
    stripes, bold, numbered = rng.random() < 0.15, rng.random() < 0.6, rng.random() < 0.15
    align = rng.choice(("right", "right", "right", "centre", "left"))
    top = y
    lowest: list[int] = []
    for level in range(depth):
        column = 0
        while column < count:
            last = column
            while last + 1 < count and plan.heads[last + 1][: level + 1] == plan.heads[column][: level + 1]:
                last += 1
            left, right = x + stub + column * wide, x + stub + (last + 1) * wide
            across = last > column or level < depth - 1
            at, how = _anchor(left, right, pad, "centre" if across else align)
            index = draft.put(
                at, y, plan.heads[column][level], scale, bold=bold, align=how, room=right - left - 2 * pad
            )
            if across and lines != "none":
                draft.rule(left + pad, y + step - pad / 2, right - left - 2 * pad)
            if level == depth - 1:
                lowest.append(index)
            column = last + 1
        if level == (0 if lines == "all" else depth - 1) and plan.corner:
            draft.put(x + pad, y, plan.corner, scale, bold=bold, room=stub - 2 * pad)
        y += step
    if lines != "none":
        draft.rule(x, y - pad / 2, width, 2)
    placed: list[list[int]] = []
    light = (max(draft.paper[0] - 18, 0), max(draft.paper[1] - 18, 0), max(draft.paper[2] - 18, 0))
    group, indent = "", draft.em * rng.choice((0.0, 0.8, 1.5))
    if numbered:
        indent += draft.em * 1.8
    for number, row in enumerate(plan.rows):
        words = _wrapped(draft, row.name, stub - pad - indent, scale)
        if y + step * (len(words) + (row.group != group)) > bottom:
            break
        if row.group != group:
            group = row.group
            if group:
                draft.put(x + pad, y, group, scale, bold=True, room=width * 0.8)
                y += step
        if stripes and number % 2:
            draft.shape("fill", x, y - pad / 2, x + width, y + step - pad / 2, colour=light)
        if row.total and lines != "none":
            draft.rule(x, y - pad / 2, width)
        if numbered:
            draft.put(x + pad, y, str(number + 1), scale)
        strong = row.total and rng.random() < 0.8
        first = draft.put(
            x + pad + (0 if row.total else indent), y, words[0], scale, bold=strong, room=stub - 2 * pad - indent
        )
        middle = y
        for text in words[1:]:
            y += step
            draft.put(x + pad + indent, y, text, scale, room=stub - pad - indent)
        middle = rng.choice((middle, y))  # cells stand by the first or the last line of the name
        cells = [first]
        for column, text in enumerate(row.cells):
            at, how = _anchor(x + stub + column * wide, x + stub + (column + 1) * wide, pad, align)
            room = wide - 2 * pad
            cells.append(draft.put(at, middle, text, scale, bold=strong, align=how, room=room) if text else -1)
        placed.append(cells)
        y += step
        if lines in ("rows", "all"):
            draft.rule(x, y - pad / 2, width)
    if lines == "all":
        for column in range(count + 1):
            draft.shape("line", x + stub + column * wide, top, x + stub + column * wide, y - pad / 2)
        draft.shape("box", x, top - pad / 2, x + width, y - pad / 2)
    return y, placed, lowest


def _anchor(left: float, right: float, pad: float, align: str) -> tuple[float, str]:
    return {"left": left + pad, "right": right - pad, "centre": (left + right) / 2}[align], align


def _wrapped(draft: Draft, text: str, width: float, scale: float) -> list[str]:
    """At most three lines."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and len(lines) < 3 and draft.text_width(longer, scale) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def ask_table(
    draft: Draft, plan: Plan, placed: Sequence[Sequence[int]], lowest: Sequence[int], most: int, titled: bool = False
) -> None:
    """Ask for cells by what tells each from all others: its row, its heads, its group, and the title where needed.

    Args:
        draft: the page.
        plan: the table.
        placed: indices from ``print_table``.
        lowest: indices of the lowest heads.
        most: cells that are asked for.
        titled: whether the title has to be named.
    """
    rng = draft.rng
    names = [row.name for row in plan.rows]
    spots = [
        (row, column) for row in range(len(placed)) for column in range(len(plan.heads)) if placed[row][column + 1] >= 0
    ]
    for number, column in rng.sample(spots, min(most, len(spots))):
        row = plan.rows[number]
        value, head = row.cells[column], _heads(draft, plan, column)
        name = row.name
        if names.count(name) > 1 or (row.group and rng.random() < 0.2):
            name = rng.choice(("{n} ({g})", "{g} {n}", "{n} under {g}", "{n} in {g}")).format(n=name, g=row.group)
        table = _CELL
        if titled or (plan.title and rng.random() < 0.1):
            table = {
                key: tuple(rng.choice(_TITLED.get(key, _PLAINLY)).format(q=text, t=plan.title) for text in texts)
                for key, texts in _CELL.items()
            }
        draft.ask_in(table, value, [placed[number][column + 1]], kind="cell", purpose="cell", row=name, col=head)
        alike = [other.cells[column] for other in plan.rows]
        if rng.random() < 0.15 and alike.count(value) == 1 and not titled and names.count(row.name) == 1:
            named = [placed[number][0]]
            draft.ask_in(
                _ROW_OF, draft.inks[named[0]].text, named, kind="cell", purpose="row_of", value=value, col=head
            )
        if rng.random() < 0.06 and row.cells.count(value) == 1 and not titled:
            here = [lowest[column]]
            draft.ask_in(_COLUMN_OF, draft.inks[here[0]].text, here, value=value, row=name)


def _heads(draft: Draft, plan: Plan, column: int) -> str:
    """All heads of a column, or as many as tell it from the others."""
    heads = [head for head in plan.heads[column] if head]
    if len(heads) == 1:
        return heads[0]
    ends = [other[-1] for other in plan.heads]
    if ends.count(heads[-1]) == 1 and draft.rng.random() < 0.5:
        return heads[-1]
    if len(heads) == 3:
        return draft.rng.choice((", ".join(heads), f"{heads[2]} of {heads[1]} in {heads[0]}", " ".join(heads)))
    return draft.rng.choice(_TOGETHER).format(head=heads[0], sub=heads[1])
