"""Pages as OCR would see them, typed as text: no engine needed."""

from cropvlm_tools.boxes import Box
from cropvlm_tools.perception.element import Line


def page(rows: dict[float, dict[float, str]], height: float = 0.012, char: float = 0.008) -> tuple[Line, ...]:
    """Lines from ``{y: {x: text}}`` in shares of a square page, ``height`` high, ``char`` wide for each character."""
    return tuple(
        Line(text, Box(x, y, min(x + char * len(text), 1.0), y + height), height, 0.99)
        for y, row in rows.items()
        for x, text in row.items()
    )
